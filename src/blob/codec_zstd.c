/* zstd frames, RFC 8878. The frames and blocks are followed here, and the library gets one part at
   a time: so where damage is found, and whether a window is too large, does not depend on how the
   bytes came. (Given a whole small frame at once, the library checks no window; and when it finds
   damage, it drops the good blocks of the same call.) */
#include "base/error.h"
#include "blob/codec_internal.h"
#include "blob/zstd_frame.h"

#include <stdlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#define BLOCK_HEADER_BYTES 3u
#define CHECKSUM_BYTES 4u
#define BLOCK_RLE 1u
#define BLOCK_COMPRESSED 2u
#define BLOCK_RESERVED 3u

#define WINDOW_TEXT "the window of a zstd frame is too large (--limit zstd-window-log=N)"

typedef enum zstd_phase {
    AT_MAGIC,
    AT_SKIPPABLE_SIZE,
    IN_SKIPPABLE,
    AT_FRAME_HEADER,
    AT_BLOCK_HEADER,
    IN_BLOCK,
    AT_CHECKSUM,
    AT_FRAME_END, /* all bytes are taken, the last of them may still have to be written */
} zstd_phase;

typedef struct codec_zstd {
    og_codec base;
    ZSTD_DCtx *context;
    uint64_t window_bytes_max;
    zstd_phase phase;
    uint64_t frame_count; /* begun, skippable ones included */
    uint64_t part_offset; /* of the frame, block or checksum that is read */
    uint8_t field[OG_ZSTD_HEADER_BYTES_MAX];
    size_t field_length;
    uint64_t left;          /* bytes of the block or skippable frame still to come */
    uint64_t content_bytes; /* that the frame promises, or UINT64_MAX */
    uint64_t written_bytes; /* of the frame */
    bool has_checksum;
    bool is_last_block;
    bool has_output; /* the library may hold more plain bytes */
    bool is_ended;   /* the library saw the end of the frame */
} codec_zstd;

static bool stop(codec_zstd *zstd, og_codec_state state, uint64_t offset, const char *text)
{
    og_codec_stop(&zstd->base, state, offset, text);
    return false;
}

static void enter(codec_zstd *zstd, zstd_phase phase)
{
    zstd->phase = phase;
    zstd->field_length = 0;
    zstd->part_offset = zstd->base.offset;
}

/* Collect up to `size` bytes of a field; true when it is complete. */
static bool collect(codec_zstd *zstd, og_codec_io *io, size_t size)
{
    if (zstd->field_length < size) {
        const size_t missing = size - zstd->field_length;
        const size_t length = io->in_length < missing ? io->in_length : missing;
        for (size_t i = 0; i < length; i++)
            zstd->field[zstd->field_length++] = io->in[i];
        og_codec_take(&zstd->base, io, length);
    }
    return zstd->field_length >= size;
}

static ocigate_status refuse(codec_zstd *zstd, size_t code, ocigate_error *err)
{
    switch (ZSTD_getErrorCode(code)) {
    case ZSTD_error_memory_allocation:
        return og_fail_memory(err);
    case ZSTD_error_frameParameter_windowTooLarge:
        (void)stop(zstd, OG_CODEC_LIMIT, zstd->part_offset, WINDOW_TEXT);
        break;
    case ZSTD_error_checksum_wrong:
        (void)stop(zstd, OG_CODEC_CORRUPT, zstd->part_offset,
                   "the checksum (XXH64) of the data of a zstd frame is wrong");
        break;
    default:
        (void)stop(zstd, OG_CODEC_CORRUPT, zstd->part_offset,
                   "the compressed data of a zstd frame is damaged");
        break;
    }
    return OCIGATE_OK;
}

/* Hand bytes of one part to the library. *taken may stay below length while out is full. */
static ocigate_status decode(codec_zstd *zstd, og_codec_io *io, const uint8_t *bytes, size_t length,
                             size_t *taken, ocigate_error *err)
{
    ZSTD_inBuffer in = {.src = bytes, .size = length, .pos = 0};
    ZSTD_outBuffer out = {.dst = io->out, .size = io->out_capacity, .pos = io->out_length};
    const size_t hint = ZSTD_decompressStream(zstd->context, &out, &in);
    *taken = 0;
    if (ZSTD_isError(hint))
        return refuse(zstd, hint, err);
    zstd->written_bytes += out.pos - io->out_length;
    io->out_length = out.pos;
    *taken = in.pos;
    zstd->is_ended = hint == 0;
    zstd->has_output = hint != 0 && out.pos == out.size;
    return OCIGATE_OK;
}

/* A collected field is short and comes when nothing waits to be written, so it is taken whole. */
static ocigate_status decode_field(codec_zstd *zstd, og_codec_io *io, ocigate_error *err)
{
    size_t taken = 0;
    OG_TRY(decode(zstd, io, zstd->field, zstd->field_length, &taken, err));
    if (zstd->base.result.state == OG_CODEC_GOOD && taken != zstd->field_length)
        return og_fail(err, OCIGATE_ERROR_INTERNAL, 0, "zstd took %zu of %zu bytes of a header",
                       taken, zstd->field_length);
    return OCIGATE_OK;
}

static bool read_magic(codec_zstd *zstd, og_codec_io *io)
{
    if (zstd->field_length == 0)
        zstd->part_offset = zstd->base.offset;
    const bool is_complete = collect(zstd, io, OG_ZSTD_MAGIC_BYTES);
    if (zstd->field_length == 0)
        return false;
    const og_zstd_magic kind = og_zstd_find_magic(zstd->field, zstd->field_length);
    if (kind == OG_ZSTD_NONE && zstd->frame_count == 0)
        return stop(zstd, OG_CODEC_CORRUPT, zstd->part_offset,
                    "the data does not begin with a zstd frame");
    if (kind == OG_ZSTD_NONE)
        return stop(zstd, OG_CODEC_TRAILING, zstd->part_offset,
                    "there are bytes after the last zstd frame");
    if (!is_complete)
        return false;
    if (kind == OG_ZSTD_LEGACY)
        return stop(zstd, OG_CODEC_UNSUPPORTED, zstd->part_offset,
                    "a frame has a format of zstd before version 0.8");
    zstd->frame_count++;
    if (kind == OG_ZSTD_SKIPPABLE)
        enter(zstd, AT_SKIPPABLE_SIZE);
    else
        zstd->phase = AT_FRAME_HEADER;
    return true;
}

static bool read_skippable_size(codec_zstd *zstd, og_codec_io *io)
{
    if (!collect(zstd, io, 4))
        return false;
    zstd->left = og_zstd_number(zstd->field, 4);
    enter(zstd, IN_SKIPPABLE);
    return true;
}

static bool skip_skippable(codec_zstd *zstd, og_codec_io *io)
{
    const size_t length = io->in_length < zstd->left ? io->in_length : (size_t)zstd->left;
    og_codec_take(&zstd->base, io, length);
    zstd->left -= length;
    if (zstd->left > 0)
        return false;
    enter(zstd, AT_MAGIC);
    return true;
}

static bool check_frame_header(codec_zstd *zstd)
{
    const og_zstd_frame frame = og_zstd_frame_read(zstd->field);
    if (frame.has_reserved)
        return stop(zstd, OG_CODEC_UNSUPPORTED, zstd->part_offset,
                    "the reserved bit of the header of a zstd frame is set");
    if (frame.has_dictionary)
        return stop(zstd, OG_CODEC_UNSUPPORTED, zstd->part_offset,
                    "a zstd frame needs a dictionary");
    if (frame.window_bytes > zstd->window_bytes_max)
        return stop(zstd, OG_CODEC_LIMIT, zstd->part_offset, WINDOW_TEXT);
    zstd->has_checksum = frame.has_checksum;
    zstd->content_bytes = frame.content_bytes;
    zstd->written_bytes = 0;
    return true;
}

static ocigate_status read_frame_header(codec_zstd *zstd, og_codec_io *io, bool *wants_more,
                                        ocigate_error *err)
{
    *wants_more = !collect(zstd, io, OG_ZSTD_MAGIC_BYTES + 1);
    if (*wants_more)
        return OCIGATE_OK;
    *wants_more = !collect(zstd, io, og_zstd_frame_header_size(zstd->field));
    if (*wants_more || !check_frame_header(zstd))
        return OCIGATE_OK;
    OG_TRY(decode_field(zstd, io, err));
    enter(zstd, AT_BLOCK_HEADER);
    return OCIGATE_OK;
}

static void end_block(codec_zstd *zstd)
{
    if (!zstd->is_last_block)
        enter(zstd, AT_BLOCK_HEADER);
    else if (zstd->has_checksum)
        enter(zstd, AT_CHECKSUM);
    else
        zstd->phase = AT_FRAME_END;
}

static ocigate_status read_block_header(codec_zstd *zstd, og_codec_io *io, bool *wants_more,
                                        ocigate_error *err)
{
    *wants_more = !collect(zstd, io, BLOCK_HEADER_BYTES);
    if (*wants_more)
        return OCIGATE_OK;
    const uint64_t header = og_zstd_number(zstd->field, BLOCK_HEADER_BYTES);
    const unsigned type = (unsigned)(header >> 1 & 3);
    zstd->is_last_block = (header & 1) != 0;
    zstd->left = type == BLOCK_RLE ? 1 : header >> 3;
    if (type == BLOCK_RESERVED || (type == BLOCK_COMPRESSED && zstd->left == 0)) {
        (void)stop(zstd, OG_CODEC_CORRUPT, zstd->part_offset,
                   "the header of a block of a zstd frame is not valid");
        return OCIGATE_OK;
    }
    OG_TRY(decode_field(zstd, io, err));
    zstd->phase = IN_BLOCK; /* the offset stays that of the block */
    if (zstd->left == 0)
        end_block(zstd);
    return OCIGATE_OK;
}

static ocigate_status read_block(codec_zstd *zstd, og_codec_io *io, bool *wants_more,
                                 ocigate_error *err)
{
    *wants_more = io->in_length == 0;
    if (*wants_more)
        return OCIGATE_OK;
    const size_t length = io->in_length < zstd->left ? io->in_length : (size_t)zstd->left;
    size_t taken = 0;
    OG_TRY(decode(zstd, io, io->in, length, &taken, err));
    if (zstd->base.result.state != OG_CODEC_GOOD)
        return OCIGATE_OK;
    if (taken == 0 && io->out_length < io->out_capacity)
        return og_fail(err, OCIGATE_ERROR_INTERNAL, 0, "zstd makes no progress");
    og_codec_take(&zstd->base, io, taken);
    zstd->left -= taken;
    if (zstd->left == 0)
        end_block(zstd);
    return OCIGATE_OK;
}

static ocigate_status read_checksum(codec_zstd *zstd, og_codec_io *io, bool *wants_more,
                                    ocigate_error *err)
{
    *wants_more = !collect(zstd, io, CHECKSUM_BYTES);
    if (*wants_more)
        return OCIGATE_OK;
    OG_TRY(decode_field(zstd, io, err));
    zstd->phase = AT_FRAME_END;
    return OCIGATE_OK;
}

/* The library does not compare the length when the last block is empty. */
static void end_frame(codec_zstd *zstd)
{
    if (zstd->content_bytes != UINT64_MAX && zstd->written_bytes != zstd->content_bytes)
        (void)stop(zstd, OG_CODEC_CORRUPT, zstd->part_offset,
                   "a zstd frame has another length than its header says");
    else if (!zstd->is_ended)
        (void)stop(zstd, OG_CODEC_CORRUPT, zstd->part_offset,
                   "the compressed data of a zstd frame is damaged");
    else
        enter(zstd, AT_MAGIC);
}

static ocigate_status step_phase(codec_zstd *zstd, og_codec_io *io, bool *wants_more,
                                 ocigate_error *err)
{
    switch (zstd->phase) {
    case AT_MAGIC:
        *wants_more = !read_magic(zstd, io);
        break;
    case AT_SKIPPABLE_SIZE:
        *wants_more = !read_skippable_size(zstd, io);
        break;
    case IN_SKIPPABLE:
        *wants_more = !skip_skippable(zstd, io);
        break;
    case AT_FRAME_HEADER:
        return read_frame_header(zstd, io, wants_more, err);
    case AT_BLOCK_HEADER:
        return read_block_header(zstd, io, wants_more, err);
    case IN_BLOCK:
        return read_block(zstd, io, wants_more, err);
    case AT_CHECKSUM:
        return read_checksum(zstd, io, wants_more, err);
    case AT_FRAME_END:
        end_frame(zstd);
        break;
    }
    return OCIGATE_OK;
}

static ocigate_status step(og_codec *codec, og_codec_io *io, ocigate_error *err)
{
    codec_zstd *zstd = (codec_zstd *)codec;
    bool wants_more = false;
    while (!wants_more && codec->result.state == OG_CODEC_GOOD) {
        size_t taken = 0;
        if (!zstd->has_output)
            OG_TRY(step_phase(zstd, io, &wants_more, err));
        else if (io->out_length == io->out_capacity)
            wants_more = true;
        else
            OG_TRY(decode(zstd, io, NULL, 0, &taken, err));
    }
    return OCIGATE_OK;
}

static void finish(const og_codec *codec, og_codec_result *result)
{
    const codec_zstd *zstd = (const codec_zstd *)codec;
    const char *text = "the data ends inside a zstd frame";
    if (zstd->phase == AT_MAGIC && zstd->field_length == 0) {
        if (zstd->frame_count > 0)
            return;
        text = "there is no zstd frame";
    }
    *result = (og_codec_result){.state = OG_CODEC_TRUNCATED, .text = text, .offset = codec->offset};
}

static ocigate_status start(og_codec *codec, ocigate_error *err)
{
    codec_zstd *zstd = (codec_zstd *)codec;
    if (ZSTD_isError(ZSTD_DCtx_reset(zstd->context, ZSTD_reset_session_only)))
        return og_fail(err, OCIGATE_ERROR_INTERNAL, 0, "zstd does not start again");
    zstd->frame_count = 0;
    zstd->has_output = false;
    zstd->is_ended = false;
    enter(zstd, AT_MAGIC);
    return OCIGATE_OK;
}

static void destroy(og_codec *codec)
{
    codec_zstd *zstd = (codec_zstd *)codec;
    (void)ZSTD_freeDCtx(zstd->context);
    free(zstd);
}

/* Within what the library can do at all. */
static ocigate_status set_window(codec_zstd *zstd, uint64_t window_log, ocigate_error *err)
{
    const ZSTD_bounds bounds = ZSTD_dParam_getBounds(ZSTD_d_windowLogMax);
    if (ZSTD_isError(bounds.error))
        return og_fail(err, OCIGATE_ERROR_INTERNAL, 0, "zstd knows no limit of the window");
    int value = bounds.upperBound;
    if (window_log < (uint64_t)bounds.upperBound)
        value = window_log > (uint64_t)bounds.lowerBound ? (int)window_log : bounds.lowerBound;
    if (ZSTD_isError(ZSTD_DCtx_setParameter(zstd->context, ZSTD_d_windowLogMax, value)))
        return og_fail(err, OCIGATE_ERROR_INTERNAL, 0, "zstd refuses a window of 2^%d", value);
    zstd->window_bytes_max = UINT64_C(1) << value;
    return OCIGATE_OK;
}

ocigate_status og_codec_new_zstd(const og_limits *limits, og_codec **out, ocigate_error *err)
{
    static const og_codec_kind kind = {
        .free = destroy, .start = start, .step = step, .finish = finish};
    codec_zstd *zstd = calloc(1, sizeof *zstd);
    if (zstd == NULL)
        return og_fail_memory(err);
    zstd->base.kind = &kind;
    zstd->context = ZSTD_createDCtx();
    ocigate_status status = zstd->context == NULL ? og_fail_memory(err) : OCIGATE_OK;
    if (status == OCIGATE_OK)
        status = set_window(zstd, limits->value[OCIGATE_LIMIT_ZSTD_WINDOW_LOG], err);
    if (status == OCIGATE_OK)
        status = og_codec_start(&zstd->base, err);
    if (status < 0) {
        destroy(&zstd->base);
        return status;
    }
    *out = &zstd->base;
    return OCIGATE_OK;
}
