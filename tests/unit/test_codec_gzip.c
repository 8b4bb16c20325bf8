#include "unit/codec_run.h"
#include "unit/deflate_maker.h"
#include "unit/gzip_maker.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <zlib.h>

#define CAPACITY ((size_t)64 * 1024)
#define PAYLOAD "the quick brown fox jumps over the lazy dog, the lazy dog, the lazy dog"

static const og_inflater *const inflaters[] = {
    &og_inflater_zlib,
#ifdef OCIGATE_HAVE_ISAL
    &og_inflater_isal,
#endif
};
#define INFLATER_COUNT (sizeof inflaters / sizeof inflaters[0])

static og_codec *new_codec(size_t inflater)
{
    og_codec *codec = NULL;
    cr_assert_eq(og_codec_new_gzip(inflaters[inflater], &codec, NULL), OCIGATE_OK);
    return codec;
}

static void add_plain_member(og_buf *out, const char *text)
{
    const member m = {0};
    add_member(out, &m, text, strlen(text));
}

/* One row: members, then a tail. The offset counts from the start, or from the end when negative.
 */
/* clang-format off */
static const struct {
    const char *name;
    size_t member_count; /* good ones before `last` */
    member last;
    const char *tail;
    size_t tail_bytes;
    og_codec_state state;
    const char *text;
    long offset;
} cases[] = {
    {"one member", 0, {0}, "", 0, OG_CODEC_GOOD, NULL, 0},
    {"three members", 2, {0}, "", 0, OG_CODEC_GOOD, NULL, 0},
    {"a text flag", 0, {.flags = 1}, "", 0, OG_CODEC_GOOD, NULL, 0},
    {"an extra field", 0, {.flags = 4, .extra_bytes = 300}, "", 0, OG_CODEC_GOOD, NULL, 0},
    {"an empty extra field", 0, {.flags = 4}, "", 0, OG_CODEC_GOOD, NULL, 0},
    {"a name", 0, {.flags = 8, .name_bytes = 9}, "", 0, OG_CODEC_GOOD, NULL, 0},
    {"a comment", 0, {.flags = 16, .comment_bytes = 9}, "", 0, OG_CODEC_GOOD, NULL, 0},
    {"every field", 1, {.flags = 31, .extra_bytes = 3, .name_bytes = 4, .comment_bytes = 5}, "",
     0, OG_CODEC_GOOD, NULL, 0},
    {"a name at the limit", 0, {.flags = 8, .name_bytes = 511}, "", 0, OG_CODEC_GOOD, NULL, 0},
    {"a name above the limit", 0, {.flags = 8, .name_bytes = 512}, "", 0, OG_CODEC_UNSUPPORTED,
     "longer than 511", 0},
    {"a comment above the limit", 0, {.flags = 24, .comment_bytes = 512}, "", 0,
     OG_CODEC_UNSUPPORTED, "longer than 511", 0},
    {"a right header checksum", 0, {.flags = 2}, "", 0, OG_CODEC_GOOD, NULL, 0},
    {"a wrong header checksum", 0, {.flags = 2, .header_crc_change = 1}, "", 0, OG_CODEC_CORRUPT,
     "checksum of the header", 10},
    {"reserved flag 0x20", 0, {.flags = 0x20}, "", 0, OG_CODEC_UNSUPPORTED, "reserved flags", 3},
    {"reserved flag 0x40", 0, {.flags = 0x40}, "", 0, OG_CODEC_UNSUPPORTED, "reserved flags", 3},
    {"reserved flag 0x80", 0, {.flags = 0x80}, "", 0, OG_CODEC_UNSUPPORTED, "reserved flags", 3},
    {"another method", 0, {.method = 7}, "", 0, OG_CODEC_UNSUPPORTED, "method", 2},
    {"a wrong CRC-32", 0, {.crc_change = 1}, "", 0, OG_CODEC_CORRUPT, "CRC-32", -8},
    {"a wrong length", 0, {.size_change = 1}, "", 0, OG_CODEC_CORRUPT, "length in the trailer", -4},
    {"a second member with a wrong CRC-32", 1, {.crc_change = 0x80000000u}, "", 0,
     OG_CODEC_CORRUPT, "CRC-32", -8},
    {"garbage behind", 0, {0}, "GARBAGE", 7, OG_CODEC_TRAILING, "bytes after", -7},
    {"garbage behind two members", 1, {0}, "G", 1, OG_CODEC_TRAILING, "bytes after", -1},
    {"zeros behind", 0, {0}, "\0\0\0\0\0\0\0\0\0\0\0\0", 12, OG_CODEC_TRAILING, "bytes after", -12},
    {"one zero behind", 0, {0}, "\0", 1, OG_CODEC_TRAILING, "bytes after", -1},
    {"a zstd frame behind", 0, {0}, "\x28\xb5\x2f\xfd", 4, OG_CODEC_TRAILING, "bytes after", -4},
    {"half a magic and garbage", 0, {0}, "\x1fG", 2, OG_CODEC_TRAILING, "bytes after", -2},
    {"half a magic", 0, {0}, "\x1f", 1, OG_CODEC_TRUNCATED, "header", -0x7fffffff},
    {"the header of a further member", 0, {0}, "\x1f\x8b\x08\0\0\0\0\0\0", 9, OG_CODEC_TRUNCATED,
     "header", -0x7fffffff},
};
/* clang-format on */

#define AT_THE_END (-0x7fffffff)

Test(codec_gzip, judges_members_headers_and_trailers_alike_in_both_back_ends)
{
    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++) {
        og_buf data = {0};
        og_buf plain = {0};
        for (size_t i = 0; i <= cases[c].member_count; i++)
            og_buf_text(&plain, PAYLOAD);
        for (size_t i = 0; i < cases[c].member_count; i++)
            add_plain_member(&data, PAYLOAD);
        add_member(&data, &cases[c].last, PAYLOAD, strlen(PAYLOAD));
        og_buf_add(&data, cases[c].tail, cases[c].tail_bytes);
        long offset = cases[c].offset;
        if (offset == AT_THE_END)
            offset = (long)data.length;
        else if (offset < 0)
            offset += (long)data.length;
        for (size_t i = 0; i < INFLATER_COUNT; i++) {
            og_codec *codec = new_codec(i);
            for (size_t p = 0; p < CODEC_PIECE_COUNT; p++) {
                codec_run run =
                    codec_run_all(codec, data.data, data.length, codec_pieces[p], CAPACITY);
                const char *place = inflaters[i]->name;
                cr_assert_eq(run.result.state, cases[c].state, "%s, %s, %zu: %d %s", cases[c].name,
                             place, codec_pieces[p], run.result.state,
                             run.result.text == NULL ? "" : run.result.text);
                cr_assert_eq(run.result.offset, (uint64_t)offset, "%s, %s: offset %llu, not %ld",
                             cases[c].name, place, (unsigned long long)run.result.offset, offset);
                if (cases[c].text != NULL)
                    cr_assert(strstr(run.result.text, cases[c].text) != NULL, "%s: %s",
                              cases[c].name, run.result.text);
                else
                    cr_assert(run.plain.length == plain.length &&
                                  memcmp(run.plain.data, plain.data, plain.length) == 0,
                              "%s: other bytes", cases[c].name);
                og_buf_fini(&run.plain);
            }
            og_codec_free(codec);
        }
        og_buf_fini(&data);
        og_buf_fini(&plain);
    }
}

/* The piece must not matter, and the back ends must agree. Where data is damaged, they may see it
   sooner or later, as wrong data or by the checksum; what they have written by then is a common
   beginning. */
static void compare(const codec_run *one, const codec_run *other, bool is_same_back_end,
                    const char *what, size_t which)
{
    const bool is_damaged = one->result.state == OG_CODEC_CORRUPT;
    cr_assert_eq(one->result.state, other->result.state, "%s %zu: %d, %d", what, which,
                 one->result.state, other->result.state);
    if (is_same_back_end || !is_damaged) {
        cr_assert_eq(one->result.text, other->result.text, "%s %zu: %s, %s", what, which,
                     one->result.text, other->result.text);
        cr_assert_eq(one->result.offset, other->result.offset, "%s %zu", what, which);
    }
    size_t common = one->plain.length;
    if (other->plain.length < common)
        common = other->plain.length;
    cr_assert(common == 0 || memcmp(one->plain.data, other->plain.data, common) == 0,
              "%s %zu: other bytes", what, which);
    if (!is_damaged && one->result.state != OG_CODEC_TRUNCATED)
        cr_assert_eq(one->plain.length, other->plain.length, "%s %zu", what, which);
}

/* What both back ends say of the same bytes. */
static codec_run agree(og_codec **codecs, const og_buf *data, size_t length, const char *what,
                       size_t which)
{
    codec_run result = {0};
    for (size_t i = 0; i < INFLATER_COUNT; i++) {
        codec_run first = codec_run_all(codecs[i], data->data, length, codec_pieces[0], 300);
        for (size_t p = 1; p < CODEC_PIECE_COUNT; p++) {
            codec_run run = codec_run_all(codecs[i], data->data, length, codec_pieces[p], 300);
            compare(&run, &first, true, what, which);
            og_buf_fini(&run.plain);
        }
        if (i == 0) {
            result = first;
        } else {
            compare(&first, &result, false, what, which);
            og_buf_fini(&first.plain);
        }
    }
    return result;
}

static void make_corpus(og_buf *data, size_t which)
{
    static const member full = {.flags = 31, .extra_bytes = 5, .name_bytes = 3, .comment_bytes = 2};
    static const member bare = {0};
    unsigned char payload[700];
    fill_payload(payload, sizeof payload);
    switch (which) {
    case 0: /* a dynamic block */
        add_member(data, &bare, payload, sizeof payload);
        break;
    case 1: /* fixed blocks, two members, every header field */
        add_member(data, &full, PAYLOAD, strlen(PAYLOAD));
        add_member(data, &bare, "a", 1);
        break;
    default: /* nothing inside */
        add_member(data, &bare, "", 0);
        break;
    }
}

Test(codec_gzip, calls_every_shorter_piece_truncated, .timeout = 100)
{
    og_codec *codecs[INFLATER_COUNT];
    for (size_t i = 0; i < INFLATER_COUNT; i++)
        codecs[i] = new_codec(i);
    for (size_t which = 0; which < 3; which++) {
        og_buf data = {0};
        og_buf first = {0};
        make_corpus(&data, which);
        /* The end of the first of two members is an end. */
        add_member(&first,
                   &(member){.flags = 31, .extra_bytes = 5, .name_bytes = 3, .comment_bytes = 2},
                   PAYLOAD, strlen(PAYLOAD));
        for (size_t length = 0; length < data.length; length++) {
            const bool is_end = which == 1 && length == first.length;
            codec_run run = agree(codecs, &data, length, "length", length);
            cr_assert_eq(run.result.state, is_end ? OG_CODEC_GOOD : OG_CODEC_TRUNCATED,
                         "corpus %zu, %zu bytes", which, length);
            og_buf_fini(&run.plain);
        }
        og_buf_fini(&data);
        og_buf_fini(&first);
    }
    for (size_t i = 0; i < INFLATER_COUNT; i++)
        og_codec_free(codecs[i]);
}

Test(codec_gzip, judges_every_flipped_bit_alike_in_both_back_ends, .timeout = 100)
{
    og_codec *codecs[INFLATER_COUNT];
    for (size_t i = 0; i < INFLATER_COUNT; i++)
        codecs[i] = new_codec(i);
    for (size_t which = 0; which < 3; which++) {
        og_buf data = {0};
        make_corpus(&data, which);
        codec_run whole = agree(codecs, &data, data.length, "whole", 0);
        cr_assert_eq(whole.result.state, OG_CODEC_GOOD);
        const size_t bits = data.length * 8;
        for (size_t bit = 0; bit < bits; bit++) {
            data.data[bit / 8] = (char)(data.data[bit / 8] ^ (1 << bit % 8));
            codec_run run = agree(codecs, &data, data.length, "bit", bit);
            /* Time, system, padding and the like mean nothing. */
            if (run.result.state == OG_CODEC_GOOD)
                cr_assert(run.plain.length == whole.plain.length &&
                              (run.plain.length == 0 ||
                               memcmp(run.plain.data, whole.plain.data, run.plain.length) == 0),
                          "corpus %zu, bit %zu", which, bit);
            og_buf_fini(&run.plain);
            data.data[bit / 8] = (char)(data.data[bit / 8] ^ (1 << bit % 8));
        }
        og_buf_fini(&whole.plain);
        og_buf_fini(&data);
    }
    for (size_t i = 0; i < INFLATER_COUNT; i++)
        og_codec_free(codecs[i]);
}

Test(codec_gzip, decodes_every_level_and_size_whatever_the_room)
{
    static const size_t sizes[] = {0, 1, 511, 32768, 65536, 300000};
    static const size_t rooms[] = {1000, CAPACITY, (size_t)1 << 20};
    unsigned char *payload = malloc(300000);
    fill_payload(payload, 300000);
    for (size_t i = 0; i < INFLATER_COUNT; i++) {
        og_codec *codec = new_codec(i);
        for (size_t c = 0; c < sizeof sizes / sizeof sizes[0] * 10; c++) {
            const size_t size = sizes[c / 10];
            og_buf data = {0};
            og_buf_add(&data, "\x1f\x8b\x08\0\0\0\0\0\0\xff", 10);
            add_deflate(&data, payload, size, (int)(c % 10));
            add_u32(&data, crc32(0, payload, (uInt)size));
            add_u32(&data, size);
            for (size_t r = 0; r < sizeof rooms / sizeof rooms[0]; r++) {
                codec_run run =
                    codec_run_all(codec, data.data, data.length, r % 2 == 0 ? 0 : 4096, rooms[r]);
                cr_assert_eq(run.result.state, OG_CODEC_GOOD, "%s, %zu bytes, level %zu",
                             inflaters[i]->name, size, c % 10);
                cr_assert_eq(run.plain.length, size);
                cr_assert(size == 0 || memcmp(run.plain.data, payload, size) == 0);
                og_buf_fini(&run.plain);
            }
            og_buf_fini(&data);
        }
        og_codec_free(codec);
    }
    free(payload);
}

Test(codec_gzip, joins_many_small_members)
{
    og_buf data = {0};
    for (int i = 0; i < 5000; i++)
        add_plain_member(&data, i % 2 == 0 ? "" : "ab");
    for (size_t i = 0; i < INFLATER_COUNT; i++) {
        og_codec *codec = new_codec(i);
        codec_run run = codec_run_all(codec, data.data, data.length, 0, 17);
        cr_assert_eq(run.result.state, OG_CODEC_GOOD);
        cr_assert_eq(run.plain.length, 5000);
        og_buf_fini(&run.plain);
        og_codec_free(codec);
    }
    og_buf_fini(&data);
}

Test(codec_gzip, refuses_what_is_no_gzip)
{
    static const struct {
        const char *bytes;
        size_t length;
        og_codec_state state;
    } inputs[] = {
        {"", 0, OG_CODEC_TRUNCATED},          {"\x1f", 1, OG_CODEC_TRUNCATED},
        {"BZh91AY&SY", 10, OG_CODEC_CORRUPT}, {"\x28\xb5\x2f\xfd\x24\0", 6, OG_CODEC_CORRUPT},
        {"\0\0", 2, OG_CODEC_CORRUPT},        {"\x1f\x9d", 2, OG_CODEC_CORRUPT},
    };
    for (size_t i = 0; i < INFLATER_COUNT; i++) {
        og_codec *codec = new_codec(i);
        for (size_t c = 0; c < sizeof inputs / sizeof inputs[0]; c++) {
            codec_run run = codec_run_all(codec, inputs[c].bytes, inputs[c].length, 1, CAPACITY);
            cr_assert_eq(run.result.state, inputs[c].state, "input %zu", c);
            cr_assert_eq(run.plain.length, 0);
            og_buf_fini(&run.plain);
        }
        og_codec_free(codec);
    }
}

Test(codec_gzip, unpacks_one_layer_alone)
{
    og_buf inner = {0};
    og_buf outer = {0};
    add_plain_member(&inner, PAYLOAD);
    add_member(&outer, &(member){0}, inner.data, inner.length);
    for (size_t i = 0; i < INFLATER_COUNT; i++) {
        og_codec *codec = new_codec(i);
        codec_run run = codec_run_all(codec, outer.data, outer.length, 0, CAPACITY);
        cr_assert_eq(run.result.state, OG_CODEC_GOOD);
        cr_assert(run.plain.length == inner.length &&
                  memcmp(run.plain.data, inner.data, inner.length) == 0);
        og_buf_fini(&run.plain);
        og_codec_free(codec);
    }
    og_buf_fini(&inner);
    og_buf_fini(&outer);
}

/* Go, with which Docker and containerd read layers, refuses what is incomplete. */
Test(codec_gzip, refuses_incomplete_codes_in_both_back_ends)
{
    static const struct {
        const char *name, *words;
        og_codec_state state;
    } blocks[] = {
        {"complete, no distance", "dynamic!:97=1,256=1;0=0 97 256", OG_CODEC_GOOD},
        {"one distance of one bit", "dynamic!:97=1,256=1;0=1 97 256", OG_CODEC_GOOD},
        {"one distance of two bits", "dynamic!:97=1,256=1;0=2 97 256", OG_CODEC_CORRUPT},
        {"literals with a code to spare", "dynamic!:97=2,256=2;0=0 97 256", OG_CODEC_CORRUPT},
        {"no end of the block", "dynamic!:97=1;0=0 97", OG_CODEC_CORRUPT},
    };
    for (size_t c = 0; c < sizeof blocks / sizeof blocks[0]; c++) {
        og_buf data = {0};
        og_buf_add(&data, "\x1f\x8b\x08\0\0\0\0\0\0\xff", 10);
        deflate_words(&data, blocks[c].words);
        add_u32(&data, crc32(0, (const Bytef *)"a", 1));
        add_u32(&data, 1);
        for (size_t i = 0; i < INFLATER_COUNT; i++) {
            og_codec *codec = new_codec(i);
            codec_run run = codec_run_all(codec, data.data, data.length, 0, CAPACITY);
            cr_assert_eq(run.result.state, blocks[c].state, "%s: %s", blocks[c].name,
                         inflaters[i]->name);
            if (blocks[c].state == OG_CODEC_GOOD)
                cr_assert_str_eq(og_buf_string(&run.plain), "a");
            og_buf_fini(&run.plain);
            og_codec_free(codec);
        }
        og_buf_fini(&data);
    }
}

Test(codec_gzip, names_its_back_end)
{
    const char *name = og_codec_gzip_backend();
#ifdef OCIGATE_HAVE_ISAL
    cr_assert(strncmp(name, "isa-l ", 6) == 0 && strlen(name) > 6, "%s", name);
#else
    cr_assert(strncmp(name, "zlib ", 5) == 0 && strlen(name) > 5, "%s", name);
#endif
}
