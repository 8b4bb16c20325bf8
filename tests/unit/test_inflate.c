#include "unit/deflate_maker.h"
#include "unit/inflate_run.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const og_inflater *const inflaters[] = {
    &og_inflater_zlib,
#ifdef OCIGATE_HAVE_ISAL
    &og_inflater_isal,
#endif
};
#define INFLATER_COUNT (sizeof inflaters / sizeof inflaters[0])

/* clang-format off */
static const struct {
    const char *name, *words;
    inflate_verdict verdict;
    const char *plain; /* NULL: not looked at */
} cases[] = {
    {"nothing", "", INFLATE_CUT, ""},
    {"a stored block", "stored!:3", INFLATE_GOOD, "sss"},
    {"an empty stored block", "stored!:0", INFLATE_GOOD, ""},
    {"the longest stored block", "stored!:65535", INFLATE_GOOD, NULL},
    {"empty stored blocks back to back", "stored:0 stored:0 stored:0 stored!:0", INFLATE_GOOD, ""},
    {"long stored blocks back to back", "stored:65535 stored:0 stored:65535 stored!:65535",
     INFLATE_GOOD, NULL},
    {"a complement off by one bit", "bits:10000000 byte:1 byte:0 byte:254 byte:254 byte:65",
     INFLATE_DAMAGED, ""},
    {"a stored block without its last byte", "bits:10000000 byte:2 byte:0 byte:253 byte:255 byte:65",
     INFLATE_CUT, "A"},
    {"bits set in the padding of a stored block",
     "bits:10011111 byte:1 byte:0 byte:254 byte:255 byte:65", INFLATE_GOOD, "A"},
    {"type 3", "bits:111", INFLATE_DAMAGED, ""},
    {"type 3 behind a block", "fixed 97 256 bits:011", INFLATE_DAMAGED, "a"},
    {"an empty fixed block", "fixed! 256", INFLATE_GOOD, ""},
    {"fixed blocks back to back", "fixed 256 fixed 97 256 fixed 256 fixed! 98 256", INFLATE_GOOD,
     "ab"},
    {"no last block", "fixed 97 256", INFLATE_CUT, "a"},
    {"a match into the block before", "fixed 97 98 99 256 fixed! 257 d2 256", INFLATE_GOOD,
     "abcabc"},
    {"a match into a stored block", "stored:4 dynamic!:256=1,257=1;3=1 257 d3 256", INFLATE_GOOD,
     "sssssss"},
    {"length symbol 285", "fixed! 97 285 d0 256", INFLATE_GOOD, NULL},
    {"length symbol 286", "fixed! 97 286 d0 256", INFLATE_DAMAGED, NULL},
    {"length symbol 287", "fixed! 97 287 d0 256", INFLATE_DAMAGED, NULL},
    {"distance symbol 29", "stored:40000 fixed! 257 d29+8191 256", INFLATE_GOOD, NULL},
    {"distance symbol 30", "stored:40000 fixed! 257 d30 256", INFLATE_DAMAGED, NULL},
    {"distance symbol 31", "stored:40000 fixed! 257 d31 256", INFLATE_DAMAGED, NULL},
    {"a distance to the first byte", "fixed! 97 98 99 257 d2 256", INFLATE_GOOD, "abcabc"},
    {"a distance before the first byte", "fixed! 97 98 99 257 d3 256", INFLATE_DAMAGED, NULL},
    {"a match at the start", "fixed! 257 d0 256", INFLATE_DAMAGED, NULL},
    {"a distance to the first byte of a block before", "stored:300 fixed! 257 d16+43 256",
     INFLATE_GOOD, NULL},
    {"a distance before a block before", "stored:300 fixed! 257 d16+44 256", INFLATE_DAMAGED, NULL},
    {"a distance of the whole window", "stored:32768 fixed 256 fixed! 257 d29+8191 256",
     INFLATE_GOOD, NULL},
    {"a distance one beyond the data", "stored:32767 fixed 256 fixed! 257 d29+8191 256",
     INFLATE_DAMAGED, NULL},
    {"a dynamic block", "dynamic!:97=1,256=1;0=0 97 256", INFLATE_GOOD, "a"},
    {"dynamic blocks back to back",
     "dynamic:97=1,256=1;0=0 97 256 dynamic:256=1;0=0 256 dynamic!:98=1,256=1;0=0 98 256",
     INFLATE_GOOD, "ab"},
    {"a distance of one bit alone", "dynamic!:97=2,256=2,257=1;0=1 97 257 d0 256", INFLATE_GOOD,
     "aaaa"},
    {"the other code of a distance alone", "dynamic!:97=2,256=2,257=1;0=1 97 257 bits:1",
     INFLATE_DAMAGED, NULL},
    {"a distance of two bits alone", "dynamic!:97=1,256=1;0=2 97 256", INFLATE_DAMAGED, ""},
    {"a distance of 15 bits alone", "dynamic!:97=1,256=1;0=15 97 256", INFLATE_DAMAGED, ""},
    {"two distances of two bits", "dynamic!:97=1,256=1;0=2,1=2 97 256", INFLATE_DAMAGED, ""},
    {"three distances of one bit", "dynamic!:97=1,256=1;0=1,1=1,2=1 97 256", INFLATE_DAMAGED, ""},
    {"a match without a distance code", "dynamic!:97=2,256=2,257=1;0=0 97 257 bits:0",
     INFLATE_DAMAGED, NULL},
    {"a match without a distance code, and no bit more", "dynamic!:97=2,256=2,257=1;0=0 97 257",
     INFLATE_DAMAGED, NULL},
    {"literals with a code to spare", "dynamic!:97=2,256=2;0=0 97 256", INFLATE_DAMAGED, ""},
    {"literals with the longest code to spare",
     "dynamic!:97=1,98=2,99=3,100=4,101=5,102=6,103=7,104=8,105=9,106=10,107=11,108=12,109=13,"
     "110=14,256=15;0=0 97 256", INFLATE_DAMAGED, ""},
    {"literals that use the longest code",
     "dynamic!:97=1,98=2,99=3,100=4,101=5,102=6,103=7,104=8,105=9,106=10,107=11,108=12,109=13,"
     "110=14,111=15,256=15;0=0 97 256", INFLATE_GOOD, "a"},
    {"literals with more codes than space", "dynamic!:97=1,98=1,256=1;0=0", INFLATE_DAMAGED, ""},
    {"nothing but the end of the block", "dynamic!:256=1;0=0 256", INFLATE_GOOD, ""},
    {"the other code beside the end of the block", "dynamic!:256=1;0=0 bits:1", INFLATE_DAMAGED,
     ""},
    {"the end of the block in two bits alone", "dynamic!:256=2;0=0 256", INFLATE_DAMAGED, ""},
    {"no end of the block", "dynamic!:97=1,98=1;0=0 97", INFLATE_DAMAGED, ""},
    {"no codes at all", "dynamic!:97=0;0=0 bits:0000", INFLATE_DAMAGED, ""},
    {"286 lengths", "counts!:29,0,15 cl:0022020000000000020 len:18 bits:1111111 len:18 bits:1101011 "
     "len:1 len:18 bits:1000100 len:1 len:0 bits:0", INFLATE_GOOD, ""},
    {"287 lengths", "counts!:30,0,15", INFLATE_DAMAGED, ""},
    {"288 lengths", "counts!:31,0,15", INFLATE_DAMAGED, ""},
    {"30 distances", "dynamic!:97=1,256=1;29=1 97 256", INFLATE_GOOD, "a"},
    {"31 distances", "counts!:0,30,15", INFLATE_DAMAGED, ""},
    {"32 distances", "counts!:0,31,15", INFLATE_DAMAGED, ""},
    {"code lengths with a code to spare", "counts!:0,0,0 cl:2220", INFLATE_DAMAGED, ""},
    {"one code length alone", "counts!:0,0,0 cl:0001", INFLATE_DAMAGED, ""},
    {"code lengths with more codes than space", "counts!:0,0,0 cl:1110", INFLATE_DAMAGED, ""},
    {"no code lengths, then nothing", "counts!:0,0,0 cl:0000", INFLATE_CUT, ""},
    {"a repeat before there is a length", "counts!:0,0,0 cl:1001 len:16 bits:00", INFLATE_DAMAGED,
     ""},
    {"a repeat beyond the end by one", "counts!:0,0,0 cl:0011 len:18 bits:1111111 "
     "len:18 bits:0111011", INFLATE_DAMAGED, ""},
};
/* clang-format on */

static const inflate_cuts all_cuts[] = {
    {0, 0, 0},     {0, 1, 0},        {0, 1, 1},        {0, 2, 17},
    {0, 3, 300},   {0, 7, 32768},    {0, 0, 1},        {0, 0, 258},
    {0, 0, 259},   {0, 0, 32767},    {0, 0, 32768},    {0, 0, 32769},
    {0, 0, 65536}, {0, 4096, 40000}, {0, 4096, 65537}, {0, 65536, 262144},
};
#define CUTS_COUNT (sizeof all_cuts / sizeof all_cuts[0])

static void expect_alike(void *const *states, const og_buf *data, const inflate_run *expected,
                         size_t cuts_count, const char *what, uint64_t which)
{
    for (size_t i = 0; i < INFLATER_COUNT; i++) {
        for (size_t c = 0; c < cuts_count; c++) {
            const bool is_slow = data->length > 5000 && (all_cuts[c].piece % 4096 != 0 ||
                                                         (all_cuts[c].room % 32768 - 1) < 1000);
            if (is_slow)
                continue;
            inflate_run run = inflate_run_all(inflaters[i], states[i], data, all_cuts[c]);
            inflate_expect_same(&run, expected, what, which);
            og_buf_fini(&run.plain);
        }
    }
}

static void create_states(void **states)
{
    for (size_t i = 0; i < INFLATER_COUNT; i++) {
        states[i] = inflaters[i]->create();
        cr_assert(states[i] != NULL);
    }
}

static void destroy_states(void **states)
{
    for (size_t i = 0; i < INFLATER_COUNT; i++)
        inflaters[i]->destroy(states[i]);
}

Test(inflate, judges_every_block_alike_in_both_back_ends, .timeout = 100)
{
    void *states[INFLATER_COUNT];
    create_states(states);
    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++) {
        og_buf data = {0};
        deflate_words(&data, cases[c].words);
        /* A byte behind, for what has to see the bit that follows. */
        if (cases[c].verdict == INFLATE_DAMAGED)
            og_buf_char(&data, '\0');
        inflate_run zlib = inflate_run_all(inflaters[0], states[0], &data, all_cuts[0]);
        cr_assert_eq(zlib.verdict, cases[c].verdict, "%s: %d", cases[c].name, zlib.verdict);
        if (cases[c].plain != NULL)
            cr_assert_str_eq(og_buf_string(&zlib.plain), cases[c].plain, "%s", cases[c].name);
        expect_alike(states, &data, &zlib, CUTS_COUNT, cases[c].name, c);
        og_buf_fini(&zlib.plain);
        og_buf_fini(&data);
    }
    destroy_states(states);
}

/* What each begins with: also where the last symbol lacks a bit, damage or cut are told alike. */
Test(inflate, judges_every_beginning_alike_in_both_back_ends, .timeout = 100)
{
    void *states[INFLATER_COUNT];
    create_states(states);
    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++) {
        og_buf data = {0};
        deflate_words(&data, cases[c].words);
        const size_t length = data.length < 400 ? data.length : 0;
        for (size_t i = 0; i < length; i++) {
            data.length = i;
            inflate_run zlib = inflate_run_all(inflaters[0], states[0], &data, all_cuts[0]);
            cr_assert_neq(zlib.verdict, INFLATE_GOOD, "%s: %zu", cases[c].name, i);
            expect_alike(states, &data, &zlib, 3, cases[c].name, i);
            og_buf_fini(&zlib.plain);
        }
        data.length = length;
        og_buf_fini(&data);
    }
    destroy_states(states);
}

/* Every way to end in the midst of a fixed block: up to 12 bits behind literals that shift them. */
Test(inflate, judges_every_end_of_a_fixed_block_alike, .timeout = 100)
{
    void *states[INFLATER_COUNT];
    create_states(states);
    for (unsigned shift = 0; shift < 8; shift++) {
        for (unsigned bits = 0; bits < 1u << 13; bits++) {
            og_buf data = {0};
            char words[200] = "fixed! 97";
            for (unsigned i = 0; i < shift; i++)
                strcat(words, " 200"); /* 9 bits each */
            strcat(words, " bits:");
            const size_t length = strlen(words);
            for (unsigned i = 0; i < 13; i++)
                words[length + i] = (char)('0' + (bits >> i & 1));
            words[length + 13] = '\0';
            deflate_words(&data, words);
            data.length -= (bits + shift) % 3; /* with bits of the last bytes, as in a cut */
            inflate_run zlib = inflate_run_all(inflaters[0], states[0], &data, all_cuts[0]);
            for (size_t i = 1; i < INFLATER_COUNT; i++) {
                inflate_run run = inflate_run_all(inflaters[i], states[i], &data,
                                                  all_cuts[bits % 8 == 0 ? 1 : 0]);
                inflate_expect_same(&run, &zlib, words, bits);
                og_buf_fini(&run.plain);
            }
            og_buf_fini(&zlib.plain);
            og_buf_fini(&data);
        }
    }
    destroy_states(states);
}

static unsigned long setting(const char *name, unsigned long otherwise)
{
    const char *text = getenv(name);
    return text == NULL ? otherwise : strtoul(text, NULL, 10);
}

/* More of it: OCIGATE_INFLATE_ROUNDS, from OCIGATE_INFLATE_SEED on. */
Test(inflate, judges_random_data_alike_in_both_back_ends, .timeout = 100000)
{
    const unsigned long rounds = setting("OCIGATE_INFLATE_ROUNDS", 20000);
    const unsigned long first = setting("OCIGATE_INFLATE_SEED", 1);
    unsigned long counts[3] = {0};
    void *states[INFLATER_COUNT];
    create_states(states);
    for (unsigned long seed = first; seed < first + rounds; seed++) {
        og_buf data = {0};
        deflate_random(&data, seed);
        inflate_run zlib = inflate_run_all(inflaters[0], states[0], &data, all_cuts[0]);
        counts[zlib.verdict]++;
        for (size_t i = 0; i < INFLATER_COUNT; i++) {
            const inflate_cuts cuts = {.seed = seed * 2 + i};
            inflate_run run = inflate_run_all(inflaters[i], states[i], &data, cuts);
            inflate_expect_same(&run, &zlib, "seed", seed);
            og_buf_fini(&run.plain);
        }
        og_buf_fini(&zlib.plain);
        og_buf_fini(&data);
    }
    destroy_states(states);
    /* Each verdict is worth something only where there is enough of it. */
    for (size_t i = 0; i < 3; i++)
        cr_assert_geq(counts[i], rounds / 10, "verdict %zu: %lu of %lu", i, counts[i], rounds);
    printf("good %lu, damaged %lu, cut %lu\n", counts[0], counts[1], counts[2]);
}
