#define _POSIX_C_SOURCE 200809L
#include "check_settings.h"

#include "choices.h"
#include "guard.h"
#include "output.h"
#include "policy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define THREADS_MAX 256

/* A setting that the library refuses is a wrong command line; without memory it is an error. */
static int judge(const char *option, ocigate_status status, const ocigate_error *error)
{
    if (status == OCIGATE_OK)
        return 0;
    og_complain(option, error->text[0] != '\0' ? error->text : ocigate_status_name(status));
    return status == OCIGATE_ERROR_ARGUMENT ? OG_EXIT_USAGE : OG_EXIT_ERROR;
}

/* Where a program has other defaults than a library. */
static int set_defaults(const og_check_settings *settings)
{
    ocigate_error error = {0};
    ocigate_status status = ocigate_options_set_threads(settings->options, 0, &error);
    if (status == OCIGATE_OK)
        status = ocigate_options_set_progress(settings->options, og_progress_tell, settings->bar,
                                              &error);
    return judge(NULL, status, &error);
}

int og_settings_run(int (*run)(og_check_settings *settings, int count, char **words, bool is_named),
                    int count, char **words, bool is_named)
{
    og_progress bar = {0};
    og_check_settings settings = {.options = ocigate_options_new(),
                                  .format = "text",
                                  .color = OG_COLOR_AUTO,
                                  .progress = OG_PROGRESS_AUTO,
                                  .bar = &bar,
                                  .verbosity = OCIGATE_VERBOSITY_NORMAL};
    if (settings.options == NULL) {
        og_complain(NULL, "out of memory");
        return OG_EXIT_ERROR;
    }
    int status = set_defaults(&settings);
    if (status == 0)
        status = run(&settings, count, words, is_named);
    og_reports_free(&settings.reports);
    if (settings.has_new_baseline)
        og_target_close(&settings.new_baseline);
    og_image_list_free(&settings.images);
    free(settings.location_path);
    ocigate_options_free(settings.options);
    return status;
}

typedef ocigate_status (*text_setter)(ocigate_options *, const char *, ocigate_error *);

static int set_text(void *settings, const char *option, const char *value, text_setter set)
{
    const og_check_settings *own = settings;
    ocigate_error error = {0};
    return judge(option, set(own->options, value, &error), &error);
}

int og_set_profile(void *settings, const char *value)
{
    return set_text(settings, "--profile", value, ocigate_options_set_profile);
}

int og_set_architecture(void *settings, const char *value)
{
    return set_text(settings, "--arch", value, ocigate_options_set_architecture);
}

int og_set_platform(void *settings, const char *value)
{
    return set_text(settings, "--platform", value, ocigate_options_set_platform);
}

int og_set_reference(void *settings, const char *value)
{
    return set_text(settings, "--ref", value, ocigate_options_set_reference);
}

int og_set_digest(void *settings, const char *value)
{
    return set_text(settings, "--digest", value, ocigate_options_set_digest);
}

int og_set_entrypoint(void *settings, const char *value)
{
    return set_text(settings, "--entrypoint", value, ocigate_options_set_entrypoint);
}

int og_set_cmd(void *settings, const char *value)
{
    return set_text(settings, "--cmd", value, ocigate_options_set_command);
}

int og_set_workdir(void *settings, const char *value)
{
    return set_text(settings, "--workdir", value, ocigate_options_set_working_directory);
}

int og_set_name(void *settings, const char *value)
{
    og_check_settings *own = settings;
    if (value[0] == '\0') {
        og_complain("--name", "the name is empty");
        return OG_EXIT_USAGE;
    }
    own->name = value;
    return 0;
}

static int set_limit(void *settings, const char *option, const char *value, ocigate_limit limit)
{
    const og_check_settings *own = settings;
    uint64_t bytes = 0;
    if (!ocigate_size_parse(value, &bytes)) {
        og_complain_parts((const char *const[]){
            option, ": ", value, " is no size: bytes, or with a unit such as 10GiB, 10GB, 500MiB",
            NULL});
        return OG_EXIT_USAGE;
    }
    ocigate_error error = {0};
    return judge(option, ocigate_options_set_limit(own->options, limit, bytes, &error), &error);
}

int og_set_max_size(void *settings, const char *value)
{
    return set_limit(settings, "--max-size", value, OCIGATE_LIMIT_IMAGE_BYTES);
}

int og_set_max_layer_size(void *settings, const char *value)
{
    return set_limit(settings, "--max-layer-size", value, OCIGATE_LIMIT_LAYER_BYTES);
}

const char *og_limit_names(size_t index)
{
    return ocigate_limit_describe((ocigate_limit)index, NULL, NULL);
}

int og_set_limit(void *settings, const char *value)
{
    char name[128] = "";
    size_t limit = 0;
    const char *number = strchr(value, '=');
    if (number == NULL) {
        og_complain_parts((const char *const[]){"--limit: ", value, " is not NAME=VALUE", NULL});
        return OG_EXIT_USAGE;
    }
    const size_t length = (size_t)(number - value);
    if (length < sizeof name)
        memcpy(name, value, length);
    if (!og_choices_find(og_limit_names, name, &limit))
        return og_choices_refuse("--limit", name, og_limit_names);
    return set_limit(settings, "--limit", number + 1, (ocigate_limit)limit);
}

int og_set_format(void *settings, const char *value)
{
    ((og_check_settings *)settings)->format = value;
    return 0;
}

/* Where the file of a repository ends and its line begins; 0: no line is there. */
static size_t find_line(const char *value, uint64_t *line)
{
    const char *colon = strrchr(value, ':');
    if (colon == NULL || colon[1] == '\0' || colon[1 + strspn(colon + 1, "0123456789")] != '\0')
        return strlen(value);
    if (!ocigate_size_parse(colon + 1, line) || *line > INT32_MAX)
        *line = 0;
    return (size_t)(colon - value);
}

/* Services that show a report look the path up in the repository. */
static bool is_inside(const char *path)
{
    if (path[0] == '\0' || path[0] == '/' || path[strlen(path) - 1] == '/')
        return false;
    for (const char *part = path; *part != '\0'; part += part[0] == '/') {
        const size_t length = strcspn(part, "/");
        if (length == 2 && memcmp(part, "..", 2) == 0)
            return false;
        part += length;
    }
    return true;
}

static int count_bytes(void *payload, const void *bytes, size_t length)
{
    (void)bytes;
    *(size_t *)payload += length;
    return 0;
}

/* Reports take it as it is: nothing in it needs to be escaped. */
static bool is_printable(const char *path)
{
    size_t length = 0;
    return ocigate_printable(path, strlen(path), count_bytes, &length, NULL) == OCIGATE_OK &&
           length == strlen(path);
}

int og_set_location(void *settings, const char *value)
{
    og_check_settings *own = settings;
    while (strncmp(value, "./", 2) == 0)
        value += 2;
    uint64_t line = 1;
    const size_t length = find_line(value, &line);
    char *path = strndup(value, length);
    if (path == NULL) {
        og_complain("--sarif-location", "out of memory");
        return OG_EXIT_ERROR;
    }
    free(own->location_path);
    own->location_path = path;
    own->location_line = line;
    if (line > 0 && is_inside(path) && is_printable(path))
        return 0;
    og_complain_parts((const char *const[]){
        "--sarif-location: ", value,
        " is no file of the repository: PATH or PATH:LINE, relative to its root, without ..",
        NULL});
    return OG_EXIT_USAGE;
}

int og_add_report(void *settings, const char *value)
{
    return og_reports_add(&((og_check_settings *)settings)->reports, value);
}

/* In the order of ocigate_severity. */
const char *og_fail_levels(size_t index)
{
    static const char *const words[] = {"never", "info", "warning", "error", NULL};
    return og_choices_at(words, index);
}

const char *og_severity_levels(size_t index)
{
    static const char *const words[] = {"off", "info", "warning", "error", NULL};
    return og_choices_at(words, index);
}

int og_set_fail_on(void *settings, const char *value)
{
    const og_check_settings *own = settings;
    ocigate_error error = {0};
    size_t severity = OCIGATE_SEVERITY_ERROR;
    (void)og_choices_find(og_fail_levels, value, &severity);
    return judge("--fail-on",
                 ocigate_options_set_fail_on(own->options, (ocigate_severity)severity, &error),
                 &error);
}

int og_set_severity(void *settings, const char *value)
{
    const og_check_settings *own = settings;
    size_t severity = OCIGATE_SEVERITY_ERROR;
    char rule[128];
    const char *level = strrchr(value, '=');
    if (level == NULL || level == value || (size_t)(level - value) >= sizeof rule) {
        og_complain_parts(
            (const char *const[]){"--severity: ", value,
                                  " is not RULE=error, RULE=warning, RULE=info or RULE=off", NULL});
        return OG_EXIT_USAGE;
    }
    (void)snprintf(rule, sizeof rule, "%.*s", (int)(level - value), value);
    level++;
    if (!og_choices_find(og_severity_levels, level, &severity))
        return og_choices_refuse("--severity", level, og_severity_levels);
    ocigate_error error = {0};
    return judge(
        "--severity",
        ocigate_options_set_severity(own->options, rule, (ocigate_severity)severity, &error),
        &error);
}

/* In the order of ocigate_depth. */
const char *og_depths(size_t index)
{
    static const char *const words[] = {"manifest", "blobs", "rootfs", NULL};
    return og_choices_at(words, index);
}

int og_set_depth(void *settings, const char *value)
{
    const og_check_settings *own = settings;
    ocigate_error error = {0};
    size_t depth = OCIGATE_DEPTH_ROOTFS;
    (void)og_choices_find(og_depths, value, &depth);
    return judge("--depth", ocigate_options_set_depth(own->options, (ocigate_depth)depth, &error),
                 &error);
}

int og_set_color(void *settings, const char *value)
{
    size_t index = OG_COLOR_AUTO;
    (void)og_choices_find(og_when, value, &index);
    ((og_check_settings *)settings)->color = (og_color)index;
    return 0;
}

int og_set_threads(void *settings, const char *value)
{
    const og_check_settings *own = settings;
    uint64_t threads = 0;
    ocigate_error error = {0};
    if (!ocigate_size_parse(value, &threads) || threads < 1 || threads > THREADS_MAX) {
        og_complain_parts(
            (const char *const[]){"--threads: ", value, " is no number of 1 to 256", NULL});
        return OG_EXIT_USAGE;
    }
    return judge("--threads", ocigate_options_set_threads(own->options, (unsigned)threads, &error),
                 &error);
}

int og_set_progress(void *settings, const char *value)
{
    size_t index = OG_PROGRESS_AUTO;
    (void)og_choices_find(og_when, value, &index);
    ((og_check_settings *)settings)->progress = (og_progress_when)index;
    return 0;
}

int og_set_quiet(void *settings, const char *value)
{
    (void)value;
    ((og_check_settings *)settings)->verbosity = OCIGATE_VERBOSITY_QUIET;
    return 0;
}

int og_set_verbose(void *settings, const char *value)
{
    (void)value;
    ((og_check_settings *)settings)->verbosity = OCIGATE_VERBOSITY_VERBOSE;
    return 0;
}

int og_set_results(void *settings, const char *value)
{
    og_check_settings *own = settings;
    if (value[strspn(value, "0123456789")] != '\0' ||
        !ocigate_size_parse(value, &own->result_count)) {
        og_complain_parts((const char *const[]){"--results: ", value, " is no number", NULL});
        return OG_EXIT_USAGE;
    }
    own->has_result_count = true;
    return 0;
}
