#include "container/outer_archive.h"

#include "base/error.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The filter that was asked for, and the source of the bytes. More means a filter inside a filter.
 */
#define FILTER_COUNT 2

struct og_outer_archive {
    struct archive *archive;
    og_stream *stream;
    uint8_t *buffer;
    size_t first_length; /* bytes of the buffer that were read before */
    uint64_t handed_out; /* stored bytes given to libarchive */
    bool is_open, is_at_end;
    ocigate_status status; /* trouble of the stream inside the callback */
    ocigate_error *err;    /* of the call that is running */
};

static la_ssize_t read_stored(struct archive *archive, void *payload, const void **bytes)
{
    og_outer_archive *outer = payload;
    size_t length = outer->first_length;
    outer->first_length = 0;
    if (length == 0) {
        outer->status =
            og_stream_read(outer->stream, outer->buffer, OG_READ_BYTES, &length, outer->err);
        if (outer->status < 0) {
            archive_set_error(archive, EIO, "the input cannot be read");
            return ARCHIVE_FATAL;
        }
    }
    outer->is_at_end = length == 0;
    *bytes = outer->buffer;
    outer->handed_out += length;
    return (la_ssize_t)length;
}

ocigate_status og_outer_archive_open(og_compression compression, og_stream *stream,
                                     const uint8_t *first, size_t first_length,
                                     og_outer_archive **out, ocigate_error *err)
{
    og_outer_archive *outer = calloc(1, sizeof *outer);
    if (outer == NULL)
        return og_fail_memory(err);
    outer->stream = stream;
    outer->buffer = malloc(OG_READ_BYTES);
    outer->archive = archive_read_new();
    int result = ARCHIVE_FATAL;
    if (outer->buffer != NULL && outer->archive != NULL && first_length <= OG_READ_BYTES) {
        memcpy(outer->buffer, first, first_length);
        outer->first_length = first_length;
        result = compression == OG_COMPRESSION_XZ
                     ? archive_read_support_filter_xz(outer->archive)
                     : archive_read_support_filter_bzip2(outer->archive);
    }
    if (result == ARCHIVE_OK)
        result = archive_read_support_format_raw(outer->archive);
    if (result != ARCHIVE_OK) {
        og_outer_archive_close(outer);
        return og_fail(err, OCIGATE_ERROR_INTERNAL, 0, "libarchive cannot read %s",
                       og_compression_name(compression));
    }
    *out = outer;
    return OCIGATE_OK;
}

void og_outer_archive_close(og_outer_archive *outer)
{
    if (outer == NULL)
        return;
    if (outer->archive != NULL)
        (void)archive_read_free(outer->archive);
    free(outer->buffer);
    free(outer);
}

static ocigate_status fail_data(const og_outer_archive *outer, og_codec_result *result)
{
    if (outer->status < 0)
        return outer->status;
    const bool is_cut = outer->is_at_end; /* it asked for more than there is */
    *result = (og_codec_result){.state = is_cut ? OG_CODEC_TRUNCATED : OG_CODEC_CORRUPT,
                                .text = is_cut ? "the compressed data ends early"
                                               : "the compressed data is damaged",
                                .offset = outer->handed_out};
    return OCIGATE_OK;
}

static ocigate_status open_data(og_outer_archive *outer, og_codec_result *result)
{
    struct archive_entry *entry = NULL;
    outer->is_open = true;
    if (archive_read_open2(outer->archive, outer, NULL, read_stored, NULL, NULL) != ARCHIVE_OK ||
        archive_read_next_header(outer->archive, &entry) != ARCHIVE_OK)
        return fail_data(outer, result);
    if (archive_filter_count(outer->archive) != FILTER_COUNT)
        *result = (og_codec_result){.state = OG_CODEC_UNSUPPORTED,
                                    .text = "compressed data inside compressed data"};
    return OCIGATE_OK;
}

/* Bytes behind the last stream: libarchive stops before them without a word. */
static ocigate_status check_end(og_outer_archive *outer, og_codec_result *result,
                                ocigate_error *err)
{
    const uint64_t used = (uint64_t)archive_filter_bytes(outer->archive, -1);
    size_t more = 0;
    OG_TRY(og_stream_read(outer->stream, outer->buffer, OG_READ_BYTES, &more, err));
    if (more > 0 || used < outer->handed_out)
        *result = (og_codec_result){.state = OG_CODEC_TRAILING,
                                    .text = "bytes after the end of the compressed data",
                                    .offset = used};
    return OCIGATE_OK;
}

ocigate_status og_outer_archive_next(og_outer_archive *outer, const uint8_t **bytes, size_t *length,
                                     og_codec_result *result, ocigate_error *err)
{
    *length = 0;
    *result = (og_codec_result){.state = OG_CODEC_GOOD};
    outer->err = err;
    if (!outer->is_open) {
        OG_TRY(open_data(outer, result));
        if (result->state != OG_CODEC_GOOD)
            return OCIGATE_OK;
    }
    const void *block = NULL;
    size_t size = 0;
    la_int64_t offset = 0;
    const int read = archive_read_data_block(outer->archive, &block, &size, &offset);
    if (read == ARCHIVE_EOF)
        return check_end(outer, result, err);
    if (read != ARCHIVE_OK)
        return fail_data(outer, result);
    *bytes = block;
    *length = size;
    return OCIGATE_OK;
}
