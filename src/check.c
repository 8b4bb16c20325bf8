/* The order of the stages: read, link, judge, report. The one file that knows all of them. */
#define _GNU_SOURCE
#include "base/error.h"
#include "base/options.h"
#include "blob/codec.h"
#include "container/container.h"
#include "image/link.h"
#include "input/stream.h"
#include "report/report.h"
#include "rules/rule.h"

#include <ocigate/check.h>
#include <ocigate/version.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Where the bytes come from: a stream, or a directory. */
typedef struct input {
    og_stream *stream; /* NULL: a directory */
    int dir_fd;
    const char *name;
    uint64_t size; /* 0: not known */
} input;

typedef struct run {
    og_arena arena;
    og_hasher *hasher;
    og_crew *crew;
    og_watch watch;
    og_archive archive;
    og_facts facts;
    og_sink sink;
    bool has_facts;
} run;

static double seconds_now(void)
{
    struct timespec now;
    if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
        return 0;
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static ocigate_status read_archive(run *r, const input *in, const ocigate_options *options,
                                   ocigate_error *err)
{
    OG_TRY(og_hasher_new(&r->hasher, err));
    OG_TRY(og_crew_new(options->threads, &r->crew, err));
    r->watch.function = options->progress;
    r->watch.payload = options->progress_payload;
    r->watch.total = in->size;
    og_watch_start(&r->watch, options->limits.value[OCIGATE_LIMIT_SECONDS]);
    const og_means means = {.hasher = r->hasher, .crew = r->crew, .watch = &r->watch};
    if (in->stream != NULL)
        return og_container_read_stream(in->stream, options, &means, &r->arena, &r->archive, err);
    return og_container_read_directory(in->dir_fd, in->name, options, &means, &r->arena,
                                       &r->archive, err);
}

static ocigate_status judge(run *r, const input *in, const ocigate_options *options,
                            ocigate_error *err)
{
    OG_TRY(read_archive(r, in, options, err));
    OG_TRY(og_facts_link(&r->archive, in->name, options, &r->arena, &r->facts, err));
    r->has_facts = true;
    og_engine_run(&r->facts, &r->sink);
    return r->arena.failed ? og_fail_memory(err) : OCIGATE_OK;
}

static ocigate_status check_input(ocigate_report *report, const input *in, ocigate_error *error)
{
    ocigate_error own = {0};
    ocigate_error *err = error == NULL ? &own : error;
    const double start = seconds_now();
    run r = {0};
    og_arena_init(&r.arena);
    og_sink_init(&r.sink, &r.arena, report->options->limits.value[OCIGATE_LIMIT_FINDINGS]);
    const ocigate_status status = judge(&r, in, report->options, err);
    const char *why = NULL;
    if (status < 0)
        why = err->text[0] != '\0' ? err->text : ocigate_status_name(status);
    /* Facts that memory cut short are no facts. */
    const bool has_facts = r.has_facts && status == OCIGATE_OK;
    const ocigate_status added =
        og_report_add(report, in->name, has_facts ? &r.facts : NULL, has_facts ? &r.sink : NULL,
                      why, seconds_now() - start, err);
    og_crew_free(r.crew);
    og_hasher_free(r.hasher);
    og_arena_fini(&r.arena);
    return status < 0 ? status : added;
}

/* An input that cannot even be opened is a result as well: the verdict is error. */
static ocigate_status refuse_input(ocigate_report *report, const char *name, ocigate_error *err)
{
    const ocigate_status added = og_report_add(report, name, NULL, NULL, err->text, 0, NULL);
    return added < 0 ? added : err->status;
}

static ocigate_status check_stream(ocigate_report *report, og_stream *stream, const char *name,
                                   uint64_t size, ocigate_error *error)
{
    const input in = {.stream = stream, .dir_fd = -1, .name = name, .size = size};
    const ocigate_status status = check_input(report, &in, error);
    og_stream_close(stream);
    return status;
}

ocigate_status ocigate_check_fd(ocigate_report *report, int fd, const char *name,
                                ocigate_error *error)
{
    if (report == NULL)
        return og_fail(error, OCIGATE_ERROR_ARGUMENT, 0, "report is NULL");
    ocigate_error own = {0};
    ocigate_error *err = error == NULL ? &own : error;
    if (name == NULL)
        name = "-";
    struct stat status;
    if (fstat(fd, &status) != 0) {
        og_fail(err, OCIGATE_ERROR_OPEN, errno, "cannot read %s", name);
        return refuse_input(report, name, err);
    }
    if (S_ISDIR(status.st_mode)) {
        const input in = {.dir_fd = fd, .name = name};
        return check_input(report, &in, err);
    }
    og_stream *stream = NULL;
    if (og_stream_from_fd(fd, name, &stream, err) < 0)
        return refuse_input(report, name, err);
    const uint64_t size = S_ISREG(status.st_mode) ? (uint64_t)status.st_size : 0;
    return check_stream(report, stream, name, size, err);
}

ocigate_status ocigate_check_path(ocigate_report *report, const char *path, const char *name,
                                  ocigate_error *error)
{
    if (report == NULL || path == NULL)
        return og_fail(error, OCIGATE_ERROR_ARGUMENT, 0, "report or path is NULL");
    ocigate_error own = {0};
    ocigate_error *err = error == NULL ? &own : error;
    if (name == NULL)
        name = path;
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) {
        og_fail(err, OCIGATE_ERROR_OPEN, errno, "cannot open %s", path);
        return refuse_input(report, name, err);
    }
    const ocigate_status status = ocigate_check_fd(report, fd, name, err);
    (void)close(fd);
    return status;
}

ocigate_status ocigate_check_stream(ocigate_report *report, ocigate_read_function read_function,
                                    void *payload, const char *name, ocigate_error *error)
{
    if (report == NULL || read_function == NULL)
        return og_fail(error, OCIGATE_ERROR_ARGUMENT, 0, "report or read is NULL");
    ocigate_error own = {0};
    ocigate_error *err = error == NULL ? &own : error;
    if (name == NULL)
        name = "-";
    og_stream *stream = NULL;
    if (og_stream_from_callback(read_function, payload, name, &stream, err) < 0)
        return refuse_input(report, name, err);
    return check_stream(report, stream, name, 0, err);
}
