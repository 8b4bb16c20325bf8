/* The frame of the page, and what all parts write with. */
#include "render/html.h"

#include "render/escape.h"
#include "render/number.h"
#include "render/style.h"

#include <ocigate/version.h>
#include <string.h>

void og_html_put(og_buf *out, const char *before, const char *text, const char *after)
{
    og_buf cut;
    og_buf_init(&cut);
    og_style_cut(&cut, text == NULL ? "" : text, OG_HTML_LONGEST);
    og_buf_text(out, before);
    og_escape_xml(out, og_buf_string(&cut));
    og_buf_text(out, after);
    og_html_done(out, &cut);
}

void og_html_done(og_buf *out, og_buf *scratch)
{
    out->failed = out->failed || scratch->failed;
    og_buf_fini(scratch);
}

void og_html_share(og_buf *out, uint64_t part, uint64_t whole)
{
    while (whole > UINT64_MAX / 20000) {
        whole /= 2;
        part /= 2;
    }
    if (part > whole)
        part = whole;
    const uint64_t share = whole == 0 ? 0 : (part * 10000 + whole / 2) / whole;
    og_buf_format(out, "%u.%02u%%", (unsigned)(share / 100), (unsigned)(share % 100));
}

void og_html_bytes(og_buf *out, uint64_t bytes)
{
    og_buf text;
    og_buf_init(&text);
    og_number_bytes(&text, bytes);
    for (const char *c = og_buf_string(&text); *c != '\0'; c++) {
        if (*c == ' ')
            og_buf_text(out, "&#160;");
        else
            og_buf_char(out, *c);
    }
    og_html_done(out, &text);
}

void og_html_sign(og_buf *out, ocigate_verdict verdict)
{
    static const char *const paths[] = {"M7 12.5l3.5 3.5L17 9", "M8 8l8 8M16 8l-8 8",
                                        "M12 6.5v7M12 17v.2"};
    og_buf_format(out,
                  "<svg class=\"sign\" viewBox=\"0 0 24 24\" aria-hidden=\"true\">"
                  "<circle cx=\"12\" cy=\"12\" r=\"11\"/><path d=\"%s\"/></svg>",
                  paths[verdict]);
}

void og_html_begin(og_buf *out, const char *title, const char *subtitle)
{
    og_buf_text(out, "<!DOCTYPE html>\n"
                     "<html lang=\"en\">\n"
                     "<head>\n"
                     "<meta charset=\"utf-8\"/>\n"
                     "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                     "style-src 'unsafe-inline'; img-src data:\"/>\n"
                     "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
                     "<meta name=\"color-scheme\" content=\"light dark\"/>\n"
                     "<meta name=\"referrer\" content=\"no-referrer\"/>\n"
                     "<link rel=\"icon\" href=\"data:,\"/>\n");
    og_html_put(out, "<title>", title, "</title>\n<style>\n");
    og_html_style(out);
    og_buf_text(out, "</style>\n</head>\n<body>\n<div class=\"page\">\n<header class=\"top\">\n"
                     "<p><span class=\"brand\">ocigate</span> ");
    og_html_put(out, "", ocigate_version(), "</p>\n");
    og_html_put(out, "<p>", subtitle, "</p>\n</header>\n<main>\n");
}

void og_html_end(og_buf *out)
{
    og_buf_text(out, "</main>\n<footer><p>Text of an image is shown with its control characters "
                     "escaped. Sizes are decimal: 1 MB is 1,000,000 bytes.</p></footer>\n"
                     "</div>\n</body>\n</html>\n");
}
