/* A blob reader with all it needs, blobs to read, and their facts as text. */
#ifndef OG_TESTS_BLOB_RUN_H
#define OG_TESTS_BLOB_RUN_H

#include "base/buf.h"
#include "blob/blob.h"

typedef struct fixture {
    og_arena arena;
    og_limits limits;
    og_hasher *hasher;
    og_crew *crew;
    og_blob *blob;
    uint64_t json_bytes_left;
    og_blob_facts facts;
} fixture;

/* What a test may change before the first blob. */
typedef struct setup {
    ocigate_depth depth;
    ocigate_limit limit;
    uint64_t value; /* 0: the limits stay as they are */
} setup;

extern const setup rootfs, blobs, manifest;

enum {
    PLAIN_LAYER,
    GZIP_LAYER,
    ZSTD_LAYER,
    GZIP_BIG,
    ZSTD_BIG,
    GZIP_BIG_DAMAGED,
    ZSTD_BIG_DAMAGED,
    GZIP_CUT,
    ZSTD_CUT,
    GZIP_BIG_CUT,
    GZIP_TRAILING,
    GZIP_BAD_CRC,
    GZIP_OF_NOTHING,
    GZIP_OF_TEXT,
    GZIP_TWICE,
    TAR_AMBIGUOUS,
    GZIP_TAR_CUT,
    JSON,
    TEXT,
    PROGRAM,
    XZ,
    EMPTY,
    SAMPLE_COUNT
};

void open_fixture(fixture *f, const setup *s);
/* With a crew of so many threads. */
void open_fixture_with(fixture *f, const setup *s, unsigned threads);
void close_fixture(fixture *f);
/* piece 0: all at once */
void feed(fixture *f, const og_buf *data, size_t piece);
const og_blob_facts *read_blob(fixture *f, const og_buf *data, size_t piece);
og_digest digest_of(const fixture *f, og_algorithm algorithm, const void *bytes, size_t length);
bool is_digest_of(const fixture *f, const og_digest *digest, const og_buf *data);
/* All facts, to compare. */
void describe(og_buf *out, const og_blob_facts *facts);
/* Bytes that do not compress, and a layer of such files, `size` bytes each. */
void add_noise(og_buf *out, size_t length);
void add_noisy_layer(og_buf *out, size_t size);
void add_entry(og_buf *out, char type, const char *name, const char *link);
/* A path of any length, by a PAX record. */
void add_long_entry(og_buf *out, const char *path, size_t length);
void add_end(og_buf *out);
void add_layer(og_buf *out);
void gzip(og_buf *out, const og_buf *plain);
void zstd(og_buf *out, const og_buf *plain);
/* One of the samples. */
void make(og_buf *out, int which);
uint64_t count_defects(const og_blob_facts *facts);

static const size_t blob_pieces[] = {1, 7, 4096, 0};
#define BLOB_PIECE_COUNT (sizeof blob_pieces / sizeof blob_pieces[0])

#endif
