#include "completion.h"

#include "output.h"

static void add_quoted(const char *text)
{
    og_output_text("'");
    og_completion_escaped(text, "\\'");
    og_output_text("'");
}

static void add_value(const og_option *option)
{
    const bool has_files = option->choices == NULL && option->value != OG_VALUE_TEXT;
    if (option->keys != NULL && option->choices != NULL) {
        og_output_text(" -x -a '(__ocigate_pairs \"");
        og_completion_words(option->keys, "", "");
        og_output_text("\" \"");
        og_completion_words(option->choices, "", "");
        og_output_text("\")'");
        return;
    }
    og_output_text(has_files ? " -r -F" : " -x");
    if (option->keys == NULL && option->choices == NULL)
        return;
    og_output_text(" -a '");
    og_completion_words(option->keys != NULL ? option->keys : option->choices, "",
                        option->keys != NULL ? "=" : "");
    og_output_text("'");
}

static void add_option(const og_command *command, const og_option *option)
{
    char text[OG_OPTION_HELP_BYTES];
    const char letter[] = {option->letter, '\0'};
    og_option_describe(option, text);
    OG_ADD("complete -c ocigate -n '__ocigate_is ", command->name, "' -l ", option->name);
    if (option->letter != 0)
        OG_ADD(" -s ", letter);
    if (option->argument != NULL)
        add_value(option);
    og_output_text(" -d ");
    add_quoted(text);
    og_output_text("\n");
}

static void add_command(const og_command *command)
{
    const og_option *option = NULL;
    while ((option = og_option_next(command, option)) != NULL)
        add_option(command, option);
    if (command->operands == NULL && command->operand == OG_VALUE_TEXT)
        return;
    OG_ADD("complete -c ocigate -n '__ocigate_is ", command->name, "'");
    if (command->operands == NULL) {
        og_output_text(" -F\n");
        return;
    }
    og_output_text(" -a '");
    og_completion_words(command->operands, "", "");
    og_output_text("'\n");
}

void og_completion_fish(const og_command *const *all)
{
    og_output_text("# Completion of ocigate for fish: ocigate completion fish\n"
                   "function __ocigate_is\n"
                   "    set -l words (commandline -opc)\n"
                   "    set -l command check\n"
                   "    if contains -- \"$words[2]\"");
    for (size_t i = 0; all[i] != NULL; i++)
        OG_ADD(" ", all[i]->name);
    og_output_text("\n"
                   "        set command $words[2]\n"
                   "    end\n"
                   "    test $command = $argv[1]\n"
                   "end\n"
                   "function __ocigate_pairs\n"
                   "    for key in (string split ' ' -- $argv[1])\n"
                   "        for word in (string split ' ' -- $argv[2])\n"
                   "            echo $key=$word\n"
                   "        end\n"
                   "    end\n"
                   "end\n"
                   "complete -c ocigate -f\n");
    for (size_t i = 0; all[i] != NULL; i++) {
        OG_ADD("complete -c ocigate -n 'test (count (commandline -opc)) -eq 1' -a ", all[i]->name,
               " -d ");
        add_quoted(all[i]->about);
        og_output_text("\n");
    }
    for (size_t i = 0; all[i] != NULL; i++)
        add_command(all[i]);
}
