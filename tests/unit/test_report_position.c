/* Where the results of a report stand: one that is missing, and one that is there twice. */
#include "base/buf.h"
#include "support/bytes.h"
#include "support/expect.h"
#include "unit/report_line.h"

#include <ocigate/ocigate.h>

#include <inttypes.h>
#include <string.h>

#define RULES "\"rules\": 3"
#define TIME "\"elapsed_microseconds\": "

/* The line, with another number of rules (and a position), or another time. */
static void add_line(og_buf *out, const char *to)
{
    const char *from = strncmp(to, TIME, strlen(TIME)) == 0 ? TIME "5" : RULES;
    const char *at = strstr(LINE, from);
    test_require(at != NULL, "%s is not in the line", from);
    og_buf_add(out, LINE, (size_t)(at - LINE));
    og_buf_text(out, to);
    og_buf_text(out, at + strlen(from));
}

static void expect_missing(ocigate_report *report, const char *position, uint64_t missing)
{
    og_buf line;
    og_buf_init(&line);
    add_line(&line, position);
    ocigate_error error = {0};
    cr_expect_eq(ocigate_report_read(report, og_buf_string(&line), line.length, &error), OCIGATE_OK,
                 "%s", error.text);
    cr_expect_eq(ocigate_report_missing(report), missing, "%s", position);
    cr_expect_eq(ocigate_report_verdict(report),
                 missing > 0 ? OCIGATE_VERDICT_ERROR : OCIGATE_VERDICT_FAIL, "%s", position);
    og_buf_fini(&line);
}

/* Each line by a call of its own: what is missing may still come. */
Test(report_position, counts_what_is_missing)
{
    ocigate_report *report = NULL;
    test_require(ocigate_report_new(NULL, &report, NULL) == OCIGATE_OK, "no report");
    expect_missing(report, POSITION("1", "1", "1", "1"), 0);
    expect_missing(report, POSITION("1", "3", "2", "9"), 2);
    expect_missing(report, POSITION("2", "3", "5", "9"), 1);
    og_buf line;
    og_buf_init(&line);
    add_line(&line, POSITION("3", "3", "8", "10"));
    ocigate_error error = {0};
    cr_expect_eq(ocigate_report_read(report, og_buf_string(&line), line.length, &error),
                 OCIGATE_ERROR_READ);
    cr_expect(strstr(error.text, "result 3 of 3 of a run is missing") != NULL, "%s", error.text);
    cr_expect_eq(ocigate_report_missing(report), 1);
    expect_missing(report, POSITION("3", "3", "8", "9"), 0);
    og_buf_fini(&line);
    ocigate_report_free(report);
    cr_expect_eq(ocigate_report_missing(NULL), 0);
}

static void expect_repeated(const char *const *positions, size_t expected)
{
    ocigate_report *report = NULL;
    test_require(ocigate_report_new(NULL, &report, NULL) == OCIGATE_OK, "no report");
    og_buf lines;
    og_buf_init(&lines);
    for (size_t i = 0; positions[i] != NULL; i++)
        add_line(&lines, positions[i]);
    ocigate_error error = {0};
    cr_expect_eq(ocigate_report_read(report, og_buf_string(&lines), lines.length, &error),
                 OCIGATE_OK, "%s", error.text);
    size_t count = SIZE_MAX;
    const ocigate_result *example = NULL;
    cr_expect_eq(ocigate_report_repeated(report, &count, &example, &error), OCIGATE_OK);
    cr_expect_eq(count, expected, "%s: %zu", positions[0], count);
    cr_expect_eq(example != NULL, expected > 0);
    cr_expect_eq(ocigate_report_repeated(report, NULL, NULL, NULL), OCIGATE_ERROR_ARGUMENT);
    og_buf_fini(&lines);
    ocigate_report_free(report);
}

Test(report_position, counts_what_is_there_twice)
{
    const char *const plain = RULES;
    const char *const late = TIME "6";
    const char *const
        one = POSITION("1", "1", "1", "1"),
        *const first = POSITION("1", "2", "1", "2"), *const second = POSITION("2", "2", "2", "2"),
        *const third = POSITION("1", "1", "3", "4"), *const fourth = POSITION("1", "1", "4", "4");
    expect_repeated((const char *const[]){one, NULL}, 0);
    expect_repeated((const char *const[]){one, one, NULL}, 1);
    expect_repeated((const char *const[]){plain, late, plain, NULL}, 1);
    expect_repeated((const char *const[]){first, second, NULL}, 0);
    expect_repeated((const char *const[]){first, second, one, first, second, NULL}, 2);
    expect_repeated((const char *const[]){third, fourth, NULL}, 0);
    expect_repeated((const char *const[]){third, fourth, third, third, NULL}, 2);
}
