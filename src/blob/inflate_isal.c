/* ISA-L, one deflate block at a time.

   ISA-L decodes blocks whose codes are incomplete, which zlib and Go refuse. So every header goes
   through deflate_header.c first, and ISA-L must stop behind every block: in the bits that it gets,
   every block is marked as the last one; the true mark is kept here.

   ISA-L decodes into tmp_out_buffer first, behind the last 32 KiB, to which matches reach back;
   when that is full, straight into the room of the caller. It puts the history back into
   tmp_out_buffer at the end of a call, but not at the end of what it takes for the last block:
   there it is done here. */
#include "blob/codec_internal.h"
#include "blob/deflate_header.h"

#include <isa-l.h>
#include <stdlib.h>
#include <string.h>

#define CALL_BYTES_MAX ((size_t)1 << 30) /* ISA-L counts in 32 bits, and some of them signed */
#define HISTORY_BYTES ((size_t)ISAL_DEF_HIST_SIZE)
#define KEPT_BYTES_MAX (2 * HISTORY_BYTES)  /* from there on ISA-L calls tmp_out_buffer full */
#define KEPT_ROOM_LEAST (HISTORY_BYTES / 2) /* what moving the history down has to gain */

#define TEXT_OF(value) #value
#define TEXT(value) TEXT_OF(value)

typedef struct inflater {
    struct inflate_state isal;
    og_deflate_header header;
    bool is_in_block; /* the header is whole; ISA-L may still have to read it */
    bool is_marked;   /* ISA-L has the first bit of the block, as that of a last one */
    bool is_doomed;   /* ISA-L has seen damage that zlib does not see before further bits */
    bool is_kept;     /* what tmp_out_buffer holds ends with the history */
    size_t history;   /* bytes that a match may reach back to, at most HISTORY_BYTES */
} inflater;

static void *create(void)
{
    return calloc(1, sizeof(inflater));
}

static void destroy(void *state)
{
    free(state);
}

static void begin_header(inflater *inflate)
{
    struct inflate_state *isal = &inflate->isal;
    isal->block_state = ISAL_BLOCK_NEW_HDR;
    og_deflate_header_begin(&inflate->header, isal->read_in, (unsigned)isal->read_in_length);
    isal->read_in = inflate->header.input.bits; /* without what may lie above */
    inflate->is_in_block = false;
    inflate->is_marked = false;
}

static void restart(void *state)
{
    inflater *inflate = state;
    isal_inflate_init(&inflate->isal);
    inflate->isal.crc_flag = ISAL_DEFLATE;
    inflate->is_doomed = false;
    inflate->is_kept = true;
    inflate->history = 0;
    begin_header(inflate);
}

/* ISA-L keeps what it has read ahead as bits; the whole bytes of it belong to what follows. */
static void give_rest(struct inflate_state *isal, og_inflate_rest *rest)
{
    uint64_t bits = isal->read_in >> (isal->read_in_length % 8);
    rest->length = (size_t)isal->read_in_length / 8;
    if (rest->length > OG_INFLATE_REST_BYTES)
        rest->length = OG_INFLATE_REST_BYTES;
    for (size_t i = 0; i < rest->length; i++) {
        rest->bytes[i] = (uint8_t)(bits & 0xff);
        bits >>= 8;
    }
    isal->read_in_length = 0;
}

static void count_output(inflater *inflate, og_codec_io *io, size_t length)
{
    io->out_length += length;
    inflate->history += length;
    if (inflate->history > HISTORY_BYTES)
        inflate->history = HISTORY_BYTES;
}

/* What ISA-L has decoded beyond the room of an earlier call. True when nothing of it is left. */
static bool drain(inflater *inflate, og_codec_io *io)
{
    struct inflate_state *isal = &inflate->isal;
    const size_t pending = (size_t)(isal->tmp_out_valid - isal->tmp_out_processed);
    const size_t room = io->out_capacity - io->out_length;
    const size_t length = pending < room ? pending : room;
    if (length > 0)
        memcpy(io->out + io->out_length, isal->tmp_out_buffer + isal->tmp_out_processed, length);
    isal->tmp_out_processed += (int32_t)length;
    count_output(inflate, io, length);
    return length == pending;
}

/* Put the history where ISA-L looks for it, `end` being where it ends now, and what is pending
   behind it. */
static void keep(inflater *inflate, const uint8_t *end)
{
    struct inflate_state *isal = &inflate->isal;
    const size_t pending = (size_t)(isal->tmp_out_valid - isal->tmp_out_processed);
    uint8_t *kept = isal->tmp_out_buffer;
    const uint8_t *from = kept + isal->tmp_out_processed;
    if (end == from) {
        memmove(kept, end - inflate->history, inflate->history + pending);
    } else {
        memmove(kept + inflate->history, from, pending);
        if (inflate->history > 0)
            memcpy(kept, end - inflate->history, inflate->history);
    }
    isal->tmp_out_processed = (int32_t)inflate->history;
    isal->tmp_out_valid = (int32_t)(inflate->history + pending);
    inflate->is_kept = true;
}

/* The room that ISA-L gets; nothing is pending. Straight into it, ISA-L sees no history but what it
   has put there before, so that has to be all of it: at most HISTORY_BYTES may be kept, or the room
   must not go beyond tmp_out_buffer. */
static size_t prepare_room(inflater *inflate, const og_codec_io *io)
{
    struct inflate_state *isal = &inflate->isal;
    size_t room = io->out_capacity - io->out_length;
    if (room > CALL_BYTES_MAX)
        room = CALL_BYTES_MAX;
    if (!inflate->is_kept)
        keep(inflate, io->out + io->out_length);
    const size_t kept = (size_t)isal->tmp_out_valid;
    if (kept <= HISTORY_BYTES || kept + room <= KEPT_BYTES_MAX)
        return room;
    if (kept + KEPT_ROOM_LEAST <= KEPT_BYTES_MAX)
        return KEPT_BYTES_MAX - kept;
    keep(inflate, isal->tmp_out_buffer + kept);
    return room;
}

static bool is_block_over(const struct inflate_state *isal)
{
    return isal->block_state == ISAL_BLOCK_INPUT_DONE || isal->block_state == ISAL_BLOCK_FINISH;
}

/* Mark the block as the last one. The mark lies in the bits that ISA-L has read ahead, or in the
   next byte, which becomes such bits: the bytes of the caller stay as they are. */
static void mark_last(inflater *inflate, og_codec_io *io)
{
    struct inflate_state *isal = &inflate->isal;
    if (isal->read_in_length == 0) {
        isal->read_in = *io->in++;
        isal->read_in_length = 8;
        io->in_length--;
    }
    isal->read_in |= 1;
    inflate->is_marked = true;
}

/* ISA-L refuses a symbol that cannot be before its last bit is there, and leaves it unread; zlib
   waits for that bit. The symbols: the distances 30 and 31 of the fixed code (11110 and 11111), the
   lengths 286 and 287 (11000110 and 11000111), and in a dynamic block one bit that stands for no
   distance. */
static bool is_symbol_whole(const inflater *inflate, const og_codec_io *io)
{
    const struct inflate_state *isal = &inflate->isal;
    int32_t needed = 1;
    if (inflate->header.type == OG_DEFLATE_FIXED)
        needed = (isal->read_in & 0xfu) == 0xfu ? 5 : 8;
    return io->in_length > 0 || isal->read_in_length >= needed;
}

/* One call of ISA-L. OG_INFLATE_END: of the block, or its room is full; go on. */
static og_inflate_event decode(inflater *inflate, og_codec_io *io)
{
    struct inflate_state *isal = &inflate->isal;
    const size_t room = prepare_room(inflate, io);
    if (!inflate->is_marked)
        mark_last(inflate, io);
    const size_t in_length = io->in_length < CALL_BYTES_MAX ? io->in_length : CALL_BYTES_MAX;
    const int32_t processed = isal->tmp_out_processed;
    memcpy(&isal->next_in, &io->in, sizeof isal->next_in); /* const in all but its type */
    isal->avail_in = (uint32_t)in_length;
    isal->next_out = io->out + io->out_length;
    isal->avail_out = (uint32_t)room;
    isal->total_out = (uint32_t)inflate->history; /* ISA-L's own count overflows at 4 GiB */
    const int code = isal_inflate(isal);
    io->in += in_length - isal->avail_in;
    io->in_length -= in_length - isal->avail_in;
    /* Where it stopped behind the last good byte is not known: the pointer moves before the
       distance of a match is checked. So nothing of this call counts. */
    if (code < ISAL_DECOMP_OK) {
        if (inflate->is_in_block && (code != ISAL_INVALID_SYMBOL || is_symbol_whole(inflate, io)))
            return OG_INFLATE_DAMAGED;
        inflate->is_doomed = true;
        io->in += io->in_length;
        io->in_length = 0;
        return OG_INFLATE_MORE;
    }
    const size_t written = room - isal->avail_out;
    count_output(inflate, io, written);
    if (is_block_over(isal)) {
        inflate->is_kept = written == (size_t)(isal->tmp_out_processed - processed);
        if (!inflate->is_kept && isal->tmp_out_valid > isal->tmp_out_processed)
            keep(inflate, io->out + io->out_length);
        return OG_INFLATE_END;
    }
    return isal->avail_out > 0 && io->in_length == 0 ? OG_INFLATE_MORE : OG_INFLATE_END;
}

/* Behind a block. */
static og_inflate_event end_block(inflater *inflate, og_inflate_rest *rest)
{
    if (!inflate->header.is_last) {
        begin_header(inflate);
        return OG_INFLATE_MORE;
    }
    give_rest(&inflate->isal, rest);
    return OG_INFLATE_END;
}

static og_inflate_event decode_blocks(inflater *inflate, og_codec_io *io, og_inflate_rest *rest)
{
    og_inflate_event event = OG_INFLATE_END;
    while (event == OG_INFLATE_END) {
        if (!drain(inflate, io))
            return OG_INFLATE_MORE;
        if (is_block_over(&inflate->isal) && end_block(inflate, rest) == OG_INFLATE_END)
            return OG_INFLATE_END;
        if (io->out_length == io->out_capacity)
            return OG_INFLATE_MORE;
        if (!inflate->is_in_block) {
            const og_deflate_event header =
                og_deflate_header_read(&inflate->header, io->in, io->in_length);
            if (header == OG_DEFLATE_REFUSED)
                return OG_INFLATE_DAMAGED;
            inflate->is_in_block = header == OG_DEFLATE_WHOLE;
            if (!inflate->is_in_block && io->in_length == 0)
                return OG_INFLATE_MORE;
        }
        event = decode(inflate, io);
    }
    return event;
}

/* In a symbol, one bit is missing. A header is for deflate_header.c to refuse. */
static og_inflate_event await_damage(inflater *inflate, og_codec_io *io)
{
    if (io->in_length == 0)
        return OG_INFLATE_MORE;
    if (inflate->is_in_block ||
        og_deflate_header_read(&inflate->header, io->in, io->in_length) != OG_DEFLATE_MORE)
        return OG_INFLATE_DAMAGED;
    io->in += io->in_length;
    io->in_length = 0;
    return OG_INFLATE_MORE;
}

static og_inflate_event step(void *state, og_codec_io *io, og_inflate_rest *rest)
{
    inflater *inflate = state;
    rest->length = 0;
    if (inflate->is_doomed)
        return await_damage(inflate, io);
    const og_inflate_event event = decode_blocks(inflate, io, rest);
    if (event == OG_INFLATE_MORE && !inflate->is_kept)
        keep(inflate, io->out + io->out_length);
    return event;
}

static uint32_t checksum(uint32_t crc, const uint8_t *bytes, size_t length)
{
    return crc32_gzip_refl(crc, bytes, length);
}

const og_inflater og_inflater_isal = {
    .name = "isa-l " TEXT(ISAL_MAJOR_VERSION) "." TEXT(ISAL_MINOR_VERSION),
    .create = create,
    .destroy = destroy,
    .restart = restart,
    .step = step,
    .crc32 = checksum,
};
