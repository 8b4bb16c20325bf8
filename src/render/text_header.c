/* What an input and an image are, above their findings. */
#include "render/number.h"
#include "render/style.h"
#include "render/text.h"

#include <string.h>

/* Columns of the name as it is shown. */
static size_t add_name(const og_text *text, const char *name)
{
    og_buf quoted;
    og_buf_init(&quoted);
    og_style_name(&quoted, name);
    og_style_add(text->out, text->has_color, OG_PAINT_BOLD, og_buf_string(&quoted));
    const size_t columns = og_style_width(og_buf_string(&quoted));
    text->out->failed = text->out->failed || quoted.failed;
    og_buf_fini(&quoted);
    return columns;
}

void og_text_kind(og_buf *out, const ocigate_result *result)
{
    const bool is_known = strcmp(result->kind, "unknown") != 0;
    og_buf_text(out, is_known ? result->kind : "not recognized");
    if (strcmp(result->compression, "none") != 0)
        og_buf_format(out, " (%s)", result->compression);
}

static void add_kind(const og_text *text, const ocigate_result *result)
{
    og_buf_text(text->out, "  ");
    og_text_kind(text->out, result);
}

/* "docker-archive, standard input"; nothing is said twice. */
static void add_input(const og_text *text, const ocigate_result *result, const char *name)
{
    add_kind(text, result);
    if (strcmp(result->name, "-") == 0) {
        og_buf_text(text->out, ", standard input");
    } else if (strcmp(result->name, name) != 0) {
        og_buf_text(text->out, ", ");
        og_style_name(text->out, result->name);
    }
}

bool og_text_platform(og_buf *out, const ocigate_image *image)
{
    if (image->os == NULL && image->architecture == NULL)
        return false;
    og_buf_format(out, "%s/%s", image->os == NULL ? "?" : image->os,
                  image->architecture == NULL ? "?" : image->architecture);
    if (image->variant != NULL)
        og_buf_format(out, "/%s", image->variant);
    return true;
}

static void add_sizes(const og_text *text, const ocigate_image *image)
{
    if (!image->has_unpacked_bytes && !image->has_compressed_bytes)
        return;
    og_buf_text(text->out, "  ");
    if (!image->has_unpacked_bytes) {
        og_number_bytes(text->out, image->compressed_bytes);
        og_buf_text(text->out, " packed");
        return;
    }
    og_number_bytes(text->out, image->unpacked_bytes);
    og_buf_text(text->out, " unpacked");
    if (image->has_limit) {
        og_buf_text(text->out, ", ");
        og_number_percent(text->out, image->unpacked_bytes, image->limit_bytes);
        og_buf_text(text->out, " of ");
        og_number_limit(text->out, image->limit_bytes);
    }
}

void og_text_overrides(og_buf *out, const ocigate_image *image)
{
    const struct {
        bool is_set;
        const char *name;
    } overrides[] = {{image->entrypoint_is_override, "--entrypoint"},
                     {image->cmd_is_override, "--cmd"},
                     {image->working_dir_is_override, "--workdir"},
                     {image->wanted_architecture != NULL, "--arch"}};
    bool is_any = false;
    for (size_t i = 0; i < sizeof overrides / sizeof overrides[0]; i++) {
        if (!overrides[i].is_set)
            continue;
        og_buf_format(out, "%s%s", is_any ? ", " : "judged with ", overrides[i].name);
        is_any = true;
    }
    if (!is_any)
        return;
    if (image->wanted_architecture != NULL)
        og_buf_format(out, " %s", image->wanted_architecture);
    og_buf_char(out, ':');
    for (size_t i = 0; i < image->argv_count; i++)
        og_buf_format(out, " %s", image->argv[i]);
    og_buf_format(out, " in %s", image->directory == NULL ? "/" : image->directory);
}

static void add_overrides(const og_text *text, const ocigate_image *image)
{
    og_buf line;
    og_buf_init(&line);
    og_text_overrides(&line, image);
    if (line.length > 0) {
        og_buf_text(text->out, "    ");
        og_style_wrap(text->out, og_buf_string(&line), text->columns, 4, 4);
        og_buf_char(text->out, '\n');
    }
    text->out->failed = text->out->failed || line.failed;
    og_buf_fini(&line);
}

void og_text_image_header(const og_text *text, const ocigate_result *result,
                          const ocigate_image *image)
{
    og_buf rest;
    og_buf_init(&rest);
    og_text plain = *text;
    plain.out = &rest;
    const size_t used = add_name(text, image->name);
    add_input(&plain, result, image->name);
    og_buf_text(&rest, "  ");
    if (og_text_platform(&rest, image))
        og_buf_text(&rest, "  ");
    og_number_of(&rest, image->layer_count, "layer");
    add_sizes(&plain, image);
    og_style_wrap(text->out, og_buf_string(&rest), text->columns, used, 4);
    og_buf_char(text->out, '\n');
    add_overrides(text, image);
    text->out->failed = text->out->failed || rest.failed;
    og_buf_fini(&rest);
}

void og_text_input_header(const og_text *text, const ocigate_result *result)
{
    const bool is_stream = strcmp(result->name, "-") == 0;
    add_name(text, result->name);
    add_kind(text, result);
    if (is_stream)
        og_buf_text(text->out, ", standard input");
    if (result->image_count > 0) {
        og_buf_text(text->out, "  ");
        og_number_of(text->out, result->image_count, "image");
    }
    og_buf_char(text->out, '\n');
}

#define LABEL_COLUMNS 12u

static void add_label(const og_text *text, const char *label)
{
    og_buf_text(text->out, "  ");
    og_style_add(text->out, text->has_color, OG_PAINT_DIM, label);
    for (size_t i = strlen(label); i < LABEL_COLUMNS; i++)
        og_buf_char(text->out, ' ');
}

static void add_blob(const og_text *text, const char *label, const og_blob_summary *blob)
{
    if (!blob->is_known)
        return;
    add_label(text, label);
    og_buf_text(text->out, blob->digest == NULL ? "digest not known" : blob->digest);
    if (blob->has_size) {
        og_buf_text(text->out, "  ");
        og_number_of(text->out, blob->size, "byte");
    }
    og_buf_char(text->out, '\n');
}

static void add_layer(const og_text *text, size_t index, const og_layer_summary *layer)
{
    og_buf label;
    og_buf_init(&label);
    og_buf_format(&label, "layer %zu", index + 1);
    add_label(text, og_buf_string(&label));
    text->out->failed = text->out->failed || label.failed;
    og_buf_fini(&label);
    og_buf_text(text->out, layer->digest == NULL ? "digest not known" : layer->digest);
    if (layer->has_size) {
        og_buf_text(text->out, "  ");
        og_number_bytes(text->out, layer->size);
    }
    if (layer->compression != NULL && strcmp(layer->compression, "none") != 0)
        og_buf_format(text->out, " %s", layer->compression);
    og_buf_char(text->out, '\n');
    if (layer->diff_id == NULL)
        return;
    add_label(text, "  diff_id");
    og_buf_text(text->out, layer->diff_id);
    og_buf_text(text->out, "  ");
    og_number_bytes(text->out, layer->uncompressed_size);
    if (layer->has_entries) {
        og_buf_text(text->out, ", ");
        og_number(text->out, layer->entries);
        og_buf_text(text->out, layer->entries == 1 ? " entry" : " entries");
    }
    og_buf_char(text->out, '\n');
}

void og_text_image_details(const og_text *text, const ocigate_result *result,
                           const ocigate_image *image)
{
    for (size_t i = 0; i < image->reference_count; i++) {
        add_label(text, i == 0 ? "references" : "");
        og_buf_text(text->out, image->references[i]);
        og_buf_char(text->out, '\n');
    }
    add_blob(text, "manifest", &image->manifest);
    add_blob(text, "config", &image->config);
    for (size_t i = 0; i < image->layer_count; i++)
        add_layer(text, i, &image->layers[i]);
    add_label(text, "checked");
    og_number_of(text->out, result->rules_run, "rule");
    og_buf_text(text->out, " applied, ");
    og_number_of(text->out, image->proofs, "proof");
    og_buf_text(text->out, " given\n");
}
