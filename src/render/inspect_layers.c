/* The layers of an image, a line each. */
#include "render/inspect.h"

#include "render/number.h"
#include "render/step.h"
#include "render/style.h"

#include <inttypes.h>
#include <string.h>

#define BAR_COLUMNS 16u
#define INDENT_COLUMNS 2u

/* Plain characters: the program follows no locale. Two number signs would begin a command in the
   logs of some build services. */
#define BAR_THERE '='
#define BAR_HIDDEN '.'

bool og_inspect_layer_size(const ocigate_layer *layer, uint64_t *bytes)
{
    *bytes = layer->has_uncompressed_size ? layer->uncompressed_size : layer->size;
    return layer->has_uncompressed_size || layer->has_size;
}

static size_t digits_of(size_t value)
{
    size_t digits = 1;
    while (value >= 10) {
        value /= 10;
        digits++;
    }
    return digits;
}

/* part of whole in columns, rounded; both are brought into a range that cannot overflow. */
static size_t columns_of(uint64_t part, uint64_t whole)
{
    while (whole > UINT64_MAX / BAR_COLUMNS / 4) {
        whole /= 2;
        part /= 2;
    }
    if (part > whole)
        part = whole;
    return whole == 0 ? 0 : (size_t)((part * BAR_COLUMNS * 2 + whole) / (whole * 2));
}

static void add_bar(og_buf *out, const ocigate_layer *layer, uint64_t bytes, uint64_t most)
{
    size_t length = columns_of(bytes, most);
    if (length == 0 && bytes > 0)
        length = 1;
    size_t hidden = columns_of(layer->waste[OCIGATE_WASTE_HIDDEN].bytes, most);
    if (hidden > length)
        hidden = length;
    for (size_t i = 0; i < BAR_COLUMNS; i++)
        og_buf_char(out, i + hidden < length ? BAR_THERE : i < length ? BAR_HIDDEN : ' ');
}

static void add_number(const og_text *text, size_t number, size_t columns)
{
    for (size_t i = digits_of(number); i < INDENT_COLUMNS + columns; i++)
        og_buf_char(text->out, ' ');
    og_buf_format(text->out, "%zu  ", number);
}

static void add_digest(const og_text *text, const char *label, const char *digest, size_t indent)
{
    if (digest == NULL)
        return;
    for (size_t i = 0; i < indent; i++)
        og_buf_char(text->out, ' ');
    og_style_add(text->out, text->has_color, OG_PAINT_DIM, label);
    og_buf_format(text->out, " %s\n", digest);
}

static void add_layer(const og_text *text, const ocigate_image *image, size_t index, uint64_t most)
{
    const ocigate_layer *layer = &image->layers[index];
    const size_t number_columns = digits_of(image->layer_count);
    const size_t indent = INDENT_COLUMNS + number_columns + 2;
    uint64_t bytes;
    og_buf step;
    og_buf_init(&step);
    add_number(text, index + 1, number_columns);
    if (og_inspect_layer_size(layer, &bytes))
        og_inspect_size(text->out, bytes);
    else
        og_buf_format(text->out, "%*s", (int)OG_INSPECT_SIZE_COLUMNS, "not known");
    if (layer->created_by != NULL && layer->created_by[0] != '\0')
        og_step_text(&step, layer->created_by);
    else if (layer->media_type != NULL && image->artifact != NULL)
        og_buf_text(&step, layer->media_type);
    og_buf bar;
    og_buf_init(&bar);
    add_bar(&bar, layer, bytes, most);
    while (step.length == 0 && bar.length > 0 && bar.data[bar.length - 1] == ' ')
        bar.data[--bar.length] = '\0';
    if (bar.length > 0)
        og_buf_text(text->out, "  ");
    og_buf_text(text->out, og_buf_string(&bar));
    if (step.length > 0)
        og_buf_text(text->out, "  ");
    const size_t used = indent + OG_INSPECT_SIZE_COLUMNS + 2 + BAR_COLUMNS + 2;
    og_style_cut(text->out, og_buf_string(&step), og_inspect_room(text, used));
    og_buf_char(text->out, '\n');
    if (text->verbosity >= OCIGATE_VERBOSITY_VERBOSE) {
        add_digest(text, "digest ", layer->digest, indent);
        add_digest(text, "diff_id", layer->diff_id, indent);
    }
    text->out->failed = text->out->failed || step.failed || bar.failed;
    og_buf_fini(&step);
    og_buf_fini(&bar);
}

void og_inspect_layers(const og_text *text, const ocigate_image *image)
{
    uint64_t most = 0, bytes;
    bool has_hidden = false;
    for (size_t i = 0; i < image->layer_count; i++) {
        if (og_inspect_layer_size(&image->layers[i], &bytes) && bytes > most)
            most = bytes;
        has_hidden = has_hidden || image->layers[i].waste[OCIGATE_WASTE_HIDDEN].bytes > 0;
    }
    if (image->layer_count == 0)
        return;
    og_inspect_heading(text, "Layers");
    if (has_hidden)
        og_style_add(text->out, text->has_color, OG_PAINT_DIM,
                     "  = is there, . is deleted or replaced later");
    og_buf_char(text->out, '\n');
    for (size_t i = 0; i < image->layer_count; i++)
        add_layer(text, image, i, most);
}
