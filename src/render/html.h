/* The parts of an HTML page. Internal to this format. What is written is XML as well, which the
   tests use; nothing is loaded from elsewhere, and nothing runs. */
#ifndef OG_RENDER_HTML_H
#define OG_RENDER_HTML_H

#include "render/text.h"

/* Characters of one text that are shown; JSON has every one. */
#define OG_HTML_LONGEST 2000u
#define OG_HTML_LONGEST_NAME 160u

/* before, the text with what is markup in it escaped, after. NULL is "". */
void og_html_put(og_buf *out, const char *before, const char *text, const char *after);

/* Free a scratch buffer of which the text was used for out. */
void og_html_done(og_buf *out, og_buf *scratch);

/* A share of a whole in percent with two digits, as CSS has it: "12.34%". */
void og_html_share(og_buf *out, uint64_t part, uint64_t whole);

/* Text in bytes: "233.0 MB". Its blank does not break. */
void og_html_bytes(og_buf *out, uint64_t bytes);

/* html_style.c: the style sheet, as it stands in the page. */
void og_html_style(og_buf *out);

/* html_page.c: all before and behind the content of the page. */
void og_html_begin(og_buf *out, const char *title, const char *subtitle);
void og_html_end(og_buf *out);
/* "pass", "fail" and so on as a sign: a shape, so that it is more than a colour. */
void og_html_sign(og_buf *out, ocigate_verdict verdict);

/* html_findings.c: findings of one image or of the archive (-1), or of both (OG_TEXT_ALL). */
void og_html_findings(og_buf *out, const ocigate_result *result, const og_text_blocks *blocks,
                      ptrdiff_t image);
void og_html_suppressed(og_buf *out, const ocigate_result *result, ptrdiff_t image);

/* html_image.c: what an image is: the numbers at the top of it, and config and digests. */
void og_html_facts(og_buf *out, const ocigate_result *result, const ocigate_image *image);
void og_html_config(og_buf *out, const ocigate_image *image);
void og_html_command(og_buf *out, const ocigate_image *image);

/* html_picture.c: layers by size, the biggest directories and files, what is shipped in vain. */
void og_html_picture(og_buf *out, const ocigate_image *image);

/* html_map.c: directories as areas, one in the other. */
void og_html_map(og_buf *out, const ocigate_image *image);

#endif
