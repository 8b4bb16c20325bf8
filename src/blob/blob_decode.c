/* Stored bytes through a codec. */
#include "base/error.h"
#include "blob/blob_internal.h"

#include <stdlib.h>
#include <string.h>

/* The codec gets blocks that lie on multiples of this size, however the bytes came. Near damage a
   codec drops what it has decoded in the same call, so the facts would depend on the calls. */
#define BLOCK_BYTES ((size_t)64 * 1024)
#define OUTPUT_BYTES ((size_t)256 * 1024)

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

static ocigate_status decode_block(og_blob *blob, const uint8_t *bytes, size_t length,
                                   ocigate_error *err)
{
    size_t out_length = 0;
    do {
        og_codec_result result = {0};
        OG_TRY(og_codec_step(blob->codec, &bytes, &length, blob->output, OUTPUT_BYTES, &out_length,
                             &result, err));
        OG_TRY(og_blob_plain_feed(blob, blob->output, out_length, err));
        if (result.state != OG_CODEC_GOOD) {
            blob->codec_state = result.state;
            blob->codec = NULL;
            add_defect(blob, &result);
            return OCIGATE_OK;
        }
        if (blob->plain.is_stopped) {
            blob->codec = NULL;
            return OCIGATE_OK;
        }
    } while (length > 0 || out_length == OUTPUT_BYTES);
    return OCIGATE_OK;
}

ocigate_status og_blob_decode_feed(og_blob *blob, const uint8_t *bytes, size_t length,
                                   ocigate_error *err)
{
    while (length > 0 && blob->codec != NULL) {
        size_t size = BLOCK_BYTES - blob->block_length;
        if (blob->block_length == 0 && length >= BLOCK_BYTES) {
            OG_TRY(decode_block(blob, bytes, size, err));
        } else {
            size = length < size ? length : size;
            memcpy(blob->block + blob->block_length, bytes, size);
            blob->block_length += size;
            if (blob->block_length == BLOCK_BYTES) {
                blob->block_length = 0;
                OG_TRY(decode_block(blob, blob->block, BLOCK_BYTES, err));
            }
        }
        bytes += size;
        length -= size;
    }
    return OCIGATE_OK;
}

ocigate_status og_blob_decode_end(og_blob *blob, ocigate_error *err)
{
    if (blob->codec != NULL && blob->block_length > 0)
        OG_TRY(decode_block(blob, blob->block, blob->block_length, err));
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
