#include "check_settings.h"
#include "commands.h"
#include "file.h"
#include "github.h"
#include "guard.h"
#include "output.h"
#include "show.h"

#include <ocigate/ocigate.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Lines end where a run was stopped, and nothing else says that it was not done. */
static int refuse_short(const char *name, uint64_t missing)
{
    char text[96];
    (void)snprintf(text, sizeof text, "ends early: %" PRIu64 " more %s of its run %s missing",
                   missing, missing == 1 ? "result" : "results", missing == 1 ? "is" : "are");
    og_complain(name, text);
    return OG_EXIT_ERROR;
}

static int read_file(const char *path, ocigate_report *report)
{
    const char *name = strcmp(path, "-") == 0 ? "standard input" : path;
    char *bytes = NULL;
    size_t length = 0;
    const int status = og_file_read_input(path, OCIGATE_REPORT_READ_BYTES_MAX, &bytes, &length);
    if (status != 0)
        return status;
    ocigate_error error = {0};
    const ocigate_status read = ocigate_report_read(report, bytes, length, &error);
    free(bytes);
    if (read < 0) {
        og_complain_error(name, read, &error);
        return OG_EXIT_ERROR;
    }
    const uint64_t missing = ocigate_report_missing(report);
    return missing > 0 ? refuse_short(name, missing) : 0;
}

static int warn_of_repeated(const ocigate_report *report)
{
    size_t count = 0;
    const ocigate_result *example = NULL;
    ocigate_error error = {0};
    const ocigate_status status = ocigate_report_repeated(report, &count, &example, &error);
    if (status < 0) {
        og_complain_error(NULL, status, &error);
        return OG_EXIT_ERROR;
    }
    char text[64];
    (void)snprintf(text, sizeof text, "%zu %s there for a second time, e.g. ", count,
                   count == 1 ? "result is" : "results are");
    if (example != NULL)
        og_complain_parts(
            (const char *const[]){"warning: ", text, ocigate_result_name(example), NULL});
    return 0;
}

/* Too few or too many results are one more, which is an error. */
static int count_results(const og_check_settings *settings, ocigate_report *report)
{
    const size_t before = ocigate_report_result_count(report);
    ocigate_error error = {0};
    if (!settings->has_result_count) {
        if (before == 0)
            og_complain(NULL, "there is no result to merge");
        return warn_of_repeated(report);
    }
    const ocigate_status status = ocigate_report_require(report, settings->result_count, &error);
    if (status < 0) {
        og_complain_error(NULL, status, &error);
        return OG_EXIT_ERROR;
    }
    const char *why = ocigate_result_error(ocigate_report_result(report, before));
    if (why != NULL)
        og_complain(NULL, why);
    return 0;
}

/* Nothing is shown of a run of which a part cannot be read. */
static int merge_into(og_check_settings *settings, const og_words *files, ocigate_report *report)
{
    int status = 0;
    for (int i = 0; i < files->count && status == 0; i++)
        status = read_file(files->items[i], report);
    if (status == 0)
        status = count_results(settings, report);
    if (status != 0)
        return status;
    if (og_github_wants_commands(settings->format))
        status = og_show_report(settings, "github", report);
    if (status == 0)
        status = og_show_report(settings, settings->format, report);
    if (og_show_files(settings, report) != 0)
        status = OG_EXIT_ERROR;
    return status != 0 ? status : og_show_status(ocigate_report_verdict(report));
}

static int merge(og_check_settings *settings, const og_words *files)
{
    ocigate_report *report = NULL;
    ocigate_error error = {0};
    const ocigate_status status = ocigate_report_new(NULL, &report, &error);
    if (status < 0) {
        og_complain_error(NULL, status, &error);
        return OG_EXIT_ERROR;
    }
    const int exit_status = merge_into(settings, files, report);
    ocigate_report_free(report);
    return exit_status;
}

static int refuse_files(const og_words *files)
{
    int streams = 0;
    for (int i = 0; i < files->count; i++)
        streams += strcmp(files->items[i], "-") == 0;
    if (files->count > 0 && streams < 2)
        return 0;
    og_complain(NULL, files->count == 0 ? "no FILE to merge; - is standard input"
                                        : "standard input can be read once: - is there twice");
    return og_options_refuse(&og_command_merge);
}

static int run_with(og_check_settings *settings, int count, char **words, bool is_named)
{
    (void)is_named;
    og_words files;
    int status = og_options_parse(&og_command_merge, count, words, settings, &files);
    if (status != 0)
        return status;
    if (files.wants_help) {
        og_options_help(&og_command_merge, NULL);
        return OG_EXIT_PASS;
    }
    status = refuse_files(&files);
    if (status == 0)
        status = og_reports_open(&settings->reports, &files);
    return status != 0 ? status : merge(settings, &files);
}

static int run(int count, char **words, bool is_named)
{
    return og_settings_run(run_with, count, words, is_named);
}

const og_command og_command_merge = {
    .name = "merge",
    .usage = "[OPTIONS] FILE...",
    .about = "Make one report of many: of the json or jsonl of each shard",
    .detail = "FILE is what ocigate check wrote with --format json or jsonl, or several of them\n"
              "behind each other; - is standard input. The results keep the order of the files\n"
              "and of the lines; one that is there for a second time stays, with a warning,\n"
              "and is an error with --results. A file that is missing, broken, ends early, or\n"
              "contradicts itself ends it with nothing shown.\n",
    .status = "  0  every result passes\n"
              "  1  at least one fails\n"
              "  2  the command line is wrong; nothing was read\n"
              "  3  a result is an error, there are none, or not as many as --results; a FILE\n"
              "     cannot be read or is no whole report; a report cannot be written\n",
    .examples = "  ocigate merge shard-*.jsonl --results 7\n"
                "  ocigate merge a.json b.json --report sarif=all.sarif --report html=all.html\n",
    .options = og_check_options,
    .mask = OG_FOR_MERGE,
    .operand = OG_VALUE_FILE,
    .run = run,
};
