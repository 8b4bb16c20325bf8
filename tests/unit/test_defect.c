#include "base/defect.h"

#include <criterion/criterion.h>
#include <string.h>

static og_arena arena;
static og_defects defects;

static void set_up(void)
{
    og_arena_init(&arena);
    defects = (og_defects){0};
}

static void tear_down(void)
{
    og_arena_fini(&arena);
}

TestSuite(defect, .init = set_up, .fini = tear_down);

Test(defect, is_kept_in_the_order_of_the_input)
{
    cr_expect_not(og_defects_have(&defects, OG_DEFECT_NOT_TAR));
    og_defect *first = og_defect_add(&defects, &arena, OG_DEFECT_NOT_TAR, "first %d", 1);
    og_defect *second = og_defect_add(&defects, &arena, OG_DEFECT_BOMB, "second");
    cr_expect_eq(defects.first, first);
    cr_expect_eq(first->next, second);
    cr_expect_eq(defects.last, second);
    cr_expect_null(second->next);
    cr_expect_str_eq(first->text, "first 1");
    cr_expect_eq(first->kind, OG_DEFECT_NOT_TAR);
    cr_expect(og_defects_have(&defects, OG_DEFECT_NOT_TAR));
    cr_expect(og_defects_have(&defects, OG_DEFECT_BOMB));
    cr_expect_not(og_defects_have(&defects, OG_DEFECT_LIMIT));
    cr_expect_null(first->expected);
    cr_expect_not(first->has_offset);
}

Test(defect, has_a_text_of_one_printable_line)
{
    const og_defect *defect = og_defect_add(&defects, &arena, OG_DEFECT_LIMIT, "a\n%s", "\x1b[2J");
    cr_expect_str_eq(defect->text, "a\\x0a\\x1b[2J");
}

Test(defect, is_counted_but_not_kept_in_a_flood_and_hides_no_other_kind)
{
    for (unsigned i = 0; i < OG_DEFECTS_KEPT; i++)
        cr_assert_not_null(og_defect_add(&defects, &arena, OG_DEFECT_ENTRY_DUPLICATE, "%u", i));
    cr_expect_null(og_defect_add(&defects, &arena, OG_DEFECT_ENTRY_DUPLICATE, "one more"));
    cr_expect_eq(defects.count[OG_DEFECT_ENTRY_DUPLICATE], OG_DEFECTS_KEPT + 1u);
    og_defect *other = og_defect_add(&defects, &arena, OG_DEFECT_NOT_TAR, "other");
    cr_expect_eq(defects.last, other);
    cr_expect_not(arena.failed);
}

Test(defect, cuts_a_long_text_and_keeps_it_valid)
{
    char text[4000];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    const og_defect *defect = og_defect_add(&defects, &arena, OG_DEFECT_LIMIT, "%s", text);
    cr_assert_not_null(defect);
    cr_expect_eq(strlen(defect->text), 1023u);
}

/* A name that is cut inside a character must not look like bytes that are no UTF-8. */
Test(defect, cuts_a_long_text_between_characters)
{
    char text[4000] = "x";
    for (size_t i = 1; i + 2 < sizeof text; i += 2)
        memcpy(text + i, "\xc3\xa9", 3);
    for (size_t shift = 0; shift < 2; shift++) {
        const og_defect *defect =
            og_defect_add(&defects, &arena, OG_DEFECT_LIMIT, "%s", text + shift);
        cr_assert_not_null(defect);
        cr_expect_null(strstr(defect->text, "\\x"), "%zu", shift);
    }
}
