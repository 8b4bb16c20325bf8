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

/* Where a block of findings is, a line for each place: "layer 1 of 3 (COPY . /app),
   usr/bin/python3". findings[0] and those after it that are folded into it, count in all. */
void og_text_places(const og_text *text, const ocigate_finding *findings, size_t count);

/* Blocks of findings by image, so that a report with many of both stays linear in them. */
typedef struct og_text_blocks {
    size_t *first; /* by image + 1; the archive is 0 */
    size_t *next;  /* by finding; OG_TEXT_NO_BLOCK ends */
} og_text_blocks;

#define OG_TEXT_NO_BLOCK SIZE_MAX

/* False when memory is out. */
bool og_text_blocks_find(og_arena *arena, const ocigate_result *result, og_text_blocks *out);

/* The findings about one image, or about the archive (-1). */
void og_text_findings(const og_text *text, const ocigate_result *result,
                      const og_text_blocks *blocks, ptrdiff_t image);
/* Every one, in the order of the report. */
void og_text_all_findings(const og_text *text, const ocigate_result *result);

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

#endif
