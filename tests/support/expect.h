/* The shortest way to say in a test: these bytes, these findings. */
#ifndef TEST_SUPPORT_EXPECT_H
#define TEST_SUPPORT_EXPECT_H

#include "support/image_builder.h"
#include "support/mutate.h"
#include "support/report_match.h"

#include <criterion/criterion.h>

/* One run against the expectation of test_run_matches; ends the run. */
static inline void test_expect_run(test_run *run, const char *expected, const char *name)
{
    og_buf why;
    og_buf_init(&why);
    const bool matches = test_run_matches(run, expected, &why);
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

#endif
