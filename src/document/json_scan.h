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

/* jansson nests its calls as deep as the values nest, and counts a scalar as a level. A higher
   limit would not be kept. */
#define OG_JSON_DEPTH_MAX 2047u

typedef struct og_json_scan {
    bool is_good; /* grammar and limits; whoever parses it then finds nothing wrong but numbers */
    bool has_duplicates; /* of keys */
} og_json_scan;

/* What is wrong goes to *defects, in the order of the text: OG_DEFECT_JSON_INVALID or
   OG_DEFECT_LIMIT (at most one, it stops there) and every OG_DEFECT_JSON_DUPLICATE_KEY before.
   OCIGATE_ERROR_MEMORY. */
ocigate_status og_json_scan_text(const char *bytes, size_t length, const og_limits *limits,
                                 og_arena *arena, og_defects *defects, og_json_scan *out,
                                 ocigate_error *err);

#endif
