/* What other threads do for a blob. Facts never depend on it: the same calls are made, in the same
   order, by another thread. */
#include "base/error.h"
#include "blob/blob_internal.h"

#include <string.h>

/* Handing over costs less than this takes. */
#define HELP_BYTES ((uint64_t)1 << 20)

static bool is_worth_it(const og_blob *blob)
{
    return blob->size_promised != UINT64_MAX && blob->size_promised > blob->facts->size &&
           blob->size_promised - blob->facts->size >= HELP_BYTES;
}

ocigate_status og_blob_ask_help(og_blob *blob, og_blob_help help, ocigate_error *err)
{
    if (blob->help != OG_HELP_NONE || og_crew_threads(blob->options.crew) == 1 ||
        !is_worth_it(blob))
        return OCIGATE_OK;
    if (blob->stage == NULL)
        OG_TRY(og_stage_new(&blob->stage, err));
    const bool is_there = help == OG_HELP_DECODE
                              ? og_stage_decode(blob->stage, blob->options.crew, blob->codec)
                              : og_stage_hash(blob->stage, blob->options.crew, &blob->hashes);
    if (is_there) {
        blob->help = help;
        blob->slot = NULL;
        blob->slot_length = 0;
    }
    return OCIGATE_OK;
}

ocigate_status og_blob_end_help(og_blob *blob, ocigate_error *err)
{
    blob->help = OG_HELP_NONE;
    return og_stage_end(blob->stage, err);
}

ocigate_status og_blob_fail_help(og_blob *blob, ocigate_error *err)
{
    OG_TRY(og_blob_end_help(blob, err));
    return og_fail(err, OCIGATE_ERROR_INTERNAL, 0, "a thread ended before its work");
}

void og_blob_drop_help(og_blob *blob)
{
    if (blob->stage != NULL)
        (void)og_stage_end(blob->stage, NULL);
    blob->help = OG_HELP_NONE;
}

static ocigate_status wait_for_slot(og_blob *blob, ocigate_error *err)
{
    while (blob->slot == NULL) {
        blob->slot = og_stage_room(blob->stage);
        blob->slot_length = 0;
        if (blob->slot != NULL)
            return OCIGATE_OK;
        if (og_stage_is_done(blob->stage))
            return og_blob_fail_help(blob, err);
        og_stage_wait(blob->stage);
    }
    return OCIGATE_OK;
}

ocigate_status og_blob_hash_feed(og_blob *blob, const uint8_t *bytes, size_t length,
                                 ocigate_error *err)
{
    if (blob->help != OG_HELP_HASH)
        return og_hash_pair_feed(&blob->hashes, bytes, length, err);
    while (length > 0) {
        OG_TRY(wait_for_slot(blob, err));
        const size_t room = OG_STAGE_SLOT_BYTES - blob->slot_length;
        const size_t size = length < room ? length : room;
        memcpy(blob->slot + blob->slot_length, bytes, size);
        blob->slot_length += size;
        if (blob->slot_length == OG_STAGE_SLOT_BYTES) {
            og_stage_put(blob->stage, blob->slot_length);
            blob->slot = NULL;
        }
        bytes += size;
        length -= size;
    }
    return OCIGATE_OK;
}

ocigate_status og_blob_hash_end(og_blob *blob, ocigate_error *err)
{
    if (blob->help != OG_HELP_HASH)
        return OCIGATE_OK;
    if (blob->slot != NULL && blob->slot_length > 0)
        og_stage_put(blob->stage, blob->slot_length);
    blob->slot = NULL;
    og_stage_close(blob->stage);
    return og_blob_end_help(blob, err);
}
