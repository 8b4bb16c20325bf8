/* What a codec is made of. For blob/codec*.c, blob/inflate_*.c and their tests.

   gzip has two halves: the member frames (codec_gzip.c: headers, checksum, length, what follows the
   last member), and an inflater for raw deflate data below. All strictness about frames is in the
   first half, so that it does not depend on the inflater that was built in.

   The inflaters give the same verdict, that of zlib (and Go), on the same bytes: good, damaged, or
   cut, however the bytes come in pieces. How much was written before damage or a cut may differ. */
#ifndef OG_BLOB_CODEC_INTERNAL_H
#define OG_BLOB_CODEC_INTERNAL_H

#include "blob/codec.h"

#include <stdbool.h>

/* Both sides of a call; taken and written bytes move the fields along. */
typedef struct og_codec_io {
    const uint8_t *in;
    size_t in_length;
    uint8_t *out;
    size_t out_capacity;
    size_t out_length;
} og_codec_io;

typedef struct og_codec_kind {
    void (*free)(og_codec *codec);
    ocigate_status (*start)(og_codec *codec, ocigate_error *err);
    ocigate_status (*step)(og_codec *codec, og_codec_io *io, ocigate_error *err);
    void (*finish)(const og_codec *codec, og_codec_result *result);
} og_codec_kind;

struct og_codec {
    const og_codec_kind *kind;
    og_codec_result result; /* the first that is not good stays */
    uint64_t offset;        /* of the next stored byte */
};

void og_codec_take(og_codec *codec, og_codec_io *io, size_t length);
void og_codec_stop(og_codec *codec, og_codec_state state, uint64_t offset, const char *text);

typedef enum og_inflate_event {
    OG_INFLATE_MORE,    /* in is used up or out is full */
    OG_INFLATE_END,     /* the last block is complete and all of it was written */
    OG_INFLATE_DAMAGED, /* out_length says how much is good */
    OG_INFLATE_NO_MEMORY,
} og_inflate_event;

/* Bytes behind the end of the deflate data that an inflater had read ahead: a bit buffer. */
#define OG_INFLATE_REST_BYTES 8u
typedef struct og_inflate_rest {
    uint8_t bytes[OG_INFLATE_REST_BYTES];
    size_t length;
} og_inflate_rest;

/* A decoder of raw deflate data (RFC 1951), and the CRC-32 that goes with it. */
typedef struct og_inflater {
    const char *name;
    void *(*create)(void); /* NULL when out of memory */
    void (*destroy)(void *state);
    void (*restart)(void *state);
    og_inflate_event (*step)(void *state, og_codec_io *io, og_inflate_rest *rest);
    uint32_t (*crc32)(uint32_t crc, const uint8_t *bytes, size_t length);
} og_inflater;

extern const og_inflater og_inflater_zlib;
#ifdef OCIGATE_HAVE_ISAL
extern const og_inflater og_inflater_isal;
#endif

ocigate_status og_codec_new_gzip(const og_inflater *inflater, og_codec **out, ocigate_error *err);
ocigate_status og_codec_new_zstd(const og_limits *limits, og_codec **out, ocigate_error *err);

#endif
