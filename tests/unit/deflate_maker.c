#define _POSIX_C_SOURCE 200809L

#include "unit/deflate_maker.h"

#include "support/bytes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const uint8_t deflate_code_order[19] = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                        11, 4,  12, 3, 13, 2, 14, 1, 15};
const uint8_t deflate_length_extra[29] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,
                                          2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
const uint8_t deflate_distance_extra[30] = {0, 0, 0, 0, 1, 1, 2, 2,  3,  3,  4,  4,  5,  5,  6,
                                            6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13};
const uint16_t deflate_distance_base[30] = {
    1,   2,   3,   4,   5,   7,    9,    13,   17,   25,   33,   49,   65,    97,    129,
    193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577};

void deflate_bits(deflate_maker *maker, unsigned value, unsigned count)
{
    for (unsigned i = 0; i < count; i++, maker->used++) {
        if (maker->used % 8 == 0)
            og_buf_char(maker->out, '\0');
        char *last = maker->out->data + maker->out->length - 1;
        *last = (char)((unsigned char)*last | (value >> i & 1) << maker->used % 8);
    }
}

void deflate_symbol(deflate_maker *maker, const deflate_codes *codes, unsigned symbol)
{
    test_require(symbol < DEFLATE_LITERALS && codes->lengths[symbol] > 0, "no code of %u", symbol);
    for (unsigned i = codes->lengths[symbol]; i > 0; i--)
        deflate_bits(maker, codes->codes[symbol] >> (i - 1) & 1u, 1);
}

void deflate_number(deflate_codes *codes)
{
    unsigned code = 0;
    for (unsigned length = 1; length < 16; length++) {
        for (size_t i = 0; i < DEFLATE_LITERALS; i++)
            if (codes->lengths[i] == length)
                codes->codes[i] = (uint16_t)(code++ & 0xffffu);
        code <<= 1;
    }
}

void deflate_align(deflate_maker *maker)
{
    maker->used = (maker->used + 7) / 8 * 8;
}

void deflate_begin_block(deflate_maker *maker, bool is_last, unsigned type)
{
    deflate_bits(maker, is_last, 1);
    deflate_bits(maker, type, 2);
}

void deflate_use_fixed(deflate_maker *maker)
{
    memset(&maker->literals, 0, sizeof maker->literals);
    memset(&maker->distances, 0, sizeof maker->distances);
    for (unsigned i = 0; i < DEFLATE_LITERALS; i++)
        maker->literals.lengths[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
    memset(maker->distances.lengths, 5, DEFLATE_DISTANCES);
    deflate_number(&maker->literals);
    deflate_number(&maker->distances);
}

void deflate_stored(deflate_maker *maker, const void *bytes, unsigned length, unsigned flaw)
{
    deflate_align(maker);
    deflate_bits(maker, length, 16);
    deflate_bits(maker, ~length ^ flaw, 16);
    og_buf_add(maker->out, bytes, length);
    maker->used += (size_t)length * 8;
}

/* ---- words ---- */

static unsigned number(const char **text)
{
    char *end = NULL;
    const unsigned long value = strtoul(*text, &end, 10);
    test_require(end != *text, "no number: %s", *text);
    *text = end;
    return (unsigned)value;
}

/* "97=1,256=1": returns the highest symbol. */
static unsigned read_lengths(const char **text, deflate_codes *codes)
{
    unsigned highest = 0;
    memset(codes, 0, sizeof *codes);
    while (**text != '\0' && **text != ';') {
        const unsigned symbol = number(text);
        test_require(**text == '=' && symbol < DEFLATE_LITERALS, "no length: %s", *text);
        (*text)++;
        codes->lengths[symbol] = (uint8_t)number(text);
        highest = symbol > highest ? symbol : highest;
        if (**text == ',')
            (*text)++;
    }
    deflate_number(codes);
    return highest;
}

static void use_code_lengths(deflate_maker *maker, const char *digits)
{
    memset(&maker->code_lengths, 0, sizeof maker->code_lengths);
    for (size_t i = 0; digits[i] != '\0'; i++) {
        test_require(i < 19, "too many code lengths: %s", digits);
        maker->code_lengths.lengths[deflate_code_order[i]] = (uint8_t)(digits[i] - '0');
        deflate_bits(maker, (unsigned)(digits[i] - '0'), 3);
    }
    deflate_number(&maker->code_lengths);
}

static void put_dynamic(deflate_maker *maker, bool is_last, const char *text)
{
    unsigned literals = read_lengths(&text, &maker->literals) + 1;
    test_require(*text == ';', "no distances: %s", text);
    text++;
    const unsigned distances = read_lengths(&text, &maker->distances) + 1;
    literals = literals < 257 ? 257 : literals;
    deflate_begin_block(maker, is_last, 2);
    deflate_bits(maker, literals - 257, 5);
    deflate_bits(maker, distances - 1, 5);
    deflate_bits(maker, 15, 4);
    use_code_lengths(maker, "0004444444444444444");
    for (unsigned i = 0; i < literals; i++)
        deflate_symbol(maker, &maker->code_lengths, maker->literals.lengths[i]);
    for (unsigned i = 0; i < distances; i++)
        deflate_symbol(maker, &maker->code_lengths, maker->distances.lengths[i]);
}

static void put_counts(deflate_maker *maker, bool is_last, const char *text)
{
    deflate_begin_block(maker, is_last, 2);
    for (unsigned i = 0; i < 3; i++) {
        deflate_bits(maker, number(&text), i < 2 ? 5 : 4);
        text += *text == ',';
    }
}

static void put_length(deflate_maker *maker, const char *text)
{
    const unsigned length = number(&text);
    unsigned count = 1;
    if (*text == '*') {
        text++;
        count = number(&text);
    }
    while (count-- > 0)
        deflate_symbol(maker, &maker->code_lengths, length);
}

static void put_symbol(deflate_maker *maker, const char *text)
{
    const bool is_distance = *text == 'd';
    text += is_distance;
    const unsigned symbol = number(&text);
    deflate_symbol(maker, is_distance ? &maker->distances : &maker->literals, symbol);
    unsigned extra = 0;
    if (is_distance && symbol < 30)
        extra = deflate_distance_extra[symbol];
    else if (!is_distance && symbol > 256 && symbol < 286)
        extra = deflate_length_extra[symbol - 257];
    if (*text == '+')
        text++;
    deflate_bits(maker, *text != '\0' ? number(&text) : 0, extra);
}

static void put_block(deflate_maker *maker, const char *word, bool is_last, const char *text)
{
    if (strcmp(word, "stored") == 0) {
        const unsigned length = number(&text);
        char *bytes = malloc((size_t)length + 1);
        test_require(bytes != NULL, "no memory");
        memset(bytes, 's', (size_t)length + 1);
        deflate_begin_block(maker, is_last, 0);
        deflate_stored(maker, bytes, length, 0);
        free(bytes);
    } else if (strcmp(word, "fixed") == 0) {
        deflate_begin_block(maker, is_last, 1);
        deflate_use_fixed(maker);
    } else if (strcmp(word, "dynamic") == 0) {
        put_dynamic(maker, is_last, text);
    } else if (strcmp(word, "counts") == 0) {
        put_counts(maker, is_last, text);
    } else if (strcmp(word, "cl") == 0) {
        use_code_lengths(maker, text);
    } else if (strcmp(word, "len") == 0) {
        put_length(maker, text);
    } else if (strcmp(word, "bits") == 0) {
        for (; *text != '\0'; text++)
            deflate_bits(maker, *text == '1', 1);
    } else if (strcmp(word, "byte") == 0) {
        deflate_align(maker);
        deflate_bits(maker, number(&text), 8);
    } else {
        put_symbol(maker, word);
    }
}

void deflate_words(og_buf *out, const char *words)
{
    static const char blank[] = " ";
    deflate_maker *maker = calloc(1, sizeof *maker);
    char *copy = strdup(words);
    test_require(maker != NULL && copy != NULL, "no memory");
    maker->out = out;
    maker->used = out->length * 8;
    char *rest = NULL;
    for (char *word = strtok_r(copy, blank, &rest); word != NULL;
         word = strtok_r(NULL, blank, &rest)) {
        char *text = strchr(word, ':');
        if (text != NULL)
            *text++ = '\0';
        const size_t length = strlen(word);
        const bool is_last = word[length - 1] == '!';
        if (is_last)
            word[length - 1] = '\0';
        put_block(maker, word, is_last, text == NULL ? "" : text);
    }
    free(copy);
    free(maker);
}
