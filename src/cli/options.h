/* The options of a command, as one table: the parser and the help read it. */
#ifndef OG_CLI_OPTIONS_H
#define OG_CLI_OPTIONS_H

#include "choices.h"

#include <stdbool.h>
#include <stddef.h>

typedef enum og_option_kind {
    OG_OPTION_SETTING, /* calls set */
    OG_OPTION_HELP,
    OG_OPTION_VERSION,
} og_option_kind;

/* What a value is where it is no word of a list: for the shells, which complete it. */
typedef enum og_value {
    OG_VALUE_TEXT,
    OG_VALUE_FILE,
    OG_VALUE_PATH, /* a file or a directory */
} og_value;

/* One row for the parser, the help, the manual page and the completion of shells. */
typedef struct og_option {
    const char *name; /* without the dashes; NULL ends the table */
    char letter;      /* 0: none */
    og_option_kind kind;
    unsigned only;        /* commands of a shared table that have it; 0: all of them */
    const char *argument; /* in the help; NULL: takes none */
    const char *help;
    const char *initial; /* the default; with it, the help lists the choices as well */
    /* The value is one of these words, or with keys: KEY=WORD. The parser holds it to choices; keys
       are for completion alone, as patterns may stand there. NULL: any. */
    og_choices choices, keys;
    og_value value;
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
    const char *usage; /* behind the name: "[OPTIONS] [IMAGE...]" */
    const char *about; /* one line for the list of commands */
    /* Further lines of its help, for the manual page as well; NULL: none. */
    const char *detail, *status, *examples;
    const og_option *options;
    unsigned mask;       /* picks the rows of a shared table */
    og_choices operands; /* the words behind the options; NULL: what operand says */
    og_value operand;
    /* Exit status; is_named: the command stood on the line. */
    int (*run)(int count, char **words, bool is_named);
} og_command;

typedef struct og_words {
    char **items; /* what is no option, in order */
    int count;
    bool wants_help, wants_version;
} og_words;

/* The first option of a command, or the one behind; NULL: there are no more. */
const og_option *og_option_next(const og_command *command, const og_option *before);

#define OG_OPTION_HELP_BYTES 512u

/* "what goes to standard output: text, json (default: text)". */
void og_option_describe(const og_option *option, char out[OG_OPTION_HELP_BYTES]);

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
