/* The files of an image, and what is shipped in vain. */
#include "render/inspect.h"

#include "render/number.h"
#include "render/style.h"

#include <string.h>

#define HIDER_COLUMNS 17u
#define ITEMS_SHOWN 8u /* of each list; the verbose text shows every one */

static size_t shown_of(const og_text *text, size_t count)
{
    if (text->verbosity >= OCIGATE_VERBOSITY_VERBOSE || count <= ITEMS_SHOWN)
        return count;
    return ITEMS_SHOWN;
}

/* The end of a path tells more than its start. */
static void add_path(og_buf *out, const char *path, size_t columns)
{
    const size_t width = og_style_width(path);
    if (width <= columns) {
        og_buf_text(out, path);
        return;
    }
    for (size_t skipped = 0; skipped < width - columns + 3; skipped++) {
        do
            path++;
        while (((unsigned char)*path & 0xc0) == 0x80);
    }
    og_buf_format(out, "...%s", path);
}

static void add_layer_number(og_buf *out, ptrdiff_t layer)
{
    if (layer < 0)
        og_buf_text(out, "several");
    else
        og_buf_format(out, "%7td", layer + 1);
}

/* "replaced by 12" */
static void add_hider(og_buf *out, const ocigate_item *item)
{
    const size_t start = out->length;
    og_buf_format(out, "%s by %td", item->is_replaced ? "replaced" : "deleted",
                  item->hidden_by + 1);
    for (size_t used = out->length - start; used < HIDER_COLUMNS; used++)
        og_buf_char(out, ' ');
}

static void add_table_head(const og_text *text, const char *head)
{
    og_style_add(text->out, text->has_color, OG_PAINT_DIM, head);
    og_buf_char(text->out, '\n');
}

static void add_item(const og_text *text, const ocigate_item *item, bool is_directory)
{
    size_t used = 2 + OG_INSPECT_SIZE_COLUMNS + 2;
    og_buf_text(text->out, "  ");
    og_inspect_size(text->out, item->bytes);
    og_buf_text(text->out, "  ");
    if (!is_directory) {
        add_layer_number(text->out, item->layer);
        og_buf_text(text->out, "  ");
        used += 9;
    }
    if (item->hidden_by >= 0) {
        add_hider(text->out, item);
        used += HIDER_COLUMNS;
    }
    add_path(text->out, item->path, og_inspect_room(text, used));
    og_buf_char(text->out, '\n');
}

static void add_items(const og_text *text, const ocigate_contents *contents,
                      ocigate_contents_list list, const char *head)
{
    const og_item_list *items = &contents->lists[list];
    if (items->count == 0)
        return;
    add_table_head(text, head);
    for (size_t i = 0; i < shown_of(text, items->count); i++)
        add_item(text, &items->items[i], list == OCIGATE_CONTENTS_DIRECTORIES);
}

static void add_count(og_buf *out, uint64_t count, const char *one, const char *several)
{
    if (count == 0)
        return;
    og_buf_text(out, ", ");
    og_number(out, count);
    og_buf_format(out, " %s", count == 1 ? one : several);
}

void og_inspect_counts_text(og_buf *out, const ocigate_image *image)
{
    const ocigate_contents *contents = image->contents;
    const uint64_t *counts = contents->counts;
    og_number_bytes(out, image->rootfs_bytes);
    og_buf_text(out, " in ");
    og_number_of(out, counts[OCIGATE_FILE_REGULAR], "file");
    add_count(out, counts[OCIGATE_FILE_DIRECTORY], "directory", "directories");
    add_count(out, counts[OCIGATE_FILE_SYMBOLIC_LINK], "symbolic link", "symbolic links");
    add_count(out, contents->hard_link_count + counts[OCIGATE_FILE_HARD_LINK], "hard link",
              "hard links");
    add_count(out,
              counts[OCIGATE_FILE_CHARACTER_DEVICE] + counts[OCIGATE_FILE_BLOCK_DEVICE] +
                  counts[OCIGATE_FILE_FIFO],
              "device or fifo", "devices and fifos");
}

static void add_counts(const og_text *text, const ocigate_image *image)
{
    og_buf line;
    og_buf_init(&line);
    og_buf_text(&line, "  ");
    og_inspect_counts_text(&line, image);
    og_style_wrap(text->out, og_buf_string(&line), text->columns, strlen("Files"), 4);
    og_buf_char(text->out, '\n');
    text->out->failed = text->out->failed || line.failed;
    og_buf_fini(&line);
}

static void add_waste_of_layer(const og_text *text, size_t index, const char *verb,
                               const og_waste *waste)
{
    if (waste->file_count == 0)
        return;
    og_buf_format(text->out, "  layer %zu %s ", index + 1, verb);
    og_number_bytes(text->out, waste->bytes);
    og_buf_text(text->out, " in ");
    og_number_of(text->out, waste->file_count, "file");
    og_buf_char(text->out, '\n');
}

void og_inspect_waste_text(og_buf *out, const ocigate_image *image)
{
    const og_waste *hidden = &image->contents->hidden;
    og_number_bytes(out, hidden->bytes);
    og_buf_text(out, " in ");
    og_number_of(out, hidden->file_count, "file");
    if (image->has_unpacked_bytes) {
        og_buf_text(out, ", ");
        og_number_percent(out, hidden->bytes, image->unpacked_bytes);
        og_buf_text(out, " of all layers");
    }
}

static void add_waste(const og_text *text, const ocigate_image *image)
{
    if (image->contents->hidden.bytes == 0)
        return;
    og_inspect_heading(text, "Shipped in vain");
    og_buf_text(text->out, "  ");
    og_inspect_waste_text(text->out, image);
    og_buf_char(text->out, '\n');
    for (size_t i = 0; i < image->layer_count; i++) {
        add_waste_of_layer(text, i, "deletes", &image->layers[i].waste[OCIGATE_WASTE_DELETES]);
        add_waste_of_layer(text, i, "replaces", &image->layers[i].waste[OCIGATE_WASTE_REPLACES]);
    }
    add_items(text, image->contents, OCIGATE_CONTENTS_HIDDEN,
              "      bytes    layer  gone             path");
}

void og_inspect_files(const og_text *text, const ocigate_image *image)
{
    og_inspect_heading(text, "Files");
    if (image->contents == NULL) {
        og_buf_text(text->out, "  not known\n");
        return;
    }
    add_counts(text, image);
    add_items(text, image->contents, OCIGATE_CONTENTS_FILES, "      bytes    layer  file");
    add_items(text, image->contents, OCIGATE_CONTENTS_DIRECTORIES, "      bytes  directory");
    add_waste(text, image);
}
