/* Images that are named in a file, and the part of them that one machine of many takes. */
#ifndef OG_CLI_IMAGE_LIST_H
#define OG_CLI_IMAGE_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OG_IMAGE_LIST_LINE_BYTES 4096u /* of one line: Linux, limits.h: PATH_MAX */
#define OG_IMAGE_LIST_IMAGES 1000000u
#define OG_IMAGE_LIST_BYTES (UINT64_C(64) * 1024 * 1024) /* of the file */

typedef struct og_image_list {
    char *bytes; /* owned; the items point into it */
    char **items;
    size_t count;
} og_image_list;

/* Where the text is no list. */
typedef struct og_list_problem {
    size_t line; /* from 1; 0: memory is out */
    const char *what;
} og_list_problem;

/* One image a line. Empty lines are skipped, and those that begin with #; a line may end in CR LF,
   the last one without either. Everything else in a line, blanks as well, is the name. The bytes
   have room for one more behind them, and are taken over, also when it is false. */
bool og_image_list_parse(char *bytes, size_t length, og_image_list *out, og_list_problem *problem);

void og_image_list_free(og_image_list *list);

typedef struct og_shard {
    uint64_t index, count; /* count 0: all images are one shard */
} og_shard;

/* "INDEX/COUNT", decimal, INDEX from 0 and below COUNT. */
bool og_shard_parse(const char *text, og_shard *out);

/* Keep every COUNT-th item from INDEX on, in their order; gives how many they are. */
size_t og_shard_select(const og_shard *shard, char **items, size_t count);

#endif
