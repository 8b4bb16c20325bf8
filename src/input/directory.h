/* Regular files below a directory, opened without following any link and without waiting for a
 * fifo. */
#ifndef OG_INPUT_DIRECTORY_H
#define OG_INPUT_DIRECTORY_H

#include "base/arena.h"
#include "base/limits.h"

#include <ocigate/error.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum og_file_type {
    OG_FILE_REGULAR,
    OG_FILE_DIRECTORY,
    OG_FILE_LINK,
    OG_FILE_OTHER
} og_file_type;

typedef struct og_file {
    struct og_file *next;
    const char *path; /* relative to the directory */
    og_file_type type;
    const char
        *type_name;   /* "regular file", "symbolic link", "fifo", "socket", "device", "directory" */
    const char *link; /* target, raw; NULL unless a link */
    uint64_t size;
} og_file;

/* List all below dir_fd, sorted by path, depth first, links not followed, other file systems not
   entered differently. More than limit files: *is_cut. Too deep (more than 8 levels): not entered.
 */
ocigate_status og_directory_list(int dir_fd, const char *name, uint64_t limit, og_arena *arena,
                                 og_file **out, bool *is_cut, ocigate_error *err);

/* Open one for reading. *out_fd is -1 and the status OK when it is (now) no regular file, or
   reached through a link: refused, not an error. */
ocigate_status og_directory_open(int dir_fd, const char *path, int *out_fd, uint64_t *out_size,
                                 ocigate_error *err);

#endif
