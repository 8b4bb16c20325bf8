/* Extended attributes among the records of a PAX header: how long they may be. Their values are
   not read. */
#ifndef OG_BLOB_TAR_XATTR_H
#define OG_BLOB_TAR_XATTR_H

#include "base/limits.h"
#include "blob/tar_header.h"

/* libarchive writes each attribute twice, once for star and GNU tar, once in its own way: each
   way is a list of its own. */
#define OG_TAR_XATTR_FORMS 2u

typedef struct og_tar_xattrs {
    uint64_t name_limit, value_limit, list_limit; /* bytes */
    uint64_t list_bytes[OG_TAR_XATTR_FORMS];      /* names so far, a NUL behind each */
} og_tar_xattrs;

void og_tar_xattrs_init(og_tar_xattrs *xattrs, const og_limits *limits);
void og_tar_xattrs_clear(og_tar_xattrs *xattrs); /* the next header */

/* Take a record. True when it is no attribute, or one within the limits; else *flaw. */
bool og_tar_xattrs_take(og_tar_xattrs *xattrs, const char *key, size_t key_length,
                        const char *value, size_t value_length, og_tar_flaw *flaw);

#endif
