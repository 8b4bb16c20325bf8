#include "check_settings.h"
#include "commands.h"
#include "guard.h"
#include "inputs.h"
#include "output.h"
#include "policy.h"

#include <ocigate/ocigate.h>

#include <string.h>

static int status_of(ocigate_verdict verdict)
{
    switch (verdict) {
    case OCIGATE_VERDICT_PASS:
        return OG_EXIT_PASS;
    case OCIGATE_VERDICT_FAIL:
        return OG_EXIT_FAIL;
    case OCIGATE_VERDICT_ERROR:
        break;
    }
    return OG_EXIT_ERROR;
}

static int show_result(const og_check_settings *settings, const ocigate_report *report,
                       size_t index)
{
    const ocigate_render_options options = og_inputs_render_options(settings);
    ocigate_error error = {0};
    return og_inputs_judge_rendering(ocigate_render_result(report, index, settings->format,
                                                           &options, og_output_write, NULL, &error),
                                     &error);
}

static int show_report(const og_check_settings *settings, const ocigate_report *report)
{
    const ocigate_render_options options = og_inputs_render_options(settings);
    ocigate_error error = {0};
    return og_inputs_judge_rendering(
        ocigate_render(report, settings->format, &options, og_output_write, NULL, &error), &error);
}

static int check_all(const og_check_settings *settings, const og_words *inputs,
                     ocigate_report *report)
{
    const bool is_whole = strcmp(settings->format, "json") == 0;
    int worst = OG_EXIT_PASS;
    for (int i = 0; i < inputs->count; i++) {
        const size_t before = ocigate_report_result_count(report);
        if (i + 1 == inputs->count)
            ocigate_report_expect_last(report);
        const ocigate_status status = og_inputs_read(settings, inputs, i, report);
        const ocigate_result *result = ocigate_report_result(report, before);
        int own = OG_EXIT_ERROR;
        if (status == OCIGATE_OK && result != NULL)
            own = status_of(ocigate_result_verdict(result));
        worst = own > worst ? own : worst;
        if (!is_whole && result != NULL && show_result(settings, report, before) != 0)
            return OG_EXIT_ERROR;
    }
    if (is_whole && show_report(settings, report) != 0)
        return OG_EXIT_ERROR;
    return worst;
}

static int check_inputs(const og_check_settings *settings, const og_words *inputs)
{
    ocigate_report *report = NULL;
    ocigate_error error = {0};
    const ocigate_status status = ocigate_report_new(settings->options, &report, &error);
    if (status < 0) {
        og_complain_error(NULL, status, &error);
        return OG_EXIT_ERROR;
    }
    const int exit_status = check_all(settings, inputs, report);
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
        status = og_inputs_find(&og_command_check, settings, &inputs);
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
              "Exit status:\n"
              "  0  every image was judged and passes\n"
              "  1  at least one image fails\n"
              "  2  the command line or the policy file is wrong; nothing was read\n"
              "  3  could not be judged: cannot open or read, out of memory, cannot write\n"
              "\n"
              "Examples:\n"
              "  docker save app:1 | ocigate --name app:1 --arch arm64\n"
              "  ocigate app.tar --severity entrypoint-relative=warning\n"
              "  ocigate ./oci-layout --ref app:1 --format json\n",
    .options = og_check_options,
    .run = run,
};
