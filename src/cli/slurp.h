/* A whole file in memory. */
#ifndef OG_CLI_SLURP_H
#define OG_CLI_SLURP_H

#include <stddef.h>
#include <stdint.h>

/* path "-": standard input. *bytes is to be freed, and has room for one more behind length. Gives
   0, or the exit status: complained. */
int og_slurp(const char *path, uint64_t limit, char **bytes, size_t *length);

#endif
