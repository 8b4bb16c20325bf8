#include "rules/registry.h"

#include "rules/phrase.h"
#include "rules/source.h"

#include <string.h>

/* AWS Lambda, quotas: "Container image settings size: 16 KB". */
#define SETTINGS_BYTES_MAX UINT64_C(16384)
#define SETTINGS_BYTES_WARNING UINT64_C(12288)
/* AWS Lambda, API ImageConfig. */
#define COMMAND_ITEMS_MAX 1500u
#define WORKDIR_CHARACTERS_MAX 1000u

typedef struct image_size {
    uint64_t bytes;
    const char *what; /* which bytes */
    bool is_least;    /* there may be more */
} image_size;

static image_size size_of(const og_subject *subject)
{
    const og_image *image = subject->image;
    if (subject->options->depth == OCIGATE_DEPTH_MANIFEST)
        return (image_size){image->declared_bytes, "the manifest declares", true};
    return (image_size){image->unpacked_bytes, "the unpacked layers have",
                        !image->unpacked_is_known};
}

static og_finding *flag_size(og_sink *sink, const image_size *size, const char *relation,
                             uint64_t bound)
{
    char is[OG_PHRASE_BYTES_SIZE], may[OG_PHRASE_BYTES_SIZE];
    og_phrase_bytes(size->bytes, is);
    og_phrase_bytes(bound, may);
    og_finding *f = og_flag(sink, "%s %s%s, %s %s", size->what, size->is_least ? "at least " : "",
                            is, relation, may);
    og_finding_expected(sink, f, "at most %s", may);
    og_finding_found(sink, f, "%s%s", size->is_least ? "at least " : "", is);
    return f;
}

static void check_image_too_large(const og_subject *subject, og_sink *sink)
{
    const image_size size = size_of(subject);
    const uint64_t limit = subject->options->limits.value[OCIGATE_LIMIT_IMAGE_BYTES];
    if (!subject->image->is_artifact && size.bytes > limit)
        (void)flag_size(sink, &size, "the limit is", limit);
}

static void check_image_near_limit(const og_subject *subject, og_sink *sink)
{
    const image_size size = size_of(subject);
    const uint64_t limit = subject->options->limits.value[OCIGATE_LIMIT_IMAGE_BYTES];
    const uint64_t near = limit / 10 * 9 + limit % 10 * 9 / 10;
    if (subject->image->is_artifact || size.bytes <= near || size.bytes > limit)
        return;
    char text[OG_PHRASE_BYTES_SIZE];
    og_phrase_bytes(limit, text);
    og_finding *f = flag_size(sink, &size, "90 % of the limit are", near);
    og_finding_expected(sink, f, "at most %s, 90 %% of which are free of this warning", text);
}

static void check_settings_too_large(const og_subject *subject, og_sink *sink)
{
    const og_config *config = subject->image->config;
    if (config == NULL || subject->image->is_artifact ||
        config->settings_bytes <= SETTINGS_BYTES_WARNING)
        return;
    og_finding *f =
        og_flag(sink,
                "Entrypoint, Cmd, WorkingDir and Env have %llu bytes as JSON, the "
                "limit is %llu",
                (unsigned long long)config->settings_bytes, (unsigned long long)SETTINGS_BYTES_MAX);
    og_finding_at(sink, f, "config", "/config");
    og_finding_compare_sizes(sink, f, SETTINGS_BYTES_MAX, config->settings_bytes);
    if (config->settings_bytes <= SETTINGS_BYTES_MAX)
        og_finding_severity(sink, f, OCIGATE_SEVERITY_WARNING);
}

static void flag_count(og_sink *sink, const char *field, const char *unit, uint64_t limit,
                       uint64_t count)
{
    og_finding *f = og_flag(sink, "%s has %llu %s, the limit is %llu", field,
                            (unsigned long long)count, unit, (unsigned long long)limit);
    og_finding_at(sink, f, "config", "/config/%s", field);
    og_finding_expected(sink, f, "at most %llu %s", (unsigned long long)limit, unit);
    og_finding_found(sink, f, "%llu %s", (unsigned long long)count, unit);
}

static uint64_t count_characters(const char *text)
{
    uint64_t count = 0;
    for (const char *c = text; *c != '\0'; c++)
        count += ((unsigned char)*c & 0xc0) != 0x80 ? 1 : 0;
    return count;
}

static void check_settings_limits(const og_subject *subject, og_sink *sink)
{
    const og_config *config = subject->image->config;
    if (config == NULL || subject->image->is_artifact)
        return;
    if (config->entrypoint.count > COMMAND_ITEMS_MAX)
        flag_count(sink, "Entrypoint", "items", COMMAND_ITEMS_MAX, config->entrypoint.count);
    if (config->cmd.count > COMMAND_ITEMS_MAX)
        flag_count(sink, "Cmd", "items", COMMAND_ITEMS_MAX, config->cmd.count);
    const uint64_t characters =
        config->working_dir == NULL ? 0 : count_characters(config->working_dir);
    if (characters > WORKDIR_CHARACTERS_MAX)
        flag_count(sink, "WorkingDir", "characters", WORKDIR_CHARACTERS_MAX, characters);
}

static const struct og_rule rules[] = {
    {
        OG_RULE_NAME("image-too-large"),
        .title = "The unpacked image is larger than the limit",
        .why = "Lambda takes 10 GiB, all layers unpacked. Registries show the compressed size, so "
               "that the limit is met only after the whole push.",
        .symptom = "InvalidImage(SizeLimitExceeded: Uncompressed container image size exceeds 10 "
                   "GiB limit)",
        .fix = "build in stages, remove files in the RUN that made them, keep models in S3 or EFS",
        .source = OG_AWS_QUOTAS,
        .evidence = 'D',
        .stage = "optimize",
        .depth = OCIGATE_DEPTH_BLOBS,
        .severity = OG_SEVERITIES(ERROR, OFF),
        .checks = {{OG_SUBJECT_IMAGE, check_image_too_large}},
    },
    {
        OG_RULE_NAME("image-near-limit"),
        .title = "The unpacked image has more than 90 % of the limit",
        .why = "The next update of a base image or a package may exceed it.",
        .symptom = "",
        .fix = "build in stages, remove files in the RUN that made them, keep models in S3 or EFS",
        .source = OG_AWS_QUOTAS,
        .evidence = 'D',
        .stage = "optimize",
        .depth = OCIGATE_DEPTH_BLOBS,
        .severity = OG_SEVERITIES(WARNING, OFF),
        .checks = {{OG_SUBJECT_IMAGE, check_image_near_limit}},
    },
    {
        OG_RULE_NAME("settings-too-large"),
        .title = "The settings of the image are larger than Lambda takes",
        .why = "Lambda takes 16 KB of container image settings. What it counts is not documented; "
               "Entrypoint, Cmd, WorkingDir and Env are counted here.",
        .symptom = "",
        .fix = "keep long values in SSM Parameter Store, S3 or a file in the image",
        .source = OG_AWS_QUOTAS,
        .evidence = 'D',
        .stage = "create",
        .severity = OG_SEVERITIES(ERROR, OFF),
        .checks = {{OG_SUBJECT_IMAGE, check_settings_too_large}},
    },
    {
        OG_RULE_NAME("settings-limits"),
        .title = "Entrypoint, Cmd or WorkingDir is longer than Lambda takes",
        .why = "The API takes 1,500 items in a command and 1,000 characters in a working "
               "directory.",
        .symptom = "",
        .fix = "move the arguments into a file or a script in the image",
        .source = OG_AWS_IMAGE_CONFIG,
        .evidence = 'D',
        .stage = "create",
        .severity = OG_SEVERITIES(ERROR, OFF),
        .checks = {{OG_SUBJECT_IMAGE, check_settings_limits}},
    },
};

OG_RULE_GROUP(og_rules_size, "size", rules);
