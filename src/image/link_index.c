#include "image/linking.h"

#include "base/error.h"

#include <string.h>

/* Whatever the limit is set to: members are followed by recursion. */
#define DEPTH_MAX 64u

static bool is_attestation(const og_descriptor *descriptor)
{
    if (descriptor->reference_type != NULL || descriptor->manifest_subject != NULL)
        return true;
    return descriptor->has_platform && descriptor->platform.os != NULL &&
           descriptor->platform.architecture != NULL &&
           strcmp(descriptor->platform.os, "unknown") == 0 &&
           strcmp(descriptor->platform.architecture, "unknown") == 0;
}

/* A member is what its media type says; where that is missing, what its bytes look like. */
static ocigate_status classify(og_linking *l, og_index_member *member)
{
    const og_descriptor *descriptor = member->descriptor;
    const og_member *file = NULL;
    OG_TRY(og_linking_peek(l, descriptor, &file));
    member->is_present = file != NULL;
    if (is_attestation(descriptor)) {
        member->kind = OG_MEMBER_IS_ATTESTATION;
        return OCIGATE_OK;
    }
    const og_media_kind kind = og_media_type_find(descriptor->media_type)->kind;
    if (kind == OG_MEDIA_INDEX) {
        member->kind = OG_MEMBER_IS_INDEX;
        return OCIGATE_OK;
    }
    if (kind != OG_MEDIA_MANIFEST && kind != OG_MEDIA_SCHEMA_1) {
        member->kind = OG_MEMBER_IS_UNKNOWN;
        return OCIGATE_OK;
    }
    member->kind = OG_MEMBER_IS_IMAGE;
    if (descriptor->artifact_type != NULL)
        member->kind = OG_MEMBER_IS_ARTIFACT;
    if (file == NULL)
        return OCIGATE_OK;
    const og_document *document = NULL;
    OG_TRY(og_linking_parse(l, OG_DOCUMENT_MANIFEST, file, &document));
    if (document->is_valid && og_manifest_artifact(&document->view.manifest) != NULL)
        member->kind = OG_MEMBER_IS_ARTIFACT;
    return OCIGATE_OK;
}

/* Of the descriptor, or of the config where the descriptor has none. */
static ocigate_status member_platform(og_linking *l, const og_index_member *member,
                                      og_platform *out)
{
    *out = member->descriptor->platform;
    if (member->descriptor->has_platform || !member->is_present)
        return OCIGATE_OK;
    const og_member *file = NULL;
    const og_document *document = NULL;
    OG_TRY(og_linking_peek(l, member->descriptor, &file));
    OG_TRY(og_linking_parse(l, OG_DOCUMENT_MANIFEST, file, &document));
    if (!document->is_valid || !document->view.manifest.has_config)
        return OCIGATE_OK;
    OG_TRY(og_linking_peek(l, &document->view.manifest.config, &file));
    if (file == NULL)
        return OCIGATE_OK;
    OG_TRY(og_linking_parse(l, OG_DOCUMENT_CONFIG, file, &document));
    if (document->is_valid)
        *out = (og_platform){.os = document->view.config.os,
                             .architecture = document->view.config.architecture,
                             .variant = document->view.config.variant};
    return OCIGATE_OK;
}

static ocigate_status offer_member(og_linking *l, const og_index_node *node,
                                   const og_platform *platform)
{
    if (platform->os == NULL || platform->architecture == NULL)
        return OCIGATE_OK;
    const char *name = node->reference_count > 0 ? node->references[0] : "the index";
    const char *text = og_arena_format(l->arena, "%s for %s/%s%s%s", name, platform->os,
                                       platform->architecture, platform->variant == NULL ? "" : "/",
                                       platform->variant == NULL ? "" : platform->variant);
    return og_linking_offer(l, text);
}

static ocigate_status count_platform(og_linking *l, og_index_node *node, og_references *seen,
                                     const og_platform *platform)
{
    const char *text =
        og_arena_format(l->arena, "%s/%s/%s", platform->os == NULL ? "" : platform->os,
                        platform->architecture == NULL ? "" : platform->architecture,
                        platform->variant == NULL ? "" : platform->variant);
    OG_TRY(og_references_add(l, seen, text));
    node->platform_count = seen->count;
    return OCIGATE_OK;
}

static ocigate_status link_image_member(og_linking *l, og_index_node *node, og_index_member *member)
{
    const og_references references = {.items = node->references, .count = node->reference_count};
    if (!member->is_selected || member->is_repeated)
        return OCIGATE_OK;
    if (!member->is_present) {
        og_link *link = NULL;
        OG_TRY(og_linking_follow(l, OG_LINK_MANIFEST, node->document, member->descriptor, &link));
        link->is_index_member = !node->is_selected_by_platform;
        return OCIGATE_OK;
    }
    og_image *image = NULL;
    OG_TRY(og_linking_oci_image(l, node->document, member->descriptor, &references, node, &image));
    member->image = (ptrdiff_t)image->index;
    return OCIGATE_OK;
}

static ocigate_status link_member(og_linking *l, og_index_node *node, og_index_member *member)
{
    const og_references references = {.items = node->references, .count = node->reference_count};
    switch (member->kind) {
    case OG_MEMBER_IS_IMAGE:
        return link_image_member(l, node, member);
    case OG_MEMBER_IS_INDEX:
        OG_TRY(og_linking_index(l, node->document, member->descriptor, &references, node,
                                &member->inner));
        /* The platform that was wanted may be in there. */
        if (member->inner != NULL && member->inner->is_selected_by_platform)
            node->is_selected_by_platform = true;
        return OCIGATE_OK;
    case OG_MEMBER_IS_ATTESTATION:
    case OG_MEMBER_IS_ARTIFACT:
    case OG_MEMBER_IS_UNKNOWN:
        return og_linking_integrity_only(l, node->document, member->descriptor, true);
    }
    return OCIGATE_OK;
}

/* A digest that came before in this index: one image, however often it is listed. */
static ocigate_status mark_repeated(const og_linking *l, og_map *seen, og_index_member *member)
{
    const og_digest *digest = &member->descriptor->digest;
    if (digest->algorithm == OG_ALGORITHM_NONE)
        return OCIGATE_OK;
    member->is_repeated = og_map_find(seen, digest, sizeof *digest) != NULL;
    return og_map_set(seen, digest, sizeof *digest, member) ? OCIGATE_OK : og_fail_memory(l->err);
}

static ocigate_status select_members(og_linking *l, og_index_node *node)
{
    og_references platforms = {0};
    og_map seen;
    og_map_init(&seen, l->arena);
    for (size_t i = 0; i < node->member_count; i++) {
        og_index_member *member = &node->members[i];
        OG_TRY(classify(l, member));
        OG_TRY(mark_repeated(l, &seen, member));
        if (member->is_repeated)
            continue;
        if (member->kind == OG_MEMBER_IS_ATTESTATION)
            node->attestation_count++;
        if (member->kind != OG_MEMBER_IS_IMAGE)
            continue;
        og_platform platform;
        OG_TRY(member_platform(l, member, &platform));
        OG_TRY(offer_member(l, node, &platform));
        OG_TRY(count_platform(l, node, &platforms, &platform));
        node->image_count++;
        member->is_selected = og_selects_platform(l->options, &platform);
        if (member->is_selected && l->options->platform.os != NULL)
            node->is_selected_by_platform = true;
    }
    return OCIGATE_OK;
}

static ocigate_status link_members(og_linking *l, og_index_node *node)
{
    const og_index *index = &node->document->view.index;
    node->members = OG_NEW_ARRAY(l->arena, og_index_member, index->manifest_count);
    if (node->members == NULL)
        return og_fail_memory(l->err);
    node->member_count = index->manifest_count;
    for (size_t i = 0; i < node->member_count; i++)
        node->members[i] = (og_index_member){.descriptor = &index->manifests[i], .image = -1};
    OG_TRY(select_members(l, node));
    for (size_t i = 0; i < node->member_count; i++)
        OG_TRY(link_member(l, node, &node->members[i]));
    return OCIGATE_OK;
}

static ocigate_status add_node(og_linking *l, const og_descriptor *descriptor,
                               const og_references *references, const og_index_node *outer,
                               og_index_node **out)
{
    og_index_node *node = OG_NEW(l->arena, og_index_node);
    if (node == NULL)
        return og_fail_memory(l->err);
    *node = (og_index_node){.descriptor = descriptor,
                            .references = references->items,
                            .reference_count = references->count,
                            .outer = outer,
                            .depth = outer == NULL ? 1 : outer->depth + 1};
    const uint64_t limit = l->options->limits.value[OCIGATE_LIMIT_INDEX_DEPTH];
    node->is_too_deep = node->depth > limit || node->depth > DEPTH_MAX;
    if (l->last_index == NULL)
        l->facts->indexes = node;
    else
        l->last_index->next = node;
    l->last_index = node;
    *out = node;
    return OCIGATE_OK;
}

static ocigate_status read_node(og_linking *l, og_index_node *node, const og_member *member)
{
    const og_document *document = NULL;
    OG_TRY(og_linking_parse(l, OG_DOCUMENT_INDEX, member, &document));
    OG_TRY(og_linking_note(l, document, -1, false));
    if (!document->is_valid)
        return OCIGATE_OK;
    node->document = document;
    return link_members(l, node);
}

/* An index that was met before: a loop where it is one of those around the place that names it. */
static void note_loop(og_index_node *known, const og_index_node *outer)
{
    while (outer != NULL && outer != known)
        outer = outer->outer;
    known->is_loop = known->is_loop || outer != NULL;
}

/* Recursion is bounded by the limit of depth; each index is followed once. */
ocigate_status og_linking_index(og_linking *l, const og_document *from,
                                const og_descriptor *descriptor, const og_references *references,
                                const og_index_node *outer, const og_index_node **out)
{
    const og_digest *digest = &descriptor->digest;
    og_index_node *node = NULL;
    *out = NULL;
    og_index_node *known = digest->algorithm == OG_ALGORITHM_NONE
                               ? NULL
                               : og_map_find(&l->visited, digest, sizeof *digest);
    if (known != NULL) {
        note_loop(known, outer);
        return OCIGATE_OK;
    }
    OG_TRY(add_node(l, descriptor, references, outer, &node));
    if (digest->algorithm != OG_ALGORITHM_NONE &&
        !og_map_set(&l->visited, digest, sizeof *digest, node))
        return og_fail_memory(l->err);
    *out = node;
    if (node->is_too_deep)
        return OCIGATE_OK;
    og_link *link = NULL;
    OG_TRY(og_linking_follow(l, OG_LINK_INDEX, from, descriptor, &link));
    link->is_index_member = outer != NULL;
    return link->blob == NULL ? OCIGATE_OK : read_node(l, node, link->member->target);
}

ocigate_status og_linking_bare_index(og_linking *l, const og_member *member)
{
    const og_references none = {0};
    og_index_node *node = NULL;
    OG_TRY(add_node(l, NULL, &none, NULL, &node));
    return read_node(l, node, member);
}
