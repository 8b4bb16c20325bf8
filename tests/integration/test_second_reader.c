/* libarchive reads the outer archive as well: it must see what ours sees, in every locale. */
#include "support/expect.h"
#include "support/feed.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

typedef struct named {
    const char *what;
    const char *name;
    test_tar_dialect dialect;
    const char *pax_path; /* NULL: the name goes into the header */
    size_t pax_length;
} named;

#define PAX_PATH(text) (text), sizeof(text) - 1

static const named names[] = {
    {"plain", "extra", TEST_USTAR, NULL, 0},
    {"UTF-8 in a header", "caf\xc3\xa9", TEST_USTAR, NULL, 0},
    {"Latin-1 in a header", "caf\xe9", TEST_USTAR, NULL, 0},
    {"Latin-1 in a GNU header", "caf\xe9", TEST_GNU, NULL, 0},
    {"UTF-8 in PAX", "x", TEST_PAX, PAX_PATH("caf\xc3\xa9")},
    {"decomposed UTF-8 in PAX", "x", TEST_PAX, PAX_PATH("cafe\xcc\x81")},
    {"no UTF-8 in PAX", "x", TEST_PAX, PAX_PATH("\xff\xfe")},
    {"beyond the BMP in PAX", "x", TEST_PAX, PAX_PATH("\xf0\x9f\x90\xb3")},
    {"a question mark", "what?", TEST_USTAR, NULL, 0},
};

/* A good archive and one more member, whose name is at the far end of what is in use. */
static void make(const named *row, og_buf *out)
{
    test_archive *archive = test_archive_new();
    (void)test_image_add(archive);
    test_archive_build(archive, TEST_FORM_OCI);
    test_member *member = test_member_add(archive, row->name, '0', "x", 1);
    member->header.dialect = row->dialect;
    og_buf pax;
    og_buf_init(&pax);
    if (row->pax_path != NULL) {
        test_tar_record(&pax, "path", row->pax_path, row->pax_length);
        member->header.pax = og_buf_string(&pax);
        member->header.pax_length = pax.length;
    }
    test_archive_write(archive, TEST_PLAIN, out);
    og_buf_fini(&pax);
    test_archive_free(archive);
}

static char *judge(const og_buf *bytes, const char *name)
{
    test_run run;
    test_run_memory(&run, NULL, og_buf_string(bytes), bytes->length, 0);
    json_t *report = test_run_json(&run);
    (void)json_object_del(report, "stats");
    (void)json_object_del(json_array_get(json_object_get(report, "results"), 0), "stats");
    char *text = json_dumps(report, JSON_SORT_KEYS);
    json_decref(report);
    test_expect_run(&run, "archive-entry-unexpected=I", name);
    return text;
}

Test(second_reader, agrees_in_every_locale)
{
    for (size_t i = 0; i < TEST_COUNT(names); i++) {
        og_buf bytes;
        og_buf_init(&bytes);
        make(&names[i], &bytes);
        cr_assert(setlocale(LC_ALL, "C") != NULL);
        char *in_c = judge(&bytes, names[i].what);
        cr_assert(setlocale(LC_ALL, "C.UTF-8") != NULL);
        char *in_utf8 = judge(&bytes, names[i].what);
        cr_expect_str_eq(in_c, in_utf8, "%s", names[i].what);
        free(in_c);
        free(in_utf8);
        og_buf_fini(&bytes);
    }
}

/* A prefix that ends with a slash: libarchive leaves one of the two out. */
Test(second_reader, agrees_on_a_prefix_with_a_slash)
{
    og_buf bytes;
    og_buf_init(&bytes);
    test_archive *archive = test_archive_new();
    (void)test_image_add(archive);
    test_archive_build(archive, TEST_FORM_OCI);
    test_member *member = test_member_add(archive, "file", '0', "x", 1);
    member->header.patches[0] = (test_tar_patch){345, "prefix/", 7};
    test_archive_write(archive, TEST_PLAIN, &bytes);
    free(judge(&bytes, "prefix/ and file"));
    og_buf_fini(&bytes);
    test_archive_free(archive);
}

typedef struct watched {
    test_source source;
    const char *wrong; /* the locale of a call that had another one than the program */
} watched;

static ptrdiff_t read_and_look(void *payload, void *buffer, size_t capacity)
{
    watched *w = payload;
    if (MB_CUR_MAX == 1)
        w->wrong = "C";
    return test_source_read(&w->source, buffer, capacity);
}

/* What the program does in its read function must not depend on where it is called from. */
Test(second_reader, leaves_the_locale_of_the_program_alone)
{
    og_buf bytes;
    og_buf_init(&bytes);
    make(&names[4], &bytes);
    cr_assert(setlocale(LC_ALL, "C.UTF-8") != NULL);
    watched w = {.wrong = NULL};
    w.source.bytes = og_buf_string(&bytes);
    w.source.length = bytes.length;
    w.source.piece = 700;
    ocigate_report *report = NULL;
    cr_assert_eq(ocigate_report_new(NULL, &report, NULL), OCIGATE_OK);
    cr_assert_eq(ocigate_check_stream(report, read_and_look, &w, NULL, NULL), OCIGATE_OK);
    cr_expect_null(w.wrong);
    cr_expect(MB_CUR_MAX > 1);
    ocigate_report_free(report);
    og_buf_fini(&bytes);
}

/* The bytes of a member are no headers for either. */
Test(second_reader, does_not_look_into_bodies)
{
    og_buf inner, bytes;
    og_buf_init(&inner);
    og_buf_init(&bytes);
    test_tar_file(&inner, "manifest.json", 0644, "[]");
    test_tar_end_add(&inner, TEST_END_TWO_BLOCKS);
    test_archive *archive = test_archive_new();
    (void)test_image_add(archive);
    test_archive_build(archive, TEST_FORM_OCI);
    (void)test_member_add(archive, "inner.tar", '0', og_buf_string(&inner), inner.length);
    test_archive_write(archive, TEST_PLAIN, &bytes);
    free(judge(&bytes, "a tar in a member"));
    og_buf_fini(&bytes);
    og_buf_fini(&inner);
    test_archive_free(archive);
}
