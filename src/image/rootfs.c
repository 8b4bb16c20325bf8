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
    const char *parent_path; /* of the last entry, as it was spelled */
    size_t parent_length;
    og_tree_node *parent;  /* where that led; NULL: not known any more */
    bool parent_is_linked; /* through a symbolic link */
    uint64_t entries, implied, link_steps;
    og_defects *defects;
    og_entry_notes notes;
    bool is_above_limit;
} merge;

static size_t parent_length(const char *path, const char *base)
{
    return base == path ? 0 : (size_t)(base - path) - 1;
}

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

static og_tree_node *imply_directory(merge *m, og_tree_node *parent, const char *name,
                                     size_t length)
{
    if (!check_limit(m, "directories that no entry describes", ++m->implied,
                     FREE_IMPLIED + m->entries * IMPLIED_PER_ENTRY))
        return NULL;
    og_tree_node *node = og_tree_add(m->tree, parent, name, length);
    if (node != NULL)
        node->node.layer = m->layer;
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
    else if (*lookup == OG_LOOKUP_NOT_DIRECTORY || walk->at->node.type != '5')
        og_entry_note_file_parent(&m->notes, entry, walk->at);
    return count_links(m, walk);
}

/* The directory that holds an entry, made where it is missing. True and NULL: there can be none.
   False: out of memory, or above a limit. */
static bool find_parent(merge *m, const og_entry *entry, size_t length, og_tree_node **out)
{
    const char *path = entry->path;
    if (m->parent != NULL && m->parent_length == length &&
        memcmp(m->parent_path, path, length) == 0) {
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
    const bool is_directory = lookup == OG_LOOKUP_FOUND && walk.at->node.type == '5';
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
static void drop(merge *m, og_tree_node *node)
{
    node->is_gone = true;
    node->hidden_by = (uint32_t)m->layer;
    if (node->node.type == '5' || node->node.type == '2')
        m->parent = NULL;
}

static bool apply_whiteout(merge *m, const og_entry *entry, const char *base)
{
    const bool is_opaque = strcmp(base, opaque_name) == 0;
    if (!is_opaque && og_path_begins_with(base, aufs_prefix))
        return true;
    if (!og_entry_note_whiteout(&m->notes, entry, base + strlen(whiteout_prefix)))
        return false;
    og_tree_walk walk;
    og_tree_walk_start(&walk, m->tree, entry->path, parent_length(entry->path, base));
    const og_lookup lookup = og_tree_walk_on(&walk, true);
    if (!count_links(m, &walk))
        return false;
    if (lookup != OG_LOOKUP_FOUND || !walk.at->has_children)
        return true;
    if (is_opaque) {
        walk.at->hidden_by = (uint32_t)m->layer;
        return og_tree_empty(m->tree, walk.at) != NULL;
    }
    const char *name = base + strlen(whiteout_prefix);
    og_tree_node *child = og_tree_child(m->tree, walk.at, name, strlen(name));
    if (child != NULL)
        drop(m, child);
    return true;
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
    if (lookup == OG_LOOKUP_FOUND && walk.at->node.type != '5' && walk.at->node.type != '1')
        *target = walk.at;
    else
        og_entry_note_target(&m->notes, entry, lookup == OG_LOOKUP_FOUND ? walk.at : NULL);
    return count_links(m, &walk);
}

static void set_content(const merge *m, og_tree_node *node, const og_entry *entry,
                        og_tree_node *target)
{
    node->node.entry = entry;
    node->node.layer = m->layer;
    node->node.file = target == NULL ? entry : target->node.file;
    node->node.type = target == NULL ? entry->type : target->node.type;
    if (target != NULL)
        node->origin = target->origin == NULL ? target : target->origin;
}

/* The entry spells the path of its node, unless a link led elsewhere. */
static bool is_spelled(const og_tree_node *parent, const char *path, size_t length)
{
    const char *known = parent->node.path;
    return known != NULL && strlen(known) == length && memcmp(known, path, length) == 0;
}

static bool place(merge *m, og_tree_node *parent, const og_entry *entry, const char *base)
{
    const size_t length = strlen(base);
    og_tree_node *old = og_tree_child(m->tree, parent, base, length);
    og_tree_node *target = NULL;
    if (entry->type == '1' && !find_target(m, entry, &target))
        return false;
    if (old != NULL && old->node.entry != NULL && old->node.layer == m->layer)
        og_entry_note_twice(&m->notes, entry, old->node.entry);
    if (target != NULL && target == old) { /* a link to itself: as it was */
        og_entry_note_target(&m->notes, entry, target);
        return true;
    }
    const bool keeps_children = old != NULL && old->node.type == '5' && entry->type == '5';
    og_tree_node *node = old;
    if (!keeps_children) {
        if (old != NULL) {
            drop(m, old);
            old->is_replaced = true;
        }
        node = og_tree_add(m->tree, parent, base, length);
    }
    if (node == NULL)
        return false;
    if (node->node.path == NULL &&
        is_spelled(parent, entry->path, parent_length(entry->path, base)))
        node->node.path = entry->path;
    set_content(m, node, entry, target);
    return true;
}

static bool apply_entry(merge *m, const og_entry *entry, const char *base)
{
    if (entry->path[0] == '\0') {
        if (entry->type == '5') {
            const og_node *root = &m->tree->root->node;
            if (root->entry != NULL && root->layer == m->layer)
                og_entry_note_twice(&m->notes, entry, root->entry);
            set_content(m, m->tree->root, entry, NULL);
        }
        return true;
    }
    og_tree_node *parent;
    if (!find_parent(m, entry, parent_length(entry->path, base), &parent))
        return false;
    return parent == NULL || place(m, parent, entry, base);
}

/* Whiteouts speak of lower layers alone, so they go first, wherever they stand. */
static bool merge_layer(merge *m, const og_entry *entries)
{
    for (const og_entry *entry = entries; entry != NULL; entry = entry->next) {
        const char *base = og_path_base(entry->path);
        m->entries++;
        if (og_path_begins_with(base, whiteout_prefix) && !apply_whiteout(m, entry, base))
            return false;
    }
    m->parent = NULL;
    for (const og_entry *entry = entries; entry != NULL; entry = entry->next) {
        const char *base = og_path_base(entry->path);
        if (!og_path_begins_with(base, whiteout_prefix) && !apply_entry(m, entry, base))
            return false;
    }
    return true;
}

/* A hard link whose first name is gone still holds its bytes, and all its names hold them once. */
static void count_bytes(og_rootfs *tree)
{
    for (og_tree_node *node = tree->first; node != NULL; node = node->next) {
        if (node->parent == NULL || !node->parent->is_gone || node->is_gone)
            continue;
        node->is_gone = true;
        node->hidden_by = node->parent->hidden_by;
    }
    for (og_tree_node *node = tree->first; node != NULL; node = node->next) {
        if (node->is_gone || node->node.type != '0')
            continue;
        og_tree_node *holder = node->origin == NULL ? node : node->origin;
        if (holder->is_counted)
            continue;
        holder->is_counted = true;
        if (__builtin_add_overflow(tree->bytes, holder->node.file->size, &tree->bytes))
            tree->bytes = UINT64_MAX;
    }
}

static size_t count_entries(const og_entry *const *layers, size_t layer_count)
{
    size_t count = 0;
    for (size_t i = 0; i < layer_count; i++) {
        for (const og_entry *entry = layers[i]; entry != NULL; entry = entry->next)
            count++;
    }
    return count;
}

ocigate_status og_rootfs_new(og_arena *arena, const og_entry *const *layers, size_t layer_count,
                             og_defects *const *entry_defects, og_defects *defects,
                             const og_rootfs **out, ocigate_error *err)
{
    og_rootfs *tree = OG_NEW(arena, og_rootfs);
    if (tree == NULL || !og_tree_init(tree, arena, count_entries(layers, layer_count)))
        return og_fail_memory(err);
    og_defects unwanted = {0};
    merge m = {.tree = tree, .defects = defects};
    for (m.layer = 0; m.layer < layer_count; m.layer++) {
        og_entry_notes_start(&m.notes, arena,
                             entry_defects == NULL ? &unwanted : entry_defects[m.layer]);
        if (merge_layer(&m, layers[m.layer]))
            continue;
        if (!m.is_above_limit || arena->failed)
            return og_fail_memory(err);
        *out = NULL;
        return OCIGATE_OK;
    }
    count_bytes(tree);
    *out = tree;
    return OCIGATE_OK;
}
