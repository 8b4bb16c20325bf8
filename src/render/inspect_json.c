/* What is in an image, for programs. docs/inspect.schema.json describes it; fields are only ever
   added. */
#include "render/inspect.h"
#include "render/json.h"

#include <ocigate/version.h>

static void add_waste(og_json_writer *json, const char *key, const og_waste *waste, bool is_known)
{
    if (!is_known) {
        og_json_put_null(json, key);
        return;
    }
    og_json_put_object_begin(json, key);
    og_json_put_uint(json, "bytes", waste->bytes);
    og_json_put_uint(json, "files", waste->file_count);
    og_json_put_object_end(json);
}

static void add_layer(og_json_writer *json, size_t index, const ocigate_layer *layer, bool is_known)
{
    og_json_put_object_begin(json, NULL);
    og_json_put_layer(json, index, layer);
    add_waste(json, "hidden", &layer->waste[OCIGATE_WASTE_HIDDEN], is_known);
    add_waste(json, "deletes", &layer->waste[OCIGATE_WASTE_DELETES], is_known);
    add_waste(json, "replaces", &layer->waste[OCIGATE_WASTE_REPLACES], is_known);
    og_json_put_object_end(json);
}

static void add_index(og_json_writer *json, const char *key, ptrdiff_t index)
{
    og_json_put_known(json, key, (uint64_t)index, index >= 0);
}

static void add_items(og_json_writer *json, const char *key, const ocigate_contents *contents,
                      ocigate_contents_list list)
{
    og_json_put_array_begin(json, key);
    for (size_t i = 0; i < contents->lists[list].count; i++) {
        const ocigate_item *item = &contents->lists[list].items[i];
        og_json_put_object_begin(json, NULL);
        og_json_put_string(json, "path", item->path);
        og_json_put_uint(json, "size", item->bytes);
        og_json_put_uint(json, "files", item->file_count);
        add_index(json, "layer", item->layer);
        if (list == OCIGATE_CONTENTS_HIDDEN) {
            add_index(json, "hidden_by", item->hidden_by);
            og_json_put_bool(json, "is_replaced", item->is_replaced);
        }
        og_json_put_object_end(json);
    }
    og_json_put_array_end(json);
}

static void add_contents(og_json_writer *json, const ocigate_contents *contents)
{
    static const struct {
        const char *key;
        ocigate_file_type type;
    } types[] = {
        {"regular_files", OCIGATE_FILE_REGULAR},
        {"directories", OCIGATE_FILE_DIRECTORY},
        {"symbolic_links", OCIGATE_FILE_SYMBOLIC_LINK},
        {"character_devices", OCIGATE_FILE_CHARACTER_DEVICE},
        {"block_devices", OCIGATE_FILE_BLOCK_DEVICE},
        {"fifos", OCIGATE_FILE_FIFO},
        {"dangling_hard_links", OCIGATE_FILE_HARD_LINK},
    };
    if (contents == NULL) {
        og_json_put_null(json, "files");
        return;
    }
    og_json_put_object_begin(json, "files");
    og_json_put_object_begin(json, "counts");
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        og_json_put_uint(json, types[i].key, contents->counts[types[i].type]);
    og_json_put_uint(json, "hard_links", contents->hard_link_count);
    og_json_put_object_end(json);
    add_waste(json, "hidden", &contents->hidden, true);
    add_items(json, "biggest_files", contents, OCIGATE_CONTENTS_FILES);
    add_items(json, "biggest_directories", contents, OCIGATE_CONTENTS_DIRECTORIES);
    add_items(json, "biggest_hidden", contents, OCIGATE_CONTENTS_HIDDEN);
    og_json_put_object_end(json);
}

static void add_command(og_json_writer *json, const ocigate_image *image)
{
    og_json_put_object_begin(json, "command");
    og_json_put_string(json, "path", image->command_path);
    if (image->steps == NULL) {
        og_json_put_null(json, "steps");
    } else {
        og_json_put_array_begin(json, "steps");
        for (size_t i = 0; i < image->step_count; i++) {
            og_json_put_object_begin(json, NULL);
            og_json_put_string(json, "role", image->steps[i].role);
            og_json_put_string(json, "path", image->steps[i].path);
            og_json_put_string(json, "target", image->steps[i].target);
            og_json_put_string(json, "state", image->steps[i].state);
            og_json_put_object_end(json);
        }
        og_json_put_array_end(json);
    }
    og_json_put_string(json, "runtime", image->runtime);
    og_json_put_string(json, "runtime_client", image->runtime_client);
    og_json_put_object_end(json);
}

static void add_image(og_json_writer *json, const ocigate_image *image)
{
    og_json_put_object_begin(json, NULL);
    og_json_put_array_begin(json, "references");
    for (size_t i = 0; i < image->reference_count; i++)
        og_json_put_string(json, NULL, image->references[i]);
    og_json_put_array_end(json);
    og_json_put_string(json, "artifact", image->artifact);
    og_json_put_manifest(json, image);
    og_json_put_config(json, image);
    og_json_put_array_begin(json, "layers");
    for (size_t i = 0; i < image->layer_count; i++)
        add_layer(json, i, &image->layers[i], image->contents != NULL);
    og_json_put_array_end(json);
    og_json_put_object_begin(json, "totals");
    og_json_put_uint(json, "layers", image->layer_count);
    og_json_put_known(json, "compressed_size", image->compressed_bytes,
                      image->has_compressed_bytes);
    og_json_put_known(json, "uncompressed_size", image->unpacked_bytes, image->has_unpacked_bytes);
    og_json_put_known(json, "rootfs_size", image->rootfs_bytes, image->has_rootfs_bytes);
    og_json_put_object_end(json);
    add_contents(json, image->contents);
    add_command(json, image);
    og_json_put_object_end(json);
}

static void add_result(og_json_writer *json, const ocigate_result *result)
{
    og_json_put_object_begin(json, NULL);
    og_json_put_object_begin(json, "input");
    og_json_put_string(json, "name", result->name);
    og_json_put_string(json, "kind", result->kind);
    og_json_put_string(json, "compression", result->compression);
    og_json_put_uint(json, "bytes", result->bytes);
    og_json_put_object_end(json);
    og_json_put_string(json, "error", result->error);
    og_json_put_uint(json, "problems",
                     result->counts[OCIGATE_SEVERITY_ERROR] +
                         result->unlisted[OCIGATE_SEVERITY_ERROR]);
    og_json_put_array_begin(json, "images");
    for (size_t i = 0; i < result->image_count; i++)
        add_image(json, &result->images[i]);
    og_json_put_array_end(json);
    og_json_put_object_end(json);
}

void og_inspect_json(const ocigate_report *report, const ocigate_render_options *options,
                     og_buf *out)
{
    (void)options;
    og_json_writer json;
    og_json_writer_init(&json, out, true);
    og_json_put_object_begin(&json, NULL);
    og_json_put_uint(&json, "inspection_version", 1);
    og_json_put_tool(&json);
    og_json_put_array_begin(&json, "results");
    for (const ocigate_result *result = report->results; result != NULL; result = result->next)
        add_result(&json, result);
    og_json_put_array_end(&json);
    og_json_put_object_end(&json);
    og_buf_char(out, '\n');
}
