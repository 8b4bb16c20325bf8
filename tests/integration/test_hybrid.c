/* Archives with an index.json and a manifest.json: two loaders, two views, which must agree. */
#include "support/expect.h"

#include <string.h>

static void plain_25(test_archive *archive)
{
    (void)test_image_add(archive);
}

/* Docker 25.0.0 to 25.0.2, saved by digest or id: moby#47210 */
static void manifests_null(test_archive *archive)
{
    test_image_add(archive)->tags[0] = NULL;
    test_top_index(archive)->manifests_json = "null";
}

/* Docker 25 and later, several images saved by id: moby#51389 */
static void only_the_first(test_archive *archive)
{
    test_image_add(archive)->tags[0] = NULL;
    test_image *second = test_image_add(archive);
    second->tags[0] = NULL;
    second->config.cmd = "[\"two.handler\"]";
    test_top_index(archive)->entry_count--;
}

/* Docker 25.0.0: layers in the order of a map: moby#47150 */
static void layers_in_any_order(test_archive *archive)
{
    test_image *image = test_image_add(archive);
    test_archive_set_packing(archive, (test_packing){.codec = TEST_PLAIN});
    test_archive_seal(archive);
    og_buf json;
    og_buf_init(&json);
    static const size_t order[] = {2, 0, 1};
    for (size_t i = 0; i < 3; i++) {
        og_buf_char(&json, i == 0 ? '[' : ',');
        test_descriptor_add(&json, &image->layers[order[i]]->blob, TEST_TYPE_OCI_LAYER, NULL);
    }
    og_buf_char(&json, ']');
    image->layers_json = test_text(archive, "%s", json.data);
    og_buf_fini(&json);
}

/* Docker 25.0.0: and without those that repeat */
static void layers_deduplicated(test_archive *archive)
{
    test_image *image = test_image_add(archive);
    test_layer *layer = test_layer_add(archive, image);
    og_buf_add(&layer->tar, image->layers[1]->tar.data, image->layers[1]->tar.length);
    test_archive_set_packing(archive, (test_packing){.codec = TEST_PLAIN});
    test_archive_seal(archive);
    const char *manifest = test_text(archive, "%s", image->manifest_blob.bytes.data);
    const char *last = strrchr(manifest, ',');
    while (last > manifest && !(last[0] == ',' && last[1] == '{'))
        last--;
    image->manifest_raw = test_text(archive, "%.*s]}", (int)(last - manifest), manifest);
}

/* Docker 25.0.0-rc.1: moby#47065 */
static void no_layers(test_archive *archive)
{
    test_image_add(archive)->layers_json = "[]";
}

/* Docker 25.0.0-rc.2: moby#47072 */
static void wrong_sizes(test_archive *archive)
{
    test_image *image = test_image_add(archive);
    image->layers[0]->blob.promise.size_delta = 7;
}

/* Docker before 26: a platform in the descriptor of the config */
static void config_platform(test_archive *archive)
{
    test_image_add(archive)->config_blob.promise.extra =
        ",\"platform\":{\"architecture\":\"amd64\",\"os\":\"linux\"}";
}

static void unknown_parent(test_archive *archive)
{
    (void)test_image_add(archive);
    archive->docker_manifest_extra = ",\"Parent\":\"" TEST_WRONG_DIGEST "\"";
}

/* The classic confusion: one name, and each loader gets another image. */
static void two_views(test_archive *archive)
{
    test_image *seen_by_containerd = test_image_add(archive);
    seen_by_containerd->is_not_in_manifest_json = true;
    test_image_add(archive)->config.cmd = "[\"other.handler\"]"; /* seen by docker */
    test_top_index(archive)->entry_count--;
}

static void other_config_in_manifest_json(test_archive *archive)
{
    test_image_add(archive)->is_not_in_manifest_json = true;
    test_image *other = test_image_add(archive);
    other->config.env = "[\"A=B\"]";
    test_top_index(archive)->entry_count--;
}

static void other_layers_in_manifest_json(test_archive *archive)
{
    test_image *image = test_image_add(archive);
    test_archive_set_packing(archive, (test_packing){.codec = TEST_PLAIN});
    test_archive_seal(archive);
    archive->docker_manifest_json =
        test_text(archive,
                  "[{\"Config\":\"blobs/sha256/%s\",\"RepoTags\":[\"app:1\"],\"Layers\":["
                  "\"blobs/sha256/%s\",\"blobs/sha256/%s\",\"blobs/sha256/%s\"]}]",
                  image->config_blob.digest + 7, image->layers[1]->blob.digest + 7,
                  image->layers[0]->blob.digest + 7, image->layers[2]->blob.digest + 7);
}

static void other_tags(test_archive *archive)
{
    (void)test_image_add(archive);
    test_top_index(archive)->entries[0].annotations =
        "{\"io.containerd.image.name\":\"docker.io/library/app:2\","
        "\"org.opencontainers.image.ref.name\":\"2\"}";
}

static void missing_in_manifest_json(test_archive *archive)
{
    (void)test_image_add(archive);
    test_image *other = test_image_add(archive);
    other->tags[0] = "other:1";
    other->config.cmd = "[\"other.handler\"]";
    other->is_not_in_manifest_json = true;
}

static void missing_in_index(test_archive *archive)
{
    (void)test_image_add(archive);
    test_image *other = test_image_add(archive);
    other->tags[0] = "other:1";
    other->config.cmd = "[\"other.handler\"]";
    test_top_index(archive)->entry_count--;
}

static void drop_index(test_archive *archive)
{
    test_member_remove(archive, "index.json");
}

static void drop_layout(test_archive *archive)
{
    test_member_remove(archive, "oci-layout");
}

static void drop_manifest_json(test_archive *archive)
{
    test_member_remove(archive, "manifest.json");
}

typedef struct hybrid_case {
    const char *name;
    void (*shape)(test_archive *archive);
    void (*after)(test_archive *archive);
    const char *docker_25, *containerd; /* expected; containerd NULL: not written by it */
} hybrid_case;

static const hybrid_case cases[] = {
    {"agree", plain_25, NULL, "", ""},
    {"manifests null", manifests_null, NULL, "layout-halves-differ=W json-type=W", NULL},
    {"only the first of two", only_the_first, NULL, "layout-halves-differ=W ?blob-unreferenced",
     NULL},
    {"layers in any order", layers_in_any_order, NULL,
     "layout-halves-differ ?diff-id-mismatch entry-hardlink-missing", NULL},
    {"layers deduplicated", layers_deduplicated, NULL,
     "layout-halves-differ ?diff-id-mismatch ?diff-id-count ?history-count", NULL},
    {"no layers in the manifest", no_layers, NULL,
     "layout-halves-differ ?layers-empty ?diff-id-count ?history-count", NULL},
    {"wrong sizes", wrong_sizes, NULL, "blob-size-mismatch", "blob-size-mismatch"},
    {"platform in the descriptor of the config", config_platform, NULL, "", ""},
    {"Parent that is not there", unknown_parent, NULL, "", ""},
    {"two images under one name", two_views, NULL,
     "layout-halves-differ ?reference-ambiguous ?blob-unreferenced",
     "layout-halves-differ ?reference-ambiguous ?blob-unreferenced"},
    {"another config in manifest.json", other_config_in_manifest_json, NULL,
     "layout-halves-differ ?reference-ambiguous ?blob-unreferenced",
     "layout-halves-differ ?reference-ambiguous ?blob-unreferenced"},
    {"other layers in manifest.json", other_layers_in_manifest_json, NULL,
     "layout-halves-differ ?diff-id-mismatch", NULL},
    {"other tags", other_tags, NULL, "layout-halves-differ", "layout-halves-differ"},
    {"one half lacks an image", missing_in_manifest_json, NULL, "layout-halves-differ=W",
     "layout-halves-differ=W"},
    {"the other half lacks an image", missing_in_index, NULL,
     "layout-halves-differ=W ?blob-unreferenced", "layout-halves-differ=W ?blob-unreferenced"},
    /* Without the other half, one is enough. The manifest is then named by nothing. */
    {"index.json gone", plain_25, drop_index, "?blob-unreferenced ?archive-entry-unexpected",
     "?blob-unreferenced ?archive-entry-unexpected"},
    {"oci-layout gone", plain_25, drop_layout, "?blob-unreferenced", "?blob-unreferenced"},
    {"manifest.json gone", plain_25, drop_manifest_json, "?archive-entry-unexpected", ""},
};

static void expect_one(const hybrid_case *one, test_form form, const char *expected)
{
    static const char *const profiles[] = {"lambda", "oci"};
    for (size_t i = 0; expected != NULL && i < TEST_COUNT(profiles); i++) {
        test_archive *archive = test_archive_new();
        archive->has_no_v1_json = true;
        one->shape(archive);
        test_archive_build(archive, form);
        if (one->after != NULL)
            one->after(archive);
        const test_setup setup = {.profile = profiles[i]};
        test_expect_archive(
            &setup, archive, expected,
            test_text(archive, "%s, %s, %s", one->name, test_form_name(form), profiles[i]));
        test_archive_free(archive);
    }
}

Test(hybrid, has_two_halves_that_must_agree)
{
    for (size_t i = 0; i < TEST_COUNT(cases); i++) {
        expect_one(&cases[i], TEST_FORM_DOCKER_25, cases[i].docker_25);
        expect_one(&cases[i], TEST_FORM_CONTAINERD, cases[i].containerd);
    }
}

/* buildx type=docker with provenance in the containerd store: the index is what would be pushed. */
Test(hybrid, may_name_an_index_in_one_half_and_its_image_in_the_other)
{
    test_archive *archive = test_archive_new();
    test_index *index = test_index_add_to(archive, test_top_index(archive));
    index->tags[0] = "app:1";
    test_image *image = test_image_add_to(archive, index);
    image->tags[0] = "app:1";
    (void)test_attestation_add_to(archive, index, image);
    test_archive_build(archive, TEST_FORM_CONTAINERD);
    test_expect_archive(NULL, archive, "index-attestation", "lambda");
    test_expect_archive(&(test_setup){.profile = "oci"}, archive, "index-attestation=W", "oci");
    test_archive_free(archive);
}

/* What an image store of several platforms exports: one of them is there, and manifest.json
   describes that one. */
Test(hybrid, may_have_an_index_of_which_one_member_is_there)
{
    test_archive *archive = test_archive_new();
    test_index *index = test_index_add_to(archive, test_top_index(archive));
    index->tags[0] = "app:1";
    test_image_add_to(archive, index)->tags[0] = "app:1";
    test_image *absent = test_image_add_to(archive, index);
    test_image_set_architecture(archive, absent, "arm64");
    absent->is_not_in_manifest_json = true;
    index->entries[1].is_absent = true;
    test_archive_build(archive, TEST_FORM_CONTAINERD);
    test_expect_archive(NULL, archive, "index-multi-platform blob-missing=W", "lambda");
    test_expect_archive(&(test_setup){.profile = "oci"}, archive,
                        "index-multi-platform=I blob-missing=W", "oci");
    test_archive_free(archive);
}
