/* Memory that runs out, reads that fail, inputs that are nothing. */
#define _GNU_SOURCE
#include "hostile/hostile.h"
#include "support/feed.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- allocations: the linker leads those of the library here ---- */

static long allocations, fail_at;
static bool fails_on;

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);

static bool fails(void)
{
    allocations++;
    return fail_at != 0 && (allocations == fail_at || (fails_on && allocations > fail_at));
}

void *__wrap_malloc(size_t size)
{
    return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return fails() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *old, size_t size)
{
    return fails() ? NULL : __real_realloc(old, size);
}

/* Set-up is not what is tested: it fails never. */
static ocigate_verdict check_failing(const hostile_fixture *f, long at, bool on)
{
    ocigate_report *report = NULL;
    test_require(ocigate_report_new(NULL, &report, NULL) == OCIGATE_OK, "report");
    test_source source = {.bytes = f->bytes.data, .length = f->bytes.length};
    allocations = 0;
    fails_on = on;
    fail_at = at;
    const ocigate_status status =
        ocigate_check_stream(report, test_source_read, &source, NULL, NULL);
    fail_at = 0;
    const ocigate_verdict verdict =
        status < 0 ? OCIGATE_VERDICT_ERROR : ocigate_report_verdict(report);
    ocigate_report_free(report);
    return verdict;
}

static void allocations_fail(hostile_fixture *f)
{
    const ocigate_verdict baseline = check_failing(f, 0, false);
    const long all = allocations;
    test_require(all > 10, "%ld allocations were seen", all);
    for (long at = 1; at <= all; at++) {
        for (int on = 0; on < 2; on++) {
            const ocigate_verdict verdict = check_failing(f, at, on == 1);
            if (verdict != OCIGATE_VERDICT_ERROR && verdict != baseline)
                og_buf_format(&f->why, "\n  allocation %ld of %ld: %s, not %s", at, all,
                              ocigate_verdict_name(verdict), ocigate_verdict_name(baseline));
        }
    }
}

static void wrong_diff_id(hostile_fixture *f)
{
    f->image->layers[1]->diff_id = TEST_WRONG_DIGEST;
}

static void zstd(hostile_fixture *f)
{
    test_archive_set_packing(f->archive, (test_packing){.codec = TEST_ZSTD});
}

/* ---- reads ---- */

static ocigate_verdict check_source(test_source *source)
{
    ocigate_report *report = NULL;
    test_require(ocigate_report_new(NULL, &report, NULL) == OCIGATE_OK, "report");
    const ocigate_status status =
        ocigate_check_stream(report, test_source_read, source, NULL, NULL);
    const ocigate_verdict verdict = ocigate_report_verdict(report);
    test_require(status < 0 || verdict != OCIGATE_VERDICT_ERROR, "a status without its verdict");
    ocigate_report_free(report);
    return verdict;
}

static void reads_fail(hostile_fixture *f)
{
    for (size_t at = 1; at <= f->bytes.length; at += 61) {
        test_source source = {
            .bytes = f->bytes.data, .length = f->bytes.length, .piece = 509, .fail_at = at};
        if (check_source(&source) != OCIGATE_VERDICT_ERROR)
            og_buf_format(&f->why, "\n  a verdict though byte %zu could not be read", at);
    }
}

static void reads_are_short(hostile_fixture *f)
{
    test_source source = {.bytes = f->bytes.data, .length = f->bytes.length, .piece = 1};
    const ocigate_verdict wanted =
        f->row->number == 0 ? OCIGATE_VERDICT_PASS : OCIGATE_VERDICT_FAIL;
    if (check_source(&source) != wanted)
        og_buf_text(&f->why, "\n  another verdict for reads of one byte");
}

static void from_pipe(hostile_fixture *f)
{
    test_run run;
    test_run_pipe(&run, NULL, f->bytes.data, f->bytes.length, 1);
    (void)test_run_matches(&run, f->row->expected, &f->why);
    test_run_fini(&run);
}

typedef struct pestering {
    pthread_t target;
    volatile int stop;
} pestering;

static void ignore(int number)
{
    (void)number;
}

static void *pester(void *payload)
{
    pestering *p = payload;
    while (!p->stop) {
        (void)pthread_kill(p->target, SIGUSR1);
        (void)usleep(50);
    }
    return NULL;
}

/* A signal that does not restart system calls, all the time. */
static void interrupted(hostile_fixture *f)
{
    struct sigaction action = {.sa_handler = ignore};
    test_require(sigaction(SIGUSR1, &action, NULL) == 0, "sigaction");
    pestering p = {.target = pthread_self()};
    pthread_t thread;
    test_require(pthread_create(&thread, NULL, pester, &p) == 0, "pthread_create");
    from_pipe(f);
    p.stop = 1;
    (void)pthread_join(thread, NULL);
}

/* A descriptor that cannot be read: one that is open for writing alone. */
static void bad_descriptor(hostile_fixture *f)
{
    int ends[2];
    test_require(pipe(ends) == 0, "pipe: %s", strerror(errno));
    ocigate_report *report = NULL;
    test_require(ocigate_report_new(NULL, &report, NULL) == OCIGATE_OK, "report");
    if (ocigate_check_fd(report, ends[1], NULL, NULL) >= 0 ||
        ocigate_report_verdict(report) != OCIGATE_VERDICT_ERROR)
        og_buf_text(&f->why, "\n  a verdict on what cannot be read");
    ocigate_report_free(report);
    (void)close(ends[0]);
    (void)close(ends[1]);
}

/* ---- inputs that are nothing ---- */

static void bytes_of(hostile_fixture *f)
{
    og_buf_clear(&f->bytes);
    if (f->row->text != NULL)
        og_buf_text(&f->bytes, f->row->text);
    test_append_zeros(&f->bytes, (size_t)f->row->number);
}

static void empty_directory(hostile_fixture *f)
{
    test_tmpdir_join(&f->tmp, "empty", f->layout, sizeof f->layout);
    test_make_directories(f->layout);
}

/* ISO 9660, 6.2.1: the volume descriptors begin at sector 16. */
static void iso(hostile_fixture *f)
{
    og_buf_clear(&f->bytes);
    test_append_zeros(&f->bytes, 32768);
    og_buf_add(&f->bytes, "\1CD001\1", 7);
    test_append_zeros(&f->bytes, 8192);
}

#if defined(__SANITIZE_ADDRESS__)
#define RANDOM_FILES 2000
#else
#define RANDOM_FILES 10000
#endif

static void random_files(hostile_fixture *f)
{
    uint64_t state = 88172645463325252u;
    static char bytes[65536];
    for (int i = 0; i < RANDOM_FILES; i++) {
        size_t length = 0;
        for (size_t at = 0; at == 0 || at + 8 <= length; at += 8) {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            if (at == 0)
                length = (size_t)(state % sizeof bytes);
            memcpy(bytes + at, &state, sizeof state);
        }
        test_source source = {.bytes = bytes, .length = length};
        if (check_source(&source) != OCIGATE_VERDICT_FAIL)
            og_buf_format(&f->why, "\n  file %d of %zu bytes does not fail", i, length);
    }
}

#define OOM(row_name, function, row_form)                                                          \
    {                                                                                              \
        .id = "H-163", .name = row_name, .expected = "", .before = function,                       \
        .custom = allocations_fail, .form = row_form, .seconds = HOSTILE_SECONDS_LONG              \
    }
#define CUSTOM(row_id, row_name, function, value)                                                  \
    {                                                                                              \
        .id = row_id, .name = row_name, .expected = "", .custom = function, .number = value,       \
        .form = TEST_FORM_OCI, .seconds = HOSTILE_SECONDS_LONG                                     \
    }
#define NONE(row_id, row_name, rules, words, value)                                                \
    {                                                                                              \
        .id = row_id, .name = row_name, .expected = rules, .raw = bytes_of, .text = words,         \
        .number = value                                                                            \
    }

static const hostile_row rows[] = {
    OOM("a good layout", NULL, TEST_FORM_OCI),
    OOM("a good archive of Docker 25", NULL, TEST_FORM_DOCKER_25),
    OOM("a good archive of Docker 1.10", NULL, TEST_FORM_DOCKER_10),
    OOM("zstd", zstd, TEST_FORM_CONTAINERD),
    OOM("a wrong diff_id", wrong_diff_id, TEST_FORM_OCI),
    OOM("a wrong diff_id, podman", wrong_diff_id, TEST_FORM_PODMAN),
    CUSTOM("H-164", "reads fail", reads_fail, 0),
    CUSTOM("H-164", "reads of one byte", reads_are_short, 0),
    CUSTOM("H-164", "reads are interrupted", interrupted, 0),
    CUSTOM("H-164", "the descriptor cannot be read", bad_descriptor, 0),
    NONE("H-166", "nothing", "input-unrecognized", NULL, 0),
    NONE("H-166", "one byte", "input-unrecognized", "x", 0),
    NONE("H-166", "zeros", "input-unrecognized", NULL, 4096),
    {.id = "H-166",
     .name = "an empty directory",
     .expected = "input-unrecognized",
     .disk = empty_directory},
    CUSTOM("H-167", "writes of one byte", from_pipe, 0),
    NONE("H-168", "zip", "input-unrecognized", "PK\3\4\24", 600),
    {.id = "H-168", .name = "iso", .expected = "input-unrecognized archive-corrupt", .raw = iso},
    NONE("H-168", "cpio", "input-unrecognized", "070701000000000000", 600),
    NONE("H-168", "mtree", "input-unrecognized", "#mtree\n/set type=file\n./x mode=0644\n", 0),
    NONE("H-168", "uu", "input-unrecognized", "begin 644 x.tar\n#0V%T\n`\nend\n", 0),
    CUSTOM("H-169", "random files", random_files, 0),
};

const hostile_table hostile_environment = HOSTILE_TABLE("environment", rows);
