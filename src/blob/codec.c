#include "blob/codec.h"

#include "base/error.h"
#include "blob/codec_internal.h"

#ifdef OCIGATE_HAVE_ISAL
#define GZIP_INFLATER og_inflater_isal
#else
#define GZIP_INFLATER og_inflater_zlib
#endif

ocigate_status og_codec_new(og_compression compression, const og_limits *limits, og_codec **out,
                            ocigate_error *err)
{
    if (compression == OG_COMPRESSION_GZIP)
        return og_codec_new_gzip(&GZIP_INFLATER, out, err);
    if (compression == OG_COMPRESSION_ZSTD)
        return og_codec_new_zstd(limits, out, err);
    return og_fail(err, OCIGATE_ERROR_INTERNAL, 0, "no decoder for %s",
                   og_compression_name(compression));
}

void og_codec_free(og_codec *codec)
{
    if (codec != NULL)
        codec->kind->free(codec);
}

ocigate_status og_codec_start(og_codec *codec, ocigate_error *err)
{
    codec->result = (og_codec_result){0};
    codec->offset = 0;
    return codec->kind->start(codec, err);
}

ocigate_status og_codec_step(og_codec *codec, const uint8_t **in, size_t *in_length, uint8_t *out,
                             size_t out_capacity, size_t *out_length, og_codec_result *result,
                             ocigate_error *err)
{
    og_codec_io io = {.in = *in, .in_length = *in_length, .out = out, .out_capacity = out_capacity};
    if (codec->result.state == OG_CODEC_GOOD)
        OG_TRY(codec->kind->step(codec, &io, err));
    *in = io.in;
    *in_length = io.in_length;
    *out_length = io.out_length;
    *result = codec->result;
    return OCIGATE_OK;
}

void og_codec_finish(const og_codec *codec, og_codec_result *result)
{
    *result = codec->result;
    if (codec->result.state == OG_CODEC_GOOD)
        codec->kind->finish(codec, result);
}

const char *og_codec_gzip_backend(void)
{
    return GZIP_INFLATER.name;
}

void og_codec_take(og_codec *codec, og_codec_io *io, size_t length)
{
    io->in += length;
    io->in_length -= length;
    codec->offset += length;
}

void og_codec_stop(og_codec *codec, og_codec_state state, uint64_t offset, const char *text)
{
    codec->result = (og_codec_result){.state = state, .text = text, .offset = offset};
}
