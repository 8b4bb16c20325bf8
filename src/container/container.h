/* From an input to an archive: every member read once, in the order it comes. */
#ifndef OG_CONTAINER_CONTAINER_H
#define OG_CONTAINER_CONTAINER_H

#include "base/crew.h"
#include "base/options.h"
#include "base/watch.h"
#include "blob/hash.h"
#include "container/archive.h"
#include "input/stream.h"

/* What reading is done with; borrowed. */
typedef struct og_means {
    const og_hasher *hasher;
    og_crew *crew;   /* NULL: the caller's thread alone */
    og_watch *watch; /* NULL: nobody watches */
} og_means;

/* A tar archive, plain or compressed (gzip, zstd, xz, bzip2). Defects go to the archive. */
ocigate_status og_container_read_stream(og_stream *stream, const ocigate_options *options,
                                        const og_means *means, og_arena *arena, og_archive *out,
                                        ocigate_error *err);

/* A directory: an OCI layout, a dir: tree, or what docker save writes, unpacked. */
ocigate_status og_container_read_directory(int dir_fd, const char *name,
                                           const ocigate_options *options, const og_means *means,
                                           og_arena *arena, og_archive *out, ocigate_error *err);

#endif
