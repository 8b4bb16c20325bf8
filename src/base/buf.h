/* Growable bytes with sticky failure: write on, check once. The data always ends in a NUL. */
#ifndef OG_BASE_BUF_H
#define OG_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>

typedef struct og_buf {
    char *data; /* NULL while empty; use og_buf_string for text */
    size_t length;
    size_t capacity;
    bool failed; /* sticky: out of memory, the content is cut */
} og_buf;

void og_buf_init(og_buf *buf);
void og_buf_fini(og_buf *buf);
void og_buf_clear(og_buf *buf);  /* keeps the memory, forgets content and failure */
void og_buf_rewind(og_buf *buf); /* keeps memory and failure: for the next piece of one work */

void og_buf_add(og_buf *buf, const void *bytes, size_t length);
void og_buf_text(og_buf *buf, const char *text);
void og_buf_char(og_buf *buf, char c);
void og_buf_format(og_buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The content as a NUL-terminated string, "" while empty; borrowed until the next change. */
const char *og_buf_string(const og_buf *buf);

#endif
