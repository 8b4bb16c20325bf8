/* What happens when the kernel is asked to start a file of the image: the file itself, the chain of
   its interpreters, the loader, the libraries. Facts alone; the rules judge.
   Sources: Linux execve(2), path_resolution(7), ld.so(8); System V ABI, ch. 5. */
#ifndef OG_IMAGE_PROGRAM_H
#define OG_IMAGE_PROGRAM_H

#include "document/document.h"
#include "image/rootfs.h"

typedef enum og_program_state {
    OG_PROGRAM_FOUND = 0,      /* a regular file that others can execute */
    OG_PROGRAM_MISSING,        /* nothing there, or the link dangles */
    OG_PROGRAM_LOOP,           /* more than 40 links */
    OG_PROGRAM_NOT_DIRECTORY,  /* a component of the path is no directory */
    OG_PROGRAM_NOT_REGULAR,    /* a directory, device, fifo */
    OG_PROGRAM_CLOSED,         /* others cannot enter a directory on the way */
    OG_PROGRAM_NOT_EXECUTABLE, /* no execute bit for others */
} og_program_state;

typedef struct og_library { /* a DT_NEEDED that was looked for */
    const char *name;       /* as it is needed */
    const char *needed_by;  /* absolute path of the file that needs it */
} og_library;

/* Linux, fs/exec.c: exec_binprm() takes five interpreters in a row. */
#define OG_INTERPRETERS_MAX 5u

/* A file that is to be started, and what the kernel goes on with. All strings raw, of the arena. */
typedef struct og_program {
    const char *path;   /* absolute, as it is asked for */
    const char *target; /* absolute, at the end of all links; NULL: nothing is there */
    bool is_link;       /* the last component of path is a symbolic link */
    const char *link;   /* its target as written, or NULL */
    og_program_state state;
    const char *closed;        /* CLOSED: the first directory that others cannot enter, absolute */
    uint32_t closed_mode;      /* its permission bits */
    const og_node *node;       /* at the end of all links; NULL: nothing is there */
    const og_file_facts *file; /* of a regular file; NULL: its bytes say nothing, or they are not
                                  known (og_blob_facts.file_facts_are_dropped) */
    bool is_empty;             /* a regular file of 0 bytes */
    bool is_unreadable;        /* a regular file that others cannot read: no matter for an ELF file,
                                  but an interpreter opens its script itself */

    /* a script: what its #! line asks for; NULL unless it names an absolute path */
    const char *interpreter_text; /* as written; NULL: no script */
    const struct og_program *interpreter;
    bool is_too_long;        /* more than OG_INTERPRETERS_MAX interpreters in a row */
    const char *env_program; /* #!/usr/bin/env NAME, env -S NAME ...: NAME; NULL: not env */
    const struct og_program *env_target; /* NAME through PATH; NULL: not found, or not env */

    /* an ELF file */
    const struct og_program *loader; /* PT_INTERP; NULL: static, or not known */
    bool libraries_are_known;        /* every file on the way was read: the next is complete */
    const og_library *missing_libraries;
    size_t missing_library_count;
    const char *glibc_needed; /* the first version that the image's libc does not define, with the
                                 libc's own highest below; NULL: none, or not known */
    const char *glibc_needed_by; /* absolute path of the file that needs it */
    const char *glibc_defined;   /* "GLIBC_2.26" */
    const char *glibc_path;      /* absolute path of the libc */
} og_program;

/* Examine the start of path (absolute). environment: NAME=value of the image, for PATH and
   LD_LIBRARY_PATH; may be NULL. *out is never NULL on success. Work is bounded whatever the image
   holds (libraries: 1,000 files; each is opened once). OCIGATE_ERROR_MEMORY. */
ocigate_status og_program_examine(og_arena *arena, const og_rootfs *rootfs,
                                  const og_string_list *environment, const char *path,
                                  const og_program **out, ocigate_error *err);

/* The value of a variable; the last one counts. NULL: none. environment may be NULL. */
const char *og_environment_value(const og_string_list *environment, const char *name);

/* A name without a slash through PATH, as execvp(3) looks: the first file that can be started, else
   the first that is there at all; *out NULL: neither. *is_known false: PATH has a directory that
   is not absolute, and nothing was found. OCIGATE_ERROR_MEMORY. */
ocigate_status og_program_search(og_arena *arena, const og_rootfs *rootfs,
                                 const og_string_list *environment, const char *name,
                                 const char **out, bool *is_known, ocigate_error *err);

#endif
