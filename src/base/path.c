#include "base/path.h"

#include <string.h>

static void note_component(og_path_facts *facts, const char *start, size_t length)
{
    if (length > facts->longest_component_bytes)
        facts->longest_component_bytes = length;
    for (size_t i = 0; i < length; i++) {
        const unsigned char c = (unsigned char)start[i];
        if (c < 0x20 || c == 0x7f)
            facts->has_control = true;
    }
}

/* Drop the last component of out[0..*used); false at the root. */
static bool drop_component(char *out, size_t *used)
{
    if (*used == 0)
        return false;
    while (*used > 0 && out[*used - 1] != '/')
        (*used)--;
    if (*used > 0)
        (*used)--;
    return true;
}

size_t og_path_clean_into(char *out, const char *path, size_t length, og_path_facts *facts)
{
    *facts = (og_path_facts){0};
    facts->is_absolute = length > 0 && path[0] == '/';
    facts->has_slash_end = length > 0 && path[length - 1] == '/';
    size_t used = 0;
    for (size_t i = 0; i < length;) {
        size_t end = i;
        while (end < length && path[end] != '/')
            end++;
        const size_t size = end - i;
        const char *component = path + i;
        i = end + 1;
        if (size == 0 || (size == 1 && component[0] == '.'))
            continue;
        if (size == 2 && component[0] == '.' && component[1] == '.') {
            facts->has_parent = true;
            if (!drop_component(out, &used))
                facts->leaves_root = true;
            continue;
        }
        note_component(facts, component, size);
        if (used > 0)
            out[used++] = '/';
        memcpy(out + used, component, size);
        used += size;
    }
    out[used] = '\0';
    return used;
}

char *og_path_clean(og_arena *arena, const char *path, size_t length, og_path_facts *facts)
{
    og_path_facts none;
    char *out = og_arena_copy(arena, path, length);
    if (out != NULL)
        (void)og_path_clean_into(out, path, length, facts == NULL ? &none : facts);
    else if (facts != NULL)
        *facts = (og_path_facts){0};
    return out;
}

char *og_path_join(og_arena *arena, const char *path, const char *target, og_path_facts *facts)
{
    if (target[0] == '/')
        return og_path_clean(arena, target, strlen(target), facts);
    const char *slash = strrchr(path, '/');
    const int directory_length = slash == NULL ? 0 : (int)(slash - path);
    const char *joined = og_arena_format(arena, "%.*s/%s", directory_length, path, target);
    if (joined == NULL)
        return NULL;
    char *clean = og_path_clean(arena, joined + (directory_length == 0 ? 1 : 0),
                                strlen(joined) - (directory_length == 0 ? 1 : 0), facts);
    return clean;
}

bool og_path_begins_with(const char *path, const char *prefix)
{
    return strncmp(path, prefix, strlen(prefix)) == 0;
}

const char *og_path_base(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}
