/* One 512-byte header, read strictly: what every reader reads alike, or a flaw. It knows the block
   alone; what extended headers change is judged by the machine (blob/tar.h).
   POSIX.1-2017 pax, "ustar Interchange Format"; GNU tar manual, "Basic Tar Format". */
#ifndef OG_BLOB_TAR_HEADER_H
#define OG_BLOB_TAR_HEADER_H

#include "base/defect.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Above it a number needs another form than octal, so header and PAX may differ. */
#define OG_TAR_OCTAL_SIZE_END (UINT64_C(1) << 33)

/* The largest uid and gid: 2^32-1 means "none" to the kernel. */
#define OG_TAR_ID_MAX UINT64_C(0xfffffffe)

/* Seconds before or behind 1970; more overflows the calendar of some reader. */
#define OG_TAR_TIME_MAX (INT64_C(1) << 55)

/* Why bytes are refused; becomes a defect. */
typedef struct og_tar_flaw {
    bool is_set;
    og_defect_kind kind;
    const char *field; /* static */
    char text[160];
    char expected[32]; /* "": none */
    char found[96];    /* "": none */
} og_tar_flaw;

/* Set a flaw, which must not be set yet. Returns false, for the caller to pass on. */
bool og_tar_flaw_set(og_tar_flaw *flaw, og_defect_kind kind, const char *field, const char *format,
                     ...) __attribute__((format(printf, 4, 5)));

/* Two values that contradict each other, beside the text. Returns false. */
bool og_tar_flaw_values(og_tar_flaw *flaw, uint64_t expected, uint64_t found);

typedef struct og_tar_header {
    const char *name, *prefix, *link; /* borrowed from the block, not NUL-terminated */
    size_t name_length, prefix_length, link_length;
    uint64_t size, uid, gid;
    uint32_t mode; /* permission bits */
    char type;     /* as written, but NUL is '0' */
} og_tar_header;

bool og_tar_block_is_zero(const uint8_t *block);

/* Is the unsigned checksum of the block right? */
bool og_tar_checksum_is_right(const uint8_t *block);
bool og_tar_magic_is_known(const uint8_t *block);

/* Read a block that is not zero. True and *out, or false and *flaw. */
bool og_tar_header_read(const uint8_t *block, og_tar_header *out, og_tar_flaw *flaw);

bool og_tar_type_has_body(char type);
bool og_tar_type_is_link(char type);
const char *og_tar_type_name(char type); /* "a hard link"; static */

#endif
