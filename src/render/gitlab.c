/* The code quality report of GitLab: an array, with an element for each finding. What could not be
   judged is an element as well: an empty report is a good one there. */
#include "render/json_writer.h"
#include "render/number.h"
#include "render/render.h"
#include "render/section.h"
#include "render/words.h"

#include <stdio.h>

typedef struct gitlab {
    og_json_writer json;
    const ocigate_render_options *options;
    bool is_shared; /* several sections: each finding says which is its own */
} gitlab;

static const char *severity_name(ocigate_severity severity)
{
    switch (severity) {
    case OCIGATE_SEVERITY_ERROR:
        return "blocker";
    case OCIGATE_SEVERITY_WARNING:
        return "major";
    default:
        return "info";
    }
}

/* GitLab shows one element of those with the same fingerprint: names of sections are unique, and
   fingerprints are in a section. */
static void put_element(gitlab *g, const og_section *section, const char *check,
                        const char *fingerprint, ocigate_severity severity, const og_buf *text)
{
    og_json_writer *json = &g->json;
    og_buf own;
    og_buf_init(&own);
    og_buf_text(&own, fingerprint);
    if (g->is_shared && section != NULL) {
        og_buf_char(&own, '/');
        og_escape_uri(&own, section->name);
    }
    og_json_put_object_begin(json, NULL);
    og_json_put_string(json, "description", og_buf_string(text));
    og_json_put_string(json, "check_name", check);
    og_json_put_string(json, "fingerprint", og_buf_string(&own));
    og_json_put_string(json, "severity", severity_name(severity));
    og_json_put_object_begin(json, "location");
    og_json_put_string(json, "path", og_location_path(g->options));
    og_json_put_object_begin(json, "lines");
    og_json_put_uint(json, "begin", og_location_line(g->options));
    og_json_put_object_end(json);
    og_json_put_object_end(json);
    og_json_put_object_end(json);
    json->out->failed = json->out->failed || own.failed || text->failed;
    og_buf_fini(&own);
}

static void begin_text(const gitlab *g, const og_section *section, og_buf *text)
{
    og_buf_rewind(text);
    if (g->is_shared)
        og_buf_format(text, "%s: ", section->title);
}

/* One line, without the fix: that is all there is room for in a merge request. */
static void put_finding(gitlab *g, const og_section *section, const ocigate_finding *finding,
                        og_buf *text)
{
    const og_finding *fact = &finding->fact;
    begin_text(g, section, text);
    og_buf_format(text, "%s (", og_words_message(finding));
    og_words_place(text, fact);
    og_buf_char(text, ')');
    if (fact->count > 1) {
        og_buf_text(text, ", and ");
        og_number(text, fact->count - 1);
        og_buf_text(text, " more");
    }
    /* A report that was not made by a check may lack them. */
    char place[64];
    const char *fingerprint = finding->fingerprint;
    if (fingerprint == NULL) {
        (void)snprintf(place, sizeof place, "finding-%zu",
                       (size_t)(finding - section->result->findings));
        fingerprint = place;
    }
    put_element(g, section, ocigate_rule_name(fact->rule), fingerprint, fact->severity, text);
}

static void put_state(gitlab *g, const og_section *section, og_buf *text)
{
    const char *error = og_section_error(section);
    const uint64_t *unlisted = og_section_unlisted(section);
    if (error != NULL) {
        begin_text(g, section, text);
        og_buf_format(text, "could not be judged: %s", error);
        put_element(g, section, "not-judged", "not-judged", OCIGATE_SEVERITY_ERROR, text);
    }
    if (unlisted != NULL) {
        begin_text(g, section, text);
        og_words_unlisted(text, unlisted);
        put_element(g, section, "findings-not-listed", "findings-not-listed",
                    og_words_worst(unlisted), text);
    }
}

/* In the order of the result; items: its sections, the archive's first. */
static void put_result(gitlab *g, const og_section *items, og_buf *text)
{
    const ocigate_result *result = items[0].result;
    for (size_t i = 0; i < og_section_count_of(result); i++)
        put_state(g, &items[i], text);
    for (size_t i = 0; i < result->finding_count; i++) {
        const ocigate_finding *finding = &result->findings[i];
        put_finding(g, og_section_of(items, finding), finding, text);
    }
}

void og_gitlab_report(const ocigate_report *report, const ocigate_render_options *options,
                      og_buf *out)
{
    og_arena arena;
    og_arena_init(&arena);
    og_sections sections;
    og_buf text;
    og_buf_init(&text);
    gitlab g = {.options = options};
    og_json_writer_init(&g.json, out, true);
    if (og_sections_find(&arena, report, &sections)) {
        g.is_shared = sections.count > 1;
        og_json_put_array_begin(&g.json, NULL);
        if (sections.count == 0) {
            og_buf_text(&text, "nothing was judged");
            put_element(&g, NULL, "not-judged", "not-judged", OCIGATE_SEVERITY_ERROR, &text);
        }
        for (size_t i = 0; i < sections.count; i++) {
            if (sections.items[i].is_first)
                put_result(&g, &sections.items[i], &text);
        }
        og_json_put_array_end(&g.json);
        og_buf_char(out, '\n');
    }
    out->failed = out->failed || arena.failed || text.failed;
    og_buf_fini(&text);
    og_arena_fini(&arena);
}
