/* Permissions are those of others: the service runs every image as a user of its own. */
#include "image/service.h"

#include "base/buf.h"

#include <string.h>

#define MODE_OTHERS_READ 0004u
#define MODE_OTHERS_EXECUTE 0001u

static const struct {
    const char *path;
    uint16_t flag;
} directories[] = {
    {"/var/task", OG_SERVED_TASK}, {"/opt", OG_SERVED_OPT},       {"/function", OG_SERVED_FUNCTION},
    {"/app", OG_SERVED_APP},       {"/tmp", OG_HIDDEN_TMP},       {"/var/rapid", OG_HIDDEN_RAPID},
    {"/usr/share", OG_IS_DATA},    {"/lib/firmware", OG_IS_DATA},
};
#define DIRECTORY_COUNT (sizeof directories / sizeof directories[0])

static const og_tree_node *find_directory(const og_serving *s, const char *path)
{
    const og_tree_node *node = og_service_find(s, path);
    return node == NULL || og_tree_type(node) != '5' || node == s->rootfs->root ? NULL : node;
}

bool og_service_mark_directories(og_serving *s)
{
    for (size_t i = 0; i < DIRECTORY_COUNT; i++) {
        const og_tree_node *node = find_directory(s, directories[i].path);
        if (node != NULL)
            *og_service_flags(s, node) |= directories[i].flag;
    }
    const og_tree_node *node = s->working_dir == NULL ? NULL : find_directory(s, s->working_dir);
    if (node != NULL && (*og_service_flags(s, node) & OG_SERVED_NAMED) == 0)
        *og_service_flags(s, node) |= OG_SERVED_WORKDIR;
    /* WORKDIR itself and what is above it have a rule of their own. */
    for (; node != NULL; node = og_tree_parent(s->rootfs, node))
        *og_service_flags(s, node) |= OG_IS_CLIMBED;
    return !s->arena->failed;
}

/* A directory that is served is of no use below one that is closed. Each is looked at once. */
static bool climb(og_serving *s, const og_tree_node *node)
{
    for (; node != NULL; node = og_tree_parent(s->rootfs, node)) {
        uint16_t *flags = og_service_flags(s, node);
        if ((*flags & OG_IS_CLIMBED) != 0)
            return true;
        *flags |= OG_IS_CLIMBED;
        if (!og_tree_others_can_enter(node) && !og_service_gather(s, &s->closed, node))
            return false;
    }
    return true;
}

/* What package managers keep for themselves, below a home that is closed as a rule. */
static bool is_cache(const og_served *directory)
{
    static const char *const names[] = {".npm", ".cache", ".yarn", ".pnpm-store", ".bun"};
    if (directory->name[0] != '.')
        return false;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (og_service_is_named(directory, names[i]))
            return true;
    }
    return false;
}

/* In /tmp: made again by the programs that left them, of no use to anyone when they are gone. */
static bool is_leftover(const og_served *file)
{
    static const char *const prefixes[] = {
        "v8-compile-cache", "node-compile-cache", "hsperfdata_", "pip-", "npm-", "yarn--", "."};
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
        if (og_service_begins(file, prefixes[i]))
            return true;
    }
    return false;
}

bool og_service_see_directory(og_serving *s, const og_served *directory)
{
    uint16_t *flags = directory->flags;
    if (is_cache(directory) || ((directory->above & OG_HIDDEN_ANY) != 0 && is_leftover(directory)))
        *flags |= OG_IS_CACHE;
    if ((*flags & OG_IS_CACHE) == 0 && (og_service_is_named(directory, "site-packages") ||
                                        og_service_is_named(directory, "node_modules")))
        *flags |= OG_IS_PACKAGES | OG_SERVED_PACKAGES;
    if ((*flags & OG_SERVED_ANY) == 0)
        return true;
    if ((directory->above & OG_SERVED_ANY) == 0)
        return climb(s, directory->node);
    if ((*flags & OG_IS_CLIMBED) != 0 || og_tree_others_can_enter(directory->node))
        return true;
    *flags |= OG_IS_CLIMBED;
    return og_service_gather(s, &s->closed, directory->node);
}

bool og_service_see_file(og_serving *s, const og_served *file)
{
    const uint16_t flags = *file->flags;
    const og_entry *entry = &file->file;
    /* An extension that cannot be executed is extension-invalid. */
    const bool is_judged_extension =
        (file->above & OG_IS_EXTENSIONS) != 0 && (entry->mode & MODE_OTHERS_EXECUTE) == 0;
    if ((flags & OG_SERVED_ANY) != 0 && (entry->mode & MODE_OTHERS_READ) == 0 &&
        !is_judged_extension && !og_service_gather(s, &s->unreadable, file->node))
        return false;
    if ((flags & OG_HIDDEN_ANY) != 0 && (flags & OG_IS_CACHE) == 0 && entry->size > 0 &&
        !is_leftover(file) && !og_service_gather(s, &s->hidden, file->node))
        return false;
    if (entry->facts != NULL && entry->facts->elf != NULL && (flags & OG_IS_JUDGED) == 0 &&
        og_service_is_foreign(s, file)) {
        if (s->foreign.set->count == 0)
            s->service->foreign_machine = og_service_machine_name(entry->facts->elf->machine);
        return og_service_gather(s, &s->foreign, file->node);
    }
    return true;
}

/* The site-packages or node_modules around a node, the outermost. */
static const og_tree_node *packages_of(const og_serving *s, const og_tree_node *node)
{
    const og_tree_node *found = NULL;
    for (; node != NULL; node = og_tree_parent(s->rootfs, node)) {
        if ((*og_service_flags(s, node) & OG_IS_PACKAGES) != 0)
            found = node;
    }
    return found;
}

static void add_word(og_buf *where, og_buf *targets, const char *path, size_t at, size_t count)
{
    if (at > 0)
        og_buf_text(where, at + 1 == count ? " and " : ", ");
    og_buf_text(where, path);
    og_buf_format(targets, "%s%s", at == 0 ? "" : " ", path);
}

/* The directories of a set, by what its files have inherited. */
static bool name_directories(og_serving *s, og_gathered *gathered, uint16_t wanted)
{
    og_file_set *set = gathered->set;
    if (set->count == 0)
        return true;
    const char *paths[DIRECTORY_COUNT + 2];
    size_t count = 0;
    for (size_t i = 0; i < DIRECTORY_COUNT; i++) {
        if ((gathered->directories & wanted & directories[i].flag) != 0)
            paths[count++] = directories[i].path;
    }
    if ((gathered->directories & wanted & OG_SERVED_WORKDIR) != 0)
        paths[count++] = s->working_dir;
    if (count == 0 && (gathered->directories & wanted & OG_SERVED_PACKAGES) != 0) {
        const og_tree_node *packages = packages_of(s, set->first[0]->place);
        const char *path = packages == NULL ? NULL : og_service_path(s, packages);
        if (path != NULL)
            paths[count++] = path;
    }
    if (count == 0)
        return !s->arena->failed;
    og_buf where, targets;
    og_buf_init(&where);
    og_buf_init(&targets);
    for (size_t i = 0; i < count; i++)
        add_word(&where, &targets, paths[i], i, count);
    set->where = og_arena_copy(s->arena, og_buf_string(&where), where.length);
    set->targets = og_arena_copy(s->arena, og_buf_string(&targets), targets.length);
    const bool is_good = !where.failed && !targets.failed && !s->arena->failed;
    og_buf_fini(&where);
    og_buf_fini(&targets);
    return is_good;
}

/* The handler's file is reported by itself. */
static void take_out_handler(og_serving *s)
{
    og_file_set *set = s->unreadable.set;
    const og_tree_node *handler = s->handler_file;
    if (handler == NULL ||
        (og_record_mode(og_tree_file(s->rootfs, handler)) & MODE_OTHERS_READ) != 0)
        return;
    s->service->handler_is_unreadable = true;
    for (size_t i = 0; i < set->kept; i++) {
        if (set->first[i]->place != handler)
            continue;
        memmove(&set->first[i], &set->first[i + 1], (set->kept - i - 1) * sizeof set->first[0]);
        set->kept--;
        set->count--;
        return;
    }
}

bool og_service_finish_files(og_serving *s)
{
    take_out_handler(s);
    return name_directories(s, &s->unreadable, OG_SERVED_ANY) &&
           name_directories(s, &s->closed, OG_SERVED_ANY) &&
           name_directories(s, &s->hidden, OG_HIDDEN_ANY);
}
