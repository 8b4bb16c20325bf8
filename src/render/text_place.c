/* Where a finding is, in words. */
#include "render/number.h"
#include "render/step.h"
#include "render/style.h"
#include "render/text.h"

#include <string.h>

#define STEP_COLUMNS 48u /* of a build step, so that the path behind it stays in sight */
#define PATHS_SHOWN 3u   /* of one place */
#define PLACES_SHOWN 3u  /* of one finding */

static void add_step(og_buf *out, const char *created_by)
{
    og_buf step;
    og_buf_init(&step);
    og_step_text(&step, created_by);
    og_style_cut(out, og_buf_string(&step), STEP_COLUMNS);
    out->failed = out->failed || step.failed;
    og_buf_fini(&step);
}

static void add_layer(og_buf *out, const og_finding *fact)
{
    og_buf_text(out, "layer ");
    og_number(out, (uint64_t)fact->layer + 1);
    if (fact->layer_count > 0) {
        og_buf_text(out, " of ");
        og_number(out, fact->layer_count);
    }
    if (fact->created_by != NULL && fact->created_by[0] != '\0') {
        og_buf_text(out, " (");
        add_step(out, fact->created_by);
        og_buf_char(out, ')');
    }
}

/* "config /config/Entrypoint/0", "manifest.json line 3, column 14" */
static void add_document(og_buf *out, const og_finding *fact)
{
    og_buf_text(out, fact->document);
    if (fact->blob != NULL && fact->image < 0)
        og_buf_format(out, " %s", fact->blob);
    if (fact->pointer != NULL && fact->pointer[0] != '\0')
        og_buf_format(out, " %s", fact->pointer);
    if (fact->line > 0)
        og_buf_format(out, " line %u, column %u", (unsigned)fact->line, (unsigned)fact->column);
}

static bool is_same(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* One place with several files in it. */
static bool is_same_place(const og_finding *a, const og_finding *b)
{
    return a->layer == b->layer && a->line == b->line && a->column == b->column &&
           a->path != NULL && b->path != NULL && is_same(a->pointer, b->pointer) &&
           is_same(a->blob, b->blob);
}

/* The paths of one place, the first few; gives how many defects were named. */
static uint64_t add_paths(og_buf *out, const ocigate_finding *findings, size_t count)
{
    if (findings[0].fact.path == NULL)
        return 1;
    og_buf_text(out, count > 1 ? ": " : ", ");
    size_t shown = 0;
    for (; shown < count && shown < PATHS_SHOWN; shown++) {
        const char *path = findings[shown].fact.path;
        og_buf_format(out, "%s%s", shown == 0 ? "" : ", ", path[0] == '\0' ? "/" : path);
    }
    return shown;
}

void og_text_place(og_buf *out, const og_finding *fact)
{
    const bool has_layer = fact->layer >= 0;
    const bool is_layer = fact->document == NULL || strcmp(fact->document, "layer") == 0;
    if (!is_layer || !has_layer) {
        if (fact->document != NULL)
            add_document(out, fact);
        if (has_layer)
            og_buf_text(out, "; ");
    }
    if (has_layer)
        add_layer(out, fact);
}

size_t og_text_place_end(const ocigate_finding *findings, size_t start, size_t count)
{
    size_t end = start + 1;
    while (end < count && is_same_place(&findings[start].fact, &findings[end].fact))
        end++;
    return end;
}

void og_text_places(const og_text *text, const ocigate_finding *findings, size_t count)
{
    uint64_t total = 0, named = 0;
    for (size_t i = 0; i < count; i++)
        total += findings[i].fact.count;
    for (size_t i = 0, places = 0; i < count && places < PLACES_SHOWN; places++) {
        const size_t end = og_text_place_end(findings, i, count);
        og_buf_text(text->out, places == 0 ? "  " : "\n  ");
        og_style_add(text->out, text->has_color, OG_PAINT_DIM, "-->");
        og_buf_char(text->out, ' ');
        og_text_place(text->out, &findings[i].fact);
        named += add_paths(text->out, &findings[i], end - i);
        i = end;
    }
    if (total > named) {
        og_buf_text(text->out, ", and ");
        og_number(text->out, total - named);
        og_buf_text(text->out, " more");
    }
    og_buf_char(text->out, '\n');
}
