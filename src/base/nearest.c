#define _POSIX_C_SOURCE 200809L
#include "base/nearest.h"

#include <string.h>

/* No name of ours is longer. */
#define NAME_BYTES 64u

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Levenshtein, by rows. */
size_t og_edit_distance(const char *a, const char *b)
{
    const size_t a_length = strnlen(a, NAME_BYTES), b_length = strnlen(b, NAME_BYTES);
    size_t row[NAME_BYTES + 1];
    for (size_t j = 0; j <= b_length; j++)
        row[j] = j;
    for (size_t i = 1; i <= a_length; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            const size_t change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = least(change, least(row[j], row[j - 1]) + 1);
        }
    }
    return row[b_length];
}

const char *og_nearest_word(const char *word, const char *const *words)
{
    const char *nearest = words[0];
    size_t shortest = og_edit_distance(word, nearest);
    for (size_t i = 1; words[i] != NULL; i++) {
        const size_t distance = og_edit_distance(word, words[i]);
        if (distance < shortest) {
            shortest = distance;
            nearest = words[i];
        }
    }
    return nearest;
}
