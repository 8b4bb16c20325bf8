/* Lists of images and their shards. */
#include "image_list.h"

#include "support/bytes.h"
#include "support/expect.h"

#include <stdlib.h>
#include <string.h>

#define TEXT(text) (text), sizeof(text) - 1

static const struct {
    const char *text;
    size_t length;
    const char *items; /* with a bar behind each; NULL: refused */
    size_t line;
} lists[] = {
    {TEXT(""), "", 0},
    {TEXT("\n"), "", 0},
    {TEXT("\r\n\r\n"), "", 0},
    {TEXT("# a.tar\n#b.tar\n"), "", 0},
    {TEXT("a.tar"), "a.tar|", 0},
    {TEXT("a.tar\n"), "a.tar|", 0},
    {TEXT("a.tar\r\nb.tar\r\n"), "a.tar|b.tar|", 0},
    {TEXT("a.tar\n\n# c\n\nb.tar\na.tar"), "a.tar|b.tar|a.tar|", 0},
    {TEXT(" a b.tar \n"), " a b.tar |", 0},
    {TEXT(" # a.tar\n"), " # a.tar|", 0},
    {TEXT("a#b\tc\n-\n"), "a#b\tc|-|", 0},
    {TEXT("a\rb\n"), "a\rb|", 0},
    {TEXT("\r\na\n"), "a|", 0},
    {TEXT("a\0b\n"), NULL, 1},
    {TEXT("a\n\n\0"), NULL, 3},
    {TEXT("a\nb\0"), NULL, 2},
    {TEXT("# a\0\nb\n"), "b|", 0},
};

static bool parse(const char *text, size_t length, og_image_list *list, og_list_problem *problem)
{
    char *bytes = malloc(length + 1); /* no more: the sanitizer sees what lies behind */
    test_require(bytes != NULL, "out of memory");
    memcpy(bytes, text, length);
    return og_image_list_parse(bytes, length, list, problem);
}

Test(image_list, has_an_image_in_each_line)
{
    for (size_t i = 0; i < TEST_COUNT(lists); i++) {
        og_image_list list;
        og_list_problem problem = {0, NULL};
        og_buf items;
        og_buf_init(&items);
        const bool is_good = parse(lists[i].text, lists[i].length, &list, &problem);
        cr_expect_eq(is_good, lists[i].items != NULL, "list %zu: %s", i, problem.what);
        for (size_t j = 0; is_good && j < list.count; j++)
            og_buf_format(&items, "%s|", list.items[j]);
        if (lists[i].items != NULL)
            cr_expect_str_eq(og_buf_string(&items), lists[i].items, "list %zu", i);
        cr_expect_eq(problem.line, lists[i].line, "list %zu", i);
        og_buf_fini(&items);
        og_image_list_free(&list);
    }
}

Test(image_list, has_lines_of_bounded_length)
{
    for (size_t more = 0; more < 2; more++) {
        og_buf text;
        og_buf_init(&text);
        og_buf_text(&text, "a\n");
        for (size_t i = 0; i < OG_IMAGE_LIST_LINE_BYTES + more; i++)
            og_buf_char(&text, 'x');
        og_buf_text(&text, "\r\n");
        og_image_list list;
        og_list_problem problem = {0, NULL};
        cr_expect_eq(parse(og_buf_string(&text), text.length, &list, &problem), more == 0);
        cr_expect_eq(problem.line, more == 0 ? 0 : 2);
        og_image_list_free(&list);
        og_buf_fini(&text);
    }
}

Test(image_list, has_a_bounded_number_of_images)
{
    og_buf text;
    og_buf_init(&text);
    for (size_t i = 0; i < OG_IMAGE_LIST_IMAGES; i++)
        og_buf_text(&text, "a\n");
    og_image_list list;
    og_list_problem problem = {0, NULL};
    cr_expect(parse(og_buf_string(&text), text.length, &list, &problem));
    cr_expect_eq(list.count, OG_IMAGE_LIST_IMAGES);
    og_image_list_free(&list);
    og_buf_text(&text, "# a\n\na");
    cr_expect_not(parse(og_buf_string(&text), text.length, &list, &problem));
    cr_expect_eq(problem.line, OG_IMAGE_LIST_IMAGES + 3);
    og_image_list_free(&list);
    og_buf_fini(&text);
}

static const struct {
    const char *text;
    bool is_good;
    uint64_t index, count;
} shards[] = {
    {"0/1", true, 0, 1},
    {"0/10", true, 0, 10},
    {"9/10", true, 9, 10},
    {"10/10", false, 0, 0},
    {"1/1", false, 0, 0},
    {"0/0", false, 0, 0},
    {"007/010", true, 7, 10},
    {"18446744073709551614/18446744073709551615", true, UINT64_MAX - 1, UINT64_MAX},
    {"0/18446744073709551616", false, 0, 0},
    {"18446744073709551616/18446744073709551615", false, 0, 0},
    {"0/99999999999999999999999", false, 0, 0},
    {"", false, 0, 0},
    {"1", false, 0, 0},
    {"/", false, 0, 0},
    {"/3", false, 0, 0},
    {"1/", false, 0, 0},
    {"1/2/3", false, 0, 0},
    {"-1/3", false, 0, 0},
    {"+1/3", false, 0, 0},
    {" 1/3", false, 0, 0},
    {"1/3 ", false, 0, 0},
    {"0x1/3", false, 0, 0},
    {"1.0/3", false, 0, 0},
};

Test(shard, is_an_index_below_a_count)
{
    for (size_t i = 0; i < TEST_COUNT(shards); i++) {
        og_shard shard = {0, 0};
        cr_expect_eq(og_shard_parse(shards[i].text, &shard), shards[i].is_good, "%s",
                     shards[i].text);
        cr_expect_eq(shard.index, shards[i].index, "%s", shards[i].text);
        cr_expect_eq(shard.count, shards[i].count, "%s", shards[i].text);
    }
}

static const struct {
    og_shard shard;
    const char *letters, *expected;
} selections[] = {
    {{0, 0}, "abcdefg", "abcdefg"},
    {{0, 1}, "abcdefg", "abcdefg"},
    {{0, 3}, "abcdefg", "adg"},
    {{1, 3}, "abcdefg", "be"},
    {{2, 3}, "abcdefg", "cf"},
    {{6, 7}, "abcdefg", "g"},
    {{7, 8}, "abcdefg", ""},
    {{0, 8}, "abcdefg", "a"},
    {{0, 3}, "", ""},
    {{UINT64_MAX - 1, UINT64_MAX}, "abcdefg", ""},
};

/* A list of the letters; items point into them. */
static size_t letters_of(char *letters, char **items)
{
    const size_t count = strlen(letters);
    for (size_t i = 0; i < count; i++)
        items[i] = letters + i;
    return count;
}

Test(shard, is_every_nth_image_in_order)
{
    for (size_t i = 0; i < TEST_COUNT(selections); i++) {
        char letters[16], found[16];
        char *items[16];
        (void)snprintf(letters, sizeof letters, "%s", selections[i].letters);
        const size_t count =
            og_shard_select(&selections[i].shard, items, letters_of(letters, items));
        for (size_t j = 0; j < count; j++)
            found[j] = items[j][0];
        found[count] = '\0';
        cr_expect_str_eq(found, selections[i].expected, "selection %zu", i);
    }
}

/* Together they are the list, and none of it twice. */
Test(shard, all_shards_are_the_list)
{
    static char letters[] = "abcdefghijklmnopqrstuvwxyz";
    for (uint64_t count = 1; count <= 30; count++) {
        size_t seen[26] = {0};
        for (uint64_t index = 0; index < count; index++) {
            char *items[26];
            const og_shard shard = {index, count};
            const size_t kept = og_shard_select(&shard, items, letters_of(letters, items));
            for (size_t i = 0; i < kept; i++)
                seen[items[i] - letters]++;
        }
        for (size_t i = 0; i < TEST_COUNT(seen); i++)
            cr_expect_eq(seen[i], 1, "letter %zu of %zu shards", i, (size_t)count);
    }
}
