#include "unit/blob_run.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

const setup rootfs = {.depth = OCIGATE_DEPTH_ROOTFS};
const setup blobs = {.depth = OCIGATE_DEPTH_BLOBS};
const setup manifest = {.depth = OCIGATE_DEPTH_MANIFEST};

void open_fixture_with(fixture *f, const setup *s, unsigned threads)
{
    *f = (fixture){0};
    og_arena_init(&f->arena);
    og_limits_init(&f->limits);
    if (s->value != 0)
        f->limits.value[s->limit] = s->value;
    f->json_bytes_left = f->limits.value[OCIGATE_LIMIT_DOCUMENTS_BYTES];
    cr_assert_eq(og_hasher_new(&f->hasher, NULL), OCIGATE_OK);
    if (threads > 0)
        cr_assert_eq(og_crew_new(threads, &f->crew, NULL), OCIGATE_OK);
    const og_blob_options options = {.limits = &f->limits,
                                     .hasher = f->hasher,
                                     .depth = s->depth,
                                     .json_bytes_left = &f->json_bytes_left,
                                     .crew = f->crew};
    cr_assert_eq(og_blob_new(&options, &f->blob, NULL), OCIGATE_OK);
}

void open_fixture(fixture *f, const setup *s)
{
    open_fixture_with(f, s, 0);
}

void close_fixture(fixture *f)
{
    og_blob_free(f->blob);
    og_crew_free(f->crew);
    og_hasher_free(f->hasher);
    og_arena_fini(&f->arena);
}

void feed(fixture *f, const og_buf *data, size_t piece)
{
    if (piece == 0)
        piece = data->length;
    for (size_t at = 0; at < data->length; at += piece) {
        const size_t size = data->length - at < piece ? data->length - at : piece;
        ocigate_error err = {0};
        cr_assert_eq(og_blob_feed(f->blob, (const uint8_t *)data->data + at, size, &err),
                     OCIGATE_OK, "%s", err.text);
    }
}

const og_blob_facts *read_blob(fixture *f, const og_buf *data, size_t piece)
{
    ocigate_error err = {0};
    cr_assert_eq(og_blob_begin(f->blob, &f->arena, data->length, false, &f->facts, &err),
                 OCIGATE_OK);
    feed(f, data, piece);
    cr_assert_eq(og_blob_end(f->blob, true, &err), OCIGATE_OK, "%s", err.text);
    return &f->facts;
}

og_digest digest_of(const fixture *f, og_algorithm algorithm, const void *bytes, size_t length)
{
    og_digest digest = {0};
    cr_assert_eq(og_hash_bytes(f->hasher, algorithm, bytes, length, &digest, NULL), OCIGATE_OK);
    return digest;
}

bool is_digest_of(const fixture *f, const og_digest *digest, const og_buf *data)
{
    const og_digest expected = digest_of(f, OG_SHA256, og_buf_string(data), data->length);
    return og_digest_equal(digest, &expected);
}

void describe(og_buf *out, const og_blob_facts *facts)
{
    char text[OG_DIGEST_TEXT_SIZE];
    og_digest_format(&facts->digest, text);
    og_buf_format(out, "size %llu %s complete %d compression %s content %d looks %s\n",
                  (unsigned long long)facts->size, text, facts->is_complete,
                  og_compression_name(facts->compression), (int)facts->content,
                  facts->looks_like == NULL ? "-" : facts->looks_like);
    og_digest_format(&facts->diff_id, text);
    og_buf_format(out, "decoded %d plain %llu %s walked %d entries %llu json %zu %s large %d\n",
                  facts->is_decoded, (unsigned long long)facts->plain_size, text, facts->is_walked,
                  (unsigned long long)facts->entry_count, facts->json_length,
                  facts->json == NULL ? "-" : facts->json, facts->json_is_too_large);
    og_entry_reader reader;
    og_entry e;
    og_entry_reader_start(&reader, &facts->entries);
    while (og_entry_reader_next(&reader, &e))
        og_buf_format(out, "%c %o %llu [%.*s/%s] [%s] %d %d\n", e.type, e.mode,
                      (unsigned long long)e.size, (int)e.directory_length, e.directory, e.name,
                      e.link == NULL ? "-" : e.link, e.has_slash_end, e.is_absolute);
    for (const og_defect *d = facts->defects.first; d != NULL; d = d->next)
        og_buf_format(out, "defect %d %s [%s] %llu %d\n", (int)d->kind, d->text,
                      d->path == NULL ? "-" : d->path, (unsigned long long)d->offset,
                      d->has_offset);
}

uint64_t count_defects(const og_blob_facts *facts)
{
    uint64_t count = 0;
    for (size_t kind = 0; kind < OG_DEFECT_KIND_COUNT; kind++)
        count += facts->defects.count[kind];
    return count;
}

static void add_header(og_buf *out, char type, const char *name, const char *link, size_t size)
{
    char block[512] = {0};
    memcpy(block, name, strlen(name) < 100 ? strlen(name) : 100);
    memcpy(block + 100, "0000644", 8);
    memcpy(block + 108, "0000000", 8);
    memcpy(block + 116, "0000000", 8);
    (void)snprintf(block + 124, 12, "%011zo", size);
    memcpy(block + 136, "00000000000", 12);
    block[156] = type;
    memcpy(block + 157, link, strlen(link));
    memcpy(block + 257,
           "ustar\0"
           "00",
           8);
    unsigned sum = 8 * ' ';
    for (size_t i = 0; i < sizeof block; i++)
        sum += (unsigned char)block[i];
    (void)snprintf(block + 148, 8, "%06o", sum);
    block[155] = ' ';
    og_buf_add(out, block, sizeof block);
}

static void add_body(og_buf *out, const char *bytes, size_t length)
{
    static const char zeros[512];
    og_buf_add(out, bytes, length);
    og_buf_add(out, zeros, (512 - length % 512) % 512);
}

void add_entry(og_buf *out, char type, const char *name, const char *link)
{
    const size_t size = type == '0' ? 5 : 0;
    add_header(out, type, name, link, size);
    add_body(out, "hello", size);
}

void add_long_entry(og_buf *out, const char *path, size_t length)
{
    og_buf record = {0};
    size_t total = strlen(" path=\n") + length;
    while (total != strlen(" path=\n") + length + (size_t)snprintf(NULL, 0, "%zu", total))
        total++;
    og_buf_format(&record, "%zu path=", total);
    og_buf_add(&record, path, length);
    og_buf_char(&record, '\n');
    add_header(out, 'x', "pax", "", record.length);
    add_body(out, record.data, record.length);
    add_entry(out, '0', "short", "");
    og_buf_fini(&record);
}

void add_end(og_buf *out)
{
    static const char zeros[1024];
    og_buf_add(out, zeros, sizeof zeros);
}

void add_layer(og_buf *out)
{
    add_entry(out, '5', "./", "");
    add_entry(out, '5', "./usr/", "");
    add_entry(out, '0', "./usr/tool", "");
    add_entry(out, '2', "usr/link", "../etc/./x");
    add_entry(out, '1', "usr/hard", "./usr//tool");
    add_end(out);
}

void gzip(og_buf *out, const og_buf *plain)
{
    z_stream stream = {0};
    cr_assert_eq(deflateInit2(&stream, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
    const uLong bound = deflateBound(&stream, (uLong)plain->length) + 32;
    unsigned char *data = malloc(bound);
    stream.next_in = (Bytef *)(uintptr_t)og_buf_string(plain);
    stream.avail_in = (uInt)plain->length;
    stream.next_out = data;
    stream.avail_out = (uInt)bound;
    cr_assert_eq(deflate(&stream, Z_FINISH), Z_STREAM_END);
    og_buf_add(out, data, stream.total_out);
    deflateEnd(&stream);
    free(data);
}

void zstd(og_buf *out, const og_buf *plain)
{
    const size_t bound = ZSTD_compressBound(plain->length);
    unsigned char *data = malloc(bound);
    const size_t size = ZSTD_compress(data, bound, og_buf_string(plain), plain->length, 3);
    cr_assert(!ZSTD_isError(size));
    og_buf_add(out, data, size);
    free(data);
}

static void add_noise_from(og_buf *out, uint32_t seed, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        seed = seed * 1664525u + 1013904223u;
        og_buf_char(out, (char)(seed >> 24));
    }
}

void add_noise(og_buf *out, size_t length)
{
    add_noise_from(out, 7, length);
}

void add_noisy_layer(og_buf *out, size_t size)
{
    og_buf noise = {0};
    for (int i = 0; i < 4; i++) {
        char name[16];
        og_buf_clear(&noise);
        add_noise_from(&noise, 7 + (uint32_t)i, size);
        (void)snprintf(name, sizeof name, "file%d", i);
        add_header(out, '0', name, "", noise.length);
        add_body(out, noise.data, noise.length);
    }
    add_end(out);
    og_buf_fini(&noise);
}

/* The stored blob spans several blocks of the decoder. */
static void add_big_layer(og_buf *out)
{
    add_noisy_layer(out, 90000);
}

static void make_damaged(og_buf *out, void (*pack)(og_buf *, const og_buf *), size_t from_end,
                         size_t cut)
{
    og_buf plain = {0};
    add_big_layer(&plain);
    pack(out, &plain);
    if (cut > 0)
        out->length -= cut;
    else
        for (size_t i = 0; i < 40; i++)
            out->data[out->length - from_end + i] = (char)0xff;
    og_buf_fini(&plain);
}

static void make_packed(og_buf *out, int which)
{
    og_buf plain = {0};
    if (which == GZIP_BIG || which == ZSTD_BIG)
        add_big_layer(&plain);
    else if (which == GZIP_OF_TEXT)
        og_buf_text(&plain, "just some words\n");
    else if (which != GZIP_OF_NOTHING)
        add_layer(&plain);
    if (which == GZIP_TAR_CUT)
        plain.length -= 1024 + 700;
    if (which == ZSTD_LAYER || which == ZSTD_BIG || which == ZSTD_CUT)
        zstd(out, &plain);
    else
        gzip(out, &plain);
    if (which == GZIP_TWICE) {
        og_buf once = *out;
        *out = (og_buf){0};
        gzip(out, &once);
        og_buf_fini(&once);
    }
    if (which == GZIP_CUT || which == ZSTD_CUT)
        out->length -= 6;
    if (which == GZIP_TRAILING)
        og_buf_text(out, "GARBAGE");
    if (which == GZIP_BAD_CRC)
        out->data[out->length - 8] = (char)(out->data[out->length - 8] ^ 1);
    og_buf_fini(&plain);
}

void make(og_buf *out, int which)
{
    switch (which) {
    case PLAIN_LAYER:
        add_layer(out);
        break;
    case GZIP_BIG_DAMAGED:
        make_damaged(out, gzip, 70000, 0);
        break;
    case ZSTD_BIG_DAMAGED:
        make_damaged(out, zstd, 60, 0);
        break;
    case GZIP_BIG_CUT:
        make_damaged(out, gzip, 0, 100000);
        break;
    case TAR_AMBIGUOUS:
        add_layer(out);
        out->data[512 + 148] = '7'; /* the checksum of the second entry */
        break;
    case JSON:
        og_buf_text(out, " \n{\"schemaVersion\": 2}");
        break;
    case TEXT:
        og_buf_text(out, "hello");
        break;
    case PROGRAM:
        og_buf_text(out, "\177ELF");
        add_noise(out, 2000);
        break;
    case XZ:
        og_buf_add(out, "\3757zXZ\0\0\4", 8);
        add_noise(out, 1000);
        break;
    case EMPTY:
        break;
    default:
        make_packed(out, which);
        break;
    }
}
