/* Parts of the library alone, in memory, on one thread: lines of name, median seconds, best
   seconds, amount, unit, with tabs between them. usage: micro [ROUNDS] */
#define _GNU_SOURCE
#include "micro.h"

#include "blob/tar.h"
#include "document/json_build.h"
#include "document/json_scan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define TAR_ENTRIES 200000u
#define JSON_BYTES ((size_t)1 << 20)

static unsigned rounds = 5;

_Noreturn void micro_fail(const char *what)
{
    (void)fprintf(stderr, "micro: %s\n", what);
    exit(1);
}

static double now(void)
{
    struct timespec time;
    if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) != 0)
        micro_fail("no clock");
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static int compare(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

void micro_run(const char *name, double amount, const char *unit, micro_work work, void *payload)
{
    double took[MICRO_ROUNDS_MAX];
    for (unsigned i = 0; i <= rounds; i++) {
        const double start = now();
        if (!work(payload))
            micro_fail(name);
        if (i > 0)
            took[i - 1] = now() - start;
    }
    qsort(took, rounds, sizeof took[0], compare);
    const double median = (took[(rounds - 1) / 2] + took[rounds / 2]) / 2;
    printf("%s\t%.9f\t%.9f\t%.0f\t%s\n", name, median, took[0], amount, unit);
    if (fflush(stdout) != 0)
        micro_fail("cannot write");
}

void micro_add_header(og_buf *out, const char *path, char type, unsigned long size)
{
    char header[OG_TAR_BLOCK_BYTES] = {0};
    (void)snprintf(header, 100, "%s", path);
    (void)snprintf(header + 100, 8, "%07o", type == '5' ? 0755u : 0644u);
    (void)snprintf(header + 108, 8, "%07o", 0u);
    (void)snprintf(header + 116, 8, "%07o", 0u);
    (void)snprintf(header + 124, 12, "%011lo", size);
    (void)snprintf(header + 136, 12, "%011o", 0u);
    header[156] = type;
    memcpy(header + 257,
           "ustar\0"
           "00",
           8);
    memset(header + 148, ' ', 8);
    unsigned sum = 0;
    for (size_t i = 0; i < sizeof header; i++)
        sum += (unsigned char)header[i];
    (void)snprintf(header + 148, 8, "%06o", sum);
    og_buf_add(out, header, sizeof header);
}

static void make_tar(og_buf *out)
{
    og_buf_init(out);
    for (unsigned i = 0; i < TAR_ENTRIES; i++) {
        char path[100];
        (void)snprintf(path, sizeof path, "usr/share/package-%u/doc/file-%u.txt", i / 100, i);
        micro_add_header(out, path, '0', 0);
    }
    static const char end[2 * OG_TAR_BLOCK_BYTES];
    og_buf_add(out, end, sizeof end);
    if (out->failed)
        micro_fail("no memory");
}

typedef struct tar_work {
    og_buf bytes;
    og_limits limits;
} tar_work;

static bool walk_tar(void *payload)
{
    const tar_work *work = payload;
    ocigate_error err = {0};
    og_arena arena;
    og_arena_init(&arena);
    og_defects defects = {0};
    og_tar *tar = NULL;
    if (og_tar_new(&work->limits, &tar, &err) < 0)
        return false;
    og_tar_start(tar, &arena, &defects);
    const uint8_t *in = (const uint8_t *)work->bytes.data, *data = NULL;
    size_t left = work->bytes.length, data_length = 0;
    unsigned entries = 0;
    og_tar_event event = OG_TAR_ENTRY;
    while (event != OG_TAR_NEEDS_INPUT && event != OG_TAR_STOPPED) {
        if (og_tar_step(tar, &in, &left, &event, &data, &data_length, &err) < 0)
            break;
        entries += event == OG_TAR_ENTRY ? 1 : 0;
    }
    const bool is_whole = og_tar_finish(tar) && defects.first == NULL;
    og_tar_free(tar);
    og_arena_fini(&arena);
    return is_whole && entries == TAR_ENTRIES;
}

static void make_index(og_buf *out)
{
    static const char member[] =
        "{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\","
        "\"digest\":\"sha256:5d41402abc4b2a76b9719d911017c592ae8f1d2c3b4a59687766554433221100\","
        "\"size\":1234,\"platform\":{\"architecture\":\"amd64\",\"os\":\"linux\"},"
        "\"annotations\":{\"org.opencontainers.image.ref.name\":\"app:1\"}}";
    og_buf_init(out);
    og_buf_text(out, "{\"schemaVersion\":2,\"manifests\":[");
    for (bool is_first = true; out->length < JSON_BYTES; is_first = false) {
        if (!is_first)
            og_buf_char(out, ',');
        og_buf_text(out, member);
    }
    og_buf_text(out, "]}");
    if (out->failed)
        micro_fail("no memory");
}

static bool scan_json(void *payload)
{
    const tar_work *work = payload;
    ocigate_error err = {0};
    og_arena arena;
    og_arena_init(&arena);
    og_defects defects = {0};
    bool is_good = false;
    const ocigate_status status =
        og_json_scan_text((const char *)work->bytes.data, work->bytes.length, &work->limits, &arena,
                          &defects, &is_good, &err);
    og_arena_fini(&arena);
    return status == OCIGATE_OK && is_good;
}

static bool build_json(void *payload)
{
    const tar_work *work = payload;
    json_t *value = og_json_build((const char *)work->bytes.data, work->bytes.length,
                                  og_json_depth_limit(&work->limits));
    const bool is_good = json_object_size(value) == 2;
    json_decref(value);
    return is_good;
}

int main(int argc, char **argv)
{
    if (argc > 1)
        rounds = (unsigned)strtoul(argv[1], NULL, 10);
    if (argc > 2 || rounds < 1 || rounds > MICRO_ROUNDS_MAX)
        micro_fail("usage: micro [ROUNDS], 1 to 99");
    tar_work work;
    og_limits_init(&work.limits);
    make_tar(&work.bytes);
    micro_run("tar walk", TAR_ENTRIES, "entries", walk_tar, &work);
    og_buf_fini(&work.bytes);
    make_index(&work.bytes);
    micro_run("JSON scan", (double)work.bytes.length, "bytes", scan_json, &work);
    micro_run("JSON build", (double)work.bytes.length, "bytes", build_json, &work);
    og_buf_fini(&work.bytes);
    micro_image();
    return 0;
}
