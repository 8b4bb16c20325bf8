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

/* ---- parents, duplicates, hard links, whiteouts, devices ---- */

static void no_directory(og_buf *tar)
{
    test_tar_file(tar, "srv/app/file", 0644, "");
}

static void directory_first(og_buf *tar)
{
    test_tar_directory(tar, "srv/", 0755);
    test_tar_directory(tar, "srv/app/", 0755);
    test_tar_file(tar, "srv/app/file", 0644, "");
}

static void directory_behind(og_buf *tar)
{
    test_tar_file(tar, "srv/file", 0644, "");
    test_tar_directory(tar, "srv/", 0755);
}

static void below_a_link(og_buf *tar)
{
    test_tar_directory(tar, "real/", 0755);
    test_tar_symlink(tar, "link", "real");
    test_tar_file(tar, "link/file", 0644, "");
}

static void below_a_file(og_buf *tar)
{
    test_tar_file(tar, "file", 0644, "x");
    test_tar_file(tar, "file/below", 0644, "");
}

static void file_twice(og_buf *tar)
{
    test_tar_file(tar, "twice", 0644, "a");
    test_tar_file(tar, "./twice", 0644, "b");
}

static void directory_twice(og_buf *tar)
{
    test_tar_directory(tar, "twice/", 0755);
    test_tar_directory(tar, "twice", 0755);
}

static void directory_with_two_modes(og_buf *tar)
{
    test_tar_directory(tar, "twice/", 0755);
    test_tar_directory(tar, "twice/", 0700);
}

static void hardlink_to_nothing(og_buf *tar)
{
    test_tar_hardlink(tar, "hard", "nowhere");
}

static void hardlink_in_the_layer(og_buf *tar)
{
    test_tar_file(tar, "file", 0644, "x");
    test_tar_hardlink(tar, "hard", "./file");
}

static void whiteout_without_name(og_buf *tar)
{
    test_tar_file(tar, ".wh.", 0, "");
}

static void whiteout_with_body(og_buf *tar)
{
    test_tar_file(tar, ".wh.gone", 0, "x");
}

static void whiteout_directory(og_buf *tar)
{
    test_tar_directory(tar, ".wh.gone/", 0755);
}

static void whiteouts(og_buf *tar)
{
    test_tar_file(tar, ".wh.gone", 0, "");
    test_tar_directory(tar, "opaque/", 0755);
    test_tar_file(tar, "opaque/.wh..wh..opq", 0, "");
    test_tar_file(tar, "not/there/.wh.gone", 0, "");
}

static void devices(og_buf *tar)
{
    add(tar, (test_tar_entry){.name = "null", .type = '3', .mode = 0666});
    add(tar, (test_tar_entry){.name = "disk", .type = '4', .mode = 0660});
}

static void fifo(og_buf *tar)
{
    add(tar, (test_tar_entry){.name = "pipe", .type = '6', .mode = 0644});
}

static void setuid(og_buf *tar)
{
    test_tar_file(tar, "su", 04755, "x");
    test_tar_file(tar, "write", 02755, "x");
}

static void setgid_directory(og_buf *tar)
{
    test_tar_directory(tar, "mail/", 02775);
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
    {"no directory", no_directory, "entry-parent-missing", 0},
    {"directory first", directory_first, "", 0},
    {"directory behind", directory_behind, "entry-parent-missing", 0},
    {"below a link", below_a_link, "entry-parent-link=W", 0},
    {"below a file", below_a_file, "entry-parent-file", 0},
    {"a file twice", file_twice, "entry-duplicate=W", 0},
    {"a directory twice", directory_twice, "", 0},
    {"a directory with two modes", directory_with_two_modes, "entry-duplicate=W", 0},
    {"hard link to nothing", hardlink_to_nothing, "entry-hardlink-missing", 0},
    {"hard link", hardlink_in_the_layer, "", 0},
    {"whiteout without a name", whiteout_without_name, "entry-whiteout-invalid", 0},
    {"whiteout with a body", whiteout_with_body, "entry-whiteout-invalid", 0},
    {"whiteout that is a directory", whiteout_directory, "entry-whiteout-invalid", 0},
    {"whiteouts", whiteouts, "", 0},
    {"devices", devices, "entry-device=W", 0},
    {"fifo", fifo, "entry-device=I", 0},
    {"setuid", setuid, "entry-setuid=I", 0},
    {"setgid directory", setgid_directory, "", 0},
    {"sparse, GNU", sparse_gnu, "entry-sparse", 0},
    {"sparse, PAX 1.0", sparse_pax, "entry-sparse", 0},
    {"sparse, PAX 0.1", sparse_pax_01, "entry-sparse", 0},
};

static const char *expected_in(const entry_case *row, const char *profile)
{
    const bool is_milder =
        strcmp(profile, "oci") == 0 && strcmp(row->expected, "entry-parent-missing") == 0;
    return is_milder ? "entry-parent-missing=I" : row->expected;
}

static void expect_entries(test_form form, test_codec codec, const char *profile)
{
    for (size_t i = 0; i < TEST_COUNT(entries); i++) {
        test_archive *archive = test_archive_new();
        test_layer *layer = test_layer_add(archive, test_image_add(archive));
        entries[i].fill(&layer->tar);
        test_tar_end_add(&layer->tar, entries[i].end);
        layer->packing.codec = codec;
        test_archive_build(archive, form);
        const test_setup setup = {.profile = profile};
        test_expect_archive(&setup, archive, expected_in(&entries[i], profile), entries[i].name);
        test_archive_free(archive);
    }
}

Test(entry_rules, hold_in_a_plain_layer)
{
    expect_entries(TEST_FORM_CONTAINERD, TEST_PLAIN, "lambda");
}

Test(entry_rules, hold_in_a_gzip_layer)
{
    expect_entries(TEST_FORM_CONTAINERD, TEST_GZIP, "oci");
}

Test(entry_rules, hold_in_docker_save)
{
    expect_entries(TEST_FORM_DOCKER_10, TEST_PLAIN, "lambda");
}

Test(entry_rules, hold_in_a_layout)
{
    expect_entries(TEST_FORM_OCI, TEST_GZIP, "lambda");
}

/* A layer that cannot be read keeps nothing back about those below it. */
Test(entry_rules, hold_below_a_layer_that_is_no_tar)
{
    test_archive *archive = test_archive_new();
    test_image *image = test_image_add(archive);
    test_layer *layer = test_layer_add(archive, image);
    no_directory(&layer->tar);
    test_tar_end_add(&layer->tar, TEST_END_TWO_BLOCKS);
    layer = test_layer_add(archive, image);
    og_buf_add(&layer->tar, "no tar", 6);
    test_archive_build(archive, TEST_FORM_OCI);
    test_expect_archive(NULL, archive, "entry-parent-missing layer-not-tar", "below");
    test_archive_free(archive);
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
