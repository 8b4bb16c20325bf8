/* The help of a command, from its table. */
#include "options.h"
#include "output.h"

#include <stdio.h>
#include <string.h>

#define LINE_COLUMNS 79u
#define OPTION_COLUMN 29u  /* behind most options; longer ones have a line of their own */
#define COMMAND_COLUMN 14u /* behind the longest command */

static void spaces(size_t count)
{
    while (count-- > 0)
        og_output_text(" ");
}

/* Wrapped between column and the end of the line; used columns of the first line are taken. */
static void add_text(const char *text, size_t used, size_t column)
{
    if (used + 2 > column) {
        og_output_text("\n");
        used = 0;
    }
    spaces(column - used);
    used = column;
    bool is_first = true;
    while (*text != '\0') {
        const size_t length = strcspn(text, " ");
        if (!is_first && used + 1 + length > LINE_COLUMNS) {
            og_output_text("\n");
            spaces(column);
            used = column;
        } else if (!is_first) {
            og_output_text(" ");
            used++;
        }
        (void)og_output_write(NULL, text, length);
        used += length;
        text += length + strspn(text + length, " ");
        is_first = false;
    }
    og_output_text("\n");
}

static void append(char out[OG_OPTION_HELP_BYTES], size_t *used, const char *a, const char *b)
{
    const int length = snprintf(out + *used, OG_OPTION_HELP_BYTES - *used, "%s%s", a, b);
    if (length > 0 && (size_t)length < OG_OPTION_HELP_BYTES - *used)
        *used += (size_t)length;
}

void og_option_describe(const og_option *option, char out[OG_OPTION_HELP_BYTES])
{
    size_t used = 0;
    const char *lead = ": ", *word = NULL;
    out[0] = '\0';
    append(out, &used, option->help, "");
    for (size_t i = 0;
         option->initial != NULL && option->choices != NULL && (word = option->choices(i)) != NULL;
         i++) {
        append(out, &used, lead, word);
        lead = ", ";
    }
    if (option->initial != NULL) {
        append(out, &used, " (default: ", option->initial);
        append(out, &used, ")", "");
    }
}

static void add_option(const og_option *option)
{
    char letter[] = "    ";
    if (option->letter != 0) {
        letter[0] = '-';
        letter[1] = option->letter;
        letter[2] = ',';
    }
    og_output_text("  ");
    og_output_text(letter);
    og_output_text("--");
    og_output_text(option->name);
    size_t used = 2 + 4 + 2 + strlen(option->name);
    if (option->argument != NULL) {
        og_output_text(" ");
        og_output_text(option->argument);
        used += 1 + strlen(option->argument);
    }
    char text[OG_OPTION_HELP_BYTES];
    og_option_describe(option, text);
    add_text(text, used, OPTION_COLUMN);
}

static void add_usage(const char *lead, const og_command *command, bool is_default)
{
    const char *const parts[] = {
        lead,           "ocigate ", is_default ? "[" : "", command->name, is_default ? "] " : " ",
        command->usage, "\n"};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        og_output_text(parts[i]);
}

/* The page of the program: the options are those of the command that needs no name. */
static void add_program(const og_command *command, const og_command *const *all)
{
    og_output_text(
        "The offline gate for container images: is every part what its digest says, and\n"
        "will the image be accepted and start on its target?\n\n");
    add_usage("Usage: ", command, true);
    for (size_t i = 0; all[i] != NULL; i++) {
        if (all[i] != command)
            add_usage("       ", all[i], false);
    }
    og_output_text("\nCommands:\n");
    for (size_t i = 0; all[i] != NULL; i++) {
        og_output_text("  ");
        og_output_text(all[i]->name);
        add_text(all[i]->about, 2 + strlen(all[i]->name), COMMAND_COLUMN);
    }
}

static void add_part(const char *title, const char *text)
{
    if (text == NULL)
        return;
    og_output_text("\n");
    og_output_text(title);
    og_output_text(text);
}

void og_options_help(const og_command *command, const og_command *const *all)
{
    if (all != NULL) {
        add_program(command, all);
    } else {
        og_output_text(command->about);
        og_output_text("\n\n");
        add_usage("Usage: ", command, false);
    }
    og_output_text("\nOptions:\n");
    const og_option *option = NULL;
    while ((option = og_option_next(command, option)) != NULL)
        add_option(option);
    add_part("", command->detail);
    add_part("Exit status:\n", command->status);
    add_part("Examples:\n", command->examples);
}
