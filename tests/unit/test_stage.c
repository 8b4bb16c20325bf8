/* A decoding stage yields what the codec alone would; rings that are full do not lock it. */
#include "blob/stage.h"

#include <criterion/criterion.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define PLAIN_BYTES ((size_t)24 << 20) /* more than both rings hold */

typedef struct fixture {
    og_limits limits;
    og_crew *crew;
    og_codec *codec;
    og_stage *stage;
    uint8_t *plain, *stored;
    size_t stored_length;
} fixture;

static void open_fixture(fixture *f, int level)
{
    *f = (fixture){.plain = malloc(PLAIN_BYTES)};
    og_limits_init(&f->limits);
    cr_assert_eq(og_crew_new(2, &f->crew, NULL), OCIGATE_OK);
    cr_assert_eq(og_codec_new(OG_COMPRESSION_GZIP, &f->limits, &f->codec, NULL), OCIGATE_OK);
    cr_assert_eq(og_codec_start(f->codec, NULL), OCIGATE_OK);
    cr_assert_eq(og_stage_new(&f->stage, NULL), OCIGATE_OK);
    for (size_t i = 0; i < PLAIN_BYTES; i++)
        f->plain[i] = (uint8_t)(i * i >> 7);
    z_stream stream = {0};
    cr_assert_eq(deflateInit2(&stream, level, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
    const uLong bound = deflateBound(&stream, PLAIN_BYTES);
    f->stored = malloc(bound);
    stream.next_in = f->plain;
    stream.avail_in = PLAIN_BYTES;
    stream.next_out = f->stored;
    stream.avail_out = (uInt)bound;
    cr_assert_eq(deflate(&stream, Z_FINISH), Z_STREAM_END);
    f->stored_length = stream.total_out;
    deflateEnd(&stream);
}

static void close_fixture(fixture *f)
{
    og_stage_free(f->stage);
    og_codec_free(f->codec);
    og_crew_free(f->crew);
    free(f->plain);
    free(f->stored);
}

/* Puts while there is room, takes only when there is none: both rings fill up. */
static size_t put_all(fixture *f, size_t *taken)
{
    size_t at = 0;
    bool is_closed = false;
    for (;;) {
        const bool is_done = og_stage_is_done(f->stage);
        uint8_t *room = at < f->stored_length ? og_stage_room(f->stage) : NULL;
        og_stage_piece piece;
        if (room != NULL) {
            size_t size = f->stored_length - at;
            size = size < OG_STAGE_SLOT_BYTES ? size : OG_STAGE_SLOT_BYTES;
            memcpy(room, f->stored + at, size);
            og_stage_put(f->stage, size);
            at += size;
        } else if (og_stage_take(f->stage, &piece)) {
            cr_assert_leq(*taken + piece.length, PLAIN_BYTES);
            cr_assert_eq(memcmp(piece.bytes, f->plain + *taken, piece.length), 0);
            *taken += piece.length;
            og_stage_drop(f->stage);
        } else if (is_done) {
            return at;
        } else {
            if (at == f->stored_length && !is_closed)
                og_stage_close(f->stage);
            is_closed = at == f->stored_length;
            og_stage_wait(f->stage);
        }
    }
}

Test(stage, yields_all_bytes_in_order, .timeout = 120)
{
    for (int level = 0; level <= 6; level += 6) { /* stored: more in than out, and the reverse */
        fixture f;
        size_t taken = 0;
        open_fixture(&f, level);
        cr_assert(og_stage_decode(f.stage, f.crew, f.codec));
        cr_expect_eq(put_all(&f, &taken), f.stored_length);
        cr_expect_eq(taken, PLAIN_BYTES);
        cr_expect_eq(og_stage_end(f.stage, NULL), OCIGATE_OK);
        cr_expect_eq(og_stage_end(f.stage, NULL), OCIGATE_OK, "the second time nothing happens");
        og_codec_result result = {0};
        og_codec_finish(f.codec, &result);
        cr_expect_eq(result.state, OG_CODEC_GOOD);
        close_fixture(&f);
    }
}

Test(stage, can_be_ended_at_any_time, .timeout = 120)
{
    for (size_t blocks = 0; blocks <= OG_STAGE_SLOTS; blocks++) {
        fixture f;
        open_fixture(&f, 0);
        cr_assert(og_stage_decode(f.stage, f.crew, f.codec));
        for (size_t i = 0; i < blocks; i++) {
            uint8_t *room = og_stage_room(f.stage);
            if (room == NULL)
                break;
            memcpy(room, f.stored + i * OG_STAGE_SLOT_BYTES, OG_STAGE_SLOT_BYTES);
            og_stage_put(f.stage, OG_STAGE_SLOT_BYTES);
        }
        if (blocks % 2 == 1)
            og_stage_close(f.stage);
        if (blocks % 3 == 0)
            cr_expect_eq(og_stage_end(f.stage, NULL), OCIGATE_OK);
        close_fixture(&f); /* which ends it otherwise */
    }
}

Test(stage, gives_the_defect_as_its_last_piece, .timeout = 60)
{
    fixture f;
    size_t taken = 0;
    open_fixture(&f, 0);
    f.stored[(size_t)20 << 20] ^= 1; /* stored: nothing but the checksum at the end can tell */
    cr_assert(og_stage_decode(f.stage, f.crew, f.codec));
    og_stage_piece piece = {0}, last = {0};
    size_t at = 0;
    while (!og_stage_is_done(f.stage) || og_stage_take(f.stage, &piece)) {
        uint8_t *room = at < f.stored_length ? og_stage_room(f.stage) : NULL;
        if (room != NULL) {
            size_t size = f.stored_length - at;
            size = size < OG_STAGE_SLOT_BYTES ? size : OG_STAGE_SLOT_BYTES;
            memcpy(room, f.stored + at, size);
            og_stage_put(f.stage, size);
            at += size;
        } else if (og_stage_take(f.stage, &piece)) {
            last = piece;
            taken += piece.length;
            og_stage_drop(f.stage);
        } else {
            og_stage_wait(f.stage);
        }
    }
    cr_expect_eq(last.result.state, OG_CODEC_CORRUPT);
    cr_expect_eq(taken, PLAIN_BYTES);
    cr_expect_eq(og_stage_end(f.stage, NULL), OCIGATE_OK);
    close_fixture(&f);
}

Test(stage, hashes_everything_that_was_put, .timeout = 60)
{
    static const size_t lengths[] = {0, 1, 262143, 262144, 262145, 9 * 262144 + 5};
    og_hasher *hasher = NULL;
    fixture f;
    open_fixture(&f, 1);
    cr_assert_eq(og_hasher_new(&hasher, NULL), OCIGATE_OK);
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        og_hash_pair pair = {0};
        og_digest digest = {0}, sha512 = {0}, expected = {0};
        cr_assert_eq(og_hash_pair_start(&pair, hasher, true, NULL), OCIGATE_OK);
        while (!og_stage_hash(f.stage, f.crew, &pair)) /* the thread is idle a little later */
            (void)sched_yield();
        for (size_t at = 0; at < lengths[i];) {
            uint8_t *room = og_stage_room(f.stage);
            if (room == NULL) {
                og_stage_wait(f.stage);
                continue;
            }
            size_t size = lengths[i] - at;
            size = size < OG_STAGE_SLOT_BYTES ? size : OG_STAGE_SLOT_BYTES;
            memcpy(room, f.plain + at, size);
            og_stage_put(f.stage, size);
            at += size;
        }
        og_stage_close(f.stage);
        cr_assert_eq(og_stage_end(f.stage, NULL), OCIGATE_OK);
        cr_assert_eq(og_hash_pair_finish(&pair, &digest, &sha512, NULL), OCIGATE_OK);
        cr_assert_eq(og_hash_bytes(hasher, OG_SHA256, f.plain, lengths[i], &expected, NULL),
                     OCIGATE_OK);
        cr_expect(og_digest_equal(&digest, &expected), "%zu bytes", lengths[i]);
        cr_assert_eq(og_hash_bytes(hasher, OG_SHA512, f.plain, lengths[i], &expected, NULL),
                     OCIGATE_OK);
        cr_expect(og_digest_equal(&sha512, &expected), "%zu bytes", lengths[i]);
        og_hash_pair_fini(&pair);
    }
    og_hasher_free(hasher);
    close_fixture(&f);
}

Test(stage, needs_a_thread_that_is_idle)
{
    fixture f;
    open_fixture(&f, 1);
    og_stage *other = NULL;
    cr_assert_eq(og_stage_new(&other, NULL), OCIGATE_OK);
    cr_assert(og_stage_decode(f.stage, f.crew, f.codec));
    cr_expect_not(og_stage_decode(other, f.crew, f.codec));
    cr_expect_eq(og_stage_end(other, NULL), OCIGATE_OK);
    og_stage_free(other);
    close_fixture(&f);
}
