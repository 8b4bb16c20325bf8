#include "support/mutate.h"

#include <criterion/criterion.h>

static test_archive *archive;

static void set_up(void)
{
    archive = test_archive_new();
}

static void tear_down(void)
{
    test_archive_free(archive);
}

TestSuite(mutate, .init = set_up, .fini = tear_down);

#define TEXT "{\"a\":[1,{\"b\":\"x,]\"}],\"c\":{\"d\":2},\"e\":3}"

Test(mutate, duplicates_a_key_behind_its_value)
{
    cr_expect_str_eq(test_duplicate_key(archive, TEXT, "a", "[]"),
                     "{\"a\":[1,{\"b\":\"x,]\"}],\"a\":[],\"c\":{\"d\":2},\"e\":3}");
    cr_expect_str_eq(test_duplicate_key(archive, TEXT, "e", NULL),
                     "{\"a\":[1,{\"b\":\"x,]\"}],\"c\":{\"d\":2},\"e\":3,\"e\":3}");
}

Test(mutate, changes_the_case_of_a_key)
{
    cr_expect_str_eq(test_change_case(archive, TEXT, "d"),
                     "{\"a\":[1,{\"b\":\"x,]\"}],\"c\":{\"D\":2},\"e\":3}");
}

Test(mutate, removes_a_key_with_its_comma)
{
    cr_expect_str_eq(test_remove_key(archive, TEXT, "a"), "{\"c\":{\"d\":2},\"e\":3}");
    cr_expect_str_eq(test_remove_key(archive, TEXT, "e"),
                     "{\"a\":[1,{\"b\":\"x,]\"}],\"c\":{\"d\":2}}");
    cr_expect_str_eq(test_remove_key(archive, TEXT, "d"),
                     "{\"a\":[1,{\"b\":\"x,]\"}],\"c\":{},\"e\":3}");
}

Test(mutate, sets_a_value_and_replaces_text)
{
    cr_expect_str_eq(test_set_key(archive, TEXT, "c", "null"),
                     "{\"a\":[1,{\"b\":\"x,]\"}],\"c\":null,\"e\":3}");
    cr_expect_str_eq(test_replace(archive, "one two two", "two", "2"), "one 2 two");
}

Test(mutate, damages_bytes)
{
    og_buf bytes;
    og_buf_init(&bytes);
    og_buf_text(&bytes, "abc");
    test_flip_bit(&bytes, 1, 0);
    cr_expect_str_eq(bytes.data, "acc");
    test_truncate(&bytes, 2);
    cr_expect_str_eq(bytes.data, "ac");
    test_append_zeros(&bytes, 2);
    cr_expect_eq(bytes.length, 4u);
    og_buf_fini(&bytes);
}

static const char *names(void)
{
    const char *text = "";
    for (size_t i = 0; i < archive->member_count; i++)
        text = test_text(archive, "%s%s=%s ", text, archive->members[i]->name,
                         og_buf_string(&archive->members[i]->body));
    return text;
}

Test(mutate, rearranges_members)
{
    test_member_add(archive, "a", '0', "1", 1);
    test_member_add(archive, "b", '0', "2", 1);
    test_member_add(archive, "c", '0', "3", 1);
    test_member_move(archive, "c", 0);
    cr_expect_str_eq(names(), "c=3 a=1 b=2 ");
    test_member_move(archive, "c", 1);
    cr_expect_str_eq(names(), "a=1 c=3 b=2 ");
    test_members_reverse(archive);
    cr_expect_str_eq(names(), "b=2 c=3 a=1 ");
    test_member_swap_bodies(archive, "a", "b");
    cr_expect_str_eq(names(), "b=1 c=3 a=2 ");
    test_member_rename(archive, "c", "d");
    test_member_duplicate(archive, "d");
    test_member_set(archive, "b", "new", 3);
    test_member_flip(archive, "a", 0, 0);
    cr_expect_str_eq(names(), "b=new d=3 a=3 d=3 ");
    test_member_remove(archive, "b");
    cr_expect_str_eq(names(), "d=3 a=3 d=3 ");
}
