/* What the micro benchmarks share: time, results, tar headers. */
#ifndef BENCH_MICRO_H
#define BENCH_MICRO_H

#include "base/buf.h"

#include <ocigate/error.h>

#include <stdbool.h>
#include <stddef.h>

#define MICRO_ROUNDS_MAX 99u

/* One thing that is done over and over. Returns false when it did not do what it should: a
   benchmark that measures a failure is worth nothing. */
typedef bool (*micro_work)(void *payload);

/* Run it `rounds` times after once without counting, and print a line: name, median seconds, best
   seconds, amount, unit. Ends the program when the work fails. */
void micro_run(const char *name, double amount, const char *unit, micro_work work, void *payload);

/* Memory is short, or the benchmark itself is wrong: say what, and end. */
_Noreturn void micro_fail(const char *what);

/* A header of an empty regular file or a directory, ustar. */
void micro_add_header(og_buf *out, const char *path, char type, unsigned long size);

/* Reading, linking and judging an image of many layers. */
void micro_image(void);

#endif
