/* What a run judged, a row each: every image, and every input whose verdict no image has. */
#ifndef OG_RENDER_ROWS_H
#define OG_RENDER_ROWS_H

#include "render/text.h"

typedef struct og_row {
    const ocigate_result *result;
    const ocigate_image *image; /* NULL: the input as a whole */
    ptrdiff_t index;            /* of the image in the result; -1: the input */
    ocigate_verdict verdict;
    const char *name;
    bool has_shared_name; /* beside an image of the same name: the platform tells which */
    bool is_alone;        /* the only row of its result: all findings are its own */
    const uint64_t *blocks, *unlisted; /* by severity */
    const char *error;                 /* or NULL */
} og_row;

typedef struct og_rows {
    const ocigate_result *result; /* of the next row; NULL: no more */
    size_t index;
} og_rows;

og_rows og_rows_of(const ocigate_report *report);
bool og_rows_next(og_rows *rows, og_row *row);

/* Rows, and those of each verdict. */
typedef struct og_row_counts {
    uint64_t all, verdicts[3];
    uint64_t severities[4]; /* findings, the unlisted included, of all results */
    uint64_t suppressed;
} og_row_counts;

og_row_counts og_rows_count(const ocigate_report *report);

/* Listed and unlisted together. */
uint64_t og_row_severity(const og_row *row, ocigate_severity severity);

/* Whether the result has a row for the input: no image has its verdict. */
bool og_row_has_input(const ocigate_result *result);

/* Images of one index have one name, and stand beside each other. */
bool og_row_name_is_shared(const ocigate_result *result, size_t index);

/* Unpacked, else packed; false: not known. */
bool og_image_size(const ocigate_image *image, uint64_t *bytes);

/* Whether a finding about `subject` belongs to an image, the archive (-1) or to all (OG_TEXT_ALL).
 */
bool og_is_about(const ocigate_result *result, ptrdiff_t subject, ptrdiff_t image);
uint64_t og_suppressed_count(const ocigate_result *result, ptrdiff_t image);

/* A link of a report leads to the web, or there is none. */
bool og_is_web_address(const char *text);

/* "2 of 3 failed: 4 errors, 1 warning" */
void og_text_sentence(og_buf *out, const og_row_counts *counts);

#endif
