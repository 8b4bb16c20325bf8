#define _POSIX_C_SOURCE 200809L
#include "output.h"

#include "terminal.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool is_ascii[2]; /* standard output, standard error */
static int write_errno;  /* of the first write to standard output that failed */

static void note_failure(void)
{
    if (write_errno == 0)
        write_errno = errno != 0 ? errno : EIO;
}

void og_output_start(void)
{
    is_ascii[0] = og_terminal_is_ascii(STDOUT_FILENO);
    is_ascii[1] = og_terminal_is_ascii(STDERR_FILENO);
}

/* The character that these bytes are in UTF-8, and how many of them; printable text has no other
   bytes, and pieces of it end between characters. */
static size_t decode(const unsigned char *bytes, size_t left, unsigned *character)
{
    const size_t length = bytes[0] >= 0xf0 ? 4 : bytes[0] >= 0xe0 ? 3 : bytes[0] >= 0xc0 ? 2 : 1;
    *character = length == 1 ? bytes[0] : bytes[0] & (0x7fu >> length);
    if (length > left)
        return 1;
    for (size_t i = 1; i < length; i++)
        *character = *character << 6 | (bytes[i] & 0x3fu);
    return length;
}

/* Gives how many bytes were taken; 0: they cannot be written. */
static size_t put_ascii(const unsigned char *bytes, size_t left, FILE *file)
{
    if (bytes[0] < 0x80)
        return fputc(bytes[0], file) == EOF ? 0 : 1;
    unsigned character = 0;
    const size_t length = decode(bytes, left, &character);
    /* As JSON does it, which such a terminal may be shown. */
    const unsigned above = character - 0x10000;
    const int written = character > 0xffff ? fprintf(file, "\\u%04x\\u%04x", 0xd800 + (above >> 10),
                                                     0xdc00 + (above & 0x3ff))
                                           : fprintf(file, "\\u%04x", character);
    return written < 0 ? 0 : length;
}

static bool write_ascii(const unsigned char *bytes, size_t length, FILE *file)
{
    size_t taken = 1;
    for (size_t i = 0; taken > 0 && i < length; i += taken)
        taken = put_ascii(bytes + i, length - i, file);
    return taken > 0;
}

int og_output_write(void *unused, const void *bytes, size_t length)
{
    (void)unused;
    errno = 0;
    if (is_ascii[0] ? write_ascii(bytes, length, stdout)
                    : fwrite(bytes, 1, length, stdout) == length)
        return 0;
    note_failure();
    return -1;
}

void og_output_text(const char *text)
{
    (void)og_output_write(NULL, text, strlen(text));
}

bool og_output_flush(void)
{
    errno = 0;
    if (fflush(stdout) != 0)
        note_failure();
    return write_errno == 0 && ferror(stdout) == 0;
}

bool og_output_close(void)
{
    bool is_good = og_output_flush();
    errno = 0;
    if (fclose(stdout) != 0) {
        note_failure();
        is_good = false;
    }
    if (!is_good)
        og_complain("cannot write to standard output", strerror(write_errno));
    return is_good;
}

/* Build services read commands from the log of standard error as well: "##" begins one wherever
   it stands in a line. */
static int write_error(void *payload, const void *bytes, size_t length)
{
    char *previous = payload;
    const unsigned char *text = bytes;
    for (size_t i = 0; i < length;) {
        if (text[i] == '#' && *previous == '#') {
            (void)fputs("\\x23", stderr);
            *previous = '\0';
            i++;
            continue;
        }
        *previous = (char)text[i];
        if (is_ascii[1]) {
            const size_t taken = put_ascii(text + i, length - i, stderr);
            i += taken > 0 ? taken : 1;
        } else {
            (void)fputc(text[i++], stderr);
        }
    }
    return 0;
}

void og_complain_parts(const char *const *parts)
{
    char previous = '\0';
    (void)fputs("ocigate: ", stderr);
    for (; *parts != NULL; parts++) {
        if (ocigate_printable(*parts, strlen(*parts), write_error, &previous, NULL) < 0)
            (void)fputs("(out of memory)", stderr);
    }
    (void)fputc('\n', stderr);
}

void og_complain(const char *what, const char *why)
{
    if (what == NULL)
        og_complain_parts((const char *const[]){why, NULL});
    else
        og_complain_parts((const char *const[]){what, ": ", why, NULL});
}

void og_complain_error(const char *what, ocigate_status status, const ocigate_error *error)
{
    const char *why = error->text[0] != '\0' ? error->text : ocigate_status_name(status);
    /* "cannot open app.tar: ..." names it already */
    og_complain(what != NULL && strstr(why, what) != NULL ? NULL : what, why);
}
