/* xz and bzip2 by libarchive: one named filter, raw format, no other reader enabled. */
#ifndef OG_CONTAINER_OUTER_ARCHIVE_H
#define OG_CONTAINER_OUTER_ARCHIVE_H

#include "blob/codec.h"
#include "input/stream.h"

typedef struct og_outer_archive og_outer_archive;

/* first[0..first_length) are bytes already taken from the stream. */
ocigate_status og_outer_archive_open(og_compression compression, og_stream *stream,
                                     const uint8_t *first, size_t first_length,
                                     og_outer_archive **out, ocigate_error *err);
void og_outer_archive_close(og_outer_archive *outer);

/* Next plain bytes; *length 0 at the end. result says whether the data is good so far. */
ocigate_status og_outer_archive_next(og_outer_archive *outer, const uint8_t **bytes, size_t *length,
                                     og_codec_result *result, ocigate_error *err);

#endif
