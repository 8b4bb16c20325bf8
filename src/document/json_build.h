/* A JSON text that the scan has found good, as values of jansson.
   jansson's own decoder is not used: without memory it drops bytes of a string and writes beyond
   its end (2.14, lex_save), and it passes over a zero byte behind a number. Its values are sound.
 */
#ifndef OG_DOCUMENT_JSON_BUILD_H
#define OG_DOCUMENT_JSON_BUILD_H

#include <jansson.h>
#include <stddef.h>

/* The top value, to be freed with json_decref; NULL when out of memory. Of a key that stands twice
   the last value stays. A number with a fraction or an exponent is a real, whose value is not kept.
   depth_limit: what the scan was given. */
json_t *og_json_build(const char *bytes, size_t length, size_t depth_limit);

#endif
