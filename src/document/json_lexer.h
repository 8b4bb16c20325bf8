/* The tokens of a JSON text, one at a time, strictly by RFC 8259: no stack, no memory. */
#ifndef OG_DOCUMENT_JSON_LEXER_H
#define OG_DOCUMENT_JSON_LEXER_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum og_json_token_kind {
    OG_JSON_END,
    OG_JSON_OPEN_OBJECT,
    OG_JSON_CLOSE_OBJECT,
    OG_JSON_OPEN_ARRAY,
    OG_JSON_CLOSE_ARRAY,
    OG_JSON_COLON,
    OG_JSON_COMMA,
    OG_JSON_STRING,
    OG_JSON_SCALAR, /* number, true, false, null */
    OG_JSON_WRONG,  /* no token; the lexer says why */
} og_json_token_kind;

typedef struct og_json_token {
    og_json_token_kind kind;
    size_t start, length; /* in bytes; of a string with its quotes */
    bool has_escapes;
} og_json_token;

typedef struct og_json_lexer {
    const char *bytes;
    size_t length;
    size_t at;
    const char *error; /* after OG_JSON_WRONG: one line, static */
    size_t error_at;
} og_json_lexer;

void og_json_lexer_init(og_json_lexer *lexer, const char *bytes, size_t length);

/* The next token. After OG_JSON_END or OG_JSON_WRONG there is none. */
og_json_token og_json_lexer_next(og_json_lexer *lexer);

/* The text that a string token stands for, in the arena and with a NUL behind; NULL when out of
   memory. */
char *og_json_lexer_text(const og_json_lexer *lexer, const og_json_token *token, og_arena *arena,
                         size_t *length);

/* A place in a text. Columns count characters. */
typedef struct og_json_place {
    size_t at;
    uint32_t line, column; /* from 1 */
} og_json_place;

#define OG_JSON_PLACE_START ((og_json_place){0, 1, 1})

/* Go forward to byte `at`; several steps cost as much as one. */
void og_json_place_move(og_json_place *place, const char *bytes, size_t at);

#endif
