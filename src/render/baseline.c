/* The findings of a run, for the runs after it. Nothing in it changes while they stay the same. */
#include "base/error.h"
#include "render/json_writer.h"
#include "render/render.h"

#include <ocigate/policy.h>

#include <stdlib.h>
#include <string.h>

static const char *text_or_none(const char *text)
{
    return text == NULL ? "" : text;
}

static int compare(const void *a, const void *b)
{
    const ocigate_finding *first = *(const ocigate_finding *const *)a;
    const ocigate_finding *second = *(const ocigate_finding *const *)b;
    const char *const parts[][2] = {
        {ocigate_rule_name(first->fact.rule), ocigate_rule_name(second->fact.rule)},
        {first->fact.document, second->fact.document},
        {first->fact.path, second->fact.path},
        {first->fact.pointer, second->fact.pointer},
        {first->fingerprint, second->fingerprint}};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        const int order = strcmp(text_or_none(parts[i][0]), text_or_none(parts[i][1]));
        if (order != 0)
            return order;
    }
    return (first->fact.count > second->fact.count) - (first->fact.count < second->fact.count);
}

static size_t collect(const ocigate_report *report, const ocigate_finding **out)
{
    size_t count = 0;
    for (const ocigate_result *result = report->results; result != NULL; result = result->next) {
        for (size_t i = 0; i < result->finding_count; i++) {
            const ocigate_finding *finding = &result->findings[i];
            if (finding->is_note || finding->fingerprint == NULL)
                continue;
            if (out != NULL)
                out[count] = finding;
            count++;
        }
        for (size_t i = 0; i < result->suppressed_count; i++) {
            const ocigate_suppression *suppression = &result->suppressed[i];
            if (suppression->reason != NULL)
                continue;
            if (out != NULL)
                out[count] = &suppression->finding;
            count++;
        }
    }
    return count;
}

/* "layer: var/task/app.py", for people. */
static const char *where(og_arena *arena, const og_finding *fact)
{
    const char *place = fact->path != NULL ? fact->path : fact->pointer;
    if (place == NULL)
        return fact->document;
    return og_arena_format(arena, "%s: %s", text_or_none(fact->document), place);
}

static void add_finding(og_json_writer *json, og_arena *arena, const ocigate_finding *finding)
{
    og_json_put_object_begin(json, NULL);
    og_json_put_string(json, "rule", ocigate_rule_name(finding->fact.rule));
    og_json_put_string(json, "where", text_or_none(where(arena, &finding->fact)));
    og_json_put_string(json, "fingerprint", finding->fingerprint);
    if (finding->fact.count > 1)
        og_json_put_uint(json, "count", finding->fact.count);
    og_json_put_object_end(json);
}

static bool add_baseline(const ocigate_report *report, og_arena *arena, og_buf *out)
{
    const size_t count = collect(report, NULL);
    const ocigate_finding **findings = OG_NEW_ARRAY(arena, const ocigate_finding *, count);
    if (findings == NULL)
        return false;
    (void)collect(report, findings);
    qsort(findings, count, sizeof findings[0], compare);
    og_json_writer json;
    og_json_writer_init(&json, out, true);
    og_json_put_object_begin(&json, NULL);
    og_json_put_uint(&json, "baseline_version", 1);
    og_json_put_array_begin(&json, "findings");
    for (size_t i = 0; i < count; i++)
        add_finding(&json, arena, findings[i]);
    og_json_put_array_end(&json);
    og_json_put_object_end(&json);
    og_buf_char(out, '\n');
    return !arena->failed && !out->failed;
}

ocigate_status ocigate_render_baseline(const ocigate_report *report, ocigate_write_function write,
                                       void *payload, ocigate_error *error)
{
    if (report == NULL || write == NULL)
        return og_fail(error, OCIGATE_ERROR_ARGUMENT, 0, "report or write is NULL");
    if (ocigate_report_verdict(report) == OCIGATE_VERDICT_ERROR)
        return og_fail(error, OCIGATE_ERROR_ARGUMENT, 0,
                       "no baseline: an input was not judged, its findings are not known");
    og_arena arena;
    og_buf out;
    og_arena_init(&arena);
    og_buf_init(&out);
    ocigate_status status = OCIGATE_OK;
    if (!add_baseline(report, &arena, &out))
        status = og_fail_memory(error);
    else if (write(payload, out.data, out.length) != 0)
        status = og_fail(error, OCIGATE_ERROR_WRITE, 0, "the baseline was not taken");
    og_buf_fini(&out);
    og_arena_fini(&arena);
    return status;
}
