#include "image/entry_notes.h"

#include "base/path.h"

#include <inttypes.h>
#include <string.h>

bool og_entry_notes_start(og_entry_notes *notes, const og_rootfs *tree, uint64_t whiteout_count,
                          og_defects *defects)
{
    *notes = (og_entry_notes){.tree = tree, .arena = tree->arena, .defects = defects};
    if (whiteout_count == 0)
        return true;
    if (whiteout_count > SIZE_MAX / 2)
        return false;
    notes->slot_count = (size_t)whiteout_count + (size_t)whiteout_count / 2 + 1;
    notes->whiteouts = OG_NEW_ARRAY(notes->arena, const og_record *, notes->slot_count);
    return notes->whiteouts != NULL;
}

/* Whiteouts of aufs were hard links to one file, and layers that were made from it still have them:
   a hard link to another whiteout is the empty file that this one is. */
static bool is_linked_whiteout(const og_entry *entry)
{
    return entry->type == '1' && entry->size == 0 && entry->link != NULL &&
           og_path_begins_with(og_path_base(entry->link), ".wh.");
}

/* The first defects of a kind are kept, the rest is counted: what a text costs is spent on those
   alone. */
static bool is_counted_only(og_entry_notes *notes, og_defect_kind kind)
{
    if (notes->defects->count[kind] < OG_DEFECTS_KEPT)
        return false;
    notes->defects->count[kind]++;
    return true;
}

/* Out of memory shows in the arena. */
static void place(og_entry_notes *notes, og_defect *defect, const og_entry *entry)
{
    if (defect != NULL)
        defect->path = og_entry_path(notes->arena, entry);
}

static void expect(og_defect *defect, const char *expected, const char *found)
{
    if (defect == NULL)
        return;
    defect->expected = expected;
    defect->found = found;
}

static const char *type_name(char type)
{
    switch (type) {
    case '0':
        return "a regular file";
    case '1':
        return "a hard link";
    case '2':
        return "a symbolic link";
    case '3':
    case '4':
        return "a device";
    case '5':
        return "a directory";
    default:
        return "a fifo";
    }
}

void og_entry_note_missing_parent(og_entry_notes *notes, const og_entry *entry, bool is_loop)
{
    /* Where a path leads that leaves the root is anybody's guess; a defect says so already. */
    if (entry->leaves_root)
        return;
    og_defect *defect = og_defect_add(
        notes->defects, notes->arena, OG_DEFECT_ENTRY_PARENT_MISSING,
        is_loop ? "the way to the directory of the entry is a loop of symbolic links"
                : "the directory of the entry is neither earlier in this layer nor in a lower one");
    expect(defect, "a directory, earlier in this layer or in a lower one",
           is_loop ? "a loop of symbolic links" : "no directory");
    place(notes, defect, entry);
}

void og_entry_note_linked_parent(og_entry_notes *notes, const og_entry *entry,
                                 const og_tree_node *parent)
{
    if (is_counted_only(notes, OG_DEFECT_ENTRY_PARENT_LINK))
        return;
    const char *path = parent == NULL ? NULL : og_tree_path(notes->tree, notes->arena, parent);
    place(notes,
          og_defect_add(notes->defects, notes->arena, OG_DEFECT_ENTRY_PARENT_LINK,
                        path == NULL ? "the path leads through a symbolic link%s"
                                     : "the path leads through a symbolic link, into /%s",
                        path == NULL ? "" : path),
          entry);
}

void og_entry_note_file_parent(og_entry_notes *notes, const og_entry *entry, const og_tree_node *at)
{
    if (is_counted_only(notes, OG_DEFECT_ENTRY_PARENT_FILE))
        return;
    const char *type = type_name(og_tree_type(at));
    const char *path = og_tree_path(notes->tree, notes->arena, at);
    og_defect *defect =
        og_defect_add(notes->defects, notes->arena, OG_DEFECT_ENTRY_PARENT_FILE,
                      "the path leads through /%s, which is %s", path == NULL ? "" : path, type);
    place(notes, defect, entry);
    expect(defect, "a directory", type);
}

void og_entry_note_target(og_entry_notes *notes, const og_entry *entry, const og_tree_node *at)
{
    const char *found = "no file";
    if (at != NULL && og_tree_type(at) == '5')
        found = "a directory";
    else if (at != NULL && og_tree_type(at) == '1')
        found = "a hard link without a target";
    else if (at != NULL)
        found = "the entry itself, which unpacking removes first";
    og_defect *defect =
        og_defect_add(notes->defects, notes->arena, OG_DEFECT_ENTRY_HARDLINK_MISSING,
                      at == NULL ? "the target %s of the hard link is neither earlier in this "
                                   "layer nor in a lower one"
                                 : "the target %s of the hard link cannot be linked to",
                      entry->link);
    expect(defect, "a file, earlier in this layer or in a lower one", found);
    place(notes, defect, entry);
}

void og_entry_note_twice(og_entry_notes *notes, const og_entry *entry, const og_entry *earlier)
{
    og_defect *defect;
    if (earlier->type != '5' || entry->type != '5')
        defect = og_defect_add(notes->defects, notes->arena, OG_DEFECT_ENTRY_DUPLICATE,
                               "the path comes twice in this layer: %s, then %s",
                               type_name(earlier->type), type_name(entry->type));
    else if (earlier->mode != entry->mode)
        defect = og_defect_add(notes->defects, notes->arena, OG_DEFECT_ENTRY_DUPLICATE,
                               "the directory comes twice in this layer: mode %04" PRIo32
                               ", then %04" PRIo32,
                               earlier->mode, entry->mode);
    else
        return;
    place(notes, defect, entry);
}

static void note_whiteout_form(og_entry_notes *notes, const og_entry *entry, const char *name)
{
    og_defect *defect;
    if (name[0] == '\0' || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
        defect = og_defect_add(notes->defects, notes->arena, OG_DEFECT_ENTRY_WHITEOUT_INVALID,
                               "the whiteout names no file");
    else if (entry->type != '0' && !is_linked_whiteout(entry))
        defect =
            og_defect_add(notes->defects, notes->arena, OG_DEFECT_ENTRY_WHITEOUT_INVALID,
                          "the whiteout is %s and no empty regular file", type_name(entry->type));
    else if (entry->type == '0' && entry->size > 0)
        defect = og_defect_add(notes->defects, notes->arena, OG_DEFECT_ENTRY_WHITEOUT_INVALID,
                               "the whiteout is not empty: it has %" PRIu64 " bytes", entry->size);
    else
        return;
    place(notes, defect, entry);
}

static bool is_same_path(const og_entry *a, const og_entry *b)
{
    return a->name_length == b->name_length && a->directory_length == b->directory_length &&
           memcmp(a->name, b->name, a->name_length) == 0 &&
           memcmp(a->directory, b->directory, a->directory_length) == 0;
}

/* Where a path belongs. Whiteouts of one directory often follow each other. */
static size_t first_slot(og_entry_notes *notes, const og_entry *entry)
{
    const og_map *hasher = &notes->tree->hasher;
    if (notes->directory != entry->directory) {
        notes->directory = entry->directory;
        notes->directory_hash = og_map_hash(hasher, entry->directory, entry->directory_length);
    }
    const uint64_t hash = og_map_hash(hasher, entry->name, entry->name_length);
    return (size_t)((hash ^ notes->directory_hash * 31) % notes->slot_count);
}

void og_entry_note_whiteout(og_entry_notes *notes, const og_entry *entry, const char *name)
{
    note_whiteout_form(notes, entry, name);
    size_t i = first_slot(notes, entry);
    for (; notes->whiteouts[i] != NULL; i = i + 1 == notes->slot_count ? 0 : i + 1) {
        og_entry earlier;
        og_record_read(notes->whiteouts[i], &earlier);
        if (is_same_path(&earlier, entry)) {
            og_entry_note_twice(notes, entry, &earlier);
            return;
        }
    }
    notes->whiteouts[i] = entry->record;
}
