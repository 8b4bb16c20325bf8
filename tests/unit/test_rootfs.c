#include "image/rootfs.h"
#include "support/layer_entries.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LAYERS_MAX 3

/* "TYPE MODE PATH [-> LINK]", one entry a line; layers are separated by a line "--". */
typedef struct builder {
    og_arena arena;
    og_defects defects;
    test_layer_entries layers[LAYERS_MAX];
    size_t layer_count;
} builder;

static const og_rootfs *merge(builder *b)
{
    const og_entry_log *logs[LAYERS_MAX];
    for (size_t i = 0; i < b->layer_count; i++)
        logs[i] = &b->layers[i].log;
    const og_rootfs *rootfs = NULL;
    cr_assert(og_rootfs_new(&b->arena, logs, b->layer_count, NULL, &b->defects, &rootfs, NULL) ==
              OCIGATE_OK);
    return rootfs;
}

static const og_rootfs *build(builder *b, const char *text)
{
    *b = (builder){.layer_count = 1};
    og_arena_init(&b->arena);
    char *copy = og_arena_text(&b->arena, text);
    for (char *line = strtok(copy, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        if (strcmp(line, "--") == 0) {
            b->layer_count++;
            continue;
        }
        og_entry entry = {.type = line[0]};
        char *arrow = strstr(line, " -> ");
        if (arrow != NULL) {
            *arrow = '\0';
            entry.link = arrow + 4;
        }
        entry.mode = (uint32_t)strtoul(line + 2, NULL, 8);
        entry.size = entry.type == '0' ? 10 : 0;
        test_layer_add(&b->layers[b->layer_count - 1], &b->arena, strchr(line + 2, ' ') + 1, entry);
    }
    return merge(b);
}

static const char *describe(const og_rootfs *rootfs, const char *path, char *out)
{
    static const char *const lookups[] = {"", "missing", "not a directory", "loop"};
    const og_node *node = NULL;
    const og_lookup lookup = og_rootfs_find(rootfs, path, true, &node);
    if (lookup != OG_LOOKUP_FOUND)
        return lookups[lookup];
    (void)sprintf(out, "%c %s %zu", node->type, node->path, node->layer);
    return out;
}

static const struct {
    const char *name, *layers, *path, *expected;
    uint64_t bytes;
} cases[] = {
    {"a file", "5 755 a\n0 644 a/f", "/a/f", "0 a/f 0", 10},
    {"without the leading slash", "0 644 f", "f", "0 f 0", 10},
    {"dots", "5 755 a\n0 644 a/f", "/./a/../a//f", "0 a/f 0", 10},
    {"above the root", "0 644 f", "/../../f", "0 f 0", 10},
    {"the root", "0 644 f", "/", "5  0", 10},
    {"nothing", "0 644 f", "/g", "missing", 10},
    {"below a file", "0 644 f", "/f/g", "not a directory", 10},
    {"an implied parent", "0 644 a/b/f", "/a/b", "5 a/b 0", 10},
    {"a later file replaces", "0 644 f\n--\n0 600 f", "/f", "0 f 1", 10},
    {"a later directory keeps children", "5 755 a\n0 644 a/f\n--\n5 700 a", "/a/f", "0 a/f 0", 10},
    {"and its metadata are new", "5 755 a\n--\n5 700 a", "/a", "5 a 1", 0},
    {"a file replaces a tree", "5 755 a\n0 644 a/f\n--\n0 644 a", "/a/f", "not a directory", 10},
    {"a tree over a file is empty", "5 755 a\n0 644 a/f\n--\n0 644 a\n--\n5 755 a", "/a/f",
     "missing", 0},
    {"a whiteout", "0 644 f\n--\n0 644 .wh.f", "/f", "missing", 0},
    {"a whiteout in the same layer hides nothing", "0 644 f\n0 644 .wh.f", "/f", "0 f 0", 10},
    {"a whiteout before its file", "0 644 f\n--\n0 644 .wh.f\n0 644 f", "/f", "0 f 1", 10},
    {"a whiteout behind its file", "0 644 f\n--\n0 644 f\n0 644 .wh.f", "/f", "0 f 1", 10},
    {"a whiteout of a tree", "5 755 a\n5 755 a/b\n0 644 a/b/f\n--\n0 644 .wh.a", "/a/b/f",
     "missing", 0},
    {"a tree made again is empty", "5 755 a\n0 644 a/f\n--\n0 644 .wh.a\n5 755 a", "/a/f",
     "missing", 0},
    {"an opaque directory", "5 755 a\n0 644 a/f\n--\n5 755 a\n0 644 a/.wh..wh..opq", "/a/f",
     "missing", 0},
    {"what an opaque directory gets in its layer",
     "5 755 a\n0 644 a/f\n--\n0 644 a/g\n0 644 "
     "a/.wh..wh..opq",
     "/a/g", "0 a/g 1", 10},
    {"deep below an opaque directory",
     "5 755 a\n5 755 a/b\n0 644 a/b/f\n--\n0 644 a/b/g\n0 644 "
     "a/.wh..wh..opq",
     "/a/b/f", "missing", 10},
    {"a link", "0 755 f\n2 777 l -> f", "/l", "0 f 0", 10},
    {"an absolute link", "5 755 a\n0 755 f\n2 777 a/l -> /f", "/a/l", "0 f 0", 10},
    {"a link that climbs above the root", "0 755 f\n2 777 l -> ../../../f", "/l", "0 f 0", 10},
    {"a linked directory", "5 755 usr\n5 755 usr/bin\n0 755 usr/bin/sh\n2 777 bin -> usr/bin",
     "/bin/sh", "0 usr/bin/sh 0", 10},
    {"a dangling link", "2 777 l -> nothing", "/l", "missing", 0},
    {"a loop", "2 777 a -> b\n2 777 b -> a", "/a", "loop", 0},
    {"a link to itself", "2 777 a -> a", "/a", "loop", 0},
    {"a link in a lower layer leads to a file above", "2 777 l -> f\n--\n0 755 f", "/l", "0 f 1",
     10},
    {"an entry below a linked parent",
     "5 755 usr\n5 755 usr/lib\n2 777 lib -> usr/lib\n--\n0 644 "
     "lib/f",
     "/usr/lib/f", "0 usr/lib/f 1", 10},
    {"an entry below a dangling link", "2 777 l -> gone\n--\n0 644 l/f", "/l/f", "0 gone/f 1", 10},
    {"a whiteout below a linked parent", "5 755 u\n0 644 u/f\n2 777 l -> u\n--\n0 644 l/.wh.f",
     "/u/f", "missing", 0},
    {"a hard link counts once", "0 755 f\n1 755 h -> f", "/h", "0 h 0", 10},
    {"a hard link to a lower layer", "0 755 f\n--\n1 755 h -> f", "/h", "0 h 1", 10},
    {"a hard link whose first name is gone", "0 755 f\n1 755 h -> f\n--\n0 644 .wh.f", "/h",
     "0 h 0", 10},
    {"a hard link to nothing", "1 755 h -> gone", "/h", "1 h 0", 0},
    {"a hard link to itself", "1 755 h -> h", "/h", "1 h 0", 0},
    {"a hard link to itself over a file", "0 755 h\n1 755 h -> h", "/h", "0 h 0", 10},
    {"a hard link to a hard link", "0 755 f\n1 755 g -> f\n1 755 h -> g", "/h", "0 h 0", 10},
    {"a hard link to a directory", "5 755 d\n1 755 h -> d", "/h", "1 h 0", 0},
    {"a hard link to a link", "0 755 f\n2 777 l -> f\n1 777 h -> l", "/h", "0 f 0", 10},
    {"a hard link through a link", "5 755 u\n0 755 u/f\n2 777 l -> u\n1 755 h -> l/f", "/h",
     "0 h 0", 10},
    {"a hard link to what comes later", "1 755 h -> f\n0 755 f", "/h", "1 h 0", 10},
    {"a hard link to a file that is replaced", "0 755 f\n1 755 h -> f\n--\n2 777 f -> x", "/h",
     "0 h 0", 10},
    {"two hard links to a file that is gone",
     "0 755 f\n1 755 g -> f\n1 755 h -> f\n--\n0 644 .wh.f", "/g", "0 g 0", 10},
    {"a file and its tree, twice in one layer", "5 755 a\n0 644 a/f\n0 644 a\n5 755 a", "/a/f",
     "missing", 0},
    {"a directory over a link", "5 755 d\n0 644 d/f\n2 777 l -> d\n--\n5 755 l", "/l/f", "missing",
     10},
    {"a directory over a file", "0 644 d\n--\n5 755 d\n0 644 d/f", "/d/f", "0 d/f 1", 10},
    {"a link over a directory", "5 755 d\n0 644 d/f\n5 755 e\n--\n2 777 d -> e", "/d/f", "missing",
     0},
    {"a remembered parent that becomes a link",
     "5 755 d\n0 644 d/f\n5 755 e\n2 777 d -> e\n0 644 d/g", "/e/g", "0 e/g 0", 10},
    {"an entry below a file is left out", "0 644 f\n0 644 f/g", "/f", "0 f 0", 10},
    {"an entry below a loop is left out", "2 777 a -> b\n2 777 b -> a\n0 644 a/f", "/a/f", "loop",
     0},
    {"an entry below a link to a file is left out", "0 644 f\n2 777 l -> f\n0 644 l/g", "/l/g",
     "not a directory", 10},
    {"an entry below a dangling link that climbs", "5 755 a\n2 777 a/l -> ../x/../y\n0 644 a/l/f",
     "/y/f", "0 y/f 0", 10},
    {"an entry below an absolute link", "5 755 a\n2 777 a/l -> /etc\n0 644 a/l/f", "/etc/f",
     "0 etc/f 0", 10},
    {"an implied directory that is described later", "0 644 a/f\n--\n5 700 a", "/a", "5 a 1", 10},
    {"a whiteout of the opaque kind at the root",
     "5 755 a\n0 644 a/f\n--\n0 644 .wh..wh..opq\n0 644 g", "/a", "missing", 10},
    {"a whiteout of the opaque kind for nothing", "0 644 f\n--\n0 644 a/.wh..wh..opq", "/a",
     "missing", 10},
    {"other names of aufs", "0 644 .wh.plnk\n0 644 f\n--\n0 644 .wh..wh.f", "/f", "0 f 0", 10},
    {"a whiteout without a name", "0 644 f\n--\n0 644 .wh.", "/f", "0 f 0", 10},
    {"a whiteout of the directory itself", "5 755 a\n0 644 a/f\n--\n0 644 a/.wh..", "/a/f",
     "0 a/f 0", 10},
    {"a whiteout of the directory above", "5 755 a\n0 644 a/f\n--\n0 644 a/.wh...", "/a/f",
     "0 a/f 0", 10},
    {"a whiteout of a file that the layer below whites out",
     "0 644 f\n--\n0 644 .wh.f\n--\n0 644 f", "/f", "0 f 2", 10},
    {"a whiteout of a link takes the link alone", "0 644 f\n2 777 l -> f\n--\n0 644 .wh.l", "/f",
     "0 f 0", 10},
    {"a whiteout of a linked directory",
     "5 755 u\n5 755 u/d\n0 644 u/d/f\n2 777 l -> u\n--\n0 644 "
     "l/d/.wh..wh..opq",
     "/u/d/f", "missing", 0},
    {"a whiteout twice", "0 644 f\n--\n0 644 .wh.f\n0 644 .wh.f", "/f", "missing", 0},
    {"names that begin alike", "0 644 a/bc\n0 644 ab/c", "/ab/c", "0 ab/c 0", 20},
    {"a name of bytes that are no text", "0 644 \xff\xfe", "/\xff\xfe", "0 \xff\xfe 0", 10},
    {"a slash behind a file", "0 644 f", "/f/", "not a directory", 10},
    {"a slash behind a link to a directory", "5 755 d\n2 777 l -> d", "/l/", "5 d 0", 0},
    {"a link with a slash behind a file", "0 644 f\n2 777 l -> f/", "/l", "not a directory", 10},
    {"a dot behind a file", "0 644 f", "/f/.", "not a directory", 10},
    {"the parent of what a link leads to", "5 755 a\n5 755 a/b\n2 777 l -> a/b\n0 644 a/f",
     "/l/../f", "0 a/f 0", 10},
    {"an empty link", "2 777 l -> ", "/l", "missing", 0},
    {"an empty path", "0 644 f", "", "5  0", 10},
};

Test(rootfs, merges_and_finds)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        builder b;
        char out[256];
        const og_rootfs *rootfs = build(&b, cases[i].layers);
        const char *found = describe(rootfs, cases[i].path, out);
        cr_expect_str_eq(found, cases[i].expected, "%s: %s", cases[i].name, found);
        cr_expect(og_rootfs_bytes(rootfs) == cases[i].bytes, "%s: %llu bytes", cases[i].name,
                  (unsigned long long)og_rootfs_bytes(rootfs));
        og_arena_fini(&b.arena);
    }
}

static const struct {
    const char *name, *layers, *path;
    bool is_executable;
} executables[] = {
    {"for all", "5 755 a\n0 755 a/f", "/a/f", true},
    {"for others alone", "0 001 f", "/f", true},
    {"for the owner alone", "0 744 f", "/f", false},
    {"in a closed directory", "5 750 a\n0 755 a/f", "/a/f", false},
    {"in a directory without an entry", "0 755 a/f", "/a/f", true},
    {"in a closed root", "5 700 \n0 755 f", "/f", false},
    {"a directory", "5 755 a", "/a", false},
    {"through a link", "0 755 f\n2 777 l -> f", "/l", true},
    {"through a link into a closed directory", "5 700 a\n0 755 a/f\n2 777 l -> a/f", "/l", false},
    {"a hard link has the mode of its file", "0 755 f\n1 600 h -> f", "/h", true},
    {"missing", "0 755 f", "/g", false},
};

Test(rootfs, knows_what_others_can_execute)
{
    for (size_t i = 0; i < sizeof executables / sizeof executables[0]; i++) {
        builder b;
        const og_rootfs *rootfs = build(&b, executables[i].layers);
        cr_expect(og_rootfs_is_executable(rootfs, executables[i].path) ==
                      executables[i].is_executable,
                  "%s", executables[i].name);
        og_arena_fini(&b.arena);
    }
}

Test(rootfs, follows_forty_links_and_no_more)
{
    for (int links = 40; links <= 41; links++) {
        char text[2048] = "0 755 l0\n";
        for (int i = 1; i <= links; i++)
            (void)sprintf(text + strlen(text), "2 777 l%d -> l%d\n", i, i - 1);
        builder b;
        char path[16], out[64];
        const og_rootfs *rootfs = build(&b, text);
        (void)sprintf(path, "/l%d", links);
        cr_assert_str_eq(describe(rootfs, path, out), links == 40 ? "0 l0 0" : "loop");
        og_arena_fini(&b.arena);
    }
}

Test(rootfs, does_not_follow_the_last_link_when_told_so)
{
    builder b;
    const og_node *node = NULL;
    const og_rootfs *rootfs = build(&b, "0 755 f\n2 777 l -> f");
    cr_assert(og_rootfs_find(rootfs, "/l", false, &node) == OG_LOOKUP_FOUND && node->type == '2');
    og_arena_fini(&b.arena);
}

/* 2^40 characters if it were written out. */
Test(rootfs, takes_links_that_grow_as_missing)
{
    char text[32768] = "";
    char target[600];
    memset(target, 0, sizeof target);
    for (int i = 0; i < 299; i++)
        memcpy(target + 2 * i, "./", 2);
    for (int i = 0; i < 39; i++)
        (void)sprintf(text + strlen(text), "2 777 l%d -> %sl%d\n", i, target, i + 1);
    builder b;
    const og_node *node = NULL;
    const og_rootfs *rootfs = build(&b, text);
    cr_assert(og_rootfs_find(rootfs, "/l0", true, &node) != OG_LOOKUP_FOUND);
    char path[10000];
    memset(path, 'a', sizeof path - 1);
    path[sizeof path - 1] = '\0';
    cr_assert(og_rootfs_find(rootfs, path, true, &node) == OG_LOOKUP_MISSING);
    og_arena_fini(&b.arena);
}

Test(rootfs, merges_many_whiteouts_and_entries_in_linear_time)
{
    enum { COUNT = 100000 };
    builder b = {.layer_count = 2};
    og_arena_init(&b.arena);
    const og_entry file = {.type = '0', .mode = 0644, .size = 1}, empty = {.type = '0'};
    for (size_t i = 0; i < COUNT; i++) {
        test_layer_add(&b.layers[0], &b.arena, og_arena_format(&b.arena, "a/%zu", i), file);
        test_layer_add(&b.layers[1], &b.arena, "a/.wh..wh..opq", empty);
    }
    for (size_t i = 0; i < COUNT; i++)
        test_layer_add(&b.layers[1], &b.arena, og_arena_format(&b.arena, "b/%zu/c", i), file);
    const og_rootfs *rootfs = merge(&b);
    cr_assert(og_rootfs_bytes(rootfs) == COUNT);
    og_arena_fini(&b.arena);
}

Test(rootfs, knows_what_others_can_reach)
{
    static const struct {
        const char *layers, *path;
        bool is_reachable;
    } reachable[] = {
        {"5 755 a\n0 600 a/f", "/a/f", true},  {"5 711 a\n0 600 a/f", "/a/f", true},
        {"5 750 a\n0 644 a/f", "/a/f", false}, {"5 750 a", "/a", true},
        {"5 750 a", "/a/..", false},           {"5 755 a\n--\n5 700 a\n0 644 a/f", "/a/f", false},
        {"0 644 a/f", "/a/f", true},           {"0 644 f", "/g", false},
        {"2 777 l -> l", "/l", false},
    };
    for (size_t i = 0; i < sizeof reachable / sizeof reachable[0]; i++) {
        builder b;
        const og_rootfs *rootfs = build(&b, reachable[i].layers);
        cr_expect(og_rootfs_is_reachable(rootfs, reachable[i].path) == reachable[i].is_reachable,
                  "case %zu: %s", i, reachable[i].path);
        og_arena_fini(&b.arena);
    }
}

Test(rootfs, gives_the_entry_that_holds_the_content)
{
    builder b;
    const og_node *node = NULL;
    const og_rootfs *rootfs = build(&b, "0 755 f\n--\n1 600 d/h -> f\n--\n0 644 .wh.f");
    cr_assert(og_rootfs_find(rootfs, "/d/h", true, &node) == OG_LOOKUP_FOUND);
    cr_expect_str_eq(node->path, "d/h");
    cr_expect_str_eq(node->file->name, "f");
    cr_expect_str_eq(node->entry->name, "h");
    cr_expect(node->layer == 1);
    cr_assert(og_rootfs_find(rootfs, "/d", true, &node) == OG_LOOKUP_FOUND);
    cr_expect(node->entry == NULL && node->type == '5');
    og_arena_fini(&b.arena);
}
