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

/* Where a block of findings is: "layer 1 of 3 (COPY . /var/task), usr/bin/python3". findings[0] and
   those after it that are folded into it, count in all. */
void og_text_place(og_buf *out, const ocigate_finding *findings, size_t count);

/* The findings about one image, or about the archive (-1); every one when is_all. */
void og_text_findings(const og_text *text, const ocigate_result *result, ptrdiff_t image,
                      bool is_all);

/* The line above the findings of an image, and what is known of its parts. */
void og_text_image_header(const og_text *text, const ocigate_result *result,
                          const ocigate_image *image);
void og_text_image_details(const og_text *text, const ocigate_result *result,
                           const ocigate_image *image);
/* The same for the input as a whole. */
void og_text_input_header(const og_text *text, const ocigate_result *result);

#endif
