#include "render/style.h"

#include "base/utf8.h"

#include <stdint.h>
#include <string.h>

#define LEAST_COLUMNS 40u /* a narrower terminal wraps for itself */

static const char *const codes[] = {
    [OG_PAINT_NONE] = "",
    [OG_PAINT_BOLD] = "\x1b[1m",
    [OG_PAINT_DIM] = "\x1b[2m",
    [OG_PAINT_ERROR] = "\x1b[1;31m",
    [OG_PAINT_WARNING] = "\x1b[1;33m",
    [OG_PAINT_INFO] = "\x1b[1;36m",
    [OG_PAINT_PASS] = "\x1b[1;32m",
    [OG_PAINT_FAIL] = "\x1b[1;31m",
};

void og_style_add(og_buf *out, bool has_color, og_paint paint, const char *text)
{
    const bool is_painted = has_color && paint != OG_PAINT_NONE;
    if (is_painted)
        og_buf_text(out, codes[paint]);
    og_buf_text(out, text);
    if (is_painted)
        og_buf_text(out, "\x1b[0m");
}

static size_t width_of(const char *text, size_t length)
{
    size_t columns = 0;
    for (size_t i = 0; i < length; i++)
        columns += ((unsigned char)text[i] & 0xc0) != 0x80;
    return columns;
}

size_t og_style_width(const char *text)
{
    return width_of(text, strlen(text));
}

static void indent_by(og_buf *out, size_t indent)
{
    while (indent-- > 0)
        og_buf_char(out, ' ');
}

void og_style_wrap(og_buf *out, const char *text, size_t columns, size_t used, size_t indent)
{
    if (columns == 0) {
        og_buf_text(out, text);
        return;
    }
    if (columns < LEAST_COLUMNS)
        columns = LEAST_COLUMNS;
    bool is_first = used == 0; /* a word at the start of a line cannot stand further left */
    while (*text != '\0') {
        const size_t spaces = strspn(text, " ");
        const size_t word = strcspn(text + spaces, " ");
        const size_t width = width_of(text + spaces, word);
        if (!is_first && word > 0 && used + spaces + width > columns) {
            og_buf_char(out, '\n');
            indent_by(out, indent);
            used = indent;
        } else {
            og_buf_add(out, text, spaces);
            used += spaces;
        }
        og_buf_add(out, text + spaces, word);
        used += width;
        text += spaces + word;
        is_first = false;
    }
}

void og_style_lines(og_buf *out, const char *text, size_t indent)
{
    for (;;) {
        const size_t length = strcspn(text, "\n");
        og_buf_add(out, text, length);
        og_buf_char(out, '\n');
        text += length;
        if (text[0] == '\0' || text[1] == '\0')
            return;
        text++;
        if (*text != '\n')
            indent_by(out, indent);
    }
}

void og_style_cut(og_buf *out, const char *text, size_t columns)
{
    if (og_style_width(text) <= columns || columns < 3) {
        og_buf_text(out, text);
        return;
    }
    size_t length = 0;
    for (size_t used = 0; used < columns - 3; used++) {
        do
            length++;
        while (((unsigned char)text[length] & 0xc0) == 0x80);
    }
    og_buf_add(out, text, length);
    og_buf_text(out, "...");
}

void og_style_name(og_buf *out, const char *name)
{
    static const char tame[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                               "._-/:@+~=,";
    static const char *const verdicts[] = {"PASS", "FAIL", "ERROR"};
    bool is_tame = name[0] != '\0' && name[0] != ':' && name[strspn(name, tame)] == '\0';
    for (size_t i = 0; i < sizeof verdicts / sizeof verdicts[0]; i++)
        is_tame = is_tame && strcmp(name, verdicts[i]) != 0;
    if (is_tame) {
        og_buf_text(out, name);
        return;
    }
    og_buf_char(out, '"');
    for (; *name != '\0'; name++) {
        if (*name == '"')
            og_buf_char(out, '\\');
        og_buf_char(out, *name);
    }
    og_buf_char(out, '"');
}

/* What .NET trims from the start of a line, beyond what og_printable escapes. */
static bool is_space(uint32_t c)
{
    return c == ' ' || c == '\t' || c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) ||
           c == 0x202f || c == 0x205f || c == 0x3000;
}

/* Bytes of an escape sequence of og_style_add, 0 when there is none. */
static size_t paint_length(const char *text, size_t length)
{
    if (length < 2 || text[0] != '\x1b')
        return 0;
    size_t i = 0;
    while (i < length && text[i] != 'm')
        i++;
    return i < length ? i + 1 : 0;
}

void og_style_inert(og_buf *out, const char *text, size_t length)
{
    bool is_start = true; /* nothing but white space on this line so far */
    bool is_hash = false; /* the character before is a number sign */
    for (size_t i = 0; i < length;) {
        uint32_t c = 0xfffd;
        size_t size = og_utf8_decode(text + i, length - i, &c);
        if (size == 0)
            size = 1;
        const size_t paint = paint_length(text + i, length - i);
        const bool is_colons = is_start && c == ':' && i + 1 < length && text[i + 1] == ':';
        if (paint > 0)
            size = paint;
        if (is_colons)
            og_buf_text(out, "\\x3a");
        else if (is_hash && c == '#')
            og_buf_text(out, "\\x23");
        else
            og_buf_add(out, text + i, size);
        if (paint == 0) {
            is_start = c == '\n' || (is_start && is_space(c));
            is_hash = c == '#' && !is_hash;
        }
        i += size;
    }
}
