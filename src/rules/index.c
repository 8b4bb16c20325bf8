#include "rules/registry.h"

#include "rules/phrase.h"
#include "rules/source.h"

#include <string.h>

/* Fixes that end in a pasteable command. */
#define BUILD_ONE                                                                                  \
    "docker buildx build --platform linux/amd64 --provenance=false --sbom=false --load -t app:1 ."

static const char *index_name(const og_index_node *index)
{
    return index->reference_count > 0 ? index->references[0] : "the reference";
}

/* What a reference serves, the indexes inside included. */
typedef struct content {
    uint64_t images; /* an index whose members are not known counts as one */
    uint64_t attestations;
    og_phrase_list platforms;
} content;

/* An index inside another: the outer one is what the reference names, and is judged. */
static bool is_inner(const og_index_node *index)
{
    return index->depth > 1;
}

static void add_platform(og_phrase_list *list, const og_descriptor *descriptor)
{
    if (descriptor == NULL || !descriptor->has_platform) {
        og_phrase_add(list, "no platform");
        return;
    }
    const og_platform *p = &descriptor->platform;
    og_phrase_add(list, "%s/%s%s%s", og_phrase_or(p->os, "?"), og_phrase_or(p->architecture, "?"),
                  p->variant == NULL ? "" : "/", og_phrase_or(p->variant, ""));
}

/* Recursion is bounded: indexes too deep have no members. */
static void gather(const og_index_node *index, content *out)
{
    for (size_t i = 0; i < index->member_count; i++) {
        const og_index_member *member = &index->members[i];
        if (member->is_repeated)
            continue;
        if (member->kind == OG_MEMBER_IS_ATTESTATION) {
            out->attestations++;
        } else if (member->kind == OG_MEMBER_IS_IMAGE) {
            out->images++;
            add_platform(&out->platforms, member->descriptor);
        } else if (member->kind == OG_MEMBER_IS_INDEX) {
            if (member->inner != NULL && member->inner->member_count > 0) {
                gather(member->inner, out);
                continue;
            }
            out->images++;
            og_phrase_add(&out->platforms, "an index");
        }
    }
}

/* A platform was asked for: that there are several is no surprise. */
static void lower_if_selected(const og_subject *subject, og_sink *sink, og_finding *f)
{
    if (subject->index->is_selected_by_platform || subject->options->platform.os != NULL)
        og_finding_severity(sink, f, OCIGATE_SEVERITY_INFO);
}

static void check_index_multi_platform(const og_subject *subject, og_sink *sink)
{
    const og_index_node *index = subject->index;
    content found = {0};
    gather(index, &found);
    if (is_inner(index) || found.images < 2)
        return;
    char count[OG_PHRASE_COUNT_SIZE], beside[OG_PHRASE_COUNT_SIZE] = "";
    if (found.attestations > 0)
        (void)og_phrase_count(found.attestations, "attestation", beside);
    const char *platforms = og_phrase_end(&found.platforms);
    og_finding *f = og_flag(sink, "%s is an index of %s: %s%s%s", index_name(index),
                            og_phrase_count(found.images, "image", count), platforms,
                            found.attestations > 0 ? ", beside " : "", beside);
    og_finding_compare(sink, f, "one image for one platform", platforms);
    lower_if_selected(subject, sink, f);
}

static void check_index_attestation(const og_subject *subject, og_sink *sink)
{
    const og_index_node *index = subject->index;
    content found = {0};
    gather(index, &found);
    if (is_inner(index) || found.images != 1 || found.attestations == 0)
        return;
    char count[OG_PHRASE_COUNT_SIZE];
    og_finding *f = og_flag(sink, "%s is an index of one image (%s) and %s", index_name(index),
                            og_phrase_end(&found.platforms),
                            og_phrase_count(found.attestations, "attestation", count));
    og_finding_compare(sink, f, "an image manifest", "an index with attestations");
    lower_if_selected(subject, sink, f);
}

static void check_index_single(const og_subject *subject, og_sink *sink)
{
    const og_index_node *index = subject->index;
    content found = {0};
    gather(index, &found);
    if (is_inner(index) || found.images != 1 || found.attestations > 0)
        return;
    og_finding *f = og_flag(sink, "%s is an index of a single image: %s", index_name(index),
                            og_phrase_end(&found.platforms));
    og_finding_compare(sink, f, "an image manifest", "an index");
    lower_if_selected(subject, sink, f);
}

static void check_index_nested_too_deep(const og_subject *subject, og_sink *sink)
{
    const og_index_node *index = subject->index;
    if (!index->is_too_deep && !index->is_loop)
        return;
    og_finding *f =
        index->is_loop
            ? og_flag(sink, "an index that holds itself, at once or through others: a loop")
            : og_flag(sink, "an index at level %u: indexes inside each other", index->depth);
    og_finding_expected(
        sink, f, "at most %llu levels",
        (unsigned long long)subject->options->limits.value[OCIGATE_LIMIT_INDEX_DEPTH]);
    if (index->is_loop)
        og_finding_found(sink, f, "levels without end");
    else
        og_finding_found(sink, f, "level %u", index->depth);
}

static void flag_platform(og_sink *sink, const og_descriptor *descriptor, const char *field,
                          const char *promised, const char *is)
{
    if (promised == NULL || is == NULL || strcmp(promised, is) == 0)
        return;
    og_finding *f =
        og_flag(sink, "the index promises the %s %s, the config says %s", field, promised, is);
    og_finding_at(sink, f, "index", "%s/platform/%s", descriptor->pointer, field);
    og_finding_compare(sink, f, promised, is);
}

static void check_index_platform_mismatch(const og_subject *subject, og_sink *sink)
{
    const og_image *image = subject->image;
    const og_descriptor *descriptor = image->member_descriptor;
    if (descriptor == NULL)
        descriptor = image->manifest_descriptor;
    if (image->is_artifact || image->config == NULL || descriptor == NULL ||
        !descriptor->has_platform)
        return;
    const og_platform *promised = &descriptor->platform;
    flag_platform(sink, descriptor, "os", promised->os, image->config->os);
    flag_platform(sink, descriptor, "architecture", promised->architecture,
                  image->config->architecture);
    flag_platform(sink, descriptor, "variant", promised->variant, image->config->variant);
}

/* No member that is an image, an index, or something that is judged by itself. */
static bool has_nothing_to_judge(const og_index_node *index)
{
    for (size_t i = 0; i < index->member_count; i++) {
        const og_index_member *member = &index->members[i];
        if (member->kind == OG_MEMBER_IS_IMAGE || member->kind == OG_MEMBER_IS_INDEX ||
            member->image >= 0)
            return false;
    }
    return true;
}

static void check_index_empty(const og_subject *subject, og_sink *sink)
{
    const og_index_node *index = subject->index;
    if (index->document == NULL || !index->document->is_valid || !has_nothing_to_judge(index))
        return;
    if (index->member_count == 0) {
        (void)og_flag(sink, "%s is an index without manifests", index_name(index));
        return;
    }
    char count[OG_PHRASE_COUNT_SIZE];
    (void)og_flag(sink, "%s is an index of %s, none of which is an image", index_name(index),
                  og_phrase_count(index->member_count, "member", count));
}

/* index.json of a layout is an index by design; an empty one leaves nothing to judge. */
static void check_index_empty_layout(const og_subject *subject, og_sink *sink)
{
    const og_facts *facts = subject->facts;
    if (facts->top_index == NULL || !facts->top_index->is_valid || facts->image_count > 0 ||
        facts->top_index->view.index.manifest_count > 0)
        return;
    og_finding *f = og_flag(sink, "index.json names no image: its list of manifests is empty");
    f->document = "index";
    og_finding_pointer(sink, f, "/manifests");
}

static const struct og_rule rules[] = {
    {
        OG_RULE_NAME("index-multi-platform"),
        .title = "The reference names an index of several platforms",
        .why = "A Lambda function needs one image for one architecture. CreateFunction refuses an "
               "index, whatever it holds.",
        .symptom = "InvalidParameterValueException: The image manifest, config or layer media type "
                   "for the source image is not supported.",
        .fix = BUILD_ONE "   (or check one member with --platform linux/amd64 and deploy its "
                         "digest)",
        .source = OG_AWS_IMAGES,
        .evidence = 'D',
        .stage = "create",
        .severity = OG_SEVERITIES(ERROR, INFO),
        .checks = {{OG_SUBJECT_INDEX, check_index_multi_platform}},
    },
    {
        OG_RULE_NAME("index-attestation"),
        .title = "Attestations beside the image make the reference an index",
        .why = "buildx adds provenance by default, which turns even an image for one platform into "
               "an index. CreateFunction refuses an index.",
        .symptom = "InvalidParameterValueException: The image manifest, config or layer media type "
                   "for the source image is not supported.",
        .fix = BUILD_ONE "   (or export BUILDX_NO_DEFAULT_ATTESTATIONS=1)",
        .source = OG_AWS_PYTHON_IMAGE,
        .evidence = 'D',
        .stage = "create",
        .severity = OG_SEVERITIES(ERROR, WARNING),
        .checks = {{OG_SUBJECT_INDEX, check_index_attestation}},
    },
    {
        OG_RULE_NAME("index-single"),
        .title = "The reference names an index that holds one image",
        .why = "The registry would serve the index and not the image in it. CreateFunction refuses "
               "an index.",
        .symptom = "InvalidParameterValueException: The image manifest, config or layer media type "
                   "for the source image is not supported.",
        .fix = BUILD_ONE "   (or deploy the digest of the image: REPOSITORY@sha256:...)",
        .source = OG_AWS_IMAGES,
        .evidence = 'D',
        .stage = "create",
        .severity = OG_SEVERITIES(ERROR, WARNING),
        .checks = {{OG_SUBJECT_INDEX, check_index_single}},
    },
    {
        OG_RULE_NAME("index-nested-too-deep"),
        .title = "Indexes inside each other, deeper than any tool follows",
        .why = "What lies deeper was not judged. Tools give up at different depths, or follow a "
               "loop for ever.",
        .symptom = "",
        .fix = "let the reference name the image itself, or one index of images",
        .source = OG_SPEC_INDEX,
        .evidence = 'I',
        .stage = "create",
        .severity = OG_SEVERITIES(ERROR, ERROR),
        .checks = {{OG_SUBJECT_INDEX, check_index_nested_too_deep}},
    },
    {
        OG_RULE_NAME("index-platform-mismatch"),
        .title = "The index promises another platform than the config says",
        .why = "Tools choose by the index and run by the config: the wrong image is pulled, and "
               "fails with an exec format error.",
        .symptom = "exec format error",
        .fix = BUILD_ONE,
        .source = OG_SPEC_INDEX,
        .evidence = 'D',
        .stage = "",
        .severity = OG_SEVERITIES(ERROR, ERROR),
        .checks = {{OG_SUBJECT_IMAGE, check_index_platform_mismatch}},
    },
    {
        OG_RULE_NAME("index-empty"),
        .title = "An index without an image",
        .why = "There is nothing to push, to run or to judge. Often the export failed half way.",
        .symptom = "no image found in image index",
        .fix = "export the image again, and look for an error of that command",
        .source = OG_SPEC_INDEX,
        .evidence = 'D',
        .stage = "",
        .severity = OG_SEVERITIES(ERROR, ERROR),
        .checks = {{OG_SUBJECT_INDEX, check_index_empty},
                   {OG_SUBJECT_ARCHIVE, check_index_empty_layout}},
    },
};

OG_RULE_GROUP(og_rules_index, "index", rules);
