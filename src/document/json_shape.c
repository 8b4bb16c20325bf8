#include "document/document.h"

#include "base/error.h"
#include "document/json_lexer.h"

#include <string.h>

char og_json_top(const char *bytes, size_t length)
{
    size_t i = length >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    while (i < length && memchr(" \t\r\n", bytes[i], 4) != NULL)
        i++;
    if (i == length)
        return 0;
    const char c = bytes[i];
    if (c == '-' || (c >= '0' && c <= '9'))
        return '0';
    if (c == 'f')
        return 't';
    return c != '\0' && strchr("{[\"tn", c) != NULL ? c : 0;
}

static void note_key(og_json_shape *shape, const char *key)
{
    if (strcmp(key, "manifests") == 0)
        shape->has_manifests = true;
    else if (strcmp(key, "layers") == 0)
        shape->has_layers = true;
    else if (strcmp(key, "config") == 0)
        shape->has_config = true;
    else if (strcmp(key, "fsLayers") == 0)
        shape->has_fs_layers = true;
    else if (strcmp(key, "rootfs") == 0)
        shape->has_rootfs = true;
}

/* Keys longer than every one that counts are not worth a copy. */
#define KEY_BYTES_MAX 64u

struct member {
    bool is_key_next;
    bool is_media_type;
};

/* One token in the top object itself. */
static void take(const og_json_lexer *lexer, const og_json_token *token, struct member *member,
                 og_arena *arena, og_json_shape *shape)
{
    if (token->kind == OG_JSON_COMMA) {
        *member = (struct member){.is_key_next = true};
    } else if (token->kind == OG_JSON_STRING) {
        size_t length = 0;
        if (member->is_key_next && token->length <= KEY_BYTES_MAX) {
            const char *key = og_json_lexer_text(lexer, token, arena, &length);
            if (key != NULL) {
                note_key(shape, key);
                member->is_media_type = strcmp(key, "mediaType") == 0;
            }
        } else if (!member->is_key_next && member->is_media_type) {
            shape->media_type = og_json_lexer_text(lexer, token, arena, &length);
        }
        member->is_key_next = false;
    }
}

ocigate_status og_json_shape_of(const char *bytes, size_t length, const og_limits *limits,
                                og_arena *arena, og_json_shape *out, ocigate_error *err)
{
    const char top = og_json_top(bytes, length);
    og_json_shape shape = {.is_object = top == '{', .is_array = top == '['};
    og_json_lexer lexer;
    og_json_lexer_init(&lexer, bytes, length);
    if (length >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0)
        lexer.at = 3;
    struct member member = {.is_key_next = true};
    uint64_t left = limits->value[OCIGATE_LIMIT_JSON_TOKENS];
    size_t depth = 0;
    /* Commas and colons count as well here: what matters is that there is an end. */
    for (left = left > UINT64_MAX / 4 ? left : left * 4; shape.is_object && left > 0; left--) {
        const og_json_token token = og_json_lexer_next(&lexer);
        if (token.kind == OG_JSON_END || token.kind == OG_JSON_WRONG)
            break;
        if (depth == 1)
            take(&lexer, &token, &member, arena, &shape);
        if (token.kind == OG_JSON_OPEN_OBJECT || token.kind == OG_JSON_OPEN_ARRAY)
            depth++;
        else if ((token.kind == OG_JSON_CLOSE_OBJECT || token.kind == OG_JSON_CLOSE_ARRAY) &&
                 (depth == 0 || --depth == 0))
            break;
    }
    if (arena->failed)
        return og_fail_memory(err);
    *out = shape;
    return OCIGATE_OK;
}
