/* The digests of one stream of bytes: sha256, and sha512 where a name asks for it. */
#ifndef OG_BLOB_HASH_PAIR_H
#define OG_BLOB_HASH_PAIR_H

#include "blob/hash.h"

typedef struct og_hash_pair {
    og_hash *sha256, *sha512; /* made on first need, kept for the next stream */
    bool has_sha512;
} og_hash_pair;

void og_hash_pair_fini(og_hash_pair *pair);
ocigate_status og_hash_pair_start(og_hash_pair *pair, const og_hasher *hasher, bool wants_sha512,
                                  ocigate_error *err);
ocigate_status og_hash_pair_feed(og_hash_pair *pair, const uint8_t *bytes, size_t length,
                                 ocigate_error *err);
/* *sha512 is written only when it was asked for. */
ocigate_status og_hash_pair_finish(og_hash_pair *pair, og_digest *sha256, og_digest *sha512,
                                   ocigate_error *err);

#endif
