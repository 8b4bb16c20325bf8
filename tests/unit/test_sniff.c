#include "blob/blob.h"
#include "blob/codec.h"

#include <criterion/criterion.h>
#include <string.h>

#define BYTES(literal) literal, sizeof(literal) - 1

static const struct {
    const char *bytes;
    size_t length;
    og_compression compression;
} compressions[] = {
    {BYTES(""), OG_COMPRESSION_NONE},
    {BYTES("\x1f"), OG_COMPRESSION_NONE},
    {BYTES("\x1f\x8b"), OG_COMPRESSION_GZIP},
    {BYTES("\x1f\x8b\x08\0\0\0\0\0"), OG_COMPRESSION_GZIP},
    {BYTES("\x1f\x9d"), OG_COMPRESSION_NONE},
    {BYTES("\x28\xb5\x2f"), OG_COMPRESSION_NONE},
    {BYTES("\x28\xb5\x2f\xfd"), OG_COMPRESSION_ZSTD},
    {BYTES("\x50\x2a\x4d\x18"), OG_COMPRESSION_ZSTD},
    {BYTES("\x5f\x2a\x4d\x18"), OG_COMPRESSION_ZSTD},
    {BYTES("\x60\x2a\x4d\x18"), OG_COMPRESSION_NONE},
    {BYTES("\x4f\x2a\x4d\x18"), OG_COMPRESSION_NONE},
    {BYTES("\x25\xb5\x2f\xfd"), OG_COMPRESSION_ZSTD},
    {BYTES("\3757zXZ\0"), OG_COMPRESSION_XZ},
    {BYTES("\3757zXZ"), OG_COMPRESSION_NONE},
    {BYTES("BZh91AY&"), OG_COMPRESSION_BZIP2},
    {BYTES("BZh1\x17\x72\x45\x38"), OG_COMPRESSION_BZIP2},
    {BYTES("BZh01AY&"), OG_COMPRESSION_NONE},
    {BYTES("BZh9 you"), OG_COMPRESSION_NONE},
    {BYTES("BZh91AY"), OG_COMPRESSION_NONE},
};

Test(sniff, tells_compressions_by_their_whole_magic)
{
    for (size_t i = 0; i < sizeof compressions / sizeof compressions[0]; i++)
        cr_assert_eq(
            og_compression_sniff((const uint8_t *)compressions[i].bytes, compressions[i].length),
            compressions[i].compression, "row %zu", i);
}

Test(sniff, names_compressions)
{
    static const char *const names[] = {"none", "gzip", "zstd", "xz", "bzip2"};
    for (size_t i = 0; i < 5; i++)
        cr_assert_str_eq(og_compression_name((og_compression)i), names[i]);
    cr_assert_str_eq(og_compression_name((og_compression)99), "unknown");
}

static const struct {
    const char *bytes;
    size_t length;
    const char *text;
} looks[] = {
    {BYTES(""), NULL},
    {BYTES("\177ELF\x02\x01\x01"), "an ELF program"},
    {BYTES("\177EL"), NULL},
    {BYTES("MZ\x90\0"), "a Windows program"},
    {BYTES("\xcf\xfa\xed\xfe"), "a Mach-O program"},
    {BYTES("\xca\xfe\xba\xbe\0\0\0\x02"), "a Mach-O program"},
    {BYTES("\xca\xfe\xba\xbe\0\0\0\x41"), "a Java class"},
    {BYTES("\0asm\x01\0\0\0"), "a WebAssembly module"},
    {BYTES("#!/bin/sh\n"), "a script"},
    {BYTES("PK\x03\x04"), "a ZIP archive"},
    {BYTES("7z\xbc\xaf\x27\x1c"), "a 7-Zip archive"},
    {BYTES("Rar!\x1a\x07\0"), "a RAR archive"},
    {BYTES("!<arch>\ndebian-binary   "), "a Debian package"},
    {BYTES("!<arch>\nfoo.o/"), "an ar archive"},
    {BYTES("\xed\xab\xee\xdb\x03"), "an RPM package"},
    {BYTES("070701000"), "a cpio archive"},
    {BYTES("hsqs"), "a squashfs file system"},
    {BYTES("# v2 git bundle\n"), "a git bundle"},
    {BYTES("SQLite format 3\0"), "an SQLite database"},
    {BYTES("%PDF-1.7"), "a PDF document"},
    {BYTES("\x89PNG\r\n\x1a\n"), "a PNG image"},
    {BYTES("\xff\xd8\xff\xe0"), "a JPEG image"},
    {BYTES("GIF89a"), "a GIF image"},
    {BYTES("-----BEGIN PRIVATE KEY-----\n"), "a PEM file"},
    {BYTES("<?xml version=\"1.0\"?>"), "an XML document"},
    {BYTES("\n <!DOCTYPE html>"), "an HTML page"},
    {BYTES("\xef\xbb\xbf<HTML>"), "an HTML page"},
    {BYTES(" {\"a\":1}"), "a JSON document"},
    {BYTES("\x1f\x8b\x08"), "gzip data"},
    {BYTES("\x28\xb5\x2f\xfd"), "zstd data"},
    {BYTES("\3757zXZ\0"), "xz data"},
    {BYTES("BZh91AY&SY"), "bzip2 data"},
    {BYTES("LRZI\0\x06"), "lrzip data"},
    {BYTES("GRZipII\0"), "grzip data"},
    {BYTES("\x04\x22\x4d\x18"), "lz4 data"},
    {BYTES("\0\0\0\0"), "zeros"},
    {BYTES("\0"), "zeros"},
    {BYTES("hello\n"), "a text file"},
    {BYTES("gr\xc3\xbc\xc3\x9f"), "a text file"},
    {BYTES("cut \xc3"), "a text file"},
    {BYTES("cut \xc3 not"), NULL},
    {BYTES("hello\0"), NULL},
    {BYTES("\xc3"), NULL},
    {BYTES("\x01\x02\x03"), NULL},
};

Test(sniff, names_other_content_with_an_article)
{
    for (size_t i = 0; i < sizeof looks / sizeof looks[0]; i++) {
        const char *text = og_looks_like((const uint8_t *)looks[i].bytes, looks[i].length);
        if (looks[i].text == NULL)
            cr_assert_null(text, "row %zu: %s", i, text);
        else
            cr_assert(text != NULL && strcmp(text, looks[i].text) == 0, "row %zu: %s, not %s", i,
                      text == NULL ? "nothing" : text, looks[i].text);
    }
}

Test(sniff, reads_nothing_behind_a_short_head)
{
    for (size_t i = 0; i < sizeof looks / sizeof looks[0]; i++) {
        for (size_t length = 0; length <= looks[i].length; length++) {
            uint8_t *copy = malloc(length + (length == 0));
            memcpy(copy, looks[i].bytes, length);
            (void)og_looks_like(copy, length);
            (void)og_compression_sniff(copy, length);
            free(copy);
        }
    }
}
