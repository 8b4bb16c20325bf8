/* Ignores by calls: what is taken, and which one holds. */
#include "policy/policy.h"

#include <ocigate/policy.h>
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *text;
    bool is_valid;
} dates[] = {
    {"2026-11-24", true},   {"2024-02-29", true},   {"2000-02-29", true},  {"2026-12-31", true},
    {"0001-01-01", true},   {"2026-02-29", false},  {"1900-02-29", false}, {"2026-04-31", false},
    {"2026-13-01", false},  {"2026-00-10", false},  {"2026-01-00", false}, {"2026-1-1", false},
    {"26-11-24", false},    {"2026/11/24", false},  {"24-11-2026", false}, {"2026-11-24 ", false},
    {" 2026-11-24", false}, {"2026-11-2x", false},  {"", false},           {"never", false},
    {"+026-11-24", false},  {"2026-11-24T", false}, {"2026-W48-2", false},
};

Test(policy, knows_the_calendar)
{
    for (size_t i = 0; i < sizeof dates / sizeof dates[0]; i++) {
        cr_expect_eq(og_date_is_valid(dates[i].text), dates[i].is_valid, "%s", dates[i].text);
        ocigate_options *options = ocigate_options_new();
        cr_expect_eq(ocigate_options_set_date(options, dates[i].text, NULL) == OCIGATE_OK,
                     dates[i].is_valid, "%s", dates[i].text);
        ocigate_options_free(options);
    }
}

static const struct {
    const char *rule, *path, *reason, *expires;
    const char *error; /* NULL: taken */
} calls[] = {
    {"layer-zstd", NULL, "x", NULL, NULL},
    {"layer-*", "a", "x", "2026-11-24", NULL},
    {"*", "a", "x", NULL, NULL},
    {"*", NULL, "x", NULL, "an ignore of every rule needs a path"},
    {NULL, NULL, "x", NULL, "needs a rule"},
    {"layer-zst", NULL, "x", NULL, "unknown rule layer-zst, the nearest is layer-zstd"},
    {"", NULL, "x", NULL, "unknown rule"},
    {"layer-zstd", "", "x", NULL, "names nothing"},
    {"layer-zstd", "/", "x", NULL, "names nothing"},
    {"layer-zstd", "./", "x", NULL, "names nothing"},
    {"layer-zstd", NULL, NULL, NULL, "needs a reason"},
    {"layer-zstd", NULL, "", NULL, "needs a reason"},
    {"layer-zstd", NULL, " \t\n", NULL, "needs a reason"},
    {"layer-zstd", NULL, "x", "", "is no date"},
    {"layer-zstd", NULL, "x", "2026-02-30", "2026-02-30 is no date"},
};

Test(policy, takes_whole_ignores_alone)
{
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        ocigate_options *options = ocigate_options_new();
        ocigate_error error = {0};
        const ocigate_status status = ocigate_options_add_ignore(
            options, calls[i].rule, calls[i].path, calls[i].reason, calls[i].expires, &error);
        cr_expect_eq(status, calls[i].error == NULL ? OCIGATE_OK : OCIGATE_ERROR_ARGUMENT);
        cr_expect(calls[i].error == NULL || strstr(error.text, calls[i].error) != NULL,
                  "row %zu: %s", i, error.text);
        cr_expect_eq(options->ignore_count, calls[i].error == NULL ? 1 : 0);
        ocigate_options_free(options);
    }
    cr_expect_eq(ocigate_options_add_ignore(NULL, "layer-zstd", NULL, "x", NULL, NULL),
                 OCIGATE_ERROR_ARGUMENT);
    cr_expect_eq(ocigate_options_set_date(NULL, NULL, NULL), OCIGATE_ERROR_ARGUMENT);
}

Test(policy, bounds_ignores_and_their_paths)
{
    ocigate_options *options = ocigate_options_new();
    char path[OG_PATTERN_BYTES_MAX + 2];
    memset(path, 'a', sizeof path - 1);
    path[sizeof path - 1] = '\0';
    cr_expect_eq(ocigate_options_add_ignore(options, "layer-zstd", path, "x", NULL, NULL),
                 OCIGATE_ERROR_ARGUMENT);
    path[OG_PATTERN_BYTES_MAX] = '\0';
    for (size_t i = 0; i < OG_IGNORES_MAX; i++)
        cr_assert_eq(ocigate_options_add_ignore(options, "layer-zstd", i == 0 ? path : NULL, "x",
                                                NULL, NULL),
                     OCIGATE_OK);
    cr_expect_eq(ocigate_options_add_ignore(options, "layer-zstd", NULL, "x", NULL, NULL),
                 OCIGATE_ERROR_ARGUMENT);
    ocigate_options_free(options);
}

static const struct {
    const char *name;
    const char *rule, *path, *expires, *date; /* of the ignore */
    const char *finding_path;                 /* of a finding of layer-zstd */
    uint64_t count;
    bool holds;
} uses[] = {
    {"the rule", "layer-zstd", NULL, NULL, NULL, NULL, 1, true},
    {"another rule", "layer-foreign", NULL, NULL, NULL, NULL, 1, false},
    {"a pattern", "layer-*", NULL, NULL, NULL, NULL, 1, true},
    {"another pattern", "entry-*", NULL, NULL, NULL, NULL, 1, false},
    {"no path on a path", "layer-zstd", NULL, NULL, NULL, "a/b", 1, true},
    {"no path on several", "layer-zstd", NULL, NULL, NULL, "a/b", 9, true},
    {"a path", "layer-zstd", "a", NULL, NULL, "a/b", 1, true},
    {"another path", "layer-zstd", "b", NULL, NULL, "a/b", 1, false},
    {"a path on none", "layer-zstd", "**", NULL, NULL, NULL, 1, false},
    {"a path on several", "layer-zstd", "a", NULL, NULL, "a/b", 2, false},
    {"before its end", "layer-zstd", NULL, "2026-11-25", "2026-11-24", NULL, 1, true},
    {"on its last day", "layer-zstd", NULL, "2026-11-24", "2026-11-24", NULL, 1, true},
    {"the day after", "layer-zstd", NULL, "2026-11-24", "2026-11-25", NULL, 1, false},
    {"the year after", "layer-zstd", NULL, "2026-11-24", "2027-01-01", NULL, 1, false},
    {"without a date", "layer-zstd", NULL, "2099-01-01", NULL, NULL, 1, false},
    {"without both", "layer-zstd", NULL, NULL, NULL, NULL, 1, true},
};

Test(policy, holds_for_what_it_is_for)
{
    for (size_t i = 0; i < sizeof uses / sizeof uses[0]; i++) {
        ocigate_options *options = ocigate_options_new();
        cr_assert_eq(ocigate_options_set_date(options, uses[i].date, NULL), OCIGATE_OK);
        cr_assert_eq(ocigate_options_add_ignore(options, uses[i].rule, uses[i].path, "x",
                                                uses[i].expires, NULL),
                     OCIGATE_OK);
        const og_ignore *found =
            og_ignores_use(options, "layer-zstd", uses[i].finding_path, uses[i].count);
        cr_expect_eq(found != NULL, uses[i].holds, "%s", uses[i].name);
        cr_expect_eq(options->ignores->used, uses[i].holds ? 1 : 0, "%s", uses[i].name);
        ocigate_options_free(options);
    }
}

/* An ignore that another one comes before is no use less. */
Test(policy, names_the_first_and_counts_each)
{
    ocigate_options *options = ocigate_options_new();
    cr_assert_eq(ocigate_options_add_ignore(options, "layer-*", NULL, "first", NULL, NULL), 0);
    cr_assert_eq(ocigate_options_add_ignore(options, "layer-zstd", NULL, "second", NULL, NULL), 0);
    cr_expect_str_eq(og_ignores_use(options, "layer-zstd", NULL, 1)->reason, "first");
    cr_expect_eq(options->ignores->used, 1);
    cr_expect_eq(options->ignores->next->used, 1);
    ocigate_options_free(options);
}

/* A report is a copy: what a caller does with the options afterwards is no matter to it. */
Test(policy, is_copied_into_a_report)
{
    ocigate_options *options = ocigate_options_new();
    static const char baseline[] = "{\"baseline_version\":1,\"findings\":[{\"rule\":\"a\","
                                   "\"fingerprint\":\"0123456789abcdef0123456789abcdef\"}]}";
    ocigate_report *report = NULL;
    cr_assert_eq(ocigate_options_set_date(options, "2026-11-24", NULL), OCIGATE_OK);
    cr_assert_eq(ocigate_options_add_ignore(options, "layer-*", "a", "b", "2027-01-01", NULL), 0);
    cr_assert_eq(ocigate_options_load_baseline(options, baseline, strlen(baseline), "b", NULL), 0);
    cr_assert_eq(ocigate_report_new(options, &report, NULL), OCIGATE_OK);
    ocigate_options_free(options);
    ocigate_report_expect_last(report);
    ocigate_report_expect_last(NULL);
    ocigate_report_free(report);
}
