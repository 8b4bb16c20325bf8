#include "image/service.h"

#include "base/error.h"

#include <string.h>

#define KEPT_FIRST 16u

bool og_service_is_named(const og_tree_node *node, const char *name)
{
    const size_t length = strlen(name);
    return node->name_length == length && memcmp(node->name, name, length) == 0;
}

bool og_service_begins(const og_tree_node *node, const char *prefix)
{
    const size_t length = strlen(prefix);
    return node->name_length >= length && memcmp(node->name, prefix, length) == 0;
}

bool og_service_ends(const og_tree_node *node, const char *suffix)
{
    const size_t length = strlen(suffix);
    return node->name_length >= length &&
           memcmp(node->name + node->name_length - length, suffix, length) == 0;
}

const char *og_service_path(const og_serving *s, const og_node *node)
{
    const char *path = og_rootfs_path(s->rootfs, node);
    return path == NULL ? NULL : og_arena_format(s->arena, "/%s", path);
}

static bool make_room(og_arena *arena, const og_node ***items, size_t count, size_t *capacity)
{
    if (count < *capacity)
        return true;
    size_t wanted = *capacity == 0 ? KEPT_FIRST : *capacity * 2;
    if (wanted > OG_FILE_SET_KEPT)
        wanted = OG_FILE_SET_KEPT;
    const og_node **grown = OG_NEW_ARRAY(arena, const og_node *, wanted);
    if (grown == NULL)
        return false;
    if (count > 0)
        memcpy(grown, *items, count * sizeof(const og_node *));
    *items = grown;
    *capacity = wanted;
    return true;
}

bool og_service_gather(og_serving *s, og_gathered *to, const og_tree_node *node)
{
    og_file_set *set = to->set;
    to->directories |= *og_service_flags(s, node) & OG_FLAGS_INHERITED;
    set->count++;
    if (set->kept >= OG_FILE_SET_KEPT)
        return true;
    if (!make_room(s->arena, &set->first, set->kept, &to->capacity) ||
        og_rootfs_path(s->rootfs, &node->node) == NULL)
        return false;
    set->first[set->kept++] = &node->node;
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

const og_node *og_service_find(const og_serving *s, const char *path)
{
    const og_node *node = NULL;
    return og_rootfs_find(s->rootfs, path, true, &node) == OG_LOOKUP_FOUND ? node : NULL;
}

/* The service starts everything there that is no directory. */
static bool see_extension(og_serving *s, const og_tree_node *node)
{
    og_service *service = s->service;
    service->extension_count++;
    if (service->extensions_kept >= OG_EXTENSIONS_KEPT)
        return true;
    if (!make_room(s->arena, &s->extensions, service->extensions_kept, &s->extension_capacity))
        return false;
    s->extensions[service->extensions_kept++] = &node->node;
    return true;
}

/* Extensions are examined before the walk, so that they are known as such whatever comes first. */
static bool find_extensions(og_serving *s)
{
    const og_node *directory = og_service_find(s, "/opt/extensions");
    if (directory == NULL || directory->type != '5')
        return true;
    const og_tree_node *holder = og_service_tree_node(directory);
    *og_service_flags(s, holder) |= OG_IS_EXTENSIONS;
    const og_node *node = directory;
    while (holder->has_children && (node = og_rootfs_next(s->rootfs, node)) != NULL) {
        const og_tree_node *at = og_service_tree_node(node);
        if (at->parent == holder && node->type != '5' && !see_extension(s, at))
            return false;
    }
    s->service->extensions_are_disabled =
        og_service_find(s, "/opt/disable-extensions-jwigqn8j") != NULL;
    return true;
}

static void mark_program(og_serving *s, const og_program *program)
{
    /* At most a script, its interpreters and their loader. */
    for (unsigned depth = 0; program != NULL && depth < 8; depth++) {
        if (program->node != NULL)
            *og_service_flags(s, og_service_tree_node(program->node)) |= OG_IS_JUDGED;
        if (program->loader != NULL && program->loader->node != NULL)
            *og_service_flags(s, og_service_tree_node(program->loader->node)) |= OG_IS_JUDGED;
        if (program->env_target != NULL && program->env_target->node != NULL)
            *og_service_flags(s, og_service_tree_node(program->env_target->node)) |= OG_IS_JUDGED;
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
        const char *base = og_rootfs_path(s->rootfs, s->extensions[i]);
        if (base == NULL)
            return og_fail_memory(s->l->err);
        /* By the name that the service uses, should /opt be a link. */
        extensions[i].path = og_arena_format(s->arena, "/opt/extensions/%s", og_path_base(base));
        if (extensions[i].path == NULL)
            return og_fail_memory(s->l->err);
        *og_service_flags(s, og_service_tree_node(s->extensions[i])) |= OG_IS_JUDGED;
        OG_TRY(og_program_examine(s->arena, s->rootfs, &s->image->config->env, extensions[i].path,
                                  &extensions[i].program, s->l->err));
        mark_program(s, extensions[i].program);
    }
    service->extensions = extensions;
    return OCIGATE_OK;
}

static bool walk(og_serving *s)
{
    for (const og_node *node = og_rootfs_next(s->rootfs, NULL); node != NULL;
         node = og_rootfs_next(s->rootfs, node)) {
        const og_tree_node *at = og_service_tree_node(node);
        uint16_t *flags = og_service_flags(s, at);
        if (at->parent != NULL) {
            const uint16_t above = *og_service_flags(s, at->parent);
            *flags = (uint16_t)(*flags | (above & OG_FLAGS_INHERITED));
            if ((above & (OG_IS_HANDLER_HOME | OG_IS_PACKAGES)) != 0)
                og_service_see_module(s, at);
        }
        og_service_see_client(s, at);
        if (node->type == '5' && !og_service_see_directory(s, at))
            return false;
        if (node->type == '0' && !og_service_see_file(s, at))
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
    if (s.flags == NULL || !og_service_mark_directories(&s) || !find_extensions(&s))
        return og_fail_memory(l->err);
    OG_TRY(examine_extensions(&s));
    mark_program(&s, image->command.program);
    og_service_start_runtime(&s);
    if (!og_service_start_handler(&s) || !walk(&s) || !og_service_finish_runtime(&s) ||
        !og_service_finish_handler(&s) || !og_service_finish_files(&s))
        return og_fail_memory(l->err);
    service->facts_are_complete = facts_are_complete(image);
    service->is_known = true;
    return OCIGATE_OK;
}
