#include "policy/policy.h"

#include "base/buf.h"

#include <ocigate/policy.h>
#include <criterion/criterion.h>
#include <string.h>

#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define C "cccccccccccccccccccccccccccccccc"
#define ENTRY(print, more) "{\"rule\":\"x\",\"fingerprint\":\"" print "\"" more "}"
#define FILE_OF(entries) "{\"baseline_version\":1,\"findings\":[" entries "]}"

static const struct {
    const char *text;
    const char *error; /* NULL: good */
} files[] = {
    {FILE_OF(""), NULL},
    {FILE_OF(ENTRY(A, "")), NULL},
    {FILE_OF(ENTRY(A, ",\"count\":7,\"where\":\"layer: a\"")), NULL},
    {FILE_OF(ENTRY(B, "") "," ENTRY(A, "")), NULL},
    {"", "b.json:1:1: the document is empty"},
    {"[]", "b.json:1:1: a baseline is an array, and must be an object"},
    {"{}", "b.json:1:1: a baseline needs baseline_version and findings"},
    {"{\"findings\":[]}", "needs baseline_version"},
    {"{\"baseline_version\":1}", "needs baseline_version and findings"},
    {"{\"baseline_version\":2,\"findings\":[]}", "b.json:1:21: a baseline of another version"},
    {"{\"baseline_version\":\"1\",\"findings\":[]}", "a string, and must be a number"},
    {"{\"baseline_version\":true,\"findings\":[]}", "is no whole number"},
    {"{\"baseline_version\":1,\"finding\":[]}", "has no key finding, the nearest is findings"},
    {"{\"baseline_version\":1,\n \"findings\":{}}", "b.json:2:13: findings is an object"},
    {FILE_OF("{}"), "needs a rule and a fingerprint"},
    {FILE_OF("{\"rule\":\"x\"}"), "needs a rule and a fingerprint"},
    {FILE_OF("7"), "a finding is a number, and must be an object"},
    {FILE_OF(ENTRY("aa", "")), "32 hexadecimal digits"},
    {FILE_OF(ENTRY("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "")), "32 hexadecimal digits"},
    {FILE_OF(ENTRY(A, ",\"count\":0")), "a count of 0"},
    {FILE_OF(ENTRY(A, ",\"count\":-1")), "no whole number"},
    {FILE_OF(ENTRY(A, ",\"count\":1.5")), "no whole number"},
    {FILE_OF(ENTRY(A, ",\"count\":99999999999999999999")), "does not fit into 64 bits"},
    {FILE_OF(ENTRY(A, ",\"rule\":\"y\"")), "rule"}, /* twice */
    {FILE_OF(ENTRY(A, "")) "x", "bytes after the JSON value"},
};

Test(baseline, is_read_whole_or_not_at_all)
{
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        ocigate_options *options = ocigate_options_new();
        ocigate_error error = {0};
        const ocigate_status status = ocigate_options_load_baseline(
            options, files[i].text, strlen(files[i].text), "b.json", &error);
        cr_expect_eq(status, files[i].error == NULL ? OCIGATE_OK : OCIGATE_ERROR_ARGUMENT, "%s",
                     files[i].text);
        cr_expect(files[i].error == NULL || strstr(error.text, files[i].error) != NULL, "%s: %s",
                  files[i].text, error.text);
        cr_expect_eq(options->baseline.name != NULL, files[i].error == NULL);
        ocigate_options_free(options);
    }
}

/* One entry for one finding; an entry holds for as many defects as it had, or fewer. */
Test(baseline, is_used_up)
{
    static const char text[] = FILE_OF(
        ENTRY(B, ",\"count\":5") "," ENTRY(A, "") "," ENTRY(B, "") "," ENTRY(B, ",\"count\":3"));
    static const struct {
        const char *fingerprint;
        uint64_t count;
        bool is_known;
    } uses[] = {{A, 2, false}, {A, 1, true},  {A, 1, false},   {C, 1, false},
                {B, 6, false}, {B, 2, true},  {B, 4, true},    {B, 2, false},
                {B, 1, true},  {B, 1, false}, {NULL, 1, false}};
    ocigate_options *options = ocigate_options_new();
    cr_assert_eq(ocigate_options_load_baseline(options, text, strlen(text), "b", NULL), 0);
    for (size_t i = 0; i < sizeof uses / sizeof uses[0]; i++)
        cr_expect_eq(og_baseline_use(&options->baseline, uses[i].fingerprint, uses[i].count),
                     uses[i].is_known, "use %zu", i);
    ocigate_options_free(options);
}

Test(baseline, of_many_findings_is_taken)
{
    og_buf text;
    og_buf_init(&text);
    og_buf_text(&text, "{\"baseline_version\":1,\"findings\":[");
    for (unsigned i = 0; i < 60000; i++)
        og_buf_format(&text, "%s{\"rule\":\"x\",\"where\":\"y\",\"fingerprint\":\"%032x\"}",
                      i == 0 ? "" : ",", i * 7919u);
    og_buf_text(&text, "]}");
    ocigate_options *options = ocigate_options_new();
    ocigate_error error = {0};
    cr_assert_eq(ocigate_options_load_baseline(options, text.data, text.length, "b", &error), 0,
                 "%s", error.text);
    cr_expect(og_baseline_use(&options->baseline, "00000000000000000000000000001eef", 1));
    ocigate_options_free(options);
    og_buf_fini(&text);
}
