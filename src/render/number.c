#include "render/number.h"

#include <inttypes.h>

void og_number(og_buf *out, uint64_t value)
{
    char digits[32];
    size_t used = 0;
    do {
        if (used % 4 == 3)
            digits[used++] = ',';
        digits[used++] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    while (used > 0)
        og_buf_char(out, digits[--used]);
}

void og_number_of(og_buf *out, uint64_t value, const char *what)
{
    og_number(out, value);
    og_buf_format(out, " %s%s", what, value == 1 ? "" : "s");
}

/* value / unit with one digit behind the point, rounded; the quotient is small. */
static void add_tenths(og_buf *out, uint64_t value, uint64_t unit)
{
    const uint64_t whole = value / unit;
    const uint64_t tenths = ((value % unit) / (unit / 10) + (value % (unit / 10) >= unit / 20));
    og_number(out, whole + tenths / 10);
    og_buf_format(out, ".%u", (unsigned)(tenths % 10));
}

void og_number_bytes(og_buf *out, uint64_t bytes)
{
    static const struct {
        uint64_t unit;
        const char *name;
    } units[] = {{UINT64_C(1000000000000), "TB"},
                 {UINT64_C(1000000000), "GB"},
                 {UINT64_C(1000000), "MB"},
                 {UINT64_C(1000), "kB"}};
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        /* 999,950 bytes would round to 1000.0 kB */
        if (bytes >= units[i].unit - units[i].unit / 20000) {
            add_tenths(out, bytes, units[i].unit);
            og_buf_format(out, " %s", units[i].name);
            return;
        }
    }
    og_number_of(out, bytes, "byte");
}

void og_number_limit(og_buf *out, uint64_t bytes)
{
    static const struct {
        uint64_t unit;
        const char *name;
    } units[] = {{UINT64_C(1) << 30, "GiB"}, {UINT64_C(1000000000), "GB"},
                 {UINT64_C(1) << 20, "MiB"}, {UINT64_C(1000000), "MB"},
                 {UINT64_C(1) << 10, "KiB"}, {UINT64_C(1000), "kB"}};
    for (size_t i = 0; bytes > 0 && i < sizeof units / sizeof units[0]; i++) {
        if (bytes % units[i].unit == 0) {
            og_number(out, bytes / units[i].unit);
            og_buf_format(out, " %s", units[i].name);
            return;
        }
    }
    og_number_of(out, bytes, "byte");
}

void og_number_percent(og_buf *out, uint64_t part, uint64_t whole)
{
    if (whole == 0) {
        og_buf_text(out, "more than 100 %");
        return;
    }
    uint64_t permille;
    if (part <= UINT64_MAX / 1000 - whole)
        permille = (part * 1000 + whole / 2) / whole;
    else
        permille = part / whole * 1000;
    /* 100.0 % is said of the limit alone: neither of a byte less nor of a byte more. */
    if (permille >= 1000 && part < whole)
        permille = 999;
    if (permille <= 1000 && part > whole)
        permille = 1001;
    if (permille == 0 && part > 0) {
        og_buf_text(out, "under 0.1 %");
        return;
    }
    og_number(out, permille / 10);
    og_buf_format(out, ".%u %%", (unsigned)(permille % 10));
}

uint64_t og_number_microseconds(double seconds)
{
    if (!(seconds > 0))
        return 0;
    return seconds < 1e9 ? (uint64_t)(seconds * 1e6 + 0.5) : UINT64_C(1000000000000000);
}

void og_number_seconds(og_buf *out, uint64_t microseconds)
{
    if (microseconds < 1000) {
        og_buf_text(out, "under 1 ms");
        return;
    }
    if (microseconds < 100000) {
        og_buf_format(out, "%" PRIu64 " ms", (microseconds + 500) / 1000);
        return;
    }
    const uint64_t hundredths = (microseconds + 5000) / 10000;
    og_buf_format(out, "%" PRIu64 ".%02u s", hundredths / 100, (unsigned)(hundredths % 100));
}

void og_number_decimal(og_buf *out, uint64_t microseconds)
{
    unsigned digits = 6;
    uint64_t fraction = microseconds % 1000000;
    while (digits > 2 && fraction % 10 == 0) {
        fraction /= 10;
        digits--;
    }
    og_buf_format(out, "%" PRIu64 ".%0*" PRIu64, microseconds / 1000000, (int)digits, fraction);
}

void og_number_rate(og_buf *out, uint64_t bytes, uint64_t microseconds)
{
    if (microseconds == 0)
        microseconds = 1;
    const uint64_t rate = bytes < UINT64_MAX / 1000000 ? bytes * 1000000 / microseconds
                                                       : bytes / microseconds * 1000000;
    og_number_bytes(out, rate);
    og_buf_text(out, "/s");
}
