#include "image/link.h"

#include "base/error.h"
#include "image/linking.h"

#include <string.h>

const char *og_kind_name(og_kind kind)
{
    static const char *const names[] = {
        [OG_KIND_UNKNOWN] = "unknown",         [OG_KIND_DOCKER_ARCHIVE] = "docker-archive",
        [OG_KIND_OCI_ARCHIVE] = "oci-archive", [OG_KIND_OCI_LAYOUT] = "oci-layout",
        [OG_KIND_DOCKER_DIR] = "docker-dir",
    };
    return names[kind];
}

static bool has_member(const og_archive *archive, const char *name)
{
    return og_map_find_text(&archive->by_name, name) != NULL;
}

/* Is the object in manifest.json a manifest (of a dir: tree), rather than something wrong? */
static ocigate_status is_tree_manifest(og_linking *l, const og_member *file, bool *out)
{
    *out = false;
    if (file == NULL || file->blob == NULL || file->blob->json == NULL ||
        og_json_top(file->blob->json, file->blob->json_length) != '{')
        return OCIGATE_OK;
    og_json_shape shape = {0};
    OG_TRY(og_json_shape_of(file->blob->json, file->blob->json_length, &l->options->limits,
                            l->arena, &shape, l->err));
    *out = shape.has_layers || shape.has_config || shape.has_manifests || shape.has_fs_layers ||
           shape.media_type != NULL;
    return OCIGATE_OK;
}

static void look_at_names(og_linking *l)
{
    og_facts *facts = l->facts;
    size_t root_directories = 0;
    bool has_layer_tar = false;
    for (og_member *member = l->archive->members; member != NULL; member = member->next) {
        static const char *const usual[] = {"bin", "etc", "usr", "lib", "var", "sbin"};
        for (size_t i = 0; i < sizeof usual / sizeof usual[0]; i++)
            root_directories += strcmp(member->name, usual[i]) == 0 ? 1 : 0;
        const char *slash = strrchr(member->name, '/');
        has_layer_tar = has_layer_tar || (slash != NULL && strcmp(slash, "/layer.tar") == 0);
        if (og_path_begins_with(member->name, "blobs/") || strcmp(member->name, "blobs") == 0)
            facts->has_blobs_directory = true;
    }
    facts->has_index_member = has_member(l->archive, "index.json");
    facts->has_layout_member = has_member(l->archive, "oci-layout");
    const bool has_manifest = has_member(l->archive, "manifest.json");
    facts->looks_like_legacy_docker = !has_manifest && !facts->has_layout_member && has_layer_tar;
    facts->looks_like_rootfs = root_directories >= 3;
}

/* What the input is, decided when all of it has been seen. */
static ocigate_status decide_kind(og_linking *l)
{
    og_facts *facts = l->facts;
    const og_member *named = NULL;
    const og_member *file = og_archive_find(l->archive, "manifest.json", &named);
    const bool is_layout = facts->has_layout_member || facts->has_index_member;
    bool is_tree = false;
    OG_TRY(is_tree_manifest(l, file, &is_tree));
    if (named != NULL && is_tree && !is_layout)
        facts->kind = OG_KIND_DOCKER_DIR;
    else if (named != NULL && !(facts->has_layout_member && file != NULL && file->blob != NULL &&
                                file->blob->json != NULL &&
                                og_json_top(file->blob->json, file->blob->json_length) == '{'))
        facts->kind = OG_KIND_DOCKER_ARCHIVE;
    else if (is_layout || (facts->has_blobs_directory && !facts->looks_like_rootfs))
        facts->kind =
            l->archive->form == OG_ARCHIVE_DIRECTORY ? OG_KIND_OCI_LAYOUT : OG_KIND_OCI_ARCHIVE;
    l->is_docker = facts->kind == OG_KIND_DOCKER_ARCHIVE;
    /* An index.json beside manifest.json is a half of its own only in a layout that says so. */
    l->is_oci = facts->kind == OG_KIND_OCI_ARCHIVE || facts->kind == OG_KIND_OCI_LAYOUT ||
                (l->is_docker && facts->has_layout_member && facts->has_index_member);
    return OCIGATE_OK;
}

/* Names that belong to a format although nothing refers to them. */
static bool is_part_of_format(const og_linking *l, const og_member *member)
{
    const char *name = member->name;
    if (member->type == OG_MEMBER_DIRECTORY || name[0] == '\0')
        return true;
    if (og_path_begins_with(name, "blobs/") || og_path_begins_with(name, "ingest/"))
        return true;
    if (l->facts->kind == OG_KIND_DOCKER_ARCHIVE) {
        const char *base = og_path_base(name);
        return strcmp(base, "VERSION") == 0 || strcmp(base, "json") == 0 ||
               strcmp(base, "layer.tar") == 0 || strcmp(name, "index.json") == 0 ||
               strcmp(name, "oci-layout") == 0 || og_path_begins_with(name, "sha256:");
    }
    if (l->facts->kind == OG_KIND_DOCKER_DIR)
        return og_path_begins_with(name, "signature-") || strlen(name) >= 64;
    return strcmp(name, "manifest.json") == 0 || strcmp(name, "repositories") == 0 ||
           strcmp(name, "index.json.lock") == 0;
}

static void mark_members(og_linking *l)
{
    for (og_member *member = l->archive->members; member != NULL; member = member->next) {
        if (member->is_duplicate || is_part_of_format(l, member))
            member->is_known = true;
        if (l->archive->form != OG_ARCHIVE_DIRECTORY || member->is_referenced ||
            member->type == OG_MEMBER_FILE || member->type == OG_MEMBER_DIRECTORY)
            continue;
        if (!og_path_begins_with(member->name, "blobs/") && strcmp(member->name, "blobs") != 0)
            continue;
        og_defect *defect = og_defect_add(&l->archive->defects, l->arena, OG_DEFECT_NOT_REGULAR,
                                          "a %s where a blob belongs", member->type_name);
        if (defect != NULL)
            defect->path = member->name;
    }
}

/* index.json, oci-layout or manifest.json that is a link or a fifo in a directory: never opened. */
static void refuse_documents(og_linking *l)
{
    static const char *const names[] = {"oci-layout", "index.json", "manifest.json"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const og_member *member = og_map_find_text(&l->archive->by_name, names[i]);
        if (l->archive->form != OG_ARCHIVE_DIRECTORY || member == NULL ||
            member->type == OG_MEMBER_FILE)
            continue;
        og_defect *defect = og_defect_add(&l->archive->defects, l->arena, OG_DEFECT_NOT_REGULAR,
                                          "a %s where a document belongs", member->type_name);
        if (defect != NULL)
            defect->path = member->name;
    }
}

static ocigate_status link_halves(og_linking *l)
{
    if (l->facts->kind == OG_KIND_DOCKER_DIR)
        return og_linking_directory_tree(l);
    if (l->is_oci)
        OG_TRY(og_linking_layout(l));
    if (l->is_docker)
        OG_TRY(og_linking_docker(l));
    return l->is_oci && l->is_docker ? og_linking_compare_halves(l) : OCIGATE_OK;
}

ocigate_status og_facts_link(og_archive *archive, const char *input_name,
                             const ocigate_options *options, og_arena *arena, og_facts *out,
                             ocigate_error *err)
{
    *out = (og_facts){.input_name = input_name, .archive = archive, .options = options};
    og_linking l = {
        .archive = archive, .options = options, .arena = arena, .facts = out, .err = err};
    og_map_init(&l.documents, arena);
    og_map_init(&l.noted, arena);
    og_map_init(&l.visited, arena);
    if (archive->form == OG_ARCHIVE_NONE)
        return OCIGATE_OK;
    look_at_names(&l);
    OG_TRY(decide_kind(&l));
    refuse_documents(&l);
    if (out->kind != OG_KIND_UNKNOWN)
        OG_TRY(link_halves(&l));
    mark_members(&l);
    out->is_selection = options->reference != NULL || options->platform.os != NULL ||
                        options->digest.algorithm != OG_ALGORITHM_NONE;
    out->selection_is_empty =
        out->is_selection && out->kind != OG_KIND_UNKNOWN && out->image_count == 0;
    return arena->failed ? og_fail_memory(err) : OCIGATE_OK;
}
