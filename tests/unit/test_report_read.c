/* Reports in JSON, read back: the same report, or a clear word. */
#include "golden/sample_report.h"
#include "support/bytes.h"
#include "support/expect.h"
#include "support/read_back.h"
#include "unit/report_line.h"

#include <inttypes.h>
#include <string.h>

/* The rules of the sample have pages of their own, which reading takes from the registry: it is
   the same from the second time on, and as text from the first. */
static void expect_sample(ocigate_report *sample)
{
    og_buf json, text, read_text, why;
    og_buf_init(&json);
    og_buf_init(&text);
    og_buf_init(&read_text);
    og_buf_init(&why);
    test_report_write(sample, "json", &json);
    test_report_write(sample, "text", &text);
    ocigate_status status = OCIGATE_OK;
    ocigate_error error;
    ocigate_report *read = test_report_read(og_buf_string(&json), json.length, &status, &error);
    cr_assert_eq(status, OCIGATE_OK, "%s", error.text);
    test_report_write(read, "text", &read_text);
    cr_expect_str_eq(og_buf_string(&read_text), og_buf_string(&text));
    cr_expect(test_report_reads_back(read, &why), "%s", og_buf_string(&why));
    ocigate_report_free(read);
    ocigate_report_free(sample);
    og_buf_fini(&json);
    og_buf_fini(&text);
    og_buf_fini(&read_text);
    og_buf_fini(&why);
}

Test(report_read, samples_come_back)
{
    expect_sample(sample_report());
    expect_sample(sample_hostile_report());
    expect_sample(sample_markup_report());
}

/* ---- one line, and what can be wrong with it ---- */

typedef struct change {
    const char *from, *to; /* the first place of `from` in the line becomes `to` */
    const char *expected;  /* part of the error; NULL: it is good */
} change;

static void apply(const change *c, og_buf *out)
{
    const char *at = strstr(LINE, c->from);
    test_require(at != NULL, "%s is not in the line", c->from);
    og_buf_add(out, LINE, (size_t)(at - LINE));
    og_buf_text(out, c->to);
    og_buf_text(out, at + strlen(c->from));
}

static void expect_text(const char *bytes, size_t length, const char *expected, const char *what)
{
    ocigate_status status = OCIGATE_OK;
    ocigate_error error;
    ocigate_report *report = test_report_read(bytes, length, &status, &error);
    if (expected == NULL) {
        cr_expect_eq(status, OCIGATE_OK, "%s: %s", what, error.text);
    } else {
        cr_expect_eq(status, OCIGATE_ERROR_READ, "%s: status %d", what, (int)status);
        cr_expect(strstr(error.text, expected) != NULL, "%s: expected \"%s\", found \"%s\"", what,
                  expected, error.text);
        cr_expect_eq(ocigate_report_result_count(report), 0, "%s", what);
    }
    ocigate_report_free(report);
}

static const change changes[] = {
    {"\"bytes\": 9", "\"bytes\": 9", NULL},
    {"\"bytes\": 9", "\"bytes\": 9, \"later\": {\"a\": [1]}", NULL},
    {"\"rules\": 3", "\"rules\": 3, \"position\": null", NULL},
    {"\"rules\": 3", POSITION("1", "1", "1", "1"), NULL},
    {"\"rules\": 3", POSITION("1", "9", "3", "9"), NULL},
    {"\"rules\": 3", POSITION("1", "9", "3", "8"), "/run/position/results: 9 is out of range"},
    {"\"rules\": 3", POSITION("1", "1", "2", "1"), "/run/position/input: 2 is out of range"},
    {"\"rules\": 3", POSITION("0", "1", "1", "1"), "/run/position/result: 0 is out of range"},
    {"\"rules\": 3", POSITION("2", "1", "1", "1"), "/run/position/result: 2 is out of range"},
    {"\"rules\": 3", POSITION("1", "0", "1", "1"), "/run/position/results: 0 is out of range"},
    {"\"rules\": 3", POSITION("1", "1", "1", "0"), "/run/position/inputs: 0 is out of range"},
    {"\"rules\": 3", POSITION("2", "2", "2", "2"), "result 1 of 2 of a run is missing"},
    {"\"rules\": 3", "\"rules\": 3, \"position\": 1",
     "/run/position: is a whole number, not an object"},
    {"\"rules\": 3", "\"rules\": 3, \"position\": {}", "/run/position/inputs: is missing"},
    {"\"bytes\": 9", "\"bytes\": -1", "/input/bytes: -1 is out of range"},
    {"\"bytes\": 9", "\"bytes\": 9.5", "/input/bytes: is a fraction, not a whole number"},
    {"\"bytes\": 9", "\"bytes\": \"9\"", "/input/bytes: is a string, not a whole number"},
    {"\"bytes\": 9", "\"bytes\": 9223372036854775808", "column"},
    {"\"bytes\": 9", "\"bytes\": 9223372036854775807", NULL},
    {"\"bytes\": 9", "\"bytes\": 9, \"bytes\": 9", "stands twice"},
    {"\"bytes\": 9", "\"size\": 9", "/input/bytes: is missing"},
    {"oci-archive", "zip", "/input/kind: \"zip\" is not known here"},
    {"\"name\": \"a.tar\"", "\"name\": null", "/input/name: is null, not a string"},
    /* verdicts */
    {"\"verdict\": \"fail\", \"images\"", "\"verdict\": \"pass\", \"images\"",
     "/verdict: is pass, and there are findings that fail"},
    {"\"verdict\": \"fail\", \"images\"", "\"verdict\": \"FAIL\", \"images\"", "is not known here"},
    {"\"verdict\": \"fail\", \"images\"", "\"verdict\": \"error\", \"images\"",
     "/error: does not fit the verdict"},
    {"\"verdict\": \"fail\", \"images\"", "\"verdict\": \"error\", \"error\": \"gone\", \"images\"",
     NULL},
    {"\"verdict\": \"fail\", \"images\"", "\"verdict\": \"fail\", \"error\": \"x\", \"images\"",
     "/error: does not fit the verdict"},
    {"\"verdict\": \"fail\", \"error\"", "\"verdict\": \"pass\", \"error\"",
     "/images/0/judgement/verdict: is pass, and there are findings that fail"},
    {"\"verdict\": \"fail\", \"error\": null", "\"verdict\": \"error\", \"error\": \"x\"",
     "/images/0/judgement/verdict: is worse than the one of the input"},
    {"\"fail_on\": \"error\"", "\"fail_on\": \"never\"",
     "/verdict: is fail, and there is no finding that fails"},
    {"\"fail_on\": \"error\"", "\"fail_on\": \"off\"", "/run/fail_on"},
    /* counts */
    {"\"summary\": {\"error\": 1", "\"summary\": {\"error\": 0",
     "/summary/error: 0, and there are 1 such findings"},
    {"\"summary\": {\"error\": 1, \"warning\": 0", "\"summary\": {\"error\": 1, \"warning\": 1",
     "/summary/warning"},
    {"\"info\": 0, \"suppressed\": 0", "\"info\": 0, \"suppressed\": 1", "/summary/suppressed"},
    {"\"findings\": {\"error\": 1", "\"findings\": {\"error\": 0", "/images/0/judgement"},
    {"\"findings\": {\"error\": 1", "\"findings\": {\"error\": 2",
     "/images/0/judgement/findings: does not fit the findings"},
    {"\"blocks\": {\"error\": 1", "\"blocks\": {\"error\": 2",
     "/images/0/judgement/blocks: are more than the findings"},
    {"\"unlisted\": {\"error\": 0", "\"unlisted\": {\"error\": 1",
     "/images/0/judgement/unlisted: is more than the input has"},
    {"\"count\": 1", "\"count\": 0", "/findings/0/count: 0 is out of range"},
    /* findings */
    {"\"rule\": \"entrypoint-symlink\"", "\"rule\": \"entrypoint-new\"",
     "entrypoint-new is no rule of ocigate"},
    {"\"rule\": \"entrypoint-symlink\"", "\"rule\": \"entrypoint-new\"",
     "the report is of ocigate 9.8.7"},
    {"\"severity\": \"error\"", "\"severity\": \"off\"", "/findings/0/severity"},
    {"\"severity\": \"error\"", "\"severity\": \"warning\"",
     "/summary/warning: 0, and there are 1"},
    {"\"message\": \"m\"", "\"message\": \"\"", "/findings/0/message: is empty"},
    {"\"fix\": \"f\"", "\"fix\": \"a\\u0000b\"", "line 1, column"},
    {"\"image\": 0", "\"image\": 1", "/findings/0/image: is none of the images"},
    {"\"image\": 0", "\"image\": null", NULL},
    {"\"document\": \"config\"", "\"document\": \"etc\"", "/findings/0/location/document"},
    {"\"layer\": null", "\"layer\": 0", NULL},
    {"\"layer\": null", "\"layer\": 1", "/findings/0/location/layer: is none of the layers"},
    {"\"layer\": null", "\"layer\": 4294967296", "/findings/0/location/layer"},
    {"\"line\": null", "\"line\": 4294967295", NULL},
    {"\"line\": null", "\"line\": 4294967296", "/findings/0/location/line: is out of range"},
    {"\"folded\": false", "\"folded\": true", "/findings/0/folded"},
    {"\"folded\": false", "\"folded\": 1", "/findings/0/folded: is a whole number"},
    {"\"help\": \"h\"", "\"help\": \"h\", \"fingerprint\": \"0123456789abcdef0123456789abcdef\"",
     NULL},
    {"\"help\": \"h\"", "\"help\": \"h\", \"fingerprint\": \"0123456789abcdef0123456789abcdeF\"",
     "/findings/0/fingerprint"},
    {"\"findings\": [", "\"findings\": [7, ", "/findings/0: is no object"},
    {"\"suppressed\": []", "\"suppressed\": {}", "/suppressed: is an object, not an array"},
    {"\"suppressed\": []", "\"suppressed\": [{\"rule\": \"layer-zstd\"}]",
     "/suppressed/0/severity: is missing"},
    /* images */
    {"\"references\": [\"app:1\"]", "\"references\": [7]", "/images/0/references/0: is no string"},
    {"\"references\": [\"app:1\"]", "\"references\": null", "/images/0/references: is null"},
    {"\"index\": 0", "\"index\": 1", "/images/0/layers/0/index"},
    {"\"totals\": {\"layers\": 1", "\"totals\": {\"layers\": 2", "/images/0/totals/layers"},
    {"\"compression\": null", "\"compression\": \"lzma\"", "/images/0/layers/0/compression"},
    {"\"overridden\": []", "\"overridden\": [\"user\"]", "\"user\" is not known here"},
    {"\"overridden\": []", "\"overridden\": [\"cmd\", \"cmd\"]", "cmd is there twice"},
    {"\"overridden\": []", "\"overridden\": [\"architecture\"]", "does not fit the architecture"},
    {"\"config\": null", "\"config\": {}", "/images/0/config/media_type: is missing"},
    /* the run */
    {"\"report_version\": 1", "\"report_version\": 2",
     "/run/report_version: 2, of ocigate 9.8.7, is not known"},
    {"\"profile\": \"lambda\"", "\"profile\": \"azure\"", "/run/profile"},
    {"\"threads\": 1", "\"threads\": 0", "/stats/threads: 0 is out of range"},
    {"\"run\"", "\"ran\"", "/run: is missing"},
    {"\"ran\": null", "\"ran\": {\"archive\": [], \"image\": [\"layer-zstd\"]}", NULL},
    {"\"ran\": null", "\"ran\": {\"archive\": [\"layer-new\"], \"image\": []}",
     "/run/ran/archive: layer-new is no rule"},
    {"\"ran\": null", "\"ran\": {\"archive\": []}", "/run/ran/image: is missing"},
    {"\"depth\": \"blobs\"", "\"depth\": \"files\"", "/images/0/judgement/depth"},
    /* the text */
    {"\"input\"", "\"output\"", "neither report_version nor input"},
    {"{\"input\"", "[{\"input\"", "column"},
    {"\"name\": \"a.tar\"", "\"name\": \"\xff\"", "a byte that is no UTF-8"},
    {"\"name\": \"a.tar\"", "\"name\": \"\\ud800\"", "column"},
};

Test(report_read, each_thing_that_is_wrong_has_a_place)
{
    for (size_t i = 0; i < TEST_COUNT(changes); i++) {
        og_buf bytes;
        og_buf_init(&bytes);
        apply(&changes[i], &bytes);
        expect_text(og_buf_string(&bytes), bytes.length, changes[i].expected, changes[i].to);
        og_buf_fini(&bytes);
    }
}

static const struct {
    const char *text, *expected;
    size_t results;
} texts[] = {
    {"", NULL, 0},
    {" \r\n\n", NULL, 0},
    {LINE, NULL, 1},
    {LINE LINE, NULL, 2},
    {LINE "\r\n\n" LINE, NULL, 2},
    {DOCUMENT("fail", LINE, "true"), NULL, 1},
    {DOCUMENT("fail", LINE "," LINE, "true"), NULL, 2},
    {DOCUMENT("error", "", "true") LINE DOCUMENT("fail", LINE, "true"), NULL, 2},
    {DOCUMENT("error", "", "true"), NULL, 0},
    {DOCUMENT("error", LINE, "false"), NULL, 1},
    {DOCUMENT("fail", LINE, "false"), "/verdict: is fail, and the results make it error", 0},
    {DOCUMENT("pass", LINE, "true"), "/verdict: is pass, and the results make it fail", 0},
    {DOCUMENT("error", LINE, "true"), "/verdict: is error, and the results make it fail", 0},
    {DOCUMENT("pass", "", "true"), "/verdict: is pass, and the results make it error", 0},
    {DOCUMENT("fail", "7", "true"), "/results/0: is no object", 0},
    {DOCUMENT("fail", LINE, "null"), "/complete: is null", 0},
    {"{\"report_version\": 2, " TOOL "}", "/report_version: 2, of ocigate 9.8.7", 0},
    {"{\"report_version\": 1}", "/tool: is missing", 0},
    {LINE "{\"input\"", "line 2", 0},
    {LINE "\n\n]", "line 4, column 1", 0},
    {LINE "7", "line 2: is no report of ocigate: no object", 0},
    {"7 8", "line 1: is no report of ocigate: no object", 0},
    {"\xef\xbb\xbf" LINE, "byte order mark", 0},
    {"{}", "neither report_version nor input", 0},
    {"PASS  app:1  no findings\n", "line 1, column 1", 0},
};

Test(report_read, documents_and_lines_may_stand_behind_each_other)
{
    for (size_t i = 0; i < TEST_COUNT(texts); i++) {
        expect_text(texts[i].text, strlen(texts[i].text), texts[i].expected, texts[i].text);
        ocigate_status status = OCIGATE_OK;
        ocigate_error error;
        ocigate_report *report =
            test_report_read(texts[i].text, strlen(texts[i].text), &status, &error);
        cr_expect_eq(ocigate_report_result_count(report), texts[i].results, "%s", texts[i].text);
        cr_expect_neq(ocigate_report_verdict(report), OCIGATE_VERDICT_PASS, "%s", texts[i].text);
        ocigate_report_free(report);
    }
}

/* A document that says a result is missing makes every report error that takes it in. */
Test(report_read, a_missing_result_is_not_forgotten)
{
    static const char text[] = DOCUMENT("error", "", "false") LINE;
    ocigate_status status = OCIGATE_OK;
    ocigate_error error;
    ocigate_report *report = test_report_read(text, strlen(text), &status, &error);
    cr_expect_eq(status, OCIGATE_OK, "%s", error.text);
    cr_expect_eq(ocigate_report_result_count(report), 1);
    cr_expect_eq(ocigate_report_verdict(report), OCIGATE_VERDICT_ERROR);
    ocigate_report_free(report);
}

Test(report_read, one_report_has_one_profile)
{
    og_buf other;
    og_buf_init(&other);
    const change oci = {"\"profile\": \"lambda\"", "\"profile\": \"oci\"", NULL};
    apply(&oci, &other);
    ocigate_status status = OCIGATE_OK;
    ocigate_error error;
    ocigate_report *report = test_report_read(og_buf_string(&other), other.length, &status, &error);
    cr_expect_eq(status, OCIGATE_OK, "%s", error.text);
    cr_expect_str_eq(ocigate_report_profile(report), "oci");
    cr_expect_eq(ocigate_report_read(report, LINE, strlen(LINE), &error), OCIGATE_ERROR_READ);
    cr_expect(strstr(error.text, "by oci") != NULL, "%s", error.text);
    cr_expect_eq(ocigate_report_result_count(report), 1);
    ocigate_report_free(report);
    og_buf_fini(&other);
}

Test(report_read, every_piece_of_a_line_is_refused)
{
    for (size_t length = 1; length + 2 < strlen(LINE); length += 1 + length % 3) {
        ocigate_status status = OCIGATE_OK;
        ocigate_error error;
        ocigate_report *report = test_report_read(LINE, length, &status, &error);
        cr_assert_eq(status, OCIGATE_ERROR_READ, "%zu bytes", length);
        ocigate_report_free(report);
    }
}

/* Whatever one byte becomes, a line that fails does not pass. */
Test(report_read, no_changed_byte_makes_a_fail_a_pass)
{
    static const char values[] = {'0', '1', '9', '"', ' ', '\0', '}', 'x', '\\'};
    char bytes[] = LINE;
    for (size_t i = 0; i + 1 < sizeof bytes; i++) {
        const char original = bytes[i];
        const bool is_number = original >= '0' && original <= '9';
        /* numbers decide: they become each of these; the rest takes turns */
        for (size_t j = is_number ? 0 : i % sizeof values; j < sizeof values;
             j += is_number ? 1 : sizeof values) {
            bytes[i] = values[j];
            ocigate_status status = OCIGATE_OK;
            ocigate_error error;
            ocigate_report *report = test_report_read(bytes, sizeof bytes - 1, &status, &error);
            cr_expect_neq(ocigate_report_verdict(report), OCIGATE_VERDICT_PASS, "byte %zu", i);
            ocigate_report_free(report);
        }
        bytes[i] = original;
    }
}

Test(report_read, deep_and_many_are_bounded)
{
    og_buf bytes;
    og_buf_init(&bytes);
    for (size_t i = 0; i < 1000000; i++)
        og_buf_char(&bytes, '[');
    expect_text(og_buf_string(&bytes), bytes.length, "than a report may have", "deep");
    og_buf_clear(&bytes);
    og_buf_text(&bytes, "{\"input\": [");
    for (size_t i = 0; i < 100000; i++)
        og_buf_text(&bytes, "{},");
    og_buf_text(&bytes, "{}]}");
    expect_text(og_buf_string(&bytes), bytes.length, "/input: is an array", "wide");
    og_buf_fini(&bytes);
    ocigate_report *report = NULL;
    ocigate_error error = {0};
    cr_assert_eq(ocigate_report_new(NULL, &report, &error), OCIGATE_OK);
    cr_expect_eq(ocigate_report_read(report, "{}", OCIGATE_REPORT_READ_BYTES_MAX + 1, &error),
                 OCIGATE_ERROR_READ);
    cr_expect_eq(ocigate_report_read(report, NULL, 1, NULL), OCIGATE_ERROR_ARGUMENT);
    cr_expect_eq(ocigate_report_read(NULL, "", 0, NULL), OCIGATE_ERROR_ARGUMENT);
    ocigate_report_free(report);
}

/* What is not printable becomes so once, and stays so. */
Test(report_read, texts_are_printable)
{
    static const struct {
        const char *in, *out;
    } names[] = {
        {"\\u001b[2J", "\\x1b[2J"},
        {"\\\\x1b", "\\x1b"},
        {"\\u202e", "\\u202e"},
        {"\\\\u202e", "\\u202e"},
        {"\\n::error::x", "\\x0a::error::x"},
    };
    for (size_t i = 0; i < TEST_COUNT(names); i++) {
        og_buf bytes;
        og_buf_init(&bytes);
        char name[64];
        (void)snprintf(name, sizeof name, "\"name\": \"%s\"", names[i].in);
        const change c = {"\"name\": \"a.tar\"", name, NULL};
        apply(&c, &bytes);
        ocigate_status status = OCIGATE_OK;
        ocigate_error error;
        ocigate_report *report =
            test_report_read(og_buf_string(&bytes), bytes.length, &status, &error);
        cr_assert_eq(status, OCIGATE_OK, "%s", error.text);
        cr_expect_str_eq(ocigate_result_name(ocigate_report_result(report, 0)), names[i].out);
        ocigate_report_free(report);
        og_buf_fini(&bytes);
    }
}

#define SUPPRESSED(reason, expires)                                                                \
    "\"suppressed\": [{" FINDING_HEAD LOCATION ", \"reason\": " reason ", \"expires\": " expires   \
    "}]"

/* They come back with their reasons, and count for nothing. */
Test(report_read, suppressed_findings_come_back)
{
    static const char *const reasons[][2] = {{"\"a reason\"", "\"2027-01-31\""}, {"null", "null"}};
    for (size_t i = 0; i < TEST_COUNT(reasons); i++) {
        og_buf bytes, why;
        char suppressed[1024];
        og_buf_init(&bytes);
        og_buf_init(&why);
        (void)snprintf(suppressed, sizeof suppressed, SUPPRESSED("%s", "%s"), reasons[i][0],
                       reasons[i][1]);
        const change c = {"\"suppressed\": []", suppressed, NULL};
        apply(&c, &bytes);
        char *count = strstr(og_buf_string(&bytes), "\"suppressed\": 0");
        cr_assert_not_null(count);
        count[strlen("\"suppressed\": ")] = '1';
        ocigate_status status = OCIGATE_OK;
        ocigate_error error;
        ocigate_report *report =
            test_report_read(og_buf_string(&bytes), bytes.length, &status, &error);
        cr_assert_eq(status, OCIGATE_OK, "%s", error.text);
        const ocigate_result *result = ocigate_report_result(report, 0);
        cr_expect_eq(ocigate_result_suppressed_count(result), 1);
        cr_expect_eq(ocigate_result_count(result, OCIGATE_SEVERITY_OFF), 1);
        const char *reason = ocigate_suppression_reason(ocigate_result_suppressed(result, 0));
        cr_expect_eq(reason == NULL, i == 1);
        cr_expect(test_report_reads_back(report, &why), "%s", og_buf_string(&why));
        ocigate_report_free(report);
        og_buf_fini(&bytes);
        og_buf_fini(&why);
    }
}

Test(report_read, a_number_of_results_can_be_demanded)
{
    ocigate_status status = OCIGATE_OK;
    ocigate_error error;
    const change other = {"a.tar", "b.tar", NULL};
    og_buf lines;
    og_buf_init(&lines);
    og_buf_text(&lines, LINE);
    apply(&other, &lines);
    ocigate_report *report = test_report_read(og_buf_string(&lines), lines.length, &status, &error);
    og_buf_fini(&lines);
    cr_expect_eq(ocigate_report_require(report, 2, &error), OCIGATE_OK);
    cr_expect_eq(ocigate_report_result_count(report), 2);
    cr_expect_eq(ocigate_report_verdict(report), OCIGATE_VERDICT_FAIL);
    cr_expect_eq(ocigate_report_require(report, 3, &error), OCIGATE_OK);
    cr_expect_eq(ocigate_report_verdict(report), OCIGATE_VERDICT_ERROR);
    cr_expect_str_eq(ocigate_result_error(ocigate_report_result(report, 2)),
                     "there are 2 results, and there must be 3");
    og_buf why;
    og_buf_init(&why);
    cr_expect(test_report_reads_back(report, &why), "%s", og_buf_string(&why));
    og_buf_fini(&why);
    ocigate_report_free(report);
}
