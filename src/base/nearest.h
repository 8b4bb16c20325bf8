/* Which word was meant. */
#ifndef OG_BASE_NEAREST_H
#define OG_BASE_NEAREST_H

#include <stddef.h>

/* Letters that have to be added, dropped or changed to make a of b; of a longer word only the first
   64 are compared. */
size_t og_edit_distance(const char *a, const char *b);

/* The nearest of words, which ends with NULL and has one. */
const char *og_nearest_word(const char *word, const char *const *words);

#endif
