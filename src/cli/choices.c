#include "choices.h"

#include "guard.h"
#include "nearest.h"
#include "output.h"

#include <ocigate/rule.h>

#include <string.h>

#define PARTS_MAX 64u

const char *og_choices_at(const char *const *words, size_t index)
{
    while (index > 0 && *words != NULL) {
        words++;
        index--;
    }
    return *words;
}

const char *og_when(size_t index)
{
    static const char *const words[] = {"auto", "always", "never", NULL};
    return og_choices_at(words, index);
}

const char *og_rule_names(size_t index)
{
    const ocigate_rule *rule = ocigate_rule_at(index);
    return rule == NULL ? NULL : ocigate_rule_name(rule);
}

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
