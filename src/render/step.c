#include "render/step.h"

#include <string.h>

#define DIGEST_DIGITS 32u /* so many hexadecimal digits are a digest that a builder put in */
#define DIGITS_SHOWN 12u

static const char *skip_prefix(const char *text, const char *prefix)
{
    const size_t length = strlen(prefix);
    return strncmp(text, prefix, length) == 0 ? text + length : NULL;
}

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

/* A blank, or a tab or line end in its printable form. */
static size_t gap_length(const char *text, size_t length)
{
    static const char *const escaped[] = {"\\x09", "\\x0a", "\\x0d"};
    if (length > 0 && text[0] == ' ')
        return 1;
    for (size_t i = 0; length >= 4 && i < sizeof escaped / sizeof escaped[0]; i++) {
        if (memcmp(text, escaped[i], 4) == 0)
            return 4;
    }
    return 0;
}

static size_t digits_length(const char *text, size_t length)
{
    size_t digits = 0;
    while (digits < length && is_hex(text[digits]))
        digits++;
    return digits;
}

/* One space between words, and of each long hexadecimal number the first digits. */
static void add_words(og_buf *out, const char *text, size_t length)
{
    const size_t start = out->length;
    bool is_gap = false;
    for (size_t i = 0; i < length;) {
        const size_t gap = gap_length(text + i, length - i);
        if (gap > 0) {
            is_gap = true;
            i += gap;
            continue;
        }
        if (is_gap && out->length > start)
            og_buf_char(out, ' ');
        is_gap = false;
        const size_t digits = digits_length(text + i, length - i);
        const size_t taken = digits > 0 ? digits : 1;
        og_buf_add(out, text + i, digits >= DIGEST_DIGITS ? DIGITS_SHOWN : taken);
        i += taken;
    }
}

/* "|2 VERSION=1 NAME=x y /bin/sh -c make": build arguments before the command. */
static const char *skip_arguments(const char *step)
{
    const char *shell = step[0] == '|' ? strstr(step, " /bin/sh -c ") : NULL;
    return shell == NULL ? step : shell + 1;
}

void og_step_text(og_buf *out, const char *created_by)
{
    static const char tail[] = " # buildkit";
    const char *rest = skip_prefix(created_by, "/bin/sh -c #(nop) ");
    if (rest == NULL) {
        const char *run = skip_prefix(created_by, "RUN ");
        const char *command = skip_arguments(run == NULL ? created_by : run);
        rest = skip_prefix(command, "/bin/sh -c ");
        if (rest != NULL)
            og_buf_text(out, "RUN ");
        else
            rest = created_by;
    }
    size_t length = strlen(rest);
    if (length >= sizeof tail - 1 && strcmp(rest + length - (sizeof tail - 1), tail) == 0)
        length -= sizeof tail - 1;
    add_words(out, rest, length);
}
