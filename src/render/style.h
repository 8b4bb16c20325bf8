/* Text for terminals and logs: colours, wrapping, and lines that no log reader takes for more. */
#ifndef OG_RENDER_STYLE_H
#define OG_RENDER_STYLE_H

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>

typedef enum og_paint {
    OG_PAINT_NONE,
    OG_PAINT_BOLD,
    OG_PAINT_DIM,
    OG_PAINT_ERROR,
    OG_PAINT_WARNING,
    OG_PAINT_INFO,
    OG_PAINT_PASS,
    OG_PAINT_FAIL,
} og_paint;

/* The text between the escape sequences of the paint; plain when has_color is false. */
void og_style_add(og_buf *out, bool has_color, og_paint paint, const char *text);

/* Columns of printable UTF-8, one for each character. */
size_t og_style_width(const char *text);

/* The text wrapped at columns (0: not at all) between words; used columns of the first line are
   taken, further lines are indented. A word that is longer than a line stays whole. */
void og_style_wrap(og_buf *out, const char *text, size_t columns, size_t used, size_t indent);

/* Each line of the text, indented; the first one stands where the line is now. */
void og_style_lines(og_buf *out, const char *text, size_t indent);

/* Printable text cut to a number of columns, with "..." in the place of the rest. */
void og_style_cut(og_buf *out, const char *text, size_t columns);

/* A name as a word of its own: as it is when it looks like one, else in quotation marks. Nothing
   quoted can pass for a verdict or a finding. */
void og_style_name(og_buf *out, const char *name);

/* Make finished text inert for build services that read commands from logs: "::" at the start of a
   line (GitHub, behind any white space) and "##" anywhere (GitHub, Azure, TeamCity). */
void og_style_inert(og_buf *out, const char *text, size_t length);

#endif
