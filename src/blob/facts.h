/* What is known of a blob after one pass over its bytes, before anything says what it is. */
#ifndef OG_BLOB_FACTS_H
#define OG_BLOB_FACTS_H

#include "base/defect.h"
#include "base/digest.h"
#include "blob/entry_log.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum og_compression {
    OG_COMPRESSION_NONE = 0,
    OG_COMPRESSION_GZIP,
    OG_COMPRESSION_ZSTD,
    OG_COMPRESSION_XZ,    /* recognised; decoded for the outer archive alone */
    OG_COMPRESSION_BZIP2, /* the same */
} og_compression;

/* "none", "gzip", ...; static */
const char *og_compression_name(og_compression compression);

typedef enum og_content {
    OG_CONTENT_UNKNOWN = 0, /* not looked at (depth manifest, or it could not be decoded) */
    OG_CONTENT_EMPTY,       /* no bytes at all */
    OG_CONTENT_JSON,        /* begins like a JSON document */
    OG_CONTENT_TAR,
    OG_CONTENT_OTHER,
} og_content;

typedef struct og_blob_facts {
    uint64_t size;           /* stored bytes that were read */
    og_digest digest;        /* sha256 of the stored bytes; none when not hashed */
    og_digest digest_sha512; /* none unless asked for */
    bool is_complete;        /* all stored bytes that the container promised were read */

    og_compression compression; /* by the first bytes */
    og_content content;         /* of the plain bytes */
    const char
        *looks_like; /* for other content: "an ELF program", "a PNG image"...; static or NULL */

    bool is_decoded;     /* decoded to its end without a defect: the next three are proven */
    uint64_t plain_size; /* plain bytes, as far as they were decoded */
    og_digest diff_id;   /* sha256 of the plain bytes; none unless is_decoded */
    og_digest diff_id_sha512;

    bool is_walked;              /* walked as tar to its end without a defect that hides entries */
    uint64_t entry_count;        /* entries seen, also when is_walked is false */
    og_entry_log entries;        /* kept at depth rootfs, in the order of the layer */
    bool file_facts_are_dropped; /* above OG_FILE_FACTS_BYTES: entries may lack their facts, so that
                                    none (NULL) means "not known" */

    const char *json; /* all bytes of a small JSON document and a NUL; else NULL */
    size_t json_length;
    bool json_is_too_large; /* begins like JSON, not kept: above the limit */

    og_defects defects; /* codec and tar; offsets are of the stored bytes for the codec's defects,
                           of the plain bytes for tar */
} og_blob_facts;

#endif
