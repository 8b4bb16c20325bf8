#include "image/linking.h"

#include "base/error.h"

#include <string.h>

ocigate_status og_linking_add_image(og_linking *l, const og_references *references, og_image **out)
{
    og_facts *facts = l->facts;
    if (facts->image_count == l->image_capacity) {
        const size_t capacity = l->image_capacity == 0 ? 8 : l->image_capacity * 2;
        og_image **images = OG_NEW_ARRAY(l->arena, og_image *, capacity);
        if (images == NULL)
            return og_fail_memory(l->err);
        if (facts->image_count > 0)
            memcpy(images, facts->images, facts->image_count * sizeof(og_image *));
        facts->images = images;
        l->image_capacity = capacity;
    }
    og_image *image = OG_NEW(l->arena, og_image);
    if (image == NULL)
        return og_fail_memory(l->err);
    image->index = facts->image_count;
    image->references = references->items;
    image->reference_count = references->count;
    image->name = references->count > 0 ? references->items[0] : facts->input_name;
    facts->images[facts->image_count++] = image;
    *out = image;
    return OCIGATE_OK;
}

static bool is_layer_kind(og_media_kind kind)
{
    return kind == OG_MEDIA_LAYER || kind == OG_MEDIA_LAYER_FOREIGN ||
           kind == OG_MEDIA_LAYER_ENCRYPTED;
}

const char *og_manifest_artifact(const og_manifest *manifest)
{
    const og_media_type *config = og_media_type_find(manifest->config.media_type);
    if (config->kind == OG_MEDIA_ARTIFACT)
        return config->what != NULL ? config->what : "an artifact";
    const char *what = NULL;
    bool has_artifact_layer = false;
    for (size_t i = 0; i < manifest->layer_count; i++) {
        const og_media_type *layer = og_media_type_find(manifest->layers[i].media_type);
        if (is_layer_kind(layer->kind))
            return manifest->artifact_type != NULL ? "an artifact" : NULL;
        if (layer->kind == OG_MEDIA_ARTIFACT) {
            has_artifact_layer = true;
            what = what == NULL ? layer->what : what;
        }
    }
    if (has_artifact_layer || manifest->artifact_type != NULL)
        return what != NULL ? what : "an artifact";
    return NULL;
}

static ocigate_status set_name(og_linking *l, og_image *image)
{
    if (image->reference_count > 0)
        return OCIGATE_OK;
    char text[OG_DIGEST_TEXT_SIZE] = "";
    if (image->manifest_descriptor != NULL)
        og_digest_format(&image->manifest_descriptor->digest, text);
    if (text[0] == '\0' && image->config_link != NULL && image->config_link->blob != NULL)
        og_digest_format(&image->config_link->blob->digest, text);
    if (text[0] == '\0')
        return OCIGATE_OK;
    image->name = og_arena_text(l->arena, text);
    return image->name == NULL ? og_fail_memory(l->err) : OCIGATE_OK;
}

static ocigate_status link_layers(og_linking *l, og_image *image)
{
    const og_manifest *manifest = image->manifest;
    image->layers = OG_NEW_ARRAY(l->arena, og_layer, manifest->layer_count);
    if (image->layers == NULL)
        return og_fail_memory(l->err);
    image->layer_count = manifest->layer_count;
    const og_link_role role = image->is_artifact ? OG_LINK_OTHER : OG_LINK_LAYER;
    for (size_t i = 0; i < manifest->layer_count; i++) {
        og_link *link = NULL;
        OG_TRY(og_linking_follow(l, role, image->manifest_document, &manifest->layers[i], &link));
        link->image = (ptrdiff_t)image->index;
        link->layer = (ptrdiff_t)i;
        image->layers[i] = (og_layer){
            .index = i, .link = link, .blob = link->blob, .descriptor = &manifest->layers[i]};
    }
    return OCIGATE_OK;
}

/* The config is read when the manifest says that it is one of an image, or says nothing. */
static bool is_config_read(const og_manifest *manifest)
{
    if (manifest->config.media_type == NULL)
        return true;
    return og_media_type_find(manifest->config.media_type)->kind == OG_MEDIA_CONFIG;
}

static ocigate_status link_config(og_linking *l, og_image *image)
{
    const og_manifest *manifest = image->manifest;
    og_link *link = NULL;
    if (!manifest->has_config)
        return OCIGATE_OK;
    OG_TRY(og_linking_follow(l, image->is_artifact ? OG_LINK_OTHER : OG_LINK_CONFIG,
                             image->manifest_document, &manifest->config, &link));
    link->image = (ptrdiff_t)image->index;
    image->config_link = link;
    if (image->is_artifact || link->blob == NULL || !is_config_read(manifest))
        return OCIGATE_OK;
    const og_member *member = link->member->target;
    OG_TRY(og_linking_parse(l, OG_DOCUMENT_CONFIG, member, &image->config_document));
    return og_linking_note(l, image->config_document, (ptrdiff_t)image->index, false);
}

static ocigate_status link_manifest(og_linking *l, og_image *image, const og_member *member)
{
    OG_TRY(og_linking_parse(l, OG_DOCUMENT_MANIFEST, member, &image->manifest_document));
    OG_TRY(og_linking_note(l, image->manifest_document, (ptrdiff_t)image->index, false));
    if (!image->manifest_document->is_valid)
        return OCIGATE_OK;
    image->manifest = &image->manifest_document->view.manifest;
    image->artifact = og_manifest_artifact(image->manifest);
    image->is_artifact = image->artifact != NULL;
    if (image->manifest->is_schema_1)
        return OCIGATE_OK;
    OG_TRY(link_config(l, image));
    return link_layers(l, image);
}

ocigate_status og_linking_oci_image(og_linking *l, const og_document *from,
                                    const og_descriptor *descriptor,
                                    const og_references *references, const og_index_node *parent,
                                    og_image **out)
{
    og_image *image = NULL;
    OG_TRY(og_linking_add_image(l, references, &image));
    image->is_oci = true;
    image->manifest_descriptor = descriptor;
    image->parent = parent;
    image->member_descriptor = parent == NULL ? NULL : descriptor;
    og_link *link = NULL;
    OG_TRY(og_linking_follow(l, OG_LINK_MANIFEST, from, descriptor, &link));
    link->image = (ptrdiff_t)image->index;
    image->manifest_link = link;
    if (link->blob != NULL)
        OG_TRY(link_manifest(l, image, link->member->target));
    OG_TRY(set_name(l, image));
    OG_TRY(og_linking_finish_image(l, image));
    *out = image;
    return OCIGATE_OK;
}

ocigate_status og_linking_bare_image(og_linking *l, const og_member *member, og_image **out)
{
    const og_references none = {0};
    og_image *image = NULL;
    OG_TRY(og_linking_add_image(l, &none, &image));
    image->is_oci = true;
    OG_TRY(link_manifest(l, image, member));
    OG_TRY(og_linking_finish_image(l, image));
    *out = image;
    return OCIGATE_OK;
}

ocigate_status og_linking_integrity_only(og_linking *l, const og_document *from,
                                         const og_descriptor *descriptor, bool is_index_member)
{
    og_link *link = NULL;
    OG_TRY(og_linking_follow(l, OG_LINK_OTHER, from, descriptor, &link));
    link->is_index_member = is_index_member;
    if (link->blob == NULL || link->blob->json == NULL)
        return OCIGATE_OK;
    og_json_shape shape = {0};
    OG_TRY(og_json_shape_of(link->blob->json, link->blob->json_length, &l->options->limits,
                            l->arena, &shape, l->err));
    if (!shape.is_object || !shape.has_layers || !shape.has_config)
        return OCIGATE_OK;
    const og_document *document = NULL;
    OG_TRY(og_linking_parse(l, OG_DOCUMENT_MANIFEST, link->member->target, &document));
    OG_TRY(og_linking_note(l, document, -1, true));
    if (!document->is_valid)
        return OCIGATE_OK;
    const og_manifest *manifest = &document->view.manifest;
    og_link *part = NULL;
    if (manifest->has_config) {
        OG_TRY(og_linking_follow(l, OG_LINK_OTHER, document, &manifest->config, &part));
        part->is_index_member = is_index_member;
    }
    for (size_t i = 0; i < manifest->layer_count; i++) {
        OG_TRY(og_linking_follow(l, OG_LINK_OTHER, document, &manifest->layers[i], &part));
        part->is_index_member = is_index_member;
    }
    return OCIGATE_OK;
}
