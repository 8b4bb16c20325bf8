/* Where a finding is, in words. */
#include "render/number.h"
#include "render/style.h"
#include "render/text.h"

#include <string.h>

#define STEP_COLUMNS 48u /* of a build step, so that the path behind it stays in sight */
#define PATHS_SHOWN 3u

static const char *skip_prefix(const char *text, const char *prefix)
{
    const size_t length = strlen(prefix);
    return strncmp(text, prefix, length) == 0 ? text + length : NULL;
}

/* The step as it stands in the Dockerfile: without what the builders put around it, on one line. */
static void add_step(og_buf *out, const char *step)
{
    static const char tail[] = " # buildkit";
    static const char *const wrappers[] = {"RUN /bin/sh -c ", "/bin/sh -c "};
    og_buf words;
    og_buf_init(&words);
    const char *rest = skip_prefix(step, "/bin/sh -c #(nop) ");
    for (size_t i = 0; rest == NULL && i < sizeof wrappers / sizeof wrappers[0]; i++) {
        rest = skip_prefix(step, wrappers[i]);
        if (rest != NULL)
            og_buf_text(&words, "RUN ");
    }
    if (rest == NULL)
        rest = step;
    size_t length = strlen(rest);
    if (length >= sizeof tail - 1 && strcmp(rest + length - (sizeof tail - 1), tail) == 0)
        length -= sizeof tail - 1;
    bool is_gap = false;
    for (size_t i = strspn(rest, " "); i < length; i++) {
        if (rest[i] == ' ') {
            is_gap = true;
            continue;
        }
        if (is_gap)
            og_buf_char(&words, ' ');
        is_gap = false;
        og_buf_char(&words, rest[i]);
    }
    og_style_cut(out, og_buf_string(&words), STEP_COLUMNS);
    out->failed = out->failed || words.failed;
    og_buf_fini(&words);
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

/* Every path that is shown, then how many defects are not. */
static void add_paths(og_buf *out, const ocigate_finding *findings, size_t count)
{
    uint64_t total = 0;
    size_t shown = 0;
    for (size_t i = 0; i < count; i++) {
        total += findings[i].fact.count;
        if (findings[i].fact.path == NULL || shown >= PATHS_SHOWN)
            continue;
        og_buf_format(out, "%s%s", shown == 0 ? "" : ", ",
                      findings[i].fact.path[0] == '\0' ? "/" : findings[i].fact.path);
        shown++;
    }
    const uint64_t named = shown == 0 ? 1 : shown;
    if (total > named) {
        og_buf_text(out, ", and ");
        og_number(out, total - named);
        og_buf_text(out, " more");
    }
}

void og_text_place(og_buf *out, const ocigate_finding *findings, size_t count)
{
    const og_finding *fact = &findings[0].fact;
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
    if (fact->path != NULL)
        og_buf_text(out, count > 1 ? ": " : ", ");
    add_paths(out, findings, count);
}
