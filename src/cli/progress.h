/* How far reading has come, on standard error. */
#ifndef OG_CLI_PROGRESS_H
#define OG_CLI_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* In the order of og_when(). */
typedef enum og_progress_when {
    OG_PROGRESS_AUTO, /* on a terminal */
    OG_PROGRESS_ALWAYS,
    OG_PROGRESS_NEVER
} og_progress_when;

typedef struct og_progress {
    bool is_wanted;
    double started, shown; /* seconds; shown 0: not yet */
    size_t width;          /* of the line that stands there */
} og_progress;

void og_progress_start(og_progress *progress, og_progress_when when);

/* An ocigate_progress_function; the payload is the og_progress. */
bool og_progress_tell(void *payload, uint64_t bytes_read, uint64_t bytes_total);

/* Leave a clean line. */
void og_progress_end(og_progress *progress);

/* The line itself, without its end: "34 %, 412 MB of 1.2 GB, 812 MB/s, 2 s left". total 0: not
   known. Gives its length. */
size_t og_progress_format(char *out, size_t capacity, uint64_t done, uint64_t total,
                          double seconds);

#endif
