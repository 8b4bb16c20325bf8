#include "base/defect.h"

#include "base/buf.h"
#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>

/* Long enough for two digests and a name; a longer text is cut. */
#define DEFECT_TEXT_BYTES 1024

/* Where a text that was cut ends: before a character of which only a part is left. */
static size_t whole_length(const char *text, size_t length)
{
    size_t start = length;
    while (start > 0 && length - start < 3 && ((unsigned char)text[start - 1] & 0xc0) == 0x80)
        start--;
    uint32_t code_point;
    if (start > 0 && (unsigned char)text[start - 1] >= 0xc0 &&
        og_utf8_decode(text + start - 1, length - start + 1, &code_point) == 0)
        return start - 1;
    return length;
}

og_defect *og_defect_add(og_defects *defects, og_arena *arena, og_defect_kind kind,
                         const char *format, ...)
{
    if (defects->count[kind]++ >= OG_DEFECTS_KEPT)
        return NULL;
    char raw[DEFECT_TEXT_BYTES];
    va_list arguments;
    va_start(arguments, format);
    const int wanted = vsnprintf(raw, sizeof raw, format, arguments);
    va_end(arguments);
    size_t length = wanted < 0 ? 0 : (size_t)wanted;
    if (length >= sizeof raw)
        length = whole_length(raw, sizeof raw - 1);
    og_defect *defect = OG_NEW(arena, og_defect);
    const char *text = og_printable_text(arena, raw, length);
    if (defect == NULL || text == NULL)
        return NULL;
    defect->kind = kind;
    defect->text = text;
    if (defects->last == NULL)
        defects->first = defect;
    else
        defects->last->next = defect;
    defects->last = defect;
    return defect;
}

bool og_defects_have(const og_defects *defects, og_defect_kind kind)
{
    return defects->count[kind] > 0;
}
