#define _POSIX_C_SOURCE 200809L
#include "guard.h"

#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static bool is_decided;
static bool input_is_closed;

/* A library that calls exit(1) would say "fail", and exit(0) "pass"; neither is its to say. */
static void refuse_exit(void)
{
    static const char text[] = "ocigate: ended before there was a verdict\n";
    if (is_decided)
        return;
    if (write(STDERR_FILENO, text, sizeof text - 1) < 0) {
        /* there is nobody left to tell */
    }
    _exit(OG_EXIT_ERROR);
}

/* An input that is opened later must not land on a descriptor that reports are written to. The
   substitute for standard output cannot be written, so that it fails as a closed one does. */
static void fill_descriptors(void)
{
    static const int flags[] = {O_RDONLY, O_RDONLY, O_WRONLY};
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) != -1 || errno != EBADF)
            continue;
        if (fd == STDIN_FILENO)
            input_is_closed = true;
        if (open("/dev/null", flags[fd]) != fd)
            _exit(OG_EXIT_ERROR);
    }
}

void og_guard_start(void)
{
    fill_descriptors();
    if (atexit(refuse_exit) != 0)
        _exit(OG_EXIT_ERROR);
    /* A reader that went away is a report that was not written, not a silent end. */
    if (signal(SIGPIPE, SIG_IGN) == SIG_ERR)
        _exit(OG_EXIT_ERROR);
    /* Neither is a file that may not grow. */
    if (signal(SIGXFSZ, SIG_IGN) == SIG_ERR)
        _exit(OG_EXIT_ERROR);
}

bool og_guard_input_is_closed(void)
{
    return input_is_closed;
}

int og_guard_finish(int status)
{
    if (!og_output_close())
        status = OG_EXIT_ERROR;
    is_decided = true;
    return status;
}
