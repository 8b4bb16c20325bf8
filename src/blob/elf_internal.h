/* For blob/elf*.c. */
#ifndef OG_BLOB_ELF_INTERNAL_H
#define OG_BLOB_ELF_INTERNAL_H

#include "base/buf.h"
#include "blob/elf.h"

typedef struct og_elf_range {
    uint64_t offset, size;
} og_elf_range;

/* A part of the file behind the place where it was asked for. */
typedef struct og_elf_window {
    og_elf_range range;
    og_buf bytes;
} og_elf_window;

#define OG_ELF_WINDOWS 6u
#define OG_ELF_TABLE_BYTES                                                                         \
    65536u /* program headers (as the kernel bounds them), dynamic section,                        \
              each version table */
#define OG_ELF_STRINGS_BYTES ((size_t)1 << 20) /* of a string table that comes late */

typedef enum og_elf_stage {
    OG_ELF_AT_HEADER,
    OG_ELF_AT_SEGMENTS,
    OG_ELF_AT_DYNAMIC,
    OG_ELF_AT_END, /* nothing more to find out */
} og_elf_stage;

/* The tags of the dynamic section that are asked for; the last of a kind counts, as for ld.so. */
typedef enum og_elf_tag {
    OG_TAG_STRINGS,
    OG_TAG_STRINGS_SIZE,
    OG_TAG_SONAME,
    OG_TAG_RPATH,
    OG_TAG_RUNPATH,
    OG_TAG_VERNEED,
    OG_TAG_VERNEED_COUNT,
    OG_TAG_VERDEF,
    OG_TAG_VERDEF_COUNT,
    OG_TAG_COUNT
} og_elf_tag;

struct og_elf {
    uint64_t position; /* bytes that have passed */
    uint64_t awaited;  /* the stage goes on when so many have */
    og_elf_stage stage;
    uint8_t *head; /* pages: the begin of the file, room for OG_ELF_HEAD_BYTES */
    size_t head_length;
    uint64_t head_limit;
    og_elf_window windows[OG_ELF_WINDOWS];
    size_t window_count;

    bool is_damaged;
    bool is_64_bit, is_little_endian;
    uint16_t machine, type;
    uint64_t entry;        /* address */
    og_elf_range segments; /* the table of program headers */
    size_t segment_count;
    bool has_segments; /* they were read */
    uint64_t load_end; /* where the last byte that is to be loaded lies in the file */
    bool has_interpreter, has_dynamic;
    og_elf_range interpreter, dynamic;
    uint64_t dynamic_address;

    bool has_tags; /* the dynamic section was read to its end */
    bool has_tag[OG_TAG_COUNT];
    uint64_t tag[OG_TAG_COUNT];
    size_t needed_count;
    og_elf_range strings, verneed, verdef; /* in the file; size 0: not found */
};

typedef struct og_elf_segment {
    uint32_t type, flags;
    uint64_t offset, address, size;
} og_elf_segment;

/* elf.c: what was kept from an offset on; NULL: nothing. */
const uint8_t *og_elf_kept(const og_elf *elf, uint64_t offset, size_t *length);
/* size bytes at an offset, NULL when they were not kept. */
const uint8_t *og_elf_bytes(const og_elf *elf, uint64_t offset, size_t size);
uint64_t og_elf_number(const og_elf *elf, const uint8_t *bytes, size_t size);
/* Ask for a range: it is kept already, or it will be, or it is missed. Returns its end. */
uint64_t og_elf_want(og_elf *elf, og_elf_range range);
bool og_elf_segment_at(const og_elf *elf, size_t index, og_elf_segment *out);

/* elf_dynamic.c */
void og_elf_read_dynamic(og_elf *elf);
bool og_elf_build_dynamic(const og_elf *elf, og_arena *arena, og_elf_facts *facts);
/* A text of at most `bound` bytes in the table; NULL: none. */
const char *og_elf_string(const og_elf *elf, uint64_t at, size_t bound, size_t *length);

/* elf_versions.c */
bool og_elf_build_versions(const og_elf *elf, og_arena *arena, og_elf_facts *facts);

#endif
