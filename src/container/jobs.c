#include "container/jobs.h"

#include "base/error.h"
#include "base/path.h"
#include "blob/blob.h"

#include <stdatomic.h>
#include <stdlib.h>

#define JOB_BYTES ((uint64_t)1 << 20)
#define MANIFEST_BYTES ((size_t)64 * 1024) /* enough to see what a blob is */

/* What the workers of one run share. */
typedef struct shift {
    const og_jobs *jobs;
    og_job **order; /* the largest first */
    atomic_size_t next;
    atomic_bool has_failed; /* nothing more is begun */
    og_crew_count others;   /* workers on other threads */
} shift;

/* A thread that reads jobs, and all that it needs of its own. */
typedef struct worker {
    shift *shift;
    og_arena arena;
    og_blob *blob;
    uint8_t *buffer;
    uint64_t json_bytes_left; /* no document of theirs is kept */
    bool is_owner;            /* the thread of the caller */
    ocigate_status status;
    ocigate_error error;
    size_t failed_index;
} worker;

bool og_jobs_want(const og_jobs *jobs, uint64_t size_bytes)
{
    return size_bytes > JOB_BYTES &&
           size_bytes > jobs->options->limits.value[OCIGATE_LIMIT_DOCUMENT_BYTES];
}

og_job *og_jobs_add(og_jobs *jobs, og_member *member, uint64_t offset)
{
    og_job *job = OG_NEW(jobs->arena, og_job);
    og_blob_facts *facts = OG_NEW(jobs->arena, og_blob_facts);
    if (job == NULL || facts == NULL)
        return NULL;
    *job = (og_job){.member = member, .facts = facts, .offset = offset, .index = jobs->count};
    member->blob = facts;
    if (jobs->last == NULL)
        jobs->first = job;
    else
        jobs->last->next = job;
    jobs->last = job;
    jobs->count++;
    return job;
}

static ocigate_status feed(worker *w, const og_job *job, og_stream *stream)
{
    const og_jobs *jobs = w->shift->jobs;
    uint64_t left = job->length;
    const bool is_manifest = jobs->options->depth == OCIGATE_DEPTH_MANIFEST;
    size_t capacity = is_manifest ? MANIFEST_BYTES : OG_READ_BYTES;
    for (;;) {
        size_t length = 0;
        OG_TRY(og_stream_read(stream, w->buffer, capacity, &length, &w->error));
        if (length == 0)
            return OCIGATE_OK;
        OG_TRY(og_blob_feed(w->blob, w->buffer, length, &w->error));
        og_watch_add(jobs->means->watch, length);
        if (w->is_owner)
            OG_TRY(og_watch_tell(jobs->means->watch, &w->error));
        left -= length < left ? length : left;
        if (is_manifest && og_blob_pass(w->blob, left))
            return OCIGATE_OK;
        capacity = OG_READ_BYTES;
    }
}

static ocigate_status read_job(worker *w, const og_job *job)
{
    const og_jobs *jobs = w->shift->jobs;
    const bool wants_sha512 = og_path_begins_with(job->member->name, "blobs/sha512/");
    OG_TRY(
        og_blob_begin(w->blob, &w->arena, job->member->size, wants_sha512, job->facts, &w->error));
    og_stream *stream = NULL;
    OG_TRY(jobs->open(jobs->payload, job, &stream, &w->error));
    const ocigate_status status = feed(w, job, stream);
    og_stream_close(stream);
    OG_TRY(status);
    return og_blob_end(w->blob, job->is_ended, &w->error);
}

static void fail(worker *w, size_t index)
{
    w->failed_index = index;
    atomic_store(&w->shift->has_failed, true);
}

static void read_jobs(worker *w)
{
    shift *s = w->shift;
    const og_jobs *jobs = s->jobs;
    const og_blob_options options = {.limits = &jobs->options->limits,
                                     .hasher = jobs->means->hasher,
                                     .depth = jobs->options->depth,
                                     .json_bytes_left = &w->json_bytes_left,
                                     .crew = jobs->means->crew};
    w->buffer = malloc(OG_READ_BYTES);
    w->status =
        w->buffer == NULL ? og_fail_memory(&w->error) : og_blob_new(&options, &w->blob, &w->error);
    if (w->status < 0)
        fail(w, jobs->count);
    while (!atomic_load(&s->has_failed)) {
        const size_t at = atomic_fetch_add(&s->next, 1);
        if (at >= jobs->count)
            break;
        w->status = read_job(w, s->order[at]);
        if (w->status < 0)
            fail(w, s->order[at]->index);
    }
    og_blob_free(w->blob);
    free(w->buffer);
}

static void run_other(void *payload)
{
    worker *w = payload;
    read_jobs(w);
    og_crew_count_down(w->shift->jobs->means->crew, &w->shift->others);
}

static int compare(const void *a, const void *b)
{
    const og_job *x = *(og_job *const *)a;
    const og_job *y = *(og_job *const *)b;
    if (x->length != y->length)
        return x->length > y->length ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

/* On the owner's thread, when it has nothing to read any more. */
static void tell(void *payload)
{
    worker *owner = payload;
    if (owner->status < 0)
        return;
    owner->status = og_watch_tell(owner->shift->jobs->means->watch, &owner->error);
    if (owner->status < 0)
        fail(owner, 0);
}

/* The worst of what the workers came to: the first job in the order of the container. */
static ocigate_status settle(og_jobs *jobs, worker *workers, unsigned count, ocigate_error *err)
{
    const worker *first = NULL;
    for (unsigned i = 0; i < count; i++) {
        og_arena_adopt(jobs->arena, &workers[i].arena);
        if (workers[i].status < 0 &&
            (first == NULL || workers[i].failed_index < first->failed_index))
            first = &workers[i];
    }
    if (first != NULL)
        return og_fail(err, first->status, first->error.system_error, "%s", first->error.text);
    OG_TRY(og_watch_tell(jobs->means->watch, err));
    return jobs->arena->failed ? og_fail_memory(err) : OCIGATE_OK;
}

static unsigned count_workers(const og_jobs *jobs)
{
    const unsigned threads = og_crew_threads(jobs->means->crew);
    return jobs->count < threads ? (unsigned)jobs->count : threads;
}

static ocigate_status run_workers(og_jobs *jobs, shift *s, worker *workers, ocigate_error *err)
{
    const unsigned wanted = count_workers(jobs);
    unsigned begun = 1;
    for (unsigned i = 0; i < wanted; i++) {
        workers[i] = (worker){.shift = s, .is_owner = i == 0, .json_bytes_left = UINT64_MAX};
        og_arena_init(&workers[i].arena);
    }
    s->others.left = wanted - 1;
    while (begun < wanted && og_crew_try(jobs->means->crew, run_other, &workers[begun]))
        begun++;
    for (unsigned i = begun; i < wanted; i++)
        og_crew_count_down(jobs->means->crew, &s->others);
    read_jobs(&workers[0]);
    if (wanted > 1)
        og_crew_wait(jobs->means->crew, &s->others, tell, &workers[0]);
    return settle(jobs, workers, begun, err);
}

ocigate_status og_jobs_run(og_jobs *jobs, ocigate_error *err)
{
    if (jobs->count == 0)
        return OCIGATE_OK;
    shift s = {.jobs = jobs, .order = OG_NEW_ARRAY(jobs->arena, og_job *, jobs->count)};
    worker *workers = OG_NEW_ARRAY(jobs->arena, worker, count_workers(jobs));
    if (s.order == NULL || workers == NULL)
        return og_fail_memory(err);
    size_t count = 0;
    for (og_job *job = jobs->first; job != NULL; job = job->next)
        s.order[count++] = job;
    qsort(s.order, count, sizeof *s.order, compare);
    return run_workers(jobs, &s, workers, err);
}
