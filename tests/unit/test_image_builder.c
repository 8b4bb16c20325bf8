#include "support/feed.h"
#include "support/image_builder.h"
#include "support/tmpdir.h"

#include <archive.h>
#include <archive_entry.h>
#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct listing {
    size_t count;
    og_buf names;
} listing;

/* Read by libarchive with every filter that a loader has; each member by its content. */
static bool read_archive(const og_buf *bytes, listing *out, test_archive *copy)
{
    struct archive *archive = archive_read_new();
    (void)archive_read_support_filter_gzip(archive);
    (void)archive_read_support_filter_zstd(archive);
    (void)archive_read_support_filter_xz(archive);
    (void)archive_read_support_filter_bzip2(archive);
    (void)archive_read_support_format_tar(archive);
    bool is_good = archive_read_open_memory(archive, bytes->data, bytes->length) == ARCHIVE_OK;
    struct archive_entry *entry;
    int status = ARCHIVE_EOF;
    while (is_good && (status = archive_read_next_header(archive, &entry)) == ARCHIVE_OK) {
        static char body[1 << 16];
        const la_ssize_t length = archive_read_data(archive, body, sizeof body);
        if (length < 0)
            break;
        const bool is_file = archive_entry_filetype(entry) == AE_IFREG;
        test_member_add(copy, archive_entry_pathname(entry), is_file ? '0' : '5', body,
                        (size_t)length);
        og_buf_format(&out->names, "%s\n", archive_entry_pathname(entry));
        out->count++;
    }
    is_good = is_good && status == ARCHIVE_EOF;
    (void)archive_read_free(archive);
    return is_good;
}

static void need_blob(const test_archive *copy, const char *name, const char *digest,
                      json_int_t size)
{
    const test_member *member = test_member_find(copy, name);
    cr_assert_not_null(member, "no %s", name);
    char found[TEST_DIGEST_SIZE];
    test_digest(og_buf_string(&member->body), member->body.length, found);
    cr_expect_str_eq(found, digest);
    cr_expect_eq((json_int_t)member->body.length, size, "%s", name);
}

static json_t *load(const test_archive *copy, const char *name)
{
    const test_member *member = test_member_find(copy, name);
    cr_assert_not_null(member, "no %s", name);
    json_error_t error;
    json_t *value = json_loadb(og_buf_string(&member->body), member->body.length,
                               JSON_REJECT_DUPLICATES, &error);
    cr_assert_not_null(value, "%s: %s in %s", name, error.text, og_buf_string(&member->body));
    return value;
}

static const char *string_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    cr_assert_not_null(text, "no %s", key);
    return text;
}

static const char *blob_path(test_archive *copy, const char *prefix, const char *digest)
{
    return test_text(copy, "%sblobs/sha256/%s", prefix, digest + 7);
}

static void need_descriptor(test_archive *copy, const char *prefix, const json_t *descriptor)
{
    const char *digest = string_of(descriptor, "digest");
    need_blob(copy, blob_path(copy, prefix, digest), digest,
              json_integer_value(json_object_get(descriptor, "size")));
}

/* From index.json down, every digest and size by hand. */
static void check_index(test_archive *copy, const char *prefix)
{
    json_t *index = load(copy, test_text(copy, "%sindex.json", prefix));
    const json_t *entry = json_array_get(json_object_get(index, "manifests"), 0);
    need_descriptor(copy, prefix, entry);
    json_t *manifest = load(copy, blob_path(copy, prefix, string_of(entry, "digest")));
    need_descriptor(copy, prefix, json_object_get(manifest, "config"));
    const json_t *layers = json_object_get(manifest, "layers");
    cr_expect_eq(json_array_size(layers), 3u);
    for (size_t i = 0; i < json_array_size(layers); i++)
        need_descriptor(copy, prefix, json_array_get(layers, i));
    json_t *config = load(
        copy, blob_path(copy, prefix, string_of(json_object_get(manifest, "config"), "digest")));
    cr_expect_str_eq(string_of(config, "architecture"), "amd64");
    cr_expect_eq(json_array_size(json_object_get(json_object_get(config, "rootfs"), "diff_ids")),
                 3u);
    json_decref(config);
    json_decref(manifest);
    json_decref(index);
}

/* Everything that manifest.json of docker save names is there (links are followed by their name).
 */
static void check_docker(test_archive *copy, const test_archive *archive)
{
    json_t *items = load(copy, "manifest.json");
    cr_assert(json_is_array(items));
    const json_t *item = json_array_get(items, 0);
    json_t *config = load(copy, string_of(item, "Config"));
    const json_t *layers = json_object_get(item, "Layers");
    const json_t *diff_ids = json_object_get(json_object_get(config, "rootfs"), "diff_ids");
    cr_expect_eq(json_array_size(layers), json_array_size(diff_ids));
    for (size_t i = 0; i < json_array_size(layers); i++) {
        const char *name = json_string_value(json_array_get(layers, i));
        const test_member *member = test_member_find(copy, name);
        cr_expect_not_null(member, "no %s", name);
        cr_expect_str_eq(json_string_value(json_array_get(diff_ids, i)),
                         archive->images[0]->layers[i]->true_diff_id);
    }
    json_decref(config);
    json_decref(items);
}

Test(image_builder, builds_archives_that_libarchive_reads_and_whose_digests_hold)
{
    for (int form = 0; form < TEST_FORM_COUNT; form++) {
        for (int codec = 0; codec < TEST_CODEC_COUNT; codec++) {
            test_archive *archive = test_archive_new();
            test_archive *copy = test_archive_new();
            (void)test_image_add(archive);
            test_archive_build(archive, (test_form)form);
            og_buf bytes;
            og_buf_init(&bytes);
            test_archive_write(archive, (test_codec)codec, &bytes);
            listing found = {0};
            cr_expect(read_archive(&bytes, &found, copy), "%s %d", test_form_name((test_form)form),
                      codec);
            cr_expect_eq(found.count, archive->member_count, "%s", test_form_name((test_form)form));
            if (test_form_has_index((test_form)form))
                check_index(copy, form == TEST_FORM_OCI_DOT ? "./" : "");
            if (test_form_is_docker((test_form)form))
                check_docker(copy, archive);
            og_buf_fini(&found.names);
            og_buf_fini(&bytes);
            test_archive_free(copy);
            test_archive_free(archive);
        }
    }
}

Test(image_builder, keeps_the_order_of_members_of_the_real_writers)
{
    static const struct {
        test_form form;
        const char *first, *last[4];
    } cases[] = {
        {TEST_FORM_DOCKER_25,
         "blobs/",
         {"index.json", "manifest.json", "oci-layout", "repositories"}},
        {TEST_FORM_CONTAINERD, "blobs/", {NULL, "index.json", "manifest.json", "oci-layout"}},
        {TEST_FORM_OCI, "blobs/", {NULL, NULL, "index.json", "oci-layout"}},
        {TEST_FORM_OCI_FIRST, "oci-layout", {NULL, NULL, NULL, NULL}},
        {TEST_FORM_DOCKER_10, NULL, {NULL, NULL, "manifest.json", "repositories"}},
        {TEST_FORM_PODMAN, NULL, {NULL, NULL, "manifest.json", "repositories"}},
        {TEST_FORM_GGCR, NULL, {NULL, NULL, NULL, "manifest.json"}},
        {TEST_FORM_RULES_OCI, "manifest.json", {NULL, NULL, NULL, NULL}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        test_archive *archive = test_archive_new();
        (void)test_image_add(archive);
        test_archive_build(archive, cases[i].form);
        const char *name = test_form_name(cases[i].form);
        if (cases[i].first != NULL)
            cr_expect_str_eq(archive->members[0]->name, cases[i].first, "%s", name);
        for (size_t j = 0; j < 4; j++) {
            if (cases[i].last[j] != NULL)
                cr_expect_str_eq(archive->members[archive->member_count - 4 + j]->name,
                                 cases[i].last[j], "%s", name);
        }
        test_archive_free(archive);
    }
}

Test(image_builder, writes_a_layer_that_repeats_as_a_link_in_either_order)
{
    for (int is_forward = 0; is_forward < 2; is_forward++) {
        test_archive *archive = test_archive_new();
        test_image *image = test_image_add(archive);
        test_layer *layer = test_layer_add(archive, image);
        og_buf_add(&layer->tar, image->layers[1]->tar.data, image->layers[1]->tar.length);
        archive->has_forward_links = is_forward == 1;
        test_archive_build(archive, TEST_FORM_DOCKER_10);
        size_t link = 0;
        size_t target = 0;
        for (size_t i = 0; i < archive->member_count; i++) {
            if (archive->members[i]->type == '2')
                link = i;
        }
        cr_assert_not_null(archive->members[link]->link);
        for (size_t i = 0; i < archive->member_count; i++) {
            if (strcmp(archive->members[i]->name, archive->members[link]->link + 3) == 0)
                target = i;
        }
        cr_expect_eq(archive->members[target]->type, '0');
        cr_expect(is_forward == 1 ? link < target : link > target, "%d", is_forward);
        test_archive_free(archive);
    }
}

Test(image_builder, makes_the_same_bytes_each_time)
{
    og_buf bytes[2];
    for (size_t i = 0; i < 2; i++) {
        test_archive *archive = test_archive_new();
        (void)test_image_add(archive);
        test_archive_build(archive, TEST_FORM_DOCKER_25);
        og_buf_init(&bytes[i]);
        test_archive_write(archive, TEST_XZ, &bytes[i]);
        test_archive_free(archive);
    }
    cr_expect_eq(bytes[0].length, bytes[1].length);
    cr_expect_arr_eq(bytes[0].data, bytes[1].data, bytes[0].length);
    og_buf_fini(&bytes[0]);
    og_buf_fini(&bytes[1]);
}

Test(image_builder, seals_again_after_a_change_but_keeps_what_was_promised)
{
    test_archive *archive = test_archive_new();
    test_image *image = test_image_add(archive);
    test_archive_seal(archive);
    char before[TEST_DIGEST_SIZE];
    memcpy(before, image->manifest_blob.digest, sizeof before);
    image->config.cmd = "[\"other.handler\"]";
    image->layers[0]->blob.promise.size_delta = 1;
    image->layers[1]->diff_id = TEST_WRONG_DIGEST;
    test_archive_seal(archive);
    cr_expect_str_neq(before, image->manifest_blob.digest);
    cr_expect_not_null(strstr(image->config_blob.bytes.data, TEST_WRONG_DIGEST));
    const char *size = test_text(archive, "\"size\":%zu}", image->layers[0]->blob.bytes.length + 1);
    cr_expect_not_null(strstr(image->manifest_blob.bytes.data, size));
    test_archive_free(archive);
}

Test(image_builder, describes_an_attestation_as_buildx_does)
{
    test_archive *archive = test_archive_new();
    test_index *index = test_index_add_to(archive, test_top_index(archive));
    index->tags[0] = "app:1";
    test_image *image = test_image_add_to(archive, index);
    (void)test_attestation_add_to(archive, index, image);
    image->config.cmd = NULL; /* a later change reaches the attestation, too */
    test_archive_seal(archive);
    const char *json = index->blob.bytes.data;
    cr_expect_not_null(
        strstr(json, "\"platform\":{\"architecture\":\"unknown\",\"os\":\"unknown\"}"));
    cr_expect_not_null(strstr(json, test_text(archive, "\"vnd.docker.reference.digest\":\"%s\"",
                                              image->manifest_blob.digest)));
    test_archive_free(archive);
}

Test(image_builder, extracts_a_layout_into_a_directory)
{
    test_archive *archive = test_archive_new();
    test_image *image = test_image_add(archive);
    test_archive_build(archive, TEST_FORM_OCI);
    test_tmpdir directory;
    test_tmpdir_init(&directory);
    test_archive_extract(archive, directory.path);
    char path[1024];
    test_tmpdir_join(&directory,
                     test_text(archive, "blobs/sha256/%s", image->config_blob.digest + 7), path,
                     sizeof path);
    struct stat status;
    cr_assert_eq(stat(path, &status), 0, "%s", path);
    cr_expect_eq((size_t)status.st_size, image->config_blob.bytes.length);
    test_tmpdir_fini(&directory);
    cr_expect_neq(stat(path, &status), 0, "%s is still there", path);
    test_archive_free(archive);
}

Test(feed, hands_out_every_byte_in_pieces)
{
    static const size_t pieces[] = {1, 7, 4096, 0};
    static char bytes[10000];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)(i * 7);
    for (size_t i = 0; i < 4; i++) {
        test_feed feed;
        test_feed_init(&feed, bytes, sizeof bytes, pieces[i]);
        static char found[sizeof bytes + 1];
        size_t length = 0;
        ssize_t got;
        while ((got = read(feed.fd, found + length, sizeof found - length)) > 0)
            length += (size_t)got;
        cr_expect_eq(length, sizeof bytes);
        cr_expect_arr_eq(found, bytes, sizeof bytes);
        test_feed_fini(&feed);
    }
    test_feed feed;
    test_feed_init(&feed, bytes, sizeof bytes, 0);
    test_feed_fini(&feed); /* a reader that stops early */
}
