/* Writes tar archives, good ones and every bad one: any header field can be set raw.
   POSIX.1-2017 pax "ustar Interchange Format"; GNU tar manual "Basic Tar Format". */
#ifndef TEST_SUPPORT_TAR_BUILDER_H
#define TEST_SUPPORT_TAR_BUILDER_H

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TEST_TAR_BLOCK 512u

typedef enum test_tar_dialect {
    TEST_USTAR, /* a long name is split; what does not fit gets a PAX header */
    TEST_GNU,   /* a long name gets an L entry, a long link a K entry, a huge size base-256 */
    TEST_PAX,   /* a long name gets a PAX header, never a split */
    TEST_V7,    /* no magic at all */
} test_tar_dialect;

typedef enum test_tar_end {
    TEST_END_TWO_BLOCKS,
    TEST_END_10240, /* two blocks, then zeros up to a record of 10,240 bytes */
    TEST_END_ONE_BLOCK,
    TEST_END_NONE,
} test_tar_end;

/* Bytes that replace a part of the header before its checksum is made. */
typedef struct test_tar_patch {
    size_t offset;
    const char *bytes;
    size_t length; /* 0: none */
} test_tar_patch;

/* Zero is good everywhere: an empty ustar file, mode 0644. */
typedef struct test_tar_entry {
    const char *name; /* NULL: "" */
    char type;        /* 0: '0'; TEST_TAR_NUL: a NUL */
    unsigned mode;    /* 0: 0644, 0755 for a directory, 0777 for a symbolic link */
    uint64_t uid, gid, mtime;
    const char *link;
    const void *body;
    size_t length;
    test_tar_dialect dialect;
    bool has_size; /* `size` goes into the header instead of `length` */
    uint64_t size;
    const char *pax; /* records of an extended header before it, see test_tar_record */
    size_t pax_length;
    const char *raw_name; /* goes into the name field as it is, without any L, x or split */
    test_tar_patch patches[2];
    bool has_bad_checksum;
} test_tar_entry;

#define TEST_TAR_NUL '\1'

void test_tar_add(og_buf *out, const test_tar_entry *entry);
void test_tar_end_add(og_buf *out, test_tar_end end);

/* Append "LEN key=value\n". */
void test_tar_record(og_buf *out, const char *key, const char *value, size_t value_length);

/* Shorthands for layers. */
void test_tar_file(og_buf *out, const char *name, unsigned mode, const char *text);
void test_tar_directory(og_buf *out, const char *name, unsigned mode);
void test_tar_symlink(og_buf *out, const char *name, const char *target);
void test_tar_hardlink(og_buf *out, const char *name, const char *target);

/* The checksum of a header of 512 bytes, made again after a change. */
void test_tar_seal(unsigned char header[TEST_TAR_BLOCK]);

#endif
