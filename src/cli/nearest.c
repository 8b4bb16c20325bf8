#define _POSIX_C_SOURCE 200809L
#include "nearest.h"

#include <string.h>

#define WORD_MAX 48u /* no name of ours is longer */
#define FAR 1000u
#define PART_LETTERS 3u /* a shorter part of a name tells nothing */
#define PART_DISTANCE 5u
#define RIVAL_DISTANCE 1u /* further from the word than the nearest: no guess any more */

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* No name of ours has a capital letter. */
static char small(char letter)
{
    return letter >= 'A' && letter <= 'Z' ? (char)(letter - 'A' + 'a') : letter;
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
            row[j] = above[j - 1] + (small(a[i - 1]) != b[j - 1]);
            row[j] = least(row[j], least(row[j - 1], above[j]) + 1);
            if (i > 1 && j > 1 && small(a[i - 1]) == b[j - 2] && small(a[i - 2]) == b[j - 1])
                row[j] = least(row[j], before[j - 2] + 1);
        }
    }
    return rows[a_length % 3][b_length];
}

void og_nearest_init(og_nearest *nearest, const char *word)
{
    *nearest = (og_nearest){.word = word, .best = NULL, .distance = FAR};
}

/* FAR when it is another word: a third of the letters is too much. */
static size_t measure(const char *word, const char *candidate)
{
    const size_t length = strnlen(word, WORD_MAX + 1);
    const size_t candidate_length = strnlen(candidate, WORD_MAX + 1);
    if (length > WORD_MAX || candidate_length > WORD_MAX)
        return FAR;
    const size_t distance = distance_of(word, length, candidate, candidate_length);
    return distance <= 1 + candidate_length / 4 ? distance : FAR;
}

/* The beginning of a name of several parts, as "fail" of "fail-on": what was left out is no slip.
 */
static bool is_beginning(const char *word, const char *candidate)
{
    const size_t length = strlen(word);
    return length >= PART_LETTERS && strncmp(word, candidate, length) == 0 &&
           candidate[length] == '-';
}

void og_nearest_try(og_nearest *nearest, const char *candidate)
{
    size_t distance = measure(nearest->word, candidate);
    if (distance > PART_DISTANCE && is_beginning(nearest->word, candidate))
        distance = PART_DISTANCE;
    if (distance < nearest->distance) {
        nearest->distance = distance;
        nearest->best = candidate;
    }
}

static size_t measure_part(const char *word, const char *candidate)
{
    const size_t distance = measure(word, candidate);
    if (distance < PART_DISTANCE || strlen(word) < PART_LETTERS)
        return distance;
    const bool is_part = strstr(candidate, word) != NULL || strstr(word, candidate) != NULL;
    return is_part ? PART_DISTANCE : distance;
}

size_t og_nearest_several(const char *word, og_choices at, const char **near, size_t count)
{
    size_t used = 0, last = WORD_MAX;
    /* From the smallest distance up; the order of the list decides between equal ones. */
    for (size_t distance = 0; distance <= last && used < count; distance++) {
        const char *candidate;
        for (size_t i = 0; (candidate = at(i)) != NULL && used < count; i++) {
            if (measure_part(word, candidate) == distance)
                near[used++] = candidate;
        }
        if (used > 0 && last == WORD_MAX)
            last = distance + RIVAL_DISTANCE;
    }
    return used;
}
