#include "document/json_scan.h"

#include "base/error.h"
#include "base/map.h"
#include "document/json.h"
#include "document/json_build.h"
#include "document/json_lexer.h"
#include "document/json_number.h"

#include <inttypes.h>
#include <string.h>

enum expectation {
    EXPECT_VALUE,
    EXPECT_VALUE_OR_CLOSE,
    EXPECT_KEY,
    EXPECT_KEY_OR_CLOSE,
    EXPECT_COLON,
    EXPECT_COMMA_OR_CLOSE,
    EXPECT_END,
};

/* An array or object that is open. */
struct frame {
    bool is_object;
    uint64_t id;       /* of the object, for the table of keys */
    size_t index;      /* of the item in an array */
    og_json_token key; /* the last one in an object */
};

struct scan {
    og_json_lexer lexer;
    og_arena *arena;  /* of the defects */
    og_arena scratch; /* frames and keys */
    og_defects *defects;
    og_json_place place;
    uint64_t token_count, token_limit;
    uint64_t heap_bytes, heap_limit; /* of what will be built */
    struct frame *frames;
    size_t depth, depth_limit;
    uint64_t object_count;
    og_map keys; /* object id and key */
    enum expectation expectation;
    bool is_good;
};

static void place_defect(struct scan *scan, og_defect *defect, size_t at)
{
    if (defect == NULL)
        return;
    og_json_place_move(&scan->place, scan->lexer.bytes, at);
    defect->line = scan->place.line;
    defect->column = scan->place.column;
}

static bool over_limit(struct scan *scan, ocigate_limit limit, uint64_t value, size_t at)
{
    const char *unit = "";
    const char *name = ocigate_limit_describe(limit, NULL, &unit);
    place_defect(scan,
                 og_defect_add(scan->defects, scan->arena, OG_DEFECT_LIMIT,
                               "more than %" PRIu64 " %s of JSON (--limit %s=N)", value, unit,
                               name),
                 at);
    return false;
}

static const char *expected_text(enum expectation expectation, bool in_object)
{
    switch (expectation) {
    case EXPECT_VALUE:
        return "a value";
    case EXPECT_VALUE_OR_CLOSE:
        return "a value or ']'";
    case EXPECT_KEY:
        return "a key in quotes";
    case EXPECT_KEY_OR_CLOSE:
        return "a key in quotes or '}'";
    case EXPECT_COLON:
        return "':' behind the key";
    case EXPECT_COMMA_OR_CLOSE:
        return in_object ? "',' or '}'" : "',' or ']'";
    case EXPECT_END:
        break;
    }
    return "nothing";
}

#define SHOWN_BYTES 24 /* of a token that is out of place */

static bool invalid_token(struct scan *scan, const og_json_token *token)
{
    const bool in_object = scan->depth > 0 && scan->frames[scan->depth - 1].is_object;
    const char *expected = expected_text(scan->expectation, in_object);
    og_defect *defect;
    if (scan->expectation == EXPECT_END)
        defect = og_defect_add(scan->defects, scan->arena, OG_DEFECT_JSON_INVALID,
                               "bytes after the JSON value");
    else if (token->kind == OG_JSON_WRONG)
        defect = og_defect_add(scan->defects, scan->arena, OG_DEFECT_JSON_INVALID, "%s",
                               scan->lexer.error);
    else if (token->kind == OG_JSON_END && scan->token_count == 0)
        defect = og_defect_add(scan->defects, scan->arena, OG_DEFECT_JSON_INVALID,
                               "the document is empty");
    else if (token->kind == OG_JSON_END)
        defect = og_defect_add(scan->defects, scan->arena, OG_DEFECT_JSON_INVALID,
                               "ends where %s is expected", expected);
    else
        defect = og_defect_add(
            scan->defects, scan->arena, OG_DEFECT_JSON_INVALID, "%.*s%s where %s is expected",
            (int)(token->length < SHOWN_BYTES ? token->length : SHOWN_BYTES),
            scan->lexer.bytes + token->start, token->length > SHOWN_BYTES ? "..." : "", expected);
    const bool is_lexical = token->kind == OG_JSON_WRONG && scan->expectation != EXPECT_END;
    place_defect(scan, defect, is_lexical ? scan->lexer.error_at : token->start);
    return false;
}

/* The pointer of a key in the innermost object, or of what holds it where that would be too long.
 */
static const char *pointer_of_key(struct scan *scan)
{
    const char *pointer = "";
    for (size_t i = 0; i < scan->depth && pointer != NULL; i++) {
        const struct frame *frame = &scan->frames[i];
        const char *longer;
        if (frame->is_object) {
            size_t length = 0;
            char *key = og_json_lexer_text(&scan->lexer, &frame->key, &scan->scratch, &length);
            longer = key == NULL ? NULL : og_json_pointer_key(&scan->scratch, pointer, key);
        } else {
            longer = og_json_pointer_item(&scan->scratch, pointer, frame->index);
        }
        if (longer == pointer)
            break;
        pointer = longer;
    }
    return og_arena_text(scan->arena, pointer);
}

static bool report_duplicate(struct scan *scan, const og_json_token *token, const char *key)
{
    og_defect *defect = og_defect_add(scan->defects, scan->arena, OG_DEFECT_JSON_DUPLICATE_KEY,
                                      "the key \"%s\" stands twice in one object", key);
    place_defect(scan, defect, token->start);
    if (defect != NULL)
        defect->pointer = pointer_of_key(scan);
    return true;
}

static bool take_key(struct scan *scan, const og_json_token *token)
{
    struct frame *frame = &scan->frames[scan->depth - 1];
    frame->key = *token;
    scan->expectation = EXPECT_COLON;
    size_t length = 0;
    const char *key = og_json_lexer_text(&scan->lexer, token, &scan->scratch, &length);
    char *entry = key == NULL ? NULL : og_arena_alloc(&scan->scratch, sizeof frame->id + length);
    if (entry == NULL)
        return false;
    memcpy(entry, &frame->id, sizeof frame->id);
    memcpy(entry + sizeof frame->id, key, length);
    const size_t size = sizeof frame->id + length;
    if (og_map_find(&scan->keys, entry, size) != NULL)
        return report_duplicate(scan, token, key);
    return og_map_set(&scan->keys, entry, size, entry);
}

static void after_value(struct scan *scan)
{
    scan->expectation = scan->depth == 0 ? EXPECT_END : EXPECT_COMMA_OR_CLOSE;
}

static bool open_value(struct scan *scan, const og_json_token *token)
{
    if (scan->depth >= scan->depth_limit)
        return over_limit(scan, OCIGATE_LIMIT_JSON_DEPTH, scan->depth_limit, token->start);
    const bool is_object = token->kind == OG_JSON_OPEN_OBJECT;
    scan->frames[scan->depth++] =
        (struct frame){.is_object = is_object, .id = is_object ? ++scan->object_count : 0};
    scan->expectation = is_object ? EXPECT_KEY_OR_CLOSE : EXPECT_VALUE_OR_CLOSE;
    return true;
}

static bool close_value(struct scan *scan, const og_json_token *token)
{
    if (scan->depth == 0)
        return invalid_token(scan, token);
    const bool in_object = scan->frames[scan->depth - 1].is_object;
    const enum expectation empty = in_object ? EXPECT_KEY_OR_CLOSE : EXPECT_VALUE_OR_CLOSE;
    if (in_object != (token->kind == OG_JSON_CLOSE_OBJECT) ||
        (scan->expectation != empty && scan->expectation != EXPECT_COMMA_OR_CLOSE))
        return invalid_token(scan, token);
    scan->depth--;
    after_value(scan);
    return true;
}

static bool take_comma(struct scan *scan, const og_json_token *token)
{
    if (scan->expectation != EXPECT_COMMA_OR_CLOSE)
        return invalid_token(scan, token);
    struct frame *frame = &scan->frames[scan->depth - 1];
    frame->index++;
    scan->expectation = frame->is_object ? EXPECT_KEY : EXPECT_VALUE;
    return true;
}

static bool number_fits(struct scan *scan, const og_json_token *token)
{
    int64_t unused;
    const og_json_number number =
        og_json_number_parse(scan->lexer.bytes + token->start, token->length, &unused);
    if (number == OG_JSON_NUMBER_INTEGER || number == OG_JSON_NUMBER_REAL)
        return true;
    const bool is_real = number == OG_JSON_NUMBER_REAL_TOO_LARGE;
    place_defect(scan,
                 og_defect_add(scan->defects, scan->arena, OG_DEFECT_JSON_INVALID, "%s",
                               is_real ? "a number that is too large for a double"
                                       : "a number that does not fit into 64 bits"),
                 token->start);
    return false;
}

/* A value that is no container. */
static bool take_scalar(struct scan *scan, const og_json_token *token, bool wants_value)
{
    if (!wants_value)
        return invalid_token(scan, token);
    const char first = scan->lexer.bytes[token->start];
    if ((first == '-' || (first >= '0' && first <= '9')) && !number_fits(scan, token))
        return false;
    after_value(scan);
    return true;
}

/* False: it ends here. */
static bool take_token(struct scan *scan, const og_json_token *token)
{
    const bool wants_value =
        scan->expectation == EXPECT_VALUE || scan->expectation == EXPECT_VALUE_OR_CLOSE;
    const bool wants_key =
        scan->expectation == EXPECT_KEY || scan->expectation == EXPECT_KEY_OR_CLOSE;
    switch (token->kind) {
    case OG_JSON_OPEN_OBJECT:
    case OG_JSON_OPEN_ARRAY:
        return wants_value ? open_value(scan, token) : invalid_token(scan, token);
    case OG_JSON_CLOSE_OBJECT:
    case OG_JSON_CLOSE_ARRAY:
        return close_value(scan, token);
    case OG_JSON_COMMA:
        return take_comma(scan, token);
    case OG_JSON_COLON:
        if (scan->expectation != EXPECT_COLON)
            return invalid_token(scan, token);
        scan->expectation = EXPECT_VALUE;
        return true;
    case OG_JSON_STRING:
        return wants_key ? take_key(scan, token) : take_scalar(scan, token, wants_value);
    case OG_JSON_SCALAR:
        return take_scalar(scan, token, wants_value);
    default:
        return invalid_token(scan, token);
    }
}

static bool is_counted(og_json_token_kind kind)
{
    return kind == OG_JSON_OPEN_OBJECT || kind == OG_JSON_OPEN_ARRAY || kind == OG_JSON_STRING ||
           kind == OG_JSON_SCALAR;
}

/* False when it is one token too many. */
static bool fits_limits(struct scan *scan, const og_json_token *token)
{
    if (scan->token_count >= scan->token_limit)
        return over_limit(scan, OCIGATE_LIMIT_JSON_TOKENS, scan->token_limit, token->start);
    scan->token_count++;
    const bool is_key = scan->expectation == EXPECT_KEY || scan->expectation == EXPECT_KEY_OR_CLOSE;
    /* No overflow: a few hundred times the length of a text that is in memory. */
    scan->heap_bytes += og_json_build_cost(token, is_key);
    if (scan->heap_bytes <= scan->heap_limit)
        return true;
    place_defect(scan,
                 og_defect_add(scan->defects, scan->arena, OG_DEFECT_LIMIT,
                               "the values of the JSON take more than %" PRIu64
                               " bytes of memory (--limit %s=N)",
                               scan->heap_limit,
                               ocigate_limit_describe(OCIGATE_LIMIT_JSON_HEAP_BYTES, NULL, NULL)),
                 token->start);
    return false;
}

static void scan_tokens(struct scan *scan)
{
    if (scan->lexer.length >= 3 && memcmp(scan->lexer.bytes, "\xef\xbb\xbf", 3) == 0) {
        place_defect(scan,
                     og_defect_add(scan->defects, scan->arena, OG_DEFECT_JSON_INVALID,
                                   "a byte order mark before the JSON value"),
                     0);
        return;
    }
    for (;;) {
        const og_json_token token = og_json_lexer_next(&scan->lexer);
        if (token.kind == OG_JSON_END && scan->expectation == EXPECT_END) {
            scan->is_good = true;
            return;
        }
        if (is_counted(token.kind) && !fits_limits(scan, &token))
            return;
        if (!take_token(scan, &token))
            return;
    }
}

size_t og_json_depth_limit(const og_limits *limits)
{
    const uint64_t limit = limits->value[OCIGATE_LIMIT_JSON_DEPTH];
    return limit < OG_JSON_DEPTH_MAX ? (size_t)limit : OG_JSON_DEPTH_MAX;
}

ocigate_status og_json_scan_text(const char *bytes, size_t length, const og_limits *limits,
                                 og_arena *arena, og_defects *defects, bool *is_good,
                                 ocigate_error *err)
{
    struct scan scan = {
        .arena = arena,
        .defects = defects,
        .place = OG_JSON_PLACE_START,
        .token_limit = limits->value[OCIGATE_LIMIT_JSON_TOKENS],
        .heap_limit = limits->value[OCIGATE_LIMIT_JSON_HEAP_BYTES],
        .depth_limit = og_json_depth_limit(limits),
    };
    og_json_lexer_init(&scan.lexer, bytes, length);
    og_arena_init(&scan.scratch);
    og_map_init(&scan.keys, &scan.scratch);
    scan.frames = OG_NEW_ARRAY(&scan.scratch, struct frame, scan.depth_limit);
    if (scan.frames != NULL)
        scan_tokens(&scan);
    const bool has_failed = scan.scratch.failed || arena->failed;
    og_arena_fini(&scan.scratch);
    if (has_failed)
        return og_fail_memory(err);
    *is_good = scan.is_good;
    return OCIGATE_OK;
}
