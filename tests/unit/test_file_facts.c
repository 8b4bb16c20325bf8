#include "blob/file_reader.h"
#include "support/elf_builder.h"
#include "support/layer_entries.h"
#include "support/tar_builder.h"
#include "unit/blob_run.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

/* The facts of the only file of a layer, read in pieces of this size. */
static const og_file_facts *read_file(fixture *f, const og_buf *layer, size_t piece)
{
    open_fixture(f, &rootfs);
    const og_blob_facts *facts = read_blob(f, layer, piece);
    cr_assert(facts->is_walked);
    cr_assert_not(facts->file_facts_are_dropped);
    og_entry entry;
    cr_assert(test_layer_entry(&facts->entries, 0, &entry));
    return entry.facts;
}

Test(file_facts, tells_formats_and_marks)
{
    static const struct {
        const char *name, *text;
        unsigned mode;
        bool has_facts;
        og_file_format format;
        bool is_complete;
        uint32_t marks;
    } rows[] = {
        {"text", "hello AWS_LAMBDA_RUNTIME_API", 0755, false, OG_FORMAT_OTHER, false, 0},
        {"one byte", "#", 0755, false, OG_FORMAT_OTHER, false, 0},
        {"two bytes", "#!", 0755, true, OG_FORMAT_SCRIPT, true, 0},
        {"not executable", "#!/x\nAWS_LAMBDA_RUNTIME_API", 0644, true, OG_FORMAT_SCRIPT, false, 0},
        {"executable for others", "#!/x\nAWS_LAMBDA_RUNTIME_API", 0645, true, OG_FORMAT_SCRIPT,
         true, OG_MARK_RUNTIME_API},
        {"at the end", "#!/x\ncurl http://$X/2018-06-01/runtime/", 0755, true, OG_FORMAT_SCRIPT,
         true, OG_MARK_RUNTIME_PATH},
        {"almost", "#!/x\nAWS_LAMBDA_RUNTIME_AP aws-lambda-ri aws-lambda-gi", 0755, true,
         OG_FORMAT_SCRIPT, true, 0},
        {"two at once", "#!/x\naws-lambda-rieAWS_LAMBDA_RUNTIME_API", 0755, true, OG_FORMAT_SCRIPT,
         true, OG_MARK_RIE | OG_MARK_RUNTIME_API},
        {"go", "#!\xff Go buildinf:github.com/aws/aws-lambda-go", 0755, true, OG_FORMAT_SCRIPT,
         true, OG_MARK_GO | OG_MARK_GO_LAMBDA},
        {"a short ELF", "\177ELF", 0755, true, OG_FORMAT_ELF, true, 0},
    };
    static const size_t pieces[] = {0, 1, 3, 13, 512, 600};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (size_t p = 0; p < sizeof pieces / sizeof pieces[0]; p++) {
            fixture f;
            og_buf layer = {0};
            test_tar_file(&layer, "opt/file", rows[i].mode, rows[i].text);
            test_tar_end_add(&layer, TEST_END_TWO_BLOCKS);
            const og_file_facts *facts = read_file(&f, &layer, pieces[p]);
            cr_assert_eq(facts != NULL, rows[i].has_facts, "%s", rows[i].name);
            if (facts != NULL) {
                cr_expect_eq(facts->format, rows[i].format, "%s", rows[i].name);
                cr_expect_eq(facts->marks_are_complete, rows[i].is_complete, "%s", rows[i].name);
                cr_expect_eq(facts->marks, rows[i].marks, "%s: %x", rows[i].name, facts->marks);
                cr_expect_null(facts->elf);
                cr_expect_null(facts->text);
            }
            close_fixture(&f);
            og_buf_fini(&layer);
        }
    }
}

/* Each mark at each place against the pieces in which the file comes. */
Test(file_facts, finds_a_mark_wherever_it_lies)
{
    static const struct {
        const char *text;
        size_t length;
        uint32_t mark;
    } marks[] = {
#define MARK(text, mark) {text, sizeof(text) - 1, mark}
        MARK("AWS_LAMBDA_RUNTIME_API", OG_MARK_RUNTIME_API),
        MARK("A\0W\0S\0_\0L\0A\0M\0B\0D\0A\0_\0R\0U\0N\0", OG_MARK_RUNTIME_API),
        MARK("/2018-06-01/runtime/", OG_MARK_RUNTIME_PATH),
        MARK("\xff Go buildinf:", OG_MARK_GO),
        MARK("github.com/aws/aws-lambda-go", OG_MARK_GO_LAMBDA),
        MARK("aws-lambda-rie", OG_MARK_RIE),
        MARK("packed with the UPX exec", OG_MARK_PACKED),
    };
    og_file_reader *reader = NULL;
    og_arena arena;
    og_arena_init(&arena);
    cr_assert_eq(og_file_reader_new(&reader, NULL), OCIGATE_OK);
    og_file_reader_start_layer(reader, &arena);
    for (size_t m = 0; m < sizeof marks / sizeof marks[0]; m++) {
        for (size_t at = 4; at < 100; at++) {
            uint8_t bytes[160];
            memset(bytes, 'a', sizeof bytes);
            memcpy(bytes, "#!/x", 4);
            memcpy(bytes + at, marks[m].text, marks[m].length);
            for (size_t piece = 1; piece <= sizeof bytes; piece++) {
                const og_file_facts *facts = NULL;
                og_file_reader_begin(reader, "x", 0755, sizeof bytes);
                for (size_t i = 0; i < sizeof bytes; i += piece)
                    (void)og_file_reader_feed(reader, bytes + i,
                                              sizeof bytes - i < piece ? sizeof bytes - i : piece,
                                              NULL);
                (void)og_file_reader_end(reader, &facts, NULL);
                cr_assert_eq(facts->marks, marks[m].mark, "mark %zu at %zu in pieces of %zu: %x", m,
                             at, piece, facts->marks);
            }
        }
    }
    og_file_reader_free(reader);
    og_arena_fini(&arena);
}

Test(file_facts, reads_a_program_of_a_layer)
{
    for (size_t p = 0; p < BLOB_PIECE_COUNT; p++) {
        fixture f;
        og_buf layer = {0};
        test_elf_file(&layer, "opt/program", 0755,
                      &(test_elf){.interpreter = "/lib/ld-musl-x86_64.so.1",
                                  .needed = {"libc.musl-x86_64.so.1"},
                                  .content = "AWS_LAMBDA_RUNTIME_API"});
        test_tar_end_add(&layer, TEST_END_TWO_BLOCKS);
        const og_file_facts *facts = read_file(&f, &layer, blob_pieces[p]);
        cr_assert_not_null(facts);
        cr_assert_not_null(facts->elf);
        cr_expect_str_eq(facts->elf->interpreter, "/lib/ld-musl-x86_64.so.1");
        cr_expect_str_eq(facts->elf->needed[0], "libc.musl-x86_64.so.1");
        cr_expect(facts->marks == OG_MARK_RUNTIME_API && facts->marks_are_complete);
        close_fixture(&f);
        og_buf_fini(&layer);
    }
}

Test(file_facts, keeps_the_text_that_steers_the_search_for_libraries)
{
    static const struct {
        const char *path;
        bool is_kept;
    } rows[] = {
        {"etc/ld.so.conf", true},          {"./etc/ld.so.conf", true},
        {"etc/ld.so.conf.d/a.conf", true}, {"etc/ld.so.conf.d/a.con", false},
        {"etc/ld.so.conf.d/.conf", true},  {"etc/ld.so.conf.d/a/b.conf", false},
        {"etc/ld-musl-x86_64.path", true}, {"etc/ld-musl-a/b.path", false},
        {"usr/etc/ld.so.conf", false},     {"etc/ld.so.config", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        fixture f;
        og_buf layer = {0};
        test_tar_file(&layer, rows[i].path, 0644, "/opt/lib\n");
        test_tar_end_add(&layer, TEST_END_TWO_BLOCKS);
        const og_file_facts *facts = read_file(&f, &layer, 1);
        cr_assert_eq(facts != NULL, rows[i].is_kept, "%s", rows[i].path);
        if (facts != NULL)
            cr_expect_str_eq(facts->text, "/opt/lib\n");
        close_fixture(&f);
        og_buf_fini(&layer);
    }
}

Test(file_facts, bounds_such_a_text_and_all_of_a_layer)
{
    static char text[65537 + 1];
    fixture f;
    og_buf layer = {0};
    memset(text, 'a', sizeof text - 1);
    test_tar_file(&layer, "etc/ld.so.conf", 0644, text);
    for (int i = 0; i < 17; i++) {
        text[65536] = '\0';
        char name[64];
        (void)snprintf(name, sizeof name, "etc/ld.so.conf.d/%d.conf", i);
        test_tar_file(&layer, name, 0644, text);
    }
    test_tar_end_add(&layer, TEST_END_TWO_BLOCKS);
    cr_assert_null(read_file(&f, &layer, 0));
    size_t kept = 0, seen = 0;
    og_entry e;
    for (; test_layer_entry(&f.facts.entries, seen + 1, &e); seen++)
        kept += e.facts != NULL && e.facts->text != NULL && strlen(e.facts->text) == 65536;
    cr_expect_eq(seen, 17);
    cr_expect_eq(kept, 16);
    close_fixture(&f);
    og_buf_fini(&layer);
}

Test(file_facts, drops_what_is_above_its_bound_and_says_so)
{
    og_file_reader *reader = NULL;
    og_buf bytes = {0};
    og_arena arena;
    char runpath[4097];
    const og_file_facts *facts = NULL;
    size_t files = 0;
    memset(runpath, 'r', sizeof runpath - 1);
    runpath[4096] = '\0';
    test_elf_add(&bytes, &(test_elf){.runpath = runpath, .rpath = runpath});
    og_arena_init(&arena);
    cr_assert_eq(og_file_reader_new(&reader, NULL), OCIGATE_OK);
    og_file_reader_start_layer(reader, &arena);
    do {
        og_file_reader_begin(reader, "x", 0644, bytes.length);
        (void)og_file_reader_feed(reader, (const uint8_t *)bytes.data, bytes.length, NULL);
        (void)og_file_reader_end(reader, &facts, NULL);
        files++;
    } while (facts != NULL && files < 100000);
    cr_expect(files > 7900 && files < 8200, "%zu", files);
    cr_expect(og_file_reader_has_dropped(reader));
    cr_expect(arena.used_bytes < OG_FILE_FACTS_BYTES + 16384);
    og_file_reader_start_layer(reader, &arena);
    cr_expect_not(og_file_reader_has_dropped(reader));
    og_file_reader_free(reader);
    og_arena_fini(&arena);
    og_buf_fini(&bytes);
}
