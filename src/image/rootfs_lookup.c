#include "image/rootfs_tree.h"

#include <string.h>

/* Linux, path_resolution(7): the most links in one resolution. */
#define LINKS_MAX 40u

#define MODE_OTHERS_EXECUTE 0001u

og_tree_node *og_tree_child(const og_rootfs *rootfs, const og_tree_node *parent, const char *name,
                            size_t length)
{
    char key[OG_ROOTFS_PATH_BYTES];
    const size_t prefix = strlen(parent->node.path);
    if (parent->node.type != '5' || prefix + length + 1 >= sizeof key)
        return NULL;
    size_t used = 0;
    if (prefix > 0) {
        memcpy(key, parent->node.path, prefix);
        key[prefix] = '/';
        used = prefix + 1;
    }
    memcpy(key + used, name, length);
    og_tree_node *child = og_map_find(&rootfs->by_path, key, used + length);
    if (child == NULL || !child->is_present || child->born < parent->shows_since)
        return NULL;
    return child;
}

/* Put the target of a link in front of what is left of the path. */
static bool substitute(char *rest, const char *target)
{
    const size_t target_length = strlen(target);
    const size_t rest_length = strlen(rest);
    if (target_length + rest_length + 2 > OG_ROOTFS_PATH_BYTES)
        return false;
    memmove(rest + target_length + 1, rest, rest_length + 1);
    memcpy(rest, target, target_length);
    rest[target_length] = '/';
    return true;
}

static bool is_open_directory(const og_tree_node *directory)
{
    const og_entry *entry = directory->node.entry;
    return entry == NULL || (entry->mode & MODE_OTHERS_EXECUTE) != 0;
}

og_lookup og_tree_walk(const og_rootfs *rootfs, const char *path, size_t length, bool follows_last,
                       og_tree_node **out, bool *is_open)
{
    char rest[OG_ROOTFS_PATH_BYTES];
    og_tree_node *at = rootfs->root;
    unsigned links = 0;
    *is_open = true;
    if (length >= sizeof rest)
        return OG_LOOKUP_MISSING;
    memcpy(rest, path, length);
    rest[length] = '\0';
    for (;;) {
        const size_t slashes = strspn(rest, "/");
        const size_t size = strcspn(rest + slashes, "/");
        const char *name = rest + slashes;
        const bool is_last = name[size + strspn(name + size, "/")] == '\0';
        if (size == 0) {
            *out = at;
            return OG_LOOKUP_FOUND;
        }
        if (at->node.type != '5')
            return OG_LOOKUP_NOT_DIRECTORY;
        *is_open = *is_open && is_open_directory(at);
        og_tree_node *next = at;
        if (size == 2 && memcmp(name, "..", 2) == 0)
            next = at->parent == NULL ? at : at->parent;
        else if (!(size == 1 && name[0] == '.'))
            next = og_tree_child(rootfs, at, name, size);
        if (next == NULL)
            return OG_LOOKUP_MISSING;
        const bool is_ended = is_last && name[size] == '\0';
        memmove(rest, name + size, strlen(name + size) + 1);
        if (next->node.type != '2' || (is_ended && !follows_last)) {
            at = next;
            continue;
        }
        const char *target = next->node.entry->link;
        if (++links > LINKS_MAX)
            return OG_LOOKUP_LOOP;
        if (target[0] == '\0' || !substitute(rest, target))
            return OG_LOOKUP_MISSING;
        if (target[0] == '/')
            at = rootfs->root;
    }
}

og_lookup og_rootfs_find(const og_rootfs *rootfs, const char *path, bool follows_last,
                         const og_node **node)
{
    og_tree_node *found = NULL;
    bool is_open;
    const og_lookup lookup =
        og_tree_walk(rootfs, path, strlen(path), follows_last, &found, &is_open);
    if (lookup == OG_LOOKUP_FOUND)
        *node = &found->node;
    return lookup;
}

bool og_rootfs_is_reachable(const og_rootfs *rootfs, const char *path)
{
    og_tree_node *found = NULL;
    bool is_open;
    return og_tree_walk(rootfs, path, strlen(path), true, &found, &is_open) == OG_LOOKUP_FOUND &&
           is_open;
}

bool og_rootfs_is_executable(const og_rootfs *rootfs, const char *path)
{
    og_tree_node *found = NULL;
    bool is_open;
    if (og_tree_walk(rootfs, path, strlen(path), true, &found, &is_open) != OG_LOOKUP_FOUND)
        return false;
    return is_open && found->node.type == '0' &&
           (found->node.file->mode & MODE_OTHERS_EXECUTE) != 0;
}

uint64_t og_rootfs_bytes(const og_rootfs *rootfs)
{
    return rootfs->bytes;
}
