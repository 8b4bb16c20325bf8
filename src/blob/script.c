#include "blob/script.h"

#include <string.h>

#define LAST (OG_SCRIPT_HEAD_BYTES - 1) /* the kernel puts a NUL here */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* The first place that is no blank, LAST + 1 when there is none up to `last`. */
static size_t skip_blanks(const char *line, size_t at, size_t last)
{
    while (at <= last && is_blank(line[at]))
        at++;
    return at <= last ? at : LAST + 1;
}

/* The first blank or NUL, the same. */
static size_t find_end(const char *line, size_t at, size_t last)
{
    while (at <= last && !is_blank(line[at]) && line[at] != '\0')
        at++;
    return at <= last ? at : LAST + 1;
}

/* Where the line ends, 0 when the kernel refuses it. A line without an end is taken when the name
   of the interpreter certainly is not cut. A NUL ends the search for the end of the line. */
static size_t line_end(const char *line, bool *has_carriage_return)
{
    const char *newline = memchr(line, '\n', OG_SCRIPT_HEAD_BYTES);
    if (newline == NULL || memchr(line, '\0', (size_t)(newline - line)) != NULL) {
        const size_t name = skip_blanks(line, 2, LAST);
        return name <= LAST && find_end(line, name, LAST) <= LAST ? LAST : 0;
    }
    size_t end = (size_t)(newline - line);
    *has_carriage_return = line[end - 1] == '\r';
    return *has_carriage_return ? end - 1 : end;
}

bool og_script_read(og_arena *arena, const uint8_t *head, size_t length, og_file_facts *facts)
{
    char line[OG_SCRIPT_HEAD_BYTES + 1] = {0};
    memcpy(line, head, length < OG_SCRIPT_HEAD_BYTES ? length : OG_SCRIPT_HEAD_BYTES);
    facts->interpreter = "";
    size_t end = line_end(line, &facts->has_carriage_return);
    if (end == 0)
        return true;
    while (is_blank(line[end - 1]))
        end--;
    line[end] = '\0';
    const size_t name = skip_blanks(line, 2, end);
    if (name >= end)
        return true;
    const size_t name_end = find_end(line, name, end);
    facts->interpreter = og_arena_copy(arena, line + name, name_end - name);
    if (facts->interpreter == NULL)
        return false;
    if (line[name_end] == '\0')
        return true;
    const size_t argument = skip_blanks(line, name_end, end);
    facts->argument = og_arena_text(arena, line + argument);
    return facts->argument != NULL;
}
