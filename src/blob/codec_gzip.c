/* The members of a gzip file, RFC 1952: headers, trailers, and what follows the last one. */
#include "base/error.h"
#include "blob/codec_internal.h"

#include <stdlib.h>

#define FLAG_HEADER_CRC 0x02u
#define FLAG_EXTRA 0x04u
#define FLAG_NAME 0x08u
#define FLAG_COMMENT 0x10u
#define FLAGS_RESERVED 0xe0u

#define FIXED_HEADER_BYTES 10u
#define TRAILER_BYTES 8u
#define METHOD_DEFLATE 8u
/* Go, with which Docker and containerd read layers, takes no longer one. */
#define TEXT_BYTES_MAX 511u

/* In the order of the format. */
typedef enum gzip_phase {
    AT_MEMBER, /* the fixed header */
    AT_EXTRA_LENGTH,
    IN_EXTRA,
    IN_NAME,
    IN_COMMENT,
    AT_HEADER_CRC,
    IN_DATA,
    AT_TRAILER,
} gzip_phase;

typedef struct codec_gzip {
    og_codec base;
    const og_inflater *inflater;
    void *inflate;
    gzip_phase phase;
    uint64_t member_count;  /* begun */
    uint64_t member_offset; /* of the present one */
    uint8_t field[FIXED_HEADER_BYTES];
    size_t field_length; /* bytes of the field that are here */
    uint8_t flags;
    uint32_t text_length; /* of the extra field still to come, or of the name or comment so far */
    uint32_t header_crc, data_crc;
    uint32_t data_length; /* modulo 2^32, like the trailer's */
} codec_gzip;

static bool stop(codec_gzip *gzip, og_codec_state state, uint64_t offset, const char *text)
{
    og_codec_stop(&gzip->base, state, offset, text);
    return false;
}

/* Take header bytes, which count for the checksum of the header. */
static void take_header(codec_gzip *gzip, og_codec_io *io, size_t length)
{
    gzip->header_crc = gzip->inflater->crc32(gzip->header_crc, io->in, length);
    og_codec_take(&gzip->base, io, length);
}

/* Collect a field of `size` bytes; true when it is complete. */
static bool collect(codec_gzip *gzip, og_codec_io *io, size_t size, bool is_covered)
{
    const size_t missing = size - gzip->field_length;
    const size_t length = io->in_length < missing ? io->in_length : missing;
    for (size_t i = 0; i < length; i++)
        gzip->field[gzip->field_length++] = io->in[i];
    if (is_covered)
        take_header(gzip, io, length);
    else
        og_codec_take(&gzip->base, io, length);
    return gzip->field_length == size;
}

static uint32_t field_u16(const codec_gzip *gzip)
{
    return (uint32_t)gzip->field[0] | (uint32_t)gzip->field[1] << 8;
}

static uint32_t field_u32(const codec_gzip *gzip, size_t at)
{
    return (uint32_t)gzip->field[at] | (uint32_t)gzip->field[at + 1] << 8 |
           (uint32_t)gzip->field[at + 2] << 16 | (uint32_t)gzip->field[at + 3] << 24;
}

/* Go on to the first phase from `phase` that the flags ask for. */
static void enter(codec_gzip *gzip, gzip_phase phase)
{
    static const uint8_t flags[] = {
        [AT_EXTRA_LENGTH] = FLAG_EXTRA, [IN_EXTRA] = FLAG_EXTRA,           [IN_NAME] = FLAG_NAME,
        [IN_COMMENT] = FLAG_COMMENT,    [AT_HEADER_CRC] = FLAG_HEADER_CRC,
    };
    while (phase > AT_MEMBER && phase < IN_DATA && (gzip->flags & flags[phase]) == 0)
        phase++;
    gzip->phase = phase;
    gzip->field_length = 0;
    if (phase != IN_EXTRA)
        gzip->text_length = 0;
    if (phase == IN_DATA)
        gzip->inflater->restart(gzip->inflate);
}

/* Judge what is here of the magic, so that the answer does not wait for more bytes. */
static bool begins_member(codec_gzip *gzip)
{
    static const uint8_t magic[] = {0x1f, 0x8b};
    for (size_t i = 0; i < gzip->field_length && i < sizeof magic; i++) {
        if (gzip->field[i] == magic[i])
            continue;
        if (gzip->member_count == 0)
            return stop(gzip, OG_CODEC_CORRUPT, gzip->member_offset,
                        "the data does not begin with a gzip member");
        return stop(gzip, OG_CODEC_TRAILING, gzip->member_offset,
                    "there are bytes after the last gzip member");
    }
    if (gzip->field_length > 2 && gzip->field[2] != METHOD_DEFLATE)
        return stop(gzip, OG_CODEC_UNSUPPORTED, gzip->member_offset + 2,
                    "the compression method of a gzip member is not deflate");
    if (gzip->field_length > 3 && (gzip->field[3] & FLAGS_RESERVED) != 0)
        return stop(gzip, OG_CODEC_UNSUPPORTED, gzip->member_offset + 3,
                    "reserved flags are set in the header of a gzip member");
    return true;
}

static bool read_member(codec_gzip *gzip, og_codec_io *io)
{
    if (gzip->field_length == 0) {
        gzip->member_offset = gzip->base.offset;
        gzip->header_crc = 0;
        gzip->data_crc = 0;
        gzip->data_length = 0;
    }
    const bool is_complete = collect(gzip, io, FIXED_HEADER_BYTES, true);
    if (!begins_member(gzip) || !is_complete)
        return false;
    gzip->flags = gzip->field[3];
    gzip->member_count++;
    enter(gzip, AT_EXTRA_LENGTH);
    return true;
}

static bool read_extra_length(codec_gzip *gzip, og_codec_io *io)
{
    if (!collect(gzip, io, 2, true))
        return false;
    gzip->text_length = field_u16(gzip);
    enter(gzip, IN_EXTRA);
    return true;
}

static bool skip_extra(codec_gzip *gzip, og_codec_io *io)
{
    const size_t length = io->in_length < gzip->text_length ? io->in_length : gzip->text_length;
    take_header(gzip, io, length);
    gzip->text_length -= (uint32_t)length;
    if (gzip->text_length > 0)
        return false;
    enter(gzip, IN_NAME);
    return true;
}

static bool skip_text(codec_gzip *gzip, og_codec_io *io)
{
    size_t length = 0;
    bool is_complete = false;
    while (length < io->in_length && !is_complete) {
        is_complete = io->in[length++] == 0;
        if (!is_complete && ++gzip->text_length > TEXT_BYTES_MAX)
            return stop(gzip, OG_CODEC_UNSUPPORTED, gzip->member_offset,
                        "the name or comment of a gzip member is longer than 511 bytes");
    }
    take_header(gzip, io, length);
    if (!is_complete)
        return false;
    enter(gzip, (gzip_phase)(gzip->phase + 1));
    return true;
}

static bool read_header_crc(codec_gzip *gzip, og_codec_io *io)
{
    if (!collect(gzip, io, 2, false))
        return false;
    if (field_u16(gzip) != (gzip->header_crc & 0xffffu))
        return stop(gzip, OG_CODEC_CORRUPT, gzip->base.offset - 2,
                    "the checksum of the header of a gzip member is wrong");
    enter(gzip, IN_DATA);
    return true;
}

static bool read_trailer(codec_gzip *gzip, og_codec_io *io)
{
    if (!collect(gzip, io, TRAILER_BYTES, false))
        return false;
    const uint64_t offset = gzip->base.offset - TRAILER_BYTES;
    if (field_u32(gzip, 0) != gzip->data_crc)
        return stop(gzip, OG_CODEC_CORRUPT, offset,
                    "the checksum (CRC-32) of the data of a gzip member is wrong");
    if (field_u32(gzip, 4) != gzip->data_length)
        return stop(gzip, OG_CODEC_CORRUPT, offset + 4,
                    "the length in the trailer of a gzip member is wrong");
    enter(gzip, AT_MEMBER);
    return true;
}

static void end_data(codec_gzip *gzip, const og_inflate_rest *rest)
{
    enter(gzip, AT_TRAILER);
    for (size_t i = 0; i < rest->length; i++)
        gzip->field[gzip->field_length++] = rest->bytes[i];
}

/* *wants_more: nothing more can be done in this call. */
static ocigate_status read_data(codec_gzip *gzip, og_codec_io *io, bool *wants_more,
                                ocigate_error *err)
{
    const size_t in_before = io->in_length;
    const size_t out_before = io->out_length;
    og_inflate_rest rest = {.length = 0};
    const og_inflate_event event = gzip->inflater->step(gzip->inflate, io, &rest);
    const size_t written = io->out_length - out_before;
    gzip->base.offset += in_before - io->in_length;
    gzip->data_crc = gzip->inflater->crc32(gzip->data_crc, io->out + out_before, written);
    gzip->data_length += (uint32_t)(written & UINT32_MAX);
    switch (event) {
    case OG_INFLATE_END:
        end_data(gzip, &rest);
        return OCIGATE_OK;
    case OG_INFLATE_DAMAGED:
        (void)stop(gzip, OG_CODEC_CORRUPT, gzip->member_offset,
                   "the compressed data of a gzip member is damaged");
        return OCIGATE_OK;
    case OG_INFLATE_NO_MEMORY:
        return og_fail_memory(err);
    case OG_INFLATE_MORE:
        break;
    }
    *wants_more = io->in_length == 0 || io->out_length == io->out_capacity;
    if (!*wants_more && written == 0 && in_before == io->in_length)
        return og_fail(err, OCIGATE_ERROR_INTERNAL, 0, "%s makes no progress",
                       gzip->inflater->name);
    return OCIGATE_OK;
}

static ocigate_status step(og_codec *codec, og_codec_io *io, ocigate_error *err)
{
    static bool (*const readers[])(codec_gzip *, og_codec_io *) = {
        [AT_MEMBER] = read_member, [AT_EXTRA_LENGTH] = read_extra_length,
        [IN_EXTRA] = skip_extra,   [IN_NAME] = skip_text,
        [IN_COMMENT] = skip_text,  [AT_HEADER_CRC] = read_header_crc,
        [IN_DATA] = NULL,          [AT_TRAILER] = read_trailer,
    };
    codec_gzip *gzip = (codec_gzip *)codec;
    bool wants_more = false;
    while (!wants_more && codec->result.state == OG_CODEC_GOOD) {
        if (gzip->phase == IN_DATA)
            OG_TRY(read_data(gzip, io, &wants_more, err));
        else
            wants_more = !readers[gzip->phase](gzip, io);
    }
    return OCIGATE_OK;
}

static void finish(const og_codec *codec, og_codec_result *result)
{
    const codec_gzip *gzip = (const codec_gzip *)codec;
    const char *text = NULL;
    if (gzip->phase == AT_MEMBER && gzip->field_length == 0) {
        if (gzip->member_count > 0)
            return;
        text = "there is no gzip member";
    } else if (gzip->phase < IN_DATA) {
        text = "the data ends inside the header of a gzip member";
    } else if (gzip->phase == IN_DATA) {
        text = "the data ends inside the compressed data of a gzip member";
    } else {
        text = "the data ends inside the trailer of a gzip member";
    }
    *result = (og_codec_result){.state = OG_CODEC_TRUNCATED, .text = text, .offset = codec->offset};
}

static ocigate_status start(og_codec *codec, ocigate_error *err)
{
    (void)err;
    codec_gzip *gzip = (codec_gzip *)codec;
    gzip->member_count = 0;
    gzip->member_offset = 0;
    enter(gzip, AT_MEMBER);
    return OCIGATE_OK;
}

static void destroy(og_codec *codec)
{
    codec_gzip *gzip = (codec_gzip *)codec;
    gzip->inflater->destroy(gzip->inflate);
    free(gzip);
}

ocigate_status og_codec_new_gzip(const og_inflater *inflater, og_codec **out, ocigate_error *err)
{
    static const og_codec_kind kind = {
        .free = destroy, .start = start, .step = step, .finish = finish};
    codec_gzip *gzip = calloc(1, sizeof *gzip);
    if (gzip == NULL)
        return og_fail_memory(err);
    gzip->base.kind = &kind;
    gzip->inflater = inflater;
    gzip->inflate = inflater->create();
    if (gzip->inflate == NULL) {
        free(gzip);
        return og_fail_memory(err);
    }
    const ocigate_status status = og_codec_start(&gzip->base, err);
    if (status < 0) {
        destroy(&gzip->base);
        return status;
    }
    *out = &gzip->base;
    return OCIGATE_OK;
}
