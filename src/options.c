#define _GNU_SOURCE
#include "base/options.h"

#include "base/error.h"
#include "report/report.h"

#include <ocigate/check.h>

#include <sched.h>
#include <stdlib.h>
#include <string.h>

ocigate_options *ocigate_options_new(void)
{
    ocigate_options *options = calloc(1, sizeof *options);
    if (options == NULL)
        return NULL;
    og_arena_init(&options->arena);
    og_limits_init(&options->limits);
    options->profile = OG_PROFILE_LAMBDA;
    options->depth = OCIGATE_DEPTH_ROOTFS;
    options->fail_on = OCIGATE_SEVERITY_ERROR;
    options->threads = 1;
    return options;
}

void ocigate_options_free(ocigate_options *options)
{
    if (options == NULL)
        return;
    og_arena_fini(&options->arena);
    free(options);
}

static void mark(ocigate_options *options, og_setting setting)
{
    options->origins[setting] = options->source;
    options->origins[setting].is_set = true;
}

static ocigate_status need(const ocigate_options *options, ocigate_error *error)
{
    if (options != NULL)
        return OCIGATE_OK;
    return og_fail(error, OCIGATE_ERROR_ARGUMENT, 0, "options is NULL");
}

ocigate_status ocigate_options_set_profile(ocigate_options *options, const char *profile,
                                           ocigate_error *error)
{
    OG_TRY(need(options, error));
    if (profile == NULL || !og_profile_find(profile, &options->profile))
        return og_fail(error, OCIGATE_ERROR_ARGUMENT, 0,
                       "unknown profile %s, there are lambda, lambda-managed and oci",
                       profile == NULL ? "(none)" : profile);
    mark(options, OG_SETTING_PROFILE);
    return OCIGATE_OK;
}

ocigate_status ocigate_options_set_architecture(ocigate_options *options, const char *architecture,
                                                ocigate_error *error)
{
    static const char *const known[] = {"amd64", "arm64"};
    OG_TRY(need(options, error));
    if (architecture == NULL) {
        options->architecture = NULL;
        mark(options, OG_SETTING_ARCHITECTURE);
        return OCIGATE_OK;
    }
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (strcmp(known[i], architecture) == 0) {
            options->architecture = known[i];
            mark(options, OG_SETTING_ARCHITECTURE);
            return OCIGATE_OK;
        }
    }
    const char *hint = "";
    if (strcmp(architecture, "x86_64") == 0)
        hint = " (x86_64 is amd64)";
    else if (strcmp(architecture, "aarch64") == 0)
        hint = " (aarch64 is arm64)";
    return og_fail(error, OCIGATE_ERROR_ARGUMENT, 0,
                   "unknown architecture %s, there are amd64 and arm64%s", architecture, hint);
}

ocigate_status ocigate_options_set_platform(ocigate_options *options, const char *platform,
                                            ocigate_error *error)
{
    OG_TRY(need(options, error));
    if (platform == NULL) {
        options->platform = (og_platform){0};
        options->platform_text = NULL;
        return OCIGATE_OK;
    }
    char *copy = og_arena_text(&options->arena, platform);
    char *kept = og_arena_text(&options->arena, platform);
    if (copy == NULL || kept == NULL)
        return og_fail_memory(error);
    char *architecture = strchr(copy, '/');
    char *variant = architecture == NULL ? NULL : strchr(architecture + 1, '/');
    if (architecture == NULL || architecture == copy || architecture[1] == '\0' ||
        architecture + 1 == variant ||
        (variant != NULL && (variant[1] == '\0' || strchr(variant + 1, '/') != NULL)))
        return og_fail(error, OCIGATE_ERROR_ARGUMENT, 0,
                       "%s is no platform: OS/ARCHITECTURE or OS/ARCHITECTURE/VARIANT, for example "
                       "linux/amd64",
                       platform);
    *architecture++ = '\0';
    if (variant != NULL)
        *variant++ = '\0';
    options->platform = (og_platform){.os = copy, .architecture = architecture, .variant = variant};
    options->platform_text = kept;
    return OCIGATE_OK;
}

ocigate_status ocigate_options_set_reference(ocigate_options *options, const char *reference,
                                             ocigate_error *error)
{
    OG_TRY(need(options, error));
    const char *copy = og_arena_text(&options->arena, reference);
    if (reference != NULL && copy == NULL)
        return og_fail_memory(error);
    options->reference = copy;
    return OCIGATE_OK;
}

ocigate_status ocigate_options_set_digest(ocigate_options *options, const char *digest,
                                          ocigate_error *error)
{
    OG_TRY(need(options, error));
    og_digest parsed = {0};
    if (digest != NULL && og_digest_parse(digest, strlen(digest), &parsed) != OG_DIGEST_GOOD)
        return og_fail(error, OCIGATE_ERROR_ARGUMENT, 0,
                       "%s is no digest: sha256: and 64 hexadecimal digits in lower case", digest);
    options->digest = parsed;
    return OCIGATE_OK;
}

ocigate_status ocigate_options_set_depth(ocigate_options *options, ocigate_depth depth,
                                         ocigate_error *error)
{
    OG_TRY(need(options, error));
    if ((int)depth < OCIGATE_DEPTH_MANIFEST || (int)depth > OCIGATE_DEPTH_ROOTFS)
        return og_fail(error, OCIGATE_ERROR_ARGUMENT, 0, "unknown depth %d", (int)depth);
    options->depth = depth;
    return OCIGATE_OK;
}

ocigate_status ocigate_options_set_limit(ocigate_options *options, ocigate_limit limit,
                                         uint64_t value, ocigate_error *error)
{
    OG_TRY(need(options, error));
    if (ocigate_limit_describe(limit, NULL, NULL) == NULL)
        return og_fail(error, OCIGATE_ERROR_ARGUMENT, 0, "unknown limit %d", (int)limit);
    options->limits.value[limit] = value;
    if (limit == OCIGATE_LIMIT_IMAGE_BYTES)
        mark(options, OG_SETTING_MAX_SIZE);
    return OCIGATE_OK;
}

bool og_pattern_matches(const char *pattern, const char *name)
{
    const size_t length = strlen(pattern);
    if (length > 0 && pattern[length - 1] == '*')
        return strncmp(pattern, name, length - 1) == 0;
    return strcmp(pattern, name) == 0;
}

ocigate_status og_pattern_check(const char *pattern, ocigate_error *error)
{
    for (size_t i = 0; i < ocigate_rule_count(); i++) {
        if (og_pattern_matches(pattern, ocigate_rule_name(ocigate_rule_at(i))))
            return OCIGATE_OK;
    }
    return og_fail(error, OCIGATE_ERROR_ARGUMENT, 0, "unknown rule %.100s, the nearest is %s",
                   pattern, ocigate_rule_nearest(pattern));
}

ocigate_status ocigate_options_set_severity(ocigate_options *options, const char *rule,
                                            ocigate_severity severity, ocigate_error *error)
{
    OG_TRY(need(options, error));
    if (rule == NULL || (int)severity < OCIGATE_SEVERITY_OFF ||
        (int)severity > OCIGATE_SEVERITY_ERROR)
        return og_fail(error, OCIGATE_ERROR_ARGUMENT, 0, "no rule, or an unknown severity");
    OG_TRY(og_pattern_check(rule, error));
    og_override *override = OG_NEW(&options->arena, og_override);
    const char *pattern = og_arena_text(&options->arena, rule);
    if (override == NULL || pattern == NULL)
        return og_fail_memory(error);
    *override = (og_override){.next = options->overrides,
                              .pattern = pattern,
                              .severity = severity,
                              .origin = options->source};
    options->overrides = override;
    return OCIGATE_OK;
}

ocigate_status ocigate_options_set_fail_on(ocigate_options *options, ocigate_severity severity,
                                           ocigate_error *error)
{
    OG_TRY(need(options, error));
    if ((int)severity < OCIGATE_SEVERITY_OFF || (int)severity > OCIGATE_SEVERITY_ERROR)
        return og_fail(error, OCIGATE_ERROR_ARGUMENT, 0, "unknown severity %d", (int)severity);
    options->fail_on = severity;
    mark(options, OG_SETTING_FAIL_ON);
    return OCIGATE_OK;
}

static unsigned count_processors(void)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    /* Too many for the set: more than would be of use. */
    if (sched_getaffinity(0, sizeof set, &set) != 0)
        return 1;
    const int count = CPU_COUNT(&set);
    return count < 1 ? 1 : (unsigned)count;
}

ocigate_status ocigate_options_set_threads(ocigate_options *options, unsigned threads,
                                           ocigate_error *error)
{
    OG_TRY(need(options, error));
    options->threads = threads == 0 ? count_processors() : threads;
    return OCIGATE_OK;
}

ocigate_status ocigate_options_set_progress(ocigate_options *options,
                                            ocigate_progress_function function, void *payload,
                                            ocigate_error *error)
{
    OG_TRY(need(options, error));
    options->progress = function;
    options->progress_payload = payload;
    return OCIGATE_OK;
}

ocigate_status ocigate_options_set_inspection(ocigate_options *options, bool is_wanted,
                                              ocigate_error *error)
{
    OG_TRY(need(options, error));
    options->is_inspection = is_wanted;
    return OCIGATE_OK;
}

/* Overrides keep their order: the last one first. */
static ocigate_status copy_overrides(const ocigate_options *from, ocigate_options *to)
{
    og_override **tail = &to->overrides;
    for (const og_override *item = from->overrides; item != NULL; item = item->next) {
        og_override *copy = OG_NEW(&to->arena, og_override);
        if (copy == NULL)
            return OCIGATE_ERROR_MEMORY;
        *copy = (og_override){.pattern = og_arena_text(&to->arena, item->pattern),
                              .severity = item->severity};
        *tail = copy;
        tail = &copy->next;
    }
    return to->arena.failed ? OCIGATE_ERROR_MEMORY : OCIGATE_OK;
}

static ocigate_options *copy_options(const ocigate_options *from)
{
    ocigate_options *to = ocigate_options_new();
    if (to == NULL || from == NULL)
        return to;
    const og_arena arena = to->arena;
    *to = *from;
    to->arena = arena;
    to->overrides = NULL;
    to->source = (og_origin){0};
    for (size_t i = 0; i < OG_SETTING_COUNT; i++)
        to->origins[i] = (og_origin){0}; /* the name of a file is the other's */
    to->reference = og_arena_text(&to->arena, from->reference);
    to->platform = (og_platform){0};
    to->platform_text = NULL;
    ocigate_status status = copy_overrides(from, to);
    if (status == OCIGATE_OK)
        status = og_options_copy_command(from, to);
    if (status == OCIGATE_OK)
        status = og_options_copy_policy(from, to);
    if (status == OCIGATE_OK)
        status = ocigate_options_set_platform(to, from->platform_text, NULL);
    if (status == OCIGATE_OK && !to->arena.failed)
        return to;
    ocigate_options_free(to);
    return NULL;
}

ocigate_status ocigate_report_new(const ocigate_options *options, ocigate_report **out,
                                  ocigate_error *error)
{
    if (out == NULL)
        return og_fail(error, OCIGATE_ERROR_ARGUMENT, 0, "out is NULL");
    ocigate_report *report = calloc(1, sizeof *report);
    ocigate_options *copy = copy_options(options);
    if (report == NULL || copy == NULL) {
        free(report);
        ocigate_options_free(copy);
        return og_fail_memory(error);
    }
    og_arena_init(&report->arena);
    report->options = copy;
    *out = report;
    return OCIGATE_OK;
}

void ocigate_report_free(ocigate_report *report)
{
    if (report == NULL)
        return;
    og_arena_fini(&report->arena);
    ocigate_options_free(report->options);
    free(report);
}
