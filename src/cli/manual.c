/* Writes the manual page ocigate(1) from the tables of the commands: ./dev docs. A program of its
   own, which is not installed. */
#include "commands.h"
#include "guard.h"
#include "output.h"

#include <ocigate/version.h>

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define LINE_COLUMNS 66u
#define PAGE_DATE "2026-11-24"

static const char *const page_start = ".SH NAME\n"
                                      "ocigate \\- check container images before they are pushed\n"
                                      ".SH SYNOPSIS\n";

static const char *const page_description =
    ".SH DESCRIPTION\n"
    "Reads container images as bytes: what\n"
    ".B docker save\n"
    "writes, OCI archives and layouts.\n"
    "Proves that every part is what its digest says, and decides whether the\n"
    "image will be accepted and will start on its target, AWS Lambda by default.\n"
    "Every finding comes in one run, with its cause and its fix.\n"
    "No daemon, no network and no root are needed, and nothing is unpacked.\n"
    ".PP\n"
    "Without a command, images are checked.\n"
    "Options and images may be mixed;\n"
    ".B \\-\\-\n"
    "ends the options.\n";

static const char *const page_end =
    ".SH ENVIRONMENT\n"
    ".TP\n"
    ".B NO_COLOR\n"
    "No colours, unless\n"
    ".B \\-\\-color\n"
    "says otherwise.\n"
    ".TP\n"
    ".B CLICOLOR_FORCE\n"
    "Colours where standard output is no terminal as well; 0 counts as not set.\n"
    ".TP\n"
    ".B TERM\n"
    "A terminal that is dumb gets no colours.\n"
    ".TP\n"
    ".B COLUMNS\n"
    "How wide a terminal is, in place of what it says itself.\n"
    ".TP\n"
    ".BR LC_ALL \", \" LC_CTYPE \", \" LANG\n"
    "On a terminal, characters beyond ASCII are shown as \\eu00e4, unless the first\n"
    "of these that is set names UTF\\-8.\n"
    ".TP\n"
    ".B GITHUB_ACTIONS\n"
    "When it is true, the text report has workflow commands in front of it.\n"
    ".TP\n"
    ".B GITHUB_STEP_SUMMARY\n"
    "With\n"
    ".BR GITHUB_ACTIONS ,\n"
    "a file to which the markdown report is appended.\n"
    ".SH SEE ALSO\n"
    ".BR ocigate.json (5),\n"
    ".BR docker\\-image\\-save (1),\n"
    ".BR skopeo (1)\n";

/* Text of a line: a backslash is one, and a dash can be typed. */
static void add_text(const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '\\')
            og_output_text("\\e");
        else if (*text == '-')
            og_output_text("\\-");
        else if (*text == '\'')
            og_output_text("\\(aq");
        else
            (void)og_output_write(NULL, text, 1);
    }
}

/* Words of running text, in short lines. */
static void add_words(const char *text)
{
    char word[LINE_COLUMNS + 1];
    size_t used = 0;
    text += strspn(text, " \n");
    while (*text != '\0') {
        const size_t length = strcspn(text, " \n");
        (void)snprintf(word, sizeof word, "%.*s", (int)length, text);
        if (used > 0)
            og_output_text(used + 1 + length > LINE_COLUMNS ? "\n" : " ");
        used = used > 0 && used + 1 + length <= LINE_COLUMNS ? used + 1 + length : length;
        if (word[0] == '.')
            og_output_text("\\&");
        add_text(word);
        text += length + strspn(text + length, " \n");
    }
}

/* Lines as they stand. */
static void add_lines(const char *text)
{
    og_output_text(".nf\n");
    while (*text != '\0') {
        char line[256];
        const size_t length = strcspn(text, "\n");
        (void)snprintf(line, sizeof line, "%.*s", (int)length, text);
        if (line[0] == '.')
            og_output_text("\\&");
        add_text(line);
        og_output_text("\n");
        text += length + (text[length] == '\n');
    }
    og_output_text(".fi\n");
}

static void add_option(const og_option *option)
{
    char help[OG_OPTION_HELP_BYTES];
    og_output_text(".TP\n");
    og_output_text(option->argument != NULL ? ".BI " : ".B ");
    if (option->letter != 0) {
        const char letter[] = {'\\', '-', option->letter, ',', '\0'};
        og_output_text(option->argument != NULL ? "\"" : "");
        og_output_text(letter);
        og_output_text(" ");
    }
    og_output_text("\\-\\-");
    add_text(option->name);
    if (option->argument != NULL) {
        og_output_text(option->letter != 0 ? "\" \" \" " : " \" \" ");
        add_text(option->argument);
    }
    og_output_text("\n");
    og_option_describe(option, help);
    help[0] = (char)(help[0] >= 'a' && help[0] <= 'z' ? help[0] - 'a' + 'A' : help[0]);
    add_words(help);
    og_output_text(".\n");
}

static void add_command(const og_command *command)
{
    og_output_text(".SS ");
    add_text(command->name);
    og_output_text("\n");
    add_words(command->about);
    og_output_text(".\n");
    if (command->detail != NULL) {
        og_output_text(".PP\n");
        add_words(command->detail);
        og_output_text("\n");
    }
    const og_option *option = NULL;
    while ((option = og_option_next(command, option)) != NULL)
        add_option(option);
}

static void add_usage(const og_command *command)
{
    og_output_text(command == og_commands[0] ? ".B ocigate\n[" : ".br\n.B ocigate\n");
    add_text(command->name);
    og_output_text(command == og_commands[0] ? "]\n" : "\n");
    add_text(command->usage);
    og_output_text("\n");
}

/* A part of each command that has it. */
static void add_parts(const char *title, size_t offset)
{
    og_output_text(".SH ");
    og_output_text(title);
    og_output_text("\n");
    for (size_t i = 0; og_commands[i] != NULL; i++) {
        const char *text = NULL;
        memcpy(&text, (const char *)og_commands[i] + offset, sizeof text);
        if (text == NULL)
            continue;
        og_output_text(".SS ");
        add_text(og_commands[i]->name);
        og_output_text("\n");
        add_lines(text);
    }
}

int main(void)
{
    og_guard_start();
    og_output_text(".\\\" Made from the tables of the commands: ./dev docs\n"
                   ".TH OCIGATE 1 \"" PAGE_DATE "\" \"ocigate ");
    og_output_text(ocigate_version());
    og_output_text("\" \"User Commands\"\n");
    og_output_text(page_start);
    for (size_t i = 0; og_commands[i] != NULL; i++)
        add_usage(og_commands[i]);
    og_output_text(page_description);
    og_output_text(".SH COMMANDS\n");
    for (size_t i = 0; og_commands[i] != NULL; i++)
        add_command(og_commands[i]);
    add_parts("EXIT STATUS", offsetof(og_command, status));
    add_parts("EXAMPLES", offsetof(og_command, examples));
    og_output_text(page_end);
    return og_guard_finish(OG_EXIT_PASS);
}
