#include "policy/policy.h"

#include <criterion/criterion.h>
#include <string.h>
#include <time.h>

static const struct {
    const char *pattern, *path;
    bool matches;
} cases[] = {
    {"a", "a", true},
    {"a", "b", false},
    {"a", "A", false},
    {"a/b", "a/b", true},
    {"a/b", "b", false},
    {"b", "a/b", false}, /* from the root */
    {"a", "a/b", true},  /* all below a directory */
    {"a", "a/b/c", true},
    {"a", "ab", false},
    {"a/b", "a", false},
    {"a/", "a", true},
    {"a/", "a/b", true},
    {"/a/b", "a/b", true},
    {"./a/b", "a/b", true},
    {"a//b", "a/./b", true},
    {"a", "/a", true},
    {"a", "./a/b", true},
    /* one name */
    {"*", "a", true},
    {"*", "a/b", true},
    {"a/*", "a", false},
    {"a/*", "a/b", true},
    {"var/task/vendor/*", "var/task/vendor/x/y/z.py", true},
    {"var/task/vendor/*", "var/task/vendors/x", false},
    {"a/*/c", "a/b/c", true},
    {"a/*/c", "a/c", false},
    {"a/*/c", "a/b/b/c", false},
    {"*.py", "x.py", true},
    {"*.py", "x.pyc", false},
    {"*.py", "a/x.py", false},
    {"*.py", ".py", true},
    {"x*y*z", "x1y2z", true},
    {"x*y*z", "xyz", true},
    {"x*y*z", "xzy", false},
    {"x*yz", "xyzyz", true},
    {"*a*a*", "aa", true},
    {"*a*a*", "a", false},
    {"?", "a", true},
    {"?", "ab", false},
    {"a?c", "a/c", false},
    {"?", "\xc3\xa9", true},
    {"??", "\xc3\xa9", false},
    {"*\xa9", "\xc3\xa9", false}, /* not half a character */
    /* any number of names */
    {"**", "a", true},
    {"**", "a/b", true},
    {"**/c", "c", true},
    {"**/c", "a/b/c", true},
    {"**/c", "a/b/d", false},
    {"**/*.pyc", "a/b/x.pyc", true},
    {"**/*.pyc", "x.pyc/y", true},
    {"a/**", "a/b", true},
    {"a/**", "b/a", false},
    {"a/**/c", "a/c", true},
    {"a/**/c", "a/b/b/c", true},
    {"a/**/c", "b/a/c", false},
    {"a/**/b/**/c", "a/x/b/y/b/c", true},
    {"a/**/b/**/c", "a/x/c/y/b", false},
    {"**/a/*/b", "a/a/x/b", true},
    {"**/a/b", "a/x/a/b", true},
    {"***", "a/b", true}, /* stars of one name */
    {"a**b/c", "axxb/c", true},
    {"a**b", "a/b", false},
    /* every other character for itself */
    {"app/[id]/page.js", "app/[id]/page.js", true},
    {"app/[id]/page.js", "app/i/page.js", false},
    {"a{b,c}", "ab", false},
    {"a\\x1b", "a\\x1b", true},
    {"a\\*", "a*", false},
    {"!a", "!a", true},
};

Test(glob, matches_from_the_root_and_below)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        cr_expect_eq(og_glob_matches(cases[i].pattern, cases[i].path), cases[i].matches,
                     "%s against %s", cases[i].pattern, cases[i].path);
}

static void repeat(char *out, const char *piece, size_t count, const char *end)
{
    out[0] = '\0';
    for (size_t i = 0; i < count; i++)
        memcpy(out + i * strlen(piece), piece, strlen(piece) + 1);
    memcpy(out + strlen(out), end, strlen(end) + 1);
}

/* What takes other matchers the age of the universe. */
Test(glob, takes_bounded_time, .timeout = 60)
{
    static const struct {
        const char *piece, *end, *path_piece, *path_end;
    } hard[] = {{"*a", "b", "a", ""},
                {"**/a/", "b", "a/", "c"},
                {"**/*a*/", "b", "aaaa/", "c"},
                {"a*", "b", "aa", ""}};
    for (size_t i = 0; i < sizeof hard / sizeof hard[0]; i++) {
        char pattern[4200], path[4200];
        repeat(pattern, hard[i].piece, 4000 / strlen(hard[i].piece), hard[i].end);
        repeat(path, hard[i].path_piece, 4000 / strlen(hard[i].path_piece), hard[i].path_end);
        const clock_t start = clock();
        cr_expect(!og_glob_matches(pattern, path), "%zu", i);
        cr_expect_lt((double)(clock() - start) / CLOCKS_PER_SEC, 5.0, "%zu", i);
    }
}
