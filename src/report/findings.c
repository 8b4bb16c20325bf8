/* Which findings are reported, and in which order. */
#include "base/buf.h"
#include "base/utf8.h"
#include "report/result.h"

#include <string.h>

static const og_finding *first_of(const og_sink *sink)
{
    return sink == NULL ? NULL : sink->first;
}

const char *og_report_lines(og_arena *arena, const char *text)
{
    og_buf buf;
    og_buf_init(&buf);
    for (const char *line = text;;) {
        const size_t length = strcspn(line, "\n");
        og_printable(&buf, line, length);
        if (line[length] == '\0')
            break;
        og_buf_char(&buf, '\n');
        line += length + 1;
    }
    const char *copy = og_arena_copy(arena, og_buf_string(&buf), buf.length);
    arena->failed = arena->failed || buf.failed;
    og_buf_fini(&buf);
    return copy;
}

void og_result_copy_finding(og_arena *arena, const og_finding *from, size_t image_count,
                            og_finding *to)
{
    *to = *from;
    to->next = NULL;
    to->message = og_report_text(arena, from->message);
    to->fix = og_report_lines(arena, from->fix == NULL ? "" : from->fix);
    to->expected = og_report_text(arena, from->expected);
    to->found = og_report_text(arena, from->found);
    to->blob = og_report_text(arena, from->blob);
    to->pointer = og_report_text(arena, from->pointer);
    to->created_by = og_report_text(arena, from->created_by);
    to->path = og_report_text(arena, from->path);
    to->document = og_report_text(arena, from->document);
    if (to->count == 0)
        to->count = 1;
    if (to->image < 0 || (size_t)to->image >= image_count)
        to->image = -1;
}

static bool is_same(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

bool og_finding_is_alike(const og_finding *a, const og_finding *b)
{
    return a->rule == b->rule && a->severity == b->severity && a->image == b->image &&
           is_same(a->message, b->message) && is_same(a->fix, b->fix) &&
           is_same(a->expected, b->expected) && is_same(a->found, b->found) &&
           is_same(a->document, b->document);
}

static bool is_foldable(const og_finding *a, const og_finding *b)
{
    return a->index == b->index && og_finding_is_alike(a, b);
}

static void fold_and_count(ocigate_result *result)
{
    for (size_t i = 0; i < result->finding_count; i++) {
        ocigate_finding *finding = &result->findings[i];
        const ocigate_severity severity = finding->fact.severity;
        finding->is_folded = i > 0 && is_foldable(&result->findings[i - 1].fact, &finding->fact);
        result->counts[OCIGATE_SEVERITY_OFF]++;
        result->counts[severity]++;
        if (!finding->is_folded) {
            result->blocks[OCIGATE_SEVERITY_OFF]++;
            result->blocks[severity]++;
        }
    }
}

void og_result_count_unlisted(const uint64_t all[4], const uint64_t listed[4], uint64_t out[4])
{
    out[OCIGATE_SEVERITY_OFF] = 0;
    for (int i = OCIGATE_SEVERITY_INFO; i <= OCIGATE_SEVERITY_ERROR; i++) {
        out[i] = all[i] - listed[i];
        out[OCIGATE_SEVERITY_OFF] += out[i];
    }
}

/* Of all that was flagged, kept or not. */
static void count_all(const og_sink *sink, uint64_t all[4])
{
    for (const og_finding *f = first_of(sink); f != NULL; f = f->next)
        all[f->severity]++;
    for (const og_unlisted *u = sink == NULL ? NULL : sink->unlisted; u != NULL; u = u->next) {
        for (size_t i = 0; i < 4; i++)
            all[i] += u->counts[i];
    }
}

void og_result_collect(og_arena *arena, const og_sink *sink, ocigate_result *result)
{
    size_t count = 0;
    for (const og_finding *f = first_of(sink); f != NULL && count < sink->limit; f = f->next)
        count += f->severity > OCIGATE_SEVERITY_OFF;
    ocigate_finding *findings = OG_NEW_ARRAY(arena, ocigate_finding, count);
    if (findings == NULL)
        return;
    size_t used = 0;
    for (int severity = OCIGATE_SEVERITY_ERROR; severity > OCIGATE_SEVERITY_OFF; severity--) {
        for (const og_finding *f = first_of(sink); f != NULL && used < count; f = f->next) {
            if ((int)f->severity == severity)
                og_result_copy_finding(arena, f, result->image_count, &findings[used++].fact);
        }
    }
    if (arena->failed)
        return;
    result->findings = findings;
    result->finding_count = used;
}

void og_result_count(const og_sink *sink, ocigate_result *result)
{
    uint64_t all[4] = {0};
    count_all(sink, all);
    for (size_t i = 0; i < result->suppressed_count; i++)
        all[result->suppressed[i].finding.fact.severity]--;
    for (size_t i = 0; i < result->finding_count; i++)
        all[result->findings[i].fact.severity] += result->findings[i].is_note;
    fold_and_count(result);
    og_result_count_unlisted(all, result->counts, result->unlisted);
}
