#include "image/entry_notes.h"
#include "image/rootfs_tree.h"

#include "base/error.h"
#include "base/path.h"

#include <inttypes.h>
#include <string.h>

static const char whiteout_prefix[] = ".wh.";
static const char aufs_prefix[] = ".wh..wh.";
static const char opaque_name[] = ".wh..wh..opq";

/* What a few entries may cost. Real layers imply few directories, and their links are short; both
   bounds stand far above that and keep the work linear. */
#define FREE_IMPLIED UINT64_C(65536)
#define IMPLIED_PER_ENTRY 8u
#define FREE_LINK_STEPS (UINT64_C(1) << 24)
#define LINK_STEPS_PER_ENTRY 64u

typedef struct merge {
    og_rootfs *tree;
    size_t layer;
    const char *parent_path; /* directory of the last entry, as it was spelled */
    size_t parent_length;
    og_tree_node *parent;  /* where that led; NULL: not known any more */
    bool parent_is_linked; /* through a symbolic link */
    uint64_t entries, implied, link_steps;
    og_defects *defects;
    og_entry_notes notes;
    bool is_above_limit;
} merge;

static bool check_limit(merge *m, const char *what, uint64_t found, uint64_t maximum)
{
    if (found <= maximum)
        return true;
    m->is_above_limit = true;
    og_defect_add(m->defects, m->tree->arena, OG_DEFECT_LIMIT,
                  "layer %zu: %s: more than %" PRIu64 " after %" PRIu64 " entries", m->layer + 1,
                  what, maximum, m->entries);
    return false;
}

/* The steps that a walk took through links count for all entries together. */
static bool count_links(merge *m, og_tree_walk *walk)
{
    m->link_steps += walk->link_steps;
    walk->link_steps = 0;
    return check_limit(m, "names in links that entries are unpacked through", m->link_steps,
                       FREE_LINK_STEPS + m->entries * LINK_STEPS_PER_ENTRY);
}

/* The number fits: og_rootfs_new() takes no more layers. */
static void set_layer(og_tree_node *node, size_t layer)
{
    node->layer = (uint32_t)layer & (uint32_t)(OG_TREE_LAYERS_MAX - 1);
}

static og_tree_node *imply_directory(merge *m, og_tree_node *parent, const char *name,
                                     size_t length)
{
    if (!check_limit(m, "directories that no entry describes", ++m->implied,
                     FREE_IMPLIED + m->entries * IMPLIED_PER_ENTRY))
        return NULL;
    og_tree_node *node = og_tree_imply(m->tree, parent, name, length);
    if (node != NULL)
        set_layer(node, m->layer);
    return node;
}

/* Directories of aufs mean nothing, so they are not merged; nor are they missing below. */
static bool is_of_aufs(const og_tree_walk *walk)
{
    return walk->missing_length >= sizeof aufs_prefix - 1 &&
           memcmp(walk->missing, aufs_prefix, sizeof aufs_prefix - 1) == 0;
}

/* Make the directories that are missing on the way. False: out of memory, or above a limit. */
static bool walk_to_parent(merge *m, const og_entry *entry, og_tree_walk *walk, og_lookup *lookup)
{
    bool is_missing = false, is_aufs = false;
    while ((*lookup = og_tree_walk_on(walk, true)) == OG_LOOKUP_MISSING && walk->missing != NULL) {
        is_aufs = is_aufs || is_of_aufs(walk);
        is_missing = is_missing || !is_aufs;
        if (imply_directory(m, walk->at, walk->missing, walk->missing_length) == NULL)
            return false;
    }
    if (is_missing || *lookup == OG_LOOKUP_LOOP || *lookup == OG_LOOKUP_MISSING)
        og_entry_note_missing_parent(&m->notes, entry, !is_missing);
    else if (*lookup == OG_LOOKUP_NOT_DIRECTORY || og_tree_type(walk->at) != '5')
        og_entry_note_file_parent(&m->notes, entry, walk->at);
    return count_links(m, walk);
}

/* The directory that holds an entry, made where it is missing. True and NULL: there can be none.
   False: out of memory, or above a limit. */
static bool find_parent(merge *m, const og_entry *entry, og_tree_node **out)
{
    const char *path = entry->directory;
    const size_t length = entry->directory_length;
    if (m->parent != NULL && m->parent_length == length &&
        (m->parent_path == path || memcmp(m->parent_path, path, length) == 0)) {
        *out = m->parent;
        if (m->parent_is_linked)
            og_entry_note_linked_parent(&m->notes, entry, m->parent);
        return true;
    }
    *out = NULL;
    og_tree_walk walk;
    og_lookup lookup = OG_LOOKUP_FOUND;
    og_tree_walk_start(&walk, m->tree, path, length);
    if (!walk_to_parent(m, entry, &walk, &lookup))
        return false;
    const bool is_directory = lookup == OG_LOOKUP_FOUND && og_tree_type(walk.at) == '5';
    if (walk.links > 0)
        og_entry_note_linked_parent(&m->notes, entry, is_directory ? walk.at : NULL);
    if (!is_directory)
        return true;
    m->parent = *out = walk.at;
    m->parent_path = path;
    m->parent_length = length;
    m->parent_is_linked = walk.links > 0;
    return true;
}

/* Regular files and devices are on no way to a directory. */
static bool drop(merge *m, og_tree_node *node)
{
    if (og_tree_type(node) == '5' || og_tree_type(node) == '2')
        m->parent = NULL;
    return og_tree_hide(m->tree, node, m->layer);
}

static bool apply_whiteout(merge *m, const og_entry *entry)
{
    const bool is_opaque = strcmp(entry->name, opaque_name) == 0;
    if (!is_opaque && og_path_begins_with(entry->name, aufs_prefix))
        return true;
    const char *name = entry->name + strlen(whiteout_prefix);
    og_entry_note_whiteout(&m->notes, entry, name);
    og_tree_walk walk;
    og_tree_walk_start(&walk, m->tree, entry->directory, entry->directory_length);
    const og_lookup lookup = og_tree_walk_on(&walk, true);
    if (!count_links(m, &walk))
        return false;
    if (lookup != OG_LOOKUP_FOUND || !walk.at->has_children)
        return true;
    if (is_opaque)
        return og_tree_empty(m->tree, walk.at, m->layer);
    og_tree_node *child = og_tree_child(m->tree, walk.at, name, strlen(name));
    return child == NULL || drop(m, child);
}

/* What a hard link is made of: no directory, and not the link itself. */
static bool find_target(merge *m, const og_entry *entry, og_tree_node **target)
{
    *target = NULL;
    if (entry->link == NULL)
        return true;
    og_tree_walk walk;
    og_tree_walk_start(&walk, m->tree, entry->link, strlen(entry->link));
    const og_lookup lookup = og_tree_walk_on(&walk, false);
    if (lookup == OG_LOOKUP_FOUND && og_tree_type(walk.at) != '5' && og_tree_type(walk.at) != '1')
        *target = walk.at;
    else
        og_entry_note_target(&m->notes, entry, lookup == OG_LOOKUP_FOUND ? walk.at : NULL);
    return count_links(m, &walk);
}

static bool set_content(merge *m, og_tree_node *node, const og_entry *entry,
                        const og_tree_node *target)
{
    og_tree_set_record(node, entry->record);
    set_layer(node, m->layer);
    node->is_implied = false;
    node->type = target == NULL ? (uint32_t)(entry->type - '0') & 7u : target->type;
    return target == NULL || og_tree_set_origin(m->tree, node, target);
}

static void note_twice(merge *m, const og_entry *entry, const og_tree_node *old)
{
    if (old->is_implied || old->layer != m->layer)
        return;
    og_entry earlier;
    og_record_read(og_tree_record(old), &earlier);
    og_entry_note_twice(&m->notes, entry, &earlier);
}

static bool place(merge *m, og_tree_node *parent, const og_entry *entry)
{
    og_tree_node *old = og_tree_child(m->tree, parent, entry->name, entry->name_length);
    og_tree_node *target = NULL;
    if (entry->type == '1' && !find_target(m, entry, &target))
        return false;
    if (old != NULL)
        note_twice(m, entry, old);
    if (target != NULL && target == old) { /* a link to itself: as it was */
        og_entry_note_target(&m->notes, entry, target);
        return true;
    }
    const bool keeps_children = old != NULL && og_tree_type(old) == '5' && entry->type == '5';
    og_tree_node *node = old;
    if (!keeps_children) {
        if (old != NULL) {
            old->is_replaced = true;
            if (!drop(m, old))
                return false;
        }
        node = og_tree_add(m->tree, parent, entry->record);
    }
    return node != NULL && set_content(m, node, entry, target);
}

static bool apply_entry(merge *m, const og_entry *entry)
{
    if (entry->name_length == 0) {
        if (entry->type != '5')
            return true;
        note_twice(m, entry, m->tree->root);
        return set_content(m, m->tree->root, entry, NULL);
    }
    og_tree_node *parent;
    if (!find_parent(m, entry, &parent))
        return false;
    return parent == NULL || place(m, parent, entry);
}

/* Whiteouts speak of lower layers alone, so they go first, wherever they stand. */
static bool merge_layer(merge *m, const og_entry_log *entries)
{
    og_entry_reader reader;
    og_entry entry;
    const uint64_t before = m->entries;
    og_entry_reader_start(&reader, entries);
    while (entries->whiteout_count > 0 && og_entry_reader_next(&reader, &entry)) {
        m->entries++;
        if (og_path_begins_with(entry.name, whiteout_prefix) && !apply_whiteout(m, &entry))
            return false;
    }
    m->entries = before + entries->count;
    m->parent = NULL;
    og_entry_reader_start(&reader, entries);
    while (og_entry_reader_next(&reader, &entry)) {
        if (!og_path_begins_with(entry.name, whiteout_prefix) && !apply_entry(m, &entry))
            return false;
    }
    return true;
}

/* A hard link whose first name is gone still holds its bytes, and all its names hold them once. */
static void count_bytes(og_rootfs *tree)
{
    for (uint32_t i = 0; i < tree->node_count; i++) {
        og_tree_node *node = og_tree_at(tree, i);
        const og_tree_node *parent = og_tree_parent(tree, node);
        if (parent != NULL && parent->is_gone)
            node->is_gone = true;
    }
    for (uint32_t i = 0; i < tree->node_count; i++) {
        og_tree_node *node = og_tree_at(tree, i);
        if (node->is_gone || og_tree_type(node) != '0')
            continue;
        og_tree_node *holder = og_tree_origin(tree, node);
        if (holder == NULL)
            holder = node;
        if (holder->is_counted)
            continue;
        holder->is_counted = true;
        og_entry file;
        og_record_read(og_tree_record(holder), &file);
        if (__builtin_add_overflow(tree->bytes, file.size, &tree->bytes))
            tree->bytes = UINT64_MAX;
    }
}

static size_t count_entries(const og_entry_log *const *layers, size_t layer_count)
{
    size_t count = 0;
    for (size_t i = 0; i < layer_count; i++) {
        if (__builtin_add_overflow(count, layers[i]->count, &count))
            return SIZE_MAX;
    }
    return count;
}

ocigate_status og_rootfs_new(og_arena *arena, const og_entry_log *const *layers, size_t layer_count,
                             og_defects *const *entry_defects, og_defects *defects,
                             const og_rootfs **out, ocigate_error *err)
{
    *out = NULL;
    if (layer_count > OG_TREE_LAYERS_MAX) {
        og_defect_add(defects, arena, OG_DEFECT_LIMIT, "an image has %zu layers, more than %zu",
                      layer_count, OG_TREE_LAYERS_MAX);
        return OCIGATE_OK;
    }
    og_rootfs *tree = OG_NEW(arena, og_rootfs);
    if (tree == NULL || !og_tree_init(tree, arena, count_entries(layers, layer_count)))
        return og_fail_memory(err);
    og_defects unwanted = {0};
    merge m = {.tree = tree, .defects = defects};
    for (m.layer = 0; m.layer < layer_count; m.layer++) {
        og_defects *found = entry_defects == NULL ? &unwanted : entry_defects[m.layer];
        if (og_entry_notes_start(&m.notes, tree, layers[m.layer]->whiteout_count, found) &&
            merge_layer(&m, layers[m.layer]))
            continue;
        if (!m.is_above_limit || arena->failed)
            return og_fail_memory(err);
        return OCIGATE_OK;
    }
    count_bytes(tree);
    *out = tree;
    return OCIGATE_OK;
}
