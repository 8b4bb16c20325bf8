#include "document/descriptor.h"

#include "base/error.h"

#include <inttypes.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

static int base64_value(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* RFC 4648, section 4, in its one form: whole groups, padding, no stray bits. Returns the length
   written to out, which has room for 3 bytes a group, or -1. */
static int64_t decode_base64(const char *text, size_t length, unsigned char *out)
{
    if (length % 4 != 0)
        return -1;
    int64_t used = 0;
    for (size_t i = 0; i < length; i += 4) {
        size_t digits = 4;
        if (i + 4 == length)
            digits -=
                (size_t)(text[i + 3] == '=') + (size_t)(text[i + 3] == '=' && text[i + 2] == '=');
        uint32_t group = 0;
        for (size_t k = 0; k < 4; k++) {
            const int value = k < digits ? base64_value(text[i + k]) : 0;
            if (value < 0)
                return -1;
            group = group << 6 | (uint32_t)value;
        }
        if ((digits == 3 && (group & 0xff) != 0) || (digits == 2 && (group & 0xffff) != 0))
            return -1;
        for (size_t k = 0; k + 1 < digits; k++)
            out[used++] = (unsigned char)(group >> (16 - 8 * k));
    }
    return used;
}

static ocigate_status digest_of(og_algorithm algorithm, const unsigned char *bytes, size_t length,
                                og_digest *out, ocigate_error *err)
{
    og_digest digest = {.algorithm = algorithm};
    const EVP_MD *type = algorithm == OG_SHA512 ? EVP_sha512() : EVP_sha256();
    unsigned int size = 0;
    if (EVP_Digest(bytes, length, digest.bytes, &size, type, NULL) != 1)
        return og_fail(err, OCIGATE_ERROR_INTERNAL, 0, "cannot compute a %s digest",
                       og_algorithm_name(algorithm));
    *out = digest;
    return OCIGATE_OK;
}

static og_defect *wrong(const og_json_node *node, og_descriptor *out, const char *text)
{
    out->data_is_wrong = true;
    return OG_JSON_DEFECT(node, "data", OG_DEFECT_DESCRIPTOR_INVALID, "%s", text);
}

static ocigate_status compare(const og_json_node *node, const unsigned char *bytes, size_t length,
                              og_descriptor *out)
{
    og_arena *arena = node->reader->arena;
    if (out->has_size && out->size != length) {
        og_defect *defect =
            wrong(node, out, "the embedded \"data\" is not as long as \"size\" says");
        if (defect != NULL) {
            defect->expected = og_arena_format(arena, "%" PRIu64 " bytes", out->size);
            defect->found = og_arena_format(arena, "%zu bytes", length);
        }
        return OCIGATE_OK;
    }
    if (out->digest.algorithm == OG_ALGORITHM_NONE)
        return OCIGATE_OK;
    og_digest found;
    OG_TRY(digest_of(out->digest.algorithm, bytes, length, &found, node->reader->err));
    if (og_digest_equal(&found, &out->digest))
        return OCIGATE_OK;
    og_defect *defect = wrong(node, out, "the embedded \"data\" does not have the digest");
    if (defect != NULL) {
        char text[OG_DIGEST_TEXT_SIZE];
        og_digest_format(&found, text);
        defect->expected = out->digest_text;
        defect->found = og_arena_text(arena, text);
    }
    return OCIGATE_OK;
}

ocigate_status og_descriptor_read_data(const og_json_node *node, og_descriptor *out)
{
    static const og_json_field fields[] = {{"data", OG_JSON_IS_STRING}};
    og_json_check(node, fields, 1);
    const json_t *data = json_object_get(node->value, "data");
    if (!json_is_string(data))
        return OCIGATE_OK;
    out->has_data = true;
    const size_t length = json_string_length(data);
    unsigned char *bytes = malloc(length / 4 * 3 + 1);
    if (bytes == NULL)
        return og_fail_memory(node->reader->err);
    ocigate_status status = OCIGATE_OK;
    const int64_t decoded = decode_base64(json_string_value(data), length, bytes);
    if (decoded < 0)
        (void)wrong(node, out, "the embedded \"data\" is not base64 of RFC 4648, section 4");
    else
        status = compare(node, bytes, (size_t)decoded, out);
    free(bytes);
    return status;
}
