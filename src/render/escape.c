#include "render/escape.h"

#include "base/utf8.h"

#include <string.h>

#define REPLACEMENT "\xef\xbf\xbd"
/* Between two characters that would be a link or a mention together. Such are found in the text
   that comes out of the markup, where a backslash is gone: only a character can part them. */
#define PARTED "&#8203;"
#define LIST_DIGITS 9u /* a longer number begins no list */

static bool is_xml_character(uint32_t c)
{
    if (c < 0x20)
        return c == '\t' || c == '\n' || c == '\r';
    return c != 0x7f && c != 0xfffe && c != 0xffff;
}

static const char *xml_reference(char before, char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    case '#':
        return before == '#' ? "&#35;" : NULL;
    case ':':
        return before == ':' ? "&#58;" : NULL;
    default:
        return NULL;
    }
}

void og_escape_xml(og_buf *out, const char *text)
{
    const size_t length = text == NULL ? 0 : strlen(text);
    char before = '\0';
    for (size_t i = 0; i < length;) {
        uint32_t character = 0;
        const size_t size = og_utf8_decode(text + i, length - i, &character);
        const char *reference = xml_reference(before, text[i]);
        before = text[i];
        if (size == 0 || !is_xml_character(character))
            og_buf_text(out, REPLACEMENT);
        else if (reference != NULL)
            og_buf_text(out, reference);
        else
            og_buf_add(out, text + i, size);
        i += size == 0 ? 1 : size;
    }
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_word(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool has_www(const char *text)
{
    for (size_t i = 0; i < 3; i++) {
        if ((text[i] | 0x20) != 'w')
            return false;
    }
    return text[3] == '.';
}

static bool is_issue_prefix(const char *text)
{
    return (text[0] | 0x20) == 'g' && (text[1] | 0x20) == 'h' && text[2] == '-' &&
           is_digit(text[3]);
}

/* Characters of the text that are written with a gap behind them; 0: none. */
static size_t parted_length(const char *text)
{
    if (text[0] == '@' && is_word(text[1]))
        return 1;
    if (text[0] == '#' && is_digit(text[1]))
        return 1;
    if (text[0] == ':' && text[1] == '/' && text[2] == '/')
        return 1;
    if (has_www(text) || is_issue_prefix(text))
        return 3;
    return 0;
}

/* "1." or "- " would begin a list, "===" make a heading of what stands above. */
static bool is_line_marker(const char *text, size_t at)
{
    if (text[at] == '.' || text[at] == ')') {
        size_t digits = 0;
        while (digits < at && is_digit(text[digits]) && digits < LIST_DIGITS)
            digits++;
        return at > 0 && digits == at && (text[at + 1] == '\0' || is_blank(text[at + 1]));
    }
    return at == 0 && strchr("-+=", text[0]) != NULL;
}

static void add_character(og_buf *out, const char *text, size_t at)
{
    const char c = text[at];
    if (c == '<')
        og_buf_text(out, "&lt;");
    else if (c == '>')
        og_buf_text(out, "&gt;");
    else if (c == '&')
        og_buf_text(out, "&amp;");
    else if (c == '|')
        og_buf_text(out, "&#124;"); /* in tables and elsewhere, whatever stands before it */
    else if (strchr("\\`*_~[]#$!", c) != NULL || is_line_marker(text, at))
        og_buf_format(out, "\\%c", c);
    else
        og_buf_char(out, c);
}

void og_escape_markdown(og_buf *out, const char *text)
{
    if (text == NULL)
        return;
    while (is_blank(text[0]))
        text++;
    for (size_t i = 0; text[i] != '\0'; i++) {
        if (is_blank(text[i])) {
            if (!is_blank(text[i + 1]) && text[i + 1] != '\0')
                og_buf_char(out, ' ');
            continue;
        }
        const size_t parted = parted_length(text + i);
        for (size_t k = 0; k + 1 < parted; k++)
            add_character(out, text, i++);
        add_character(out, text, i);
        if (parted > 0)
            og_buf_text(out, PARTED);
    }
}

static size_t longest_run(const char *text, char c)
{
    size_t longest = 0, run = 0;
    for (; *text != '\0'; text++) {
        run = *text == c ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    return longest;
}

/* A pipe cannot stand in a code span of a table for every reader, "##" not in a log. */
static bool needs_tags(const char *text)
{
    return strchr(text, '|') != NULL || strstr(text, "##") != NULL;
}

static void add_fence(og_buf *out, size_t length)
{
    while (length-- > 0)
        og_buf_char(out, '`');
}

void og_escape_markdown_code(og_buf *out, const char *text)
{
    if (text == NULL || text[0] == '\0')
        return;
    if (needs_tags(text)) {
        og_buf_text(out, "<code>");
        og_escape_markdown(out, text);
        og_buf_text(out, "</code>");
        return;
    }
    const size_t fence = longest_run(text, '`') + 1;
    /* One space on each side is taken off again, unless there is nothing but spaces. */
    const size_t length = strlen(text);
    const bool is_padded = text[0] == '`' || text[length - 1] == '`' ||
                           (is_blank(text[0]) && is_blank(text[length - 1]));
    add_fence(out, fence);
    if (is_padded)
        og_buf_char(out, ' ');
    for (const char *c = text; *c != '\0'; c++)
        og_buf_char(out, is_blank(*c) ? ' ' : *c);
    if (is_padded)
        og_buf_char(out, ' ');
    add_fence(out, fence);
}
