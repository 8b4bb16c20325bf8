#define _GNU_SOURCE /* pipe2 */
#include "differential/readers.h"

#include "blob/tar.h"
#include "support/bytes.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>

static void show(og_buf *out, const char *kind, const char *name, const char *link, uint64_t size,
                 uLong sum)
{
    size_t length = strlen(name);
    while (length > 0 && name[length - 1] == '/')
        length--;
    og_buf_format(out, "%s %.*s|%s|%" PRIu64 "|%08lx\n", kind, (int)length, name, link, size, sum);
}

/* ---- ours ---- */

static const char *const kinds[] = {"file", "hard", "soft", "char", "block", "dir", "fifo"};

static void step_through(og_tar *tar, const og_buf *archive, og_buf *out)
{
    const uint8_t *in = (const uint8_t *)og_buf_string(archive);
    size_t left = archive->length;
    uint64_t size = 0;
    uLong sum = 0;
    og_tar_event event;
    do {
        const uint8_t *data = NULL;
        size_t length = 0;
        test_require(og_tar_step(tar, &in, &left, &event, &data, &length, NULL) == OCIGATE_OK,
                     "cannot step");
        const og_tar_entry *entry = og_tar_current(tar);
        if (event == OG_TAR_ENTRY) {
            size = 0;
            sum = crc32(0, NULL, 0);
        } else if (event == OG_TAR_DATA) {
            size += length;
            sum = crc32(sum, data, (uInt)length);
        } else if (event == OG_TAR_ENTRY_END) {
            test_require(size == entry->size, "%s: size %" PRIu64, entry->path, entry->size);
            show(out, kinds[entry->type - '0'], entry->path, entry->link, size, sum);
        }
    } while (event != OG_TAR_NEEDS_INPUT && event != OG_TAR_STOPPED);
}

bool read_strict(const og_buf *archive, og_buf *out)
{
    og_limits limits;
    og_limits_init(&limits);
    og_arena arena;
    og_arena_init(&arena);
    og_defects defects = {0};
    og_tar *tar = NULL;
    test_require(og_tar_new(&limits, &tar, NULL) == OCIGATE_OK, "no memory");
    og_tar_start(tar, &arena, &defects);
    step_through(tar, archive, out);
    bool is_accepted = og_tar_finish(tar);
    for (int kind = 0; kind < OG_DEFECT_KIND_COUNT; kind++)
        is_accepted = is_accepted && (kind == OG_DEFECT_TAR_END_MISSING || !defects.count[kind]);
    og_tar_free(tar);
    og_arena_fini(&arena);
    return is_accepted;
}

/* ---- libarchive ---- */

static const char *kind_of(struct archive_entry *entry)
{
    if (archive_entry_hardlink(entry) != NULL)
        return "hard";
    switch (archive_entry_filetype(entry)) {
    case AE_IFREG:
        return "file";
    case AE_IFLNK:
        return "soft";
    case AE_IFCHR:
        return "char";
    case AE_IFBLK:
        return "block";
    case AE_IFDIR:
        return "dir";
    case AE_IFIFO:
        return "fifo";
    default:
        return "other";
    }
}

static bool show_entry(struct archive *reader, struct archive_entry *entry, og_buf *out)
{
    const char *kind = kind_of(entry), *name = archive_entry_pathname(entry), *link = "";
    if (strcmp(kind, "hard") == 0)
        link = archive_entry_hardlink(entry);
    else if (strcmp(kind, "soft") == 0)
        link = archive_entry_symlink(entry);
    if (name == NULL || link == NULL)
        return false;
    uint64_t size = 0;
    uLong sum = crc32(0, NULL, 0);
    unsigned char data[4096];
    la_ssize_t length;
    while ((length = archive_read_data(reader, data, sizeof data)) > 0) {
        size += (uint64_t)length;
        sum = crc32(sum, data, (uInt)length);
    }
    show(out, kind, name, link, size, sum);
    return length == 0;
}

bool read_libarchive(const og_buf *archive, og_buf *out)
{
    struct archive *reader = archive_read_new();
    test_require(reader != NULL && archive_read_support_format_tar(reader) == ARCHIVE_OK,
                 "no memory");
    struct archive_entry *entry = NULL;
    int status = archive_read_open_memory(reader, og_buf_string(archive), archive->length);
    while (status == ARCHIVE_OK) {
        status = archive_read_next_header(reader, &entry);
        if (status == ARCHIVE_OK && !show_entry(reader, entry, out))
            status = ARCHIVE_FATAL;
    }
    (void)archive_read_free(reader);
    return status == ARCHIVE_EOF;
}

/* ---- Python ---- */

void python_start(python *p, const char *interpreter, const char *script)
{
    int in[2], out[2];
    test_require(pipe2(in, O_CLOEXEC) == 0 && pipe2(out, O_CLOEXEC) == 0, "no pipe");
    p->child = fork();
    test_require(p->child >= 0, "no process");
    if (p->child == 0) {
        if (dup2(in[0], STDIN_FILENO) >= 0 && dup2(out[1], STDOUT_FILENO) >= 0)
            (void)execl(interpreter, interpreter, script, (char *)NULL);
        _exit(127);
    }
    (void)close(in[0]);
    (void)close(out[1]);
    p->to = in[1];
    p->from = out[0];
}

static void write_all(int fd, const void *bytes, size_t length)
{
    const char *at = bytes;
    while (length > 0) {
        const ssize_t written = write(fd, at, length);
        test_require(written > 0, "Python does not read");
        at += written;
        length -= (size_t)written;
    }
}

static void read_all(int fd, void *bytes, size_t length)
{
    char *at = bytes;
    while (length > 0) {
        const ssize_t got = read(fd, at, length);
        test_require(got > 0, "Python does not answer");
        at += got;
        length -= (size_t)got;
    }
}

static void write_number(int fd, size_t number)
{
    const unsigned char bytes[] = {(unsigned char)number, (unsigned char)(number >> 8),
                                   (unsigned char)(number >> 16), (unsigned char)(number >> 24)};
    write_all(fd, bytes, sizeof bytes);
}

void python_ask(const python *p, const og_buf *archives, size_t count)
{
    write_number(p->to, count);
    for (size_t i = 0; i < count; i++) {
        write_number(p->to, archives[i].length);
        write_all(p->to, og_buf_string(&archives[i]), archives[i].length);
    }
}

bool python_listing(const python *p, og_buf *out)
{
    unsigned char bytes[4];
    read_all(p->from, bytes, sizeof bytes);
    const uint32_t length =
        bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
    if (length == UINT32_MAX)
        return false;
    char part[4096];
    for (size_t left = length; left > 0;) {
        const size_t size = left < sizeof part ? left : sizeof part;
        read_all(p->from, part, size);
        og_buf_add(out, part, size);
        left -= size;
    }
    return true;
}

void python_stop(python *p)
{
    int status = -1;
    (void)close(p->to);
    (void)close(p->from);
    test_require(waitpid(p->child, &status, 0) == p->child && status == 0, "Python ended with %d",
                 status);
}
