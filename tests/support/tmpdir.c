#define _XOPEN_SOURCE 700
#include "support/tmpdir.h"

#include "support/bytes.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void test_tmpdir_init(test_tmpdir *directory)
{
    const char *parent = getenv("TMPDIR");
    const int length = snprintf(directory->path, sizeof directory->path, "%s/ocigate-XXXXXX",
                                parent == NULL || parent[0] == '\0' ? "/tmp" : parent);
    test_require(length > 0 && (size_t)length < sizeof directory->path, "TMPDIR is too long");
    test_require(mkdtemp(directory->path) != NULL, "mkdtemp %s: %s", directory->path,
                 strerror(errno));
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *place)
{
    (void)status;
    (void)type;
    (void)place;
    return remove(path);
}

void test_tmpdir_fini(test_tmpdir *directory)
{
    if (directory->path[0] != '\0')
        (void)nftw(directory->path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    directory->path[0] = '\0';
}

void test_tmpdir_join(const test_tmpdir *directory, const char *name, char *out, size_t size)
{
    const int length = snprintf(out, size, "%s/%s", directory->path, name);
    test_require(length > 0 && (size_t)length < size, "path is too long");
}

void test_make_directories(const char *path)
{
    char copy[1024];
    const int length = snprintf(copy, sizeof copy, "%s", path);
    test_require(length > 0 && (size_t)length < sizeof copy, "path is too long");
    for (char *slash = strchr(copy + 1, '/');; slash = strchr(slash + 1, '/')) {
        if (slash != NULL)
            *slash = '\0';
        test_require(mkdir(copy, 0755) == 0 || errno == EEXIST, "mkdir %s: %s", copy,
                     strerror(errno));
        if (slash == NULL)
            break;
        *slash = '/';
    }
}

void test_make_parents(const char *path)
{
    char parent[1024];
    (void)snprintf(parent, sizeof parent, "%s", path);
    char *slash = strrchr(parent, '/');
    if (slash != NULL && slash != parent) {
        *slash = '\0';
        test_make_directories(parent);
    }
}

void test_write_file(const char *path, const void *bytes, size_t length)
{
    test_make_parents(path);
    FILE *file = fopen(path, "wb");
    test_require(file != NULL, "%s: %s", path, strerror(errno));
    test_require(length == 0 || fwrite(bytes, 1, length, file) == length, "write %s", path);
    test_require(fclose(file) == 0, "close %s", path);
}
