/* An entry out of its header and the extended headers before it. */
#ifndef OG_BLOB_TAR_ENTRY_H
#define OG_BLOB_TAR_ENTRY_H

#include "base/buf.h"
#include "blob/tar.h"
#include "blob/tar_pax.h"

/* The longest names of a header: prefix, slash, name; and a link. */
#define OG_TAR_NAME_SIZE (155u + 1 + 100 + 1)
#define OG_TAR_LINK_SIZE (100u + 1)

/* What stands before an entry, and the memory for it. */
typedef struct og_tar_extensions {
    bool has_pax, has_name, has_link;
    og_buf pax_body, long_name, long_link;
    og_tar_pax pax;
    uint64_t offset;      /* of the first of them */
    uint64_t bytes;       /* of their bodies */
    uint64_t total_bytes; /* of the bodies of all extended headers so far */
    uint64_t limit_bytes, limit_total_bytes;
} og_tar_extensions;

void og_tar_extensions_init(og_tar_extensions *ext, const og_limits *limits);
void og_tar_extensions_fini(og_tar_extensions *ext);
void og_tar_extensions_clear(og_tar_extensions *ext); /* none any more; keeps the memory */
bool og_tar_extensions_have_any(const og_tar_extensions *ext);

/* An extended header at offset: may one of this kind and size stand here? Nothing is allocated for
   what it promises. */
bool og_tar_extension_begin(og_tar_extensions *ext, const og_tar_header *header, uint64_t offset,
                            og_tar_flaw *flaw);

/* The body of one is complete. *flaw is set when it is refused. OCIGATE_ERROR_MEMORY. */
ocigate_status og_tar_extension_read(og_tar_extensions *ext, char type, og_tar_flaw *flaw,
                                     ocigate_error *err);

/* The next bytes of its body; false: no memory. */
bool og_tar_extension_add(og_tar_extensions *ext, char type, const uint8_t *bytes, size_t length);

typedef struct og_tar_names {
    char name[OG_TAR_NAME_SIZE];
    char link[OG_TAR_LINK_SIZE];
} og_tar_names;

/* True and *entry, without its offset, which borrows from *ext and *names. */
bool og_tar_entry_build(const og_tar_header *header, const og_tar_extensions *ext,
                        og_tar_names *names, og_tar_entry *entry, og_tar_flaw *flaw);

#endif
