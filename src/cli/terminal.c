#define _GNU_SOURCE
#include "terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define COLUMNS_MIN 10
#define COLUMNS_USUAL 80
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

/* What a user says about the width wins over what the terminal says. */
size_t og_terminal_columns(void)
{
    if (!isatty(STDOUT_FILENO))
        return 0;
    const char *text = variable("COLUMNS");
    char *end = NULL;
    const long columns = text == NULL ? 0 : strtol(text, &end, 10);
    if (columns >= COLUMNS_MIN && columns <= COLUMNS_MAX && *end == '\0')
        return (size_t)columns;
    struct winsize size = {0};
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= COLUMNS_MIN)
        return size.ws_col;
    return COLUMNS_USUAL;
}

bool og_terminal_is_ascii(int fd)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    if (!isatty(fd))
        return false;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *locale = variable(names[i]);
        if (locale != NULL)
            return strcasestr(locale, "utf-8") == NULL && strcasestr(locale, "utf8") == NULL;
    }
    return true;
}
