#include "check_settings.h"
#include "commands.h"
#include "guard.h"
#include "inputs.h"
#include "output.h"

#include <ocigate/ocigate.h>

/* What is left of an image that is broken is shown; an input without any image is not. */
static bool is_shown(const ocigate_report *report, size_t index, ocigate_status status)
{
    return status == OCIGATE_OK &&
           ocigate_result_image_count(ocigate_report_result(report, index)) > 0;
}

static int inspect_all(const og_check_settings *settings, const og_words *inputs,
                       ocigate_report *report)
{
    int worst = OG_EXIT_PASS;
    for (int i = 0; i < inputs->count; i++) {
        const size_t before = ocigate_report_result_count(report);
        const ocigate_status status = og_inputs_read(settings, inputs, i, report);
        if (!is_shown(report, before, status))
            worst = OG_EXIT_ERROR;
    }
    const ocigate_render_options render = og_inputs_render_options(settings);
    ocigate_error error = {0};
    const ocigate_status status =
        ocigate_render_inspection(report, settings->format, &render, og_output_write, NULL, &error);
    return og_inputs_judge_rendering(status, &error) != 0 ? OG_EXIT_ERROR : worst;
}

/* Nothing is judged for a target: what is flagged is broken for every one. */
static ocigate_status prepare(const og_check_settings *settings, ocigate_report **report,
                              ocigate_error *error)
{
    ocigate_status status = ocigate_options_set_profile(settings->options, "oci", error);
    if (status == OCIGATE_OK)
        status = ocigate_options_set_inspection(settings->options, true, error);
    return status < 0 ? status : ocigate_report_new(settings->options, report, error);
}

static int inspect_inputs(const og_check_settings *settings, const og_words *inputs)
{
    ocigate_report *report = NULL;
    ocigate_error error = {0};
    const ocigate_status status = prepare(settings, &report, &error);
    if (status < 0) {
        og_complain_error(NULL, status, &error);
        return OG_EXIT_ERROR;
    }
    const int exit_status = inspect_all(settings, inputs, report);
    ocigate_report_free(report);
    return exit_status;
}

static int run_with(og_check_settings *settings, int count, char **words, bool is_named)
{
    (void)is_named;
    og_words inputs;
    int status = og_options_parse(&og_command_inspect, count, words, settings, &inputs);
    if (status != 0)
        return status;
    if (inputs.wants_help) {
        og_options_help(&og_command_inspect, NULL);
        return OG_EXIT_PASS;
    }
    status = og_inputs_find(&og_command_inspect, settings, &inputs);
    return status != 0 ? status : inspect_inputs(settings, &inputs);
}

static int run(int count, char **words, bool is_named)
{
    return og_settings_run(run_with, count, words, is_named);
}

const og_command og_command_inspect = {
    .name = "inspect",
    .usage = "[OPTIONS] [IMAGE...]",
    .about = "Show what is in images: config, layers, files, what is shipped in vain",
    .detail = "IMAGE is what it is for check. Nothing is judged: ocigate check tells whether\n"
              "an image is good; of one that is broken, what is known is shown.\n",
    .status = "  0  every IMAGE was shown, broken ones as far as they are known\n"
              "  2  the command line is wrong; nothing was read\n"
              "  3  an IMAGE could not be read, or has no image to show; out of memory; cannot\n"
              "     write\n",
    .examples = "  docker save app:1 | ocigate inspect\n"
                "  ocigate inspect --ref app:1 --format json ./oci-layout\n",
    .options = og_check_options,
    .mask = OG_FOR_INSPECT,
    .operand = OG_VALUE_PATH,
    .run = run,
};
