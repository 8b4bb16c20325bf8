#include "image/linking.h"

#include "base/error.h"
#include "base/path.h"

#include <string.h>

/* The bytes of a document cannot be parsed: say why, in the same words for every kind. */
static void reject_bytes(og_linking *l, og_document *document, const og_member *member)
{
    const og_blob_facts *blob = member->blob;
    const unsigned long long limit = l->options->limits.value[OCIGATE_LIMIT_DOCUMENT_BYTES];
    if (blob != NULL && blob->json_is_too_large) {
        /* Rule manifest-too-large speaks of a manifest. */
        if (document->kind != OG_DOCUMENT_MANIFEST)
            og_defect_add(&document->defects, l->arena, OG_DEFECT_LIMIT,
                          "the document has %llu bytes, more than %llu (--limit document-bytes=N)",
                          (unsigned long long)blob->size, limit);
        return;
    }
    og_defect *defect;
    if (blob == NULL || blob->content == OG_CONTENT_EMPTY || blob->size == 0)
        defect = og_defect_add(&document->defects, l->arena, OG_DEFECT_JSON_INVALID,
                               "the document is empty");
    else
        defect = og_defect_add(&document->defects, l->arena, OG_DEFECT_JSON_INVALID,
                               "the document is no JSON object or array but %s",
                               blob->compression != OG_COMPRESSION_NONE
                                   ? "compressed data"
                                   : (blob->looks_like != NULL ? blob->looks_like : "other data"));
    if (defect != NULL)
        defect->pointer = "";
}

static ocigate_status parse_new(og_linking *l, og_document_kind kind, const og_member *member,
                                og_document **out)
{
    og_document *document = OG_NEW(l->arena, og_document);
    if (document == NULL)
        return og_fail_memory(l->err);
    document->kind = kind;
    const og_blob_facts *blob = member->blob;
    if (blob != NULL && blob->json != NULL)
        OG_TRY(og_document_parse(kind, blob->json, blob->json_length, &l->options->limits, l->arena,
                                 document, l->err));
    else
        reject_bytes(l, document, member);
    document->member = member->name;
    document->size_bytes = blob == NULL ? 0 : (size_t)blob->size;
    if (blob != NULL)
        document->digest = blob->digest;
    *out = document;
    return OCIGATE_OK;
}

ocigate_status og_linking_parse(og_linking *l, og_document_kind kind, const og_member *member,
                                const og_document **out)
{
    struct {
        const og_member *member;
        size_t kind;
    } identity;
    memset(&identity, 0, sizeof identity);
    identity.member = member;
    identity.kind = (size_t)kind;
    og_document *document = og_map_find(&l->documents, &identity, sizeof identity);
    if (document == NULL) {
        OG_TRY(parse_new(l, kind, member, &document));
        const void *key = og_arena_copy(l->arena, &identity, sizeof identity);
        if (key == NULL || !og_map_set(&l->documents, key, sizeof identity, document))
            return og_fail_memory(l->err);
    }
    *out = document;
    return OCIGATE_OK;
}

ocigate_status og_linking_note(og_linking *l, const og_document *document, ptrdiff_t image,
                               bool is_exempt)
{
    const void *key = document;
    og_document_node *node = og_map_find(&l->noted, &key, sizeof key);
    if (node != NULL) {
        /* Shared by several images: it belongs to none. */
        if (node->image != image)
            node->image = -1;
        node->is_exempt = node->is_exempt && is_exempt;
        return OCIGATE_OK;
    }
    node = OG_NEW(l->arena, og_document_node);
    const void *kept = og_arena_copy(l->arena, &key, sizeof key);
    if (node == NULL || kept == NULL || !og_map_set(&l->noted, kept, sizeof key, node))
        return og_fail_memory(l->err);
    *node = (og_document_node){.document = document, .image = image, .is_exempt = is_exempt};
    if (l->last_document == NULL)
        l->facts->documents = node;
    else
        l->last_document->next = node;
    l->last_document = node;
    return OCIGATE_OK;
}

/* Where a layout or a dir: tree keeps the blob of a descriptor; NULL when its digest is no name. */
static ocigate_status blob_path(og_linking *l, const og_descriptor *descriptor, bool is_manifest,
                                const char **out)
{
    *out = NULL;
    if (descriptor->digest.algorithm == OG_ALGORITHM_NONE)
        return OCIGATE_OK;
    char text[OG_DIGEST_TEXT_SIZE];
    og_digest_format(&descriptor->digest, text);
    char *colon = strchr(text, ':');
    *colon = '\0';
    const char *hex = colon + 1;
    char *path;
    if (l->facts->kind == OG_KIND_DOCKER_DIR)
        path = og_arena_format(l->arena, "%s%s", hex, is_manifest ? ".manifest.json" : "");
    else
        path = og_arena_format(l->arena, "blobs/%s/%s", text, hex);
    if (path == NULL)
        return og_fail_memory(l->err);
    *out = path;
    return OCIGATE_OK;
}

static void mark_referenced(og_linking *l, const char *path)
{
    og_member *member = og_map_find_text(&l->archive->by_name, path);
    for (unsigned hops = 0; member != NULL && hops < 16; hops++) {
        member->is_referenced = true;
        member->is_known = true;
        if (member->target == NULL || member->target == member)
            return;
        og_path_facts facts;
        const char *next = member->type == OG_MEMBER_HARDLINK
                               ? og_path_clean(l->arena, member->link, strlen(member->link), &facts)
                               : og_path_join(l->arena, member->name, member->link, &facts);
        member = next == NULL ? NULL : og_map_find_text(&l->archive->by_name, next);
    }
}

static ocigate_status add_link(og_linking *l, og_link link, og_link **out)
{
    og_link *kept = OG_NEW(l->arena, og_link);
    if (kept == NULL)
        return og_fail_memory(l->err);
    if (link.path != NULL) {
        const og_member *target = og_archive_find(l->archive, link.path, &link.member);
        link.blob = target == NULL ? NULL : target->blob;
        link.is_refused = l->archive->form == OG_ARCHIVE_DIRECTORY && link.member != NULL &&
                          link.member->type != OG_MEMBER_FILE;
        mark_referenced(l, link.path);
    }
    *kept = link;
    if (l->last_link == NULL)
        l->facts->links = kept;
    else
        l->last_link->next = kept;
    l->last_link = kept;
    *out = kept;
    return l->arena->failed ? og_fail_memory(l->err) : OCIGATE_OK;
}

ocigate_status og_linking_follow(og_linking *l, og_link_role role, const og_document *from,
                                 const og_descriptor *descriptor, og_link **out)
{
    const uint64_t limit = l->options->limits.value[OCIGATE_LIMIT_DESCRIPTORS];
    if (l->descriptors_followed++ >= limit && !l->is_over_limit) {
        l->is_over_limit = true;
        og_defect_add(&l->facts->defects, l->arena, OG_DEFECT_LIMIT,
                      "more than %llu descriptors (--limit descriptors=N)",
                      (unsigned long long)limit);
    }
    og_link link = {.role = role,
                    .from = from,
                    .descriptor = descriptor,
                    .pointer = descriptor->pointer,
                    .image = -1,
                    .layer = -1};
    const og_media_type *type = og_media_type_find(descriptor->media_type);
    const bool is_manifest = role == OG_LINK_MANIFEST || role == OG_LINK_INDEX ||
                             type->kind == OG_MEDIA_MANIFEST || type->kind == OG_MEDIA_INDEX;
    if (!l->is_over_limit)
        OG_TRY(blob_path(l, descriptor, is_manifest, &link.path));
    link.may_be_absent = type->kind == OG_MEDIA_LAYER_FOREIGN || descriptor->has_urls ||
                         (descriptor->has_data && !descriptor->data_is_wrong);
    return add_link(l, link, out);
}

/* The digest that the name of a config promises: "<hex>.json", "sha256:<hex>". */
static og_digest digest_of_config_name(const char *path)
{
    og_digest digest = {0};
    char text[OG_DIGEST_TEXT_SIZE];
    const char *base = og_path_base(path);
    size_t length = strlen(base);
    if (length > 5 && strcmp(base + length - 5, ".json") == 0)
        length -= 5;
    if (length == 64) {
        memcpy(text, "sha256:", 7);
        memcpy(text + 7, base, 64);
        (void)og_digest_parse(text, 71, &digest);
    } else {
        (void)og_digest_parse(base, length, &digest);
    }
    return digest;
}

ocigate_status og_linking_follow_path(og_linking *l, og_link_role role, const og_document *from,
                                      const char *pointer, const char *path, og_link **out)
{
    og_link link = {.role = role, .from = from, .pointer = pointer, .image = -1, .layer = -1};
    og_path_facts facts;
    link.path = og_path_clean(l->arena, path, strlen(path), &facts);
    if (link.path == NULL)
        return og_fail_memory(l->err);
    /* What leaves the archive names nothing in it, and no path outside is ever built from it. */
    if (facts.leaves_root)
        link.path = og_arena_text(l->arena, path);
    link.leaves_archive = facts.leaves_root;
    if (!og_digest_of_blob_path(link.path, &link.name_digest) && role == OG_LINK_CONFIG)
        link.name_digest = digest_of_config_name(link.path);
    return add_link(l, link, out);
}

ocigate_status og_linking_peek(og_linking *l, const og_descriptor *descriptor,
                               const og_member **out)
{
    const og_media_type *type = og_media_type_find(descriptor->media_type);
    const bool is_manifest = type->kind == OG_MEDIA_MANIFEST || type->kind == OG_MEDIA_INDEX;
    const char *path = NULL;
    OG_TRY(blob_path(l, descriptor, is_manifest, &path));
    *out = path == NULL ? NULL : og_archive_find(l->archive, path, NULL);
    return OCIGATE_OK;
}
