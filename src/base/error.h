/* How a function fails: one short line where the cause is known. */
#ifndef OG_BASE_ERROR_H
#define OG_BASE_ERROR_H

#include <ocigate/error.h>

/* Set *err unless it holds an earlier cause, and return status. err may be NULL.
   The text is cut to fit and made printable. system_error is an errno or 0. */
ocigate_status og_fail(ocigate_error *err, ocigate_status status, int system_error,
                       const char *format, ...) __attribute__((format(printf, 4, 5)));

/* The common failure, without a text of its own. */
ocigate_status og_fail_memory(ocigate_error *err);

#define OG_TRY(call)                                                                               \
    do {                                                                                           \
        const ocigate_status og_try_status = (call);                                               \
        if (og_try_status < 0)                                                                     \
            return og_try_status;                                                                  \
    } while (0)

#endif
