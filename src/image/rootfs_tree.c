#include "image/rootfs_tree.h"

#include <string.h>

#define NODES_MIN 16u
#define SLOTS_MIN 64u

/* Odd, so that numbers stay different; the hash of the name is seeded. */
#define NUMBER_FACTOR UINT64_C(0x9e3779b97f4a7c15)

_Static_assert(sizeof(og_tree_node) == sizeof(void *) + 8, "a node is as small as can be");

/* A directory without a name: record of a root that no entry describes. */
static const og_record nameless[] = {'5' - '0', 0, 0, 0, 0, 0};

static bool add_piece(og_rootfs *tree, uint32_t count)
{
    if (tree->piece_count == OG_TREE_PIECES || count == 0)
        return false;
    og_tree_node *nodes = OG_NEW_ARRAY(tree->arena, og_tree_node, count);
    if (nodes == NULL)
        return false;
    tree->pieces[tree->piece_count].nodes = nodes;
    tree->pieces[tree->piece_count].first = tree->node_count;
    tree->pieces[tree->piece_count].count = count;
    tree->piece_count++;
    return true;
}

/* Numbers end below OG_TREE_NONE. */
static uint32_t next_piece_count(const og_rootfs *tree)
{
    const uint32_t left = OG_TREE_NONE - tree->node_count, half = tree->node_count / 2;
    return half < left ? half : left;
}

static og_tree_node *new_node(og_rootfs *tree, const og_record *record)
{
    const uint32_t last = tree->piece_count - 1;
    if (tree->node_count - tree->pieces[last].first == tree->pieces[last].count &&
        !add_piece(tree, next_piece_count(tree)))
        return NULL;
    og_tree_node *node = og_tree_at(tree, tree->node_count++);
    node->of.record = record;
    node->parent = OG_TREE_NONE;
    node->type = '5' - '0';
    node->is_implied = true;
    return node;
}

static bool make_slots(og_rootfs *tree, size_t count)
{
    tree->slot_count = count;
    tree->slots = OG_NEW_ARRAY(tree->arena, uint32_t, count);
    tree->tags = OG_NEW_ARRAY(tree->arena, uint8_t, count);
    return tree->slots != NULL && tree->tags != NULL;
}

bool og_tree_init(og_rootfs *tree, og_arena *arena, size_t count)
{
    *tree = (og_rootfs){.arena = arena};
    og_map_init(&tree->hasher, arena);
    og_entry_writer_start(&tree->implied_writer, arena, &tree->implied);
    if (count > OG_TREE_NONE / 2 || !add_piece(tree, NODES_MIN + (uint32_t)(count + count / 32)) ||
        !make_slots(tree, SLOTS_MIN + count + count / 2))
        return false;
    tree->root = new_node(tree, nameless);
    return tree->root != NULL;
}

uint32_t og_tree_number(const og_rootfs *tree, const og_tree_node *node)
{
    for (uint32_t piece = 0; piece < tree->piece_count; piece++) {
        const uintptr_t offset = (uintptr_t)node - (uintptr_t)tree->pieces[piece].nodes;
        const uintptr_t place = offset / sizeof *node;
        if (place < tree->pieces[piece].count)
            return tree->pieces[piece].first + (uint32_t)place;
    }
    return OG_TREE_NONE;
}

bool og_tree_others_can_enter(const og_tree_node *directory)
{
    return directory->is_implied || (og_record_mode(og_tree_record(directory)) & 0001u) != 0;
}

static uint64_t hash_of(const og_rootfs *tree, uint32_t parent, const char *name, size_t length)
{
    return og_map_hash(&tree->hasher, name, length) ^ parent * NUMBER_FACTOR;
}

static bool is_child(const og_tree_node *node, uint32_t parent, const char *name, size_t length)
{
    if (node->parent != parent)
        return false;
    size_t have;
    const char *known = og_tree_name(node, &have);
    return have == length && memcmp(known, name, length) == 0;
}

/* Never 0, which is a free slot: what is looked for and not there is decided by tags alone, which
   are few bytes and near. */
static uint8_t tag_of(uint64_t hash)
{
    return (uint8_t)(hash | 1);
}

/* The slot of a child, or the free one where it belongs. */
static size_t locate(const og_rootfs *tree, uint64_t hash, uint32_t parent, const char *name,
                     size_t length)
{
    const uint8_t tag = tag_of(hash);
    size_t i = (size_t)((hash >> 32) * tree->slot_count >> 32);
    while (
        tree->tags[i] != 0 &&
        (tree->tags[i] != tag || !is_child(og_tree_at(tree, tree->slots[i]), parent, name, length)))
        i = i + 1 == tree->slot_count ? 0 : i + 1;
    return i;
}

static bool grow(og_rootfs *tree)
{
    const uint32_t *slots = tree->slots;
    const size_t slot_count = tree->slot_count;
    if (slot_count > UINT32_MAX / 2 || !make_slots(tree, slot_count * 2))
        return false;
    for (size_t i = 0; i < slot_count; i++) {
        if (slots[i] == 0)
            continue;
        const og_tree_node *node = og_tree_at(tree, slots[i]);
        size_t length;
        const char *name = og_tree_name(node, &length);
        const uint64_t hash = hash_of(tree, node->parent, name, length);
        const size_t slot = locate(tree, hash, node->parent, name, length);
        tree->slots[slot] = slots[i];
        tree->tags[slot] = tag_of(hash);
    }
    return true;
}

og_tree_node *og_tree_child(const og_rootfs *tree, const og_tree_node *parent, const char *name,
                            size_t length)
{
    if (!parent->has_children)
        return NULL;
    const uint32_t number = og_tree_number(tree, parent);
    const size_t slot = locate(tree, hash_of(tree, number, name, length), number, name, length);
    if (tree->tags[slot] == 0)
        return NULL;
    og_tree_node *child = og_tree_at(tree, tree->slots[slot]);
    return child->is_gone ? NULL : child;
}

og_tree_node *og_tree_add(og_rootfs *tree, og_tree_node *parent, const og_record *record)
{
    if (tree->slots_used + 1 > tree->slot_count / 4 * 3 && !grow(tree))
        return NULL;
    const uint32_t number = tree->node_count;
    og_tree_node *node = new_node(tree, record);
    if (node == NULL)
        return NULL;
    node->parent = og_tree_number(tree, parent);
    size_t length;
    const char *name = og_record_name(record, &length);
    const uint64_t hash = hash_of(tree, node->parent, name, length);
    const size_t slot = locate(tree, hash, node->parent, name, length);
    if (tree->tags[slot] == 0)
        tree->slots_used++;
    tree->slots[slot] = number;
    tree->tags[slot] = tag_of(hash);
    parent->has_children = true;
    return node;
}

og_tree_node *og_tree_imply(og_rootfs *tree, og_tree_node *parent, const char *name, size_t length)
{
    const og_entry fields = {.type = '5'};
    return og_entry_writer_add(&tree->implied_writer, name, length, &fields)
               ? og_tree_add(tree, parent, tree->implied_writer.newest)
               : NULL;
}

void og_tree_set_record(og_tree_node *node, const og_record *record)
{
    if (node->has_extra)
        node->of.extra->record = record;
    else
        node->of.record = record;
}

static og_tree_extra *extra_of(og_rootfs *tree, og_tree_node *node)
{
    if (node->has_extra)
        return node->of.extra;
    og_tree_extra *extra = OG_NEW(tree->arena, og_tree_extra);
    if (extra == NULL)
        return NULL;
    *extra = (og_tree_extra){
        .record = node->of.record, .origin = OG_TREE_NONE, .hidden_by = OG_TREE_NONE};
    node->of.extra = extra;
    node->has_extra = true;
    return extra;
}

bool og_tree_set_origin(og_rootfs *tree, og_tree_node *node, const og_tree_node *origin)
{
    og_tree_extra *extra = extra_of(tree, node);
    const og_tree_node *first = og_tree_origin(tree, origin);
    if (extra != NULL)
        extra->origin = og_tree_number(tree, first == NULL ? origin : first);
    return extra != NULL;
}

bool og_tree_hide(og_rootfs *tree, og_tree_node *node, size_t layer)
{
    og_tree_extra *extra = extra_of(tree, node);
    if (extra != NULL)
        extra->hidden_by = (uint32_t)layer;
    node->is_gone = true;
    return extra != NULL;
}

bool og_tree_empty(og_rootfs *tree, og_tree_node *directory, size_t layer)
{
    const og_record *record = og_tree_record(directory);
    og_tree_node *parent = og_tree_parent(tree, directory);
    if (!og_tree_hide(tree, directory, layer))
        return false;
    og_tree_node *node =
        parent == NULL ? new_node(tree, record) : og_tree_add(tree, parent, record);
    if (node == NULL)
        return false;
    node->layer = directory->layer;
    node->is_implied = directory->is_implied;
    if (parent == NULL)
        tree->root = node;
    return true;
}

const char *og_tree_path(const og_rootfs *tree, og_arena *arena, const og_tree_node *node)
{
    size_t length = 0, name_length;
    for (const og_tree_node *n = node; n->parent != OG_TREE_NONE; n = og_tree_parent(tree, n)) {
        (void)og_tree_name(n, &name_length);
        length += name_length + 1;
    }
    if (length == 0)
        return "";
    char *path = og_arena_alloc(arena, length);
    if (path == NULL)
        return NULL;
    char *end = path + length - 1;
    *end = '\0';
    for (const og_tree_node *n = node; n->parent != OG_TREE_NONE; n = og_tree_parent(tree, n)) {
        const char *name = og_tree_name(n, &name_length);
        end -= name_length;
        memcpy(end, name, name_length);
        if (end > path)
            *--end = '/';
    }
    return path;
}

const og_node *og_tree_view(const og_rootfs *tree, const og_tree_node *node)
{
    struct view {
        og_node node;
        og_entry entry, file;
    } *view = OG_NEW(tree->arena, struct view);
    const char *path = og_tree_path(tree, tree->arena, node);
    if (view == NULL || path == NULL)
        return NULL;
    view->node =
        (og_node){.path = path, .layer = node->layer, .type = og_tree_type(node), .place = node};
    if (!node->is_implied) {
        og_record_read(og_tree_record(node), &view->entry);
        og_record_read(og_tree_file(tree, node), &view->file);
        view->node.entry = &view->entry;
        view->node.file = &view->file;
    }
    return &view->node;
}

const og_tree_node *og_tree_next(const og_rootfs *tree, const og_tree_node *node)
{
    if (node == NULL)
        return tree->root;
    uint32_t number = node == tree->root ? 0 : og_tree_number(tree, node) + 1;
    for (; number < tree->node_count; number++) {
        const og_tree_node *next = og_tree_at(tree, number);
        if (!next->is_gone && next->parent != OG_TREE_NONE)
            return next;
    }
    return NULL;
}
