#include "base/arena.h"

#include <criterion/criterion.h>
#include <stdint.h>
#include <string.h>

static og_arena arena;

static void set_up(void)
{
    og_arena_init(&arena);
}

static void tear_down(void)
{
    og_arena_fini(&arena);
}

TestSuite(arena, .init = set_up, .fini = tear_down);

Test(arena, hands_out_zeroed_and_aligned_memory_of_any_size)
{
    static const size_t sizes[] = {
        0, 1, 15, 16, 17, 4096, 32 * 1024, 32 * 1024 + 1, 64 * 1024, 64 * 1024 + 1, 1024 * 1024};
    for (size_t round = 0; round < 20; round++) {
        for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
            unsigned char *bytes = og_arena_alloc(&arena, sizes[i]);
            cr_assert_not_null(bytes, "%zu", sizes[i]);
            cr_expect_eq((uintptr_t)bytes % 16, 0u, "%zu", sizes[i]);
            for (size_t j = 0; j < sizes[i]; j++)
                cr_assert_eq(bytes[j], 0, "%zu of %zu", j, sizes[i]);
            memset(bytes, 0xee, sizes[i]);
        }
    }
    cr_expect_not(arena.failed);
}

Test(arena, keeps_using_the_newest_block_after_a_big_object)
{
    char *small = og_arena_alloc(&arena, 16);
    (void)og_arena_alloc(&arena, 1024 * 1024);
    char *next = og_arena_alloc(&arena, 16);
    cr_expect_eq(next, small + 16);
}

/* Through small blocks and big ones, with objects that have a block of their own between. */
Test(arena, keeps_apart_what_it_hands_out)
{
    static const size_t sizes[] = {24, 4000, 40000, 70000, 1500000, 3000000, 100};
    enum { ROUNDS = 10, KINDS = sizeof sizes / sizeof sizes[0] };
    static unsigned char *objects[ROUNDS * KINDS];
    for (size_t i = 0; i < ROUNDS * KINDS; i++) {
        objects[i] = og_arena_alloc(&arena, sizes[i % KINDS]);
        cr_assert_not_null(objects[i]);
        for (size_t j = 0; j < sizes[i % KINDS]; j++)
            cr_assert_eq(objects[i][j], 0, "%zu, byte %zu", i, j);
        memset(objects[i], (int)i + 1, sizes[i % KINDS]);
    }
    for (size_t i = 0; i < ROUNDS * KINDS; i++) {
        for (size_t j = 0; j < sizes[i % KINDS]; j++)
            cr_assert_eq(objects[i][j], i + 1, "%zu, byte %zu", i, j);
    }
}

Test(arena, zeroes_what_a_released_mark_gives_back)
{
    static const size_t before[] = {16, (size_t)2 << 20}; /* in a small block, in a big one */
    for (size_t i = 0; i < sizeof before / sizeof before[0]; i++) {
        cr_assert_not_null(og_arena_alloc(&arena, before[i]));
        cr_assert_not_null(og_arena_alloc(&arena, 16));
        const og_arena_mark mark = og_arena_mark_take(&arena);
        unsigned char *tried = og_arena_alloc(&arena, 5000);
        memset(tried, 0xee, 5000);
        og_arena_release(&arena, &mark);
        const unsigned char *again = og_arena_alloc(&arena, 5000);
        cr_expect_eq(again, tried);
        for (size_t j = 0; j < 5000; j++)
            cr_assert_eq(again[j], 0, "%zu, byte %zu", i, j);
    }
}

Test(arena, counts_what_it_handed_out)
{
    (void)og_arena_alloc(&arena, 1);
    (void)og_arena_alloc(&arena, 17);
    cr_expect_eq(arena.used_bytes, 48u);
}

Test(arena, fails_on_sizes_that_overflow_and_stays_failed)
{
    static const struct {
        size_t count, size;
    } cases[] = {{SIZE_MAX, 1}, {SIZE_MAX, 2}, {SIZE_MAX / 2 + 1, 2}, {SIZE_MAX / 16, 17}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        arena.failed = false;
        cr_expect_null(og_arena_array(&arena, cases[i].count, cases[i].size), "%zu", i);
        cr_expect(arena.failed, "%zu", i);
    }
    cr_expect_null(og_arena_copy(&arena, "", SIZE_MAX));
    cr_expect_not_null(og_arena_alloc(&arena, 1));
    cr_expect(arena.failed, "the failure is forgotten");
}

Test(arena, hands_out_something_for_an_empty_array)
{
    cr_expect_not_null(og_arena_array(&arena, 0, 8));
    cr_expect_not_null(og_arena_array(&arena, 8, 0));
    cr_expect_not(arena.failed);
}

Test(arena, copies_bytes_and_ends_them_in_a_nul)
{
    cr_expect_arr_eq(og_arena_copy(&arena, "a\0b", 3), "a\0b", 4);
    cr_expect_str_eq(og_arena_copy(&arena, NULL, 0), "");
    cr_expect_str_eq(og_arena_text(&arena, "text"), "text");
    cr_expect_null(og_arena_text(&arena, NULL));
    cr_expect_not(arena.failed);
}

Test(arena, formats_text_of_any_length)
{
    cr_expect_str_eq(og_arena_format(&arena, "%d-%s", 7, "x"), "7-x");
    cr_expect_str_eq(og_arena_format(&arena, "%s", ""), "");
    const char *text = og_arena_format(&arena, "%*d", 100000, 1);
    cr_assert_not_null(text);
    cr_expect_eq(strlen(text), 100000u);
}

Test(arena, forgets_what_came_after_a_mark)
{
    static const size_t sizes[] = {1, 100, 30000, 60000, 100000};
    char *before = og_arena_text(&arena, "kept");
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        const og_arena_mark mark = og_arena_mark_take(&arena);
        for (size_t j = 0; j < 5; j++) {
            char *bytes = og_arena_alloc(&arena, sizes[i]);
            cr_assert_not_null(bytes);
            memset(bytes, 0xff, sizes[i]);
        }
        og_arena_release(&arena, &mark);
        cr_expect_eq(arena.used_bytes, mark.used_bytes);
        const unsigned char *again = og_arena_alloc(&arena, 100);
        for (size_t j = 0; j < 100; j++)
            cr_assert_eq(again[j], 0, "%zu bytes", sizes[i]);
    }
    cr_expect_str_eq(before, "kept");
}

Test(arena, forgets_everything_after_a_mark_on_nothing)
{
    const og_arena_mark mark = og_arena_mark_take(&arena);
    og_arena_release(&arena, &mark);
    (void)og_arena_alloc(&arena, 100);
    (void)og_arena_alloc(&arena, 100000);
    og_arena_release(&arena, &mark);
    cr_expect_null(arena.first);
    cr_expect_eq(arena.used_bytes, 0u);
}

Test(arena, may_be_ended_twice)
{
    (void)og_arena_alloc(&arena, 10);
    og_arena_fini(&arena);
    og_arena_fini(&arena);
    cr_expect_null(arena.first);
    cr_expect_eq(arena.used_bytes, 0u);
}

Test(arena, adopts_all_of_another)
{
    og_arena a, b;
    og_arena_init(&a);
    og_arena_init(&b);
    og_arena_adopt(&a, &b); /* nothing */
    char *first = og_arena_text(&a, "first");
    char *second = og_arena_text(&b, "second");
    char *large = og_arena_alloc(&b, 1 << 20);
    cr_assert_not_null(large);
    const size_t used = a.used_bytes + b.used_bytes;
    og_arena_adopt(&a, &b);
    cr_expect_str_eq(first, "first");
    cr_expect_str_eq(second, "second");
    cr_expect_eq(a.used_bytes, used);
    cr_expect_null(b.first);
    cr_expect_eq(b.used_bytes, 0);
    cr_expect_str_eq(og_arena_text(&a, "third"), "third");
    cr_expect_not(a.failed);
    b.failed = true;
    og_arena_adopt(&a, &b);
    cr_expect(a.failed);
    cr_expect_not(b.failed);
    og_arena_fini(&b);
    og_arena_fini(&a);
}
