/* The policy file: what is taken, and where the first thing stands that is wrong. */
#include "policy/policy.h"

#include "base/buf.h"

#include <ocigate/policy.h>
#include <criterion/criterion.h>
#include <string.h>

#define IGNORE(members) "{\"ignore\":[{" members "}]}"

static const struct {
    const char *text;
    const char *error; /* NULL: good */
} files[] = {
    {"{}", NULL},
    {" \n{ } \n", NULL},
    {"{\"$schema\":\"https://example.com/config.schema.json\"}", NULL},
    {"{\"profile\":\"oci\",\"arch\":\"arm64\",\"fail_on\":\"never\",\"max_size\":\"10GiB\"}", NULL},
    {"{\"max_size\":1000}", NULL},
    {"{\"severity\":{\"layer-*\":\"off\",\"layer-zstd\":\"error\"}}", NULL},
    {"{\"ignore\":[]}", NULL},
    {IGNORE("\"rule\":\"layer-zstd\",\"reason\":\"x\""), NULL},
    {IGNORE("\"rule\":\"*\",\"path\":\"a/*\",\"reason\":\"x\",\"expires\":\"2027-01-31\""), NULL},
    /* grammar */
    {"", "p.json:1:1: the document is empty"},
    {"{", "p.json:1:2: ends where a key in quotes or '}' is expected"},
    {"{\"profile\":\"oci\",}", "p.json:1:18: } where a key in quotes is expected"},
    {"{'profile':1}", "p.json:1:2: a character that no value can start with"},
    {"{\n  // why\n}", "p.json:2:3: a character"},
    {"{} {}", "p.json:1:4: bytes after the JSON value"},
    {"\xef\xbb\xbf{}", "p.json:1:1: a byte order mark"},
    {"{\"profile\":\"\xff\"}", "p.json:1:13: a byte that is no UTF-8"},
    {"{\"profile\":\"oc\ni\"}", "a control character in a string"},
    {"{\"profile\":\"\\u0000\"}", "\\u0000"},
    {"{\"profile\":\"oci\",\n\"profile\":\"oci\"}", "p.json:2:1: "},
    {IGNORE("\"rule\":\"layer-zstd\",\"rule\":\"layer-zstd\",\"reason\":\"x\""), "p.json:1:33: "},
    /* types */
    {"[]", "p.json:1:1: a policy is an array, and must be an object"},
    {"null", "a policy is null, and must be an object"},
    {"{\"profile\":null}", "p.json:1:12: profile is null, and must be a string"},
    {"{\"profile\":7}", "profile is a number, and must be a string"},
    {"{\"arch\":true}", "arch is true or false, and must be a string"},
    {"{\"fail_on\":{}}", "fail_on is an object, and must be a string"},
    {"{\"max_size\":[]}", "max_size is an array, and must be a string"},
    {"{\"severity\":[]}", "severity is an array, and must be an object"},
    {"{\"severity\":{\"layer-zstd\":false}}", "a severity is true or false"},
    {"{\"ignore\":{}}", "ignore is an object, and must be an array"},
    {"{\"ignore\":[\"layer-zstd\"]}", "an ignore is a string, and must be an object"},
    {"{\"$schema\":7}", "$schema is a number"},
    /* words */
    {"{\n\n  \"severty\": {}}", "p.json:3:3: a policy has no key severty, the nearest is severity"},
    {"{\"Profile\":\"oci\"}", "no key Profile, the nearest is profile"},
    {"{\"profile\":\"lamda\"}", "p.json:1:12: profile cannot be lamda, the nearest is lambda"},
    {"{\"arch\":\"arm46\"}", "arch cannot be arm46, the nearest is arm64"},
    {"{\"fail_on\":\"warn\"}", "fail_on cannot be warn, the nearest is warning"},
    {"{\"fail_on\":\"off\"}", "fail_on cannot be off"},
    {"{\"max_size\":\"10 GiB\"}", "p.json:1:13: max_size cannot be 10 GiB: bytes, or with a unit"},
    {"{\"max_size\":-1}", "max_size is no whole number"},
    {"{\"max_size\":1e9}", "max_size is no whole number"},
    {"{\"severity\":{\n\"layer-zst\":\"off\"}}",
     "p.json:2:1: unknown rule layer-zst, the nearest is layer-zstd"},
    {"{\"severity\":{\"layer-zstd\":\"warn\"}}", "p.json:1:27: a severity cannot be warn"},
    {IGNORE("\"rules\":\"layer-zstd\""), "p.json:1:13: an ignore has no key rules, the nearest is"},
    {IGNORE("\"rule\":\"layer-zst\",\"reason\":\"x\""), "p.json:1:20: unknown rule layer-zst"},
    {IGNORE("\"rule\":\"layer-zstd\""), "p.json:1:12: an ignore needs a reason"},
    {IGNORE("\"reason\":\"x\""), "p.json:1:12: an ignore needs a rule"},
    {IGNORE("\"rule\":\"layer-zstd\",\"reason\":\" \""), "p.json:1:42: an ignore needs a reason"},
    {IGNORE("\"rule\":\"*\",\"reason\":\"x\""), "an ignore of every rule needs a path"},
    {IGNORE("\"rule\":\"layer-zstd\",\"path\":\"\",\"reason\":\"x\""), "names nothing"},
    {IGNORE("\"rule\":\"layer-zstd\",\"reason\":\"x\",\"expires\":\"soon\""),
     "soon is no date, for example 2027-01-31"},
    {IGNORE("\"rule\":\"layer-zstd\",\"reason\":\"x\",\"expires\":null"), "expires is null"},
};

Test(policy_file, says_what_is_wrong_and_where)
{
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        ocigate_options *options = ocigate_options_new();
        ocigate_error error = {0};
        const ocigate_status status = ocigate_options_load_policy(
            options, files[i].text, strlen(files[i].text), "p.json", &error);
        cr_expect_eq(status, files[i].error == NULL ? OCIGATE_OK : OCIGATE_ERROR_ARGUMENT, "%s: %s",
                     files[i].text, error.text);
        cr_expect(files[i].error == NULL || strstr(error.text, files[i].error) != NULL,
                  "%s\n found    %s\n expected %s", files[i].text, error.text, files[i].error);
        ocigate_options_free(options);
    }
}

static ocigate_options *load(const char *text)
{
    ocigate_options *options = ocigate_options_new();
    ocigate_error error = {0};
    cr_assert_eq(ocigate_options_load_policy(options, text, strlen(text), "p.json", &error), 0,
                 "%s", error.text);
    return options;
}

Test(policy_file, sets_what_it_says)
{
    ocigate_options *options = load(
        "{\"profile\":\"oci\",\n\"arch\":\"arm64\",\"fail_on\":\"never\",\n\"max_size\":\"1GiB\","
        "\"severity\":{\"layer-*\":\"off\",\"layer-zstd\":\"error\"},\n"
        "\"ignore\":[\n{\"rule\":\"env-*\",\"path\":\"a\",\"reason\":\"b\\n\",\"expires\":"
        "\"2027-01-31\"}]}");
    cr_expect_eq(options->profile, OG_PROFILE_OCI);
    cr_expect_str_eq(options->architecture, "arm64");
    cr_expect_eq(options->fail_on, OCIGATE_SEVERITY_OFF);
    cr_expect_eq(options->limits.value[OCIGATE_LIMIT_IMAGE_BYTES], UINT64_C(1) << 30);
    cr_expect_str_eq(options->overrides->pattern, "layer-zstd", "the last one wins");
    cr_expect_str_eq(options->ignores->rule, "env-*");
    cr_expect_str_eq(options->ignores->path, "a");
    cr_expect_str_eq(options->ignores->reason, "b\n");
    cr_expect_str_eq(options->ignores->expires, "2027-01-31");
    cr_expect_eq(options->origins[OG_SETTING_PROFILE].line, 1);
    cr_expect_eq(options->origins[OG_SETTING_ARCHITECTURE].line, 2);
    cr_expect_eq(options->origins[OG_SETTING_MAX_SIZE].line, 3);
    cr_expect_eq(options->ignores->origin.line, 5);
    cr_expect_str_eq(options->ignores->origin.file, "p.json");
    /* a later call wins, and says so */
    cr_expect_eq(ocigate_options_set_profile(options, "lambda", NULL), OCIGATE_OK);
    cr_expect_null(options->origins[OG_SETTING_PROFILE].file);
    ocigate_options_free(options);
}

/* The last key is wrong: nothing of those before it is set. */
Test(policy_file, is_taken_whole_or_not_at_all)
{
    static const char text[] =
        "{\"profile\":\"oci\",\"severity\":{\"layer-zstd\":\"off\"},\"ignore\":["
        "{\"rule\":\"env-*\",\"reason\":\"x\"}],\"fail_on\":\"x\"}";
    ocigate_options *options = ocigate_options_new();
    cr_expect_eq(ocigate_options_load_policy(options, text, strlen(text), "p.json", NULL),
                 OCIGATE_ERROR_ARGUMENT);
    cr_expect_eq(options->profile, OG_PROFILE_LAMBDA);
    cr_expect_null(options->overrides);
    cr_expect_null(options->ignores);
    cr_expect_eq(ocigate_options_load_policy(NULL, text, 1, "p", NULL), OCIGATE_ERROR_ARGUMENT);
    cr_expect_eq(ocigate_options_load_policy(options, NULL, 1, "p", NULL), OCIGATE_ERROR_ARGUMENT);
    cr_expect_eq(ocigate_options_load_policy(options, text, 1, NULL, NULL), OCIGATE_ERROR_ARGUMENT);
    ocigate_options_free(options);
}

static void expect_refused(const og_buf *text, const char *wanted)
{
    ocigate_options *options = ocigate_options_new();
    ocigate_error error = {0};
    cr_expect_eq(ocigate_options_load_policy(options, text->data, text->length, "p.json", &error),
                 OCIGATE_ERROR_ARGUMENT);
    cr_expect(strstr(error.text, wanted) != NULL, "%s", error.text);
    cr_expect_null(strstr(error.text, "--limit"), "%s", error.text);
    ocigate_options_free(options);
}

Test(policy_file, is_bounded, .timeout = 60)
{
    og_buf text;
    og_buf_init(&text);
    for (size_t i = 0; i < 100000; i++)
        og_buf_char(&text, '[');
    expect_refused(&text, "more than 64 levels");

    og_buf_clear(&text);
    og_buf_text(&text, "{\"$schema\":\"");
    for (size_t i = 0; i < 10000000; i++)
        og_buf_char(&text, 'x');
    og_buf_text(&text, "\"}");
    expect_refused(&text, "p.json: has 10000014 bytes, the limit is 1048576");

    og_buf_clear(&text);
    og_buf_text(&text, "{\"ignore\":[");
    for (size_t i = 0; i <= OG_IGNORES_MAX; i++)
        og_buf_format(&text, "%s\n{\"rule\":\"env-*\",\"reason\":\"x\"}", i == 0 ? "" : ",");
    og_buf_text(&text, "]}");
    expect_refused(&text, "p.json:1002:1: more than 1000 ignores");
    og_buf_fini(&text);
}

/* A NUL byte ends no text early. */
Test(policy_file, takes_no_zero_byte)
{
    og_buf text;
    og_buf_init(&text);
    og_buf_add(&text, "{}\0", 3);
    expect_refused(&text, "bytes after the JSON value");
    og_buf_fini(&text);
}

Test(policy_file, names_the_end_of_a_long_path)
{
    char name[2000];
    memset(name, 'x', sizeof name);
    memcpy(name + sizeof name - sizeof "/policy.json", "/policy.json", sizeof "/policy.json");
    ocigate_options *options = ocigate_options_new();
    ocigate_error error = {0};
    cr_expect_eq(ocigate_options_load_policy(options, "{\"x\":1}", 7, name, &error),
                 OCIGATE_ERROR_ARGUMENT);
    cr_expect(strncmp(error.text, "...xx", 5) == 0, "%s", error.text);
    cr_expect_not_null(strstr(error.text, "/policy.json:1:2: a policy has no key x"), "%s",
                       error.text);
    ocigate_options_free(options);
}
