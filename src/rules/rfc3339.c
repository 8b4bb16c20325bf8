#include "rules/rfc3339.h"

#include <stddef.h>

static bool take_number(const char **at, size_t digits, unsigned *out)
{
    unsigned value = 0;
    for (size_t i = 0; i < digits; i++) {
        const char c = (*at)[i];
        if (c < '0' || c > '9')
            return false;
        value = value * 10 + (unsigned)(c - '0');
    }
    *at += digits;
    *out = value;
    return true;
}

static bool take(const char **at, char c)
{
    if (**at != c)
        return false;
    (*at)++;
    return true;
}

static unsigned days_of_month(unsigned year, unsigned month)
{
    static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && is_leap ? 29u : days[month - 1];
}

static bool take_date(const char **at)
{
    unsigned year, month, day;
    return take_number(at, 4, &year) && take(at, '-') && take_number(at, 2, &month) &&
           take(at, '-') && take_number(at, 2, &day) && month >= 1 && month <= 12 && day >= 1 &&
           day <= days_of_month(year, month);
}

static bool take_clock(const char **at)
{
    unsigned hour, minute, second;
    if (!take_number(at, 2, &hour) || !take(at, ':') || !take_number(at, 2, &minute) ||
        !take(at, ':') || !take_number(at, 2, &second))
        return false;
    if (hour > 23 || minute > 59 || second > 60) /* 60: a leap second */
        return false;
    if (!take(at, '.'))
        return true;
    const char *start = *at;
    while (**at >= '0' && **at <= '9')
        (*at)++;
    return *at > start;
}

static bool take_zone(const char **at)
{
    if (take(at, 'Z') || take(at, 'z'))
        return true;
    unsigned hour, minute;
    return (take(at, '+') || take(at, '-')) && take_number(at, 2, &hour) && take(at, ':') &&
           take_number(at, 2, &minute) && hour <= 23 && minute <= 59;
}

bool og_rfc3339_is_valid(const char *text)
{
    const char *at = text;
    return take_date(&at) && (take(&at, 'T') || take(&at, 't')) && take_clock(&at) &&
           take_zone(&at) && *at == '\0';
}
