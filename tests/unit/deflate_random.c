/* Deflate data at random: what an encoder would write, what none would, and damage. */
#include "unit/deflate_maker.h"

#include "support/bytes.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

typedef struct random_maker {
    deflate_maker maker;
    uint64_t seed;
    uint64_t written; /* by the blocks so far, when they are good */
} random_maker;

uint64_t deflate_draw(uint64_t *seed)
{
    *seed += UINT64_C(0x9e3779b97f4a7c15);
    uint64_t value = *seed;
    value = (value ^ value >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    value = (value ^ value >> 27) * UINT64_C(0x94d049bb133111eb);
    return value >> 32;
}

static unsigned below(random_maker *random, unsigned limit)
{
    return (unsigned)(deflate_draw(&random->seed) % limit);
}

static bool one_in(random_maker *random, unsigned count)
{
    return below(random, count) == 0;
}

/* A prefix code that uses all of its space, for `count` symbols of those below `limit`. */
static void draw_codes(random_maker *random, deflate_codes *codes, unsigned count, unsigned limit,
                       unsigned longest)
{
    uint8_t leaves[DEFLATE_LITERALS] = {0};
    unsigned leaf_count = count > 0 ? 1 : 0;
    while (leaf_count > 0 && leaf_count < count) {
        const unsigned at = below(random, leaf_count);
        if (leaves[at] < longest) {
            leaves[at]++;
            leaves[leaf_count++] = leaves[at];
        }
    }
    if (count == 1)
        leaves[0] = 1;
    for (unsigned i = 0; i < leaf_count; i++) {
        unsigned symbol = below(random, limit);
        while (codes->lengths[symbol] > 0)
            symbol = (symbol + 1) % limit;
        codes->lengths[symbol] = leaves[i];
    }
}

/* Give symbol a code for that of another one. */
static void ensure_code(random_maker *random, deflate_codes *codes, unsigned symbol, unsigned limit)
{
    if (codes->lengths[symbol] > 0)
        return;
    unsigned other = below(random, limit);
    while (codes->lengths[other] == 0)
        other = (other + 1) % limit;
    codes->lengths[symbol] = codes->lengths[other];
    codes->lengths[other] = 0;
}

static void spoil(random_maker *random, deflate_codes *codes, unsigned limit, unsigned longest)
{
    const unsigned symbol = below(random, limit);
    codes->lengths[symbol] = (uint8_t)below(random, longest + 1);
}

/* Lengths with random use of the repeats: symbols of code lengths, and the extra bits of each. */
static unsigned pack_lengths(random_maker *random, const uint8_t *lengths, unsigned count,
                             uint8_t *symbols, uint8_t *extras)
{
    unsigned packed = 0;
    for (unsigned i = 0; i < count;) {
        unsigned run = 1;
        while (i + run < count && lengths[i + run] == lengths[i] && run < 138)
            run++;
        unsigned symbol = lengths[i], extra = 0, taken = 1;
        if (lengths[i] == 0 && run >= 11 && !one_in(random, 8)) {
            symbol = 18;
            extra = below(random, run - 10);
            taken = 11 + extra;
        } else if (lengths[i] == 0 && run >= 3 && !one_in(random, 8)) {
            symbol = 17;
            extra = below(random, run < 10 ? run - 2 : 8);
            taken = 3 + extra;
        } else if (i > 0 && lengths[i] == lengths[i - 1] && run >= 3 && !one_in(random, 8)) {
            symbol = 16;
            extra = below(random, run < 6 ? run - 2 : 4);
            taken = 3 + extra;
        }
        if (one_in(random, 3000))
            symbol = 16 + below(random, 3);
        symbols[packed] = (uint8_t)symbol;
        extras[packed++] = (uint8_t)extra;
        i += taken;
    }
    return packed;
}

static void put_code_lengths(random_maker *random, const uint8_t *symbols, unsigned count)
{
    deflate_maker *maker = &random->maker;
    deflate_codes *codes = &maker->code_lengths;
    unsigned used = 0, order_count = 4;
    uint8_t is_used[19] = {0};
    for (unsigned i = 0; i < count; i++) {
        used += is_used[symbols[i]] == 0;
        is_used[symbols[i]] = 1;
    }
    memset(codes, 0, sizeof *codes);
    for (unsigned i = 0; i < 19 && (used < 2 || one_in(random, 8)); i++) {
        used += is_used[i] == 0;
        is_used[i] = 1;
    }
    deflate_codes drawn = {0};
    draw_codes(random, &drawn, used, used, 7);
    for (unsigned i = 0, at = 0; i < 19; i++)
        if (is_used[i] != 0)
            codes->lengths[i] = drawn.lengths[at++];
    deflate_number(codes);
    deflate_codes told = *codes;
    if (one_in(random, 40))
        spoil(random, &told, 19, 7);
    for (unsigned i = 0; i < 19; i++)
        if (told.lengths[deflate_code_order[i]] > 0 && i >= order_count)
            order_count = i + 1;
    deflate_bits(maker, order_count - 4, 4);
    for (unsigned i = 0; i < order_count; i++)
        deflate_bits(maker, told.lengths[deflate_code_order[i]], 3);
}

static void put_dynamic_header(random_maker *random)
{
    static const unsigned extra_bits[] = {2, 3, 7};
    deflate_maker *maker = &random->maker;
    unsigned literals = 257 + below(random, one_in(random, 60) ? 32 : 30);
    unsigned distances = 1 + below(random, one_in(random, 60) ? 32 : 30);
    memset(&maker->literals, 0, sizeof maker->literals);
    memset(&maker->distances, 0, sizeof maker->distances);
    const unsigned longest = one_in(random, 3) ? 15 : 9 + below(random, 6);
    unsigned wanted = one_in(random, 3) ? 2 + below(random, 20) : 2 + below(random, literals - 1);
    if (one_in(random, 30))
        wanted = 1;
    const unsigned symbol_limit = literals < DEFLATE_LITERALS ? literals : DEFLATE_LITERALS;
    draw_codes(random, &maker->literals, wanted < 287 ? wanted : 287, symbol_limit, longest);
    if (!one_in(random, 100))
        ensure_code(random, &maker->literals, 256, symbol_limit);
    if (!one_in(random, 12))
        draw_codes(random, &maker->distances, one_in(random, 5) ? 1 : 1 + below(random, distances),
                   distances, 15);
    if (one_in(random, 25))
        spoil(random, &maker->literals, symbol_limit, 15);
    if (one_in(random, 25))
        spoil(random, &maker->distances, distances, 15);
    deflate_number(&maker->literals);
    deflate_number(&maker->distances);
    uint8_t lengths[320] = {0}, symbols[320], extras[320];
    memcpy(lengths, maker->literals.lengths, symbol_limit);
    memcpy(lengths + literals, maker->distances.lengths, distances);
    const unsigned count = pack_lengths(random, lengths, literals + distances, symbols, extras);
    deflate_bits(maker, literals - 257, 5);
    deflate_bits(maker, distances - 1, 5);
    put_code_lengths(random, symbols, count);
    for (unsigned i = 0; i < count; i++) {
        deflate_symbol(maker, &maker->code_lengths, symbols[i]);
        if (symbols[i] >= 16)
            deflate_bits(maker, extras[i], extra_bits[symbols[i] - 16]);
    }
}

static void put_distance(random_maker *random, const unsigned *coded, unsigned count)
{
    deflate_maker *maker = &random->maker;
    if (count == 0 || one_in(random, 3000)) {
        deflate_bits(maker, below(random, 1u << 16), 1 + below(random, 8));
        return;
    }
    unsigned symbol = coded[below(random, count)];
    const bool is_wild = one_in(random, 2000);
    for (unsigned i = 0; i < 8 && !is_wild; i++) {
        if (symbol < 30 && deflate_distance_base[symbol] <= random->written)
            break;
        symbol = coded[below(random, count)];
    }
    deflate_symbol(maker, &maker->distances, symbol);
    if (symbol >= 30)
        return;
    const unsigned extra = deflate_distance_extra[symbol];
    unsigned value = below(random, 1u << extra);
    if (!is_wild && deflate_distance_base[symbol] + value > random->written)
        value = random->written > deflate_distance_base[symbol]
                    ? (unsigned)(random->written - deflate_distance_base[symbol])
                    : 0;
    deflate_bits(maker, value, extra);
}

static unsigned list_coded(random_maker *random, const deflate_codes *codes, bool is_fixed,
                           unsigned limit, unsigned *coded)
{
    unsigned count = 0;
    for (unsigned i = 0; i < limit; i++) {
        const bool is_odd = is_fixed && i + 2 >= limit;
        if (codes->lengths[i] > 0 && i != 256 && (!is_odd || one_in(random, 50)))
            coded[count++] = i;
    }
    return count;
}

static void put_symbols(random_maker *random, bool is_fixed)
{
    deflate_maker *maker = &random->maker;
    unsigned literals[DEFLATE_LITERALS], distances[DEFLATE_DISTANCES];
    const unsigned literal_count =
        list_coded(random, &maker->literals, is_fixed, DEFLATE_LITERALS, literals);
    const unsigned distance_count =
        list_coded(random, &maker->distances, is_fixed, DEFLATE_DISTANCES, distances);
    unsigned count = below(random, one_in(random, 3) ? 3 : one_in(random, 60) ? 6000 : 120);
    if (literal_count == 0)
        count = 0;
    while (count-- > 0) {
        unsigned symbol = literals[below(random, literal_count)];
        if (symbol > 256 && random->written == 0 && !one_in(random, 50))
            continue;
        deflate_symbol(maker, &maker->literals, symbol);
        if (symbol < 256) {
            random->written++;
        } else if (symbol < 286) {
            const unsigned extra = deflate_length_extra[symbol - 257];
            deflate_bits(maker, below(random, 1u << extra), extra);
            put_distance(random, distances, distance_count);
            random->written += 3;
        }
    }
    if (one_in(random, 200))
        deflate_bits(maker, below(random, 1u << 16), below(random, 16));
    if (maker->literals.lengths[256] > 0 && !one_in(random, 200))
        deflate_symbol(maker, &maker->literals, 256);
}

static void put_stored(random_maker *random)
{
    unsigned char bytes[300];
    unsigned length = one_in(random, 3) ? 0 : below(random, sizeof bytes);
    for (unsigned i = 0; i < length; i++)
        bytes[i] = (unsigned char)below(random, 256);
    deflate_stored(&random->maker, bytes, length, one_in(random, 40) ? 1u << below(random, 16) : 0);
    random->written += length;
}

static void put_blocks(random_maker *random)
{
    const unsigned count = 1 + below(random, one_in(random, 10) ? 40 : 6);
    for (unsigned i = 0; i < count; i++) {
        const unsigned type = one_in(random, 200) ? 3 : below(random, 3);
        deflate_begin_block(&random->maker, i + 1 == count, type);
        if (type == 0) {
            put_stored(random);
        } else if (type == 1) {
            deflate_use_fixed(&random->maker);
            put_symbols(random, true);
        } else if (type == 2) {
            put_dynamic_header(random);
            put_symbols(random, false);
        }
    }
}

/* What zlib writes, with flushes between. */
static void put_zlib(random_maker *random)
{
    static const int flushes[] = {Z_NO_FLUSH, Z_PARTIAL_FLUSH, Z_SYNC_FLUSH, Z_FULL_FLUSH, Z_BLOCK};
    z_stream stream = {0};
    const size_t size = below(random, one_in(random, 20) ? 200000 : 3000);
    unsigned char *bytes = malloc(size + 1);
    unsigned char *packed = malloc(size * 2 + 4096);
    test_require(bytes != NULL && packed != NULL, "no memory");
    const unsigned variety = 1 + below(random, 256);
    for (size_t i = 0; i < size; i++)
        bytes[i] = i > 0 && !one_in(random, 4) ? bytes[i - 1 - below(random, i < 300 ? 1 : 300)]
                                               : (unsigned char)below(random, variety);
    test_require(deflateInit2(&stream, (int)below(random, 10), Z_DEFLATED, -15,
                              1 + (int)below(random, 9), (int)below(random, 5)) == Z_OK,
                 "deflateInit2");
    stream.next_out = packed;
    stream.avail_out = (uInt)(size * 2 + 4096);
    for (unsigned i = 0; i < 4; i++) {
        stream.next_in = bytes + size * i / 4;
        stream.avail_in = (uInt)(size * (i + 1) / 4 - size * i / 4);
        (void)deflate(&stream, i == 3 ? Z_FINISH : flushes[below(random, 5)]);
    }
    og_buf_add(random->maker.out, packed, stream.total_out);
    (void)deflateEnd(&stream);
    free(bytes);
    free(packed);
}

static void damage(random_maker *random, og_buf *out)
{
    for (unsigned i = below(random, 4); i > 0 && out->length > 0; i--) {
        const size_t at = below(random, (unsigned)out->length);
        if (one_in(random, 3))
            out->length = at;
        else
            out->data[at] = (char)((unsigned char)out->data[at] ^ 1u << below(random, 8));
    }
}

void deflate_random(og_buf *out, uint64_t seed)
{
    random_maker *random = calloc(1, sizeof *random);
    test_require(random != NULL, "no memory");
    random->maker.out = out;
    random->seed = seed;
    if (one_in(random, 4))
        put_zlib(random);
    else
        put_blocks(random);
    if (one_in(random, 2))
        damage(random, out);
    for (unsigned i = one_in(random, 2) ? below(random, 12) : 0; i > 0; i--)
        og_buf_char(out, (char)below(random, 256));
    free(random);
}
