#include "render/json_writer.h"

#include "base/utf8.h"
#include "render/number.h"

#include <inttypes.h>
#include <string.h>

void og_json_init(og_json_writer *writer, og_buf *out, bool is_pretty)
{
    *writer = (og_json_writer){.out = out, .is_pretty = is_pretty};
}

static const char *short_escape(uint32_t c)
{
    switch (c) {
    case '"':
        return "\\\"";
    case '\\':
        return "\\\\";
    case '\n':
        return "\\n";
    case '\r':
        return "\\r";
    case '\t':
        return "\\t";
    default:
        return NULL;
    }
}

/* The separators U+2028 and U+2029 end a line in JavaScript. "##" begins a command in the logs of
   some build services wherever it stands, so that the second one is escaped. */
static bool is_escaped(uint32_t c, uint32_t previous)
{
    return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0x2028 || c == 0x2029 || c == 0xfeff ||
           (c == '#' && previous == '#');
}

static void add_quoted(og_buf *out, const char *bytes, size_t length)
{
    uint32_t previous = 0;
    og_buf_char(out, '"');
    for (size_t i = 0; i < length;) {
        uint32_t c = 0xfffd;
        size_t size = og_utf8_decode(bytes + i, length - i, &c);
        const char *escape = short_escape(c);
        if (size == 0) {
            og_buf_text(out, "\\ufffd");
            size = 1;
        } else if (escape != NULL) {
            og_buf_text(out, escape);
        } else if (is_escaped(c, previous)) {
            og_buf_format(out, "\\u%04x", (unsigned)c);
        } else {
            og_buf_add(out, bytes + i, size);
        }
        previous = c;
        i += size;
    }
    og_buf_char(out, '"');
}

static void new_line(og_json_writer *writer)
{
    if (!writer->is_pretty)
        return;
    og_buf_char(writer->out, '\n');
    for (unsigned i = 0; i < writer->depth; i++)
        og_buf_text(writer->out, "  ");
}

static void begin_value(og_json_writer *writer, const char *key)
{
    if (writer->depth > 0) {
        bool *has_items = &writer->has_items[writer->depth];
        if (*has_items)
            og_buf_char(writer->out, ',');
        new_line(writer);
        *has_items = true;
    }
    if (key != NULL) {
        add_quoted(writer->out, key, strlen(key));
        og_buf_text(writer->out, writer->is_pretty ? ": " : ":");
    }
}

static void begin(og_json_writer *writer, const char *key, char bracket)
{
    begin_value(writer, key);
    og_buf_char(writer->out, bracket);
    if (writer->depth + 1 >= OG_JSON_DEPTH_MAX) {
        writer->out->failed = true; /* a mistake of ours: no report rather than a broken one */
        return;
    }
    writer->has_items[++writer->depth] = false;
}

static void end(og_json_writer *writer, char bracket)
{
    if (writer->depth == 0) {
        writer->out->failed = true;
        return;
    }
    const bool has_items = writer->has_items[writer->depth--];
    if (has_items)
        new_line(writer);
    og_buf_char(writer->out, bracket);
}

void og_json_object_begin(og_json_writer *writer, const char *key)
{
    begin(writer, key, '{');
}

void og_json_object_end(og_json_writer *writer)
{
    end(writer, '}');
}

void og_json_array_begin(og_json_writer *writer, const char *key)
{
    begin(writer, key, '[');
}

void og_json_array_end(og_json_writer *writer)
{
    end(writer, ']');
}

void og_json_null(og_json_writer *writer, const char *key)
{
    begin_value(writer, key);
    og_buf_text(writer->out, "null");
}

void og_json_bool(og_json_writer *writer, const char *key, bool value)
{
    begin_value(writer, key);
    og_buf_text(writer->out, value ? "true" : "false");
}

void og_json_uint(og_json_writer *writer, const char *key, uint64_t value)
{
    begin_value(writer, key);
    og_buf_format(writer->out, "%" PRIu64, value);
}

void og_json_int(og_json_writer *writer, const char *key, int64_t value)
{
    begin_value(writer, key);
    og_buf_format(writer->out, "%" PRId64, value);
}

void og_json_seconds(og_json_writer *writer, const char *key, double seconds)
{
    begin_value(writer, key);
    og_number_decimal(writer->out, og_number_microseconds(seconds));
}

void og_json_string(og_json_writer *writer, const char *key, const char *value)
{
    if (value == NULL)
        og_json_null(writer, key);
    else
        og_json_bytes(writer, key, value, strlen(value));
}

void og_json_bytes(og_json_writer *writer, const char *key, const char *bytes, size_t length)
{
    begin_value(writer, key);
    add_quoted(writer->out, bytes, length);
}
