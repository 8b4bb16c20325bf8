#define _POSIX_C_SOURCE 200809L
#include "inputs.h"

#include "commands.h"
#include "guard.h"
#include "output.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static bool is_stdin(const char *word)
{
    return strcmp(word, "-") == 0;
}

/* Standard input can be read once, and one name names one input. */
static int refuse_inputs(const og_command *command, const og_check_settings *settings,
                         const og_words *inputs)
{
    int streams = 0;
    for (int i = 0; i < inputs->count; i++)
        streams += is_stdin(inputs->items[i]);
    if (streams > 1) {
        og_complain(NULL, "standard input can be read once: - is there twice");
        return og_options_refuse(command);
    }
    if (settings->name != NULL && inputs->count > 1 && streams == 0) {
        og_complain("--name", "names one input, and there are several");
        return og_options_refuse(command);
    }
    return 0;
}

static int refuse_terminal(const og_command *command)
{
    const char *name = command == &og_command_check ? "" : " ";
    const char *word = command == &og_command_check ? "" : command->name;
    og_complain(NULL, "no IMAGE, and standard input is a terminal");
    og_complain_parts((const char *const[]){"usage: docker save app:1 | ocigate", name, word,
                                            ", or ocigate", name, word, " app.tar", NULL});
    return og_options_refuse(command);
}

int og_inputs_find(const og_command *command, const og_check_settings *settings, og_words *inputs)
{
    static char stream[] = "-";
    static char *only_stream[] = {stream};
    if (inputs->count == 0) {
        if (!og_guard_input_is_closed() && isatty(STDIN_FILENO))
            return refuse_terminal(command);
        inputs->items = only_stream;
        inputs->count = 1;
    }
    return refuse_inputs(command, settings, inputs);
}

ocigate_status og_inputs_read(const og_check_settings *settings, const og_words *inputs, int index,
                              ocigate_report *report)
{
    const char *word = inputs->items[index];
    const char *name = inputs->count == 1 || is_stdin(word) ? settings->name : NULL;
    ocigate_error error = {0};
    const size_t before = ocigate_report_result_count(report);
    ocigate_status status;
    og_progress_start(settings->bar, settings->progress);
    if (is_stdin(word))
        status =
            ocigate_check_fd(report, og_guard_input_is_closed() ? -1 : STDIN_FILENO, name, &error);
    else
        status = ocigate_check_path(report, word, name, &error);
    og_progress_end(settings->bar);
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

ocigate_render_options og_inputs_render_options(const og_check_settings *settings)
{
    ocigate_render_options options;
    ocigate_render_options_init(&options, sizeof options);
    options.has_color = og_terminal_has_color(settings->color);
    options.verbosity = settings->verbosity;
    options.columns = og_terminal_columns();
    options.location_path = settings->location_path;
    options.location_line = settings->location_line;
    return options;
}

/* Standard output that cannot be written is told when it is closed. */
int og_inputs_judge_rendering(ocigate_status status, const ocigate_error *error)
{
    if (status < 0 && status != OCIGATE_ERROR_WRITE)
        og_complain_error(NULL, status, error);
    return status < 0 || !og_output_flush() ? OG_EXIT_ERROR : 0;
}
