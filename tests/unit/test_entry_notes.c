/* What the merge notes about entries: one table row per case, each with its nearest neighbour. */
#include "image/rootfs.h"
#include "support/layer_entries.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LAYERS_MAX 3

/* "TYPE MODE PATH [-> LINK]", one entry a line; layers are separated by a line "--". */
typedef struct layers {
    og_arena arena;
    test_layer_entries entries[LAYERS_MAX];
    const og_entry_log *first[LAYERS_MAX];
    og_defects defects[LAYERS_MAX];
    og_defects *found[LAYERS_MAX];
    size_t count;
} layers;

static void read_layers(layers *l, const char *text)
{
    *l = (layers){.count = 1};
    og_arena_init(&l->arena);
    char *copy = og_arena_text(&l->arena, text);
    for (char *line = strtok(copy, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        if (strcmp(line, "--") == 0) {
            l->count++;
            continue;
        }
        og_entry entry = {.type = line[0]};
        char *arrow = strstr(line, " -> ");
        if (arrow != NULL) {
            *arrow = '\0';
            entry.link = arrow + 4;
        }
        const char *path = strchr(line + 2, ' ') + 1;
        entry.mode = (uint32_t)strtoul(line + 2, NULL, 8);
        /* a whiteout is empty, unless its name says otherwise */
        entry.size = entry.type == '0' && strstr(path, ".wh.") == NULL ? 10 : 0;
        if (strstr(path, "-full") != NULL)
            entry.size = 1;
        test_layer_add(&l->entries[l->count - 1], &l->arena, path, entry);
    }
    for (size_t i = 0; i < LAYERS_MAX; i++)
        l->first[i] = &l->entries[i].log;
    for (size_t i = 0; i < LAYERS_MAX; i++)
        l->found[i] = &l->defects[i];
}

static const struct {
    const char *name, *layers, *expected; /* "LAYER KIND PATH" with commas between */
} cases[] = {
    {"directories first", "5 755 a\n5 755 a/b\n0 644 a/b/f", ""},
    {"no directory", "0 644 a/f", "0 parent-missing a/f"},
    {"one that is missing is told once", "0 644 a/f\n0 644 a/g", "0 parent-missing a/f"},
    {"a directory that comes later", "0 644 a/f\n5 755 a", "0 parent-missing a/f"},
    {"a directory in a lower layer", "5 755 a\n--\n0 644 a/f", ""},
    {"a directory in a higher layer", "0 644 a/f\n--\n5 755 a", "0 parent-missing a/f"},
    {"a directory that this layer hides", "5 755 a\n--\n0 0 .wh.a\n0 644 a/f",
     "1 parent-missing a/f"},
    {"hidden and made again", "5 755 a\n--\n0 0 .wh.a\n5 755 a\n0 644 a/f", ""},
    {"an opaque directory stays", "5 755 a\n0 644 a/f\n--\n0 0 a/.wh..wh..opq\n0 644 a/g", ""},
    {"what it held does not", "5 755 a\n5 755 a/b\n--\n0 0 a/.wh..wh..opq\n0 644 a/b/g",
     "1 parent-missing a/b/g"},
    {"a directory that lacks its own", "5 755 a/b", "0 parent-missing a/b"},
    {"a whiteout needs no directory", "0 0 a/b/.wh.c", ""},
    {"the root is there", "5 755 \n0 644 f", ""},
    {"through a link", "5 755 usr\n5 755 usr/lib\n2 777 lib -> usr/lib\n0 644 lib/f",
     "0 parent-link lib/f"},
    {"each entry below a link", "5 755 r\n2 777 l -> r\n0 644 l/f\n0 644 l/g",
     "0 parent-link l/f, 0 parent-link l/g"},
    {"a link of a lower layer", "5 755 r\n2 777 l -> r\n--\n0 644 l/f", "1 parent-link l/f"},
    {"beside a link", "5 755 r\n2 777 l -> r\n0 644 r/f", ""},
    {"a link that dangles", "2 777 l -> r\n0 644 l/f", "0 parent-missing l/f, 0 parent-link l/f"},
    {"a loop", "2 777 l -> l\n0 644 l/f", "0 parent-missing l/f, 0 parent-link l/f"},
    {"a directory in place of a link", "5 755 r\n2 777 l -> r\n--\n5 755 l\n0 644 l/f", ""},
    {"below a file", "0 644 f\n0 644 f/g", "0 parent-file f/g"},
    {"below a file of a lower layer", "0 644 f\n--\n0 644 f/g", "1 parent-file f/g"},
    {"below a fifo", "6 644 f\n0 644 f/g", "0 parent-file f/g"},
    {"a file that became a directory", "0 644 f\n--\n5 755 f\n0 644 f/g", ""},
    {"a file twice", "0 644 f\n0 644 f", "0 duplicate f"},
    {"a file in two layers", "0 644 f\n--\n0 644 f", ""},
    {"a directory twice", "5 755 d\n5 755 d", ""},
    {"a directory with two modes", "5 755 d\n5 700 d", "0 duplicate d"},
    {"a file and a directory", "0 644 d\n5 755 d", "0 duplicate d"},
    {"a link twice", "2 777 l -> a\n2 777 l -> a", "0 duplicate l"},
    {"the root twice", "5 755 \n5 755 ", ""},
    {"the root with two modes", "5 755 \n5 700 ", "0 duplicate "},
    {"a whiteout twice", "0 0 .wh.a\n0 0 .wh.a", "0 duplicate .wh.a"},
    {"a whiteout in two layers", "0 0 .wh.a\n--\n0 0 .wh.a", ""},
    {"a whiteout and its file", "0 644 f\n--\n0 0 .wh.f\n0 644 f", ""},
    {"an implied directory is none", "0 644 a/f\n5 755 a\n5 755 a", "0 parent-missing a/f"},
    {"a hard link", "0 644 f\n1 644 g -> f", ""},
    {"to a lower layer", "0 644 f\n--\n1 644 g -> f", ""},
    {"to a symbolic link", "2 777 l -> x\n1 777 g -> l", ""},
    {"to a hard link", "0 644 f\n1 644 g -> f\n1 644 h -> g", ""},
    {"to nothing", "1 644 g -> f", "0 hardlink-missing g"},
    {"to what comes later", "1 644 g -> f\n0 644 f", "0 hardlink-missing g"},
    {"to what this layer hides", "0 644 f\n--\n0 0 .wh.f\n1 644 g -> f", "1 hardlink-missing g"},
    {"to a directory", "5 755 d\n1 644 g -> d", "0 hardlink-missing g"},
    {"to a hard link to nothing", "1 644 g -> f\n1 644 h -> g",
     "0 hardlink-missing g, 0 hardlink-missing h"},
    {"to itself, of a lower layer", "0 644 f\n--\n1 644 f -> f", "1 hardlink-missing f"},
    {"to itself, earlier in the layer", "0 644 f\n1 644 f -> f",
     "0 duplicate f, 0 hardlink-missing f"},
    {"to itself, which is not", "1 644 f -> f", "0 hardlink-missing f"},
    {"a whiteout of nothing", "0 0 .wh.", "0 whiteout-invalid .wh."},
    {"of the directory", "0 0 a/.wh..", "0 whiteout-invalid a/.wh.."},
    {"of its parent", "0 0 a/.wh...", "0 whiteout-invalid a/.wh..."},
    {"of a name with a dot", "0 0 .wh..a", ""},
    {"with a body", "0 0 .wh.a-full", "0 whiteout-invalid .wh.a-full"},
    {"that is a directory", "5 755 .wh.a", "0 whiteout-invalid .wh.a"},
    {"that is a symbolic link", "2 777 .wh.a -> a", "0 whiteout-invalid .wh.a"},
    {"that is a hard link to another", "0 0 .wh.a\n1 0 b/.wh.c -> .wh.a", ""},
    {"that is a hard link to a file", "0 644 f\n1 0 .wh.c -> f", "0 whiteout-invalid .wh.c"},
    {"that is a hard link to nothing", "1 0 .wh.c", "0 whiteout-invalid .wh.c"},
    {"opaque", "5 755 a\n0 0 a/.wh..wh..opq", ""},
    {"opaque that is a directory", "5 755 a\n5 755 a/.wh..wh..opq",
     "0 whiteout-invalid a/.wh..wh..opq"},
    {"names of aufs mean nothing", "5 700 .wh..wh.plnk\n0 0 .wh..wh.aufs-full", ""},
    {"nor does what lies below them",
     "5 700 .wh..wh.plnk\n0 644 .wh..wh.plnk/1.2\n"
     "1 644 f -> .wh..wh.plnk/1.2",
     ""},
    {"but what is missing above them", "5 700 a/.wh..wh.plnk\n0 644 a/.wh..wh.plnk/1.2",
     "0 parent-missing a/.wh..wh.plnk/1.2"},
    {"and below a whiteout", "0 0 .wh.a\n0 644 .wh.a/f", "0 parent-missing .wh.a/f"},
};

static const char *kind_name(og_defect_kind kind)
{
    switch (kind) {
    case OG_DEFECT_ENTRY_PARENT_MISSING:
        return "parent-missing";
    case OG_DEFECT_ENTRY_PARENT_LINK:
        return "parent-link";
    case OG_DEFECT_ENTRY_PARENT_FILE:
        return "parent-file";
    case OG_DEFECT_ENTRY_DUPLICATE:
        return "duplicate";
    case OG_DEFECT_ENTRY_HARDLINK_MISSING:
        return "hardlink-missing";
    case OG_DEFECT_ENTRY_WHITEOUT_INVALID:
        return "whiteout-invalid";
    default:
        return "?";
    }
}

static void list(layers *l, char *out, size_t size)
{
    out[0] = '\0';
    for (size_t i = 0; i < l->count; i++) {
        for (const og_defect *d = l->defects[i].first; d != NULL; d = d->next) {
            const size_t length = strlen(out);
            (void)snprintf(out + length, size - length, "%s%zu %s %s", length > 0 ? ", " : "", i,
                           kind_name(d->kind), d->path);
        }
    }
}

Test(entry_notes, say_what_is_wrong_with_entries)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        layers l;
        read_layers(&l, cases[i].layers);
        const og_rootfs *rootfs = NULL;
        og_defects limits = {0};
        cr_assert_eq(og_rootfs_new(&l.arena, l.first, l.count, l.found, &limits, &rootfs, NULL),
                     OCIGATE_OK);
        cr_expect(rootfs != NULL, "%s", cases[i].name);
        char found[512];
        list(&l, found, sizeof found);
        cr_expect_str_eq(found, cases[i].expected, "%s: %s", cases[i].name, found);
        og_arena_fini(&l.arena);
    }
}

/* What was wanted and what is there, for the defects that are about something else than the entry.
 */
Test(entry_notes, give_both_values)
{
    static const struct {
        const char *layers, *expected, *found;
    } rows[] = {
        {"0 644 a/f", "a directory, earlier in this layer or in a lower one", "no directory"},
        {"2 777 l -> l\n0 644 l/f", "a directory, earlier in this layer or in a lower one",
         "a loop of symbolic links"},
        {"0 644 f\n0 644 f/g", "a directory", "a regular file"},
        {"1 644 g -> f", "a file, earlier in this layer or in a lower one", "no file"},
        {"5 755 d\n1 644 g -> d", "a file, earlier in this layer or in a lower one", "a directory"},
        {"0 644 f\n--\n1 644 f -> f", "a file, earlier in this layer or in a lower one",
         "the entry itself, which unpacking removes first"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        layers l;
        read_layers(&l, rows[i].layers);
        const og_rootfs *rootfs = NULL;
        og_defects limits = {0};
        cr_assert_eq(og_rootfs_new(&l.arena, l.first, l.count, l.found, &limits, &rootfs, NULL),
                     OCIGATE_OK);
        const og_defect *defect = l.defects[l.count - 1].first;
        cr_assert(defect != NULL, "%zu", i);
        cr_expect_str_eq(defect->expected, rows[i].expected, "%zu", i);
        cr_expect_str_eq(defect->found, rows[i].found, "%zu: %s", i, defect->found);
        og_arena_fini(&l.arena);
    }
}

/* The texts of a flood are not made, and every one is counted. */
Test(entry_notes, count_a_flood)
{
    enum { ENTRIES = 100000 };
    layers l;
    read_layers(&l, "5 755 a");
    test_layer_entries entries = {0};
    for (size_t i = 0; i < ENTRIES; i++)
        test_layer_add(&entries, &l.arena, "a/.wh..wh..opq", (og_entry){.type = '0'});
    const og_entry_log *first[] = {&entries.log};
    const og_rootfs *rootfs = NULL;
    og_defects limits = {0};
    cr_assert_eq(og_rootfs_new(&l.arena, first, 1, l.found, &limits, &rootfs, NULL), OCIGATE_OK);
    cr_expect_eq(l.defects[0].count[OG_DEFECT_ENTRY_DUPLICATE], ENTRIES - 1);
    size_t kept = 0;
    for (const og_defect *d = l.defects[0].first; d != NULL; d = d->next)
        kept++;
    cr_expect_eq(kept, OG_DEFECTS_KEPT);
    og_arena_fini(&l.arena);
}
