#include "support/bytes.h"
#include "support/tar_builder.h"

#include <archive.h>
#include <archive_entry.h>
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

/* Every entry as "type name size [-> link]", as libarchive reads it. */
static bool list(const og_buf *tar, og_buf *out)
{
    struct archive *archive = archive_read_new();
    bool is_good = archive_read_support_format_tar(archive) == ARCHIVE_OK &&
                   archive_read_open_memory(archive, tar->data, tar->length) == ARCHIVE_OK;
    struct archive_entry *entry;
    int status = ARCHIVE_EOF;
    while (is_good && (status = archive_read_next_header(archive, &entry)) == ARCHIVE_OK) {
        const char *hard = archive_entry_hardlink(entry);
        const char *soft = archive_entry_symlink(entry);
        og_buf_format(out, "%o %s %lld%s%s\n", (unsigned)archive_entry_mode(entry),
                      archive_entry_pathname(entry), (long long)archive_entry_size(entry),
                      hard != NULL || soft != NULL ? " -> " : "",
                      hard != NULL   ? hard
                      : soft != NULL ? soft
                                     : "");
    }
    is_good = is_good && status == ARCHIVE_EOF;
    (void)archive_read_free(archive);
    return is_good;
}

static void expect_listing(const og_buf *tar, const char *expected, const char *name)
{
    og_buf listing;
    og_buf_init(&listing);
    cr_expect(list(tar, &listing), "%s: libarchive refuses it", name);
    cr_expect_str_eq(og_buf_string(&listing), expected, "%s: %s", name, og_buf_string(&listing));
    og_buf_fini(&listing);
}

Test(tar_builder, writes_what_libarchive_reads)
{
    og_buf tar;
    og_buf_init(&tar);
    test_tar_directory(&tar, "a/", 0755);
    test_tar_file(&tar, "a/f", 0600, "text");
    test_tar_symlink(&tar, "a/s", "f");
    test_tar_hardlink(&tar, "a/h", "a/f");
    test_tar_end_add(&tar, TEST_END_TWO_BLOCKS);
    expect_listing(&tar, "40755 a/ 0\n100600 a/f 4\n120777 a/s 0 -> f\n644 a/h 0 -> a/f\n",
                   "plain");
    cr_expect_eq(tar.length, 512u * 7);
    og_buf_fini(&tar);
}

Test(tar_builder, writes_long_names_in_every_dialect)
{
    static const struct {
        const char *name;
        test_tar_dialect dialect;
        size_t length; /* of the path */
        bool has_slash;
        size_t blocks; /* of the entry, with what comes before it */
    } cases[] = {
        {"ustar, at the limit", TEST_USTAR, 100, false, 1},
        {"ustar, needs PAX", TEST_USTAR, 101, false, 3},
        {"ustar, split", TEST_USTAR, 101, true, 1},
        {"gnu, at the limit", TEST_GNU, 100, false, 1},
        {"gnu", TEST_GNU, 101, false, 3},
        {"gnu, long", TEST_GNU, 600, false, 4},
        {"pax, never split", TEST_PAX, 101, true, 3},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char path[1024] = "";
        memset(path, 'n', cases[i].length);
        if (cases[i].has_slash)
            path[40] = '/';
        og_buf tar;
        og_buf_init(&tar);
        test_tar_add(&tar, &(test_tar_entry){.name = path, .dialect = cases[i].dialect});
        cr_expect_eq(tar.length, cases[i].blocks * 512, "%s: %zu", cases[i].name, tar.length);
        test_tar_end_add(&tar, TEST_END_TWO_BLOCKS);
        char expected[1200];
        (void)snprintf(expected, sizeof expected, "100644 %s 0\n", path);
        expect_listing(&tar, expected, cases[i].name);
        og_buf_fini(&tar);
    }
}

Test(tar_builder, writes_long_link_targets)
{
    char target[300] = "";
    memset(target, 't', 200);
    static const test_tar_dialect dialects[] = {TEST_USTAR, TEST_GNU, TEST_PAX};
    for (size_t i = 0; i < 3; i++) {
        og_buf tar;
        og_buf_init(&tar);
        test_tar_add(&tar, &(test_tar_entry){
                               .name = "s", .type = '2', .link = target, .dialect = dialects[i]});
        test_tar_end_add(&tar, TEST_END_TWO_BLOCKS);
        char expected[400];
        (void)snprintf(expected, sizeof expected, "120777 s 0 -> %s\n", target);
        expect_listing(&tar, expected, "long target");
        og_buf_fini(&tar);
    }
}

Test(tar_builder, counts_the_length_of_a_record_in_the_record)
{
    static const struct {
        size_t value_length;
        const char *start;
    } cases[] = {{1, "6 k="}, {4, "9 k="}, {5, "11 k="}, {93, "99 k="}, {94, "101 k="}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char value[128];
        memset(value, 'v', sizeof value);
        og_buf record;
        og_buf_init(&record);
        test_tar_record(&record, "k", value, cases[i].value_length);
        cr_expect_eq(strncmp(record.data, cases[i].start, strlen(cases[i].start)), 0, "%s",
                     record.data);
        char length[8];
        (void)snprintf(length, sizeof length, "%zu ", record.length);
        cr_expect_eq(strncmp(record.data, length, strlen(length)), 0, "%s", record.data);
        og_buf_fini(&record);
    }
}

Test(tar_builder, writes_huge_sizes_in_base_256)
{
    og_buf tar;
    og_buf_init(&tar);
    test_tar_add(&tar,
                 &(test_tar_entry){.name = "big", .has_size = true, .size = UINT64_C(9) << 30});
    static const unsigned char expected[12] = {0x80, 0, 0, 0, 0, 0, 0, 2, 0x40, 0, 0, 0};
    cr_expect_arr_eq(tar.data + 124, expected, sizeof expected);
    og_buf_clear(&tar);
    test_tar_add(&tar, &(test_tar_entry){
                           .name = "octal", .has_size = true, .size = (UINT64_C(8) << 30) - 1});
    cr_expect_str_eq(tar.data + 124, "77777777777");
    og_buf_fini(&tar);
}

Test(tar_builder, patches_the_header_before_the_checksum)
{
    og_buf tar;
    og_buf_init(&tar);
    test_tar_add(&tar, &(test_tar_entry){.name = "abc",
                                         .patches = {{.offset = 0, .bytes = "X", .length = 1}}});
    test_tar_end_add(&tar, TEST_END_TWO_BLOCKS);
    expect_listing(&tar, "100644 Xbc 0\n", "patched");
    og_buf_clear(&tar);
    test_tar_add(&tar, &(test_tar_entry){.name = "abc", .has_bad_checksum = true});
    test_tar_end_add(&tar, TEST_END_TWO_BLOCKS);
    og_buf listing;
    og_buf_init(&listing);
    cr_expect_not(list(&tar, &listing));
    og_buf_fini(&listing);
    og_buf_fini(&tar);
}

Test(tar_builder, ends_as_it_is_told)
{
    static const struct {
        test_tar_end end;
        size_t length;
    } cases[] = {{TEST_END_NONE, 512},
                 {TEST_END_ONE_BLOCK, 1024},
                 {TEST_END_TWO_BLOCKS, 1536},
                 {TEST_END_10240, 10240}};
    for (size_t i = 0; i < 4; i++) {
        og_buf tar;
        og_buf_init(&tar);
        test_tar_file(&tar, "f", 0, "");
        test_tar_end_add(&tar, cases[i].end);
        cr_expect_eq(tar.length, cases[i].length, "%zu: %zu", i, tar.length);
        og_buf_fini(&tar);
    }
}
