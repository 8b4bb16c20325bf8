#include "blob/tar_header.h"

#include "blob/tar.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum {
    NAME_OFFSET = 0,
    NAME_BYTES = 100,
    CHECKSUM_OFFSET = 148,
    CHECKSUM_BYTES = 8,
    TYPE_OFFSET = 156,
    LINK_OFFSET = 157,
    LINK_BYTES = 100,
    MAGIC_OFFSET = 257,
    MAGIC_BYTES = 8, /* with the version */
    PREFIX_OFFSET = 345,
    PREFIX_BYTES = 155,
    PREFIX_END = 500,
    GNU_ATIME_OFFSET = 345,
    GNU_CTIME_OFFSET = 357,
    GNU_TIME_BYTES = 12,
    GNU_TIMES_END = 369,
};

enum number { MODE, UID, GID, SIZE, MTIME, DEVMAJOR, DEVMINOR, NUMBER_COUNT };

/* Every number is read, also those without use here: readers refuse a header for any of them. */
static const struct {
    const char *field;
    uint16_t offset;
    uint8_t bytes;
    bool may_be_negative;
} numbers[NUMBER_COUNT] = {
    [MODE] = {"mode", 100, 8, false},         [UID] = {"uid", 108, 8, false},
    [GID] = {"gid", 116, 8, false},           [SIZE] = {"size", 124, 12, false},
    [MTIME] = {"mtime", 136, 12, true},       [DEVMAJOR] = {"devmajor", 329, 8, false},
    [DEVMINOR] = {"devminor", 337, 8, false},
};

static const char magic_posix[MAGIC_BYTES + 1] = "ustar\0"
                                                 "00";
static const char magic_gnu[MAGIC_BYTES + 1] = "ustar  \0";

bool og_tar_flaw_set(og_tar_flaw *flaw, og_defect_kind kind, const char *field, const char *format,
                     ...)
{
    flaw->is_set = true;
    flaw->kind = kind;
    flaw->field = field;
    flaw->expected[0] = '\0';
    flaw->found[0] = '\0';
    va_list arguments;
    va_start(arguments, format);
    if (vsnprintf(flaw->text, sizeof flaw->text, format, arguments) < 0)
        flaw->text[0] = '\0';
    va_end(arguments);
    return false;
}

bool og_tar_flaw_values(og_tar_flaw *flaw, uint64_t expected, uint64_t found)
{
    (void)snprintf(flaw->expected, sizeof flaw->expected, "%" PRIu64, expected);
    (void)snprintf(flaw->found, sizeof flaw->found, "%" PRIu64, found);
    return false;
}

/* The bytes of a field as text, a NUL inside as "\0"; those at the end are no part of it. */
static void show_field(og_tar_flaw *flaw, const uint8_t *bytes, size_t length)
{
    while (length > 0 && bytes[length - 1] == 0)
        length--;
    size_t used = 0;
    for (size_t i = 0; i < length && used + 2 < sizeof flaw->found; i++) {
        if (bytes[i] == 0) {
            flaw->found[used++] = '\\';
            flaw->found[used++] = '0';
        } else {
            flaw->found[used++] = (char)bytes[i];
        }
    }
    flaw->found[used] = '\0';
}

static bool is_all_zero(const uint8_t *bytes, size_t length)
{
    uint8_t any = 0;
    for (size_t i = 0; i < length; i++)
        any |= bytes[i];
    return any == 0;
}

bool og_tar_block_is_zero(const uint8_t *block)
{
    return block[0] == 0 && is_all_zero(block, OG_TAR_BLOCK_BYTES);
}

/* The sum with the checksum field taken as spaces. The lanes of 16 bits hold 128 bytes each. */
static uint32_t sum_block(const uint8_t *block)
{
    const uint64_t low_bytes = UINT64_C(0x00ff00ff00ff00ff);
    uint64_t lanes = 0;
    for (size_t i = 0; i < OG_TAR_BLOCK_BYTES; i += 8) {
        uint64_t word;
        memcpy(&word, block + i, sizeof word);
        lanes += (word & low_bytes) + ((word >> 8) & low_bytes);
    }
    uint32_t sum = 0;
    for (unsigned shift = 0; shift < 64; shift += 16)
        sum += (uint32_t)(lanes >> shift) & 0xffff;
    for (size_t i = 0; i < CHECKSUM_BYTES; i++)
        sum -= block[CHECKSUM_OFFSET + i];
    return sum + CHECKSUM_BYTES * (uint32_t)' ';
}

/* Spaces, octal digits, then NULs and spaces to the end. An empty field is 0 to every reader. */
static bool read_octal(const uint8_t *field, size_t length, uint64_t *out)
{
    size_t i = 0;
    while (i < length && field[i] == ' ')
        i++;
    uint64_t value = 0;
    while (i < length && field[i] >= '0' && field[i] <= '7')
        value = value << 3 | (uint64_t)(field[i++] - '0');
    while (i < length && (field[i] == 0 || field[i] == ' '))
        i++;
    if (i < length)
        return false;
    *out = value;
    return true;
}

/* GNU: 0x80 and a big-endian number, or 0xff and one in two's complement. */
static bool read_base256(const uint8_t *field, size_t length, int64_t *out)
{
    const bool is_negative = field[0] == 0xff;
    if (!is_negative && field[0] != 0x80)
        return false;
    const uint8_t fill = is_negative ? 0xff : 0;
    size_t i = 1;
    while (length - i > 8) {
        if (field[i++] != fill)
            return false;
    }
    uint64_t value = is_negative ? UINT64_MAX : 0;
    for (; i < length; i++)
        value = value << 8 | field[i];
    if ((value >> 63 != 0) != is_negative)
        return false;
    *out = (int64_t)value;
    return true;
}

static bool read_number(const uint8_t *field, size_t length, int64_t *out)
{
    if (field[0] >= 0x80)
        return read_base256(field, length, out);
    uint64_t value;
    if (!read_octal(field, length, &value))
        return false;
    *out = (int64_t)value; /* 12 digits of 3 bits at most */
    return true;
}

static bool read_numbers(const uint8_t *block, int64_t values[NUMBER_COUNT], og_tar_flaw *flaw)
{
    for (size_t i = 0; i < NUMBER_COUNT; i++) {
        const uint8_t *field = block + numbers[i].offset;
        if (!read_number(field, numbers[i].bytes, &values[i])) {
            (void)og_tar_flaw_set(flaw, OG_DEFECT_TAR_AMBIGUOUS, numbers[i].field,
                                  "%s is no number that every reader takes", numbers[i].field);
            show_field(flaw, field, numbers[i].bytes);
            return false;
        }
        if (values[i] < 0 && !numbers[i].may_be_negative) {
            (void)og_tar_flaw_set(flaw, OG_DEFECT_TAR_AMBIGUOUS, numbers[i].field,
                                  "%s is negative: %" PRId64, numbers[i].field, values[i]);
            (void)snprintf(flaw->found, sizeof flaw->found, "%" PRId64, values[i]);
            return false;
        }
    }
    for (size_t i = UID; i <= GID; i++) {
        if ((uint64_t)values[i] > OG_TAR_ID_MAX) {
            (void)og_tar_flaw_set(flaw, OG_DEFECT_TAR_AMBIGUOUS, numbers[i].field,
                                  "%s %" PRId64 " is above %" PRIu64, numbers[i].field, values[i],
                                  OG_TAR_ID_MAX);
            return og_tar_flaw_values(flaw, OG_TAR_ID_MAX, (uint64_t)values[i]);
        }
    }
    if (values[MTIME] > OG_TAR_TIME_MAX || values[MTIME] < -OG_TAR_TIME_MAX)
        return og_tar_flaw_set(flaw, OG_DEFECT_TAR_AMBIGUOUS, "mtime",
                               "mtime %" PRId64 " is out of range", values[MTIME]);
    return true;
}

static bool check_checksum(const uint8_t *block, og_tar_flaw *flaw)
{
    const uint8_t *field = block + CHECKSUM_OFFSET;
    uint64_t stored;
    if (!read_octal(field, CHECKSUM_BYTES, &stored)) {
        (void)og_tar_flaw_set(flaw, OG_DEFECT_TAR_AMBIGUOUS, "chksum",
                              "the checksum is no octal number");
        show_field(flaw, field, CHECKSUM_BYTES);
        return false;
    }
    const uint32_t sum = sum_block(block);
    if (stored == sum)
        return true;
    (void)og_tar_flaw_set(flaw, OG_DEFECT_TAR_AMBIGUOUS, "chksum",
                          "the checksum is %" PRIu64 ", the bytes of the header sum up to %" PRIu32,
                          stored, sum);
    return og_tar_flaw_values(flaw, stored, sum);
}

bool og_tar_checksum_is_right(const uint8_t *block)
{
    uint64_t stored;
    return read_octal(block + CHECKSUM_OFFSET, CHECKSUM_BYTES, &stored) &&
           stored == sum_block(block);
}

bool og_tar_magic_is_known(const uint8_t *block)
{
    return memcmp(block + MAGIC_OFFSET, magic_posix, MAGIC_BYTES) == 0 ||
           memcmp(block + MAGIC_OFFSET, magic_gnu, MAGIC_BYTES) == 0;
}

/* Python takes what stands where POSIX has the prefix for one in GNU headers too, so a time of
   access changes the name. */
static bool check_gnu_fields(const uint8_t *block, og_tar_flaw *flaw)
{
    if (!is_all_zero(block + GNU_ATIME_OFFSET, GNU_TIME_BYTES))
        return og_tar_flaw_set(flaw, OG_DEFECT_TAR_AMBIGUOUS, "atime",
                               "a GNU header with bytes where others have the prefix of the name");
    int64_t changed;
    if (!read_number(block + GNU_CTIME_OFFSET, GNU_TIME_BYTES, &changed))
        return og_tar_flaw_set(flaw, OG_DEFECT_TAR_AMBIGUOUS, "ctime",
                               "ctime is no number that every reader takes");
    if (!is_all_zero(block + GNU_TIMES_END, OG_TAR_BLOCK_BYTES - GNU_TIMES_END))
        return og_tar_flaw_set(flaw, OG_DEFECT_TAR_AMBIGUOUS, "padding",
                               "a GNU header with bytes that only sparse files and volumes have");
    return true;
}

/* Which of the two dialects, and nothing in places that it leaves empty. */
static bool check_dialect(const uint8_t *block, bool *is_gnu, og_tar_flaw *flaw)
{
    if (memcmp(block + MAGIC_OFFSET, magic_gnu, MAGIC_BYTES) == 0) {
        *is_gnu = true;
        return check_gnu_fields(block, flaw);
    }
    *is_gnu = false;
    if (memcmp(block + MAGIC_OFFSET, magic_posix, MAGIC_BYTES) != 0) {
        const bool is_v7 = is_all_zero(block + MAGIC_OFFSET, MAGIC_BYTES);
        (void)og_tar_flaw_set(flaw, OG_DEFECT_TAR_AMBIGUOUS, "magic",
                              is_v7 ? "a header of the old V7 format, without magic"
                                    : "the magic is neither that of POSIX nor that of GNU tar");
        show_field(flaw, block + MAGIC_OFFSET, MAGIC_BYTES);
        return false;
    }
    if (!is_all_zero(block + PREFIX_END, OG_TAR_BLOCK_BYTES - PREFIX_END))
        return og_tar_flaw_set(flaw, OG_DEFECT_TAR_AMBIGUOUS, "padding",
                               "bytes behind the last field of the header");
    return true;
}

bool og_tar_type_has_body(char type)
{
    return type == '0' || type == 'x' || type == 'g' || type == 'L' || type == 'K';
}

bool og_tar_type_is_link(char type)
{
    return type == '1' || type == '2';
}

const char *og_tar_type_name(char type)
{
    switch (type) {
    case '0':
        return "a regular file";
    case '1':
        return "a hard link";
    case '2':
        return "a symbolic link";
    case '3':
        return "a character device";
    case '4':
        return "a block device";
    case '5':
        return "a directory";
    case '6':
        return "a fifo";
    case 'x':
        return "a PAX header";
    case 'g':
        return "a global PAX header";
    case 'L':
        return "a long name";
    case 'K':
        return "a long link name";
    default:
        return "an unknown type";
    }
}

static bool check_type(char type, og_tar_flaw *flaw)
{
    if (type == 'S')
        return og_tar_flaw_set(flaw, OG_DEFECT_TAR_SPARSE, "typeflag", "a sparse file of GNU tar");
    if ((type >= '0' && type <= '6') || og_tar_type_has_body(type))
        return true;
    (void)og_tar_flaw_set(flaw, OG_DEFECT_TAR_AMBIGUOUS, "typeflag",
                          "readers do not agree what an entry of type '%c' is", type);
    flaw->found[0] = type;
    flaw->found[1] = '\0';
    return false;
}

static size_t text_length(const char *field, size_t length)
{
    const char *end = memchr(field, 0, length);
    return end == NULL ? length : (size_t)(end - field);
}

/* What readers decide by the header alone, before any extended header is applied. */
static bool check_entry(const uint8_t *block, const og_tar_header *header, og_tar_flaw *flaw)
{
    const char type = header->type;
    if (header->size != 0 && !og_tar_type_has_body(type)) {
        (void)og_tar_flaw_set(flaw, OG_DEFECT_TAR_AMBIGUOUS, "size",
                              "%s has no body, but a size of %" PRIu64, og_tar_type_name(type),
                              header->size);
        return og_tar_flaw_values(flaw, 0, header->size);
    }
    if (og_tar_type_is_link(type) && header->link_length == 0)
        return og_tar_flaw_set(flaw, OG_DEFECT_TAR_AMBIGUOUS, "linkname",
                               "%s without a target in its header", og_tar_type_name(type));
    /* Type NUL and a slash: a directory of the time before there was a type for it. */
    if (block[TYPE_OFFSET] == 0 && header->name_length > 0 &&
        header->name[header->name_length - 1] == '/')
        return og_tar_flaw_set(flaw, OG_DEFECT_TAR_AMBIGUOUS, "name",
                               "a regular file whose name ends in a slash");
    return true;
}

bool og_tar_header_read(const uint8_t *block, og_tar_header *out, og_tar_flaw *flaw)
{
    bool is_gnu;
    int64_t values[NUMBER_COUNT];
    const char type = block[TYPE_OFFSET] == 0 ? '0' : (char)block[TYPE_OFFSET];
    if (!check_checksum(block, flaw) || !check_type(type, flaw) ||
        !check_dialect(block, &is_gnu, flaw) || !read_numbers(block, values, flaw))
        return false;
    const char *text = (const char *)block;
    const og_tar_header header = {
        .name = text + NAME_OFFSET,
        .name_length = text_length(text + NAME_OFFSET, NAME_BYTES),
        .prefix = text + PREFIX_OFFSET,
        .prefix_length = is_gnu ? 0 : text_length(text + PREFIX_OFFSET, PREFIX_BYTES),
        .link = text + LINK_OFFSET,
        .link_length = text_length(text + LINK_OFFSET, LINK_BYTES),
        .size = (uint64_t)values[SIZE],
        .uid = (uint64_t)values[UID],
        .gid = (uint64_t)values[GID],
        .mode = (uint32_t)((uint64_t)values[MODE] & 07777),
        .type = type,
    };
    if (!check_entry(block, &header, flaw))
        return false;
    *out = header;
    return true;
}
