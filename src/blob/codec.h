/* Decoders, one filter at a time, driven like zstd's own: bytes in, bytes out, nothing hidden.
   A table of codecs (gzip, zstd); xz and bzip2 of the outer archive are read in container/. */
#ifndef OG_BLOB_CODEC_H
#define OG_BLOB_CODEC_H

#include "base/limits.h"
#include "blob/facts.h"

#include <ocigate/error.h>

typedef struct og_codec og_codec;

/* What a step or the end of the input came to. Anything but GOOD is for ever: the codec takes no
   more bytes, and the caller goes on reading (and hashing) the stored bytes without it. */
typedef enum og_codec_state {
    OG_CODEC_GOOD,
    OG_CODEC_CORRUPT,
    OG_CODEC_TRUNCATED, /* only from og_codec_finish */
    OG_CODEC_TRAILING,  /* bytes that begin no further member or frame */
    OG_CODEC_UNSUPPORTED,
    OG_CODEC_LIMIT, /* above a limit of ours, which the text names */
} og_codec_state;

typedef struct og_codec_result {
    og_codec_state state;
    const char
        *text;       /* why, static; NULL when good: "the checksum (CRC-32) of the data is wrong" */
    uint64_t offset; /* of the stored bytes, where it was found */
} og_codec_result;

/* compression: GZIP or ZSTD. A codec is heavy (tables, window): make one, start it for each blob.
 */
ocigate_status og_codec_new(og_compression compression, const og_limits *limits, og_codec **out,
                            ocigate_error *err);
void og_codec_free(og_codec *codec);
ocigate_status og_codec_start(og_codec *codec, ocigate_error *err);

/* Decode some: takes bytes from *in (advancing *in and *in_length) and writes up to out_capacity
   bytes to out. Call again while *in_length > 0 or *out_length == out_capacity. A negative status
   is trouble of the environment (memory) alone. */
ocigate_status og_codec_step(og_codec *codec, const uint8_t **in, size_t *in_length, uint8_t *out,
                             size_t out_capacity, size_t *out_length, og_codec_result *result,
                             ocigate_error *err);

/* The input has ended: was the last member or frame complete, and was there one? */
void og_codec_finish(const og_codec *codec, og_codec_result *result);

/* Which gzip back end was built in: "isa-l 2.30" or "zlib 1.2.13"; static. */
const char *og_codec_gzip_backend(void);

/* What the first bytes look like; length may be below the longest magic. */
og_compression og_compression_sniff(const uint8_t *bytes, size_t length);
#define OG_COMPRESSION_SNIFF_BYTES 8u /* enough to tell */

#endif
