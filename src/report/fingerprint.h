/* What a finding is called from one build of an image to the next. */
#ifndef OG_REPORT_FINGERPRINT_H
#define OG_REPORT_FINGERPRINT_H

#include "base/buf.h"
#include "report/report.h"

#define OG_FINGERPRINT_DIGITS 32u

/* Give each finding its fingerprint, in the arena. It is made of the rule and the place: document,
   pointer and path, and the layer where there is neither. What a rebuild or another tag changes has
   no part in it: digests, sizes, texts; long hexadecimal names in a path are masked. Findings of
   the same rule and place are counted, in their order. OCIGATE_ERROR_MEMORY, OCIGATE_ERROR_INTERNAL
   (a digest could not be computed). */
ocigate_status og_fingerprint_findings(og_arena *arena, ocigate_finding *findings, size_t count,
                                       ocigate_error *err);

/* The text that is hashed, without the count: for tests. */
void og_fingerprint_key(const og_finding *finding, og_buf *out);

#endif
