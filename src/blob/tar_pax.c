#include "blob/tar_pax.h"

#include "base/error.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* So many keys are compared with each other before sorting is cheaper. */
#define FEW_KEYS 16u

typedef struct og_tar_key {
    const char *name;
    size_t length;
} og_tar_key;

typedef struct record {
    const char *key;
    char *value; /* followed by the newline */
    size_t key_length, value_length;
} record;

/* How the value of a key is read; every key that changes an entry is here. */
typedef enum meaning {
    MEANS_NOTHING, /* to us; kept as it is */
    MEANS_PATH,
    MEANS_LINK,
    MEANS_SIZE,
    MEANS_UID,
    MEANS_GID,
    MEANS_TIME,
    MEANS_NAME,
    MEANS_CHARSET,
    MEANS_CAPABILITIES,
    MEANS_SPARSE,
} meaning;

static const struct {
    const char *key; /* a '.' at its end: all keys that begin so */
    const char *field;
    meaning meaning;
} known_keys[] = {
    {"path", "pax path", MEANS_PATH},
    {"linkpath", "pax linkpath", MEANS_LINK},
    {"size", "pax size", MEANS_SIZE},
    {"uid", "pax uid", MEANS_UID},
    {"gid", "pax gid", MEANS_GID},
    {"mtime", "pax mtime", MEANS_TIME},
    {"atime", "pax atime", MEANS_TIME},
    {"ctime", "pax ctime", MEANS_TIME},
    {"uname", "pax uname", MEANS_NAME},
    {"gname", "pax gname", MEANS_NAME},
    {"hdrcharset", "pax hdrcharset", MEANS_CHARSET},
    {"SCHILY.xattr.security.capability", "pax", MEANS_CAPABILITIES},
    {"LIBARCHIVE.xattr.security.capability", "pax", MEANS_CAPABILITIES},
    {"GNU.sparse.", "pax GNU.sparse", MEANS_SPARSE},
    {"SCHILY.realsize", "pax SCHILY.realsize", MEANS_SPARSE},
    {"SUN.holesdata", "pax SUN.holesdata", MEANS_SPARSE},
};

/* Whose keys some reader knows; in a global header they would change the entries for it alone. */
static const char *const known_vendors[] = {"SCHILY", "LIBARCHIVE", "GNU",      "SUN",
                                            "RHT",    "MSWINDOWS",  "realtime", "security"};

void og_tar_pax_init(og_tar_pax *pax, const og_limits *limits)
{
    *pax = (og_tar_pax){0};
    og_tar_xattrs_init(&pax->xattrs, limits);
}

void og_tar_pax_fini(og_tar_pax *pax)
{
    free(pax->keys);
    *pax = (og_tar_pax){0};
}

void og_tar_pax_clear(og_tar_pax *pax)
{
    *pax =
        (og_tar_pax){.xattrs = pax->xattrs, .keys = pax->keys, .key_capacity = pax->key_capacity};
    og_tar_xattrs_clear(&pax->xattrs);
}

static bool refuse(og_tar_flaw *flaw, const char *field, const char *text)
{
    (void)og_tar_flaw_set(flaw, OG_DEFECT_TAR_AMBIGUOUS, field, "%s", text);
    return false;
}

static size_t find_known(const record *r)
{
    size_t i = 0;
    for (; i < sizeof known_keys / sizeof known_keys[0]; i++) {
        const char *key = known_keys[i].key;
        const size_t length = strlen(key);
        const bool is_family = key[length - 1] == '.';
        if ((is_family ? r->key_length >= length : r->key_length == length) &&
            memcmp(r->key, key, length) == 0)
            break;
    }
    return i;
}

/* The length that a record begins with; 0: none that is written as every reader expects it. */
static size_t read_length(const char *bytes, size_t left, size_t *digits)
{
    size_t value = 0;
    size_t i = 0;
    while (i < left && bytes[i] >= '0' && bytes[i] <= '9') {
        value = value * 10 + (size_t)(bytes[i++] - '0');
        if (value > left)
            return 0;
    }
    if (i == 0 || bytes[0] == '0' || i == left || bytes[i] != ' ')
        return 0;
    *digits = i;
    return value;
}

/* Take the record at *bytes and step behind it. */
static bool next_record(char **bytes, size_t *left, record *out, og_tar_flaw *flaw)
{
    char *start = *bytes;
    size_t digits = 0;
    const size_t length = read_length(start, *left, &digits);
    if (length < digits + sizeof " k=\n" - 1)
        return refuse(flaw, "pax", "a PAX record whose length is wrong");
    if (start[length - 1] != '\n')
        return refuse(flaw, "pax", "a PAX record that does not end in a newline");
    char *key = start + digits + 1;
    const size_t rest = length - digits - 2; /* without the space and the newline */
    char *equals = memchr(key, '=', rest);
    if (equals == NULL || equals == key)
        return refuse(flaw, "pax", "a PAX record without a key");
    const size_t key_length = (size_t)(equals - key);
    if (memchr(key, 0, key_length) != NULL)
        return refuse(flaw, "pax", "a PAX key with a NUL");
    *out = (record){.key = key,
                    .key_length = key_length,
                    .value = equals + 1,
                    .value_length = rest - key_length - 1};
    *bytes += length;
    *left -= length;
    return true;
}

static void show_value(og_tar_flaw *flaw, const record *r)
{
    const int length = r->value_length > 64 ? 64 : (int)r->value_length;
    (void)snprintf(flaw->found, sizeof flaw->found, "%.*s", length, r->value);
}

static bool read_decimal(const char *text, size_t length, uint64_t maximum, uint64_t *out)
{
    uint64_t value = 0;
    for (size_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9' || __builtin_mul_overflow(value, UINT64_C(10), &value) ||
            __builtin_add_overflow(value, (uint64_t)(text[i] - '0'), &value))
            return false;
    }
    if (length == 0 || value > maximum)
        return false;
    *out = value;
    return true;
}

/* Seconds, and a fraction of any length. */
static bool time_is_good(const char *text, size_t length)
{
    if (length > 0 && text[0] == '-') {
        text++;
        length--;
    }
    size_t whole = 0;
    while (whole < length && text[whole] != '.')
        whole++;
    for (size_t i = whole + 1; i < length; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
    }
    uint64_t seconds;
    return read_decimal(text, whole, (uint64_t)OG_TAR_TIME_MAX, &seconds);
}

static bool read_text(const record *r, const char *field, const char **text, size_t *length,
                      og_tar_flaw *flaw)
{
    if (r->value_length == 0)
        return refuse(flaw, field, "a PAX header with an empty name");
    if (memchr(r->value, 0, r->value_length) != NULL)
        return refuse(flaw, field, "a PAX header with a NUL in a name");
    *text = r->value;
    *length = r->value_length;
    return true;
}

static bool read_number(const record *r, const char *field, uint64_t maximum, uint64_t *out,
                        bool *has, og_tar_flaw *flaw)
{
    *has = read_decimal(r->value, r->value_length, maximum, out);
    if (*has)
        return true;
    (void)og_tar_flaw_set(flaw, OG_DEFECT_TAR_AMBIGUOUS, field,
                          "the value of %s is no decimal number up to %" PRIu64, field, maximum);
    show_value(flaw, r);
    return false;
}

static bool value_is(const record *r, const char *text)
{
    return r->value_length == strlen(text) && memcmp(r->value, text, r->value_length) == 0;
}

static bool apply(og_tar_pax *pax, const record *r, og_tar_flaw *flaw)
{
    const size_t i = find_known(r);
    if (i == sizeof known_keys / sizeof known_keys[0])
        return true;
    const char *field = known_keys[i].field;
    switch (known_keys[i].meaning) {
    case MEANS_NOTHING:
        return true;
    case MEANS_PATH:
        return read_text(r, field, &pax->path, &pax->path_length, flaw);
    case MEANS_LINK:
        return read_text(r, field, &pax->link, &pax->link_length, flaw);
    case MEANS_SIZE:
        return read_number(r, field, INT64_MAX, &pax->size, &pax->has_size, flaw);
    case MEANS_UID:
        return read_number(r, field, OG_TAR_ID_MAX, &pax->uid, &pax->has_uid, flaw);
    case MEANS_GID:
        return read_number(r, field, OG_TAR_ID_MAX, &pax->gid, &pax->has_gid, flaw);
    case MEANS_TIME:
        if (!time_is_good(r->value, r->value_length)) {
            (void)refuse(flaw, field, "a PAX header with a time that is no decimal number");
            show_value(flaw, r);
            return false;
        }
        return true;
    case MEANS_NAME:
        if (memchr(r->value, 0, r->value_length) != NULL)
            return refuse(flaw, field, "a PAX header with a NUL in a name");
        return true;
    case MEANS_CHARSET:
        /* Both values mean the bytes as they are; libarchive writes the first for names that are
           not text in its locale. */
        if (!value_is(r, "BINARY") && !value_is(r, "ISO-IR 10646 2000 UTF-8")) {
            (void)refuse(flaw, field,
                         "a PAX header in a character set that not every reader knows");
            show_value(flaw, r);
            return false;
        }
        return true;
    case MEANS_CAPABILITIES:
        pax->has_capabilities = true;
        return true;
    case MEANS_SPARSE:
        return og_tar_flaw_set(flaw, OG_DEFECT_TAR_SPARSE, field, "a sparse file in PAX records");
    }
    return true;
}

/* comment, or VENDOR.key of a vendor that no reader knows. */
static bool is_harmless(const record *r)
{
    if (r->key_length == 7 && memcmp(r->key, "comment", 7) == 0)
        return true;
    const char *dot = memchr(r->key, '.', r->key_length);
    if (dot == NULL)
        return false;
    const size_t length = (size_t)(dot - r->key);
    for (size_t i = 0; i < sizeof known_vendors / sizeof known_vendors[0]; i++) {
        if (strlen(known_vendors[i]) == length && memcmp(known_vendors[i], r->key, length) == 0)
            return false;
    }
    return length > 0;
}

static bool apply_global(og_tar_pax *pax, const record *r, og_tar_flaw *flaw)
{
    const size_t i = find_known(r);
    if (i < sizeof known_keys / sizeof known_keys[0] && known_keys[i].meaning == MEANS_SPARSE)
        return apply(pax, r, flaw);
    if (is_harmless(r))
        return true;
    const int length = r->key_length > 64 ? 64 : (int)r->key_length;
    (void)og_tar_flaw_set(
        flaw, OG_DEFECT_TAR_AMBIGUOUS, "pax global",
        "a global PAX header with the key \"%.*s\", which not every reader applies", length,
        r->key);
    (void)snprintf(flaw->found, sizeof flaw->found, "%.*s", length, r->key);
    return false;
}

static int compare_keys(const void *a, const void *b)
{
    const og_tar_key *left = a;
    const og_tar_key *right = b;
    if (left->length != right->length)
        return left->length < right->length ? -1 : 1;
    return memcmp(left->name, right->name, left->length);
}

static bool has_twice(og_tar_pax *pax, const og_tar_key **twice)
{
    const bool is_sorted = pax->key_count > FEW_KEYS;
    if (is_sorted)
        qsort(pax->keys, pax->key_count, sizeof pax->keys[0], compare_keys);
    for (size_t i = 1; i < pax->key_count; i++) {
        for (size_t k = is_sorted ? i - 1 : 0; k < i; k++) {
            if (compare_keys(&pax->keys[k], &pax->keys[i]) == 0) {
                *twice = &pax->keys[i];
                return true;
            }
        }
    }
    return false;
}

static ocigate_status remember_key(og_tar_pax *pax, const record *r, ocigate_error *err)
{
    if (pax->key_count == pax->key_capacity) {
        const size_t capacity = pax->key_capacity == 0 ? FEW_KEYS : pax->key_capacity * 2;
        og_tar_key *keys = realloc(pax->keys, capacity * sizeof *keys);
        if (keys == NULL)
            return og_fail_memory(err);
        pax->keys = keys;
        pax->key_capacity = capacity;
    }
    pax->keys[pax->key_count++] = (og_tar_key){.name = r->key, .length = r->key_length};
    return OCIGATE_OK;
}

ocigate_status og_tar_pax_read(og_tar_pax *pax, char *body, size_t length, bool is_global,
                               og_tar_flaw *flaw, ocigate_error *err)
{
    og_tar_pax_clear(pax);
    char *rest = body;
    size_t left = length;
    while (left > 0) {
        record r;
        if (!next_record(&rest, &left, &r, flaw))
            return OCIGATE_OK;
        if (!(is_global ? apply_global : apply)(pax, &r, flaw) ||
            !og_tar_xattrs_take(&pax->xattrs, r.key, r.key_length, r.value, r.value_length, flaw))
            return OCIGATE_OK;
        OG_TRY(remember_key(pax, &r, err));
    }
    const og_tar_key *twice;
    if (has_twice(pax, &twice)) {
        const int shown = twice->length > 64 ? 64 : (int)twice->length;
        (void)og_tar_flaw_set(flaw, OG_DEFECT_TAR_AMBIGUOUS, "pax",
                              "a PAX header with the key \"%.*s\" twice", shown, twice->name);
        return OCIGATE_OK;
    }
    if (pax->path != NULL)
        body[(size_t)(pax->path - body) + pax->path_length] = '\0';
    if (pax->link != NULL)
        body[(size_t)(pax->link - body) + pax->link_length] = '\0';
    return OCIGATE_OK;
}
