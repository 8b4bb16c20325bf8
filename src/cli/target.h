/* A file that is written whole or not at all: a temporary file beside it takes the bytes, and its
   name when they are safe. What is no regular file (a pipe, a device, standard output under the
   name /dev/stdout) has no whole: it is written as it is. A symbolic link is followed: the file
   that it names is replaced, and the link stays. */
#ifndef OG_CLI_TARGET_H
#define OG_CLI_TARGET_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

typedef struct og_target {
    const char *path; /* as it was named; borrowed */
    char *name;       /* in the directory; NULL: a stream */
    int directory;    /* -1: a stream */
    dev_t device;     /* of the directory */
    ino_t inode;
    struct og_target_writing {
        char temporary[40]; /* "": none */
        int fd;
        bool is_standard; /* standard output or standard error, which stay open */
        int error;        /* errno of the first failure */
    } writing;
} og_target;

/* Before the input is read: is there a directory that can be written? Nothing is made yet. An exit
   status other than 0: complained. The target can be closed in any case. */
int og_target_open(og_target *target, const char *path);

void og_target_close(og_target *target);

/* Both would write one file. */
bool og_target_is_same(const og_target *a, const og_target *b);

/* The target is the file at this path, which is read; - is standard input. */
bool og_target_is_file(const og_target *target, const char *path);

/* The target is in the directory at this path, or in one below it. False for what is none. */
bool og_target_is_inside(const og_target *target, const char *path);

/* Begin, take bytes, end. From begin to end a signal that would end the program waits, so that no
   temporary file is left behind. end complains about the first failure, and is false then. */
void og_target_begin(og_target *target);
int og_target_take(void *target, const void *bytes, size_t length); /* ocigate_write_function */
bool og_target_end(og_target *target, bool is_complete);

#endif
