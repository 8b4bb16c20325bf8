#include "rules/registry.h"

#include "rules/source.h"

static const og_defects *defects_of(const og_subject *subject)
{
    static const og_defects none;
    const og_blob_facts *blob = subject->layer->blob;
    return blob == NULL || subject->image->is_artifact ? &none : &blob->defects;
}

static void check_entry_path_unsafe(const og_subject *subject, og_sink *sink)
{
    (void)og_flag_defects(sink, defects_of(subject), OG_DEFECT_ENTRY_PATH_UNSAFE);
}

static void check_entry_path_absolute(const og_subject *subject, og_sink *sink)
{
    (void)og_flag_defects(sink, defects_of(subject), OG_DEFECT_ENTRY_PATH_ABSOLUTE);
}

static void check_entry_sparse(const og_subject *subject, og_sink *sink)
{
    (void)og_flag_defects(sink, defects_of(subject), OG_DEFECT_TAR_SPARSE);
}

static const struct og_rule rules[] = {
    {
        OG_RULE_NAME("entry-path-unsafe"),
        .title = "A path in a layer leaves the root, or is no path",
        .why = "A reader that believes it writes outside the image. Others refuse the layer, or "
               "put the file somewhere else.",
        .symptom = "",
        .fix = "do not use this layer; build it again with a usual tool",
        .source = OG_SPEC_LAYER,
        .evidence = 'I',
        .stage = "optimize",
        .severity = OG_SEVERITIES(ERROR, ERROR),
        .checks = {{OG_SUBJECT_LAYER, check_entry_path_unsafe}},
    },
    {
        OG_RULE_NAME("entry-path-absolute"),
        .title = "A path in a layer begins with a slash",
        .why = "Docker and containerd drop the slash; how Lambda reads it is not documented.",
        .symptom = "",
        .fix = "tar -C ROOT -cf layer.tar .   (paths relative to the root of the image)",
        .source = OG_SPEC_LAYER,
        .evidence = 'I',
        .stage = "optimize",
        .severity = OG_SEVERITIES(WARNING, WARNING),
        .checks = {{OG_SUBJECT_LAYER, check_entry_path_absolute}},
    },
    {
        OG_RULE_NAME("entry-sparse"),
        .title = "A file in a layer is stored sparse",
        .why = "Readers disagree about sparse files, and a tiny one can cost gigabytes or years "
               "to read. The specification advises against them.",
        .symptom = "",
        .fix = "tar -cf layer.tar ...   (without --sparse)",
        .source = OG_SPEC_LAYER,
        .evidence = 'D',
        .stage = "optimize",
        .severity = OG_SEVERITIES(ERROR, ERROR),
        .checks = {{OG_SUBJECT_LAYER, check_entry_sparse}},
    },
};

OG_RULE_GROUP(og_rules_entry, "entry", rules);
