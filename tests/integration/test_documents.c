/* JSON that readers read differently, and documents that are not what they are named as. */
#include "support/expect.h"

#include <string.h>

typedef const char *change_function(test_archive *archive, const char *text);

typedef enum place { PLACE_MANIFEST, PLACE_CONFIG, PLACE_INDEX } place;

/* The document of a good image, changed; all digests are made again. */
static void change(test_archive *archive, test_image *image, place where, change_function *function)
{
    archive->form = TEST_FORM_OCI; /* its annotations */
    test_archive_seal(archive);
    const og_buf *bytes = where == PLACE_MANIFEST ? &image->manifest_blob.bytes
                          : where == PLACE_CONFIG ? &image->config_blob.bytes
                                                  : &archive->indexes[0]->blob.bytes;
    const char *text = function(archive, test_text(archive, "%s", bytes->data));
    if (where == PLACE_MANIFEST)
        image->manifest_raw = text;
    else if (where == PLACE_CONFIG)
        image->config.raw = text;
    else
        archive->indexes[0]->raw = text;
}

typedef struct document_case {
    const char *name;
    change_function *function;
    place where;
    const char *expected;
} document_case;

static void expect_documents(const document_case *cases, size_t count)
{
    static const char *const profiles[] = {"lambda", "oci"};
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < TEST_COUNT(profiles); j++) {
            test_archive *archive = test_archive_new();
            test_image *image = test_image_add(archive);
            change(archive, image, cases[i].where, cases[i].function);
            test_archive_build(archive, TEST_FORM_OCI);
            test_expect_archive(&(test_setup){.profile = profiles[j]}, archive, cases[i].expected,
                                test_text(archive, "%s, %s", cases[i].name, profiles[j]));
            test_archive_free(archive);
        }
    }
}

/* ---- of any document ---- */

static const char *open_end(test_archive *archive, const char *text)
{
    return test_text(archive, "%.*s", (int)strlen(text) - 1, text);
}

static const char *second_value(test_archive *archive, const char *text)
{
    return test_text(archive, "%s{\"x\":1}", text);
}

static const char *word_behind(test_archive *archive, const char *text)
{
    return test_text(archive, "%s x", text);
}

static const char *white_space(test_archive *archive, const char *text)
{
    return test_text(archive, "\n\t %s \r\n", text);
}

static const char *byte_order_mark(test_archive *archive, const char *text)
{
    return test_text(archive, "\xef\xbb\xbf%s", text);
}

static const char *extra_member(test_archive *archive, const char *text)
{
    return test_text(archive, "{\"org.example.new\":{\"a\":[1,2.5,null]},%s", text + 1);
}

static const char *bad_utf8(test_archive *archive, const char *text)
{
    return test_text(archive, "{\"x\":\"\xff\",%s", text + 1);
}

static const char *lone_surrogate(test_archive *archive, const char *text)
{
    return test_text(archive, "{\"x\":\"\\ud800\",%s", text + 1);
}

static const char *comment(test_archive *archive, const char *text)
{
    return test_text(archive, "/* x */%s", text);
}

static const char *number_out_of_range(test_archive *archive, const char *text)
{
    return test_text(archive, "{\"x\":1e400,%s", text + 1);
}

static const char *unknown_key_twice(test_archive *archive, const char *text)
{
    return test_text(archive, "{\"x\":1,\"x\":2,%s", text + 1);
}

static const char *escaped_key_twice(test_archive *archive, const char *text)
{
    return test_text(archive, "{\"x\":1,\"\\u0078\":2,%s", text + 1);
}

static const char *array(test_archive *archive, const char *text)
{
    return test_text(archive, "[%s]", text);
}

static const char *null_value(test_archive *archive, const char *text)
{
    (void)archive;
    (void)text;
    return "null";
}

static const document_case any[] = {
    {"open end", open_end, PLACE_MANIFEST, "json-invalid"},
    {"second value", second_value, PLACE_MANIFEST, "json-invalid"},
    {"word behind", word_behind, PLACE_MANIFEST, "json-invalid"},
    {"white space", white_space, PLACE_MANIFEST, ""},
    {"byte order mark", byte_order_mark, PLACE_MANIFEST, "json-invalid"},
    {"more members", extra_member, PLACE_MANIFEST, ""},
    {"bad UTF-8", bad_utf8, PLACE_MANIFEST, "json-invalid"},
    {"lone surrogate", lone_surrogate, PLACE_MANIFEST, "json-invalid"},
    {"comment", comment, PLACE_MANIFEST, "json-invalid"},
    {"number out of range", number_out_of_range, PLACE_MANIFEST, "json-invalid"},
    {"unknown key twice", unknown_key_twice, PLACE_MANIFEST, "json-duplicate-key"},
    {"key twice, one escaped", escaped_key_twice, PLACE_MANIFEST, "json-duplicate-key"},
    {"open end, config", open_end, PLACE_CONFIG, "json-invalid"},
    {"second value, config", second_value, PLACE_CONFIG, "json-invalid"},
    {"white space, config", white_space, PLACE_CONFIG, ""},
    {"byte order mark, config", byte_order_mark, PLACE_CONFIG, "json-invalid"},
    {"more members, config", extra_member, PLACE_CONFIG, ""},
    {"bad UTF-8, config", bad_utf8, PLACE_CONFIG, "json-invalid"},
    {"unknown key twice, config", unknown_key_twice, PLACE_CONFIG, "json-duplicate-key"},
    {"array, config", array, PLACE_CONFIG, "json-type"},
    {"null, config", null_value, PLACE_CONFIG, "! ?json-type ?json-invalid"},
    {"second value, index", second_value, PLACE_INDEX, "json-invalid"},
    {"white space, index", white_space, PLACE_INDEX, ""},
    {"more members, index", extra_member, PLACE_INDEX, ""},
    {"unknown key twice, index", unknown_key_twice, PLACE_INDEX, "json-duplicate-key"},
};

Test(documents, are_strict_json)
{
    /* What a broken document names is then named by nothing. */
    document_case cases[TEST_COUNT(any)];
    memcpy(cases, any, sizeof any);
    test_archive *archive = test_archive_new();
    for (size_t i = 0; i < TEST_COUNT(any); i++) {
        if (any[i].expected[0] != '\0')
            cases[i].expected =
                test_text(archive, "%s ?blob-unreferenced ?input-unrecognized", any[i].expected);
    }
    expect_documents(cases, TEST_COUNT(any));
    test_archive_free(archive);
}

/* ---- keys ---- */

static const char *layers_twice(test_archive *archive, const char *text)
{
    return test_duplicate_key(archive, text, "layers", "[]");
}

static const char *config_twice(test_archive *archive, const char *text)
{
    return test_duplicate_key(archive, text, "config", NULL);
}

static const char *size_twice(test_archive *archive, const char *text)
{
    return test_duplicate_key(archive, text, "size", "7");
}

static const char *layers_upper(test_archive *archive, const char *text)
{
    return test_change_case(archive, text, "layers");
}

static const char *layers_and_upper(test_archive *archive, const char *text)
{
    return test_replace(archive, text, "\"layers\":", "\"LAYERS\":[],\"layers\":");
}

static const char *digest_upper(test_archive *archive, const char *text)
{
    return test_change_case(archive, text, "digest");
}

static const char *layers_long_s(test_archive *archive, const char *text)
{
    return test_replace(archive, text, "\"layers\":", "\"layer\xc5\xbf\":[],\"layers\":");
}

static const char *rootfs_upper(test_archive *archive, const char *text)
{
    return test_replace(archive, text, "\"rootfs\":", "\"RootFS\":{},\"rootfs\":");
}

static const char *label_cases(test_archive *archive, const char *text)
{
    return test_replace(archive, text, "\"config\":{",
                        "\"config\":{\"Labels\":{\"layers\":\"1\",\"Layers\":\"2\"},");
}

static const char *manifests_upper(test_archive *archive, const char *text)
{
    return test_replace(archive, text, "\"manifests\":", "\"Manifests\":[],\"manifests\":");
}

#define UNNAMED " ?blob-unreferenced ?json-type ?layers-empty ?diff-id-count ?history-count"

static const document_case keys[] = {
    {"layers twice", layers_twice, PLACE_MANIFEST, "json-duplicate-key" UNNAMED},
    {"config twice", config_twice, PLACE_MANIFEST, "json-duplicate-key" UNNAMED},
    {"size twice", size_twice, PLACE_MANIFEST, "json-duplicate-key ?blob-size-mismatch" UNNAMED},
    {"Layers alone", layers_upper, PLACE_MANIFEST, "json-ambiguous-key" UNNAMED},
    {"LAYERS and layers", layers_and_upper, PLACE_MANIFEST, "json-ambiguous-key" UNNAMED},
    {"Digest", digest_upper, PLACE_MANIFEST, "json-ambiguous-key" UNNAMED},
    {"layers with a long s", layers_long_s, PLACE_MANIFEST, "json-ambiguous-key" UNNAMED},
    {"RootFS and rootfs", rootfs_upper, PLACE_CONFIG, "json-ambiguous-key" UNNAMED},
    /* Keys of labels are data. */
    {"labels that differ in case", label_cases, PLACE_CONFIG, ""},
    {"Manifests", manifests_upper, PLACE_INDEX, "json-ambiguous-key" UNNAMED},
};

Test(documents, have_each_key_once)
{
    expect_documents(keys, TEST_COUNT(keys));
}

/* ---- of a manifest ---- */

static const char *set_digest(test_archive *archive, const char *text, const char *digest)
{
    return test_set_key(archive, text, "digest", digest);
}

static const char *digest_traversal(test_archive *archive, const char *text)
{
    return set_digest(archive, text, "\"sha256:../../../etc/passwd\"");
}

static const char *digest_upper_hex(test_archive *archive, const char *text)
{
    return set_digest(
        archive, text,
        "\"sha256:00000000000000000000000000000000000000000000000000000000DEADBEEF\"");
}

static const char *digest_short(test_archive *archive, const char *text)
{
    return set_digest(archive, text, "\"sha256:dead\"");
}

static const char *digest_empty(test_archive *archive, const char *text)
{
    return set_digest(archive, text, "\"\"");
}

static const char *digest_md5(test_archive *archive, const char *text)
{
    return set_digest(archive, text, "\"md5:d41d8cd98f00b204e9800998ecf8427e\"");
}

static const char *digest_number(test_archive *archive, const char *text)
{
    return set_digest(archive, text, "7");
}

static const char *size_real(test_archive *archive, const char *text)
{
    return test_set_key(archive, text, "size", "840.0");
}

static const char *size_string(test_archive *archive, const char *text)
{
    return test_set_key(archive, text, "size", "\"840\"");
}

static const char *size_gone(test_archive *archive, const char *text)
{
    return test_remove_key(archive, text, "size");
}

static const char *media_type_invalid(test_archive *archive, const char *text)
{
    return test_replace(archive, text, "\"" TEST_TYPE_OCI_LAYER "+gzip\"", "\"no media type\"");
}

static const char *version_gone(test_archive *archive, const char *text)
{
    return test_remove_key(archive, text, "schemaVersion");
}

static const char *version_1(test_archive *archive, const char *text)
{
    return test_set_key(archive, text, "schemaVersion", "1");
}

static const char *version_string(test_archive *archive, const char *text)
{
    return test_set_key(archive, text, "schemaVersion", "\"2\"");
}

static const char *version_real(test_archive *archive, const char *text)
{
    return test_set_key(archive, text, "schemaVersion", "2.0");
}

static const char *type_docker(test_archive *archive, const char *text)
{
    return test_set_key(archive, text, "mediaType", "\"" TEST_TYPE_DOCKER_MANIFEST "\"");
}

static const char *type_index(test_archive *archive, const char *text)
{
    return test_set_key(archive, text, "mediaType", "\"" TEST_TYPE_OCI_INDEX "\"");
}

static const char *with_manifests(test_archive *archive, const char *text)
{
    return test_replace(archive, text, "\"layers\":", "\"manifests\":[],\"layers\":");
}

static const char *with_manifests_untyped(test_archive *archive, const char *text)
{
    return test_remove_key(archive, with_manifests(archive, text), "mediaType");
}

static const char *with_fs_layers(test_archive *archive, const char *text)
{
    return test_replace(archive, text, "\"layers\":", "\"fsLayers\":[],\"layers\":");
}

static const char *layers_null(test_archive *archive, const char *text)
{
    return test_set_key(archive, text, "layers", "null");
}

static const char *layers_gone(test_archive *archive, const char *text)
{
    return test_remove_key(archive, text, "layers");
}

static const char *config_gone(test_archive *archive, const char *text)
{
    return test_remove_key(archive, text, "config");
}

static const char *config_type_unknown(test_archive *archive, const char *text)
{
    return test_replace(archive, text, TEST_TYPE_OCI_CONFIG, "application/json");
}

static const char *config_type_empty(test_archive *archive, const char *text)
{
    return test_replace(archive, text, TEST_TYPE_OCI_CONFIG, "application/vnd.oci.empty.v1+json");
}

static const char *artifact_type(test_archive *archive, const char *text)
{
    return test_replace(archive, text, "\"config\":",
                        "\"artifactType\":\"application/vnd.example.thing\",\"config\":");
}

static const document_case manifests[] = {
    {"digest: traversal", digest_traversal, PLACE_MANIFEST, "digest-malformed" UNNAMED},
    {"digest: upper case", digest_upper_hex, PLACE_MANIFEST, "digest-malformed" UNNAMED},
    {"digest: short", digest_short, PLACE_MANIFEST, "digest-malformed" UNNAMED},
    {"digest: empty", digest_empty, PLACE_MANIFEST, "digest-malformed" UNNAMED},
    {"digest: md5", digest_md5, PLACE_MANIFEST, "digest-unsupported" UNNAMED},
    {"digest: number", digest_number, PLACE_MANIFEST, "json-type" UNNAMED},
    {"digest: traversal, index", digest_traversal, PLACE_INDEX, "digest-malformed" UNNAMED},
    {"size: real", size_real, PLACE_MANIFEST, "json-type" UNNAMED},
    {"size: string", size_string, PLACE_MANIFEST, "json-type" UNNAMED},
    {"size gone", size_gone, PLACE_MANIFEST, "json-type" UNNAMED},
    {"media type of a layer invalid", media_type_invalid, PLACE_MANIFEST,
     "descriptor-invalid ?layer-media-type-unsupported ?manifest-artifact" UNNAMED},
    {"schemaVersion gone", version_gone, PLACE_MANIFEST, "! manifest-schema-version ?json-type"},
    {"schemaVersion 1", version_1, PLACE_MANIFEST,
     "! ?manifest-schema-version ?manifest-schema-1" UNNAMED},
    {"schemaVersion \"2\"", version_string, PLACE_MANIFEST,
     "! ?manifest-schema-version ?json-type"},
    {"schemaVersion 2.0", version_real, PLACE_MANIFEST, "! ?manifest-schema-version ?json-type"},
    {"Docker type inside", type_docker, PLACE_MANIFEST,
     "manifest-media-type-mismatch ?media-types-mixed"},
    {"index type inside", type_index, PLACE_MANIFEST,
     "manifest-media-type-mismatch ?manifest-media-type-unsupported ?manifest-ambiguous" UNNAMED},
    {"manifests beside layers", with_manifests, PLACE_MANIFEST, "manifest-ambiguous" UNNAMED},
    {"manifests beside layers, no mediaType", with_manifests_untyped, PLACE_MANIFEST,
     "manifest-ambiguous" UNNAMED},
    {"fsLayers beside layers", with_fs_layers, PLACE_MANIFEST, "manifest-ambiguous" UNNAMED},
    {"layers null", layers_null, PLACE_MANIFEST, "json-type" UNNAMED},
    {"layers gone", layers_gone, PLACE_MANIFEST, "json-type" UNNAMED},
    {"config gone", config_gone, PLACE_MANIFEST, "json-type" UNNAMED},
    {"config type unknown", config_type_unknown, PLACE_MANIFEST, "config-media-type"},
    {"config type empty", config_type_empty, PLACE_MANIFEST, "manifest-artifact"},
    {"artifactType", artifact_type, PLACE_MANIFEST, "manifest-artifact"},
};

Test(documents, are_manifests_of_images)
{
    expect_documents(manifests, TEST_COUNT(manifests));
}

static const char *index_of_layers(test_archive *archive, const char *text)
{
    return test_replace(archive, text, "\"manifests\":", "\"layers\":[],\"manifests\":");
}

static const char *index_media_type(test_archive *archive, const char *text)
{
    return test_replace(archive, text, TEST_TYPE_OCI_MANIFEST, "application/vnd.example.thing");
}

static const char *index_says_index(test_archive *archive, const char *text)
{
    return test_replace(archive, text, TEST_TYPE_OCI_MANIFEST, TEST_TYPE_OCI_INDEX);
}

static const char *index_schema_1(test_archive *archive, const char *text)
{
    return test_replace(archive, text, TEST_TYPE_OCI_MANIFEST,
                        "application/vnd.docker.distribution.manifest.v1+prettyjws");
}

static const document_case indexes[] = {
    {"layers beside manifests", index_of_layers, PLACE_INDEX, "manifest-ambiguous" UNNAMED},
    {"manifest of an unknown type", index_media_type, PLACE_INDEX,
     "! ?manifest-media-type-unsupported ?manifest-media-type-mismatch ?manifest-artifact" UNNAMED},
    {"manifest named as an index", index_says_index, PLACE_INDEX,
     "! ?manifest-media-type-mismatch ?manifest-ambiguous ?index-empty ?index-single" UNNAMED},
    {"schema 1", index_schema_1, PLACE_INDEX,
     "! ?manifest-schema-1 ?manifest-media-type-mismatch ?manifest-media-type-unsupported" UNNAMED},
};

Test(documents, are_indexes)
{
    expect_documents(indexes, TEST_COUNT(indexes));
}
