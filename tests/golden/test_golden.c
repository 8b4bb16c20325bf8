/* The reports as people and programs get them, against files that are read in a review.
   OCIGATE_UPDATE_GOLDEN=1 writes the files again. */
#include "golden/sample_inspection.h"
#include "golden/sample_report.h"
#include "support/bytes.h"
#include "support/report_match.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef ocigate_report *(*sample_function)(void);

static const struct {
    const char *file, *format;
    bool is_hostile, has_color;
    ocigate_verbosity verbosity;
    size_t columns;
    bool is_inspection;
    sample_function make; /* NULL: a sample that fits */
} cases[] = {
    {"report.txt", "text", false, false, OCIGATE_VERBOSITY_NORMAL, 0, false, NULL},
    {"report-quiet.txt", "text", false, false, OCIGATE_VERBOSITY_QUIET, 0, false, NULL},
    {"report-verbose.txt", "text", false, false, OCIGATE_VERBOSITY_VERBOSE, 0, false, NULL},
    {"report-color.txt", "text", false, true, OCIGATE_VERBOSITY_VERBOSE, 0, false, NULL},
    {"report-narrow.txt", "text", false, false, OCIGATE_VERBOSITY_NORMAL, 60, false, NULL},
    {"report.json", "json", false, false, OCIGATE_VERBOSITY_NORMAL, 0, false, NULL},
    {"report.jsonl", "jsonl", false, false, OCIGATE_VERBOSITY_NORMAL, 0, false, NULL},
    {"report.sarif", "sarif", false, false, OCIGATE_VERBOSITY_NORMAL, 0, false, NULL},
    {"report-junit.xml", "junit", false, false, OCIGATE_VERBOSITY_NORMAL, 0, false, NULL},
    {"report.github", "github", false, false, OCIGATE_VERBOSITY_NORMAL, 0, false, NULL},
    {"report-gitlab.json", "gitlab", false, false, OCIGATE_VERBOSITY_NORMAL, 0, false, NULL},
    {"hostile.sarif", "sarif", true, false, OCIGATE_VERBOSITY_NORMAL, 0, false, NULL},
    {"hostile-junit.xml", "junit", true, false, OCIGATE_VERBOSITY_NORMAL, 0, false, NULL},
    {"hostile.github", "github", true, false, OCIGATE_VERBOSITY_NORMAL, 0, false, NULL},
    {"hostile-gitlab.json", "gitlab", true, false, OCIGATE_VERBOSITY_NORMAL, 0, false, NULL},
    {"hostile.txt", "text", true, false, OCIGATE_VERBOSITY_VERBOSE, 0, false, NULL},
    {"hostile-narrow.txt", "text", true, true, OCIGATE_VERBOSITY_NORMAL, 40, false, NULL},
    {"hostile.json", "json", true, false, OCIGATE_VERBOSITY_NORMAL, 0, false, NULL},
    {"inspect.txt", "text", false, false, OCIGATE_VERBOSITY_NORMAL, 0, true, NULL},
    {"inspect-narrow.txt", "text", false, false, OCIGATE_VERBOSITY_NORMAL, 80, true, NULL},
    {"inspect-verbose.txt", "text", false, true, OCIGATE_VERBOSITY_VERBOSE, 80, true, NULL},
    {"inspect.json", "json", false, false, OCIGATE_VERBOSITY_NORMAL, 0, true, NULL},
    {"inspect-hostile.txt", "text", true, false, OCIGATE_VERBOSITY_VERBOSE, 0, true, NULL},
    {"inspect-hostile.json", "json", true, false, OCIGATE_VERBOSITY_NORMAL, 0, true, NULL},
    {"report.md", "markdown", false, false, OCIGATE_VERBOSITY_NORMAL, 0, false, sample_inspection},
    {"report.html", "html", false, false, OCIGATE_VERBOSITY_NORMAL, 0, false, sample_inspection},
    {"hostile.md", "markdown", true, false, OCIGATE_VERBOSITY_NORMAL, 0, false, NULL},
    {"hostile.html", "html", true, false, OCIGATE_VERBOSITY_NORMAL, 0, false, NULL},
    {"inspect.md", "markdown", false, false, OCIGATE_VERBOSITY_NORMAL, 0, true, NULL},
    {"inspect.html", "html", false, false, OCIGATE_VERBOSITY_NORMAL, 0, true, NULL},
    {"markup.txt", "text", true, false, OCIGATE_VERBOSITY_NORMAL, 100, false, sample_markup_report},
    {"markup.json", "json", true, false, OCIGATE_VERBOSITY_NORMAL, 0, false, sample_markup_report},
    {"markup.md", "markdown", true, false, OCIGATE_VERBOSITY_NORMAL, 0, false,
     sample_markup_inspection},
    {"markup.html", "html", true, false, OCIGATE_VERBOSITY_NORMAL, 0, false,
     sample_markup_inspection},
    {"inspect-markup.md", "markdown", true, false, OCIGATE_VERBOSITY_NORMAL, 0, true,
     sample_markup_inspection},
    {"inspect-markup.html", "html", true, false, OCIGATE_VERBOSITY_NORMAL, 0, true,
     sample_markup_inspection},
};

#define CASE_COUNT (sizeof cases / sizeof cases[0])

static void file_name(size_t index, char *name, size_t size)
{
    const char *source = getenv("OCIGATE_SOURCE_DIR");
    test_require(source != NULL, "OCIGATE_SOURCE_DIR is not set");
    snprintf(name, size, "%s/tests/golden/expected/%s", source, cases[index].file);
}

static ocigate_report *make_report(size_t index)
{
    if (cases[index].make != NULL)
        return cases[index].make();
    if (cases[index].is_inspection)
        return cases[index].is_hostile ? sample_hostile_inspection() : sample_inspection();
    return cases[index].is_hostile ? sample_hostile_report() : sample_report();
}

/* The texts of the rules are in docs/rules.md; here they would only follow each change of it. */
static void cut_rules(og_buf *out)
{
    static const char begin[] = "\"rules\": [", end[] = "\n          ]";
    og_buf short_text;
    og_buf_init(&short_text);
    const char *text = og_buf_string(out);
    for (const char *rules; (rules = strstr(text, begin)) != NULL;) {
        rules += strlen(begin);
        og_buf_add(&short_text, text, (size_t)(rules - text));
        text = strstr(rules, end);
        test_require(text != NULL, "no end of the rules");
    }
    og_buf_text(&short_text, text);
    og_buf_fini(out);
    *out = short_text;
}

static void render_case(size_t index, og_buf *out)
{
    ocigate_report *report = make_report(index);
    ocigate_render_options options;
    ocigate_render_options_init(&options, sizeof options);
    options.has_color = cases[index].has_color;
    options.verbosity = cases[index].verbosity;
    options.columns = cases[index].columns;
    ocigate_error error = {0};
    ocigate_status status;
    if (cases[index].is_inspection)
        status = ocigate_render_inspection(report, cases[index].format, &options, test_write_to_buf,
                                           out, &error);
    else
        status =
            ocigate_render(report, cases[index].format, &options, test_write_to_buf, out, &error);
    cr_assert_eq(status, OCIGATE_OK, "%s: %s", cases[index].file, error.text);
    ocigate_report_free(report);
    if (strcmp(cases[index].format, "sarif") == 0)
        cut_rules(out);
}

static void read_file(const char *name, og_buf *out)
{
    FILE *file = fopen(name, "rb");
    if (file == NULL)
        return; /* the comparison says what is missing */
    char bytes[4096];
    size_t length;
    while ((length = fread(bytes, 1, sizeof bytes, file)) > 0)
        og_buf_add(out, bytes, length);
    fclose(file);
}

static void write_file(const char *name, const og_buf *bytes)
{
    FILE *file = fopen(name, "wb");
    test_require(file != NULL, "cannot write %s", name);
    test_require(fwrite(bytes->data, 1, bytes->length, file) == bytes->length, "cannot write");
    test_require(fclose(file) == 0, "cannot write %s", name);
}

/* The first line that differs is worth more than two long texts. */
static void compare(const char *name, const og_buf *expected, const og_buf *found)
{
    const char *e = og_buf_string(expected), *f = og_buf_string(found);
    size_t line = 1, start = 0;
    for (size_t i = 0; e[i] == f[i] && e[i] != '\0'; i++) {
        if (e[i] == '\n') {
            line++;
            start = i + 1;
        }
    }
    cr_expect_str_eq(f, e, "%s, line %zu:\n expected %.*s\n found    %.*s", name, line,
                     (int)strcspn(e + start, "\n"), e + start, (int)strcspn(f + start, "\n"),
                     f + start);
}

Test(golden, reports_are_as_they_were_reviewed)
{
    const bool is_update = getenv("OCIGATE_UPDATE_GOLDEN") != NULL;
    for (size_t i = 0; i < CASE_COUNT; i++) {
        char name[1024];
        og_buf expected, found;
        og_buf_init(&expected);
        og_buf_init(&found);
        file_name(i, name, sizeof name);
        render_case(i, &found);
        if (is_update)
            write_file(name, &found);
        read_file(name, &expected);
        compare(cases[i].file, &expected, &found);
        og_buf_fini(&expected);
        og_buf_fini(&found);
    }
}

/* White space at the start of a line does not stop GitHub from reading a command, and "##" begins
   one wherever it stands. */
Test(golden, no_line_is_a_command_to_a_build_service)
{
    for (size_t i = 0; i < CASE_COUNT; i++) {
        og_buf found;
        og_buf_init(&found);
        render_case(i, &found);
        const char *text = og_buf_string(&found);
        cr_expect_null(strstr(text, "##"), "%s", cases[i].file);
        if (strcmp(cases[i].format, "github") == 0)
            text = ""; /* the commands are its own, check_programs.py reads them */
        while (text[0] != '\0') {
            const size_t space = strspn(text, " \t\xa0\xc2");
            cr_expect(strncmp(text + space, "::", 2) != 0, "%s: %.40s", cases[i].file, text);
            text += strcspn(text, "\n");
            text += text[0] == '\n';
        }
        og_buf_fini(&found);
    }
}

static size_t find_case(const char *file)
{
    size_t i = 0;
    while (i < CASE_COUNT && strcmp(cases[i].file, file) != 0)
        i++;
    test_require(i < CASE_COUNT, "no case %s", file);
    return i;
}

Test(golden, one_line_a_result_is_a_verdict)
{
    og_buf found;
    og_buf_init(&found);
    render_case(find_case("hostile.txt"), &found);
    size_t verdicts = 0;
    for (const char *text = og_buf_string(&found); text[0] != '\0';) {
        verdicts += strncmp(text, "FAIL  ", 6) == 0;
        cr_expect(strncmp(text, "PASS", 4) != 0 && strncmp(text, "ERROR", 5) != 0, "%.40s", text);
        text += strcspn(text, "\n");
        text += text[0] == '\n';
    }
    cr_expect_eq(verdicts, 10);
    og_buf_fini(&found);
}

static int write_whole(void *payload, const void *bytes, size_t length)
{
    return test_write_to_buf(payload, bytes, length);
}

Test(golden, results_one_by_one_are_the_whole_report)
{
    static const char *const formats[] = {"text", "jsonl"};
    ocigate_report *report = sample_report();
    for (size_t f = 0; f < 2; f++) {
        og_buf whole, pieces;
        og_buf_init(&whole);
        og_buf_init(&pieces);
        cr_assert_eq(ocigate_render(report, formats[f], NULL, write_whole, &whole, NULL), 0);
        for (size_t i = 0; i < ocigate_report_result_count(report); i++)
            cr_assert_eq(
                ocigate_render_result(report, i, formats[f], NULL, write_whole, &pieces, NULL), 0);
        cr_assert_eq(ocigate_render_summary(report, formats[f], NULL, write_whole, &pieces, NULL),
                     0);
        cr_expect_str_eq(og_buf_string(&pieces), og_buf_string(&whole));
        og_buf_fini(&whole);
        og_buf_fini(&pieces);
    }
    ocigate_report_free(report);
}
