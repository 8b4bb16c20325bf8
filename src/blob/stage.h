/* A part of the work on a blob that another thread does meanwhile: inflating, or hashing. The owner
   puts blocks in, in order, and takes pieces out, in order; both sides have a ring of
   OG_STAGE_SLOTS slots. The owner never waits for one side alone, so that full rings cannot lock
   each other. Rings are made once and used for blob after blob. */
#ifndef OG_BLOB_STAGE_H
#define OG_BLOB_STAGE_H

#include "base/crew.h"
#include "blob/codec.h"
#include "blob/hash_pair.h"

#define OG_STAGE_SLOTS 8u
/* So that a piece is near to the processor still when it comes out. */
#define OG_STAGE_SLOT_BYTES ((size_t)128 * 1024)

typedef struct og_stage og_stage;

typedef struct og_stage_piece {
    const uint8_t *bytes; /* borrowed until og_stage_drop */
    size_t length;
    og_codec_result result; /* not GOOD: the last piece */
} og_stage_piece;

ocigate_status og_stage_new(og_stage **out, ocigate_error *err);

/* It is stopped before, when it runs. */
void og_stage_free(og_stage *stage);

/* Begin on an idle thread; false: there is none. What is handed over belongs to the stage until
   og_stage_end. A decoding stage calls og_codec_step for each block as it was put in, with room for
   OG_STAGE_SLOT_BYTES, until the block is used up; a hashing stage yields no pieces. */
bool og_stage_decode(og_stage *stage, og_crew *crew, og_codec *codec);
bool og_stage_hash(og_stage *stage, og_crew *crew, og_hash_pair *hashes);

/* Room for the next block, OG_STAGE_SLOT_BYTES; the same until og_stage_put. NULL: all are full. */
uint8_t *og_stage_room(og_stage *stage);
void og_stage_put(og_stage *stage, size_t length);

/* The oldest piece that is ready; false: none is. It stays until og_stage_drop. */
bool og_stage_take(og_stage *stage, og_stage_piece *out);
void og_stage_drop(og_stage *stage);

/* Wait until there is room again, or there are pieces, or the stage has come to its end. To be
   called when there is neither room (or no need for it, after og_stage_close) nor a piece. */
void og_stage_wait(og_stage *stage);

/* No more blocks come. */
void og_stage_close(og_stage *stage);

/* Every piece was made (some may not be taken yet), or it failed. */
bool og_stage_is_done(og_stage *stage);

/* Wait for the end. A hashing stage that was closed hashes all first; else what is not done yet is
   dropped. Nothing happens when it does not run. Its status. */
ocigate_status og_stage_end(og_stage *stage, ocigate_error *err);

#endif
