#include "blob/hash.h"

#include "base/error.h"

#include <openssl/evp.h>
#include <stdlib.h>

/* Fetched once: looking an algorithm up costs more than hashing a small document. */
struct og_hasher {
    EVP_MD *sha256;
    EVP_MD *sha512;
};

struct og_hash {
    const EVP_MD *md; /* borrowed from the hasher */
    EVP_MD_CTX *context;
    og_algorithm algorithm;
    bool is_running; /* not every version of the library refuses bytes after the end */
};

static ocigate_status fail_library(ocigate_error *err, const char *what)
{
    return og_fail(err, OCIGATE_ERROR_INTERNAL, 0, "the cryptographic library refuses %s", what);
}

ocigate_status og_hasher_new(og_hasher **out, ocigate_error *err)
{
    og_hasher *hasher = calloc(1, sizeof *hasher);
    if (hasher == NULL)
        return og_fail_memory(err);
    hasher->sha256 = EVP_MD_fetch(NULL, "SHA2-256", NULL);
    hasher->sha512 = EVP_MD_fetch(NULL, "SHA2-512", NULL);
    if (hasher->sha256 == NULL || hasher->sha512 == NULL) {
        og_hasher_free(hasher);
        return fail_library(err, "SHA-256 or SHA-512");
    }
    *out = hasher;
    return OCIGATE_OK;
}

void og_hasher_free(og_hasher *hasher)
{
    if (hasher == NULL)
        return;
    EVP_MD_free(hasher->sha256);
    EVP_MD_free(hasher->sha512);
    free(hasher);
}

/* What it fetches fits into og_digest.bytes. */
static const EVP_MD *find_md(const og_hasher *hasher, og_algorithm algorithm)
{
    switch (algorithm) {
    case OG_SHA256:
        return hasher->sha256;
    case OG_SHA512:
        return hasher->sha512;
    case OG_ALGORITHM_NONE:
        break;
    }
    return NULL;
}

ocigate_status og_hash_new(const og_hasher *hasher, og_algorithm algorithm, og_hash **out,
                           ocigate_error *err)
{
    const EVP_MD *md = find_md(hasher, algorithm);
    if (md == NULL)
        return og_fail(err, OCIGATE_ERROR_INTERNAL, 0, "no digest algorithm");
    og_hash *hash = calloc(1, sizeof *hash);
    if (hash == NULL)
        return og_fail_memory(err);
    hash->md = md;
    hash->algorithm = algorithm;
    hash->context = EVP_MD_CTX_new();
    if (hash->context == NULL) {
        og_hash_free(hash);
        return og_fail_memory(err);
    }
    const ocigate_status status = og_hash_start(hash, err);
    if (status < 0) {
        og_hash_free(hash);
        return status;
    }
    *out = hash;
    return OCIGATE_OK;
}

void og_hash_free(og_hash *hash)
{
    if (hash == NULL)
        return;
    EVP_MD_CTX_free(hash->context);
    free(hash);
}

ocigate_status og_hash_start(og_hash *hash, ocigate_error *err)
{
    if (EVP_DigestInit_ex2(hash->context, hash->md, NULL) != 1)
        return fail_library(err, "to begin a digest");
    hash->is_running = true;
    return OCIGATE_OK;
}

ocigate_status og_hash_feed(og_hash *hash, const void *bytes, size_t length, ocigate_error *err)
{
    if (!hash->is_running)
        return og_fail(err, OCIGATE_ERROR_INTERNAL, 0, "bytes for a digest that is finished");
    if (length > 0 && EVP_DigestUpdate(hash->context, bytes, length) != 1)
        return fail_library(err, "bytes of a digest");
    return OCIGATE_OK;
}

ocigate_status og_hash_finish(og_hash *hash, og_digest *out, ocigate_error *err)
{
    og_digest digest = {.algorithm = hash->algorithm};
    unsigned int size = 0;
    if (!hash->is_running)
        return og_fail(err, OCIGATE_ERROR_INTERNAL, 0, "a digest is finished twice");
    hash->is_running = false;
    if (EVP_DigestFinal_ex(hash->context, digest.bytes, &size) != 1 ||
        size != og_algorithm_size(hash->algorithm))
        return fail_library(err, "to finish a digest");
    *out = digest;
    return OCIGATE_OK;
}

ocigate_status og_hash_bytes(const og_hasher *hasher, og_algorithm algorithm, const void *bytes,
                             size_t length, og_digest *out, ocigate_error *err)
{
    const EVP_MD *md = find_md(hasher, algorithm);
    og_digest digest = {.algorithm = algorithm};
    unsigned int size = 0;
    if (md == NULL)
        return og_fail(err, OCIGATE_ERROR_INTERNAL, 0, "no digest algorithm");
    if (EVP_Digest(bytes, length, digest.bytes, &size, md, NULL) != 1 ||
        size != og_algorithm_size(algorithm))
        return fail_library(err, "a digest");
    *out = digest;
    return OCIGATE_OK;
}
