/* Where text goes: reports to standard output, everything else to standard error. */
#ifndef OG_CLI_OUTPUT_H
#define OG_CLI_OUTPUT_H

#include <ocigate/render.h>

#include <stdbool.h>
#include <stddef.h>

/* From here on: characters beyond ASCII are shown as \u00e4 on a terminal that is not made for
   them. */
void og_output_start(void);

/* For the render calls: to standard output. */
int og_output_write(void *unused, const void *bytes, size_t length);

void og_output_text(const char *text);

/* What was written so far is out. */
bool og_output_flush(void);

/* Flush and close; complains, and is false, when anything was lost. */
bool og_output_close(void);

/* "ocigate: WHAT: why" on standard error, escaped; what may be NULL. */
void og_complain(const char *what, const char *why);

/* The same with parts that are put together: "ocigate: a b c". NULL ends them. */
void og_complain_parts(const char *const *parts);

/* The cause of a failed call. */
void og_complain_error(const char *what, ocigate_status status, const ocigate_error *error);

#endif
