#define _POSIX_C_SOURCE 200809L
#include "policy.h"

#include "file.h"
#include "guard.h"
#include "output.h"
#include "target.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define POLICY_BYTES_MAX ((size_t)1 << 20) /* what the library takes */
#define BASELINE_BYTES_MAX ((size_t)64 << 20)
#define OPTIONS_MAX 64u

int og_set_config(void *settings, const char *value)
{
    ((og_check_settings *)settings)->config = value;
    return 0;
}

int og_set_no_config(void *settings, const char *value)
{
    (void)value;
    ((og_check_settings *)settings)->has_no_config = true;
    return 0;
}

int og_set_baseline(void *settings, const char *value)
{
    ((og_check_settings *)settings)->baseline = value;
    return 0;
}

int og_set_write_baseline(void *settings, const char *value)
{
    ((og_check_settings *)settings)->write_baseline = value;
    return 0;
}

int og_set_show_config(void *settings, const char *value)
{
    (void)value;
    ((og_check_settings *)settings)->shows_config = true;
    return 0;
}

static int set_nothing(void *settings, const char *value)
{
    (void)settings;
    (void)value;
    return 0;
}

/* Which file is meant, of the same words: the parser changes them, so that it gets copies. */
static int look_ahead(const og_command *command, og_check_settings *settings, int count,
                      char **words, bool *is_wanted)
{
    og_option options[OPTIONS_MAX];
    og_command shadow = *command;
    size_t used = 0;
    for (const og_option *option = command->options; option->name != NULL; option++) {
        if (used + 1 >= OPTIONS_MAX)
            break;
        options[used] = *option;
        if (option->set != og_set_config && option->set != og_set_no_config)
            options[used].set = set_nothing;
        used++;
    }
    options[used] = (og_option){.name = NULL};
    shadow.options = options;
    og_words rest;
    const int status = og_options_parse(&shadow, count, words, settings, &rest);
    *is_wanted = !rest.wants_help && !rest.wants_version;
    return status;
}

/* Copies of the words in one block, which the parser may change and put in another order. */
typedef struct word_copies {
    char **words;
    char *text;
} word_copies;

static void free_words(word_copies *copies)
{
    free(copies->words);
    free(copies->text);
}

static bool copy_words(char *const *words, int count, word_copies *out)
{
    size_t size = 1, used = 0;
    for (int i = 0; i < count; i++)
        size += strlen(words[i]) + 1;
    out->words = calloc((size_t)count + 1, sizeof *out->words);
    out->text = malloc(size);
    if (out->words == NULL || out->text == NULL) {
        free_words(out);
        return false;
    }
    for (int i = 0; i < count; i++) {
        const size_t length = strlen(words[i]) + 1;
        memcpy(out->text + used, words[i], length);
        out->words[i] = out->text + used;
        used += length;
    }
    return true;
}

typedef ocigate_status (*loader)(ocigate_options *options, const char *bytes, size_t length,
                                 const char *name, ocigate_error *error);

/* What cannot be read is wrong on the command line: the gate must not run without it. */
static int load(const og_check_settings *settings, const char *name, size_t limit,
                loader load_bytes)
{
    char *bytes = NULL;
    size_t length = 0;
    const int failure = og_file_read(name, limit, &bytes, &length);
    if (failure == ENOMEM) {
        og_complain(NULL, "out of memory");
        return OG_EXIT_ERROR;
    }
    if (failure != 0) {
        og_complain_parts(
            (const char *const[]){"cannot read ", name, ": ", strerror(failure), NULL});
        return OG_EXIT_USAGE;
    }
    ocigate_error error = {0};
    const ocigate_status status = load_bytes(settings->options, bytes, length, name, &error);
    free(bytes);
    if (status == OCIGATE_OK)
        return 0;
    og_complain_error(NULL, status, &error);
    return status == OCIGATE_ERROR_ARGUMENT ? OG_EXIT_USAGE : OG_EXIT_ERROR;
}

/* XDG Base Directory Specification: a relative path is invalid and counts as none. */
static bool find_in_home(char *path, size_t size)
{
    const char *xdg = getenv("XDG_CONFIG_HOME");
    const char *home = getenv("HOME");
    int length = -1;
    if (xdg != NULL && xdg[0] == '/')
        length = snprintf(path, size, "%s/ocigate/config.json", xdg);
    else if (home != NULL && home[0] == '/')
        length = snprintf(path, size, "%s/.config/ocigate/config.json", home);
    return length > 0 && (size_t)length < size && og_file_exists(path);
}

static int load_policy(const og_check_settings *settings)
{
    char path[4096];
    if (settings->config != NULL && settings->has_no_config) {
        og_complain("--no-config", "does not go with --config");
        return OG_EXIT_USAGE;
    }
    if (settings->config != NULL)
        return load(settings, settings->config, POLICY_BYTES_MAX, ocigate_options_load_policy);
    if (settings->has_no_config)
        return 0;
    if (og_file_exists(OG_POLICY_FOUND_NAME))
        return load(settings, OG_POLICY_FOUND_NAME, POLICY_BYTES_MAX, ocigate_options_load_policy);
    if (find_in_home(path, sizeof path))
        return load(settings, path, POLICY_BYTES_MAX, ocigate_options_load_policy);
    return 0;
}

/* The day in UTC, which is the same for all who share a policy. */
static int set_date(const og_check_settings *settings)
{
    char date[32];
    struct tm day;
    ocigate_error error = {0};
    const time_t now = time(NULL);
    if (now == (time_t)-1 || gmtime_r(&now, &day) == NULL ||
        strftime(date, sizeof date, "%Y-%m-%d", &day) == 0)
        return 0; /* not known: ignores with an end do not hold */
    const ocigate_status status = ocigate_options_set_date(settings->options, date, &error);
    if (status == OCIGATE_ERROR_MEMORY) {
        og_complain_error(NULL, status, &error);
        return OG_EXIT_ERROR;
    }
    return 0;
}

int og_policy_find(const og_command *command, og_check_settings *settings, int count,
                   char *const *words)
{
    bool is_wanted = false;
    word_copies copies;
    if (!copy_words(words, count, &copies)) {
        og_complain(NULL, "out of memory");
        return OG_EXIT_ERROR;
    }
    int status = look_ahead(command, settings, count, copies.words, &is_wanted);
    if (status == 0 && is_wanted)
        status = set_date(settings);
    if (status == 0 && is_wanted)
        status = load_policy(settings);
    settings->config = NULL; /* it is in the copies */
    free_words(&copies);
    return status;
}

int og_policy_load_baseline(const og_check_settings *settings)
{
    if (settings->baseline == NULL)
        return 0;
    return load(settings, settings->baseline, BASELINE_BYTES_MAX, ocigate_options_load_baseline);
}

int og_policy_show(const og_check_settings *settings)
{
    if (strcmp(settings->format, "text") != 0) {
        og_complain_parts((const char *const[]){"--show-config: is shown as text, and not as ",
                                                settings->format, NULL});
        return OG_EXIT_USAGE;
    }
    if (settings->reports.count > 0 || settings->write_baseline != NULL) {
        og_complain("--show-config", "reads no image, so that there is nothing for --report and "
                                     "--write-baseline to hold");
        return OG_EXIT_USAGE;
    }
    ocigate_error error = {0};
    const ocigate_status status =
        ocigate_render_policy(settings->options, "command line", og_output_write, NULL, &error);
    if (status < 0 && status != OCIGATE_ERROR_WRITE)
        og_complain_error(NULL, status, &error);
    return status < 0 ? OG_EXIT_ERROR : OG_EXIT_PASS;
}

static int refuse_place(const og_check_settings *settings, const char *why, const char *other)
{
    og_complain_parts(
        (const char *const[]){"--write-baseline: ", settings->write_baseline, why, other, NULL});
    return OG_EXIT_USAGE;
}

int og_policy_open_baseline(og_check_settings *settings, const og_words *inputs)
{
    og_target *target = &settings->new_baseline;
    if (settings->write_baseline == NULL)
        return 0;
    const int status = og_target_open(target, settings->write_baseline);
    settings->has_new_baseline = true;
    if (status != 0)
        return status;
    if (og_reports_write_to(&settings->reports, target))
        return refuse_place(settings, " is the file of a report", "");
    for (int i = 0; i < inputs->count; i++) {
        if (og_target_is_file(target, inputs->items[i]))
            return refuse_place(settings, " would replace the input ", inputs->items[i]);
        if (og_target_is_inside(target, inputs->items[i]))
            return refuse_place(settings, " would be written into the input ", inputs->items[i]);
    }
    return 0;
}

int og_policy_write_baseline(og_check_settings *settings, const ocigate_report *report)
{
    ocigate_error error = {0};
    if (!settings->has_new_baseline)
        return 0;
    og_target_begin(&settings->new_baseline);
    const ocigate_status status =
        ocigate_render_baseline(report, og_target_take, &settings->new_baseline, &error);
    const bool is_written = og_target_end(&settings->new_baseline, status == OCIGATE_OK);
    if (status < 0 && status != OCIGATE_ERROR_WRITE)
        og_complain_error(settings->write_baseline, status, &error);
    return is_written ? 0 : OG_EXIT_ERROR;
}
