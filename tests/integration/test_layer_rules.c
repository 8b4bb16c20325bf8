/* Stored layers: their compression, what is behind their end, what their media type says. */
#include "support/expect.h"

#include <string.h>

/* The plain tar of the last layer, packed by hand; the digest is that of what is stored. */
static test_layer *raw_layer(test_image *image, const test_packing *packing)
{
    test_layer *layer = image->layers[2];
    layer->has_raw_blob = true;
    og_buf_clear(&layer->blob.bytes);
    test_pack(&layer->blob.bytes, layer->tar.data, layer->tar.length, packing);
    return layer;
}

#define GZIP (&(test_packing){.codec = TEST_GZIP})
#define ZSTD (&(test_packing){.codec = TEST_ZSTD})

static void gzip_bad_crc(test_archive *archive, test_image *image)
{
    (void)archive;
    og_buf *bytes = &raw_layer(image, GZIP)->blob.bytes;
    test_flip_bit(bytes, bytes->length - 8, 0);
}

static void gzip_bad_length(test_archive *archive, test_image *image)
{
    (void)archive;
    og_buf *bytes = &raw_layer(image, GZIP)->blob.bytes;
    test_flip_bit(bytes, bytes->length - 4, 0);
}

static void gzip_cut_in_trailer(test_archive *archive, test_image *image)
{
    (void)archive;
    og_buf *bytes = &raw_layer(image, GZIP)->blob.bytes;
    test_truncate(bytes, bytes->length - 3);
}

static void gzip_cut_in_data(test_archive *archive, test_image *image)
{
    (void)archive;
    og_buf *bytes = &raw_layer(image, GZIP)->blob.bytes;
    test_truncate(bytes, bytes->length / 2);
}

static void gzip_garbage(test_archive *archive, test_image *image)
{
    (void)archive;
    test_append(&raw_layer(image, GZIP)->blob.bytes, "GARBAGE", 7);
}

static void gzip_zeros(test_archive *archive, test_image *image)
{
    (void)archive;
    test_append_zeros(&raw_layer(image, GZIP)->blob.bytes, 512);
}

static void gzip_second_member_bad(test_archive *archive, test_image *image)
{
    (void)archive;
    og_buf *bytes = &raw_layer(image, &(test_packing){.codec = TEST_GZIP, .pieces = 2})->blob.bytes;
    test_flip_bit(bytes, bytes->length - 8, 0);
}

/* A second member that the diff_id knows nothing of. */
static void gzip_hidden_member(test_archive *archive, test_image *image)
{
    (void)archive;
    test_pack(&raw_layer(image, GZIP)->blob.bytes, "\0\0\0\0", 4, GZIP);
}

static void gzip_in_gzip(test_archive *archive, test_image *image)
{
    (void)archive;
    test_layer *layer = raw_layer(image, GZIP);
    og_buf outer;
    og_buf_init(&outer);
    test_pack(&outer, layer->blob.bytes.data, layer->blob.bytes.length, GZIP);
    og_buf_clear(&layer->blob.bytes);
    test_append(&layer->blob.bytes, outer.data, outer.length);
    og_buf_fini(&outer);
}

static void zstd_cut(test_archive *archive, test_image *image)
{
    (void)archive;
    test_layer *layer = raw_layer(image, ZSTD);
    layer->packing.codec = TEST_ZSTD;
    test_truncate(&layer->blob.bytes, layer->blob.bytes.length - 3);
}

static void zstd_bad_checksum(test_archive *archive, test_image *image)
{
    (void)archive;
    test_layer *layer = raw_layer(image, ZSTD);
    layer->packing.codec = TEST_ZSTD;
    test_flip_bit(&layer->blob.bytes, layer->blob.bytes.length - 1, 0);
}

static void zstd_garbage(test_archive *archive, test_image *image)
{
    (void)archive;
    test_layer *layer = raw_layer(image, ZSTD);
    layer->packing.codec = TEST_ZSTD;
    test_append(&layer->blob.bytes, "GARBAGE", 7);
}

static void xz_as_gzip(test_archive *archive, test_image *image)
{
    (void)archive;
    (void)raw_layer(image, &(test_packing){.codec = TEST_XZ});
}

static void gzip_as_plain(test_archive *archive, test_image *image)
{
    (void)archive;
    image->layers[1]->blob.promise.media_type = TEST_TYPE_OCI_LAYER;
}

static void plain_as_gzip(test_archive *archive, test_image *image)
{
    (void)archive;
    image->layers[1]->packing.codec = TEST_PLAIN;
    image->layers[1]->blob.promise.media_type = TEST_TYPE_OCI_LAYER "+gzip";
}

static void zstd_as_gzip(test_archive *archive, test_image *image)
{
    (void)archive;
    image->layers[1]->packing.codec = TEST_ZSTD;
    image->layers[1]->blob.promise.media_type = TEST_TYPE_OCI_LAYER "+gzip";
}

static void gzip_as_zstd(test_archive *archive, test_image *image)
{
    (void)archive;
    image->layers[1]->blob.promise.media_type = TEST_TYPE_OCI_LAYER "+zstd";
}

static void not_tar(test_archive *archive, test_image *image)
{
    (void)archive;
    test_layer_clear(image->layers[1]);
    for (size_t i = 0; i < 100; i++)
        og_buf_text(&image->layers[1]->tar, "this is no tar archive, whatever it may be\n");
}

static void empty_plain(test_archive *archive, test_image *image)
{
    (void)archive;
    test_layer_clear(image->layers[1]);
    og_buf_text(&image->layers[1]->tar, "");
}

static void bytes_behind_the_tar(test_archive *archive, test_image *image)
{
    (void)archive;
    test_append(&image->layers[1]->tar, "hidden", 6);
    test_append_zeros(&image->layers[1]->tar, 506);
}

static void second_tar_behind(test_archive *archive, test_image *image)
{
    (void)archive;
    og_buf_add(&image->layers[1]->tar, image->layers[2]->tar.data, image->layers[2]->tar.length);
}

static void cut_in_a_header(test_archive *archive, test_image *image)
{
    (void)archive;
    test_truncate(&image->layers[1]->tar, 512 + 100);
}

static void cut_in_a_body(test_archive *archive, test_image *image)
{
    (void)archive;
    test_truncate(&image->layers[1]->tar, 3 * 512 + 10);
}

static void docker_types(test_image *image)
{
    image->is_docker_manifest = true;
}

static void docker_plain(test_archive *archive, test_image *image)
{
    (void)archive;
    docker_types(image);
    image->layers[1]->packing.codec = TEST_PLAIN;
}

static void foreign_docker(test_archive *archive, test_image *image)
{
    (void)archive;
    docker_types(image);
    image->layers[1]->blob.promise.media_type =
        "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip";
    image->layers[1]->blob.promise.extra = ",\"urls\":[\"https://example.com/layer\"]";
}

static void foreign_docker_absent(test_archive *archive, test_image *image)
{
    foreign_docker(archive, image);
    image->layers[1]->blob.is_absent = true;
}

static void foreign_oci(test_archive *archive, test_image *image)
{
    (void)archive;
    image->layers[1]->blob.promise.media_type =
        "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip";
}

static void urls(test_archive *archive, test_image *image)
{
    (void)archive;
    image->layers[1]->blob.promise.extra = ",\"urls\":[\"https://example.com/layer\"]";
}

static void unknown_type(test_archive *archive, test_image *image)
{
    (void)archive;
    image->layers[1]->blob.promise.media_type = "application/vnd.example.layer.v1.tar+gzip";
}

static void encrypted(test_archive *archive, test_image *image)
{
    (void)archive;
    image->layers[1]->blob.promise.media_type = TEST_TYPE_OCI_LAYER "+gzip+encrypted";
}

static void mixed(test_archive *archive, test_image *image)
{
    (void)archive;
    image->layers[1]->blob.promise.media_type = TEST_TYPE_DOCKER_LAYER ".gzip";
}

#define OCI TEST_FORM_OCI
#define GGCR TEST_FORM_GGCR
#define DIR TEST_FORM_DOCKER_DIR

static const test_case cases[] = {
    {"gzip: CRC", gzip_bad_crc, "layer-corrupt", OCI, NULL, {0}},
    {"gzip: CRC, crane", gzip_bad_crc, "layer-corrupt", GGCR, NULL, {0}},
    {"gzip: CRC, oci", gzip_bad_crc, "layer-corrupt", OCI, NULL, {.profile = "oci"}},
    {"gzip: length", gzip_bad_length, "layer-corrupt", OCI, NULL, {0}},
    {"gzip: cut in the trailer", gzip_cut_in_trailer, "layer-corrupt", OCI, NULL, {0}},
    {"gzip: cut in the data", gzip_cut_in_data, "layer-corrupt", OCI, NULL, {0}},
    {"gzip: garbage", gzip_garbage, "layer-trailing-data", OCI, NULL, {0}},
    {"gzip: garbage, crane", gzip_garbage, "layer-trailing-data", GGCR, NULL, {0}},
    {"gzip: zeros", gzip_zeros, "layer-trailing-data", OCI, NULL, {0}},
    {"gzip: second member bad", gzip_second_member_bad, "layer-corrupt", OCI, NULL, {0}},
    {"gzip: hidden member", gzip_hidden_member, "diff-id-mismatch ?layer-corrupt", OCI, NULL, {0}},
    {"gzip in gzip", gzip_in_gzip, "layer-not-tar diff-id-mismatch", OCI, NULL, {0}},
    {"zstd: cut", zstd_cut, "layer-corrupt layer-zstd=W", OCI, NULL, {0}},
    {"zstd: checksum", zstd_bad_checksum, "layer-corrupt layer-zstd=W", OCI, NULL, {0}},
    {"zstd: garbage", zstd_garbage, "layer-trailing-data", OCI, NULL, {.profile = "oci"}},
    {"xz as gzip",
     xz_as_gzip,
     "! layer-compression-mismatch ?layer-not-tar ?diff-id-mismatch",
     OCI,
     NULL,
     {0}},
    {"gzip as plain", gzip_as_plain, "layer-compression-mismatch", OCI, NULL, {0}},
    {"gzip as plain, dir", gzip_as_plain, "layer-compression-mismatch=W", DIR, NULL, {0}},
    {"gzip as plain, in docker save", gzip_as_plain, "", TEST_FORM_CONTAINERD, NULL, {0}},
    {"plain as gzip", plain_as_gzip, "layer-compression-mismatch", OCI, NULL, {0}},
    {"zstd as gzip", zstd_as_gzip, "layer-compression-mismatch ?layer-zstd", OCI, NULL, {0}},
    {"zstd as gzip, oci",
     zstd_as_gzip,
     "layer-compression-mismatch",
     OCI,
     NULL,
     {.profile = "oci"}},
    {"gzip as zstd", gzip_as_zstd, "layer-compression-mismatch ?layer-zstd", OCI, NULL, {0}},
    {"no tar", not_tar, "layer-not-tar", OCI, NULL, {0}},
    {"no tar, Docker 10", not_tar, "layer-not-tar", TEST_FORM_DOCKER_10, NULL, {0}},
    /* Nothing at all is no archive for most readers, an empty layer for some. */
    {"no bytes", empty_plain, "layer-not-tar=W entry-hardlink-missing", OCI, NULL, {0}},
    {"bytes behind the tar", bytes_behind_the_tar, "layer-trailing-data", OCI, NULL, {0}},
    {"second tar behind", second_tar_behind, "layer-trailing-data", OCI, NULL, {0}},
    {"cut in a header", cut_in_a_header, "layer-corrupt", OCI, NULL, {0}},
    {"cut in a body", cut_in_a_body, "layer-corrupt", OCI, NULL, {0}},
    {"cut in a body, Docker 10", cut_in_a_body, "layer-corrupt", TEST_FORM_DOCKER_10, NULL, {0}},
    {"plain layer of Docker type", docker_plain, "layer-docker-uncompressed", OCI, NULL, {0}},
    {"plain layer of Docker type, oci", docker_plain, "", OCI, NULL, {.profile = "oci"}},
    {"plain layer of Docker type, hybrid", docker_plain, "", TEST_FORM_CONTAINERD, NULL, {0}},
    {"foreign", foreign_docker, "layer-foreign", OCI, NULL, {0}},
    {"foreign, oci", foreign_docker, "layer-foreign=W", OCI, NULL, {.profile = "oci"}},
    {"foreign and absent", foreign_docker_absent, "layer-foreign ?blob-missing", OCI, NULL, {0}},
    {"nondistributable", foreign_oci, "layer-foreign", OCI, NULL, {0}},
    {"urls", urls, "layer-foreign", OCI, NULL, {0}},
    {"unknown type",
     unknown_type,
     "layer-media-type-unsupported ?manifest-artifact",
     OCI,
     NULL,
     {0}},
    {"encrypted",
     encrypted,
     "layer-media-type-unsupported ?layer-compression-mismatch",
     OCI,
     NULL,
     {0}},
    {"mixed types", mixed, "media-types-mixed=W", OCI, NULL, {0}},
    {"mixed types in docker save", mixed, "", TEST_FORM_CONTAINERD, NULL, {0}},
};

Test(layer_rules, hold_for_what_is_stored)
{
    TEST_EXPECT_CASES(cases);
}

/* Whatever is cut from a compressed layer, it is found, though the digest is right. */
Test(layer_rules, find_every_cut, .timeout = 120)
{
    static const test_codec codecs[] = {TEST_GZIP, TEST_ZSTD};
    for (size_t i = 0; i < TEST_COUNT(codecs); i++) {
        for (size_t lost = 1; lost < 150; lost += lost < 24 ? 1 : 9) {
            test_archive *archive = test_archive_new();
            test_image *image = test_image_add(archive);
            test_layer *layer = raw_layer(image, &(test_packing){.codec = codecs[i]});
            layer->packing.codec = codecs[i];
            test_truncate(&layer->blob.bytes, layer->blob.bytes.length - lost);
            test_archive_build(archive, OCI);
            test_expect_archive(&(test_setup){.profile = "oci"}, archive, "layer-corrupt",
                                test_text(archive, "%s - %zu", test_codec_name(codecs[i]), lost));
            test_archive_free(archive);
        }
    }
}
