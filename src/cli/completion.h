/* Completion for shells, from the tables of the commands. */
#ifndef OG_CLI_COMPLETION_H
#define OG_CLI_COMPLETION_H

#include "options.h"

void og_completion_bash(const og_command *const *all);
void og_completion_zsh(const og_command *const *all);
void og_completion_fish(const og_command *const *all);

/* Put the parts together, on standard output; NULL ends them. */
void og_completion_add(const char *const *parts);

/* "a b c", with lead in front of each and tail behind each. */
void og_completion_words(og_choices at, const char *lead, const char *tail);

/* With a backslash in front of each of these letters. */
void og_completion_escaped(const char *text, const char *letters);

#define OG_ADD(...) og_completion_add((const char *const[]){__VA_ARGS__, NULL})

#endif
