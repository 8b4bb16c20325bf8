/* The member "results" of a SARIF run. Every one is anchored at a file of the repository, which
   GitHub demands; where it is in the image is its logical location. */
#include "render/render.h"
#include "render/sarif.h"
#include "render/text.h"
#include "render/words.h"

#include <string.h>

/* One result on its way out. */
typedef struct item {
    const og_section *section;
    const ocigate_finding *finding;
    const ocigate_suppression *suppression; /* NULL: it counts */
    bool is_shared;                         /* the run has results of other sections */
} item;

static void done(og_sarif *sarif, og_buf *scratch)
{
    sarif->json.out->failed = sarif->json.out->failed || scratch->failed;
    og_buf_fini(scratch);
}

static void put_rule(og_sarif *sarif, const ocigate_rule *rule)
{
    const size_t index = og_words_rule_index(rule);
    og_json_put_string(&sarif->json, "ruleId", ocigate_rule_name(rule));
    if (index < ocigate_rule_count())
        og_json_put_uint(&sarif->json, "ruleIndex", index);
}

static void put_message(og_sarif *sarif, const item *it)
{
    og_buf text;
    og_buf_init(&text);
    og_words_finding(&text, it->finding, 1);
    if (it->is_shared)
        og_buf_format(&text, "\nImage: %s", it->section->title);
    og_sarif_put_text(sarif, "message", og_buf_string(&text));
    done(sarif, &text);
}

static void put_place(og_sarif *sarif)
{
    og_json_writer *json = &sarif->json;
    const uint64_t line = og_location_line(sarif->options);
    og_buf uri;
    og_buf_init(&uri);
    og_escape_uri(&uri, og_location_path(sarif->options));
    og_json_put_object_begin(json, "physicalLocation");
    og_json_put_object_begin(json, "artifactLocation");
    og_json_put_string(json, "uri", og_buf_string(&uri));
    og_json_put_string(json, "uriBaseId", "%SRCROOT%");
    og_json_put_object_end(json);
    og_json_put_object_begin(json, "region");
    og_json_put_uint(json, "startLine", line);
    og_json_put_uint(json, "startColumn", 1);
    og_json_put_uint(json, "endLine", line);
    og_json_put_uint(json, "endColumn", 1);
    og_json_put_object_end(json);
    og_json_put_object_end(json);
    done(sarif, &uri);
}

static void put_logical(og_sarif *sarif, const char *name, const char *full, const char *kind)
{
    if (full[0] == '\0')
        return;
    og_json_put_object_begin(&sarif->json, NULL);
    og_json_put_string(&sarif->json, "name", name[0] == '\0' ? full : name);
    og_json_put_string(&sarif->json, "fullyQualifiedName", full);
    og_json_put_string(&sarif->json, "kind", kind);
    og_json_put_object_end(&sarif->json);
}

/* "config#/config/Entrypoint/0", "manifest.json:3:14" and "layers/1/usr/bin/python3". */
static void put_logicals(og_sarif *sarif, const og_finding *fact)
{
    og_buf full;
    og_buf_init(&full);
    const bool is_layer =
        fact->layer >= 0 && fact->document != NULL && strcmp(fact->document, "layer") == 0;
    og_json_put_array_begin(&sarif->json, "logicalLocations");
    if (fact->document != NULL && !is_layer) {
        const bool has_pointer = fact->pointer != NULL && fact->pointer[0] != '\0';
        og_buf_text(&full, fact->document);
        if (has_pointer)
            og_buf_format(&full, "#%s", fact->pointer);
        if (fact->line > 0)
            og_buf_format(&full, ":%u:%u", (unsigned)fact->line, (unsigned)fact->column);
        put_logical(sarif, has_pointer ? fact->pointer : fact->document, og_buf_string(&full),
                    has_pointer ? "value" : "resource");
        sarif->json.out->failed = sarif->json.out->failed || full.failed;
        og_buf_rewind(&full);
    }
    if (fact->layer >= 0)
        og_buf_format(&full, "layers/%td", fact->layer);
    if (fact->path != NULL)
        og_buf_format(&full, "%s%s", fact->layer >= 0 && fact->path[0] != '/' ? "/" : "",
                      fact->path[0] == '\0' ? "/" : fact->path);
    put_logical(sarif, fact->path != NULL ? fact->path : og_buf_string(&full), og_buf_string(&full),
                "resource");
    og_json_put_array_end(&sarif->json);
    done(sarif, &full);
}

static void put_location(og_sarif *sarif, const og_finding *fact)
{
    og_json_put_array_begin(&sarif->json, "locations");
    og_json_put_object_begin(&sarif->json, NULL);
    put_place(sarif);
    put_logicals(sarif, fact);
    og_json_put_object_end(&sarif->json);
    og_json_put_array_end(&sarif->json);
}

/* GitHub knows results again by primaryLocationLineHash alone. It would make one of the line, which
   all results share here. */
static void put_fingerprints(og_sarif *sarif, const item *it)
{
    const char *fingerprint = it->finding->fingerprint;
    if (fingerprint == NULL)
        return;
    og_buf own;
    og_buf_init(&own);
    og_buf_text(&own, fingerprint);
    if (it->is_shared) {
        og_buf_char(&own, '/');
        og_escape_uri(&own, it->section->name);
    }
    og_json_put_object_begin(&sarif->json, "partialFingerprints");
    og_json_put_string(&sarif->json, "primaryLocationLineHash", og_buf_string(&own));
    og_json_put_string(&sarif->json, "ocigate/v1", fingerprint);
    og_json_put_object_end(&sarif->json);
    done(sarif, &own);
}

static void put_suppression(og_sarif *sarif, const ocigate_suppression *suppression)
{
    og_json_writer *json = &sarif->json;
    const bool has_reason = suppression->reason != NULL && suppression->reason[0] != '\0';
    og_json_put_array_begin(json, "suppressions");
    og_json_put_object_begin(json, NULL);
    og_json_put_string(json, "kind", "external");
    og_json_put_string(json, "status", "accepted");
    og_json_put_string(json, "justification",
                       has_reason ? suppression->reason : "known: it is in the baseline");
    if (suppression->expires != NULL) {
        og_json_put_object_begin(json, "properties");
        og_json_put_string(json, "expires", suppression->expires);
        og_json_put_object_end(json);
    }
    og_json_put_object_end(json);
    og_json_put_array_end(json);
}

static void put_known(og_sarif *sarif, const char *key, const char *value)
{
    if (value != NULL && value[0] != '\0')
        og_json_put_string(&sarif->json, key, value);
}

static void put_properties(og_sarif *sarif, const item *it)
{
    const og_finding *fact = &it->finding->fact;
    og_json_writer *json = &sarif->json;
    og_json_put_object_begin(json, "properties");
    put_known(sarif, "image", it->section->title);
    put_known(sarif, "document", fact->document);
    put_known(sarif, "blob", fact->blob);
    put_known(sarif, "pointer", fact->pointer);
    if (fact->layer >= 0)
        og_json_put_uint(json, "layer", (uint64_t)fact->layer);
    put_known(sarif, "createdBy", fact->created_by);
    put_known(sarif, "path", fact->path);
    put_known(sarif, "expected", fact->expected);
    put_known(sarif, "found", fact->found);
    put_known(sarif, "fix", fact->fix);
    put_known(sarif, "stage", ocigate_rule_stage(fact->rule));
    og_json_put_uint(json, "count", fact->count);
    og_json_put_object_end(json);
}

static void put_result(og_sarif *sarif, const item *it)
{
    const og_finding *fact = &it->finding->fact;
    og_json_put_object_begin(&sarif->json, NULL);
    put_rule(sarif, fact->rule);
    og_json_put_string(&sarif->json, "level", og_sarif_level(fact->severity));
    put_message(sarif, it);
    put_location(sarif, fact);
    put_fingerprints(sarif, it);
    if (it->suppression != NULL)
        put_suppression(sarif, it->suppression);
    put_properties(sarif, it);
    og_json_put_object_end(&sarif->json);
}

/* The section of a finding of first->result; NULL: not of this run. */
static const og_section *section_of(const og_sarif_run *run, const og_section *first,
                                    const ocigate_finding *finding)
{
    if (run->count == 1)
        return og_section_has(first, finding) ? first : NULL;
    return og_section_of(first, finding);
}

typedef struct budget {
    uint64_t written, dropped;
} budget;

static void put_finding(og_sarif *sarif, const og_sarif_run *run, const og_section *first,
                        const ocigate_finding *finding, const ocigate_suppression *suppression,
                        budget *room)
{
    const item it = {section_of(run, first, finding), finding, suppression, run->count > 1};
    if (it.section == NULL)
        return;
    if (room->written == OG_SARIF_RESULTS_MAX) {
        room->dropped++;
        return;
    }
    room->written++;
    put_result(sarif, &it);
}

/* Those of one severity of all inputs of the run, so that what finds no room is never the worst. */
static void put_severity(og_sarif *sarif, const og_sarif_run *run, ocigate_severity severity,
                         budget *room)
{
    for (size_t s = 0; s < run->count; s++) {
        const og_section *first = &run->sections[s];
        if (run->count > 1 && !first->is_first)
            continue;
        for (size_t i = 0; i < first->result->finding_count; i++) {
            const ocigate_finding *finding = &first->result->findings[i];
            if (finding->fact.severity == severity)
                put_finding(sarif, run, first, finding, NULL, room);
        }
    }
}

static void put_suppressed(og_sarif *sarif, const og_sarif_run *run, budget *room)
{
    for (size_t s = 0; s < run->count; s++) {
        const og_section *first = &run->sections[s];
        if (run->count > 1 && !first->is_first)
            continue;
        for (size_t i = 0; i < first->result->suppressed_count; i++) {
            const ocigate_suppression *suppression = &first->result->suppressed[i];
            put_finding(sarif, run, first, &suppression->finding, suppression, room);
        }
    }
}

uint64_t og_sarif_put_results(og_sarif *sarif, const og_sarif_run *run)
{
    budget room = {0};
    og_json_put_array_begin(&sarif->json, "results");
    for (int severity = OCIGATE_SEVERITY_ERROR; severity > OCIGATE_SEVERITY_OFF; severity--)
        put_severity(sarif, run, (ocigate_severity)severity, &room);
    put_suppressed(sarif, run, &room);
    og_json_put_array_end(&sarif->json);
    return room.dropped;
}
