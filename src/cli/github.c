#define _POSIX_C_SOURCE 200809L
#include "github.h"

#include "choices.h"
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool is_on(void)
{
    const char *value = getenv("GITHUB_ACTIONS");
    return value != NULL && strcmp(value, "true") == 0;
}

static bool has_format(const char *name)
{
    size_t index = 0;
    return og_choices_find(ocigate_render_format, name, &index);
}

bool og_github_wants_commands(const char *format)
{
    return is_on() && strcmp(format, "text") == 0 && has_format("github");
}

const char *og_github_summary(void)
{
    const char *path = is_on() && has_format("markdown") ? getenv("GITHUB_STEP_SUMMARY") : NULL;
    return path == NULL || path[0] == '\0' ? NULL : path;
}

typedef struct summary {
    int fd, error;
} summary;

static int append(void *payload, const void *bytes, size_t length)
{
    summary *own = payload;
    const char *next = bytes;
    while (length > 0) {
        const ssize_t written = write(own->fd, next, length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0) {
            own->error = written < 0 ? errno : EIO;
            return -1;
        }
        next += written;
        length -= (size_t)written;
    }
    return 0;
}

static void warn(const char *path, const char *why)
{
    og_complain_parts((const char *const[]){"warning: cannot append to the step summary ", path,
                                            ": ", why, NULL});
}

void og_github_summarize(const ocigate_report *report, const ocigate_render_options *options)
{
    const char *path = og_github_summary();
    if (path == NULL)
        return;
    summary own = {.fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_NOCTTY | O_CLOEXEC, 0666)};
    if (own.fd < 0) {
        warn(path, strerror(errno));
        return;
    }
    ocigate_error error = {0};
    const ocigate_status status = ocigate_render(report, "markdown", options, append, &own, &error);
    if (close(own.fd) != 0 && own.error == 0)
        own.error = errno;
    if (own.error != 0)
        warn(path, strerror(own.error));
    else if (status < 0)
        warn(path, error.text);
}
