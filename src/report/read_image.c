/* An image of a report in JSON. */
#include "report/read.h"

#include <string.h>

static void read_blob(const og_read_node *object, og_blob_summary *out)
{
    out->is_known = object->value != NULL;
    out->media_type = og_read_text_or_null(object, "media_type");
    out->digest = og_read_text_or_null(object, "digest");
    out->has_size = og_read_number_or_null(object, "size", &out->size);
}

static void read_config(const og_read_node *object, ocigate_image *image)
{
    const og_read_node config = og_read_object_or_null(object, "config");
    read_blob(&config, &image->config);
    image->os = og_read_text_or_null(&config, "os");
    image->architecture = og_read_text_or_null(&config, "architecture");
    image->variant = og_read_text_or_null(&config, "variant");
    image->entrypoint = og_read_texts(&config, "entrypoint", true, &image->entrypoint_count);
    image->cmd = og_read_texts(&config, "cmd", true, &image->cmd_count);
    image->working_dir = og_read_text_or_null(&config, "working_dir");
    image->user = og_read_text_or_null(&config, "user");
    image->env = og_read_texts(&config, "env", true, &image->env_count);
}

static void read_command(const og_read_node *object, ocigate_image *image)
{
    const og_read_node command = og_read_object(object, "command");
    image->argv = og_read_texts(&command, "argv", true, &image->argv_count);
    image->directory = og_read_text_or_null(&command, "working_dir");
    image->wanted_architecture = og_read_text_or_null(&command, "architecture");
    size_t count = 0;
    const char **overridden = og_read_texts(&command, "overridden", false, &count);
    bool is_architecture = false;
    const struct {
        const char *name;
        bool *is_set;
    } parts[] = {{"entrypoint", &image->entrypoint_is_override},
                 {"cmd", &image->cmd_is_override},
                 {"working_dir", &image->working_dir_is_override},
                 {"architecture", &is_architecture}};
    for (size_t i = 0; i < count && og_read_is_good(object->reading); i++) {
        size_t part = 0;
        while (part < sizeof parts / sizeof parts[0] &&
               strcmp(parts[part].name, overridden[i]) != 0)
            part++;
        if (part == sizeof parts / sizeof parts[0])
            og_read_refuse(&command, "overridden", "\"%.40s\" is not known here", overridden[i]);
        else if (*parts[part].is_set)
            og_read_refuse(&command, "overridden", "%s is there twice", overridden[i]);
        else
            *parts[part].is_set = true;
    }
    if (is_architecture != (image->wanted_architecture != NULL))
        og_read_refuse(&command, "overridden", "does not fit the architecture");
}

static const char *read_compression(const og_read_node *layer)
{
    static const char *const names[] = {"none", "gzip", "zstd", "xz", "bzip2", NULL};
    if (og_read_text_or_null(layer, "compression") == NULL)
        return NULL;
    return names[og_read_word(layer, "compression", names)];
}

static void read_layer(const og_read_node *object, size_t index, og_layer_summary *layer)
{
    if (og_read_number(object, "index", 0, INT64_MAX) != index)
        og_read_refuse(object, "index", "is not the place of the layer");
    layer->media_type = og_read_text_or_null(object, "media_type");
    layer->digest = og_read_text_or_null(object, "digest");
    layer->has_size = og_read_number_or_null(object, "size", &layer->size);
    layer->compression = read_compression(object);
    layer->diff_id = og_read_text_or_null(object, "diff_id");
    layer->has_uncompressed_size =
        og_read_number_or_null(object, "uncompressed_size", &layer->uncompressed_size);
    layer->has_entries = og_read_number_or_null(object, "entries", &layer->entries);
    layer->created_by = og_read_text_or_null(object, "created_by");
}

static void read_layers(const og_read_node *object, ocigate_image *image)
{
    const og_read_node array = og_read_array(object, "layers");
    const size_t count = og_read_count(&array);
    image->layers = OG_NEW_ARRAY(object->reading->arena, og_layer_summary, count);
    for (size_t i = 0; i < count && og_read_is_good(object->reading); i++) {
        const og_read_node item = og_read_item(&array, i);
        read_layer(&item, i, &image->layers[i]);
    }
    image->layer_count = count;
    const og_read_node totals = og_read_object(object, "totals");
    if (og_read_number(&totals, "layers", 0, INT64_MAX) != count)
        og_read_refuse(&totals, "layers", "is not the number of layers");
    image->has_compressed_bytes =
        og_read_number_or_null(&totals, "compressed_size", &image->compressed_bytes);
    image->has_unpacked_bytes =
        og_read_number_or_null(&totals, "uncompressed_size", &image->unpacked_bytes);
    image->has_rootfs_bytes = og_read_number_or_null(&totals, "rootfs_size", &image->rootfs_bytes);
    image->has_limit = og_read_number_or_null(&totals, "limit", &image->limit_bytes);
}

static ocigate_depth read_depth(const og_read_node *object)
{
    static const char *const names[] = {"manifest", "blobs", "rootfs", NULL};
    static const ocigate_depth values[] = {OCIGATE_DEPTH_MANIFEST, OCIGATE_DEPTH_BLOBS,
                                           OCIGATE_DEPTH_ROOTFS};
    return values[og_read_word(object, "depth", names)];
}

static void read_judgement(const og_read_node *object, ocigate_image *image)
{
    const og_read_node own = og_read_object(object, "judgement");
    image->name = og_read_text(&own, "name");
    image->verdict = og_read_verdict(&own, "verdict");
    image->error = og_read_text_or_null(&own, "error");
    if ((image->verdict == OCIGATE_VERDICT_ERROR) != (image->error != NULL))
        og_read_refuse(&own, "error", "does not fit the verdict");
    og_read_severities(&own, "findings", image->counts);
    og_read_severities(&own, "blocks", image->blocks);
    og_read_severities(&own, "unlisted", image->unlisted);
    for (size_t i = 0; i < 4; i++) {
        if (image->blocks[i] > image->counts[i])
            og_read_refuse(&own, "blocks", "are more than the findings");
    }
    image->proofs = og_read_number(&own, "proofs", 0, INT64_MAX);
    image->depth = read_depth(&own);
    image->artifact = og_read_text_or_null(&own, "artifact");
}

void og_read_image(const og_read_node *object, ocigate_image *image)
{
    image->references = og_read_texts(object, "references", false, &image->reference_count);
    const og_read_node manifest = og_read_object_or_null(object, "manifest");
    read_blob(&manifest, &image->manifest);
    read_config(object, image);
    read_command(object, image);
    read_layers(object, image);
    read_judgement(object, image);
}
