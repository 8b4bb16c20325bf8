#include "image/service.h"

#include "base/error.h"

#include <string.h>

#define KEPT_FIRST 16u

bool og_service_begins(const og_served *file, const char *prefix)
{
    return og_path_begins_with(file->name, prefix);
}

bool og_service_ends(const og_served *file, const char *suffix)
{
    const size_t length = strlen(suffix);
    return file->name_length >= length &&
           memcmp(file->name + file->name_length - length, suffix, length) == 0;
}

bool og_service_is_named(const og_served *file, const char *name)
{
    return strcmp(file->name, name) == 0;
}

bool og_service_lies_in(const og_serving *s, const og_tree_node *node, const char *name)
{
    const og_tree_node *parent = og_tree_parent(s->rootfs, node);
    size_t length;
    return parent != NULL && strcmp(og_tree_name(parent, &length), name) == 0;
}

const char *og_service_path(const og_serving *s, const og_tree_node *node)
{
    const char *path = og_tree_path(s->rootfs, s->arena, node);
    return path == NULL ? NULL : og_arena_format(s->arena, "/%s", path);
}

static bool make_room(og_arena *arena, og_gathered *to)
{
    og_file_set *set = to->set;
    if (set->kept < to->capacity)
        return true;
    size_t wanted = to->capacity == 0 ? KEPT_FIRST : to->capacity * 2;
    if (wanted > OG_FILE_SET_KEPT)
        wanted = OG_FILE_SET_KEPT;
    const og_node **grown = OG_NEW_ARRAY(arena, const og_node *, wanted);
    if (grown == NULL)
        return false;
    if (set->kept > 0)
        memcpy(grown, set->first, set->kept * sizeof(const og_node *));
    set->first = grown;
    to->capacity = wanted;
    return true;
}

bool og_service_gather(og_serving *s, og_gathered *to, const og_tree_node *node)
{
    og_file_set *set = to->set;
    to->directories |= *og_service_flags(s, node) & OG_FLAGS_INHERITED;
    set->count++;
    if (set->kept >= OG_FILE_SET_KEPT)
        return true;
    const og_node *view = og_tree_view(s->rootfs, node);
    if (view == NULL || !make_room(s->arena, to))
        return false;
    set->first[set->kept++] = view;
    return true;
}

const char *og_service_variable(const og_config *config, const char *name)
{
    const size_t length = strlen(name);
    for (size_t i = config->env.count; i > 0; i--) {
        const char *item = config->env.items[i - 1];
        if (strncmp(item, name, length) == 0 && item[length] == '=')
            return item + length + 1;
    }
    return NULL;
}

const og_tree_node *og_service_find(const og_serving *s, const char *path)
{
    return og_tree_find(s->rootfs, path, true);
}

/* Extensions are examined before the walk, so that they are known as such whatever comes first. The
   service starts everything there that is no directory. */
static void find_extensions(og_serving *s)
{
    og_service *service = s->service;
    const og_tree_node *directory = og_service_find(s, "/opt/extensions");
    if (directory == NULL || og_tree_type(directory) != '5')
        return;
    const uint32_t number = og_tree_number(s->rootfs, directory);
    s->flags[number] |= OG_IS_EXTENSIONS;
    const og_tree_node *node = directory;
    while (directory->has_children && (node = og_tree_next(s->rootfs, node)) != NULL) {
        if (node->parent != number || og_tree_type(node) == '5')
            continue;
        service->extension_count++;
        if (service->extensions_kept < OG_EXTENSIONS_KEPT)
            s->extensions[service->extensions_kept++] = node;
    }
    service->extensions_are_disabled =
        og_service_find(s, "/opt/disable-extensions-jwigqn8j") != NULL;
}

static void mark_judged(og_serving *s, const og_program *program)
{
    if (program != NULL && program->node != NULL)
        *og_service_flags(s, program->node->place) |= OG_IS_JUDGED;
}

static void mark_program(og_serving *s, const og_program *program)
{
    /* At most a script, its interpreters and their loader. */
    for (unsigned depth = 0; program != NULL && depth < 8; depth++) {
        mark_judged(s, program);
        mark_judged(s, program->loader);
        mark_judged(s, program->env_target);
        program = program->interpreter;
    }
}

static ocigate_status examine_extensions(og_serving *s)
{
    og_service *service = s->service;
    og_extension *extensions = OG_NEW_ARRAY(s->arena, og_extension, service->extensions_kept);
    if (extensions == NULL)
        return og_fail_memory(s->l->err);
    for (size_t i = 0; i < service->extensions_kept; i++) {
        size_t length;
        const char *name = og_tree_name(s->extensions[i], &length);
        /* By the name that the service uses, should /opt be a link. */
        extensions[i].path = og_arena_format(s->arena, "/opt/extensions/%s", name);
        if (extensions[i].path == NULL)
            return og_fail_memory(s->l->err);
        *og_service_flags(s, s->extensions[i]) |= OG_IS_JUDGED;
        OG_TRY(og_program_examine(s->arena, s->rootfs, &s->image->config->env, extensions[i].path,
                                  &extensions[i].program, s->l->err));
        mark_program(s, extensions[i].program);
    }
    service->extensions = extensions;
    return OCIGATE_OK;
}

static void look_at(const og_serving *s, const og_tree_node *node, og_served *out)
{
    out->node = node;
    out->type = og_tree_type(node);
    out->flags = og_service_flags(s, node);
    out->above = node->parent == OG_TREE_NONE ? 0 : s->flags[node->parent];
    out->name = og_tree_name(node, &out->name_length);
    if (out->type == '0')
        og_record_read(og_tree_file(s->rootfs, node), &out->file);
}

static bool walk(og_serving *s)
{
    for (const og_tree_node *node = og_tree_next(s->rootfs, NULL); node != NULL;
         node = og_tree_next(s->rootfs, node)) {
        og_served at;
        look_at(s, node, &at);
        if (node->parent == OG_TREE_NONE)
            continue;
        *at.flags = (uint16_t)(*at.flags | (at.above & OG_FLAGS_INHERITED));
        if ((at.above & (OG_IS_HANDLER_HOME | OG_IS_PACKAGES)) != 0)
            og_service_see_module(s, &at);
        og_service_see_client(s, &at);
        if (at.type == '5' && !og_service_see_directory(s, &at))
            return false;
        if (at.type == '0' && !og_service_see_file(s, &at))
            return false;
    }
    return true;
}

/* A file without facts is none that the kernel could start, unless facts were dropped. */
static bool facts_are_complete(const og_image *image)
{
    for (size_t i = 0; i < image->layer_count; i++) {
        const og_blob_facts *blob = image->layers[i].blob;
        if (blob == NULL || blob->file_facts_are_dropped)
            return false;
    }
    return true;
}

static const char *working_directory(const og_image *image)
{
    const char *directory = image->command.working_dir;
    if (directory == NULL)
        directory = image->config->working_dir;
    return directory != NULL && directory[0] == '/' && directory[1] != '\0' ? directory : NULL;
}

ocigate_status og_service_build(const og_linking *l, og_image *image)
{
    if (image->rootfs == NULL || image->config == NULL || image->is_artifact)
        return OCIGATE_OK;
    og_service *service = &image->service;
    og_serving s = {.l = l,
                    .image = image,
                    .rootfs = image->rootfs,
                    .arena = l->arena,
                    .service = service,
                    .working_dir = working_directory(image)};
    s.unreadable.set = &service->unreadable;
    s.closed.set = &service->closed;
    s.hidden.set = &service->hidden;
    s.foreign.set = &service->foreign_binaries;
    s.flags = OG_NEW_ARRAY(s.arena, uint16_t, image->rootfs->node_count);
    if (s.flags == NULL || !og_service_mark_directories(&s))
        return og_fail_memory(l->err);
    find_extensions(&s);
    OG_TRY(examine_extensions(&s));
    mark_program(&s, image->command.program);
    og_service_start_runtime(&s);
    if (s.client_kind == OG_RUNTIME_PROVIDED) {
        OG_TRY(og_program_examine(s.arena, s.rootfs, &image->config->env, "/var/runtime/bootstrap",
                                  &service->bootstrap, l->err));
        mark_program(&s, service->bootstrap);
    }
    if (!og_service_start_handler(&s) || !walk(&s) || !og_service_finish_runtime(&s) ||
        !og_service_finish_handler(&s) || !og_service_finish_files(&s))
        return og_fail_memory(l->err);
    service->facts_are_complete = facts_are_complete(image);
    service->is_known = true;
    return OCIGATE_OK;
}
