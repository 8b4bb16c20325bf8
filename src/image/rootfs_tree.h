/* The tree behind og_rootfs, shared by merging and lookup. */
#ifndef OG_IMAGE_ROOTFS_TREE_H
#define OG_IMAGE_ROOTFS_TREE_H

#include "base/map.h"
#include "image/rootfs.h"

#include <stdbool.h>

/* Paths are bounded where a layer is walked; a link adds at most one more. */
#define OG_ROOTFS_PATH_BYTES 8192u

/* Nothing is ever taken out of the map. A node is in the tree while it is present, its parent is a
   directory in the tree, and it was born no earlier than what its parent shows: so a whiteout of a
   whole tree costs one step. */
typedef struct og_tree_node {
    og_node node;
    struct og_tree_node *parent; /* NULL: the root */
    struct og_tree_node *next;   /* all nodes, in the order they were made */
    size_t born;                 /* layer that made it, as what it is now */
    size_t shows_since;          /* a directory: children born in lower layers are hidden */
    bool is_present;
} og_tree_node;

struct og_rootfs {
    og_arena *arena;
    og_map by_path; /* path -> og_tree_node */
    og_tree_node *root;
    og_tree_node *last;
    uint64_t bytes;
};

/* The child of a directory in the tree, or NULL. */
og_tree_node *og_tree_child(const og_rootfs *rootfs, const og_tree_node *parent, const char *name,
                            size_t length);

/* Walk a path from the root; *is_open is false when a directory on the way is closed to others. */
og_lookup og_tree_walk(const og_rootfs *rootfs, const char *path, size_t length, bool follows_last,
                       og_tree_node **out, bool *is_open);

#endif
