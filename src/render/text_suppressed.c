#include "render/style.h"
#include "render/text.h"

#include <string.h>

static void add_reason(const og_text *text, const ocigate_suppression *suppression)
{
    og_buf_text(text->out, "   reason  ");
    if (suppression->reason == NULL)
        og_buf_text(text->out, "in the baseline\n");
    else
        og_style_lines(text->out, suppression->reason, 11);
    if (suppression->expires != NULL)
        og_buf_format(text->out, "   until   %s\n", suppression->expires);
}

void og_text_suppressed(const og_text *text, const ocigate_result *result, ptrdiff_t image)
{
    bool is_empty = true;
    for (size_t i = 0; i < result->suppressed_count; i++) {
        const ocigate_suppression *suppression = &result->suppressed[i];
        const og_finding *fact = &suppression->finding.fact;
        if (image < 0 ? fact->image >= 0 : fact->image != image)
            continue;
        is_empty = false;
        og_style_add(text->out, text->has_color, OG_PAINT_DIM, "suppressed[");
        og_style_add(text->out, text->has_color, OG_PAINT_DIM, ocigate_rule_name(fact->rule));
        og_style_add(text->out, text->has_color, OG_PAINT_DIM, "]");
        og_buf_text(text->out, ": ");
        og_style_wrap(text->out, fact->message, text->columns,
                      strlen("suppressed[]: ") + strlen(ocigate_rule_name(fact->rule)), 4);
        og_buf_char(text->out, '\n');
        og_text_places(text, &suppression->finding, 1);
        add_reason(text, suppression);
    }
    if (!is_empty)
        og_buf_char(text->out, '\n');
}

uint64_t og_text_count_suppressed(const ocigate_result *result, ptrdiff_t image)
{
    uint64_t count = 0;
    for (size_t i = 0; i < result->suppressed_count; i++) {
        const ptrdiff_t own = result->suppressed[i].finding.fact.image;
        count += own < 0 || own == image;
    }
    return count;
}
