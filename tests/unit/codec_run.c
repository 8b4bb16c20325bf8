#include "unit/codec_run.h"

#include <criterion/criterion.h>
#include <stdlib.h>

/* `in` is as long as the bytes, so that the sanitizer sees what is read too far. */
static void step(og_codec *codec, codec_run *run, const uint8_t *in, size_t length, uint8_t *out,
                 size_t capacity)
{
    size_t written = 0;
    do {
        ocigate_error err = {0};
        cr_assert_eq(
            og_codec_step(codec, &in, &length, out, capacity, &written, &run->result, &err),
            OCIGATE_OK, "%s", err.text);
        cr_assert_leq(written, capacity);
        og_buf_add(&run->plain, out, written);
    } while (run->result.state == OG_CODEC_GOOD && (length > 0 || written == capacity));
}

codec_run codec_run_all(og_codec *codec, const void *bytes, size_t length, size_t piece,
                        size_t capacity)
{
    codec_run run = {0};
    ocigate_error err = {0};
    cr_assert_eq(og_codec_start(codec, &err), OCIGATE_OK);
    if (piece == 0)
        piece = length > 0 ? length : 1;
    const uint8_t *at = bytes;
    uint8_t *in = malloc(piece);
    uint8_t *out = malloc(capacity);
    cr_assert(in != NULL && out != NULL);
    while (length > 0 && run.result.state == OG_CODEC_GOOD) {
        const size_t size = length < piece ? length : piece;
        memcpy(in + piece - size, at, size);
        step(codec, &run, in + piece - size, size, out, capacity);
        at += size;
        length -= size;
    }
    free(in);
    free(out);
    og_codec_finish(codec, &run.result);
    cr_assert_eq(run.result.state == OG_CODEC_GOOD, run.result.text == NULL);
    return run;
}

void fill_payload(unsigned char *bytes, size_t length)
{
    static const char words[] = "usr/lib/python3/site-packages ";
    uint32_t seed = 1;
    for (size_t i = 0; i < length; i++) {
        seed = seed * 1103515245u + 12345u;
        bytes[i] = (seed >> 16) % 5 == 0 ? (unsigned char)(seed >> 24)
                                         : (unsigned char)words[i % (sizeof words - 1)];
    }
}
