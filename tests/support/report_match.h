/* Run a check and compare what it found with exactly what it should have found. */
#ifndef TEST_SUPPORT_REPORT_MATCH_H
#define TEST_SUPPORT_REPORT_MATCH_H

#include "base/buf.h"

#include <ocigate/ocigate.h>

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

typedef enum test_depth {
    TEST_DEPTH_DEFAULT,
    TEST_DEPTH_MANIFEST,
    TEST_DEPTH_BLOBS,
    TEST_DEPTH_ROOTFS
} test_depth;

#define TEST_SETUP_LIMITS 3u

/* Options; zero is the default everywhere. */
typedef struct test_setup {
    const char *profile, *architecture, *platform, *reference, *digest;
    const char *entrypoint, *cmd, *workdir; /* overrides: JSON, JSON, a path */
    test_depth depth;
    struct {
        ocigate_limit limit;
        uint64_t value; /* 0: no limit is changed */
    } limits[TEST_SETUP_LIMITS];
    const char *rule; /* its severity becomes: */
    ocigate_severity severity;
    ocigate_severity fail_on; /* OFF: the default */
    unsigned threads;         /* 0: one */
    ocigate_progress_function progress;
    void *progress_payload;
} test_setup;

typedef struct test_run {
    ocigate_report *report;
    ocigate_status status;
    ocigate_error error;
} test_run;

/* setup may be NULL. Each run must be ended with test_run_fini. */
void test_run_memory(test_run *run, const test_setup *setup, const void *bytes, size_t length,
                     size_t piece);
void test_run_pipe(test_run *run, const test_setup *setup, const void *bytes, size_t length,
                   size_t piece);
void test_run_path(test_run *run, const test_setup *setup, const char *path);
void test_run_fini(test_run *run);

/* Whether the only result has exactly these rules, and the verdict that follows from them.
   expected: names with a blank between; "name" is an error, "name=W" a warning, "name=I" an info;
   "?name" may be there or not, with any severity; "!" alone: whatever is found, it must fail.
   "" is: no finding at all.
   The JSON report is rendered as well and must agree.
   *why gets both differences and the messages, for the test's output. */
bool test_run_matches(const test_run *run, const char *expected, og_buf *why);

/* The report as a value; NULL when it cannot be rendered or parsed. Release with json_decref. */
json_t *test_run_json(const test_run *run);

/* The first finding of a rule, or NULL; how many findings there are of it. */
const ocigate_finding *test_run_finding(const test_run *run, const char *rule, size_t *count);

/* Media types, digests and sizes of the images, one a line, for comparing two runs.
   Only what is the same in every form: the config and the plain layers. */
void test_run_contents(const test_run *run, og_buf *out);

/* For ocigate_render: the payload is an og_buf. */
int test_write_to_buf(void *payload, const void *bytes, size_t length);

#endif
