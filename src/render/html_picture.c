/* The picture of an image: layers by size with their build steps, the biggest files, what is
   shipped in vain. */
#include "render/html.h"

#include "render/inspect.h"
#include "render/number.h"
#include "render/step.h"
#include "render/style.h"

#include <string.h>

#define TONES 7u
#define FILES_SHOWN 10u
#define STEP_COLUMNS 280u

static size_t tone_of(size_t layer)
{
    return layer % TONES;
}

static uint64_t biggest_layer(const ocigate_image *image, uint64_t *sum)
{
    uint64_t most = 0, bytes;
    *sum = 0;
    for (size_t i = 0; i < image->layer_count; i++) {
        if (!og_inspect_layer_size(&image->layers[i], &bytes))
            continue;
        most = bytes > most ? bytes : most;
        *sum = bytes > UINT64_MAX - *sum ? UINT64_MAX : *sum + bytes;
    }
    return most;
}

/* All layers beside each other, as wide as they are big. */
static void add_strip(og_buf *out, const ocigate_image *image, uint64_t sum)
{
    uint64_t bytes;
    og_buf_text(out, "<div class=\"strip\" aria-hidden=\"true\">");
    for (size_t i = 0; i < image->layer_count; i++) {
        if (!og_inspect_layer_size(&image->layers[i], &bytes) || bytes == 0)
            continue;
        og_buf_format(out, "<i class=\"c%zu\" style=\"width:", tone_of(i));
        og_html_share(out, bytes, sum);
        og_buf_format(out, "\" title=\"layer %zu\"></i>", i + 1);
    }
    og_buf_text(out, "</div>\n");
}

static void add_bar(og_buf *out, uint64_t bytes, uint64_t hidden, uint64_t most)
{
    const uint64_t seen = hidden < bytes ? hidden : bytes;
    og_buf_text(out, "<span class=\"bar\" aria-hidden=\"true\"><i style=\"width:");
    og_html_share(out, bytes - seen, most);
    og_buf_text(out, "\"></i>");
    if (seen > 0) {
        og_buf_text(out, "<i class=\"vain\" style=\"width:");
        og_html_share(out, seen, most);
        og_buf_text(out, "\"></i>");
    }
    og_buf_text(out, "</span>");
}

static void add_number_of_layer(og_buf *out, ptrdiff_t layer)
{
    if (layer < 0)
        og_buf_text(out, "several layers");
    else
        og_buf_format(out, "layer %td", layer + 1);
}

static void add_waste(og_buf *out, const og_waste *waste, const char *before, const char *after)
{
    if (waste->bytes == 0)
        return;
    og_buf_format(out, "<small class=\"vain\">%s", before);
    og_html_bytes(out, waste->bytes);
    og_buf_format(out, "%s</small>", after);
}

static void add_layer(og_buf *out, const ocigate_image *image, size_t index, uint64_t most)
{
    const ocigate_layer *layer = &image->layers[index];
    uint64_t bytes = 0;
    og_buf step, cut;
    og_buf_init(&step);
    og_buf_init(&cut);
    og_buf_format(out, "<li class=\"c%zu\"><span class=\"at\">%zu</span><span class=\"num\">",
                  tone_of(index), index + 1);
    if (og_inspect_layer_size(layer, &bytes))
        og_html_bytes(out, bytes);
    else
        og_buf_text(out, "not&#160;known");
    og_buf_text(out, "</span>");
    add_bar(out, bytes, layer->waste[OCIGATE_WASTE_HIDDEN].bytes, most);
    if (layer->created_by != NULL && layer->created_by[0] != '\0')
        og_step_text(&step, layer->created_by);
    else if (layer->media_type != NULL && image->artifact != NULL)
        og_buf_text(&step, layer->media_type);
    og_style_cut(&cut, og_buf_string(&step), STEP_COLUMNS);
    og_html_put(out, "<span class=\"what\">", og_buf_string(&cut), "");
    add_waste(out, &layer->waste[OCIGATE_WASTE_HIDDEN], "", " of it is shipped in vain");
    add_waste(out, &layer->waste[OCIGATE_WASTE_DELETES], "deletes ", " of files below it");
    add_waste(out, &layer->waste[OCIGATE_WASTE_REPLACES], "replaces ", " of files below it");
    og_buf_text(out, "</span></li>\n");
    og_html_done(out, &step);
    og_html_done(out, &cut);
}

static void add_layers(og_buf *out, const ocigate_image *image)
{
    if (image->layer_count == 0)
        return;
    uint64_t sum;
    const uint64_t most = biggest_layer(image, &sum);
    og_buf_text(out, "<section class=\"card\">\n<h3>Layers by size <span class=\"soft\">the lowest "
                     "first, with their build steps</span></h3>\n");
    if (sum > 0 && image->layer_count > 1)
        add_strip(out, image, sum);
    og_buf_text(out, "<ol class=\"bars\">\n");
    for (size_t i = 0; i < image->layer_count; i++)
        add_layer(out, image, i, most);
    og_buf_text(out, "</ol>\n</section>\n");
}

/* "layer 2, deleted by layer 4" */
static void add_whereabouts(og_buf *out, const ocigate_item *item)
{
    og_buf_text(out, "<small>");
    add_number_of_layer(out, item->layer);
    if (item->hidden_by >= 0)
        og_buf_format(out, ", %s by layer %td", item->is_replaced ? "replaced" : "deleted",
                      item->hidden_by + 1);
    og_buf_text(out, "</small>");
}

static void add_items(og_buf *out, const og_item_list *items, const char *class)
{
    const uint64_t most = items->items[0].bytes;
    og_buf_format(out, "<ol class=\"bars plain%s\">\n", class);
    for (size_t i = 0; i < items->count && i < FILES_SHOWN; i++) {
        const ocigate_item *item = &items->items[i];
        og_buf_text(out, "<li><span class=\"num\">");
        og_html_bytes(out, item->bytes);
        og_buf_text(out, "</span>");
        add_bar(out, item->bytes, 0, most);
        og_html_put(out, "<span class=\"what\">", item->path, "");
        add_whereabouts(out, item);
        og_buf_text(out, "</span></li>\n");
    }
    og_buf_text(out, "</ol>\n");
}

static void add_list(og_buf *out, const ocigate_contents *contents, ocigate_contents_list list,
                     const char *heading)
{
    const og_item_list *items = &contents->lists[list];
    if (items->count == 0)
        return;
    og_buf_format(out, "<section class=\"card\">\n<h3>%s</h3>\n", heading);
    add_items(out, items, "");
    og_buf_text(out, "</section>\n");
}

static void add_directories(og_buf *out, const ocigate_image *image)
{
    const og_item_list *items = &image->contents->lists[OCIGATE_CONTENTS_DIRECTORIES];
    og_buf counts;
    if (items->count == 0)
        return;
    og_buf_init(&counts);
    og_inspect_counts_text(&counts, image);
    og_buf_text(out, "<section class=\"card\">\n<h3>Directories by size</h3>\n");
    og_html_put(out, "<p class=\"note soft\">", og_buf_string(&counts), "</p>\n");
    og_html_map(out, image);
    og_buf_text(out, "<details><summary>The biggest as a list</summary>\n");
    add_items(out, items, "");
    og_buf_text(out, "</details>\n</section>\n");
    og_html_done(out, &counts);
}

static void add_vain(og_buf *out, const ocigate_image *image)
{
    const og_item_list *items = &image->contents->lists[OCIGATE_CONTENTS_HIDDEN];
    og_buf text;
    if (image->contents->hidden.bytes == 0)
        return;
    og_buf_init(&text);
    og_inspect_waste_text(&text, image);
    og_buf_text(out, "<section class=\"card\">\n<h3>Shipped in vain</h3>\n");
    og_html_put(out, "<p class=\"note soft\">", og_buf_string(&text),
                ": a later layer deletes or replaces them, and they are stored and sent all the "
                "same</p>\n");
    if (items->count > 0)
        add_items(out, items, " vain");
    og_buf_text(out, "</section>\n");
    og_html_done(out, &text);
}

void og_html_picture(og_buf *out, const ocigate_image *image)
{
    add_layers(out, image);
    if (image->contents == NULL)
        return;
    add_directories(out, image);
    add_list(out, image->contents, OCIGATE_CONTENTS_FILES, "Biggest files");
    add_vain(out, image);
}
