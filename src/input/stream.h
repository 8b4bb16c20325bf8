/* Bytes from first to last, from anywhere. */
#ifndef OG_INPUT_STREAM_H
#define OG_INPUT_STREAM_H

#include <ocigate/check.h>
#include <ocigate/error.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OG_READ_BYTES ((size_t)128 * 1024) /* one read: large enough that its cost disappears */

typedef struct og_stream {
    /* Fill up to capacity bytes; *out_length 0 means the end. */
    ocigate_status (*read)(struct og_stream *stream, uint8_t *buffer, size_t capacity,
                           size_t *out_length, ocigate_error *err);
    void (*close)(struct og_stream *stream);
    void *state;
    uint64_t bytes_read;
    bool can_jump; /* a regular file: the next two may be called */
} og_stream;

ocigate_status og_stream_read(og_stream *stream, uint8_t *buffer, size_t capacity,
                              size_t *out_length, ocigate_error *err);
void og_stream_close(og_stream *stream); /* frees the stream */

/* Pass over up to length bytes without reading them, never beyond the end of the file as it was
   when it was opened; they count as read. *passed may be 0. */
ocigate_status og_stream_jump(og_stream *stream, uint64_t length, uint64_t *passed,
                              ocigate_error *err);

/* A second stream over a part of the same file, from offset (counted from where the first began).
   It may be read by another thread, and as long as the first is open. That the file did not change
   is checked at its end as well. */
ocigate_status og_stream_open_part(og_stream *stream, uint64_t offset, uint64_t length,
                                   og_stream **out, ocigate_error *err);

/* The descriptor stays the caller's; name is for messages and borrowed. A regular file that changes
   while it is read is OCIGATE_ERROR_CHANGED at its end. */
ocigate_status og_stream_from_fd(int fd, const char *name, og_stream **out, ocigate_error *err);
/* The same for a descriptor that the stream closes, also when this fails. */
ocigate_status og_stream_take_fd(int fd, const char *name, og_stream **out, ocigate_error *err);
ocigate_status og_stream_from_callback(ocigate_read_function read, void *payload, const char *name,
                                       og_stream **out, ocigate_error *err);
ocigate_status og_stream_from_memory(const void *bytes, size_t length, og_stream **out,
                                     ocigate_error *err);

#endif
