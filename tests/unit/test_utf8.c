#include "base/utf8.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

Test(utf8, decodes_the_shortest_form_alone)
{
    static const struct {
        const char *bytes;
        size_t length, size;
        uint32_t code_point;
    } cases[] = {
        {"\0", 1, 1, 0},
        {"a", 1, 1, 'a'},
        {"\x7f", 1, 1, 0x7f},
        {"\xc2\x80", 2, 2, 0x80},
        {"\xdf\xbf", 2, 2, 0x7ff},
        {"\xe0\xa0\x80", 3, 3, 0x800},
        {"\xed\x9f\xbf", 3, 3, 0xd7ff},
        {"\xee\x80\x80", 3, 3, 0xe000},
        {"\xef\xbf\xbf", 3, 3, 0xffff},
        {"\xf0\x90\x80\x80", 4, 4, 0x10000},
        {"\xf4\x8f\xbf\xbf", 4, 4, 0x10ffff},
        {"\xc0\x80", 2, 0, 0},             /* NUL in two bytes */
        {"\xc1\xbf", 2, 0, 0},             /* overlong */
        {"\xe0\x9f\xbf", 3, 0, 0},         /* overlong */
        {"\xf0\x8f\xbf\xbf", 4, 0, 0},     /* overlong */
        {"\xed\xa0\x80", 3, 0, 0},         /* surrogate */
        {"\xed\xbf\xbf", 3, 0, 0},         /* surrogate */
        {"\xf4\x90\x80\x80", 4, 0, 0},     /* above the last character */
        {"\xf8\x88\x80\x80\x80", 5, 0, 0}, /* five bytes */
        {"\xff", 1, 0, 0},
        {"\xfe", 1, 0, 0},
        {"\x80", 1, 0, 0},
        {"\xbf", 1, 0, 0},
        {"\xc2", 1, 0, 0}, /* cut */
        {"\xe2\x82", 2, 0, 0},
        {"\xf0\x9f\x98", 3, 0, 0},
        {"\xc2\x41", 2, 0, 0},
        {"\xe2\x82\x41", 3, 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint32_t code_point = 0;
        cr_expect_eq(og_utf8_decode(cases[i].bytes, cases[i].length, &code_point), cases[i].size,
                     "%zu", i);
        if (cases[i].size > 0)
            cr_expect_eq(code_point, cases[i].code_point, "%zu", i);
        cr_expect_eq(og_utf8_is_valid(cases[i].bytes, cases[i].length), cases[i].size > 0, "%zu",
                     i);
    }
    cr_expect(og_utf8_is_valid("", 0));
    cr_expect_not(og_utf8_is_valid("good\xff", 5));
}

static void expect_printable(const char *bytes, size_t length, const char *expected)
{
    og_buf buf;
    og_buf_init(&buf);
    og_printable(&buf, bytes, length);
    cr_expect_str_eq(og_buf_string(&buf), expected, "%s instead of %s", og_buf_string(&buf),
                     expected);
    og_buf_fini(&buf);
}

Test(utf8, makes_text_inert)
{
    static const struct {
        const char *bytes, *expected;
    } cases[] = {
        {"plain text", "plain text"},
        {"caf\xc3\xa9 \xe6\x97\xa5 \xf0\x9f\x98\x80", "caf\xc3\xa9 \xe6\x97\xa5 \xf0\x9f\x98\x80"},
        {"\x1b[2J", "\\x1b[2J"},
        {"a\nb\rc\td", "a\\x0ab\\x0dc\\x09d"},
        {"\x7f", "\\x7f"},
        {"\xff\xfe", "\\xff\\xfe"},
        {"\xe2\x82", "\\xe2\\x82"},
        {"\xc2\x9b"
         "31m",
         "\\u009b31m"},                      /* C1: CSI */
        {"\xe2\x80\xae", "\\u202e"},         /* right-to-left override */
        {"\xe2\x81\xa6", "\\u2066"},         /* isolate */
        {"\xe2\x80\x8b", "\\u200b"},         /* zero width space */
        {"\xe2\x80\xa8", "\\u2028"},         /* line separator */
        {"\xef\xbb\xbf", "\\ufeff"},         /* byte order mark */
        {"\xee\x80\x80", "\\ue000"},         /* private use */
        {"\xef\xbf\xbf", "\\uffff"},         /* non-character */
        {"\xf0\x9f\xbf\xbe", "\\U0001fffe"}, /* non-character */
        {"\xf3\xa0\x81\x81", "\\U000e0041"}, /* tag */
        {"\xd8\x9c", "\\u061c"},             /* Arabic letter mark */
        {"a\\x1b", "a\\x1b"},
        {"\n::error::forged", "\\x0a::error::forged"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        expect_printable(cases[i].bytes, strlen(cases[i].bytes), cases[i].expected);
    expect_printable("a\0b", 3, "a\\x00b");
    expect_printable("", 0, "");
}

/* Whatever goes in: what comes out is valid, without a control character, and stays as it is. */
Test(utf8, is_printable_after_any_two_bytes_and_does_not_change_again)
{
    for (unsigned i = 0; i < 0x10000; i++) {
        const char bytes[4] = {(char)(i >> 8), (char)(i & 0xff), '\xa8', 'x'};
        og_buf once;
        og_buf twice;
        og_buf_init(&once);
        og_buf_init(&twice);
        og_printable(&once, bytes, sizeof bytes);
        cr_assert(og_utf8_is_valid(once.data, once.length), "%04x", i);
        for (size_t j = 0; j < once.length; j++)
            cr_assert((unsigned char)once.data[j] >= 0x20 && once.data[j] != 0x7f, "%04x", i);
        og_printable(&twice, once.data, once.length);
        cr_assert_str_eq(twice.data, once.data, "%04x", i);
        og_buf_fini(&once);
        og_buf_fini(&twice);
    }
}

Test(utf8, lets_no_character_through_that_steers_or_hides_text)
{
    static const struct {
        uint32_t first, last;
    } ranges[] = {{0x80, 0x9f},     {0x200b, 0x200f}, {0x2028, 0x202e},   {0x2060, 0x2064},
                  {0x2066, 0x206f}, {0xfeff, 0xfeff}, {0xe0000, 0xe007f}, {0xfff9, 0xfffb},
                  {0x180e, 0x180e}, {0x061c, 0x061c}, {0x00ad, 0x00ad},   {0xfe00, 0xfe0f}};
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        for (uint32_t c = ranges[i].first; c <= ranges[i].last; c++) {
            char bytes[5] = "";
            if (c < 0x800) {
                bytes[0] = (char)(0xc0 | (c >> 6));
                bytes[1] = (char)(0x80 | (c & 0x3f));
            } else if (c < 0x10000) {
                bytes[0] = (char)(0xe0 | (c >> 12));
                bytes[1] = (char)(0x80 | ((c >> 6) & 0x3f));
                bytes[2] = (char)(0x80 | (c & 0x3f));
            } else {
                bytes[0] = (char)(0xf0 | (c >> 18));
                bytes[1] = (char)(0x80 | ((c >> 12) & 0x3f));
                bytes[2] = (char)(0x80 | ((c >> 6) & 0x3f));
                bytes[3] = (char)(0x80 | (c & 0x3f));
            }
            char expected[16];
            (void)snprintf(expected, sizeof expected, c > 0xffff ? "\\U%08x" : "\\u%04x", c);
            expect_printable(bytes, strlen(bytes), expected);
        }
    }
}

Test(utf8, makes_printable_text_in_an_arena)
{
    og_arena arena;
    og_arena_init(&arena);
    cr_expect_str_eq(og_printable_text(&arena, "a\x1b", 2), "a\\x1b");
    cr_expect_str_eq(og_printable_text(&arena, "", 0), "");
    cr_expect_not(arena.failed);
    og_arena_fini(&arena);
}
