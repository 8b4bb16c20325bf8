#define _GNU_SOURCE
#include "input/directory.h"

#include "base/error.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* blobs/<algorithm>/<hex> is three levels; what lies deeper is no part of any layout */
#define DEPTH_MAX 8u

typedef struct walk {
    const char *name;
    og_arena *arena;
    uint64_t limit;
    uint64_t count; /* names seen */
    bool is_cut;
    og_file *first, *last;
    ocigate_error *err;
} walk;

static int open_beneath(int dir_fd, const char *path, int flags)
{
    struct open_how how = {
        .flags = (uint64_t)(unsigned)(flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK),
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
    };
    return (int)syscall(SYS_openat2, dir_fd, path, &how, sizeof how);
}

/* For kernels without openat2: one component after the other, no link followed. */
static int open_by_component(int dir_fd, const char *path, int flags)
{
    char component[256];
    int at = dir_fd;
    for (;;) {
        const char *slash = strchr(path, '/');
        const size_t length = slash == NULL ? strlen(path) : (size_t)(slash - path);
        int fd = -1;
        if (length >= sizeof component) {
            errno = ENAMETOOLONG;
        } else if (length == 0 || (length == 2 && memcmp(path, "..", 2) == 0)) {
            errno = EXDEV; /* as RESOLVE_BENEATH says of what leads above or beside the directory */
        } else {
            memcpy(component, path, length);
            component[length] = '\0';
            const int how = slash == NULL ? flags : O_PATH | O_DIRECTORY;
            fd = openat(at, component, how | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
        }
        if (at != dir_fd) {
            const int reason = errno;
            (void)close(at);
            errno = reason;
        }
        if (fd < 0 || slash == NULL)
            return fd;
        at = fd;
        path = slash + 1;
    }
}

static int open_strict(int dir_fd, const char *path, int flags)
{
    const int fd = open_beneath(dir_fd, path, flags);
    if (fd >= 0 || (errno != ENOSYS && errno != EPERM && errno != EINVAL))
        return fd;
    return open_by_component(dir_fd, path, flags);
}

static const char *describe_type(mode_t mode, og_file_type *type)
{
    *type = OG_FILE_OTHER;
    if (S_ISREG(mode)) {
        *type = OG_FILE_REGULAR;
        return "regular file";
    }
    if (S_ISDIR(mode)) {
        *type = OG_FILE_DIRECTORY;
        return "directory";
    }
    if (S_ISLNK(mode)) {
        *type = OG_FILE_LINK;
        return "symbolic link";
    }
    if (S_ISFIFO(mode))
        return "fifo";
    return S_ISSOCK(mode) ? "socket" : "device";
}

static const char *read_link(walk *w, int fd, const char *name)
{
    char target[4096];
    const ssize_t length = readlinkat(fd, name, target, sizeof target);
    return length < 0 ? og_arena_text(w->arena, "")
                      : og_arena_copy(w->arena, target, (size_t)length);
}

static ocigate_status add_file(walk *w, int fd, const char *prefix, const char *name, og_file **out)
{
    struct stat status;
    if (fstatat(fd, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
        return og_fail(w->err, errno == ENOENT ? OCIGATE_ERROR_CHANGED : OCIGATE_ERROR_READ, errno,
                       "cannot read %s/%s%s", w->name, prefix, name);
    og_file *file = OG_NEW(w->arena, og_file);
    if (file == NULL)
        return og_fail_memory(w->err);
    file->path = og_arena_format(w->arena, "%s%s", prefix, name);
    file->type_name = describe_type(status.st_mode, &file->type);
    file->size = status.st_size < 0 ? 0 : (uint64_t)status.st_size;
    if (file->type == OG_FILE_LINK)
        file->link = read_link(w, fd, name);
    if (w->arena->failed)
        return og_fail_memory(w->err);
    if (w->last == NULL)
        w->first = file;
    else
        w->last->next = file;
    w->last = file;
    *out = file;
    return OCIGATE_OK;
}

static int compare_names(const void *a, const void *b)
{
    const char *const *x = a;
    const char *const *y = b;
    return strcmp(*x, *y);
}

/* The names of a directory, sorted; heap, to be freed. */
static ocigate_status list_names(walk *w, DIR *directory, const char *prefix, char ***out_names,
                                 size_t *out_count)
{
    char **names = NULL;
    size_t count = 0;
    size_t capacity = 0;
    ocigate_status status = OCIGATE_OK;
    for (;;) {
        errno = 0;
        const struct dirent *item = readdir(directory);
        if (item == NULL) {
            if (errno != 0)
                status = og_fail(w->err, OCIGATE_ERROR_READ, errno, "cannot read %s/%s", w->name,
                                 prefix);
            break;
        }
        if (strcmp(item->d_name, ".") == 0 || strcmp(item->d_name, "..") == 0)
            continue;
        if (w->count >= w->limit) {
            w->is_cut = true;
            break;
        }
        if (count == capacity) {
            capacity = capacity == 0 ? 64 : capacity * 2;
            char **grown = realloc(names, capacity * sizeof *names);
            if (grown == NULL) {
                status = og_fail_memory(w->err);
                break;
            }
            names = grown;
        }
        names[count] = strdup(item->d_name);
        if (names[count] == NULL) {
            status = og_fail_memory(w->err);
            break;
        }
        count++;
        w->count++;
    }
    if (count > 0)
        qsort(names, count, sizeof *names, compare_names);
    *out_names = names;
    *out_count = count;
    return status;
}

static ocigate_status walk_directory(walk *w, int parent_fd, const char *path, const char *prefix,
                                     unsigned depth);

static ocigate_status walk_names(walk *w, int fd, const char *prefix, unsigned depth, char **names,
                                 size_t count)
{
    for (size_t i = 0; i < count; i++) {
        og_file *file = NULL;
        OG_TRY(add_file(w, fd, prefix, names[i], &file));
        if (file->type != OG_FILE_DIRECTORY || depth >= DEPTH_MAX)
            continue;
        const char *below = og_arena_format(w->arena, "%s/", file->path);
        if (below == NULL)
            return og_fail_memory(w->err);
        OG_TRY(walk_directory(w, fd, names[i], below, depth + 1));
    }
    return OCIGATE_OK;
}

/* Recursion is bounded by DEPTH_MAX. */
static ocigate_status walk_directory(walk *w, int parent_fd, const char *path, const char *prefix,
                                     unsigned depth)
{
    const int fd = open_strict(parent_fd, path, O_RDONLY | O_DIRECTORY);
    if (fd < 0)
        return og_fail(w->err, OCIGATE_ERROR_READ, errno, "cannot read %s/%s", w->name, prefix);
    DIR *directory = fdopendir(fd);
    if (directory == NULL) {
        const ocigate_status status =
            og_fail(w->err, OCIGATE_ERROR_READ, errno, "cannot read %s/%s", w->name, prefix);
        (void)close(fd);
        return status;
    }
    char **names = NULL;
    size_t count = 0;
    ocigate_status status = list_names(w, directory, prefix, &names, &count);
    if (status == OCIGATE_OK)
        status = walk_names(w, fd, prefix, depth, names, count);
    for (size_t i = 0; i < count; i++)
        free(names[i]);
    free(names);
    (void)closedir(directory);
    return status;
}

ocigate_status og_directory_list(int dir_fd, const char *name, uint64_t limit, og_arena *arena,
                                 og_file **out, bool *is_cut, ocigate_error *err)
{
    walk w = {.name = name, .arena = arena, .limit = limit, .err = err};
    OG_TRY(walk_directory(&w, dir_fd, ".", "", 0));
    *out = w.first;
    *is_cut = w.is_cut;
    return OCIGATE_OK;
}

ocigate_status og_directory_open(int dir_fd, const char *path, int *out_fd, uint64_t *out_size,
                                 ocigate_error *err)
{
    const int fd = open_strict(dir_fd, path, O_RDONLY);
    if (fd < 0) {
        /* a link, a socket, or something that was another file when it was listed */
        if (errno == ELOOP || errno == EXDEV || errno == ENXIO || errno == ENOTDIR) {
            *out_fd = -1;
            return OCIGATE_OK;
        }
        return og_fail(err, errno == ENOENT ? OCIGATE_ERROR_CHANGED : OCIGATE_ERROR_OPEN, errno,
                       "cannot open %s", path);
    }
    struct stat status;
    if (fstat(fd, &status) != 0) {
        const ocigate_status failure =
            og_fail(err, OCIGATE_ERROR_READ, errno, "cannot read %s", path);
        (void)close(fd);
        return failure;
    }
    if (!S_ISREG(status.st_mode)) {
        (void)close(fd);
        *out_fd = -1;
        return OCIGATE_OK;
    }
    *out_fd = fd;
    *out_size = (uint64_t)status.st_size;
    return OCIGATE_OK;
}
