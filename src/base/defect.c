#include "base/defect.h"

#include "base/buf.h"
#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Long enough for two digests and a name; a longer text is cut. */
#define DEFECT_TEXT_BYTES 1024

og_defect *og_defect_add(og_defects *defects, og_arena *arena, og_defect_kind kind,
                         const char *format, ...)
{
    if (defects->count[kind]++ >= OG_DEFECTS_KEPT)
        return NULL;
    char raw[DEFECT_TEXT_BYTES];
    va_list arguments;
    va_start(arguments, format);
    if (vsnprintf(raw, sizeof raw, format, arguments) < 0)
        raw[0] = '\0';
    va_end(arguments);
    og_defect *defect = OG_NEW(arena, og_defect);
    const char *text = og_printable_text(arena, raw, strlen(raw));
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
