#define _POSIX_C_SOURCE 200809L
#include "container/second_reader.h"

#include "base/error.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <locale.h>
#include <stdio.h>

typedef struct feed {
    og_pull pull;
    og_pass pass;
    void *payload;
    ocigate_status status; /* of the last call */
    locale_t plain, callers;
} feed;

static la_ssize_t read_piece(struct archive *archive, void *payload, const void **bytes)
{
    feed *f = payload;
    const uint8_t *piece = NULL;
    size_t length = 0;
    (void)uselocale(f->callers); /* the input may be a function of the program */
    f->status = f->pull(f->payload, &piece, &length);
    (void)uselocale(f->plain);
    if (f->status < 0) {
        archive_set_error(archive, EIO, "the input cannot be read");
        return ARCHIVE_FATAL;
    }
    *bytes = piece;
    return (la_ssize_t)length;
}

static la_int64_t pass_bytes(struct archive *archive, void *payload, la_int64_t length)
{
    feed *f = payload;
    uint64_t passed = 0;
    if (length <= 0)
        return 0;
    (void)uselocale(f->callers);
    f->status = f->pass(f->payload, (uint64_t)length, &passed);
    (void)uselocale(f->plain);
    if (f->status < 0) {
        archive_set_error(archive, EIO, "the input cannot be read");
        return ARCHIVE_FATAL;
    }
    return (la_int64_t)passed;
}

static og_member_type type_of(struct archive_entry *entry)
{
    if (archive_entry_hardlink(entry) != NULL)
        return OG_MEMBER_HARDLINK;
    switch (archive_entry_filetype(entry)) {
    case AE_IFREG:
        return OG_MEMBER_FILE;
    case AE_IFDIR:
        return OG_MEMBER_DIRECTORY;
    case AE_IFLNK:
        return OG_MEMBER_SYMLINK;
    default:
        return OG_MEMBER_OTHER;
    }
}

static void take(og_listing *listing, struct archive_entry *entry)
{
    og_listed listed = {.name = archive_entry_pathname(entry), .type = type_of(entry)};
    if (listed.type == OG_MEMBER_HARDLINK)
        listed.link = archive_entry_hardlink(entry);
    else if (listed.type == OG_MEMBER_SYMLINK)
        listed.link = archive_entry_symlink(entry);
    if (archive_entry_size_is_set(entry) && archive_entry_size(entry) > 0)
        listed.size = (uint64_t)archive_entry_size(entry);
    og_listing_take(listing, &listed);
}

/* A warning is about what no listing shows: a name that its locale cannot express, an attribute. */
static void read_headers(struct archive *archive, og_listing *listing, char *problem)
{
    struct archive_entry *entry = NULL;
    int result;
    while ((result = archive_read_next_header(archive, &entry)) == ARCHIVE_OK ||
           result == ARCHIVE_WARN)
        take(listing, entry);
    if (result == ARCHIVE_EOF)
        return;
    const char *text = archive_error_string(archive);
    (void)snprintf(problem, OG_LISTING_TEXT_BYTES, "%s", text == NULL ? "no reason given" : text);
}

static int list(struct archive *archive, feed *f, og_listing *listing, char *problem)
{
    if (archive_read_support_format_tar(archive) != ARCHIVE_OK)
        return ARCHIVE_FATAL;
    if (archive_read_open2(archive, f, NULL, read_piece, pass_bytes, NULL) == ARCHIVE_OK)
        read_headers(archive, listing, problem);
    else
        (void)snprintf(problem, OG_LISTING_TEXT_BYTES, "it does not recognise the first header");
    return ARCHIVE_OK;
}

/* libarchive converts names of PAX headers to the charset of the thread's locale, and composes
   letters. In the C locale it cannot, and keeps the bytes, so that the thread has that one as long
   as libarchive is at work. */
ocigate_status og_second_reader_run(og_pull pull, og_pass pass, void *payload, og_listing *listing,
                                    char *problem, ocigate_error *err)
{
    feed f = {.pull = pull,
              .pass = pass,
              .payload = payload,
              .plain = newlocale(LC_ALL_MASK, "C", (locale_t)0)};
    problem[0] = '\0';
    struct archive *archive = archive_read_new();
    int result = ARCHIVE_FATAL;
    if (archive != NULL && f.plain != (locale_t)0) {
        f.callers = uselocale(f.plain);
        result = list(archive, &f, listing, problem);
        (void)uselocale(f.callers);
    }
    (void)archive_read_free(archive);
    if (f.plain != (locale_t)0)
        freelocale(f.plain);
    if (result != ARCHIVE_OK)
        return og_fail_memory(err);
    return f.status < 0 ? f.status : OCIGATE_OK;
}
