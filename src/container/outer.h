/* The compression of the archive as a whole: stored bytes in, plain bytes out. */
#ifndef OG_CONTAINER_OUTER_H
#define OG_CONTAINER_OUTER_H

#include "base/crew.h"
#include "base/defect.h"
#include "base/limits.h"
#include "blob/facts.h"
#include "input/stream.h"

typedef struct og_outer og_outer;

/* Read the first bytes of the stream and choose the decoder. Defects of the compression go to
 *defects. stream stays the caller's.
   crew: threads that may decode; NULL: none. */
ocigate_status og_outer_open(og_stream *stream, const og_limits *limits, og_crew *crew,
                             og_arena *arena, og_defects *defects, og_outer **out,
                             ocigate_error *err);
void og_outer_close(og_outer *outer);

og_compression og_outer_compression(const og_outer *outer);

/* The next plain bytes, borrowed until the next call; *length 0 at the end, or after a defect. */
ocigate_status og_outer_next(og_outer *outer, const uint8_t **bytes, size_t *length,
                             ocigate_error *err);

/* The plain bytes are those of a file: large members need not be read in their order. */
bool og_outer_can_jump(const og_outer *outer);

/* Pass over up to length of the next plain bytes, when all that were handed out are used up.
 *passed may be 0. */
ocigate_status og_outer_jump(og_outer *outer, uint64_t length, uint64_t *passed,
                             ocigate_error *err);

/* After the end: everything was decoded, and nothing was behind it. */
bool og_outer_is_complete(const og_outer *outer);

#endif
