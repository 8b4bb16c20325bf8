#include "tar_reading.h"

Test(tar_stream, wants_two_zero_blocks_and_zeros_behind_them)
{
    static const struct {
        const char *name;
        size_t zeros; /* behind one entry */
        const char *end;
        const char *expected;
    } ends[] = {
        {"one block and an entry", 512, "f", "0 f 0\n!ambiguous end 512\nincomplete\n"},
        {"half a block", 256, "", "0 f 0\n!truncated - 768\nincomplete\n"},
        {"a block and a half", 768, "", "0 f 0\n!truncated - 1280\nincomplete\n"},
        {"one block and a byte", 512, "x", "0 f 0\n!truncated - 1025\nincomplete\n"},
        {"two blocks and an entry", 1024, "f", "0 f 0\nend\n!trailing - 1536\ncomplete\n"},
        {"two blocks and a byte", 1024, "x", "0 f 0\nend\n!trailing - 1536\ncomplete\n"},
        {"zeros and a byte", 1024 + 777, "x", "0 f 0\nend\n!trailing - 2313\ncomplete\n"},
        {"two blocks and a zero", 1025, "", "0 f 0\nend\ncomplete\n"},
        {"many zeros", 20000, "", "0 f 0\nend\ncomplete\n"},
    };
    static const char zeros[20000];
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        og_buf bytes;
        og_buf_init(&bytes);
        test_tar_file(&bytes, "f", 0644, "");
        og_buf_add(&bytes, zeros, ends[i].zeros);
        if (strcmp(ends[i].end, "f") == 0)
            test_tar_file(&bytes, "g", 0644, "");
        else
            og_buf_text(&bytes, ends[i].end);
        expect(&bytes, ends[i].expected, ends[i].name);
        og_buf_fini(&bytes);
    }
}

/* Python takes a record or a rest of a name there for a part of the body. */
Test(tar_stream, wants_zeros_behind_an_extended_header)
{
    static const char types[] = "xgLK";
    for (size_t i = 0; i < sizeof types - 1; i++) {
        const bool is_pax = i < 2;
        const archive a = {"",
                           {{.name = "e",
                             .type = types[i],
                             .body = is_pax ? "13 comment=a\n" : "name",
                             .length = is_pax ? 13 : 4},
                            {.name = "f", .type = '2', .link = "t"}},
                           "",
                           0};
        og_buf bytes;
        og_buf_init(&bytes);
        write_archive(&a, &bytes);
        static const size_t places[] = {4, 13, 511};
        for (size_t k = is_pax; k < 3; k++) {
            bytes.data[512 + places[k]] = 'x';
            expect(&bytes, "!ambiguous padding 0\nincomplete\n", is_pax ? "PAX" : "a long name");
            bytes.data[512 + places[k]] = 0;
        }
        og_buf_fini(&bytes);
    }
}

Test(tar_stream, takes_any_bytes_behind_the_body_of_an_entry)
{
    og_buf bytes;
    og_buf_init(&bytes);
    test_tar_file(&bytes, "f", 0644, "x");
    memset(bytes.data + 513, 'y', 511);
    test_tar_end_add(&bytes, TEST_END_TWO_BLOCKS);
    expect(&bytes, "0 f 1\nend\ncomplete\n", "garbage");
    og_buf_fini(&bytes);
}

/* Whatever is cut off is noticed, and never more is listed than is there. */
Test(tar_stream, notices_every_cut)
{
    og_buf bytes;
    og_buf_init(&bytes);
    test_tar_file(&bytes, "f", 0644, "hello");
    test_tar_add(&bytes, &(test_tar_entry){.name = A120, .dialect = TEST_PAX, BODY("x")});
    test_tar_add(&bytes, &(test_tar_entry){.name = A120, .dialect = TEST_GNU, BODY("x")});
    const size_t end = bytes.length;
    test_tar_end_add(&bytes, TEST_END_TWO_BLOCKS);
    og_limits limits;
    og_limits_init(&limits);
    for (size_t length = 1; length < bytes.length; length++) {
        reading r;
        read_in_pieces(&r, &limits, bytes.data, length, 512);
        const bool is_whole =
            length == 1024 || length == 3072 || length == end || length == end + 512;
        const bool is_between = length % 512 == 0 && !is_whole && length != 512 && length != 2560 &&
                                length != 3584 && length != 4608 && length != 1536;
        const bool is_right =
            og_defects_have(&r.defects, OG_DEFECT_TAR_END_MISSING) == is_whole &&
            og_defects_have(&r.defects, OG_DEFECT_TAR_AMBIGUOUS) == is_between &&
            og_defects_have(&r.defects, OG_DEFECT_TAR_TRUNCATED) == (!is_whole && !is_between) &&
            (strstr(og_buf_string(&r.shown), "\ncomplete") != NULL) == is_whole;
        cr_expect(is_right, "%zu bytes: %s", length, og_buf_string(&r.shown));
        reading_fini(&r);
    }
    og_buf_fini(&bytes);
}

static void add_comment(og_buf *out, size_t total)
{
    og_buf records;
    og_buf_init(&records);
    og_buf value;
    og_buf_init(&value);
    while (value.length < total)
        og_buf_char(&value, 'c');
    size_t digits = 1;
    for (size_t rest = total; rest >= 10; rest /= 10)
        digits++;
    test_tar_record(&records, "comment", value.data, total - digits - strlen(" comment=\n"));
    cr_assert(records.length == total);
    test_tar_add(out, &(test_tar_entry){.name = "f", .pax = records.data, .pax_length = total});
    og_buf_fini(&value);
    og_buf_fini(&records);
}

Test(tar_stream, bounds_the_extended_headers_of_an_entry)
{
    og_limits limits;
    og_limits_init(&limits);
    limits.value[OCIGATE_LIMIT_PAX_BYTES] = 1200;
    for (size_t total = 1200; total <= 1201; total++) {
        og_buf bytes;
        og_buf_init(&bytes);
        add_comment(&bytes, total);
        test_tar_end_add(&bytes, TEST_END_TWO_BLOCKS);
        expect_limited(&limits, &bytes,
                       total == 1200 ? "0 f 0\nend\ncomplete\n" : "!limit size 0\nincomplete\n",
                       "a comment");
        og_buf_fini(&bytes);
    }
}

Test(tar_stream, bounds_a_long_name_and_a_long_link_together)
{
    og_limits limits;
    og_limits_init(&limits);
    const archive a = {
        "", {K("kkkk\0"), L("lllll\0"), {.name = "f", .type = '2', .link = "t"}}, "", 0};
    og_buf bytes;
    og_buf_init(&bytes);
    write_archive(&a, &bytes);
    limits.value[OCIGATE_LIMIT_PAX_BYTES] = 11;
    expect_limited(&limits, &bytes, "2 lllll -> kkkk 0\nend\ncomplete\n", "at the limit");
    limits.value[OCIGATE_LIMIT_PAX_BYTES] = 10;
    expect_limited(&limits, &bytes, "!limit size 1024\nincomplete\n", "above the limit");
    og_buf_fini(&bytes);
}

Test(tar_stream, bounds_the_extended_headers_of_all_entries)
{
    og_limits limits;
    og_limits_init(&limits);
    limits.value[OCIGATE_LIMIT_PAX_LAYER_BYTES] = 360;
    og_buf bytes;
    og_buf_init(&bytes);
    for (unsigned i = 0; i < 3; i++)
        add_comment(&bytes, 120);
    expect_limited(&limits, &bytes, "0 f 0\n0 f 0\n0 f 0\n!end-missing - 4608\ncomplete\n",
                   "at the limit");
    add_comment(&bytes, 120);
    expect_limited(&limits, &bytes, "0 f 0\n0 f 0\n0 f 0\n!limit size 4608\nincomplete\n",
                   "above the limit");
    og_buf_fini(&bytes);
}

/* Four bytes of 1 GiB: memory is taken for what came. */
Test(tar_stream, takes_no_memory_for_a_promise)
{
    og_limits limits;
    og_limits_init(&limits);
    limits.value[OCIGATE_LIMIT_PAX_BYTES] = UINT64_MAX;
    limits.value[OCIGATE_LIMIT_PAX_LAYER_BYTES] = UINT64_MAX;
    og_buf bytes;
    og_buf_init(&bytes);
    test_tar_add(&bytes,
                 &(test_tar_entry){.name = "x", .type = 'x', SIZED(INT64_MAX), BODY("9 pa")});
    expect_limited(&limits, &bytes, "!truncated - 1024\nincomplete\n", "8 EiB");
    og_buf_fini(&bytes);
}

Test(tar_stream, starts_anew_after_a_defect)
{
    og_limits limits;
    og_limits_init(&limits);
    const archive a = {"", {{.name = "a", BODY("x")}}, "", 0};
    og_buf bytes;
    og_buf_init(&bytes);
    write_archive(&a, &bytes);
    reading r;
    read_in_pieces(&r, &limits, "x", 1, 1);
    for (unsigned i = 0; i < 2; i++) {
        r.defects = (og_defects){0};
        og_buf_clear(&r.shown);
        og_tar_start(r.tar, &r.arena, &r.defects);
        feed(&r, (const uint8_t *)bytes.data, bytes.length);
        finish(&r);
        cr_expect_str_eq(og_buf_string(&r.shown), "0 a 1\nend\ncomplete\n");
    }
    reading_fini(&r);
    og_buf_fini(&bytes);
}

Test(tar_stream, tells_a_stop_once_and_swallows_the_rest)
{
    og_limits limits;
    og_limits_init(&limits);
    og_buf bytes;
    og_buf_init(&bytes);
    test_tar_add(&bytes, &(test_tar_entry){.name = "f", .has_bad_checksum = true});
    reading r;
    read_in_pieces(&r, &limits, "", 0, 1);
    og_tar_start(r.tar, &r.arena, &r.defects);
    const uint8_t *in = (const uint8_t *)bytes.data;
    size_t length = bytes.length;
    const og_tar_event expected[] = {OG_TAR_STOPPED, OG_TAR_NEEDS_INPUT, OG_TAR_NEEDS_INPUT};
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        og_tar_event event;
        const uint8_t *data;
        size_t data_length;
        cr_expect(og_tar_step(r.tar, &in, &length, &event, &data, &data_length, NULL) ==
                  OCIGATE_OK);
        cr_expect(event == expected[i] && length == 0);
    }
    cr_expect(!og_tar_finish(r.tar));
    reading_fini(&r);
    og_buf_fini(&bytes);
}

Test(tar_stream, recognises_an_archive_by_its_first_block)
{
    og_buf bytes;
    og_buf_init(&bytes);
    test_tar_file(&bytes, "f", 0644, "");
    uint8_t block[OG_TAR_BLOCK_BYTES];
    memcpy(block, bytes.data, sizeof block);
    cr_expect(og_tar_sniff(block, sizeof block));
    cr_expect(!og_tar_sniff(block, sizeof block - 1));
    block[0] = 'g';
    cr_expect(og_tar_sniff(block, sizeof block), "a magic and a bad checksum");
    memset(block + 257, 0, 8);
    cr_expect(!og_tar_sniff(block, sizeof block), "neither");
    test_tar_seal(block);
    cr_expect(og_tar_sniff(block, sizeof block), "a checksum without magic");
    memset(block, 0, sizeof block);
    cr_expect(og_tar_sniff(block, sizeof block), "a zero block");
    memset(block, '{', sizeof block);
    cr_expect(!og_tar_sniff(block, sizeof block));
    og_buf_fini(&bytes);
}
