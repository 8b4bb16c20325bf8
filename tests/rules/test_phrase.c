#include "rules/phrase.h"

#include <criterion/criterion.h>
#include <string.h>

Test(phrase, write_sizes_in_bytes_and_for_people)
{
    static const struct {
        uint64_t bytes;
        const char *text;
    } rows[] = {
        {0, "0 bytes"},
        {1, "1 byte"},
        {1023, "1023 bytes"},
        {1024, "1024 bytes (1.00 KiB)"},
        {UINT64_C(10737418240), "10737418240 bytes (10.00 GiB)"},
        {UINT64_MAX, "18446744073709551615 bytes (16.00 EiB)"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[OG_PHRASE_BYTES_SIZE];
        og_phrase_bytes(rows[i].bytes, text);
        cr_expect_str_eq(text, rows[i].text);
    }
}

Test(phrase, count_things)
{
    char text[OG_PHRASE_COUNT_SIZE];
    cr_expect_str_eq(og_phrase_count(0, "layer", text), "0 layers");
    cr_expect_str_eq(og_phrase_count(1, "layer", text), "1 layer");
}

Test(phrase, cut_a_list_and_count_the_rest)
{
    og_phrase_list list = {0};
    cr_expect_str_eq(og_phrase_end(&list), "");
    for (size_t i = 0; i < 11; i++)
        og_phrase_add(&list, "%zu", i);
    cr_expect_eq(list.count, 11);
    cr_expect_str_eq(og_phrase_end(&list), "0, 1, 2, 3, 4, 5, 6, 7 and 3 more");
}

Test(phrase, leave_no_gap_where_an_item_is_too_long)
{
    char name[2000];
    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    og_phrase_list list = {0};
    og_phrase_add(&list, "a");
    og_phrase_add(&list, "%s", name);
    og_phrase_add(&list, "b");
    cr_expect_str_eq(og_phrase_end(&list), "a and 2 more");
    og_phrase_list first = {0};
    og_phrase_add(&first, "%s", name);
    cr_expect_str_eq(og_phrase_end(&first), "1 with long names");
}

Test(phrase, fill_a_list_to_its_last_byte)
{
    char name[400];
    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    for (size_t length = 90; length <= 120; length++) {
        og_phrase_list list = {0};
        og_phrase_add(&list, "%s", name);
        og_phrase_add(&list, "%.*s", (int)length, name);
        for (size_t i = 0; i < 1000; i++)
            og_phrase_add(&list, "%s", name);
        cr_expect_lt(strlen(og_phrase_end(&list)), sizeof list.text);
    }
}

Test(phrase, quote_a_command_as_json)
{
    static const char *const argv[] = {"python", "-c", "print(\"\\\n\")"};
    char text[OG_PHRASE_COMMAND_SIZE];
    og_phrase_command("ENTRYPOINT", "/usr/bin/python", argv, 3, text);
    cr_expect_str_eq(text,
                     "ENTRYPOINT [\"/usr/bin/python\", \"-c\", \"print(\\\"\\\\\\u000a\\\")\"]");
    og_phrase_command("CMD", NULL, argv, 1, text);
    cr_expect_str_eq(text, "CMD [\"python\"]");
    og_phrase_command("CMD", NULL, argv, 0, text);
    cr_expect_str_eq(text, "CMD []");
}

Test(phrase, cut_a_command_that_does_not_fit)
{
    for (size_t length = 980; length < 1030; length++) {
        char word[1100];
        memset(word, 'w', length);
        word[length] = '\0';
        const char *const argv[] = {"/x", word, "y"};
        char text[OG_PHRASE_COMMAND_SIZE];
        og_phrase_command("CMD", NULL, argv, 3, text);
        const size_t used = strlen(text);
        cr_expect_lt(used, sizeof text);
        cr_expect_eq(text[used - 1], ']');
    }
}
