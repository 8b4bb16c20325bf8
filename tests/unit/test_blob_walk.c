#include "support/layer_entries.h"
#include "unit/blob_run.h"

#include <criterion/criterion.h>
#include <string.h>

Test(blob_walk, records_the_entries_of_a_layer)
{
    og_buf data = {0};
    fixture f;
    add_layer(&data);
    open_fixture(&f, &rootfs);
    const og_entry_log *log = &read_blob(&f, &data, 0)->entries;
    og_entry e;
    static const struct {
        char type;
        const char *path, *link;
        uint64_t size;
        bool has_slash_end;
    } expected[] = {
        {'5', "", NULL, 0, true},
        {'5', "usr", NULL, 0, true},
        {'0', "usr/tool", NULL, 5, false},
        {'2', "usr/link", "../etc/./x", 0, false},
        {'1', "usr/hard", "usr/tool", 0, false},
    };
    const size_t count = sizeof expected / sizeof expected[0];
    for (size_t i = 0; i < count; i++) {
        cr_assert(test_layer_entry(log, i, &e));
        cr_assert_eq(e.type, expected[i].type);
        cr_assert_str_eq(og_entry_path(&f.arena, &e), expected[i].path);
        cr_assert(expected[i].link == NULL
                      ? e.link == NULL
                      : e.link != NULL && strcmp(e.link, expected[i].link) == 0);
        cr_assert_eq(e.size, expected[i].size);
        cr_assert_eq(e.has_slash_end, expected[i].has_slash_end);
        cr_assert_eq(e.mode, 0644);
        cr_assert_not(e.is_absolute);
    }
    cr_assert_not(test_layer_entry(log, count, &e));
    close_fixture(&f);
    og_buf_fini(&data);
}

Test(blob_walk, counts_entries_up_to_the_limit)
{
    og_buf data = {0};
    add_layer(&data);
    for (uint64_t limit = 4; limit <= 5; limit++) {
        const setup s = {OCIGATE_DEPTH_ROOTFS, OCIGATE_LIMIT_ENTRIES, limit};
        fixture f;
        open_fixture(&f, &s);
        const og_blob_facts *facts = read_blob(&f, &data, 0);
        cr_assert_eq(facts->is_walked, limit == 5);
        cr_assert(facts->is_decoded);
        cr_assert_eq(facts->entry_count, 5);
        cr_assert_eq(facts->defects.count[OG_DEFECT_LIMIT], limit == 5 ? 0 : 1);
        if (limit == 4)
            cr_assert(strstr(facts->defects.first->text, "limit entries") != NULL);
        close_fixture(&f);
    }
    og_buf_fini(&data);
}

/* Paths whose longest component and whole length are as asked. */
static void make_path(char *path, size_t length, size_t component)
{
    for (size_t i = 0; i < length; i++)
        path[i] = i % (component + 1) == component ? '/' : 'p';
    path[length] = '\0';
}

Test(blob_walk, measures_paths_and_their_components)
{
    static const struct {
        size_t length, component;
        const char *limit;
    } paths[] = {{4096, 200, NULL},
                 {4097, 200, "path-bytes"},
                 {600, 255, NULL},
                 {600, 256, "component-bytes"}};
    for (size_t c = 0; c < sizeof paths / sizeof paths[0]; c++) {
        char path[5000];
        og_buf data = {0};
        fixture f;
        make_path(path, paths[c].length, paths[c].component);
        add_long_entry(&data, path, paths[c].length);
        add_entry(&data, '0', "next", "");
        add_end(&data);
        open_fixture(&f, &rootfs);
        const og_blob_facts *facts = read_blob(&f, &data, 0);
        const bool is_good = paths[c].limit == NULL;
        cr_assert_eq(facts->entry_count, 2);
        cr_assert_eq(facts->is_walked, is_good, "row %zu", c);
        cr_assert_eq(count_defects(facts), is_good ? 0 : 1);
        og_entry entry;
        cr_assert(test_layer_entry(&facts->entries, 0, &entry));
        cr_assert_str_eq(og_entry_path(&f.arena, &entry), is_good ? path : "next");
        if (!is_good) {
            cr_assert_eq(facts->defects.first->kind, OG_DEFECT_LIMIT);
            cr_assert(strstr(facts->defects.first->text, paths[c].limit) != NULL);
            cr_assert_eq(facts->defects.first->offset, 0);
        }
        close_fixture(&f);
        og_buf_fini(&data);
    }
}

Test(blob_walk, finds_names_that_are_not_safe)
{
    static const struct {
        char type;
        const char *name, *link;
        int defect;
        const char *path; /* as kept, NULL: it is not */
    } names[] = {
        {'0', "etc/passwd", "", -1, "etc/passwd"},
        {'0', "a/../b", "", -1, "b"},
        {'5', "./", "", -1, ""},
        {'5', "a/..", "", -1, ""},
        {'0', "../etc/passwd", "", OG_DEFECT_ENTRY_PATH_UNSAFE, "etc/passwd"},
        {'0', "a/../../b", "", OG_DEFECT_ENTRY_PATH_UNSAFE, "b"},
        {'5', "..", "", OG_DEFECT_ENTRY_PATH_UNSAFE, ""},
        {'2', "..", "x", OG_DEFECT_ENTRY_PATH_UNSAFE, NULL},
        {'0', "/etc/passwd", "", OG_DEFECT_ENTRY_PATH_ABSOLUTE, "etc/passwd"},
        {'0', ".", "", OG_DEFECT_ENTRY_PATH_UNSAFE, NULL},
        {'2', "link", "../../../x", -1, "link"},
        {'1', "hard", "a/../b", -1, "hard"},
        {'1', "hard", "../b", OG_DEFECT_ENTRY_PATH_UNSAFE, "hard"},
    };
    for (size_t c = 0; c < sizeof names / sizeof names[0]; c++) {
        og_buf data = {0};
        fixture f;
        add_entry(&data, '0', "first", "");
        add_entry(&data, names[c].type, names[c].name, names[c].link);
        add_end(&data);
        open_fixture(&f, &rootfs);
        const og_blob_facts *facts = read_blob(&f, &data, 0);
        og_entry entry;
        const bool is_kept = test_layer_entry(&facts->entries, 1, &entry);
        cr_assert_eq(facts->entry_count, 2, "row %zu", c);
        cr_assert_eq(count_defects(facts), names[c].defect < 0 ? 0 : 1, "row %zu: %llu", c,
                     (unsigned long long)count_defects(facts));
        cr_assert_eq(facts->is_walked, names[c].path != NULL, "row %zu", c);
        cr_assert_eq(is_kept, names[c].path != NULL, "row %zu", c);
        if (is_kept)
            cr_assert_str_eq(og_entry_path(&f.arena, &entry), names[c].path, "row %zu", c);
        if (names[c].defect >= 0) {
            const og_defect *defect = facts->defects.first;
            cr_assert_eq((int)defect->kind, names[c].defect, "row %zu", c);
            cr_assert_str_eq(defect->path, names[c].name);
            cr_assert(defect->has_offset);
            cr_assert_eq(defect->offset, 1024);
        }
        close_fixture(&f);
        og_buf_fini(&data);
    }
}
