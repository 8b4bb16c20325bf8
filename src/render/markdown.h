/* The parts of a Markdown report. Internal to this format. */
#ifndef OG_RENDER_MARKDOWN_H
#define OG_RENDER_MARKDOWN_H

#include "render/rows.h"
#include "render/text.h"

/* What GitHub takes as the summary of a step; the last bytes are for the end of the report. */
#define OG_MARKDOWN_BYTES_MAX ((size_t)1024 * 1024)
#define OG_MARKDOWN_RESERVE 1024u

/* A report on its way out, piece by piece: a piece is written whole or not at all. */
typedef struct og_markdown {
    og_buf *out;
    og_buf piece; /* the one that is made */
    bool is_full; /* from here on nothing is written but the ends of what was begun */
    uint64_t findings_left, images_left;
} og_markdown;

/* Write the piece, or find that there is no more room: then false. */
bool og_markdown_flush(og_markdown *md);

/* before, the text (of so many characters at most) without any markup or as code, after. */
void og_markdown_put(og_markdown *md, const char *before, const char *text, const char *after);
void og_markdown_code(og_markdown *md, const char *before, const char *text, const char *after);

/* "app:1", with the platform where several share the name. */
void og_markdown_name(og_markdown *md, const og_row *row);
/* "docker-archive from standard input, linux/arm64, 2 layers, 233.0 MB unpacked" */
void og_markdown_facts(og_markdown *md, const og_row *row);

/* markdown_findings.c: a table, then what is long. */
void og_markdown_findings(og_markdown *md, const og_row *row, const og_text_blocks *blocks,
                          ptrdiff_t image);
void og_markdown_suppressed(og_markdown *md, const ocigate_result *result, ptrdiff_t image);

#endif
