#define _GNU_SOURCE
#include "terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define COLUMNS_MAX 1000

/* An empty variable counts as none (no-color.org). */
static const char *variable(const char *name)
{
    const char *value = getenv(name);
    return value != NULL && value[0] != '\0' ? value : NULL;
}

bool og_terminal_has_color(og_color color)
{
    if (color != OG_COLOR_AUTO)
        return color == OG_COLOR_ALWAYS;
    if (variable("NO_COLOR") != NULL)
        return false;
    const char *forced = variable("CLICOLOR_FORCE");
    if (forced != NULL && strcmp(forced, "0") != 0)
        return true;
    const char *terminal = variable("TERM");
    return isatty(STDOUT_FILENO) && terminal != NULL && strcmp(terminal, "dumb") != 0;
}

size_t og_terminal_columns(void)
{
    if (!isatty(STDOUT_FILENO))
        return 0;
    struct winsize size = {0};
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    const char *text = variable("COLUMNS");
    const long columns = text == NULL ? 0 : strtol(text, NULL, 10);
    return columns > 0 && columns <= COLUMNS_MAX ? (size_t)columns : 80;
}
