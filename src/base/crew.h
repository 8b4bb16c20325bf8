/* Threads that wait for work as long as a run lasts. They are started when work is handed over for
   the first time, so that a small input starts none. */
#ifndef OG_BASE_CREW_H
#define OG_BASE_CREW_H

#include <ocigate/error.h>

#include <stdbool.h>

typedef struct og_crew og_crew;
typedef void og_task(void *payload);

#define OG_CREW_THREADS_MAX 256u

/* threads: how many may work at once, the caller's included; at least 1. */
ocigate_status og_crew_new(unsigned threads, og_crew **out, ocigate_error *err);

/* Every task must have come to its end. */
void og_crew_free(og_crew *crew);

unsigned og_crew_threads(const og_crew *crew);

/* Hand a task to a thread that has nothing to do. False: there is none, also when the system gives
   no thread. crew may be NULL: there is none then. */
bool og_crew_try(og_crew *crew, og_task *task, void *payload);

/* A number of tasks that one waits for. */
typedef struct og_crew_count {
    unsigned left; /* belongs to the crew once a task was handed over */
} og_crew_count;

/* The last thing that such a task does. */
void og_crew_count_down(og_crew *crew, og_crew_count *count);

/* Wait until nothing is left; the caller's thread takes tasks as long. `tick`, unless it is NULL,
   is called a few times a second. */
void og_crew_wait(og_crew *crew, og_crew_count *count, og_task *tick, void *payload);

#endif
