/* Sizes as people write them. */
#ifndef OG_CLI_SIZE_H
#define OG_CLI_SIZE_H

#include <stdbool.h>
#include <stdint.h>

/* "1000", "10GiB", "10GB", "500MiB", "64kB": digits and one unit, exact. False for anything else,
   and for what does not fit. */
bool og_size_parse(const char *text, uint64_t *out);

#endif
