#include "rules/registry.h"

#include "rules/source.h"

#include <string.h>

static void check_json_invalid(const og_subject *subject, og_sink *sink)
{
    (void)og_flag_defects(sink, &subject->document->document->defects, OG_DEFECT_JSON_INVALID);
}

static void check_json_duplicate_key(const og_subject *subject, og_sink *sink)
{
    (void)og_flag_defects(sink, &subject->document->document->defects,
                          OG_DEFECT_JSON_DUPLICATE_KEY);
}

static void check_json_ambiguous_key(const og_subject *subject, og_sink *sink)
{
    (void)og_flag_defects(sink, &subject->document->document->defects,
                          OG_DEFECT_JSON_AMBIGUOUS_KEY);
}

/* Some releases of Docker leave index.json without a list beside a good manifest.json. The archive
   loads; that one half lacks the image is the same warning that layout-halves-differ gives. */
static bool is_docker_habit(const og_facts *facts, const og_document *document,
                            const og_defect *defect)
{
    return document == facts->top_index && facts->docker_manifest != NULL &&
           defect->found != NULL && strcmp(defect->found, "null") == 0 && defect->pointer != NULL &&
           strcmp(defect->pointer, "/manifests") == 0;
}

static void check_json_type(const og_subject *subject, og_sink *sink)
{
    const og_document *document = subject->document->document;
    const og_defects *defects = &document->defects;
    const og_defect *habit = NULL;
    for (const og_defect *d = defects->first; d != NULL; d = d->next) {
        if (d->kind == OG_DEFECT_JSON_TYPE && is_docker_habit(subject->facts, document, d))
            habit = d;
    }
    if (habit != NULL && defects->count[OG_DEFECT_JSON_TYPE] == 1)
        og_finding_severity(sink, og_flag_defect(sink, habit), OCIGATE_SEVERITY_WARNING);
    else
        (void)og_flag_defects(sink, defects, OG_DEFECT_JSON_TYPE);
}

static void check_digest_malformed(const og_subject *subject, og_sink *sink)
{
    (void)og_flag_defects(sink, &subject->document->document->defects, OG_DEFECT_DIGEST_MALFORMED);
}

static void check_digest_unsupported(const og_subject *subject, og_sink *sink)
{
    (void)og_flag_defects(sink, &subject->document->document->defects,
                          OG_DEFECT_DIGEST_UNSUPPORTED);
}

static void check_descriptor_invalid(const og_subject *subject, og_sink *sink)
{
    (void)og_flag_defects(sink, &subject->document->document->defects,
                          OG_DEFECT_DESCRIPTOR_INVALID);
}

static const struct og_rule rules[] = {
    {
        OG_RULE_NAME("json-invalid"),
        .title = "A document is not valid JSON",
        .why = "Strict readers refuse it; lenient ones read a part of it and ignore the rest, so "
               "that two tools see two documents.",
        .symptom = "invalid character after top-level value",
        .fix = "jq -e . FILE shows the place; export the image again rather than mend it, for its "
               "digest changes with every byte",
        .source = OG_SPEC_JSON,
        .evidence = 'D',
        .stage = "push",
        .severity = OG_SEVERITIES(ERROR, ERROR),
        .checks = {{OG_SUBJECT_DOCUMENT, check_json_invalid}},
    },
    {
        OG_RULE_NAME("json-duplicate-key"),
        .title = "A key stands twice in one JSON object",
        .why = "Some readers take the first value, some the last, and Go merges the two: the tool "
               "that scans and the tool that runs may see different images.",
        .symptom = "",
        .fix = "build the image again with a usual tool; do not use one that you did not build",
        .source = OG_SPEC_JSON,
        .evidence = 'D',
        .stage = "push",
        .risk = OG_RISK_MEDIUM,
        .severity = OG_SEVERITIES(ERROR, ERROR),
        .checks = {{OG_SUBJECT_DOCUMENT, check_json_duplicate_key}},
    },
    {
        OG_RULE_NAME("json-ambiguous-key"),
        .title = "A key differs from a known one in upper and lower case alone",
        .why = "Docker, containerd and skopeo ignore case when they look for a key, others do not: "
               "\"Layers\" beside \"layers\" makes layers vanish in some tools.",
        .symptom = "",
        .fix = "write the key as the specification does, and build the image again",
        .source = OG_SPEC_JSON,
        .evidence = 'S',
        .stage = "push",
        .risk = OG_RISK_MEDIUM,
        .severity = OG_SEVERITIES(ERROR, ERROR),
        .checks = {{OG_SUBJECT_DOCUMENT, check_json_ambiguous_key}},
    },
    {
        OG_RULE_NAME("json-type"),
        .title = "A field has the wrong type, or a required one is missing",
        .why = "Tools written in Go refuse the whole document, and registries with them; others "
               "take an empty value in its place.",
        .symptom = "json: cannot unmarshal string into Go struct field",
        .fix = "correct the field in the tool that wrote it, and build the image again",
        .source = OG_SPEC_MANIFEST,
        .evidence = 'D',
        .stage = "push",
        .severity = OG_SEVERITIES(ERROR, ERROR),
        .checks = {{OG_SUBJECT_DOCUMENT, check_json_type}},
    },
    {
        OG_RULE_NAME("digest-malformed"),
        .title = "A digest is not written as algorithm:hex",
        .why = "Nothing can be looked up or proven by it. A digest with slashes or dots in it is "
               "an attack on tools that make a path of it.",
        .symptom = "invalid checksum digest format",
        .fix = "write it as sha256: and 64 lower-case hex digits, as sha256sum prints them",
        .source = OG_SPEC_DESCRIPTOR,
        .evidence = 'D',
        .stage = "push",
        .severity = OG_SEVERITIES(ERROR, ERROR),
        .checks = {{OG_SUBJECT_DOCUMENT, check_digest_malformed}},
    },
    {
        OG_RULE_NAME("digest-unsupported"),
        .title = "A digest of an algorithm other than sha256 and sha512",
        .why = "Registries and runtimes know sha256, and a few sha512. What has another digest "
               "cannot be proven here, nor pulled there.",
        .symptom = "unsupported digest algorithm",
        .fix = "build the image with sha256 digests",
        .source = OG_SPEC_DESCRIPTOR,
        .evidence = 'D',
        .stage = "push",
        .severity = OG_SEVERITIES(ERROR, ERROR),
        .checks = {{OG_SUBJECT_DOCUMENT, check_digest_unsupported}},
    },
    {
        OG_RULE_NAME("descriptor-invalid"),
        .title = "A descriptor has an impossible size, media type or embedded data",
        .why =
            "A descriptor promises type, digest and size of content. One that contradicts itself "
            "is refused by strict tools, and believed by lenient ones.",
        .symptom = "",
        .fix = "build the image again with a usual tool",
        .source = OG_SPEC_DESCRIPTOR,
        .evidence = 'D',
        .stage = "push",
        .severity = OG_SEVERITIES(ERROR, ERROR),
        .checks = {{OG_SUBJECT_DOCUMENT, check_descriptor_invalid}},
    },
};

OG_RULE_GROUP(og_rules_document, "document", rules);
