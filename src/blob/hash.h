/* Digests of streams, over OpenSSL EVP. */
#ifndef OG_BLOB_HASH_H
#define OG_BLOB_HASH_H

#include "base/digest.h"

#include <ocigate/error.h>

typedef struct og_hasher og_hasher; /* the fetched algorithms; shared by all hashes of a run, in
                                       any thread */
typedef struct og_hash og_hash;     /* one running digest; can be started again */

ocigate_status og_hasher_new(og_hasher **out, ocigate_error *err);
void og_hasher_free(og_hasher *hasher);

ocigate_status og_hash_new(const og_hasher *hasher, og_algorithm algorithm, og_hash **out,
                           ocigate_error *err);
void og_hash_free(og_hash *hash);

ocigate_status og_hash_start(og_hash *hash, ocigate_error *err);
ocigate_status og_hash_feed(og_hash *hash, const void *bytes, size_t length, ocigate_error *err);
ocigate_status og_hash_finish(og_hash *hash, og_digest *out, ocigate_error *err);

/* Digest of bytes in memory. */
ocigate_status og_hash_bytes(const og_hasher *hasher, og_algorithm algorithm, const void *bytes,
                             size_t length, og_digest *out, ocigate_error *err);

#endif
