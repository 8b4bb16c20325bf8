#include "check_settings.h"
#include "commands.h"
#include "github.h"
#include "guard.h"
#include "images.h"
#include "inputs.h"
#include "output.h"
#include "policy.h"
#include "show.h"

#include <ocigate/ocigate.h>

#include <string.h>

/* A shard has a part of the list. */
static void announce(const og_check_settings *settings, const og_words *inputs, int index,
                     ocigate_report *report)
{
    const og_shard *shard = &settings->shard;
    const uint64_t at = (uint64_t)index, count = (uint64_t)inputs->count;
    if (shard->count == 0)
        ocigate_report_expect(report, at + 1, count, at + 1, count);
    else
        ocigate_report_expect(report, at + 1, count, at * shard->count + shard->index + 1,
                              settings->images.count);
    if (at + 1 == count && shard->count == 0)
        ocigate_report_expect_last(report);
}

static int check_all(const og_check_settings *settings, const og_words *inputs,
                     ocigate_report *report)
{
    /* The verdict stays the last line. */
    const bool has_commands = og_github_wants_commands(settings->format);
    const bool is_whole = has_commands || !ocigate_render_is_incremental(settings->format);
    int worst = OG_EXIT_PASS;
    bool is_lost = false;
    for (int i = 0; i < inputs->count; i++) {
        const size_t before = ocigate_report_result_count(report);
        announce(settings, inputs, i, report);
        const ocigate_status status = og_inputs_read(settings, inputs, i, report);
        const ocigate_result *result = ocigate_report_result(report, before);
        int own = OG_EXIT_ERROR;
        if (status == OCIGATE_OK && result != NULL)
            own = og_show_status(ocigate_result_verdict(result));
        worst = own > worst ? own : worst;
        if (!is_whole && !is_lost && result != NULL)
            is_lost = og_show_result(settings, report, before) != 0;
        /* What cannot be shown is still judged for the reports: they leave out no image. */
        if (is_lost && settings->reports.count == 0)
            return OG_EXIT_ERROR;
    }
    if (has_commands)
        is_lost = og_show_report(settings, "github", report) != 0;
    if (!is_lost)
        is_lost = (is_whole ? og_show_report(settings, settings->format, report)
                            : og_show_summary(settings, report)) != 0;
    return is_lost ? OG_EXIT_ERROR : worst;
}

/* These reports have a picture of the image. */
static ocigate_status prepare(const og_check_settings *settings, ocigate_error *error)
{
    const bool is_drawn =
        strcmp(settings->format, "html") == 0 || og_reports_have(&settings->reports, "html");
    return is_drawn ? ocigate_options_set_inspection(settings->options, true, error) : OCIGATE_OK;
}

static int check_inputs(og_check_settings *settings, const og_words *inputs)
{
    ocigate_report *report = NULL;
    ocigate_error error = {0};
    ocigate_status status = prepare(settings, &error);
    if (status == OCIGATE_OK)
        status = ocigate_report_new(settings->options, &report, &error);
    if (status < 0) {
        og_complain_error(NULL, status, &error);
        return OG_EXIT_ERROR;
    }
    int exit_status = check_all(settings, inputs, report);
    if (og_show_files(settings, report) != 0)
        exit_status = OG_EXIT_ERROR;
    const int written = og_policy_write_baseline(settings, report);
    ocigate_report_free(report);
    return written > exit_status ? written : exit_status;
}

static int show_version(void)
{
    og_output_text("ocigate ");
    og_output_text(ocigate_version());
    og_output_text("\n");
    og_output_text(ocigate_features());
    og_output_text("\n");
    return OG_EXIT_PASS;
}

static int refuse_loss(const char *option, const char *path, const char *whose)
{
    og_complain_parts(
        (const char *const[]){option, ": ", path, " would be replaced, the file of ", whose, NULL});
    return OG_EXIT_USAGE;
}

/* What was read to judge by is not to be lost to a report. A baseline may follow itself. */
static int keep_files(const og_check_settings *settings)
{
    const bool is_found = settings->config == NULL && !settings->has_no_config;
    const struct {
        const char *whose, *path;
        bool may_follow;
    } read[] = {{"--config", settings->config, false},
                {"the policy", is_found ? OG_POLICY_FOUND_NAME : NULL, false},
                {"--baseline", settings->baseline, true},
                {"--images-from", settings->images_from, false}};
    for (size_t i = 0; i < sizeof read / sizeof read[0]; i++) {
        if (read[i].path == NULL)
            continue;
        if (og_reports_hold(&settings->reports, read[i].path))
            return refuse_loss("--report", read[i].path, read[i].whose);
        if (!read[i].may_follow && settings->has_new_baseline &&
            og_target_is_file(&settings->new_baseline, read[i].path))
            return refuse_loss("--write-baseline", read[i].path, read[i].whose);
    }
    return 0;
}

static int run_with(og_check_settings *settings, int count, char **words, bool is_named)
{
    og_words inputs;
    int status = og_policy_find(&og_command_check, settings, count, words);
    if (status == 0)
        status = og_options_parse(&og_command_check, count, words, settings, &inputs);
    if (status != 0)
        return status;
    if (inputs.wants_version)
        return show_version();
    if (inputs.wants_help) {
        og_options_help(&og_command_check, is_named ? NULL : og_commands);
        return OG_EXIT_PASS;
    }
    status = og_policy_load_baseline(settings);
    if (status == 0 && settings->shows_config)
        return og_policy_show(settings);
    if (status == 0)
        status = og_images_find(&og_command_check, settings, &inputs);
    if (status == 0)
        status = og_reports_open(&settings->reports, &inputs);
    if (status == 0)
        status = og_policy_open_baseline(settings, &inputs);
    if (status == 0)
        status = keep_files(settings);
    return status != 0 ? status : check_inputs(settings, &inputs);
}

static int run(int count, char **words, bool is_named)
{
    return og_settings_run(run_with, count, words, is_named);
}

const og_command og_command_check = {
    .name = "check",
    .usage = "[OPTIONS] [IMAGE...]",
    .about = "Judge images; this is what happens without a command",
    .detail = "IMAGE is a file (docker save, an OCI archive, plain or compressed), a directory\n"
              "(an OCI layout), or - for standard input, which is also read without IMAGE.\n"
              "\n"
              "A list of images is shared over many machines by --shard INDEX/COUNT. INDEX\n"
              "begins with 0, as JOB_COMPLETION_INDEX of a Kubernetes Indexed Job does. A\n"
              "shard behind the end of the list ends with 0 and an empty report, which proves\n"
              "nothing: count the results with ocigate merge --results N. An empty list is a\n"
              "wrong command line.\n",
    .status = "  0  every image was judged and passes\n"
              "  1  at least one image fails\n"
              "  2  the command line or the policy file is wrong; nothing was read\n"
              "  3  could not be judged: cannot open or read, out of memory, cannot write\n",
    .examples = "  docker save app:1 | ocigate --name app:1 --arch arm64\n"
                "  ocigate app.tar --severity entrypoint-relative=warning\n"
                "  ocigate ./oci-layout --ref app:1 --format json\n"
                "  ocigate app.tar --report sarif=out.sarif --report junit=out.xml\n"
                "  ocigate app.tar --baseline known.json\n"
                "  ocigate --images-from list --shard \"$JOB_COMPLETION_INDEX/10\" --format jsonl\n"
                "  ocigate explain entrypoint-symlink\n",
    .options = og_check_options,
    .mask = OG_FOR_CHECK,
    .operand = OG_VALUE_PATH,
    .run = run,
};
