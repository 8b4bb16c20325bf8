/* Words of messages: sizes, lists, commands. Everything in the caller's storage and cut to fit. */
#ifndef OG_RULES_PHRASE_H
#define OG_RULES_PHRASE_H

#include "image/image.h"

#include <stddef.h>
#include <stdint.h>

#define OG_PHRASE_BYTES_SIZE 64u

/* "716 bytes", "10737418241 bytes (10.00 GiB)" */
void og_phrase_bytes(uint64_t bytes, char text[OG_PHRASE_BYTES_SIZE]);

/* "3 layers", "1 layer" */
#define OG_PHRASE_COUNT_SIZE 96u
const char *og_phrase_count(uint64_t count, const char *noun, char text[OG_PHRASE_COUNT_SIZE]);

/* "a, b, c and 4 more"; start from {0}. */
#define OG_PHRASE_LIST_ITEMS 8u
#define OG_PHRASE_LIST_BYTES 512u
typedef struct og_phrase_list {
    char text[OG_PHRASE_LIST_BYTES + 64];
    size_t length;
    uint64_t count; /* items in all */
    uint64_t shown;
} og_phrase_list;

void og_phrase_add(og_phrase_list *list, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
const char *og_phrase_end(og_phrase_list *list); /* "" for an empty list */

/* A line of a Dockerfile in exec form: ENTRYPOINT ["/bin/a", "b"]. first replaces argv[0]. */
#define OG_PHRASE_COMMAND_SIZE 1024u
void og_phrase_command(const char *instruction, const char *first, const char *const *argv,
                       size_t argc, char text[OG_PHRASE_COMMAND_SIZE]);

/* "the config": what a link leads to. */
const char *og_phrase_role(og_link_role role);

/* NULL as a word, so that a message never holds a hole. */
const char *og_phrase_or(const char *text, const char *otherwise);

#endif
