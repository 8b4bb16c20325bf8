#include "rules/rule.h"

#include <stdio.h>

/* Offsets of the codec count stored bytes, those of tar count unpacked ones. */
static const char *offset_unit(og_defect_kind kind)
{
    switch (kind) {
    case OG_DEFECT_CODEC_CORRUPT:
    case OG_DEFECT_CODEC_TRUNCATED:
    case OG_DEFECT_CODEC_TRAILING:
    case OG_DEFECT_CODEC_UNSUPPORTED:
        return "stored byte";
    default:
        return "byte";
    }
}

static og_finding *flag_one(og_sink *sink, const og_defect *defect)
{
    og_finding *f;
    if (defect->field != NULL && defect->has_offset) {
        f = og_flag(sink, "%s (header field %s, at %s %llu)", defect->text, defect->field,
                    offset_unit(defect->kind), (unsigned long long)defect->offset);
    } else if (defect->field != NULL) {
        f = og_flag(sink, "%s (header field %s)", defect->text, defect->field);
    } else if (defect->has_offset) {
        f = og_flag(sink, "%s (at %s %llu)", defect->text, offset_unit(defect->kind),
                    (unsigned long long)defect->offset);
    } else {
        f = og_flag(sink, "%s", defect->text);
    }
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
        last = flag_one(sink, defect);
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
