/* What holds the image: unpacked archives of docker save, compression around the archive that is
   damaged or doubled, names that come twice, links upon links, and the limits of all that. */
#include "support/expect.h"

#include <stdio.h>
#include <string.h>

static test_archive *good_archive(test_form form)
{
    test_archive *archive = test_archive_new();
    (void)test_image_add(archive);
    test_archive_build(archive, form);
    return archive;
}

static void expect_directory(const test_setup *setup, const test_archive *archive,
                             const char *expected, const char *name)
{
    test_tmpdir directory;
    test_tmpdir_init(&directory);
    test_archive_extract(archive, directory.path);
    test_run run;
    test_run_path(&run, setup, directory.path);
    test_expect_run(&run, expected, name);
    test_tmpdir_fini(&directory);
}

/* ---- directories ---- */

Test(containers, of_docker_save_may_be_unpacked)
{
    static const test_form forms[] = {TEST_FORM_DOCKER_10, TEST_FORM_DOCKER_25,
                                      TEST_FORM_CONTAINERD, TEST_FORM_GGCR, TEST_FORM_JIB};
    for (size_t i = 0; i < TEST_COUNT(forms); i++) {
        test_archive *archive = good_archive(forms[i]);
        expect_directory(NULL, archive, "", test_form_name(forms[i]));
        test_archive_free(archive);
    }
}

/* Files that belong to no layout are listed and not read, however deep they lie. */
Test(containers, that_are_directories_may_hold_other_files)
{
    test_archive *archive = good_archive(TEST_FORM_OCI);
    test_member_add(archive, "notes", '5', NULL, 0);
    test_member_add(archive, "notes/todo.txt", '0', "text", 4)->mode = 0644;
    test_member_add(archive, "notes/old", '5', NULL, 0);
    test_member_add(archive, "notes/old/todo.txt", '0', "text", 4)->mode = 0644;
    expect_directory(NULL, archive, "archive-entry-unexpected=I", "notes");
    test_archive_free(archive);
}

Test(containers, that_are_directories_are_limited_in_files)
{
    test_archive *archive = good_archive(TEST_FORM_OCI);
    for (uint64_t limit = 9; limit >= 8; limit--) {
        const test_setup setup = {.limits = {{OCIGATE_LIMIT_MEMBERS, limit}}};
        expect_directory(&setup, archive,
                         limit == 9 ? "" : "! archive-limit ?layout-missing ?blob-missing",
                         "2 directories, 3 layers, config, manifest, index.json, oci-layout");
    }
    test_archive_free(archive);
}

/* A file above the limit for a layer is not read; exactly the limit is. */
Test(containers, that_are_directories_have_no_file_above_the_limit_of_a_layer)
{
    static const char bytes[6000] = "";
    char digest[TEST_DIGEST_SIZE];
    test_digest(bytes, sizeof bytes, digest);
    test_archive *archive = good_archive(TEST_FORM_OCI);
    test_member_add(archive, test_text(archive, "blobs/sha256/%s", digest + 7), '0', bytes,
                    sizeof bytes)
        ->mode = 0644;
    for (uint64_t less = 0; less < 2; less++) {
        const test_setup setup = {.limits = {{OCIGATE_LIMIT_LAYER_BYTES, sizeof bytes - less}}};
        expect_directory(&setup, archive,
                         less == 0 ? "blob-unreferenced=I" : "archive-limit blob-unreferenced=I",
                         "6,000 bytes");
    }
    test_archive_free(archive);
}

/* ---- compression around the archive ---- */

typedef enum outer_damage { CUT, FLIP, DOUBLE, TRAIL } outer_damage;

static void damage(og_buf *bytes, test_codec codec, outer_damage kind)
{
    og_buf again;
    switch (kind) {
    case CUT:
        bytes->length -= bytes->length / 3;
        break;
    case FLIP:
        bytes->data[bytes->length / 2] ^= 0x10;
        break;
    case DOUBLE:
        og_buf_init(&again);
        test_pack(&again, bytes->data, bytes->length, &(test_packing){.codec = codec});
        og_buf_clear(bytes);
        og_buf_add(bytes, again.data, again.length);
        og_buf_fini(&again);
        break;
    case TRAIL:
        og_buf_text(bytes, "bytes that belong to nothing");
        break;
    }
}

Test(containers, of_every_compression_are_read_to_their_end, .timeout = 60)
{
    static const struct {
        const char *name;
        outer_damage kind;
        const char *expected;
    } cases[] = {
        {"cut", CUT, "! archive-truncated"},
        {"flipped", FLIP, "! archive-corrupt"},
        {"doubled", DOUBLE, "! archive-corrupt"},
        {"with more behind", TRAIL, "archive-corrupt"},
    };
    static const test_codec codecs[] = {TEST_XZ, TEST_BZIP2};
    for (size_t c = 0; c < TEST_COUNT(codecs); c++) {
        for (size_t i = 0; i < TEST_COUNT(cases); i++) {
            test_archive *archive = good_archive(TEST_FORM_OCI);
            og_buf bytes;
            og_buf_init(&bytes);
            test_archive_write(archive, codecs[c], &bytes);
            damage(&bytes, codecs[c], cases[i].kind);
            const char *name =
                test_text(archive, "%s %s", test_codec_name(codecs[c]), cases[i].name);
            test_run run;
            test_run_memory(&run, NULL, bytes.data, bytes.length, 0);
            size_t count = 0;
            const char *rule = strrchr(cases[i].expected, ' ');
            rule = rule == NULL ? cases[i].expected : rule + 1;
            (void)test_run_finding(&run, rule, &count);
            cr_expect_gt(count, 0, "%s: no %s", name, rule);
            cr_expect_eq(ocigate_report_verdict(run.report), OCIGATE_VERDICT_FAIL, "%s", name);
            test_run_fini(&run);
            og_buf_fini(&bytes);
            test_archive_free(archive);
        }
    }
}

/* Bytes until `left` is used up, then trouble. */
typedef struct failing {
    const char *bytes;
    size_t left;
} failing;

static ptrdiff_t read_failing(void *payload, void *buffer, size_t size)
{
    failing *f = payload;
    if (f->left == 0)
        return -1;
    const size_t length = size < f->left ? size : f->left;
    memcpy(buffer, f->bytes, length);
    f->bytes += length;
    f->left -= length;
    return (ptrdiff_t)length;
}

/* Trouble of the environment is no damage of the archive. */
Test(containers, that_cannot_be_read_are_an_error)
{
    static const test_codec codecs[] = {TEST_PLAIN, TEST_GZIP, TEST_ZSTD, TEST_XZ, TEST_BZIP2};
    for (size_t i = 0; i < TEST_COUNT(codecs); i++) {
        test_archive *archive = good_archive(TEST_FORM_OCI);
        og_buf bytes;
        og_buf_init(&bytes);
        test_archive_write(archive, codecs[i], &bytes);
        for (size_t part = 1; part <= 3; part++) {
            failing f = {bytes.data, bytes.length * part / 4};
            ocigate_options *options = ocigate_options_new();
            ocigate_report *report = NULL;
            cr_assert_eq(ocigate_report_new(options, &report, NULL), OCIGATE_OK);
            ocigate_error error = {0};
            cr_expect_lt(ocigate_check_stream(report, read_failing, &f, NULL, &error), 0);
            cr_expect_eq(ocigate_report_verdict(report), OCIGATE_VERDICT_ERROR, "%s %zu/4",
                         test_codec_name(codecs[i]), part);
            ocigate_report_free(report);
            ocigate_options_free(options);
        }
        og_buf_fini(&bytes);
        test_archive_free(archive);
    }
}

/* ---- members ---- */

static void add_link(test_archive *archive, const char *name, char type, const char *target)
{
    test_member *member = test_member_add(archive, name, type, NULL, 0);
    member->link = test_text(archive, "%s", target);
    member->mode = 0777;
}

Test(containers, may_hold_links_that_end_in_a_file)
{
    static const struct {
        const char *name;
        struct {
            const char *name;
            char type;
            const char *target;
        } links[3];
        const char *expected;
    } cases[] = {
        {"a link", {{"a", '2', "c"}}, ""},
        {"a hard link", {{"a", '1', "c"}}, ""},
        {"upon a link", {{"a", '2', "b"}, {"b", '2', "c"}}, ""},
        {"upon a hard link", {{"a", '2', "b"}, {"b", '1', "c"}}, ""},
        {"through dots", {{"a", '2', "./d/../c"}}, ""},
        {"to a directory", {{"a", '2', "d"}}, "archive-entry-type"},
        {"upon a link to a directory", {{"a", '2', "b"}, {"b", '2', "d"}}, "archive-entry-type"},
        {"to nothing", {{"a", '2', "nothing"}}, "archive-entry-type"},
        {"upon a link to nothing", {{"a", '2', "b"}, {"b", '2', "e"}}, "archive-entry-type"},
        {"to itself", {{"a", '2', "a"}}, "archive-entry-type"},
        {"to each other", {{"a", '2', "b"}, {"b", '2', "a"}}, "archive-entry-type"},
        {"absolute", {{"a", '2', "/c"}}, "archive-entry-type"},
        {"an absolute hard link", {{"a", '1', "/c"}}, ""},
        {"out of the archive", {{"a", '2', "../c"}}, "archive-entry-type"},
        {"a hard link out of it", {{"a", '1', "../c"}}, "archive-entry-type"},
        {"the same link twice", {{"a", '2', "c"}, {"a", '2', "c"}}, "archive-entry-duplicate=W"},
        {"two links of one name", {{"a", '2', "c"}, {"a", '2', "d/c"}}, "archive-entry-duplicate"},
        {"the same hard link twice",
         {{"a", '1', "c"}, {"a", '1', "c"}},
         "archive-entry-duplicate=W"},
        {"two kinds of link", {{"a", '1', "c"}, {"a", '2', "c"}}, "archive-entry-duplicate"},
    };
    for (size_t i = 0; i < TEST_COUNT(cases); i++) {
        test_archive *archive = good_archive(TEST_FORM_OCI);
        test_member_add(archive, "d", '5', NULL, 0);
        test_member_add(archive, "d/c", '0', "text", 4)->mode = 0644;
        test_member_add(archive, "c", '0', "text", 4)->mode = 0644;
        for (size_t j = 0; j < 3 && cases[i].links[j].name != NULL; j++)
            add_link(archive, cases[i].links[j].name, cases[i].links[j].type,
                     cases[i].links[j].target);
        test_expect_archive(NULL, archive,
                            test_text(archive, "archive-entry-unexpected=I %s", cases[i].expected),
                            cases[i].name);
        test_archive_free(archive);
    }
}

/* Exactly the limit passes, for the archive as it is and for what it unpacks to. */
Test(containers, are_limited_in_bytes)
{
    static const test_codec codecs[] = {TEST_PLAIN, TEST_GZIP, TEST_XZ};
    test_archive *archive = good_archive(TEST_FORM_OCI);
    og_buf plain;
    og_buf_init(&plain);
    test_archive_write(archive, TEST_PLAIN, &plain);
    for (size_t i = 0; i < TEST_COUNT(codecs); i++) {
        og_buf bytes;
        og_buf_init(&bytes);
        test_archive_write(archive, codecs[i], &bytes);
        for (uint64_t less = 0; less < 2; less++) {
            const test_setup setup = {
                .limits = {{OCIGATE_LIMIT_ARCHIVE_BYTES, plain.length - less}}};
            test_expect_bytes(&setup, &bytes, less == 0 ? "" : "! archive-limit",
                              test_codec_name(codecs[i]));
        }
        og_buf_fini(&bytes);
    }
    og_buf_fini(&plain);
    test_archive_free(archive);
}
