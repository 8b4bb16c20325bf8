#include "report/report.h"

#include "base/error.h"
#include "base/utf8.h"
#include "image/link.h"
#include "report/fingerprint.h"
#include "report/result.h"
#include "rules/rule.h"

#include <ocigate/merge.h>
#include <ocigate/policy.h>
#include <ocigate/version.h>

#include <string.h>

const char *og_report_text(og_arena *arena, const char *text)
{
    return text == NULL ? NULL : og_printable_text(arena, text, strlen(text));
}

static uint64_t count_rules(const ocigate_options *options)
{
    uint64_t count = 0;
    for (size_t i = 0; i < ocigate_rule_count(); i++) {
        bool is_overridden = false;
        if (og_rule_severity(ocigate_rule_at(i), options, &is_overridden) != OCIGATE_SEVERITY_OFF)
            count++;
    }
    return count;
}

static void find_proofs(og_arena *scratch, const og_facts *facts, og_proofs *out)
{
    *out = (og_proofs){0};
    if (facts == NULL)
        return;
    out->images = OG_NEW_ARRAY(scratch, og_proof, facts->image_count);
    if (out->images == NULL)
        return;
    og_archive_proofs(facts, &out->archive);
    for (size_t i = 0; i < facts->image_count; i++)
        og_image_proofs(facts, facts->images[i], &out->images[i]);
}

static ocigate_result *new_result(ocigate_report *report, const char *name, const char *error_text,
                                  double seconds)
{
    ocigate_result *result = OG_NEW(&report->arena, ocigate_result);
    if (result == NULL)
        return NULL;
    result->name = og_report_text(&report->arena, name == NULL ? "-" : name);
    result->kind = "unknown";
    result->compression = "none";
    result->error = og_report_text(&report->arena, error_text);
    result->seconds = seconds;
    result->threads = report->options->threads;
    result->tool_version = ocigate_version();
    result->fail_on = report->options->fail_on;
    result->position = report->expected;
    return result;
}

/* A finding that is not there may be one that was not looked for. */
static bool is_partial(const ocigate_report *report, const og_sink *sink,
                       const ocigate_result *result)
{
    const ocigate_options *options = report->options;
    return report->is_partial || report->is_incomplete || result->error != NULL || sink == NULL ||
           sink->unlisted != NULL || options->depth < OCIGATE_DEPTH_ROOTFS ||
           options->reference != NULL || options->digest.algorithm != OG_ALGORITHM_NONE;
}

static ocigate_status add_notes(ocigate_report *report, const og_sink *sink, ocigate_result *result,
                                ocigate_error *err)
{
    const og_policy_facts facts = {.options = report->options,
                                   .is_start_of_run = !report->has_told_policy,
                                   .is_end_of_run =
                                       report->expects_last && !is_partial(report, sink, result)};
    report->has_told_policy = true;
    return og_result_add_notes(&report->arena, &facts, result, err);
}

static ocigate_status fill_result(ocigate_report *report, const og_facts *facts,
                                  const og_sink *sink, ocigate_result *result, ocigate_error *err)
{
    og_arena scratch;
    og_arena_init(&scratch);
    og_concerns concerns = {0};
    og_proofs proofs = {0};
    if (facts != NULL) {
        og_result_describe(&report->arena, facts, result);
        result->rules_run = sink == NULL ? 0 : count_rules(report->options);
        if (sink != NULL && sink->ran != NULL)
            result->ran =
                (const uint8_t *)og_arena_copy(&report->arena, sink->ran, ocigate_rule_count());
    }
    og_result_collect(&report->arena, sink, result);
    ocigate_status status =
        og_fingerprint_findings(&report->arena, result->findings, result->finding_count, err);
    if (status == OCIGATE_OK)
        og_result_suppress(&report->arena, report->options, result);
    if (status == OCIGATE_OK && facts != NULL)
        status = add_notes(report, sink, result, err);
    og_result_count(sink, result);
    og_result_relate(&scratch, facts, sink, result, &concerns);
    find_proofs(&scratch, facts, &proofs);
    if (!scratch.failed && !report->arena.failed)
        og_result_judge(&report->arena, report->options->fail_on, &concerns, &proofs, result);
    for (size_t i = 0; i < result->finding_count && !report->arena.failed; i++)
        result->findings[i].fact.index = NULL;
    for (size_t i = 0; i < result->suppressed_count && !report->arena.failed; i++)
        result->suppressed[i].finding.fact.index = NULL;
    const bool is_good = !scratch.failed && !report->arena.failed &&
                         (sink == NULL || sink->arena == NULL || !sink->arena->failed);
    og_arena_fini(&scratch);
    if (status < 0)
        return status;
    return is_good ? OCIGATE_OK : og_fail_memory(err);
}

static void append(ocigate_report *report, ocigate_result *result)
{
    if (report->last == NULL)
        report->results = result;
    else
        report->last->next = result;
    report->last = result;
    report->result_count++;
    report->expected = (og_position){0};
    report->is_partial = report->is_partial || result->verdict == OCIGATE_VERDICT_ERROR ||
                         result->unlisted[OCIGATE_SEVERITY_OFF] > 0;
}

void ocigate_report_expect_last(ocigate_report *report)
{
    if (report != NULL)
        report->expects_last = true;
}

void ocigate_report_expect(ocigate_report *report, uint64_t result, uint64_t results,
                           uint64_t input, uint64_t inputs)
{
    if (report == NULL)
        return;
    const bool is_good = result > 0 && result <= results && results <= inputs && input >= result &&
                         input <= inputs && inputs <= INT64_MAX;
    report->expected = is_good ? (og_position){result, results, input, inputs} : (og_position){0};
}

/* In place of a result that could not be made. */
static void append_failure(ocigate_report *report, const char *name, const char *why,
                           double seconds)
{
    report->is_incomplete = true;
    report->arena.failed = false;
    ocigate_result *result = new_result(report, name, why, seconds);
    if (result != NULL && !report->arena.failed) {
        result->verdict = OCIGATE_VERDICT_ERROR;
        append(report, result);
    }
    report->arena.failed = false;
}

ocigate_status og_report_add(ocigate_report *report, const char *name, const og_facts *facts,
                             const og_sink *sink, const char *error_text, double seconds,
                             ocigate_error *err)
{
    ocigate_error own = {0};
    ocigate_result *result = new_result(report, name, error_text, seconds);
    const ocigate_status status =
        result == NULL ? og_fail_memory(&own) : fill_result(report, facts, sink, result, &own);
    if (status == OCIGATE_OK) {
        append(report, result);
        return OCIGATE_OK;
    }
    append_failure(report, name, own.text, seconds);
    return og_fail(err, status, 0, "%s", own.text);
}
