/* An archive that ends early never passes; one that only lost its end is warned of. */
#include "support/expect.h"
#include "support/feed.h"

#include <stdio.h>
#include <string.h>

static void write_good(test_form form, test_codec outer, og_buf *bytes, size_t *content)
{
    test_archive *archive = test_archive_new();
    (void)test_image_add(archive);
    archive->has_no_v1_json = true;
    test_archive_build(archive, form);
    test_archive_write(archive, outer, bytes);
    archive->end = TEST_END_NONE;
    og_buf open;
    og_buf_init(&open);
    test_archive_write(archive, TEST_PLAIN, &open);
    *content = open.length;
    og_buf_fini(&open);
    test_archive_free(archive);
}

/* The last member ends in zeros up to a block, which count as its content here. */
static void cut(const og_buf *bytes, size_t length, size_t content, const char *form)
{
    test_run run;
    test_run_memory(&run, NULL, bytes->data, length, 0);
    const bool is_cut = test_run_finding(&run, "archive-truncated", NULL) != NULL;
    const bool is_open = test_run_finding(&run, "archive-end-missing", NULL) != NULL;
    const ocigate_verdict verdict = ocigate_report_verdict(run.report);
    cr_expect_eq(run.status, OCIGATE_OK, "%s at %zu: %s", form, length, run.error.text);
    if (length < 512) /* not even one header: there is no archive yet */
        cr_expect_eq(verdict, OCIGATE_VERDICT_FAIL, "%s at %zu", form, length);
    else if (length < content && length % 512 != 0)
        cr_expect(is_cut && verdict == OCIGATE_VERDICT_FAIL, "%s at %zu of %zu", form, length,
                  bytes->length);
    else if (length < content) /* between two blocks: cut inside a member, or members are missing */
        cr_expect_eq(verdict, OCIGATE_VERDICT_FAIL, "%s at %zu of %zu", form, length,
                     bytes->length);
    else if (length == content || length == content + 512)
        cr_expect(is_open && verdict == OCIGATE_VERDICT_PASS, "%s at %zu of %zu", form, length,
                  bytes->length);
    else if (length < content + 1024)
        cr_expect(is_cut ? verdict == OCIGATE_VERDICT_FAIL
                         : is_open && verdict == OCIGATE_VERDICT_PASS,
                  "%s at %zu of %zu", form, length, bytes->length);
    else
        cr_expect_eq(verdict, OCIGATE_VERDICT_PASS, "%s at %zu of %zu", form, length,
                     bytes->length);
    test_run_fini(&run);
}

/* What comes last matters to no one in these: without it the image is as good. */
static bool needs_its_last_member(test_form form)
{
    return form != TEST_FORM_DOCKER_10 && form != TEST_FORM_PODMAN && form != TEST_FORM_DOCKER_25 &&
           form != TEST_FORM_CONTAINERD && form != TEST_FORM_DOCKER_DIR;
}

static void cut_everywhere(test_form form, size_t first, size_t step)
{
    og_buf bytes;
    og_buf_init(&bytes);
    size_t content = 0;
    write_good(form, TEST_PLAIN, &bytes, &content);
    for (size_t length = first; length < bytes.length; length += step) {
        /* Cut exactly between members, such an archive lost what no loader needs. */
        if (!needs_its_last_member(form) && length % 512 == 0 && length < content &&
            content - length <= 4 * 512)
            continue;
        cut(&bytes, length, content, test_form_name(form));
    }
    og_buf_fini(&bytes);
}

Test(truncated, never_passes, .timeout = 600)
{
    for (int form = 0; form < TEST_FORM_COUNT; form++) {
        if (form != TEST_FORM_CNB) /* has a warning of its own; as crane otherwise */
            cut_everywhere((test_form)form, 0, 64);
    }
}

Test(truncated, never_passes_at_any_byte_of_a_small_archive, .timeout = 600)
{
    cut_everywhere(TEST_FORM_GGCR, 1, 13);
}

Test(truncated, is_found_in_every_compression, .timeout = 600)
{
    static const test_codec outers[] = {TEST_GZIP, TEST_ZSTD, TEST_XZ, TEST_BZIP2};
    for (size_t i = 0; i < TEST_COUNT(outers); i++) {
        og_buf bytes;
        og_buf_init(&bytes);
        size_t content = 0;
        write_good(TEST_FORM_OCI, outers[i], &bytes, &content);
        for (size_t lost = 1; lost < bytes.length; lost += lost < 40 ? 1 : 29) {
            test_run run;
            test_run_memory(&run, NULL, bytes.data, bytes.length - lost, 0);
            cr_expect_eq(run.status, OCIGATE_OK, "%s - %zu: %s", test_codec_name(outers[i]), lost,
                         run.error.text);
            cr_expect_eq(ocigate_report_verdict(run.report), OCIGATE_VERDICT_FAIL, "%s - %zu",
                         test_codec_name(outers[i]), lost);
            const bool has_magic = bytes.length - lost >= 16;
            if (has_magic)
                cr_expect_not_null(test_run_finding(&run, "archive-truncated", NULL), "%s - %zu",
                                   test_codec_name(outers[i]), lost);
            test_run_fini(&run);
        }
        og_buf_fini(&bytes);
    }
}

Test(truncated, is_a_warning_when_only_the_end_is_lost)
{
    static const struct {
        const char *name;
        test_tar_end end;
        const char *expected;
    } cases[] = {
        {"no end", TEST_END_NONE, "archive-end-missing=W"},
        {"one block", TEST_END_ONE_BLOCK, "archive-end-missing=W"},
        {"two blocks", TEST_END_TWO_BLOCKS, ""},
        {"a record", TEST_END_10240, ""},
    };
    static const test_codec outers[] = {TEST_PLAIN, TEST_GZIP, TEST_XZ};
    for (int form = 0; form < TEST_FORM_COUNT; form++) {
        if (form == TEST_FORM_CNB)
            continue;
        for (size_t i = 0; i < TEST_COUNT(cases); i++) {
            test_archive *archive = test_archive_new();
            (void)test_image_add(archive);
            archive->has_no_v1_json = true;
            test_archive_build(archive, (test_form)form);
            archive->end = cases[i].end;
            for (size_t j = 0; j < TEST_COUNT(outers); j++) {
                og_buf bytes;
                og_buf_init(&bytes);
                test_archive_write(archive, outers[j], &bytes);
                test_expect_bytes(NULL, &bytes, cases[i].expected,
                                  test_text(archive, "%s, %s, %s", test_form_name((test_form)form),
                                            cases[i].name, test_codec_name(outers[j])));
                og_buf_fini(&bytes);
            }
            test_archive_free(archive);
        }
    }
}

/* The source stops with an error instead of the end: no verdict, and never a pass. */
Test(truncated, is_no_verdict_when_the_source_fails)
{
    og_buf bytes;
    og_buf_init(&bytes);
    size_t content = 0;
    write_good(TEST_FORM_OCI, TEST_PLAIN, &bytes, &content);
    for (size_t at = 1; at < bytes.length; at += 701) {
        ocigate_report *report = NULL;
        ocigate_error error = {0};
        cr_assert_eq(ocigate_report_new(NULL, &report, &error), OCIGATE_OK);
        test_source source = {
            .bytes = bytes.data, .length = bytes.length, .piece = 512, .fail_at = at};
        cr_expect_eq(ocigate_check_stream(report, test_source_read, &source, NULL, &error),
                     OCIGATE_ERROR_READ, "at %zu", at);
        cr_expect_eq(ocigate_report_verdict(report), OCIGATE_VERDICT_ERROR, "at %zu", at);
        ocigate_report_free(report);
    }
    og_buf_fini(&bytes);
}
