/* The outer container: members in the order they came, each with the facts of its bytes. */
#ifndef OG_CONTAINER_ARCHIVE_H
#define OG_CONTAINER_ARCHIVE_H

#include "base/arena.h"
#include "base/defect.h"
#include "base/map.h"
#include "base/path.h"
#include "blob/facts.h"

typedef enum og_archive_form {
    OG_ARCHIVE_NONE, /* no container: content and looks_like say what it is */
    OG_ARCHIVE_TAR,
    OG_ARCHIVE_DIRECTORY,
} og_archive_form;

typedef enum og_member_type {
    OG_MEMBER_FILE,
    OG_MEMBER_DIRECTORY,
    OG_MEMBER_SYMLINK,
    OG_MEMBER_HARDLINK,
    OG_MEMBER_OTHER, /* device, fifo, socket */
} og_member_type;

typedef struct og_member {
    struct og_member *next;
    const char *name;     /* cleaned */
    const char *raw_name; /* as written */
    og_path_facts path;
    og_member_type type;
    const char *type_name; /* "regular file", "symbolic link", ...; static */
    const char *link;      /* target as written, or NULL */
    uint64_t size;
    uint64_t offset;           /* of its header in the plain archive; 0 in a directory */
    const og_blob_facts *blob; /* files that were read; else NULL */
    bool is_duplicate;         /* a member of this name came before */
    /* links, after og_archive_resolve */
    const struct og_member *target; /* the regular file at the end, itself for a file; else NULL */
    bool link_leaves, link_loops;   /* why target is NULL */
    unsigned link_hops;
    /* set by image/link */
    bool is_known;      /* belongs to a known format */
    bool is_referenced; /* a document names it */
} og_member;

typedef struct og_archive {
    og_archive_form form;
    og_compression compression; /* of the archive as a whole */
    uint64_t bytes_read;        /* stored */
    og_member *members, *last;
    size_t member_count;
    og_map by_name;         /* cleaned name -> the first og_member of that name */
    og_defects defects;     /* of the outer tar, its compression, its members */
    og_content content;     /* OG_ARCHIVE_NONE: what it is instead */
    const char *looks_like; /* static or NULL */
    bool is_complete;       /* read to the end, every member whole */
} og_archive;

/* The member of this cleaned name, with links followed to a regular file; NULL when there is none.
 *named (may be NULL) is the member itself. */
const og_member *og_archive_find(const og_archive *archive, const char *name,
                                 const og_member **named);

#endif
