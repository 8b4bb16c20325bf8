/* Deflate data (RFC 1951) bit by bit, good and bad: from words, and at random. */
#ifndef OG_TESTS_DEFLATE_MAKER_H
#define OG_TESTS_DEFLATE_MAKER_H

#include "base/buf.h"

#include <stdint.h>

#define DEFLATE_LITERALS 288u /* with the two that only the fixed code has */
#define DEFLATE_DISTANCES 32u

/* The codes of a block, by symbol; length 0: none. */
typedef struct deflate_codes {
    uint8_t lengths[DEFLATE_LITERALS];
    uint16_t codes[DEFLATE_LITERALS];
} deflate_codes;

typedef struct deflate_maker {
    og_buf *out;
    size_t used; /* bits of out */
    deflate_codes literals, distances, code_lengths;
} deflate_maker;

void deflate_bits(deflate_maker *maker, unsigned value, unsigned count);
/* The code of a symbol, which has one. */
void deflate_symbol(deflate_maker *maker, const deflate_codes *codes, unsigned symbol);
/* Number the codes; sets that are no prefix codes get some numbers, too. */
void deflate_number(deflate_codes *codes);
void deflate_align(deflate_maker *maker);
void deflate_begin_block(deflate_maker *maker, bool is_last, unsigned type);
void deflate_use_fixed(deflate_maker *maker);
/* LEN and NLEN behind the type, and bytes; `flaw` is added to NLEN by xor. */
void deflate_stored(deflate_maker *maker, const void *bytes, unsigned length, unsigned flaw);

extern const uint8_t deflate_code_order[19];
extern const uint8_t deflate_length_extra[29], deflate_distance_extra[30];
extern const uint16_t deflate_distance_base[30];

/* Append what the words say, separated by blanks; "!" behind the first word of a block makes it the
   last one:
     stored:N          N bytes 's'
     fixed             then symbols
     dynamic:97=1,256=1;0=1   lengths of the codes of literals, then of distances; then symbols
     counts:L,D,C      a dynamic block from the raw fields HLIT, HDIST and HCLEN on
     cl:4444...        lengths of the codes of the code lengths, in the order of the data
     len:N             the code of code length N (or 16 to 18); len:N*K: K times
     257+3, d9+3       a literal or length symbol, or a distance symbol, and its extra bits
     bits:0110         bits, in the order of the data
     byte:65           fills up to a whole byte, then this one */
void deflate_words(og_buf *out, const char *words);

/* Blocks of every kind, most of them good, then some damage; the same for the same seed. */
void deflate_random(og_buf *out, uint64_t seed);

uint64_t deflate_draw(uint64_t *seed); /* 32 bits */

#endif
