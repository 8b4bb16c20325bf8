/* Limits, in pairs: exactly the limit is fine, one more is found. */
#include "support/expect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of the good image: layers of 4096, 4096 and 5120 bytes, of 5, 4 and 7 entries. */
#define UNPACKED 13312u
#define BIGGEST 5120u
#define ENTRIES 7u
#define ALL_ENTRIES 16u

typedef struct limit_case {
    const char *name;
    test_form form;
    ocigate_limit limit;
    uint64_t value;
    const char *expected;
} limit_case;

static const limit_case limits[] = {
    {"image at the limit", TEST_FORM_OCI, OCIGATE_LIMIT_IMAGE_BYTES, UNPACKED,
     "image-near-limit=W"},
    {"image above the limit", TEST_FORM_OCI, OCIGATE_LIMIT_IMAGE_BYTES, UNPACKED - 1,
     "image-too-large"},
    {"image at 90 %", TEST_FORM_OCI, OCIGATE_LIMIT_IMAGE_BYTES, 14792, ""},
    {"image above 90 %", TEST_FORM_OCI, OCIGATE_LIMIT_IMAGE_BYTES, 14791, "image-near-limit=W"},
    {"image at the limit, Docker 10", TEST_FORM_DOCKER_10, OCIGATE_LIMIT_IMAGE_BYTES, UNPACKED,
     "image-near-limit=W"},
    {"image above the limit, Docker 10", TEST_FORM_DOCKER_10, OCIGATE_LIMIT_IMAGE_BYTES,
     UNPACKED - 1, "image-too-large"},
    {"layer at the limit", TEST_FORM_OCI, OCIGATE_LIMIT_LAYER_BYTES, BIGGEST, ""},
    {"layer above the limit", TEST_FORM_OCI, OCIGATE_LIMIT_LAYER_BYTES, BIGGEST - 1, "layer-bomb"},
    {"plain layer at the limit", TEST_FORM_DOCKER_10, OCIGATE_LIMIT_LAYER_BYTES, BIGGEST, ""},
    {"plain layer above the limit", TEST_FORM_DOCKER_10, OCIGATE_LIMIT_LAYER_BYTES, BIGGEST - 1,
     "layer-bomb"},
    {"entries at the limit", TEST_FORM_OCI, OCIGATE_LIMIT_ENTRIES, ENTRIES, ""},
    {"entries above the limit", TEST_FORM_OCI, OCIGATE_LIMIT_ENTRIES, ENTRIES - 1, "archive-limit"},
    {"entries of all layers at the limit", TEST_FORM_OCI, OCIGATE_LIMIT_IMAGE_ENTRIES, ALL_ENTRIES,
     ""},
    {"entries of all layers above the limit", TEST_FORM_OCI, OCIGATE_LIMIT_IMAGE_ENTRIES,
     ALL_ENTRIES - 1, "archive-limit"},
    {"the same, Docker 10", TEST_FORM_DOCKER_10, OCIGATE_LIMIT_IMAGE_ENTRIES, ALL_ENTRIES - 1,
     "archive-limit"},
    {"layers at the limit", TEST_FORM_OCI, OCIGATE_LIMIT_LAYERS, 3, ""},
    {"layers above the limit", TEST_FORM_OCI, OCIGATE_LIMIT_LAYERS, 2,
     "! archive-limit ?blob-unreferenced ?diff-id-count ?history-count"},
    {"layers above the limit, Docker 10", TEST_FORM_DOCKER_10, OCIGATE_LIMIT_LAYERS, 2,
     "! archive-limit ?archive-entry-unexpected ?diff-id-count ?history-count"},
    /* 2 directories, 3 layers, config, manifest, index.json, oci-layout */
    {"members at the limit", TEST_FORM_OCI, OCIGATE_LIMIT_MEMBERS, 9, ""},
    {"members above the limit", TEST_FORM_OCI, OCIGATE_LIMIT_MEMBERS, 8,
     "! archive-limit ?layout-missing ?input-unrecognized ?blob-missing"},
};

static void expect_limit(const limit_case *one, const char *profile, test_depth depth)
{
    test_archive *archive = test_archive_new();
    (void)test_image_add(archive);
    test_archive_build(archive, one->form);
    const test_setup setup = {
        .profile = profile, .depth = depth, .limits = {{one->limit, one->value}}};
    test_expect_archive(&setup, archive, one->expected, one->name);
    test_archive_free(archive);
}

Test(size, limits_hold_exactly)
{
    for (size_t i = 0; i < TEST_COUNT(limits); i++)
        expect_limit(&limits[i], "lambda", TEST_DEPTH_DEFAULT);
}

Test(size, of_an_image_is_no_matter_of_conformance)
{
    expect_limit(&(limit_case){"oci", TEST_FORM_OCI, OCIGATE_LIMIT_IMAGE_BYTES, 1, ""}, "oci",
                 TEST_DEPTH_DEFAULT);
}

Test(size, of_an_image_is_known_at_depth_blobs)
{
    expect_limit(&limits[0], "lambda", TEST_DEPTH_BLOBS);
    expect_limit(&limits[1], "lambda", TEST_DEPTH_BLOBS);
}

/* At depth manifest, it is the sum of what the manifest says. */
Test(size, is_what_the_manifest_says_at_depth_manifest)
{
    test_archive *archive = test_archive_new();
    test_image *image = test_image_add(archive);
    test_archive_build(archive, TEST_FORM_OCI);
    uint64_t sum = 0;
    for (size_t i = 0; i < 3; i++)
        sum += image->layers[i]->blob.bytes.length;
    test_archive_free(archive);
    expect_limit(&(limit_case){"at the limit", TEST_FORM_OCI, OCIGATE_LIMIT_IMAGE_BYTES, sum,
                               "image-near-limit=W"},
                 "lambda", TEST_DEPTH_MANIFEST);
    expect_limit(&(limit_case){"above the limit", TEST_FORM_OCI, OCIGATE_LIMIT_IMAGE_BYTES, sum - 1,
                               "image-too-large"},
                 "lambda", TEST_DEPTH_MANIFEST);
}

/* A layer that is named twice is unpacked twice. */
Test(size, counts_a_layer_as_often_as_it_is_named)
{
    test_archive *archive = test_archive_new();
    test_image *image = test_image_add(archive);
    test_layer *layer = test_layer_add(archive, image);
    og_buf_add(&layer->tar, image->layers[2]->tar.data, image->layers[2]->tar.length);
    test_archive_build(archive, TEST_FORM_OCI);
    const test_setup at = {.limits = {{OCIGATE_LIMIT_IMAGE_BYTES, UNPACKED + BIGGEST}}};
    const test_setup above = {.limits = {{OCIGATE_LIMIT_IMAGE_BYTES, UNPACKED + BIGGEST - 1}}};
    test_expect_archive(&at, archive, "image-near-limit=W", "at the limit");
    test_expect_archive(&above, archive, "image-too-large", "above the limit");
    test_archive_free(archive);
}

/* 64 MiB of zeros in 64 KB of gzip, in less of zstd: reading stops at the limit. */
Test(size, of_a_bomb_is_not_unpacked, .timeout = 60)
{
    static const test_packing packings[] = {{.codec = TEST_GZIP, .level = 9}, {.codec = TEST_ZSTD}};
    const size_t length = (size_t)64 * 1024 * 1024;
    void *zeros = calloc(1, length);
    cr_assert_not_null(zeros);
    for (size_t i = 0; i < TEST_COUNT(packings); i++) {
        test_archive *archive = test_archive_new();
        test_image *image = test_image_add(archive);
        test_layer *layer = test_layer_add(archive, image);
        test_tar_add(&layer->tar,
                     &(test_tar_entry){.name = "opt/zeros", .body = zeros, .length = length});
        test_tar_end_add(&layer->tar, TEST_END_TWO_BLOCKS);
        layer->packing = packings[i];
        test_archive_build(archive, TEST_FORM_CONTAINERD);
        const test_setup setup = {.limits = {{OCIGATE_LIMIT_LAYER_BYTES, 1024 * 1024}}};
        test_expect_archive(&setup, archive, "layer-bomb", test_codec_name(packings[i].codec));
        test_expect_archive(NULL, archive, "", "within the limit");
        test_archive_free(archive);
    }
    free(zeros);
}

/* ---- documents ---- */

/* An annotation that makes the manifest exactly as long as wanted. */
static void set_manifest_length(test_archive *archive, test_image *image, size_t wanted)
{
    image->manifest_extra = ",\"annotations\":{\"org.example.note\":\"\"}";
    test_archive_seal(archive);
    const size_t length = image->manifest_blob.bytes.length;
    cr_assert_leq(length, wanted);
    og_buf text;
    og_buf_init(&text);
    og_buf_text(&text, ",\"annotations\":{\"org.example.note\":\"");
    for (size_t i = length; i < wanted; i++)
        og_buf_char(&text, 'n');
    og_buf_text(&text, "\"}");
    image->manifest_extra = test_text(archive, "%s", text.data);
    og_buf_fini(&text);
}

Test(size, of_a_manifest_is_limited)
{
    static const struct {
        size_t length;
        const char *lambda, *oci;
    } cases[] = {
        {25400, "", ""},
        {25401, "manifest-slow=W", ""},
        {4194304, "manifest-slow=W", ""},
        {4194305, "manifest-too-large ?manifest-slow ?blob-unreferenced",
         "manifest-too-large ?blob-unreferenced"},
        {6000000, "manifest-too-large ?manifest-slow ?blob-unreferenced",
         "manifest-too-large ?blob-unreferenced"},
    };
    for (size_t i = 0; i < TEST_COUNT(cases); i++) {
        test_archive *archive = test_archive_new();
        set_manifest_length(archive, test_image_add(archive), cases[i].length);
        test_archive_build(archive, TEST_FORM_OCI);
        const char *name = test_text(archive, "%zu bytes", cases[i].length);
        test_expect_archive(NULL, archive, cases[i].lambda, name);
        test_expect_archive(&(test_setup){.profile = "oci"}, archive, cases[i].oci, name);
        test_archive_free(archive);
    }
}

Test(size, of_any_other_document_is_limited)
{
    static const struct {
        size_t length;
        const char *expected;
    } cases[] = {{4194304, ""}, {4194305, "! archive-limit ?blob-unreferenced"}};
    for (size_t i = 0; i < TEST_COUNT(cases); i++) {
        test_archive *archive = test_archive_new();
        test_image *image = test_image_add(archive);
        test_archive_seal(archive);
        char *pad =
            test_text(archive, "%*s", (int)(cases[i].length - image->config_blob.bytes.length), "");
        image->config.extra = pad; /* white space before the last brace */
        test_archive_build(archive, TEST_FORM_OCI);
        cr_assert_eq(image->config_blob.bytes.length, cases[i].length);
        test_expect_archive(NULL, archive, cases[i].expected,
                            test_text(archive, "%zu bytes", cases[i].length));
        test_archive_free(archive);
    }
}

/* The top is the first level; what nothing reads may be as deep as the limit. */
Test(size, of_json_is_limited_in_depth_and_tokens)
{
    static const struct {
        size_t levels;
        const char *expected;
    } cases[] = {
        {63, ""}, {64, "! archive-limit"}, {2047, "! archive-limit"}, {100000, "! archive-limit"}};
    for (size_t i = 0; i < TEST_COUNT(cases); i++) {
        test_archive *archive = test_archive_new();
        test_image *image = test_image_add(archive);
        og_buf text;
        og_buf_init(&text);
        og_buf_text(&text, ",\"x\":");
        for (size_t j = 0; j < cases[i].levels; j++)
            og_buf_char(&text, '[');
        for (size_t j = 0; j < cases[i].levels; j++)
            og_buf_char(&text, ']');
        image->config.extra = test_text(archive, "%s", text.data);
        og_buf_fini(&text);
        test_archive_build(archive, TEST_FORM_OCI);
        test_expect_archive(NULL, archive, cases[i].expected,
                            test_text(archive, "%zu levels", cases[i].levels));
        test_archive_free(archive);
    }
    test_archive *archive = test_archive_new();
    test_image *image = test_image_add(archive);
    og_buf text;
    og_buf_init(&text);
    og_buf_text(&text, ",\"x\":[{}");
    for (size_t i = 0; i < 1000000; i++)
        og_buf_text(&text, ",{}");
    og_buf_text(&text, "]");
    image->config.extra = text.data;
    test_archive_build(archive, TEST_FORM_OCI);
    test_expect_archive(NULL, archive, "! archive-limit", "a million objects");
    og_buf_fini(&text);
    test_archive_free(archive);
}

Test(size, of_the_list_of_layers_is_limited)
{
    static const struct {
        size_t layers;
        const char *expected;
    } cases[] = {{127, ""}, {128, "layer-count=W"}};
    for (size_t i = 0; i < TEST_COUNT(cases); i++) {
        test_archive *archive = test_archive_new();
        test_image *image = test_image_add(archive);
        while (image->layer_count < cases[i].layers)
            (void)test_layer_add_file(archive, image,
                                      test_text(archive, "opt/file-%zu", image->layer_count));
        test_archive_build(archive, TEST_FORM_OCI);
        const char *name = test_text(archive, "%zu layers", cases[i].layers);
        const char *expected =
            test_text(archive, "%s%s", cases[i].expected,
                      image->manifest_blob.bytes.length > 25400 ? " manifest-slow=W" : "");
        test_expect_archive(NULL, archive, expected, name);
        test_archive_build(archive, TEST_FORM_DOCKER_10);
        test_expect_archive(NULL, archive, cases[i].expected, name);
        test_archive_free(archive);
    }
}

/* Extended attributes are bounded as the kernel bounds them; who raises the limit has them read. */
Test(size, of_extended_attributes_is_limited)
{
    static const struct {
        size_t name_bytes, value_bytes;
        ocigate_limit raised; /* 0: none */
        const char *expected;
    } cases[] = {
        {255, 65536, 0, ""},
        {256, 1, 0, "archive-limit"},
        {256, 1, OCIGATE_LIMIT_XATTR_NAME_BYTES, ""},
        {9, 65537, 0, "archive-limit"},
        {9, 65537, OCIGATE_LIMIT_XATTR_VALUE_BYTES, ""},
    };
    char *value = calloc(1, 65537);
    cr_assert_not_null(value);
    for (size_t i = 0; i < TEST_COUNT(cases); i++) {
        char key[400] = "SCHILY.xattr.";
        memset(key + strlen(key), 'n', cases[i].name_bytes);
        og_buf records;
        og_buf_init(&records);
        test_tar_record(&records, key, value, cases[i].value_bytes);
        test_archive *archive = test_archive_new();
        test_layer *layer = test_layer_add(archive, test_image_add(archive));
        test_tar_add(&layer->tar, &(test_tar_entry){.name = "opt/attributes",
                                                    .pax = records.data,
                                                    .pax_length = records.length});
        test_tar_end_add(&layer->tar, TEST_END_TWO_BLOCKS);
        test_archive_build(archive, TEST_FORM_OCI);
        test_setup setup = {0};
        if (cases[i].raised != 0)
            setup = (test_setup){.limits = {{cases[i].raised, 100000}}};
        test_expect_archive(&setup, archive, cases[i].expected,
                            test_text(archive, "a name of %zu bytes, a value of %zu",
                                      cases[i].name_bytes, cases[i].value_bytes));
        test_archive_free(archive);
        og_buf_fini(&records);
    }
    free(value);
}

/* 240,000 empty objects are within the limit of tokens, and take more memory than is granted. */
Test(size, of_the_memory_of_json_is_limited)
{
    static const struct {
        uint64_t limit; /* 0: the default */
        const char *expected;
    } cases[] = {{0, "! archive-limit"}, {UINT64_C(128) << 20, ""}};
    test_archive *archive = test_archive_new();
    test_image *image = test_image_add(archive);
    og_buf text;
    og_buf_init(&text);
    og_buf_text(&text, ",\"x\":[{}");
    for (size_t i = 1; i < 240000; i++)
        og_buf_text(&text, ",{}");
    og_buf_text(&text, "]");
    image->config.extra = text.data;
    test_archive_build(archive, TEST_FORM_OCI);
    for (size_t i = 0; i < TEST_COUNT(cases); i++) {
        test_setup setup = {0};
        if (cases[i].limit != 0)
            setup = (test_setup){.limits = {{OCIGATE_LIMIT_JSON_HEAP_BYTES, cases[i].limit}}};
        test_expect_archive(&setup, archive, cases[i].expected, "240,000 objects");
    }
    og_buf_fini(&text);
    test_archive_free(archive);
}
