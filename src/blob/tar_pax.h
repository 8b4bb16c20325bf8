/* The records of a PAX header: "LENGTH key=value\n", exactly, each key once.
   POSIX.1-2017 pax, "pax Extended Header". */
#ifndef OG_BLOB_TAR_PAX_H
#define OG_BLOB_TAR_PAX_H

#include "blob/tar_header.h"
#include "blob/tar_xattr.h"

#include <ocigate/error.h>

typedef struct og_tar_pax {
    const char *path; /* NULL: none; NUL-terminated inside the body that was read */
    const char *link; /* the same */
    size_t path_length, link_length;
    uint64_t size, uid, gid;
    bool has_size, has_uid, has_gid;
    bool has_capabilities; /* an extended attribute security.capability */

    og_tar_xattrs xattrs;
    struct og_tar_key *keys; /* memory for one header, used again for the next */
    size_t key_count, key_capacity;
} og_tar_pax;

void og_tar_pax_init(og_tar_pax *pax, const og_limits *limits);
void og_tar_pax_fini(og_tar_pax *pax);
void og_tar_pax_clear(og_tar_pax *pax); /* forget the values, keep the memory */

/* Read the body of an x header, or of a g header, in which only harmless keys may stand. Results in
   *pax point into body, whose newlines behind path and linkpath are turned into NULs. *flaw is set
   when the body is refused. OCIGATE_ERROR_MEMORY. */
ocigate_status og_tar_pax_read(og_tar_pax *pax, char *body, size_t length, bool is_global,
                               og_tar_flaw *flaw, ocigate_error *err);

#endif
