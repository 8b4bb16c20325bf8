#include "check_settings.h"

#include "guard.h"
#include "nearest.h"
#include "output.h"
#include "policy.h"

#include <stdio.h>
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

int og_settings_refuse(const char *option, const char *value, const char *wanted)
{
    og_complain_parts((const char *const[]){option, ": ", value, " is none of ", wanted, NULL});
    return OG_EXIT_USAGE;
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

static int set_profile(void *settings, const char *value)
{
    return set_text(settings, "--profile", value, ocigate_options_set_profile);
}

static int set_architecture(void *settings, const char *value)
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

static int set_max_size(void *settings, const char *value)
{
    return set_limit(settings, "--max-size", value, OCIGATE_LIMIT_IMAGE_BYTES);
}

int og_set_max_layer_size(void *settings, const char *value)
{
    return set_limit(settings, "--max-layer-size", value, OCIGATE_LIMIT_LAYER_BYTES);
}

static bool find_limit(const char *name, size_t length, ocigate_limit *out)
{
    const char *known;
    for (int i = 0; (known = ocigate_limit_describe((ocigate_limit)i, NULL, NULL)) != NULL; i++) {
        if (strlen(known) == length && memcmp(known, name, length) == 0) {
            *out = (ocigate_limit)i;
            return true;
        }
    }
    return false;
}

static int refuse_limit(const char *value, size_t length)
{
    char name[128];
    (void)snprintf(name, sizeof name, "%.*s", (int)(length < sizeof name ? length : 0), value);
    og_nearest nearest;
    og_nearest_init(&nearest, name);
    const char *known;
    for (int i = 0; (known = ocigate_limit_describe((ocigate_limit)i, NULL, NULL)) != NULL; i++)
        og_nearest_try(&nearest, known);
    if (nearest.best == NULL)
        og_complain_parts((const char *const[]){"--limit: ", value, " names no limit", NULL});
    else
        og_complain_parts((const char *const[]){"--limit: there is no limit ", name,
                                                "; the nearest is ", nearest.best, NULL});
    return OG_EXIT_USAGE;
}

int og_set_limit(void *settings, const char *value)
{
    const char *number = strchr(value, '=');
    ocigate_limit limit = OCIGATE_LIMIT_COUNT;
    if (number == NULL) {
        og_complain_parts((const char *const[]){"--limit: ", value, " is not NAME=VALUE", NULL});
        return OG_EXIT_USAGE;
    }
    const size_t length = (size_t)(number - value);
    if (!find_limit(value, length, &limit))
        return refuse_limit(value, length);
    return set_limit(settings, "--limit", number + 1, limit);
}

static int set_format(void *settings, const char *value)
{
    og_check_settings *own = settings;
    const char *format;
    for (size_t i = 0; (format = ocigate_render_format(i)) != NULL; i++) {
        if (strcmp(format, value) == 0) {
            own->format = format;
            return 0;
        }
    }
    return og_settings_refuse("--format", value, "text, json, jsonl");
}

static bool find_severity(const char *text, size_t length, const char *lowest,
                          ocigate_severity *out)
{
    for (int severity = OCIGATE_SEVERITY_OFF; severity <= OCIGATE_SEVERITY_ERROR; severity++) {
        const char *name = severity == OCIGATE_SEVERITY_OFF
                               ? lowest
                               : ocigate_severity_name((ocigate_severity)severity);
        if (strlen(name) == length && memcmp(name, text, length) == 0) {
            *out = (ocigate_severity)severity;
            return true;
        }
    }
    return false;
}

static int set_fail_on(void *settings, const char *value)
{
    const og_check_settings *own = settings;
    ocigate_severity severity = OCIGATE_SEVERITY_ERROR;
    if (!find_severity(value, strlen(value), "never", &severity))
        return og_settings_refuse("--fail-on", value, "error, warning, info, never");
    ocigate_error error = {0};
    return judge("--fail-on", ocigate_options_set_fail_on(own->options, severity, &error), &error);
}

static int set_severity(void *settings, const char *value)
{
    const og_check_settings *own = settings;
    ocigate_severity severity = OCIGATE_SEVERITY_ERROR;
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
    if (!find_severity(level, strlen(level), "off", &severity))
        return og_settings_refuse("--severity", level, "error, warning, info, off");
    ocigate_error error = {0};
    return judge("--severity", ocigate_options_set_severity(own->options, rule, severity, &error),
                 &error);
}

int og_set_depth(void *settings, const char *value)
{
    static const char *const names[] = {[OCIGATE_DEPTH_MANIFEST] = "manifest",
                                        [OCIGATE_DEPTH_BLOBS] = "blobs",
                                        [OCIGATE_DEPTH_ROOTFS] = "rootfs"};
    const og_check_settings *own = settings;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i], value) == 0) {
            ocigate_error error = {0};
            return judge("--depth",
                         ocigate_options_set_depth(own->options, (ocigate_depth)i, &error), &error);
        }
    }
    return og_settings_refuse("--depth", value, "manifest, blobs, rootfs");
}

int og_set_color(void *settings, const char *value)
{
    og_check_settings *own = settings;
    if (og_color_find(value, &own->color))
        return 0;
    return og_settings_refuse("--color", value, "auto, always, never");
}

int og_set_threads(void *settings, const char *value)
{
    const og_check_settings *own = settings;
    uint64_t threads = 0;
    ocigate_error error = {0};
    if (!ocigate_size_parse(value, &threads) || threads < 1 || threads > THREADS_MAX)
        return og_settings_refuse("--threads", value, "1 to 256");
    return judge("--threads", ocigate_options_set_threads(own->options, (unsigned)threads, &error),
                 &error);
}

int og_set_progress(void *settings, const char *value)
{
    return og_progress_find(value, &((og_check_settings *)settings)->progress)
               ? 0
               : og_settings_refuse("--progress", value, "auto, always, never");
}

static int set_quiet(void *settings, const char *value)
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

const og_option og_check_options[] = {
    {.name = "profile",
     .argument = "NAME",
     .set = set_profile,
     .help = "lambda (the default), lambda-managed, or oci: conformance and integrity alone"},
    {.name = "arch",
     .argument = "ARCH",
     .set = set_architecture,
     .help = "amd64 or arm64, as the function is configured (default: what the image says)"},
    {.name = "platform",
     .argument = "OS/ARCH",
     .set = og_set_platform,
     .help = "from an index, judge this member alone; OS/ARCH/VARIANT works as well"},
    {.name = "name",
     .argument = "TEXT",
     .set = og_set_name,
     .help = "what to call standard input in reports: app:1"},
    {.name = "ref",
     .argument = "NAME",
     .set = og_set_reference,
     .help = "judge the image of this name alone"},
    {.name = "digest",
     .argument = "DIGEST",
     .set = og_set_digest,
     .help = "judge the image with this manifest, index or config alone"},
    {.name = "entrypoint",
     .argument = "JSON",
     .set = og_set_entrypoint,
     .help =
         "ENTRYPOINT that is set on the function, judged instead of the image's: '[\"/main\"]'"},
    {.name = "cmd",
     .argument = "JSON",
     .set = og_set_cmd,
     .help = "CMD that is set on the function: '[\"app.handler\"]'"},
    {.name = "workdir",
     .argument = "PATH",
     .set = og_set_workdir,
     .help = "WORKDIR that is set on the function"},
    {.name = "max-size",
     .argument = "SIZE",
     .set = set_max_size,
     .help = "limit for the unpacked image: bytes, 500MiB, 10GB (default: 10GiB)"},
    {.name = "max-layer-size",
     .argument = "SIZE",
     .set = og_set_max_layer_size,
     .help = "where reading a layer stops (default: 40GiB)"},
    {.name = "limit",
     .argument = "NAME=VALUE",
     .set = og_set_limit,
     .help = "change the limit that a finding names: json-depth=128, entries=8000000; repeatable"},
    {.name = "format",
     .argument = "FORMAT",
     .set = set_format,
     .help = "text (the default), json, or jsonl: one line for each IMAGE"},
    {.name = "fail-on",
     .argument = "LEVEL",
     .set = set_fail_on,
     .help = "the least severity that fails: error (the default), warning, info or never"},
    {.name = "severity",
     .argument = "RULE=LEVEL",
     .set = set_severity,
     .help = "make a rule error, warning, info or off; layer-*=off matches several; repeatable"},
    {.name = "config",
     .argument = "FILE",
     .set = og_set_config,
     .help = "the policy file (default: .ocigate.json here, else ocigate/config.json in "
             "$XDG_CONFIG_HOME or ~/.config)"},
    {.name = "no-config", .set = og_set_no_config, .help = "look for no policy file"},
    {.name = "show-config",
     .set = og_set_show_config,
     .help = "print the policy that is in force and where it comes from; read no image"},
    {.name = "baseline",
     .argument = "FILE",
     .set = og_set_baseline,
     .help = "findings that this file knows do not fail"},
    {.name = "write-baseline",
     .argument = "FILE",
     .set = og_set_write_baseline,
     .help = "write the findings of this run for --baseline"},
    {.name = "depth",
     .argument = "DEPTH",
     .set = og_set_depth,
     .help = "manifest: documents alone; blobs: and all digests; rootfs: and the files inside "
             "(the default)"},
    {.name = "threads",
     .argument = "N",
     .set = og_set_threads,
     .help = "the most threads to work with (default: the processors that it may use)"},
    {.name = "progress",
     .argument = "WHEN",
     .set = og_set_progress,
     .help = "bytes, rate and time left on standard error: auto (the default: on a terminal), "
             "always or never"},
    {.name = "color",
     .argument = "WHEN",
     .set = og_set_color,
     .help = "auto (the default), always or never"},
    {.name = "quiet", .letter = 'q', .set = set_quiet, .help = "only the verdict lines"},
    {.name = "verbose",
     .letter = 'v',
     .set = og_set_verbose,
     .help = "also what was checked and passed"},
    OG_OPTION_HELP_ROW,
    {.name = "version",
     .kind = OG_OPTION_VERSION,
     .help = "show the version and what it was built with"},
    OG_OPTION_TABLE_END,
};
