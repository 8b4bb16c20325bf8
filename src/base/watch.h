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
} og_watch;

/* Any thread. watch may be NULL. */
void og_watch_add(og_watch *watch, uint64_t bytes);

/* The thread of the caller alone. OCIGATE_ERROR_CANCELLED: no further. */
ocigate_status og_watch_tell(og_watch *watch, ocigate_error *err);

#endif
