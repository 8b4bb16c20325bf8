/* Three readers of tar, each of which lists an archive in the same words:
   "KIND NAME|LINK|BYTES|CRC32" a line; a name without the slashes at its end. */
#ifndef TEST_DIFFERENTIAL_READERS_H
#define TEST_DIFFERENTIAL_READERS_H

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Each returns whether the archive is accepted; *out gets the listing. */
bool read_strict(const og_buf *archive, og_buf *out);     /* og_tar; its end may be missing */
bool read_libarchive(const og_buf *archive, og_buf *out); /* any warning refuses */

/* Python's tarfile in a process of its own. */
typedef struct python {
    pid_t child;
    int to, from;
} python;

void python_start(python *p, const char *interpreter, const char *script);
void python_stop(python *p);
void python_ask(const python *p, const og_buf *archives, size_t count);
bool python_listing(const python *p, og_buf *out); /* for each that was asked, in order */

#endif
