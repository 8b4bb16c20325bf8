#include "support/mutate.h"

#include <stdlib.h>
#include <string.h>

void test_flip_bit(og_buf *bytes, size_t position, unsigned bit)
{
    test_require(position < bytes->length && bit < 8, "no bit %zu.%u in %zu bytes", position, bit,
                 bytes->length);
    bytes->data[position] = (char)(bytes->data[position] ^ (1 << bit));
}

void test_truncate(og_buf *bytes, size_t length)
{
    test_require(length < bytes->length, "%zu bytes are no less than %zu", length, bytes->length);
    bytes->length = length;
    bytes->data[length] = '\0';
}

void test_append(og_buf *bytes, const void *more, size_t length)
{
    og_buf_add(bytes, more, length);
    test_require(!bytes->failed, "out of memory");
}

void test_append_zeros(og_buf *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        og_buf_char(bytes, '\0');
    test_require(!bytes->failed, "out of memory");
}

static const char *find(const char *text, const char *what)
{
    const char *place = strstr(text, what);
    test_require(place != NULL, "no %s in %.200s", what, text);
    return place;
}

const char *test_replace(test_archive *archive, const char *text, const char *from, const char *to)
{
    const char *place = find(text, from);
    return test_text(archive, "%.*s%s%s", (int)(place - text), text, to, place + strlen(from));
}

/* The first byte behind the value that starts here. */
static const char *skip_value(const char *at)
{
    size_t depth = 0;
    for (bool in_string = false; *at != '\0'; at++) {
        if (in_string) {
            if (*at == '\\')
                at++;
            else if (*at == '"')
                in_string = false;
        } else if (*at == '"') {
            in_string = true;
        } else if (*at == '{' || *at == '[') {
            depth++;
        } else if (*at == '}' || *at == ']') {
            if (depth == 0)
                return at;
            depth--;
        } else if (*at == ',' && depth == 0) {
            return at;
        }
    }
    return at;
}

typedef struct span {
    const char *start, *value, *end;
} span;

static span find_key(test_archive *archive, const char *text, const char *key)
{
    const char *quoted = test_text(archive, "\"%s\":", key);
    span found;
    found.start = find(text, quoted);
    found.value = found.start + strlen(quoted);
    found.end = skip_value(found.value);
    return found;
}

const char *test_duplicate_key(test_archive *archive, const char *text, const char *key,
                               const char *value)
{
    const span found = find_key(archive, text, key);
    const int own = (int)(found.end - found.value);
    return test_text(archive, "%.*s,\"%s\":%.*s%s", (int)(found.end - text), text, key,
                     value == NULL ? own : (int)strlen(value), value == NULL ? found.value : value,
                     found.end);
}

const char *test_change_case(test_archive *archive, const char *text, const char *key)
{
    char *copy = test_text(archive, "%s", text);
    const span found = find_key(archive, text, key);
    copy[found.start - text + 1] ^= 0x20;
    return copy;
}

const char *test_remove_key(test_archive *archive, const char *text, const char *key)
{
    const span found = find_key(archive, text, key);
    const char *end = found.end;
    int length = (int)(found.start - text);
    if (*end == ',')
        end++;
    else if (length > 0 && text[length - 1] == ',')
        length--;
    return test_text(archive, "%.*s%s", length, text, end);
}

const char *test_set_key(test_archive *archive, const char *text, const char *key,
                         const char *value)
{
    const span found = find_key(archive, text, key);
    return test_text(archive, "%.*s%s%s", (int)(found.value - text), text, value, found.end);
}

static test_member *need(const test_archive *archive, const char *name)
{
    test_member *member = test_member_find(archive, name);
    test_require(member != NULL, "no member %s", name);
    return member;
}

void test_member_flip(test_archive *archive, const char *name, size_t position, unsigned bit)
{
    test_flip_bit(&need(archive, name)->body, position, bit);
}

void test_member_rename(test_archive *archive, const char *name, const char *new_name)
{
    need(archive, name)->name = test_text(archive, "%s", new_name);
}

test_member *test_member_duplicate(test_archive *archive, const char *name)
{
    const test_member *member = need(archive, name);
    test_member *copy = test_member_add(archive, name, member->type, og_buf_string(&member->body),
                                        member->body.length);
    copy->link = member->link;
    copy->mode = member->mode;
    copy->header = member->header;
    return copy;
}

void test_member_set(test_archive *archive, const char *name, const void *bytes, size_t length)
{
    og_buf *body = &need(archive, name)->body;
    og_buf_clear(body);
    test_append(body, bytes, length);
}

void test_member_swap_bodies(test_archive *archive, const char *a, const char *b)
{
    test_member *first = need(archive, a);
    test_member *second = need(archive, b);
    const og_buf body = first->body;
    first->body = second->body;
    second->body = body;
}

static size_t index_of(const test_archive *archive, const char *name)
{
    const test_member *member = need(archive, name);
    size_t index = 0;
    while (archive->members[index] != member)
        index++;
    return index;
}

void test_member_move(test_archive *archive, const char *name, size_t index)
{
    size_t at = index_of(archive, name);
    test_require(index < archive->member_count, "no place %zu", index);
    test_member *member = archive->members[at];
    for (; at > index; at--)
        archive->members[at] = archive->members[at - 1];
    for (; at < index; at++)
        archive->members[at] = archive->members[at + 1];
    archive->members[index] = member;
}

void test_members_reverse(test_archive *archive)
{
    for (size_t i = 0; i < archive->member_count / 2; i++) {
        test_member *member = archive->members[i];
        archive->members[i] = archive->members[archive->member_count - 1 - i];
        archive->members[archive->member_count - 1 - i] = member;
    }
}
