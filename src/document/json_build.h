/* A JSON text that the scan has found good, as values of jansson.
   jansson's own decoder is not used: without memory it drops bytes of a string and writes beyond
   its end (2.14, lex_save), and it passes over a zero byte behind a number. Its values are sound.
 */
#ifndef OG_DOCUMENT_JSON_BUILD_H
#define OG_DOCUMENT_JSON_BUILD_H

#include "document/json_lexer.h"

#include <jansson.h>
#include <stddef.h>

/* Bytes of memory that building takes for a token, at most: so that a budget can be kept before
   anything is built. The text of a string is counted as it is written. */
size_t og_json_build_cost(const og_json_token *token, bool is_key);

/* The top value, to be freed with json_decref; NULL when out of memory. Of a key that stands twice
   the last value stays. A number with a fraction or an exponent is a real, whose value is not kept.
   depth_limit: what the scan was given. */
json_t *og_json_build(const char *bytes, size_t length, size_t depth_limit);

#endif
