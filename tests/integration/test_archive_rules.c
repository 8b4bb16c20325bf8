/* Members of the outer archive: what two loaders would take for two images. */
#include "support/expect.h"

#include <string.h>

typedef void change_function(test_archive *archive);

typedef struct archive_case {
    const char *name;
    test_form form;
    change_function *change;
    const char *expected;
} archive_case;

static void duplicate_same(test_archive *archive)
{
    test_member_duplicate(archive, "manifest.json");
}

static void duplicate_other(test_archive *archive)
{
    test_member *copy = test_member_duplicate(archive, "manifest.json");
    og_buf_text(&copy->body, " ");
}

static void duplicate_other_first(test_archive *archive)
{
    duplicate_other(archive);
    test_members_reverse(archive);
}

static void duplicate_config(test_archive *archive)
{
    const test_member *config = test_member_of(archive, &archive->images[0]->config_blob);
    test_member_duplicate(archive, config->name);
}

static void duplicate_layer_other(test_archive *archive)
{
    const test_member *layer = test_member_of(archive, &archive->images[0]->layers[0]->blob);
    test_member *copy = test_member_duplicate(archive, layer->name);
    og_buf_clear(&copy->body);
    og_buf_text(&copy->body, "evil");
}

static void duplicate_by_spelling(test_archive *archive)
{
    test_member *copy = test_member_duplicate(archive, "manifest.json");
    copy->name = test_text(archive, "./manifest.json");
    og_buf_text(&copy->body, " ");
}

static void duplicate_directory(test_archive *archive)
{
    test_member_duplicate(archive, "blobs/");
}

static void member_leaves(test_archive *archive)
{
    test_member_add(archive, "../evil", '0', "x", 1)->mode = 0644;
}

static void member_with_control(test_archive *archive)
{
    test_member_add(archive, "evil\x1b[2J", '0', "x", 1)->mode = 0644;
}

static void member_absolute(test_archive *archive)
{
    test_member_rename(archive, "manifest.json", "/manifest.json");
}

static void member_device(test_archive *archive)
{
    test_member_add(archive, "null", '3', NULL, 0)->mode = 0644;
}

static void member_fifo(test_archive *archive)
{
    test_member_add(archive, "fifo", '6', NULL, 0)->mode = 0644;
}

static void unknown_members(test_archive *archive)
{
    test_member_add(archive, "README.md", '0', "text", 4)->mode = 0644;
    test_member_add(archive, "notes/todo.txt", '0', "text", 4)->mode = 0644;
}

static void spare_blob(test_archive *archive)
{
    const char *name =
        test_text(archive, "blobs/sha256/%s",
                  "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881");
    test_member_add(archive, name, '0', "x", 1)->mode = 0644;
}

static void bad_checksum(test_archive *archive)
{
    archive->members[2]->header.has_bad_checksum = true;
}

static void v7_header(test_archive *archive)
{
    archive->members[2]->header.dialect = TEST_V7;
}

/* The smuggler: a hard link with a body, in which Go sees a member that libarchive skips. */
static void hardlink_with_body(test_archive *archive)
{
    og_buf hidden;
    og_buf_init(&hidden);
    test_tar_file(&hidden, "manifest.json", 0644, "[]");
    test_member *link = test_member_add(archive, "hl", '1', hidden.data, hidden.length);
    link->link = test_text(archive, "manifest.json");
    link->header.pax = "13 comment=q\n";
    link->header.pax_length = 13;
    og_buf_fini(&hidden);
    test_member_move(archive, "hl", 0);
}

static void pax_size_differs(test_archive *archive)
{
    archive->members[archive->member_count - 1]->header.pax = "10 size=4\n";
    archive->members[archive->member_count - 1]->header.pax_length = 10;
}

static void pax_comment(test_archive *archive)
{
    archive->members[archive->member_count - 1]->header.pax = "13 comment=q\n";
    archive->members[archive->member_count - 1]->header.pax_length = 13;
}

static void sparse_member(test_archive *archive)
{
    test_member_add(archive, "sparse", 'S', NULL, 0)->mode = 0644;
    archive->members[archive->member_count - 1]->header.dialect = TEST_GNU;
}

static void layout_gone(test_archive *archive)
{
    test_member_remove(archive, "oci-layout");
}

static void index_gone(test_archive *archive)
{
    test_member_remove(archive, "index.json");
}

static void both_gone(test_archive *archive)
{
    layout_gone(archive);
    index_gone(archive);
}

static void layout_text(test_archive *archive, const char *text)
{
    test_member_set(archive, "oci-layout", text, strlen(text));
}

static void layout_version(test_archive *archive)
{
    layout_text(archive, "{\"imageLayoutVersion\":\"1.1.0\"}");
}

static void layout_without_version(test_archive *archive)
{
    layout_text(archive, "{}");
}

static void layout_not_json(test_archive *archive)
{
    layout_text(archive, "1.0.0");
}

static void layout_newline(test_archive *archive)
{
    layout_text(archive, "{\"imageLayoutVersion\": \"1.0.0\"}\n");
}

#define D10 TEST_FORM_DOCKER_10
#define OCI TEST_FORM_OCI
#define GGCR TEST_FORM_GGCR

static const archive_case cases[] = {
    {"manifest.json twice", D10, duplicate_same, "archive-entry-duplicate=W"},
    {"manifest.json twice, other bytes", D10, duplicate_other, "archive-entry-duplicate"},
    {"other bytes first", GGCR, duplicate_other_first, "archive-entry-duplicate"},
    {"config twice", GGCR, duplicate_config, "archive-entry-duplicate=W"},
    {"layer twice, other bytes", GGCR, duplicate_layer_other, "archive-entry-duplicate"},
    {"blob twice, other bytes", OCI, duplicate_layer_other,
     "archive-entry-duplicate ?blob-size-mismatch ?blob-digest-mismatch"},
    {"one name in two spellings", D10, duplicate_by_spelling, "archive-entry-duplicate"},
    {"directory twice", OCI, duplicate_directory, ""},
    {"member outside", OCI, member_leaves, "archive-path-unsafe ?archive-entry-unexpected"},
    {"member with a control character", OCI, member_with_control,
     "archive-path-unsafe ?archive-entry-unexpected"},
    {"member with a leading slash", D10, member_absolute, "archive-path-unsafe=W"},
    {"device", OCI, member_device, "archive-entry-type ?archive-entry-unexpected"},
    {"fifo", D10, member_fifo, "archive-entry-type ?archive-entry-unexpected"},
    {"members that no format knows", OCI, unknown_members, "archive-entry-unexpected=I"},
    {"members that no format knows, Docker", D10, unknown_members, "archive-entry-unexpected=I"},
    {"blob that nothing names", OCI, spare_blob, "blob-unreferenced=I"},
    {"checksum", OCI, bad_checksum,
     "! tar-ambiguous ?archive-corrupt ?layout-missing ?input-unrecognized ?blob-missing"},
    {"v7 header", OCI, v7_header,
     "tar-ambiguous ?archive-corrupt ?layout-missing ?input-unrecognized ?blob-missing"},
    {"hard link with a body", D10, hardlink_with_body,
     "! tar-ambiguous ?archive-entry-unexpected ?docker-archive-invalid ?archive-corrupt "
     "?archive-entry-duplicate ?input-unrecognized"},
    {"PAX size differs", OCI, pax_size_differs,
     "! tar-ambiguous ?archive-corrupt ?layout-missing ?layout-invalid ?json-invalid"},
    {"PAX comment", OCI, pax_comment, ""},
    {"sparse member", OCI, sparse_member,
     "! ?tar-ambiguous ?archive-entry-type ?entry-sparse ?archive-entry-unexpected"},
    {"oci-layout gone", OCI, layout_gone, "layout-missing"},
    {"index.json gone", OCI, index_gone, "layout-missing ?blob-unreferenced"},
    {"both gone", OCI, both_gone, "layout-missing ?blob-unreferenced"},
    {"layout 1.1.0", OCI, layout_version, "layout-invalid"},
    {"layout without version", OCI, layout_without_version, "layout-invalid"},
    {"layout not JSON", OCI, layout_not_json, "! ?layout-invalid ?json-invalid ?json-type"},
    {"layout with a new line", OCI, layout_newline, ""},
};

Test(archive_rules, hold_for_the_members)
{
    for (size_t i = 0; i < TEST_COUNT(cases); i++) {
        test_archive *archive = test_archive_new();
        (void)test_image_add(archive);
        test_archive_build(archive, cases[i].form);
        cases[i].change(archive);
        test_expect_archive(NULL, archive, cases[i].expected, cases[i].name);
        test_archive_free(archive);
    }
}

Test(archive_rules, hold_for_the_bytes_behind_the_end)
{
    static const struct {
        const char *name, *more;
        size_t length;
        test_codec outer;
        const char *expected;
    } tails[] = {
        {"zeros", NULL, 512, TEST_PLAIN, ""},
        {"three zeros", NULL, 3, TEST_PLAIN, "?archive-corrupt ?archive-truncated"},
        {"text", "text", 4, TEST_PLAIN, "archive-corrupt"},
        {"text behind gzip", "text", 4, TEST_GZIP, "archive-corrupt"},
        {"text behind zstd", "text", 4, TEST_ZSTD, "archive-corrupt"},
        /* too short for what may follow an xz stream: it may as well be cut */
        {"text behind xz", "text", 4, TEST_XZ, "! ?archive-corrupt ?archive-truncated"},
        {"text behind bzip2", "text", 4, TEST_BZIP2, "archive-corrupt"},
    };
    for (size_t i = 0; i < TEST_COUNT(tails); i++) {
        test_archive *archive = test_archive_new();
        (void)test_image_add(archive);
        test_archive_build(archive, TEST_FORM_OCI);
        og_buf bytes;
        og_buf_init(&bytes);
        test_archive_write(archive, tails[i].outer, &bytes);
        if (tails[i].more == NULL)
            test_append_zeros(&bytes, tails[i].length);
        else
            test_append(&bytes, tails[i].more, tails[i].length);
        test_expect_bytes(NULL, &bytes, tails[i].expected, tails[i].name);
        og_buf_fini(&bytes);
        test_archive_free(archive);
    }
}

/* cat a.tar b.tar: the second is there for no reader, or for some. */
Test(archive_rules, refuse_a_second_archive_behind_the_first)
{
    test_archive *archive = test_archive_new();
    (void)test_image_add(archive);
    test_archive_build(archive, TEST_FORM_DOCKER_10);
    og_buf bytes;
    og_buf_init(&bytes);
    test_archive_write(archive, TEST_PLAIN, &bytes);
    test_archive_write(archive, TEST_PLAIN, &bytes);
    test_expect_bytes(NULL, &bytes, "archive-corrupt", "two archives");
    og_buf_fini(&bytes);
    test_archive_free(archive);
}

/* apko: a lone zero block in the middle, which Go refuses and others take for the end. */
Test(archive_rules, refuse_a_lone_zero_block_inside)
{
    test_archive *archive = test_archive_new();
    (void)test_image_add(archive);
    test_archive_build(archive, TEST_FORM_GGCR);
    archive->end = TEST_END_ONE_BLOCK;
    og_buf bytes;
    og_buf_init(&bytes);
    test_archive_write(archive, TEST_PLAIN, &bytes);
    test_tar_file(&bytes, "index.json", 0644, "{}");
    test_tar_end_add(&bytes, TEST_END_TWO_BLOCKS);
    test_expect_bytes(NULL, &bytes, "! tar-ambiguous ?archive-entry-unexpected ?archive-corrupt",
                      "a lone block");
    og_buf_fini(&bytes);
    test_archive_free(archive);
}

/* Opened without following a link and without waiting for a fifo. */
Test(archive_rules, open_no_blob_that_is_no_regular_file, .timeout = 20)
{
    static const struct {
        const char *name;
        char type;
        const char *link;
    } kinds[] = {{"link outside", '2', "/etc/hostname"}, {"directory", '5', NULL}};
    for (size_t i = 0; i < TEST_COUNT(kinds); i++) {
        test_archive *archive = test_archive_new();
        test_image *image = test_image_add(archive);
        test_archive_build(archive, TEST_FORM_OCI);
        test_member *layer = test_member_of(archive, &image->layers[1]->blob);
        og_buf_clear(&layer->body);
        layer->type = kinds[i].type;
        layer->link = test_text(archive, "%s", kinds[i].link == NULL ? "" : kinds[i].link);
        test_tmpdir directory;
        test_tmpdir_init(&directory);
        test_archive_extract(archive, directory.path);
        test_run run;
        test_run_path(&run, NULL, directory.path);
        test_expect_run(&run, "blob-not-regular ?blob-missing", kinds[i].name);
        test_tmpdir_fini(&directory);
        test_archive_free(archive);
    }
}

/* The first one is what was promised, the other what is there as well. */
Test(archive_rules, compare_two_members_of_one_name)
{
    static const struct {
        char type;
        const char *body, *link, *found;
    } others[] = {
        {'0', "[]", NULL,
         "sha256:4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945"},
        {'2', "", "c.json", "symbolic link to c.json"},
        {'5', "", NULL, "directory"},
    };
    for (size_t i = 0; i < TEST_COUNT(others); i++) {
        test_archive *archive = test_archive_new();
        (void)test_image_add(archive);
        test_archive_build(archive, TEST_FORM_DOCKER_10);
        test_member *member = test_member_add(archive, "manifest.json", others[i].type,
                                              others[i].body, strlen(others[i].body));
        member->mode = 0644;
        if (others[i].link != NULL)
            member->link = test_text(archive, "%s", others[i].link);
        og_buf bytes;
        og_buf_init(&bytes);
        test_archive_write(archive, TEST_PLAIN, &bytes);
        test_run run;
        test_run_memory(&run, NULL, bytes.data, bytes.length, 0);
        size_t count = 0;
        const ocigate_finding *finding = test_run_finding(&run, "archive-entry-duplicate", &count);
        cr_assert_eq(count, 1, "%s", others[i].found);
        cr_expect_eq(strncmp(ocigate_finding_expected(finding), "sha256:", 7), 0);
        cr_expect_str_eq(ocigate_finding_found(finding), others[i].found);
        cr_expect_eq(ocigate_finding_severity(finding), OCIGATE_SEVERITY_ERROR);
        test_run_fini(&run);
        og_buf_fini(&bytes);
        test_archive_free(archive);
    }
}
