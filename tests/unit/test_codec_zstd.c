#include "unit/codec_run.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <zstd.h>

#define CAPACITY ((size_t)64 * 1024)
#define PAYLOAD "the quick brown fox jumps over the lazy dog, the lazy dog, the lazy dog"
#define MAGIC "\x28\xb5\x2f\xfd"

static og_codec *new_codec(uint64_t window_log)
{
    og_codec *codec = NULL;
    og_limits limits;
    og_limits_init(&limits);
    limits.value[OCIGATE_LIMIT_ZSTD_WINDOW_LOG] = window_log;
    cr_assert_eq(og_codec_new(OG_COMPRESSION_ZSTD, &limits, &codec, NULL), OCIGATE_OK);
    return codec;
}

static void add_frame(og_buf *out, const void *bytes, size_t length, int level, bool has_checksum)
{
    ZSTD_CCtx *context = ZSTD_createCCtx();
    ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level);
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, has_checksum);
    const size_t bound = ZSTD_compressBound(length);
    unsigned char *data = malloc(bound);
    const size_t size = ZSTD_compress2(context, data, bound, bytes, length);
    cr_assert(!ZSTD_isError(size));
    og_buf_add(out, data, size);
    free(data);
    ZSTD_freeCCtx(context);
}

static void add_text(og_buf *out)
{
    add_frame(out, PAYLOAD, strlen(PAYLOAD), 3, true);
}

static void add_skippable(og_buf *out, unsigned kind, size_t length)
{
    og_buf_char(out, (char)(0x50 + kind));
    og_buf_add(out, "\x2a\x4d\x18", 3);
    for (int i = 0; i < 4; i++)
        og_buf_char(out, (char)(length >> 8 * i & 0xff));
    for (size_t i = 0; i < length; i++)
        og_buf_char(out, (char)0xfd);
}

/* Runs in every size of pieces, which must not matter at all; returns the last run. */
static codec_run run_all(og_codec *codec, const og_buf *data, size_t length, const char *what,
                         size_t which)
{
    codec_run last = codec_run_all(codec, data->data, length, 0, CAPACITY);
    for (size_t p = 0; p < CODEC_PIECE_COUNT; p++) {
        const size_t capacity = p % 2 == 0 ? 100 : CAPACITY;
        codec_run run = codec_run_all(codec, data->data, length, codec_pieces[p], capacity);
        cr_assert_eq(run.result.state, last.result.state, "%s %zu in pieces of %zu: %d, %d", what,
                     which, codec_pieces[p], run.result.state, last.result.state);
        cr_assert_eq(run.result.text, last.result.text, "%s %zu: %s, %s", what, which,
                     run.result.text, last.result.text);
        cr_assert_eq(run.result.offset, last.result.offset, "%s %zu: %llu, %llu", what, which,
                     (unsigned long long)run.result.offset, (unsigned long long)last.result.offset);
        if (run.result.state == OG_CODEC_GOOD || run.result.state == OG_CODEC_TRAILING)
            cr_assert_eq(run.plain.length, last.plain.length, "%s %zu", what, which);
        og_buf_fini(&run.plain);
    }
    return last;
}

typedef struct row {
    const char *name;
    int parts[6]; /* what PART_ says, in this order; 0 ends */
    const char *tail;
    size_t tail_bytes;
    og_codec_state state;
    const char *text;
    size_t text_count; /* payloads that come out */
} row;

enum { PART_END, PART_FRAME, PART_UNCHECKED, PART_SKIPPABLE, PART_SKIPPABLE_EMPTY, PART_EMPTY };

/* clang-format off */
static const row rows[] = {
    {"one frame", {PART_FRAME}, "", 0, OG_CODEC_GOOD, NULL, 1},
    {"one frame without a checksum", {PART_UNCHECKED}, "", 0, OG_CODEC_GOOD, NULL, 1},
    {"three frames", {PART_FRAME, PART_UNCHECKED, PART_FRAME}, "", 0, OG_CODEC_GOOD, NULL, 3},
    {"an empty frame", {PART_EMPTY}, "", 0, OG_CODEC_GOOD, NULL, 0},
    {"an empty frame between", {PART_FRAME, PART_EMPTY, PART_FRAME}, "", 0, OG_CODEC_GOOD, NULL, 2},
    {"a skippable frame before", {PART_SKIPPABLE, PART_FRAME}, "", 0, OG_CODEC_GOOD, NULL, 1},
    {"a skippable frame between", {PART_FRAME, PART_SKIPPABLE, PART_UNCHECKED}, "", 0,
     OG_CODEC_GOOD, NULL, 2},
    {"two skippable frames behind", {PART_FRAME, PART_SKIPPABLE, PART_SKIPPABLE_EMPTY}, "", 0,
     OG_CODEC_GOOD, NULL, 1},
    {"skippable frames alone", {PART_SKIPPABLE, PART_SKIPPABLE_EMPTY}, "", 0, OG_CODEC_GOOD, NULL,
     0},
    {"garbage behind", {PART_FRAME}, "GARBAGE", 7, OG_CODEC_TRAILING, "bytes after", 1},
    {"one zero behind", {PART_UNCHECKED}, "\0", 1, OG_CODEC_TRAILING, "bytes after", 1},
    {"zeros behind a skippable frame", {PART_FRAME, PART_SKIPPABLE}, "\0\0\0\0", 4,
     OG_CODEC_TRAILING, "bytes after", 1},
    {"half a magic and garbage", {PART_FRAME}, "\x28\xb5\x2fX", 4, OG_CODEC_TRAILING,
     "bytes after", 1},
    {"a gzip member behind", {PART_FRAME}, "\x1f\x8b\x08", 3, OG_CODEC_TRAILING, "bytes after", 1},
    {"half a magic", {PART_FRAME}, "\x28\xb5\x2f", 3, OG_CODEC_TRUNCATED, "ends inside", 1},
    {"a skippable frame that is cut", {PART_FRAME}, "\x5f\x2a\x4d\x18\x04\0\0\0abc", 11,
     OG_CODEC_TRUNCATED, "ends inside", 1},
    {"a skippable frame that promises 4 GiB", {PART_FRAME}, "\x50\x2a\x4d\x18\xff\xff\xff\xff", 8,
     OG_CODEC_TRUNCATED, "ends inside", 1},
    {"a legacy frame", {0}, "\x27\xb5\x2f\xfd\0\0\0\0", 8, OG_CODEC_UNSUPPORTED,
     "before version 0.8", 0},
    {"the oldest legacy frame behind", {PART_FRAME}, "\x1e\xb5\x2f\xfd", 4, OG_CODEC_UNSUPPORTED,
     "before version 0.8", 1},
    {"nothing", {0}, "", 0, OG_CODEC_TRUNCATED, "there is no", 0},
    {"a gzip member", {0}, "\x1f\x8b\x08\0", 4, OG_CODEC_CORRUPT, "does not begin", 0},
    {"a dictionary", {0}, MAGIC "\x21\x07\x00\x01\x00\x00", 10, OG_CODEC_UNSUPPORTED,
     "dictionary", 0},
    {"a dictionary that is none", {0}, MAGIC "\x21\x00\x00\x01\x00\x00", 10, OG_CODEC_GOOD, NULL,
     0},
    {"a reserved bit", {0}, MAGIC "\x28\x00\x01\x00\x00", 9, OG_CODEC_UNSUPPORTED, "reserved bit",
     0},
    {"a reserved type of block", {0}, MAGIC "\x20\x00\x07\x00\x00", 9, OG_CODEC_CORRUPT,
     "header of a block", 0},
    {"a compressed block of nothing", {0}, MAGIC "\x20\x00\x05\x00\x00", 9, OG_CODEC_CORRUPT,
     "header of a block", 0},
    {"a block above the window", {0}, MAGIC "\x00\x00\x09\x40\x00", 9, OG_CODEC_CORRUPT,
     "damaged", 0},
    {"less content than promised", {0}, MAGIC "\x20\x02\x01\x00\x00", 9, OG_CODEC_CORRUPT,
     "another length", 0},
};
/* clang-format on */

static void build(og_buf *data, const row *r)
{
    for (size_t i = 0; i < 6; i++) {
        switch (r->parts[i]) {
        case PART_FRAME:
            add_text(data);
            break;
        case PART_UNCHECKED:
            add_frame(data, PAYLOAD, strlen(PAYLOAD), 1, false);
            break;
        case PART_SKIPPABLE:
            add_skippable(data, (unsigned)i * 5, 1000);
            break;
        case PART_SKIPPABLE_EMPTY:
            add_skippable(data, 15, 0);
            break;
        case PART_EMPTY:
            add_frame(data, "", 0, 3, true);
            break;
        default:
            break;
        }
    }
    og_buf_add(data, r->tail, r->tail_bytes);
}

Test(codec_zstd, judges_frames_and_what_stands_between_them)
{
    og_codec *codec = new_codec(27);
    for (size_t c = 0; c < sizeof rows / sizeof rows[0]; c++) {
        og_buf data = {0};
        build(&data, &rows[c]);
        codec_run run = run_all(codec, &data, data.length, rows[c].name, c);
        cr_assert_eq(run.result.state, rows[c].state, "%s: %d %s", rows[c].name, run.result.state,
                     run.result.text == NULL ? "" : run.result.text);
        if (rows[c].text != NULL)
            cr_assert(strstr(run.result.text, rows[c].text) != NULL, "%s: %s", rows[c].name,
                      run.result.text);
        if (rows[c].state == OG_CODEC_TRAILING)
            cr_assert_eq(run.result.offset, data.length - rows[c].tail_bytes, "%s", rows[c].name);
        if (rows[c].state == OG_CODEC_TRUNCATED)
            cr_assert_eq(run.result.offset, data.length, "%s", rows[c].name);
        cr_assert_eq(run.plain.length, rows[c].text_count * strlen(PAYLOAD), "%s: %zu bytes",
                     rows[c].name, run.plain.length);
        og_buf_fini(&run.plain);
        og_buf_fini(&data);
    }
    og_codec_free(codec);
}

/* An empty frame with a window descriptor of its own: what is small may not slip through. */
static void add_window(og_buf *data, unsigned exponent, unsigned mantissa)
{
    og_buf_add(data, MAGIC "\0", 5);
    og_buf_char(data, (char)(exponent << 3 | mantissa));
    og_buf_add(data,
               "\x29\x00\x00"
               "hello",
               8); /* the last block, 5 raw bytes */
}

Test(codec_zstd, refuses_a_window_above_the_limit_however_small_the_frame)
{
    static const struct {
        uint64_t limit;
        unsigned exponent, mantissa;
        bool is_good;
    } windows[] = {
        {27, 17, 0, true},  {27, 17, 1, false}, {27, 18, 0, false}, {27, 21, 0, false},
        {27, 31, 7, false}, {20, 10, 0, true},  {20, 10, 1, false}, {10, 0, 0, true},
        {10, 0, 1, false},  {0, 0, 0, true},    {0, 1, 0, false},   {31, 21, 0, true},
        {99, 21, 0, true},  {99, 21, 1, false},
    };
    for (size_t c = 0; c < sizeof windows / sizeof windows[0]; c++) {
        if (windows[c].exponent > 18 && windows[c].is_good)
            continue; /* two gigabytes are not for a test */
        og_codec *codec = new_codec(windows[c].limit);
        og_buf data = {0};
        add_window(&data, windows[c].exponent, windows[c].mantissa);
        codec_run run = run_all(codec, &data, data.length, "window", c);
        cr_assert_eq(run.result.state, windows[c].is_good ? OG_CODEC_GOOD : OG_CODEC_LIMIT,
                     "window %zu: %d", c, run.result.state);
        if (!windows[c].is_good)
            cr_assert(strstr(run.result.text, "zstd-window-log") != NULL);
        else
            cr_assert_str_eq(og_buf_string(&run.plain), "hello");
        og_buf_fini(&run.plain);
        og_buf_fini(&data);
        og_codec_free(codec);
    }
}

Test(codec_zstd, refuses_one_segment_above_the_limit_of_the_window)
{
    og_codec *codec = new_codec(10);
    for (size_t size = 1024; size <= 1025; size++) {
        char *bytes = calloc(1, size);
        og_buf data = {0};
        add_frame(&data, bytes, size, 3, false);
        codec_run run = run_all(codec, &data, data.length, "segment", size);
        cr_assert_eq(run.result.state, size == 1024 ? OG_CODEC_GOOD : OG_CODEC_LIMIT);
        og_buf_fini(&run.plain);
        og_buf_fini(&data);
        free(bytes);
    }
    og_codec_free(codec);
}

Test(codec_zstd, decodes_every_level_and_size_whatever_the_room)
{
    static const size_t sizes[] = {0, 1, 255, 256, 131072, 131073, 400000};
    static const int levels[] = {-5, 1, 3, 9, 19};
    static const size_t rooms[] = {1000, CAPACITY, (size_t)1 << 20};
    unsigned char *payload = malloc(400000);
    fill_payload(payload, 400000);
    og_codec *codec = new_codec(27);
    for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
        for (size_t l = 0; l < sizeof levels / sizeof levels[0]; l++) {
            og_buf data = {0};
            add_frame(&data, payload, sizes[s], levels[l], l % 2 == 0);
            for (size_t r = 0; r < sizeof rooms / sizeof rooms[0]; r++) {
                codec_run run =
                    codec_run_all(codec, data.data, data.length, r % 2 == 0 ? 0 : 999, rooms[r]);
                cr_assert_eq(run.result.state, OG_CODEC_GOOD, "%zu bytes, level %d: %s", sizes[s],
                             levels[l], run.result.text);
                cr_assert_eq(run.plain.length, sizes[s]);
                cr_assert(sizes[s] == 0 || memcmp(run.plain.data, payload, sizes[s]) == 0);
                og_buf_fini(&run.plain);
            }
            og_buf_fini(&data);
        }
    }
    og_codec_free(codec);
    free(payload);
}

Test(codec_zstd, calls_every_shorter_piece_truncated)
{
    unsigned char payload[700];
    fill_payload(payload, sizeof payload);
    og_codec *codec = new_codec(27);
    og_buf data = {0};
    add_skippable(&data, 3, 5);
    const size_t first = data.length;
    add_frame(&data, payload, sizeof payload, 3, true);
    const size_t second = data.length;
    add_frame(&data, PAYLOAD, strlen(PAYLOAD), 3, false);
    for (size_t length = 0; length < data.length; length++) {
        codec_run run = run_all(codec, &data, length, "length", length);
        const bool is_end = length == first || length == second;
        cr_assert_eq(run.result.state, is_end ? OG_CODEC_GOOD : OG_CODEC_TRUNCATED, "%zu bytes: %d",
                     length, run.result.state);
        og_buf_fini(&run.plain);
    }
    og_buf_fini(&data);
    og_codec_free(codec);
}

Test(codec_zstd, accepts_no_flipped_bit_when_there_is_a_checksum, .timeout = 100)
{
    unsigned char payload[700];
    fill_payload(payload, sizeof payload);
    og_codec *codec = new_codec(20);
    og_buf data = {0};
    add_frame(&data, payload, sizeof payload, 3, true);
    const size_t bits = data.length * 8;
    for (size_t bit = 0; bit < bits; bit++) {
        data.data[bit / 8] = (char)(data.data[bit / 8] ^ (1 << bit % 8));
        codec_run run = run_all(codec, &data, data.length, "bit", bit);
        const bool is_same = run.plain.length == sizeof payload &&
                             memcmp(run.plain.data, payload, sizeof payload) == 0;
        cr_assert(run.result.state != OG_CODEC_GOOD || is_same, "bit %zu", bit);
        og_buf_fini(&run.plain);
        data.data[bit / 8] = (char)(data.data[bit / 8] ^ (1 << bit % 8));
    }
    og_buf_fini(&data);
    og_codec_free(codec);
}

Test(codec_zstd, says_where_a_checksum_is_wrong)
{
    og_codec *codec = new_codec(27);
    og_buf data = {0};
    add_text(&data);
    add_text(&data);
    data.data[data.length - 1] = (char)(data.data[data.length - 1] ^ 1);
    codec_run run = run_all(codec, &data, data.length, "checksum", 0);
    cr_assert_eq(run.result.state, OG_CODEC_CORRUPT);
    cr_assert_eq(run.result.offset, data.length - 4);
    cr_assert(strstr(run.result.text, "checksum") != NULL, "%s", run.result.text);
    og_buf_fini(&run.plain);
    og_buf_fini(&data);
    og_codec_free(codec);
}

Test(codec_zstd, starts_again_after_damage)
{
    og_codec *codec = new_codec(27);
    og_buf data = {0};
    add_text(&data);
    for (size_t i = 0; i < 4; i++) {
        codec_run bad = codec_run_all(codec, data.data, 20 + i * 3, 0, CAPACITY);
        cr_assert_neq(bad.result.state, OG_CODEC_GOOD);
        og_buf_fini(&bad.plain);
        codec_run good = codec_run_all(codec, data.data, data.length, 0, CAPACITY);
        cr_assert_eq(good.result.state, OG_CODEC_GOOD);
        cr_assert_str_eq(og_buf_string(&good.plain), PAYLOAD);
        og_buf_fini(&good.plain);
    }
    og_buf_fini(&data);
    og_codec_free(codec);
}
