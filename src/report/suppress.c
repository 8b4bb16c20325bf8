/* What a policy and a baseline take out of the verdict, and what is to say of them. */
#include "base/error.h"
#include "policy/policy.h"
#include "report/fingerprint.h"
#include "report/result.h"
#include "rules/rule.h"

/* The baseline is asked even where an ignore holds: its entry is not stale. */
static bool is_suppressed(ocigate_options *options, const ocigate_finding *finding,
                          ocigate_suppression *out)
{
    const og_finding *fact = &finding->fact;
    const og_ignore *ignore =
        og_ignores_use(options, ocigate_rule_name(fact->rule), fact->path, fact->count);
    const bool is_known = og_baseline_use(&options->baseline, finding->fingerprint, fact->count);
    *out = (ocigate_suppression){.finding = *finding};
    if (ignore != NULL) {
        out->reason = ignore->reason;
        out->expires = ignore->expires;
    }
    return ignore != NULL || is_known;
}

void og_result_suppress(og_arena *arena, ocigate_options *options, ocigate_result *result)
{
    if (options->ignores == NULL && options->baseline.name == NULL)
        return;
    ocigate_suppression *suppressed =
        OG_NEW_ARRAY(arena, ocigate_suppression, result->finding_count);
    if (suppressed == NULL)
        return;
    size_t kept = 0;
    for (size_t i = 0; i < result->finding_count; i++) {
        ocigate_suppression *next = &suppressed[result->suppressed_count];
        if (!is_suppressed(options, &result->findings[i], next)) {
            result->findings[kept++] = result->findings[i];
            continue;
        }
        next->reason = og_report_text(arena, next->reason);
        next->expires = og_report_text(arena, next->expires);
        result->suppressed_count++;
    }
    result->finding_count = kept;
    result->suppressed = suppressed;
}

static size_t copy_notes(og_arena *arena, const og_sink *sink, ocigate_finding *notes)
{
    size_t count = 0;
    for (const og_finding *f = sink->first; f != NULL; f = f->next) {
        if (f->severity == OCIGATE_SEVERITY_OFF)
            continue;
        notes[count].is_note = true;
        og_result_copy_finding(arena, f, 0, &notes[count++].fact);
    }
    return count;
}

static size_t take(ocigate_finding *out, const ocigate_finding *from, size_t count,
                   ocigate_severity severity)
{
    size_t taken = 0;
    for (size_t i = 0; i < count; i++) {
        if (from[i].fact.severity == severity)
            out[taken++] = from[i];
    }
    return taken;
}

/* Behind the findings of their severity. */
static void merge(og_arena *arena, const ocigate_finding *notes, size_t count,
                  ocigate_result *result)
{
    const size_t all = result->finding_count + count;
    ocigate_finding *merged = OG_NEW_ARRAY(arena, ocigate_finding, all);
    if (merged == NULL)
        return;
    size_t used = 0;
    for (int i = OCIGATE_SEVERITY_ERROR; i > OCIGATE_SEVERITY_OFF; i--) {
        const ocigate_severity severity = (ocigate_severity)i;
        used += take(merged + used, result->findings, result->finding_count, severity);
        used += take(merged + used, notes, count, severity);
    }
    result->findings = merged;
    result->finding_count = used;
}

static ocigate_status add(og_arena *arena, const og_sink *sink, ocigate_result *result,
                          ocigate_error *err)
{
    size_t count = 0;
    for (const og_finding *f = sink->first; f != NULL; f = f->next)
        count++;
    if (count == 0)
        return OCIGATE_OK;
    ocigate_finding *notes = OG_NEW_ARRAY(arena, ocigate_finding, count);
    if (notes == NULL)
        return og_fail_memory(err);
    count = copy_notes(arena, sink, notes);
    OG_TRY(og_fingerprint_findings(arena, notes, count, err));
    merge(arena, notes, count, result);
    return OCIGATE_OK;
}

ocigate_status og_result_add_notes(og_arena *arena, const og_policy_facts *facts,
                                   ocigate_result *result, ocigate_error *err)
{
    const ocigate_options *options = facts->options;
    if (options->ignores == NULL && options->baseline.count == 0)
        return OCIGATE_OK;
    og_arena scratch;
    og_sink sink;
    og_arena_init(&scratch);
    og_sink_init(&sink, &scratch, UINT64_MAX);
    og_engine_run_policy(facts, &sink);
    ocigate_status status = scratch.failed ? og_fail_memory(err) : add(arena, &sink, result, err);
    og_arena_fini(&scratch);
    return status;
}
