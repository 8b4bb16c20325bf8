/* gzip members, good and bad. */
#ifndef OG_TESTS_GZIP_MAKER_H
#define OG_TESTS_GZIP_MAKER_H

#include "base/buf.h"

/* A member whose every part can be wrong. */
typedef struct member {
    unsigned flags;
    unsigned method; /* 0: deflate */
    size_t extra_bytes, name_bytes, comment_bytes;
    unsigned header_crc_change, crc_change, size_change; /* xor */
} member;

void add_deflate(og_buf *out, const void *bytes, size_t length, int level);
void add_u16(og_buf *out, unsigned long value);
void add_u32(og_buf *out, unsigned long value);
void add_member(og_buf *out, const member *m, const void *bytes, size_t length);

#endif
