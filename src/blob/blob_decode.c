/* Stored bytes through a codec. */
#include "base/error.h"
#include "blob/blob_internal.h"

#include <stdlib.h>
#include <string.h>

/* The codec gets blocks that lie on multiples of this size, however the bytes came. Near damage a
   codec drops what it has decoded in the same call, so the facts would depend on the calls. */
#define BLOCK_BYTES OG_STAGE_SLOT_BYTES
#define OUTPUT_BYTES OG_STAGE_SLOT_BYTES

ocigate_status og_blob_decode_begin(og_blob *blob, ocigate_error *err)
{
    og_codec **codec = blob->facts->compression == OG_COMPRESSION_GZIP ? &blob->gzip : &blob->zstd;
    if (blob->block == NULL)
        blob->block = malloc(BLOCK_BYTES);
    if (blob->output == NULL)
        blob->output = malloc(OUTPUT_BYTES);
    if (blob->block == NULL || blob->output == NULL)
        return og_fail_memory(err);
    if (*codec == NULL)
        OG_TRY(og_codec_new(blob->facts->compression, blob->options.limits, codec, err));
    OG_TRY(og_codec_start(*codec, err));
    blob->codec = *codec;
    return og_blob_plain_begin(blob, true, err);
}

static void add_defect(og_blob *blob, const og_codec_result *result)
{
    static const og_defect_kind kinds[] = {
        [OG_CODEC_GOOD] = OG_DEFECT_CODEC_CORRUPT, /* never asked for */
        [OG_CODEC_CORRUPT] = OG_DEFECT_CODEC_CORRUPT,
        [OG_CODEC_TRUNCATED] = OG_DEFECT_CODEC_TRUNCATED,
        [OG_CODEC_TRAILING] = OG_DEFECT_CODEC_TRAILING,
        [OG_CODEC_UNSUPPORTED] = OG_DEFECT_CODEC_UNSUPPORTED,
        [OG_CODEC_LIMIT] = OG_DEFECT_LIMIT,
    };
    og_defect *defect =
        og_defect_add(&blob->facts->defects, blob->arena, kinds[result->state], "%s", result->text);
    if (defect != NULL) {
        defect->offset = result->offset;
        defect->has_offset = true;
    }
}

/* blob->codec is NULL behind the last of it. */
static ocigate_status take_output(og_blob *blob, const uint8_t *bytes, size_t length,
                                  const og_codec_result *result, ocigate_error *err)
{
    OG_TRY(og_blob_plain_feed(blob, bytes, length, err));
    if (result->state != OG_CODEC_GOOD) {
        blob->codec_state = result->state;
        blob->codec = NULL;
        add_defect(blob, result);
    } else if (blob->plain.is_stopped) {
        blob->codec = NULL;
    }
    return OCIGATE_OK;
}

static ocigate_status decode_block(og_blob *blob, const uint8_t *bytes, size_t length,
                                   ocigate_error *err)
{
    size_t out_length = 0;
    do {
        og_codec_result result = {0};
        OG_TRY(og_codec_step(blob->codec, &bytes, &length, blob->output, OUTPUT_BYTES, &out_length,
                             &result, err));
        OG_TRY(take_output(blob, blob->output, out_length, &result, err));
    } while (blob->codec != NULL && (length > 0 || out_length == OUTPUT_BYTES));
    return OCIGATE_OK;
}

/* What the helper has decoded so far. */
static ocigate_status take_pieces(og_blob *blob, ocigate_error *err)
{
    og_stage_piece piece;
    while (blob->codec != NULL && og_stage_take(blob->stage, &piece)) {
        OG_TRY(take_output(blob, piece.bytes, piece.length, &piece.result, err));
        og_stage_drop(blob->stage);
    }
    return blob->codec == NULL ? og_blob_end_help(blob, err) : OCIGATE_OK;
}

/* Wait for room for a block, and take what is decoded meanwhile. */
static ocigate_status wait_for_room(og_blob *blob, ocigate_error *err)
{
    for (;;) {
        const bool is_done = og_stage_is_done(blob->stage); /* before the last pieces are taken */
        OG_TRY(take_pieces(blob, err));
        if (blob->codec == NULL)
            return OCIGATE_OK;
        blob->slot = og_stage_room(blob->stage);
        if (blob->slot != NULL)
            return OCIGATE_OK;
        if (is_done)
            return og_blob_fail_help(blob, err);
        og_stage_wait(blob->stage);
    }
}

static ocigate_status pass_block(og_blob *blob, ocigate_error *err)
{
    const size_t length = blob->block_length;
    blob->block_length = 0;
    if (blob->help != OG_HELP_DECODE)
        return decode_block(blob, blob->block, length, err);
    og_stage_put(blob->stage, length);
    blob->slot = NULL;
    return take_pieces(blob, err);
}

/* Where the next stored bytes go. */
static ocigate_status begin_block(og_blob *blob, ocigate_error *err)
{
    OG_TRY(og_blob_ask_help(blob, OG_HELP_DECODE, err));
    return blob->help == OG_HELP_DECODE ? wait_for_room(blob, err) : OCIGATE_OK;
}

ocigate_status og_blob_decode_feed(og_blob *blob, const uint8_t *bytes, size_t length,
                                   ocigate_error *err)
{
    while (length > 0 && blob->codec != NULL) {
        if (blob->block_length == 0)
            OG_TRY(begin_block(blob, err));
        if (blob->codec == NULL)
            break;
        const bool is_helped = blob->help == OG_HELP_DECODE;
        size_t size = BLOCK_BYTES - blob->block_length;
        if (!is_helped && blob->block_length == 0 && length >= BLOCK_BYTES) {
            OG_TRY(decode_block(blob, bytes, size, err));
        } else {
            size = length < size ? length : size;
            memcpy((is_helped ? blob->slot : blob->block) + blob->block_length, bytes, size);
            blob->block_length += size;
            if (blob->block_length == BLOCK_BYTES)
                OG_TRY(pass_block(blob, err));
        }
        bytes += size;
        length -= size;
    }
    return OCIGATE_OK;
}

/* Take all that the helper still decodes. */
static ocigate_status drain_help(og_blob *blob, ocigate_error *err)
{
    og_stage_close(blob->stage);
    for (;;) {
        const bool is_done = og_stage_is_done(blob->stage); /* before the last pieces are taken */
        OG_TRY(take_pieces(blob, err));
        if (blob->codec == NULL)
            return OCIGATE_OK;
        if (is_done)
            break;
        og_stage_wait(blob->stage);
    }
    return og_blob_end_help(blob, err);
}

ocigate_status og_blob_decode_end(og_blob *blob, ocigate_error *err)
{
    if (blob->codec != NULL && blob->block_length > 0)
        OG_TRY(pass_block(blob, err));
    if (blob->codec != NULL && blob->help == OG_HELP_DECODE)
        OG_TRY(drain_help(blob, err));
    if (blob->codec == NULL)
        return OCIGATE_OK;
    og_codec_result result = {0};
    og_codec_finish(blob->codec, &result);
    blob->codec_state = result.state;
    /* Of a blob that the archive itself cuts, only the archive is to blame. */
    if (result.state != OG_CODEC_GOOD && blob->facts->is_complete)
        add_defect(blob, &result);
    return OCIGATE_OK;
}
