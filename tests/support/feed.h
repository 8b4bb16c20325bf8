/* The same bytes, handed out in different ways. */
#ifndef TEST_SUPPORT_FEED_H
#define TEST_SUPPORT_FEED_H

#include <pthread.h>
#include <stddef.h>

/* A pipe that a thread fills, piece by piece. The bytes stay the caller's until test_feed_fini. */
typedef struct test_feed {
    int fd; /* the end to read from */
    int write_fd;
    const char *bytes;
    size_t length, piece;
    pthread_t thread;
} test_feed;

/* piece 0: as much as the pipe takes. */
void test_feed_init(test_feed *feed, const void *bytes, size_t length, size_t piece);
void test_feed_fini(test_feed *feed);

/* For ocigate_check_stream: memory, at most `piece` bytes a call (0: what is asked for). */
typedef struct test_source {
    const char *bytes;
    size_t length, piece, position;
    size_t fail_at; /* 0: never; else the call that would hand out this byte fails */
} test_source;

ptrdiff_t test_source_read(void *payload, void *buffer, size_t capacity);

#endif
