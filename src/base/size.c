#include <ocigate/limits.h>

static const struct {
    const char *name;
    uint64_t bytes;
} units[] = {
    {"", 1},
    {"B", 1},
    {"kB", UINT64_C(1000)},
    {"MB", UINT64_C(1000000)},
    {"GB", UINT64_C(1000000000)},
    {"TB", UINT64_C(1000000000000)},
    {"KiB", UINT64_C(1) << 10},
    {"MiB", UINT64_C(1) << 20},
    {"GiB", UINT64_C(1) << 30},
    {"TiB", UINT64_C(1) << 40},
};

/* Not by the locale. */
static char fold(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static bool is_unit(const char *name, const char *text)
{
    while (*name != '\0' && fold(*name) == fold(*text)) {
        name++;
        text++;
    }
    return *name == *text;
}

bool ocigate_size_parse(const char *text, uint64_t *out)
{
    uint64_t value = 0;
    const char *p = text;
    if (text == NULL)
        return false;
    for (; *p >= '0' && *p <= '9'; p++) {
        if (__builtin_mul_overflow(value, UINT64_C(10), &value) ||
            __builtin_add_overflow(value, (uint64_t)(*p - '0'), &value))
            return false;
    }
    if (p == text)
        return false;
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (is_unit(units[i].name, p)) {
            if (__builtin_mul_overflow(value, units[i].bytes, &value))
                return false;
            *out = value;
            return true;
        }
    }
    return false;
}
