#include "image/program_internal.h"

#include "base/error.h"
#include "image/rootfs_tree.h"

#include <string.h>

#define MODE_OTHERS_READ 0004u
#define MODE_OTHERS_EXECUTE 0001u

/* What a process gets that inherits no PATH: the default of Docker and of the service. */
static const char default_path[] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

static ocigate_status absolute(const og_examination *e, const og_node *node, const char **out)
{
    const char *path = node->path;
    *out = og_arena_format(e->arena, "/%s", path);
    return *out == NULL ? og_fail_memory(e->err) : OCIGATE_OK;
}

static og_program_state state_of(og_lookup lookup, const og_tree_walk *walk)
{
    if (lookup == OG_LOOKUP_LOOP)
        return OG_PROGRAM_LOOP;
    if (lookup == OG_LOOKUP_NOT_DIRECTORY)
        return OG_PROGRAM_NOT_DIRECTORY;
    /* A hard link without a target is no file. */
    if (lookup != OG_LOOKUP_FOUND || og_tree_type(walk->at) == '1')
        return OG_PROGRAM_MISSING;
    if (walk->closed != NULL)
        return OG_PROGRAM_CLOSED;
    if (og_tree_type(walk->at) != '0')
        return OG_PROGRAM_NOT_REGULAR;
    const uint32_t mode = og_record_mode(og_tree_file(walk->tree, walk->at));
    return (mode & MODE_OTHERS_EXECUTE) != 0 ? OG_PROGRAM_FOUND : OG_PROGRAM_NOT_EXECUTABLE;
}

static void note_link(const og_examination *e, og_program *program)
{
    const og_tree_node *node = og_tree_find(e->rootfs, program->path, false);
    if (node == NULL || og_tree_type(node) != '2')
        return;
    og_entry file;
    og_record_read(og_tree_file(e->rootfs, node), &file);
    program->is_link = true;
    program->link = file.link;
}

ocigate_status og_program_resolve(const og_examination *e, const char *path, og_program *program)
{
    *program = (og_program){.path = path};
    note_link(e, program);
    og_tree_walk walk;
    og_tree_walk_start(&walk, e->rootfs, path, strlen(path));
    const og_lookup lookup = og_tree_walk_on(&walk, true);
    program->state = state_of(lookup, &walk);
    if (program->state == OG_PROGRAM_CLOSED) {
        /* Known by way of a child, so it has an entry. */
        program->closed_mode = og_record_mode(og_tree_record(walk.closed));
        const char *closed = og_tree_path(e->rootfs, e->arena, walk.closed);
        program->closed = closed == NULL ? NULL : og_arena_format(e->arena, "/%s", closed);
        if (program->closed == NULL)
            return og_fail_memory(e->err);
    }
    if (lookup != OG_LOOKUP_FOUND || program->state == OG_PROGRAM_MISSING)
        return OCIGATE_OK;
    program->node = og_tree_view(e->rootfs, walk.at);
    if (program->node == NULL)
        return og_fail_memory(e->err);
    if (program->node->type == '0') {
        program->file = program->node->file->facts;
        program->is_empty = program->node->file->size == 0;
        program->is_unreadable = (program->node->file->mode & MODE_OTHERS_READ) == 0;
    }
    return absolute(e, program->node, &program->target);
}

static ocigate_status follow_elf(const og_examination *e, og_program *program)
{
    const og_elf_facts *elf = program->file->elf;
    if (elf == NULL || !elf->interpreter_is_known || elf->interpreter == NULL ||
        elf->interpreter[0] != '/')
        return OCIGATE_OK;
    og_program *loader = OG_NEW(e->arena, og_program);
    if (loader == NULL)
        return og_fail_memory(e->err);
    OG_TRY(og_program_resolve(e, elf->interpreter, loader));
    program->loader = loader;
    return loader->state == OG_PROGRAM_FOUND ? og_program_libraries(e, program) : OCIGATE_OK;
}

ocigate_status og_program_follow(og_examination *e, const char *path, unsigned in_a_row,
                                 const og_program **out)
{
    *out = NULL;
    if (e->programs++ >= OG_PROGRAMS_MAX)
        return OCIGATE_OK;
    og_program *program = OG_NEW(e->arena, og_program);
    if (program == NULL)
        return og_fail_memory(e->err);
    OG_TRY(og_program_resolve(e, path, program));
    *out = program;
    if (program->state != OG_PROGRAM_FOUND || program->file == NULL)
        return OCIGATE_OK;
    if (program->file->format == OG_FORMAT_ELF)
        return follow_elf(e, program);
    if (program->file->format == OG_FORMAT_SCRIPT)
        return og_program_script(e, in_a_row, program);
    return OCIGATE_OK;
}

ocigate_status og_program_examine(og_arena *arena, const og_rootfs *rootfs,
                                  const og_string_list *environment, const char *path,
                                  const og_program **out, ocigate_error *err)
{
    og_examination e = {.arena = arena, .rootfs = rootfs, .environment = environment, .err = err};
    const char *copy = og_arena_text(arena, path);
    if (copy == NULL)
        return og_fail_memory(err);
    return og_program_follow(&e, copy, 0, out);
}

const char *og_environment_value(const og_string_list *environment, const char *name)
{
    const size_t length = strlen(name);
    const char *value = NULL;
    for (size_t i = 0; environment != NULL && i < environment->count; i++) {
        const char *item = environment->items[i];
        if (strncmp(item, name, length) == 0 && item[length] == '=')
            value = item + length + 1;
    }
    return value;
}

ocigate_status og_program_search(og_arena *arena, const og_rootfs *rootfs,
                                 const og_string_list *environment, const char *name,
                                 const char **out, bool *is_known, ocigate_error *err)
{
    const char *path = og_environment_value(environment, "PATH");
    if (path == NULL)
        path = default_path;
    const char *there = NULL;
    bool has_relative = *path == '\0';
    for (; *path != '\0'; path += *path == ':' ? 1 : 0) {
        const size_t length = strcspn(path, ":");
        const char *directory = path;
        path += length;
        if (length == 0 || directory[0] != '/' || length >= 4096) {
            has_relative = true;
            continue;
        }
        const char *separator = directory[length - 1] == '/' ? "" : "/";
        const char *candidate =
            og_arena_format(arena, "%.*s%s%s", (int)length, directory, separator, name);
        if (candidate == NULL)
            return og_fail_memory(err);
        if (og_rootfs_is_executable(rootfs, candidate)) {
            *out = candidate;
            *is_known = true;
            return OCIGATE_OK;
        }
        const og_tree_node *node = there == NULL ? og_tree_find(rootfs, candidate, true) : NULL;
        if (node != NULL && og_tree_type(node) == '0')
            there = candidate;
    }
    *out = there;
    *is_known = there != NULL || !has_relative;
    return OCIGATE_OK;
}
