/* One flipped bit anywhere: what a digest protects is always found, and nothing that passes is
   another image than it says. */
#include "support/expect.h"

#include <string.h>

typedef struct good_image {
    test_archive *archive;
    test_image *image;
    og_buf contents; /* of the report, unharmed */
} good_image;

static void report_contents(const test_archive *archive, og_buf *out, ocigate_verdict *verdict)
{
    og_buf bytes;
    og_buf_init(&bytes);
    test_archive_write(archive, TEST_PLAIN, &bytes);
    test_run run;
    test_run_memory(&run, NULL, bytes.data, bytes.length, 0);
    cr_assert_eq(run.status, OCIGATE_OK, "%s", run.error.text);
    test_run_contents(&run, out);
    *verdict = ocigate_report_verdict(run.report);
    test_run_fini(&run);
    og_buf_fini(&bytes);
}

static void build(good_image *good, test_form form)
{
    good->archive = test_archive_new();
    good->archive->has_no_v1_json = true;
    good->image = test_image_add(good->archive);
    test_archive_build(good->archive, form);
    og_buf_init(&good->contents);
    ocigate_verdict verdict = OCIGATE_VERDICT_ERROR;
    report_contents(good->archive, &good->contents, &verdict);
    cr_assert_eq(verdict, OCIGATE_VERDICT_PASS);
}

static void release(good_image *good)
{
    og_buf_fini(&good->contents);
    test_archive_free(good->archive);
}

/* Every step-th byte, another bit each time. */
static void flip_member(const good_image *good, test_member *member, size_t step, bool is_protected)
{
    for (size_t at = 0; at < member->body.length; at += step) {
        const unsigned bit = (unsigned)(at / step % 8);
        test_flip_bit(&member->body, at, bit);
        og_buf found;
        og_buf_init(&found);
        ocigate_verdict verdict = OCIGATE_VERDICT_ERROR;
        report_contents(good->archive, &found, &verdict);
        if (is_protected)
            cr_expect_eq(verdict, OCIGATE_VERDICT_FAIL, "%s, %s at %zu.%u: %s",
                         test_form_name(good->archive->form), member->name, at, bit,
                         ocigate_verdict_name(verdict));
        else if (verdict == OCIGATE_VERDICT_PASS) /* its name may be another */
            cr_expect_str_eq(strstr(found.data, "config"), strstr(good->contents.data, "config"),
                             "%s, %s at %zu.%u passes as %s", test_form_name(good->archive->form),
                             member->name, at, bit, found.data);
        og_buf_fini(&found);
        test_flip_bit(&member->body, at, bit);
    }
}

Test(flips, are_found_in_everything_that_a_digest_protects, .timeout = 300)
{
    static const test_form forms[] = {TEST_FORM_OCI, TEST_FORM_CONTAINERD};
    for (size_t i = 0; i < TEST_COUNT(forms); i++) {
        good_image good;
        build(&good, forms[i]);
        const test_blob *blobs[5] = {&good.image->manifest_blob, &good.image->config_blob};
        for (size_t j = 0; j < 3; j++)
            blobs[2 + j] = &good.image->layers[j]->blob;
        for (size_t j = 0; j < TEST_COUNT(blobs); j++)
            flip_member(&good, test_member_of(good.archive, blobs[j]), 7, true);
        release(&good);
    }
}

Test(flips, are_found_in_plain_layers_and_their_config, .timeout = 300)
{
    static const test_form forms[] = {TEST_FORM_DOCKER_10, TEST_FORM_PODMAN};
    for (size_t i = 0; i < TEST_COUNT(forms); i++) {
        good_image good;
        build(&good, forms[i]);
        flip_member(&good, test_member_of(good.archive, &good.image->config_blob), 7, true);
        for (size_t j = 0; j < 3; j++)
            flip_member(&good, test_member_of(good.archive, &good.image->layers[j]->blob), 61,
                        true);
        release(&good);
    }
}

Test(flips, in_what_nothing_protects_let_no_other_image_pass, .timeout = 300)
{
    static const test_form forms[] = {TEST_FORM_DOCKER_10, TEST_FORM_DOCKER_25, TEST_FORM_OCI,
                                      TEST_FORM_GGCR, TEST_FORM_DOCKER_DIR};
    static const char *const names[] = {"manifest.json", "index.json", "oci-layout",
                                        "repositories"};
    for (size_t i = 0; i < TEST_COUNT(forms); i++) {
        good_image good;
        build(&good, forms[i]);
        for (size_t j = 0; j < TEST_COUNT(names); j++) {
            test_member *member = test_member_find(good.archive, names[j]);
            if (member != NULL)
                flip_member(&good, member, 3, false);
        }
        release(&good);
    }
}

/* The archive itself: headers, padding and all. */
Test(flips, in_the_bytes_of_the_archive_let_no_other_image_pass, .timeout = 300)
{
    static const test_form forms[] = {TEST_FORM_OCI, TEST_FORM_DOCKER_10};
    for (size_t i = 0; i < TEST_COUNT(forms); i++) {
        good_image good;
        build(&good, forms[i]);
        og_buf bytes;
        og_buf_init(&bytes);
        test_archive_write(good.archive, TEST_PLAIN, &bytes);
        for (size_t at = 0; at < bytes.length; at += 37) {
            const unsigned bit = (unsigned)(at / 37 % 8);
            test_flip_bit(&bytes, at, bit);
            test_run run;
            test_run_memory(&run, NULL, bytes.data, bytes.length, 0);
            cr_assert_eq(run.status, OCIGATE_OK, "at %zu: %s", at, run.error.text);
            og_buf found;
            og_buf_init(&found);
            test_run_contents(&run, &found);
            if (ocigate_report_verdict(run.report) == OCIGATE_VERDICT_PASS)
                cr_expect_str_eq(strstr(found.data, "config"), strstr(good.contents.data, "config"),
                                 "%s at %zu.%u", test_form_name(forms[i]), at, bit);
            og_buf_fini(&found);
            test_run_fini(&run);
            test_flip_bit(&bytes, at, bit);
        }
        og_buf_fini(&bytes);
        release(&good);
    }
}
