/* Words of which one must be given. */
#ifndef OG_CLI_CHOICES_H
#define OG_CLI_CHOICES_H

#include <stdbool.h>
#include <stddef.h>

/* The word at an index; NULL: there are no more. ocigate_render_format() is one. */
typedef const char *(*og_choices)(size_t index);

/* For such functions: the word at an index of a list that ends with NULL. */
const char *og_choices_at(const char *const *words, size_t index);

/* auto, always, never. */
const char *og_when(size_t index);

/* The names of the rules. */
const char *og_rule_names(size_t index);

/* The index of a value; false when it is none of them. */
bool og_choices_find(og_choices at, const char *value, size_t *index);

/* "--format: jsom is none of text, json; the nearest is json"; gives the exit status. */
int og_choices_refuse(const char *option, const char *value, og_choices at);

#endif
