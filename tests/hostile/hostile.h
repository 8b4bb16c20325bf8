/* Inputs that have fooled other readers of images. Each row is one of them, made by code, with all
   digests and sizes made again so that only the named defect remains; exactly the rules that must
   fire; and the bounds in which the answer must come. */
#ifndef TEST_HOSTILE_H
#define TEST_HOSTILE_H

#include "support/expect.h"

#define HOSTILE_PATH_SIZE 1024u

typedef struct hostile_row hostile_row;

/* What the functions of a row work on. */
typedef struct hostile_fixture {
    const hostile_row *row;
    test_archive *archive;
    test_image *image;
    og_buf bytes; /* the input, unless it is a directory */
    test_tmpdir tmp;
    char layout[300]; /* of `disk`: the directory that is checked */
    og_buf why;       /* of `custom`: what is wrong; empty: as expected */
} hostile_fixture;

typedef void hostile_function(hostile_fixture *fixture);

struct hostile_row {
    const char *id, *name;
    const char *expected;     /* as test_run_matches takes it */
    hostile_function *before; /* change the image */
    hostile_function *after;  /* change the members */
    hostile_function *raw;    /* change the finished bytes */
    hostile_function *disk;   /* the archive is a directory: change the files */
    hostile_function *custom; /* everything by itself */
    const char *text;         /* for these functions */
    long number;
    test_form form;
    test_setup setup;
    double seconds; /* the bound; 0: HOSTILE_SECONDS */
};

#define HOSTILE_SECONDS 2.0
#define HOSTILE_SECONDS_LONG 10.0

typedef struct hostile_table {
    const char *theme;
    const hostile_row *rows;
    size_t count;
} hostile_table;

#define HOSTILE_TABLE(theme, rows)                                                                 \
    {                                                                                              \
        (theme), (rows), sizeof(rows) / sizeof(rows)[0]                                            \
    }

extern const hostile_table hostile_archives, hostile_references, hostile_directories,
    hostile_codecs, hostile_tar, hostile_names, hostile_json, hostile_values, hostile_output,
    hostile_environment, hostile_controls;

/* Every id of the list, NULL at the end; those that no row can express here, with the reason. */
extern const char *const hostile_ids[];
typedef struct hostile_gap {
    const char *id, *reason;
} hostile_gap;
extern const hostile_gap hostile_gaps[]; /* id NULL at the end */

/* Text of the fixture's archive, of a document that is sealed as it stands. */
const char *hostile_manifest(hostile_fixture *fixture);
const char *hostile_config(hostile_fixture *fixture);
const char *hostile_index(hostile_fixture *fixture);

/* json_texts.c: the whole grammar, legal and not; for `custom`. */
void hostile_json_texts(hostile_fixture *fixture);

/* The command, with the bytes of the fixture on standard input; for `custom`. */
typedef struct hostile_command_run {
    int status; /* of the exit; 128 + the signal */
    og_buf out;
} hostile_command_run;

/* arguments: of the shell; "$OCIGATE" is the command, "$INPUT" a file with the bytes. */
void hostile_command(hostile_fixture *fixture, const char *script, hostile_command_run *run);

#endif
