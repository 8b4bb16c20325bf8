/* What is in an image, as tables. */
#include "render/inspect.h"
#include "render/markdown.h"

#include "render/number.h"
#include "render/render.h"
#include "render/step.h"

#include <string.h>

#define ITEMS_SHOWN 10u

static void put_scratch(og_markdown *md, og_buf *text, const char *before, const char *after)
{
    og_markdown_put(md, before, og_buf_string(text), after);
    md->piece.failed = md->piece.failed || text->failed;
    og_buf_fini(text);
}

static void add_layer(og_markdown *md, const ocigate_layer *layer, size_t index)
{
    uint64_t bytes;
    og_buf step;
    og_buf_init(&step);
    og_buf_format(&md->piece, "| %zu | ", index + 1);
    if (og_inspect_layer_size(layer, &bytes))
        og_number_bytes(&md->piece, bytes);
    og_buf_text(&md->piece, " | ");
    if (layer->waste[OCIGATE_WASTE_HIDDEN].bytes > 0)
        og_number_bytes(&md->piece, layer->waste[OCIGATE_WASTE_HIDDEN].bytes);
    if (layer->created_by != NULL)
        og_step_text(&step, layer->created_by);
    og_markdown_code(md, " | ", og_buf_string(&step), " |\n");
    md->piece.failed = md->piece.failed || step.failed;
    og_buf_fini(&step);
    (void)og_markdown_flush(md);
}

static void add_layers(og_markdown *md, const ocigate_image *image)
{
    if (image->layer_count == 0)
        return;
    og_buf_text(&md->piece, "\n**Layers**, the lowest first\n\n| layer | size | shipped in vain | "
                            "build step |\n|---:|---:|---:|---|\n");
    for (size_t i = 0; i < image->layer_count; i++)
        add_layer(md, &image->layers[i], i);
}

static void add_layer_number(og_markdown *md, ptrdiff_t layer)
{
    if (layer < 0)
        og_buf_text(&md->piece, "several");
    else
        og_buf_format(&md->piece, "%td", layer + 1);
}

static void add_items(og_markdown *md, const ocigate_contents *contents, ocigate_contents_list list,
                      const char *heading)
{
    const og_item_list *items = &contents->lists[list];
    if (items->count == 0)
        return;
    og_buf_text(&md->piece, heading);
    for (size_t i = 0; i < items->count && i < ITEMS_SHOWN; i++) {
        const ocigate_item *item = &items->items[i];
        og_buf_text(&md->piece, "| ");
        og_number_bytes(&md->piece, item->bytes);
        og_buf_text(&md->piece, " | ");
        add_layer_number(md, item->layer);
        if (list == OCIGATE_CONTENTS_HIDDEN)
            og_buf_format(&md->piece, " | %s by %td", item->is_replaced ? "replaced" : "deleted",
                          item->hidden_by + 1);
        og_markdown_code(md, " | ", item->path, " |\n");
        (void)og_markdown_flush(md);
    }
}

static void add_files(og_markdown *md, const ocigate_image *image)
{
    if (image->contents == NULL)
        return;
    og_buf text;
    og_buf_init(&text);
    og_inspect_counts_text(&text, image);
    put_scratch(md, &text, "\n**Files**: ", "\n");
    add_items(md, image->contents, OCIGATE_CONTENTS_DIRECTORIES,
              "\n| size | layer | directory |\n|---:|---:|---|\n");
    add_items(md, image->contents, OCIGATE_CONTENTS_FILES,
              "\n| size | layer | file |\n|---:|---:|---|\n");
    if (image->contents->hidden.bytes == 0) {
        (void)og_markdown_flush(md);
        return;
    }
    og_buf_init(&text);
    og_inspect_waste_text(&text, image);
    put_scratch(md, &text, "\n**Shipped in vain**: ", "\n");
    add_items(md, image->contents, OCIGATE_CONTENTS_HIDDEN,
              "\n| size | layer | gone | path |\n|---:|---:|---|---|\n");
}

static void add_setting(og_markdown *md, const char *label, const char *value)
{
    if (value == NULL || value[0] == '\0')
        return;
    og_buf_format(&md->piece, "| %s | ", label);
    og_markdown_code(md, "", value, " |\n");
    (void)og_markdown_flush(md);
}

static void add_words(og_markdown *md, const char *label, const char *const *words, size_t count)
{
    if (words == NULL)
        return;
    og_buf text;
    og_buf_init(&text);
    og_inspect_words_text(&text, words, count);
    add_setting(md, label, og_buf_string(&text));
    md->piece.failed = md->piece.failed || text.failed;
    og_buf_fini(&text);
}

static void add_config(og_markdown *md, const ocigate_image *image)
{
    og_buf_text(&md->piece, "\n| config | |\n|---|---|\n");
    for (size_t i = 0; i < image->reference_count; i++)
        add_setting(md, "name", image->references[i]);
    add_setting(md, "artifact", image->artifact);
    add_setting(md, "manifest", image->manifest.digest);
    add_setting(md, "config", image->config.digest);
    add_words(md, "entrypoint", image->entrypoint, image->entrypoint_count);
    add_words(md, "cmd", image->cmd, image->cmd_count);
    add_setting(md, "workdir", image->working_dir);
    add_setting(md, "user", image->user);
    for (size_t i = 0; i < image->env_count; i++)
        add_setting(md, "env", image->env[i]);
    (void)og_markdown_flush(md);
}

static void add_step(og_markdown *md, const char *role, const char *text)
{
    og_markdown_put(md, "| ", role, " | ");
    og_markdown_code(md, "", text, " |\n");
    (void)og_markdown_flush(md);
}

static void add_command(og_markdown *md, const ocigate_image *image)
{
    if (!og_inspect_has_command(image))
        return;
    og_buf text;
    og_buf_init(&text);
    og_buf_text(&md->piece, "\n| starts | |\n|---|---|\n");
    for (size_t i = 0; image->steps != NULL && i < image->step_count; i++) {
        og_buf_rewind(&text);
        og_inspect_step_text(&text, &image->steps[i]);
        add_step(md, image->steps[i].role, og_buf_string(&text));
    }
    if (image->steps == NULL) {
        const char *role = og_inspect_command_text(&text, image);
        add_step(md, role, og_buf_string(&text));
    }
    if (image->runtime != NULL)
        add_step(md, "runtime", image->runtime);
    if (image->runtime != NULL && image->runtime_client != NULL)
        add_step(md, "runtime client", image->runtime_client);
    md->out->failed = md->out->failed || text.failed;
    og_buf_fini(&text);
}

static void add_problems(og_markdown *md, const og_row *row)
{
    const uint64_t errors = og_row_severity(row, OCIGATE_SEVERITY_ERROR);
    if (errors == 0 && row->error == NULL)
        return;
    og_buf_text(&md->piece, "\n**Problems**: ");
    if (row->error != NULL)
        og_markdown_put(md, "", row->error, "");
    else
        og_number_of(&md->piece, errors, "error");
    og_buf_text(&md->piece, "; `ocigate check` tells more\n");
}

static void add_row(og_markdown *md, const og_row *row)
{
    og_buf_text(&md->piece, md->out->length == 0 ? "" : "\n");
    og_markdown_name(md, row);
    og_buf_text(&md->piece, "\n---\n\n");
    og_markdown_facts(md, row);
    og_buf_char(&md->piece, '\n');
    add_problems(md, row);
    md->images_left += !og_markdown_flush(md);
    if (row->image == NULL || md->is_full)
        return;
    add_config(md, row->image);
    add_layers(md, row->image);
    if (row->image->artifact != NULL)
        return;
    add_files(md, row->image);
    add_command(md, row->image);
}

void og_inspect_markdown(const ocigate_report *report, const ocigate_render_options *options,
                         og_buf *out)
{
    (void)options;
    og_markdown md = {.out = out};
    og_row row;
    og_buf_init(&md.piece);
    for (og_rows rows = og_rows_of(report); og_rows_next(&rows, &row);)
        add_row(&md, &row);
    if (md.is_full) {
        og_buf_text(out, "\nCut at 1 MiB, without ");
        og_number_of(out, md.images_left, "image");
        og_buf_text(out, ": `--format json` has everything.\n");
    }
    og_buf_fini(&md.piece);
}
