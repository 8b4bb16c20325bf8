#include "rules/registry.h"

#include "image/rootfs.h"
#include "rules/phrase.h"
#include "rules/source.h"

#include <string.h>

#define BUILD_FOR(platform)                                                                        \
    "docker buildx build --platform " platform " --provenance=false --sbom=false --load -t app:1 " \
    "."

static const og_config *config_of(const og_subject *subject)
{
    return subject->image->is_artifact ? NULL : subject->image->config;
}

static bool is_supported(const char *architecture)
{
    return strcmp(architecture, "amd64") == 0 || strcmp(architecture, "arm64") == 0;
}

static bool fits_lambda(const og_config *config, const ocigate_options *options)
{
    (void)options;
    return config->os != NULL && strcmp(config->os, "linux") == 0 && config->architecture != NULL &&
           is_supported(config->architecture);
}

static bool fits_target(const og_config *config, const ocigate_options *options)
{
    return config->architecture != NULL && strcmp(config->architecture, options->architecture) == 0;
}

typedef bool (*fits_function)(const og_config *config, const ocigate_options *options);

/* Among the members of its index there is one that fits: then the index is what is wrong, and
   index-multi-platform says it. The answer is kept for the other members. */
static bool has_sibling(const og_subject *subject, og_sink *sink, fits_function fits)
{
    const og_index_node *parent = subject->image->parent;
    if (parent == NULL)
        return false;
    if (sink->answered_for == parent)
        return sink->answer;
    sink->answered_for = parent;
    sink->answer = false;
    for (size_t i = 0; i < subject->facts->image_count && !sink->answer; i++) {
        const og_image *image = subject->facts->images[i];
        sink->answer = image->parent == parent && !image->is_artifact && image->config != NULL &&
                       fits(image->config, subject->options);
    }
    return sink->answer;
}

static void check_os_missing(const og_subject *subject, og_sink *sink)
{
    const og_config *config = config_of(subject);
    if (config == NULL || config->os != NULL)
        return;
    og_finding *f = og_flag(sink, "the config names no os");
    og_finding_at(sink, f, "config", "/os");
    og_finding_compare(sink, f, "linux", "nothing");
}

static void check_architecture_missing(const og_subject *subject, og_sink *sink)
{
    const og_config *config = config_of(subject);
    if (config == NULL || config->architecture != NULL)
        return;
    og_finding *f = og_flag(sink, "the config names no architecture");
    og_finding_at(sink, f, "config", "/architecture");
    og_finding_compare(sink, f, "amd64 or arm64", "nothing");
}

static void check_os_not_linux(const og_subject *subject, og_sink *sink)
{
    const og_config *config = config_of(subject);
    if (config == NULL || config->os == NULL || strcmp(config->os, "linux") == 0 ||
        has_sibling(subject, sink, fits_lambda))
        return;
    og_finding *f = og_flag(sink, "the image is for %s, Lambda runs linux", config->os);
    og_finding_at(sink, f, "config", "/os");
    og_finding_compare(sink, f, "linux", config->os);
}

static void check_architecture_unsupported(const og_subject *subject, og_sink *sink)
{
    const og_config *config = config_of(subject);
    if (config == NULL || config->architecture == NULL || is_supported(config->architecture) ||
        has_sibling(subject, sink, fits_lambda))
        return;
    og_finding *f =
        og_flag(sink, "the image is for %s, Lambda runs amd64 and arm64", config->architecture);
    og_finding_at(sink, f, "config", "/architecture");
    og_finding_compare(sink, f, "amd64 or arm64", config->architecture);
}

static void check_architecture_mismatch(const og_subject *subject, og_sink *sink)
{
    const og_config *config = config_of(subject);
    const char *wanted = subject->options->architecture;
    if (config == NULL || wanted == NULL || config->architecture == NULL ||
        strcmp(config->architecture, wanted) == 0 || has_sibling(subject, sink, fits_target))
        return;
    og_finding *f =
        og_flag(sink, "the image is for %s, the function for %s", config->architecture, wanted);
    og_finding_at(sink, f, "config", "/architecture");
    og_finding_compare(sink, f, wanted, config->architecture);
    og_finding_fix(sink, f, BUILD_FOR("linux/%s") "%s", wanted,
                   strcmp(config->architecture, "arm64") == 0
                       ? "   (or set Architectures: [arm64] on the function)"
                   : strcmp(config->architecture, "amd64") == 0
                       ? "   (or set Architectures: [x86_64] on the function)"
                       : "");
}

static void check_architecture_variant(const og_subject *subject, og_sink *sink)
{
    const og_config *config = config_of(subject);
    if (config == NULL || config->architecture == NULL || config->variant == NULL)
        return;
    const char *variant = config->variant, *expected;
    if (strcmp(config->architecture, "amd64") == 0 &&
        (strcmp(variant, "v3") == 0 || strcmp(variant, "v4") == 0))
        expected = "none, v1 or v2";
    else if (strcmp(config->architecture, "arm64") == 0 && strcmp(variant, "v8") != 0)
        expected = "none or v8";
    else
        return;
    og_finding *f = og_flag(sink,
                            "the image is for %s/%s, which needs newer processors than "
                            "Lambda promises",
                            config->architecture, variant);
    og_finding_at(sink, f, "config", "/variant");
    og_finding_compare(sink, f, expected, variant);
}

/* Programs of packages, not the entrypoint: that has a rule of its own. */
static void check_binary_architecture(const og_subject *subject, og_sink *sink)
{
    const og_service *service = &subject->image->service;
    const og_config *config = config_of(subject);
    if (config == NULL || config->architecture == NULL || !service->is_known)
        return;
    const og_file_set *set = &service->foreign_binaries;
    char files[OG_PHRASE_COUNT_SIZE];
    (void)og_phrase_count(set->count, "ELF file", files);
    og_finding *f = NULL;
    for (size_t i = 0; i < set->kept; i++) {
        f = og_flag(sink, "%s cannot run on %s", files, config->architecture);
        og_finding_layer(sink, f, set->first[i]->layer);
        og_finding_path(sink, f, set->first[i]->path);
        og_finding_expected(sink, f, "%s", config->architecture);
        og_finding_found(sink, f, "%s is for %s", set->first[0]->path,
                         og_phrase_or(service->foreign_machine, "another machine"));
    }
    if (f != NULL && set->count > set->kept)
        f->count += set->count - set->kept;
}

static const struct og_rule rules[] = {
    {
        OG_RULE_NAME("os-missing"),
        .title = "The config names no operating system",
        .why = "The specification demands it. Some tools guess linux, others refuse the image.",
        .symptom = "",
        .fix = BUILD_FOR("linux/amd64"),
        .source = OG_SPEC_CONFIG,
        .evidence = 'D',
        .stage = "create",
        .severity = OG_SEVERITIES(ERROR, ERROR),
        .checks = {{OG_SUBJECT_IMAGE, check_os_missing}},
    },
    {
        OG_RULE_NAME("architecture-missing"),
        .title = "The config names no architecture",
        .why = "The specification demands it. Nothing can say then whether the function can run "
               "the image.",
        .symptom = "",
        .fix = BUILD_FOR("linux/amd64"),
        .source = OG_SPEC_CONFIG,
        .evidence = 'D',
        .stage = "create",
        .severity = OG_SEVERITIES(ERROR, ERROR),
        .checks = {{OG_SUBJECT_IMAGE, check_architecture_missing}},
    },
    {
        OG_RULE_NAME("os-not-linux"),
        .title = "The image is not for Linux",
        .why = "Lambda runs Linux images only.",
        .symptom = "",
        .fix = BUILD_FOR("linux/amd64"),
        .source = OG_AWS_IMAGES,
        .evidence = 'D',
        .stage = "create",
        .severity = OG_SEVERITIES(ERROR, OFF),
        .checks = {{OG_SUBJECT_IMAGE, check_os_not_linux}},
    },
    {
        OG_RULE_NAME("architecture-unsupported"),
        .title = "The image is for an architecture that Lambda does not run",
        .why = "Lambda runs amd64 (x86_64) and arm64. It takes the image all the same, and fails "
               "at the first invocation.",
        .symptom = "Runtime.InvalidEntrypoint: fork/exec /lambda-entrypoint.sh: exec format error",
        .fix = BUILD_FOR("linux/amd64"),
        .source = OG_AWS_ARCHITECTURE,
        .evidence = 'D',
        .stage = "init",
        .severity = OG_SEVERITIES(ERROR, OFF),
        .checks = {{OG_SUBJECT_IMAGE, check_architecture_unsupported}},
    },
    {
        OG_RULE_NAME("architecture-mismatch"),
        .title = "The image is for another architecture than the function",
        .why = "Lambda does not compare the two when the function is created: the deployment "
               "succeeds, and the first invocation fails.",
        .symptom = "Runtime.InvalidEntrypoint: fork/exec /lambda-entrypoint.sh: exec format error",
        .fix = BUILD_FOR("linux/amd64") "   (or set the architecture of the function)",
        .source = "https://github.com/aws/aws-lambda-base-images/issues/26",
        .evidence = 'O',
        .stage = "init",
        .severity = OG_SEVERITIES(ERROR, ERROR),
        .checks = {{OG_SUBJECT_IMAGE, check_architecture_mismatch}},
    },
    {
        OG_RULE_NAME("architecture-variant"),
        .title = "The image is built for newer processors than Lambda promises",
        .why = "Instructions that a host does not have end the process, on some hosts and not on "
               "others.",
        .symptom = "Runtime.ExitError: signal: illegal instruction",
        .fix = BUILD_FOR("linux/amd64") "   (without a variant)",
        .source = OG_AWS_ARCHITECTURE,
        .evidence = 'I',
        .stage = "init",
        .severity = OG_SEVERITIES(WARNING, OFF),
        .checks = {{OG_SUBJECT_IMAGE, check_architecture_variant}},
    },
    {
        OG_RULE_NAME("binary-architecture"),
        .title = "The image holds programs or libraries for another machine",
        .why = "They were copied or installed for another architecture than the config names, and "
               "fail when they are used.",
        .symptom = "cannot open shared object file; exec format error; invalid ELF header",
        .fix = BUILD_FOR("linux/amd64") "   (and install packages inside of the build, not on the "
                                        "host)",
        .source = "https://github.com/aws/aws-lambda-go/issues/554",
        .evidence = 'O',
        .stage = "init",
        .depth = OCIGATE_DEPTH_ROOTFS,
        .severity = OG_SEVERITIES(WARNING, WARNING),
        .checks = {{OG_SUBJECT_IMAGE, check_binary_architecture}},
    },
};

OG_RULE_GROUP(og_rules_platform, "platform", rules);
