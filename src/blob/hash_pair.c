#include "blob/hash_pair.h"

#include "base/error.h"

void og_hash_pair_fini(og_hash_pair *pair)
{
    og_hash_free(pair->sha256);
    og_hash_free(pair->sha512);
    *pair = (og_hash_pair){0};
}

static ocigate_status start(og_hash **hash, const og_hasher *hasher, og_algorithm algorithm,
                            ocigate_error *err)
{
    return *hash == NULL ? og_hash_new(hasher, algorithm, hash, err) : og_hash_start(*hash, err);
}

ocigate_status og_hash_pair_start(og_hash_pair *pair, const og_hasher *hasher, bool wants_sha512,
                                  ocigate_error *err)
{
    pair->has_sha512 = wants_sha512;
    OG_TRY(start(&pair->sha256, hasher, OG_SHA256, err));
    return wants_sha512 ? start(&pair->sha512, hasher, OG_SHA512, err) : OCIGATE_OK;
}

ocigate_status og_hash_pair_feed(og_hash_pair *pair, const uint8_t *bytes, size_t length,
                                 ocigate_error *err)
{
    OG_TRY(og_hash_feed(pair->sha256, bytes, length, err));
    return pair->has_sha512 ? og_hash_feed(pair->sha512, bytes, length, err) : OCIGATE_OK;
}

ocigate_status og_hash_pair_finish(og_hash_pair *pair, og_digest *sha256, og_digest *sha512,
                                   ocigate_error *err)
{
    OG_TRY(og_hash_finish(pair->sha256, sha256, err));
    return pair->has_sha512 ? og_hash_finish(pair->sha512, sha512, err) : OCIGATE_OK;
}
