/* The tree behind og_rootfs: directories, their children, and the walk along a path. */
#ifndef OG_IMAGE_ROOTFS_TREE_H
#define OG_IMAGE_ROOTFS_TREE_H

#include "base/map.h"
#include "image/rootfs.h"

#include <stdbool.h>

/* Linux, path_resolution(7): the most links in one resolution. */
#define OG_TREE_LINKS_MAX 40u

/* What a number for a layer has room for. */
#define OG_TREE_LAYERS_MAX ((size_t)1 << 23)

/* No number of a node. */
#define OG_TREE_NONE UINT32_MAX

/* What few nodes have. */
typedef struct og_tree_extra {
    const og_record *record;
    uint32_t origin;    /* of a hard link: number of the node that it was made of */
    uint32_t hidden_by; /* index of the layer that made it go; OG_TREE_NONE: it is there, or it went
                           with its directory */
} og_tree_extra;

/* A node never becomes something else: what replaces it is another node, so that a hard link keeps
   what it was made of. The children of a node that is gone are gone with it, at no cost. There may
   be millions, so that every byte counts: read it by the functions below. */
typedef struct og_tree_node {
    union {
        const og_record *record; /* of its entry, or one that was made for its name */
        og_tree_extra *extra;    /* has_extra */
    } of;
    uint32_t parent;     /* number; OG_TREE_NONE: a root */
    uint32_t layer : 23; /* index of the one that wrote it last */
    uint32_t type : 3;   /* less '0' */
    bool has_extra : 1;
    bool is_implied : 1; /* a directory that no entry describes */
    bool is_gone : 1;
    bool is_replaced : 1; /* is_gone: another entry stands in its place */
    bool has_children : 1;
    bool is_counted : 1; /* its bytes */
} og_tree_node;

/* Nodes stay where they are: the first piece has room for what is expected, each further one adds
   half of what there is, so that 49 reach from the smallest one to the last number. */
#define OG_TREE_PIECES 50u

struct og_rootfs {
    og_arena *arena;
    og_map hasher; /* never filled: its seed alone is of use */
    struct {
        og_tree_node *nodes;
        uint32_t first, count; /* numbers */
    } pieces[OG_TREE_PIECES];
    uint32_t piece_count, node_count;
    uint32_t *slots; /* numbers of nodes; 0: free, since the root is nobody's child */
    uint8_t *tags;   /* of each slot, a part of the hash; 0: free */
    size_t slot_count, slots_used;
    og_entry_log implied; /* names of directories that no entry describes */
    og_entry_writer implied_writer;
    og_tree_node *root;
    uint64_t bytes;
};

/* Room for about count nodes; more is fine. False when out of memory. */
bool og_tree_init(og_rootfs *tree, og_arena *arena, size_t count);

/* A node by its number, which counts from 0 in the order of making: a parent before its children.
 */
static inline og_tree_node *og_tree_at(const og_rootfs *tree, uint32_t number)
{
    uint32_t piece = 0;
    while (number - tree->pieces[piece].first >= tree->pieces[piece].count)
        piece++;
    return &tree->pieces[piece].nodes[number - tree->pieces[piece].first];
}

uint32_t og_tree_number(const og_rootfs *tree, const og_tree_node *node);

/* NULL: a root */
static inline og_tree_node *og_tree_parent(const og_rootfs *tree, const og_tree_node *node)
{
    return node->parent == OG_TREE_NONE ? NULL : og_tree_at(tree, node->parent);
}

static inline char og_tree_type(const og_tree_node *node)
{
    return (char)('0' + node->type);
}

static inline const og_record *og_tree_record(const og_tree_node *node)
{
    return node->has_extra ? node->of.extra->record : node->of.record;
}

/* Ends in a NUL; "" for a root. */
static inline const char *og_tree_name(const og_tree_node *node, size_t *length)
{
    return og_record_name(og_tree_record(node), length);
}

/* Of a hard link the node that it was made of; NULL: it is none, or one without a target. */
static inline og_tree_node *og_tree_origin(const og_rootfs *tree, const og_tree_node *node)
{
    return node->has_extra && node->of.extra->origin != OG_TREE_NONE
               ? og_tree_at(tree, node->of.extra->origin)
               : NULL;
}

/* The entry that holds the content, for a node that is not implied. */
static inline const og_record *og_tree_file(const og_rootfs *tree, const og_tree_node *node)
{
    const og_tree_node *origin = og_tree_origin(tree, node);
    return og_tree_record(origin == NULL ? node : origin);
}

/* Directories that nobody describes count as open. */
bool og_tree_others_can_enter(const og_tree_node *directory);

/* The child of a directory, or NULL. */
og_tree_node *og_tree_child(const og_rootfs *tree, const og_tree_node *parent, const char *name,
                            size_t length);

/* A new child, where there is none or one that is gone; its name is that of the record. NULL: a
   directory without an entry, with the name given. NULL when out of memory. */
og_tree_node *og_tree_add(og_rootfs *tree, og_tree_node *parent, const og_record *record);
og_tree_node *og_tree_imply(og_rootfs *tree, og_tree_node *parent, const char *name, size_t length);

/* Another record for a node. */
void og_tree_set_record(og_tree_node *node, const og_record *record);

/* Make it a hard link to the node. False when out of memory. */
bool og_tree_set_origin(og_rootfs *tree, og_tree_node *node, const og_tree_node *origin);

/* It goes, by what this layer says. False when out of memory. */
bool og_tree_hide(og_rootfs *tree, og_tree_node *node, size_t layer);

/* Put a new node without children in the place of a directory, which is hidden. False when out of
   memory. */
bool og_tree_empty(og_rootfs *tree, og_tree_node *directory, size_t layer);

/* The path, absolute without the leading slash; NULL when out of memory. */
const char *og_tree_path(const og_rootfs *tree, og_arena *arena, const og_tree_node *node);

/* What rules see of a node, in the arena of the tree; NULL when out of memory. */
const og_node *og_tree_view(const og_rootfs *tree, const og_tree_node *node);

/* The next node that is there, in the order of making; the root first, for NULL. NULL behind the
   last one. */
const og_tree_node *og_tree_next(const og_rootfs *tree, const og_tree_node *node);

/* A walk along a path, which can be taken up again when the caller made what was missing. */
typedef struct og_tree_walk {
    const og_rootfs *tree;
    og_tree_node *at;
    struct {
        const char *bytes, *end;
    } rest[OG_TREE_LINKS_MAX + 1]; /* of the path, and of the links that are followed, last first */
    unsigned depth, links;
    const og_tree_node *closed; /* the first directory so far that others cannot enter, or NULL */
    const char *missing;        /* the component that is missing; NULL: a link without a target */
    size_t missing_length;
    uint64_t link_steps; /* components that were taken behind the first link */
} og_tree_walk;

void og_tree_walk_start(og_tree_walk *walk, const og_rootfs *tree, const char *path, size_t length);

/* To the end of the path. FOUND: walk->at. */
og_lookup og_tree_walk_on(og_tree_walk *walk, bool follows_last);

/* Both in one, as og_rootfs_find. NULL: not found. */
const og_tree_node *og_tree_find(const og_rootfs *tree, const char *path, bool follows_last);

#endif
