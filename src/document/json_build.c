#include "document/json_build.h"

#include "document/json_lexer.h"
#include "document/json_number.h"

/* What jansson 2.14 allocates on machines with 64 bits, with 16 bytes for each block of the heap
   and twice the table of a container while it grows: an object has a table of 8 buckets to begin
   with, an array one of 8 items, a member costs its pair and its buckets, an item its places in the
   table of its array. */
#define OBJECT_BYTES ((size_t)256)
#define ARRAY_BYTES ((size_t)144)
#define KEY_BYTES ((size_t)160)
#define STRING_BYTES ((size_t)72)
#define NUMBER_BYTES ((size_t)40)
#define ITEM_BYTES ((size_t)24)

size_t og_json_build_cost(const og_json_token *token, bool is_key)
{
    switch (token->kind) {
    case OG_JSON_OPEN_OBJECT:
        return OBJECT_BYTES + ITEM_BYTES;
    case OG_JSON_OPEN_ARRAY:
        return ARRAY_BYTES + ITEM_BYTES;
    case OG_JSON_STRING:
        /* A key is decoded to memory of the builder first. */
        return is_key ? KEY_BYTES + 2 * token->length : STRING_BYTES + ITEM_BYTES + token->length;
    case OG_JSON_SCALAR:
        return NUMBER_BYTES + ITEM_BYTES;
    default:
        return 0;
    }
}

struct frame {
    json_t *container; /* owned by the one before, the first one by the builder */
    const char *key;   /* of the value that comes next in an object */
};

struct builder {
    og_json_lexer lexer;
    og_arena scratch; /* frames and keys */
    struct frame *frames;
    size_t depth, depth_limit;
    json_t *top;
};

/* NULL outside of every container. */
static struct frame *innermost(const struct builder *builder)
{
    return builder->depth == 0 ? NULL : &builder->frames[builder->depth - 1];
}

/* Takes the value over. */
static bool place(struct builder *builder, json_t *value)
{
    if (value == NULL)
        return false;
    struct frame *frame = innermost(builder);
    if (frame == NULL) {
        json_decref(builder->top);
        builder->top = value;
        return true;
    }
    if (json_is_array(frame->container))
        return json_array_append_new(frame->container, value) == 0;
    const char *key = frame->key;
    frame->key = NULL;
    return json_object_set_new_nocheck(frame->container, key, value) == 0;
}

static bool open_container(struct builder *builder, json_t *container)
{
    if (!place(builder, container))
        return false;
    if (builder->depth >= builder->depth_limit)
        return false;
    builder->frames[builder->depth++] = (struct frame){.container = container};
    return true;
}

static json_t *scalar(const struct builder *builder, const og_json_token *token)
{
    const char *text = builder->lexer.bytes + token->start;
    switch (text[0]) {
    case 't':
        return json_true();
    case 'f':
        return json_false();
    case 'n':
        return json_null();
    default:
        break;
    }
    int64_t value;
    if (og_json_number_parse(text, token->length, &value) == OG_JSON_NUMBER_INTEGER)
        return json_integer(value);
    return json_real(0.0);
}

static bool take_string(struct builder *builder, const og_json_token *token)
{
    struct frame *frame = innermost(builder);
    const bool is_key = frame != NULL && json_is_object(frame->container) && frame->key == NULL;
    if (!is_key && !token->has_escapes)
        return place(builder, json_stringn_nocheck(builder->lexer.bytes + token->start + 1,
                                                   token->length - 2));
    size_t length = 0;
    const char *text = og_json_lexer_text(&builder->lexer, token, &builder->scratch, &length);
    if (text == NULL)
        return false;
    if (!is_key)
        return place(builder, json_stringn_nocheck(text, length));
    frame->key = text;
    return true;
}

static bool take_token(struct builder *builder, const og_json_token *token)
{
    switch (token->kind) {
    case OG_JSON_OPEN_OBJECT:
        return open_container(builder, json_object());
    case OG_JSON_OPEN_ARRAY:
        return open_container(builder, json_array());
    case OG_JSON_CLOSE_OBJECT:
    case OG_JSON_CLOSE_ARRAY:
        builder->depth--;
        return true;
    case OG_JSON_STRING:
        return take_string(builder, token);
    case OG_JSON_SCALAR:
        return place(builder, scalar(builder, token));
    case OG_JSON_COLON:
    case OG_JSON_COMMA:
        return true;
    default:
        return false;
    }
}

json_t *og_json_build(const char *bytes, size_t length, size_t depth_limit)
{
    struct builder builder = {.depth_limit = depth_limit};
    og_json_lexer_init(&builder.lexer, bytes, length);
    og_arena_init(&builder.scratch);
    builder.frames = OG_NEW_ARRAY(&builder.scratch, struct frame, depth_limit);
    bool is_good = builder.frames != NULL;
    og_json_token token = {.kind = OG_JSON_COMMA};
    while (is_good && token.kind != OG_JSON_END) {
        token = og_json_lexer_next(&builder.lexer);
        if (token.kind != OG_JSON_END)
            is_good = take_token(&builder, &token);
    }
    og_arena_fini(&builder.scratch);
    if (is_good)
        return builder.top;
    json_decref(builder.top);
    return NULL;
}
