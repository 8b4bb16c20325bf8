/* Several images and several names in one archive, and which of them is judged. */
#include "support/expect.h"

#include <string.h>

static const test_form forms[] = {TEST_FORM_DOCKER_10, TEST_FORM_PODMAN, TEST_FORM_CONTAINERD,
                                  TEST_FORM_OCI,       TEST_FORM_GGCR,   TEST_FORM_RULES_OCI};

/* app:1 has a wrong diff_id, app:2 is good. */
static test_archive *two_images(test_form form)
{
    test_archive *archive = test_archive_new();
    test_image *first = test_image_add(archive);
    first->config.cmd = "[\"one.handler\"]";
    first->layers[2]->diff_id = TEST_WRONG_DIGEST;
    test_image_add(archive)->tags[0] = "app:2";
    test_archive_build(archive, form);
    return archive;
}

Test(selection, judges_every_image_or_the_one_that_was_named)
{
    static const struct {
        const char *name;
        test_setup setup;
        const char *expected;
        size_t images;
    } cases[] = {
        {"every one", {0}, "diff-id-mismatch", 2},
        {"the bad one", {.reference = "app:1"}, "diff-id-mismatch", 1},
        {"the good one", {.reference = "app:2"}, "", 1},
        {"the good one, in full", {.reference = "docker.io/library/app:2"}, "", 1},
        {"none", {.reference = "app:3"}, "image-not-found", 0},
        {"no tag at all", {.reference = "nothing"}, "image-not-found", 0},
        {"a digest that is not there", {.digest = TEST_WRONG_DIGEST}, "image-not-found", 0},
        {"both, with a tag of the one and a digest of nothing",
         {.reference = "app:2", .digest = TEST_WRONG_DIGEST},
         "image-not-found",
         0},
    };
    for (size_t i = 0; i < TEST_COUNT(cases); i++) {
        for (size_t j = 0; j < TEST_COUNT(forms); j++) {
            test_archive *archive = two_images(forms[j]);
            og_buf bytes;
            og_buf_init(&bytes);
            test_archive_write(archive, TEST_PLAIN, &bytes);
            test_run run;
            test_run_memory(&run, &cases[i].setup, bytes.data, bytes.length, 0);
            const char *name =
                test_text(archive, "%s, %s", cases[i].name, test_form_name(forms[j]));
            cr_expect_eq(ocigate_result_image_count(ocigate_report_result(run.report, 0)),
                         cases[i].images, "%s", name);
            test_expect_run(&run, cases[i].expected, name);
            og_buf_fini(&bytes);
            test_archive_free(archive);
        }
    }
}

Test(selection, finds_an_image_by_the_digest_of_its_manifest_or_config)
{
    for (size_t i = 0; i < 2; i++) {
        for (size_t j = 0; j < TEST_COUNT(forms); j++) {
            test_archive *archive = two_images(forms[j]);
            const test_image *image = archive->images[i];
            const char *expected = i == 0 ? "diff-id-mismatch" : "";
            const test_setup by_config = {.digest = image->config_blob.digest};
            test_expect_archive(&by_config, archive, expected,
                                test_text(archive, "config %zu, %s", i, test_form_name(forms[j])));
            const test_setup by_manifest = {.digest = image->manifest_blob.digest};
            if (test_form_has_index(forms[j]))
                test_expect_archive(
                    &by_manifest, archive, expected,
                    test_text(archive, "manifest %zu, %s", i, test_form_name(forms[j])));
            test_archive_free(archive);
        }
    }
}

Test(selection, finds_an_index_by_its_digest)
{
    test_archive *archive = test_archive_new();
    test_index *index = test_index_add_to(archive, test_top_index(archive));
    index->tags[0] = "app:1";
    (void)test_image_add_to(archive, index);
    test_image_set_architecture(archive, test_image_add_to(archive, index), "arm64");
    test_archive_build(archive, TEST_FORM_OCI);
    const test_setup by_index = {.digest = index->blob.digest};
    test_expect_archive(&by_index, archive, "index-multi-platform", "the index");
    /* A member that is named by itself is an image: that is what would be pushed. */
    const test_setup by_member = {.digest = archive->images[1]->manifest_blob.digest};
    test_expect_archive(&by_member, archive, "?index-multi-platform", "a member");
    const test_setup by_both = {.reference = "app:1", .platform = "linux/arm64"};
    test_expect_archive(&by_both, archive, "index-multi-platform=I", "reference and platform");
    test_archive_free(archive);
}

Test(selection, judges_an_image_with_two_names_once)
{
    for (size_t j = 0; j < TEST_COUNT(forms); j++) {
        test_archive *archive = test_archive_new();
        test_image *image = test_image_add(archive);
        image->tags[1] = "registry.example.com/team/app:stable";
        archive->repositories_json = "{}";
        test_archive_build(archive, forms[j]);
        og_buf bytes;
        og_buf_init(&bytes);
        test_archive_write(archive, TEST_PLAIN, &bytes);
        for (size_t i = 0; i < 3; i++) {
            const test_setup setup = {.reference = i == 0 ? NULL : image->tags[i - 1]};
            test_run run;
            test_run_memory(&run, &setup, bytes.data, bytes.length, 0);
            const ocigate_result *result = ocigate_report_result(run.report, 0);
            cr_expect_eq(ocigate_result_image_count(result), 1u, "%s", test_form_name(forms[j]));
            const ocigate_image *found = ocigate_result_image(result, 0);
            cr_expect_eq(ocigate_image_reference_count(found), 2u, "%s", test_form_name(forms[j]));
            cr_expect_str_eq(ocigate_image_reference(found, 0), "app:1");
            test_expect_run(&run, "", test_form_name(forms[j]));
        }
        og_buf_fini(&bytes);
        test_archive_free(archive);
    }
}

Test(selection, refuses_one_name_for_two_images)
{
    for (size_t j = 0; j < TEST_COUNT(forms); j++) {
        test_archive *archive = test_archive_new();
        test_image_add(archive)->config.cmd = "[\"one.handler\"]";
        (void)test_image_add(archive);
        test_archive_build(archive, forms[j]);
        test_expect_archive(NULL, archive, "reference-ambiguous", test_form_name(forms[j]));
        test_archive_free(archive);
    }
}

/* The same entry twice is one image. */
Test(selection, takes_one_image_that_is_named_twice_for_one)
{
    test_archive *archive = test_archive_new();
    test_image *image = test_image_add(archive);
    test_entry_add(archive, test_top_index(archive))->image = image;
    test_archive_build(archive, TEST_FORM_OCI);
    test_expect_archive(NULL, archive, "", "twice in index.json");
    test_archive_free(archive);
}

Test(selection, warns_of_names_that_are_none)
{
    static const struct {
        const char *tag;
        test_form form;
        const char *expected;
    } cases[] = {
        {"APP:1", TEST_FORM_DOCKER_10, "reference-invalid=W"},
        {"app:bad tag", TEST_FORM_DOCKER_10, "reference-invalid=W"},
        {"app", TEST_FORM_GGCR, "reference-invalid=W"},
        {"app:", TEST_FORM_GGCR, "reference-invalid=W"},
        {"-app:1", TEST_FORM_GGCR, "reference-invalid=W"},
        {"a/b/c-d_e.f__g:V1.0-x_y", TEST_FORM_GGCR, ""},
        {"localhost:5000/app:1", TEST_FORM_GGCR, ""},
        {"app:1 2", TEST_FORM_OCI, "reference-invalid=W"},
        {"1", TEST_FORM_OCI, ""},
        {"v1.0-rc_1", TEST_FORM_OCI, ""},
        {"registry.example.com/app:1", TEST_FORM_OCI, ""},
    };
    for (size_t i = 0; i < TEST_COUNT(cases); i++) {
        test_archive *archive = test_archive_new();
        test_image_add(archive)->tags[0] = cases[i].tag;
        archive->repositories_json = "{}";
        test_archive_build(archive, cases[i].form);
        test_expect_archive(NULL, archive, cases[i].expected, cases[i].tag);
        test_archive_free(archive);
    }
}
