/* Files of the command: read whole, or written whole. */
#ifndef OG_CLI_FILE_H
#define OG_CLI_FILE_H

#include <stdbool.h>
#include <stddef.h>

/* The bytes, to be freed; what is longer than limit is cut one byte behind it. Gives an errno. */
int og_file_read(const char *path, size_t limit, char **bytes, size_t *length);

/* False also for what lies in a directory that is closed, such as the home of another user. */
bool og_file_exists(const char *path);

/* A file on its way beside the one that it will replace. */
typedef struct og_file {
    const char *path;
    char *temporary;
    int fd;
    int failure; /* errno of the first write that failed */
} og_file;

/* Gives an errno. */
int og_file_start(og_file *file, const char *path);

/* An ocigate_write_function; the payload is the og_file. */
int og_file_write(void *payload, const void *bytes, size_t length);

/* On the disk, and in its place; else it is gone, and what was there before stays. */
int og_file_finish(og_file *file);
void og_file_abandon(og_file *file);

#endif
