#include "image/linking.h"

#include "base/error.h"
#include "document/reference.h"

#include <string.h>

static ocigate_status note(og_linking *l, og_halves_difference difference, const og_image *image,
                           const char *expected, const char *found, const char *text)
{
    og_halves *halves = OG_NEW(l->arena, og_halves);
    if (halves == NULL || l->arena->failed)
        return og_fail_memory(l->err);
    *halves = (og_halves){.difference = difference,
                          .image = (ptrdiff_t)image->index,
                          .expected = expected,
                          .found = found,
                          .text = text};
    if (l->last_halves == NULL)
        l->facts->halves = halves;
    else
        l->last_halves->next = halves;
    l->last_halves = halves;
    return OCIGATE_OK;
}

/* Is a layer of manifest.json (by its link) the same bytes as one of the OCI manifest? What was not
   hashed is taken by its place in the archive; what cannot be known is no difference. */
static bool is_same_layer(const og_link *docker, const og_layer *oci)
{
    const og_blob_facts *a = docker->blob;
    const og_blob_facts *b = oci->blob;
    if (a == NULL || b == NULL || a == b)
        return true;
    if (a->is_decoded && b->is_decoded)
        return og_digest_equal(&a->diff_id, &b->diff_id);
    if (a->digest.algorithm == OG_ALGORITHM_NONE || b->digest.algorithm == OG_ALGORITHM_NONE)
        return true;
    return og_digest_equal(&a->digest, &b->digest);
}

static ocigate_status compare_layers(og_linking *l, const og_image *image)
{
    const size_t docker_count = image->docker_item->layers.count;
    if (docker_count != image->layer_count)
        return note(l, OG_HALVES_LAYERS, image,
                    og_arena_format(l->arena, "%zu layers", docker_count),
                    og_arena_format(l->arena, "%zu layers", image->layer_count),
                    "manifest.json and index.json give this image different numbers of layers");
    for (const og_link *link = l->facts->links; link != NULL; link = link->next) {
        if (link->image != (ptrdiff_t)image->index || link->descriptor != NULL ||
            link->role != OG_LINK_LAYER || link->layer < 0)
            continue;
        const og_layer *layer = &image->layers[link->layer];
        if (is_same_layer(link, layer))
            continue;
        return note(l, OG_HALVES_LAYERS, image, link->path, layer->descriptor->digest_text,
                    "manifest.json and index.json give this image different layers, or another "
                    "order");
    }
    return OCIGATE_OK;
}

static bool is_same_reference(const char *docker, const char *oci)
{
    const char *tag = og_reference_tag(docker);
    return strcmp(docker, oci) == 0 || (tag != NULL && strcmp(tag, oci) == 0);
}

static const char *find_uncovered(const og_references *docker, const char *const *oci,
                                  size_t oci_count, bool is_docker_covered)
{
    const size_t count = is_docker_covered ? oci_count : docker->count;
    for (size_t i = 0; i < count; i++) {
        const char *item = is_docker_covered ? oci[i] : docker->items[i];
        bool is_covered = false;
        const size_t others = is_docker_covered ? docker->count : oci_count;
        for (size_t k = 0; k < others && !is_covered; k++)
            is_covered = is_docker_covered ? is_same_reference(docker->items[k], item)
                                           : is_same_reference(item, oci[k]);
        if (!is_covered)
            return item;
    }
    return NULL;
}

static ocigate_status compare_references(og_linking *l, const og_image *image,
                                         const og_references *docker)
{
    /* A half without any name contradicts nothing: containerd writes such a manifest.json. */
    if (docker->count == 0 || image->reference_count == 0)
        return OCIGATE_OK;
    const og_halves_difference difference = OG_HALVES_REFERENCES;
    const char *missing = find_uncovered(docker, image->references, image->reference_count, false);
    if (missing != NULL)
        return note(l, difference, image, missing, NULL,
                    "manifest.json gives this image a reference that index.json lacks");
    missing = find_uncovered(docker, image->references, image->reference_count, true);
    if (missing != NULL)
        return note(l, difference, image, NULL, missing,
                    "index.json gives this image a reference that manifest.json lacks");
    return OCIGATE_OK;
}

ocigate_status og_linking_compare_twin(og_linking *l, const og_image *image,
                                       const og_references *docker_references)
{
    if (image->manifest != NULL && image->manifest->has_layers)
        OG_TRY(compare_layers(l, image));
    return compare_references(l, image, docker_references);
}

static const char *config_text(og_linking *l, const og_image *image)
{
    char text[OG_DIGEST_TEXT_SIZE];
    if (image->config_link == NULL || image->config_link->blob == NULL)
        return NULL;
    og_digest_format(&image->config_link->blob->digest, text);
    return og_arena_text(l->arena, text);
}

/* A member of an index of which manifest.json names another: it has room for one platform. */
static bool is_sibling_of_twin(const og_linking *l, const og_image *image)
{
    for (size_t i = 0; image->parent != NULL && i < l->facts->image_count; i++) {
        const og_image *other = l->facts->images[i];
        if (other->parent == image->parent && other->is_docker && other->is_oci)
            return true;
    }
    return false;
}

/* An image of the other half under one of these references, or NULL. */
static const og_image *find_namesake(const og_linking *l, const og_image *image)
{
    for (size_t i = 0; i < l->facts->image_count; i++) {
        const og_image *other = l->facts->images[i];
        if (other->is_docker == image->is_docker)
            continue;
        for (size_t a = 0; a < image->reference_count; a++) {
            for (size_t b = 0; b < other->reference_count; b++) {
                if (image->is_docker
                        ? is_same_reference(image->references[a], other->references[b])
                        : is_same_reference(other->references[b], image->references[a]))
                    return other;
            }
        }
    }
    return NULL;
}

ocigate_status og_linking_compare_halves(og_linking *l)
{
    const ocigate_options *options = l->options;
    const bool is_partial = options->reference != NULL || options->platform.os != NULL ||
                            options->digest.algorithm != OG_ALGORITHM_NONE;
    for (size_t i = 0; i < l->facts->image_count; i++) {
        const og_image *image = l->facts->images[i];
        if (image->is_docker == image->is_oci)
            continue;
        const og_image *namesake = find_namesake(l, image);
        if (namesake != NULL && namesake->is_docker != namesake->is_oci) {
            if (image->is_docker)
                OG_TRY(note(l, OG_HALVES_CONFIG, image, config_text(l, image),
                            config_text(l, namesake),
                            "manifest.json and index.json name different images under one "
                            "reference: tools load one or the other"));
            continue;
        }
        if (!is_partial && !image->is_artifact && !is_sibling_of_twin(l, image))
            OG_TRY(note(l, OG_HALVES_MISSING, image, image->is_docker ? image->name : NULL,
                        image->is_docker ? NULL : image->name,
                        image->is_docker ? "manifest.json names an image that index.json lacks"
                                         : "index.json names an image that manifest.json lacks"));
    }
    return OCIGATE_OK;
}
