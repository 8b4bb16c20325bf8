/* Whole files in memory. What is written whole is in target.h. */
#ifndef OG_CLI_FILE_H
#define OG_CLI_FILE_H

#include <stdbool.h>
#include <stddef.h>

/* The bytes, to be freed, NULL on failure; there is room for one more behind length. What is longer
   than limit is cut one byte behind it. Gives an errno. */
int og_file_read(const char *path, size_t limit, char **bytes, size_t *length);

/* The same of an open file, from where it is to its end. */
int og_file_read_open(int fd, size_t limit, char **bytes, size_t *length);

/* The same with "-" for standard input, and more than limit refused. Gives 0, or the exit status:
   complained. */
int og_file_read_input(const char *path, size_t limit, char **bytes, size_t *length);

/* False also for what lies in a directory that is closed, such as the home of another user. */
bool og_file_exists(const char *path);

#endif
