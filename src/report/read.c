/* Reports in JSON: documents, lines, or several of them behind each other. */
#include "report/read.h"

#include "base/error.h"
#include "document/json_lexer.h"

#include <ocigate/merge.h>
#include <ocigate/version.h>

#include <inttypes.h>
#include <stdio.h>

/* Of one document, or of one line: what a report of a hundred thousand findings takes. */
#define READ_TOKENS_MAX UINT64_C(16000000)
#define READ_HEAP_BYTES_MAX (UINT64_C(1024) * 1024 * 1024)
/* A report has 7 levels; fields that are not known may have more. */
#define READ_DEPTH_MAX 32u

static og_limits limits_of_reading(void)
{
    og_limits limits;
    og_limits_init(&limits);
    limits.value[OCIGATE_LIMIT_JSON_DEPTH] = READ_DEPTH_MAX;
    limits.value[OCIGATE_LIMIT_JSON_TOKENS] = READ_TOKENS_MAX;
    limits.value[OCIGATE_LIMIT_JSON_HEAP_BYTES] = READ_HEAP_BYTES_MAX;
    return limits;
}

static ocigate_verdict worst_since(const og_reading *reading, const ocigate_result *before)
{
    ocigate_verdict worst = OCIGATE_VERDICT_PASS;
    const ocigate_result *result = before == NULL ? reading->first : before->next;
    for (; result != NULL; result = result->next)
        worst = result->verdict > worst ? result->verdict : worst;
    return worst;
}

/* The document around results says what they say, and that none is missing. */
static void check_document(const og_read_node *top, size_t count, ocigate_verdict worst)
{
    const bool is_complete = og_read_bool(top, "complete");
    const ocigate_verdict verdict = og_read_verdict(top, "verdict");
    if (!og_read_is_good(top->reading))
        return;
    if (count == 0 || !is_complete)
        worst = OCIGATE_VERDICT_ERROR;
    if (verdict != worst)
        og_read_refuse(top, "verdict", "is %s, and the results make it %s",
                       ocigate_verdict_name(verdict), ocigate_verdict_name(worst));
    top->reading->is_incomplete = top->reading->is_incomplete || !is_complete;
}

static void read_document(const og_read_node *top)
{
    og_reading *reading = top->reading;
    const og_read_node tool = og_read_object(top, "tool");
    const char *version = og_read_text(&tool, "version");
    const uint64_t report_version = og_read_number(top, "report_version", 0, INT64_MAX);
    if (!og_read_is_good(reading))
        return;
    if (report_version != OG_REPORT_VERSION) {
        og_read_refuse(top, "report_version",
                       "%" PRIu64 ", of ocigate %s, is not known to ocigate %s", report_version,
                       version, ocigate_version());
        return;
    }
    reading->is_gap_known = !og_read_bool(top, "complete");
    const ocigate_result *before = reading->last;
    const og_read_node results = og_read_array(top, "results");
    const size_t count = og_read_count(&results);
    for (size_t i = 0; i < count && og_read_is_good(reading); i++) {
        const og_read_node item = og_read_item(&results, i);
        og_read_result(&item);
    }
    check_document(top, count, worst_since(reading, before));
    if (reading->is_gap_known)
        reading->position = (og_position){0};
    reading->is_gap_known = false;
}

static void read_top(og_reading *reading, json_t *value)
{
    const og_read_node top = {.reading = reading, .value = value};
    if (!json_is_object(value))
        og_read_refuse(&top, NULL, "is no report of ocigate: no object");
    else if (og_read_has(&top, "report_version"))
        read_document(&top);
    else if (og_read_has(&top, "input"))
        og_read_result(&top);
    else
        og_read_refuse(&top, NULL,
                       "is no report of ocigate: there is neither report_version nor input");
}

static void refuse_defect(og_reading *reading, const og_defect *defect)
{
    const uint64_t line = reading->line + (defect->line > 0 ? defect->line - 1 : 0);
    if (defect->kind == OG_DEFECT_LIMIT)
        reading->status = og_fail(reading->err, OCIGATE_ERROR_READ, 0,
                                  "line %" PRIu64 ": more levels, values or bytes than a report "
                                  "may have; jsonl has a line for each image",
                                  line);
    else
        reading->status =
            og_fail(reading->err, OCIGATE_ERROR_READ, 0, "line %" PRIu64 ", column %" PRIu32 ": %s",
                    line, defect->column, defect->text);
}

/* One JSON value. */
static void read_value(og_reading *reading, const char *bytes, size_t length)
{
    const og_limits limits = limits_of_reading();
    og_arena scratch;
    og_defects defects = {0};
    json_t *value = NULL;
    og_arena_init(&scratch);
    const ocigate_status status =
        og_json_load(bytes, length, &limits, &scratch, &defects, &value, reading->err);
    if (status < 0)
        reading->status = status;
    else if (defects.first != NULL)
        refuse_defect(reading, defects.first);
    else
        read_top(reading, value);
    json_decref(value);
    og_arena_fini(&scratch);
}

/* The end of the JSON value at the start of the lexer; of all bytes where it has none. */
static size_t end_of_value(og_json_lexer *lexer)
{
    size_t depth = 0;
    for (;;) {
        const og_json_token token = og_json_lexer_next(lexer);
        if (token.kind == OG_JSON_END || token.kind == OG_JSON_WRONG)
            return lexer->length;
        if (token.kind == OG_JSON_OPEN_OBJECT || token.kind == OG_JSON_OPEN_ARRAY)
            depth++;
        const bool is_close =
            token.kind == OG_JSON_CLOSE_OBJECT || token.kind == OG_JSON_CLOSE_ARRAY;
        if (is_close && depth > 0)
            depth--;
        if (depth == 0)
            return token.start + token.length;
    }
}

static size_t skip_space(const char *bytes, size_t length, size_t at, uint64_t *line)
{
    for (; at < length; at++) {
        if (bytes[at] == '\n')
            ++*line;
        else if (bytes[at] != ' ' && bytes[at] != '\t' && bytes[at] != '\r')
            break;
    }
    return at;
}

static void read_all(og_reading *reading, const char *bytes, size_t length)
{
    size_t at = skip_space(bytes, length, 0, &reading->line);
    while (at < length && og_read_is_good(reading)) {
        og_json_lexer lexer;
        og_json_lexer_init(&lexer, bytes, length);
        lexer.at = at;
        const size_t end = end_of_value(&lexer);
        read_value(reading, bytes + at, end - at);
        for (; at < end; at++)
            reading->line += bytes[at] == '\n';
        at = skip_space(bytes, length, at, &reading->line);
    }
}

/* What was read becomes part of the report, all at once. */
static void commit(ocigate_report *report, const og_reading *reading)
{
    report->is_incomplete = report->is_incomplete || reading->is_incomplete;
    report->read = reading->position;
    if (reading->first == NULL)
        return;
    if (report->last == NULL)
        report->results = reading->first;
    else
        report->last->next = reading->first;
    report->last = reading->last;
    report->result_count += (size_t)reading->result_count;
    report->options->profile = reading->profile;
}

ocigate_status ocigate_report_read(ocigate_report *report, const char *bytes, size_t length,
                                   ocigate_error *error)
{
    if (report == NULL || (bytes == NULL && length > 0))
        return og_fail(error, OCIGATE_ERROR_ARGUMENT, 0, "report or bytes is NULL");
    if (length > OCIGATE_REPORT_READ_BYTES_MAX)
        return og_fail(error, OCIGATE_ERROR_READ, 0,
                       "more than %" PRIu64 " bytes, which no report may have",
                       (uint64_t)OCIGATE_REPORT_READ_BYTES_MAX);
    og_reading reading = {.arena = &report->arena,
                          .err = error,
                          .line = 1,
                          .profile = report->options->profile,
                          .position = report->read,
                          .has_profile = report->result_count > 0};
    read_all(&reading, bytes, length);
    if (report->arena.failed && reading.status == OCIGATE_OK)
        reading.status = og_fail_memory(error);
    report->arena.failed = false;
    if (reading.status == OCIGATE_OK &&
        reading.result_count + report->result_count > OCIGATE_REPORT_READ_RESULTS_MAX)
        reading.status = og_fail(error, OCIGATE_ERROR_READ, 0, "more than %" PRIu64 " results",
                                 (uint64_t)OCIGATE_REPORT_READ_RESULTS_MAX);
    if (reading.status == OCIGATE_OK)
        commit(report, &reading);
    return reading.status;
}

uint64_t ocigate_report_missing(const ocigate_report *report)
{
    return report == NULL || !og_position_is_open(&report->read)
               ? 0
               : report->read.results - report->read.result;
}

ocigate_status ocigate_report_require(ocigate_report *report, uint64_t count, ocigate_error *error)
{
    if (report == NULL)
        return og_fail(error, OCIGATE_ERROR_ARGUMENT, 0, "report is NULL");
    size_t repeated = 0;
    const ocigate_status status = ocigate_report_repeated(report, &repeated, NULL, error);
    if (status < 0) {
        report->is_incomplete = true;
        return status;
    }
    if (report->result_count == count && repeated == 0)
        return OCIGATE_OK;
    char text[160], again[48] = "";
    if (repeated > 0)
        (void)snprintf(again, sizeof again, ", %zu of them for a second time", repeated);
    (void)snprintf(text, sizeof text, "there are %zu results%s, and there must be %" PRIu64,
                   report->result_count, again, count);
    return og_report_add(report, "merge", NULL, NULL, text, 0, error);
}
