/* Policies on whole images, where findings come in floods. */
#include "support/expect.h"

#include <ocigate/policy.h>
#include <stdio.h>
#include <string.h>

#define DATE "2026-11-24"

typedef struct policy {
    const char *rule, *path; /* NULL: no ignore */
    const char *second_rule;
    uint64_t limit; /* of findings; 0: the default */
} policy;

/* A layer with this many files that nobody can read, and one more elsewhere. */
static void build(og_buf *bytes, size_t count, const char *last)
{
    test_archive *archive = test_archive_new();
    test_image *image = test_image_add(archive);
    test_layer *layer = test_layer_add(archive, image);
    test_tar_directory(&layer->tar, "var/task/vendor", 0755);
    for (size_t i = 0; i < count; i++) {
        char name[64];
        snprintf(name, sizeof name, "var/task/vendor/%05zu", i);
        test_tar_file(&layer->tar, name, 0600, "x");
    }
    if (last != NULL)
        test_tar_file(&layer->tar, last, 0600, "x");
    test_tar_end_add(&layer->tar, TEST_END_TWO_BLOCKS);
    test_archive_build(archive, TEST_FORM_OCI);
    test_archive_write(archive, TEST_PLAIN, bytes);
    test_archive_free(archive);
}

static ocigate_report *judge(const og_buf *bytes, const policy *wanted)
{
    ocigate_options *options = ocigate_options_new();
    ocigate_report *report = NULL;
    const char *const rules[] = {wanted->rule, wanted->second_rule};
    test_require(ocigate_options_set_fail_on(options, OCIGATE_SEVERITY_WARNING, NULL) == 0, "fail");
    test_require(ocigate_options_set_date(options, DATE, NULL) == 0, "date");
    if (wanted->limit > 0)
        test_require(
            ocigate_options_set_limit(options, OCIGATE_LIMIT_FINDINGS, wanted->limit, NULL) == 0,
            "limit");
    for (size_t i = 0; i < 2 && rules[i] != NULL; i++)
        test_require(ocigate_options_add_ignore(options, rules[i], i == 0 ? wanted->path : NULL,
                                                "x", DATE, NULL) == 0,
                     "ignore");
    test_require(ocigate_report_new(options, &report, NULL) == OCIGATE_OK, "report");
    ocigate_options_free(options);
    ocigate_report_expect_last(report);
    FILE *file = tmpfile();
    test_require(file != NULL && fwrite(bytes->data, 1, bytes->length, file) == bytes->length &&
                     fflush(file) == 0 && fseek(file, 0, SEEK_SET) == 0,
                 "tmpfile");
    ocigate_error error = {0};
    cr_assert_eq(ocigate_check_fd(report, fileno(file), "x", &error), OCIGATE_OK, "%s", error.text);
    fclose(file);
    return report;
}

static const struct {
    const char *name;
    size_t count;
    const char *last;
    policy policy;
    ocigate_verdict verdict;
    size_t suppressed;
} rows[] = {
    {"no policy", 5, NULL, {0}, OCIGATE_VERDICT_FAIL, 0},
    {"all of them",
     5,
     NULL,
     {"file-unreadable", "var/task/vendor/*", NULL, 0},
     OCIGATE_VERDICT_PASS,
     5},
    {"one elsewhere",
     5,
     "var/task/app.py",
     {"file-unreadable", "var/task/vendor/*", NULL, 0},
     OCIGATE_VERDICT_FAIL,
     5},
    {"another rule", 5, NULL, {"path-hidden", NULL, NULL, 0}, OCIGATE_VERDICT_FAIL, 0},
    /* as many as a rule keeps: each has its path */
    {"1,000",
     1000,
     NULL,
     {"file-unreadable", "var/task/vendor/*", NULL, 0},
     OCIGATE_VERDICT_PASS,
     1000},
    /* the last finding stands for others, which may lie elsewhere: here one does */
    {"1,001",
     1001,
     NULL,
     {"file-unreadable", "var/task/vendor/*", NULL, 0},
     OCIGATE_VERDICT_FAIL,
     999},
    {"one elsewhere behind a flood",
     1000,
     "var/task/x.py",
     {"file-unreadable", "var/task/vendor/*", NULL, 0},
     OCIGATE_VERDICT_FAIL,
     999},
    {"a flood by its rule alone",
     3000,
     "var/task/x.py",
     {"file-unreadable", NULL, NULL, 0},
     OCIGATE_VERDICT_PASS,
     1000},
    /* what is not listed counts, whatever its rule */
    {"above the limit", 5, NULL, {"file-unreadable", NULL, NULL, 4}, OCIGATE_VERDICT_FAIL, 4},
    {"at the limit", 4, NULL, {"file-unreadable", NULL, NULL, 4}, OCIGATE_VERDICT_PASS, 4},
};

Test(suppressed, a_flood_hides_nothing_behind_an_ignore, .timeout = 120)
{
    for (size_t i = 0; i < TEST_COUNT(rows); i++) {
        og_buf bytes;
        og_buf_init(&bytes);
        build(&bytes, rows[i].count, rows[i].last);
        ocigate_report *report = judge(&bytes, &rows[i].policy);
        const ocigate_result *result = ocigate_report_result(report, 0);
        cr_expect_eq(ocigate_report_verdict(report), rows[i].verdict, "%s: %s", rows[i].name,
                     ocigate_verdict_name(ocigate_report_verdict(report)));
        cr_expect_eq(ocigate_result_suppressed_count(result), rows[i].suppressed, "%s: %zu",
                     rows[i].name, ocigate_result_suppressed_count(result));
        ocigate_report_free(report);
        og_buf_fini(&bytes);
    }
}

/* Whatever is ignored, an archive that is cut short, empty or no image does not pass unjudged. */
Test(suppressed, what_cannot_be_judged_does_not_pass)
{
    og_buf good, bytes;
    og_buf_init(&good);
    og_buf_init(&bytes);
    build(&good, 0, NULL);
    const policy everything = {"*", "**", "input-*", 0};
    const size_t lengths[] = {0, 512, good.length / 2};
    for (size_t i = 0; i < TEST_COUNT(lengths); i++) {
        og_buf_clear(&bytes);
        og_buf_add(&bytes, good.data, lengths[i]);
        og_buf_char(&bytes, '\0');
        bytes.length--;
        ocigate_report *report = judge(&bytes, &everything);
        cr_expect_neq(ocigate_report_verdict(report), OCIGATE_VERDICT_PASS, "%zu bytes",
                      lengths[i]);
        ocigate_report_free(report);
    }
    og_buf_fini(&good);
    og_buf_fini(&bytes);
}
