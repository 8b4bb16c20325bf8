#include "golden/sample_report.h"
#include "render/render.h"
#include "support/report_match.h"

#include <ocigate/version.h>
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

Test(render, formats_have_a_fixed_order)
{
    static const char *const names[] = {"text",   "json",   "jsonl",    "sarif", "junit",
                                        "github", "gitlab", "markdown", "html"};
    const size_t count = sizeof names / sizeof names[0];
    for (size_t i = 0; i < count; i++)
        cr_assert_str_eq(ocigate_render_format(i), names[i]);
    cr_expect_null(ocigate_render_format(count));
    cr_expect_null(ocigate_render_format(SIZE_MAX));
}

static int refuse_write(void *payload, const void *bytes, size_t length)
{
    (void)bytes;
    (void)length;
    ++*(int *)payload;
    return 1;
}

Test(render, a_writer_that_stops_is_a_write_error)
{
    ocigate_report *report = sample_report();
    const char *format;
    for (size_t i = 0; (format = ocigate_render_format(i)) != NULL; i++) {
        ocigate_error error = {0};
        int calls = 0;
        cr_expect_eq(ocigate_render(report, format, NULL, refuse_write, &calls, &error),
                     OCIGATE_ERROR_WRITE, "%s", format);
        cr_expect_eq(error.status, OCIGATE_ERROR_WRITE);
        cr_expect_eq(calls, 1, "%s", format);
    }
    ocigate_report_free(report);
}

Test(render, refuses_what_it_does_not_know)
{
    ocigate_report *report = sample_report();
    og_buf out;
    og_buf_init(&out);
    cr_expect_eq(ocigate_render(report, "yaml", NULL, test_write_to_buf, &out, NULL),
                 OCIGATE_ERROR_ARGUMENT);
    cr_expect_eq(ocigate_render(report, NULL, NULL, test_write_to_buf, &out, NULL),
                 OCIGATE_ERROR_ARGUMENT);
    cr_expect_eq(ocigate_render(NULL, "text", NULL, test_write_to_buf, &out, NULL),
                 OCIGATE_ERROR_ARGUMENT);
    cr_expect_eq(ocigate_render(report, "text", NULL, NULL, NULL, NULL), OCIGATE_ERROR_ARGUMENT);
    cr_expect_eq(ocigate_render_result(report, 0, "json", NULL, test_write_to_buf, &out, NULL),
                 OCIGATE_ERROR_ARGUMENT);
    cr_expect_eq(ocigate_render_result(report, 99, "text", NULL, test_write_to_buf, &out, NULL),
                 OCIGATE_ERROR_ARGUMENT);
    cr_expect_eq(ocigate_render_summary(report, "html", NULL, test_write_to_buf, &out, NULL),
                 OCIGATE_ERROR_ARGUMENT);
    cr_expect_eq(ocigate_render_summary(NULL, "text", NULL, test_write_to_buf, &out, NULL),
                 OCIGATE_ERROR_ARGUMENT);
    cr_expect_eq(ocigate_render_rules("yaml", test_write_to_buf, &out, NULL),
                 OCIGATE_ERROR_ARGUMENT);
    cr_expect_eq(ocigate_render_explanation(NULL, 0, "yaml", NULL, test_write_to_buf, &out, NULL),
                 OCIGATE_ERROR_ARGUMENT);
    cr_expect_eq(ocigate_render_explanation(NULL, 1, "text", NULL, test_write_to_buf, &out, NULL),
                 OCIGATE_ERROR_ARGUMENT);
    cr_expect_eq(ocigate_render_rule(NULL, NULL, test_write_to_buf, &out, NULL),
                 OCIGATE_ERROR_ARGUMENT);
    cr_expect_eq(out.length, 0);
    og_buf_fini(&out);
    ocigate_report_free(report);
}

/* A program that was built with an older header passes a shorter structure. */
Test(render, options_may_be_shorter)
{
    ocigate_report *report = sample_report();
    og_buf colored, plain;
    og_buf_init(&colored);
    og_buf_init(&plain);
    ocigate_render_options options;
    ocigate_render_options_init(&options, sizeof options);
    options.has_color = true;
    options.columns = 40;
    cr_assert_eq(ocigate_render(report, "text", &options, test_write_to_buf, &colored, NULL), 0);
    cr_expect_not_null(strstr(og_buf_string(&colored), "\x1b["));
    options.size = sizeof options.size;
    cr_assert_eq(ocigate_render(report, "text", &options, test_write_to_buf, &plain, NULL), 0);
    cr_expect_null(strstr(og_buf_string(&plain), "\x1b["));
    og_buf_fini(&colored);
    og_buf_fini(&plain);
    ocigate_report_free(report);
}

Test(render, printable_is_what_reports_show)
{
    static const char raw[] = "a\x1b[2J\xff\xe2\x80\xae\n";
    og_buf out;
    og_buf_init(&out);
    cr_expect_eq(ocigate_printable(raw, sizeof raw - 1, test_write_to_buf, &out, NULL), 0);
    cr_expect_str_eq(og_buf_string(&out), "a\\x1b[2J\\xff\\u202e\\x0a");
    og_buf_clear(&out);
    cr_expect_eq(ocigate_printable(NULL, 0, test_write_to_buf, &out, NULL), 0);
    cr_expect_eq(out.length, 0);
    og_buf_fini(&out);
}

Test(render, every_rule_is_in_every_documentation)
{
    static const char *const formats[] = {"text", "json", "markdown"};
    for (size_t f = 0; f < 3; f++) {
        og_buf out;
        og_buf_init(&out);
        cr_assert_eq(ocigate_render_rules(formats[f], test_write_to_buf, &out, NULL), 0);
        for (size_t i = 0; i < ocigate_rule_count(); i++) {
            const char *name = ocigate_rule_name(ocigate_rule_at(i));
            cr_expect_not_null(strstr(og_buf_string(&out), name), "%s: %s", formats[f], name);
        }
        og_buf_fini(&out);
    }
}

Test(render, json_of_the_rules_has_every_field)
{
    static const char *const fields[] = {"name",    "group", "title",    "severity", "stage", "why",
                                         "symptom", "fix",   "evidence", "source",   "help"};
    og_buf out;
    og_buf_init(&out);
    cr_assert_eq(ocigate_render_rules("json", test_write_to_buf, &out, NULL), 0);
    json_t *document = json_loads(og_buf_string(&out), 0, NULL);
    const json_t *rules = json_object_get(document, "rules");
    cr_assert_eq(json_array_size(rules), ocigate_rule_count());
    size_t i;
    json_t *rule;
    json_array_foreach(rules, i, rule)
    {
        for (size_t f = 0; f < sizeof fields / sizeof fields[0]; f++)
            cr_expect_not_null(json_object_get(rule, fields[f]), "rule %zu: %s", i, fields[f]);
    }
    json_decref(document);
    og_buf_fini(&out);
}

Test(render, a_rule_says_why_and_how_to_silence_it)
{
    for (size_t i = 0; i < ocigate_rule_count(); i++) {
        const ocigate_rule *rule = ocigate_rule_at(i);
        og_buf out;
        og_buf_init(&out);
        cr_assert_eq(ocigate_render_rule(rule, NULL, test_write_to_buf, &out, NULL), 0);
        const char *text = og_buf_string(&out);
        cr_expect_not_null(strstr(text, ocigate_rule_why(rule)), "%s", ocigate_rule_name(rule));
        cr_expect_not_null(strstr(text, ocigate_rule_source(rule)), "%s", ocigate_rule_name(rule));
        cr_expect_not_null(strstr(text, "=off"), "%s", ocigate_rule_name(rule));
        og_buf_fini(&out);
    }
}

Test(render, the_version_is_that_of_the_header)
{
    char wanted[32];
    snprintf(wanted, sizeof wanted, "%d.%d.%d", OCIGATE_VERSION_MAJOR, OCIGATE_VERSION_MINOR,
             OCIGATE_VERSION_PATCH);
    cr_expect_str_eq(ocigate_version(), wanted);
}
