/* Findings as a table, and folded behind it what is long: every place, and why. */
#include "render/markdown.h"

#include "render/escape.h"
#include "render/number.h"

#include <string.h>

#define PLACES_SHOWN 3u /* in the table */
#define PATHS_SHOWN 3u
#define PATHS_LISTED 100u /* behind it, of one place */
#define PLACES_LISTED 100u

static const char *sign_of(ocigate_severity severity)
{
    switch (severity) {
    case OCIGATE_SEVERITY_ERROR:
        return "❌ error";
    case OCIGATE_SEVERITY_WARNING:
        return "⚠️ warning";
    default:
        return "ℹ️ info";
    }
}

/* An address in <>: what would end it is left out. */
static void add_address(og_buf *out, const char *address)
{
    og_buf_text(out, "](<");
    for (; *address != '\0'; address++) {
        if (strchr("<>\\|`\n\r ", *address) == NULL)
            og_buf_char(out, *address);
    }
    og_buf_text(out, ">)");
}

static void add_rule(og_markdown *md, const ocigate_rule *rule)
{
    const char *help = ocigate_rule_help(rule);
    const bool has_link = og_is_web_address(help);
    og_markdown_code(md, has_link ? "[" : "", ocigate_rule_name(rule), "");
    if (has_link)
        add_address(&md->piece, help);
}

/* Gives how many defects were named. */
static uint64_t add_place(og_markdown *md, const ocigate_finding *findings, size_t count,
                          size_t most)
{
    og_buf place;
    og_buf_init(&place);
    og_text_place(&place, &findings[0].fact);
    og_markdown_put(md, "", og_buf_string(&place), "");
    md->piece.failed = md->piece.failed || place.failed;
    og_buf_fini(&place);
    if (findings[0].fact.path == NULL)
        return 1;
    size_t shown = 0;
    for (; shown < count && shown < most; shown++) {
        const char *path = findings[shown].fact.path;
        og_markdown_code(md, shown == 0 ? ": " : ", ", path[0] == '\0' ? "/" : path, "");
    }
    return shown;
}

static void add_places(og_markdown *md, const ocigate_finding *findings, size_t count)
{
    uint64_t total = 0, named = 0;
    for (size_t i = 0; i < count; i++)
        total += findings[i].fact.count;
    for (size_t i = 0, places = 0; i < count && places < PLACES_SHOWN; places++) {
        const size_t end = og_text_place_end(findings, i, count);
        og_buf_text(&md->piece, places == 0 ? "" : "<br>");
        named += add_place(md, findings + i, end - i, PATHS_SHOWN);
        i = end;
    }
    if (total > named) {
        og_buf_text(&md->piece, ", and ");
        og_number(&md->piece, total - named);
        og_buf_text(&md->piece, " more");
    }
}

static void add_lines_as_code(og_markdown *md, const char *text)
{
    og_buf line;
    og_buf_init(&line);
    for (bool is_first = true; *text != '\0'; is_first = false) {
        const size_t length = strcspn(text, "\n");
        og_buf_rewind(&line);
        og_buf_add(&line, text, length);
        og_markdown_code(md, is_first ? "" : "<br>", og_buf_string(&line), "");
        text += length;
        text += *text == '\n';
    }
    md->piece.failed = md->piece.failed || line.failed;
    og_buf_fini(&line);
}

static void add_block(og_markdown *md, const ocigate_finding *findings, size_t count)
{
    const og_finding *fact = &findings[0].fact;
    og_buf_format(&md->piece, "| %s | ", sign_of(fact->severity));
    add_rule(md, fact->rule);
    og_markdown_put(md, " | ", fact->message, "");
    if (fact->expected != NULL)
        og_markdown_code(md, "<br>expected ", fact->expected, "");
    if (fact->found != NULL)
        og_markdown_code(md, "<br>found ", fact->found, "");
    og_buf_text(&md->piece, " | ");
    add_places(md, findings, count);
    og_buf_text(&md->piece, " | ");
    add_lines_as_code(md, fact->fix);
    og_buf_text(&md->piece, " |\n");
}

/* More than the table shows. */
static bool is_long(const ocigate_finding *findings, size_t count)
{
    size_t places = 0;
    for (size_t i = 0; i < count; places++) {
        const size_t end = og_text_place_end(findings, i, count);
        if (end - i > PATHS_SHOWN)
            return true;
        i = end;
    }
    return places > PLACES_SHOWN;
}

static void add_all_places(og_markdown *md, const ocigate_finding *findings, size_t count)
{
    size_t places = 0, i = 0;
    for (; i < count && places < PLACES_LISTED; places++) {
        const size_t end = og_text_place_end(findings, i, count);
        og_buf_text(&md->piece, "  - ");
        (void)add_place(md, findings + i, end - i, PATHS_LISTED);
        if (end - i > PATHS_LISTED) {
            og_buf_text(&md->piece, ", and ");
            og_number(&md->piece, end - i - PATHS_LISTED);
            og_buf_text(&md->piece, " more");
        }
        og_buf_char(&md->piece, '\n');
        i = end;
    }
    if (i < count) {
        og_buf_text(&md->piece, "  - and ");
        og_number(&md->piece, count - i);
        og_buf_text(&md->piece, " more\n");
    }
}

/* One rule of a run of findings is explained once. */
static bool add_details(og_markdown *md, const ocigate_finding *findings, size_t count,
                        const ocigate_rule *before)
{
    const ocigate_rule *rule = findings[0].fact.rule;
    const char *why = ocigate_rule_why(rule);
    const bool has_why = rule != before && why != NULL && why[0] != '\0';
    const bool has_places = is_long(findings, count);
    if (!has_why && !has_places)
        return true;
    og_markdown_code(md, "- ", ocigate_rule_name(rule), "");
    if (has_why)
        og_markdown_put(md, ": ", why, "");
    og_buf_char(&md->piece, '\n');
    if (has_places)
        add_all_places(md, findings, count);
    return og_markdown_flush(md);
}

static void add_folded(og_markdown *md, const ocigate_result *result, const og_text_blocks *blocks,
                       ptrdiff_t image)
{
    const ocigate_rule *before = NULL;
    og_buf_text(&md->piece, "\n<details><summary>Why, and every place</summary>\n\n");
    if (!og_markdown_flush(md))
        return;
    for (size_t i = og_text_block_first(result, blocks, image); i != OG_TEXT_NO_BLOCK;
         i = og_text_block_next(result, blocks, image, i)) {
        if (!add_details(md, &result->findings[i], og_text_block_end(result, i) - i, before))
            break;
        before = result->findings[i].fact.rule;
    }
    og_buf_text(md->out, "\n</details>\n"); /* in the room that is kept for ends */
}

static bool has_folded(const ocigate_result *result, const og_text_blocks *blocks, ptrdiff_t image)
{
    for (size_t i = og_text_block_first(result, blocks, image); i != OG_TEXT_NO_BLOCK;
         i = og_text_block_next(result, blocks, image, i)) {
        const char *why = ocigate_rule_why(result->findings[i].fact.rule);
        if ((why != NULL && why[0] != '\0') ||
            is_long(&result->findings[i], og_text_block_end(result, i) - i))
            return true;
    }
    return false;
}

void og_markdown_findings(og_markdown *md, const og_row *row, const og_text_blocks *blocks,
                          ptrdiff_t image)
{
    const ocigate_result *result = row->result;
    og_buf_text(&md->piece, "\n| severity | rule | what | where | fix |\n|---|---|---|---|---|\n");
    for (size_t i = og_text_block_first(result, blocks, image); i != OG_TEXT_NO_BLOCK;
         i = og_text_block_next(result, blocks, image, i)) {
        if (!md->is_full)
            add_block(md, &result->findings[i], og_text_block_end(result, i) - i);
        md->findings_left += !og_markdown_flush(md);
    }
    if (!md->is_full && has_folded(result, blocks, image))
        add_folded(md, result, blocks, image);
}

void og_markdown_suppressed(og_markdown *md, const ocigate_result *result, ptrdiff_t image)
{
    const uint64_t count = og_suppressed_count(result, image);
    if (count == 0 || md->is_full)
        return;
    og_buf_text(&md->piece, "\n<details><summary>");
    og_number_of(&md->piece, count, "suppressed finding");
    og_buf_text(&md->piece, "</summary>\n\n");
    if (!og_markdown_flush(md))
        return;
    for (size_t i = 0; i < result->suppressed_count && !md->is_full; i++) {
        const ocigate_suppression *it = &result->suppressed[i];
        if (!og_is_about(result, it->finding.fact.image, image))
            continue;
        og_markdown_code(md, "- ", ocigate_rule_name(it->finding.fact.rule), " ");
        og_markdown_put(md, "", it->finding.fact.message, ": ");
        og_markdown_put(md, "", it->reason == NULL ? "known from the baseline" : it->reason, "");
        if (it->expires != NULL)
            og_markdown_put(md, ", until ", it->expires, "");
        og_buf_char(&md->piece, '\n');
        (void)og_markdown_flush(md);
    }
    og_buf_text(md->out, "\n</details>\n");
}
