#define _POSIX_C_SOURCE 200809L
#include "check_settings.h"
#include "commands.h"
#include "guard.h"
#include "output.h"

#include <ocigate/ocigate.h>

#include <errno.h>
#include <string.h>
#include <unistd.h>

static bool is_stdin(const char *word)
{
    return strcmp(word, "-") == 0;
}

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

/* Standard input can be read once, and one name names one input. */
static int refuse_inputs(const og_check_settings *settings, const og_words *inputs)
{
    int streams = 0;
    for (int i = 0; i < inputs->count; i++)
        streams += is_stdin(inputs->items[i]);
    if (streams > 1) {
        og_complain(NULL, "standard input can be read once: - is there twice");
        return og_options_refuse(&og_command_check);
    }
    if (settings->name != NULL && inputs->count > 1 && streams == 0) {
        og_complain("--name", "names one input, and there are several");
        return og_options_refuse(&og_command_check);
    }
    return 0;
}

static const char *name_of(const og_check_settings *settings, const og_words *inputs,
                           const char *word)
{
    return inputs->count == 1 || is_stdin(word) ? settings->name : NULL;
}

/* Check one input and complain about what kept it from being judged. */
static ocigate_status check_one(ocigate_report *report, const char *word, const char *name)
{
    ocigate_error error = {0};
    const size_t before = ocigate_report_result_count(report);
    ocigate_status status;
    if (is_stdin(word))
        status =
            ocigate_check_fd(report, og_guard_input_is_closed() ? -1 : STDIN_FILENO, name, &error);
    else
        status = ocigate_check_path(report, word, name, &error);
    const ocigate_result *result = ocigate_report_result(report, before);
    const char *what = name != NULL ? name : word;
    if (status < 0)
        og_complain_error(what, status, &error);
    else if (result != NULL && ocigate_result_error(result) != NULL)
        og_complain(what, ocigate_result_error(result));
    if (status == OCIGATE_ERROR_OPEN && error.system_error == ENOENT)
        og_commands_hint(word);
    return status;
}

static ocigate_render_options render_options(const og_check_settings *settings)
{
    ocigate_render_options options;
    ocigate_render_options_init(&options, sizeof options);
    options.has_color = og_terminal_has_color(settings->color);
    options.verbosity = settings->verbosity;
    options.columns = og_terminal_columns();
    return options;
}

/* Standard output that cannot be written is told when it is closed. */
static int judge_rendering(ocigate_status status, const ocigate_error *error)
{
    if (status < 0 && status != OCIGATE_ERROR_WRITE)
        og_complain_error(NULL, status, error);
    return status < 0 || !og_output_flush() ? OG_EXIT_ERROR : 0;
}

static int show_result(const og_check_settings *settings, const ocigate_report *report,
                       size_t index)
{
    const ocigate_render_options options = render_options(settings);
    ocigate_error error = {0};
    return judge_rendering(ocigate_render_result(report, index, settings->format, &options,
                                                 og_output_write, NULL, &error),
                           &error);
}

static int show_report(const og_check_settings *settings, const ocigate_report *report)
{
    const ocigate_render_options options = render_options(settings);
    ocigate_error error = {0};
    return judge_rendering(
        ocigate_render(report, settings->format, &options, og_output_write, NULL, &error), &error);
}

static int check_all(const og_check_settings *settings, const og_words *inputs,
                     ocigate_report *report)
{
    const bool is_whole = strcmp(settings->format, "json") == 0;
    int worst = OG_EXIT_PASS;
    for (int i = 0; i < inputs->count; i++) {
        const char *word = inputs->items[i];
        const size_t before = ocigate_report_result_count(report);
        const ocigate_status status = check_one(report, word, name_of(settings, inputs, word));
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
    ocigate_report_free(report);
    return exit_status;
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

static int refuse_terminal(void)
{
    og_complain(NULL, "no IMAGE, and standard input is a terminal");
    og_complain(NULL, "usage: docker save app:1 | ocigate, or ocigate app.tar");
    return og_options_refuse(&og_command_check);
}

static int run_with(og_check_settings *settings, int count, char **words, bool is_named)
{
    static char stream[] = "-";
    char *only_stream[] = {stream};
    og_words inputs;
    int status = og_options_parse(&og_command_check, count, words, settings, &inputs);
    if (status != 0)
        return status;
    if (inputs.wants_version)
        return show_version();
    if (inputs.wants_help) {
        og_options_help(&og_command_check, is_named ? NULL : og_commands);
        return OG_EXIT_PASS;
    }
    if (inputs.count == 0) {
        if (!og_guard_input_is_closed() && isatty(STDIN_FILENO))
            return refuse_terminal();
        inputs = (og_words){.items = only_stream, .count = 1};
    }
    status = refuse_inputs(settings, &inputs);
    return status != 0 ? status : check_inputs(settings, &inputs);
}

static int run(int count, char **words, bool is_named)
{
    og_check_settings settings = {.options = ocigate_options_new(),
                                  .format = "text",
                                  .color = OG_COLOR_AUTO,
                                  .verbosity = OCIGATE_VERBOSITY_NORMAL};
    if (settings.options == NULL) {
        og_complain(NULL, "out of memory");
        return OG_EXIT_ERROR;
    }
    const int status = run_with(&settings, count, words, is_named);
    ocigate_options_free(settings.options);
    return status;
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
              "  2  the command line is wrong; nothing was read\n"
              "  3  could not be judged: cannot open or read, out of memory, cannot write\n"
              "\n"
              "Examples:\n"
              "  docker save app:1 | ocigate --name app:1 --arch arm64\n"
              "  ocigate app.tar --severity entrypoint-relative=warning\n"
              "  ocigate ./oci-layout --ref app:1 --format json\n",
    .options = og_check_options,
    .run = run,
};
