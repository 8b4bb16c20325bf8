#include "commands.h"

#include "nearest.h"
#include "output.h"

#include <string.h>

const og_command *const og_commands[] = {
    &og_command_check,
    &og_command_inspect,
    &og_command_merge,
    &og_command_rules,
    &og_command_explain,
    &og_command_completion,
    NULL,
};

int og_commands_run(int count, char **words)
{
    for (size_t i = 0; count > 0 && og_commands[i] != NULL; i++) {
        if (strcmp(og_commands[i]->name, words[0]) == 0)
            return og_commands[i]->run(count - 1, words + 1, true);
    }
    return og_command_check.run(count, words, false);
}

void og_commands_hint(const char *word)
{
    og_nearest nearest;
    og_nearest_init(&nearest, word);
    for (size_t i = 0; og_commands[i] != NULL; i++)
        og_nearest_try(&nearest, og_commands[i]->name);
    if (nearest.best == NULL) {
        if (strcmp(word, "help") == 0)
            og_complain(NULL, "for help: ocigate --help");
        return;
    }
    if (nearest.distance == 0)
        og_complain_parts(
            (const char *const[]){"the command comes first: ocigate ", nearest.best, NULL});
    else
        og_complain_parts(
            (const char *const[]){"the nearest command is ocigate ", nearest.best, NULL});
}
