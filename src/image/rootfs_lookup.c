#include "image/rootfs_tree.h"

#include <string.h>

#define MODE_OTHERS_EXECUTE 0001u

void og_tree_walk_start(og_tree_walk *walk, const og_rootfs *tree, const char *path, size_t length)
{
    walk->tree = tree;
    walk->at = tree->root;
    walk->rest[0].bytes = path;
    walk->rest[0].end = path + length;
    walk->depth = length > 0 ? 1 : 0;
    walk->links = 0;
    walk->closed = NULL;
    walk->missing = NULL;
    walk->missing_length = 0;
    walk->link_steps = 0;
}

/* The next component; empty ones are passed. At the end of a link the rest behind it goes on. */
static size_t next_component(og_tree_walk *walk, const char **name)
{
    while (walk->depth > 0) {
        const char *bytes = walk->rest[walk->depth - 1].bytes;
        const char *end = walk->rest[walk->depth - 1].end;
        while (bytes < end && *bytes == '/')
            bytes++;
        walk->rest[walk->depth - 1].bytes = bytes;
        if (bytes < end) {
            const char *slash = memchr(bytes, '/', (size_t)(end - bytes));
            *name = bytes;
            return (size_t)((slash == NULL ? end : slash) - bytes);
        }
        walk->depth--;
    }
    return 0;
}

/* Step behind the component that was looked at. */
static void consume(og_tree_walk *walk, size_t length)
{
    if (walk->links > 0)
        walk->link_steps++;
    walk->rest[walk->depth - 1].bytes += length;
    while (walk->depth > 0 && walk->rest[walk->depth - 1].bytes == walk->rest[walk->depth - 1].end)
        walk->depth--;
}

static og_lookup follow(og_tree_walk *walk, const og_tree_node *link)
{
    og_entry entry;
    og_record_read(og_tree_file(walk->tree, link), &entry);
    const char *target = entry.link;
    if (++walk->links > OG_TREE_LINKS_MAX)
        return OG_LOOKUP_LOOP;
    walk->missing = NULL;
    if (target == NULL || target[0] == '\0')
        return OG_LOOKUP_MISSING;
    if (target[0] == '/')
        walk->at = walk->tree->root;
    walk->rest[walk->depth].bytes = target;
    walk->rest[walk->depth].end = target + strlen(target);
    walk->depth++;
    return OG_LOOKUP_FOUND;
}

og_lookup og_tree_walk_on(og_tree_walk *walk, bool follows_last)
{
    while (walk->depth > 0) {
        if (og_tree_type(walk->at) != '5')
            return OG_LOOKUP_NOT_DIRECTORY;
        const char *name = NULL;
        const size_t length = next_component(walk, &name);
        if (length == 0)
            break;
        if (walk->closed == NULL && !og_tree_others_can_enter(walk->at))
            walk->closed = walk->at;
        og_tree_node *next = walk->at;
        if (length == 2 && memcmp(name, "..", 2) == 0)
            next =
                walk->at->parent == OG_TREE_NONE ? walk->at : og_tree_parent(walk->tree, walk->at);
        else if (!(length == 1 && name[0] == '.'))
            next = og_tree_child(walk->tree, walk->at, name, length);
        if (next == NULL) {
            walk->missing = name;
            walk->missing_length = length;
            return OG_LOOKUP_MISSING;
        }
        consume(walk, length);
        if (og_tree_type(next) == '2' && (follows_last || walk->depth > 0)) {
            const og_lookup followed = follow(walk, next);
            if (followed != OG_LOOKUP_FOUND)
                return followed;
        } else {
            walk->at = next;
        }
    }
    return OG_LOOKUP_FOUND;
}

const og_tree_node *og_tree_find(const og_rootfs *tree, const char *path, bool follows_last)
{
    og_tree_walk walk;
    og_tree_walk_start(&walk, tree, path, strlen(path));
    return og_tree_walk_on(&walk, follows_last) == OG_LOOKUP_FOUND ? walk.at : NULL;
}

og_lookup og_rootfs_find(const og_rootfs *rootfs, const char *path, bool follows_last,
                         const og_node **node)
{
    og_tree_walk walk;
    og_tree_walk_start(&walk, rootfs, path, strlen(path));
    const og_lookup lookup = og_tree_walk_on(&walk, follows_last);
    if (lookup != OG_LOOKUP_FOUND)
        return lookup;
    /* Out of memory shows in the arena. */
    *node = og_tree_view(rootfs, walk.at);
    return *node == NULL ? OG_LOOKUP_MISSING : OG_LOOKUP_FOUND;
}

bool og_rootfs_is_reachable(const og_rootfs *rootfs, const char *path)
{
    og_tree_walk walk;
    og_tree_walk_start(&walk, rootfs, path, strlen(path));
    return og_tree_walk_on(&walk, true) == OG_LOOKUP_FOUND && walk.closed == NULL;
}

bool og_rootfs_is_executable(const og_rootfs *rootfs, const char *path)
{
    og_tree_walk walk;
    og_tree_walk_start(&walk, rootfs, path, strlen(path));
    if (og_tree_walk_on(&walk, true) != OG_LOOKUP_FOUND || walk.closed != NULL)
        return false;
    return og_tree_type(walk.at) == '0' &&
           (og_record_mode(og_tree_file(rootfs, walk.at)) & MODE_OTHERS_EXECUTE) != 0;
}

uint64_t og_rootfs_bytes(const og_rootfs *rootfs)
{
    return rootfs->bytes;
}
