#include "support/report_match.h"

#include "support/bytes.h"
#include "support/feed.h"

#include <string.h>

/* ---- running ---- */

static void need_ok(ocigate_status status, const ocigate_error *error)
{
    test_require(status == OCIGATE_OK, "%s: %s", ocigate_status_name(status), error->text);
}

static ocigate_options *make_options(const test_setup *setup)
{
    ocigate_options *options = ocigate_options_new();
    test_require(options != NULL, "out of memory");
    if (setup == NULL)
        return options;
    ocigate_error e = {0};
    if (setup->profile != NULL)
        need_ok(ocigate_options_set_profile(options, setup->profile, &e), &e);
    if (setup->architecture != NULL)
        need_ok(ocigate_options_set_architecture(options, setup->architecture, &e), &e);
    if (setup->platform != NULL)
        need_ok(ocigate_options_set_platform(options, setup->platform, &e), &e);
    if (setup->reference != NULL)
        need_ok(ocigate_options_set_reference(options, setup->reference, &e), &e);
    if (setup->digest != NULL)
        need_ok(ocigate_options_set_digest(options, setup->digest, &e), &e);
    if (setup->entrypoint != NULL)
        need_ok(ocigate_options_set_entrypoint(options, setup->entrypoint, &e), &e);
    if (setup->cmd != NULL)
        need_ok(ocigate_options_set_command(options, setup->cmd, &e), &e);
    if (setup->workdir != NULL)
        need_ok(ocigate_options_set_working_directory(options, setup->workdir, &e), &e);
    if (setup->depth != TEST_DEPTH_DEFAULT)
        need_ok(ocigate_options_set_depth(options,
                                          (ocigate_depth)(setup->depth - TEST_DEPTH_MANIFEST), &e),
                &e);
    for (size_t i = 0; i < TEST_SETUP_LIMITS; i++) {
        if (setup->limits[i].value != 0)
            need_ok(ocigate_options_set_limit(options, setup->limits[i].limit,
                                              setup->limits[i].value, &e),
                    &e);
    }
    if (setup->rule != NULL)
        need_ok(ocigate_options_set_severity(options, setup->rule, setup->severity, &e), &e);
    if (setup->fail_on != OCIGATE_SEVERITY_OFF)
        need_ok(ocigate_options_set_fail_on(options, setup->fail_on, &e), &e);
    if (setup->threads != 0)
        need_ok(ocigate_options_set_threads(options, setup->threads, &e), &e);
    need_ok(ocigate_options_set_progress(options, setup->progress, setup->progress_payload, &e),
            &e);
    return options;
}

static void start(test_run *run, const test_setup *setup)
{
    *run = (test_run){0};
    ocigate_options *options = make_options(setup);
    need_ok(ocigate_report_new(options, &run->report, &run->error), &run->error);
    ocigate_options_free(options);
}

void test_run_memory(test_run *run, const test_setup *setup, const void *bytes, size_t length,
                     size_t piece)
{
    start(run, setup);
    test_source source = {.bytes = bytes, .length = length, .piece = piece};
    run->status = ocigate_check_stream(run->report, test_source_read, &source, NULL, &run->error);
}

void test_run_pipe(test_run *run, const test_setup *setup, const void *bytes, size_t length,
                   size_t piece)
{
    start(run, setup);
    test_feed feed;
    test_feed_init(&feed, bytes, length, piece);
    run->status = ocigate_check_fd(run->report, feed.fd, NULL, &run->error);
    test_feed_fini(&feed);
}

void test_run_path(test_run *run, const test_setup *setup, const char *path)
{
    start(run, setup);
    run->status = ocigate_check_path(run->report, path, NULL, &run->error);
}

void test_run_fini(test_run *run)
{
    ocigate_report_free(run->report);
    run->report = NULL;
}

/* ---- comparing ---- */

#define RULES_MAX 64u

typedef struct expectation {
    char name[64];
    ocigate_severity severity;
    bool is_optional, is_found;
} expectation;

static size_t parse_expected(const char *expected, expectation *list, bool *must_fail)
{
    size_t count = 0;
    *must_fail = false;
    while (*expected != '\0') {
        const size_t length = strcspn(expected, " ");
        if (length == 1 && expected[0] == '!') {
            *must_fail = true;
        } else if (length > 0) {
            test_require(count < RULES_MAX && length < sizeof list->name, "too much is expected");
            expectation *one = &list[count++];
            *one = (expectation){.severity = OCIGATE_SEVERITY_ERROR};
            memcpy(one->name, expected, length);
            if (one->name[0] == '?') {
                one->is_optional = true;
                memmove(one->name, one->name + 1, length);
            }
            char *equals = strchr(one->name, '=');
            if (equals != NULL) {
                test_require(equals[1] == 'W' || equals[1] == 'I' || equals[1] == 'E',
                             "no severity in %s", expected);
                one->severity = equals[1] == 'W'   ? OCIGATE_SEVERITY_WARNING
                                : equals[1] == 'I' ? OCIGATE_SEVERITY_INFO
                                                   : OCIGATE_SEVERITY_ERROR;
                *equals = '\0';
            }
            test_require(one->is_optional || ocigate_rule_find(one->name) != NULL,
                         "there is no rule %s", one->name);
        }
        expected += length + (expected[length] == ' ' ? 1 : 0);
    }
    return count;
}

/* One rule may be expected with two severities. */
static bool take(expectation *list, size_t count, const char *name, ocigate_severity severity)
{
    bool is_expected = false;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(list[i].name, name) == 0 &&
            (list[i].is_optional || list[i].severity == severity))
            list[i].is_found = is_expected = true;
    }
    return is_expected;
}

static const char *text_of(const char *text)
{
    return text == NULL ? "-" : text;
}

static void describe(const ocigate_result *result, og_buf *why)
{
    for (size_t i = 0; i < ocigate_result_finding_count(result); i++) {
        const ocigate_finding *finding = ocigate_result_finding(result, i);
        og_buf_format(
            why, "\n    %s[%s]: %s; expected %s, found %s; %s %s %s",
            ocigate_severity_name(ocigate_finding_severity(finding)),
            ocigate_rule_name(ocigate_finding_rule(finding)),
            text_of(ocigate_finding_message(finding)), text_of(ocigate_finding_expected(finding)),
            text_of(ocigate_finding_found(finding)), text_of(ocigate_finding_document(finding)),
            text_of(ocigate_finding_pointer(finding)), text_of(ocigate_finding_path(finding)));
    }
}

/* The document must say the same as the accessors. */
static bool json_agrees(const test_run *run, const ocigate_result *result, og_buf *why)
{
    json_t *report = test_run_json(run);
    const json_t *one = json_array_get(json_object_get(report, "results"), 0);
    const json_t *findings = json_object_get(one, "findings");
    bool agrees =
        json_is_object(one) && json_array_size(findings) == ocigate_result_finding_count(result);
    const char *verdict = json_string_value(json_object_get(one, "verdict"));
    agrees = agrees && verdict != NULL &&
             strcmp(verdict, ocigate_verdict_name(ocigate_result_verdict(result))) == 0;
    for (size_t i = 0; agrees && i < json_array_size(findings); i++) {
        const char *rule = json_string_value(json_object_get(json_array_get(findings, i), "rule"));
        agrees = rule != NULL && strcmp(rule, ocigate_rule_name(ocigate_finding_rule(
                                                  ocigate_result_finding(result, i)))) == 0;
    }
    json_decref(report);
    if (!agrees)
        og_buf_text(why, "\n  the JSON report says something else");
    return agrees;
}

static bool verdict_agrees(const ocigate_result *result, const expectation *list, size_t count,
                           bool must_fail, og_buf *why)
{
    ocigate_verdict wanted = must_fail ? OCIGATE_VERDICT_FAIL : OCIGATE_VERDICT_PASS;
    for (size_t i = 0; i < count; i++) {
        if (list[i].is_optional && list[i].is_found)
            wanted = ocigate_result_verdict(result) == OCIGATE_VERDICT_FAIL ? OCIGATE_VERDICT_FAIL
                                                                            : wanted;
        else if (!list[i].is_optional && list[i].severity == OCIGATE_SEVERITY_ERROR)
            wanted = OCIGATE_VERDICT_FAIL;
    }
    if (wanted == ocigate_result_verdict(result))
        return true;
    og_buf_format(why, "\n  verdict: expected %s, found %s (%s)", ocigate_verdict_name(wanted),
                  ocigate_verdict_name(ocigate_result_verdict(result)),
                  text_of(ocigate_result_error(result)));
    return false;
}

bool test_run_matches(const test_run *run, const char *expected, og_buf *why)
{
    if (run->status < 0 || ocigate_report_result_count(run->report) != 1) {
        og_buf_format(why, "\n  not judged: %s: %s", ocigate_status_name(run->status),
                      run->error.text);
        return false;
    }
    expectation list[RULES_MAX];
    bool must_fail = false;
    const size_t count = parse_expected(expected, list, &must_fail);
    const ocigate_result *result = ocigate_report_result(run->report, 0);
    bool matches = true;
    for (size_t i = 0; i < ocigate_result_finding_count(result); i++) {
        const ocigate_finding *finding = ocigate_result_finding(result, i);
        const char *name = ocigate_rule_name(ocigate_finding_rule(finding));
        const ocigate_severity severity = ocigate_finding_severity(finding);
        if (!take(list, count, name, severity)) {
            og_buf_format(why, "\n  too much: %s=%s", name, ocigate_severity_name(severity));
            matches = false;
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (!list[i].is_found && !list[i].is_optional) {
            og_buf_format(why, "\n  missing: %s=%s", list[i].name,
                          ocigate_severity_name(list[i].severity));
            matches = false;
        }
    }
    matches = verdict_agrees(result, list, count, must_fail, why) && matches;
    matches = json_agrees(run, result, why) && matches;
    if (!matches)
        describe(result, why);
    return matches;
}

/* ---- looking ---- */

int test_write_to_buf(void *payload, const void *bytes, size_t length)
{
    og_buf *buf = payload;
    og_buf_add(buf, bytes, length);
    return buf->failed ? 1 : 0;
}

json_t *test_run_json(const test_run *run)
{
    og_buf text;
    og_buf_init(&text);
    ocigate_error error = {0};
    json_t *report = NULL;
    if (ocigate_render(run->report, "json", NULL, test_write_to_buf, &text, &error) == OCIGATE_OK)
        report = json_loadb(og_buf_string(&text), text.length, JSON_REJECT_DUPLICATES, NULL);
    og_buf_fini(&text);
    return report;
}

const ocigate_finding *test_run_finding(const test_run *run, const char *rule, size_t *count)
{
    const ocigate_result *result = ocigate_report_result(run->report, 0);
    const ocigate_finding *first = NULL;
    size_t found = 0;
    for (size_t i = 0; i < ocigate_result_finding_count(result); i++) {
        const ocigate_finding *finding = ocigate_result_finding(result, i);
        if (strcmp(ocigate_rule_name(ocigate_finding_rule(finding)), rule) != 0)
            continue;
        if (found++ == 0)
            first = finding;
    }
    if (count != NULL)
        *count = found;
    return first;
}

static void add_value(og_buf *out, const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    if (json_is_string(value))
        og_buf_format(out, " %s=%s", key, json_string_value(value));
    else if (json_is_integer(value))
        og_buf_format(out, " %s=%lld", key, (long long)json_integer_value(value));
    else
        og_buf_format(out, " %s=null", key);
}

void test_run_contents(const test_run *run, og_buf *out)
{
    json_t *report = test_run_json(run);
    const json_t *images =
        json_object_get(json_array_get(json_object_get(report, "results"), 0), "images");
    for (size_t i = 0; i < json_array_size(images); i++) {
        const json_t *image = json_array_get(images, i);
        const json_t *references = json_object_get(image, "references");
        for (size_t j = 0; j < json_array_size(references); j++)
            og_buf_format(out, "%s ", json_string_value(json_array_get(references, j)));
        og_buf_text(out, "config");
        add_value(out, json_object_get(image, "config"), "digest");
        add_value(out, json_object_get(image, "config"), "size");
        add_value(out, json_object_get(image, "totals"), "uncompressed_size");
        og_buf_char(out, '\n');
        const json_t *layers = json_object_get(image, "layers");
        for (size_t j = 0; j < json_array_size(layers); j++) {
            og_buf_text(out, "layer");
            add_value(out, json_array_get(layers, j), "diff_id");
            add_value(out, json_array_get(layers, j), "uncompressed_size");
            og_buf_char(out, '\n');
        }
    }
    json_decref(report);
}
