#define ZLIB_CONST
#include "blob/codec_internal.h"

#include <stdlib.h>
#include <zlib.h>

#define RAW_DEFLATE (-15)
#define CALL_BYTES_MAX ((size_t)1 << 30) /* zlib counts in unsigned int */

static void *create(void)
{
    z_stream *stream = calloc(1, sizeof *stream);
    if (stream == NULL)
        return NULL;
    if (inflateInit2(stream, RAW_DEFLATE) != Z_OK) {
        free(stream);
        return NULL;
    }
    return stream;
}

static void destroy(void *state)
{
    z_stream *stream = state;
    if (stream == NULL)
        return;
    (void)inflateEnd(stream);
    free(stream);
}

static void restart(void *state)
{
    (void)inflateReset(state);
}

static og_inflate_event step(void *state, og_codec_io *io, og_inflate_rest *rest)
{
    z_stream *stream = state;
    const size_t room = io->out_capacity - io->out_length;
    const uInt in_length = (uInt)(io->in_length < CALL_BYTES_MAX ? io->in_length : CALL_BYTES_MAX);
    const uInt out_length = (uInt)(room < CALL_BYTES_MAX ? room : CALL_BYTES_MAX);
    stream->next_in = io->in;
    stream->avail_in = in_length;
    stream->next_out = io->out + io->out_length;
    stream->avail_out = out_length;
    const int code = inflate(stream, Z_NO_FLUSH);
    io->in += in_length - stream->avail_in;
    io->in_length -= in_length - stream->avail_in;
    io->out_length += out_length - stream->avail_out;
    rest->length = 0;
    switch (code) {
    case Z_OK:
    case Z_BUF_ERROR:
        return OG_INFLATE_MORE;
    case Z_STREAM_END:
        return OG_INFLATE_END;
    case Z_MEM_ERROR:
        return OG_INFLATE_NO_MEMORY;
    default:
        return OG_INFLATE_DAMAGED;
    }
}

static uint32_t checksum(uint32_t crc, const uint8_t *bytes, size_t length)
{
    return (uint32_t)crc32_z(crc, bytes, length);
}

const og_inflater og_inflater_zlib = {
    .name = "zlib " ZLIB_VERSION,
    .create = create,
    .destroy = destroy,
    .restart = restart,
    .step = step,
    .crc32 = checksum,
};
