/* What first bytes tell: compression, and a name for what is neither tar nor JSON. */
#include "base/utf8.h"
#include "blob/blob_internal.h"
#include "blob/codec.h"
#include "blob/zstd_frame.h"

#include <string.h>

#define MAGIC_BYTES_MAX 16u

typedef struct magic {
    size_t offset;
    size_t length;
    const char *bytes;
    const char *text;
} magic;

/* The length is that of a literal, which may hold NUL. */
#define MAGIC(offset, bytes, text)                                                                 \
    {                                                                                              \
        (offset), sizeof(bytes) - 1, (bytes), (text)                                               \
    }

/* The first that fits; longer magics before those that they contain. */
static const magic magics[] = {
    MAGIC(0, "\177ELF", "an ELF program"),
    MAGIC(0, "MZ", "a Windows program"),
    MAGIC(0, "\xfe\xed\xfa\xce", "a Mach-O program"),
    MAGIC(0, "\xfe\xed\xfa\xcf", "a Mach-O program"),
    MAGIC(0, "\xce\xfa\xed\xfe", "a Mach-O program"),
    MAGIC(0, "\xcf\xfa\xed\xfe", "a Mach-O program"),
    MAGIC(0, "\xca\xfe\xba\xbe\x00\x00\x00\x01", "a Mach-O program"),
    MAGIC(0, "\xca\xfe\xba\xbe\x00\x00\x00\x02", "a Mach-O program"),
    MAGIC(0, "\xca\xfe\xba\xbe", "a Java class"),
    MAGIC(0, "\0asm", "a WebAssembly module"),
    MAGIC(0, "#!", "a script"),
    MAGIC(0, "PK\x03\x04", "a ZIP archive"),
    MAGIC(0, "PK\x05\x06", "a ZIP archive"),
    MAGIC(0, "PK\x07\x08", "a ZIP archive"),
    MAGIC(0, "7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    MAGIC(0, "Rar!\x1a\x07", "a RAR archive"),
    MAGIC(0, "!<arch>\ndebian-binary", "a Debian package"),
    MAGIC(0, "!<arch>\n", "an ar archive"),
    MAGIC(0, "\xed\xab\xee\xdb", "an RPM package"),
    MAGIC(0, "ADB.", "an Alpine package"),
    MAGIC(0, "070701", "a cpio archive"),
    MAGIC(0, "070702", "a cpio archive"),
    MAGIC(0, "070707", "a cpio archive"),
    MAGIC(0, "\xc7\x71", "a cpio archive"),
    MAGIC(0, "\x71\xc7", "a cpio archive"),
    MAGIC(0, "MSCF\x00\x00\x00\x00", "a cabinet archive"),
    MAGIC(0, "xar!", "a xar archive"),
    MAGIC(0, "hsqs", "a squashfs file system"),
    MAGIC(0, "sqsh", "a squashfs file system"),
    MAGIC(0, "QFI\xfb", "a QEMU disk image"),
    MAGIC(0, "KDMV", "a VMware disk image"),
    MAGIC(0, "# v2 git bundle\n", "a git bundle"),
    MAGIC(0, "# v3 git bundle\n", "a git bundle"),
    MAGIC(0, "PACK\x00\x00\x00\x02", "a git pack"),
    MAGIC(0, "SQLite format 3\x00", "an SQLite database"),
    MAGIC(0, "\x89HDF\r\n\x1a\n", "an HDF5 file"),
    MAGIC(0, "PAR1", "a Parquet file"),
    MAGIC(0, "GGUF", "a GGUF model"),
    MAGIC(0, "%PDF-", "a PDF document"),
    MAGIC(0, "%!PS", "a PostScript document"),
    MAGIC(0, "\x89PNG\r\n\x1a\n", "a PNG image"),
    MAGIC(0, "\xff\xd8\xff", "a JPEG image"),
    MAGIC(0, "GIF87a", "a GIF image"),
    MAGIC(0, "GIF89a", "a GIF image"),
    MAGIC(8, "WEBP", "a WebP image"),
    MAGIC(8, "WAVE", "a WAV file"),
    MAGIC(0, "OggS", "an Ogg file"),
    MAGIC(0, "ID3", "an MP3 file"),
    MAGIC(4, "ftyp", "an MP4 file"),
    MAGIC(0, "\x04\x22\x4d\x18", "lz4 data"),
    MAGIC(0, "LZIP", "lzip data"),
    MAGIC(0, "\x5d\x00\x00", "lzma data"),
    MAGIC(0, "\x89LZO\x00", "lzop data"),
    MAGIC(0, "LRZI", "lrzip data"),
    MAGIC(0, "GRZipII", "grzip data"),
    MAGIC(0, "\x1f\x9d", "compress data"),
    MAGIC(0, "-----BEGIN PGP", "an OpenPGP file"),
    MAGIC(0, "-----BEGIN ", "a PEM file"),
    MAGIC(0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a Microsoft Office document"),
};

/* Text magics, behind a byte order mark and white space, in either case. */
static const struct {
    const char *text, *name;
} markups[] = {
    {"<?xml", "an XML document"}, {"<!doctype html", "an HTML page"}, {"<html", "an HTML page"},
    {"<svg", "an SVG image"},     {"{", "a JSON document"},           {"[", "a JSON document"},
};

static bool begins_with(const uint8_t *bytes, size_t length, const void *expected, size_t size)
{
    return length >= size && memcmp(bytes, expected, size) == 0;
}

og_compression og_compression_sniff(const uint8_t *bytes, size_t length)
{
    if (begins_with(bytes, length, "\x1f\x8b", 2))
        return OG_COMPRESSION_GZIP;
    if (length >= OG_ZSTD_MAGIC_BYTES && og_zstd_find_magic(bytes, length) != OG_ZSTD_NONE)
        return OG_COMPRESSION_ZSTD;
    if (begins_with(bytes, length, "\3757zXZ\0", 6))
        return OG_COMPRESSION_XZ;
    /* The block magic too: "BZh" and a digit may begin a text. The second is that of no block. */
    if (length >= 8 && memcmp(bytes, "BZh", 3) == 0 && bytes[3] >= '1' && bytes[3] <= '9' &&
        (memcmp(bytes + 4, "1AY&", 4) == 0 || memcmp(bytes + 4, "\x17\x72\x45\x38", 4) == 0))
        return OG_COMPRESSION_BZIP2;
    return OG_COMPRESSION_NONE;
}

static const char *find_compression(const uint8_t *bytes, size_t length)
{
    switch (og_compression_sniff(bytes, length)) {
    case OG_COMPRESSION_GZIP:
        return "gzip data";
    case OG_COMPRESSION_ZSTD:
        return "zstd data";
    case OG_COMPRESSION_XZ:
        return "xz data";
    case OG_COMPRESSION_BZIP2:
        return "bzip2 data";
    case OG_COMPRESSION_NONE:
        break;
    }
    return NULL;
}

static uint8_t to_lower(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c + ('a' - 'A')) : c;
}

static const char *find_markup(const uint8_t *bytes, size_t length)
{
    const size_t start = og_text_start(bytes, length);
    for (size_t i = 0; i < sizeof markups / sizeof markups[0]; i++) {
        const char *text = markups[i].text;
        size_t at = start;
        while (*text != '\0' && at < length && to_lower(bytes[at]) == (uint8_t)*text) {
            at++;
            text++;
        }
        if (*text == '\0')
            return markups[i].name;
    }
    return NULL;
}

/* UTF-8 without control characters but those of a text; the last character may be cut. */
static bool is_text(const uint8_t *bytes, size_t length)
{
    for (size_t i = 0; i < length;) {
        uint32_t code_point = 0;
        const size_t size = og_utf8_decode((const char *)bytes + i, length - i, &code_point);
        if (size == 0)
            return bytes[i] >= 0xc2 && length - i < 4 && i > 0;
        if (code_point == 0x7f ||
            (code_point < 0x20 && strchr("\t\n\f\r\x1b", (int)code_point) == NULL) ||
            code_point == 0)
            return false;
        i += size;
    }
    return length > 0;
}

static bool is_zero(const uint8_t *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (bytes[i] != 0)
            return false;
    }
    return length > 0;
}

const char *og_looks_like(const uint8_t *bytes, size_t length)
{
    const char *compression = find_compression(bytes, length);
    if (compression != NULL)
        return compression;
    for (size_t i = 0; i < sizeof magics / sizeof magics[0]; i++) {
        if (length >= magics[i].offset &&
            begins_with(bytes + magics[i].offset, length - magics[i].offset, magics[i].bytes,
                        magics[i].length))
            return magics[i].text;
    }
    const char *markup = find_markup(bytes, length);
    if (markup != NULL)
        return markup;
    if (is_zero(bytes, length))
        return "zeros";
    return is_text(bytes, length) ? "a text file" : NULL;
}
