#define _DEFAULT_SOURCE
#include "blob/deflate_header.h"

#include <endian.h>
#include <string.h>

#define CODE_BITS_MAX 15u
#define LONGEST_LENGTH_CODE OG_DEFLATE_LENGTH_CODE_BITS
#define LENGTH_CODE_MASK ((1u << LONGEST_LENGTH_CODE) - 1)
#define MOST_EXTRA_BITS 7u
#define END_OF_BLOCK 256u
#define REPEAT_PREVIOUS 16u /* the first symbol that is no length */

typedef enum header_step { STEP_ON, STEP_MORE, STEP_WHOLE, STEP_REFUSED } header_step;

static header_step refuse(og_deflate_header *header, const char *text)
{
    header->text = text;
    return STEP_REFUSED;
}

void og_deflate_header_begin(og_deflate_header *header, uint64_t bits, unsigned bit_count)
{
    header->text = NULL;
    header->is_last = false;
    header->phase = OG_DEFLATE_AT_TYPE;
    header->input.bits = bit_count < 64 ? bits & ((UINT64_C(1) << bit_count) - 1) : bits;
    header->input.count = bit_count;
}

/* To be called with less than 56 bits: at least as many are there then, or all. */
static void fill(og_deflate_bits *in)
{
    if (in->end - in->next >= 8) {
        uint64_t word = 0;
        memcpy(&word, in->next, sizeof word);
        const unsigned bytes = (63 - in->count) / 8;
        word = le64toh(word) & ((UINT64_C(1) << bytes * 8) - 1);
        in->bits |= word << in->count;
        in->count += bytes * 8;
        in->next += bytes;
        return;
    }
    while (in->count < 56 && in->next < in->end) {
        in->bits |= (uint64_t)*in->next++ << in->count;
        in->count += 8;
    }
}

static bool has_bits(og_deflate_bits *in, unsigned count)
{
    if (in->count < count)
        fill(in);
    return in->count >= count;
}

static unsigned take(og_deflate_bits *in, unsigned count)
{
    const unsigned value = (unsigned)(in->bits & ((UINT64_C(1) << count) - 1));
    in->bits >>= count;
    in->count -= count;
    return value;
}

static header_step read_type(og_deflate_header *header)
{
    og_deflate_bits *in = &header->input;
    static const og_deflate_phase next[] = {
        [OG_DEFLATE_STORED] = OG_DEFLATE_AT_STORED_LENGTH,
        [OG_DEFLATE_FIXED] = OG_DEFLATE_AT_END,
        [OG_DEFLATE_DYNAMIC] = OG_DEFLATE_AT_COUNTS,
    };
    if (!has_bits(in, 3))
        return STEP_MORE;
    header->is_last = take(in, 1) == 1;
    const unsigned type = take(in, 2);
    if (type > OG_DEFLATE_DYNAMIC)
        return refuse(header, "the type of a block is 3");
    header->type = (og_deflate_type)type;
    header->phase = next[type];
    return header->phase == OG_DEFLATE_AT_END ? STEP_WHOLE : STEP_ON;
}

static header_step read_stored_length(og_deflate_header *header)
{
    og_deflate_bits *in = &header->input;
    if (!has_bits(in, in->count % 8 + 32))
        return STEP_MORE;
    (void)take(in, in->count % 8);
    const unsigned length = take(in, 16);
    const unsigned complement = take(in, 16);
    if ((length ^ complement) != 0xffffu)
        return refuse(header, "the length of a stored block and its complement differ");
    header->phase = OG_DEFLATE_AT_END;
    return STEP_WHOLE;
}

static header_step read_counts(og_deflate_header *header)
{
    og_deflate_bits *in = &header->input;
    if (!has_bits(in, 14))
        return STEP_MORE;
    header->literal_count = take(in, 5) + 257;
    header->distance_count = take(in, 5) + 1;
    header->code_length_count = take(in, 4) + 4;
    if (header->literal_count > OG_DEFLATE_LITERALS_MAX)
        return refuse(header, "a block has more than 286 literal and length symbols");
    if (header->distance_count > OG_DEFLATE_DISTANCES_MAX)
        return refuse(header, "a block has more than 30 distance symbols");
    memset(header->code_lengths, 0, sizeof header->code_lengths);
    header->length_count = 0;
    header->phase = OG_DEFLATE_IN_CODE_LENGTHS;
    return STEP_ON;
}

typedef enum code_set {
    SET_COMPLETE,
    SET_EMPTY,
    SET_SINGLE, /* one code, of one bit */
    SET_INCOMPLETE,
    SET_OVERSUBSCRIBED,
} code_set;

/* By how much of the code space the codes take (Kraft's sum). The lengths are at most
   CODE_BITS_MAX; without a branch on each, since they follow no order. */
static code_set judge_codes(const uint8_t *lengths, size_t count)
{
    static const uint32_t shares[CODE_BITS_MAX + 1] = {
        0,       1u << 14, 1u << 13, 1u << 12, 1u << 11, 1u << 10, 1u << 9, 1u << 8,
        1u << 7, 1u << 6,  1u << 5,  1u << 4,  1u << 3,  1u << 2,  1u << 1, 1u,
    };
    const uint32_t space = UINT32_C(1) << CODE_BITS_MAX;
    uint32_t used = 0;
    unsigned codes = 0;
    for (size_t i = 0; i < count; i++) {
        used += shares[lengths[i]];
        codes += lengths[i] != 0;
    }
    if (codes == 0)
        return SET_EMPTY;
    if (used == space)
        return SET_COMPLETE;
    if (used > space)
        return SET_OVERSUBSCRIBED;
    return codes == 1 && used == space / 2 ? SET_SINGLE : SET_INCOMPLETE;
}

/* The symbols 16 to 18 say that a length comes again. */
static og_deflate_code describe(unsigned symbol, unsigned bits)
{
    static const struct {
        uint8_t extra, least;
    } repeats[] = {{2, 3}, {3, 3}, {7, 11}};
    og_deflate_code code = {.symbol = (uint8_t)symbol, .bits = (uint8_t)bits};
    if (symbol >= REPEAT_PREVIOUS) {
        code.extra = repeats[symbol - REPEAT_PREVIOUS].extra;
        code.least = repeats[symbol - REPEAT_PREVIOUS].least;
    }
    return code;
}

/* Codes are numbered by length, then by symbol, and lie in the data highest bit first. */
static void make_codes(og_deflate_header *header)
{
    unsigned code = 0;
    for (unsigned bits = 1; bits <= LONGEST_LENGTH_CODE; bits++) {
        for (unsigned symbol = 0; symbol < OG_DEFLATE_CODE_LENGTHS; symbol++) {
            if (header->code_lengths[symbol] != bits)
                continue;
            const og_deflate_code described = describe(symbol, bits);
            unsigned at = 0;
            for (unsigned i = 0; i < bits; i++)
                at |= (code >> i & 1) << (bits - 1 - i);
            for (; at < 1u << LONGEST_LENGTH_CODE; at += 1u << bits)
                header->codes[at] = described;
            code++;
        }
        code <<= 1;
    }
}

static header_step read_code_lengths(og_deflate_header *header)
{
    static const uint8_t order[OG_DEFLATE_CODE_LENGTHS] = {
        16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
    };
    og_deflate_bits in = header->input;
    while (header->length_count < header->code_length_count && has_bits(&in, 3))
        header->code_lengths[order[header->length_count++]] = (uint8_t)take(&in, 3);
    header->input = in;
    if (header->length_count < header->code_length_count)
        return STEP_MORE;
    switch (judge_codes(header->code_lengths, OG_DEFLATE_CODE_LENGTHS)) {
    case SET_COMPLETE:
        make_codes(header);
        break;
    case SET_EMPTY:
        /* zlib reads on, every bit as a length of 0, and then misses the end-of-block code. To
           refuse it here would call data corrupt that zlib calls cut. */
        for (size_t i = 0; i < sizeof header->codes / sizeof header->codes[0]; i++)
            header->codes[i] = describe(0, 1);
        break;
    case SET_OVERSUBSCRIBED:
        return refuse(header, "the code of the code lengths is over-subscribed");
    case SET_SINGLE:
    case SET_INCOMPLETE:
        return refuse(header, "the code of the code lengths is incomplete");
    }
    header->length_count = 0;
    header->phase = OG_DEFLATE_IN_LENGTHS;
    return STEP_ON;
}

static header_step judge_lengths(og_deflate_header *header)
{
    if (header->lengths[END_OF_BLOCK] == 0)
        return refuse(header, "a block has no end-of-block code");
    const code_set literals = judge_codes(header->lengths, header->literal_count);
    if (literals == SET_OVERSUBSCRIBED)
        return refuse(header, "the literal and length code is over-subscribed");
    if (literals == SET_INCOMPLETE)
        return refuse(header, "the literal and length code is incomplete");
    const code_set distances =
        judge_codes(header->lengths + header->literal_count, header->distance_count);
    if (distances == SET_OVERSUBSCRIBED)
        return refuse(header, "the distance code is over-subscribed");
    if (distances == SET_INCOMPLETE)
        return refuse(header, "the distance code is incomplete");
    header->phase = OG_DEFLATE_AT_END;
    return STEP_WHOLE;
}

/* There is room for whole strides: no call for the few bytes that most repeats are. */
static void repeat(uint8_t *lengths, uint8_t length, unsigned times)
{
    for (unsigned i = 0; i < times; i += OG_DEFLATE_STRIDE)
        memset(lengths + i, length, OG_DEFLATE_STRIDE);
}

static header_step read_lengths(og_deflate_header *header)
{
    const unsigned count = header->literal_count + header->distance_count;
    og_deflate_bits in = header->input; /* a copy, which no store of a length can change */
    uint8_t *lengths = header->lengths;
    unsigned at = header->length_count;
    while (at < count) {
        if (in.count < LONGEST_LENGTH_CODE + MOST_EXTRA_BITS)
            fill(&in);
        const og_deflate_code code = header->codes[in.bits & LENGTH_CODE_MASK];
        if (code.bits + code.extra > in.count) {
            header->input = in;
            header->length_count = at;
            return STEP_MORE;
        }
        (void)take(&in, code.bits);
        if (code.symbol < REPEAT_PREVIOUS) {
            lengths[at++] = code.symbol;
            continue;
        }
        const unsigned times = code.least + take(&in, code.extra);
        const bool is_previous = code.symbol == REPEAT_PREVIOUS;
        if (is_previous && at == 0)
            return refuse(header, "a code length is repeated before there is one");
        if (times > count - at)
            return refuse(header, "a code length is repeated beyond the last symbol");
        repeat(lengths + at, is_previous ? lengths[at - 1] : 0, times);
        at += times;
    }
    header->input = in;
    return judge_lengths(header);
}

og_deflate_event og_deflate_header_read(og_deflate_header *header, const uint8_t *bytes,
                                        size_t length)
{
    static header_step (*const readers[])(og_deflate_header *) = {
        [OG_DEFLATE_AT_TYPE] = read_type,       [OG_DEFLATE_AT_STORED_LENGTH] = read_stored_length,
        [OG_DEFLATE_AT_COUNTS] = read_counts,   [OG_DEFLATE_IN_CODE_LENGTHS] = read_code_lengths,
        [OG_DEFLATE_IN_LENGTHS] = read_lengths,
    };
    static const og_deflate_event events[] = {
        [STEP_MORE] = OG_DEFLATE_MORE,
        [STEP_WHOLE] = OG_DEFLATE_WHOLE,
        [STEP_REFUSED] = OG_DEFLATE_REFUSED,
    };
    header->input.next = bytes;
    header->input.end = length > 0 ? bytes + length : bytes;
    header_step step = STEP_ON;
    while (step == STEP_ON)
        step = readers[header->phase](header);
    return events[step];
}
