#include "image/rootfs_tree.h"

#include <string.h>

#define SLOTS_MIN 64u
#define SLOTS_MAX (SIZE_MAX / 4 / sizeof(og_tree_node *))

/* Odd, so that numbers stay different in the low bits; the hash of the name is seeded. */
#define NUMBER_FACTOR UINT64_C(0x9e3779b97f4a7c15)

static og_tree_node *new_node(og_rootfs *tree)
{
    og_tree_node *node = OG_NEW(tree->arena, og_tree_node);
    if (node == NULL || tree->node_count == UINT32_MAX)
        return NULL;
    node->number = tree->node_count++;
    node->node.type = '5';
    if (tree->last == NULL)
        tree->first = node;
    else
        tree->last->next = node;
    tree->last = node;
    return node;
}

bool og_tree_init(og_rootfs *tree, og_arena *arena, size_t count)
{
    *tree = (og_rootfs){.arena = arena};
    og_map_init(&tree->hasher, arena);
    tree->slot_count = SLOTS_MIN;
    while (tree->slot_count < SLOTS_MAX && tree->slot_count / 4 * 3 <= count)
        tree->slot_count *= 2;
    tree->slots = OG_NEW_ARRAY(arena, og_tree_node *, tree->slot_count);
    tree->root = new_node(tree);
    if (tree->slots == NULL || tree->root == NULL)
        return false;
    tree->root->node.path = "";
    return true;
}

/* The slot of a child, or the free one where it belongs. */
static og_tree_node **locate(const og_rootfs *tree, og_tree_node **slots, size_t slot_count,
                             const og_tree_node *parent, const char *name, size_t length)
{
    const uint64_t hash = og_map_hash(&tree->hasher, name, length) ^ parent->number * NUMBER_FACTOR;
    size_t i = (size_t)hash & (slot_count - 1);
    while (slots[i] != NULL && !(slots[i]->parent == parent && slots[i]->name_length == length &&
                                 memcmp(slots[i]->name, name, length) == 0))
        i = (i + 1) & (slot_count - 1);
    return &slots[i];
}

static bool grow(og_rootfs *tree)
{
    const size_t slot_count = tree->slot_count * 2;
    og_tree_node **slots = OG_NEW_ARRAY(tree->arena, og_tree_node *, slot_count);
    if (slots == NULL)
        return false;
    for (size_t i = 0; i < tree->slot_count; i++) {
        og_tree_node *node = tree->slots[i];
        if (node != NULL)
            *locate(tree, slots, slot_count, node->parent, node->name, node->name_length) = node;
    }
    tree->slots = slots;
    tree->slot_count = slot_count;
    return true;
}

og_tree_node *og_tree_child(const og_rootfs *tree, const og_tree_node *parent, const char *name,
                            size_t length)
{
    og_tree_node *child = parent->has_children
                              ? *locate(tree, tree->slots, tree->slot_count, parent, name, length)
                              : NULL;
    return child == NULL || child->is_gone ? NULL : child;
}

og_tree_node *og_tree_add(og_rootfs *tree, og_tree_node *parent, const char *name, size_t length)
{
    if (length > UINT32_MAX || ((tree->slots_used + 1) / 3 * 4 > tree->slot_count && !grow(tree)))
        return NULL;
    og_tree_node *node = new_node(tree);
    if (node == NULL)
        return NULL;
    node->parent = parent;
    node->name = name;
    node->name_length = (uint32_t)length;
    og_tree_node **slot = locate(tree, tree->slots, tree->slot_count, parent, name, length);
    if (*slot == NULL)
        tree->slots_used++;
    *slot = node;
    parent->has_children = true;
    return node;
}

og_tree_node *og_tree_empty(og_rootfs *tree, og_tree_node *directory)
{
    const og_tree_node old = *directory;
    og_tree_node *node = old.parent == NULL
                             ? new_node(tree)
                             : og_tree_add(tree, old.parent, old.name, old.name_length);
    if (node == NULL)
        return NULL;
    directory->is_gone = true;
    node->node = old.node;
    if (old.parent == NULL)
        tree->root = node;
    return node;
}

const char *og_tree_path(og_arena *arena, og_tree_node *node)
{
    if (node->node.path != NULL)
        return node->node.path;
    size_t length = 0;
    for (const og_tree_node *n = node; n->parent != NULL; n = n->parent)
        length += n->name_length + 1u;
    char *path = og_arena_alloc(arena, length);
    if (path == NULL)
        return NULL;
    char *end = path + length - 1;
    *end = '\0';
    for (const og_tree_node *n = node; n->parent != NULL; n = n->parent) {
        end -= n->name_length;
        memcpy(end, n->name, n->name_length);
        if (end > path)
            *--end = '/';
    }
    node->node.path = path;
    return path;
}
