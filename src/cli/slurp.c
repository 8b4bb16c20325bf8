#define _POSIX_C_SOURCE 200809L
#include "slurp.h"

#include "guard.h"
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FIRST_BYTES ((size_t)64 * 1024)

static int fail(const char *path, const char *why)
{
    og_complain(strcmp(path, "-") == 0 ? "standard input" : path, why);
    return OG_EXIT_ERROR;
}

static int fail_limit(const char *path, uint64_t limit)
{
    char text[64];
    (void)snprintf(text, sizeof text, "more than %" PRIu64 " bytes", limit);
    return fail(path, text);
}

static ssize_t read_some(int fd, char *bytes, size_t size)
{
    ssize_t got;
    do {
        got = read(fd, bytes, size);
    } while (got < 0 && errno == EINTR);
    return got;
}

/* Until the end; *bytes is the caller's, whatever happens. */
static int read_all(const char *path, int fd, uint64_t limit, char **bytes, size_t *length)
{
    size_t capacity = 0;
    for (;;) {
        if (*length + 1 >= capacity) {
            capacity = capacity == 0 ? FIRST_BYTES : capacity * 2;
            char *larger = realloc(*bytes, capacity);
            if (larger == NULL)
                return fail(path, "out of memory");
            *bytes = larger;
        }
        const ssize_t got = read_some(fd, *bytes + *length, capacity - *length - 1);
        if (got < 0)
            return fail(path, strerror(errno));
        if (got == 0)
            return 0;
        *length += (size_t)got;
        if (*length > limit)
            return fail_limit(path, limit);
    }
}

int og_slurp(const char *path, uint64_t limit, char **bytes, size_t *length)
{
    *bytes = NULL;
    *length = 0;
    const bool is_stream = strcmp(path, "-") == 0;
    if (is_stream && og_guard_input_is_closed())
        return fail(path, "is closed");
    const int fd = is_stream ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return fail(path, strerror(errno));
    const int status = read_all(path, fd, limit, bytes, length);
    if (!is_stream)
        (void)close(fd);
    if (status != 0) {
        free(*bytes);
        *bytes = NULL;
    }
    return status;
}
