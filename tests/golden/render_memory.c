/* Every format with no memory at one allocation: the whole report comes out, or nothing and the
   error. */
#include "golden/sample_programs.h"
#include "support/bytes.h"

#include <ocigate/render.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TRIES 100 /* of one format and sample; of more allocations, each nth fails */

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);

static size_t allocations, failing; /* failing: which one, from 1; 0: none */

static bool is_refused(void)
{
    return ++allocations == failing;
}

void *__wrap_malloc(size_t size)
{
    return is_refused() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return is_refused() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *old, size_t size)
{
    return is_refused() ? NULL : __real_realloc(old, size);
}

typedef struct written {
    char *bytes;
    size_t length;
} written;

/* The renderers write once, when all is there. */
static int keep(void *payload, const void *bytes, size_t length)
{
    written *out = payload;
    failing = 0;
    out->bytes = malloc(length);
    test_require(out->bytes != NULL, "out of memory");
    memcpy(out->bytes, bytes, length);
    out->length = length;
    return 0;
}

static ocigate_status render(const ocigate_report *report, const char *format, size_t at,
                             written *out)
{
    *out = (written){0};
    allocations = 0;
    failing = at;
    const ocigate_status status = ocigate_render(report, format, NULL, keep, out, NULL);
    failing = 0;
    return status;
}

static unsigned try_format(const ocigate_report *report, const char *sample, const char *format)
{
    written whole, cut;
    unsigned problems = 0;
    test_require(render(report, format, 0, &whole) == OCIGATE_OK, "%s", format);
    const size_t count = allocations;
    size_t refused = 0;
    for (size_t at = 1; at <= count; at += count / TRIES + 1) {
        const ocigate_status status = render(report, format, at, &cut);
        const bool is_whole = status == OCIGATE_OK && cut.length == whole.length &&
                              memcmp(cut.bytes, whole.bytes, cut.length) == 0;
        const bool is_nothing = status == OCIGATE_ERROR_MEMORY && cut.length == 0;
        refused += is_nothing;
        if (!is_whole && !is_nothing) {
            printf("%s of %s, allocation %zu of %zu: status %d, %zu bytes of %zu\n", format, sample,
                   at, count, (int)status, cut.length, whole.length);
            problems++;
        }
        free(cut.bytes);
    }
    if (refused == 0) {
        printf("%s of %s: no allocation failed\n", format, sample);
        problems++;
    }
    free(whole.bytes);
    return problems;
}

int main(void)
{
    static const char *const samples[] = {"policy", "hostile", "images"};
    unsigned problems = 0;
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        ocigate_report *report = sample_program_report(samples[i]);
        test_require(report != NULL, "no sample %s", samples[i]);
        const char *format;
        for (size_t f = 0; (format = ocigate_render_format(f)) != NULL; f++)
            problems += try_format(report, samples[i], format);
        ocigate_report_free(report);
    }
    return problems == 0 ? 0 : 1;
}
