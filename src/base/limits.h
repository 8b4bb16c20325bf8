/* The limits of a run, by value. Public names and reasons: ocigate/limits.h. */
#ifndef OG_BASE_LIMITS_H
#define OG_BASE_LIMITS_H

#include <ocigate/limits.h>

typedef struct og_limits {
    uint64_t value[OCIGATE_LIMIT_COUNT];
} og_limits;

void og_limits_init(og_limits *limits); /* the defaults */

#endif
