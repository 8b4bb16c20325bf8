#include "base/path.h"

#include <criterion/criterion.h>
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

TestSuite(path, .init = set_up, .fini = tear_down);

Test(path, is_cleaned_lexically)
{
    static const struct {
        const char *path, *clean;
        bool is_absolute, has_parent, leaves_root, has_slash_end;
    } cases[] = {
        {"a/b", "a/b", false, false, false, false},
        {"./a", "a", false, false, false, false},
        {"/a", "a", true, false, false, false},
        {"//a//b//", "a/b", true, false, false, true},
        {"a/./b/.", "a/b", false, false, false, false},
        {"a/", "a", false, false, false, true},
        {"", "", false, false, false, false},
        {".", "", false, false, false, false},
        {"./", "", false, false, false, true},
        {"/", "", true, false, false, true},
        {"a/..", "", false, true, false, false},
        {"a/../b", "b", false, true, false, false},
        {"a/b/../../c", "c", false, true, false, false},
        {"..", "", false, true, true, false},
        {"../a", "a", false, true, true, false},
        {"a/../../b", "b", false, true, true, false},
        {"/..", "", true, true, true, false},
        {"/../etc/passwd", "etc/passwd", true, true, true, false},
        {"...", "...", false, false, false, false},
        {"..a/.b", "..a/.b", false, false, false, false},
        {"a/..b", "a/..b", false, false, false, false},
        {"a b/c\\d", "a b/c\\d", false, false, false, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        og_path_facts facts;
        const char *clean = og_path_clean(&arena, cases[i].path, strlen(cases[i].path), &facts);
        cr_assert_not_null(clean);
        cr_expect_str_eq(clean, cases[i].clean, "%s: %s", cases[i].path, clean);
        cr_expect_eq(facts.is_absolute, cases[i].is_absolute, "%s", cases[i].path);
        cr_expect_eq(facts.has_parent, cases[i].has_parent, "%s", cases[i].path);
        cr_expect_eq(facts.leaves_root, cases[i].leaves_root, "%s", cases[i].path);
        cr_expect_eq(facts.has_slash_end, cases[i].has_slash_end, "%s", cases[i].path);
        cr_expect_not(facts.has_control, "%s", cases[i].path);
        const char *again = og_path_clean(&arena, clean, strlen(clean), NULL);
        cr_expect_str_eq(again, clean, "%s is cleaned twice", cases[i].path);
    }
}

Test(path, notes_control_characters_in_every_component)
{
    static const struct {
        const char *path;
        size_t length;
        bool has_control;
    } cases[] = {
        {"a\0b", 3, true},         {"a\nb", 3, true},  {"\x7f", 1, true},
        {"a/\x1f/b", 5, true},     {"a b", 3, false},  {"\x20", 1, false},
        {"caf\xc3\xa9", 5, false}, {"\x80", 1, false}, {"\n/../b", 6, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        og_path_facts facts;
        cr_assert_not_null(og_path_clean(&arena, cases[i].path, cases[i].length, &facts));
        cr_expect_eq(facts.has_control, cases[i].has_control, "%zu", i);
    }
}

Test(path, measures_the_longest_component)
{
    og_path_facts facts;
    (void)og_path_clean(&arena, "ab/abcd/../abc", 14, &facts);
    cr_expect_eq(facts.longest_component_bytes, 4u);
    (void)og_path_clean(&arena, "/./../", 6, &facts);
    cr_expect_eq(facts.longest_component_bytes, 0u);
}

Test(path, takes_no_byte_behind_its_length)
{
    cr_expect_str_eq(og_path_clean(&arena, "a/b/c", 3, NULL), "a/b");
    cr_expect_str_eq(og_path_clean(&arena, "a/..", 3, NULL), "a");
}

Test(path, joins_a_target_to_the_directory_of_a_link)
{
    static const struct {
        const char *path, *target, *joined;
        bool leaves_root;
    } cases[] = {
        {"usr/bin/python", "python3", "usr/bin/python3", false},
        {"usr/bin/python", "../lib/x", "usr/lib/x", false},
        {"usr/bin/python", "/opt/x", "opt/x", false},
        {"link", "target", "target", false},
        {"link", "./target", "target", false},
        {"link", "..", "", true},
        {"a/link", "..", "", false},
        {"a/link", "../..", "", true},
        {"a/link", "../../etc", "etc", true},
        {"a/link", "/../etc", "etc", true},
        {"a/link", "", "a", false},
        {"a/layer.tar", "../b/layer.tar", "b/layer.tar", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        og_path_facts facts;
        const char *joined = og_path_join(&arena, cases[i].path, cases[i].target, &facts);
        cr_assert_not_null(joined);
        cr_expect_str_eq(joined, cases[i].joined, "%s -> %s: %s", cases[i].path, cases[i].target,
                         joined);
        cr_expect_eq(facts.leaves_root, cases[i].leaves_root, "%s -> %s", cases[i].path,
                     cases[i].target);
    }
}

Test(path, tells_whether_a_joined_target_is_absolute)
{
    og_path_facts facts;
    (void)og_path_join(&arena, "link", "target", &facts);
    cr_expect_not(facts.is_absolute);
    (void)og_path_join(&arena, "a/link", "target", &facts);
    cr_expect_not(facts.is_absolute);
    (void)og_path_join(&arena, "a/link", "/target", &facts);
    cr_expect(facts.is_absolute);
}

Test(path, has_a_last_component)
{
    cr_expect_str_eq(og_path_base("a/b/c"), "c");
    cr_expect_str_eq(og_path_base("c"), "c");
    cr_expect_str_eq(og_path_base(""), "");
}

Test(path, begins_with_a_prefix_as_text)
{
    cr_expect(og_path_begins_with("blobs/sha256", "blobs/"));
    cr_expect(og_path_begins_with("blobs/", "blobs/"));
    cr_expect(og_path_begins_with("blobs", ""));
    cr_expect_not(og_path_begins_with("blobs", "blobs/"));
    cr_expect_not(og_path_begins_with("", "b"));
}
