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
static void add_field(const og_text *text, og_paint paint, const char *label, size_t width,
                      const char *value)
{
    og_buf_text(text->out, "   ");
    og_style_add(text->out, text->has_color, paint, label);
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

    og_text_places(text, findings, count);
    const size_t width = fact->expected != NULL ? strlen("expected") : strlen("found");
    if (fact->expected != NULL)
        add_field(text, OG_PAINT_DIM, "expected", width, fact->expected);
    if (fact->found != NULL)
        add_field(text, OG_PAINT_DIM, "found", width, fact->found);
    if (fact->fix[0] != '\0')
        add_field(text, OG_PAINT_BOLD, "fix", width, fact->fix);
}

size_t og_text_block_end(const ocigate_result *result, size_t block)
{
    size_t end = block + 1;
    while (end < result->finding_count && result->findings[end].is_folded)
        end++;
    return end;
}

static size_t slot_of(const ocigate_result *result, ptrdiff_t image)
{
    return image < 0 || (size_t)image >= result->image_count ? 0 : (size_t)image + 1;
}

bool og_text_blocks_find(og_arena *arena, const ocigate_result *result, og_text_blocks *out)
{
    const size_t slots = result->image_count + 1;
    size_t *first = OG_NEW_ARRAY(arena, size_t, slots);
    size_t *last = OG_NEW_ARRAY(arena, size_t, slots);
    size_t *next = OG_NEW_ARRAY(arena, size_t, result->finding_count);
    if (first == NULL || last == NULL || next == NULL)
        return false;
    for (size_t i = 0; i < slots; i++)
        first[i] = OG_TEXT_NO_BLOCK;
    for (size_t i = 0; i < result->finding_count; i = og_text_block_end(result, i)) {
        const size_t slot = slot_of(result, result->findings[i].fact.image);
        next[i] = OG_TEXT_NO_BLOCK;
        if (first[slot] == OG_TEXT_NO_BLOCK)
            first[slot] = i;
        else
            next[last[slot]] = i;
        last[slot] = i;
    }
    *out = (og_text_blocks){first, next};
    return true;
}

size_t og_text_block_first(const ocigate_result *result, const og_text_blocks *blocks,
                           ptrdiff_t image)
{
    if (image == OG_TEXT_ALL)
        return result->finding_count > 0 ? 0 : OG_TEXT_NO_BLOCK;
    return blocks->first[slot_of(result, image)];
}

size_t og_text_block_next(const ocigate_result *result, const og_text_blocks *blocks,
                          ptrdiff_t image, size_t block)
{
    if (image != OG_TEXT_ALL)
        return blocks->next[block];
    const size_t end = og_text_block_end(result, block);
    return end < result->finding_count ? end : OG_TEXT_NO_BLOCK;
}

void og_text_findings(const og_text *text, const ocigate_result *result,
                      const og_text_blocks *blocks, ptrdiff_t image)
{
    for (size_t i = og_text_block_first(result, blocks, image); i != OG_TEXT_NO_BLOCK;
         i = og_text_block_next(result, blocks, image, i))
        add_block(text, &result->findings[i], og_text_block_end(result, i) - i);
}
