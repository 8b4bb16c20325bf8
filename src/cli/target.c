#define _GNU_SOURCE
#include "target.h"

#include "guard.h"
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINKS_MAX 40
#define NAMES_MAX 100

static sigset_t signals_before; /* of the only thread that writes, one target at a time */

static int fail(const og_target *target, int error)
{
    og_complain_parts(
        (const char *const[]){"cannot write ", target->path, ": ", strerror(error), NULL});
    return OG_EXIT_ERROR;
}

static bool is_same_file(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* The stream of ours that a file is, or -1. */
static int standard_stream(const struct stat *file)
{
    struct stat own;
    for (int fd = STDOUT_FILENO; fd <= STDERR_FILENO; fd++) {
        if (fstat(fd, &own) == 0 && is_same_file(&own, file))
            return fd;
    }
    return -1;
}

/* "/a/b" and "c" make "/a/c", and "/c" stays. NULL: too long, or out of memory. */
static char *join_link(const char *path, const char *link)
{
    const char *slash = strrchr(path, '/');
    const int kept = link[0] == '/' || slash == NULL ? 0 : (int)(slash - path) + 1;
    char *joined = NULL;
    if (asprintf(&joined, "%.*s%s", kept, path, link) < 0) {
        errno = ENOMEM;
        return NULL;
    }
    return joined;
}

/* The path behind symbolic links at its end, which need not exist. NULL: see errno. */
static char *follow_links(const char *path)
{
    char link[PATH_MAX];
    char *current = strdup(path);
    for (int i = 0; current != NULL; i++) {
        const ssize_t length = readlink(current, link, sizeof link - 1);
        if (length < 0)
            break;
        link[length] = '\0';
        char *next = NULL;
        if (i < LINKS_MAX)
            next = join_link(current, link);
        else
            errno = ELOOP;
        free(current);
        current = next;
    }
    return current;
}

/* Open the directory of a path and keep the name in it; 0 or errno. */
static int open_directory(og_target *target, char *path)
{
    char *slash = strrchr(path, '/');
    const char *name = slash == NULL ? path : slash + 1;
    if (name[0] == '\0')
        return path[0] == '\0' ? ENOENT : EISDIR;
    target->name = strdup(name);
    if (target->name == NULL)
        return ENOMEM;
    if (slash != NULL)
        slash[slash == path] = '\0';
    const char *directory = slash == NULL ? "." : path;
    target->directory = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (target->directory < 0 && errno == EACCES) /* it may still be written */
        target->directory = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
    struct stat about;
    if (target->directory < 0 || fstat(target->directory, &about) != 0 ||
        faccessat(target->directory, ".", W_OK | X_OK, AT_EACCESS) != 0)
        return errno;
    target->device = about.st_dev;
    target->inode = about.st_ino;
    return 0;
}

int og_target_open(og_target *target, const char *path)
{
    *target = (og_target){.path = path, .directory = -1, .writing = {.fd = -1}};
    struct stat about;
    const bool exists = stat(path, &about) == 0;
    if (exists && S_ISDIR(about.st_mode))
        return fail(target, EISDIR);
    /* Another file in its place would take away what is written to the stream. */
    if (exists && (!S_ISREG(about.st_mode) || standard_stream(&about) >= 0))
        return access(path, W_OK) == 0 ? 0 : fail(target, errno);
    char *followed = follow_links(path);
    const int error = followed == NULL ? errno : open_directory(target, followed);
    free(followed);
    return error == 0 ? 0 : fail(target, error);
}

void og_target_close(og_target *target)
{
    if (target->directory >= 0)
        (void)close(target->directory);
    free(target->name);
    target->directory = -1;
    target->name = NULL;
}

bool og_target_is_same(const og_target *a, const og_target *b)
{
    return a->name != NULL && b->name != NULL && a->device == b->device && a->inode == b->inode &&
           strcmp(a->name, b->name) == 0;
}

bool og_target_is_file(const og_target *target, const char *path)
{
    struct stat own, other;
    if (target->name == NULL)
        return false;
    const int known = strcmp(path, "-") == 0 ? fstat(STDIN_FILENO, &other) : stat(path, &other);
    return known == 0 && fstatat(target->directory, target->name, &own, 0) == 0 &&
           is_same_file(&own, &other);
}

/* Up from the directory of the target, which no symbolic link leads astray. */
bool og_target_is_inside(const og_target *target, const char *path)
{
    struct stat own = {0}, outer = {0};
    if (target->name == NULL)
        return false;
    const int known = strcmp(path, "-") == 0 ? fstat(STDIN_FILENO, &outer) : stat(path, &outer);
    if (known != 0 || !S_ISDIR(outer.st_mode))
        return false;
    bool is_inside = false, is_top = false;
    int at = openat(target->directory, ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
    bool is_known = at >= 0 && fstat(at, &own) == 0;
    while (is_known && !is_inside && !is_top) {
        const struct stat below = own;
        is_inside = is_same_file(&own, &outer);
        const int up = openat(at, "..", O_PATH | O_DIRECTORY | O_CLOEXEC);
        (void)close(at);
        at = up;
        is_known = at >= 0 && fstat(at, &own) == 0;
        is_top = is_known && is_same_file(&below, &own);
    }
    if (at >= 0)
        (void)close(at);
    return is_inside;
}

static void note(og_target *target)
{
    if (target->writing.error == 0)
        target->writing.error = errno != 0 ? errno : EIO;
}

static void hold_signals(void)
{
    static const int deadly[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGALRM, SIGUSR1, SIGUSR2};
    sigset_t set;
    (void)sigemptyset(&set);
    for (size_t i = 0; i < sizeof deadly / sizeof deadly[0]; i++)
        (void)sigaddset(&set, deadly[i]);
    (void)sigprocmask(SIG_BLOCK, &set, &signals_before);
}

/* A name that nobody can have prepared. */
static void make_temporary(og_target *target)
{
    struct og_target_writing *writing = &target->writing;
    for (int i = 0; i < NAMES_MAX; i++) {
        unsigned long long number = 0;
        if (getrandom(&number, sizeof number, 0) != (ssize_t)sizeof number)
            break;
        (void)snprintf(writing->temporary, sizeof writing->temporary, ".ocigate-%016llx.tmp",
                       number);
        writing->fd = openat(target->directory, writing->temporary,
                             O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
        if (writing->fd >= 0 || errno != EEXIST)
            break;
    }
    if (writing->fd < 0) {
        note(target);
        writing->temporary[0] = '\0';
    }
}

static void open_stream(og_target *target)
{
    struct stat about;
    if (stat(target->path, &about) == 0)
        target->writing.fd = standard_stream(&about);
    target->writing.is_standard = target->writing.fd >= 0;
    if (!target->writing.is_standard)
        target->writing.fd = open(target->path, O_WRONLY | O_NOCTTY | O_CLOEXEC);
    if (target->writing.fd < 0)
        note(target);
}

void og_target_begin(og_target *target)
{
    target->writing = (struct og_target_writing){.fd = -1};
    errno = 0;
    if (target->name == NULL) {
        open_stream(target);
        return;
    }
    hold_signals();
    make_temporary(target);
}

int og_target_take(void *payload, const void *bytes, size_t length)
{
    og_target *target = payload;
    const char *next = bytes;
    while (length > 0 && target->writing.error == 0) {
        errno = 0;
        const ssize_t written = write(target->writing.fd, next, length);
        if (written > 0) {
            next += written;
            length -= (size_t)written;
        } else if (errno != EINTR) {
            note(target);
        }
    }
    return target->writing.error == 0 ? 0 : -1;
}

/* On the disk before the name says so; not every file system can promise it. */
static void synchronize(og_target *target)
{
    errno = 0;
    if (fsync(target->writing.fd) != 0 && errno != EINVAL && errno != ENOTSUP)
        note(target);
}

static void finish_temporary(og_target *target, bool is_complete)
{
    struct og_target_writing *writing = &target->writing;
    if (writing->temporary[0] != '\0' && is_complete && writing->error == 0) {
        errno = 0;
        if (renameat(target->directory, writing->temporary, target->directory, target->name) != 0)
            note(target);
        else
            writing->temporary[0] = '\0';
    }
    if (writing->temporary[0] != '\0')
        (void)unlinkat(target->directory, writing->temporary, 0);
    else if (writing->error == 0)
        (void)fsync(target->directory); /* the report itself is whole in any case */
    (void)sigprocmask(SIG_SETMASK, &signals_before, NULL);
}

bool og_target_end(og_target *target, bool is_complete)
{
    struct og_target_writing *writing = &target->writing;
    if (writing->fd >= 0 && target->name != NULL && is_complete && writing->error == 0)
        synchronize(target);
    errno = 0;
    if (writing->fd >= 0 && !writing->is_standard && close(writing->fd) != 0)
        note(target);
    writing->fd = -1;
    if (target->name != NULL)
        finish_temporary(target, is_complete);
    if (writing->error != 0)
        (void)fail(target, writing->error);
    return is_complete && writing->error == 0;
}
