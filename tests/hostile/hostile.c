/* Runs each row in a process of its own, measures it and compares. */
#define _GNU_SOURCE
#include "hostile/hostile.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* A sanitizer makes a program several times slower, keeps what was freed in quarantine, and shadows
   all memory: its bounds are for what explodes. */
#if defined(__SANITIZE_ADDRESS__)
#define TIME_FACTOR 5.0
#define MEMORY_FACTOR 6
#elif !defined(__OPTIMIZE__)
#define TIME_FACTOR 3.0 /* the build that counts lines */
#define MEMORY_FACTOR 1
#else
#define TIME_FACTOR 1.0
#define MEMORY_FACTOR 1
#endif
#define MEMORY_KIB (128L * 1024 * MEMORY_FACTOR)

typedef struct outcome {
    const hostile_row *row;
    double seconds;
    long peak_kib;
} outcome;

static double now(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

const char *hostile_manifest(hostile_fixture *f)
{
    f->archive->form = f->row->form;
    test_archive_seal(f->archive);
    return test_text(f->archive, "%s", f->image->manifest_blob.bytes.data);
}

const char *hostile_config(hostile_fixture *f)
{
    f->archive->form = f->row->form;
    test_archive_seal(f->archive);
    return test_text(f->archive, "%s", f->image->config_blob.bytes.data);
}

const char *hostile_index(hostile_fixture *f)
{
    f->archive->form = f->row->form;
    test_archive_seal(f->archive);
    return test_text(f->archive, "%s", f->archive->indexes[0]->blob.bytes.data);
}

void hostile_command(hostile_fixture *f, const char *script, hostile_command_run *run)
{
    char input[HOSTILE_PATH_SIZE];
    const char *command = getenv("OCIGATE_COMMAND");
    test_require(command != NULL, "OCIGATE_COMMAND is not set");
    test_tmpdir_join(&f->tmp, "input", input, sizeof input);
    test_write_file(input, og_buf_string(&f->bytes), f->bytes.length);
    (void)setenv("OCIGATE", command, 1);
    (void)setenv("INPUT", input, 1);
    og_buf_init(&run->out);
    FILE *pipe = popen(script, "r");
    test_require(pipe != NULL, "popen");
    char part[4096];
    size_t size;
    while ((size = fread(part, 1, sizeof part, pipe)) > 0)
        og_buf_add(&run->out, part, size);
    const int status = pclose(pipe);
    run->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void fixture_init(hostile_fixture *f, const hostile_row *row)
{
    *f = (hostile_fixture){.row = row};
    og_buf_init(&f->bytes);
    og_buf_init(&f->why);
    test_tmpdir_init(&f->tmp);
    test_tmpdir_join(&f->tmp, "layout", f->layout, sizeof f->layout);
    f->archive = test_archive_new();
    f->image = test_image_add(f->archive);
    if (row->before != NULL)
        row->before(f);
    test_archive_build(f->archive, row->form);
    if (row->after != NULL)
        row->after(f);
    if (row->disk != NULL) {
        test_archive_extract(f->archive, f->layout);
        row->disk(f);
    } else {
        test_archive_write(f->archive, TEST_PLAIN, &f->bytes);
        if (row->raw != NULL)
            row->raw(f);
    }
}

static void fixture_fini(hostile_fixture *f)
{
    test_archive_free(f->archive);
    og_buf_fini(&f->bytes);
    og_buf_fini(&f->why);
    test_tmpdir_fini(&f->tmp);
}

/* The peak from here on; what cannot be reset counts from the start of the process. */
static void reset_peak(void)
{
    FILE *file = fopen("/proc/self/clear_refs", "w");
    if (file == NULL)
        return;
    (void)fputs("5", file);
    (void)fclose(file);
}

static long status_kib(const char *name)
{
    long kib = -1;
    char line[256];
    FILE *file = fopen("/proc/self/status", "r");
    while (file != NULL && kib < 0 && fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, name, strlen(name)) == 0)
            kib = strtol(line + strlen(name), NULL, 10);
    }
    if (file != NULL)
        (void)fclose(file);
    return kib;
}

/* A check writes nothing: one byte into a file ends the process. */
static void forbid_writing(void)
{
    struct rlimit limit;
    (void)getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = 0;
    (void)setrlimit(RLIMIT_FSIZE, &limit);
}

static void allow_writing(void)
{
    struct rlimit limit;
    (void)getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = limit.rlim_max;
    (void)setrlimit(RLIMIT_FSIZE, &limit);
}

static void check(hostile_fixture *f, test_run *run)
{
    forbid_writing();
    if (f->row->disk != NULL)
        test_run_path(run, &f->row->setup, f->layout);
    else
        test_run_memory(run, &f->row->setup, og_buf_string(&f->bytes), f->bytes.length, 0);
    allow_writing();
    (void)test_run_matches(run, f->row->expected, &f->why);
}

/* In the child: "seconds peak\n" and what is wrong go into the pipe. */
static void run_child(const hostile_row *row, int fd)
{
    hostile_fixture f;
    test_run run = {0};
    fixture_init(&f, row);
    /* What the check adds to the fixture, which is in memory as well. */
    reset_peak();
    const long fixture_kib = status_kib("VmRSS:");
    const double start = now();
    if (row->custom != NULL)
        row->custom(&f);
    else
        check(&f, &run);
    const double seconds = now() - start;
    const long kib = status_kib("VmHWM:") - fixture_kib;
    /* Outside of the bounds, which are those of a check. */
    if (run.report != NULL)
        (void)test_report_reads_back(run.report, &f.why);
    test_run_fini(&run);
    char head[64];
    const int length = snprintf(head, sizeof head, "%.6f %ld\n", seconds, kib);
    size_t size = f.why.length < 3000 ? f.why.length : 3000;
    bool written = write(fd, head, (size_t)length) == length;
    written = written && write(fd, og_buf_string(&f.why), size) == (ssize_t)size;
    fixture_fini(&f);
    (void)close(fd);
    exit(written ? 0 : 4);
}

static bool judge(outcome *out, const char *why, int status)
{
    const hostile_row *row = out->row;
    const double bound = (row->seconds > 0 ? row->seconds : HOSTILE_SECONDS) * TIME_FACTOR;
    bool good = true;
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        (void)printf("%s %s: ended with %s %d\n", row->id, row->name,
                     WIFSIGNALED(status) ? "signal" : "status",
                     WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
        good = false;
    }
    if (why[0] != '\0') {
        (void)printf("%s %s: expected \"%s\"%s\n", row->id, row->name, row->expected, why);
        good = false;
    }
    if (out->seconds > bound || out->peak_kib > MEMORY_KIB) {
        (void)printf("%s %s: %.2f s of %.0f, %ld KiB of %ld\n", row->id, row->name, out->seconds,
                     bound, out->peak_kib, MEMORY_KIB);
        good = false;
    }
    return good;
}

static bool run_row(const hostile_row *row, outcome *out)
{
    int ends[2];
    test_require(pipe(ends) == 0, "pipe: %s", strerror(errno));
    (void)fflush(stdout);
    const pid_t child = fork();
    test_require(child >= 0, "fork: %s", strerror(errno));
    if (child == 0) {
        (void)close(ends[0]);
        (void)alarm(100);
        run_child(row, ends[1]);
    }
    (void)close(ends[1]);
    char text[8192];
    size_t length = 0;
    ssize_t size;
    while (length + 1 < sizeof text &&
           (size = read(ends[0], text + length, sizeof text - 1 - length)) > 0)
        length += (size_t)size;
    text[length] = '\0';
    (void)close(ends[0]);
    int status = 0;
    test_require(waitpid(child, &status, 0) == child, "waitpid: %s", strerror(errno));
    *out = (outcome){.row = row};
    char *rest = text;
    out->seconds = strtod(text, &rest);
    out->peak_kib = strtol(rest, &rest, 10);
    return judge(out, rest[0] == '\n' ? rest + 1 : rest, status);
}

/* ---- the list ---- */

static const hostile_table *const tables[] = {
    &hostile_archives, &hostile_references,  &hostile_directories, &hostile_codecs,
    &hostile_tar,      &hostile_names,       &hostile_json,        &hostile_values,
    &hostile_output,   &hostile_environment, &hostile_controls,
};

static bool has_row(const char *id)
{
    for (size_t i = 0; i < TEST_COUNT(tables); i++) {
        for (size_t j = 0; j < tables[i]->count; j++) {
            if (strcmp(tables[i]->rows[j].id, id) == 0)
                return true;
        }
    }
    return false;
}

static bool has_gap(const char *id)
{
    for (size_t i = 0; hostile_gaps[i].id != NULL; i++) {
        if (strcmp(hostile_gaps[i].id, id) == 0)
            return true;
    }
    return false;
}

/* Every id has a row, or a reason why it has none; and no row has an id of its own making. */
static bool is_covered(size_t *gaps)
{
    bool good = true;
    *gaps = 0;
    for (size_t i = 0; hostile_ids[i] != NULL; i++) {
        if (!has_row(hostile_ids[i]) && !has_gap(hostile_ids[i])) {
            (void)printf("%s: no row and no reason\n", hostile_ids[i]);
            good = false;
        }
        if (!has_row(hostile_ids[i]))
            ++*gaps;
    }
    for (size_t i = 0; i < TEST_COUNT(tables); i++) {
        for (size_t j = 0; j < tables[i]->count; j++) {
            const char *id = tables[i]->rows[j].id;
            size_t k = 0;
            while (hostile_ids[k] != NULL && strcmp(hostile_ids[k], id) != 0)
                k++;
            if (hostile_ids[k] == NULL && strncmp(id, "control", 7) != 0) {
                (void)printf("%s: an unknown id\n", id);
                good = false;
            }
        }
    }
    return good;
}

int main(int count, char **words)
{
    const char *only = count > 1 ? words[1] : "";
    size_t rows = 0;
    size_t good = 0;
    outcome slowest = {0};
    outcome largest = {0};
    for (size_t i = 0; i < TEST_COUNT(tables); i++) {
        for (size_t j = 0; j < tables[i]->count; j++) {
            const hostile_row *row = &tables[i]->rows[j];
            if (strncmp(row->id, only, strlen(only)) != 0)
                continue;
            outcome one;
            rows++;
            good += run_row(row, &one) ? 1 : 0;
            slowest = one.seconds > slowest.seconds ? one : slowest;
            largest = one.peak_kib > largest.peak_kib ? one : largest;
        }
    }
    size_t gaps = 0;
    const bool covered = is_covered(&gaps);
    for (size_t i = 0; hostile_gaps[i].id != NULL; i++)
        (void)printf("not here: %s: %s\n", hostile_gaps[i].id, hostile_gaps[i].reason);
    if (rows > 0)
        (void)printf("slowest %s %s %.3f s; largest %s %s %ld KiB\n", slowest.row->id,
                     slowest.row->name, slowest.seconds, largest.row->id, largest.row->name,
                     largest.peak_kib);
    (void)printf("hostile list: %zu of %zu rows as expected, %zu ids without a row\n", good, rows,
                 gaps);
    return rows > 0 && good == rows && covered ? 0 : 1;
}
