#include "blob/tar_xattr.h"

#include <inttypes.h>
#include <string.h>

static const struct {
    const char *prefix;
    bool is_encoded; /* the name in percent signs, the value in base 64 */
} forms[OG_TAR_XATTR_FORMS] = {{"SCHILY.xattr.", false}, {"LIBARCHIVE.xattr.", true}};

void og_tar_xattrs_init(og_tar_xattrs *xattrs, const og_limits *limits)
{
    *xattrs = (og_tar_xattrs){
        .name_limit = limits->value[OCIGATE_LIMIT_XATTR_NAME_BYTES],
        .value_limit = limits->value[OCIGATE_LIMIT_XATTR_VALUE_BYTES],
        .list_limit = limits->value[OCIGATE_LIMIT_XATTR_LIST_BYTES],
    };
}

void og_tar_xattrs_clear(og_tar_xattrs *xattrs)
{
    memset(xattrs->list_bytes, 0, sizeof xattrs->list_bytes);
}

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static uint64_t decoded_name(const char *name, size_t length)
{
    uint64_t bytes = 0;
    for (size_t i = 0; i < length; i++, bytes++) {
        if (name[i] == '%' && length - i > 2 && is_hex(name[i + 1]) && is_hex(name[i + 2]))
            i += 2;
    }
    return bytes;
}

/* Four digits are three bytes; libarchive leaves the padding out. */
static uint64_t decoded_value(const char *value, size_t length)
{
    while (length > 0 && value[length - 1] == '=')
        length--;
    return (uint64_t)length / 4 * 3 + length % 4 * 3 / 4;
}

static bool fits(const char *what, ocigate_limit limit, uint64_t maximum, uint64_t bytes,
                 og_tar_flaw *flaw)
{
    if (bytes <= maximum)
        return true;
    (void)og_tar_flaw_set(flaw, OG_DEFECT_LIMIT, "pax xattr",
                          "%s of an entry %s %" PRIu64 " bytes, more than %" PRIu64
                          " (--limit %s=N)",
                          what, limit == OCIGATE_LIMIT_XATTR_LIST_BYTES ? "have" : "has", bytes,
                          maximum, ocigate_limit_describe(limit, NULL, NULL));
    return og_tar_flaw_values(flaw, maximum, bytes);
}

bool og_tar_xattrs_take(og_tar_xattrs *xattrs, const char *key, size_t key_length,
                        const char *value, size_t value_length, og_tar_flaw *flaw)
{
    for (size_t i = 0; i < OG_TAR_XATTR_FORMS; i++) {
        const size_t skip = strlen(forms[i].prefix);
        if (key_length < skip || memcmp(key, forms[i].prefix, skip) != 0)
            continue;
        const char *name = key + skip;
        const size_t length = key_length - skip;
        const uint64_t name_bytes = forms[i].is_encoded ? decoded_name(name, length) : length;
        const uint64_t value_bytes =
            forms[i].is_encoded ? decoded_value(value, value_length) : value_length;
        /* No overflow: a header is far shorter than 2^63 bytes. */
        xattrs->list_bytes[i] += name_bytes + 1;
        return fits("the name of an extended attribute", OCIGATE_LIMIT_XATTR_NAME_BYTES,
                    xattrs->name_limit, name_bytes, flaw) &&
               fits("the value of an extended attribute", OCIGATE_LIMIT_XATTR_VALUE_BYTES,
                    xattrs->value_limit, value_bytes, flaw) &&
               fits("the names of the extended attributes", OCIGATE_LIMIT_XATTR_LIST_BYTES,
                    xattrs->list_limit, xattrs->list_bytes[i], flaw);
    }
    return true;
}
