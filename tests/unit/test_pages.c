#include "base/pages.h"

#include <criterion/criterion.h>
#include <string.h>

/* clang-format off */
static const struct {
    size_t small, huge;
} cases[] = {
    {0, 1},
    {0, OG_HUGE_PAGE_BYTES},
    {0, OG_HUGE_PAGE_BYTES + 1},
    {1, 1},
    {4096, 2 * OG_HUGE_PAGE_BYTES},
    {4097, 1},
    {OG_HUGE_PAGE_BYTES, OG_HUGE_PAGE_BYTES},
    {OG_HUGE_PAGE_BYTES + 4096, 1},
    {100, 0},
};
/* clang-format on */

Test(pages, are_zeroed_and_hold_what_was_asked_for)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const size_t size = cases[i].small + cases[i].huge;
        uint8_t *pages = og_pages_new(cases[i].small, cases[i].huge);
        cr_assert_not_null(pages, "%zu", i);
        for (size_t at = 0; at < size; at++)
            cr_assert_eq(pages[at], 0, "%zu: %zu", i, at);
        memset(pages, 0xee, size);
        og_pages_free(pages, cases[i].small, cases[i].huge);
    }
}

Test(pages, have_the_huge_ones_where_a_huge_page_can_be)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint8_t *pages = og_pages_new(cases[i].small, cases[i].huge);
        const size_t small = (cases[i].small + 4095) / 4096 * 4096;
        cr_assert_not_null(pages, "%zu", i);
        if (cases[i].huge > 0)
            cr_expect_eq((uintptr_t)(pages + small) % OG_HUGE_PAGE_BYTES, 0u, "%zu", i);
        og_pages_free(pages, cases[i].small, cases[i].huge);
    }
}

Test(pages, fit_any_size)
{
    static const size_t sizes[] = {1,
                                   4096,
                                   OG_HUGE_PAGE_BYTES / 2 - 1,
                                   OG_HUGE_PAGE_BYTES / 2,
                                   OG_HUGE_PAGE_BYTES,
                                   OG_HUGE_PAGE_BYTES * 3 / 2 - 1,
                                   OG_HUGE_PAGE_BYTES * 3 / 2,
                                   OG_HUGE_PAGE_BYTES * 5};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        uint8_t *pages = og_pages_new_fitting(sizes[i]);
        cr_assert_not_null(pages, "%zu", sizes[i]);
        memset(pages, 0xee, sizes[i]);
        og_pages_free_fitting(pages, sizes[i]);
    }
}

Test(pages, are_refused_where_sizes_overflow)
{
    static const struct {
        size_t small, huge;
    } wrong[] = {{SIZE_MAX, 0},
                 {0, SIZE_MAX},
                 {SIZE_MAX / 2, SIZE_MAX / 2 + 1},
                 {SIZE_MAX - OG_HUGE_PAGE_BYTES, 0},
                 {0, SIZE_MAX - 2 * OG_HUGE_PAGE_BYTES},
                 {0, 0}};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        cr_expect_null(og_pages_new(wrong[i].small, wrong[i].huge), "%zu", i);
    cr_expect_null(og_pages_new_fitting(SIZE_MAX));
    og_pages_free(NULL, 1, 1);
    og_pages_free_fitting(NULL, 1);
}

Test(pages, are_zero_again_where_they_were_forgotten)
{
    const size_t from = 4 * 4096 + OG_HUGE_PAGE_BYTES, end = from + 300 * 4096 + 100;
    uint8_t *pages = og_pages_new((size_t)4 * 4096, 2 * OG_HUGE_PAGE_BYTES);
    cr_assert_not_null(pages);
    memset(pages, 0xee, end);
    og_pages_forget(pages, from, from);
    cr_expect_eq(pages[from], 0xee);
    og_pages_forget(pages, from, end);
    cr_expect_eq(pages[from - 1], 0xee);
    for (size_t at = from; at < end; at++)
        cr_assert_eq(pages[at], 0, "%zu", at);
    og_pages_forget(pages, end, from);
    og_pages_free(pages, (size_t)4 * 4096, 2 * OG_HUGE_PAGE_BYTES);
}
