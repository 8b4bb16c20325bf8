/* The layers of an image merged into one tree, and lookup in it as the kernel would.
   OCI image-spec, layer.md "Applying Changesets", "Whiteouts". */
#ifndef OG_IMAGE_ROOTFS_H
#define OG_IMAGE_ROOTFS_H

#include "base/arena.h"
#include "blob/facts.h"

#include <ocigate/error.h>

typedef struct og_rootfs og_rootfs;

/* What is known of a path that is there, made when it is asked for. */
typedef struct og_node {
    const char *path;      /* absolute without the leading slash; "" is the root */
    const og_entry *entry; /* NULL: a directory that no entry describes (mode unknown) */
    const og_entry
        *file;    /* the entry that holds the content: the target of a hard link, else entry */
    size_t layer; /* index of the layer that wrote it last */
    char type;    /* as in og_entry, hard links resolved; '5' for implied directories */
    const struct og_tree_node *place; /* one for each path, whoever asks */
} og_node;

/* Merge. layers[i] has the entries of layer i (bottom first) and outlives the
   tree. As unpacking does:
   - whiteouts (.wh.NAME and .wh..wh..opq) hide what lower layers have, wherever they stand; other
     names of aufs (.wh..wh.NAME) mean nothing;
   - a directory over a directory replaces its metadata and keeps its children, anything else
     replaces the whole tree that was there;
   - links in the parent of an entry are followed inside the tree as it is then; directories that
     are missing, also behind a dangling link, are made; an entry below a file or a loop is left
   out;
   - a hard link is the entry that its target is then, in this or a lower layer; one without a
   target keeps the type '1', and itself as its file. Time and memory are linear in the bytes of the
   entries. Entries made to break that are a defect OG_DEFECT_LIMIT, and *out is NULL: the files are
   not known.
   entry_defects[i], unless entry_defects is NULL, gets what is wrong with the entries of layer i,
   judged in the order of the stream: OG_DEFECT_ENTRY_PARENT_*, _DUPLICATE, _HARDLINK_MISSING and
   _WHITEOUT_INVALID. A whiteout needs no directory.
   OCIGATE_ERROR_MEMORY. */
ocigate_status og_rootfs_new(og_arena *arena, const og_entry_log *const *layers, size_t layer_count,
                             og_defects *const *entry_defects, og_defects *defects,
                             const og_rootfs **out, ocigate_error *err);

typedef enum og_lookup {
    OG_LOOKUP_FOUND,
    OG_LOOKUP_MISSING,
    OG_LOOKUP_NOT_DIRECTORY, /* a component that is no directory */
    OG_LOOKUP_LOOP,          /* more than 40 links */
} og_lookup;

/* Find an absolute path (a missing leading slash is taken as given). Links are resolved inside the
   tree: absolute ones restart at the root, ".." stops there, 40 at most. follows_last: also when
   the last component is one. *node is set for FOUND alone, in the arena of the tree; so this is not
   thread-safe. */
og_lookup og_rootfs_find(const og_rootfs *rootfs, const char *path, bool follows_last,
                         const og_node **node);

/* Every component that is passed can be entered by others (o+x); unknown modes count as open. */
bool og_rootfs_is_reachable(const og_rootfs *rootfs, const char *path);

/* A regular file that others can execute, at the end of all links, reachable. */
bool og_rootfs_is_executable(const og_rootfs *rootfs, const char *path);

uint64_t og_rootfs_bytes(const og_rootfs *rootfs); /* of regular files, hard links counted once */

#endif
