#define _POSIX_C_SOURCE 200809L
#include "base/watch.h"

#include "base/error.h"

#include <inttypes.h>
#include <time.h>

static uint64_t seconds_now(void)
{
    struct timespec now;
    return clock_gettime(CLOCK_MONOTONIC, &now) == 0 ? (uint64_t)now.tv_sec : 0;
}

void og_watch_start(og_watch *watch, uint64_t limit_seconds)
{
    watch->started_seconds = seconds_now();
    watch->limit_seconds = limit_seconds;
}

void og_watch_add(og_watch *watch, uint64_t bytes)
{
    if (watch != NULL)
        (void)atomic_fetch_add_explicit(&watch->done, bytes, memory_order_relaxed);
}

ocigate_status og_watch_tell(og_watch *watch, ocigate_error *err)
{
    if (watch == NULL)
        return OCIGATE_OK;
    if (seconds_now() - watch->started_seconds > watch->limit_seconds)
        return og_fail(err, OCIGATE_ERROR_CANCELLED, 0,
                       "it takes longer than %" PRIu64 " s (--limit seconds=N)",
                       watch->limit_seconds);
    if (watch->function == NULL)
        return OCIGATE_OK;
    const uint64_t done = atomic_load_explicit(&watch->done, memory_order_relaxed);
    if (watch->function(watch->payload, done, watch->total))
        return OCIGATE_OK;
    return og_fail(err, OCIGATE_ERROR_CANCELLED, 0, "the caller asked to stop");
}
