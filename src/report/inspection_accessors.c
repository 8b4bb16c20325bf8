#include "report/report.h"

#define OG_ACCESSOR(type, function, kind, value, missing)                                          \
    type function(const kind *it)                                                                  \
    {                                                                                              \
        return it == NULL ? (missing) : (value);                                                   \
    }

/* A size with its own word on whether it is known. */
#define OG_SIZE_ACCESSOR(function, kind, value, known)                                             \
    uint64_t function(const kind *it, bool *is_known)                                              \
    {                                                                                              \
        if (is_known != NULL)                                                                      \
            *is_known = it != NULL && (known);                                                     \
        return it == NULL ? 0 : (value);                                                           \
    }

OG_ACCESSOR(const char *, ocigate_image_artifact, ocigate_image, it->artifact, NULL)
OG_ACCESSOR(const char *, ocigate_image_variant, ocigate_image, it->variant, NULL)
OG_ACCESSOR(const char *, ocigate_image_manifest_type, ocigate_image, it->manifest.media_type, NULL)
OG_ACCESSOR(const char *, ocigate_image_config_type, ocigate_image, it->config.media_type, NULL)
OG_ACCESSOR(const char *, ocigate_image_working_dir, ocigate_image, it->working_dir, NULL)
OG_ACCESSOR(const char *, ocigate_image_user, ocigate_image, it->user, NULL)
OG_SIZE_ACCESSOR(ocigate_image_stored_bytes, ocigate_image, it->compressed_bytes,
                 it->has_compressed_bytes)
OG_SIZE_ACCESSOR(ocigate_image_file_bytes, ocigate_image, it->rootfs_bytes, it->has_rootfs_bytes)

static const char *const *find_list(const ocigate_image *image, ocigate_config_list list,
                                    size_t *count)
{
    *count = 0;
    if (image == NULL)
        return NULL;
    switch (list) {
    case OCIGATE_CONFIG_ENTRYPOINT:
        *count = image->entrypoint_count;
        return image->entrypoint;
    case OCIGATE_CONFIG_CMD:
        *count = image->cmd_count;
        return image->cmd;
    case OCIGATE_CONFIG_ENV:
        *count = image->env_count;
        return image->env;
    }
    return NULL;
}

ptrdiff_t ocigate_image_config_count(const ocigate_image *image, ocigate_config_list list)
{
    size_t count;
    return find_list(image, list, &count) == NULL ? -1 : (ptrdiff_t)count;
}

const char *ocigate_image_config_string(const ocigate_image *image, ocigate_config_list list,
                                        size_t index)
{
    size_t count;
    const char *const *strings = find_list(image, list, &count);
    return strings == NULL || index >= count ? NULL : strings[index];
}

const ocigate_layer *ocigate_image_layer(const ocigate_image *image, size_t index)
{
    return image == NULL || index >= image->layer_count ? NULL : &image->layers[index];
}

OG_ACCESSOR(const char *, ocigate_layer_media_type, ocigate_layer, it->media_type, NULL)
OG_ACCESSOR(const char *, ocigate_layer_digest, ocigate_layer, it->digest, NULL)
OG_ACCESSOR(const char *, ocigate_layer_diff_id, ocigate_layer, it->diff_id, NULL)
OG_ACCESSOR(const char *, ocigate_layer_compression, ocigate_layer, it->compression, NULL)
OG_ACCESSOR(const char *, ocigate_layer_created_by, ocigate_layer, it->created_by, NULL)
OG_SIZE_ACCESSOR(ocigate_layer_stored_bytes, ocigate_layer, it->size, it->has_size)
OG_SIZE_ACCESSOR(ocigate_layer_unpacked_bytes, ocigate_layer, it->uncompressed_size,
                 it->has_uncompressed_size)
OG_SIZE_ACCESSOR(ocigate_layer_entry_count, ocigate_layer, it->entries, it->has_entries)

static uint64_t give_waste(const og_waste *waste, uint64_t *file_count)
{
    if (file_count != NULL)
        *file_count = waste == NULL ? 0 : waste->file_count;
    return waste == NULL ? 0 : waste->bytes;
}

uint64_t ocigate_layer_waste(const ocigate_layer *layer, ocigate_waste waste, uint64_t *file_count)
{
    const bool is_good = layer != NULL && (int)waste >= 0 && waste <= OCIGATE_WASTE_REPLACES;
    return give_waste(is_good ? &layer->waste[waste] : NULL, file_count);
}

OG_ACCESSOR(const ocigate_contents *, ocigate_image_contents, ocigate_image, it->contents, NULL)
OG_ACCESSOR(uint64_t, ocigate_contents_hard_link_count, ocigate_contents, it->hard_link_count, 0)

uint64_t ocigate_contents_count(const ocigate_contents *contents, ocigate_file_type type)
{
    if (contents == NULL || (int)type < 0 || type > OCIGATE_FILE_FIFO)
        return 0;
    return contents->counts[type];
}

uint64_t ocigate_contents_hidden_bytes(const ocigate_contents *contents, uint64_t *file_count)
{
    return give_waste(contents == NULL ? NULL : &contents->hidden, file_count);
}

size_t ocigate_contents_item_count(const ocigate_contents *contents, ocigate_contents_list list)
{
    if (contents == NULL || (int)list < 0 || list > OCIGATE_CONTENTS_HIDDEN)
        return 0;
    return contents->lists[list].count;
}

const ocigate_item *ocigate_contents_item(const ocigate_contents *contents,
                                          ocigate_contents_list list, size_t index)
{
    if (index >= ocigate_contents_item_count(contents, list))
        return NULL;
    return &contents->lists[list].items[index];
}

OG_ACCESSOR(const char *, ocigate_item_path, ocigate_item, it->path, NULL)
OG_ACCESSOR(uint64_t, ocigate_item_bytes, ocigate_item, it->bytes, 0)
OG_ACCESSOR(uint64_t, ocigate_item_file_count, ocigate_item, it->file_count, 0)
OG_ACCESSOR(ptrdiff_t, ocigate_item_layer, ocigate_item, it->layer, -1)
OG_ACCESSOR(ptrdiff_t, ocigate_item_hidden_by, ocigate_item, it->hidden_by, -1)
OG_ACCESSOR(bool, ocigate_item_is_replaced, ocigate_item, it->is_replaced, false)

OG_ACCESSOR(const char *, ocigate_image_command_path, ocigate_image, it->command_path, NULL)
OG_ACCESSOR(const char *, ocigate_image_runtime, ocigate_image, it->runtime, NULL)
OG_ACCESSOR(const char *, ocigate_image_runtime_client, ocigate_image, it->runtime_client, NULL)

ptrdiff_t ocigate_image_step_count(const ocigate_image *image)
{
    return image == NULL || image->steps == NULL ? -1 : (ptrdiff_t)image->step_count;
}

const ocigate_step *ocigate_image_step(const ocigate_image *image, size_t index)
{
    const bool is_good = image != NULL && image->steps != NULL && index < image->step_count;
    return is_good ? &image->steps[index] : NULL;
}

OG_ACCESSOR(const char *, ocigate_step_role, ocigate_step, it->role, NULL)
OG_ACCESSOR(const char *, ocigate_step_path, ocigate_step, it->path, NULL)
OG_ACCESSOR(const char *, ocigate_step_target, ocigate_step, it->target, NULL)
OG_ACCESSOR(const char *, ocigate_step_state, ocigate_step, it->state, NULL)
