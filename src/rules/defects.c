#include "rules/rule.h"

#include <stdio.h>

/* Offsets of the codec count stored bytes, those of tar count unpacked ones. What is found by its
   path, or where a limit ended the reading, is better without: NULL. */
static const char *offset_unit(og_defect_kind kind)
{
    switch (kind) {
    case OG_DEFECT_CODEC_CORRUPT:
    case OG_DEFECT_CODEC_TRUNCATED:
    case OG_DEFECT_CODEC_TRAILING:
    case OG_DEFECT_CODEC_UNSUPPORTED:
        return "stored byte";
    case OG_DEFECT_NOT_TAR:
    case OG_DEFECT_TAR_AMBIGUOUS:
    case OG_DEFECT_TAR_CORRUPT:
    case OG_DEFECT_TAR_TRUNCATED:
    case OG_DEFECT_TAR_END_MISSING:
    case OG_DEFECT_TAR_TRAILING:
    case OG_DEFECT_TAR_SPARSE:
    case OG_DEFECT_READERS_DISAGREE:
        return "byte";
    default:
        return NULL;
    }
}

og_finding *og_flag_defect(og_sink *sink, const og_defect *defect)
{
    const char *unit = defect->has_offset ? offset_unit(defect->kind) : NULL;
    const unsigned long long offset = defect->offset;
    og_finding *f;
    if (defect->field != NULL && unit != NULL)
        f = og_flag(sink, "%s (header field %s, at %s %llu)", defect->text, defect->field, unit,
                    offset);
    else if (defect->field != NULL)
        f = og_flag(sink, "%s (header field %s)", defect->text, defect->field);
    else if (unit != NULL)
        f = og_flag(sink, "%s (at %s %llu)", defect->text, unit, offset);
    else
        f = og_flag(sink, "%s", defect->text);
    og_finding_compare(sink, f, defect->expected, defect->found);
    og_finding_path(sink, f, defect->path);
    og_finding_pointer(sink, f, defect->pointer);
    f->line = defect->line;
    f->column = defect->column;
    return f;
}

uint64_t og_flag_defects_as(og_sink *sink, const og_defects *defects, og_defect_kind kind,
                            ocigate_severity severity)
{
    const uint64_t count = defects->count[kind];
    uint64_t flagged = 0;
    og_finding *last = NULL;
    for (const og_defect *defect = count > 0 ? defects->first : NULL; defect != NULL;
         defect = defect->next) {
        if (defect->kind != kind)
            continue;
        last = og_flag_defect(sink, defect);
        og_finding_severity(sink, last, severity);
        flagged++;
    }
    /* A defect that was counted and not kept is a defect all the same. */
    if (flagged < count && last == NULL) {
        last = og_flag(sink, "%s", sink->rule->title);
        og_finding_severity(sink, last, severity);
        flagged++;
    }
    if (flagged < count)
        last->count += count - flagged;
    return count;
}

uint64_t og_flag_defects(og_sink *sink, const og_defects *defects, og_defect_kind kind)
{
    return og_flag_defects_as(sink, defects, kind, sink->severity);
}
