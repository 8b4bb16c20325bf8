/* What is wrong with the entries of a layer above the layers below it, noted while they are merged.
   OCI image-spec, layer.md "Representing Changes", "Whiteouts"; link(2), mkdir(2). */
#ifndef OG_IMAGE_ENTRY_NOTES_H
#define OG_IMAGE_ENTRY_NOTES_H

#include "base/map.h"
#include "image/rootfs_tree.h"

typedef struct og_entry_notes {
    const og_rootfs *tree;
    og_arena *arena;             /* of the tree */
    og_defects *defects;         /* of the layer; never NULL */
    const og_record **whiteouts; /* of the layer, those that were seen: a table of open slots */
    size_t slot_count;
    const char *directory; /* the one that was hashed last */
    uint64_t directory_hash;
} og_entry_notes;

/* For a layer of so many whiteouts at most. False when out of memory. */
bool og_entry_notes_start(og_entry_notes *notes, const og_rootfs *tree, uint64_t whiteout_count,
                          og_defects *defects);

/* The directory of the entry had to be made, or (is_loop) there can be none. */
void og_entry_note_missing_parent(og_entry_notes *notes, const og_entry *entry, bool is_loop);

/* The way to its directory led through a symbolic link, to parent (NULL: not to the end). */
void og_entry_note_linked_parent(og_entry_notes *notes, const og_entry *entry,
                                 const og_tree_node *parent);

/* The way ends at something that is no directory. */
void og_entry_note_file_parent(og_entry_notes *notes, const og_entry *entry,
                               const og_tree_node *at);

/* A hard link: what stands at its target (NULL: nothing) is nothing to link to, or the very entry
   that it replaces. */
void og_entry_note_target(og_entry_notes *notes, const og_entry *entry, const og_tree_node *at);

/* The path was written by an earlier entry of the layer. A directory that comes again with its mode
   is what many tools write, and is not noted. */
void og_entry_note_twice(og_entry_notes *notes, const og_entry *entry, const og_entry *earlier);

/* A whiteout of this name: that it names something, is an empty regular file and comes once. */
void og_entry_note_whiteout(og_entry_notes *notes, const og_entry *entry, const char *name);

#endif
