/* Text of an image, inert in marked up formats. Every function takes any bytes; NULL is "". */
#ifndef OG_RENDER_ESCAPE_H
#define OG_RENDER_ESCAPE_H

#include "base/buf.h"

/* For XML 1.0 and HTML, between tags and in attributes of either quotation mark. What XML forbids,
   and bytes that are no UTF-8, become U+FFFD. "##" and "::", which begin commands in the logs of
   build services, are written with a reference. */
void og_escape_xml(og_buf *out, const char *text);

/* For GitHub-flavoured Markdown, in a paragraph or a cell of a table: no markup, no HTML, no link,
   no mention. Stays on its line: blanks and line ends become one space. */
void og_escape_markdown(og_buf *out, const char *text);

/* The same as code: what a person copies. Nothing for "". */
void og_escape_markdown_code(og_buf *out, const char *text);

#endif
