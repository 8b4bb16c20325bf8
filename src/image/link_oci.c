#include "image/linking.h"

#include "base/error.h"
#include "document/reference.h"

#include <string.h>

/* Entries of index.json that name one thing: there is one for each tag. */
typedef struct candidate {
    const og_descriptor *descriptor;
    og_references references;
} candidate;

typedef struct candidates {
    candidate *items;
    size_t count;
    og_map by_digest;
    og_map by_reference;
} candidates;

/* The full name where a tool wrote one, else what stands for the tag. */
static const char *reference_of(og_linking *l, const og_descriptor *descriptor)
{
    if (descriptor->image_name != NULL)
        return og_reference_familiar(l->arena, descriptor->image_name);
    if (descriptor->ref_name != NULL)
        return og_reference_familiar(l->arena, descriptor->ref_name);
    return NULL;
}

static ocigate_status note_clash(og_linking *l, const char *reference, const og_digest *first,
                                 const og_digest *second)
{
    char texts[2][OG_DIGEST_TEXT_SIZE];
    og_digest_format(first, texts[0]);
    og_digest_format(second, texts[1]);
    og_reference_clash *clash = OG_NEW(l->arena, og_reference_clash);
    if (clash == NULL)
        return og_fail_memory(l->err);
    *clash = (og_reference_clash){.reference = reference,
                                  .first = og_arena_text(l->arena, texts[0]),
                                  .second = og_arena_text(l->arena, texts[1])};
    if (l->last_clash == NULL)
        l->facts->clashes = clash;
    else
        l->last_clash->next = clash;
    l->last_clash = clash;
    return l->arena->failed ? og_fail_memory(l->err) : OCIGATE_OK;
}

static ocigate_status add_reference(og_linking *l, candidates *all, candidate *item,
                                    const og_descriptor *descriptor)
{
    const char *reference = reference_of(l, descriptor);
    if (reference == NULL)
        return l->arena->failed ? og_fail_memory(l->err) : OCIGATE_OK;
    const candidate *other = og_map_find_text(&all->by_reference, reference);
    if (other != NULL && other != item)
        OG_TRY(note_clash(l, reference, &other->descriptor->digest, &descriptor->digest));
    else if (!og_map_set_text(&all->by_reference, reference, item))
        return og_fail_memory(l->err);
    return og_references_add(l, &item->references, reference);
}

static ocigate_status gather(og_linking *l, const og_index *index, candidates *all)
{
    *all = (candidates){.items = OG_NEW_ARRAY(l->arena, candidate, index->manifest_count)};
    og_map_init(&all->by_digest, l->arena);
    og_map_init(&all->by_reference, l->arena);
    if (all->items == NULL)
        return og_fail_memory(l->err);
    for (size_t i = 0; i < index->manifest_count; i++) {
        const og_descriptor *descriptor = &index->manifests[i];
        const og_digest *digest = &descriptor->digest;
        const bool has_digest = digest->algorithm != OG_ALGORITHM_NONE;
        candidate *item = has_digest ? og_map_find(&all->by_digest, digest, sizeof *digest) : NULL;
        if (item == NULL) {
            item = &all->items[all->count++];
            item->descriptor = descriptor;
            if (has_digest && !og_map_set(&all->by_digest, digest, sizeof *digest, item))
                return og_fail_memory(l->err);
        }
        OG_TRY(add_reference(l, all, item, descriptor));
    }
    return OCIGATE_OK;
}

typedef enum target { TARGET_IMAGE, TARGET_INDEX, TARGET_OTHER } target;

/* By media type; by the bytes where the media type says nothing that we know. */
static ocigate_status classify(og_linking *l, const og_descriptor *descriptor, target *out)
{
    switch (og_media_type_find(descriptor->media_type)->kind) {
    case OG_MEDIA_INDEX:
        *out = TARGET_INDEX;
        return OCIGATE_OK;
    case OG_MEDIA_MANIFEST:
    case OG_MEDIA_SCHEMA_1:
        *out = TARGET_IMAGE;
        return OCIGATE_OK;
    default:
        break;
    }
    *out = TARGET_OTHER;
    const og_member *file = NULL;
    OG_TRY(og_linking_peek(l, descriptor, &file));
    if (file == NULL || file->blob == NULL || file->blob->json == NULL)
        return OCIGATE_OK;
    og_json_shape shape = {0};
    OG_TRY(og_json_shape_of(file->blob->json, file->blob->json_length, &l->options->limits,
                            l->arena, &shape, l->err));
    if (shape.has_manifests && !shape.has_layers)
        *out = TARGET_INDEX;
    else if (shape.has_layers || shape.has_fs_layers || shape.has_config)
        *out = TARGET_IMAGE;
    return OCIGATE_OK;
}

static ocigate_status offer(og_linking *l, const candidate *item)
{
    char text[OG_DIGEST_TEXT_SIZE];
    for (size_t i = 0; i < item->references.count; i++)
        OG_TRY(og_linking_offer(l, item->references.items[i]));
    if (item->references.count > 0)
        return OCIGATE_OK;
    og_digest_format(&item->descriptor->digest, text);
    return og_linking_offer(l, og_arena_text(l->arena, text));
}

/* The config of a manifest that is only looked at; NULL where there is none to see. */
static ocigate_status peek_config(og_linking *l, const og_descriptor *descriptor,
                                  const og_config **config, og_digest *digest)
{
    *config = NULL;
    *digest = (og_digest){0};
    const og_member *file = NULL;
    const og_document *document = NULL;
    OG_TRY(og_linking_peek(l, descriptor, &file));
    if (file == NULL)
        return OCIGATE_OK;
    OG_TRY(og_linking_parse(l, OG_DOCUMENT_MANIFEST, file, &document));
    if (!document->is_valid || !document->view.manifest.has_config)
        return OCIGATE_OK;
    *digest = document->view.manifest.config.digest;
    OG_TRY(og_linking_peek(l, &document->view.manifest.config, &file));
    if (file == NULL || file->blob == NULL || file->blob->json == NULL)
        return OCIGATE_OK;
    OG_TRY(og_linking_parse(l, OG_DOCUMENT_CONFIG, file, &document));
    if (document->is_valid)
        *config = &document->view.config;
    return OCIGATE_OK;
}

static ocigate_status link_image(og_linking *l, const candidate *item)
{
    const ocigate_options *options = l->options;
    const og_config *config = NULL;
    og_digest config_digest;
    OG_TRY(peek_config(l, item->descriptor, &config, &config_digest));
    if (!og_selects_digest(options, &item->descriptor->digest) &&
        !og_selects_digest(options, &config_digest))
        return OCIGATE_OK;
    if (options->platform.os != NULL && config != NULL) {
        const og_platform platform = {
            .os = config->os, .architecture = config->architecture, .variant = config->variant};
        if (!og_selects_platform(options, &platform))
            return OCIGATE_OK;
    }
    og_image *image = NULL;
    return og_linking_oci_image(l, l->facts->top_index, item->descriptor, &item->references, NULL,
                                &image);
}

/* --digest names a member of the index: it is judged alone, the index is not. */
static ocigate_status link_member_by_digest(og_linking *l, const candidate *item)
{
    const og_member *file = NULL;
    const og_document *document = NULL;
    OG_TRY(og_linking_peek(l, item->descriptor, &file));
    if (file == NULL)
        return OCIGATE_OK;
    OG_TRY(og_linking_parse(l, OG_DOCUMENT_INDEX, file, &document));
    if (!document->is_valid)
        return OCIGATE_OK;
    for (size_t i = 0; i < document->view.index.manifest_count; i++) {
        const og_descriptor *member = &document->view.index.manifests[i];
        const og_config *config = NULL;
        og_digest config_digest;
        OG_TRY(peek_config(l, member, &config, &config_digest));
        if (!og_selects_digest(l->options, &member->digest) &&
            !og_selects_digest(l->options, &config_digest))
            continue;
        og_image *image = NULL;
        return og_linking_oci_image(l, document, member, &item->references, NULL, &image);
    }
    return OCIGATE_OK;
}

static ocigate_status link_candidate(og_linking *l, const candidate *item)
{
    const og_descriptor *descriptor = item->descriptor;
    target what = TARGET_OTHER;
    OG_TRY(classify(l, descriptor, &what));
    if (what == TARGET_OTHER || descriptor->manifest_subject != NULL ||
        descriptor->reference_type != NULL)
        return og_linking_integrity_only(l, l->facts->top_index, descriptor, true);
    OG_TRY(offer(l, item));
    if (!og_selects_references(l, &item->references))
        return OCIGATE_OK;
    if (what == TARGET_IMAGE)
        return link_image(l, item);
    if (!og_selects_digest(l->options, &descriptor->digest))
        return link_member_by_digest(l, item);
    const og_index_node *node = NULL;
    return og_linking_index(l, l->facts->top_index, descriptor, &item->references, NULL, &node);
}

static ocigate_status parse_top(og_linking *l, const char *name, og_document_kind kind,
                                const og_document **out)
{
    og_member *named = og_map_find_text(&l->archive->by_name, name);
    if (named == NULL)
        return OCIGATE_OK;
    named->is_known = true;
    named->is_referenced = true;
    if (named->target == NULL)
        return OCIGATE_OK;
    OG_TRY(og_linking_parse(l, kind, named->target, out));
    return og_linking_note(l, *out, -1, false);
}

ocigate_status og_linking_layout(og_linking *l)
{
    og_facts *facts = l->facts;
    OG_TRY(parse_top(l, "oci-layout", OG_DOCUMENT_OCI_LAYOUT, &facts->layout));
    OG_TRY(parse_top(l, "index.json", OG_DOCUMENT_INDEX, &facts->top_index));
    if (facts->top_index == NULL || !facts->top_index->is_valid)
        return OCIGATE_OK;
    candidates all;
    OG_TRY(gather(l, &facts->top_index->view.index, &all));
    for (size_t i = 0; i < all.count; i++)
        OG_TRY(link_candidate(l, &all.items[i]));
    return OCIGATE_OK;
}

ocigate_status og_linking_directory_tree(og_linking *l)
{
    og_member *named = og_map_find_text(&l->archive->by_name, "manifest.json");
    og_member *version = og_map_find_text(&l->archive->by_name, "version");
    if (version != NULL)
        version->is_known = version->is_referenced = true;
    named->is_known = named->is_referenced = true;
    const og_member *file = named->target;
    og_json_shape shape = {0};
    OG_TRY(og_json_shape_of(file->blob->json, file->blob->json_length, &l->options->limits,
                            l->arena, &shape, l->err));
    if (l->options->reference != NULL)
        return OCIGATE_OK; /* a dir: tree has no names */
    char text[OG_DIGEST_TEXT_SIZE];
    og_digest_format(&file->blob->digest, text);
    OG_TRY(og_linking_offer(l, og_arena_text(l->arena, text)));
    if (shape.has_manifests && !shape.has_layers)
        return og_linking_bare_index(l, file);
    if (!og_selects_digest(l->options, &file->blob->digest))
        return OCIGATE_OK;
    og_image *image = NULL;
    return og_linking_bare_image(l, file, &image);
}
