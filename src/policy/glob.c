#include "policy/policy.h"

#include <string.h>

/* A name of a path: the bytes up to the next slash. */
typedef struct name {
    const char *text;
    size_t length;
} name;

/* False at the end. Slashes in a row count as one, a name "." as none. */
static bool next_name(const char **at, name *out)
{
    for (;;) {
        *at += strspn(*at, "/");
        out->text = *at;
        out->length = strcspn(*at, "/");
        if (out->length == 0)
            return false;
        *at += out->length;
        if (out->length != 1 || out->text[0] != '.')
            return true;
    }
}

static size_t character_size(const name *n, size_t at)
{
    size_t size = 1;
    while (at + size < n->length && ((unsigned char)n->text[at + size] & 0xc0) == 0x80)
        size++;
    return size;
}

/* Only the last star is tried again: what the ones before it have taken is as good as any. */
static bool name_matches(const name *pattern, const name *text)
{
    size_t p = 0, t = 0, star = SIZE_MAX, star_end = 0;
    while (t < text->length) {
        if (p < pattern->length && pattern->text[p] == '*') {
            star = p++;
            star_end = t;
        } else if (p < pattern->length && pattern->text[p] == '?') {
            p++;
            t += character_size(text, t);
        } else if (p < pattern->length && pattern->text[p] == text->text[t]) {
            p++;
            t++;
        } else if (star != SIZE_MAX) {
            p = star + 1;
            star_end += character_size(text, star_end);
            t = star_end;
        } else {
            return false;
        }
    }
    while (p < pattern->length && pattern->text[p] == '*')
        p++;
    return p == pattern->length;
}

static bool is_any_names(const name *pattern)
{
    return pattern->length == 2 && memcmp(pattern->text, "**", 2) == 0;
}

bool og_glob_matches(const char *pattern, const char *path)
{
    const char *stars = NULL; /* the pattern behind the last name `**` */
    const char *stars_end = NULL;
    name wanted, found;
    for (;;) {
        const char *path_before = path;
        if (!next_name(&pattern, &wanted))
            return true; /* the path, or a directory above it */
        if (is_any_names(&wanted)) {
            stars = pattern;
            stars_end = path_before;
            continue;
        }
        if (!next_name(&path, &found))
            return false; /* longer ways of the stars leave even less */
        if (name_matches(&wanted, &found))
            continue;
        if (stars == NULL)
            return false;
        (void)next_name(&stars_end, &found); /* there is one: found came behind it */
        pattern = stars;
        path = stars_end;
    }
}
