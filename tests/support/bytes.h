/* Bytes of the tests: digests, compression, and a way out when a test cannot be set up. */
#ifndef TEST_SUPPORT_BYTES_H
#define TEST_SUPPORT_BYTES_H

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TEST_HEX_SIZE 129u    /* of sha512, NUL */
#define TEST_DIGEST_SIZE 136u /* "sha512:", hex, NUL */

/* Ends the program with a message unless the condition holds: a broken test is no finding. */
void test_require(bool condition, const char *format, ...) __attribute__((format(printf, 2, 3)));

void test_sha256_hex(const void *bytes, size_t length, char hex[TEST_HEX_SIZE]);
void test_sha512_hex(const void *bytes, size_t length, char hex[TEST_HEX_SIZE]);
/* "sha256:hex" */
void test_digest(const void *bytes, size_t length, char digest[TEST_DIGEST_SIZE]);

typedef enum test_codec {
    TEST_PLAIN,
    TEST_GZIP,
    TEST_ZSTD,
    TEST_XZ,
    TEST_BZIP2,
    TEST_CODEC_COUNT
} test_codec;

const char *test_codec_name(test_codec codec); /* "none", "gzip", ... as reports say */

typedef struct test_packing {
    test_codec codec;
    int level;            /* 0: a middle one */
    unsigned pieces;      /* gzip members or zstd frames; 0: 1 */
    bool has_skippable;   /* zstd: a skippable frame before the first and behind the last */
    bool has_no_checksum; /* zstd */
} test_packing;

/* Append the packed form of bytes. The same on every run. */
void test_pack(og_buf *out, const void *bytes, size_t length, const test_packing *packing);

#endif
