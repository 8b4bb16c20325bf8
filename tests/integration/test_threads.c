#define _POSIX_C_SOURCE 200809L
/* The report does not depend on the number of threads, nor on how the input can be read. */
#include "support/expect.h"
#include "support/feed.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LAYER_BYTES                                                                                \
    ((size_t)1500 * 1000) /* above what a job needs, below the limit of documents                  \
                           */

/* ---- threads that cannot be started ---- */

static unsigned threads_allowed = UINT_MAX, threads_started, threads_refused;

int __real_pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
                          void *(*start)(void *), void *payload);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
                          void *(*start)(void *), void *payload);

int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
                          void *(*start)(void *), void *payload)
{
    if (threads_started >= threads_allowed) {
        threads_refused++;
        return EAGAIN;
    }
    threads_started++;
    return __real_pthread_create(thread, attributes, start, payload);
}

/* Layers are larger than any document may be here, so that they are read side by side. */
static const test_setup base = {.limits = {{OCIGATE_LIMIT_DOCUMENT_BYTES, (uint64_t)1 << 20}}};

static const unsigned thread_counts[] = {1, 2, 3, 8};

static void add_noise_file(test_layer *layer, const char *name, size_t length, uint32_t seed)
{
    char *noise = malloc(length);
    for (size_t i = 0; i < length; i++) {
        seed = seed * 1664525u + 1013904223u;
        noise[i] = (char)(seed >> 24);
    }
    test_tar_add(&layer->tar, &(test_tar_entry){.name = name, .body = noise, .length = length});
    free(noise);
}

static test_image *add_large_image(test_archive *archive, test_codec codec)
{
    static const char *const names[] = {"a.bin", "b.bin", "c.bin", "d.bin", "e.bin"};
    test_image *image = test_image_add(archive);
    for (size_t i = 0; i < TEST_COUNT(names); i++) {
        test_layer *layer = test_layer_add(archive, image);
        add_noise_file(layer, names[i], LAYER_BYTES + i * 70000 % 3 * 4096, (uint32_t)i + 1);
        test_tar_end_add(&layer->tar, TEST_END_TWO_BLOCKS);
    }
    test_archive_set_packing(archive, (test_packing){.codec = codec, .level = 1});
    return image;
}

/* All that is reported, but for what the run itself was: time, threads, name. */
static void describe(test_run *run, og_buf *out)
{
    json_t *json = test_run_json(run);
    cr_assert_not_null(json);
    json_t *result = json_array_get(json_object_get(json, "results"), 0);
    (void)json_object_del(json, "stats");
    (void)json_object_del(result, "stats");
    json_t *input = json_object_get(result, "input");
    (void)json_object_del(input, "name");
    (void)json_object_del(input, "path");
    size_t index;
    json_t *image;
    json_array_foreach(json_object_get(result, "images"), index, image)
    {
        (void)json_object_del(json_object_get(image, "judgement"), "name");
    }
    char *text = json_dumps(json, JSON_SORT_KEYS | JSON_INDENT(1));
    og_buf_text(out, text);
    og_buf_format(out, "\nstatus %d\n", (int)run->status);
    free(text);
    json_decref(json);
    test_run_fini(run);
}

static void run_file(og_buf *out, const test_setup *setup, const og_buf *bytes)
{
    test_tmpdir directory;
    char path[512];
    test_run run;
    test_tmpdir_init(&directory);
    test_tmpdir_join(&directory, "image.tar", path, sizeof path);
    test_write_file(path, bytes->data, bytes->length);
    test_run_path(&run, setup, path);
    describe(&run, out);
    test_tmpdir_fini(&directory);
}

static void run_pipe(og_buf *out, const test_setup *setup, const og_buf *bytes)
{
    test_run run;
    test_run_pipe(&run, setup, bytes->data, bytes->length, 0);
    describe(&run, out);
}

typedef void runner(og_buf *out, const test_setup *setup, const og_buf *bytes);

static void expect_same(runner *run, const test_setup *setup, const og_buf *bytes, og_buf *first,
                        const char *name)
{
    for (size_t i = 0; i < TEST_COUNT(thread_counts); i++) {
        og_buf text = {0};
        test_setup own = *setup;
        own.threads = thread_counts[i];
        run(&text, &own, bytes);
        if (first->length == 0)
            og_buf_text(first, og_buf_string(&text));
        else
            cr_expect_str_eq(og_buf_string(&text), og_buf_string(first),
                             "%s, %u threads:\n%s\ninstead of\n%s", name, thread_counts[i],
                             og_buf_string(&text), og_buf_string(first));
        og_buf_fini(&text);
    }
}

static void expect_all_same(const test_setup *setup, const og_buf *bytes, const char *name)
{
    og_buf first = {0};
    expect_same(run_file, setup, bytes, &first, name);
    expect_same(run_pipe, setup, bytes, &first, name);
    og_buf_fini(&first);
}

Test(threads, every_form_reports_the_same, .timeout = 300)
{
    static const test_codec codecs[] = {TEST_PLAIN, TEST_GZIP, TEST_ZSTD};
    for (int form = 0; form < TEST_FORM_COUNT; form++) {
        test_archive *archive = test_archive_new();
        (void)add_large_image(archive, codecs[form % 3]);
        test_archive_build(archive, (test_form)form);
        og_buf bytes = {0};
        test_archive_write(archive, TEST_PLAIN, &bytes);
        expect_all_same(&base, &bytes, test_form_name((test_form)form));
        og_buf_fini(&bytes);
        test_archive_free(archive);
    }
}

Test(threads, every_compression_of_layers_and_archive_reports_the_same, .timeout = 300)
{
    for (int codec = 0; codec < TEST_CODEC_COUNT; codec++) {
        if (codec != TEST_PLAIN && codec != TEST_GZIP && codec != TEST_ZSTD)
            continue;
        test_archive *archive = test_archive_new();
        (void)add_large_image(archive, (test_codec)codec);
        test_archive_build(archive, TEST_FORM_OCI);
        for (int outer = 0; outer < TEST_CODEC_COUNT; outer++) {
            og_buf bytes = {0};
            test_archive_write(archive, (test_codec)outer, &bytes);
            expect_all_same(&base, &bytes, test_codec_name((test_codec)outer));
            og_buf_fini(&bytes);
        }
        test_archive_free(archive);
    }
}

Test(threads, every_depth_reports_the_same, .timeout = 300)
{
    test_archive *archive = test_archive_new();
    (void)add_large_image(archive, TEST_GZIP);
    test_archive_build(archive, TEST_FORM_OCI);
    og_buf bytes = {0};
    test_archive_write(archive, TEST_PLAIN, &bytes);
    for (int depth = TEST_DEPTH_MANIFEST; depth <= TEST_DEPTH_ROOTFS; depth++) {
        test_setup setup = base;
        setup.depth = (test_depth)depth;
        expect_all_same(&setup, &bytes, "depth");
    }
    og_buf_fini(&bytes);
    test_archive_free(archive);
}

Test(threads, damaged_and_cut_archives_report_the_same, .timeout = 600)
{
    test_archive *archive = test_archive_new();
    (void)add_large_image(archive, TEST_GZIP);
    test_archive_build(archive, TEST_FORM_OCI);
    og_buf bytes = {0};
    test_archive_write(archive, TEST_PLAIN, &bytes);
    const size_t whole = bytes.length;
    for (size_t part = 1; part < 12; part++) {
        const size_t at = whole / 12 * part + part * 512;
        test_flip_bit(&bytes, at, 3);
        expect_all_same(&base, &bytes, "flipped");
        test_flip_bit(&bytes, at, 3);
        bytes.length = at;
        expect_all_same(&base, &bytes, "cut");
        bytes.length = whole;
    }
    og_buf_fini(&bytes);
    test_archive_free(archive);
}

/* A header behind a large member is damaged: the member itself was read to its end. */
Test(threads, a_bad_header_behind_a_large_member_reports_the_same, .timeout = 120)
{
    test_archive *archive = test_archive_new();
    (void)add_large_image(archive, TEST_PLAIN);
    test_archive_build(archive, TEST_FORM_OCI);
    for (size_t i = 1; i < archive->member_count; i++) {
        test_member *member = archive->members[i];
        member->header.has_bad_checksum = true;
        og_buf bytes = {0};
        test_archive_write(archive, TEST_PLAIN, &bytes);
        expect_all_same(&base, &bytes, member->name);
        og_buf_fini(&bytes);
        member->header.has_bad_checksum = false;
    }
    test_archive_free(archive);
}

Test(threads, limits_stop_at_the_same_place, .timeout = 120)
{
    static const struct {
        ocigate_limit limit;
        uint64_t value;
    } limits[] = {
        {OCIGATE_LIMIT_LAYER_BYTES, 1000000}, {OCIGATE_LIMIT_ARCHIVE_BYTES, 4000000},
        {OCIGATE_LIMIT_ARCHIVE_BYTES, 1000},  {OCIGATE_LIMIT_MEMBERS, 3},
        {OCIGATE_LIMIT_DOCUMENTS_BYTES, 600}, {OCIGATE_LIMIT_ENTRIES, 1},
    };
    test_archive *archive = test_archive_new();
    (void)add_large_image(archive, TEST_PLAIN);
    test_archive_build(archive, TEST_FORM_OCI_FIRST);
    og_buf bytes = {0};
    test_archive_write(archive, TEST_PLAIN, &bytes);
    for (size_t i = 0; i < TEST_COUNT(limits); i++) {
        test_setup setup = base;
        setup.limits[1].limit = limits[i].limit;
        setup.limits[1].value = limits[i].value;
        expect_all_same(&setup, &bytes, "limit");
    }
    og_buf_fini(&bytes);
    test_archive_free(archive);
}

Test(threads, reports_are_the_same_when_threads_cannot_be_started, .timeout = 120)
{
    test_archive *archive = test_archive_new();
    (void)add_large_image(archive, TEST_GZIP);
    test_archive_build(archive, TEST_FORM_OCI);
    og_buf bytes = {0}, first = {0};
    test_archive_write(archive, TEST_PLAIN, &bytes);
    run_file(&first, &base, &bytes);
    for (unsigned allowed = 0; allowed < 4; allowed++) {
        og_buf text = {0};
        test_setup setup = base;
        setup.threads = 8;
        threads_allowed = allowed;
        threads_started = threads_refused = 0;
        run_file(&text, &setup, &bytes);
        cr_expect_str_eq(og_buf_string(&text), og_buf_string(&first), "%u threads", allowed);
        cr_expect_eq(threads_started, allowed);
        cr_expect_eq(threads_refused, 1, "it is not asked again");
        og_buf_fini(&text);
    }
    threads_allowed = UINT_MAX;
    og_buf_fini(&bytes);
    og_buf_fini(&first);
    test_archive_free(archive);
}

static void run_directory(og_buf *out, const test_setup *setup, const og_buf *path)
{
    test_run run;
    test_run_path(&run, setup, og_buf_string((og_buf *)(uintptr_t)path));
    describe(&run, out);
}

Test(threads, directories_report_the_same, .timeout = 120)
{
    static const test_form forms[] = {TEST_FORM_OCI, TEST_FORM_DOCKER_DIR, TEST_FORM_DOCKER_25};
    for (size_t i = 0; i < TEST_COUNT(forms); i++) {
        test_archive *archive = test_archive_new();
        test_tmpdir directory;
        char path[512];
        test_tmpdir_init(&directory);
        test_tmpdir_join(&directory, "image", path, sizeof path);
        (void)add_large_image(archive, TEST_GZIP);
        test_archive_build(archive, forms[i]);
        test_archive_extract(archive, path);
        og_buf first = {0}, name = {0};
        og_buf_text(&name, path);
        expect_same(run_directory, &base, &name, &first, test_form_name(forms[i]));
        og_buf_fini(&first);
        og_buf_fini(&name);
        test_tmpdir_fini(&directory);
        test_archive_free(archive);
    }
}

/* The file is read from where the descriptor stands. */
Test(threads, a_descriptor_is_read_from_its_offset, .timeout = 60)
{
    test_archive *archive = test_archive_new();
    (void)add_large_image(archive, TEST_GZIP);
    test_archive_build(archive, TEST_FORM_OCI);
    og_buf bytes = {0}, moved = {0};
    test_archive_write(archive, TEST_PLAIN, &bytes);
    og_buf_text(&moved, "something before");
    og_buf_add(&moved, bytes.data, bytes.length);
    test_tmpdir directory;
    char path[512];
    test_tmpdir_init(&directory);
    test_tmpdir_join(&directory, "image.tar", path, sizeof path);
    test_write_file(path, moved.data, moved.length);
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    cr_assert_geq(fd, 0);
    cr_assert_eq(lseek(fd, 16, SEEK_SET), 16);
    ocigate_options *options = ocigate_options_new();
    ocigate_report *report = NULL;
    cr_assert_eq(ocigate_options_set_threads(options, 3, NULL), OCIGATE_OK);
    cr_assert_eq(ocigate_options_set_limit(options, OCIGATE_LIMIT_DOCUMENT_BYTES, 1 << 20, NULL),
                 OCIGATE_OK);
    cr_assert_eq(ocigate_report_new(options, &report, NULL), OCIGATE_OK);
    cr_assert_eq(ocigate_check_fd(report, fd, NULL, NULL), OCIGATE_OK);
    cr_expect_eq(ocigate_report_verdict(report), OCIGATE_VERDICT_PASS);
    cr_expect_eq(ocigate_result_bytes(ocigate_report_result(report, 0)), bytes.length);
    ocigate_report_free(report);
    ocigate_options_free(options);
    (void)close(fd);
    test_tmpdir_fini(&directory);
    og_buf_fini(&bytes);
    og_buf_fini(&moved);
    test_archive_free(archive);
}

typedef struct watcher {
    uint64_t calls, last, total, stop_at;
    bool is_ordered;
} watcher;

static bool watch(void *payload, uint64_t bytes_read, uint64_t bytes_total)
{
    watcher *w = payload;
    w->is_ordered = w->calls == 0 || (w->is_ordered && bytes_read >= w->last);
    w->calls++;
    w->last = bytes_read;
    w->total = bytes_total;
    return w->stop_at == 0 || bytes_read < w->stop_at;
}

Test(threads, progress_is_told_and_can_stop_the_check, .timeout = 120)
{
    test_archive *archive = test_archive_new();
    (void)add_large_image(archive, TEST_GZIP);
    test_archive_build(archive, TEST_FORM_OCI);
    og_buf bytes = {0};
    test_archive_write(archive, TEST_PLAIN, &bytes);
    test_tmpdir directory;
    char path[512];
    test_tmpdir_init(&directory);
    test_tmpdir_join(&directory, "image.tar", path, sizeof path);
    test_write_file(path, bytes.data, bytes.length);
    for (size_t i = 0; i < TEST_COUNT(thread_counts); i++) {
        for (int is_pipe = 0; is_pipe <= 1; is_pipe++) {
            for (uint64_t stop_at = 0; stop_at <= bytes.length; stop_at += bytes.length / 3) {
                watcher w = {.stop_at = stop_at};
                test_setup setup = base;
                setup.threads = thread_counts[i];
                setup.progress = watch;
                setup.progress_payload = &w;
                test_run run;
                if (is_pipe == 1)
                    test_run_pipe(&run, &setup, bytes.data, bytes.length, 0);
                else
                    test_run_path(&run, &setup, path);
                cr_expect(w.is_ordered);
                cr_expect_eq(w.total, is_pipe == 1 ? 0 : bytes.length);
                cr_expect_eq(run.status, stop_at == 0 ? OCIGATE_OK : OCIGATE_ERROR_CANCELLED);
                cr_expect_eq(ocigate_report_verdict(run.report),
                             stop_at == 0 ? OCIGATE_VERDICT_PASS : OCIGATE_VERDICT_ERROR);
                if (stop_at == 0)
                    cr_expect_geq(w.last, bytes.length);
                test_run_fini(&run);
            }
        }
    }
    test_tmpdir_fini(&directory);
    og_buf_fini(&bytes);
    test_archive_free(archive);
}

/* The first call takes long: the next is above the limit, or not. */
static bool be_slow(void *payload, uint64_t bytes_read, uint64_t bytes_total)
{
    (void)bytes_read;
    (void)bytes_total;
    uint64_t *calls = payload;
    if ((*calls)++ == 0)
        (void)sleep(2);
    return true;
}

Test(threads, what_takes_too_long_is_an_error_and_no_verdict, .timeout = 60)
{
    test_archive *archive = test_archive_new();
    (void)test_image_add(archive);
    test_archive_build(archive, TEST_FORM_OCI);
    og_buf bytes = {0};
    test_archive_write(archive, TEST_PLAIN, &bytes);
    for (uint64_t limit = 0; limit <= 20; limit += 20) {
        uint64_t calls = 0;
        ocigate_options *options = ocigate_options_new();
        ocigate_report *report = NULL;
        ocigate_error error = {0};
        test_source source = {.bytes = bytes.data, .length = bytes.length, .piece = 4096};
        cr_assert_eq(ocigate_options_set_limit(options, OCIGATE_LIMIT_SECONDS, limit, NULL),
                     OCIGATE_OK);
        cr_assert_eq(ocigate_options_set_progress(options, be_slow, &calls, NULL), OCIGATE_OK);
        cr_assert_eq(ocigate_report_new(options, &report, NULL), OCIGATE_OK);
        const ocigate_status status =
            ocigate_check_stream(report, test_source_read, &source, NULL, &error);
        cr_expect_eq(status, limit == 0 ? OCIGATE_ERROR_CANCELLED : OCIGATE_OK, "%s", error.text);
        cr_expect_eq(ocigate_report_verdict(report),
                     limit == 0 ? OCIGATE_VERDICT_ERROR : OCIGATE_VERDICT_PASS);
        if (limit == 0)
            cr_expect(strstr(error.text, "--limit seconds=N") != NULL, "%s", error.text);
        ocigate_report_free(report);
        ocigate_options_free(options);
    }
    og_buf_fini(&bytes);
    test_archive_free(archive);
}
