/* How the process begins and ends: nothing that goes wrong may end in the status 0. */
#ifndef OG_CLI_GUARD_H
#define OG_CLI_GUARD_H

#include <stdbool.h>

enum {
    OG_EXIT_PASS = 0,
    OG_EXIT_FAIL = 1,
    OG_EXIT_USAGE = 2,
    OG_EXIT_ERROR = 3,
};

/* Before anything else. */
void og_guard_start(void);

/* Standard input was closed when the program began. */
bool og_guard_input_is_closed(void);

/* Write out what is left of standard output and decide the status. After it, exit() is fine. */
int og_guard_finish(int status);

#endif
