/* Markdown and HTML at their bounds. */
#include "golden/sample_report.h"
#include "report/report.h"
#include "support/bytes.h"
#include "support/report_match.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#define LIMIT ((size_t)1024 * 1024)

static void render(const ocigate_report *report, const char *format, og_buf *out)
{
    ocigate_error error = {0};
    og_buf_init(out);
    cr_assert_eq(ocigate_render(report, format, NULL, test_write_to_buf, out, &error), OCIGATE_OK,
                 "%s", error.text);
}

static size_t count_of(const char *text, const char *what)
{
    size_t count = 0;
    for (; (text = strstr(text, what)) != NULL; text += strlen(what))
        count++;
    return count;
}

/* The first result with so many findings of its own, all like its first. */
static ocigate_report *flooded(size_t count)
{
    ocigate_report *report = sample_report();
    ocigate_result *result = report->results;
    ocigate_finding *findings = OG_NEW_ARRAY(&report->arena, ocigate_finding, count);
    test_require(findings != NULL, "out of memory");
    for (size_t i = 0; i < count; i++) {
        findings[i] = result->findings[0];
        findings[i].is_folded = false;
    }
    result->findings = findings;
    result->finding_count = count;
    result->next = NULL;
    report->last = result;
    report->result_count = 1;
    return report;
}

Test(people, markdown_ends_where_github_stops_and_says_so)
{
    static const size_t counts[] = {100, 20000};
    for (size_t i = 0; i < 2; i++) {
        ocigate_report *report = flooded(counts[i]);
        og_buf out;
        render(report, "markdown", &out);
        const char *text = og_buf_string(&out);
        const size_t rows = count_of(text, "\n| \xe2\x9d\x8c error |");
        const char *end = strstr(text, "\nCut at 1 MiB, without ");
        cr_expect_leq(out.length, LIMIT);
        if (i == 0) {
            cr_expect_eq(rows, counts[i]);
            cr_expect_null(end);
        } else {
            cr_assert_not_null(end);
            cr_expect_gt(out.length, LIMIT - 4096, "%zu", out.length);
            char left[32];
            snprintf(left, sizeof left, "%zu,%03zu findings", (counts[i] - rows) / 1000,
                     (counts[i] - rows) % 1000);
            cr_expect_not_null(strstr(end, left), "%s", end);
        }
        og_buf_fini(&out);
        ocigate_report_free(report);
    }
}

#define FOLDED 300u /* so many places are told behind the table */

/* What is begun is ended, wherever the room ends: in the table, in front of the fold, in it. */
Test(people, markdown_is_cut_between_its_parts)
{
    ocigate_report *report = flooded(4000);
    ocigate_result *result = report->results;
    size_t cut = 0, whole = 0, opened = 0;
    for (size_t blocks = 3420; blocks < 3444; blocks += 2) {
        og_buf out;
        result->finding_count = blocks + FOLDED;
        for (size_t i = 0; i < result->finding_count; i++)
            result->findings[i].is_folded = i >= blocks;
        render(report, "markdown", &out);
        const char *text = og_buf_string(&out);
        cr_expect_eq(count_of(text, "<details>"), count_of(text, "</details>"));
        cr_expect_leq(out.length, LIMIT);
        opened += count_of(text, "<details>");
        const bool is_cut = strstr(text, "\nCut at 1 MiB") != NULL;
        cut += is_cut;
        whole += !is_cut;
        og_buf_fini(&out);
    }
    cr_expect(cut > 0 && whole > 0 && opened > 0, "%zu cut, %zu whole, %zu opened", cut, whole,
              opened);
    ocigate_report_free(report);
}

static char *long_text(ocigate_report *report, const char *pattern, size_t length)
{
    char *text = OG_NEW_ARRAY(&report->arena, char, length + 1);
    test_require(text != NULL, "out of memory");
    for (size_t i = 0; i < length; i++)
        text[i] = pattern[i % strlen(pattern)];
    return text;
}

/* Long texts are cut, each by itself: they do not push the findings out. */
Test(people, a_long_text_leaves_room_for_the_rest)
{
    static const char *const formats[] = {"markdown", "html"};
    static const char *const patterns[] = {"a", "`|", "<", "\xe2\x82\xac", "@a#1 "};
    for (size_t p = 0; p < sizeof patterns / sizeof patterns[0]; p++) {
        ocigate_report *report = flooded(2);
        ocigate_result *result = report->results;
        const char *text = long_text(report, patterns[p], 9999); /* whole characters */
        result->name = result->images[0].name = text;
        og_finding *fact = &result->findings[0].fact;
        fact->message = fact->found = fact->expected = fact->path = fact->fix = text;
        for (size_t f = 0; f < 2; f++) {
            og_buf out;
            render(report, formats[f], &out);
            cr_expect_lt(out.length, 256 * 1024, "%s %s: %zu", formats[f], patterns[p], out.length);
            cr_expect_not_null(strstr(og_buf_string(&out), "..."));
            og_buf_fini(&out);
        }
        ocigate_report_free(report);
    }
}

Test(people, a_report_without_a_result_is_an_error)
{
    static const char *const formats[] = {"markdown", "html"};
    ocigate_report *report = sample_report();
    report->results = report->last = NULL;
    report->result_count = 0;
    for (size_t f = 0; f < 2; f++) {
        og_buf out;
        render(report, formats[f], &out);
        cr_expect_not_null(strstr(og_buf_string(&out), "ERROR"), "%s", formats[f]);
        cr_expect_null(strstr(og_buf_string(&out), "PASS"), "%s", formats[f]);
        og_buf_fini(&out);
    }
    ocigate_report_free(report);
}

Test(people, the_table_of_one_image_is_not_needed)
{
    ocigate_report *report = flooded(1);
    og_buf out;
    og_buf_init(&out);
    cr_assert_eq(ocigate_render_summary(report, "text", NULL, test_write_to_buf, &out, NULL), 0);
    cr_expect_eq(out.length, 0);
    og_buf_fini(&out);
    ocigate_report_free(report);
}

/* Sums near the end of 64 bits: shares stay shares, areas stay in the map. */
Test(people, sizes_at_the_end_of_the_numbers_are_no_trouble)
{
    static const ocigate_item directories[] = {
        {"/a", UINT64_MAX, 1, 0, -1, false},
        {"/a/b", UINT64_MAX - 1, 1, 0, -1, false},
        {"/a/b/c", UINT64_MAX / 2, 1, 0, -1, false},
        {"/d", UINT64_MAX / 2, 1, 0, -1, false},
        {"/e", 0, 1, 0, -1, false},
        {"/ab", 1, 1, 0, -1, false},
    };
    static const ocigate_contents contents = {
        .hidden = {UINT64_MAX, 1},
        .lists = {{directories, 6}, {directories, 6}, {directories, 6}},
    };
    ocigate_report *report = flooded(1);
    ocigate_image *image = &report->results->images[0];
    ocigate_layer layers[2] = {image->layers[0], image->layers[1]};
    for (size_t i = 0; i < 2; i++) {
        layers[i].uncompressed_size = UINT64_MAX;
        layers[i].waste[OCIGATE_WASTE_HIDDEN] = (og_waste){UINT64_MAX, 1};
    }
    image->layers = layers;
    image->contents = &contents;
    image->rootfs_bytes = image->unpacked_bytes = UINT64_MAX;
    og_buf out;
    render(report, "html", &out);
    const char *text = og_buf_string(&out);
    cr_expect_eq(count_of(text, "title=\"/a\""), 1);
    cr_expect_eq(count_of(text, "title=\"/a/b/c\""), 1);
    for (; (text = strstr(text, "width:")) != NULL; text++) {
        const unsigned long percent = strtoul(text + 6, NULL, 10);
        cr_expect(text[6] < '0' || text[6] > '9' || text[strcspn(text, ".r%")] != '%' ||
                  percent <= 100);
    }
    og_buf_fini(&out);
    ocigate_report_free(report);
}
