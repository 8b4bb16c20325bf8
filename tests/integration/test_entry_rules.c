/* Entries of a layer: what tar readers read differently, what leaves the root, what is sparse. */
#include "support/expect.h"

#include <stdio.h>
#include <string.h>

/* Fill the fourth layer of a good image. */
typedef void fill_function(og_buf *tar);

static void add(og_buf *tar, test_tar_entry entry)
{
    test_tar_add(tar, &entry);
}

static void with_pax(og_buf *tar, const char *records, size_t length, test_tar_entry entry)
{
    entry.pax = records;
    entry.pax_length = length;
    test_tar_add(tar, &entry);
}

#define PAX(tar, records, ...)                                                                     \
    with_pax((tar), (records), sizeof(records) - 1, (test_tar_entry){__VA_ARGS__})

/* ---- names ---- */

static void leaves_root(og_buf *tar)
{
    test_tar_file(tar, "../../etc/passwd", 0644, "");
}

static void leaves_root_later(og_buf *tar)
{
    test_tar_file(tar, "opt/../../etc/passwd", 0644, "");
}

static void hardlink_leaves_root(og_buf *tar)
{
    test_tar_hardlink(tar, "opt/shadow", "../../etc/shadow");
}

static void absolute(og_buf *tar)
{
    test_tar_file(tar, "/opt/absolute", 0644, "");
}

static void empty_name(og_buf *tar)
{
    test_tar_file(tar, "", 0644, "");
}

static void name_with_nul(og_buf *tar)
{
    PAX(tar, "18 path=good\0evil\n", .name = "good");
}

static void dot_prefix(og_buf *tar)
{
    test_tar_directory(tar, "./", 0755);
    test_tar_directory(tar, "./opt/", 0755);
    test_tar_file(tar, "./opt/dotted", 0644, "");
}

static void strange_names(og_buf *tar)
{
    test_tar_file(tar, "opt/with blank", 0644, "");
    test_tar_file(tar, "opt/caf\xc3\xa9", 0644, "");
    test_tar_file(tar, "opt/caf\xe9", 0644, "");
    test_tar_file(tar, "opt/new\nline", 0644, "");
    test_tar_file(tar, "opt/\x1b[2J", 0644, "");
}

static void link_out_of_root(og_buf *tar)
{
    test_tar_symlink(tar, "opt/out", "../../../../etc/passwd");
    test_tar_symlink(tar, "opt/absolute-link", "/etc/passwd");
}

/* ---- sparse ---- */

static void sparse_gnu(og_buf *tar)
{
    add(tar, (test_tar_entry){.name = "opt/sparse", .type = 'S', .dialect = TEST_GNU});
}

static void sparse_pax(og_buf *tar)
{
    PAX(tar, "22 GNU.sparse.major=1\n22 GNU.sparse.minor=0\n27 GNU.sparse.realsize=512\n",
        .name = "GNUSparseFile.0/sparse", .body = "0\n", .length = 2);
}

static void sparse_pax_01(og_buf *tar)
{
    PAX(tar, "23 GNU.sparse.size=512\n26 GNU.sparse.numblocks=1\n22 GNU.sparse.map=0,1\n",
        .name = "opt/sparse", .body = "x", .length = 1);
}

typedef struct entry_case {
    const char *name;
    fill_function *fill;
    const char *expected;
    test_tar_end end;
} entry_case;

static const entry_case entries[] = {
    {"..", leaves_root, "entry-path-unsafe", 0},
    {".. behind a directory", leaves_root_later, "entry-path-unsafe", 0},
    {"hard link to ..", hardlink_leaves_root, "! entry-path-unsafe ?entry-hardlink-missing", 0},
    {"absolute", absolute, "entry-path-absolute=W", 0},
    {"empty name", empty_name, "entry-path-unsafe", 0},
    {"NUL in a PAX path", name_with_nul, "! ?tar-ambiguous ?entry-path-unsafe", 0},
    {"./", dot_prefix, "", 0},
    {"strange names", strange_names, "", 0},
    {"symbolic links out of the root", link_out_of_root, "", 0},
    {"sparse, GNU", sparse_gnu, "entry-sparse", 0},
    {"sparse, PAX 1.0", sparse_pax, "entry-sparse", 0},
    {"sparse, PAX 0.1", sparse_pax_01, "entry-sparse", 0},
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

Test(entry_rules, hold_in_a_plain_layer)
{
    expect_entries(TEST_PLAIN, "lambda");
}

Test(entry_rules, hold_in_a_gzip_layer)
{
    expect_entries(TEST_GZIP, "oci");
}

Test(entry_rules, do_not_look_into_layers_at_lesser_depth)
{
    test_archive *archive = test_archive_new();
    test_layer *layer = test_layer_add(archive, test_image_add(archive));
    absolute(&layer->tar);
    test_tar_end_add(&layer->tar, TEST_END_TWO_BLOCKS);
    test_archive_build(archive, TEST_FORM_OCI);
    test_expect_archive(&(test_setup){.depth = TEST_DEPTH_BLOBS}, archive, "", "blobs");
    test_expect_archive(&(test_setup){.depth = TEST_DEPTH_MANIFEST}, archive, "", "manifest");
    test_archive_free(archive);
}

/* A path of 4,096 bytes and a component of 255 are what Linux takes. */
Test(entry_rules, limit_the_length_of_names)
{
    static const struct {
        size_t length, component;
        const char *expected;
    } cases[] = {
        {300, 255, ""},
        {300, 256, "archive-limit"},
        {4096, 200, ""},
        {4097, 200, "archive-limit"},
    };
    for (size_t i = 0; i < TEST_COUNT(cases); i++) {
        char name[5000] = "";
        memset(name, 'n', cases[i].length);
        for (size_t j = cases[i].component; j + 1 < cases[i].length; j += cases[i].component + 1)
            name[j] = '/';
        test_archive *archive = test_archive_new();
        test_layer *layer = test_layer_add(archive, test_image_add(archive));
        test_tar_add(&layer->tar, &(test_tar_entry){.name = name, .dialect = TEST_PAX});
        test_tar_end_add(&layer->tar, TEST_END_TWO_BLOCKS);
        test_archive_build(archive, TEST_FORM_OCI);
        /* Its parents are not there: a rule of its own, where it is built. */
        test_expect_archive(
            NULL, archive, test_text(archive, "%s ?entry-parent-missing", cases[i].expected),
            test_text(archive, "%zu bytes, %zu a component", cases[i].length, cases[i].component));
        test_archive_free(archive);
    }
}
