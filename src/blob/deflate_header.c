#include "blob/deflate_header.h"

#include <string.h>

#define CODE_BITS_MAX 15u
#define LONGEST_LENGTH_CODE OG_DEFLATE_LENGTH_CODE_BITS
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
    header->bits = bit_count < 64 ? bits & ((UINT64_C(1) << bit_count) - 1) : bits;
    header->bit_count = bit_count;
}

static void fill(og_deflate_header *header)
{
    while (header->bit_count <= 56 && header->next < header->end) {
        header->bits |= (uint64_t)*header->next++ << header->bit_count;
        header->bit_count += 8;
    }
}

static bool has_bits(og_deflate_header *header, unsigned count)
{
    if (header->bit_count < count)
        fill(header);
    return header->bit_count >= count;
}

static unsigned take(og_deflate_header *header, unsigned count)
{
    const unsigned value = (unsigned)(header->bits & ((UINT64_C(1) << count) - 1));
    header->bits >>= count;
    header->bit_count -= count;
    return value;
}

static header_step read_type(og_deflate_header *header)
{
    static const og_deflate_phase next[] = {
        [OG_DEFLATE_STORED] = OG_DEFLATE_AT_STORED_LENGTH,
        [OG_DEFLATE_FIXED] = OG_DEFLATE_AT_END,
        [OG_DEFLATE_DYNAMIC] = OG_DEFLATE_AT_COUNTS,
    };
    if (!has_bits(header, 3))
        return STEP_MORE;
    header->is_last = take(header, 1) == 1;
    const unsigned type = take(header, 2);
    if (type > OG_DEFLATE_DYNAMIC)
        return refuse(header, "the type of a block is 3");
    header->type = (og_deflate_type)type;
    header->phase = next[type];
    return header->phase == OG_DEFLATE_AT_END ? STEP_WHOLE : STEP_ON;
}

static header_step read_stored_length(og_deflate_header *header)
{
    if (!has_bits(header, header->bit_count % 8 + 32))
        return STEP_MORE;
    (void)take(header, header->bit_count % 8);
    const unsigned length = take(header, 16);
    const unsigned complement = take(header, 16);
    if ((length ^ complement) != 0xffffu)
        return refuse(header, "the length of a stored block and its complement differ");
    header->phase = OG_DEFLATE_AT_END;
    return STEP_WHOLE;
}

static header_step read_counts(og_deflate_header *header)
{
    if (!has_bits(header, 14))
        return STEP_MORE;
    header->literal_count = take(header, 5) + 257;
    header->distance_count = take(header, 5) + 1;
    header->code_length_count = take(header, 4) + 4;
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

/* By how much of the code space the codes take (Kraft's sum). */
static code_set judge_codes(const uint8_t *lengths, size_t count)
{
    const uint32_t space = UINT32_C(1) << CODE_BITS_MAX;
    uint32_t used = 0;
    size_t codes = 0;
    for (size_t i = 0; i < count; i++) {
        if (lengths[i] == 0)
            continue;
        used += space >> lengths[i];
        codes++;
    }
    if (codes == 0)
        return SET_EMPTY;
    if (used == space)
        return SET_COMPLETE;
    if (used > space)
        return SET_OVERSUBSCRIBED;
    return codes == 1 && used == space / 2 ? SET_SINGLE : SET_INCOMPLETE;
}

/* Codes are numbered by length, then by symbol, and lie in the data highest bit first. */
static void make_codes(og_deflate_header *header)
{
    unsigned code = 0;
    for (unsigned bits = 1; bits <= LONGEST_LENGTH_CODE; bits++) {
        for (unsigned symbol = 0; symbol < OG_DEFLATE_CODE_LENGTHS; symbol++) {
            if (header->code_lengths[symbol] != bits)
                continue;
            unsigned at = 0;
            for (unsigned i = 0; i < bits; i++)
                at |= (code >> i & 1) << (bits - 1 - i);
            for (; at < 1u << LONGEST_LENGTH_CODE; at += 1u << bits) {
                header->codes[at].symbol = (uint8_t)symbol;
                header->codes[at].bits = (uint8_t)bits;
            }
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
    while (header->length_count < header->code_length_count) {
        if (!has_bits(header, 3))
            return STEP_MORE;
        header->code_lengths[order[header->length_count++]] = (uint8_t)take(header, 3);
    }
    switch (judge_codes(header->code_lengths, OG_DEFLATE_CODE_LENGTHS)) {
    case SET_COMPLETE:
        make_codes(header);
        break;
    case SET_EMPTY:
        /* zlib reads on, every bit as a length of 0, and then misses the end-of-block code. To
           refuse it here would call data corrupt that zlib calls cut. */
        for (size_t i = 0; i < sizeof header->codes / sizeof header->codes[0]; i++) {
            header->codes[i].symbol = 0;
            header->codes[i].bits = 1;
        }
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

/* The symbols 16 to 18, with the bits that say how often. */
static header_step repeat_length(og_deflate_header *header, unsigned symbol, unsigned code_bits)
{
    static const struct {
        unsigned bits, least;
    } repeats[] = {{2, 3}, {3, 3}, {7, 11}};
    const unsigned bits = repeats[symbol - REPEAT_PREVIOUS].bits;
    if (!has_bits(header, code_bits + bits))
        return STEP_MORE;
    (void)take(header, code_bits);
    const unsigned count = repeats[symbol - REPEAT_PREVIOUS].least + take(header, bits);
    if (symbol == REPEAT_PREVIOUS && header->length_count == 0)
        return refuse(header, "a code length is repeated before there is one");
    if (count > header->literal_count + header->distance_count - header->length_count)
        return refuse(header, "a code length is repeated beyond the last symbol");
    const int length = symbol == REPEAT_PREVIOUS ? header->lengths[header->length_count - 1] : 0;
    memset(header->lengths + header->length_count, length, count);
    header->length_count += count;
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

static header_step read_lengths(og_deflate_header *header)
{
    const unsigned count = header->literal_count + header->distance_count;
    while (header->length_count < count) {
        const unsigned mask = (1u << LONGEST_LENGTH_CODE) - 1;
        if (header->bit_count < LONGEST_LENGTH_CODE)
            fill(header);
        const size_t at = (size_t)(header->bits & mask);
        const unsigned symbol = header->codes[at].symbol;
        const unsigned bits = header->codes[at].bits;
        if (bits > header->bit_count)
            return STEP_MORE;
        if (symbol < REPEAT_PREVIOUS) {
            (void)take(header, bits);
            header->lengths[header->length_count++] = (uint8_t)symbol;
            continue;
        }
        const header_step step = repeat_length(header, symbol, bits);
        if (step != STEP_ON)
            return step;
    }
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
    header->next = bytes;
    header->end = length > 0 ? bytes + length : bytes;
    header_step step = STEP_ON;
    while (step == STEP_ON)
        step = readers[header->phase](header);
    return events[step];
}
