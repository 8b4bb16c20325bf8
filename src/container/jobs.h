/* Large members of an input that can be read at any place: they are noted while the container is
   walked, and read afterwards, several at once. The facts of each are those that reading in order
   would have found; how many threads read makes no difference. */
#ifndef OG_CONTAINER_JOBS_H
#define OG_CONTAINER_JOBS_H

#include "container/archive.h"
#include "container/container.h"
#include "input/stream.h"

typedef struct og_job {
    struct og_job *next;
    og_member *member;
    og_blob_facts *facts; /* what member->blob becomes */
    uint64_t offset;      /* of the body, in the input */
    uint64_t length;      /* bytes of the body that are there */
    bool is_ended;        /* the container has all of it, as far as its own rules go */
    size_t index;         /* in the order of the container */
} og_job;

typedef struct og_jobs {
    const ocigate_options *options;
    const og_means *means;
    og_arena *arena;
    /* The bytes of a job, to be closed by its reader. Called by several threads. */
    ocigate_status (*open)(void *payload, const og_job *job, og_stream **out, ocigate_error *err);
    void *payload;
    og_job *first, *last;
    size_t count;
} og_jobs;

/* Is a member of this size worth a job? Never one that may be a JSON document that is kept: those
   share a budget, in the order of the container. */
bool og_jobs_want(const og_jobs *jobs, uint64_t size_bytes);

/* NULL: out of memory. */
og_job *og_jobs_add(og_jobs *jobs, og_member *member, uint64_t offset);

/* Read them all. The status of the first in the order of the
   container that failed. */
ocigate_status og_jobs_run(og_jobs *jobs, ocigate_error *err);

#endif
