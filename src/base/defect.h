/* A defect of the input: a fact, which a rule turns into a finding. Never an error of the run. */
#ifndef OG_BASE_DEFECT_H
#define OG_BASE_DEFECT_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum og_defect_kind {
    /* bytes of an archive or of a layer */
    OG_DEFECT_CODEC_CORRUPT,   /* damage in gzip, zstd, xz, bzip2 data, checksum or length wrong */
    OG_DEFECT_CODEC_TRUNCATED, /* ends before the end of the compressed data */
    OG_DEFECT_CODEC_TRAILING,  /* bytes after the last member or frame */
    OG_DEFECT_CODEC_UNSUPPORTED, /* a feature that no strict reader takes: legacy frame */
    OG_DEFECT_NOT_TAR,           /* the plain bytes are no tar archive */
    OG_DEFECT_TAR_AMBIGUOUS,     /* a header that readers read differently; field, offset */
    OG_DEFECT_TAR_CORRUPT,      /* tar damage that is no question of reading: type unknown to all */
    OG_DEFECT_TAR_TRUNCATED,    /* ends inside a header, a body or its padding */
    OG_DEFECT_TAR_END_MISSING,  /* complete, but without the two zero blocks */
    OG_DEFECT_TAR_TRAILING,     /* bytes that are not zero after the end */
    OG_DEFECT_TAR_SPARSE,       /* a sparse entry of any kind */
    OG_DEFECT_LIMIT,            /* a limit of ours; text names it and its option */
    OG_DEFECT_BOMB,             /* unpacks to more than the limit for a layer */
    OG_DEFECT_READERS_DISAGREE, /* two readers of the outer archive list different members */
    /* entries of a layer, members of an archive */
    OG_DEFECT_ENTRY_PATH_UNSAFE,   /* "..", NUL, control character (members), empty */
    OG_DEFECT_ENTRY_PATH_ABSOLUTE, /* a leading slash */
    OG_DEFECT_ENTRY_DUPLICATE,     /* a name twice, same content */
    OG_DEFECT_ENTRY_CONFLICT,      /* a name twice, different content (members) */
    OG_DEFECT_ENTRY_TYPE, /* device, fifo, socket; a link that leaves, loops or dangles (members) */
    /* entries of a layer above the layers below it, in the order of the stream */
    OG_DEFECT_ENTRY_PARENT_MISSING,   /* its directory is neither earlier nor below */
    OG_DEFECT_ENTRY_PARENT_LINK,      /* the way to its directory leads through a symbolic link */
    OG_DEFECT_ENTRY_PARENT_FILE,      /* a component of the way is no directory */
    OG_DEFECT_ENTRY_HARDLINK_MISSING, /* the target is neither earlier nor below */
    OG_DEFECT_ENTRY_WHITEOUT_INVALID, /* a whiteout of no name, or no empty regular file */
    OG_DEFECT_NOT_REGULAR, /* in a directory: a blob that is no regular file; never opened */
    /* JSON documents */
    OG_DEFECT_JSON_INVALID,
    OG_DEFECT_JSON_DUPLICATE_KEY,
    OG_DEFECT_JSON_AMBIGUOUS_KEY,
    OG_DEFECT_JSON_TYPE,
    OG_DEFECT_DIGEST_MALFORMED,
    OG_DEFECT_DIGEST_UNSUPPORTED,
    OG_DEFECT_DESCRIPTOR_INVALID,
    OG_DEFECT_DOCKER_ARCHIVE_INVALID, /* manifest.json of docker save: wrong types or values */
    OG_DEFECT_LAYOUT_INVALID,         /* oci-layout: not valid or not 1.0.0 */
    OG_DEFECT_KIND_COUNT
} og_defect_kind;

typedef struct og_defect {
    struct og_defect *next; /* in the order of the input */
    og_defect_kind kind;
    const char *text;     /* one printable line: what is wrong, without the place */
    const char *expected; /* what was promised, or NULL; raw */
    const char *found;    /* what is there, or NULL; raw */
    const char *pointer;  /* JSON Pointer (RFC 6901) of the value, or NULL */
    const char *path;     /* member or entry, raw, or NULL */
    const char *field;    /* header field, static, or NULL */
    uint64_t offset;      /* bytes from the start of the plain archive, layer or stored blob */
    bool has_offset;
    uint32_t line, column; /* of a JSON document, from 1; 0: not known */
} og_defect;

/* The first of each kind are kept, all are counted: a flood of small ones hides no big one. */
#define OG_DEFECTS_KEPT 1000u

typedef struct og_defects {
    og_defect *first, *last;
    uint64_t count[OG_DEFECT_KIND_COUNT];
} og_defects;

/* Add one. Returns the defect, whose further fields the caller may set (borrowed strings of the
   arena or static), or NULL when it is counted only or memory is out (sticky in the arena). */
og_defect *og_defect_add(og_defects *defects, og_arena *arena, og_defect_kind kind,
                         const char *format, ...) __attribute__((format(printf, 4, 5)));

bool og_defects_have(const og_defects *defects, og_defect_kind kind);

#endif
