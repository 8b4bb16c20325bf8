#define _GNU_SOURCE
#include "input/stream.h"

#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A pipe of this size lets writer and reader run side by side; refused sizes are no trouble. */
#define PIPE_BYTES (1 << 20)

typedef struct fd_state {
    int fd;
    const char *name;
    bool is_regular;
    bool is_at_end;
    bool is_owned;
    uint64_t start; /* of a regular file: where the stream began */
    struct stat before;
} fd_state;

static bool is_same_file(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
           a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec &&
           a->st_ctim.tv_sec == b->st_ctim.tv_sec && a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

static ocigate_status check_unchanged(const fd_state *state, ocigate_error *err)
{
    struct stat now;
    if (!state->is_regular)
        return OCIGATE_OK;
    if (fstat(state->fd, &now) != 0)
        return og_fail(err, OCIGATE_ERROR_READ, errno, "%s", state->name);
    if (!is_same_file(&state->before, &now))
        return og_fail(err, OCIGATE_ERROR_CHANGED, 0, "%s changed while it was read", state->name);
    return OCIGATE_OK;
}

static ocigate_status read_fd(og_stream *stream, uint8_t *buffer, size_t capacity,
                              size_t *out_length, ocigate_error *err)
{
    fd_state *state = stream->state;
    ssize_t length;
    do {
        length = read(state->fd, buffer, capacity);
    } while (length < 0 && errno == EINTR);
    if (length < 0)
        return og_fail(err, OCIGATE_ERROR_READ, errno, "cannot read %s", state->name);
    if (length == 0 && !state->is_at_end) {
        state->is_at_end = true;
        OG_TRY(check_unchanged(state, err));
    }
    *out_length = (size_t)length;
    return OCIGATE_OK;
}

static void close_state(og_stream *stream)
{
    free(stream->state);
}

static void close_fd(og_stream *stream)
{
    const fd_state *state = stream->state;
    if (state->is_owned)
        (void)close(state->fd);
    free(stream->state);
}

static ocigate_status new_stream(size_t state_bytes, og_stream **out, ocigate_error *err)
{
    og_stream *stream = calloc(1, sizeof *stream);
    void *state = calloc(1, state_bytes);
    if (stream == NULL || state == NULL) {
        free(stream);
        free(state);
        return og_fail_memory(err);
    }
    stream->state = state;
    stream->close = close_state;
    *out = stream;
    return OCIGATE_OK;
}

ocigate_status og_stream_from_fd(int fd, const char *name, og_stream **out, ocigate_error *err)
{
    struct stat status;
    if (fstat(fd, &status) != 0)
        return og_fail(err, OCIGATE_ERROR_OPEN, errno, "cannot read %s", name);
    og_stream *stream = NULL;
    OG_TRY(new_stream(sizeof(fd_state), &stream, err));
    fd_state *state = stream->state;
    *state =
        (fd_state){.fd = fd, .name = name, .is_regular = S_ISREG(status.st_mode), .before = status};
    stream->read = read_fd;
    stream->close = close_fd;
    if (S_ISFIFO(status.st_mode)) {
        (void)fcntl(fd, F_SETPIPE_SZ, PIPE_BYTES);
    } else if (state->is_regular) {
        const off_t start = lseek(fd, 0, SEEK_CUR);
        stream->can_jump = start >= 0 && start <= status.st_size;
        state->start = stream->can_jump ? (uint64_t)start : 0;
        (void)posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    }
    *out = stream;
    return OCIGATE_OK;
}

ocigate_status og_stream_take_fd(int fd, const char *name, og_stream **out, ocigate_error *err)
{
    const ocigate_status status = og_stream_from_fd(fd, name, out, err);
    if (status < 0)
        (void)close(fd);
    else
        ((fd_state *)(*out)->state)->is_owned = true;
    return status;
}

ocigate_status og_stream_jump(og_stream *stream, uint64_t length, uint64_t *passed,
                              ocigate_error *err)
{
    const fd_state *state = stream->state;
    const uint64_t left = (uint64_t)state->before.st_size - state->start;
    *passed = 0;
    if (stream->bytes_read >= left)
        return OCIGATE_OK;
    if (length > left - stream->bytes_read)
        length = left - stream->bytes_read;
    /* Both are below the size of a file, which an off_t holds. */
    if (lseek(state->fd, (off_t)length, SEEK_CUR) < 0)
        return og_fail(err, OCIGATE_ERROR_READ, errno, "cannot read %s", state->name);
    stream->bytes_read += length;
    *passed = length;
    return OCIGATE_OK;
}

typedef struct part_state {
    fd_state file;
    uint64_t offset, left;
} part_state;

static ocigate_status read_part(og_stream *stream, uint8_t *buffer, size_t capacity,
                                size_t *out_length, ocigate_error *err)
{
    part_state *part = stream->state;
    ssize_t length = 0;
    if (capacity > part->left)
        capacity = (size_t)part->left;
    do {
        length = pread(part->file.fd, buffer, capacity, (off_t)part->offset);
    } while (length < 0 && errno == EINTR);
    if (length < 0)
        return og_fail(err, OCIGATE_ERROR_READ, errno, "cannot read %s", part->file.name);
    part->offset += (size_t)length;
    part->left -= (size_t)length;
    if (length == 0 && !part->file.is_at_end) {
        part->file.is_at_end = true;
        OG_TRY(check_unchanged(&part->file, err));
    }
    *out_length = (size_t)length;
    return OCIGATE_OK;
}

ocigate_status og_stream_open_part(og_stream *stream, uint64_t offset, uint64_t length,
                                   og_stream **out, ocigate_error *err)
{
    const fd_state *state = stream->state;
    const uint64_t size = (uint64_t)state->before.st_size - state->start;
    if (offset > size || length > size - offset)
        return og_fail(err, OCIGATE_ERROR_INTERNAL, 0, "a part that is outside of %s", state->name);
    og_stream *part = NULL;
    OG_TRY(new_stream(sizeof(part_state), &part, err));
    *(part_state *)part->state =
        (part_state){.file = *state, .offset = state->start + offset, .left = length};
    ((part_state *)part->state)->file.is_at_end = false;
    part->read = read_part;
    *out = part;
    return OCIGATE_OK;
}

typedef struct callback_state {
    ocigate_read_function read;
    void *payload;
    const char *name;
    bool is_at_end;
} callback_state;

static ocigate_status read_callback(og_stream *stream, uint8_t *buffer, size_t capacity,
                                    size_t *out_length, ocigate_error *err)
{
    callback_state *state = stream->state;
    *out_length = 0;
    if (state->is_at_end)
        return OCIGATE_OK;
    const ptrdiff_t length = state->read(state->payload, buffer, capacity);
    if (length < 0 || (size_t)length > capacity)
        return og_fail(err, OCIGATE_ERROR_READ, 0, "cannot read %s", state->name);
    state->is_at_end = length == 0;
    *out_length = (size_t)length;
    return OCIGATE_OK;
}

ocigate_status og_stream_from_callback(ocigate_read_function read_function, void *payload,
                                       const char *name, og_stream **out, ocigate_error *err)
{
    og_stream *stream = NULL;
    OG_TRY(new_stream(sizeof(callback_state), &stream, err));
    *(callback_state *)stream->state =
        (callback_state){.read = read_function, .payload = payload, .name = name};
    stream->read = read_callback;
    *out = stream;
    return OCIGATE_OK;
}

typedef struct memory_state {
    const uint8_t *bytes;
    size_t left;
} memory_state;

static ocigate_status read_memory(og_stream *stream, uint8_t *buffer, size_t capacity,
                                  size_t *out_length, ocigate_error *err)
{
    (void)err;
    memory_state *state = stream->state;
    const size_t length = state->left < capacity ? state->left : capacity;
    if (length > 0)
        memcpy(buffer, state->bytes, length);
    state->bytes += length;
    state->left -= length;
    *out_length = length;
    return OCIGATE_OK;
}

ocigate_status og_stream_from_memory(const void *bytes, size_t length, og_stream **out,
                                     ocigate_error *err)
{
    og_stream *stream = NULL;
    OG_TRY(new_stream(sizeof(memory_state), &stream, err));
    *(memory_state *)stream->state = (memory_state){.bytes = bytes, .left = length};
    stream->read = read_memory;
    *out = stream;
    return OCIGATE_OK;
}

ocigate_status og_stream_read(og_stream *stream, uint8_t *buffer, size_t capacity,
                              size_t *out_length, ocigate_error *err)
{
    size_t length = 0;
    OG_TRY(stream->read(stream, buffer, capacity, &length, err));
    stream->bytes_read += length;
    *out_length = length;
    return OCIGATE_OK;
}

void og_stream_close(og_stream *stream)
{
    if (stream == NULL)
        return;
    stream->close(stream);
    free(stream);
}
