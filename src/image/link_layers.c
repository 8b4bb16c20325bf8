#include "image/linking.h"

#include "base/error.h"
#include "image/contents.h"
#include "image/rootfs.h"
#include "image/service.h"

#include <inttypes.h>
#include <stdint.h>

static uint64_t add_saturated(uint64_t a, uint64_t b)
{
    uint64_t sum;
    return __builtin_add_overflow(a, b, &sum) ? UINT64_MAX : sum;
}

/* The history entries that made a layer, in order, when there are as many as layers. */
static void assign_history(og_image *image)
{
    const og_config *config = image->config;
    size_t made = 0;
    for (size_t i = 0; i < config->history_count; i++)
        made += config->history[i].is_empty_layer ? 0 : 1;
    if (made != image->layer_count)
        return;
    size_t layer = 0;
    for (size_t i = 0; i < config->history_count; i++) {
        if (!config->history[i].is_empty_layer)
            image->layers[layer++].created_by = config->history[i].created_by;
    }
}

static void assign_diff_ids(og_image *image)
{
    const og_config *config = image->config;
    for (size_t i = 0; i < image->layer_count && i < config->diff_id_count; i++) {
        image->layers[i].claimed = &config->diff_ids[i];
        image->layers[i].claimed_text = config->diff_id_texts[i];
    }
}

static void sum_sizes(og_image *image)
{
    image->unpacked_is_known = true;
    for (size_t i = 0; i < image->layer_count; i++) {
        const og_layer *layer = &image->layers[i];
        const bool has_size = layer->descriptor != NULL && layer->descriptor->has_size;
        const uint64_t declared = has_size ? layer->descriptor->size : 0;
        const uint64_t stored = layer->blob != NULL ? layer->blob->size : declared;
        image->declared_bytes =
            add_saturated(image->declared_bytes, layer->descriptor == NULL ? stored : declared);
        image->compressed_bytes = add_saturated(image->compressed_bytes, stored);
        if (layer->blob == NULL || !layer->blob->is_decoded)
            image->unpacked_is_known = false;
        if (layer->blob != NULL)
            image->unpacked_bytes = add_saturated(image->unpacked_bytes, layer->blob->plain_size);
    }
}

/* What the merge costs grows with the entries of all layers, before anything is known of them. */
static bool fits_limit(og_linking *l, const og_image *image, uint64_t entries)
{
    const uint64_t limit = l->options->limits.value[OCIGATE_LIMIT_IMAGE_ENTRIES];
    if (entries > limit)
        og_defect_add(&l->facts->defects, l->arena, OG_DEFECT_LIMIT,
                      "the layers of %s have %" PRIu64 " entries together, more than %" PRIu64
                      " (--limit %s=N)",
                      image->name, entries, limit,
                      ocigate_limit_describe(OCIGATE_LIMIT_IMAGE_ENTRIES, NULL, NULL));
    return entries <= limit;
}

/* Layers up to the first that was not walked to its end are merged, so that their entries are
   judged; the files of the image are known only when that is all of them. */
static ocigate_status merge_layers(og_linking *l, og_image *image)
{
    /* Without a layer nothing is said about files: layers-empty, or what is wrong with the list. */
    if (l->options->depth != OCIGATE_DEPTH_ROOTFS || image->is_artifact || image->layer_count == 0)
        return OCIGATE_OK;
    const og_entry_log **entries = OG_NEW_ARRAY(l->arena, const og_entry_log *, image->layer_count);
    og_defects **defects = OG_NEW_ARRAY(l->arena, og_defects *, image->layer_count);
    if (entries == NULL || defects == NULL)
        return og_fail_memory(l->err);
    size_t count = 0;
    uint64_t sum = 0;
    while (count < image->layer_count) {
        og_layer *layer = &image->layers[count];
        if (layer->blob == NULL || !layer->blob->is_walked)
            break;
        sum = add_saturated(sum, layer->blob->entries.count);
        defects[count] = &layer->entry_defects;
        entries[count++] = &layer->blob->entries;
    }
    if (!fits_limit(l, image, sum))
        return OCIGATE_OK;
    const og_rootfs *rootfs = NULL;
    OG_TRY(og_rootfs_new(l->arena, entries, count, defects, &l->facts->defects, &rootfs, l->err));
    if (rootfs == NULL || count < image->layer_count)
        return OCIGATE_OK;
    image->rootfs = rootfs;
    image->rootfs_bytes = og_rootfs_bytes(rootfs);
    if (!l->options->is_inspection)
        return OCIGATE_OK;
    return og_contents_new(l->arena, rootfs, count, &image->contents, l->err);
}

ocigate_status og_linking_finish_image(og_linking *l, og_image *image)
{
    if (image->config_document != NULL && image->config_document->is_valid) {
        image->config = &image->config_document->view.config;
        assign_diff_ids(image);
        assign_history(image);
    }
    sum_sizes(image);
    OG_TRY(merge_layers(l, image));
    OG_TRY(og_command_build(l, image));
    return og_service_build(l, image);
}
