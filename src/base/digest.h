/* A digest as bytes, and its text form "algorithm:hex". OCI image-spec, descriptor.md "Digests". */
#ifndef OG_BASE_DIGEST_H
#define OG_BASE_DIGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum og_algorithm {
    OG_ALGORITHM_NONE = 0, /* no digest */
    OG_SHA256,
    OG_SHA512,
} og_algorithm;

#define OG_DIGEST_BYTES_MAX 64u
#define OG_DIGEST_TEXT_SIZE 136u /* "sha512:", 128 of hex, NUL */

typedef struct og_digest {
    og_algorithm algorithm;
    uint8_t bytes[OG_DIGEST_BYTES_MAX]; /* the rest is zero */
} og_digest;

typedef enum og_digest_form {
    OG_DIGEST_GOOD,
    OG_DIGEST_MALFORMED,   /* not algorithm:encoded, wrong length, upper case */
    OG_DIGEST_UNSUPPORTED, /* the grammar fits, the algorithm is none of ours */
} og_digest_form;

/* Parse text[0..length); *out is set for OG_DIGEST_GOOD alone. */
og_digest_form og_digest_parse(const char *text, size_t length, og_digest *out);

/* The digest that the path of a blob in a layout promises: "blobs/<algorithm>/<hex>". False when it
   is no such path. */
bool og_digest_of_blob_path(const char *path, og_digest *out);

/* "algorithm:hex" of a digest, "" for none. */
void og_digest_format(const og_digest *digest, char text[OG_DIGEST_TEXT_SIZE]);

bool og_digest_equal(const og_digest *a, const og_digest *b); /* none equals nothing */

/* "sha256", 32; NULL and 0 for none. */
const char *og_algorithm_name(og_algorithm algorithm);
size_t og_algorithm_size(og_algorithm algorithm);
og_algorithm og_algorithm_find(const char *name, size_t length);

#endif
