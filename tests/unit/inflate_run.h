/* Runs an inflater over raw deflate data that comes in pieces. */
#ifndef OG_TESTS_INFLATE_RUN_H
#define OG_TESTS_INFLATE_RUN_H

#include "base/buf.h"
#include "blob/codec_internal.h"

typedef enum inflate_verdict { INFLATE_GOOD, INFLATE_DAMAGED, INFLATE_CUT } inflate_verdict;

typedef struct inflate_run {
    inflate_verdict verdict;
    size_t taken; /* bytes of the data, when good */
    og_buf plain;
} inflate_run;

/* A seed cuts data and room at random, by it; without one (0) pieces and room are as given, all at
   once when 0. The caller frees plain. */
typedef struct inflate_cuts {
    uint64_t seed;
    size_t piece, room;
} inflate_cuts;

inflate_run inflate_run_all(const og_inflater *inflater, void *state, const og_buf *data,
                            inflate_cuts cuts);

/* Both runs came to the same; what was written until damage or a cut may differ in length. */
void inflate_expect_same(const inflate_run *one, const inflate_run *other, const char *what,
                         uint64_t which);

#endif
