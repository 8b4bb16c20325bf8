#include "policy/reader.h"

#include "base/error.h"
#include "base/nearest.h"
#include "document/json_scan.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define NAME_SHOWN 80u /* of a long path the end says most; the text of an error is short */
#define KEYS_MAX 16u

static ocigate_status fail_at(og_policy_reader *reader, uint32_t line, uint32_t column,
                              const char *text)
{
    const char *name = reader->name;
    const size_t length = strlen(name);
    const char *dots = length > NAME_SHOWN ? "..." : "";
    if (length > NAME_SHOWN)
        name += length - NAME_SHOWN;
    if (line == 0)
        return og_fail(reader->err, OCIGATE_ERROR_ARGUMENT, 0, "%s%s: %s", dots, name, text);
    return og_fail(reader->err, OCIGATE_ERROR_ARGUMENT, 0, "%s%s:%" PRIu32 ":%" PRIu32 ": %s", dots,
                   name, line, column, text);
}

ocigate_status og_policy_fail(og_policy_reader *reader, const og_json_token *token,
                              const char *format, ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    og_json_place place = OG_JSON_PLACE_START;
    og_json_place_move(&place, reader->lexer.bytes, token->start);
    return fail_at(reader, place.line, place.column, text);
}

ocigate_status og_policy_judge(og_policy_reader *reader, const og_json_token *token,
                               ocigate_status status, const ocigate_error *own)
{
    if (status == OCIGATE_OK)
        return status;
    if (status != OCIGATE_ERROR_ARGUMENT)
        return og_fail(reader->err, status, 0, "%s", own->text);
    return og_policy_fail(reader, token, "%s", own->text);
}

static void next(og_policy_reader *reader)
{
    reader->token = og_json_lexer_next(&reader->lexer);
}

/* Without the option for a limit, which is for images. */
static ocigate_status fail_defect(og_policy_reader *reader, const og_defect *defect)
{
    char text[256];
    const char *option = strstr(defect->text, " (--limit");
    const size_t length = option == NULL ? strlen(defect->text) : (size_t)(option - defect->text);
    (void)snprintf(text, sizeof text, "%.*s", (int)(length < sizeof text ? length : 0),
                   defect->text);
    return fail_at(reader, defect->line, defect->column, text);
}

static ocigate_status scan(og_policy_reader *reader, uint64_t limit)
{
    og_limits limits;
    og_limits_init(&limits);
    limits.value[OCIGATE_LIMIT_JSON_TOKENS] = limit;
    limits.value[OCIGATE_LIMIT_JSON_HEAP_BYTES] = UINT64_MAX; /* nothing is built of it */
    og_defects defects = {0};
    bool is_good = false;
    OG_TRY(og_json_scan_text(reader->lexer.bytes, reader->lexer.length, &limits, reader->arena,
                             &defects, &is_good, reader->err));
    const og_defect *defect = defects.first;
    if (defect != NULL)
        return fail_defect(reader, defect);
    return is_good ? OCIGATE_OK : fail_at(reader, 0, 0, "is no JSON");
}

ocigate_status og_policy_open(og_policy_reader *reader, const char *bytes, size_t length,
                              uint64_t limit)
{
    char text[96];
    if (length > limit) {
        (void)snprintf(text, sizeof text, "has %zu bytes, the limit is %" PRIu64, length, limit);
        return fail_at(reader, 0, 0, text);
    }
    og_json_lexer_init(&reader->lexer, bytes, length);
    OG_TRY(scan(reader, limit));
    reader->place = OG_JSON_PLACE_START;
    next(reader);
    return OCIGATE_OK;
}

static const char *type_of(const og_policy_reader *reader)
{
    switch (reader->token.kind) {
    case OG_JSON_OPEN_OBJECT:
        return "an object";
    case OG_JSON_OPEN_ARRAY:
        return "an array";
    case OG_JSON_STRING:
        return "a string";
    default:
        break;
    }
    switch (reader->lexer.bytes[reader->token.start]) {
    case 't':
    case 'f':
        return "true or false";
    case 'n':
        return "null";
    default:
        return "a number";
    }
}

static ocigate_status need(og_policy_reader *reader, const char *what, og_json_token_kind kind,
                           const char *type)
{
    if (reader->token.kind == kind)
        return OCIGATE_OK;
    return og_policy_fail(reader, &reader->token, "%s is %s, and must be %s", what, type_of(reader),
                          type);
}

/* The key and the colon; the present token is the first of the value then. */
static ocigate_status take_key(og_policy_reader *reader, const char **key)
{
    size_t length = 0;
    *key = og_json_lexer_text(&reader->lexer, &reader->token, reader->arena, &length);
    if (*key == NULL)
        return og_fail_memory(reader->err);
    next(reader);
    next(reader);
    return OCIGATE_OK;
}

ocigate_status og_policy_map(og_policy_reader *reader, const char *what, og_policy_member member,
                             void *context)
{
    OG_TRY(need(reader, what, OG_JSON_OPEN_OBJECT, "an object"));
    next(reader);
    while (reader->token.kind != OG_JSON_CLOSE_OBJECT) {
        const og_json_token token = reader->token;
        const char *key = NULL;
        OG_TRY(take_key(reader, &key));
        OG_TRY(member(reader, &token, key, context));
        if (reader->token.kind == OG_JSON_COMMA)
            next(reader);
    }
    next(reader);
    return OCIGATE_OK;
}

typedef struct known_keys {
    const char *what;
    const og_policy_key *keys;
    void *context;
} known_keys;

static ocigate_status read_known(og_policy_reader *reader, const og_json_token *key_token,
                                 const char *key, void *context)
{
    const known_keys *known = context;
    const char *names[KEYS_MAX] = {NULL};
    for (size_t i = 0; known->keys[i].name != NULL && i + 1 < KEYS_MAX; i++) {
        if (strcmp(known->keys[i].name, key) == 0)
            return known->keys[i].read(reader, known->context);
        names[i] = known->keys[i].name;
    }
    return og_policy_fail(reader, key_token, "%s has no key %.60s, the nearest is %s", known->what,
                          key, og_nearest_word(key, names));
}

ocigate_status og_policy_object(og_policy_reader *reader, const char *what,
                                const og_policy_key *keys, void *context)
{
    known_keys known = {what, keys, context};
    return og_policy_map(reader, what, read_known, &known);
}

ocigate_status og_policy_array(og_policy_reader *reader, const char *what, og_policy_read item,
                               void *context)
{
    OG_TRY(need(reader, what, OG_JSON_OPEN_ARRAY, "an array"));
    next(reader);
    while (reader->token.kind != OG_JSON_CLOSE_ARRAY) {
        OG_TRY(item(reader, context));
        if (reader->token.kind == OG_JSON_COMMA)
            next(reader);
    }
    next(reader);
    return OCIGATE_OK;
}

ocigate_status og_policy_string(og_policy_reader *reader, const char *what, const char **out)
{
    size_t length = 0;
    OG_TRY(need(reader, what, OG_JSON_STRING, "a string"));
    *out = og_json_lexer_text(&reader->lexer, &reader->token, reader->arena, &length);
    if (*out == NULL)
        return og_fail_memory(reader->err);
    next(reader);
    return OCIGATE_OK;
}

ocigate_status og_policy_number(og_policy_reader *reader, const char *what, uint64_t *out)
{
    const char *text = reader->lexer.bytes + reader->token.start;
    uint64_t value = 0;
    OG_TRY(need(reader, what, OG_JSON_SCALAR, "a number"));
    for (size_t i = 0; i < reader->token.length; i++) {
        if (text[i] < '0' || text[i] > '9' || __builtin_mul_overflow(value, UINT64_C(10), &value) ||
            __builtin_add_overflow(value, (uint64_t)(text[i] - '0'), &value))
            return og_policy_fail(reader, &reader->token, "%s is no whole number", what);
    }
    *out = value;
    next(reader);
    return OCIGATE_OK;
}

uint32_t og_policy_line(og_policy_reader *reader)
{
    og_json_place_move(&reader->place, reader->lexer.bytes, reader->token.start);
    return reader->place.line;
}
