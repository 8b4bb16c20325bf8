#include "base/buf.h"
#include "image/contents.h"
#include "support/layer_entries.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LAYERS_MAX 4

/* "TYPE SIZE PATH [-> LINK]", one entry a line; layers are separated by a line "--". */
typedef struct builder {
    og_arena arena;
    og_defects defects;
    test_layer_entries layers[LAYERS_MAX];
    size_t layer_count;
    uint64_t shipped_bytes;
    const og_rootfs *rootfs;
    const og_contents *contents;
} builder;

static void add_entry(builder *b, char type, uint64_t size, const char *path, const char *link)
{
    const og_entry entry = {.type = type, .mode = 0755, .size = size, .link = link};
    b->shipped_bytes += size;
    test_layer_add(&b->layers[b->layer_count - 1], &b->arena, path, entry);
}

static void merge(builder *b)
{
    const og_entry_log *layers[LAYERS_MAX];
    for (size_t i = 0; i < b->layer_count; i++)
        layers[i] = &b->layers[i].log;
    cr_assert_eq(
        og_rootfs_new(&b->arena, layers, b->layer_count, NULL, &b->defects, &b->rootfs, NULL),
        OCIGATE_OK);
    cr_assert_eq(og_contents_new(&b->arena, b->rootfs, b->layer_count, &b->contents, NULL),
                 OCIGATE_OK);
}

static void build(builder *b, const char *text)
{
    *b = (builder){.layer_count = 1};
    og_arena_init(&b->arena);
    char *copy = og_arena_text(&b->arena, text);
    for (char *line = strtok(copy, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        if (strcmp(line, "--") == 0) {
            cr_assert_lt(b->layer_count, (size_t)LAYERS_MAX);
            b->layer_count++;
            continue;
        }
        char *arrow = strstr(line, " -> ");
        if (arrow != NULL)
            *arrow = '\0';
        char *path = NULL;
        const uint64_t size = strtoull(line + 2, &path, 10);
        add_entry(b, line[0], size, path + 1, arrow == NULL ? NULL : arrow + 4);
    }
    merge(b);
}

static void describe_pair(og_buf *out, const char *label, og_bytes_of_files pair)
{
    og_buf_format(out, "%s %" PRIu64 "/%" PRIu64, label, pair.bytes, pair.file_count);
}

/* What is hidden where, by which layer: "0: hidden 10/1; 1: deletes 10/1". */
static void describe_layers(og_buf *out, const builder *b)
{
    for (size_t i = 0; i < b->layer_count; i++) {
        const og_layer_contents *layer = &b->contents->layers[i];
        const struct {
            const char *label;
            og_bytes_of_files pair;
        } pairs[] = {
            {"hidden", layer->hidden}, {"deletes", layer->deletes}, {"replaces", layer->replaces}};
        for (size_t p = 0; p < 3; p++) {
            if (pairs[p].pair.file_count == 0)
                continue;
            og_buf_format(out, "%s%zu ", out->length > 0 ? "; " : "", i);
            describe_pair(out, pairs[p].label, pairs[p].pair);
        }
    }
}

static void describe_list(og_buf *out, const og_content_list *list, bool is_hidden)
{
    for (size_t i = 0; i < list->count; i++) {
        const og_content_item *item = &list->items[i];
        og_buf_format(out, "%s%s", i > 0 ? "; " : "", item->path);
        describe_pair(out, "", (og_bytes_of_files){item->bytes, item->file_count});
        if (item->has_layer)
            og_buf_format(out, " of %zu", item->layer);
        else
            og_buf_text(out, " of several");
        if (is_hidden)
            og_buf_format(out, " %s %zu", item->is_replaced ? "replaced by" : "deleted by",
                          item->hidden_by);
    }
}

static void expect_text(og_buf *found, const char *expected, const char *name)
{
    if (expected != NULL)
        cr_expect_str_eq(og_buf_string(found), expected, "%s: %s", name, og_buf_string(found));
    og_buf_fini(found);
}

/* NULL: not compared */
static const struct {
    const char *name, *entries, *visible, *layers, *hidden;
} cases[] = {
    {"nothing", "5 0 a", "0/0", "", ""},
    {"nothing is hidden", "0 7 f\n0 5 g\n--\n0 3 h", "15/3", "", ""},
    {"a whiteout", "0 7 f\n--\n0 0 .wh.f", "0/0", "0 hidden 7/1; 1 deletes 7/1",
     "f 7/1 of 0 deleted by 1"},
    {"a whiteout of nothing", "0 7 f\n--\n0 0 .wh.g", "7/1", "", ""},
    {"a file in the place of a file", "0 7 f\n--\n0 9 f", "9/1", "0 hidden 7/1; 1 replaces 7/1",
     "f 7/1 of 0 replaced by 1"},
    {"a file twice in one layer", "0 7 f\n0 9 f", "9/1", "0 hidden 7/1; 0 replaces 7/1",
     "f 7/1 of 0 replaced by 0"},
    {"a link in the place of a file", "0 7 f\n--\n2 0 f -> g", "0/0",
     "0 hidden 7/1; 1 replaces 7/1", "f 7/1 of 0 replaced by 1"},
    {"a directory in the place of a file", "0 7 f\n--\n5 0 f\n0 2 f/g", "2/1",
     "0 hidden 7/1; 1 replaces 7/1", "f 7/1 of 0 replaced by 1"},
    {"a file in the place of a directory", "0 7 d/f\n0 1 d/e/g\n--\n0 3 d", "3/1",
     "0 hidden 8/2; 1 replaces 8/2", "d 8/2 of 0 replaced by 1"},
    {"a directory over a directory", "5 0 d\n0 7 d/f\n--\n5 0 d", "7/1", "", ""},
    {"a whiteout of a tree", "0 7 d/f\n0 1 d/e/g\n0 2 h\n--\n0 0 .wh.d", "2/1",
     "0 hidden 8/2; 1 deletes 8/2", "d 8/2 of 0 deleted by 1"},
    {"a tree of several layers", "0 7 d/f\n--\n0 1 d/g\n--\n0 0 .wh.d", "0/0",
     "0 hidden 7/1; 1 hidden 1/1; 2 deletes 8/2", "d 8/2 of several deleted by 2"},
    {"what was gone before its directory", "0 7 d/f\n0 1 d/g\n--\n0 0 d/.wh.f\n--\n0 0 .wh.d",
     "0/0", "0 hidden 8/2; 1 deletes 7/1; 2 deletes 1/1",
     "d/f 7/1 of 0 deleted by 1; d 1/1 of 0 deleted by 2"},
    {"a file and its directory in one layer", "0 7 d/f\n0 1 d/g\n--\n0 0 d/.wh.f\n0 0 .wh.d", "0/0",
     "0 hidden 8/2; 1 deletes 8/2", "d 8/2 of 0 deleted by 1"},
    {"an opaque directory", "0 7 d/f\n0 1 d/e/g\n--\n0 0 d/.wh..wh..opq\n0 4 d/h", "4/1",
     "0 hidden 8/2; 1 deletes 8/2", "d 8/2 of 0 deleted by 1"},
    {"an opaque root", "0 7 f\n--\n0 0 .wh..wh..opq\n0 4 h", "4/1", "0 hidden 7/1; 1 deletes 7/1",
     " 7/1 of 0 deleted by 1"},
    {"deleted and made again", "0 7 f\n--\n0 0 .wh.f\n--\n0 5 f", "5/1",
     "0 hidden 7/1; 1 deletes 7/1", "f 7/1 of 0 deleted by 1"},
    {"replaced twice", "0 7 f\n--\n0 5 f\n--\n0 3 f", "3/1",
     "0 hidden 7/1; 1 hidden 5/1; 1 replaces 7/1; 2 replaces 5/1",
     "f 7/1 of 0 replaced by 1; f 5/1 of 1 replaced by 2"},
    {"an empty file", "0 0 f\n--\n0 0 .wh.f", "0/0", "0 hidden 0/1; 1 deletes 0/1", ""},
    {"a hard link counts once", "0 7 f\n1 0 h -> f", "7/1", "", ""},
    {"a name of two is gone", "0 7 f\n1 0 h -> f\n--\n0 0 .wh.f", "7/1", "", ""},
    {"both names are gone", "0 7 f\n1 0 h -> f\n--\n0 0 .wh.h\n--\n0 0 .wh.f", "0/0",
     "0 hidden 7/1; 2 deletes 7/1", "f 7/1 of 0 deleted by 2"},
    {"the other way", "0 7 f\n1 0 h -> f\n--\n0 0 .wh.f\n--\n0 1 h", "1/1",
     "0 hidden 7/1; 2 replaces 7/1", "h 7/1 of 0 replaced by 2"},
    {"a link above to a file that is replaced", "0 7 f\n--\n1 0 h -> f\n--\n0 2 f", "9/2", "", ""},
    {"a hard link to nothing", "1 0 h -> gone\n--\n0 0 .wh.h", "0/0", "", ""},
    {"a file behind a link", "5 0 u\n2 0 l -> u\n0 7 l/f\n--\n0 0 u/.wh.f", "0/0",
     "0 hidden 7/1; 1 deletes 7/1", "u/f 7/1 of 0 deleted by 1"},
    {"equal ones by path", "0 7 g\n0 7 f\n0 9 h\n--\n0 0 .wh.g\n0 0 .wh.f\n0 0 .wh.h", "0/0", NULL,
     "h 9/1 of 0 deleted by 1; f 7/1 of 0 deleted by 1; g 7/1 of 0 deleted by 1"},
    {"sums at their end", "0 18446744073709551615 f\n0 1 g\n--\n0 0 .wh.f\n0 0 .wh.g", "0/0",
     "0 hidden 18446744073709551615/2; 1 deletes 18446744073709551615/2", NULL},
};

Test(contents, says_what_is_hidden_by_which_layer)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        builder b;
        build(&b, cases[i].entries);
        og_buf text;
        og_buf_init(&text);
        describe_pair(&text, "", b.contents->visible);
        cr_expect_str_eq(og_buf_string(&text) + 1, cases[i].visible, "%s: %s", cases[i].name,
                         og_buf_string(&text));
        og_buf_clear(&text);
        describe_layers(&text, &b);
        expect_text(&text, cases[i].layers, cases[i].name);
        og_buf_init(&text);
        describe_list(&text, &b.contents->hidden_items, true);
        expect_text(&text, cases[i].hidden, cases[i].name);
        og_arena_fini(&b.arena);
    }
}

Test(contents, lists_the_biggest_files_and_directories)
{
    builder b;
    build(&b, "5 0 a\n5 0 a/b\n0 5 a/b/f\n1 0 a/h -> a/b/f\n0 2 a/g\n0 0 a/empty\n5 0 c\n"
              "--\n0 4 a/b/i\n5 0 a\n0 6 a/g\n0 3 top");
    og_buf text;
    og_buf_init(&text);
    describe_list(&text, &b.contents->files, false);
    expect_text(&text, "a/g 6/1 of 1; a/b/f 5/1 of 0; a/b/i 4/1 of 1; top 3/1 of 1", "files");
    og_buf_init(&text);
    describe_list(&text, &b.contents->directories, false);
    expect_text(&text, "a 15/4 of 1; a/b 9/2 of 0", "directories");
    og_arena_fini(&b.arena);
}

Test(contents, counts_paths_by_type)
{
    builder b;
    build(&b, "5 0 \n5 0 d\n0 1 d/f\n1 0 h -> d/f\n2 0 l -> h\n1 0 m -> l\n3 0 null\n4 0 disk\n"
              "6 0 pipe\n1 0 dangling -> gone\n0 1 implied/f\n--\n0 0 .wh.pipe");
    static const uint64_t expected[] = {3, 1, 2, 1, 1, 2, 0};
    for (size_t i = 0; i < 7; i++)
        cr_expect_eq(b.contents->counts[i], expected[i], "type %zu: %" PRIu64, i,
                     b.contents->counts[i]);
    cr_expect_eq(b.contents->hard_link_count, 2u);
    og_arena_fini(&b.arena);
}

/* More than are kept, in an order that must not matter, with as many equal ones. */
Test(contents, keeps_the_biggest_alone)
{
    builder b = {.layer_count = 1};
    og_arena_init(&b.arena);
    for (unsigned i = 0; i < 1000; i++)
        add_entry(&b, '0', i * 7919 % 1000 / 2, og_arena_format(&b.arena, "d%u/f%03u", i % 50, i),
                  NULL);
    merge(&b);
    const og_content_list *list = &b.contents->files;
    cr_assert_eq(list->count, (size_t)OG_CONTENTS_KEPT);
    for (size_t i = 0; i < list->count; i++) {
        cr_expect_eq(list->items[i].bytes, 499 - i / 2);
        cr_expect(i % 2 == 0 || strcmp(list->items[i - 1].path, list->items[i].path) < 0);
    }
    cr_expect_eq(b.contents->directories.count, (size_t)OG_CONTENTS_KEPT);
    og_arena_fini(&b.arena);
}

static uint64_t next_random(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 33;
}

static const char *random_path(builder *b, uint64_t *state, const char *prefix)
{
    static const char *const names[] = {"a", "b", "c"};
    const unsigned depth = (unsigned)(next_random(state) % 3);
    const char *path = "";
    for (unsigned i = 0; i < depth; i++)
        path = og_arena_format(&b->arena, "%s%s/", path, names[next_random(state) % 3]);
    return og_arena_format(&b->arena, "%s%s%s", path, prefix, names[next_random(state) % 3]);
}

static void random_layer(builder *b, uint64_t *state)
{
    for (uint64_t left = 1 + next_random(state) % 12; left > 0; left--) {
        switch (next_random(state) % 8) {
        case 0:
            add_entry(b, '5', 0, random_path(b, state, ""), NULL);
            break;
        case 1:
            add_entry(b, '1', 0, random_path(b, state, ""), random_path(b, state, ""));
            break;
        case 2:
            add_entry(b, '0', 0, random_path(b, state, ".wh."), NULL);
            break;
        case 3:
            add_entry(b, '0', 0,
                      og_arena_format(&b->arena, "%s/.wh..wh..opq", random_path(b, state, "")),
                      NULL);
            break;
        default:
            add_entry(b, '0', 1 + next_random(state) % 9, random_path(b, state, ""), NULL);
        }
    }
}

/* No byte is lost and none is counted twice, whatever hides what. */
Test(contents, accounts_for_every_byte)
{
    unsigned whole = 0;
    uint64_t state = 1;
    for (int round = 0; round < 2000; round++) {
        builder b = {0};
        og_arena_init(&b.arena);
        while (b.layer_count < LAYERS_MAX) {
            b.layer_count++;
            random_layer(&b, &state);
        }
        merge(&b);
        const og_contents *contents = b.contents;
        uint64_t hidden = 0, hiders = 0, files = 0;
        for (size_t i = 0; i < b.layer_count; i++) {
            hidden += contents->layers[i].hidden.bytes;
            hiders += contents->layers[i].deletes.bytes + contents->layers[i].replaces.bytes;
            files += contents->layers[i].hidden.file_count;
        }
        cr_assert_eq(contents->visible.bytes, og_rootfs_bytes(b.rootfs), "round %d", round);
        cr_assert_eq(contents->hidden.bytes, hidden, "round %d", round);
        cr_assert_eq(contents->hidden.bytes, hiders, "round %d", round);
        cr_assert_eq(contents->hidden.file_count, files, "round %d", round);
        cr_assert_leq(contents->visible.bytes + hidden, b.shipped_bytes, "round %d", round);
        /* an entry below a file is left out by the merge */
        whole += contents->visible.bytes + hidden == b.shipped_bytes;
        og_arena_fini(&b.arena);
    }
    cr_expect_gt(whole, 100u, "%u", whole);
}
