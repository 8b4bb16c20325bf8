/* Writes small ELF files that are laid out as a linker does it: headers, interpreter, strings and
   version tables in the first segment, the dynamic section in the second, whose addresses are not
   its offsets. They hold no code. System V ABI, ch. 4 and 5; LSB core, "Symbol Versioning". */
#ifndef TEST_SUPPORT_ELF_BUILDER_H
#define TEST_SUPPORT_ELF_BUILDER_H

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TEST_ELF_EXEC 2u
#define TEST_ELF_DYN 3u
#define TEST_ELF_AARCH64 183u
#define TEST_ELF_NAMES 12u

/* Where the entry is. */
typedef enum test_elf_entry {
    TEST_ELF_ENTRY_BEGIN,  /* the address of the first byte */
    TEST_ELF_ENTRY_NONE,   /* 0 */
    TEST_ELF_ENTRY_BEHIND, /* behind the first segment's tables */
    TEST_ELF_ENTRY_INSIDE, /* among them */
} test_elf_entry;

/* Zero is good everywhere: a position independent x86-64 file, 64 bits, little endian, static. */
typedef struct test_elf {
    bool is_32_bit, is_big_endian;
    uint16_t machine;        /* 0: x86-64 */
    uint16_t type;           /* 0: TEST_ELF_DYN */
    const char *interpreter; /* NULL: no PT_INTERP */
    bool is_dynamic;         /* has PT_DYNAMIC, also when nothing of the next is given */
    const char *soname, *rpath, *runpath;
    const char *needed[TEST_ELF_NAMES]; /* up to the first NULL */
    /* "GLIBC_2.34": versions needed of libc.so.6, and defined by the file itself. */
    const char *glibc_needed[TEST_ELF_NAMES], *glibc_defined[TEST_ELF_NAMES];
    const char *content; /* text that the file holds between its two segments; or NULL */
    size_t gap;          /* zero bytes there */
    bool has_code_first; /* the first segment can be executed, and what is between belongs to it */
    test_elf_entry entry;
    bool has_strings_at_end; /* strings behind the dynamic section, as patchelf leaves them */
} test_elf;

/* Append the file to *out (its offsets count from there). */
void test_elf_add(og_buf *out, const test_elf *elf);

/* A file of a layer: test_tar_file with these bytes. */
void test_elf_file(og_buf *tar, const char *name, unsigned mode, const test_elf *elf);

#endif
