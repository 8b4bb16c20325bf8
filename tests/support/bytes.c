#include "support/bytes.h"

#include <archive.h>
#include <archive_entry.h>
#include <openssl/evp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

void test_require(bool condition, const char *format, ...)
{
    if (condition)
        return;
    va_list arguments;
    va_start(arguments, format);
    (void)fputs("test setup: ", stderr);
    (void)vfprintf(stderr, format, arguments);
    (void)fputc('\n', stderr);
    va_end(arguments);
    abort();
}

static void hash_hex(const EVP_MD *type, const void *bytes, size_t length, char hex[TEST_HEX_SIZE])
{
    unsigned char hash[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    test_require(EVP_Digest(bytes, length, hash, &size, type, NULL) == 1, "EVP_Digest");
    for (unsigned i = 0; i < size; i++)
        (void)snprintf(hex + (size_t)2 * i, 3, "%02x", hash[i]);
}

void test_sha256_hex(const void *bytes, size_t length, char hex[TEST_HEX_SIZE])
{
    hash_hex(EVP_sha256(), bytes, length, hex);
}

void test_sha512_hex(const void *bytes, size_t length, char hex[TEST_HEX_SIZE])
{
    hash_hex(EVP_sha512(), bytes, length, hex);
}

void test_digest(const void *bytes, size_t length, char digest[TEST_DIGEST_SIZE])
{
    memcpy(digest, "sha256:", 7);
    test_sha256_hex(bytes, length, digest + 7);
}

const char *test_codec_name(test_codec codec)
{
    static const char *const names[TEST_CODEC_COUNT] = {"none", "gzip", "zstd", "xz", "bzip2"};
    return names[codec];
}

static void add_gzip(og_buf *out, const void *bytes, size_t length, int level)
{
    z_stream stream = {0};
    test_require(deflateInit2(&stream, level == 0 ? 6 : level, Z_DEFLATED, 15 + 16, 8,
                              Z_DEFAULT_STRATEGY) == Z_OK,
                 "deflateInit2");
    const size_t bound = deflateBound(&stream, length) + 32;
    unsigned char *packed = malloc(bound);
    test_require(packed != NULL, "out of memory");
    unsigned char nothing = 0;
    stream.next_in = length == 0 ? &nothing : (Bytef *)(uintptr_t)bytes;
    stream.avail_in = (uInt)length;
    stream.next_out = packed;
    stream.avail_out = (uInt)bound;
    test_require(deflate(&stream, Z_FINISH) == Z_STREAM_END, "deflate");
    og_buf_add(out, packed, bound - stream.avail_out);
    (void)deflateEnd(&stream);
    free(packed);
}

static void add_zstd(og_buf *out, const void *bytes, size_t length, const test_packing *packing)
{
    ZSTD_CCtx *context = ZSTD_createCCtx();
    const size_t bound = ZSTD_compressBound(length);
    void *packed = malloc(bound);
    test_require(context != NULL && packed != NULL, "out of memory");
    (void)ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel,
                                 packing->level == 0 ? 3 : packing->level);
    (void)ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, packing->has_no_checksum ? 0 : 1);
    const size_t size = ZSTD_compress2(context, packed, bound, bytes, length);
    test_require(!ZSTD_isError(size), "ZSTD_compress2");
    og_buf_add(out, packed, size);
    free(packed);
    (void)ZSTD_freeCCtx(context);
}

static void add_skippable(og_buf *out)
{
    static const unsigned char frame[] = {0x50, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 's', 'k', 'i', 'p'};
    og_buf_add(out, frame, sizeof frame);
}

static la_ssize_t append_written(struct archive *archive, void *payload, const void *bytes,
                                 size_t length)
{
    (void)archive;
    og_buf_add(payload, bytes, length);
    return (la_ssize_t)length;
}

/* xz and bzip2: the raw format of libarchive with one filter. */
static void add_filtered(og_buf *out, const void *bytes, size_t length, const char *filter)
{
    struct archive *archive = archive_write_new();
    struct archive_entry *entry = archive_entry_new();
    test_require(archive != NULL && entry != NULL, "out of memory");
    test_require(archive_write_set_format_raw(archive) == ARCHIVE_OK &&
                     archive_write_add_filter_by_name(archive, filter) == ARCHIVE_OK,
                 "no filter %s", filter);
    (void)archive_write_set_bytes_in_last_block(archive, 1);
    archive_entry_set_pathname(entry, "data");
    archive_entry_set_filetype(entry, AE_IFREG);
    test_require(archive_write_open(archive, out, NULL, append_written, NULL) == ARCHIVE_OK &&
                     archive_write_header(archive, entry) == ARCHIVE_OK &&
                     archive_write_data(archive, bytes, length) == (la_ssize_t)length &&
                     archive_write_close(archive) == ARCHIVE_OK,
                 "%s: %s", filter, archive_error_string(archive));
    archive_entry_free(entry);
    (void)archive_write_free(archive);
}

void test_pack(og_buf *out, const void *bytes, size_t length, const test_packing *packing)
{
    const unsigned pieces = packing->pieces == 0 ? 1 : packing->pieces;
    const char *from = bytes;
    if (packing->codec == TEST_ZSTD && packing->has_skippable)
        add_skippable(out);
    for (unsigned i = 0; i < pieces; i++) {
        const size_t start = length / pieces * i;
        const size_t end = i + 1 == pieces ? length : length / pieces * (i + 1);
        if (packing->codec == TEST_PLAIN)
            og_buf_add(out, from + start, end - start);
        else if (packing->codec == TEST_GZIP)
            add_gzip(out, from + start, end - start, packing->level);
        else if (packing->codec == TEST_ZSTD)
            add_zstd(out, from + start, end - start, packing);
        else
            add_filtered(out, from + start, end - start, test_codec_name(packing->codec));
    }
    if (packing->codec == TEST_ZSTD && packing->has_skippable)
        add_skippable(out);
    test_require(!out->failed, "out of memory");
}
