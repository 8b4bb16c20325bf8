#include "support/tar_builder.h"

#include "support/bytes.h"

#include <stdio.h>
#include <string.h>

enum {
    NAME = 0,
    MODE = 100,
    UID = 108,
    GID = 116,
    SIZE = 124,
    MTIME = 136,
    CHECKSUM = 148,
    TYPE = 156,
    LINK = 157,
    MAGIC = 257,
    DEV_MAJOR = 329,
    DEV_MINOR = 337,
    PREFIX = 345,
};
#define NAME_BYTES 100u
#define PREFIX_BYTES 155u

/* Octal and a NUL; what does not fit in base-256, as GNU tar writes it. */
static void put_number(unsigned char *field, size_t width, uint64_t value)
{
    const unsigned bits = (unsigned)(width - 1) * 3;
    if (bits < 64 && value >> bits != 0) {
        memset(field, 0, width);
        for (size_t i = 0; i < 8; i++)
            field[width - 1 - i] = (unsigned char)(value >> (8 * i));
        field[0] |= 0x80;
        return;
    }
    char text[32];
    (void)snprintf(text, sizeof text, "%0*llo", (int)width - 1, (unsigned long long)value);
    memcpy(field, text, width);
}

void test_tar_seal(unsigned char header[TEST_TAR_BLOCK])
{
    memset(header + CHECKSUM, ' ', 8);
    unsigned sum = 0;
    for (size_t i = 0; i < TEST_TAR_BLOCK; i++)
        sum += header[i];
    char text[8];
    (void)snprintf(text, sizeof text, "%06o", sum);
    memcpy(header + CHECKSUM, text, 7);
    header[CHECKSUM + 7] = ' ';
}

static void pad(og_buf *out, size_t length)
{
    static const char zeros[TEST_TAR_BLOCK];
    if (length % TEST_TAR_BLOCK != 0)
        og_buf_add(out, zeros, TEST_TAR_BLOCK - length % TEST_TAR_BLOCK);
}

static void put_text(unsigned char *field, size_t width, const char *text)
{
    const size_t length = strlen(text);
    memcpy(field, text, length < width ? length : width);
}

/* The slash at which a name can be split into prefix and name; NULL when it cannot. */
static const char *find_split(const char *name)
{
    const size_t length = strlen(name);
    for (const char *slash = strchr(name, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        const size_t rest = length - (size_t)(slash - name) - 1;
        if ((size_t)(slash - name) <= PREFIX_BYTES && rest > 0 && rest <= NAME_BYTES)
            return slash;
    }
    return NULL;
}

static void put_magic(unsigned char *header, test_tar_dialect dialect)
{
    if (dialect == TEST_GNU)
        memcpy(header + MAGIC, "ustar  ", 8);
    else if (dialect != TEST_V7)
        memcpy(header + MAGIC,
               "ustar\0"
               "00",
               8);
    if (dialect == TEST_USTAR || dialect == TEST_PAX) {
        put_number(header + DEV_MAJOR, 8, 0);
        put_number(header + DEV_MINOR, 8, 0);
    }
}

/* An entry of its own before the real one: L, K or x. */
static void add_special(og_buf *out, char type, const char *name, const void *body, size_t length,
                        test_tar_dialect dialect)
{
    unsigned char header[TEST_TAR_BLOCK] = {0};
    put_text(header + NAME, NAME_BYTES, name);
    put_number(header + MODE, 8, 0644);
    put_number(header + UID, 8, 0);
    put_number(header + GID, 8, 0);
    put_number(header + SIZE, 12, length);
    put_number(header + MTIME, 12, 0);
    header[TYPE] = (unsigned char)type;
    put_magic(header, dialect);
    test_tar_seal(header);
    og_buf_add(out, header, sizeof header);
    og_buf_add(out, body, length);
    pad(out, length);
}

void test_tar_record(og_buf *out, const char *key, const char *value, size_t value_length)
{
    const size_t rest = 1 + strlen(key) + 1 + value_length + 1;
    size_t total = rest + 1;
    for (size_t digits = 1;; digits++) {
        total = rest + digits;
        char text[24];
        if ((size_t)snprintf(text, sizeof text, "%zu", total) == digits)
            break;
    }
    og_buf_format(out, "%zu %s=", total, key);
    og_buf_add(out, value, value_length);
    og_buf_char(out, '\n');
}

static const char *base_name(const char *name)
{
    const char *slash = strrchr(name, '/');
    return slash == NULL || slash[1] == '\0' ? name : slash + 1;
}

/* Whatever must come before the header; sets the name field and the prefix. */
static void add_extensions(og_buf *out, const test_tar_entry *entry, const char *name,
                           unsigned char *header)
{
    const char *link = entry->link == NULL ? "" : entry->link;
    og_buf pax;
    og_buf_init(&pax);
    if (entry->pax != NULL)
        og_buf_add(&pax, entry->pax, entry->pax_length);
    const bool is_long = strlen(name) > NAME_BYTES;
    const char *split = is_long && entry->dialect == TEST_USTAR ? find_split(name) : NULL;
    if (split != NULL) {
        memcpy(header + PREFIX, name, (size_t)(split - name));
        put_text(header + NAME, NAME_BYTES, split + 1);
    } else {
        put_text(header + NAME, NAME_BYTES, name);
        if (is_long && entry->dialect == TEST_GNU)
            add_special(out, 'L', "././@LongLink", name, strlen(name) + 1, TEST_GNU);
        else if (is_long)
            test_tar_record(&pax, "path", name, strlen(name));
    }
    if (strlen(link) > NAME_BYTES && entry->dialect == TEST_GNU)
        add_special(out, 'K', "././@LongLink", link, strlen(link) + 1, TEST_GNU);
    else if (strlen(link) > NAME_BYTES)
        test_tar_record(&pax, "linkpath", link, strlen(link));
    if (pax.length > 0) {
        char special[NAME_BYTES + 1];
        (void)snprintf(special, sizeof special, "PaxHeaders.0/%.80s", base_name(name));
        add_special(out, 'x', special, pax.data, pax.length, TEST_PAX);
    }
    og_buf_fini(&pax);
}

static unsigned default_mode(char type)
{
    return type == '5' ? 0755 : type == '2' ? 0777 : 0644;
}

void test_tar_add(og_buf *out, const test_tar_entry *entry)
{
    const char *name = entry->name == NULL ? "" : entry->name;
    const char type = entry->type == 0 ? '0' : entry->type;
    unsigned char header[TEST_TAR_BLOCK] = {0};
    if (entry->raw_name == NULL) {
        add_extensions(out, entry, name, header);
    } else {
        put_text(header + NAME, NAME_BYTES, entry->raw_name);
        if (entry->pax != NULL)
            add_special(out, 'x', "PaxHeaders.0/raw", entry->pax, entry->pax_length, TEST_PAX);
    }
    put_number(header + MODE, 8, entry->mode == 0 ? default_mode(type) : entry->mode);
    put_number(header + UID, 8, entry->uid);
    put_number(header + GID, 8, entry->gid);
    put_number(header + SIZE, 12, entry->has_size ? entry->size : entry->length);
    put_number(header + MTIME, 12, entry->mtime);
    header[TYPE] = type == TEST_TAR_NUL ? 0 : (unsigned char)type;
    if (entry->link != NULL)
        put_text(header + LINK, NAME_BYTES, entry->link);
    put_magic(header, entry->dialect);
    for (size_t i = 0; i < sizeof entry->patches / sizeof entry->patches[0]; i++) {
        const test_tar_patch *patch = &entry->patches[i];
        if (patch->length > 0)
            memcpy(header + patch->offset, patch->bytes, patch->length);
    }
    test_tar_seal(header);
    if (entry->has_bad_checksum)
        header[CHECKSUM] ^= 1;
    og_buf_add(out, header, sizeof header);
    if (entry->length > 0)
        og_buf_add(out, entry->body, entry->length);
    pad(out, entry->length);
    test_require(!out->failed, "out of memory");
}

void test_tar_end_add(og_buf *out, test_tar_end end)
{
    static const char zeros[TEST_TAR_BLOCK];
    const size_t blocks = end == TEST_END_NONE ? 0 : end == TEST_END_ONE_BLOCK ? 1 : 2;
    for (size_t i = 0; i < blocks; i++)
        og_buf_add(out, zeros, sizeof zeros);
    while (end == TEST_END_10240 && out->length % 10240 != 0)
        og_buf_add(out, zeros, sizeof zeros);
    test_require(!out->failed, "out of memory");
}

void test_tar_file(og_buf *out, const char *name, unsigned mode, const char *text)
{
    test_tar_add(
        out, &(test_tar_entry){.name = name, .mode = mode, .body = text, .length = strlen(text)});
}

void test_tar_directory(og_buf *out, const char *name, unsigned mode)
{
    test_tar_add(out, &(test_tar_entry){.name = name, .type = '5', .mode = mode});
}

void test_tar_symlink(og_buf *out, const char *name, const char *target)
{
    test_tar_add(out, &(test_tar_entry){.name = name, .type = '2', .link = target});
}

void test_tar_hardlink(og_buf *out, const char *name, const char *target)
{
    test_tar_add(out, &(test_tar_entry){.name = name, .type = '1', .link = target});
}
