#define _GNU_SOURCE
#include "support/feed.h"

#include "support/bytes.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/* A reader that stops early is no failure of the feed. */
static void *fill(void *payload)
{
    test_feed *feed = payload;
    sigset_t pipe_signal;
    (void)sigemptyset(&pipe_signal);
    (void)sigaddset(&pipe_signal, SIGPIPE);
    (void)pthread_sigmask(SIG_BLOCK, &pipe_signal, NULL);
    size_t done = 0;
    while (done < feed->length) {
        size_t size = feed->length - done;
        if (feed->piece != 0 && size > feed->piece)
            size = feed->piece;
        const ssize_t written = write(feed->write_fd, feed->bytes + done, size);
        if (written < 0 && errno != EINTR)
            break;
        if (written > 0)
            done += (size_t)written;
    }
    (void)close(feed->write_fd);
    return NULL;
}

void test_feed_init(test_feed *feed, const void *bytes, size_t length, size_t piece)
{
    int ends[2];
    test_require(pipe2(ends, O_CLOEXEC) == 0, "pipe: %s", strerror(errno));
    *feed = (test_feed){
        .fd = ends[0], .write_fd = ends[1], .bytes = bytes, .length = length, .piece = piece};
    test_require(pthread_create(&feed->thread, NULL, fill, feed) == 0, "pthread_create");
}

void test_feed_fini(test_feed *feed)
{
    (void)close(feed->fd);
    (void)pthread_join(feed->thread, NULL);
}

ptrdiff_t test_source_read(void *payload, void *buffer, size_t capacity)
{
    test_source *source = payload;
    size_t size = source->length - source->position;
    if (size > capacity)
        size = capacity;
    if (source->piece != 0 && size > source->piece)
        size = source->piece;
    if (source->fail_at != 0 && source->position + size >= source->fail_at)
        return -1;
    if (size > 0)
        memcpy(buffer, source->bytes + source->position, size);
    source->position += size;
    return (ptrdiff_t)size;
}
