/* One blob in one pass: hash the stored bytes, sniff, decode, hash the plain bytes, walk the tar,
   keep small JSON. Pushed, so that it does not matter where the bytes come from. */
#ifndef OG_BLOB_BLOB_H
#define OG_BLOB_BLOB_H

#include "base/crew.h"
#include "base/limits.h"
#include "blob/facts.h"
#include "blob/hash.h"

#include <ocigate/check.h>

typedef struct og_blob og_blob; /* a reader; heavy, made once and used for blob after blob */

typedef struct og_blob_options {
    const og_limits *limits;   /* borrowed */
    const og_hasher *hasher;   /* borrowed */
    ocigate_depth depth;       /* manifest: keep JSON, hash it alone; blobs: hash and decode all;
                                  rootfs: walk and keep the entries as well */
    uint64_t *json_bytes_left; /* shared budget of OCIGATE_LIMIT_DOCUMENTS_BYTES; borrowed */
    og_crew *crew;             /* threads that may help with large blobs; NULL: none; borrowed */
} og_blob_options;

ocigate_status og_blob_new(const og_blob_options *options, og_blob **out, ocigate_error *err);
void og_blob_free(og_blob *blob);

/* Begin. *facts and all it points to live in the arena, and are complete after og_blob_end.
   size_bytes: what the container promises, UINT64_MAX when not known. wants_sha512: hash with
   sha512 too (the name says blobs/sha512/). */
ocigate_status og_blob_begin(og_blob *blob, og_arena *arena, uint64_t size_bytes, bool wants_sha512,
                             og_blob_facts *facts, ocigate_error *err);
ocigate_status og_blob_feed(og_blob *blob, const uint8_t *bytes, size_t length, ocigate_error *err);
/* The next bytes need not be fed, since nothing is wanted of them (depth manifest): true, and they
   count. Else false, and nothing happens. */
bool og_blob_pass(og_blob *blob, uint64_t length);
/* is_complete: false when the container ended early. */
ocigate_status og_blob_end(og_blob *blob, bool is_complete, ocigate_error *err);

/* What the first bytes of something that is neither JSON nor tar nor compressed look like, with an
   article ("an ELF program", "a ZIP archive"); static, NULL when nothing is known. */
const char *og_looks_like(const uint8_t *bytes, size_t length);
#define OG_SNIFF_BYTES 512u

#endif
