/* A fresh directory for one test, removed with all that is in it. */
#ifndef TEST_SUPPORT_TMPDIR_H
#define TEST_SUPPORT_TMPDIR_H

#include <stddef.h>

typedef struct test_tmpdir {
    char path[256];
} test_tmpdir;

void test_tmpdir_init(test_tmpdir *directory);
void test_tmpdir_fini(test_tmpdir *directory);

/* "path/name", in the storage of the caller. */
void test_tmpdir_join(const test_tmpdir *directory, const char *name, char *out, size_t size);

/* Write a file, with the directories above it. */
void test_write_file(const char *path, const void *bytes, size_t length);
void test_make_directories(const char *path);
void test_make_parents(const char *path);

#endif
