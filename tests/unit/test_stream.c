#define _POSIX_C_SOURCE 200809L
#include "input/stream.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static size_t read_all(og_stream *stream, char *out, size_t capacity, ocigate_status *status)
{
    size_t used = 0;
    for (;;) {
        size_t length = 0;
        ocigate_error err = {0};
        *status = og_stream_read(stream, (uint8_t *)out + used, capacity - used, &length, &err);
        if (*status < 0 || length == 0)
            return used;
        used += length;
    }
}

static int temporary_file(char *name, const char *text)
{
    strcpy(name, "/tmp/ocigate-stream-XXXXXX");
    const int fd = mkstemp(name);
    cr_assert(fd >= 0);
    cr_assert(write(fd, text, strlen(text)) == (ssize_t)strlen(text));
    cr_assert(lseek(fd, 0, SEEK_SET) == 0);
    return fd;
}

Test(stream, hands_out_memory_once_and_counts_it)
{
    og_stream *stream = NULL;
    char out[16];
    ocigate_status status;
    cr_assert(og_stream_from_memory("abc", 3, &stream, NULL) == OCIGATE_OK);
    cr_assert(read_all(stream, out, sizeof out, &status) == 3);
    cr_assert(status == OCIGATE_OK && memcmp(out, "abc", 3) == 0 && stream->bytes_read == 3);
    og_stream_close(stream);
}

Test(stream, reads_a_pipe_to_its_end)
{
    int ends[2];
    cr_assert(pipe(ends) == 0);
    cr_assert(write(ends[1], "hello", 5) == 5);
    (void)close(ends[1]);
    og_stream *stream = NULL;
    char out[16];
    ocigate_status status;
    cr_assert(og_stream_from_fd(ends[0], "pipe", &stream, NULL) == OCIGATE_OK);
    cr_assert(read_all(stream, out, sizeof out, &status) == 5 && status == OCIGATE_OK);
    og_stream_close(stream);
    (void)close(ends[0]);
}

static void grow(const char *name)
{
    const int fd = open(name, O_WRONLY | O_APPEND);
    cr_assert(fd >= 0 && write(fd, "more", 4) == 4 && close(fd) == 0);
}

static void shrink(const char *name)
{
    cr_assert(truncate(name, 5) == 0);
}

static void rewrite(const char *name)
{
    const int fd = open(name, O_WRONLY);
    cr_assert(fd >= 0 && pwrite(fd, "F", 1, 0) == 1 && close(fd) == 0);
}

/* The descriptor still has the old bytes, but the name says something else by now. */
static void rename_over(const char *name)
{
    char other[64];
    const int fd = temporary_file(other, "first content");
    cr_assert(close(fd) == 0 && rename(other, name) == 0);
}

static void backdate(const char *name)
{
    static const struct timespec times[2] = {{0, 0}, {0, 0}};
    cr_assert(utimensat(AT_FDCWD, name, times, 0) == 0);
}

Test(stream, reports_a_file_that_changes_while_it_is_read)
{
    static const struct {
        const char *name;
        void (*change)(const char *name);
    } rows[] = {{"grows", grow},
                {"shrinks", shrink},
                {"is rewritten", rewrite},
                {"is renamed over", rename_over},
                {"is dated back", backdate}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char name[64];
        const int fd = temporary_file(name, "first content");
        og_stream *stream = NULL;
        cr_assert(og_stream_from_fd(fd, "file", &stream, NULL) == OCIGATE_OK);
        /* longer than the clock that files are stamped with stands still */
        const struct timespec pause = {.tv_nsec = 20 * 1000 * 1000};
        cr_assert(nanosleep(&pause, NULL) == 0);
        rows[i].change(name);
        char out[64];
        ocigate_status status;
        (void)read_all(stream, out, sizeof out, &status);
        cr_expect(status == OCIGATE_ERROR_CHANGED, "a file that %s", rows[i].name);
        og_stream_close(stream);
        (void)close(fd);
        (void)unlink(name);
    }
}

Test(stream, reads_an_unchanged_file_from_its_present_offset)
{
    char name[64];
    const int fd = temporary_file(name, "0123456789");
    cr_assert(lseek(fd, 4, SEEK_SET) == 4);
    og_stream *stream = NULL;
    char out[64];
    ocigate_status status;
    cr_assert(og_stream_from_fd(fd, "file", &stream, NULL) == OCIGATE_OK);
    cr_assert(read_all(stream, out, sizeof out, &status) == 6 && status == OCIGATE_OK);
    cr_assert(memcmp(out, "456789", 6) == 0);
    og_stream_close(stream);
    (void)close(fd);
    (void)unlink(name);
}

static ptrdiff_t refuse(void *payload, void *buffer, size_t capacity)
{
    (void)buffer;
    (void)capacity;
    return *(ptrdiff_t *)payload;
}

Test(stream, takes_no_impossible_answer_of_a_callback)
{
    static const ptrdiff_t answers[] = {-1, PTRDIFF_MAX, 17};
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        ptrdiff_t answer = answers[i];
        og_stream *stream = NULL;
        uint8_t out[16];
        size_t length = 99;
        ocigate_error err = {0};
        cr_assert(og_stream_from_callback(refuse, &answer, "app", &stream, NULL) == OCIGATE_OK);
        cr_assert(og_stream_read(stream, out, sizeof out, &length, &err) == OCIGATE_ERROR_READ);
        cr_assert(length == 99 && strstr(err.text, "app") != NULL);
        og_stream_close(stream);
    }
}

Test(stream, does_not_ask_a_callback_again_after_its_end)
{
    ptrdiff_t answer = 0;
    og_stream *stream = NULL;
    uint8_t out[16];
    size_t length = 99;
    cr_assert(og_stream_from_callback(refuse, &answer, "app", &stream, NULL) == OCIGATE_OK);
    cr_assert(og_stream_read(stream, out, sizeof out, &length, NULL) == OCIGATE_OK && length == 0);
    answer = -1;
    cr_assert(og_stream_read(stream, out, sizeof out, &length, NULL) == OCIGATE_OK && length == 0);
    og_stream_close(stream);
}

Test(stream, cannot_read_a_closed_descriptor)
{
    og_stream *stream = NULL;
    ocigate_error err = {0};
    cr_assert(og_stream_from_fd(-1, "nothing", &stream, &err) == OCIGATE_ERROR_OPEN);
    cr_assert(stream == NULL && strstr(err.text, "nothing") != NULL);
}

Test(stream, passes_over_bytes_of_a_file_but_not_beyond_its_end)
{
    static const struct {
        uint64_t before, jump, passed;
        const char *rest;
    } cases[] = {
        {0, 0, 0, "0123456789"}, {0, 3, 3, "3456789"}, {2, 3, 3, "56789"},      {0, 10, 10, ""},
        {0, 11, 10, ""},         {4, 6, 6, ""},        {4, UINT64_MAX, 6, ""},  {10, 1, 0, ""},
        {9, 1, 1, ""},           {9, 0, 0, "9"},       {10, UINT64_MAX, 0, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char name[64], out[16];
        const int fd = temporary_file(name, "..0123456789");
        cr_assert(lseek(fd, 2, SEEK_SET) == 2); /* a stream begins where the descriptor stands */
        og_stream *stream = NULL;
        ocigate_status status = OCIGATE_OK;
        size_t length = 0;
        uint64_t passed = 99;
        cr_assert(og_stream_from_fd(fd, name, &stream, NULL) == OCIGATE_OK);
        cr_assert(stream->can_jump);
        if (cases[i].before > 0)
            cr_assert(og_stream_read(stream, (uint8_t *)out, cases[i].before, &length, NULL) ==
                          OCIGATE_OK &&
                      length == cases[i].before);
        cr_assert(og_stream_jump(stream, cases[i].jump, &passed, NULL) == OCIGATE_OK);
        cr_expect_eq(passed, cases[i].passed, "row %zu", i);
        length = read_all(stream, out, sizeof out, &status);
        cr_expect_eq(length, strlen(cases[i].rest), "row %zu", i);
        cr_expect_eq(memcmp(out, cases[i].rest, length), 0, "row %zu", i);
        cr_expect_eq(status, OCIGATE_OK);
        cr_expect_eq(stream->bytes_read, 10, "row %zu", i);
        og_stream_close(stream);
        (void)close(fd);
        (void)unlink(name);
    }
}

Test(stream, opens_parts_of_a_file)
{
    static const struct {
        uint64_t offset, length;
        const char *text; /* NULL: refused */
    } cases[] = {
        {0, 10, "0123456789"}, {0, 0, ""},    {3, 4, "3456"},
        {10, 0, ""},           {9, 1, "9"},   {9, 2, NULL},
        {11, 0, NULL},         {0, 11, NULL}, {UINT64_MAX, 2, NULL},
        {1, UINT64_MAX, NULL},
    };
    char name[64], out[16];
    const int fd = temporary_file(name, "..0123456789");
    cr_assert(lseek(fd, 2, SEEK_SET) == 2);
    og_stream *stream = NULL;
    cr_assert(og_stream_from_fd(fd, name, &stream, NULL) == OCIGATE_OK);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        og_stream *part = NULL;
        ocigate_status status =
            og_stream_open_part(stream, cases[i].offset, cases[i].length, &part, NULL);
        cr_expect_eq(status, cases[i].text == NULL ? OCIGATE_ERROR_INTERNAL : OCIGATE_OK, "row %zu",
                     i);
        if (part == NULL)
            continue;
        const size_t length = read_all(part, out, sizeof out, &status);
        cr_expect_eq(status, OCIGATE_OK);
        cr_expect_eq(length, strlen(cases[i].text), "row %zu", i);
        cr_expect_eq(memcmp(out, cases[i].text, length), 0, "row %zu", i);
        og_stream_close(part);
    }
    cr_expect_eq(lseek(fd, 0, SEEK_CUR), 2, "parts leave the descriptor where it stands");
    og_stream_close(stream);
    (void)close(fd);
    (void)unlink(name);
}

/* A part is shorter, or other, when the file changes while it is read. */
Test(stream, a_part_of_a_file_that_changes_is_an_error)
{
    for (int is_longer = 0; is_longer <= 1; is_longer++) {
        char name[64], out[16];
        const int fd = temporary_file(name, "0123456789");
        og_stream *stream = NULL, *part = NULL;
        ocigate_status status = OCIGATE_OK;
        cr_assert(og_stream_from_fd(fd, name, &stream, NULL) == OCIGATE_OK);
        cr_assert(og_stream_open_part(stream, 2, 8, &part, NULL) == OCIGATE_OK);
        cr_assert(ftruncate(fd, is_longer ? 20 : 5) == 0);
        (void)read_all(part, out, sizeof out, &status);
        cr_expect_eq(status, OCIGATE_ERROR_CHANGED);
        og_stream_close(part);
        og_stream_close(stream);
        (void)close(fd);
        (void)unlink(name);
    }
}

Test(stream, can_own_its_descriptor)
{
    char name[64];
    const int fd = temporary_file(name, "x");
    og_stream *stream = NULL;
    cr_assert(og_stream_take_fd(fd, name, &stream, NULL) == OCIGATE_OK);
    og_stream_close(stream);
    cr_expect_eq(fcntl(fd, F_GETFD), -1);
    cr_expect_eq(og_stream_take_fd(fd, name, &stream, NULL), OCIGATE_ERROR_OPEN);
    (void)unlink(name);
}

Test(stream, a_pipe_cannot_jump)
{
    int ends[2];
    cr_assert(pipe(ends) == 0);
    og_stream *stream = NULL;
    cr_assert(og_stream_from_fd(ends[0], "pipe", &stream, NULL) == OCIGATE_OK);
    cr_expect_not(stream->can_jump);
    og_stream_close(stream);
    (void)close(ends[0]);
    (void)close(ends[1]);
}
