/* Runs a decoder over bytes that come in pieces. */
#ifndef OG_TESTS_CODEC_RUN_H
#define OG_TESTS_CODEC_RUN_H

#include "base/buf.h"
#include "blob/codec_internal.h"

typedef struct codec_run {
    og_codec_result result;
    og_buf plain;
} codec_run;

/* From the start to og_codec_finish; piece 0: all at once. The caller frees plain. */
codec_run codec_run_all(og_codec *codec, const void *bytes, size_t length, size_t piece,
                        size_t capacity);

/* Deterministic bytes that compress to about a third. */
void fill_payload(unsigned char *bytes, size_t length);

static const size_t codec_pieces[] = {1, 7, 4096, 0};
#define CODEC_PIECE_COUNT (sizeof codec_pieces / sizeof codec_pieces[0])

#endif
