/* What is written into the log of a layer is what is read, in order and one by one. */
#include "base/path.h"
#include "support/layer_entries.h"

#include <criterion/criterion.h>
#include <stdint.h>
#include <stdio.h>

static const og_file_facts some_facts = {.format = OG_FORMAT_SCRIPT};

static void expect_same(const char *name, const og_entry *read, const og_entry *written)
{
    cr_expect(read->link == NULL ? written->link == NULL
                                 : written->link != NULL && strcmp(read->link, written->link) == 0,
              "%s", name);
    cr_expect_eq(read->facts, written->facts, "%s", name);
    cr_expect_eq(read->size, written->size, "%s", name);
    cr_expect_eq(read->uid, written->uid, "%s", name);
    cr_expect_eq(read->gid, written->gid, "%s", name);
    cr_expect_eq(read->mode, written->mode, "%s", name);
    cr_expect_eq(read->type, written->type, "%s", name);
    cr_expect_eq(read->has_capabilities, written->has_capabilities, "%s", name);
    cr_expect_eq(read->has_slash_end, written->has_slash_end, "%s", name);
    cr_expect_eq(read->is_absolute, written->is_absolute, "%s", name);
    cr_expect_eq(read->leaves_root, written->leaves_root, "%s", name);
}

static const struct {
    const char *name;
    og_entry entry;
} fields[] = {
    {"a regular file", {.type = '0', .mode = 0644, .size = 1}},
    {"no mode", {.type = '0'}},
    {"every bit of a mode", {.type = '0', .mode = 07777}},
    {"setuid", {.type = '0', .mode = 04000}},
    {"a size of a byte", {.type = '0', .size = 127}},
    {"a size of two", {.type = '0', .size = 128}},
    {"the last of two", {.type = '0', .size = 16383}},
    {"the first of three", {.type = '0', .size = 16384}},
    {"a size above 4 GiB", {.type = '0', .size = UINT64_C(1) << 32}},
    {"the largest of a tar archive", {.type = '0', .size = INT64_MAX}},
    {"a size of 2^63", {.type = '0', .size = UINT64_C(1) << 63}},
    {"the largest size", {.type = '0', .size = UINT64_MAX}},
    {"a user", {.type = '0', .uid = 1}},
    {"a group", {.type = '0', .gid = 1}},
    {"both", {.type = '0', .uid = 1000, .gid = 100}},
    {"a user of 2^21", {.type = '0', .uid = 1u << 21, .gid = (1u << 21) - 1}},
    {"a user of 2^32 - 1", {.type = '0', .uid = UINT32_MAX, .gid = UINT32_MAX}},
    {"the largest user", {.type = '0', .uid = UINT64_MAX, .gid = UINT64_MAX}},
    {"a hard link", {.type = '1', .link = "usr/bin/x"}},
    {"a symbolic link", {.type = '2', .link = "../x"}},
    {"an empty link", {.type = '2', .link = ""}},
    {"a link of odd bytes", {.type = '2', .link = "\xff\x80\x01"}},
    {"a character device", {.type = '3', .mode = 0666}},
    {"a block device", {.type = '4', .mode = 0660}},
    {"a directory", {.type = '5', .mode = 01777, .has_slash_end = true}},
    {"a fifo", {.type = '6', .mode = 0600}},
    {"capabilities", {.type = '0', .has_capabilities = true}},
    {"an absolute path", {.type = '0', .is_absolute = true}},
    {"a path that leaves the root", {.type = '0', .leaves_root = true}},
    {"facts", {.type = '0', .size = 3, .facts = &some_facts}},
    {"all at once",
     {.type = '1',
      .mode = 07777,
      .size = UINT64_MAX,
      .uid = UINT64_MAX,
      .gid = UINT64_MAX,
      .link = "x",
      .facts = &some_facts,
      .has_capabilities = true,
      .has_slash_end = true,
      .is_absolute = true,
      .leaves_root = true}},
};
#define FIELD_COUNT (sizeof fields / sizeof fields[0])

Test(entry_log, keeps_every_field)
{
    og_arena arena;
    test_layer_entries layer = {0};
    og_arena_init(&arena);
    for (size_t i = 0; i < FIELD_COUNT; i++)
        test_layer_add(&layer, &arena, i % 3 == 0 ? "a/f" : "f", fields[i].entry);
    og_entry_reader reader;
    og_entry entry, alone;
    og_entry_reader_start(&reader, &layer.log);
    for (size_t i = 0; i < FIELD_COUNT; i++) {
        cr_assert(og_entry_reader_next(&reader, &entry));
        cr_expect_str_eq(og_entry_path(&arena, &entry), i % 3 == 0 ? "a/f" : "f");
        expect_same(fields[i].name, &entry, &fields[i].entry);
        og_record_read(entry.record, &alone);
        cr_expect_str_eq(alone.name, "f");
        expect_same(fields[i].name, &alone, &fields[i].entry);
        cr_expect_eq(og_record_mode(entry.record), fields[i].entry.mode);
    }
    cr_expect_not(og_entry_reader_next(&reader, &entry));
    cr_expect_not(og_entry_reader_next(&reader, &entry));
    cr_expect_eq(layer.log.count, FIELD_COUNT);
    og_arena_fini(&arena);
}

Test(entry_log, is_empty_at_first)
{
    const og_entry_log log = {0};
    og_entry_reader reader;
    og_entry entry;
    og_entry_reader_start(&reader, &log);
    cr_expect_not(og_entry_reader_next(&reader, &entry));
}

/* Paths in an order that goes from directory to directory, back to near ones and to far ones. */
Test(entry_log, follows_directories_back_and_forth)
{
    static const char *const paths[] = {
        "",
        "usr",
        "usr/lib",
        "usr/lib/a",
        "usr/lib/b",
        "usr/c",
        "d",
        "usr/lib/e",
        "etc",
        "etc/f",
        "usr/lib/g",
        "x/a/1",
        "x/b/1",
        "x/c/1",
        "x/d/1",
        "x/e/1",
        "x/f/1",
        "x/g/1",
        "x/h/1",
        "x/i/1",
        "x/j/1",
        "x/a/2",
        "x/j/2",
        "x/i/2",
        "usr/lib/h",
        "z",
        "usr/.wh.a",
        "usr/.wh.b",
        ".wh.c",
        ".wh.d",
        "usr/i",
        "",
        "a-directory/of-some/length/a",
        "b",
        "a-directory/of-some/length/c",
        "a-directory/of-some/length/.wh.d",
    };
    const size_t count = sizeof paths / sizeof paths[0];
    og_arena arena;
    test_layer_entries layer = {0};
    og_arena_init(&arena);
    for (size_t i = 0; i < count; i++)
        test_layer_add(&layer, &arena, paths[i], (og_entry){.type = '0', .mode = 0644});
    og_entry_reader reader;
    og_entry entry, alone;
    og_entry_reader_start(&reader, &layer.log);
    for (size_t i = 0; i < count; i++) {
        cr_assert(og_entry_reader_next(&reader, &entry));
        cr_expect_str_eq(og_entry_path(&arena, &entry), paths[i]);
        cr_expect_eq(entry.name_length, strlen(entry.name));
        og_record_read(entry.record, &alone);
        if (og_path_begins_with(entry.name, ".wh."))
            cr_expect_str_eq(og_entry_path(&arena, &alone), paths[i], "stands alone");
    }
    cr_expect_eq(layer.log.whiteout_count, 5);
    og_arena_fini(&arena);
}

/* What comes again and again is spelled once, near or far. */
Test(entry_log, spells_a_directory_once)
{
    enum { ROUNDS = 1000 };
    char directory[3][2001], path[2100];
    og_arena arena;
    test_layer_entries layer = {0};
    og_arena_init(&arena);
    for (int d = 0; d < 3; d++) {
        memset(directory[d], 'a' + d, 2000);
        directory[d][2000] = '\0';
    }
    for (int i = 0; i < ROUNDS; i++) {
        for (int d = 0; d < 3; d++) {
            (void)snprintf(path, sizeof path, "%.2000s/%d", directory[d], i);
            test_layer_add(&layer, &arena, path, (og_entry){.type = '0'});
        }
    }
    cr_expect_lt(arena.used_bytes, (size_t)150000, "%zu", arena.used_bytes);
    og_arena_fini(&arena);
}

Test(entry_log, keeps_names_of_every_byte)
{
    og_arena arena;
    test_layer_entries layer = {0};
    og_arena_init(&arena);
    char name[256] = "";
    size_t length = 0;
    for (int c = 1; c < 256; c++) {
        if (c != '/')
            name[length++] = (char)c;
    }
    test_layer_add(&layer, &arena, name, (og_entry){.type = '0'});
    for (int c = 1; c < 256; c++) {
        const char one[] = {(char)c, '\0'};
        if (c != '/')
            test_layer_add(&layer, &arena, one, (og_entry){.type = '0'});
    }
    og_entry entry;
    cr_assert(test_layer_entry(&layer.log, 0, &entry));
    cr_expect_str_eq(entry.name, name);
    for (size_t i = 1; i < 255; i++) {
        cr_assert(test_layer_entry(&layer.log, i, &entry));
        cr_expect_eq(entry.name_length, 1);
        cr_expect_eq(entry.name[0], name[i - 1]);
    }
    og_arena_fini(&arena);
}

/* Around the bounds of a number and of a chunk, and above both. */
Test(entry_log, keeps_paths_of_any_length)
{
    static const size_t lengths[] = {1, 126, 127, 128, 255, 256, 4095, 4096, 65535, 200000};
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        og_arena arena;
        test_layer_entries layer = {0};
        og_arena_init(&arena);
        char *text = og_arena_alloc(&arena, lengths[i] + 3);
        memset(text, 'n', lengths[i]);
        for (int round = 0; round < 40; round++) {
            test_layer_add(&layer, &arena, text, (og_entry){.type = '2', .link = text});
            text[lengths[i]] = '/';
            text[lengths[i] + 1] = 'f';
            test_layer_add(&layer, &arena, text, (og_entry){.type = '0', .facts = &some_facts});
            text[lengths[i]] = text[lengths[i] + 1] = '\0';
        }
        for (size_t round = 0; round < 40; round++) {
            og_entry link, file;
            cr_assert(test_layer_entry(&layer.log, 2 * round, &link));
            cr_expect_str_eq(og_entry_path(&arena, &link), text, "%zu", lengths[i]);
            cr_expect_str_eq(link.link, text, "%zu", lengths[i]);
            cr_assert(test_layer_entry(&layer.log, 2 * round + 1, &file));
            cr_expect_eq(file.directory_length, lengths[i]);
            cr_expect_eq(memcmp(file.directory, text, lengths[i]), 0);
            cr_expect_str_eq(file.name, "f");
            cr_expect_eq(file.facts, &some_facts);
        }
        og_arena_fini(&arena);
    }
}

/* They are known when the file has passed, which may be the last in its chunk. */
Test(entry_log, takes_facts_later)
{
    enum { COUNT = 5000 };
    og_arena arena;
    test_layer_entries layer = {0};
    og_arena_init(&arena);
    for (int i = 0; i < COUNT; i++) {
        char path[32];
        (void)snprintf(path, sizeof path, "%d/%d", i / 7, i);
        test_layer_add(&layer, &arena, path, (og_entry){.type = '0', .size = 9});
        og_entry_writer_add_facts(&layer.writer, i % 3 == 0 ? &some_facts : NULL);
    }
    og_entry_reader reader;
    og_entry entry;
    og_entry_reader_start(&reader, &layer.log);
    for (int i = 0; i < COUNT; i++) {
        char path[32];
        (void)snprintf(path, sizeof path, "%d/%d", i / 7, i);
        cr_assert(og_entry_reader_next(&reader, &entry));
        cr_assert_str_eq(og_entry_path(&arena, &entry), path);
        cr_assert_eq(entry.facts, i % 3 == 0 ? &some_facts : NULL);
    }
    og_arena_fini(&arena);
}

/* An entry of a usual name costs its name and a few bytes. */
Test(entry_log, is_small)
{
    enum { COUNT = 100000 };
    og_arena arena;
    test_layer_entries layer = {0};
    og_arena_init(&arena);
    for (int i = 0; i < COUNT; i++) {
        char path[64];
        (void)snprintf(path, sizeof path, "usr/lib/node_modules/p%03d/%06d.js", i / 100, i);
        test_layer_add(&layer, &arena, path, (og_entry){.type = '0', .mode = 0644, .size = 100});
    }
    cr_expect_lt(arena.used_bytes, (size_t)(9 + 7) * COUNT, "%zu", arena.used_bytes);
    og_arena_fini(&arena);
}
