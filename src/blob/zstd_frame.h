/* How a zstd frame begins: RFC 8878, 3.1.1. */
#ifndef OG_BLOB_ZSTD_FRAME_H
#define OG_BLOB_ZSTD_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OG_ZSTD_MAGIC_BYTES 4u
#define OG_ZSTD_HEADER_BYTES_MAX 18u

typedef enum og_zstd_magic {
    OG_ZSTD_NONE,
    OG_ZSTD_FRAME,
    OG_ZSTD_SKIPPABLE,
    OG_ZSTD_LEGACY, /* formats of zstd before 0.8 */
} og_zstd_magic;

/* What bytes begin; with fewer than four (but one at least), what they may become. */
og_zstd_magic og_zstd_find_magic(const uint8_t *bytes, size_t length);

typedef struct og_zstd_frame {
    uint64_t window_bytes;
    uint64_t content_bytes; /* plain bytes, UINT64_MAX when the header does not say */
    bool has_reserved;      /* a bit that must be zero */
    bool has_dictionary;    /* a dictionary is needed */
    bool has_checksum;
} og_zstd_frame;

/* Size of the header, magic included; bytes: the magic and the descriptor at least. */
size_t og_zstd_frame_header_size(const uint8_t *bytes);

/* bytes: the whole header. */
og_zstd_frame og_zstd_frame_read(const uint8_t *bytes);

uint64_t og_zstd_number(const uint8_t *bytes, size_t length); /* little endian */

#endif
