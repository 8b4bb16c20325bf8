/* State of one examination, shared by the files that make it. */
#ifndef OG_IMAGE_PROGRAM_INTERNAL_H
#define OG_IMAGE_PROGRAM_INTERNAL_H

#include "image/program.h"

/* Programs in one examination: an interpreter that starts itself through env ends here. */
#define OG_PROGRAMS_MAX 32u

typedef struct og_examination {
    og_arena *arena;
    const og_rootfs *rootfs;
    const og_string_list *environment; /* or NULL */
    ocigate_error *err;
    unsigned programs;
} og_examination;

/* program.c. in_a_row: how many interpreters led here. *out NULL: OG_PROGRAMS_MAX is reached. */
ocigate_status og_program_follow(og_examination *e, const char *path, unsigned in_a_row,
                                 const og_program **out);
/* The file alone, without what it leads to. */
ocigate_status og_program_resolve(const og_examination *e, const char *path, og_program *program);

/* program_script.c: interpreter, env. */
ocigate_status og_program_script(og_examination *e, unsigned in_a_row, og_program *program);

/* program_libraries.c: of an ELF file whose loader is there. */
ocigate_status og_program_libraries(const og_examination *e, og_program *program);

/* program_search.c: where the loader looks for a library. */
typedef struct og_search og_search;

/* A file that is loaded: whose RPATH holds, and what its $ORIGIN is. */
typedef struct og_loaded {
    const struct og_loaded *by; /* the file that needs it; NULL: the program */
    const char *path;           /* absolute, as it was found */
    const og_elf_facts *elf;    /* NULL: not known */
} og_loaded;

typedef enum og_search_end {
    OG_SEARCH_FOUND,
    OG_SEARCH_MISSING,
    OG_SEARCH_UNKNOWN, /* a place could not be looked at, and no other has it */
} og_search_end;

/* *out NULL: a loader that is neither glibc's nor musl's. */
ocigate_status og_search_new(const og_examination *e, const og_program *program, og_search **out);
bool og_search_is_musl(const og_search *search);
/* FOUND: *facts are those of the file, NULL where they are not known. */
og_search_end og_search_library(og_search *search, const og_loaded *by, const char *name,
                                const og_file_facts **facts);
/* The path of what was found last; $ORIGIN counts from it, not from the end of its links. */
const char *og_search_found(const og_search *search);

#endif
