#include "rules/registry.h"

#include "rules/phrase.h"
#include "rules/source.h"

static void check_json_invalid(const og_subject *subject, og_sink *sink)
{
    (void)og_flag_defects(sink, &subject->document->document->defects, OG_DEFECT_JSON_INVALID);
}

static const char *describe(const og_blob_facts *blob)
{
    if (blob->looks_like != NULL)
        return blob->looks_like;
    if (blob->compression != OG_COMPRESSION_NONE)
        return "compressed bytes";
    switch (blob->content) {
    case OG_CONTENT_EMPTY:
        return "no bytes at all";
    case OG_CONTENT_TAR:
        return "a tar archive";
    default:
        return "bytes of no known kind";
    }
}

/* What should be a document and has nothing of one: it was never parsed. */
static void check_json_invalid_link(const og_subject *subject, og_sink *sink)
{
    const og_link *link = subject->link;
    const og_blob_facts *blob = link->blob;
    if (blob == NULL || blob->json != NULL || blob->json_is_too_large || !blob->is_complete)
        return;
    if (blob->content == OG_CONTENT_UNKNOWN && blob->compression == OG_COMPRESSION_NONE)
        return; /* not looked at */
    const char *what = NULL;
    if (link->role == OG_LINK_INDEX)
        what = "index";
    else if (link->role == OG_LINK_MANIFEST)
        what = "manifest";
    else if (link->role == OG_LINK_CONFIG && !(subject->image && subject->image->is_artifact))
        what = "config";
    if (what == NULL)
        return;
    og_finding *f = og_flag(sink, "the %s is no JSON document", what);
    og_finding_compare(sink, f, "a JSON object", describe(blob));
    og_finding_path(sink, f, link->path);
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

static void check_json_type(const og_subject *subject, og_sink *sink)
{
    (void)og_flag_defects(sink, &subject->document->document->defects, OG_DEFECT_JSON_TYPE);
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
        .checks = {{OG_SUBJECT_DOCUMENT, check_json_invalid},
                   {OG_SUBJECT_LINK, check_json_invalid_link}},
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
