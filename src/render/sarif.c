/* SARIF 2.1.0, as the OASIS standard has it and as GitHub takes it in: a run for each section of
   the report, each in a category of its own, so that one image does not replace another.

   A file has at most 20 runs there: a report of more sections has a run for each input, and one of
   more inputs than that a single run. */
#include "render/sarif.h"

#include "render/render.h"
#include "render/words.h"

#include <string.h>

#define SCHEMA "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"

const char *og_sarif_level(ocigate_severity severity)
{
    switch (severity) {
    case OCIGATE_SEVERITY_ERROR:
        return "error";
    case OCIGATE_SEVERITY_WARNING:
        return "warning";
    case OCIGATE_SEVERITY_INFO:
        return "note";
    case OCIGATE_SEVERITY_OFF:
        break;
    }
    return "none";
}

/* "[text](address)" is a link in a message, whatever its format: no text of ours means one. Braces
   mean something where a message has arguments; ours have none. */
void og_sarif_put_text(og_sarif *sarif, const char *key, const char *text)
{
    og_buf inert;
    og_buf_init(&inert);
    for (const char *c = text; *c != '\0'; c++) {
        if (c[0] == ']' && c[1] == '(')
            og_buf_char(&inert, '\\');
        og_buf_char(&inert, *c);
    }
    og_json_put_object_begin(&sarif->json, key);
    og_json_put_string(&sarif->json, "text", og_buf_string(&inert));
    og_json_put_object_end(&sarif->json);
    sarif->json.out->failed = sarif->json.out->failed || inert.failed;
    og_buf_fini(&inert);
}

/* "ocigate/NAME/": GitHub takes what stands before the last slash for the category. */
static void put_automation(og_sarif *sarif, const og_sarif_run *run)
{
    og_buf id;
    og_buf_init(&id);
    og_buf_text(&id, "ocigate/");
    if (run->name != NULL) {
        og_escape_uri(&id, run->name);
        og_buf_char(&id, '/');
    }
    og_json_put_object_begin(&sarif->json, "automationDetails");
    og_json_put_string(&sarif->json, "id", og_buf_string(&id));
    og_json_put_object_end(&sarif->json);
    sarif->json.out->failed = sarif->json.out->failed || id.failed;
    og_buf_fini(&id);
}

static void put_notification(og_sarif *sarif, ocigate_severity severity, const char *title,
                             const char *text)
{
    og_buf message;
    og_buf_init(&message);
    og_buf_format(&message, "%s: %s", title, text);
    og_json_put_object_begin(&sarif->json, NULL);
    og_json_put_string(&sarif->json, "level", og_sarif_level(severity));
    og_sarif_put_text(sarif, "message", og_buf_string(&message));
    og_json_put_object_end(&sarif->json);
    sarif->json.out->failed = sarif->json.out->failed || message.failed;
    og_buf_fini(&message);
}

static void put_unlisted(og_sarif *sarif, const og_section *section)
{
    const uint64_t *unlisted = og_section_unlisted(section);
    if (unlisted == NULL)
        return;
    og_buf text;
    og_buf_init(&text);
    og_words_unlisted(&text, unlisted);
    put_notification(sarif, og_words_worst(unlisted), section->result->name, og_buf_string(&text));
    sarif->json.out->failed = sarif->json.out->failed || text.failed;
    og_buf_fini(&text);
}

/* dropped: results that GitHub would not have taken. */
static void put_invocation(og_sarif *sarif, const og_sarif_run *run, uint64_t dropped)
{
    bool is_successful = run->count > 0;
    for (size_t i = 0; i < run->count; i++)
        is_successful = is_successful && og_section_error(&run->sections[i]) == NULL;
    og_json_put_array_begin(&sarif->json, "invocations");
    og_json_put_object_begin(&sarif->json, NULL);
    og_json_put_bool(&sarif->json, "executionSuccessful", is_successful);
    og_json_put_array_begin(&sarif->json, "toolExecutionNotifications");
    if (run->count == 0)
        put_notification(sarif, OCIGATE_SEVERITY_ERROR, "ocigate", "nothing was judged");
    for (size_t i = 0; i < run->count; i++) {
        const og_section *section = &run->sections[i];
        const char *error = og_section_error(section);
        if (error != NULL)
            put_notification(sarif, OCIGATE_SEVERITY_ERROR, section->title, error);
        put_unlisted(sarif, section);
    }
    if (dropped > 0)
        put_notification(sarif, OCIGATE_SEVERITY_WARNING, "ocigate",
                         "the results of this run end at 25,000, the most that readers take");
    og_json_put_array_end(&sarif->json);
    og_json_put_object_end(&sarif->json);
    og_json_put_array_end(&sarif->json);
}

static void put_known(og_sarif *sarif, const char *key, const char *value)
{
    if (value != NULL && value[0] != '\0')
        og_json_put_string(&sarif->json, key, value);
}

static void put_section(og_sarif *sarif, const og_section *section)
{
    const ocigate_image *image = section->image;
    og_json_put_object_begin(&sarif->json, NULL);
    put_known(sarif, "title", section->title);
    put_known(sarif, "input", section->result->name);
    put_known(sarif, "kind", section->result->kind);
    og_json_put_string(&sarif->json, "verdict", ocigate_verdict_name(og_section_verdict(section)));
    if (image != NULL) {
        put_known(sarif, "manifest", image->manifest.digest);
        put_known(sarif, "config", image->config.digest);
        put_known(sarif, "os", image->os);
        put_known(sarif, "architecture", image->architecture);
    }
    og_json_put_object_end(&sarif->json);
}

static void put_run(og_sarif *sarif, const og_sarif_run *run)
{
    og_json_put_object_begin(&sarif->json, NULL);
    og_sarif_put_tool(sarif);
    put_automation(sarif, run);
    og_json_put_string(&sarif->json, "columnKind", "unicodeCodePoints");
    const uint64_t dropped = og_sarif_put_results(sarif, run);
    put_invocation(sarif, run, dropped);
    og_json_put_object_begin(&sarif->json, "properties");
    og_json_put_string(&sarif->json, "profile", ocigate_report_profile(sarif->report));
    og_json_put_array_begin(&sarif->json, "judged");
    for (size_t i = 0; i < run->count; i++)
        put_section(sarif, &run->sections[i]);
    og_json_put_array_end(&sarif->json);
    og_json_put_object_end(&sarif->json);
    og_json_put_object_end(&sarif->json);
}

/* Sections of one result follow each other, the first of them says so. */
static void put_run_by_result(og_sarif *sarif, const og_sections *sections)
{
    for (size_t start = 0, end; start < sections->count; start = end) {
        end = start + 1;
        while (end < sections->count && !sections->items[end].is_first)
            end++;
        const og_section *first = &sections->items[start];
        put_run(sarif, &(og_sarif_run){first, end - start, first->name});
    }
}

static void put_runs(og_sarif *sarif, const og_sections *sections)
{
    if (sections->count == 0 || sarif->report->result_count > OG_SARIF_RUNS_MAX) {
        put_run(sarif, &(og_sarif_run){sections->items, sections->count, NULL});
    } else if (sections->count > OG_SARIF_RUNS_MAX) {
        put_run_by_result(sarif, sections);
    } else {
        for (size_t i = 0; i < sections->count; i++)
            put_run(sarif, &(og_sarif_run){&sections->items[i], 1, sections->items[i].name});
    }
}

void og_sarif_report(const ocigate_report *report, const ocigate_render_options *options,
                     og_buf *out)
{
    og_arena arena;
    og_arena_init(&arena);
    og_sections sections;
    og_sarif sarif = {.report = report, .options = options};
    og_json_writer_init(&sarif.json, out, true);
    if (og_sections_find(&arena, report, &sections)) {
        og_json_put_object_begin(&sarif.json, NULL);
        og_json_put_string(&sarif.json, "$schema", SCHEMA);
        og_json_put_string(&sarif.json, "version", "2.1.0");
        og_json_put_array_begin(&sarif.json, "runs");
        put_runs(&sarif, &sections);
        og_json_put_array_end(&sarif.json);
        og_json_put_object_end(&sarif.json);
        og_buf_char(out, '\n');
    } else {
        out->failed = true;
    }
    og_arena_fini(&arena);
}
