/* What the merged files of an image are made of: counts, the biggest, and what later layers hide of
   earlier ones, so that it is shipped in vain. Facts for looking at an image; no rule reads them.
 */
#ifndef OG_IMAGE_CONTENTS_H
#define OG_IMAGE_CONTENTS_H

#include "image/rootfs.h"

/* How many of the biggest are kept. */
#define OG_CONTENTS_KEPT 20u

/* A file, or a directory with what is below it. Files with several names count once, for the name
   that the layers made first (of those that are hidden, for the name that went last). */
typedef struct og_content_item {
    const char *path; /* raw, without the leading slash */
    uint64_t bytes, file_count;
    size_t layer;     /* index of the one that holds the bytes; of a directory, wrote it last */
    bool has_layer;   /* false: the bytes are of several layers */
    size_t hidden_by; /* of what is hidden: index of the layer that did it */
    bool is_replaced; /* of what is hidden: something else stands in its place; else deleted */
} og_content_item;

/* Bytes descending, then by path; of equal ones the first that the layers made are kept. */
typedef struct og_content_list {
    og_content_item items[OG_CONTENTS_KEPT];
    size_t count;
} og_content_list;

typedef struct og_bytes_of_files {
    uint64_t bytes, file_count;
} og_bytes_of_files;

/* Of one layer. Regular files alone have bytes; a hard link adds none. */
typedef struct og_layer_contents {
    og_bytes_of_files hidden;   /* its own files that this or a later layer hides */
    og_bytes_of_files deletes;  /* files that it hides by whiteouts */
    og_bytes_of_files replaces; /* files that it hides by an entry in their place, or in that
                                 of a directory above them */
} og_layer_contents;

typedef struct og_contents {
    uint64_t counts[7];           /* paths by type, '0' to '6', hard links resolved; '1': of those
                                     without a target. The root is not counted */
    uint64_t hard_link_count;     /* of all paths, further names of a file */
    og_bytes_of_files visible;    /* files with several names count once */
    og_bytes_of_files hidden;     /* of all layers */
    og_layer_contents *layers;    /* layer_count of them */
    og_content_list files;        /* of some bytes */
    og_content_list directories;  /* with what is below them; without the root */
    og_content_list hidden_items; /* of some bytes: files, or directories that went as a whole */
} og_contents;

/* Gather, in time and memory linear in the entries of the layers. OCIGATE_ERROR_MEMORY. */
ocigate_status og_contents_new(og_arena *arena, const og_rootfs *rootfs, size_t layer_count,
                               const og_contents **out, ocigate_error *err);

#endif
