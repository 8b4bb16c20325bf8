#include "blob/blob.h"

#include "base/error.h"
#include "blob/blob_internal.h"

#include <stdlib.h>
#include <string.h>

ocigate_status og_blob_new(const og_blob_options *options, og_blob **out, ocigate_error *err)
{
    og_blob *blob = calloc(1, sizeof *blob);
    if (blob == NULL)
        return og_fail_memory(err);
    blob->options = *options;
    og_buf_init(&blob->json);
    *out = blob;
    return OCIGATE_OK;
}

void og_blob_free(og_blob *blob)
{
    if (blob == NULL)
        return;
    og_stage_free(blob->stage);
    og_hash_pair_fini(&blob->hashes);
    og_hash_pair_fini(&blob->plain.hashes);
    og_codec_free(blob->gzip);
    og_codec_free(blob->zstd);
    og_tar_free(blob->plain.tar);
    og_file_reader_free(blob->plain.files);
    og_buf_fini(&blob->plain.path);
    og_buf_fini(&blob->plain.link);
    og_buf_fini(&blob->json);
    free(blob->block);
    free(blob->output);
    free(blob);
}

ocigate_status og_blob_begin(og_blob *blob, og_arena *arena, uint64_t size_bytes, bool wants_sha512,
                             og_blob_facts *facts, ocigate_error *err)
{
    og_blob_drop_help(blob);
    *facts = (og_blob_facts){0};
    blob->arena = arena;
    blob->facts = facts;
    blob->size_promised = size_bytes;
    blob->wants_sha512 = wants_sha512;
    blob->route = OG_ROUTE_SNIFF;
    blob->is_hashed = blob->options.depth != OCIGATE_DEPTH_MANIFEST;
    blob->head_length = 0;
    blob->codec = NULL;
    blob->codec_state = OG_CODEC_GOOD;
    blob->block_length = 0;
    og_buf_clear(&blob->json);
    return og_hash_pair_start(&blob->hashes, blob->options.hasher, wants_sha512, err);
}

static ocigate_status route_bytes(og_blob *blob, const uint8_t *bytes, size_t length,
                                  ocigate_error *err)
{
    if (blob->route == OG_ROUTE_PLAIN)
        OG_TRY(og_blob_ask_help(blob, OG_HELP_HASH, err));
    if (blob->is_hashed)
        OG_TRY(og_blob_hash_feed(blob, bytes, length, err));
    switch (blob->route) {
    case OG_ROUTE_JSON:
        return og_blob_json_feed(blob, bytes, length, err);
    case OG_ROUTE_DECODE:
        return og_blob_decode_feed(blob, bytes, length, err);
    case OG_ROUTE_PLAIN:
        return og_blob_plain_feed(blob, bytes, length, err);
    case OG_ROUTE_SNIFF:
    case OG_ROUTE_NONE:
        break;
    }
    return OCIGATE_OK;
}

/* By the first bytes, and send them on their way. */
static ocigate_status choose_route(og_blob *blob, ocigate_error *err)
{
    og_blob_facts *facts = blob->facts;
    facts->compression = og_compression_sniff(blob->head, blob->head_length);
    blob->route = OG_ROUTE_NONE;
    if (og_blob_is_json(blob->head, blob->head_length)) {
        facts->content = OG_CONTENT_JSON;
        blob->route = OG_ROUTE_JSON;
        blob->is_hashed = true;
    } else if (blob->options.depth != OCIGATE_DEPTH_MANIFEST) {
        switch (facts->compression) {
        case OG_COMPRESSION_NONE:
            blob->route = OG_ROUTE_PLAIN;
            OG_TRY(og_blob_plain_begin(blob, false, err));
            break;
        case OG_COMPRESSION_GZIP:
        case OG_COMPRESSION_ZSTD:
            blob->route = OG_ROUTE_DECODE;
            OG_TRY(og_blob_decode_begin(blob, err));
            break;
        case OG_COMPRESSION_XZ:
        case OG_COMPRESSION_BZIP2:
            break;
        }
    }
    return route_bytes(blob, blob->head, blob->head_length, err);
}

ocigate_status og_blob_feed(og_blob *blob, const uint8_t *bytes, size_t length, ocigate_error *err)
{
    if (length == 0)
        return OCIGATE_OK;
    if (__builtin_add_overflow(blob->facts->size, length, &blob->facts->size))
        return og_fail(err, OCIGATE_ERROR_INTERNAL, 0, "a blob is longer than can be counted");
    if (blob->route == OG_ROUTE_SNIFF) {
        const size_t missing = sizeof blob->head - blob->head_length;
        const size_t size = length < missing ? length : missing;
        memcpy(blob->head + blob->head_length, bytes, size);
        blob->head_length += size;
        bytes += size;
        length -= size;
        if (blob->head_length < sizeof blob->head)
            return OCIGATE_OK;
        OG_TRY(choose_route(blob, err));
    }
    return length > 0 ? route_bytes(blob, bytes, length, err) : OCIGATE_OK;
}

bool og_blob_pass(og_blob *blob, uint64_t length)
{
    return blob->route == OG_ROUTE_NONE && !blob->is_hashed &&
           !__builtin_add_overflow(blob->facts->size, length, &blob->facts->size);
}

static ocigate_status end_route(og_blob *blob, ocigate_error *err)
{
    og_blob_facts *facts = blob->facts;
    switch (blob->route) {
    case OG_ROUTE_JSON:
        OG_TRY(og_blob_json_end(blob, err));
        facts->plain_size = facts->size;
        if (blob->is_hashed && facts->is_complete) {
            facts->is_decoded = true;
            facts->diff_id = facts->digest;
            facts->diff_id_sha512 = facts->digest_sha512;
        }
        return OCIGATE_OK;
    case OG_ROUTE_DECODE: {
        OG_TRY(og_blob_decode_end(blob, err));
        const bool is_good = blob->codec_state == OG_CODEC_GOOD;
        return og_blob_plain_end(
            blob, facts->is_complete && (is_good || blob->codec_state == OG_CODEC_TRAILING),
            facts->is_complete && is_good, err);
    }
    case OG_ROUTE_PLAIN:
        return og_blob_plain_end(blob, facts->is_complete, facts->is_complete, err);
    case OG_ROUTE_SNIFF:
    case OG_ROUTE_NONE:
        break;
    }
    return OCIGATE_OK;
}

ocigate_status og_blob_end(og_blob *blob, bool is_complete, ocigate_error *err)
{
    og_blob_facts *facts = blob->facts;
    if (blob->route == OG_ROUTE_SNIFF)
        OG_TRY(choose_route(blob, err));
    facts->is_complete =
        is_complete && (blob->size_promised == UINT64_MAX || blob->size_promised == facts->size);
    if (blob->is_hashed) {
        OG_TRY(og_blob_hash_end(blob, err));
        OG_TRY(og_hash_pair_finish(&blob->hashes, &facts->digest, &facts->digest_sha512, err));
    }
    OG_TRY(end_route(blob, err));
    return blob->arena->failed ? og_fail_memory(err) : OCIGATE_OK;
}
