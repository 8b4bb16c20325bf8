/* The facts of a blob are the same whether another thread helps or not. */
#include "unit/blob_run.h"

#include <criterion/criterion.h>
#include <stdio.h>

#define LARGE_BYTES ((size_t)700 * 1000) /* of each of the four files: 2.8 MB stored */

static void read_with(og_buf *out, unsigned threads, ocigate_depth depth, const og_buf *data,
                      uint64_t promised, size_t piece, bool wants_sha512)
{
    fixture f;
    const setup s = {.depth = depth};
    open_fixture_with(&f, &s, threads);
    for (int time = 0; time < 2; time++) { /* the second has everything from the first */
        ocigate_error err = {0};
        cr_assert_eq(og_blob_begin(f.blob, &f.arena, promised, wants_sha512, &f.facts, &err),
                     OCIGATE_OK);
        feed(&f, data, piece);
        cr_assert_eq(og_blob_end(f.blob, true, &err), OCIGATE_OK, "%s", err.text);
        describe(out, &f.facts);
        char text[OG_DIGEST_TEXT_SIZE];
        og_digest_format(&f.facts.digest_sha512, text);
        og_buf_format(out, "%s\n", text);
    }
    close_fixture(&f);
}

static void expect_same(const og_buf *data, uint64_t promised, size_t piece, const char *name)
{
    for (int depth = OCIGATE_DEPTH_MANIFEST; depth <= OCIGATE_DEPTH_ROOTFS; depth++) {
        og_buf alone = {0}, helped = {0};
        read_with(&alone, 1, (ocigate_depth)depth, data, promised, piece, true);
        read_with(&helped, 2, (ocigate_depth)depth, data, promised, piece, true);
        cr_expect_str_eq(og_buf_string(&helped), og_buf_string(&alone), "%s, depth %d, piece %zu",
                         name, depth, piece);
        og_buf_fini(&alone);
        og_buf_fini(&helped);
    }
}

/* A size that is never reached lets the smallest blob have help. */
Test(blob_threads, every_sample_gives_the_same_facts, .timeout = 120)
{
    for (int which = 0; which < SAMPLE_COUNT; which++) {
        og_buf data = {0};
        char name[16];
        make(&data, which);
        (void)snprintf(name, sizeof name, "sample %d", which);
        for (size_t i = 1; i < BLOB_PIECE_COUNT; i++)
            expect_same(&data, (uint64_t)1 << 40, blob_pieces[i], name);
        og_buf_fini(&data);
    }
}

typedef void packer(og_buf *out, const og_buf *plain);

static void pack_plain(og_buf *out, const og_buf *plain)
{
    og_buf_add(out, plain->data, plain->length);
}

static const struct {
    const char *name;
    packer *pack;
} packers[] = {{"plain", pack_plain}, {"gzip", gzip}, {"zstd", zstd}};

#define PACKER_COUNT (sizeof packers / sizeof packers[0])

static void make_large(og_buf *out, packer *pack)
{
    og_buf plain = {0};
    add_noisy_layer(&plain, LARGE_BYTES);
    pack(out, &plain);
    og_buf_fini(&plain);
}

Test(blob_threads, large_blobs_give_the_same_facts, .timeout = 120)
{
    for (size_t i = 0; i < PACKER_COUNT; i++) {
        og_buf data = {0};
        make_large(&data, packers[i].pack);
        expect_same(&data, data.length, 100000, packers[i].name);
        expect_same(&data, UINT64_MAX, 0, packers[i].name); /* the size is not known: no help */
        og_buf_fini(&data);
    }
}

/* Damage before, at and behind the places where the work changes hands. */
Test(blob_threads, damaged_large_blobs_give_the_same_facts, .timeout = 300)
{
    static const size_t places[] = {300,     262143,  262144,  524288,
                                    1048576, 1835008, 2097152, 2800000};
    for (size_t i = 0; i < PACKER_COUNT; i++) {
        og_buf data = {0};
        make_large(&data, packers[i].pack);
        for (size_t at = 0; at < sizeof places / sizeof places[0]; at++) {
            char *byte = data.data + places[at];
            *byte = (char)(*byte ^ 0x41);
            expect_same(&data, data.length, 300000, packers[i].name);
            *byte = (char)(*byte ^ 0x41);
        }
        const size_t whole = data.length;
        data.length = 2000000;
        expect_same(&data, whole, 300000, packers[i].name);
        og_buf_fini(&data);
    }
}

Test(blob_threads, a_limit_stops_the_helper)
{
    og_buf data = {0};
    make_large(&data, gzip);
    for (uint64_t limit = 262143; limit <= 2097153; limit += 262145) {
        og_buf facts[2] = {{0}, {0}};
        for (unsigned threads = 1; threads <= 2; threads++) {
            fixture f;
            const setup s = {
                .depth = OCIGATE_DEPTH_ROOTFS, .limit = OCIGATE_LIMIT_LAYER_BYTES, .value = limit};
            open_fixture_with(&f, &s, threads);
            describe(&facts[threads - 1], read_blob(&f, &data, 50000));
            cr_expect_eq(f.facts.plain_size, limit);
            close_fixture(&f);
        }
        cr_expect_str_eq(og_buf_string(&facts[0]), og_buf_string(&facts[1]));
        og_buf_fini(&facts[0]);
        og_buf_fini(&facts[1]);
    }
    og_buf_fini(&data);
}

/* A reader that is given up, or begins anew, while a thread works for it. */
Test(blob_threads, a_blob_can_be_given_up)
{
    for (size_t i = 0; i < PACKER_COUNT; i++) {
        og_buf data = {0};
        make_large(&data, packers[i].pack);
        for (size_t fed = 250000; fed < data.length; fed += 450000) {
            fixture f;
            const og_buf part = {.data = data.data, .length = fed};
            og_buf alone = {0}, after = {0};
            open_fixture_with(&f, &rootfs, 2);
            cr_assert_eq(og_blob_begin(f.blob, &f.arena, data.length, false, &f.facts, NULL),
                         OCIGATE_OK);
            feed(&f, &part, 70000);
            describe(&after, read_blob(&f, &data, 70000));
            cr_assert_eq(og_blob_begin(f.blob, &f.arena, data.length, false, &f.facts, NULL),
                         OCIGATE_OK);
            feed(&f, &part, 70000);
            close_fixture(&f);
            open_fixture(&f, &rootfs);
            describe(&alone, read_blob(&f, &data, 70000));
            close_fixture(&f);
            cr_expect_str_eq(og_buf_string(&after), og_buf_string(&alone));
            og_buf_fini(&alone);
            og_buf_fini(&after);
        }
        og_buf_fini(&data);
    }
}
