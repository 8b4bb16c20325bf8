/* How far a run has come, counted by every thread, told by one. */
#ifndef OG_BASE_WATCH_H
#define OG_BASE_WATCH_H

#include <ocigate/check.h>

#include <stdatomic.h>

typedef struct og_watch {
    ocigate_progress_function function; /* NULL: nobody watches */
    void *payload;
    _Atomic uint64_t done;
    uint64_t total; /* 0: not known */
    uint64_t started_seconds, limit_seconds;
} og_watch;

/* limit_seconds: from now on; og_watch_tell ends what takes longer. */
void og_watch_start(og_watch *watch, uint64_t limit_seconds);

/* Any thread. watch may be NULL. */
void og_watch_add(og_watch *watch, uint64_t bytes);

/* The thread of the caller alone, often. OCIGATE_ERROR_CANCELLED: no further. */
ocigate_status og_watch_tell(og_watch *watch, ocigate_error *err);

#endif
