#define _POSIX_C_SOURCE 200809L
#include "output.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static int write_errno; /* of the first write to standard output that failed */

static void note_failure(void)
{
    if (write_errno == 0)
        write_errno = errno != 0 ? errno : EIO;
}

int og_output_write(void *unused, const void *bytes, size_t length)
{
    (void)unused;
    errno = 0;
    if (fwrite(bytes, 1, length, stdout) == length)
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
    const char *text = bytes;
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '#' && *previous == '#') {
            (void)fputs("\\x23", stderr);
            *previous = '\0';
            continue;
        }
        (void)fputc(text[i], stderr);
        *previous = text[i];
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
