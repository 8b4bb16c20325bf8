/* The shortest way to say in a test: this image, these findings. */
#ifndef TEST_SUPPORT_EXPECT_H
#define TEST_SUPPORT_EXPECT_H

#include "support/image_builder.h"
#include "support/mutate.h"
#include "support/read_back.h"
#include "support/report_match.h"
#include "support/tmpdir.h"

#include <criterion/criterion.h>

#define TEST_COUNT(table) (sizeof(table) / sizeof(table)[0])

/* One run against the expectation of test_run_matches; its report reads back. Ends the run. */
static inline void test_expect_run(test_run *run, const char *expected, const char *name)
{
    og_buf why;
    og_buf_init(&why);
    const bool matches =
        test_run_matches(run, expected, &why) && test_report_reads_back(run->report, &why);
    cr_expect(matches, "%s: %s", name, og_buf_string(&why));
    og_buf_fini(&why);
    test_run_fini(run);
}

static inline void test_expect_bytes(const test_setup *setup, const og_buf *bytes,
                                     const char *expected, const char *name)
{
    test_run run;
    test_run_memory(&run, setup, og_buf_string(bytes), bytes->length, 0);
    test_expect_run(&run, expected, name);
}

/* The members of a built archive, as a plain tar. */
static inline void test_expect_archive(const test_setup *setup, const test_archive *archive,
                                       const char *expected, const char *name)
{
    og_buf bytes;
    og_buf_init(&bytes);
    test_archive_write(archive, TEST_PLAIN, &bytes);
    test_expect_bytes(setup, &bytes, expected, name);
    og_buf_fini(&bytes);
}

/* A good image, one thing that is wrong with it, and what must be found. */
typedef struct test_case {
    const char *name;
    void (*before)(test_archive *archive, test_image *image); /* change the image; or NULL */
    const char *expected;
    test_form form;
    void (*after)(test_archive *archive, test_image *image); /* change the members; or NULL */
    test_setup setup;
} test_case;

static inline void test_expect_cases(const test_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        test_archive *archive = test_archive_new();
        test_image *image = test_image_add(archive);
        if (cases[i].before != NULL)
            cases[i].before(archive, image);
        test_archive_build(archive, cases[i].form);
        if (cases[i].after != NULL)
            cases[i].after(archive, image);
        test_expect_archive(&cases[i].setup, archive, cases[i].expected, cases[i].name);
        test_archive_free(archive);
    }
}

#define TEST_EXPECT_CASES(table) test_expect_cases((table), TEST_COUNT(table))

#endif
