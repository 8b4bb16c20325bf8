#include "base/map.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static og_arena arena;
static og_map map;

static void set_up(void)
{
    og_arena_init(&arena);
    og_map_init(&map, &arena);
}

static void tear_down(void)
{
    og_arena_fini(&arena);
}

TestSuite(map, .init = set_up, .fini = tear_down);

Test(map, finds_nothing_while_empty)
{
    cr_expect_null(og_map_find_text(&map, "a"));
    cr_expect_null(og_map_find(&map, NULL, 0));
}

Test(map, finds_what_was_set_and_nothing_else)
{
    int one = 1;
    int two = 2;
    cr_assert(og_map_set_text(&map, "one", &one));
    cr_assert(og_map_set_text(&map, "two", &two));
    cr_expect_eq(og_map_find_text(&map, "one"), &one);
    cr_expect_eq(og_map_find_text(&map, "two"), &two);
    cr_expect_null(og_map_find_text(&map, "on"));
    cr_expect_null(og_map_find_text(&map, "one "));
    cr_expect_eq(map.count, 2u);
}

Test(map, replaces_the_value_of_a_key)
{
    int first = 1;
    int second = 2;
    cr_assert(og_map_set_text(&map, "key", &first));
    cr_assert(og_map_set_text(&map, "key", &second));
    cr_expect_eq(og_map_find_text(&map, "key"), &second);
    cr_expect_eq(map.count, 1u);
}

Test(map, tells_keys_apart_by_length_and_by_bytes_behind_a_nul)
{
    int values[4];
    cr_assert(og_map_set(&map, "a\0b", 3, &values[0]));
    cr_assert(og_map_set(&map, "a\0c", 3, &values[1]));
    cr_assert(og_map_set(&map, "a", 1, &values[2]));
    cr_assert(og_map_set(&map, "", 0, &values[3]));
    cr_expect_eq(og_map_find(&map, "a\0b", 3), &values[0]);
    cr_expect_eq(og_map_find(&map, "a\0c", 3), &values[1]);
    cr_expect_eq(og_map_find_text(&map, "a"), &values[2]);
    cr_expect_eq(og_map_find(&map, "xyz", 0), &values[3]);
    cr_expect_null(og_map_find(&map, "a\0", 2));
}

Test(map, keeps_many_keys_of_every_length)
{
    enum { COUNT = 20000 };
    static char keys[COUNT][40];
    for (int i = 0; i < COUNT; i++) {
        (void)snprintf(keys[i], sizeof keys[i], "%d%.*s", i, i % 25, "abcdefghijklmnopqrstuvwxyz");
        cr_assert(og_map_set_text(&map, keys[i], keys[i]));
    }
    cr_expect_eq(map.count, (size_t)COUNT);
    for (int i = 0; i < COUNT; i++)
        cr_assert_eq(og_map_find_text(&map, keys[i]), keys[i], "%s", keys[i]);
    cr_expect_null(og_map_find_text(&map, "20000"));
    cr_expect_leq(map.count * 4, map.slot_count * 3);
}

Test(map, is_seeded_differently_each_time)
{
    og_map other;
    og_map_init(&other, &arena);
    cr_expect(map.seed[0] != other.seed[0] || map.seed[1] != other.seed[1]);
}
