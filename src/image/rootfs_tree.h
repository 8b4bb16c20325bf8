/* The tree behind og_rootfs: directories, their children, and the walk along a path. */
#ifndef OG_IMAGE_ROOTFS_TREE_H
#define OG_IMAGE_ROOTFS_TREE_H

#include "base/map.h"
#include "image/rootfs.h"

#include <stdbool.h>

/* Linux, path_resolution(7): the most links in one resolution. */
#define OG_TREE_LINKS_MAX 40u

/* A node never becomes something else: what replaces it is another node, so that a hard link keeps
   what it was made of. The children of a node that is gone are gone with it, at no cost. */
typedef struct og_tree_node {
    og_node node; /* its path is NULL until it is asked for, unless an entry spells it */
    struct og_tree_node *parent; /* NULL: a root */
    struct og_tree_node *next;   /* all nodes, a parent before its children */
    struct og_tree_node *origin; /* of a hard link: the node that it was made of */
    const char *name;            /* not NUL-terminated */
    uint32_t name_length;
    uint32_t number;    /* in the order of making */
    uint32_t hidden_by; /* is_gone: index of the layer that did it */
    bool is_gone;
    bool is_replaced; /* is_gone: another entry stands in its place */
    bool has_children;
    bool is_counted; /* its bytes */
} og_tree_node;

struct og_rootfs {
    og_arena *arena;
    og_map hasher; /* never filled: its seed alone is of use */
    og_tree_node **slots;
    size_t slot_count, slots_used;
    og_tree_node *root, *first, *last;
    uint32_t node_count;
    uint64_t bytes;
};

/* Room for about count nodes; more is fine. False when out of memory. */
bool og_tree_init(og_rootfs *tree, og_arena *arena, size_t count);

/* The child of a directory, or NULL. */
og_tree_node *og_tree_child(const og_rootfs *tree, const og_tree_node *parent, const char *name,
                            size_t length);

/* A new child, where there is none or one that is gone. name must outlive the tree. A directory
   without an entry at first. NULL when out of memory. */
og_tree_node *og_tree_add(og_rootfs *tree, og_tree_node *parent, const char *name, size_t length);

/* Put a new node without children in the place of a directory. NULL when out of memory. */
og_tree_node *og_tree_empty(og_rootfs *tree, og_tree_node *directory);

/* The path, made when it is not known yet; NULL when out of memory. */
const char *og_tree_path(og_arena *arena, og_tree_node *node);

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

#endif
