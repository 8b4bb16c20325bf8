#include "image_list.h"

#include <stdlib.h>
#include <string.h>

static bool is_comment(const char *line, size_t length)
{
    return length == 0 || line[0] == '#';
}

static bool fail(og_list_problem *problem, size_t line, const char *what)
{
    *problem = (og_list_problem){line, what};
    return false;
}

/* The lines are ended in place, and those that name an image counted or, with items, kept. */
static bool take_lines(char *bytes, size_t length, char **items, size_t *count,
                       og_list_problem *problem)
{
    *count = 0;
    size_t line = 1;
    for (size_t start = 0; start < length; line++) {
        const char *newline = memchr(bytes + start, '\n', length - start);
        const size_t end = newline == NULL ? length : (size_t)(newline - bytes);
        size_t size = end - start;
        if (newline != NULL && size > 0 && bytes[end - 1] == '\r')
            size--;
        char *text = bytes + start;
        start = end + 1;
        if (is_comment(text, size))
            continue;
        if (size > OG_IMAGE_LIST_LINE_BYTES)
            return fail(problem, line, "is longer than 4096 bytes");
        if (memchr(text, '\0', size) != NULL)
            return fail(problem, line, "has a NUL byte in it");
        if (*count == OG_IMAGE_LIST_IMAGES)
            return fail(problem, line, "is beyond 1000000 images");
        if (items != NULL) {
            text[size] = '\0';
            items[*count] = text;
        }
        ++*count;
    }
    return true;
}

bool og_image_list_parse(char *bytes, size_t length, og_image_list *out, og_list_problem *problem)
{
    *out = (og_image_list){.bytes = bytes};
    size_t count = 0;
    if (!take_lines(bytes, length, NULL, &count, problem))
        return false;
    out->items = malloc((count + 1) * sizeof *out->items);
    if (out->items == NULL)
        return fail(problem, 0, "out of memory");
    return take_lines(bytes, length, out->items, &out->count, problem);
}

void og_image_list_free(og_image_list *list)
{
    free(list->bytes);
    free(list->items);
    *list = (og_image_list){NULL, NULL, 0};
}

/* Digits up to `end`; false for none, and for more than 64 bits. */
static bool parse_number(const char *text, const char *end, uint64_t *out)
{
    *out = 0;
    if (text == end)
        return false;
    for (; text < end; text++) {
        if (*text < '0' || *text > '9')
            return false;
        if (__builtin_mul_overflow(*out, UINT64_C(10), out) ||
            __builtin_add_overflow(*out, (uint64_t)(*text - '0'), out))
            return false;
    }
    return true;
}

bool og_shard_parse(const char *text, og_shard *out)
{
    const char *slash = strchr(text, '/');
    og_shard shard;
    if (slash == NULL || !parse_number(text, slash, &shard.index) ||
        !parse_number(slash + 1, slash + strlen(slash), &shard.count) || shard.index >= shard.count)
        return false;
    *out = shard;
    return true;
}

size_t og_shard_select(const og_shard *shard, char **items, size_t count)
{
    if (shard->count == 0)
        return count;
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (i % shard->count == shard->index)
            items[kept++] = items[i];
    }
    return kept;
}
