#include "image/linking.h"

#include "base/error.h"
#include "base/path.h"
#include "document/reference.h"

#include <string.h>

static ocigate_status item_references(og_linking *l, const og_docker_item *item, og_references *out)
{
    *out = (og_references){0};
    for (size_t i = 0; i < item->repo_tags.count; i++)
        OG_TRY(
            og_references_add(l, out, og_reference_familiar(l->arena, item->repo_tags.items[i])));
    return OCIGATE_OK;
}

/* The file that a path of manifest.json leads to, or NULL. */
static ocigate_status find_file(og_linking *l, const char *path, const og_member **out)
{
    *out = NULL;
    if (path == NULL)
        return OCIGATE_OK;
    og_path_facts facts;
    const char *clean = og_path_clean(l->arena, path, strlen(path), &facts);
    if (clean == NULL)
        return og_fail_memory(l->err);
    if (!facts.leaves_root)
        *out = og_archive_find(l->archive, clean, NULL);
    return OCIGATE_OK;
}

static ocigate_status link_layers(og_linking *l, og_image *image, const og_docker_item *item)
{
    const bool is_new = image->layers == NULL;
    if (is_new) {
        image->layers = OG_NEW_ARRAY(l->arena, og_layer, item->layers.count);
        if (image->layers == NULL)
            return og_fail_memory(l->err);
        image->layer_count = item->layers.count;
    }
    for (size_t i = 0; i < item->layers.count; i++) {
        const char *pointer = og_arena_format(l->arena, "%s/Layers/%zu", item->pointer, i);
        if (pointer == NULL)
            return og_fail_memory(l->err);
        og_link *link = NULL;
        OG_TRY(og_linking_follow_path(l, OG_LINK_LAYER, l->facts->docker_manifest, pointer,
                                      item->layers.items[i], &link));
        link->image = (ptrdiff_t)image->index;
        link->layer = i < image->layer_count ? (ptrdiff_t)i : -1;
        if (is_new)
            image->layers[i] = (og_layer){.index = i, .link = link, .blob = link->blob};
    }
    return OCIGATE_OK;
}

static ocigate_status link_config(og_linking *l, og_image *image, const og_docker_item *item)
{
    const char *pointer = og_arena_format(l->arena, "%s/Config", item->pointer);
    if (pointer == NULL)
        return og_fail_memory(l->err);
    og_link *link = NULL;
    OG_TRY(og_linking_follow_path(l, OG_LINK_CONFIG, l->facts->docker_manifest, pointer,
                                  item->config, &link));
    link->image = (ptrdiff_t)image->index;
    if (image->config_link != NULL)
        return OCIGATE_OK;
    image->config_link = link;
    if (link->blob == NULL)
        return OCIGATE_OK;
    OG_TRY(og_linking_parse(l, OG_DOCUMENT_CONFIG, link->member->target, &image->config_document));
    return og_linking_note(l, image->config_document, (ptrdiff_t)image->index, false);
}

static ocigate_status set_name(og_linking *l, og_image *image)
{
    if (image->reference_count > 0 || image->config_link == NULL ||
        image->config_link->blob == NULL)
        return OCIGATE_OK;
    char text[OG_DIGEST_TEXT_SIZE];
    og_digest_format(&image->config_link->blob->digest, text);
    if (text[0] == '\0')
        return OCIGATE_OK;
    image->name = og_arena_text(l->arena, text);
    return image->name == NULL ? og_fail_memory(l->err) : OCIGATE_OK;
}

/* The image of the other half with this config, or NULL. */
static og_image *find_twin(og_linking *l, const og_member *config)
{
    if (config == NULL || config->blob == NULL)
        return NULL;
    for (size_t i = 0; i < l->facts->image_count; i++) {
        og_image *image = l->facts->images[i];
        if (image->is_oci && image->docker_item == NULL && image->config_link != NULL &&
            image->config_link->blob != NULL &&
            og_digest_equal(&image->config_link->blob->digest, &config->blob->digest))
            return image;
    }
    return NULL;
}

/* RepoTags are the full names; what index.json has may be the tag alone. */
static void merge_references(og_image *image, const og_references *references)
{
    if (references->count == 0)
        return;
    image->references = references->items;
    image->reference_count = references->count;
    image->name = references->items[0];
}

static bool is_selected(og_linking *l, const og_references *references, const og_member *config,
                        const og_config *view)
{
    const ocigate_options *options = l->options;
    const og_digest none = {0};
    if (!og_selects_references(l, references))
        return false;
    if (!og_selects_digest(options,
                           config == NULL || config->blob == NULL ? &none : &config->blob->digest))
        return false;
    if (options->platform.os == NULL || view == NULL)
        return true;
    const og_platform platform = {
        .os = view->os, .architecture = view->architecture, .variant = view->variant};
    return og_selects_platform(options, &platform);
}

static ocigate_status offer(og_linking *l, const og_references *references, const og_member *config)
{
    for (size_t i = 0; i < references->count; i++)
        OG_TRY(og_linking_offer(l, references->items[i]));
    if (references->count > 0 || config == NULL || config->blob == NULL)
        return OCIGATE_OK;
    char text[OG_DIGEST_TEXT_SIZE];
    og_digest_format(&config->blob->digest, text);
    return og_linking_offer(l, og_arena_text(l->arena, text));
}

static ocigate_status link_item(og_linking *l, const og_docker_item *item)
{
    og_references references;
    const og_member *config = NULL;
    const og_document *document = NULL;
    OG_TRY(item_references(l, item, &references));
    OG_TRY(find_file(l, item->config, &config));
    OG_TRY(offer(l, &references, config));
    if (config != NULL)
        OG_TRY(og_linking_parse(l, OG_DOCUMENT_CONFIG, config, &document));
    og_image *image = find_twin(l, config);
    const og_config *view = document != NULL && document->is_valid ? &document->view.config : NULL;
    if (image == NULL && !is_selected(l, &references, config, view))
        return OCIGATE_OK;
    const bool is_new = image == NULL;
    if (is_new)
        OG_TRY(og_linking_add_image(l, &references, &image));
    image->is_docker = true;
    image->docker_item = item;
    if (item->config != NULL)
        OG_TRY(link_config(l, image, item));
    OG_TRY(link_layers(l, image, item));
    if (!is_new) {
        OG_TRY(og_linking_compare_twin(l, image, &references));
        merge_references(image, &references);
        return OCIGATE_OK;
    }
    OG_TRY(set_name(l, image));
    return og_linking_finish_image(l, image);
}

static ocigate_status find_clashes(og_linking *l, const og_docker_manifest *manifest)
{
    og_map seen;
    og_map_init(&seen, l->arena);
    for (size_t i = 0; i < manifest->item_count; i++) {
        const og_docker_item *item = &manifest->items[i];
        for (size_t k = 0; k < item->repo_tags.count; k++) {
            const char *reference = og_reference_familiar(l->arena, item->repo_tags.items[k]);
            if (reference == NULL)
                return og_fail_memory(l->err);
            og_docker_item *other = og_map_find_text(&seen, reference);
            if (other == NULL) {
                if (!og_map_set_text(&seen, reference, &manifest->items[i]))
                    return og_fail_memory(l->err);
                continue;
            }
            if (other->config == NULL || item->config == NULL ||
                strcmp(other->config, item->config) == 0)
                continue;
            og_reference_clash *clash = OG_NEW(l->arena, og_reference_clash);
            if (clash == NULL)
                return og_fail_memory(l->err);
            *clash = (og_reference_clash){
                .reference = reference, .first = other->config, .second = item->config};
            clash->next = l->facts->clashes;
            l->facts->clashes = clash;
        }
    }
    return OCIGATE_OK;
}

static ocigate_status read_repositories(og_linking *l)
{
    og_member *named = og_map_find_text(&l->archive->by_name, "repositories");
    if (named == NULL)
        return OCIGATE_OK;
    named->is_known = named->is_referenced = true;
    if (named->target == NULL)
        return OCIGATE_OK;
    OG_TRY(og_linking_parse(l, OG_DOCUMENT_REPOSITORIES, named->target, &l->facts->repositories));
    return og_linking_note(l, l->facts->repositories, -1, false);
}

ocigate_status og_linking_docker(og_linking *l)
{
    og_facts *facts = l->facts;
    og_member *named = og_map_find_text(&l->archive->by_name, "manifest.json");
    named->is_known = named->is_referenced = true;
    OG_TRY(read_repositories(l));
    if (named->target == NULL)
        return OCIGATE_OK;
    OG_TRY(
        og_linking_parse(l, OG_DOCUMENT_DOCKER_MANIFEST, named->target, &facts->docker_manifest));
    OG_TRY(og_linking_note(l, facts->docker_manifest, -1, false));
    if (!facts->docker_manifest->is_valid)
        return OCIGATE_OK;
    const og_docker_manifest *manifest = &facts->docker_manifest->view.docker_manifest;
    OG_TRY(find_clashes(l, manifest));
    for (size_t i = 0; i < manifest->item_count; i++)
        OG_TRY(link_item(l, &manifest->items[i]));
    return OCIGATE_OK;
}
