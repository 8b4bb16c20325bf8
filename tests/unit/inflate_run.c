#include "unit/inflate_run.h"

#include "unit/deflate_maker.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#define GUARD_BYTES 64u /* the sanitizer does not see what ISA-L writes */
#define ROOM_MAX ((size_t)300000)
#define GUARD_VALUE 0xa5

/* Mostly of one magnitude in a run, so that one run in some has only small ones. */
static size_t draw_size(uint64_t *seed, size_t given, size_t all, bool is_odd)
{
    static const size_t limits[] = {1, 3, 20, 300, 5000, 40000, 70000, 300000};
    if (*seed == 0)
        return given > 0 ? given : all;
    const size_t limit = limits[given % (sizeof limits / sizeof limits[0])];
    return is_odd ? limit : 1 + (size_t)(deflate_draw(seed) % limit);
}

typedef struct run_sink {
    inflate_run *run;
    uint8_t *out; /* and the guard */
    size_t capacity;
} run_sink;

static og_inflate_event step(const og_inflater *inflater, void *state, og_codec_io *io,
                             og_inflate_rest *rest, const run_sink *sink)
{
    io->out = sink->out;
    io->out_capacity = sink->capacity;
    io->out_length = 0;
    memset(sink->out + sink->capacity, GUARD_VALUE, GUARD_BYTES);
    const og_inflate_event event = inflater->step(state, io, rest);
    cr_assert_leq(io->out_length, io->out_capacity);
    for (size_t i = 0; i < GUARD_BYTES; i++)
        cr_assert_eq(sink->out[sink->capacity + i], GUARD_VALUE, "wrote beyond the room");
    og_buf_add(&sink->run->plain, sink->out, io->out_length);
    return event;
}

inflate_run inflate_run_all(const og_inflater *inflater, void *state, const og_buf *data,
                            inflate_cuts cuts)
{
    inflate_run run = {.verdict = INFLATE_CUT};
    const size_t room_max = cuts.seed == 0 && cuts.room > 0 ? cuts.room : ROOM_MAX;
    static uint8_t out[ROOM_MAX + GUARD_BYTES];
    cr_assert_leq(room_max, ROOM_MAX);
    if (cuts.seed != 0) {
        cuts.piece = (size_t)deflate_draw(&cuts.seed);
        cuts.room = (size_t)deflate_draw(&cuts.seed);
        if (data->length > 5000) { /* not byte by byte */
            cuts.piece |= 4;
            cuts.room |= 4;
        }
    }
    const bool is_odd = deflate_draw(&(uint64_t){cuts.seed}) % 4 == 0;
    inflater->restart(state);
    og_inflate_event event = OG_INFLATE_MORE;
    og_inflate_rest rest = {.length = 0};
    for (size_t at = 0; at < data->length && event == OG_INFLATE_MORE;) {
        const size_t left = data->length - at;
        size_t size = draw_size(&cuts.seed, cuts.piece, left, is_odd);
        size = size < left ? size : left;
        uint8_t *in = malloc(size); /* so that the sanitizer sees what is read too far */
        cr_assert(in != NULL);
        memcpy(in, data->data + at, size);
        og_codec_io io = {.in = in, .in_length = size};
        do {
            const run_sink to = {&run, out, draw_size(&cuts.seed, cuts.room, room_max, is_odd)};
            event = step(inflater, state, &io, &rest, &to);
        } while (event == OG_INFLATE_MORE &&
                 (io.in_length > 0 || io.out_length == io.out_capacity));
        at += size - io.in_length;
        free(in);
        run.taken = at - rest.length;
    }
    cr_assert(event != OG_INFLATE_NO_MEMORY);
    if (event != OG_INFLATE_MORE)
        run.verdict = event == OG_INFLATE_END ? INFLATE_GOOD : INFLATE_DAMAGED;
    return run;
}

void inflate_expect_same(const inflate_run *one, const inflate_run *other, const char *what,
                         uint64_t which)
{
    const unsigned long long number = which;
    cr_assert_eq(one->verdict, other->verdict, "%s %llu: %d, %d", what, number, one->verdict,
                 other->verdict);
    size_t common = one->plain.length;
    if (other->plain.length < common)
        common = other->plain.length;
    cr_assert(common == 0 || memcmp(one->plain.data, other->plain.data, common) == 0,
              "%s %llu: other bytes", what, number);
    if (one->verdict != INFLATE_GOOD)
        return;
    cr_assert_eq(one->plain.length, other->plain.length, "%s %llu: %zu, %zu bytes", what, number,
                 one->plain.length, other->plain.length);
    cr_assert_eq(one->taken, other->taken, "%s %llu: %zu, %zu taken", what, number, one->taken,
                 other->taken);
}
