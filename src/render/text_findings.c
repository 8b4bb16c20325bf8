#include "render/style.h"
#include "render/text.h"

#include <string.h>

static og_paint paint_of(ocigate_severity severity)
{
    switch (severity) {
    case OCIGATE_SEVERITY_ERROR:
        return OG_PAINT_ERROR;
    case OCIGATE_SEVERITY_WARNING:
        return OG_PAINT_WARNING;
    default:
        return OG_PAINT_INFO;
    }
}

/* "   expected  sha256:..."; labels of one block are as wide as the widest. */
static void add_field(const og_text *text, const char *label, size_t width, const char *value)
{
    og_buf_text(text->out, "   ");
    og_style_add(text->out, text->has_color, OG_PAINT_DIM, label);
    for (size_t i = strlen(label); i < width + 2; i++)
        og_buf_char(text->out, ' ');
    og_style_lines(text->out, value, 3 + width + 2);
}

static void add_block(const og_text *text, const ocigate_finding *findings, size_t count)
{
    const og_finding *fact = &findings[0].fact;
    const char *severity = ocigate_severity_name(fact->severity);
    const char *rule = ocigate_rule_name(fact->rule);
    og_style_add(text->out, text->has_color, paint_of(fact->severity), severity);
    og_style_add(text->out, text->has_color, OG_PAINT_DIM, "[");
    og_style_add(text->out, text->has_color, OG_PAINT_DIM, rule);
    og_style_add(text->out, text->has_color, OG_PAINT_DIM, "]");
    og_buf_text(text->out, ": ");
    const size_t used = strlen(severity) + strlen(rule) + 4;
    og_style_wrap(text->out, fact->message, text->columns, used, 4);
    og_buf_char(text->out, '\n');

    og_buf_text(text->out, "  ");
    og_style_add(text->out, text->has_color, OG_PAINT_DIM, "-->");
    og_buf_char(text->out, ' ');
    og_text_place(text->out, findings, count);
    og_buf_char(text->out, '\n');

    const size_t width = fact->expected != NULL ? strlen("expected") : strlen("found");
    if (fact->expected != NULL)
        add_field(text, "expected", width, fact->expected);
    if (fact->found != NULL)
        add_field(text, "found", width, fact->found);
    if (fact->fix[0] != '\0')
        add_field(text, "fix", width, fact->fix);
}

void og_text_findings(const og_text *text, const ocigate_result *result, ptrdiff_t image,
                      bool is_all)
{
    size_t i = 0;
    while (i < result->finding_count) {
        size_t end = i + 1;
        while (end < result->finding_count && result->findings[end].is_folded)
            end++;
        if (is_all || result->findings[i].fact.image == image)
            add_block(text, &result->findings[i], end - i);
        i = end;
    }
}
