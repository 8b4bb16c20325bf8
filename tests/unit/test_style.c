#include "render/style.h"

#include <criterion/criterion.h>
#include <string.h>

static void expect(og_buf *buf, const char *expected, const char *name)
{
    cr_expect_str_eq(og_buf_string(buf), expected, "%s: %s", name, og_buf_string(buf));
    og_buf_clear(buf);
}

Test(style, names_are_quoted_unless_they_are_one_plain_word)
{
    static const struct {
        const char *name, *shown;
    } cases[] = {{"app:1", "app:1"},
                 {"registry.example.com:5000/team/app@sha256:00", /* no spaces */
                  "registry.example.com:5000/team/app@sha256:00"},
                 {"./a_b~c+d,e=f.tar", "./a_b~c+d,e=f.tar"},
                 {"-", "-"},
                 {"", "\"\""},
                 {"my app.tar", "\"my app.tar\""},
                 {"::error::x", "\"::error::x\""},
                 {":x", "\":x\""},
                 {"PASS", "\"PASS\""},
                 {"FAIL", "\"FAIL\""},
                 {"ERROR", "\"ERROR\""},
                 {"PASSED", "PASSED"},
                 {"error[x]:", "\"error[x]:\""},
                 {"##[group]", "\"##[group]\""},
                 {"say\"so", "\"say\\\"so\""},
                 {"caf\xc3\xa9", "\"caf\xc3\xa9\""}};
    og_buf buf;
    og_buf_init(&buf);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        og_style_name(&buf, cases[i].name);
        expect(&buf, cases[i].shown, cases[i].name);
    }
    og_buf_fini(&buf);
}

Test(style, commands_to_build_services_become_inert)
{
    static const struct {
        const char *text, *inert;
    } cases[] = {
        {"plain :: text # one\n", "plain :: text # one\n"},
        {"::error::x", "\\x3a:error::x"},
        {"  ::error::x", "  \\x3a:error::x"},
        {"\t ::error", "\t \\x3a:error"},
        {"\xc2\xa0::error", "\xc2\xa0\\x3a:error"},
        {"\xe3\x80\x80::error", "\xe3\x80\x80\\x3a:error"},
        {"\xe2\x80\x83::error", "\xe2\x80\x83\\x3a:error"},
        {"a\n::error", "a\n\\x3a:error"},
        {"\x1b[1m::error\x1b[0m", "\x1b[1m\\x3a:error\x1b[0m"},
        {"x ##[group]y", "x #\\x23[group]y"},
        {"###[group]y", "#\\x23#[group]y"},
        {"####", "#\\x23#\\x23"},
        {"#\x1b[0m#[a]", "#\x1b[0m\\x23[a]"},
        {"##vso[task.complete]", "#\\x23vso[task.complete]"},
        {": :x", ": :x"},
        {"x::y", "x::y"},
        {"", ""},
    };
    og_buf buf;
    og_buf_init(&buf);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        og_style_inert(&buf, cases[i].text, strlen(cases[i].text));
        expect(&buf, cases[i].inert, cases[i].text);
    }
    og_buf_fini(&buf);
}

Test(style, wraps_between_words_at_the_last_column_that_fits)
{
    og_buf buf;
    og_buf_init(&buf);
    /* 40 columns: 36 are used by the words, 4 by what stands before them */
    const char *fits = "aaaaaaaaaaa bbbbbbbbbbb cccccccccccc";
    og_style_wrap(&buf, fits, 40, 4, 2);
    expect(&buf, fits, "at the limit");
    og_style_wrap(&buf, fits, 40, 5, 2);
    expect(&buf, "aaaaaaaaaaa bbbbbbbbbbb\n  cccccccccccc", "one over");
    og_style_wrap(&buf, fits, 0, 500, 2);
    expect(&buf, fits, "not at all");
    og_style_wrap(&buf, fits, 3, 4, 2);
    expect(&buf, fits, "never below 40");
    og_style_wrap(&buf,
                  "a "
                  "0123456789012345678901234567890123456789012345678901234567890123456789 b",
                  40, 0, 2);
    expect(&buf, "a\n  0123456789012345678901234567890123456789012345678901234567890123456789\n  b",
           "a long word stays whole");
    og_buf_fini(&buf);
}

Test(style, cuts_between_characters)
{
    og_buf buf;
    og_buf_init(&buf);
    og_style_cut(&buf, "abcdef", 6);
    expect(&buf, "abcdef", "at the limit");
    og_style_cut(&buf, "abcdefg", 6);
    expect(&buf, "abc...", "one over");
    og_style_cut(&buf, "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9", 6);
    expect(&buf, "\xc3\xa9\xc3\xa9\xc3\xa9...", "two bytes each");
    og_buf_fini(&buf);
}

Test(style, paints_only_with_color)
{
    og_buf buf;
    og_buf_init(&buf);
    og_style_add(&buf, false, OG_PAINT_ERROR, "error");
    expect(&buf, "error", "without");
    og_style_add(&buf, true, OG_PAINT_ERROR, "error");
    expect(&buf, "\x1b[1;31merror\x1b[0m", "with");
    og_buf_fini(&buf);
}

Test(style, indents_the_further_lines)
{
    og_buf buf;
    og_buf_init(&buf);
    og_style_lines(&buf, "one\ntwo\n\nthree\n", 2);
    expect(&buf, "one\n  two\n\n  three\n", "lines");
    og_style_lines(&buf, "", 2);
    expect(&buf, "\n", "nothing");
    og_buf_fini(&buf);
}
