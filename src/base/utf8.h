/* UTF-8 of untrusted text: validity, and a form that is inert in a terminal, a log or a report. */
#ifndef OG_BASE_UTF8_H
#define OG_BASE_UTF8_H

#include "base/arena.h"
#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Decode one character at bytes[0..length). Returns its length 1..4 and sets *code_point, or 0 for
   a byte that starts no valid, shortest-form, non-surrogate character. length must be > 0. */
size_t og_utf8_decode(const char *bytes, size_t length, uint32_t *code_point);

bool og_utf8_is_valid(const char *bytes, size_t length);

/* Append the printable form: control characters and bytes that are no UTF-8 as \xNN, characters
   that steer or hide text (bidirectional controls, zero width, line and paragraph separators,
   private use, non-characters) as \uNNNN or \UNNNNNNNN, the backslash as it is. */
void og_printable(og_buf *out, const char *bytes, size_t length);

/* The same, in the arena; NULL when out of memory. */
const char *og_printable_text(og_arena *arena, const char *bytes, size_t length);

#endif
