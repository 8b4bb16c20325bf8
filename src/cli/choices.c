#include "choices.h"

#include "guard.h"
#include "nearest.h"
#include "output.h"

#include <string.h>

#define PARTS_MAX 64u

bool og_choices_find(og_choices at, const char *value, size_t *index)
{
    const char *word;
    for (size_t i = 0; (word = at(i)) != NULL; i++) {
        if (strcmp(word, value) == 0) {
            *index = i;
            return true;
        }
    }
    return false;
}

int og_choices_refuse(const char *option, const char *value, og_choices at)
{
    const char *parts[PARTS_MAX] = {option, ": ", value, " is none of "};
    size_t count = 4;
    og_nearest nearest;
    og_nearest_init(&nearest, value);
    const char *word;
    for (size_t i = 0; (word = at(i)) != NULL && count + 5 < PARTS_MAX; i++) {
        og_nearest_try(&nearest, word);
        if (i > 0)
            parts[count++] = ", ";
        parts[count++] = word;
    }
    if (nearest.best != NULL) {
        parts[count++] = "; the nearest is ";
        parts[count++] = nearest.best;
    }
    parts[count] = NULL;
    og_complain_parts(parts);
    return OG_EXIT_USAGE;
}
