#include "render/number.h"

#include <criterion/criterion.h>
#include <math.h>

static void expect(og_buf *buf, const char *expected)
{
    cr_expect_str_eq(og_buf_string(buf), expected);
    og_buf_clear(buf);
}

Test(number, counts_have_separators)
{
    static const struct {
        uint64_t value;
        const char *text;
    } cases[] = {{0, "0"},
                 {1, "1"},
                 {999, "999"},
                 {1000, "1,000"},
                 {999999, "999,999"},
                 {1000000, "1,000,000"},
                 {UINT64_MAX, "18,446,744,073,709,551,615"}};
    og_buf buf;
    og_buf_init(&buf);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        og_number(&buf, cases[i].value);
        expect(&buf, cases[i].text);
    }
    og_number_of(&buf, 1, "layer");
    expect(&buf, "1 layer");
    og_number_of(&buf, 0, "layer");
    expect(&buf, "0 layers");
    og_buf_fini(&buf);
}

Test(number, bytes_are_decimal_and_rounded)
{
    static const struct {
        uint64_t value;
        const char *text;
    } cases[] = {{0, "0 bytes"},
                 {1, "1 byte"},
                 {999, "999 bytes"},
                 {1000, "1.0 kB"},
                 {1049, "1.0 kB"},
                 {1050, "1.1 kB"},
                 {999949, "999.9 kB"},
                 {999950, "1.0 MB"},
                 {233030144, "233.0 MB"},
                 {UINT64_C(999949999), "999.9 MB"},
                 {UINT64_C(999950000), "1.0 GB"},
                 {UINT64_C(10737418240), "10.7 GB"},
                 {UINT64_MAX, "18,446,744.1 TB"}};
    og_buf buf;
    og_buf_init(&buf);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        og_number_bytes(&buf, cases[i].value);
        expect(&buf, cases[i].text);
    }
    og_buf_fini(&buf);
}

Test(number, limits_are_exact)
{
    static const struct {
        uint64_t value;
        const char *text;
    } cases[] = {{UINT64_C(10737418240), "10 GiB"},
                 {UINT64_C(10737418241), "10,737,418,241 bytes"},
                 {UINT64_C(10000000000), "10 GB"},
                 {500 * 1024 * 1024, "500 MiB"},
                 {0, "0 bytes"},
                 {1, "1 byte"}};
    og_buf buf;
    og_buf_init(&buf);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        og_number_limit(&buf, cases[i].value);
        expect(&buf, cases[i].text);
    }
    og_buf_fini(&buf);
}

Test(number, only_the_limit_itself_is_100_percent)
{
    const uint64_t limit = UINT64_C(10737418240);
    static const char *const wanted[] = {"99.9 %", "100.0 %", "100.1 %"};
    og_buf buf;
    og_buf_init(&buf);
    for (uint64_t i = 0; i < 3; i++) {
        og_number_percent(&buf, limit - 1 + i, limit);
        expect(&buf, wanted[i]);
    }
    og_number_percent(&buf, 233013760, limit);
    expect(&buf, "2.2 %");
    og_number_percent(&buf, 0, limit);
    expect(&buf, "0.0 %");
    og_number_percent(&buf, 1, limit);
    expect(&buf, "under 0.1 %");
    og_number_percent(&buf, UINT64_MAX, 1);
    cr_expect(buf.length > 0);
    og_buf_clear(&buf);
    og_number_percent(&buf, 1, 0);
    expect(&buf, "more than 100 %");
    og_buf_fini(&buf);
}

Test(number, seconds_never_need_a_locale)
{
    static const struct {
        double seconds;
        const char *text, *decimal;
    } cases[] = {{0, "under 1 ms", "0.00"},
                 {-1, "under 1 ms", "0.00"},
                 {(double)NAN, "under 1 ms", "0.00"},
                 {0.000999, "under 1 ms", "0.000999"},
                 {0.0042, "4 ms", "0.0042"},
                 {0.0996, "100 ms", "0.0996"},
                 {0.1, "0.10 s", "0.10"},
                 {0.21, "0.21 s", "0.21"},
                 {61.5, "61.50 s", "61.50"},
                 {1.0000004, "1.00 s", "1.00"}};
    og_buf buf;
    og_buf_init(&buf);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const uint64_t time = og_number_microseconds(cases[i].seconds);
        og_number_seconds(&buf, time);
        expect(&buf, cases[i].text);
        og_number_decimal(&buf, time);
        expect(&buf, cases[i].decimal);
    }
    cr_expect(og_number_microseconds((double)INFINITY) > 0);
    og_number_rate(&buf, 233030144, 210000);
    expect(&buf, "1.1 GB/s");
    og_number_rate(&buf, UINT64_MAX, 0);
    cr_expect(buf.length > 0);
    og_buf_fini(&buf);
}
