#include "document/json_number.h"

#include <stdbool.h>
#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static og_json_number parse_integer(const char *text, size_t length, int64_t *value)
{
    const bool is_negative = text[0] == '-';
    int64_t sum = 0;
    for (size_t i = is_negative ? 1 : 0; i < length; i++) {
        const int digit = text[i] - '0';
        if (__builtin_mul_overflow(sum, 10, &sum) ||
            __builtin_add_overflow(sum, is_negative ? -digit : digit, &sum))
            return OG_JSON_NUMBER_INTEGER_TOO_LARGE;
    }
    *value = sum;
    return OG_JSON_NUMBER_INTEGER;
}

/* No exponent that matters is longer, and the sum with a count of digits does not overflow. */
#define EXPONENT_MAX INT64_C(1000000000000)

static int64_t parse_exponent(const char *text, size_t length)
{
    size_t i = 0;
    while (i < length && text[i] != 'e' && text[i] != 'E')
        i++;
    if (i == length)
        return 0;
    i++;
    const bool is_negative = text[i] == '-';
    if (!is_digit(text[i]))
        i++;
    int64_t exponent = 0;
    for (; i < length && exponent < EXPONENT_MAX; i++)
        exponent = exponent * 10 + (text[i] - '0');
    return is_negative ? -exponent : exponent;
}

/* 2^1024 - 2^970, from where a number rounds to infinity: 1.797...e308 */
static const char least_infinite[] = "17976931348623158079";
#define COMPARED_DIGITS (sizeof least_infinite - 1)
#define DOUBLE_EXPONENT_MAX 308

/* Counted, not computed: strtod would depend on the locale. */
static bool is_too_large(const char *text, size_t length)
{
    char digits[COMPARED_DIGITS + 1];
    memset(digits, '0', COMPARED_DIGITS);
    digits[COMPARED_DIGITS] = '\0';
    size_t kept = 0;
    bool has_point = false;
    int64_t exponent = -1; /* of the first digit that is not zero */
    for (size_t i = text[0] == '-' ? 1 : 0; i < length && text[i] != 'e' && text[i] != 'E'; i++) {
        if (text[i] == '.') {
            has_point = true;
            continue;
        }
        const bool is_leading_zero = kept == 0 && text[i] == '0';
        if (!has_point && !is_leading_zero)
            exponent++;
        else if (has_point && is_leading_zero)
            exponent--;
        if (!is_leading_zero && kept < COMPARED_DIGITS)
            digits[kept++] = text[i];
    }
    if (kept == 0)
        return false;
    exponent += parse_exponent(text, length);
    if (exponent != DOUBLE_EXPONENT_MAX)
        return exponent > DOUBLE_EXPONENT_MAX;
    return memcmp(digits, least_infinite, COMPARED_DIGITS) >= 0;
}

og_json_number og_json_number_parse(const char *text, size_t length, int64_t *value)
{
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '.' || text[i] == 'e' || text[i] == 'E')
            return is_too_large(text, length) ? OG_JSON_NUMBER_REAL_TOO_LARGE : OG_JSON_NUMBER_REAL;
    }
    return parse_integer(text, length, value);
}
