#include "completion.h"

#include "output.h"

#include <string.h>

/* In single quotes. A colon, a bracket or a backslash means something to _arguments. */
static void add_quoted(const char *text)
{
    for (; *text != '\0'; text++) {
        const char letter[] = {*text, '\0'};
        if (*text == '\'')
            og_output_text("'\\''");
        else
            og_completion_escaped(letter, "\\[]:");
    }
}

/* KEY=VALUE: the keys, and behind the = its words or files. */
static void add_pair(const og_command *command, const og_option *option)
{
    OG_ADD("_ocigate_", command->name, "_", option->name, "() {\n    if compset -P '*='; then\n");
    if (option->choices != NULL) {
        og_output_text("        compadd -- ");
        og_completion_words(option->choices, "", "");
    } else {
        og_output_text(option->value != OG_VALUE_TEXT ? "        _files"
                                                      : "        _message value");
    }
    og_output_text("\n    else\n        compadd -q -S = -- ");
    og_completion_words(option->keys, "", "");
    og_output_text("\n    fi\n}\n");
}

static void add_action(og_choices words, og_value value)
{
    if (words != NULL) {
        og_output_text("(");
        og_completion_words(words, "", "");
        og_output_text(")");
    } else if (value != OG_VALUE_TEXT) {
        og_output_text("_files");
    } else {
        og_output_text(" ");
    }
}

static void add_option(const og_command *command, const og_option *option)
{
    char text[OG_OPTION_HELP_BYTES];
    const char letter[] = {option->letter, '\0'};
    og_option_describe(option, text);
    og_output_text("        ");
    if (option->letter != 0)
        OG_ADD("'(-", letter, " --", option->name, ")'{-", letter, ",--", option->name, "}'[");
    else
        OG_ADD("'", option->keys != NULL ? "*" : "", "--", option->name,
               option->argument != NULL ? "=[" : "[");
    add_quoted(text);
    og_output_text("]");
    if (option->argument != NULL) {
        og_output_text(":");
        add_quoted(option->argument);
        og_output_text(":");
        if (option->keys != NULL)
            OG_ADD("_ocigate_", command->name, "_", option->name);
        else
            add_action(option->choices, option->value);
    }
    og_output_text("' \\\n");
}

static void add_command(const og_command *command)
{
    const og_option *option = NULL;
    while ((option = og_option_next(command, option)) != NULL) {
        if (option->keys != NULL)
            add_pair(command, option);
    }
    OG_ADD("_ocigate_", command->name, "() {\n    _arguments -s -S : \\\n");
    while ((option = og_option_next(command, option)) != NULL)
        add_option(command, option);
    if (command->operands == NULL && command->operand == OG_VALUE_TEXT) {
        og_output_text("        && return 0\n}\n");
        return;
    }
    og_output_text("        '*:operand:");
    add_action(command->operands, command->operand);
    og_output_text("'\n}\n");
}

void og_completion_zsh(const og_command *const *all)
{
    og_output_text("#compdef ocigate\n# Completion of ocigate for zsh: ocigate completion zsh\n");
    for (size_t i = 0; all[i] != NULL; i++)
        add_command(all[i]);
    og_output_text("_ocigate() {\n    local command=check\n    local -a commands=(\n");
    for (size_t i = 0; all[i] != NULL; i++) {
        OG_ADD("        '", all[i]->name, ":");
        add_quoted(all[i]->about);
        og_output_text("'\n");
    }
    og_output_text("    )\n"
                   "    if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then\n"
                   "        _describe -t commands command commands\n"
                   "        _files\n"
                   "        return\n"
                   "    fi\n"
                   "    if (( CURRENT > 2 && ${commands[(I)$words[2]:*]} )); then\n"
                   "        command=$words[2]\n"
                   "        shift words\n"
                   "        (( CURRENT-- ))\n"
                   "    fi\n"
                   "    _ocigate_$command\n"
                   "}\n"
                   "if [[ $funcstack[1] == _ocigate ]]; then\n"
                   "    _ocigate \"$@\"\n"
                   "else\n"
                   "    compdef _ocigate ocigate\n"
                   "fi\n");
}
