#include "unit/blob_run.h"

#include <criterion/criterion.h>
#include <string.h>

Test(blob, gives_the_same_facts_whatever_the_pieces, .timeout = 100)
{
    static const setup setups[] = {
        {.depth = OCIGATE_DEPTH_ROOTFS},
        {.depth = OCIGATE_DEPTH_BLOBS},
        {.depth = OCIGATE_DEPTH_MANIFEST},
        {OCIGATE_DEPTH_ROOTFS, OCIGATE_LIMIT_LAYER_BYTES, 100001},
        {OCIGATE_DEPTH_ROOTFS, OCIGATE_LIMIT_LAYER_BYTES, 5},
        {OCIGATE_DEPTH_ROOTFS, OCIGATE_LIMIT_ENTRIES, 3},
        {OCIGATE_DEPTH_ROOTFS, OCIGATE_LIMIT_DOCUMENT_BYTES, 10},
    };
    for (size_t s = 0; s < sizeof setups / sizeof setups[0]; s++) {
        for (int which = 0; which < SAMPLE_COUNT; which++) {
            og_buf data = {0};
            og_buf first = {0};
            make(&data, which);
            fixture f;
            open_fixture(&f, &setups[s]);
            for (size_t p = 0; p < BLOB_PIECE_COUNT; p++) {
                og_buf text = {0};
                describe(&text, read_blob(&f, &data, blob_pieces[p]));
                if (p == 0)
                    first = text;
                else
                    cr_assert_str_eq(text.data, first.data, "setup %zu, blob %d, pieces of %zu", s,
                                     which, blob_pieces[p]);
                if (p > 0)
                    og_buf_fini(&text);
            }
            close_fixture(&f);
            og_buf_fini(&first);
            og_buf_fini(&data);
        }
    }
}

static const struct {
    const char *name;
    int which;
    og_compression compression;
    og_content content;
    const char *looks_like;
    bool is_decoded, is_walked;
    uint64_t entry_count;
    int defect; /* the only kind, or -1 */
} samples[] = {
    {"a plain layer", PLAIN_LAYER, OG_COMPRESSION_NONE, OG_CONTENT_TAR, NULL, true, true, 5, -1},
    {"a gzip layer", GZIP_LAYER, OG_COMPRESSION_GZIP, OG_CONTENT_TAR, NULL, true, true, 5, -1},
    {"a zstd layer", ZSTD_LAYER, OG_COMPRESSION_ZSTD, OG_CONTENT_TAR, NULL, true, true, 5, -1},
    {"a big gzip layer", GZIP_BIG, OG_COMPRESSION_GZIP, OG_CONTENT_TAR, NULL, true, true, 4, -1},
    {"a big zstd layer", ZSTD_BIG, OG_COMPRESSION_ZSTD, OG_CONTENT_TAR, NULL, true, true, 4, -1},
    {"gzip that is damaged", GZIP_BAD_CRC, OG_COMPRESSION_GZIP, OG_CONTENT_TAR, NULL, false, false,
     5, OG_DEFECT_CODEC_CORRUPT},
    {"gzip that is cut", GZIP_CUT, OG_COMPRESSION_GZIP, OG_CONTENT_TAR, NULL, false, false, 5,
     OG_DEFECT_CODEC_TRUNCATED},
    {"gzip with bytes behind", GZIP_TRAILING, OG_COMPRESSION_GZIP, OG_CONTENT_TAR, NULL, false,
     true, 5, OG_DEFECT_CODEC_TRAILING},
    {"gzip of nothing", GZIP_OF_NOTHING, OG_COMPRESSION_GZIP, OG_CONTENT_EMPTY, NULL, true, true, 0,
     -1},
    {"gzip of a text", GZIP_OF_TEXT, OG_COMPRESSION_GZIP, OG_CONTENT_OTHER, "a text file", true,
     false, 0, -1},
    {"gzip of gzip", GZIP_TWICE, OG_COMPRESSION_GZIP, OG_CONTENT_OTHER, "gzip data", true, false, 0,
     -1},
    {"gzip of a tar that is cut", GZIP_TAR_CUT, OG_COMPRESSION_GZIP, OG_CONTENT_TAR, NULL, true,
     false, 3, OG_DEFECT_TAR_TRUNCATED},
    {"a text", TEXT, OG_COMPRESSION_NONE, OG_CONTENT_OTHER, "a text file", true, false, 0, -1},
    {"a program", PROGRAM, OG_COMPRESSION_NONE, OG_CONTENT_OTHER, "an ELF program", true, false, 0,
     -1},
    {"xz data", XZ, OG_COMPRESSION_XZ, OG_CONTENT_UNKNOWN, NULL, false, false, 0, -1},
    {"nothing", EMPTY, OG_COMPRESSION_NONE, OG_CONTENT_EMPTY, NULL, true, true, 0, -1},
    {"a document", JSON, OG_COMPRESSION_NONE, OG_CONTENT_JSON, NULL, true, false, 0, -1},
};

Test(blob, tells_what_a_blob_is)
{
    fixture f;
    open_fixture(&f, &rootfs);
    for (size_t c = 0; c < sizeof samples / sizeof samples[0]; c++) {
        og_buf data = {0};
        make(&data, samples[c].which);
        const og_blob_facts *facts = read_blob(&f, &data, 0);
        const char *name = samples[c].name;
        cr_assert(is_digest_of(&f, &facts->digest, &data), "%s", name);
        cr_assert_eq(facts->size, data.length, "%s", name);
        cr_assert_eq(facts->compression, samples[c].compression, "%s", name);
        cr_assert_eq(facts->content, samples[c].content, "%s: %d", name, facts->content);
        cr_assert(samples[c].looks_like == NULL
                      ? facts->looks_like == NULL
                      : facts->looks_like != NULL &&
                            strcmp(facts->looks_like, samples[c].looks_like) == 0,
                  "%s: %s", name, facts->looks_like);
        cr_assert_eq(facts->is_decoded, samples[c].is_decoded, "%s", name);
        cr_assert_eq(facts->diff_id.algorithm,
                     samples[c].is_decoded ? OG_SHA256 : OG_ALGORITHM_NONE, "%s", name);
        cr_assert_eq(facts->is_walked, samples[c].is_walked, "%s", name);
        cr_assert_eq(facts->entry_count, samples[c].entry_count, "%s: %llu", name,
                     (unsigned long long)facts->entry_count);
        cr_assert_eq(count_defects(facts), samples[c].defect < 0 ? 0 : 1, "%s", name);
        if (samples[c].defect >= 0)
            cr_assert(og_defects_have(&facts->defects, (og_defect_kind)samples[c].defect), "%s",
                      name);
        og_buf_fini(&data);
    }
    close_fixture(&f);
}

Test(blob, hashes_the_plain_bytes_to_their_end)
{
    static const int kinds[] = {GZIP_LAYER, ZSTD_LAYER};
    fixture f;
    open_fixture(&f, &rootfs);
    og_buf plain = {0};
    add_layer(&plain);
    for (size_t i = 0; i < 2; i++) {
        og_buf data = {0};
        make(&data, kinds[i]);
        const og_blob_facts *facts = read_blob(&f, &data, 0);
        cr_assert(is_digest_of(&f, &facts->diff_id, &plain));
        cr_assert_eq(facts->plain_size, plain.length);
        og_buf_fini(&data);
    }
    close_fixture(&f);
    og_buf_fini(&plain);
}

Test(blob, hashes_on_when_the_tar_reader_has_stopped)
{
    fixture f;
    open_fixture(&f, &rootfs);
    og_buf plain = {0};
    og_buf data = {0};
    make(&plain, TAR_AMBIGUOUS);
    gzip(&data, &plain);
    const og_blob_facts *facts = read_blob(&f, &data, 0);
    cr_assert(facts->is_decoded);
    cr_assert_not(facts->is_walked);
    cr_assert(is_digest_of(&f, &facts->diff_id, &plain));
    cr_assert_eq(facts->entry_count, 1);
    cr_assert_gt(count_defects(facts), 0);
    close_fixture(&f);
    og_buf_fini(&plain);
    og_buf_fini(&data);
}

Test(blob, walks_nothing_at_depth_blobs)
{
    fixture f;
    open_fixture(&f, &blobs);
    for (int which = PLAIN_LAYER; which <= ZSTD_LAYER; which++) {
        og_buf data = {0};
        make(&data, which);
        const og_blob_facts *facts = read_blob(&f, &data, 0);
        cr_assert_eq(facts->content, OG_CONTENT_TAR);
        cr_assert(facts->is_decoded);
        cr_assert_not(facts->is_walked);
        cr_assert_eq(facts->entry_count, 0);
        cr_assert_eq(facts->entries.count, 0);
        og_buf_fini(&data);
    }
    close_fixture(&f);
}

Test(blob, looks_at_documents_alone_at_depth_manifest)
{
    fixture f;
    open_fixture(&f, &manifest);
    for (int which = 0; which < SAMPLE_COUNT; which++) {
        og_buf data = {0};
        make(&data, which);
        const og_blob_facts *facts = read_blob(&f, &data, 0);
        const bool is_json = which == JSON;
        cr_assert_eq(facts->size, data.length);
        cr_assert_eq(facts->content, is_json ? OG_CONTENT_JSON : OG_CONTENT_UNKNOWN);
        cr_assert_eq(facts->digest.algorithm, is_json ? OG_SHA256 : OG_ALGORITHM_NONE);
        cr_assert_eq(facts->is_decoded, is_json);
        cr_assert_eq(facts->json != NULL, is_json);
        cr_assert_eq(count_defects(facts), 0);
        og_buf_fini(&data);
    }
    close_fixture(&f);
}

Test(blob, hashes_with_sha512_when_it_is_asked_to)
{
    fixture f;
    open_fixture(&f, &rootfs);
    static const int kinds[] = {GZIP_LAYER, PLAIN_LAYER, JSON};
    for (size_t i = 0; i < 3; i++) {
        og_buf data = {0};
        make(&data, kinds[i]);
        cr_assert_eq(og_blob_begin(f.blob, &f.arena, UINT64_MAX, true, &f.facts, NULL), OCIGATE_OK);
        feed(&f, &data, 0);
        cr_assert_eq(og_blob_end(f.blob, true, NULL), OCIGATE_OK);
        const og_digest stored = digest_of(&f, OG_SHA512, data.data, data.length);
        cr_assert(og_digest_equal(&f.facts.digest_sha512, &stored));
        og_buf plain = {0};
        make(&plain, kinds[i] == GZIP_LAYER ? PLAIN_LAYER : kinds[i]);
        const og_digest diff_id = digest_of(&f, OG_SHA512, plain.data, plain.length);
        cr_assert(og_digest_equal(&f.facts.diff_id_sha512, &diff_id));
        cr_assert_eq(f.facts.digest.algorithm, OG_SHA256);
        og_buf_fini(&plain);
        /* The next blob does not inherit it. */
        cr_assert_eq(read_blob(&f, &data, 0)->digest_sha512.algorithm, OG_ALGORITHM_NONE);
        cr_assert_eq(f.facts.diff_id_sha512.algorithm, OG_ALGORITHM_NONE);
        og_buf_fini(&data);
    }
    close_fixture(&f);
}

Test(blob, stops_unpacking_above_the_limit_of_a_layer)
{
    static const int kinds[] = {PLAIN_LAYER, GZIP_LAYER, ZSTD_LAYER};
    og_buf plain = {0};
    add_layer(&plain);
    for (size_t i = 0; i < 3; i++) {
        og_buf data = {0};
        make(&data, kinds[i]);
        for (uint64_t less = 0; less <= 1; less++) {
            const setup s = {OCIGATE_DEPTH_ROOTFS, OCIGATE_LIMIT_LAYER_BYTES, plain.length - less};
            fixture f;
            open_fixture(&f, &s);
            const og_blob_facts *facts = read_blob(&f, &data, 0);
            cr_assert_eq(facts->is_decoded, less == 0);
            cr_assert_eq(facts->is_walked, less == 0);
            cr_assert_eq(facts->plain_size, plain.length - less);
            cr_assert_eq(facts->defects.count[OG_DEFECT_BOMB], less);
            cr_assert_eq(count_defects(facts), less);
            if (less > 0)
                cr_assert(strstr(facts->defects.first->text, "layer-bytes") != NULL);
            cr_assert(is_digest_of(&f, &facts->digest, &data));
            close_fixture(&f);
        }
        og_buf_fini(&data);
    }
    og_buf_fini(&plain);
}

Test(blob, unpacks_a_bomb_in_flat_memory)
{
    const setup s = {OCIGATE_DEPTH_ROOTFS, OCIGATE_LIMIT_LAYER_BYTES, 48u << 20};
    og_buf zeros = {0};
    char block[4096] = {0};
    for (size_t i = 0; i < 12288 + 1; i++)
        og_buf_add(&zeros, block, sizeof block);
    for (size_t i = 0; i < 2; i++) {
        og_buf data = {0};
        fixture f;
        (i == 0 ? gzip : zstd)(&data, &zeros);
        cr_assert_lt(data.length, 100000);
        open_fixture(&f, &s);
        const og_blob_facts *facts = read_blob(&f, &data, 0);
        cr_assert_eq(facts->defects.count[OG_DEFECT_BOMB], 1);
        cr_assert_eq(facts->plain_size, 48u << 20);
        cr_assert_lt(f.arena.used_bytes, 4096);
        close_fixture(&f);
        og_buf_fini(&data);
    }
    og_buf_fini(&zeros);
}

Test(blob, believes_no_promised_size)
{
    fixture f;
    og_buf data = {0};
    make(&data, JSON);
    open_fixture(&f, &rootfs);
    cr_assert_eq(og_blob_begin(f.blob, &f.arena, UINT64_C(1) << 60, false, &f.facts, NULL),
                 OCIGATE_OK);
    feed(&f, &data, 0);
    cr_assert_eq(og_blob_end(f.blob, false, NULL), OCIGATE_OK);
    cr_assert_not(f.facts.is_complete);
    cr_assert_not(f.facts.is_decoded);
    cr_assert_lt(f.arena.used_bytes, 4096);
    close_fixture(&f);
    og_buf_fini(&data);
}

Test(blob, places_damage_in_the_stored_bytes)
{
    fixture f;
    og_buf data = {0};
    make(&data, GZIP_TRAILING);
    open_fixture(&f, &rootfs);
    const og_defect *defect = read_blob(&f, &data, 0)->defects.first;
    cr_assert(defect->has_offset);
    cr_assert_eq(defect->offset, data.length - strlen("GARBAGE"));
    close_fixture(&f);
    og_buf_fini(&data);
}

Test(blob, blames_no_blob_for_an_archive_that_is_cut)
{
    static const int kinds[] = {PLAIN_LAYER, GZIP_LAYER, ZSTD_LAYER, JSON};
    fixture f;
    open_fixture(&f, &rootfs);
    for (size_t i = 0; i < 4; i++) {
        og_buf data = {0};
        make(&data, kinds[i]);
        const size_t whole = data.length;
        data.length -= 5;
        cr_assert_eq(og_blob_begin(f.blob, &f.arena, whole, false, &f.facts, NULL), OCIGATE_OK);
        feed(&f, &data, 0);
        cr_assert_eq(og_blob_end(f.blob, i == 0, NULL), OCIGATE_OK);
        cr_assert_not(f.facts.is_complete);
        cr_assert_not(f.facts.is_decoded);
        cr_assert_not(f.facts.is_walked);
        cr_assert_eq(f.facts.diff_id.algorithm, OG_ALGORITHM_NONE);
        cr_assert_eq(count_defects(&f.facts), 0);
        cr_assert(is_digest_of(&f, &f.facts.digest, &data));
        og_buf_fini(&data);
    }
    close_fixture(&f);
}

Test(blob, carries_nothing_over_to_the_next_blob)
{
    og_buf expected[SAMPLE_COUNT] = {0};
    og_buf data[SAMPLE_COUNT] = {0};
    for (int i = 0; i < SAMPLE_COUNT; i++) {
        fixture f;
        make(&data[i], i);
        open_fixture(&f, &rootfs);
        describe(&expected[i], read_blob(&f, &data[i], 0));
        close_fixture(&f);
    }
    fixture f;
    open_fixture(&f, &rootfs);
    for (int i = 0; i < SAMPLE_COUNT; i++) {
        for (int j = 0; j < SAMPLE_COUNT; j++) {
            og_buf text = {0};
            /* One that was left half way, one that was read. */
            cr_assert_eq(og_blob_begin(f.blob, &f.arena, 0, true, &f.facts, NULL), OCIGATE_OK);
            feed(&f, &data[i], 0);
            (void)read_blob(&f, &data[i], 0);
            describe(&text, read_blob(&f, &data[j], 0));
            cr_assert_str_eq(text.data, expected[j].data, "blob %d after %d", j, i);
            og_buf_fini(&text);
        }
    }
    close_fixture(&f);
    for (int i = 0; i < SAMPLE_COUNT; i++) {
        og_buf_fini(&expected[i]);
        og_buf_fini(&data[i]);
    }
}
