/* The header of a deflate block (RFC 1951), read from bits that arrive in pieces, and refused where
   zlib's inflate (and Go) refuses it: types, counts, and code sets that are no prefix codes.

   It only looks: the decoder that comes behind reads the same bits again. Pure, no allocation. */
#ifndef OG_BLOB_DEFLATE_HEADER_H
#define OG_BLOB_DEFLATE_HEADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OG_DEFLATE_CODE_LENGTHS 19u
#define OG_DEFLATE_LITERALS_MAX 286u
#define OG_DEFLATE_DISTANCES_MAX 30u
#define OG_DEFLATE_LENGTHS_MAX (OG_DEFLATE_LITERALS_MAX + OG_DEFLATE_DISTANCES_MAX)
#define OG_DEFLATE_LENGTH_CODE_BITS 7u /* the longest code of a code length */
#define OG_DEFLATE_STRIDE 16u

typedef enum og_deflate_type {
    OG_DEFLATE_STORED,
    OG_DEFLATE_FIXED,
    OG_DEFLATE_DYNAMIC,
} og_deflate_type;

typedef enum og_deflate_event {
    OG_DEFLATE_MORE,    /* every byte was taken, and the header goes on */
    OG_DEFLATE_WHOLE,   /* good; type and is_last are known */
    OG_DEFLATE_REFUSED, /* `text` says why */
} og_deflate_event;

typedef enum og_deflate_phase {
    OG_DEFLATE_AT_TYPE,
    OG_DEFLATE_AT_STORED_LENGTH,
    OG_DEFLATE_AT_COUNTS,
    OG_DEFLATE_IN_CODE_LENGTHS,
    OG_DEFLATE_IN_LENGTHS,
    OG_DEFLATE_AT_END,
} og_deflate_phase;

typedef struct og_deflate_bits {
    uint64_t bits; /* taken and not used yet, the next one lowest; none above count */
    unsigned count;
    const uint8_t *next, *end; /* of the bytes of this call */
} og_deflate_bits;

/* What the next bits mean when they are the code of a code length. */
typedef struct og_deflate_code {
    uint8_t symbol, bits;
    uint8_t length;       /* that it stands for, unless it is the previous one */
    uint8_t extra, least; /* bits behind the code that say how often, and what is added to them */
} og_deflate_code;

typedef struct og_deflate_header {
    const char *text; /* static */
    og_deflate_type type;
    bool is_last;
    og_deflate_phase phase;
    og_deflate_bits input;
    unsigned code_length_count, literal_count, distance_count;
    unsigned length_count; /* lengths so far, of this phase */
    uint8_t code_lengths[OG_DEFLATE_CODE_LENGTHS];
    /* Of literals and lengths, then of distances; repeats are written in whole strides. */
    uint8_t lengths[OG_DEFLATE_LENGTHS_MAX + OG_DEFLATE_STRIDE];
    og_deflate_code codes[1u << OG_DEFLATE_LENGTH_CODE_BITS]; /* by the next bits */
} og_deflate_header;

/* Begin with the bits that were read ahead (at most 64, the next one lowest). Where a byte ends is
   where their count is a multiple of 8. */
void og_deflate_header_begin(og_deflate_header *header, uint64_t bits, unsigned bit_count);

/* Go on with the bytes that follow. Not to be called again once it was whole or refused. */
og_deflate_event og_deflate_header_read(og_deflate_header *header, const uint8_t *bytes,
                                        size_t length);

#endif
