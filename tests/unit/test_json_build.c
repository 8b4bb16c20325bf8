/* The budget of memory is only worth something when building never takes more than was counted:
   jansson's own allocations are counted here, which a program may ask for and a library may not. */
#include "document/json_build.h"

#include "base/buf.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#define HEAP_HEADER_BYTES 16u

static size_t used_bytes, peak_bytes;

static void *take(size_t size)
{
    size_t *block = malloc(HEAP_HEADER_BYTES + size);
    if (block == NULL)
        return NULL;
    *block = HEAP_HEADER_BYTES + ((size + 15) & ~(size_t)15) - 8;
    used_bytes += *block;
    if (used_bytes > peak_bytes)
        peak_bytes = used_bytes;
    return (char *)block + HEAP_HEADER_BYTES;
}

static void give(void *memory)
{
    if (memory == NULL)
        return;
    size_t *block = (size_t *)((char *)memory - HEAP_HEADER_BYTES);
    used_bytes -= *block;
    free(block);
}

static size_t counted(const og_buf *text)
{
    og_json_lexer lexer;
    og_json_lexer_init(&lexer, text->data, text->length);
    size_t sum = 0;
    for (og_json_token token; (token = og_json_lexer_next(&lexer)).kind != OG_JSON_END;) {
        size_t next = token.start + token.length;
        cr_assert_neq(token.kind, OG_JSON_WRONG);
        sum += og_json_build_cost(&token, token.kind == OG_JSON_STRING && next < text->length &&
                                              text->data[next] == ':');
    }
    return sum;
}

/* Each is a piece that is repeated between an opening and a closing; # is the number. */
static const struct {
    const char *open, *piece, *close;
} shapes[] = {
    {"[", "{}", "]"},
    {"[", "[]", "]"},
    {"[", "[0]", "]"},
    {"[", "\"\"", "]"},
    {"[", "\"a string of some length\"", "]"},
    {"[", "1", "]"},
    {"[", "1.5", "]"},
    {"[", "null", "]"},
    {"[", "{\"a\":1}", "]"},
    {"[", "{\"a\":{},\"b\":[],\"c\":\"\"}", "]"},
    {"[", "[[[[]]]]", "]"},
    {"[", "[1,2,3,4,5,6,7,8,9]", "]"},
    {"{", "\"#\":null", "}"},
    {"{", "\"#\":1", "}"},
    {"{", "\"#\":\"\"", "}"},
    {"{", "\"#\":{}", "}"},
    {"{", "\"a key of some length #\":[]", "}"},
};

static void repeat(og_buf *out, size_t shape, size_t count)
{
    og_buf_clear(out);
    og_buf_text(out, shapes[shape].open);
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            og_buf_char(out, ',');
        for (const char *c = shapes[shape].piece; *c != '\0'; c++) {
            if (*c == '#')
                og_buf_format(out, "%zu", i);
            else
                og_buf_char(out, *c);
        }
    }
    og_buf_text(out, shapes[shape].close);
}

Test(json_build, takes_no_more_memory_than_was_counted)
{
    static const size_t counts[] = {0, 1, 2, 7, 8, 9, 16, 17, 33, 100, 129, 1000, 1025, 5000};
    json_set_alloc_funcs(take, give);
    og_buf text;
    og_buf_init(&text);
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        for (size_t j = 0; j < sizeof counts / sizeof counts[0]; j++) {
            repeat(&text, i, counts[j]);
            used_bytes = peak_bytes = 0;
            json_t *value = og_json_build(text.data, text.length, 64);
            cr_assert_not_null(value);
            const size_t cost = counted(&text);
            cr_expect_leq(peak_bytes, cost, "%zu times %s: %zu bytes, %zu counted", counts[j],
                          shapes[i].piece, peak_bytes, cost);
            /* No more than needed either, by and large. */
            cr_expect_leq(cost, 6 * peak_bytes + 512, "%zu times %s: %zu bytes, %zu counted",
                          counts[j], shapes[i].piece, peak_bytes, cost);
            json_decref(value);
            cr_expect_eq(used_bytes, 0);
        }
    }
    og_buf_fini(&text);
}
