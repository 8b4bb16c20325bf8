#include "container/container.h"

#include "base/error.h"
#include "blob/blob.h"
#include "blob/tar.h"
#include "container/jobs.h"
#include "container/members.h"
#include "container/outer.h"
#include "container/second_reader.h"

#include <stdlib.h>
#include <string.h>

typedef struct reading {
    const ocigate_options *options;
    og_arena *arena;
    og_archive *archive;
    og_outer *outer;
    og_tar *tar;
    og_blob *blob;
    uint64_t json_bytes_left;
    uint64_t plain_bytes;
    og_member *member;    /* the one whose body passes, or NULL */
    og_blob_facts *facts; /* of that member when it is a regular file that is read now */
    og_job *job;          /* of that member when it is read later */
    og_jobs jobs;
    og_stream *stream;
    bool is_stopped;     /* a limit or a defect: nothing behind it is looked at */
    bool is_above_limit; /* of the archive: nothing behind it is read */
    uint8_t gathered[OG_SNIFF_BYTES];
    const uint8_t *head; /* bytes that were read to recognise the archive, */
    size_t head_length;
    const uint8_t *rest; /* and those behind them in the same piece */
    size_t rest_length;
    ocigate_error *err;
} reading;

static og_member_type type_of(char type, const char **name)
{
    switch (type) {
    case '0':
        *name = "regular file";
        return OG_MEMBER_FILE;
    case '1':
        *name = "hard link";
        return OG_MEMBER_HARDLINK;
    case '2':
        *name = "symbolic link";
        return OG_MEMBER_SYMLINK;
    case '5':
        *name = "directory";
        return OG_MEMBER_DIRECTORY;
    case '6':
        *name = "fifo";
        return OG_MEMBER_OTHER;
    default:
        *name = "device";
        return OG_MEMBER_OTHER;
    }
}

static ocigate_status begin_member(reading *r)
{
    const og_tar_entry *entry = og_tar_current(r->tar);
    const char *type_name = NULL;
    const og_member_type type = type_of(entry->type, &type_name);
    OG_TRY(og_archive_add(r->archive, r->arena, &r->options->limits, entry->path,
                          entry->path_length, type, type_name, &r->member, r->err));
    if (r->member == NULL) {
        r->is_stopped = true;
        return OCIGATE_OK;
    }
    r->member->size = entry->size;
    r->member->offset = entry->offset;
    r->facts = NULL;
    r->job = NULL;
    if (entry->link_length > 0) {
        r->member->link = og_arena_copy(r->arena, entry->link, entry->link_length);
        if (r->member->link == NULL)
            return og_fail_memory(r->err);
    }
    if (type != OG_MEMBER_FILE)
        return OCIGATE_OK;
    if (og_outer_can_jump(r->outer) && og_jobs_want(&r->jobs, entry->size)) {
        r->job = og_jobs_add(&r->jobs, r->member, og_tar_offset(r->tar));
        return r->job == NULL ? og_fail_memory(r->err) : OCIGATE_OK;
    }
    r->facts = OG_NEW(r->arena, og_blob_facts);
    if (r->facts == NULL)
        return og_fail_memory(r->err);
    const bool wants_sha512 = strncmp(r->member->name, "blobs/sha512/", 13) == 0;
    return og_blob_begin(r->blob, r->arena, entry->size, wants_sha512, r->facts, r->err);
}

static ocigate_status end_member(reading *r, bool is_complete)
{
    og_blob_facts *facts = r->facts;
    r->facts = NULL;
    if (r->job != NULL)
        r->job->is_ended = is_complete;
    r->job = NULL;
    if (facts == NULL)
        return OCIGATE_OK;
    OG_TRY(og_blob_end(r->blob, is_complete, r->err));
    r->member->blob = facts;
    return OCIGATE_OK;
}

/* Walk one piece of the plain archive. */
static ocigate_status take_bytes(reading *r, const uint8_t *bytes, size_t length)
{
    for (;;) {
        og_tar_event event = OG_TAR_NEEDS_INPUT;
        const uint8_t *data = NULL;
        size_t data_length = 0;
        OG_TRY(og_tar_step(r->tar, &bytes, &length, &event, &data, &data_length, r->err));
        switch (event) {
        case OG_TAR_NEEDS_INPUT:
            return OCIGATE_OK;
        case OG_TAR_STOPPED:
            r->is_stopped = true;
            return OCIGATE_OK;
        case OG_TAR_ENTRY:
            OG_TRY(begin_member(r));
            if (r->is_stopped)
                return OCIGATE_OK;
            break;
        case OG_TAR_DATA:
            if (r->facts != NULL)
                OG_TRY(og_blob_feed(r->blob, data, data_length, r->err));
            else if (r->job != NULL)
                r->job->length += data_length;
            break;
        case OG_TAR_ENTRY_END:
            OG_TRY(end_member(r, true));
            break;
        case OG_TAR_END:
            break;
        }
    }
}

/* How much of the next bytes fits into the limit: exactly up to it, so that nothing depends on how
   the bytes come. */
static size_t fit_limit(reading *r, size_t length)
{
    const uint64_t limit = r->options->limits.value[OCIGATE_LIMIT_ARCHIVE_BYTES];
    const uint64_t room = limit - r->plain_bytes;
    if (length > room) {
        og_defect_add(&r->archive->defects, r->arena, OG_DEFECT_LIMIT,
                      "the archive is larger than %llu bytes (--limit archive-bytes=N)",
                      (unsigned long long)limit);
        r->is_above_limit = true;
        length = (size_t)room;
    }
    r->plain_bytes += length;
    return length;
}

/* Below this, reading is as fast. */
#define PASS_BYTES ((uint64_t)64 * 1024)

/* The body of a member that is read later, behind what was read already. It counts for the limit
   like what is read. */
static ocigate_status pass_body(void *payload, uint64_t length, uint64_t *passed)
{
    reading *r = payload;
    const uint64_t limit = r->options->limits.value[OCIGATE_LIMIT_ARCHIVE_BYTES];
    const uint64_t left = og_tar_body_left(r->tar);
    *passed = 0;
    if (length > left)
        length = left;
    if (length > limit - r->plain_bytes)
        length = limit - r->plain_bytes;
    if (r->job == NULL || r->is_stopped || r->head_length + r->rest_length > 0 ||
        length < PASS_BYTES)
        return OCIGATE_OK;
    OG_TRY(og_outer_jump(r->outer, length, passed, r->err));
    og_tar_pass_body(r->tar, *passed);
    r->job->length += *passed;
    r->plain_bytes += *passed;
    return OCIGATE_OK;
}

static ocigate_status next_piece(reading *r, const uint8_t **bytes, size_t *length)
{
    *bytes = r->head_length > 0 ? r->head : r->rest;
    *length = r->head_length > 0 ? r->head_length : r->rest_length;
    if (r->head_length > 0)
        r->head_length = 0;
    else if (r->rest_length > 0)
        r->rest_length = 0;
    else
        return og_outer_next(r->outer, bytes, length, r->err);
    return OCIGATE_OK;
}

/* Read and walk the next piece. Everything behind a defect is read too, so that a writer at the
   other end of a pipe can finish and the byte count is that of the input; nothing of it is looked
   at. */
static ocigate_status walk_piece(reading *r, const uint8_t **bytes, size_t *length)
{
    *length = 0;
    if (r->is_above_limit)
        return OCIGATE_OK;
    OG_TRY(next_piece(r, bytes, length));
    if (r->job == NULL) /* else the job counts it */
        og_watch_add(r->jobs.means->watch, *length);
    OG_TRY(og_watch_tell(r->jobs.means->watch, r->err));
    if (*length == 0 || r->is_stopped)
        return OCIGATE_OK;
    *length = fit_limit(r, *length);
    OG_TRY(take_bytes(r, *bytes, *length));
    r->is_stopped = r->is_stopped || r->is_above_limit;
    return OCIGATE_OK;
}

/* For the second reader: only what ours has accepted, so that nothing is risked on the rest. */
static ocigate_status pull_accepted(void *payload, const uint8_t **bytes, size_t *length)
{
    reading *r = payload;
    OG_TRY(walk_piece(r, bytes, length));
    if (r->is_stopped)
        *length = 0;
    return OCIGATE_OK;
}

static void compare_listings(reading *r, og_listing *listing, const char *problem)
{
    og_listing_end(listing, problem[0] == '\0' ? NULL : problem);
    if (!listing->differs)
        return;
    og_defect *defect = og_defect_add(&r->archive->defects, r->arena, OG_DEFECT_READERS_DISAGREE,
                                      "%s", listing->text);
    if (defect == NULL || listing->at == NULL)
        return;
    defect->path = listing->at->raw_name;
    defect->offset = listing->at->offset;
    defect->has_offset = true;
}

static ocigate_status read_members(reading *r)
{
    og_listing listing;
    char problem[OG_LISTING_TEXT_BYTES];
    og_listing_start(&listing, r->archive);
    OG_TRY(og_second_reader_run(pull_accepted, pass_body, r, &listing, problem, r->err));
    const uint8_t *bytes = NULL;
    size_t length = 0;
    do {
        uint64_t passed = 0;
        OG_TRY(pass_body(r, UINT64_MAX, &passed));
        OG_TRY(walk_piece(r, &bytes, &length));
    } while (length > 0);
    const bool is_decoded = og_outer_is_complete(r->outer);
    /* The end of damaged data says nothing about the tar in it. */
    const bool is_ended = is_decoded && !r->is_stopped && og_tar_finish(r->tar);
    OG_TRY(end_member(r, false));
    if (is_ended)
        compare_listings(r, &listing, problem);
    r->archive->is_complete = is_ended;
    return OCIGATE_OK;
}

/* The first plain bytes, enough to tell a tar archive from anything else: the first piece as it
   came, or gathered when that is shorter. */
static ocigate_status read_head(reading *r)
{
    const uint8_t *bytes = NULL;
    size_t length = 0;
    OG_TRY(og_outer_next(r->outer, &r->head, &r->head_length, r->err));
    if (r->head_length == 0 || r->head_length >= OG_SNIFF_BYTES)
        return OCIGATE_OK;
    memcpy(r->gathered, r->head, r->head_length);
    r->head = r->gathered;
    while (r->head_length < OG_SNIFF_BYTES) {
        OG_TRY(og_outer_next(r->outer, &bytes, &length, r->err));
        if (length == 0)
            break;
        const size_t missing = OG_SNIFF_BYTES - r->head_length;
        const size_t part = length < missing ? length : missing;
        memcpy(r->gathered + r->head_length, bytes, part);
        r->head_length += part;
        r->rest = bytes + part;
        r->rest_length = length - part;
    }
    return OCIGATE_OK;
}

static bool looks_like_json(const uint8_t *head, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (memchr(" \t\r\n", head[i], 4) == NULL)
            return head[i] == '{' || head[i] == '[';
    }
    return false;
}

static void describe_other(og_archive *archive, const uint8_t *head, size_t length)
{
    archive->form = OG_ARCHIVE_NONE;
    if (length == 0) {
        archive->content = OG_CONTENT_EMPTY;
    } else if (looks_like_json(head, length)) {
        archive->content = OG_CONTENT_JSON;
        archive->looks_like = "a JSON document";
    } else {
        archive->content = OG_CONTENT_OTHER;
        archive->looks_like = og_looks_like(head, length);
    }
}

static ocigate_status read_archive(reading *r)
{
    OG_TRY(read_head(r));
    r->archive->compression = og_outer_compression(r->outer);
    const size_t length = r->head_length < OG_SNIFF_BYTES ? r->head_length : OG_SNIFF_BYTES;
    if (!og_tar_sniff(r->head, length)) {
        describe_other(r->archive, r->head, length);
        return OCIGATE_OK;
    }
    r->archive->content = OG_CONTENT_TAR;
    OG_TRY(read_members(r));
    OG_TRY(og_jobs_run(&r->jobs, r->err));
    return og_archive_resolve(r->archive, r->arena, r->err);
}

static ocigate_status open_part(void *payload, const og_job *job, og_stream **out,
                                ocigate_error *err)
{
    const reading *r = payload;
    return og_stream_open_part(r->stream, job->offset, job->length, out, err);
}

ocigate_status og_container_read_stream(og_stream *stream, const ocigate_options *options,
                                        const og_means *means, og_arena *arena, og_archive *out,
                                        ocigate_error *err)
{
    og_archive_init(out, arena, OG_ARCHIVE_TAR);
    reading r = {.options = options,
                 .arena = arena,
                 .archive = out,
                 .stream = stream,
                 .err = err,
                 .json_bytes_left = options->limits.value[OCIGATE_LIMIT_DOCUMENTS_BYTES]};
    r.jobs = (og_jobs){
        .options = options, .means = means, .arena = arena, .open = open_part, .payload = &r};
    const og_blob_options blob_options = {.limits = &options->limits,
                                          .hasher = means->hasher,
                                          .depth = options->depth,
                                          .json_bytes_left = &r.json_bytes_left,
                                          .crew = means->crew};
    ocigate_status status = og_blob_new(&blob_options, &r.blob, err);
    if (status == OCIGATE_OK)
        status = og_tar_new(&options->limits, &r.tar, err);
    if (status == OCIGATE_OK) {
        og_tar_start(r.tar, arena, &out->defects);
        status = og_outer_open(stream, &options->limits, means->crew, arena, &out->defects,
                               &r.outer, err);
    }
    if (status == OCIGATE_OK)
        status = read_archive(&r);
    /* How far a reading came that a limit ended does not depend on the size of the pieces. */
    out->bytes_read = r.is_above_limit && out->compression == OG_COMPRESSION_NONE
                          ? r.plain_bytes
                          : stream->bytes_read;
    og_outer_close(r.outer);
    og_tar_free(r.tar);
    og_blob_free(r.blob);
    if (status == OCIGATE_OK && arena->failed)
        status = og_fail_memory(err);
    return status;
}
