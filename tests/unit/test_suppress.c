/* What suppressing does to counts and verdicts. */
#include "image/image.h"
#include "report/report.h"
#include "rules/rule.h"
#include "support/bytes.h"

#include <ocigate/policy.h>
#include <criterion/criterion.h>
#include <string.h>

/* Images without a layer, for which all is proven. */
static const og_config config = {.os = "linux"};
static const og_blob_facts config_blob = {.is_complete = true};
static const og_link config_link = {.blob = &config_blob};

/* A policy, then findings, then the result. */
typedef struct bench {
    og_arena arena;
    ocigate_options *options;
    ocigate_report *report;
    og_archive archive;
    og_facts facts;
    og_image images[2];
    og_image *image_list[2];
    og_sink sink;
} bench;

static void bench_init(bench *b)
{
    *b = (bench){0};
    og_arena_init(&b->arena);
    b->options = ocigate_options_new();
    test_require(b->options != NULL, "out of memory");
}

static void ignore(bench *b, const char *rule, const char *path)
{
    test_require(ocigate_options_add_ignore(b->options, rule, path, "why", NULL, NULL) == 0,
                 "ignore");
}

static void bench_start(bench *b, uint64_t limit)
{
    test_require(ocigate_options_set_limit(b->options, OCIGATE_LIMIT_FINDINGS, limit, NULL) == 0,
                 "limit");
    test_require(ocigate_report_new(b->options, &b->report, NULL) == OCIGATE_OK, "report");
    og_sink_init(&b->sink, &b->arena, limit);
    b->archive = (og_archive){.form = OG_ARCHIVE_TAR, .is_complete = true};
    for (size_t i = 0; i < 2; i++) {
        b->images[i].index = i;
        b->images[i].name = "app:1";
        b->images[i].config = &config;
        b->images[i].config_link = &config_link;
        b->images[i].rootfs = (const struct og_rootfs *)&config; /* is only asked whether it is */
        b->image_list[i] = &b->images[i];
    }
    b->facts = (og_facts){.input_name = "app.tar",
                          .kind = OG_KIND_OCI_ARCHIVE,
                          .archive = &b->archive,
                          .options = b->report->options,
                          .images = b->image_list};
}

static og_finding *flag(bench *b, const char *rule, ocigate_severity severity, ptrdiff_t image)
{
    og_finding *finding = OG_NEW(&b->arena, og_finding);
    *finding = (og_finding){.rule = ocigate_rule_find(rule),
                            .severity = severity,
                            .message = "m",
                            .fix = "f",
                            .count = 1,
                            .image = image,
                            .document = "layer",
                            .layer = -1};
    if (b->sink.last == NULL)
        b->sink.first = finding;
    else
        b->sink.last->next = finding;
    b->sink.last = finding;
    return finding;
}

static const ocigate_result *bench_add(bench *b, const char *error)
{
    b->facts.image_count = 2;
    cr_assert_eq(og_report_add(b->report, "app.tar", &b->facts, &b->sink, error, 0.5, NULL), 0);
    return ocigate_report_result(b->report, ocigate_report_result_count(b->report) - 1);
}

static void bench_fini(bench *b)
{
    og_arena_fini(&b->arena);
    ocigate_report_free(b->report);
    ocigate_options_free(b->options);
}

Test(suppress, moves_findings_and_counts_them_apart)
{
    bench b;
    bench_init(&b);
    ignore(&b, "file-unreadable", "a");
    bench_start(&b, 100);
    flag(&b, "file-unreadable", OCIGATE_SEVERITY_ERROR, 0)->path = "b";
    flag(&b, "file-unreadable", OCIGATE_SEVERITY_ERROR, 0)->path = "a/x";
    flag(&b, "layer-zstd", OCIGATE_SEVERITY_WARNING, 1);
    flag(&b, "file-unreadable", OCIGATE_SEVERITY_WARNING, 1)->path = "a";
    flag(&b, "file-unreadable", OCIGATE_SEVERITY_OFF, 1)->path = "a";
    const ocigate_result *result = bench_add(&b, NULL);
    cr_assert_eq(ocigate_result_finding_count(result), 2);
    cr_assert_eq(ocigate_result_suppressed_count(result), 2);
    cr_expect_str_eq(ocigate_finding_path(ocigate_result_finding(result, 0)), "b");
    const ocigate_suppression *first = ocigate_result_suppressed(result, 0);
    cr_expect_str_eq(ocigate_finding_path(ocigate_suppression_finding(first)), "a/x");
    cr_expect_not_null(ocigate_finding_fingerprint(ocigate_suppression_finding(first)));
    cr_expect_str_eq(ocigate_suppression_reason(first), "why");
    cr_expect_null(ocigate_suppression_expires(first));
    cr_expect_null(ocigate_result_suppressed(result, 2));
    cr_expect_eq(ocigate_result_count(result, OCIGATE_SEVERITY_ERROR), 1);
    cr_expect_eq(ocigate_result_count(result, OCIGATE_SEVERITY_WARNING), 1);
    cr_expect_eq(ocigate_result_unlisted_count(result, OCIGATE_SEVERITY_OFF), 0);
    for (size_t i = 0; i < 2; i++)
        cr_expect_eq(result->images[i].unlisted[OCIGATE_SEVERITY_OFF], 0);
    cr_expect_eq(ocigate_image_verdict(ocigate_result_image(result, 0)), OCIGATE_VERDICT_FAIL);
    cr_expect_eq(ocigate_image_verdict(ocigate_result_image(result, 1)), OCIGATE_VERDICT_PASS);
    bench_fini(&b);
}

#define PASS OCIGATE_VERDICT_PASS
#define FAIL OCIGATE_VERDICT_FAIL
#define BROKEN OCIGATE_VERDICT_ERROR

static const struct {
    const char *name;
    const char *rule, *path; /* of the ignore; NULL: there is none */
    const char *finding;     /* a rule, an error on the archive; NULL: none */
    const char *second;
    uint64_t count;  /* of the finding */
    bool is_damaged; /* the archive is not complete: its proof is missing */
    const char *error;
    ocigate_verdict verdict;
} verdicts[] = {
    {"nothing", NULL, NULL, NULL, NULL, 1, false, NULL, PASS},
    {"an error", NULL, NULL, "layer-zstd", NULL, 1, false, NULL, FAIL},
    {"suppressed", "layer-zstd", NULL, "layer-zstd", NULL, 1, false, NULL, PASS},
    {"one of two", "layer-zstd", NULL, "layer-zstd", "layer-foreign", 1, false, NULL, FAIL},
    {"two of two", "layer-*", NULL, "layer-zstd", "layer-foreign", 1, false, NULL, PASS},
    {"by its path", "layer-zstd", "a", "layer-zstd", NULL, 1, false, NULL, PASS},
    {"by another path", "layer-zstd", "b", "layer-zstd", NULL, 1, false, NULL, FAIL},
    {"several files by one path", "layer-zstd", "a", "layer-zstd", NULL, 2, false, NULL, FAIL},
    {"unused", "env-*", NULL, NULL, NULL, 1, false, NULL, PASS},
    {"given up", "layer-zstd", NULL, "layer-zstd", NULL, 1, false, "cannot read", BROKEN},
    {"no proof", NULL, NULL, NULL, NULL, 1, true, NULL, BROKEN},
    {"no proof, and what is said of the policy explains none", "env-*", NULL, NULL, NULL, 1, true,
     NULL, BROKEN},
    {"no proof, and a suppressed finding explains it as one that is off does", "diff-id-mismatch",
     NULL, "diff-id-mismatch", NULL, 1, true, NULL, PASS},
    {"no proof, and a rule that is an error nowhere explains none", "layer-zstd", NULL,
     "layer-zstd", NULL, 1, true, NULL, BROKEN},
};

Test(suppress, decides)
{
    for (size_t i = 0; i < sizeof verdicts / sizeof verdicts[0]; i++) {
        bench b;
        bench_init(&b);
        if (verdicts[i].rule != NULL)
            ignore(&b, verdicts[i].rule, verdicts[i].path);
        bench_start(&b, 100);
        const char *const rules[] = {verdicts[i].finding, verdicts[i].second};
        for (size_t j = 0; j < 2 && rules[j] != NULL; j++) {
            og_finding *finding = flag(&b, rules[j], OCIGATE_SEVERITY_ERROR, -1);
            finding->path = "a";
            finding->count = verdicts[i].count;
        }
        b.archive.is_complete = !verdicts[i].is_damaged;
        ocigate_report_expect_last(b.report);
        const ocigate_result *result = bench_add(&b, verdicts[i].error);
        cr_expect_eq(ocigate_result_verdict(result), verdicts[i].verdict, "%s: %s",
                     verdicts[i].name, ocigate_verdict_name(ocigate_result_verdict(result)));
        for (size_t j = 0; j < 2; j++)
            cr_expect_eq(ocigate_image_verdict(ocigate_result_image(result, j)),
                         verdicts[i].verdict, "%s", verdicts[i].name);
        bench_fini(&b);
    }
}

/* What is only counted cannot be compared with a policy, and counts. */
Test(suppress, leaves_what_is_not_listed)
{
    bench b;
    bench_init(&b);
    ignore(&b, "layer-zstd", NULL);
    bench_start(&b, 2);
    for (size_t i = 0; i < 3; i++)
        flag(&b, "layer-zstd", OCIGATE_SEVERITY_ERROR, 0);
    const ocigate_result *result = bench_add(&b, NULL);
    cr_expect_eq(ocigate_result_suppressed_count(result), 2);
    cr_expect_eq(ocigate_result_unlisted_count(result, OCIGATE_SEVERITY_ERROR), 1);
    cr_expect_eq(ocigate_result_count(result, OCIGATE_SEVERITY_ERROR), 0);
    cr_expect_eq(ocigate_result_verdict(result), OCIGATE_VERDICT_FAIL);
    cr_expect_eq(ocigate_image_verdict(ocigate_result_image(result, 0)), OCIGATE_VERDICT_FAIL);
    cr_expect_eq(ocigate_image_verdict(ocigate_result_image(result, 1)), OCIGATE_VERDICT_PASS);
    bench_fini(&b);
}

static size_t count_rule(const ocigate_result *result, const char *rule)
{
    size_t count = 0;
    for (size_t i = 0; i < ocigate_result_finding_count(result); i++)
        count += ocigate_finding_rule(ocigate_result_finding(result, i)) == ocigate_rule_find(rule);
    return count;
}

static void next_input(bench *b)
{
    b->sink.first = b->sink.last = NULL;
    b->sink.unlisted = NULL;
}

/* An ignore is for a run: the second input needs it, the first does not. */
Test(suppress, says_at_the_end_what_had_no_use)
{
    static const struct {
        bool is_used, is_last_told, is_given_up, is_shallow;
        size_t unused;
    } rows[] = {{true, true, false, false, 0},
                {false, true, false, false, 1},
                {false, false, false, false, 0},
                {false, true, true, false, 0},
                {false, true, false, true, 0}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bench b;
        bench_init(&b);
        ignore(&b, "layer-zstd", NULL);
        if (rows[i].is_shallow)
            cr_assert_eq(ocigate_options_set_depth(b.options, OCIGATE_DEPTH_BLOBS, NULL), 0);
        bench_start(&b, 100);
        const ocigate_result *result = bench_add(&b, rows[i].is_given_up ? "cannot read" : NULL);
        cr_expect_eq(count_rule(result, "ignore-unused"), 0);
        if (rows[i].is_last_told)
            ocigate_report_expect_last(b.report);
        next_input(&b);
        if (rows[i].is_used)
            flag(&b, "layer-zstd", OCIGATE_SEVERITY_ERROR, 0);
        result = bench_add(&b, NULL);
        cr_expect_eq(count_rule(result, "ignore-unused"), rows[i].unused, "row %zu", i);
        bench_fini(&b);
    }
}

Test(suppress, says_once_what_is_past_its_date)
{
    bench b;
    bench_init(&b);
    cr_assert_eq(ocigate_options_set_date(b.options, "2026-11-24", NULL), 0);
    cr_assert_eq(ocigate_options_add_ignore(b.options, "layer-zstd", NULL, "x", "2026-11-23", NULL),
                 0);
    bench_start(&b, 100);
    for (size_t i = 0; i < 2; i++) {
        next_input(&b);
        flag(&b, "layer-zstd", OCIGATE_SEVERITY_ERROR, 0);
        const ocigate_result *result = bench_add(&b, NULL);
        cr_expect_eq(ocigate_result_verdict(result), OCIGATE_VERDICT_FAIL);
        cr_expect_eq(count_rule(result, "ignore-expired"), i == 0 ? 1 : 0);
    }
    bench_fini(&b);
}

/* Who wants to be strict can be; ignores do not hold for it. */
Test(suppress, lets_the_policy_itself_fail)
{
    bench b;
    bench_init(&b);
    ignore(&b, "ignore-unused", NULL);
    cr_assert_eq(
        ocigate_options_set_severity(b.options, "ignore-unused", OCIGATE_SEVERITY_ERROR, NULL), 0);
    bench_start(&b, 100);
    flag(&b, "layer-zstd", OCIGATE_SEVERITY_WARNING, -1);
    ocigate_report_expect_last(b.report);
    const ocigate_result *result = bench_add(&b, NULL);
    cr_expect_eq(ocigate_result_verdict(result), OCIGATE_VERDICT_FAIL);
    cr_expect_eq(ocigate_finding_severity(ocigate_result_finding(result, 0)),
                 OCIGATE_SEVERITY_ERROR, "the worst first");
    cr_expect_eq(ocigate_result_unlisted_count(result, OCIGATE_SEVERITY_OFF), 0);
    for (size_t i = 0; i < 2; i++) {
        cr_expect_eq(result->images[i].unlisted[OCIGATE_SEVERITY_OFF], 0);
        cr_expect_eq(ocigate_image_verdict(ocigate_result_image(result, i)), OCIGATE_VERDICT_FAIL);
    }
    bench_fini(&b);
}

static int take(void *payload, const void *bytes, size_t length)
{
    og_buf_add(payload, bytes, length);
    return 0;
}

/* The first run writes what the second one knows; two inputs have an entry each. */
Test(suppress, knows_the_findings_of_its_baseline)
{
    og_buf baseline;
    og_buf_init(&baseline);
    for (size_t run = 0; run < 2; run++) {
        bench b;
        bench_init(&b);
        if (run == 1)
            cr_assert_eq(ocigate_options_load_baseline(b.options, baseline.data, baseline.length,
                                                       "known.json", NULL),
                         0);
        ignore(&b, "layer-foreign", NULL);
        bench_start(&b, 100);
        for (size_t i = 0; i < 3; i++) {
            next_input(&b);
            if (i == 2)
                ocigate_report_expect_last(b.report);
            og_finding *finding = flag(&b, "layer-zstd", OCIGATE_SEVERITY_ERROR, 0);
            finding->count = 3;
            finding->image = run == 0 ? 0 : 1;
            flag(&b, "layer-foreign", OCIGATE_SEVERITY_ERROR, 0);
            if (run == 0 && i == 2)
                finding->count = 2; /* fewer than there are later */
            const ocigate_result *result = bench_add(&b, NULL);
            const bool is_known = run == 1 && i < 2;
            cr_expect_eq(ocigate_result_verdict(result), is_known ? PASS : FAIL, "%zu", i);
            cr_expect_eq(ocigate_result_suppressed_count(result), is_known ? 2 : 1);
            cr_expect_eq(count_rule(result, "baseline-stale"), run == 1 && i == 2 ? 1 : 0);
        }
        og_buf again;
        og_buf_init(&again);
        cr_assert_eq(ocigate_render_baseline(b.report, take, run == 0 ? &baseline : &again, NULL),
                     0);
        if (run == 1) {
            cr_expect_null(strstr(og_buf_string(&again), "baseline-stale"));
            cr_expect_null(strstr(og_buf_string(&again), "layer-foreign"));
        }
        og_buf_fini(&again);
        bench_fini(&b);
    }
    og_buf_fini(&baseline);
}

Test(suppress, makes_no_baseline_of_what_was_not_judged)
{
    bench b;
    bench_init(&b);
    bench_start(&b, 100);
    (void)bench_add(&b, "cannot read");
    og_buf out;
    og_buf_init(&out);
    ocigate_error error = {0};
    cr_expect_eq(ocigate_render_baseline(b.report, take, &out, &error), OCIGATE_ERROR_ARGUMENT);
    cr_expect_eq(out.length, 0);
    cr_expect_eq(ocigate_render_baseline(NULL, take, &out, NULL), OCIGATE_ERROR_ARGUMENT);
    og_buf_fini(&out);
    bench_fini(&b);
}
