/* The first look at a JSON text, before anything is built of it: encoding, grammar, limits and
   duplicate keys. It does not recurse, and its memory is bounded by the limit of tokens. */
#ifndef OG_DOCUMENT_JSON_SCAN_H
#define OG_DOCUMENT_JSON_SCAN_H

#include "base/arena.h"
#include "base/defect.h"
#include "base/limits.h"

#include <ocigate/error.h>

#include <stdbool.h>
#include <stddef.h>

/* A value of jansson is freed by calls as deep as it nests: a higher limit is not kept. */
#define OG_JSON_DEPTH_MAX 2048u

/* What is kept of OCIGATE_LIMIT_JSON_DEPTH. */
size_t og_json_depth_limit(const og_limits *limits);

/* *is_good: the text is one JSON value, within the limits. What is wrong goes to *defects in the
   order of the text: every OG_DEFECT_JSON_DUPLICATE_KEY, and at most one OG_DEFECT_JSON_INVALID or
   OG_DEFECT_LIMIT, where it stops. OCIGATE_ERROR_MEMORY. */
ocigate_status og_json_scan_text(const char *bytes, size_t length, const og_limits *limits,
                                 og_arena *arena, og_defects *defects, bool *is_good,
                                 ocigate_error *err);

#endif
