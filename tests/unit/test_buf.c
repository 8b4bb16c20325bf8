#include "base/buf.h"

#include <criterion/criterion.h>
#include <stdint.h>
#include <string.h>

static og_buf buf;

static void set_up(void)
{
    og_buf_init(&buf);
}

static void tear_down(void)
{
    og_buf_fini(&buf);
}

TestSuite(buf, .init = set_up, .fini = tear_down);

Test(buf, is_an_empty_string_at_first)
{
    cr_expect_str_eq(og_buf_string(&buf), "");
    cr_expect_eq(buf.length, 0u);
    og_buf_add(&buf, NULL, 0);
    cr_expect_str_eq(og_buf_string(&buf), "");
    og_buf_clear(&buf);
    cr_expect_not(buf.failed);
}

Test(buf, always_ends_in_a_nul)
{
    for (size_t i = 0; i < 1000; i++) {
        og_buf_char(&buf, 'x');
        cr_assert_eq(buf.length, i + 1);
        cr_assert_eq(buf.data[buf.length], '\0');
        cr_assert_lt(buf.length, buf.capacity);
    }
}

Test(buf, grows_at_its_boundaries)
{
    static const size_t lengths[] = {62, 63, 64, 65, 127, 128, 129, 4095, 4096, 4097};
    static char bytes[5000];
    memset(bytes, 'b', sizeof bytes);
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        og_buf one;
        og_buf_init(&one);
        og_buf_add(&one, bytes, lengths[i]);
        cr_expect_eq(one.length, lengths[i]);
        cr_expect_eq(strlen(og_buf_string(&one)), lengths[i]);
        og_buf_fini(&one);
    }
}

Test(buf, keeps_bytes_of_any_value)
{
    og_buf_add(&buf, "a\0b", 3);
    og_buf_char(&buf, '\0');
    og_buf_text(&buf, "c");
    cr_expect_eq(buf.length, 5u);
    cr_expect_arr_eq(buf.data, "a\0b\0c", 6);
}

Test(buf, formats_at_the_end)
{
    og_buf_text(&buf, "n=");
    og_buf_format(&buf, "%05d", 42);
    og_buf_format(&buf, "%s", "");
    cr_expect_str_eq(og_buf_string(&buf), "n=00042");
    og_buf_format(&buf, "%*d", 10000, 1);
    cr_expect_eq(buf.length, 10007u);
    cr_expect_eq(strlen(buf.data), 10007u);
}

Test(buf, fails_for_ever_when_it_cannot_grow_and_keeps_what_it_has)
{
    og_buf_text(&buf, "kept");
    og_buf_add(&buf, "", SIZE_MAX / 2 + 2);
    cr_expect(buf.failed);
    og_buf_text(&buf, "lost");
    cr_expect_str_eq(og_buf_string(&buf), "kept");
    og_buf_rewind(&buf);
    cr_expect_str_eq(og_buf_string(&buf), "");
    cr_expect(buf.failed);
    og_buf_clear(&buf);
    cr_expect_not(buf.failed);
    og_buf_text(&buf, "again");
    cr_expect_str_eq(og_buf_string(&buf), "again");
}

Test(buf, keeps_its_memory_when_cleared)
{
    og_buf_text(&buf, "something long enough");
    const char *data = buf.data;
    og_buf_clear(&buf);
    cr_expect_str_eq(og_buf_string(&buf), "");
    og_buf_text(&buf, "short");
    cr_expect_eq(buf.data, data);
    og_buf_fini(&buf);
    og_buf_fini(&buf);
    cr_expect_null(buf.data);
}
