/* The parts of the text report. Internal to the text format. */
#ifndef OG_RENDER_TEXT_H
#define OG_RENDER_TEXT_H

#include "base/buf.h"
#include "report/report.h"

#include <ocigate/render.h>

typedef struct og_text {
    og_buf *out;
    bool has_color;
    ocigate_verbosity verbosity;
    size_t columns;
} og_text;

/* "1 error, 2 warnings"; false, and nothing is written, when there is nothing to count. */
bool og_text_severities(og_buf *out, const uint64_t counts[4]);
/* The same with what is not listed, or "no findings". */
void og_text_counts(og_buf *out, const uint64_t blocks[4], const uint64_t unlisted[4],
                    uint64_t suppressed);

/* Where a block of findings is, a line for each place: "layer 1 of 3 (COPY . /app),
   usr/bin/python3". findings[0] and those after it that are folded into it, count in all. */
void og_text_places(const og_text *text, const ocigate_finding *findings, size_t count);

/* One place without its path: "config /config/Entrypoint/0; layer 1 of 2 (COPY . /app)". */
void og_text_place(og_buf *out, const og_finding *fact);
/* The finding of a block behind those that are in the place of findings[start]: there all have
   paths. */
size_t og_text_place_end(const ocigate_finding *findings, size_t start, size_t count);

/* Blocks of findings by image, so that a report with many of both stays linear in them. */
typedef struct og_text_blocks {
    size_t *first; /* by image + 1; the archive is 0 */
    size_t *next;  /* by finding; OG_TEXT_NO_BLOCK ends */
} og_text_blocks;

#define OG_TEXT_NO_BLOCK SIZE_MAX

/* False when memory is out. */
bool og_text_blocks_find(og_arena *arena, const ocigate_result *result, og_text_blocks *out);

/* Blocks in their order: of an image, of the archive (-1) or of both together (OG_TEXT_ALL). A
   block begins at the finding that is given, OG_TEXT_NO_BLOCK: none; its end is one behind it. */
#define OG_TEXT_ALL ((ptrdiff_t)-2)
size_t og_text_block_first(const ocigate_result *result, const og_text_blocks *blocks,
                           ptrdiff_t image);
size_t og_text_block_next(const ocigate_result *result, const og_text_blocks *blocks,
                          ptrdiff_t image, size_t block);
size_t og_text_block_end(const ocigate_result *result, size_t block);

/* The findings about one image, about the archive (-1), or every one (OG_TEXT_ALL). */
void og_text_findings(const og_text *text, const ocigate_result *result,
                      const og_text_blocks *blocks, ptrdiff_t image);

/* The line above the findings of an image, and what is known of its parts. */
void og_text_image_header(const og_text *text, const ocigate_result *result,
                          const ocigate_image *image);
void og_text_image_details(const og_text *text, const ocigate_result *result,
                           const ocigate_image *image);
/* The same for the input as a whole. */
void og_text_input_header(const og_text *text, const ocigate_result *result);

/* What does not count about one image, or about the archive (-1), with its reason. */
void og_text_suppressed(const og_text *text, const ocigate_result *result, ptrdiff_t image);
/* How much of it is about an image or about the archive around it; -1: about the archive. */
uint64_t og_text_count_suppressed(const ocigate_result *result, ptrdiff_t image);

/* "linux/arm64/v8"; false, and nothing is written, where neither part is known. */
bool og_text_platform(og_buf *out, const ocigate_image *image);

/* "oci-archive (gzip)" */
void og_text_kind(og_buf *out, const ocigate_result *result);

/* "judged with --entrypoint, --cmd: /main app.handler in /"; nothing without an override. */
void og_text_overrides(og_buf *out, const ocigate_image *image);

#endif
