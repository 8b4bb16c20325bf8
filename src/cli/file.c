#define _POSIX_C_SOURCE 200809L
#include "file.h"

#include "guard.h"
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FIRST_BYTES ((size_t)64 * 1024)

static int read_all(int fd, size_t limit, char **bytes, size_t *length)
{
    size_t capacity = 0;
    for (;;) {
        if (*length + 1 >= capacity) {
            capacity = capacity == 0 ? FIRST_BYTES : capacity * 2;
            char *longer = realloc(*bytes, capacity);
            if (longer == NULL)
                return ENOMEM;
            *bytes = longer;
        }
        const ssize_t got = read(fd, *bytes + *length, capacity - *length - 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return errno;
        *length += (size_t)got;
        if (*length > limit)
            *length = limit + 1;
        if (got == 0 || *length > limit)
            return 0;
    }
}

int og_file_read_open(int fd, size_t limit, char **bytes, size_t *length)
{
    *bytes = NULL;
    *length = 0;
    const int failure = read_all(fd, limit, bytes, length);
    if (failure != 0) {
        free(*bytes);
        *bytes = NULL;
    }
    return failure;
}

int og_file_read(const char *path, size_t limit, char **bytes, size_t *length)
{
    *bytes = NULL;
    *length = 0;
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return errno;
    const int failure = og_file_read_open(fd, limit, bytes, length);
    (void)close(fd);
    return failure;
}

int og_file_read_input(const char *path, size_t limit, char **bytes, size_t *length)
{
    const bool is_stream = strcmp(path, "-") == 0;
    const char *name = is_stream ? "standard input" : path;
    if (is_stream && og_guard_input_is_closed()) {
        og_complain(name, "is closed");
        return OG_EXIT_ERROR;
    }
    const int failure = is_stream ? og_file_read_open(STDIN_FILENO, limit, bytes, length)
                                  : og_file_read(path, limit, bytes, length);
    if (failure != 0) {
        og_complain(name, strerror(failure));
        return OG_EXIT_ERROR;
    }
    if (*length > limit) {
        char text[64];
        (void)snprintf(text, sizeof text, "more than %zu bytes", limit);
        og_complain(name, text);
        free(*bytes);
        *bytes = NULL;
        return OG_EXIT_ERROR;
    }
    return 0;
}

bool og_file_exists(const char *path)
{
    struct stat unused; /* a link to nothing is there, and cannot be read */
    return lstat(path, &unused) == 0 || (errno != ENOENT && errno != ENOTDIR && errno != EACCES);
}
