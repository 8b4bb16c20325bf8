/* Tar archives out of a number: the same number, the same archive. */
#ifndef TEST_DIFFERENTIAL_GENERATOR_H
#define TEST_DIFFERENTIAL_GENERATOR_H

#include "base/buf.h"

#include <stdint.h>

/* What an archive is made of; counted among those that are accepted, so that no run is empty. */
typedef enum feature {
    FEATURE_PAX_PATH,
    FEATURE_PAX_LINK,
    FEATURE_PAX_SIZE,
    FEATURE_PAX_OTHER,
    FEATURE_GLOBAL,
    FEATURE_LONG_NAME,
    FEATURE_LONG_LINK,
    FEATURE_PREFIX,
    FEATURE_BASE256_SIZE,
    FEATURE_BASE256_OTHER,
    FEATURE_GNU,
    FEATURE_USTAR,
    FEATURE_NUL_TYPE,
    FEATURE_NAME_NOT_UTF8,
    FEATURE_HARD_LINK,
    FEATURE_SOFT_LINK,
    FEATURE_DIRECTORY,
    FEATURE_DEVICE,
    FEATURE_BODY,
    FEATURE_NO_END,
    FEATURE_COUNT
} feature;

/* Appends an archive. Even numbers: anything at all; odd ones: good, but for a defect here and
   there. Returns a set of features, 1 << feature. */
uint32_t generate_tar(uint64_t number, og_buf *out);

#endif
