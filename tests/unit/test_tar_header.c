#include "blob/tar_header.h"

#include "blob/tar.h"
#include "support/tar_builder.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

/* A good header of a regular file "f" in the dialect, changed, and its checksum made again. */
typedef struct patched {
    const char *name;
    test_tar_dialect dialect;
    size_t offset;
    const char *bytes;
    size_t length;
    const char *field; /* NULL: good */
    og_defect_kind kind;
} patched;

#define PATCH(name, dialect, offset, bytes, field)                                                 \
    {                                                                                              \
        name, dialect, offset, bytes, sizeof(bytes) - 1, field, OG_DEFECT_TAR_AMBIGUOUS            \
    }
#define GOOD(name, dialect, offset, bytes)                                                         \
    {                                                                                              \
        name, dialect, offset, bytes, sizeof(bytes) - 1, NULL, OG_DEFECT_TAR_AMBIGUOUS             \
    }

enum { MODE = 100, UID = 108, GID = 116, SIZE = 124, MTIME = 136, TYPE = 156, LINK = 157 };
enum { MAGIC = 257, UNAME = 265, MAJOR = 329, MINOR = 337, PREFIX = 345, ATIME = 345, CTIME = 357 };

static const patched cases[] = {
    GOOD("an unchanged ustar header", TEST_USTAR, 0, "f"),
    GOOD("an unchanged GNU header", TEST_GNU, 0, "f"),
    /* magic */
    PATCH("no magic", TEST_V7, 0, "f", "magic"),
    PATCH("POSIX magic, version of GNU", TEST_USTAR, MAGIC, "ustar\0 \0", "magic"),
    PATCH("GNU magic, version of POSIX", TEST_USTAR, MAGIC, "ustar 00", "magic"),
    PATCH("magic in capitals", TEST_USTAR, MAGIC, "USTAR\0", "magic"),
    PATCH("version 01", TEST_USTAR, MAGIC + 6, "01", "magic"),
    /* places that a dialect leaves empty */
    PATCH("a byte behind the prefix", TEST_USTAR, 500, "x", "padding"),
    PATCH("the trailer of star", TEST_USTAR, 508, "tar\0", "padding"),
    GOOD("a prefix to its last byte", TEST_USTAR, 499, "x"),
    PATCH("a time of access of GNU", TEST_GNU, ATIME, "00000000001\0", "atime"),
    PATCH("an old Go prefix in a GNU header", TEST_GNU, PREFIX, "some/prefix", "atime"),
    GOOD("a time of change of GNU", TEST_GNU, CTIME, "14500000000\0"),
    PATCH("no number in the time of change", TEST_GNU, CTIME, "prefix", "ctime"),
    PATCH("an offset of GNU volumes", TEST_GNU, 369, "1", "padding"),
    PATCH("a sparse map of GNU", TEST_GNU, 386, "0", "padding"),
    PATCH("an extended flag of GNU", TEST_GNU, 482, "\1", "padding"),
    PATCH("a real size of GNU", TEST_GNU, 483, "00000000001\0", "padding"),
    PATCH("the last byte of a GNU header", TEST_GNU, 511, "x", "padding"),
    /* types */
    GOOD("type NUL", TEST_USTAR, TYPE, "\0"),
    GOOD("type 3", TEST_USTAR, TYPE, "3"),
    GOOD("type 4", TEST_USTAR, TYPE, "4"),
    GOOD("type 5", TEST_USTAR, TYPE, "5"),
    GOOD("type 6", TEST_USTAR, TYPE, "6"),
    GOOD("type x", TEST_USTAR, TYPE, "x"),
    GOOD("type g", TEST_USTAR, TYPE, "g"),
    GOOD("type L", TEST_GNU, TYPE, "L"),
    GOOD("type K", TEST_GNU, TYPE, "K"),
    PATCH("type 7", TEST_USTAR, TYPE, "7", "typeflag"),
    PATCH("type 8", TEST_USTAR, TYPE, "8", "typeflag"),
    PATCH("a volume label", TEST_GNU, TYPE, "V", "typeflag"),
    PATCH("a directory dump", TEST_GNU, TYPE, "D", "typeflag"),
    PATCH("a continued volume", TEST_GNU, TYPE, "M", "typeflag"),
    PATCH("an old long name", TEST_GNU, TYPE, "N", "typeflag"),
    PATCH("the extended header of Solaris", TEST_USTAR, TYPE, "X", "typeflag"),
    PATCH("a type unknown to all", TEST_USTAR, TYPE, "Q", "typeflag"),
    PATCH("a type above ASCII", TEST_USTAR, TYPE, "\xf0", "typeflag"),
    {"a sparse file", TEST_GNU, TYPE, "S", 1, "typeflag", OG_DEFECT_TAR_SPARSE},
    /* links */
    PATCH("a hard link without a target", TEST_USTAR, TYPE, "1", "linkname"),
    PATCH("a symbolic link without a target", TEST_USTAR, TYPE, "2", "linkname"),
    GOOD("a hard link", TEST_USTAR, TYPE, "1t"),
    GOOD("a symbolic link", TEST_USTAR, TYPE, "2t"),
    GOOD("a regular file with a link name", TEST_USTAR, LINK, "t"),
    /* names */
    GOOD("a regular file with a slash", TEST_USTAR, 0, "f/"),
    GOOD("a name of 100 bytes", TEST_USTAR, 0,
         "01234567890123456789012345678901234567890123456789012345678901234567890123456789012345678"
         "90"
         "123456789"),
    GOOD("a name that is no UTF-8", TEST_USTAR, 0, "caf\xe9"),
    GOOD("no name", TEST_USTAR, 0, "\0"),
    /* numbers */
    GOOD("leading spaces", TEST_USTAR, SIZE, "          4 "),
    GOOD("spaces alone", TEST_USTAR, UID, "        "),
    GOOD("NULs alone", TEST_USTAR, UID, "\0\0\0\0\0\0\0\0"),
    GOOD("eight digits without an end", TEST_USTAR, UID, "00001750"),
    GOOD("a space and a NUL at the end", TEST_USTAR, MODE, "000644 \0"),
    GOOD("NULs and spaces at the end", TEST_USTAR, MODE, "644\0 \0  "),
    GOOD("a mode with the file type", TEST_USTAR, MODE, "0100644\0"),
    PATCH("a minus", TEST_USTAR, SIZE, "-0000000001\0", "size"),
    PATCH("a plus", TEST_USTAR, SIZE, "+4\0\0\0\0\0\0\0\0\0\0", "size"),
    PATCH("letters behind digits", TEST_USTAR, SIZE, "4zzzz\0\0\0\0\0\0\0", "size"),
    PATCH("an 8", TEST_USTAR, SIZE, "00000000008\0", "size"),
    PATCH("hexadecimal", TEST_USTAR, SIZE, "0x4\0\0\0\0\0\0\0\0\0", "size"),
    PATCH("a tab in front", TEST_USTAR, SIZE, "\t4\0\0\0\0\0\0\0\0\0\0", "size"),
    PATCH("a NUL in front", TEST_USTAR, SIZE, "\0004\0\0\0\0\0\0\0\0\0\0", "size"),
    PATCH("digits behind a NUL", TEST_USTAR, SIZE, "4\0004\0\0\0\0\0\0\0\0\0", "size"),
    PATCH("digits behind a space", TEST_USTAR, SIZE, "4 4\0\0\0\0\0\0\0\0\0", "size"),
    PATCH("no number in the mode", TEST_USTAR, MODE, "rw-r--r-", "mode"),
    PATCH("no number in the uid", TEST_USTAR, UID, "root\0\0\0\0", "uid"),
    PATCH("no number in the gid", TEST_USTAR, GID, "root\0\0\0\0", "gid"),
    PATCH("no number in the mtime", TEST_USTAR, MTIME, "now\0\0\0\0\0\0\0\0\0", "mtime"),
    PATCH("no number in devmajor", TEST_USTAR, MAJOR, "x\0\0\0\0\0\0\0", "devmajor"),
    PATCH("no number in devminor", TEST_USTAR, MINOR, "x\0\0\0\0\0\0\0", "devminor"),
    GOOD("device numbers of NULs", TEST_USTAR, MAJOR, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
    /* base 256 */
    GOOD("a base-256 size", TEST_GNU, SIZE, "\x80\0\0\0\0\0\0\0\0\0\0\4"),
    GOOD("the largest size", TEST_GNU, SIZE, "\x80\0\0\0\x7f\xff\xff\xff\xff\xff\xff\xff"),
    PATCH("one above it", TEST_GNU, SIZE, "\x80\0\0\0\x80\0\0\0\0\0\0\0", "size"),
    PATCH("more than 64 bits", TEST_GNU, SIZE, "\x80\1\0\0\0\0\0\0\0\0\0\0", "size"),
    PATCH("a negative base-256 size", TEST_GNU, SIZE,
          "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", "size"),
    PATCH("base 256 that begins with 0x81", TEST_GNU, SIZE, "\x81\0\0\0\0\0\0\0\0\0\0\4", "size"),
    PATCH("base 256 that begins with 0xc0", TEST_GNU, SIZE, "\xc0\0\0\0\0\0\0\0\0\0\0\4", "size"),
    PATCH("a negative uid", TEST_GNU, UID, "\xff\xff\xff\xff\xff\xff\xff\xfe", "uid"),
    PATCH("a negative gid", TEST_GNU, GID, "\xff\xff\xff\xff\xff\xff\xff\xfe", "gid"),
    PATCH("a negative mode", TEST_GNU, MODE, "\xff\xff\xff\xff\xff\xff\xff\xfe", "mode"),
    GOOD("the largest uid", TEST_GNU, UID, "\x80\0\0\0\xff\xff\xff\xfe"),
    PATCH("one above it", TEST_GNU, UID, "\x80\0\0\0\xff\xff\xff\xff", "uid"),
    PATCH("a gid of 2^32", TEST_GNU, GID, "\x80\0\0\1\0\0\0\0", "gid"),
    GOOD("a negative mtime", TEST_GNU, MTIME, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"),
    GOOD("the last mtime", TEST_GNU, MTIME, "\x80\0\0\0\0\x80\0\0\0\0\0\0"),
    PATCH("one second later", TEST_GNU, MTIME, "\x80\0\0\0\0\x80\0\0\0\0\0\1", "mtime"),
    GOOD("the first mtime", TEST_GNU, MTIME, "\xff\xff\xff\xff\xff\x80\0\0\0\0\0\0"),
    PATCH("one second earlier", TEST_GNU, MTIME, "\xff\xff\xff\xff\xff\x7f\xff\xff\xff\xff\xff\xff",
          "mtime"),
    PATCH("an mtime below 64 bits", TEST_GNU, MTIME, "\xff\xff\xff\xfe\0\0\0\0\0\0\0\0", "mtime"),
    PATCH("an mtime whose sign is lost", TEST_GNU, MTIME, "\xff\xff\xff\xff\x7f\0\0\0\0\0\0\0",
          "mtime"),
};

static void make(const patched *c, unsigned char header[TEST_TAR_BLOCK])
{
    og_buf buf;
    og_buf_init(&buf);
    test_tar_add(&buf, &(test_tar_entry){.name = "f", .dialect = c->dialect});
    memcpy(header, buf.data, TEST_TAR_BLOCK);
    og_buf_fini(&buf);
    memcpy(header + c->offset, c->bytes, c->length);
    test_tar_seal(header);
}

Test(tar_header, reads_what_all_readers_read_alike_and_names_the_field_otherwise)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const patched *c = &cases[i];
        unsigned char header[TEST_TAR_BLOCK];
        make(c, header);
        og_tar_header out;
        og_tar_flaw flaw = {0};
        const bool is_good = og_tar_header_read(header, &out, &flaw);
        cr_expect(is_good == (c->field == NULL), "%s: %s", c->name, is_good ? "good" : flaw.text);
        cr_expect(flaw.is_set == !is_good, "%s", c->name);
        if (is_good || c->field == NULL)
            continue;
        cr_expect(strcmp(flaw.field, c->field) == 0, "%s: field %s", c->name, flaw.field);
        cr_expect(flaw.kind == c->kind, "%s: kind %d", c->name, flaw.kind);
        cr_expect(flaw.text[0] != '\0', "%s", c->name);
    }
}

Test(tar_header, gives_the_fields_of_a_header)
{
    og_buf buf;
    og_buf_init(&buf);
    test_tar_add(&buf, &(test_tar_entry){.name = "link",
                                         .type = '2',
                                         .link = "target",
                                         .mode = 0104755,
                                         .uid = 1000,
                                         .gid = 1001});
    og_tar_header h;
    og_tar_flaw flaw = {0};
    cr_assert(og_tar_header_read((const uint8_t *)buf.data, &h, &flaw));
    cr_expect(h.type == '2' && h.mode == 04755 && h.uid == 1000 && h.gid == 1001 && h.size == 0);
    cr_expect(h.name_length == 4 && memcmp(h.name, "link", 4) == 0);
    cr_expect(h.link_length == 6 && memcmp(h.link, "target", 6) == 0);
    cr_expect(h.prefix_length == 0);
    og_buf_fini(&buf);
}

Test(tar_header, has_no_prefix_in_a_gnu_header)
{
    unsigned char header[TEST_TAR_BLOCK];
    const patched c = GOOD("", TEST_GNU, CTIME, "14500000000\0");
    make(&c, header);
    og_tar_header h;
    og_tar_flaw flaw = {0};
    cr_assert(og_tar_header_read(header, &h, &flaw));
    cr_expect(h.prefix_length == 0);
}

Test(tar_header, wants_no_size_on_what_has_no_body)
{
    for (char type = '1'; type <= '6'; type++) {
        for (unsigned size = 0; size < 2; size++) {
            og_buf buf;
            og_buf_init(&buf);
            test_tar_add(
                &buf, &(test_tar_entry){
                          .name = "f", .type = type, .link = "t", .has_size = true, .size = size});
            og_tar_header h;
            og_tar_flaw flaw = {0};
            cr_expect(og_tar_header_read((const uint8_t *)buf.data, &h, &flaw) == (size == 0),
                      "type %c, size %u", type, size);
            cr_expect(size == 0 ||
                          (strcmp(flaw.field, "size") == 0 && strcmp(flaw.expected, "0") == 0 &&
                           strcmp(flaw.found, "1") == 0),
                      "type %c", type);
            og_buf_fini(&buf);
        }
    }
}

Test(tar_header, takes_a_slash_in_the_raw_name_of_type_nul_for_a_directory_of_others)
{
    unsigned char header[TEST_TAR_BLOCK];
    const patched c = GOOD("", TEST_USTAR, 0, "f/");
    make(&c, header);
    header[TYPE] = 0;
    test_tar_seal(header);
    og_tar_header h;
    og_tar_flaw flaw = {0};
    cr_expect(!og_tar_header_read(header, &h, &flaw));
    cr_expect_str_eq(flaw.field, "name");
}

Test(tar_header, takes_the_unsigned_checksum_alone)
{
    unsigned char header[TEST_TAR_BLOCK];
    const patched c = GOOD("", TEST_USTAR, 0, "\xe9\xe9\xe9\xe9");
    make(&c, header);
    og_tar_header h;
    og_tar_flaw flaw = {0};
    cr_expect(og_tar_header_read(header, &h, &flaw));
    unsigned sum = 0;
    for (size_t i = 0; i < TEST_TAR_BLOCK; i++)
        sum += i >= 148 && i < 156 ? ' ' : (unsigned)header[i];
    static const struct {
        const char *name;
        int width;
        char fill; /* in front */
        int change;
        const char *end;
        bool is_good;
    } checksums[] = {
        {"as GNU tar writes it", 6, '0', 0, "", true},
        {"seven digits", 7, '0', 0, "", true},
        {"eight digits", 8, '0', 0, "", true},
        {"spaces in front", 7, ' ', 0, " ", true},
        {"one too much", 6, '0', 1, "", false},
        {"one too little", 6, '0', -1, "", false},
        {"the sum of signed bytes", 6, '0', -4 * 256, "", false},
        {"a letter behind the digits", 6, '0', 0, "x", false},
        {"a letter behind a space", 6, '0', 0, " x", false},
    };
    for (size_t i = 0; i < sizeof checksums / sizeof checksums[0]; i++) {
        char text[32];
        (void)snprintf(text, sizeof text, "%0*o%s", checksums[i].width,
                       sum + (unsigned)checksums[i].change, checksums[i].end);
        for (char *c0 = text; *c0 == '0'; c0++)
            *c0 = checksums[i].fill;
        memset(header + 148, 0, 8);
        memcpy(header + 148, text, strlen(text) < 8 ? strlen(text) : 8);
        flaw = (og_tar_flaw){0};
        const bool is_good = og_tar_header_read(header, &h, &flaw);
        cr_expect(is_good == checksums[i].is_good, "%s", checksums[i].name);
        cr_expect(og_tar_checksum_is_right(header) == is_good, "%s", checksums[i].name);
        cr_expect(is_good || strcmp(flaw.field, "chksum") == 0, "%s", checksums[i].name);
    }
}

Test(tar_header, notices_every_flipped_bit)
{
    unsigned char header[TEST_TAR_BLOCK];
    make(&cases[0], header);
    for (size_t bit = 0; bit < TEST_TAR_BLOCK * 8; bit++) {
        /* A space is as good as the NUL at the end of the checksum and the zero at its begin. */
        if ((bit / 8 >= 154 && bit / 8 < 156) || bit == 148 * 8 + 4)
            continue;
        header[bit / 8] ^= (unsigned char)(1u << bit % 8);
        og_tar_header h;
        og_tar_flaw flaw = {0};
        cr_expect(!og_tar_header_read(header, &h, &flaw), "bit %zu", bit);
        header[bit / 8] ^= (unsigned char)(1u << bit % 8);
    }
}

Test(tar_header, shows_the_bytes_of_a_field_up_to_the_last)
{
    unsigned char header[TEST_TAR_BLOCK];
    const patched c = PATCH("", TEST_USTAR, SIZE, "4\0004z\0\0\0\0\0\0\0\0", "size");
    make(&c, header);
    og_tar_header h;
    og_tar_flaw flaw = {0};
    cr_expect(!og_tar_header_read(header, &h, &flaw));
    cr_expect_str_eq(flaw.found, "4\\04z");
}

Test(tar_header, knows_a_zero_block)
{
    uint8_t block[OG_TAR_BLOCK_BYTES] = {0};
    cr_expect(og_tar_block_is_zero(block));
    block[511] = 1;
    cr_expect(!og_tar_block_is_zero(block));
    block[511] = 0;
    block[0] = 1;
    cr_expect(!og_tar_block_is_zero(block));
}
