/* Names, links, owners and times of entries in a layer. */
#include "hostile/hostile.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static og_buf *new_layer(hostile_fixture *f)
{
    return &test_layer_add(f->archive, f->image)->tar;
}

static void end(og_buf *tar)
{
    test_tar_end_add(tar, TEST_END_TWO_BLOCKS);
}

static void file(hostile_fixture *f)
{
    og_buf *tar = new_layer(f);
    test_tar_file(tar, f->row->text, 0644, "");
    end(tar);
}

/* number: 1: the link is in a layer of its own */
static void below_link(hostile_fixture *f)
{
    og_buf *tar = new_layer(f);
    test_tar_symlink(tar, "a", "/");
    if (f->row->number == 1) {
        end(tar);
        tar = new_layer(f);
    }
    test_tar_file(tar, "a/x", 0644, "");
    end(tar);
}

static void hard_link(hostile_fixture *f)
{
    og_buf *tar = new_layer(f);
    test_tar_hardlink(tar, "hard", f->row->text);
    end(tar);
}

static void pax_path(hostile_fixture *f)
{
    og_buf *tar = new_layer(f);
    og_buf record;
    og_buf_init(&record);
    test_tar_record(&record, "path", f->row->text, (size_t)f->row->number);
    test_tar_add(tar,
                 &(test_tar_entry){.name = "x", .pax = record.data, .pax_length = record.length});
    og_buf_fini(&record);
    end(tar);
}

static void root_link(hostile_fixture *f)
{
    og_buf *tar = new_layer(f);
    test_tar_symlink(tar, f->row->text, "/etc");
    end(tar);
}

static void opaque(hostile_fixture *f)
{
    og_buf *tar = new_layer(f);
    test_tar_directory(tar, "a/", 0755);
    for (int i = 0; i < 100000; i++)
        test_tar_file(tar, "a/.wh..wh..opq", 0644, "");
    for (int i = 0; i < 100000; i++) {
        char name[16];
        (void)snprintf(name, sizeof name, "a/%d", i);
        test_tar_file(tar, name, 0644, "");
    }
    end(tar);
}

/* A path of number bytes whose components have text[0]=='c' ? all of them : at most 200. */
static void long_path(hostile_fixture *f)
{
    static char name[5000];
    const size_t length = (size_t)f->row->number;
    memset(name, 'n', length);
    name[length] = '\0';
    for (size_t i = 200; f->row->text == NULL && i + 1 < length; i += 201)
        name[i] = '/';
    og_buf *tar = new_layer(f);
    test_tar_add(tar, &(test_tar_entry){.name = name, .dialect = TEST_PAX});
    end(tar);
}

/* text: "many", "name" or "value" */
static void xattrs(hostile_fixture *f)
{
    og_buf records;
    og_buf_init(&records);
    char name[400] = "SCHILY.xattr.user.";
    static char value[70000];
    if (f->row->text[0] == 'm') {
        for (int i = 0; i < 30000; i++) {
            (void)snprintf(name, sizeof name, "SCHILY.xattr.user.%d", i);
            test_tar_record(&records, name, "value", 5);
        }
    } else if (f->row->text[0] == 'n') {
        memset(name + 13, 'n', 256);
        test_tar_record(&records, name, "value", 5);
    } else {
        memset(value, 'v', sizeof value);
        test_tar_record(&records, "SCHILY.xattr.user.v", value, 65u << 10);
    }
    og_buf *tar = new_layer(f);
    test_tar_add(tar,
                 &(test_tar_entry){.name = "x", .pax = records.data, .pax_length = records.length});
    og_buf_fini(&records);
    end(tar);
}

static void record(hostile_fixture *f)
{
    og_buf *tar = new_layer(f);
    test_tar_add(tar, &(test_tar_entry){
                          .name = "x", .pax = f->row->text, .pax_length = strlen(f->row->text)});
    end(tar);
}

static void long_time(hostile_fixture *f)
{
    og_buf records;
    og_buf_init(&records);
    char digits[400];
    memset(digits, '9', sizeof digits);
    test_tar_record(&records, "mtime", digits, sizeof digits);
    og_buf *tar = new_layer(f);
    test_tar_add(tar,
                 &(test_tar_entry){.name = "x", .pax = records.data, .pax_length = records.length});
    og_buf_fini(&records);
    end(tar);
}

/* mtime in base-256: the lowest number that a reader may make of it. */
static void time_field(hostile_fixture *f)
{
    og_buf *tar = new_layer(f);
    test_tar_add(tar, &(test_tar_entry){
                          .name = "x", .dialect = TEST_GNU, .patches = {{136, f->row->text, 12}}});
    end(tar);
}

static void render(const test_run *run, og_buf *out)
{
    ocigate_error error = {0};
    if (ocigate_render(run->report, "jsonl", NULL, test_write_to_buf, out, &error) != OCIGATE_OK)
        og_buf_text(out, "not rendered");
    /* What the clock says differs. */
    char *stats = strstr(out->data, "\"seconds\"");
    if (stats != NULL)
        out->length = (size_t)(stats - out->data);
}

/* The same findings in two locales. */
static void two_locales(hostile_fixture *f)
{
    og_buf first;
    og_buf second;
    og_buf_init(&first);
    og_buf_init(&second);
    static const char *const names[] = {"C", "C.UTF-8"};
    for (size_t i = 0; i < 2; i++) {
        test_require(setlocale(LC_ALL, names[i]) != NULL, "no locale %s", names[i]);
        test_run run;
        test_run_memory(&run, NULL, f->bytes.data, f->bytes.length, 0);
        (void)test_run_matches(&run, f->row->expected, &f->why);
        render(&run, i == 0 ? &first : &second);
        test_run_fini(&run);
    }
    /* test_run_matches reads the report as JSON, which refuses what is not UTF-8. */
    const char *seconds = "elapsed";
    const size_t a = strcspn(first.data, "}");
    if (strncmp(first.data, second.data, a) != 0 || strstr(first.data, seconds) == first.data)
        og_buf_text(&f->why, "\n  two reports");
    og_buf_fini(&first);
    og_buf_fini(&second);
}

static void twice(hostile_fixture *f)
{
    og_buf *tar = new_layer(f);
    test_tar_file(tar, "a", 0644, "first");
    test_tar_file(tar, "a", 0644, "second");
    end(tar);
}

static void special_files(hostile_fixture *f)
{
    og_buf *tar = new_layer(f);
    test_tar_add(tar, &(test_tar_entry){.name = "special", .type = (char)f->row->number});
    end(tar);
}

static void set_user_id(hostile_fixture *f)
{
    og_buf *tar = new_layer(f);
    test_tar_file(tar, "setuid", 04755, "");
    end(tar);
}

static void whiteout(hostile_fixture *f)
{
    og_buf *tar = new_layer(f);
    if (f->row->number == '5')
        test_tar_directory(tar, "var/task/.wh.app.py/", 0755);
    else
        test_tar_file(tar, f->row->text, 0644, "body");
    end(tar);
}

static void big_users(hostile_fixture *f)
{
    og_buf *tar = new_layer(f);
    test_tar_directory(tar, "etc/", 0755);
    if (f->row->text != NULL) {
        test_tar_symlink(tar, "etc/passwd", f->row->text);
    } else {
        og_buf body;
        og_buf_init(&body);
        test_append_zeros(&body, (size_t)f->row->number << 20);
        test_tar_add(
            tar, &(test_tar_entry){.name = "etc/passwd", .body = body.data, .length = body.length});
        og_buf_fini(&body);
    }
    end(tar);
}

#define ROW(row_id, row_name, rules, function, words, value)                                       \
    {                                                                                              \
        .id = row_id, .name = row_name, .expected = rules, .before = function, .text = words,      \
        .number = value, .form = TEST_FORM_OCI                                                     \
    }

static const hostile_row rows[] = {
    ROW("H-110", "../../x", "entry-path-unsafe", file, "../../x", 0),
    ROW("H-110", "a/../../x", "entry-path-unsafe", file, "a/../../x", 0),
    ROW("H-110", "a/..", "entry-path-unsafe", file, "a/..", 0),
    ROW("H-111", "/etc/passwd", "entry-path-absolute=W entry-parent-missing", file, "/etc/passwd",
        0),
    ROW("H-112", "below a link, same layer", "entry-parent-link=W", below_link, NULL, 0),
    ROW("H-112", "below a link, next layer", "entry-parent-link=W", below_link, NULL, 1),
    ROW("H-113", "hard link out", "entry-path-unsafe entry-hardlink-missing", hard_link,
        "../../etc/shadow", 0),
    ROW("H-113", "hard link to nothing", "entry-hardlink-missing", hard_link, "nowhere", 0),
    ROW("H-114", "empty", "entry-path-unsafe", file, "", 0),
    ROW("H-114", "NUL", "tar-ambiguous", pax_path, "good\0evil", 9),
    ROW("H-114", "only slashes", "tar-ambiguous", root_link, "///", 0),
    ROW("H-115", ".", "entry-path-unsafe", root_link, ".", 0),
    ROW("H-115", "./", "tar-ambiguous", root_link, "./", 0),
    ROW("H-115", "/", "tar-ambiguous", root_link, "/", 0),
    {.id = "H-116",
     .name = "100,000 opaque whiteouts",
     .expected = "entry-duplicate=W",
     .before = opaque,
     .form = TEST_FORM_OCI,
     .seconds = HOSTILE_SECONDS_LONG},
    ROW("H-117", "4,097 bytes", "archive-limit", long_path, NULL, 4097),
    ROW("H-117", "256 in a component", "archive-limit", long_path, "c", 256),
    ROW("H-117", "4,096 bytes", "entry-parent-missing", long_path, NULL, 4096),
    ROW("H-117", "255 in a component", "", long_path, "c", 255),
    ROW("H-118", "30,000 attributes", "archive-limit", xattrs, "many", 0),
    ROW("H-118", "a name of 256 bytes", "archive-limit", xattrs, "name", 0),
    ROW("H-118", "a value of 65 KiB", "archive-limit", xattrs, "value", 0),
    ROW("H-119", "uid 2^32", "tar-ambiguous", record, "18 uid=4294967296\n", 0),
    ROW("H-119", "uid 2^63-1", "tar-ambiguous", record, "27 uid=9223372036854775807\n", 0),
    ROW("H-119", "uid -1", "tar-ambiguous", record, "10 uid=-1\n", 0),
    ROW("H-120", "mtime of 400 digits", "tar-ambiguous", long_time, NULL, 0),
    ROW("H-120", "mtime -2^63", "tar-ambiguous", time_field, "\xff\xff\xff\xff\x80\0\0\0\0\0\0\0",
        0),
    ROW("H-120", "mtime 2^63-1", "tar-ambiguous", time_field,
        "\x80\0\0\0\x7f\xff\xff\xff\xff\xff\xff\xff", 0),
    {.id = "H-121",
     .name = "UTF-8 name, two locales",
     .expected = "",
     .before = pax_path,
     .custom = two_locales,
     .text = "caf\xc3\xa9",
     .number = 5,
     .form = TEST_FORM_OCI},
    {.id = "H-122",
     .name = "other bytes, PAX",
     .expected = "entry-path-absolute=W",
     .before = pax_path,
     .custom = two_locales,
     .text = "/\xff\xfe",
     .number = 3,
     .form = TEST_FORM_OCI},
    {.id = "H-122",
     .name = "other bytes",
     .expected = "entry-path-absolute=W",
     .before = file,
     .custom = two_locales,
     .text = "/caf\xe9",
     .form = TEST_FORM_OCI},
    ROW("H-123", "a path twice", "entry-duplicate=W", twice, NULL, 0),
    ROW("H-124", "character device", "entry-device=W", special_files, NULL, '3'),
    ROW("H-124", "block device", "entry-device=W", special_files, NULL, '4'),
    ROW("H-124", "fifo", "entry-device=I", special_files, NULL, '6'),
    ROW("H-124", "setuid", "entry-setuid=I", set_user_id, NULL, 0),
    ROW("H-125", "whiteout with a body", "entry-whiteout-invalid", whiteout, "var/task/.wh.app.py",
        0),
    ROW("H-125", "whiteout that is a directory", "entry-whiteout-invalid", whiteout, NULL, '5'),
    ROW("H-125", ".wh. alone", "entry-whiteout-invalid", whiteout, "var/task/.wh.", 0),
    {.id = "H-126",
     .name = "etc/passwd of 64 MiB",
     .expected = "",
     .before = big_users,
     .number = 64,
     .form = TEST_FORM_OCI,
     .seconds = HOSTILE_SECONDS_LONG},
    ROW("H-126", "etc/passwd is a link", "", big_users, "/etc/shadow", 0),
};

const hostile_table hostile_names = HOSTILE_TABLE("names", rows);
