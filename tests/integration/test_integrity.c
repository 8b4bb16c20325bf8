/* What is promised is proven: one thing wrong, and exactly that is found. */
#include "support/expect.h"

#include <string.h>

/* ---- members that were changed after they were named ---- */

/* Offset 600 of the second layer is inside the body of var/task/app.py, no header. */
#define BODY_OFFSET (3 * 512 + 10)

static void flip_plain_layer(test_archive *archive, test_image *image)
{
    test_flip_bit(&test_member_of(archive, &image->layers[1]->blob)->body, BODY_OFFSET, 0);
}

static void flip_gzip_header(test_archive *archive, test_image *image)
{
    test_flip_bit(&test_member_of(archive, &image->layers[1]->blob)->body, 9, 0);
}

static void flip_gzip_checksum(test_archive *archive, test_image *image)
{
    og_buf *body = &test_member_of(archive, &image->layers[1]->blob)->body;
    test_flip_bit(body, body->length - 6, 0);
}

static void flip_history(test_archive *archive, test_image *image)
{
    og_buf *body = &test_member_of(archive, &image->config_blob)->body;
    test_flip_bit(body, (size_t)(strstr(body->data, "part-1") - body->data), 0);
}

static void flip_manifest(test_archive *archive, test_image *image)
{
    og_buf *body = &test_member_of(archive, &image->manifest_blob)->body;
    const char *title = strstr(body->data, "a note");
    test_flip_bit(body, (size_t)(title - body->data), 0);
}

static void add_annotation(test_archive *archive, test_image *image)
{
    (void)archive;
    image->manifest_extra = ",\"annotations\":{\"org.example.title\":\"a note\"}";
}

static void swap_layers(test_archive *archive, test_image *image)
{
    test_member_swap_bodies(archive, test_member_of(archive, &image->layers[0]->blob)->name,
                            test_member_of(archive, &image->layers[2]->blob)->name);
}

static void swap_equal_layers(test_archive *archive, test_image *image)
{
    test_member_swap_bodies(archive, test_member_of(archive, &image->layers[0]->blob)->name,
                            test_member_of(archive, &image->layers[1]->blob)->name);
}

static void drop_v1_json(test_archive *archive, test_image *image)
{
    (void)image;
    archive->has_no_v1_json = true;
}

/* A hard link of the image leads into a layer that is above it then. */
#define ORDER "diff-id-mismatch entry-hardlink-missing"
static const test_case changed_members[] = {
    {"plain layer, Docker 10",
     NULL,
     "diff-id-mismatch",
     TEST_FORM_DOCKER_10,
     flip_plain_layer,
     {0}},
    {"plain layer, podman", NULL, "diff-id-mismatch", TEST_FORM_PODMAN, flip_plain_layer, {0}},
    {"plain layer, Docker 25",
     drop_v1_json,
     "blob-digest-mismatch diff-id-mismatch",
     TEST_FORM_DOCKER_25,
     flip_plain_layer,
     {0}},
    /* The header of gzip is part of the blob, but not of the layer. */
    {"gzip header, OCI", NULL, "blob-digest-mismatch", TEST_FORM_OCI, flip_gzip_header, {0}},
    {"gzip header, dir", NULL, "blob-digest-mismatch", TEST_FORM_DOCKER_DIR, flip_gzip_header, {0}},
    {"gzip header, containerd",
     NULL,
     "blob-digest-mismatch",
     TEST_FORM_CONTAINERD,
     flip_gzip_header,
     {0}},
    /* crane promises nothing for it but its name, which is not checked. */
    {"gzip header, crane", NULL, "", TEST_FORM_GGCR, flip_gzip_header, {0}},
    {"gzip checksum, OCI",
     NULL,
     "blob-digest-mismatch layer-corrupt",
     TEST_FORM_OCI,
     flip_gzip_checksum,
     {0}},
    {"gzip checksum, crane", NULL, "layer-corrupt", TEST_FORM_GGCR, flip_gzip_checksum, {0}},
    {"config, Docker 10", NULL, "blob-digest-mismatch", TEST_FORM_DOCKER_10, flip_history, {0}},
    {"config, podman", NULL, "blob-digest-mismatch", TEST_FORM_PODMAN, flip_history, {0}},
    {"config, crane", NULL, "blob-digest-mismatch", TEST_FORM_GGCR, flip_history, {0}},
    {"config, CNB",
     NULL,
     "archive-path-unsafe=W blob-digest-mismatch",
     TEST_FORM_CNB,
     flip_history,
     {0}},
    {"config, OCI", NULL, "blob-digest-mismatch", TEST_FORM_OCI, flip_history, {0}},
    {"config, rules_oci", NULL, "blob-digest-mismatch", TEST_FORM_RULES_OCI, flip_history, {0}},
    /* jib names it config.json: nothing is promised. */
    {"config, jib", NULL, "", TEST_FORM_JIB, flip_history, {0}},
    {"config, dir", NULL, "blob-digest-mismatch", TEST_FORM_DOCKER_DIR, flip_history, {0}},
    {"manifest, OCI", add_annotation, "blob-digest-mismatch", TEST_FORM_OCI, flip_manifest, {0}},
    {"layers swapped, Docker 10", NULL, ORDER, TEST_FORM_DOCKER_10, swap_layers, {0}},
    {"layers swapped, jib", NULL, ORDER, TEST_FORM_JIB, swap_layers, {0}},
    {"layers swapped, OCI",
     NULL,
     "blob-size-mismatch blob-digest-mismatch " ORDER,
     TEST_FORM_OCI,
     swap_layers,
     {0}},
    {"layers of one size swapped",
     drop_v1_json,
     "blob-digest-mismatch diff-id-mismatch",
     TEST_FORM_DOCKER_25,
     swap_equal_layers,
     {0}},
    {"depth manifest looks at no layer",
     NULL,
     "",
     TEST_FORM_OCI,
     flip_gzip_checksum,
     {.depth = TEST_DEPTH_MANIFEST}},
    {"depth blobs finds it",
     NULL,
     "blob-digest-mismatch layer-corrupt",
     TEST_FORM_OCI,
     flip_gzip_checksum,
     {.depth = TEST_DEPTH_BLOBS}},
};

Test(integrity, finds_what_was_changed_after_it_was_named)
{
    TEST_EXPECT_CASES(changed_members);
}

/* ---- promises that never held ---- */

static void promise_layer_digest(test_archive *archive, test_image *image)
{
    (void)archive;
    image->layers[1]->blob.promise.digest = TEST_WRONG_DIGEST;
}

static void promise_config_digest(test_archive *archive, test_image *image)
{
    (void)archive;
    image->config_blob.promise.digest = TEST_WRONG_DIGEST;
}

static void promise_manifest_digest(test_archive *archive, test_image *image)
{
    (void)archive;
    image->manifest_blob.promise.digest = TEST_WRONG_DIGEST;
}

static void layer_plus_one(test_archive *archive, test_image *image)
{
    (void)archive;
    image->layers[2]->blob.promise.size_delta = 1;
}

static void layer_minus_one(test_archive *archive, test_image *image)
{
    (void)archive;
    image->layers[2]->blob.promise.size_delta = -1;
}

static void config_plus_one(test_archive *archive, test_image *image)
{
    (void)archive;
    image->config_blob.promise.size_delta = 1;
}

static void config_minus_one(test_archive *archive, test_image *image)
{
    (void)archive;
    image->config_blob.promise.size_delta = -1;
}

static void manifest_plus_one(test_archive *archive, test_image *image)
{
    (void)archive;
    image->manifest_blob.promise.size_delta = 1;
}

static void manifest_minus_one(test_archive *archive, test_image *image)
{
    (void)archive;
    image->manifest_blob.promise.size_delta = -1;
}

static void size_zero(test_archive *archive, test_image *image)
{
    (void)archive;
    image->layers[0]->blob.promise.size = "0";
}

static void size_huge(test_archive *archive, test_image *image)
{
    (void)archive;
    image->layers[0]->blob.promise.size = "9223372036854775807";
    image->layers[1]->blob.promise.size = "9223372036854775807";
}

static void size_negative(test_archive *archive, test_image *image)
{
    (void)archive;
    image->layers[0]->blob.promise.size = "-1";
}

static void wrong_data(test_archive *archive, test_image *image)
{
    (void)archive;
    image->config_blob.promise.extra = ",\"data\":\"e30=\"";
}

static void layer_absent(test_archive *archive, test_image *image)
{
    (void)archive;
    image->layers[1]->blob.is_absent = true;
}

static void two_layers_absent(test_archive *archive, test_image *image)
{
    (void)archive;
    image->layers[1]->blob.is_absent = true;
    image->layers[2]->blob.is_absent = true;
}

static void config_absent(test_archive *archive, test_image *image)
{
    (void)archive;
    image->config_blob.is_absent = true;
}

static void manifest_absent(test_archive *archive, test_image *image)
{
    (void)archive;
    image->manifest_blob.is_absent = true;
}

static const test_case broken_promises[] = {
    {"digest of a layer", promise_layer_digest, "blob-digest-mismatch", TEST_FORM_OCI, NULL, {0}},
    {"digest of the config",
     promise_config_digest,
     "blob-digest-mismatch",
     TEST_FORM_OCI,
     NULL,
     {0}},
    {"digest of the manifest",
     promise_manifest_digest,
     "blob-digest-mismatch",
     TEST_FORM_OCI,
     NULL,
     {0}},
    {"digest of the config, Docker 10",
     promise_config_digest,
     "blob-digest-mismatch",
     TEST_FORM_DOCKER_10,
     NULL,
     {0}},
    {"size of a layer + 1", layer_plus_one, "blob-size-mismatch", TEST_FORM_OCI, NULL, {0}},
    {"size of a layer - 1", layer_minus_one, "blob-size-mismatch", TEST_FORM_OCI, NULL, {0}},
    {"size of the config + 1", config_plus_one, "blob-size-mismatch", TEST_FORM_OCI, NULL, {0}},
    {"size of the config - 1", config_minus_one, "blob-size-mismatch", TEST_FORM_OCI, NULL, {0}},
    {"size of the manifest + 1", manifest_plus_one, "blob-size-mismatch", TEST_FORM_OCI, NULL, {0}},
    {"size of the manifest - 1",
     manifest_minus_one,
     "blob-size-mismatch",
     TEST_FORM_OCI,
     NULL,
     {0}},
    {"size of a layer + 1, at depth manifest",
     layer_plus_one,
     "blob-size-mismatch",
     TEST_FORM_OCI,
     NULL,
     {.depth = TEST_DEPTH_MANIFEST}},
    {"size 0", size_zero, "blob-size-mismatch", TEST_FORM_OCI, NULL, {0}},
    {"sizes whose sum overflows", size_huge, "blob-size-mismatch", TEST_FORM_OCI, NULL, {0}},
    {"size -1", size_negative, "descriptor-invalid", TEST_FORM_OCI, NULL, {0}},
    {"data of other bytes", wrong_data, "descriptor-invalid", TEST_FORM_OCI, NULL, {0}},
    {"layer absent", layer_absent, "blob-missing", TEST_FORM_OCI, NULL, {0}},
    {"layer absent, Docker 10", layer_absent, "blob-missing", TEST_FORM_DOCKER_10, NULL, {0}},
    {"layer absent, crane", layer_absent, "blob-missing", TEST_FORM_GGCR, NULL, {0}},
    {"layer absent, dir", layer_absent, "blob-missing", TEST_FORM_DOCKER_DIR, NULL, {0}},
    {"layer absent, containerd", layer_absent, "blob-missing", TEST_FORM_CONTAINERD, NULL, {0}},
    {"layer absent, at depth manifest",
     layer_absent,
     "blob-missing",
     TEST_FORM_OCI,
     NULL,
     {.depth = TEST_DEPTH_MANIFEST}},
    {"two layers absent", two_layers_absent, "blob-missing", TEST_FORM_OCI, NULL, {0}},
    {"config absent", config_absent, "blob-missing", TEST_FORM_OCI, NULL, {0}},
    {"config absent, Docker 10", config_absent, "blob-missing", TEST_FORM_DOCKER_10, NULL, {0}},
    /* The only image is not there: nothing was judged, so nothing passes. */
    {"manifest absent",
     manifest_absent,
     "blob-missing ?blob-unreferenced",
     TEST_FORM_OCI,
     NULL,
     {0}},
};

Test(integrity, finds_promises_that_do_not_hold)
{
    TEST_EXPECT_CASES(broken_promises);
}

/* ---- the config against the layers ---- */

static void wrong_diff_id(test_archive *archive, test_image *image)
{
    (void)archive;
    image->layers[1]->diff_id = TEST_WRONG_DIGEST;
}

static void swapped_diff_ids(test_archive *archive, test_image *image)
{
    test_archive_seal(archive);
    image->layers[0]->diff_id = test_text(archive, "%s", image->layers[1]->true_diff_id);
    image->layers[1]->diff_id = test_text(archive, "%s", image->layers[0]->true_diff_id);
}

static void short_diff_ids(test_archive *archive, test_image *image)
{
    test_archive_seal(archive);
    image->config.diff_ids = test_text(archive, "[\"%s\",\"%s\"]", image->layers[0]->true_diff_id,
                                       image->layers[1]->true_diff_id);
}

static void long_diff_ids(test_archive *archive, test_image *image)
{
    test_archive_seal(archive);
    image->config.diff_ids =
        test_text(archive, "[\"%s\",\"%s\",\"%s\",\"%s\"]", image->layers[0]->true_diff_id,
                  image->layers[1]->true_diff_id, image->layers[2]->true_diff_id,
                  image->layers[2]->true_diff_id);
}

static void empty_diff_ids(test_archive *archive, test_image *image)
{
    (void)archive;
    image->config.diff_ids = "[]";
}

static void rootfs_type(test_archive *archive, test_image *image)
{
    (void)archive;
    image->config.rootfs_type = "\"layer\"";
}

static void rootfs_absent(test_archive *archive, test_image *image)
{
    (void)archive;
    image->config.rootfs = "";
}

static void short_history(test_archive *archive, test_image *image)
{
    (void)archive;
    image->config.history = "[{\"created_by\":\"one\"},{\"created_by\":\"two\"}]";
}

static void empty_history(test_archive *archive, test_image *image)
{
    (void)archive;
    image->config.history = "[]";
}

static void created_yesterday(test_archive *archive, test_image *image)
{
    (void)archive;
    image->config.created = "\"yesterday\"";
}

static const test_case configs[] = {
    {"diff_id wrong", wrong_diff_id, "diff-id-mismatch", TEST_FORM_OCI, NULL, {0}},
    {"diff_id wrong, Docker 10", wrong_diff_id, "diff-id-mismatch", TEST_FORM_DOCKER_10, NULL, {0}},
    {"diff_id wrong, oci",
     wrong_diff_id,
     "diff-id-mismatch",
     TEST_FORM_OCI,
     NULL,
     {.profile = "oci"}},
    {"diff_id wrong, at depth blobs",
     wrong_diff_id,
     "diff-id-mismatch",
     TEST_FORM_OCI,
     NULL,
     {.depth = TEST_DEPTH_BLOBS}},
    {"diff_id wrong, at depth manifest",
     wrong_diff_id,
     "",
     TEST_FORM_OCI,
     NULL,
     {.depth = TEST_DEPTH_MANIFEST}},
    {"diff_ids swapped", swapped_diff_ids, "diff-id-mismatch", TEST_FORM_OCI, NULL, {0}},
    {"diff_ids short", short_diff_ids, "diff-id-count", TEST_FORM_OCI, NULL, {0}},
    {"diff_ids long", long_diff_ids, "diff-id-count", TEST_FORM_OCI, NULL, {0}},
    {"diff_ids empty", empty_diff_ids, "diff-id-count", TEST_FORM_OCI, NULL, {0}},
    {"diff_ids empty, Docker 10", empty_diff_ids, "diff-id-count", TEST_FORM_DOCKER_10, NULL, {0}},
    {"diff_ids short, at depth manifest",
     short_diff_ids,
     "diff-id-count",
     TEST_FORM_OCI,
     NULL,
     {.depth = TEST_DEPTH_MANIFEST}},
    {"rootfs of another type", rootfs_type, "rootfs-type", TEST_FORM_OCI, NULL, {0}},
    {"rootfs absent", rootfs_absent, "rootfs-type ?diff-id-count", TEST_FORM_OCI, NULL, {0}},
    {"history short", short_history, "history-count=W", TEST_FORM_OCI, NULL, {0}},
    /* Present, and its entries differ in number: conversions need them. */
    {"history empty", empty_history, "?history-count", TEST_FORM_OCI, NULL, {0}},
    {"created yesterday", created_yesterday, "config-created-invalid=W", TEST_FORM_OCI, NULL, {0}},
};

Test(integrity, compares_the_config_with_the_layers)
{
    TEST_EXPECT_CASES(configs);
}

/* Every one is listed, not the first alone. */
Test(integrity, lists_every_blob_that_is_missing)
{
    test_archive *archive = test_archive_new();
    two_layers_absent(archive, test_image_add(archive));
    test_archive_build(archive, TEST_FORM_OCI);
    og_buf bytes;
    og_buf_init(&bytes);
    test_archive_write(archive, TEST_PLAIN, &bytes);
    test_run run;
    test_run_memory(&run, NULL, bytes.data, bytes.length, 0);
    size_t count = 0;
    const ocigate_finding *finding = test_run_finding(&run, "blob-missing", &count);
    cr_expect(count == 2 || (finding != NULL && ocigate_finding_count(finding) == 2), "%zu", count);
    test_run_fini(&run);
    og_buf_fini(&bytes);
    test_archive_free(archive);
}
