#include "base/buf.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void og_buf_init(og_buf *buf)
{
    *buf = (og_buf){0};
}

void og_buf_fini(og_buf *buf)
{
    free(buf->data);
    *buf = (og_buf){0};
}

void og_buf_clear(og_buf *buf)
{
    buf->length = 0;
    buf->failed = false;
    if (buf->data != NULL)
        buf->data[0] = '\0';
}

void og_buf_rewind(og_buf *buf)
{
    const bool has_failed = buf->failed;
    og_buf_clear(buf);
    buf->failed = has_failed;
}

/* Room for `more` bytes and the NUL. */
static bool reserve(og_buf *buf, size_t more)
{
    if (buf->failed)
        return false;
    if (more < buf->capacity - buf->length)
        return true;
    size_t capacity = buf->capacity < 64 ? 64 : buf->capacity;
    while (capacity - buf->length <= more) {
        if (capacity > SIZE_MAX / 2) {
            buf->failed = true;
            return false;
        }
        capacity *= 2;
    }
    char *data = realloc(buf->data, capacity);
    if (data == NULL) {
        buf->failed = true;
        return false;
    }
    buf->data = data;
    buf->capacity = capacity;
    return true;
}

void og_buf_add(og_buf *buf, const void *bytes, size_t length)
{
    if (!reserve(buf, length))
        return;
    if (length > 0)
        memcpy(buf->data + buf->length, bytes, length);
    buf->length += length;
    buf->data[buf->length] = '\0';
}

void og_buf_text(og_buf *buf, const char *text)
{
    og_buf_add(buf, text, strlen(text));
}

void og_buf_char(og_buf *buf, char c)
{
    og_buf_add(buf, &c, 1);
}

void og_buf_format(og_buf *buf, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    va_list again;
    va_copy(again, arguments);
    const int length = vsnprintf(NULL, 0, format, arguments);
    if (length < 0) {
        buf->failed = true;
    } else if (reserve(buf, (size_t)length)) {
        (void)vsnprintf(buf->data + buf->length, (size_t)length + 1, format, again);
        buf->length += (size_t)length;
    }
    va_end(again);
    va_end(arguments);
}

const char *og_buf_string(const og_buf *buf)
{
    return buf->data == NULL ? "" : buf->data;
}
