/* What standard output is. */
#ifndef OG_CLI_TERMINAL_H
#define OG_CLI_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

/* In the order of og_when(). */
typedef enum og_color { OG_COLOR_AUTO, OG_COLOR_ALWAYS, OG_COLOR_NEVER } og_color;

/* With auto: NO_COLOR, CLICOLOR_FORCE and TERM=dumb are honoured, in this order. */
bool og_terminal_has_color(og_color color);

/* Width to wrap at: that of COLUMNS, else its own; 0 for what is no terminal. */
size_t og_terminal_columns(void);

/* A terminal that the locale gives no UTF-8. There some of its bytes are controls. */
bool og_terminal_is_ascii(int fd);

#endif
