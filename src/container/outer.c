#include "container/outer.h"

#include "base/error.h"
#include "blob/codec.h"
#include "blob/stage.h"
#include "container/outer_archive.h"

#include <stdlib.h>
#include <string.h>

/* Handing the decoding over is worth it once so much was read, and more came. */
#define HELP_BYTES ((uint64_t)1 << 20)

struct og_outer {
    og_stream *stream;
    og_crew *crew;
    og_arena *arena;
    og_defects *defects;
    og_compression compression;
    uint8_t *stored;     /* OG_READ_BYTES; for plain archives what is handed out */
    const uint8_t *next; /* stored bytes that were read and not decoded yet */
    size_t left;
    uint8_t *plain; /* OG_READ_BYTES, for the codecs */
    og_codec *codec;
    og_stage *stage; /* which decodes from then on; NULL: nobody helps */
    bool has_piece;  /* of the stage, handed out */
    og_outer_archive *archive;
    bool is_at_end;  /* nothing more is handed out */
    bool is_drained; /* the stored bytes have ended */
    bool is_damaged;
    bool has_more; /* the codec filled its last buffer: it may hold more without further input */
};

/* The first bytes, as many as sniffing needs, or all there are. */
static ocigate_status read_first(og_outer *outer, ocigate_error *err)
{
    outer->next = outer->stored;
    while (outer->left < OG_COMPRESSION_SNIFF_BYTES) {
        size_t length = 0;
        OG_TRY(og_stream_read(outer->stream, outer->stored + outer->left,
                              OG_READ_BYTES - outer->left, &length, err));
        if (length == 0) {
            outer->is_drained = true;
            break;
        }
        outer->left += length;
    }
    return OCIGATE_OK;
}

static ocigate_status open_decoder(og_outer *outer, const og_limits *limits, ocigate_error *err)
{
    outer->compression = og_compression_sniff(outer->stored, outer->left);
    switch (outer->compression) {
    case OG_COMPRESSION_NONE:
        return OCIGATE_OK;
    case OG_COMPRESSION_GZIP:
    case OG_COMPRESSION_ZSTD:
        outer->plain = malloc(OG_READ_BYTES);
        if (outer->plain == NULL)
            return og_fail_memory(err);
        OG_TRY(og_codec_new(outer->compression, limits, &outer->codec, err));
        return og_codec_start(outer->codec, err);
    case OG_COMPRESSION_XZ:
    case OG_COMPRESSION_BZIP2:
        return og_outer_archive_open(outer->compression, outer->stream, outer->stored, outer->left,
                                     &outer->archive, err);
    }
    return OCIGATE_OK;
}

ocigate_status og_outer_open(og_stream *stream, const og_limits *limits, og_crew *crew,
                             og_arena *arena, og_defects *defects, og_outer **out,
                             ocigate_error *err)
{
    og_outer *outer = calloc(1, sizeof *outer);
    if (outer == NULL)
        return og_fail_memory(err);
    *outer = (og_outer){.stream = stream, .crew = crew, .arena = arena, .defects = defects};
    outer->stored = malloc(OG_READ_BYTES);
    ocigate_status status = outer->stored == NULL ? og_fail_memory(err) : OCIGATE_OK;
    if (status == OCIGATE_OK)
        status = read_first(outer, err);
    if (status == OCIGATE_OK)
        status = open_decoder(outer, limits, err);
    if (status < 0) {
        og_outer_close(outer);
        return status;
    }
    *out = outer;
    return OCIGATE_OK;
}

void og_outer_close(og_outer *outer)
{
    if (outer == NULL)
        return;
    og_outer_archive_close(outer->archive);
    og_stage_free(outer->stage);
    og_codec_free(outer->codec);
    free(outer->plain);
    free(outer->stored);
    free(outer);
}

og_compression og_outer_compression(const og_outer *outer)
{
    return outer->compression;
}

bool og_outer_can_jump(const og_outer *outer)
{
    return outer->compression == OG_COMPRESSION_NONE && outer->stream->can_jump;
}

ocigate_status og_outer_jump(og_outer *outer, uint64_t length, uint64_t *passed, ocigate_error *err)
{
    *passed = 0;
    if (outer->left > 0 || outer->is_drained || outer->is_at_end)
        return OCIGATE_OK;
    return og_stream_jump(outer->stream, length, passed, err);
}

bool og_outer_is_complete(const og_outer *outer)
{
    return outer->is_at_end && !outer->is_damaged;
}

static void note_defect(og_outer *outer, const og_codec_result *result)
{
    static const og_defect_kind kinds[] = {
        [OG_CODEC_CORRUPT] = OG_DEFECT_CODEC_CORRUPT,
        [OG_CODEC_TRUNCATED] = OG_DEFECT_CODEC_TRUNCATED,
        [OG_CODEC_TRAILING] = OG_DEFECT_CODEC_TRAILING,
        [OG_CODEC_UNSUPPORTED] = OG_DEFECT_CODEC_UNSUPPORTED,
        [OG_CODEC_LIMIT] = OG_DEFECT_LIMIT,
    };
    outer->is_damaged = true;
    outer->is_at_end = true;
    og_defect *defect = og_defect_add(outer->defects, outer->arena, kinds[result->state], "%s: %s",
                                      og_compression_name(outer->compression), result->text);
    if (defect != NULL) {
        defect->offset = result->offset;
        defect->has_offset = true;
    }
}

/* More stored bytes into the buffer, when it is used up. */
static ocigate_status refill(og_outer *outer, ocigate_error *err)
{
    if (outer->left > 0 || outer->is_drained)
        return OCIGATE_OK;
    outer->next = outer->stored;
    OG_TRY(og_stream_read(outer->stream, outer->stored, OG_READ_BYTES, &outer->left, err));
    outer->is_drained = outer->left == 0;
    return OCIGATE_OK;
}

static ocigate_status next_stored(og_outer *outer, const uint8_t **bytes, size_t *length,
                                  ocigate_error *err)
{
    OG_TRY(refill(outer, err));
    *bytes = outer->next;
    *length = outer->left;
    outer->left = 0;
    outer->is_at_end = *length == 0;
    return OCIGATE_OK;
}

/* Between two calls of the codec. */
static ocigate_status ask_help(og_outer *outer, ocigate_error *err)
{
    if (og_crew_threads(outer->crew) == 1 || outer->left > 0 || outer->has_more ||
        outer->is_drained || outer->stream->bytes_read < HELP_BYTES)
        return OCIGATE_OK;
    og_stage *stage = NULL;
    OG_TRY(og_stage_new(&stage, err));
    if (og_stage_decode(stage, outer->crew, outer->codec)) {
        outer->stage = stage;
        return OCIGATE_OK;
    }
    og_stage_free(stage);
    outer->crew = NULL; /* not asked again */
    return OCIGATE_OK;
}

/* Stored bytes into a slot of the stage. */
static ocigate_status fill(og_outer *outer, uint8_t *room, ocigate_error *err)
{
    size_t length = 0;
    OG_TRY(og_stream_read(outer->stream, room, OG_STAGE_SLOT_BYTES, &length, err));
    if (length > 0)
        og_stage_put(outer->stage, length);
    else
        og_stage_close(outer->stage);
    outer->is_drained = length == 0;
    return OCIGATE_OK;
}

static ocigate_status end_stage(og_outer *outer, ocigate_error *err)
{
    og_codec_result result = {.state = OG_CODEC_GOOD};
    OG_TRY(og_stage_end(outer->stage, err));
    outer->is_at_end = true;
    og_codec_finish(outer->codec, &result);
    if (result.state != OG_CODEC_GOOD)
        note_defect(outer, &result);
    return OCIGATE_OK;
}

static ocigate_status next_piece(og_outer *outer, const uint8_t **bytes, size_t *length,
                                 ocigate_error *err)
{
    if (outer->has_piece)
        og_stage_drop(outer->stage);
    outer->has_piece = false;
    for (;;) {
        const bool is_done = og_stage_is_done(outer->stage); /* before the last piece is taken */
        og_stage_piece piece;
        outer->has_piece = og_stage_take(outer->stage, &piece);
        if (outer->has_piece) {
            *bytes = piece.bytes;
            *length = piece.length;
            if (piece.result.state != OG_CODEC_GOOD)
                note_defect(outer, &piece.result);
            return OCIGATE_OK;
        }
        if (is_done)
            return end_stage(outer, err);
        uint8_t *room = outer->is_drained ? NULL : og_stage_room(outer->stage);
        if (room != NULL)
            OG_TRY(fill(outer, room, err));
        else
            og_stage_wait(outer->stage);
    }
}

static ocigate_status next_decoded(og_outer *outer, const uint8_t **bytes, size_t *length,
                                   ocigate_error *err)
{
    og_codec_result result = {.state = OG_CODEC_GOOD};
    size_t made = 0;
    while (made == 0) {
        OG_TRY(outer->has_more ? OCIGATE_OK : refill(outer, err));
        if (outer->is_drained && outer->left == 0 && !outer->has_more) {
            og_codec_finish(outer->codec, &result);
            outer->is_at_end = true;
            if (result.state != OG_CODEC_GOOD)
                note_defect(outer, &result);
            return OCIGATE_OK;
        }
        OG_TRY(og_codec_step(outer->codec, &outer->next, &outer->left, outer->plain, OG_READ_BYTES,
                             &made, &result, err));
        outer->has_more = made == OG_READ_BYTES;
        if (result.state != OG_CODEC_GOOD) {
            note_defect(outer, &result);
            break;
        }
    }
    *bytes = outer->plain;
    *length = made;
    return OCIGATE_OK;
}

static ocigate_status next_archive(og_outer *outer, const uint8_t **bytes, size_t *length,
                                   ocigate_error *err)
{
    og_codec_result result;
    do {
        OG_TRY(og_outer_archive_next(outer->archive, bytes, length, &result, err));
        if (result.state != OG_CODEC_GOOD)
            note_defect(outer, &result);
        else
            outer->is_at_end = *length == 0;
    } while (*length == 0 && !outer->is_at_end);
    return OCIGATE_OK;
}

ocigate_status og_outer_next(og_outer *outer, const uint8_t **bytes, size_t *length,
                             ocigate_error *err)
{
    *length = 0;
    if (outer->is_at_end)
        return OCIGATE_OK;
    if (outer->codec != NULL) {
        if (outer->stage == NULL)
            OG_TRY(ask_help(outer, err));
        return outer->stage != NULL ? next_piece(outer, bytes, length, err)
                                    : next_decoded(outer, bytes, length, err);
    }
    if (outer->archive != NULL)
        return next_archive(outer, bytes, length, err);
    return next_stored(outer, bytes, length, err);
}
