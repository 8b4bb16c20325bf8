#include "document/json.h"

#include <stdint.h>
#include <string.h>

/* One character of a key as readers in Go fold it: ASCII letters, U+017F and U+212A. */
static char fold(const char **text)
{
    const char *p = *text;
    if (p[0] == '\xc5' && p[1] == '\xbf') {
        *text = p + 2;
        return 's';
    }
    if (p[0] == '\xe2' && p[1] == '\x84' && p[2] == '\xaa') {
        *text = p + 3;
        return 'k';
    }
    *text = p + 1;
    return p[0] >= 'A' && p[0] <= 'Z' ? (char)(p[0] - 'A' + 'a') : p[0];
}

static bool folds_to(const char *key, const char *known)
{
    while (*key != '\0' && *known != '\0') {
        if (fold(&key) != fold(&known))
            return false;
    }
    return *key == *known;
}

/* NULL when it is known as it is written, or not known at all. */
static const char *taken_for(const char *key, const char *const *known)
{
    const char *folded = NULL;
    for (; *known != NULL; known++) {
        if (strcmp(key, *known) == 0)
            return NULL;
        if (folded == NULL && folds_to(key, *known))
            folded = *known;
    }
    return folded;
}

void og_json_check_keys(const og_json_node *object, const char *const *known)
{
    const char *key;
    json_t *member;
    json_object_foreach(object->value, key, member)
    {
        const char *folded = taken_for(key, known);
        if (folded == NULL)
            continue;
        og_defect *defect =
            OG_JSON_DEFECT(object, key, OG_DEFECT_JSON_AMBIGUOUS_KEY,
                           "readers that ignore case take the key \"%s\" for \"%s\"", key, folded);
        if (defect != NULL) {
            defect->expected = folded;
            defect->found = og_arena_text(object->reader->arena, key);
        }
    }
}

static size_t escaped_length(const char *key)
{
    size_t length = 0;
    for (; *key != '\0'; key++)
        length += *key == '~' || *key == '/' ? 2 : 1;
    return length;
}

const char *og_json_pointer_key(og_arena *arena, const char *base, const char *key)
{
    const size_t base_length = strlen(base);
    if (base_length > OG_JSON_POINTER_BYTES ||
        escaped_length(key) >= OG_JSON_POINTER_BYTES - base_length)
        return base;
    char text[OG_JSON_POINTER_BYTES + 1];
    memcpy(text, base, base_length);
    size_t used = base_length;
    text[used++] = '/';
    for (; *key != '\0'; key++) {
        if (*key == '~' || *key == '/') {
            text[used++] = '~';
            text[used++] = *key == '~' ? '0' : '1';
        } else {
            text[used++] = *key;
        }
    }
    return og_arena_copy(arena, text, used);
}

const char *og_json_pointer_item(og_arena *arena, const char *base, size_t index)
{
    if (strlen(base) + 21 > OG_JSON_POINTER_BYTES)
        return base;
    return og_arena_format(arena, "%s/%zu", base, index);
}
