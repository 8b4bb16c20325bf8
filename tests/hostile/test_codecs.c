/* Compression: bombs, trailers, hidden members, decoders that the bytes would like to choose. */
#define _GNU_SOURCE
#include "hostile/hostile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

/* The blob of the second layer as it would be, to be changed; its name follows from the bytes. */
static og_buf *raw_blob(hostile_fixture *f)
{
    test_layer *layer = f->image->layers[1];
    layer->packing.codec = f->row->number == TEST_ZSTD ? TEST_ZSTD : TEST_GZIP;
    test_archive_seal(f->archive);
    layer->has_raw_blob = true;
    return &layer->blob.bytes;
}

static void bad_crc(hostile_fixture *f)
{
    og_buf *blob = raw_blob(f);
    test_flip_bit(blob, blob->length - 8, 3);
}

static void bad_length(hostile_fixture *f)
{
    og_buf *blob = raw_blob(f);
    test_flip_bit(blob, blob->length - 1, 0);
}

/* text: how many bytes are cut off */
static void cut(hostile_fixture *f)
{
    og_buf *blob = raw_blob(f);
    test_truncate(blob, blob->length - strtoul(f->row->text, NULL, 10));
}

static void garbage(hostile_fixture *f)
{
    test_append(raw_blob(f), f->row->text, strlen(f->row->text));
}

static void zeros_behind(hostile_fixture *f)
{
    test_append_zeros(raw_blob(f), 512);
}

static void add_member(og_buf *blob, const char *text, size_t length)
{
    test_pack(blob, text, length, &(test_packing){.codec = TEST_GZIP});
}

static void second_member_bad(hostile_fixture *f)
{
    og_buf *blob = raw_blob(f);
    add_member(blob, "", 0);
    test_flip_bit(blob, blob->length - 6, 0);
}

/* A file that the diff_id does not know of. */
static void hidden_member(hostile_fixture *f)
{
    og_buf tar;
    og_buf_init(&tar);
    test_tar_file(&tar, "evil", 0755, "evil\n");
    test_tar_end_add(&tar, TEST_END_TWO_BLOCKS);
    add_member(raw_blob(f), tar.data, tar.length);
    og_buf_fini(&tar);
}

/* RFC 1952: FHCRC are the two low bytes of the CRC-32 of the header. */
static void header_crc(hostile_fixture *f)
{
    og_buf *blob = raw_blob(f);
    og_buf with;
    og_buf_init(&with);
    og_buf_add(&with, blob->data, 10);
    with.data[3] |= 2;
    const uLong crc = crc32(0, (const Bytef *)with.data, 10);
    og_buf_char(&with, (char)(crc & 0xff));
    og_buf_char(&with, (char)((crc >> 8 & 0xff) ^ (f->row->text == NULL ? 0 : 1)));
    og_buf_add(&with, blob->data + 10, blob->length - 10);
    og_buf_clear(blob);
    og_buf_add(blob, with.data, with.length);
    og_buf_fini(&with);
}

static void packed_twice(hostile_fixture *f)
{
    og_buf *blob = raw_blob(f);
    og_buf twice;
    og_buf_init(&twice);
    add_member(&twice, blob->data, blob->length);
    og_buf_clear(blob);
    og_buf_add(blob, twice.data, twice.length);
    og_buf_fini(&twice);
}

/* A frame header alone, without a content size. RFC 8878, 3.1.1.1: text is the window descriptor.
 */
static void window(hostile_fixture *f)
{
    og_buf *blob = raw_blob(f);
    og_buf_clear(blob);
    og_buf_add(blob, "\x28\xb5\x2f\xfd\x00", 5);
    og_buf_char(blob, f->row->text[0]);
    /* one raw block that is the last: the layer as it is */
    const og_buf *tar = &f->image->layers[1]->tar;
    const unsigned head = 1u | (unsigned)(tar->length << 3);
    og_buf_char(blob, (char)(head & 0xff));
    og_buf_char(blob, (char)(head >> 8 & 0xff));
    og_buf_char(blob, (char)(head >> 16 & 0xff));
    og_buf_add(blob, tar->data, tar->length);
}

/* The bytes are packed as `text` says, the media type stays that of `number`. */
static void other_codec(hostile_fixture *f)
{
    og_buf *blob = raw_blob(f);
    test_layer *layer = f->image->layers[1];
    test_codec codec = TEST_PLAIN;
    while (strcmp(test_codec_name(codec), f->row->text) != 0)
        codec++;
    og_buf_clear(blob);
    test_pack(blob, layer->tar.data, layer->tar.length, &(test_packing){.codec = codec});
    if (f->row->number == TEST_PLAIN)
        layer->packing.codec = TEST_PLAIN;
}

static void zstd_bad_checksum(hostile_fixture *f)
{
    og_buf *blob = raw_blob(f);
    test_flip_bit(blob, blob->length - 1, 0);
}

/* Both kinds of a second list of contents: skippable frames, and annotations of the descriptor. */
static void two_tocs(hostile_fixture *f)
{
    og_buf *blob = raw_blob(f);
    static const char frame[] = "\x50\x2a\x4d\x18\x04\0\0\0GNU!\x5e\x2a\x4d\x18\x04\0\0\0TOC!";
    test_append(blob, frame, sizeof frame - 1);
    f->image->layers[1]->blob.promise.extra =
        ",\"annotations\":{\"io.github.containers.zstd-chunked.manifest-position\":\"1:2:3:1\","
        "\"containerd.io/snapshot/stargz/toc.digest\":\"" TEST_WRONG_DIGEST "\"}";
}

/* A layer of zeros, many times as large as its blob. */
static void bomb(hostile_fixture *f)
{
    test_layer *layer = test_layer_add(f->archive, f->image);
    layer->packing.codec = (test_codec)f->row->number;
    og_buf body;
    og_buf_init(&body);
    test_append_zeros(&body, 8u << 20);
    test_tar_add(&layer->tar,
                 &(test_tar_entry){.name = "zeros", .body = body.data, .length = body.length});
    test_tar_end_add(&layer->tar, TEST_END_TWO_BLOCKS);
    og_buf_fini(&body);
}

static void many_entries(hostile_fixture *f)
{
    test_layer *layer = test_layer_add(f->archive, f->image);
    for (int i = 0; i < 10001; i++) {
        char name[16];
        (void)snprintf(name, sizeof name, "f%d", i);
        test_tar_file(&layer->tar, name, 0644, "");
    }
    test_tar_end_add(&layer->tar, TEST_END_TWO_BLOCKS);
}

/* A program of that name in PATH would leave a file. */
static void other_programs(hostile_fixture *f)
{
    og_buf *blob = raw_blob(f);
    og_buf_clear(blob);
    og_buf_text(blob, f->row->text);
    test_append_zeros(blob, 60);
    char path[HOSTILE_PATH_SIZE];
    static const char *const names[] = {"lrzip", "grzip", "unpigz", "xz", "unzstd"};
    for (size_t i = 0; i < TEST_COUNT(names); i++) {
        (void)snprintf(path, sizeof path, "%s/bin/%s", f->tmp.path, names[i]);
        const char *script = test_text(f->archive, "#!/bin/sh\n: >%s/ran\n", f->tmp.path);
        test_write_file(path, script, strlen(script));
        test_require(access(path, F_OK) == 0, "no %s", path);
    }
}

static void run_with_programs(hostile_fixture *f)
{
    hostile_command_run run;
    const char *script =
        test_text(f->archive,
                  "chmod 755 %s/bin/*; PATH=%s/bin:$PATH \"$OCIGATE\" --format json "
                  "\"$INPUT\" 2>&1",
                  f->tmp.path, f->tmp.path);
    hostile_command(f, script, &run);
    const char *ran = test_text(f->archive, "%s/ran", f->tmp.path);
    if (run.status != 1 || access(ran, F_OK) == 0 ||
        strstr(og_buf_string(&run.out), f->row->expected) == NULL)
        og_buf_format(&f->why, "\n  status %d: %.400s", run.status, og_buf_string(&run.out));
    og_buf_fini(&run.out);
}

#define RAW(row_id, row_name, rules, function)                                                     \
    {                                                                                              \
        .id = row_id, .name = row_name, .expected = rules, .before = function,                     \
        .form = TEST_FORM_OCI                                                                      \
    }
#define RAW_TEXT(row_id, row_name, rules, function, words)                                         \
    {                                                                                              \
        .id = row_id, .name = row_name, .expected = rules, .before = function, .text = words,      \
        .form = TEST_FORM_OCI                                                                      \
    }
#define ZSTD(row_id, row_name, rules, function, words)                                             \
    {                                                                                              \
        .id = row_id, .name = row_name, .expected = rules, .before = function, .text = words,      \
        .number = TEST_ZSTD, .form = TEST_FORM_OCI, .setup = {                                     \
            .profile = "oci"                                                                       \
        }                                                                                          \
    }
#define CUT(n) RAW_TEXT("H-055", "cut by " n, "layer-corrupt", cut, n)

static const hostile_row rows[] = {
    {.id = "H-050",
     .name = "gzip bomb, limit lowered",
     .expected = "layer-bomb",
     .before = bomb,
     .number = TEST_GZIP,
     .form = TEST_FORM_OCI,
     .setup = {.limits = {{OCIGATE_LIMIT_LAYER_BYTES, 1 << 20}}}},
    {.id = "H-051",
     .name = "zstd bomb, limit lowered",
     .expected = "layer-bomb",
     .before = bomb,
     .number = TEST_ZSTD,
     .form = TEST_FORM_OCI,
     .setup = {.profile = "oci", .limits = {{OCIGATE_LIMIT_LAYER_BYTES, 1 << 20}}}},
    {.id = "H-053",
     .name = "too many entries, limit lowered",
     .expected = "archive-limit",
     .before = many_entries,
     .form = TEST_FORM_OCI,
     .setup = {.limits = {{OCIGATE_LIMIT_ENTRIES, 10000}}}},
    RAW("H-054", "bad CRC", "layer-corrupt", bad_crc),
    RAW("H-054", "bad length", "layer-corrupt", bad_length),
    CUT("1"),
    CUT("2"),
    CUT("3"),
    CUT("4"),
    CUT("5"),
    CUT("6"),
    CUT("7"),
    CUT("8"),
    CUT("9"),
    CUT("10"),
    CUT("11"),
    CUT("12"),
    CUT("13"),
    CUT("14"),
    CUT("15"),
    CUT("16"),
    CUT("17"),
    CUT("18"),
    CUT("19"),
    CUT("20"),
    RAW_TEXT("H-056", "garbage", "layer-trailing-data", garbage, "GARBAGE"),
    RAW("H-057", "zeros", "layer-trailing-data", zeros_behind),
    RAW("H-058", "second member bad", "layer-corrupt", second_member_bad),
    RAW("H-059", "header checksum right", "", header_crc),
    RAW_TEXT("H-059", "header checksum wrong", "layer-corrupt", header_crc, "wrong"),
    RAW("H-060", "hidden member", "diff-id-mismatch layer-trailing-data", hidden_member),
    ZSTD("H-061", "two lists of contents", "", two_tocs, NULL),
    RAW("H-062", "packed twice", "layer-not-tar diff-id-mismatch", packed_twice),
    ZSTD("H-063", "window of 2 GiB", "archive-limit", window, "\xa8"),
    ZSTD("H-063", "window of 3.75 TiB", "archive-limit", window, "\xff"),
    ZSTD("H-063", "window of 128 MiB", "", window, "\x88"),
    {.id = "H-064",
     .name = "xz as gzip",
     .expected = "layer-compression-mismatch layer-not-tar",
     .before = other_codec,
     .text = "xz",
     .number = TEST_GZIP,
     .form = TEST_FORM_OCI},
    {.id = "H-064",
     .name = "bzip2 as gzip",
     .expected = "layer-compression-mismatch layer-not-tar",
     .before = other_codec,
     .text = "bzip2",
     .number = TEST_GZIP,
     .form = TEST_FORM_OCI},
    {.id = "H-065",
     .name = "gzip as tar",
     .expected = "layer-compression-mismatch",
     .before = other_codec,
     .text = "gzip",
     .number = TEST_PLAIN,
     .form = TEST_FORM_OCI},
    {.id = "H-065",
     .name = "tar as gzip",
     .expected = "layer-compression-mismatch",
     .before = other_codec,
     .text = "none",
     .number = TEST_GZIP,
     .form = TEST_FORM_OCI},
    {.id = "H-066",
     .name = "zstd as gzip",
     .expected = "layer-compression-mismatch layer-zstd=W",
     .before = other_codec,
     .text = "zstd",
     .number = TEST_GZIP,
     .form = TEST_FORM_OCI},
    {.id = "H-067",
     .name = "lrzip",
     .expected = "layer-compression-mismatch",
     .before = other_programs,
     .custom = run_with_programs,
     .text = "LRZI",
     .form = TEST_FORM_OCI},
    {.id = "H-067",
     .name = "grzip",
     .expected = "layer-compression-mismatch",
     .before = other_programs,
     .custom = run_with_programs,
     .text = "GRZipII",
     .form = TEST_FORM_OCI},
    ZSTD("H-069", "bad checksum", "layer-corrupt", zstd_bad_checksum, NULL),
    ZSTD("H-069", "cut", "layer-corrupt", cut, "5"),
    ZSTD("H-069", "garbage", "layer-trailing-data", garbage, "GARBAGE"),
};

const hostile_table hostile_codecs = HOSTILE_TABLE("codecs", rows);
