/* The options of a command, as one table: the parser and the help read it. */
#ifndef OG_CLI_OPTIONS_H
#define OG_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

typedef enum og_option_kind {
    OG_OPTION_SETTING, /* calls set */
    OG_OPTION_HELP,
    OG_OPTION_VERSION,
} og_option_kind;

typedef struct og_option {
    const char *name; /* without the dashes; NULL ends the table */
    char letter;      /* 0: none */
    og_option_kind kind;
    const char *argument; /* in the help; NULL: takes none */
    const char *help;
    /* value is NULL for an option without one. An exit status other than 0 ends the program; the
       function has complained. */
    int (*set)(void *settings, const char *value);
} og_option;

#define OG_OPTION_TABLE_END                                                                        \
    {                                                                                              \
        .name = NULL                                                                               \
    }
#define OG_OPTION_HELP_ROW                                                                         \
    {                                                                                              \
        .name = "help", .letter = 'h', .kind = OG_OPTION_HELP, .help = "show this page"            \
    }

typedef struct og_command {
    const char *name;
    const char *usage;  /* behind the name: "[OPTIONS] [IMAGE...]" */
    const char *about;  /* one line for the list of commands */
    const char *detail; /* further lines of its help */
    const og_option *options;
    /* Exit status; is_named: the command stood on the line. */
    int (*run)(int count, char **words, bool is_named);
} og_command;

typedef struct og_words {
    char **items; /* what is no option, in order */
    int count;
    bool wants_help, wants_version;
} og_words;

/* Options and words may be mixed; words[0..count) are rearranged. Stops at --help and --version.
   An exit status other than 0: complained. */
int og_options_parse(const og_command *command, int count, char **words, void *settings,
                     og_words *out);

/* The help of a command, within 80 columns. all: the commands, for the help of the program, whose
   options are those of command; else NULL. */
void og_options_help(const og_command *command, const og_command *const *all);

/* "see ocigate check --help", on standard error; gives the status of a wrong command line. */
int og_options_refuse(const og_command *command);

#endif
