/* The search for the marks of a program, in pieces, all at once. */
#ifndef OG_BLOB_MARKS_H
#define OG_BLOB_MARKS_H

#include "blob/file_facts.h"

#define OG_MARK_BYTES_MAX 28u /* the longest */
#define OG_MARKS_ALL 63u

typedef struct og_marks {
    uint32_t found;
    uint8_t tail[OG_MARK_BYTES_MAX - 1]; /* the last bytes that passed */
    size_t tail_length;
} og_marks;

/* For all searches: which 4 bytes may belong to a mark. */
typedef struct og_mark_filter {
    uint8_t has[8192];
} og_mark_filter;

void og_mark_filter_init(og_mark_filter *filter);
void og_marks_start(og_marks *marks);
void og_marks_feed(og_marks *marks, const og_mark_filter *filter, const uint8_t *bytes,
                   size_t length);

#endif
