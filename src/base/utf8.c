#include "base/utf8.h"

#include <string.h>

size_t og_utf8_decode(const char *bytes, size_t length, uint32_t *code_point)
{
    const unsigned char *p = (const unsigned char *)bytes;
    if (p[0] < 0x80) {
        *code_point = p[0];
        return 1;
    }
    static const struct {
        unsigned char mask, lead;
        uint32_t least; /* the smallest code point that needs this length */
    } forms[] = {{0xe0, 0xc0, 0x80}, {0xf0, 0xe0, 0x800}, {0xf8, 0xf0, 0x10000}};
    for (size_t form = 0; form < 3; form++) {
        if ((p[0] & forms[form].mask) != forms[form].lead)
            continue;
        const size_t size = form + 2;
        if (size > length)
            return 0;
        uint32_t value = p[0] & (uint32_t)(unsigned char)~forms[form].mask;
        for (size_t i = 1; i < size; i++) {
            if ((p[i] & 0xc0) != 0x80)
                return 0;
            value = (value << 6) | (p[i] & 0x3fu);
        }
        if (value < forms[form].least || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))
            return 0;
        *code_point = value;
        return size;
    }
    return 0;
}

bool og_utf8_is_valid(const char *bytes, size_t length)
{
    uint32_t code_point;
    for (size_t i = 0; i < length;) {
        const size_t size = og_utf8_decode(bytes + i, length - i, &code_point);
        if (size == 0)
            return false;
        i += size;
    }
    return true;
}

/* Characters that a reader cannot see, or that change how the rest of the line is seen. */
static bool is_treacherous(uint32_t c)
{
    static const struct {
        uint32_t first, last;
    } ranges[] = {
        {0x80, 0x9f},       /* C1 controls */
        {0xad, 0xad},       /* soft hyphen */
        {0x34f, 0x34f},     /* combining grapheme joiner */
        {0x61c, 0x61c},     /* Arabic letter mark */
        {0x115f, 0x1160},   /* Hangul fillers */
        {0x17b4, 0x17b5},   /* Khmer inherent vowels */
        {0x180b, 0x180f},   /* Mongolian variation selectors */
        {0x200b, 0x200f},   /* zero width and directional marks */
        {0x2028, 0x202e},   /* separators, bidirectional embeddings and overrides */
        {0x2060, 0x206f},   /* invisible operators, isolates */
        {0x3164, 0x3164},   /* Hangul filler */
        {0xe000, 0xf8ff},   /* private use */
        {0xfdd0, 0xfdef},   /* non-characters */
        {0xfe00, 0xfe0f},   /* variation selectors */
        {0xfeff, 0xfeff},   /* byte order mark */
        {0xffa0, 0xffa0},   /* half-width Hangul filler */
        {0xfff0, 0xfffb},   /* specials */
        {0x1bca0, 0x1bca3}, /* shorthand format controls */
        {0x1d173, 0x1d17a}, /* musical format controls */
        {0xe0000, 0xe0fff}, /* tags, further variation selectors */
        {0xf0000, 0x10ffff} /* private use planes */
    };
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        if (c >= ranges[i].first && c <= ranges[i].last)
            return true;
    }
    return (c & 0xfffe) == 0xfffe;
}

void og_printable(og_buf *out, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length;) {
        uint32_t c = 0;
        const size_t size = og_utf8_decode(bytes + i, length - i, &c);
        if (size == 0) {
            og_buf_format(out, "\\x%02x", (unsigned)(unsigned char)bytes[i]);
            i++;
            continue;
        }
        if (c < 0x20 || c == 0x7f)
            og_buf_format(out, "\\x%02x", (unsigned)c);
        else if (c >= 0x80 && is_treacherous(c))
            og_buf_format(out, c > 0xffff ? "\\U%08x" : "\\u%04x", (unsigned)c);
        else
            og_buf_add(out, bytes + i, size);
        i += size;
    }
}

const char *og_printable_text(og_arena *arena, const char *bytes, size_t length)
{
    og_buf buf;
    og_buf_init(&buf);
    og_printable(&buf, bytes, length);
    const char *text = buf.failed ? NULL : og_arena_copy(arena, og_buf_string(&buf), buf.length);
    if (buf.failed)
        arena->failed = true;
    og_buf_fini(&buf);
    return text;
}
