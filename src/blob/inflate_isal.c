#include "blob/codec_internal.h"

#include <isa-l.h>
#include <stdlib.h>
#include <string.h>

#define CALL_BYTES_MAX ((size_t)1 << 30) /* ISA-L counts in 32 bits, and some of them signed */

#define TEXT_OF(value) #value
#define TEXT(value) TEXT_OF(value)

static void *create(void)
{
    return calloc(1, sizeof(struct inflate_state));
}

static void destroy(void *state)
{
    free(state);
}

static void restart(void *state)
{
    struct inflate_state *inflate = state;
    isal_inflate_init(inflate);
    inflate->crc_flag = ISAL_DEFLATE;
}

/* ISA-L keeps what it has read ahead as bits; the whole bytes of it belong to what follows. */
static void give_rest(struct inflate_state *inflate, og_inflate_rest *rest)
{
    if (inflate->read_in_length < 0)
        inflate->read_in_length = 0;
    uint64_t bits = inflate->read_in >> (inflate->read_in_length % 8);
    rest->length = (size_t)inflate->read_in_length / 8;
    if (rest->length > OG_INFLATE_REST_BYTES)
        rest->length = OG_INFLATE_REST_BYTES;
    for (size_t i = 0; i < rest->length; i++) {
        rest->bytes[i] = (uint8_t)(bits & 0xff);
        bits >>= 8;
    }
    inflate->read_in_length = 0;
}

static og_inflate_event step(void *state, og_codec_io *io, og_inflate_rest *rest)
{
    struct inflate_state *inflate = state;
    const size_t room = io->out_capacity - io->out_length;
    const uint32_t in_length =
        (uint32_t)(io->in_length < CALL_BYTES_MAX ? io->in_length : CALL_BYTES_MAX);
    const uint32_t out_length = (uint32_t)(room < CALL_BYTES_MAX ? room : CALL_BYTES_MAX);
    memcpy(&inflate->next_in, &io->in, sizeof inflate->next_in); /* const in all but its type */
    inflate->avail_in = in_length;
    inflate->next_out = io->out + io->out_length;
    inflate->avail_out = out_length;
    const int code = isal_inflate(inflate);
    io->in += in_length - inflate->avail_in;
    io->in_length -= in_length - inflate->avail_in;
    rest->length = 0;
    /* Where it stopped behind the last good byte is not known: the pointer moves before the
       distance of a match is checked. So nothing of this call counts. */
    if (code < ISAL_DECOMP_OK)
        return OG_INFLATE_DAMAGED;
    io->out_length += out_length - inflate->avail_out;
    if (inflate->block_state != ISAL_BLOCK_FINISH)
        return OG_INFLATE_MORE;
    give_rest(inflate, rest);
    return OG_INFLATE_END;
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
