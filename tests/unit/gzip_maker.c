#include "unit/gzip_maker.h"

#include <criterion/criterion.h>
#include <stdint.h>
#include <stdlib.h>
#include <zlib.h>

void add_deflate(og_buf *out, const void *bytes, size_t length, int level)
{
    z_stream stream = {0};
    cr_assert_eq(deflateInit2(&stream, level, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY), Z_OK);
    const uLong bound = deflateBound(&stream, (uLong)length);
    unsigned char *data = malloc(bound);
    stream.next_in = (Bytef *)(uintptr_t)bytes;
    stream.avail_in = (uInt)length;
    stream.next_out = data;
    stream.avail_out = (uInt)bound;
    cr_assert_eq(deflate(&stream, Z_FINISH), Z_STREAM_END);
    og_buf_add(out, data, stream.total_out);
    deflateEnd(&stream);
    free(data);
}

void add_u16(og_buf *out, unsigned long value)
{
    og_buf_char(out, (char)(value & 0xff));
    og_buf_char(out, (char)(value >> 8 & 0xff));
}

void add_u32(og_buf *out, unsigned long value)
{
    add_u16(out, value & 0xffff);
    add_u16(out, value >> 16 & 0xffff);
}

void add_member(og_buf *out, const member *m, const void *bytes, size_t length)
{
    const size_t start = out->length;
    og_buf_add(out, "\x1f\x8b", 2);
    og_buf_char(out, (char)(m->method == 0 ? 8 : m->method));
    og_buf_char(out, (char)m->flags);
    og_buf_add(out, "\0\0\0\0\0\xff", 6);
    if (m->flags & 4) {
        add_u16(out, m->extra_bytes);
        for (size_t i = 0; i < m->extra_bytes; i++)
            og_buf_char(out, 'x');
    }
    for (unsigned flag = 8; flag <= 16; flag *= 2) {
        const size_t size = flag == 8 ? m->name_bytes : m->comment_bytes;
        for (size_t i = 0; (m->flags & flag) != 0 && i <= size; i++)
            og_buf_char(out, i < size ? 'n' : '\0');
    }
    if (m->flags & 2)
        add_u16(out, (crc32(0, (const Bytef *)out->data + start, (uInt)(out->length - start)) ^
                      m->header_crc_change) &
                         0xffff);
    add_deflate(out, bytes, length, 6);
    add_u32(out, crc32(0, bytes, (uInt)length) ^ m->crc_change);
    add_u32(out, length ^ m->size_change);
}
