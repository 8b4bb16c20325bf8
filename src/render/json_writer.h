/* JSON into a buffer: commas, indentation and escapes. Memory is sticky in the buffer. */
#ifndef OG_RENDER_JSON_WRITER_H
#define OG_RENDER_JSON_WRITER_H

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OG_JSON_DEPTH_MAX 32u

typedef struct og_json_writer {
    og_buf *out;
    bool is_pretty; /* indented by two spaces; else all on one line */
    unsigned depth;
    bool has_items[OG_JSON_DEPTH_MAX]; /* at each depth: a comma comes before the next */
} og_json_writer;

void og_json_init(og_json_writer *writer, og_buf *out, bool is_pretty);

/* key: NULL inside an array and at the top. */
void og_json_object_begin(og_json_writer *writer, const char *key);
void og_json_object_end(og_json_writer *writer);
void og_json_array_begin(og_json_writer *writer, const char *key);
void og_json_array_end(og_json_writer *writer);

void og_json_null(og_json_writer *writer, const char *key);
void og_json_bool(og_json_writer *writer, const char *key, bool value);
void og_json_uint(og_json_writer *writer, const char *key, uint64_t value);
void og_json_int(og_json_writer *writer, const char *key, int64_t value);
/* A decimal fraction with two to six digits. */
void og_json_seconds(og_json_writer *writer, const char *key, double seconds);
/* value NULL: null. */
void og_json_string(og_json_writer *writer, const char *key, const char *value);
/* Bytes that are no UTF-8 become U+FFFD. */
void og_json_bytes(og_json_writer *writer, const char *key, const char *bytes, size_t length);

#endif
