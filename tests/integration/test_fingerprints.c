/* Findings are called the same after a rebuild. */
#include "support/expect.h"

#include <stdio.h>
#include <string.h>

/* An image with defects of every place; each build has its own contents and digests. */
static void build(og_buf *bytes, int build_number, test_form form)
{
    test_archive *archive = test_archive_new();
    test_image *image = test_image_add(archive);
    image->tags[0] = test_text(archive, "app:%d", build_number);
    image->config.entrypoint = "[\"bootstrap\"]";
    image->config.env = "[\"A=1\",\"A=2\",\"PATH\"]";
    image->config.created = "\"yesterday\"";
    test_layer *layer = test_layer_add(archive, image);
    char *contents = test_text(archive, "%0*d", 100 + build_number, build_number);
    static const char *const names[] = {"opt/lost/a", "opt/lost/b", "opt/gone/c"};
    for (size_t i = 0; i < 3; i++)
        test_tar_file(&layer->tar, names[i], 0644, contents);
    test_tar_end_add(&layer->tar, TEST_END_TWO_BLOCKS);
    image->layers[1]->diff_id = test_text(archive, "sha256:%064d", build_number);
    test_archive_build(archive, form);
    test_member_add(archive, "README", '0', contents, strlen(contents));
    char hex[65];
    snprintf(hex, sizeof hex, "%064d", build_number);
    test_member_add(archive, test_text(archive, "blobs/sha256/%s", hex), '0', contents,
                    strlen(contents));
    test_archive_write(archive, TEST_PLAIN, bytes);
    test_archive_free(archive);
}

static const ocigate_finding *find(const ocigate_result *result, const char *fingerprint)
{
    for (size_t i = 0; i < ocigate_result_finding_count(result); i++) {
        const ocigate_finding *finding = ocigate_result_finding(result, i);
        if (strcmp(ocigate_finding_fingerprint(finding), fingerprint) == 0)
            return finding;
    }
    return NULL;
}

Test(fingerprints, are_the_same_after_a_rebuild)
{
    static const test_form forms[] = {TEST_FORM_OCI, TEST_FORM_DOCKER_25};
    for (size_t f = 0; f < TEST_COUNT(forms); f++) {
        test_run runs[2];
        const ocigate_result *results[2];
        for (int i = 0; i < 2; i++) {
            og_buf bytes;
            og_buf_init(&bytes);
            build(&bytes, i + 1, forms[f]);
            test_run_memory(&runs[i], NULL, bytes.data, bytes.length, 4096);
            results[i] = ocigate_report_result(runs[i].report, 0);
            og_buf_fini(&bytes);
        }
        const size_t count = ocigate_result_finding_count(results[0]);
        cr_expect_geq(count, 8, "%zu", count);
        cr_assert_eq(ocigate_result_finding_count(results[1]), count);
        cr_expect_str_neq(ocigate_image_config_digest(ocigate_result_image(results[0], 0)),
                          ocigate_image_config_digest(ocigate_result_image(results[1], 0)));
        for (size_t i = 0; i < count; i++) {
            const ocigate_finding *finding = ocigate_result_finding(results[0], i);
            const char *fingerprint = ocigate_finding_fingerprint(finding);
            const ocigate_finding *other = find(results[1], fingerprint);
            cr_expect_eq(find(results[0], fingerprint), finding, "unique");
            cr_expect(other != NULL && ocigate_finding_rule(other) == ocigate_finding_rule(finding),
                      "%s: %s", test_form_name(forms[f]), ocigate_finding_message(finding));
        }
        for (size_t i = 0; i < 2; i++)
            test_run_fini(&runs[i]);
    }
}
