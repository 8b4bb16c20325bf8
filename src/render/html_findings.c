/* Findings, a card each: what, where, both values, what to do, why. */
#include "render/html.h"

#include "render/number.h"
#include "render/rows.h"

#include <string.h>

#define PLACES_SHOWN 12u /* of one finding */
#define PATHS_SHOWN 12u  /* of one place */

static void add_paths(og_buf *out, const ocigate_finding *findings, size_t count)
{
    og_buf_text(out, "<ul class=\"paths\">");
    for (size_t i = 0; i < count; i++) {
        const char *path = findings[i].fact.path;
        og_html_put(out, "<li><code>", path[0] == '\0' ? "/" : path, "</code></li>");
    }
    og_buf_text(out, "</ul>");
}

static void add_places(og_buf *out, const ocigate_finding *findings, size_t count)
{
    uint64_t total = 0, named = 0;
    for (size_t i = 0; i < count; i++)
        total += findings[i].fact.count;
    og_buf_text(out, "<dt>where</dt><dd><ul>");
    for (size_t i = 0, places = 0; i < count && places < PLACES_SHOWN; places++) {
        const size_t end = og_text_place_end(findings, i, count);
        const size_t shown = end - i < PATHS_SHOWN ? end - i : PATHS_SHOWN;
        og_buf place;
        og_buf_init(&place);
        og_text_place(&place, &findings[i].fact);
        og_html_put(out, "<li>", og_buf_string(&place), "");
        og_html_done(out, &place);
        if (findings[i].fact.path != NULL)
            add_paths(out, findings + i, shown);
        og_buf_text(out, "</li>");
        named += shown;
        i = end;
    }
    if (total > named) {
        og_buf_text(out, "<li class=\"soft\">and ");
        og_number(out, total - named);
        og_buf_text(out, " more</li>");
    }
    og_buf_text(out, "</ul></dd>\n");
}

static void add_why(og_buf *out, const ocigate_rule *rule)
{
    const char *why = ocigate_rule_why(rule), *symptom = ocigate_rule_symptom(rule);
    if (why != NULL && why[0] != '\0')
        og_html_put(out, "<dt>why</dt><dd>", why, "</dd>\n");
    if (symptom != NULL && symptom[0] != '\0')
        og_html_put(out, "<dt>symptom</dt><dd><code>", symptom, "</code></dd>\n");
}

static void add_rule(og_buf *out, const og_finding *fact)
{
    const char *help = ocigate_rule_help(fact->rule);
    const bool has_link = og_is_web_address(help);
    og_html_put(out, "<p class=\"rule\"><span class=\"badge\">",
                ocigate_severity_name(fact->severity), "</span>");
    if (has_link)
        og_html_put(out, "<a rel=\"noreferrer\" href=\"", help, "\">");
    og_html_put(out, "<code>", ocigate_rule_name(fact->rule), has_link ? "</code></a>" : "</code>");
    og_buf_text(out, "</p>\n");
}

static void add_block(og_buf *out, const ocigate_finding *findings, size_t count)
{
    const og_finding *fact = &findings[0].fact;
    og_html_put(out, "<article class=\"finding ", ocigate_severity_name(fact->severity), "\">\n");
    add_rule(out, fact);
    og_html_put(out, "<h4>", fact->message, "</h4>\n<dl class=\"rows\">\n");
    add_places(out, findings, count);
    if (fact->expected != NULL)
        og_html_put(out, "<dt>expected</dt><dd><code>", fact->expected, "</code></dd>\n");
    if (fact->found != NULL)
        og_html_put(out, "<dt>found</dt><dd><code>", fact->found, "</code></dd>\n");
    if (fact->fix[0] != '\0')
        og_html_put(out, "<dt>fix</dt><dd class=\"fix\"><pre>", fact->fix, "</pre></dd>\n");
    add_why(out, fact->rule);
    og_buf_text(out, "</dl>\n</article>\n");
}

void og_html_findings(og_buf *out, const ocigate_result *result, const og_text_blocks *blocks,
                      ptrdiff_t image)
{
    size_t block = og_text_block_first(result, blocks, image);
    if (block == OG_TEXT_NO_BLOCK)
        return;
    og_buf_text(out, "<h3 class=\"out\">Findings</h3>\n");
    for (; block != OG_TEXT_NO_BLOCK; block = og_text_block_next(result, blocks, image, block))
        add_block(out, &result->findings[block], og_text_block_end(result, block) - block);
}

void og_html_suppressed(og_buf *out, const ocigate_result *result, ptrdiff_t image)
{
    const uint64_t count = og_suppressed_count(result, image);
    if (count == 0)
        return;
    og_buf_text(out, "<details class=\"card\"><summary>");
    og_number_of(out, count, "suppressed finding");
    og_buf_text(out, "</summary>\n<ul class=\"steps\">\n");
    for (size_t i = 0; i < result->suppressed_count; i++) {
        const ocigate_suppression *it = &result->suppressed[i];
        if (!og_is_about(result, it->finding.fact.image, image))
            continue;
        og_html_put(out, "<li><code>", ocigate_rule_name(it->finding.fact.rule), "</code> ");
        og_html_put(out, "", it->finding.fact.message, "");
        og_html_put(out, "<br/><span class=\"soft small\">",
                    it->reason == NULL ? "known from the baseline" : it->reason, "");
        if (it->expires != NULL)
            og_html_put(out, ", until ", it->expires, "");
        og_buf_text(out, "</span></li>\n");
    }
    og_buf_text(out, "</ul>\n</details>\n");
}
