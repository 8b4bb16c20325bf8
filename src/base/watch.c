#include "base/watch.h"

#include "base/error.h"

void og_watch_add(og_watch *watch, uint64_t bytes)
{
    if (watch != NULL)
        (void)atomic_fetch_add_explicit(&watch->done, bytes, memory_order_relaxed);
}

ocigate_status og_watch_tell(og_watch *watch, ocigate_error *err)
{
    if (watch == NULL || watch->function == NULL)
        return OCIGATE_OK;
    const uint64_t done = atomic_load_explicit(&watch->done, memory_order_relaxed);
    if (watch->function(watch->payload, done, watch->total))
        return OCIGATE_OK;
    return og_fail(err, OCIGATE_ERROR_CANCELLED, 0, "the caller asked to stop");
}
