/* References that name an index: attestations, one image, several platforms, nested, partial. */
#include "support/expect.h"

#include <stdio.h>
#include <string.h>

/* ---- shapes; each starts from an archive without an image ---- */

static void attestation(test_archive *archive)
{
    test_index *index = test_index_add_to(archive, test_top_index(archive));
    index->tags[0] = "app:1";
    (void)test_attestation_add_to(archive, index, test_image_add_to(archive, index));
}

static void single(test_archive *archive)
{
    test_index *index = test_index_add_to(archive, test_top_index(archive));
    index->tags[0] = "app:1";
    (void)test_image_add_to(archive, index);
}

static test_index *two_platforms(test_archive *archive)
{
    test_index *index = test_index_add_to(archive, test_top_index(archive));
    index->tags[0] = "app:1";
    (void)test_image_add_to(archive, index);
    test_image_set_architecture(archive, test_image_add_to(archive, index), "arm64");
    return index;
}

static void multi(test_archive *archive)
{
    (void)two_platforms(archive);
}

static void docker_list(test_archive *archive)
{
    test_index *index = two_platforms(archive);
    index->is_docker_list = true;
    archive->images[0]->is_docker_manifest = true;
    archive->images[1]->is_docker_manifest = true;
}

static void multi_attested(test_archive *archive)
{
    test_index *index = two_platforms(archive);
    (void)test_attestation_add_to(archive, index, archive->images[0]);
    (void)test_attestation_add_to(archive, index, archive->images[1]);
}

static void partial(test_archive *archive)
{
    two_platforms(archive)->entries[1].is_absent = true;
}

static void empty(test_archive *archive)
{
    test_index_add_to(archive, test_top_index(archive))->tags[0] = "app:1";
}

static void all_empty(test_archive *archive)
{
    (void)archive;
}

static void null_manifests(test_archive *archive)
{
    test_top_index(archive)->manifests_json = "null";
}

static void wrong_platform(test_archive *archive)
{
    single(archive);
    archive->indexes[1]->entries[0].platform = "{\"architecture\":\"arm64\",\"os\":\"linux\"}";
}

static void wrong_os(test_archive *archive)
{
    single(archive);
    archive->indexes[1]->entries[0].platform = "{\"architecture\":\"amd64\",\"os\":\"windows\"}";
}

static void wrong_variant(test_archive *archive)
{
    single(archive);
    test_image_set_architecture(archive, archive->images[0], "arm64");
    archive->images[0]->config.variant = "\"v8\"";
    archive->indexes[1]->entries[0].platform =
        "{\"architecture\":\"arm64\",\"os\":\"linux\",\"variant\":\"v9\"}";
}

static void one_variant(test_archive *archive)
{
    wrong_variant(archive);
    archive->images[0]->config.variant = NULL;
}

static void wrong_platform_of_image(test_archive *archive)
{
    (void)test_image_add(archive);
    test_top_index(archive)->entries[0].platform = "{\"architecture\":\"arm64\",\"os\":\"linux\"}";
}

static void bad_attestation(test_archive *archive)
{
    attestation(archive);
    archive->images[1]->layers[0]->blob.promise.digest = TEST_WRONG_DIGEST;
}

static void missing_attestation(test_archive *archive)
{
    attestation(archive);
    archive->indexes[1]->entries[1].is_absent = true;
}

static void wrong_index_digest(test_archive *archive)
{
    multi(archive);
    archive->indexes[1]->blob.promise.digest = TEST_WRONG_DIGEST;
}

static void wrong_index_size(test_archive *archive)
{
    multi(archive);
    archive->indexes[1]->blob.promise.size_delta = 1;
}

static void missing_index(test_archive *archive)
{
    multi(archive);
    archive->indexes[1]->blob.is_absent = true;
}

static void loop(test_archive *archive)
{
    test_index *index = test_index_add_to(archive, test_top_index(archive));
    index->tags[0] = "app:1";
    index->blob.promise.digest = TEST_WRONG_DIGEST;
    index->raw = "{\"schemaVersion\":2,\"mediaType\":\"" TEST_TYPE_OCI_INDEX "\",\"manifests\":[{"
                 "\"mediaType\":\"" TEST_TYPE_OCI_INDEX "\",\"digest\":\"" TEST_WRONG_DIGEST
                 "\",\"size\":1}]}";
}

static void layer_of_a_member_missing(test_archive *archive)
{
    multi(archive);
    archive->images[1]->layers[0]->blob.is_absent = true;
}

static void nested_twice(test_archive *archive)
{
    test_index *outer = test_index_add_to(archive, test_top_index(archive));
    outer->tags[0] = "app:1";
    test_index *inner = test_index_add_to(archive, outer);
    (void)test_image_add_to(archive, inner);
    test_image_set_architecture(archive, test_image_add_to(archive, inner), "arm64");
}

typedef struct index_case {
    const char *name;
    void (*shape)(test_archive *archive);
    const char *expected;
    test_setup setup;
} index_case;

static void expect_indexes(const index_case *cases, size_t count)
{
    static const test_form forms[] = {TEST_FORM_OCI, TEST_FORM_OCI_FIRST};
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < TEST_COUNT(forms); j++) {
            test_archive *archive = test_archive_new();
            cases[i].shape(archive);
            test_archive_build(archive, forms[j]);
            test_expect_archive(&cases[i].setup, archive, cases[i].expected, cases[i].name);
            test_archive_free(archive);
        }
    }
}

static const index_case judged[] = {
    {"attestation, lambda", attestation, "index-attestation", {0}},
    {"attestation, managed", attestation, "index-attestation", {.profile = "lambda-managed"}},
    {"attestation, oci", attestation, "index-attestation=W", {.profile = "oci"}},
    {"single, lambda", single, "index-single", {0}},
    {"single, oci", single, "index-single=W", {.profile = "oci"}},
    {"multi, lambda", multi, "index-multi-platform", {0}},
    {"multi, oci", multi, "index-multi-platform=I", {.profile = "oci"}},
    {"Docker list, lambda", docker_list, "index-multi-platform", {0}},
    {"Docker list, oci", docker_list, "index-multi-platform=I", {.profile = "oci"}},
    {"multi with attestations, lambda", multi_attested, "index-multi-platform", {0}},
    {"multi with attestations, oci", multi_attested, "index-multi-platform=I", {.profile = "oci"}},
    {"multi, at depth manifest", multi, "index-multi-platform", {.depth = TEST_DEPTH_MANIFEST}},
    {"nested, oci", nested_twice, "index-multi-platform=I", {.profile = "oci"}},
    {"nested, lambda", nested_twice, "index-multi-platform", {0}},
};

Test(indexes, are_judged_by_what_they_hold)
{
    expect_indexes(judged, TEST_COUNT(judged));
}

static const index_case chosen[] = {
    {"multi, amd64", multi, "index-multi-platform=I", {.platform = "linux/amd64"}},
    {"multi, arm64", multi, "index-multi-platform=I", {.platform = "linux/arm64"}},
    {"multi, arm64 of an arm64 function",
     multi,
     "index-multi-platform=I",
     {.platform = "linux/arm64", .architecture = "arm64"}},
    {"multi, arm64 of an amd64 function",
     multi,
     "index-multi-platform=I architecture-mismatch",
     {.platform = "linux/arm64", .architecture = "amd64"}},
    {"multi, a platform that is not there",
     multi,
     "image-not-found ?index-multi-platform",
     {.platform = "linux/s390x"}},
    {"multi with attestations, amd64",
     multi_attested,
     "index-multi-platform=I",
     {.platform = "linux/amd64"}},
    {"attestation, amd64", attestation, "index-attestation=I", {.platform = "linux/amd64"}},
    {"single, amd64", single, "index-single=I", {.platform = "linux/amd64"}},
    {"nested, arm64", nested_twice, "index-multi-platform=I", {.platform = "linux/arm64"}},
    /* The member that was chosen is there: what the store lacks beside it is no matter. */
    {"partial, the one that is there",
     partial,
     "index-multi-platform=I ?blob-missing",
     {.platform = "linux/amd64"}},
    /* And the one that was chosen is not: nothing was judged. */
    {"partial, the one that is not there",
     partial,
     "! ?blob-missing ?image-not-found "
     "?index-multi-platform",
     {.platform = "linux/arm64"}},
};

Test(indexes, are_an_info_when_a_platform_is_chosen)
{
    expect_indexes(chosen, TEST_COUNT(chosen));
}

static const index_case broken[] = {
    {"partial, lambda", partial, "index-multi-platform blob-missing=W", {0}},
    {"partial, oci", partial, "index-multi-platform=I blob-missing=W", {.profile = "oci"}},
    {"empty", empty, "index-empty", {0}},
    {"empty, oci", empty, "index-empty", {.profile = "oci"}},
    {"index.json empty", all_empty, "index-empty ?input-unrecognized ?image-not-found", {0}},
    {"manifests null",
     null_manifests,
     "! ?index-empty ?json-type ?input-unrecognized ?image-not-found",
     {0}},
    {"architecture differs",
     wrong_platform,
     "index-single=W index-platform-mismatch",
     {.profile = "oci"}},
    {"os differs", wrong_os, "index-single=W index-platform-mismatch", {.profile = "oci"}},
    {"variant differs",
     wrong_variant,
     "index-single=W index-platform-mismatch",
     {.profile = "oci"}},
    {"only one has a variant", one_variant, "index-single=W", {.profile = "oci"}},
    {"platform in index.json differs", wrong_platform_of_image, "index-platform-mismatch", {0}},
    {"attestation with a wrong digest",
     bad_attestation,
     "index-attestation=W blob-digest-mismatch",
     {.profile = "oci"}},
    {"attestation that is not there",
     missing_attestation,
     "index-attestation=W blob-missing=W",
     {.profile = "oci"}},
    {"digest of the index",
     wrong_index_digest,
     "index-multi-platform=I blob-digest-mismatch",
     {.profile = "oci"}},
    {"size of the index",
     wrong_index_size,
     "index-multi-platform=I blob-size-mismatch",
     {.profile = "oci"}},
    {"index missing", missing_index, "blob-missing ?blob-unreferenced", {0}},
    {"index that names itself",
     loop,
     "! blob-digest-mismatch index-nested-too-deep ?blob-size-mismatch ?index-empty ?index-single",
     {0}},
    {"layer of a member missing",
     layer_of_a_member_missing,
     "! ?blob-missing ?index-multi-platform",
     {.platform = "linux/arm64"}},
};

Test(indexes, are_checked_themselves)
{
    expect_indexes(broken, TEST_COUNT(broken));
}

static test_index *chain(test_archive *archive, size_t length)
{
    test_index *index = test_top_index(archive);
    for (size_t i = 0; i < length; i++) {
        index = test_index_add_to(archive, index);
        if (i == 0)
            index->tags[0] = "app:1";
    }
    return index;
}

Test(indexes, may_be_nested_four_levels_and_no_more)
{
    static const struct {
        size_t levels;
        uint64_t limit; /* 0: the default, 4 */
        const char *expected;
    } cases[] = {
        {1, 0, "index-single=W"},
        {4, 0, "index-single=W"},
        {5, 0, "index-nested-too-deep ?index-single ?index-empty ?blob-unreferenced"},
        {9, 0, "index-nested-too-deep ?index-single ?index-empty ?blob-unreferenced"},
        {40, 0, "index-nested-too-deep ?index-single ?index-empty ?blob-unreferenced"},
        {2, 2, "index-single=W"},
        {3, 2, "index-nested-too-deep ?index-single ?index-empty ?blob-unreferenced"},
    };
    for (size_t i = 0; i < TEST_COUNT(cases); i++) {
        test_archive *archive = test_archive_new();
        (void)test_image_add_to(archive, chain(archive, cases[i].levels));
        test_archive_build(archive, TEST_FORM_OCI);
        const test_setup setup = {.profile = "oci",
                                  .limits = {{OCIGATE_LIMIT_INDEX_DEPTH, cases[i].limit}}};
        test_expect_archive(&setup, archive, cases[i].expected,
                            test_text(archive, "%zu levels of %llu", cases[i].levels,
                                      (unsigned long long)cases[i].limit));
        test_archive_free(archive);
    }
}

/* Ten references to one child on each level: 10,000 ways to one image. */
Test(indexes, are_visited_once_each, .timeout = 20)
{
    test_archive *archive = test_archive_new();
    test_index *index = chain(archive, 4);
    test_image *image = test_image_add_to(archive, index);
    for (size_t i = 0; i < archive->index_count; i++) {
        test_index *parent = archive->indexes[i];
        if (i == 0)
            continue;
        for (size_t j = 0; j < 9; j++) {
            test_entry *entry = test_entry_add(archive, parent);
            if (parent == index) {
                entry->image = image;
                entry->platform = parent->entries[0].platform;
            } else {
                entry->index = archive->indexes[i + 1];
            }
        }
    }
    test_archive_build(archive, TEST_FORM_OCI);
    const test_setup setup = {.profile = "oci"};
    og_buf bytes;
    og_buf_init(&bytes);
    test_archive_write(archive, TEST_PLAIN, &bytes);
    test_run run;
    test_run_memory(&run, &setup, bytes.data, bytes.length, 0);
    cr_expect_eq(run.status, OCIGATE_OK);
    const size_t count = ocigate_result_image_count(ocigate_report_result(run.report, 0));
    cr_expect_eq(count, 1u, "%zu images", count);
    cr_expect_eq(ocigate_report_verdict(run.report), OCIGATE_VERDICT_PASS);
    test_run_fini(&run);
    og_buf_fini(&bytes);
    test_archive_free(archive);
}
