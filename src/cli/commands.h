/* The commands of the program. */
#ifndef OG_CLI_COMMANDS_H
#define OG_CLI_COMMANDS_H

#include "options.h"

extern const og_command og_command_check, og_command_inspect, og_command_merge, og_command_rules,
    og_command_explain, og_command_completion;

/* Every command, NULL at the end. check is the one that needs no name. */
extern const og_command *const og_commands[];

/* Run what the words behind the name of the program ask for; gives the exit status. */
int og_commands_run(int count, char **words);

/* A word that was taken for an image and is none: perhaps a command was meant. */
void og_commands_hint(const char *word);

#endif
