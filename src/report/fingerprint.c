#include "report/fingerprint.h"

#include "base/error.h"
#include "base/map.h"
#include "blob/hash.h"

#include <inttypes.h>
#include <string.h>

/* Digits in a row that are taken for a digest or an id: 32 are an MD5 and half of a SHA-256. */
#define MASKED_DIGITS 32u

#define HEX_DIGITS "0123456789abcdefABCDEF"

/* The texts are printable: the end of a line cannot stand in them. */
static void add_field(og_buf *out, const char *name, const char *text)
{
    if (text == NULL)
        return;
    og_buf_text(out, name);
    og_buf_char(out, ' ');
    while (text[0] != '\0') {
        const size_t digits = strspn(text, HEX_DIGITS);
        const size_t others = strcspn(text + digits, HEX_DIGITS);
        if (digits >= MASKED_DIGITS)
            og_buf_char(out, '*');
        else
            og_buf_add(out, text, digits);
        og_buf_add(out, text + digits, others);
        text += digits + others;
    }
    og_buf_char(out, '\n');
}

void og_fingerprint_key(const og_finding *finding, og_buf *out)
{
    /* The pointers of this document are made of tags. */
    const bool has_tags =
        finding->document != NULL && strcmp(finding->document, "repositories") == 0;
    const char *pointer = has_tags ? NULL : finding->pointer;
    add_field(out, "rule", ocigate_rule_name(finding->rule));
    add_field(out, "document", finding->document);
    add_field(out, "pointer", pointer);
    add_field(out, "path", finding->path);
    if (pointer == NULL && finding->path == NULL && finding->layer >= 0)
        og_buf_format(out, "layer %td\n", finding->layer);
}

/* The key with its count behind it, which the findings before this one with the same key make. */
static bool make_text(const og_finding *finding, og_arena *scratch, og_map *counts, og_buf *out)
{
    og_buf_rewind(out);
    og_fingerprint_key(finding, out);
    uint64_t *count = og_map_find(counts, og_buf_string(out), out->length);
    if (count == NULL) {
        const char *key = og_arena_copy(scratch, og_buf_string(out), out->length);
        count = OG_NEW(scratch, uint64_t);
        if (key == NULL || count == NULL || !og_map_set(counts, key, out->length, count))
            return false;
    }
    og_buf_format(out, "count %" PRIu64 "\n", (*count)++);
    return !out->failed;
}

static ocigate_status hash_all(const og_hasher *hasher, og_arena *arena, og_arena *scratch,
                               og_buf *text, ocigate_finding *findings, size_t count,
                               ocigate_error *err)
{
    og_map counts;
    og_map_init(&counts, scratch);
    for (size_t i = 0; i < count; i++) {
        og_digest digest;
        char hex[OG_DIGEST_TEXT_SIZE];
        if (!make_text(&findings[i].fact, scratch, &counts, text))
            return og_fail_memory(err);
        OG_TRY(og_hash_bytes(hasher, OG_SHA256, og_buf_string(text), text->length, &digest, err));
        og_digest_format(&digest, hex);
        findings[i].fingerprint =
            og_arena_copy(arena, hex + strlen("sha256:"), OG_FINGERPRINT_DIGITS);
        if (findings[i].fingerprint == NULL)
            return og_fail_memory(err);
    }
    return OCIGATE_OK;
}

ocigate_status og_fingerprint_findings(og_arena *arena, ocigate_finding *findings, size_t count,
                                       ocigate_error *err)
{
    og_hasher *hasher = NULL;
    if (count == 0)
        return OCIGATE_OK; /* to find the algorithm takes milliseconds */
    OG_TRY(og_hasher_new(&hasher, err));
    og_arena scratch;
    og_buf text;
    og_arena_init(&scratch);
    og_buf_init(&text);
    const ocigate_status status = hash_all(hasher, arena, &scratch, &text, findings, count, err);
    og_buf_fini(&text);
    og_arena_fini(&scratch);
    og_hasher_free(hasher);
    return status;
}
