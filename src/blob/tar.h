/* The strict tar reader: a machine that is fed bytes and yields events. It knows no files, no
   callbacks, no policy. Used for the outer archive and for layers alike.

   Only the subset that every reader reads alike is accepted (ustar and GNU headers, types 0 NUL 1 2
   3 4 5 6 with x, g, L and K before them, exact PAX records, unsigned checksum, no size on what has
   no body, no sparse, two zero blocks, then zeros). The first violation is a defect and stops the
   machine, since nothing behind it can be trusted; what only concerns one entry does not. */
#ifndef OG_BLOB_TAR_H
#define OG_BLOB_TAR_H

#include "base/arena.h"
#include "base/defect.h"
#include "base/limits.h"

#include <ocigate/error.h>

#define OG_TAR_BLOCK_BYTES 512u

typedef struct og_tar og_tar;

typedef struct og_tar_entry {
    const char *path; /* as written (long names resolved), NUL-terminated, raw bytes */
    size_t path_length;
    const char *link; /* as written, "" unless a link */
    size_t link_length;
    uint64_t size;   /* bytes of the body */
    uint64_t offset; /* of the first header block of the entry, extended headers included */
    uint64_t uid, gid;
    uint32_t mode;         /* permission bits, 07777 */
    char type;             /* '0'..'6'; NUL is given as '0' */
    bool has_capabilities; /* SCHILY.xattr.security.capability or LIBARCHIVE.xattr kin */
} og_tar_entry;

typedef enum og_tar_event {
    OG_TAR_NEEDS_INPUT, /* *in is used up */
    OG_TAR_ENTRY,       /* a header is complete: og_tar_current() */
    OG_TAR_DATA,        /* bytes of the body: *data, *data_length, borrowed from the input */
    OG_TAR_ENTRY_END,   /* the body is complete (comes for every entry, also without a body) */
    OG_TAR_END,     /* the two zero blocks were seen; go on feeding: what follows must be zero */
    OG_TAR_STOPPED, /* a defect; no more events, input is swallowed */
} og_tar_event;

/* Defects go to *defects with memory of *arena; both may be changed by og_tar_start. */
ocigate_status og_tar_new(const og_limits *limits, og_tar **out, ocigate_error *err);
void og_tar_free(og_tar *tar);
void og_tar_start(og_tar *tar, og_arena *arena, og_defects *defects);

/* Advance to the next event, taking bytes from *in. data and data_length are set for DATA. */
ocigate_status og_tar_step(og_tar *tar, const uint8_t **in, size_t *in_length, og_tar_event *event,
                           const uint8_t **data, size_t *data_length, ocigate_error *err);

/* The entry of the last OG_TAR_ENTRY; borrowed, changes with the next step. */
const og_tar_entry *og_tar_current(const og_tar *tar);

/* Bytes of the body of an entry that are still to come. */
uint64_t og_tar_body_left(const og_tar *tar);

/* That many bytes of the body (at most og_tar_body_left) are not fed, as if they had been given as
   OG_TAR_DATA. */
void og_tar_pass_body(og_tar *tar, uint64_t length);

/* The input has ended. Adds the defects that only the end shows: truncated, end missing, extended
   headers without an entry. Returns true when every entry up to the end was seen (an archive
   without its end blocks, or without any byte, counts as complete). */
bool og_tar_finish(og_tar *tar);

uint64_t og_tar_offset(const og_tar *tar); /* bytes taken so far */

/* Do these bytes (512 at least) begin a tar archive: a header with a right checksum, a magic, or a
   zero block? The answer for sniffing, not for trusting. */
bool og_tar_sniff(const uint8_t *bytes, size_t length);

#endif
