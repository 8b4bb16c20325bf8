/* Which word was meant. */
#ifndef OG_CLI_NEAREST_H
#define OG_CLI_NEAREST_H

#include "choices.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct og_nearest {
    const char *word; /* what was typed */
    const char *best; /* NULL: nothing is near */
    size_t distance;  /* letters to change for it */
} og_nearest;

void og_nearest_init(og_nearest *nearest, const char *word);
void og_nearest_try(og_nearest *nearest, const char *candidate);

/* The nearest of several words, best first, at most count; one that holds the word, or that the
   word holds, is near as well. Gives how many there are. */
size_t og_nearest_several(const char *word, og_choices at, const char **near, size_t count);

#endif
