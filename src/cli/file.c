#define _POSIX_C_SOURCE 200809L
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int read_all(int fd, size_t limit, char **bytes, size_t *length)
{
    size_t capacity = 0;
    for (;;) {
        if (*length == capacity) {
            capacity = capacity == 0 ? 4096 : capacity * 2;
            if (capacity > limit + 1)
                capacity = limit + 1;
            char *longer = realloc(*bytes, capacity);
            if (longer == NULL)
                return ENOMEM;
            *bytes = longer;
        }
        const ssize_t got = read(fd, *bytes + *length, capacity - *length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return errno;
        *length += (size_t)got;
        if (got == 0 || *length > limit)
            return 0;
    }
}

int og_file_read(const char *path, size_t limit, char **bytes, size_t *length)
{
    *bytes = NULL;
    *length = 0;
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return errno;
    const int failure = read_all(fd, limit, bytes, length);
    (void)close(fd);
    if (failure != 0) {
        free(*bytes);
        *bytes = NULL;
    }
    return failure;
}

bool og_file_exists(const char *path)
{
    struct stat unused;
    return stat(path, &unused) == 0 || (errno != ENOENT && errno != ENOTDIR && errno != EACCES);
}

int og_file_start(og_file *file, const char *path)
{
    *file = (og_file){.path = path, .fd = -1};
    const size_t size = strlen(path) + sizeof ".XXXXXX";
    file->temporary = malloc(size);
    if (file->temporary == NULL)
        return ENOMEM;
    (void)snprintf(file->temporary, size, "%s.XXXXXX", path);
    file->fd = mkstemp(file->temporary);
    if (file->fd < 0) {
        const int failure = errno;
        free(file->temporary);
        return failure;
    }
    /* mkstemp makes it private; others may read what the umask allows. */
    const mode_t mask = umask(0);
    (void)umask(mask);
    if (fchmod(file->fd, 0666 & ~mask) != 0)
        file->failure = errno;
    return 0;
}

int og_file_write(void *payload, const void *bytes, size_t length)
{
    og_file *file = payload;
    const char *at = bytes;
    while (length > 0 && file->failure == 0) {
        const ssize_t put = write(file->fd, at, length);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0) {
            file->failure = put < 0 ? errno : EIO;
            break;
        }
        at += put;
        length -= (size_t)put;
    }
    return file->failure == 0 ? 0 : -1;
}

void og_file_abandon(og_file *file)
{
    if (file->fd >= 0)
        (void)close(file->fd);
    file->fd = -1;
    (void)unlink(file->temporary);
    free(file->temporary);
    file->temporary = NULL;
}

int og_file_finish(og_file *file)
{
    if (file->failure == 0 && fsync(file->fd) != 0)
        file->failure = errno;
    if (close(file->fd) != 0 && file->failure == 0)
        file->failure = errno;
    file->fd = -1;
    if (file->failure == 0 && rename(file->temporary, file->path) != 0)
        file->failure = errno;
    if (file->failure != 0) {
        const int failure = file->failure;
        og_file_abandon(file);
        return failure;
    }
    free(file->temporary);
    return 0;
}
