#include "image/rootfs_tree.h"
#include "support/layer_entries.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

/* Layers of many entries, and what their merge says. */
typedef struct hostile {
    og_arena arena;
    og_defects defects;
    test_layer_entries layers[4];
    size_t layer_count;
    const og_rootfs *rootfs;
} hostile;

static void hostile_init(hostile *h)
{
    memset(h, 0, sizeof *h);
    og_arena_init(&h->arena);
}

static void add_sized(hostile *h, char type, uint64_t size, const char *path, const char *link)
{
    const og_entry entry = {.type = type, .mode = 0755, .size = size, .link = link};
    test_layer_add(&h->layers[h->layer_count], &h->arena, path, entry);
}

static void add(hostile *h, char type, const char *path, const char *link)
{
    add_sized(h, type, type == '0' ? 1 : 0, path, link);
}

static void end_layer(hostile *h)
{
    h->layer_count++;
}

static void merge(hostile *h)
{
    const og_entry_log *layers[4];
    end_layer(h);
    for (size_t i = 0; i < h->layer_count; i++)
        layers[i] = &h->layers[i].log;
    cr_assert(og_rootfs_new(&h->arena, layers, h->layer_count, NULL, &h->defects, &h->rootfs,
                            NULL) == OCIGATE_OK);
}

/* "a/a/a/.../a" of so many bytes, which is odd. */
static void deep_path(char *out, size_t length)
{
    for (size_t i = 0; i < length; i++)
        out[i] = i % 2 == 0 ? 'a' : '/';
    out[length] = '\0';
}

Test(rootfs_hostile, takes_paths_of_4096_bytes)
{
    hostile h;
    hostile_init(&h);
    char path[4200];
    deep_path(path, 4095);
    add(&h, '0', path, NULL);
    merge(&h);
    const og_node *node = NULL;
    cr_assert(og_rootfs_find(h.rootfs, path, true, &node) == OG_LOOKUP_FOUND);
    cr_expect_str_eq(node->path, path);
    path[4093] = '\0';
    cr_assert(og_rootfs_find(h.rootfs, path, true, &node) == OG_LOOKUP_FOUND);
    cr_expect_str_eq(node->path, path);
    cr_expect(node->type == '5');
    memset(path, 'x', 4096);
    path[4096] = '\0';
    cr_expect(og_rootfs_find(h.rootfs, path, true, &node) == OG_LOOKUP_MISSING);
    og_arena_fini(&h.arena);
}

/* A link from each directory to the next: no recursion, and a bound on what links cost. */
Test(rootfs_hostile, descends_a_hundred_thousand_directories)
{
    enum { DEPTH = 100000 };
    hostile h;
    hostile_init(&h);
    char path[32], target[32];
    add(&h, '5', "0", NULL);
    for (int i = 1; i < DEPTH; i++) {
        (void)snprintf(target, sizeof target, "l%d/d", i - 1);
        (void)snprintf(path, sizeof path, "l%d", i - 1);
        add(&h, '2', path, i == 1 ? "0" : og_arena_format(&h.arena, "l%d/d", i - 2));
        add(&h, '5', target, NULL);
    }
    merge(&h);
    /* Below the fortieth directory every entry goes through too many links. */
    cr_assert_not_null(h.rootfs);
    const og_node *node = NULL;
    cr_expect(og_rootfs_find(h.rootfs, "/l30/d", true, &node) == OG_LOOKUP_FOUND);
    cr_expect(og_rootfs_find(h.rootfs, "/l50/d", true, &node) == OG_LOOKUP_LOOP);
    og_arena_fini(&h.arena);
}

Test(rootfs_hostile, merges_a_hundred_thousand_opaque_markers_in_every_layer, .timeout = 60)
{
    enum { COUNT = 100000 };
    hostile h;
    hostile_init(&h);
    for (int layer = 0; layer < 3; layer++) {
        for (int i = 0; i < COUNT; i++) {
            char path[32];
            (void)snprintf(path, sizeof path, "a/f%d", i);
            add(&h, '0', path, NULL);
            add(&h, '0', "a/.wh..wh..opq", NULL);
        }
        if (layer < 2)
            end_layer(&h);
    }
    merge(&h);
    cr_expect(og_rootfs_bytes(h.rootfs) == COUNT);
    const og_node *node = NULL;
    cr_assert(og_rootfs_find(h.rootfs, "/a/f99999", true, &node) == OG_LOOKUP_FOUND);
    cr_expect(node->layer == 2);
    og_arena_fini(&h.arena);
}

Test(rootfs_hostile, replaces_one_name_a_hundred_thousand_times)
{
    hostile h;
    hostile_init(&h);
    for (int i = 0; i < 100000; i++) {
        add(&h, '5', "a", NULL);
        add(&h, '0', "a/f", NULL);
        add(&h, i % 2 == 0 ? '0' : '6', "a", NULL);
    }
    merge(&h);
    cr_expect(og_rootfs_bytes(h.rootfs) == 0);
    const og_node *node = NULL;
    cr_assert(og_rootfs_find(h.rootfs, "/a", true, &node) == OG_LOOKUP_FOUND);
    cr_expect(node->type == '6');
    og_arena_fini(&h.arena);
}

/* 65,536 directories are free, each entry may imply eight more. */
Test(rootfs_hostile, stops_at_too_many_implied_directories)
{
    for (size_t excess = 0; excess < 2; excess++) {
        hostile h;
        hostile_init(&h);
        char deep[4100], path[4200];
        deep_path(deep, 4095);
        size_t left = 65536 + 8 * 33 + excess;
        for (int i = 0; i < 33; i++) {
            size_t names = left > 2048 ? 2048 : left;
            if (i == 32)
                names = left;
            left -= names;
            (void)snprintf(path, sizeof path, "%d/%.*s", i, (int)(2 * names - 1), deep);
            add(&h, '0', path, NULL);
        }
        cr_assert(left == 0);
        merge(&h);
        cr_expect((h.rootfs != NULL) == (excess == 0), "%zu above", excess);
        cr_expect(og_defects_have(&h.defects, OG_DEFECT_LIMIT) == (excess == 1));
        og_arena_fini(&h.arena);
    }
}

/* Forty links of 4,000 bytes in front of every file: each costs what a few thousand entries do. */
Test(rootfs_hostile, stops_at_links_that_cost_too_much, .timeout = 60)
{
    hostile h;
    hostile_init(&h);
    char dots[4100], link[8], target[4200];
    for (size_t i = 0; i < 4000; i++)
        dots[i] = i % 2 == 0 ? '.' : '/';
    dots[4000] = '\0';
    add(&h, '5', "l40", NULL);
    for (int i = 0; i < 40; i++) {
        (void)snprintf(link, sizeof link, "l%d", i);
        (void)snprintf(target, sizeof target, "%sl%d", dots, i + 1);
        add(&h, '2', link, target);
    }
    for (int i = 0; i < 1000; i++) {
        char path[16];
        (void)snprintf(path, sizeof path, "l0/f%d", i);
        add(&h, '0', path, NULL);
        add(&h, '2', "x", "y");
    }
    merge(&h);
    cr_expect(h.rootfs == NULL);
    cr_assert(og_defects_have(&h.defects, OG_DEFECT_LIMIT));
    cr_expect(strstr(h.defects.first->text, "links") != NULL, "%s", h.defects.first->text);
    og_arena_fini(&h.arena);
}

/* No node has room for the number of such a layer: nothing is read. */
Test(rootfs_hostile, takes_no_more_layers_than_have_a_number)
{
    hostile h;
    hostile_init(&h);
    cr_assert(og_rootfs_new(&h.arena, NULL, OG_TREE_LAYERS_MAX + 1, NULL, &h.defects, &h.rootfs,
                            NULL) == OCIGATE_OK);
    cr_expect(h.rootfs == NULL);
    cr_expect(og_defects_have(&h.defects, OG_DEFECT_LIMIT));
    og_arena_fini(&h.arena);
}

Test(rootfs_hostile, adds_sizes_up_to_the_largest)
{
    hostile h;
    hostile_init(&h);
    add_sized(&h, '0', UINT64_MAX - 1, "a", NULL);
    add(&h, '0', "b", NULL);
    merge(&h);
    cr_expect(og_rootfs_bytes(h.rootfs) == UINT64_MAX);
    og_arena_fini(&h.arena);
}

Test(rootfs_hostile, holds_a_million_entries_in_44_bytes_each, .timeout = 120)
{
    enum { COUNT = 1000000 };
    hostile h;
    hostile_init(&h);
    for (int i = 0; i < COUNT; i++) {
        char path[64];
        if (i % 100 == 0) {
            (void)snprintf(path, sizeof path, "opt/d%d", i / 100);
            add(&h, '5', path, NULL);
        }
        (void)snprintf(path, sizeof path, "opt/d%d/f%d", i / 100, i);
        add(&h, '0', path, NULL);
    }
    merge(&h);
    cr_expect(og_rootfs_bytes(h.rootfs) == COUNT);
    cr_expect(h.arena.used_bytes <= (size_t)44 * COUNT, "%zu bytes", h.arena.used_bytes);
    og_arena_fini(&h.arena);
}
