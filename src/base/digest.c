#include "base/digest.h"

#include <string.h>

static const struct {
    const char *name;
    size_t size_bytes;
} algorithms[] = {
    [OG_SHA256] = {"sha256", 32},
    [OG_SHA512] = {"sha512", 64},
};
#define ALGORITHM_COUNT (sizeof algorithms / sizeof algorithms[0])

const char *og_algorithm_name(og_algorithm algorithm)
{
    return algorithm < ALGORITHM_COUNT ? algorithms[algorithm].name : NULL;
}

size_t og_algorithm_size(og_algorithm algorithm)
{
    return algorithm < ALGORITHM_COUNT ? algorithms[algorithm].size_bytes : 0;
}

og_algorithm og_algorithm_find(const char *name, size_t length)
{
    for (size_t i = OG_SHA256; i < ALGORITHM_COUNT; i++) {
        if (strlen(algorithms[i].name) == length && memcmp(algorithms[i].name, name, length) == 0)
            return (og_algorithm)i;
    }
    return OG_ALGORITHM_NONE;
}

static bool is_lower_alnum(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* algorithm-component [algorithm-separator algorithm-component]* */
static bool algorithm_fits(const char *text, size_t length)
{
    bool after_component = false;
    for (size_t i = 0; i < length; i++) {
        if (is_lower_alnum(text[i]))
            after_component = true;
        else if (after_component && memchr("+._-", text[i], 4) != NULL)
            after_component = false;
        else
            return false;
    }
    return after_component;
}

static bool encoded_fits(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (!is_lower_alnum(text[i]) && !(text[i] >= 'A' && text[i] <= 'Z') &&
            memchr("=_-", text[i], 3) == NULL)
            return false;
    }
    return length > 0;
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return -1;
}

og_digest_form og_digest_parse(const char *text, size_t length, og_digest *out)
{
    const char *colon = length == 0 ? NULL : memchr(text, ':', length);
    if (colon == NULL)
        return OG_DIGEST_MALFORMED;
    const size_t name_length = (size_t)(colon - text);
    const char *encoded = colon + 1;
    const size_t encoded_length = length - name_length - 1;
    if (!algorithm_fits(text, name_length) || !encoded_fits(encoded, encoded_length))
        return OG_DIGEST_MALFORMED;
    og_digest digest = {.algorithm = og_algorithm_find(text, name_length)};
    if (digest.algorithm == OG_ALGORITHM_NONE)
        return OG_DIGEST_UNSUPPORTED;
    const size_t size = og_algorithm_size(digest.algorithm);
    if (encoded_length != size * 2)
        return OG_DIGEST_MALFORMED;
    for (size_t i = 0; i < size; i++) {
        const int high = hex_value(encoded[2 * i]);
        const int low = hex_value(encoded[2 * i + 1]);
        if (high < 0 || low < 0)
            return OG_DIGEST_MALFORMED;
        digest.bytes[i] = (uint8_t)(high * 16 + low);
    }
    *out = digest;
    return OG_DIGEST_GOOD;
}

bool og_digest_of_blob_path(const char *path, og_digest *out)
{
    static const char folder[] = "blobs/";
    char text[OG_DIGEST_TEXT_SIZE];
    if (strncmp(path, folder, sizeof folder - 1) != 0)
        return false;
    const char *rest = path + sizeof folder - 1;
    const char *slash = strchr(rest, '/');
    const size_t length = strlen(rest);
    if (slash == NULL || length >= sizeof text)
        return false;
    memcpy(text, rest, length + 1);
    text[slash - rest] = ':';
    return og_digest_parse(text, length, out) == OG_DIGEST_GOOD;
}

void og_digest_format(const og_digest *digest, char text[OG_DIGEST_TEXT_SIZE])
{
    static const char hex[] = "0123456789abcdef";
    text[0] = '\0';
    const char *name = og_algorithm_name(digest->algorithm);
    if (name == NULL)
        return;
    size_t used = strlen(name);
    memcpy(text, name, used);
    text[used++] = ':';
    const size_t size = og_algorithm_size(digest->algorithm);
    for (size_t i = 0; i < size; i++) {
        text[used++] = hex[digest->bytes[i] >> 4];
        text[used++] = hex[digest->bytes[i] & 15];
    }
    text[used] = '\0';
}

bool og_digest_equal(const og_digest *a, const og_digest *b)
{
    return a->algorithm != OG_ALGORITHM_NONE && a->algorithm == b->algorithm &&
           memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}
