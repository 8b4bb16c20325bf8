#define _POSIX_C_SOURCE 200809L
#include "nearest.h"

#include <string.h>

#define WORD_MAX 32u /* no name of ours is longer */

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Letters to add, drop, change or swap (optimal string alignment). */
static size_t distance_of(const char *a, size_t a_length, const char *b, size_t b_length)
{
    size_t rows[3][WORD_MAX + 1];
    for (size_t j = 0; j <= b_length; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a_length; i++) {
        size_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            row[j] = above[j - 1] + (a[i - 1] != b[j - 1]);
            row[j] = least(row[j], least(row[j - 1], above[j]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = least(row[j], before[j - 2] + 1);
        }
    }
    return rows[a_length % 3][b_length];
}

void og_nearest_init(og_nearest *nearest, const char *word)
{
    *nearest = (og_nearest){.word = word, .best = NULL, .distance = WORD_MAX};
}

void og_nearest_try(og_nearest *nearest, const char *candidate)
{
    const size_t length = strnlen(nearest->word, WORD_MAX + 1);
    const size_t candidate_length = strnlen(candidate, WORD_MAX + 1);
    if (length > WORD_MAX || candidate_length > WORD_MAX)
        return;
    const size_t distance = distance_of(nearest->word, length, candidate, candidate_length);
    /* A third of the letters: more is another word. */
    if (distance < nearest->distance && distance <= 1 + candidate_length / 4) {
        nearest->distance = distance;
        nearest->best = candidate;
    }
}
