#include "image/rootfs_tree.h"

#include "base/error.h"
#include "base/path.h"

#include <string.h>

static const char whiteout_prefix[] = ".wh.";
static const char opaque_name[] = ".wh..wh..opq";
#define WHITEOUT_LENGTH (sizeof whiteout_prefix - 1)

/* Where the last entry went: the next one is usually beside it. */
typedef struct merge {
    og_rootfs *rootfs;
    size_t layer;
    const char *parent_path; /* of the last entry, as it was spelled */
    size_t parent_length;
    og_tree_node *parent; /* NULL: nothing remembered */
} merge;

static bool begins_with(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* `.wh..wh.` belongs to the storage of aufs: the opaque marker, and names that hide nothing. */
static bool is_whiteout(const char *base)
{
    return begins_with(base, whiteout_prefix);
}

static og_tree_node *new_node(og_rootfs *rootfs, og_tree_node *parent, const char *path)
{
    og_tree_node *made = OG_NEW(rootfs->arena, og_tree_node);
    if (made == NULL || !og_map_set_text(&rootfs->by_path, path, made))
        return NULL;
    made->parent = parent;
    made->node.path = path;
    if (rootfs->last == NULL)
        rootfs->root->next = made;
    else
        rootfs->last->next = made;
    rootfs->last = made;
    return made;
}

static const char *child_path(og_rootfs *rootfs, const og_tree_node *parent, const char *name,
                              size_t length)
{
    if (parent->node.path[0] == '\0')
        return og_arena_copy(rootfs->arena, name, length);
    return og_arena_format(rootfs->arena, "%s/%.*s", parent->node.path, (int)length, name);
}

/* A fresh node at this place, whatever was there. path may be NULL: it is made. */
static og_tree_node *place(merge *m, og_tree_node *parent, const char *name, size_t length,
                           const char *path)
{
    og_rootfs *rootfs = m->rootfs;
    if (path == NULL)
        path = child_path(rootfs, parent, name, length);
    if (path == NULL)
        return NULL;
    og_tree_node *node = og_map_find_text(&rootfs->by_path, path);
    if (node == NULL)
        node = new_node(rootfs, parent, path);
    if (node == NULL)
        return NULL;
    node->is_present = true;
    node->born = m->layer;
    node->shows_since = m->layer;
    node->node.layer = m->layer;
    return node;
}

static og_tree_node *imply_directory(merge *m, og_tree_node *parent, const char *name,
                                     size_t length)
{
    og_tree_node *node = place(m, parent, name, length, NULL);
    if (node == NULL)
        return NULL;
    node->node.entry = NULL;
    node->node.file = NULL;
    node->node.type = '5';
    return node;
}

/* The directory that holds an entry, made where it is missing. A link on the way is followed inside
   the tree, as unpacking does; what is in the way otherwise is replaced. */
static og_tree_node *find_parent(merge *m, const char *path, size_t length)
{
    if (m->parent != NULL && m->parent_length == length &&
        memcmp(m->parent_path, path, length) == 0)
        return m->parent;
    og_tree_node *at = m->rootfs->root;
    for (size_t i = 0; i < length;) {
        size_t end = i;
        while (end < length && path[end] != '/')
            end++;
        og_tree_node *next = og_tree_child(m->rootfs, at, path + i, end - i);
        if (next != NULL && next->node.type == '2') {
            og_tree_node *target = NULL;
            bool is_open;
            const char *link = next->node.path;
            const og_lookup lookup =
                og_tree_walk(m->rootfs, link, strlen(link), true, &target, &is_open);
            next = lookup == OG_LOOKUP_FOUND ? target : NULL;
        }
        if (next == NULL || next->node.type != '5')
            next = imply_directory(m, at, path + i, end - i);
        if (next == NULL)
            return NULL;
        at = next;
        i = end + 1;
    }
    m->parent = at;
    m->parent_path = path;
    m->parent_length = length;
    return at;
}

static size_t parent_length(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? 0 : (size_t)(slash - path);
}

/* Whiteouts speak of lower layers alone, so they go first, wherever they stand. */
static void apply_whiteout(merge *m, const og_entry *entry, const char *base)
{
    og_tree_node *parent = NULL;
    bool is_open;
    if (og_tree_walk(m->rootfs, entry->path, parent_length(entry->path), true, &parent, &is_open) !=
        OG_LOOKUP_FOUND)
        return;
    if (strcmp(base, opaque_name) == 0) {
        parent->shows_since = m->layer;
        return;
    }
    const char *name = base + WHITEOUT_LENGTH;
    og_tree_node *child = og_tree_child(m->rootfs, parent, name, strlen(name));
    if (child != NULL)
        child->is_present = false;
}

static void set_content(merge *m, og_tree_node *node, const og_entry *entry)
{
    node->node.entry = entry;
    node->node.file = entry;
    node->node.type = entry->type;
    node->node.layer = m->layer;
    if (entry->type != '1' || entry->link == NULL)
        return;
    og_tree_node *target = NULL;
    bool is_open;
    if (og_tree_walk(m->rootfs, entry->link, strlen(entry->link), false, &target, &is_open) !=
            OG_LOOKUP_FOUND ||
        target == node || target->node.file == NULL)
        return;
    node->node.file = target->node.file;
    node->node.type = target->node.type;
}

static bool apply_entry(merge *m, const og_entry *entry)
{
    if (entry->path[0] == '\0') {
        if (entry->type == '5')
            m->rootfs->root->node.entry = entry;
        return true;
    }
    const char *base = og_path_base(entry->path);
    const size_t length = parent_length(entry->path);
    og_tree_node *parent = find_parent(m, entry->path, length);
    if (parent == NULL)
        return false;
    og_tree_node *node = og_tree_child(m->rootfs, parent, base, strlen(base));
    const bool keeps_children = node != NULL && node->node.type == '5' && entry->type == '5';
    if (!keeps_children) {
        /* The spelling of the entry is the path, unless a link led elsewhere. */
        const bool is_plain = strlen(parent->node.path) == length &&
                              memcmp(parent->node.path, entry->path, length) == 0;
        /* What is replaced may have been the remembered directory. */
        m->parent = node != NULL ? NULL : m->parent;
        node = place(m, parent, base, strlen(base), is_plain ? entry->path : NULL);
    }
    if (node == NULL)
        return false;
    set_content(m, node, entry);
    return true;
}

static bool is_in_tree(const og_tree_node *node)
{
    for (; node->parent != NULL; node = node->parent) {
        if (!node->is_present || node->parent->node.type != '5' ||
            node->born < node->parent->shows_since)
            return false;
    }
    return true;
}

static uint64_t add_saturated(uint64_t a, uint64_t b)
{
    uint64_t sum;
    return __builtin_add_overflow(a, b, &sum) ? UINT64_MAX : sum;
}

/* A hard link whose first name is gone still holds its bytes, once. */
static bool count_linked(og_rootfs *rootfs, og_map *counted, const og_tree_node *node)
{
    const og_entry *file = node->node.file;
    const og_tree_node *first = og_map_find_text(&rootfs->by_path, file->path);
    if (first != NULL && first->node.entry == file && is_in_tree(first))
        return true;
    const void *key = &node->node.file;
    if (og_map_find(counted, key, sizeof file) != NULL)
        return true;
    rootfs->bytes = add_saturated(rootfs->bytes, file->size);
    return og_map_set(counted, key, sizeof file, rootfs);
}

static bool count_bytes(og_rootfs *rootfs)
{
    og_map counted;
    og_map_init(&counted, rootfs->arena);
    for (const og_tree_node *node = rootfs->root->next; node != NULL; node = node->next) {
        if (node->node.type != '0' || node->node.file == NULL || !is_in_tree(node))
            continue;
        if (node->node.file == node->node.entry)
            rootfs->bytes = add_saturated(rootfs->bytes, node->node.file->size);
        else if (!count_linked(rootfs, &counted, node))
            return false;
    }
    return true;
}

static bool merge_layer(merge *m, const og_entry *entries)
{
    for (const og_entry *entry = entries; entry != NULL; entry = entry->next) {
        const char *base = og_path_base(entry->path);
        if (is_whiteout(base))
            apply_whiteout(m, entry, base);
    }
    m->parent = NULL;
    for (const og_entry *entry = entries; entry != NULL; entry = entry->next) {
        if (!is_whiteout(og_path_base(entry->path)) && !apply_entry(m, entry))
            return false;
    }
    return true;
}

ocigate_status og_rootfs_new(og_arena *arena, const og_entry *const *layers, size_t layer_count,
                             const og_rootfs **out, ocigate_error *err)
{
    og_rootfs *rootfs = OG_NEW(arena, og_rootfs);
    og_tree_node *root = OG_NEW(arena, og_tree_node);
    if (rootfs == NULL || root == NULL)
        return og_fail_memory(err);
    *root = (og_tree_node){.node = {.path = "", .type = '5'}, .is_present = true};
    rootfs->arena = arena;
    rootfs->root = root;
    og_map_init(&rootfs->by_path, arena);
    for (size_t layer = 0; layer < layer_count; layer++) {
        merge m = {.rootfs = rootfs, .layer = layer};
        if (!merge_layer(&m, layers[layer]))
            return og_fail_memory(err);
    }
    if (!count_bytes(rootfs))
        return og_fail_memory(err);
    *out = rootfs;
    return OCIGATE_OK;
}
