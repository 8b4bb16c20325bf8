/* Headers inside a layer that tar readers read differently, and those that they all take. */
#include "support/expect.h"

#include <string.h>

/* Fill the fourth layer of a good image. */
typedef void fill_function(og_buf *tar);

static void add(og_buf *tar, test_tar_entry entry)
{
    test_tar_add(tar, &entry);
}

static void add_after(og_buf *tar)
{
    test_tar_file(tar, "opt/after", 0644, "after\n");
}

static void with_pax(og_buf *tar, const char *records, size_t length, test_tar_entry entry)
{
    entry.pax = records;
    entry.pax_length = length;
    test_tar_add(tar, &entry);
}

#define PAX(tar, records, ...)                                                                     \
    with_pax((tar), (records), sizeof(records) - 1, (test_tar_entry){__VA_ARGS__})

static void size_on_hardlink(og_buf *tar)
{
    add(tar, (test_tar_entry){.name = "opt/hard",
                              .type = '1',
                              .link = "var/task/app.py",
                              .body = "hidden",
                              .length = 6});
    add_after(tar);
}

static void size_on_hardlink_pax(og_buf *tar)
{
    PAX(tar, "13 comment=q\n", .name = "opt/hard", .type = '1', .link = "var/task/app.py",
        .body = "hidden", .length = 6);
    add_after(tar);
}

static void size_on_symlink(og_buf *tar)
{
    add(tar, (test_tar_entry){
                 .name = "opt/soft", .type = '2', .link = "x", .has_size = true, .size = 512});
    add_after(tar);
}

static void size_on_fifo(og_buf *tar)
{
    add(tar, (test_tar_entry){.name = "opt/fifo", .type = '6', .has_size = true, .size = 512});
    add_after(tar);
}

static void size_on_directory_pax(og_buf *tar)
{
    PAX(tar, "12 size=512\n", .name = "opt/dir/", .type = '5');
    add_after(tar);
}

static void pax_size_differs(og_buf *tar)
{
    PAX(tar, "10 size=4\n", .name = "opt/two-sizes", .body = "abcdefgh", .length = 8);
    add_after(tar);
}

static void pax_size_zero(og_buf *tar)
{
    PAX(tar, "10 size=0\n", .name = "opt/two-sizes", .body = "abcdefgh", .length = 8);
    add_after(tar);
}

static void pax_size_equal(og_buf *tar)
{
    PAX(tar, "10 size=8\n", .name = "opt/one-size", .body = "abcdefgh", .length = 8);
}

static void file_with_slash(og_buf *tar)
{
    test_tar_file(tar, "opt/file/", 0644, "body");
    add_after(tar);
}

static void global_path(og_buf *tar)
{
    add(tar,
        (test_tar_entry){
            .name = "pax_global_header", .type = 'g', .body = "16 path=opt/new\n", .length = 16});
    add_after(tar);
}

static void global_comment(og_buf *tar)
{
    add(tar, (test_tar_entry){
                 .name = "pax_global_header", .type = 'g', .body = "13 comment=q\n", .length = 13});
    add_after(tar);
}

static void add_two_headers(og_buf *tar, const char *second)
{
    add(tar, (test_tar_entry){
                 .name = "PaxHeaders/one", .type = 'x', .body = "16 path=opt/one\n", .length = 16});
    add(tar, (test_tar_entry){
                 .name = "PaxHeaders/two", .type = 'x', .body = second, .length = strlen(second)});
    add_after(tar);
}

static void two_pax_headers(og_buf *tar)
{
    add_two_headers(tar, "16 path=opt/two\n");
}

static void pax_key_twice(og_buf *tar)
{
    PAX(tar, "16 path=opt/one\n16 path=opt/two\n", .name = "opt/x");
}

static void pax_bad_length(og_buf *tar)
{
    PAX(tar, "99 path=opt/zz\n", .name = "opt/x");
}

static void pax_without_newline(og_buf *tar)
{
    PAX(tar, "15 path=opt/zzz", .name = "opt/x");
}

static void pax_without_equals(og_buf *tar)
{
    PAX(tar, "8 path\n.", .name = "opt/x");
}

static void pax_size_garbage(og_buf *tar)
{
    PAX(tar, "11 size=4x\n", .name = "opt/x", .body = "abcd", .length = 4);
    add_after(tar);
}

static void pax_size_plus(og_buf *tar)
{
    PAX(tar, "11 size=+4\n", .name = "opt/x", .body = "abcd", .length = 4);
    add_after(tar);
}

static void pax_empty(og_buf *tar)
{
    add(tar, (test_tar_entry){.name = "PaxHeaders/x", .type = 'x'});
    add_after(tar);
}

static void pax_and_long_name(og_buf *tar)
{
    add(tar, (test_tar_entry){.name = "././@LongLink",
                              .type = 'L',
                              .dialect = TEST_GNU,
                              .body = "opt/long",
                              .length = 9});
    PAX(tar, "16 path=opt/pax\n", .name = "opt/x");
}

static void pax_dangling(og_buf *tar)
{
    add(tar, (test_tar_entry){
                 .name = "PaxHeaders/x", .type = 'x', .body = "16 path=opt/one\n", .length = 16});
}

static void bad_checksum(og_buf *tar)
{
    add(tar, (test_tar_entry){.name = "opt/bad", .has_bad_checksum = true});
    add_after(tar);
}

static void v7(og_buf *tar)
{
    add(tar, (test_tar_entry){.name = "opt/v7", .dialect = TEST_V7});
}

static void size_negative(og_buf *tar)
{
    add(tar, (test_tar_entry){
                 .name = "opt/negative",
                 .patches = {{124, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 12}}});
    add_after(tar);
}

static void size_minus(og_buf *tar)
{
    add(tar, (test_tar_entry){.name = "opt/minus", .patches = {{124, "-0000000001", 12}}});
    add_after(tar);
}

static void size_not_octal(og_buf *tar)
{
    add(tar, (test_tar_entry){.name = "opt/garbage", .patches = {{124, "4zzzz\0\0\0\0\0\0", 12}}});
    add_after(tar);
}

static void size_with_blanks(og_buf *tar)
{
    add(tar, (test_tar_entry){.name = "opt/blanks",
                              .body = "abcd",
                              .length = 4,
                              .patches = {{124, "          4 ", 12}}});
    add_after(tar);
}

static void size_base_256(og_buf *tar)
{
    add(tar, (test_tar_entry){.name = "opt/base256",
                              .body = "abcd",
                              .length = 4,
                              .dialect = TEST_GNU,
                              .patches = {{124, "\x80\0\0\0\0\0\0\0\0\0\0\4", 12}}});
    add_after(tar);
}

static void type_unknown(og_buf *tar)
{
    add(tar, (test_tar_entry){.name = "opt/type", .type = 'Q'});
}

static void type_volume(og_buf *tar)
{
    add(tar, (test_tar_entry){.name = "label", .type = 'V', .dialect = TEST_GNU});
}

static void type_old_file(og_buf *tar)
{
    add(tar, (test_tar_entry){.name = "opt/old", .type = TEST_TAR_NUL, .body = "x", .length = 1});
}

static void zero_block_inside(og_buf *tar)
{
    add_after(tar);
    test_append_zeros(tar, 512);
    test_tar_file(tar, "opt/behind", 0644, "hidden\n");
}

static void size_beyond_end(og_buf *tar)
{
    add(tar, (test_tar_entry){.name = "opt/short", .has_size = true, .size = 1 << 20});
}

static void long_names(og_buf *tar)
{
    char name[300] = "opt/";
    memset(name + 4, 'n', 200);
    add(tar, (test_tar_entry){.name = name, .dialect = TEST_GNU});
    name[5] = 'm';
    add(tar, (test_tar_entry){.name = name, .dialect = TEST_PAX});
    add(tar, (test_tar_entry){.name = "opt/link", .type = '2', .link = name, .dialect = TEST_GNU});
}

static void xattrs(og_buf *tar)
{
    PAX(tar, "27 SCHILY.xattr.user.a=abc\n30 mtime=1700000000.123456789\n11 uid=993\n",
        .name = "opt/attributes", .uid = 993);
}

typedef struct entry_case {
    const char *name;
    fill_function *fill;
    const char *expected;
    test_tar_end end;
} entry_case;

static const entry_case entries[] = {
    {"size on a hard link", size_on_hardlink, "tar-ambiguous", 0},
    {"size on a hard link, PAX", size_on_hardlink_pax, "tar-ambiguous", 0},
    {"size on a symbolic link", size_on_symlink, "tar-ambiguous", 0},
    {"size on a fifo", size_on_fifo, "tar-ambiguous ?entry-device", 0},
    {"PAX size on a directory", size_on_directory_pax, "tar-ambiguous", 0},
    {"PAX size differs", pax_size_differs, "tar-ambiguous", 0},
    {"PAX size 0", pax_size_zero, "tar-ambiguous", 0},
    {"PAX size equal", pax_size_equal, "", 0},
    {"file with a slash", file_with_slash, "tar-ambiguous", 0},
    {"global path", global_path, "tar-ambiguous", 0},
    {"global comment", global_comment, "", 0},
    {"two PAX headers", two_pax_headers, "tar-ambiguous", 0},
    {"PAX key twice", pax_key_twice, "tar-ambiguous", 0},
    {"PAX length wrong", pax_bad_length, "tar-ambiguous", 0},
    {"PAX without newline", pax_without_newline, "tar-ambiguous", 0},
    {"PAX without =", pax_without_equals, "tar-ambiguous", 0},
    {"PAX size garbage", pax_size_garbage, "tar-ambiguous", 0},
    {"PAX size +4", pax_size_plus, "tar-ambiguous", 0},
    {"PAX empty", pax_empty, "tar-ambiguous", 0},
    {"PAX and L", pax_and_long_name, "tar-ambiguous", 0},
    {"PAX without an entry", pax_dangling, "! ?tar-ambiguous ?layer-corrupt", 0},
    {"bad checksum", bad_checksum, "tar-ambiguous", 0},
    {"v7", v7, "tar-ambiguous", 0},
    {"negative size", size_negative, "tar-ambiguous", 0},
    {"size with a minus", size_minus, "tar-ambiguous", 0},
    {"size not octal", size_not_octal, "tar-ambiguous", 0},
    {"size with blanks", size_with_blanks, "", 0},
    {"size in base-256", size_base_256, "", 0},
    {"unknown type", type_unknown, "! ?tar-ambiguous ?layer-corrupt", 0},
    {"volume label", type_volume, "! ?tar-ambiguous ?layer-corrupt", 0},
    {"old regular file", type_old_file, "", 0},
    {"zero block inside", zero_block_inside, "tar-ambiguous", 0},
    {"size beyond the end", size_beyond_end, "layer-corrupt", TEST_END_NONE},
    {"long names", long_names, "", 0},
    {"attributes", xattrs, "", 0},
    {"no end", add_after, "", TEST_END_NONE},
    {"one zero block at the end", add_after, "?tar-ambiguous", TEST_END_ONE_BLOCK},
};

static void expect_entries(test_codec codec, const char *profile)
{
    for (size_t i = 0; i < TEST_COUNT(entries); i++) {
        test_archive *archive = test_archive_new();
        test_layer *layer = test_layer_add(archive, test_image_add(archive));
        entries[i].fill(&layer->tar);
        test_tar_end_add(&layer->tar, entries[i].end);
        layer->packing.codec = codec;
        test_archive_build(archive, TEST_FORM_CONTAINERD);
        const test_setup setup = {.profile = profile};
        test_expect_archive(&setup, archive, entries[i].expected, entries[i].name);
        test_archive_free(archive);
    }
}

Test(tar_headers, hold_in_a_plain_layer)
{
    expect_entries(TEST_PLAIN, "lambda");
}

Test(tar_headers, hold_in_a_gzip_layer)
{
    expect_entries(TEST_GZIP, "oci");
}
