#define _POSIX_C_SOURCE 200809L
#include "container/container.h"

#include "base/error.h"
#include "base/path.h"
#include "blob/blob.h"
#include "container/jobs.h"
#include "container/members.h"
#include "input/directory.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct reading {
    int dir_fd;
    const char *name;
    const ocigate_options *options;
    og_arena *arena;
    og_archive *archive;
    og_blob *blob;
    og_jobs jobs;
    uint8_t *buffer;
    ocigate_error *err;
} reading;

static bool has_name(int dir_fd, const char *name)
{
    struct stat status;
    return fstatat(dir_fd, name, &status, AT_SYMLINK_NOFOLLOW) == 0;
}

/* What may belong to a layout, a dir: tree or an unpacked archive; all else is listed, not read. */
static bool is_read(const char *path)
{
    if (og_path_begins_with(path, "blobs/"))
        return true;
    const char *slash = strchr(path, '/');
    if (slash == NULL)
        return true;
    return strchr(slash + 1, '/') == NULL && strlen(path) > 64 && slash - path == 64;
}

static ocigate_status feed_file(reading *r, og_stream *stream)
{
    for (;;) {
        size_t length = 0;
        OG_TRY(og_stream_read(stream, r->buffer, OG_READ_BYTES, &length, r->err));
        if (length == 0)
            return OCIGATE_OK;
        OG_TRY(og_blob_feed(r->blob, r->buffer, length, r->err));
        og_watch_add(r->jobs.means->watch, length);
        OG_TRY(og_watch_tell(r->jobs.means->watch, r->err));
    }
}

static ocigate_status read_file(reading *r, og_member *member, int fd, uint64_t size)
{
    og_blob_facts *facts = OG_NEW(r->arena, og_blob_facts);
    if (facts == NULL)
        return og_fail_memory(r->err);
    const bool wants_sha512 = og_path_begins_with(member->name, "blobs/sha512/");
    OG_TRY(og_blob_begin(r->blob, r->arena, size, wants_sha512, facts, r->err));
    og_stream *stream = NULL;
    OG_TRY(og_stream_from_fd(fd, member->name, &stream, r->err));
    const ocigate_status status = feed_file(r, stream);
    r->archive->bytes_read += stream->bytes_read;
    og_stream_close(stream);
    OG_TRY(status);
    OG_TRY(og_blob_end(r->blob, true, r->err));
    member->blob = facts;
    return OCIGATE_OK;
}

/* Here the size is known before a byte is read, and no layer of that size could be taken. */
static bool is_too_large(const reading *r, const og_file *file)
{
    const uint64_t limit = r->options->limits.value[OCIGATE_LIMIT_LAYER_BYTES];
    if (file->size <= limit)
        return false;
    og_defect *defect =
        og_defect_add(&r->archive->defects, r->arena, OG_DEFECT_LIMIT,
                      "a file has %llu bytes, more than %llu, and is not read (--limit %s=N)",
                      (unsigned long long)file->size, (unsigned long long)limit,
                      ocigate_limit_describe(OCIGATE_LIMIT_LAYER_BYTES, NULL, NULL));
    if (defect != NULL)
        defect->path = file->path;
    return true;
}

/* The file of a member, which must be what the listing found. */
static ocigate_status open_file(const reading *r, const char *path, int *fd, uint64_t *size,
                                ocigate_error *err)
{
    OG_TRY(og_directory_open(r->dir_fd, path, fd, size, err));
    if (*fd < 0) /* another type by now: it is refused like one that was so from the start */
        return og_fail(err, OCIGATE_ERROR_CHANGED, 0, "%s/%s changed while it was read", r->name,
                       path);
    return OCIGATE_OK;
}

static ocigate_status open_job(void *payload, const og_job *job, og_stream **out,
                               ocigate_error *err)
{
    const reading *r = payload;
    int fd = -1;
    uint64_t size = 0;
    OG_TRY(open_file(r, job->member->raw_name, &fd, &size, err));
    OG_TRY(og_stream_take_fd(fd, job->member->name, out, err));
    if (size == job->length)
        return OCIGATE_OK;
    og_stream_close(*out);
    return og_fail(err, OCIGATE_ERROR_CHANGED, 0, "%s/%s changed while it was read", r->name,
                   job->member->raw_name);
}

static ocigate_status add_file(reading *r, const og_file *file)
{
    static const og_member_type types[] = {
        [OG_FILE_REGULAR] = OG_MEMBER_FILE,
        [OG_FILE_DIRECTORY] = OG_MEMBER_DIRECTORY,
        [OG_FILE_LINK] = OG_MEMBER_SYMLINK,
        [OG_FILE_OTHER] = OG_MEMBER_OTHER,
    };
    og_member *member = NULL;
    OG_TRY(og_archive_add(r->archive, r->arena, &r->options->limits, file->path, strlen(file->path),
                          types[file->type], file->type_name, &member, r->err));
    if (member == NULL)
        return OCIGATE_OK;
    member->size = file->size;
    member->link = file->link;
    if (file->type != OG_FILE_REGULAR || !is_read(file->path) || is_too_large(r, file))
        return OCIGATE_OK;
    if (og_jobs_want(&r->jobs, file->size)) {
        og_job *job = og_jobs_add(&r->jobs, member, 0);
        if (job == NULL)
            return og_fail_memory(r->err);
        job->length = file->size;
        job->is_ended = true;
        r->archive->bytes_read += file->size;
        return OCIGATE_OK;
    }
    int fd = -1;
    uint64_t size = 0;
    OG_TRY(open_file(r, file->path, &fd, &size, r->err));
    const ocigate_status status = read_file(r, member, fd, size);
    (void)close(fd);
    return status;
}

static ocigate_status read_all(reading *r)
{
    static const char *const names[] = {"oci-layout", "index.json", "manifest.json", "blobs",
                                        "repositories"};
    bool is_known = false;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        is_known = is_known || has_name(r->dir_fd, names[i]);
    if (!is_known) {
        r->archive->looks_like = "a directory without oci-layout, index.json or manifest.json";
        r->archive->is_complete = true;
        return OCIGATE_OK;
    }
    const uint64_t limit = r->options->limits.value[OCIGATE_LIMIT_MEMBERS];
    og_file *files = NULL;
    bool is_cut = false;
    OG_TRY(og_directory_list(r->dir_fd, r->name, limit, r->arena, &files, &is_cut, r->err));
    if (is_cut)
        og_defect_add(&r->archive->defects, r->arena, OG_DEFECT_LIMIT,
                      "more than %llu files (--limit members=N)", (unsigned long long)limit);
    for (const og_file *file = files; file != NULL; file = file->next)
        OG_TRY(add_file(r, file));
    OG_TRY(og_jobs_run(&r->jobs, r->err));
    r->archive->is_complete = !is_cut;
    return og_archive_resolve(r->archive, r->arena, r->err);
}

ocigate_status og_container_read_directory(int dir_fd, const char *name,
                                           const ocigate_options *options, const og_means *means,
                                           og_arena *arena, og_archive *out, ocigate_error *err)
{
    og_archive_init(out, arena, OG_ARCHIVE_DIRECTORY);
    uint64_t json_bytes_left = options->limits.value[OCIGATE_LIMIT_DOCUMENTS_BYTES];
    const og_blob_options blob_options = {.limits = &options->limits,
                                          .hasher = means->hasher,
                                          .depth = options->depth,
                                          .json_bytes_left = &json_bytes_left,
                                          .crew = means->crew};
    reading r = {.dir_fd = dir_fd,
                 .name = name,
                 .options = options,
                 .arena = arena,
                 .archive = out,
                 .err = err,
                 .buffer = malloc(OG_READ_BYTES)};
    r.jobs = (og_jobs){
        .options = options, .means = means, .arena = arena, .open = open_job, .payload = &r};
    ocigate_status status =
        r.buffer == NULL ? og_fail_memory(err) : og_blob_new(&blob_options, &r.blob, err);
    if (status == OCIGATE_OK)
        status = read_all(&r);
    og_blob_free(r.blob);
    free(r.buffer);
    if (status == OCIGATE_OK && arena->failed)
        status = og_fail_memory(err);
    return status;
}
