/* Headers that tar readers read differently; numbers, PAX records, sparse maps, ends. The entry is
   the last of a fourth layer, or of the outer archive. */
#include "hostile/hostile.h"

#include <stdio.h>
#include <string.h>

static og_buf *new_layer(hostile_fixture *f)
{
    return &test_layer_add(f->archive, f->image)->tar;
}

static void after(og_buf *tar)
{
    test_tar_file(tar, "after", 0644, "after\n");
    test_tar_end_add(tar, TEST_END_TWO_BLOCKS);
}

/* A member that is a whole tar entry: a good manifest.json to those who look for headers here. */
static void hidden(og_buf *out)
{
    test_tar_file(out, "manifest.json", 0644, "[]");
}

/* An entry with a hidden member for a body. text: records of an extended header before it.
   number: its type; the size is that of the body. */
static void body_on(hostile_fixture *f)
{
    og_buf *tar = new_layer(f);
    og_buf body;
    og_buf_init(&body);
    hidden(&body);
    const char type = (char)f->row->number;
    test_tar_add(tar,
                 &(test_tar_entry){.name = type == '5' || type == '0' ? "d/" : "odd",
                                   .type = type,
                                   .link = type == '1'   ? "var/task/app.py"
                                           : type == '2' ? "x"
                                                         : NULL,
                                   .body = body.data,
                                   .length = body.length,
                                   .pax = f->row->text,
                                   .pax_length = f->row->text == NULL ? 0 : strlen(f->row->text)});
    og_buf_fini(&body);
    after(tar);
}

/* The same as the last member of the outer archive. */
static void body_on_outer(hostile_fixture *f)
{
    og_buf body;
    og_buf_init(&body);
    hidden(&body);
    test_member *member = test_member_add(f->archive, "odd", '1', body.data, body.length);
    member->link = test_text(f->archive, "index.json");
    member->header.pax = f->row->text;
    member->header.pax_length = f->row->text == NULL ? 0 : strlen(f->row->text);
    test_member_move(f->archive, "odd", 0);
    og_buf_fini(&body);
}

/* Header and PAX sizes that differ. number: the size in the header. */
static void two_sizes(hostile_fixture *f)
{
    og_buf *tar = new_layer(f);
    og_buf body;
    og_buf_init(&body);
    hidden(&body);
    test_tar_add(tar, &(test_tar_entry){.name = "two",
                                        .body = body.data,
                                        .length = body.length,
                                        .has_size = true,
                                        .size = (uint64_t)f->row->number,
                                        .pax = f->row->text,
                                        .pax_length = strlen(f->row->text)});
    og_buf_fini(&body);
    after(tar);
}

/* Records of an extended header before a file of four bytes; number: their length, 0: of text. */
static void pax(hostile_fixture *f)
{
    og_buf *tar = new_layer(f);
    const size_t length = f->row->number == 0 ? strlen(f->row->text) : (size_t)f->row->number;
    test_tar_add(
        tar,
        &(test_tar_entry){
            .name = "pax", .body = "abcd", .length = 4, .pax = f->row->text, .pax_length = length});
    after(tar);
}

/* number: how many special entries of type text[0], whose body follows in text; then a file. */
static void specials(hostile_fixture *f)
{
    og_buf *tar = new_layer(f);
    for (long i = 0; i < f->row->number; i++)
        test_tar_add(tar, &(test_tar_entry){.name = "PaxHeaders/x",
                                            .type = f->row->text[0],
                                            .body = f->row->text + 1,
                                            .length = strlen(f->row->text) - 1});
    after(tar);
}

static void pax_dangling(hostile_fixture *f)
{
    og_buf *tar = new_layer(f);
    test_tar_add(tar,
                 &(test_tar_entry){
                     .name = "PaxHeaders/x", .type = 'x', .body = "13 comment=q\n", .length = 13});
    test_tar_end_add(tar, TEST_END_TWO_BLOCKS);
}

/* ---- sparse ---- */

#define SPARSE_10 "22 GNU.sparse.major=1\n22 GNU.sparse.minor=0\n"

static void sparse_pax(hostile_fixture *f)
{
    og_buf *tar = new_layer(f);
    og_buf map;
    og_buf_init(&map);
    og_buf_text(&map, f->row->text);
    for (long i = 0; i < f->row->number; i++)
        og_buf_text(&map, "0\n0\n");
    test_tar_add(tar, &(test_tar_entry){.name = "GNUSparseFile.0/s",
                                        .body = map.data,
                                        .length = map.length,
                                        .pax = SPARSE_10,
                                        .pax_length = sizeof SPARSE_10 - 1});
    og_buf_fini(&map);
    after(tar);
}

/* The old form: a header of type S, and blocks of 21 regions each that follow it. */
static void sparse_old(hostile_fixture *f)
{
    og_buf *tar = new_layer(f);
    test_tar_add(tar,
                 &(test_tar_entry){
                     .name = "s", .type = 'S', .dialect = TEST_GNU, .patches = {{482, "\1", 1}}});
    char block[TEST_TAR_BLOCK] = {0};
    block[504] = 1;
    for (long i = 0; i < f->row->number; i++)
        og_buf_add(tar, block, sizeof block);
    after(tar);
}

static void sparse_map(hostile_fixture *f)
{
    og_buf *tar = new_layer(f);
    og_buf records;
    og_buf map;
    og_buf_init(&records);
    og_buf_init(&map);
    for (long i = 0; i < f->row->number; i++)
        og_buf_text(&map, i == 0 ? "0,0" : ",0,0");
    test_tar_record(&records, "GNU.sparse.map", map.data, map.length);
    test_tar_add(tar,
                 &(test_tar_entry){.name = "s", .pax = records.data, .pax_length = records.length});
    og_buf_fini(&records);
    og_buf_fini(&map);
    after(tar);
}

/* ---- much before an entry ---- */

static void large_headers(hostile_fixture *f)
{
    og_buf *tar = new_layer(f);
    og_buf body;
    og_buf_init(&body);
    const bool is_pax = f->row->text[0] == 'x';
    og_buf value;
    og_buf_init(&value);
    for (int i = 0; i < 495000; i++)
        og_buf_text(&value, "a/");
    og_buf_char(&value, 'a');
    if (is_pax)
        test_tar_record(&body, "comment", value.data, value.length);
    else
        og_buf_add(&body, value.data, value.length);
    for (long i = 0; i < f->row->number; i++) {
        test_tar_add(tar, &(test_tar_entry){.name = "././@LongLink",
                                            .type = f->row->text[0],
                                            .dialect = is_pax ? TEST_USTAR : TEST_GNU,
                                            .body = body.data,
                                            .length = body.length});
        test_tar_add(tar, &(test_tar_entry){.name = test_text(f->archive, "f%ld", i),
                                            .dialect = is_pax ? TEST_USTAR : TEST_GNU});
    }
    og_buf_fini(&value);
    og_buf_fini(&body);
    after(tar);
}

/* ---- numbers ---- */

/* text: 12 bytes of the size field; number: what the body has. The second entry of the layer. */
static void size_field(hostile_fixture *f)
{
    og_buf *tar = new_layer(f);
    test_tar_file(tar, "first", 0644, "first\n");
    test_tar_add(tar, &(test_tar_entry){.name = "second",
                                        .body = "abcd",
                                        .length = (size_t)f->row->number,
                                        .dialect = TEST_GNU,
                                        .patches = {{124, f->row->text, 12}}});
    after(tar);
}

/* ---- ends ---- */

static void bad_checksum(hostile_fixture *f)
{
    og_buf *tar = new_layer(f);
    test_tar_file(tar, "first", 0644, "first\n");
    test_tar_add(tar, &(test_tar_entry){.name = "second", .has_bad_checksum = true});
    after(tar);
}

static void zero_blocks(hostile_fixture *f)
{
    og_buf *tar = new_layer(f);
    test_tar_file(tar, "first", 0644, "first\n");
    test_append_zeros(tar, (size_t)f->row->number * TEST_TAR_BLOCK);
    after(tar);
}

static void outer_end(hostile_fixture *f)
{
    f->archive->end = (test_tar_end)f->row->number;
}

static void member_behind(hostile_fixture *f)
{
    if (f->row->number == 1)
        test_truncate(&f->bytes, f->bytes.length - TEST_TAR_BLOCK);
    test_tar_file(&f->bytes, "behind", 0644, "behind\n");
    test_tar_end_add(&f->bytes, TEST_END_TWO_BLOCKS);
}

/* Cut at every 64th byte: it fails, or nothing but padding of the end is lost. */
static void cut_everywhere(hostile_fixture *f)
{
    for (size_t length = 0; length < f->bytes.length; length += 64) {
        test_run run;
        test_run_memory(&run, NULL, f->bytes.data, length, 0);
        const bool passes = ocigate_report_verdict(run.report) == OCIGATE_VERDICT_PASS;
        const bool warns = test_run_finding(&run, "archive-end-missing", NULL) != NULL;
        const size_t end = f->bytes.length - 1024;
        if (passes && (length < end || (length == end && !warns)))
            og_buf_format(&f->why, "\n  a pass of %zu bytes of %zu", length, f->bytes.length);
        test_run_fini(&run);
    }
}

#define ROW(row_id, row_name, rules, function, words, value)                                       \
    {                                                                                              \
        .id = row_id, .name = row_name, .expected = rules, .before = function, .text = words,      \
        .number = value, .form = TEST_FORM_OCI                                                     \
    }
#define BAD(row_id, row_name, function, words, value)                                              \
    ROW(row_id, row_name, "tar-ambiguous", function, words, value)

static const hostile_row rows[] = {
    BAD("H-070", "header 0, PAX the length", two_sizes, "13 size=1024\n", 0),
    BAD("H-071", "header the length, PAX 0", two_sizes, "10 size=0\n", 1024),
    BAD("H-072", "hard link with a body, PAX", body_on, "13 comment=q\n", '1'),
    {.id = "H-072",
     .name = "the same, outer archive",
     .expected = "tar-ambiguous input-unrecognized",
     .after = body_on_outer,
     .text = "13 comment=q\n",
     .form = TEST_FORM_OCI},
    BAD("H-073", "hard link with a body", body_on, NULL, '1'),
    {.id = "H-073",
     .name = "the same, outer archive",
     .expected = "tar-ambiguous input-unrecognized",
     .after = body_on_outer,
     .form = TEST_FORM_OCI},
    BAD("H-074", "directory with a body", body_on, "13 size=1024\n", '5'),
    BAD("H-075", "symbolic link with a body", body_on, NULL, '2'),
    BAD("H-075", "fifo with a body", body_on, NULL, '6'),
    BAD("H-075", "device with a body", body_on, NULL, '3'),
    BAD("H-076", "file with a slash", body_on, NULL, '0'),
    BAD("H-077", "PAX length", pax, "99 path=zz\n", 0),
    BAD("H-078", "no new line", pax, "13 comment=qq", 0),
    BAD("H-078", "no equals sign", pax, "8 path.\n", 0),
    BAD("H-078", "empty key", pax, "5 =x\n", 0),
    BAD("H-079", "NUL in a path", pax, "18 path=good\0evil\n", 18),
    BAD("H-080", "size 4x", pax, "11 size=4x\n", 0),
    BAD("H-081", "size +4", pax, "11 size=+4\n", 0),
    BAD("H-081", "size with a blank", pax, "11 size= 4\n", 0),
    BAD("H-081", "size 0x4", pax, "12 size=0x4\n", 0),
    BAD("H-082", "size of 20 digits", pax, "29 size=99999999999999999999\n", 0),
    BAD("H-082", "size -1", pax, "11 size=-1\n", 0),
    BAD("H-083", "an empty header", specials, "x", 1),
    BAD("H-084", "nothing behind", pax_dangling, NULL, 0),
    BAD("H-085", "global path", specials, "g12 path=new\n", 1),
    ROW("H-085", "global comment", "", specials, "g13 comment=q\n", 1),
    BAD("H-086", "a key twice", pax, "10 path=a\n10 path=b\n", 0),
    BAD("H-087", "40 headers", specials, "x13 comment=q\n", 40),
    ROW("H-088", "sparse map", "entry-sparse", sparse_pax, "1000000\n", 1000000),
    ROW("H-089", "sparse, old form", "entry-sparse", sparse_old, NULL, 20000),
    ROW("H-090", "sparse, 8 EiB", "entry-sparse", sparse_pax, "2\n0\n4\n9223372036854775807\n0\n",
        0),
    ROW("H-091", "sparse map in PAX", "?archive-limit entry-sparse", sparse_map, NULL, 250000),
    {.id = "H-092",
     .name = "500 headers of 990 kB",
     .expected = "archive-limit",
     .before = large_headers,
     .text = "x",
     .number = 70,
     .form = TEST_FORM_OCI,
     .seconds = HOSTILE_SECONDS_LONG},
    {.id = "H-093",
     .name = "long names of 990 kB",
     .expected = "archive-limit",
     .before = large_headers,
     .text = "L",
     .number = 70,
     .form = TEST_FORM_OCI,
     .seconds = HOSTILE_SECONDS_LONG},
    BAD("H-094", "size -1, base-256", size_field,
        "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 0),
    ROW("H-095", "size 2^63-1", "layer-corrupt", size_field,
        "\x80\0\0\0\x7f\xff\xff\xff\xff\xff\xff\xff", 4),
    BAD("H-096", "size -1, octal", size_field, "-0000000001", 0),
    BAD("H-097", "size 4zzzz", size_field, "4zzzz\0\0\0\0\0\0", 4),
    ROW("H-098", "9 GiB, cut", "layer-corrupt", size_field, "\x80\0\0\0\0\0\0\2\x40\0\0\0", 4),
    ROW("H-098", "4 bytes, base-256", "", size_field, "\x80\0\0\0\0\0\0\0\0\0\0\4", 4),
    ROW("H-099", "leading blanks", "", size_field, "          4", 4),
    BAD("H-100", "checksum", bad_checksum, NULL, 0),
    BAD("H-101", "one zero block", zero_blocks, NULL, 1),
    {.id = "H-101",
     .name = "one zero block, outer",
     .expected = "tar-ambiguous",
     .raw = member_behind,
     .number = 1,
     .form = TEST_FORM_OCI},
    ROW("H-102", "behind the end", "layer-trailing-data", zero_blocks, NULL, 2),
    {.id = "H-102",
     .name = "behind the end, outer",
     .expected = "archive-corrupt",
     .raw = member_behind,
     .form = TEST_FORM_OCI},
    {.id = "H-103",
     .name = "no end",
     .expected = "archive-end-missing=W",
     .after = outer_end,
     .number = TEST_END_NONE,
     .form = TEST_FORM_OCI},
    {.id = "H-104",
     .name = "cut everywhere",
     .expected = "",
     .custom = cut_everywhere,
     .form = TEST_FORM_OCI,
     .seconds = HOSTILE_SECONDS_LONG},
};

const hostile_table hostile_tar = HOSTILE_TABLE("tar", rows);
