/* The plain bytes of a blob: limit, digests, content. */
#include "base/error.h"
#include "blob/blob_internal.h"

#include <inttypes.h>
#include <string.h>

ocigate_status og_blob_plain_begin(og_blob *blob, bool has_hashes, ocigate_error *err)
{
    og_blob_plain *plain = &blob->plain;
    plain->has_hashes = has_hashes;
    plain->head_length = 0;
    plain->is_sniffed = false;
    plain->is_stopped = false;
    plain->is_walking = false;
    plain->hides_entries = false;
    plain->has_file = false;
    if (!has_hashes)
        return OCIGATE_OK;
    return og_hash_pair_start(&plain->hashes, blob->options.hasher, blob->wants_sha512, err);
}

static ocigate_status sniff_content(og_blob *blob, ocigate_error *err)
{
    og_blob_plain *plain = &blob->plain;
    og_blob_facts *facts = blob->facts;
    plain->is_sniffed = true;
    if (plain->head_length == 0) {
        facts->content = OG_CONTENT_EMPTY;
        return OCIGATE_OK;
    }
    if (!og_tar_sniff(plain->head, plain->head_length)) {
        facts->content = OG_CONTENT_OTHER;
        facts->looks_like = og_looks_like(plain->head, plain->head_length);
        return OCIGATE_OK;
    }
    facts->content = OG_CONTENT_TAR;
    return blob->options.depth == OCIGATE_DEPTH_ROOTFS ? og_blob_walk_begin(blob, err) : OCIGATE_OK;
}

static ocigate_status look(og_blob *blob, const uint8_t *bytes, size_t length, ocigate_error *err)
{
    og_blob_plain *plain = &blob->plain;
    if (!plain->is_sniffed) {
        const size_t missing = sizeof plain->head - plain->head_length;
        const size_t size = length < missing ? length : missing;
        memcpy(plain->head + plain->head_length, bytes, size);
        plain->head_length += size;
        bytes += size;
        length -= size;
        if (plain->head_length < sizeof plain->head)
            return OCIGATE_OK;
        OG_TRY(sniff_content(blob, err));
        if (plain->is_walking)
            OG_TRY(og_blob_walk_feed(blob, plain->head, plain->head_length, err));
    }
    return plain->is_walking ? og_blob_walk_feed(blob, bytes, length, err) : OCIGATE_OK;
}

static void stop_at_limit(og_blob *blob, uint64_t limit)
{
    blob->plain.is_stopped = true;
    og_defect *defect =
        og_defect_add(&blob->facts->defects, blob->arena, OG_DEFECT_BOMB,
                      "unpacks to more than %" PRIu64 " bytes (limit %s, --max-layer-size)", limit,
                      ocigate_limit_describe(OCIGATE_LIMIT_LAYER_BYTES, NULL, NULL));
    if (defect != NULL) {
        defect->offset = limit;
        defect->has_offset = true;
    }
}

ocigate_status og_blob_plain_feed(og_blob *blob, const uint8_t *bytes, size_t length,
                                  ocigate_error *err)
{
    og_blob_plain *plain = &blob->plain;
    if (plain->is_stopped || length == 0)
        return OCIGATE_OK;
    const uint64_t limit = blob->options.limits->value[OCIGATE_LIMIT_LAYER_BYTES];
    const uint64_t room = limit - blob->facts->plain_size;
    const bool is_over = length > room;
    if (is_over)
        length = (size_t)room;
    blob->facts->plain_size += length;
    if (plain->has_hashes)
        OG_TRY(og_hash_pair_feed(&plain->hashes, bytes, length, err));
    OG_TRY(look(blob, bytes, length, err));
    if (is_over)
        stop_at_limit(blob, limit);
    return OCIGATE_OK;
}

ocigate_status og_blob_plain_end(og_blob *blob, bool has_all, bool is_proven, ocigate_error *err)
{
    og_blob_plain *plain = &blob->plain;
    og_blob_facts *facts = blob->facts;
    if (plain->is_stopped)
        return OCIGATE_OK;
    if (has_all && !plain->is_sniffed)
        OG_TRY(sniff_content(blob, err));
    if (has_all && plain->is_walking)
        facts->is_walked = og_tar_finish(plain->tar) && !plain->hides_entries;
    if (has_all && facts->content == OG_CONTENT_EMPTY)
        facts->is_walked = true;
    if (!is_proven)
        return OCIGATE_OK;
    if (plain->has_hashes) {
        OG_TRY(og_hash_pair_finish(&plain->hashes, &facts->diff_id, &facts->diff_id_sha512, err));
    } else {
        facts->diff_id = facts->digest;
        facts->diff_id_sha512 = facts->digest_sha512;
    }
    facts->is_decoded = true;
    return OCIGATE_OK;
}
