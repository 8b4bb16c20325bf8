/* JSON documents, kept whole as long as the limits allow. */
#include "base/error.h"
#include "blob/blob_internal.h"

#include <inttypes.h>
#include <string.h>

#define KEPT_BUFFER_BYTES ((size_t)256 * 1024) /* a bigger one is given back after its document */

size_t og_text_start(const uint8_t *bytes, size_t length)
{
    size_t at = length >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    while (at < length && memchr(" \t\r\n", bytes[at], 4) != NULL)
        at++;
    return at;
}

/* The name of the first entry of a tar archive may begin like a document. */
bool og_blob_is_json(const uint8_t *bytes, size_t length)
{
    const size_t start = og_text_start(bytes, length);
    return start < length && (bytes[start] == '{' || bytes[start] == '[') &&
           !og_tar_sniff(bytes, length);
}

static void drop(og_blob *blob)
{
    blob->facts->json_is_too_large = true;
    og_buf_fini(&blob->json);
    if (blob->options.depth == OCIGATE_DEPTH_MANIFEST)
        blob->is_hashed = false;
}

ocigate_status og_blob_json_feed(og_blob *blob, const uint8_t *bytes, size_t length,
                                 ocigate_error *err)
{
    const uint64_t limit = blob->options.limits->value[OCIGATE_LIMIT_DOCUMENT_BYTES];
    const uint64_t left = *blob->options.json_bytes_left;
    if (blob->facts->json_is_too_large)
        return OCIGATE_OK;
    uint64_t total = 0;
    if (__builtin_add_overflow((uint64_t)blob->json.length, (uint64_t)length, &total) ||
        total > limit) {
        drop(blob);
        return OCIGATE_OK;
    }
    if (total > left) {
        drop(blob);
        (void)og_defect_add(&blob->facts->defects, blob->arena, OG_DEFECT_LIMIT,
                            "a JSON document is not read: all that are kept have more than"
                            " %" PRIu64 " bytes (--limit %s=N)",
                            blob->options.limits->value[OCIGATE_LIMIT_DOCUMENTS_BYTES],
                            ocigate_limit_describe(OCIGATE_LIMIT_DOCUMENTS_BYTES, NULL, NULL));
        return OCIGATE_OK;
    }
    og_buf_add(&blob->json, bytes, length);
    return blob->json.failed ? og_fail_memory(err) : OCIGATE_OK;
}

ocigate_status og_blob_json_end(og_blob *blob, ocigate_error *err)
{
    og_blob_facts *facts = blob->facts;
    if (facts->json_is_too_large)
        return OCIGATE_OK;
    const size_t length = blob->json.length;
    const char *json = og_arena_copy(blob->arena, og_buf_string(&blob->json), length);
    if (json == NULL)
        return og_fail_memory(err);
    facts->json = json;
    facts->json_length = length;
    *blob->options.json_bytes_left -= length;
    if (blob->json.capacity > KEPT_BUFFER_BYTES)
        og_buf_fini(&blob->json);
    return OCIGATE_OK;
}
