/* The good image passes in every form, however it is packed and fed, and the report says the same.
 */
#include "support/expect.h"

#include <stdio.h>
#include <string.h>

static const char *const profiles[] = {"lambda", "lambda-managed", "oci"};

/* Findings that a form brings with it, though nothing is wrong with the image. */
static const char *legitimate(test_form form, test_codec layers, const char *profile)
{
    if (form == TEST_FORM_CNB)
        return "archive-path-unsafe=W"; /* a leading slash */
    /* What docker save declares is not what will be pushed: these rules judge the rest. */
    if (layers == TEST_ZSTD && !test_form_is_docker(form) && strncmp(profile, "lambda", 6) == 0)
        return "layer-zstd=W";
    return "";
}

static void build(test_archive *archive, test_form form, test_codec layers)
{
    (void)test_image_add(archive);
    test_archive_set_packing(archive, (test_packing){.codec = layers});
    test_archive_build(archive, form);
}

Test(forms, pass_in_every_profile_however_the_archive_is_compressed, .timeout = 300)
{
    for (int form = 0; form < TEST_FORM_COUNT; form++) {
        test_archive *archive = test_archive_new();
        build(archive, (test_form)form, TEST_GZIP);
        for (int outer = 0; outer < TEST_CODEC_COUNT; outer++) {
            og_buf bytes;
            og_buf_init(&bytes);
            test_archive_write(archive, (test_codec)outer, &bytes);
            for (size_t i = 0; i < TEST_COUNT(profiles); i++) {
                const test_setup setup = {.profile = profiles[i]};
                test_run run;
                test_run_memory(&run, &setup, bytes.data, bytes.length, 0);
                const ocigate_result *result = ocigate_report_result(run.report, 0);
                cr_expect_str_eq(ocigate_result_compression(result),
                                 test_codec_name((test_codec)outer));
                cr_expect_eq(ocigate_result_bytes(result), bytes.length, "%s %d",
                             test_form_name((test_form)form), outer);
                test_expect_run(&run, legitimate((test_form)form, TEST_GZIP, profiles[i]),
                                test_text(archive, "%s, %s, %s", test_form_name((test_form)form),
                                          test_codec_name((test_codec)outer), profiles[i]));
            }
            og_buf_fini(&bytes);
        }
        test_archive_free(archive);
    }
}

Test(forms, pass_at_every_depth)
{
    for (int form = 0; form < TEST_FORM_COUNT; form++) {
        test_archive *archive = test_archive_new();
        build(archive, (test_form)form, TEST_GZIP);
        for (int depth = TEST_DEPTH_MANIFEST; depth <= TEST_DEPTH_ROOTFS; depth++) {
            const test_setup setup = {.depth = (test_depth)depth};
            test_expect_archive(
                &setup, archive, legitimate((test_form)form, TEST_GZIP, "lambda"),
                test_text(archive, "%s, depth %d", test_form_name((test_form)form), depth));
        }
        test_archive_free(archive);
    }
}

Test(forms, pass_with_layers_of_every_compression)
{
    static const test_packing packings[] = {
        {.codec = TEST_PLAIN},
        {.codec = TEST_GZIP, .level = 9, .pieces = 3},
        {.codec = TEST_ZSTD},
        {.codec = TEST_ZSTD, .level = 19, .pieces = 3, .has_skippable = true},
        {.codec = TEST_ZSTD, .has_no_checksum = true},
    };
    static const test_form forms[] = {
        TEST_FORM_CONTAINERD, TEST_FORM_OCI,       TEST_FORM_OCI_FIRST, TEST_FORM_GGCR,
        TEST_FORM_JIB,        TEST_FORM_RULES_OCI, TEST_FORM_OCI_DOT,   TEST_FORM_DOCKER_DIR};
    for (size_t i = 0; i < TEST_COUNT(packings); i++) {
        for (size_t j = 0; j < TEST_COUNT(forms); j++) {
            for (size_t k = 0; k < TEST_COUNT(profiles); k++) {
                test_archive *archive = test_archive_new();
                (void)test_image_add(archive);
                test_archive_set_packing(archive, packings[i]);
                test_archive_build(archive, forms[j]);
                const test_setup setup = {.profile = profiles[k]};
                test_expect_archive(&setup, archive,
                                    legitimate(forms[j], packings[i].codec, profiles[k]),
                                    test_text(archive, "%s, packing %zu, %s",
                                              test_form_name(forms[j]), i, profiles[k]));
                test_archive_free(archive);
            }
        }
    }
}

static void compare(test_run *run, const char *contents, const char *expected, const char *name)
{
    og_buf found;
    og_buf_init(&found);
    test_run_contents(run, &found);
    cr_expect_str_eq(og_buf_string(&found), contents, "%s: %s instead of %s", name,
                     og_buf_string(&found), contents);
    og_buf_fini(&found);
    test_expect_run(run, expected, name);
}

/* A file, a directory where there is one, a pipe and a callback, in pieces of any size. */
static void feed_in_every_way(test_archive *archive, test_form form, test_codec outer,
                              const test_tmpdir *directory)
{
    static const size_t pieces[] = {0, 1, 7, 4096};
    const char *form_name = test_form_name(form);
    const char *expected = legitimate(form, TEST_GZIP, "lambda");
    og_buf bytes;
    og_buf contents;
    og_buf_init(&bytes);
    og_buf_init(&contents);
    test_archive_write(archive, outer, &bytes);
    test_run run;
    test_run_memory(&run, NULL, bytes.data, bytes.length, 0);
    test_run_contents(&run, &contents);
    test_run_fini(&run);
    for (size_t i = 0; i < TEST_COUNT(pieces); i++) {
        test_run_memory(&run, NULL, bytes.data, bytes.length, pieces[i]);
        compare(&run, contents.data, expected, test_text(archive, "%s, callback", form_name));
        test_run_pipe(&run, NULL, bytes.data, bytes.length, pieces[i]);
        compare(&run, contents.data, expected, test_text(archive, "%s, pipe", form_name));
    }
    char path[1024];
    test_tmpdir_join(directory, form_name, path, sizeof path);
    test_write_file(path, bytes.data, bytes.length);
    test_run_path(&run, NULL, path);
    compare(&run, contents.data, expected, test_text(archive, "%s, file", form_name));
    og_buf_fini(&contents);
    og_buf_fini(&bytes);
}

Test(forms, are_judged_alike_however_they_are_fed, .timeout = 300)
{
    static const test_codec outers[TEST_FORM_COUNT] = {
        [TEST_FORM_DOCKER_10] = TEST_GZIP,  [TEST_FORM_PODMAN] = TEST_ZSTD,
        [TEST_FORM_OCI] = TEST_XZ,          [TEST_FORM_GGCR] = TEST_BZIP2,
        [TEST_FORM_CONTAINERD] = TEST_GZIP,
    };
    test_tmpdir directory;
    test_tmpdir_init(&directory);
    for (int form = 0; form < TEST_FORM_COUNT; form++) {
        test_archive *archive = test_archive_new();
        build(archive, (test_form)form, TEST_GZIP);
        feed_in_every_way(archive, (test_form)form, outers[form], &directory);
        test_archive_free(archive);
    }
    test_tmpdir_fini(&directory);
}

/* What is the same in every form: the config, the plain layers, the name. */
Test(forms, report_the_same_image)
{
    og_buf contents;
    og_buf_init(&contents);
    for (int form = 0; form < TEST_FORM_COUNT; form++) {
        if (form == TEST_FORM_DOCKER_DIR)
            continue; /* it keeps no name */
        test_archive *archive = test_archive_new();
        build(archive, (test_form)form, TEST_GZIP);
        og_buf bytes;
        og_buf_init(&bytes);
        test_archive_write(archive, TEST_PLAIN, &bytes);
        test_run run;
        test_run_memory(&run, NULL, bytes.data, bytes.length, 0);
        if (form == 0) {
            test_run_contents(&run, &contents);
            cr_expect_not_null(strstr(og_buf_string(&contents), "app:1 config digest=sha256:"));
            for (size_t i = 0; i < 3; i++)
                cr_expect_not_null(
                    strstr(og_buf_string(&contents), archive->images[0]->layers[i]->true_diff_id));
        }
        compare(&run, contents.data, legitimate((test_form)form, TEST_GZIP, "lambda"),
                test_form_name((test_form)form));
        og_buf_fini(&bytes);
        test_archive_free(archive);
    }
    og_buf_fini(&contents);
}

Test(forms, are_named_by_their_kind)
{
    for (int form = 0; form < TEST_FORM_COUNT; form++) {
        test_archive *archive = test_archive_new();
        build(archive, (test_form)form, TEST_GZIP);
        og_buf bytes;
        og_buf_init(&bytes);
        test_archive_write(archive, TEST_PLAIN, &bytes);
        test_run run;
        test_run_memory(&run, NULL, bytes.data, bytes.length, 0);
        const char *kind = form == TEST_FORM_DOCKER_DIR           ? "docker-dir"
                           : test_form_is_docker((test_form)form) ? "docker-archive"
                                                                  : "oci-archive";
        const ocigate_result *result = ocigate_report_result(run.report, 0);
        cr_expect_str_eq(ocigate_result_kind(result), kind, "%s", test_form_name((test_form)form));
        const ocigate_image *image = ocigate_result_image(result, 0);
        const bool has_manifest =
            test_form_has_index((test_form)form) || form == TEST_FORM_DOCKER_DIR;
        cr_expect_eq(ocigate_image_manifest_digest(image) != NULL, has_manifest, "%s",
                     test_form_name((test_form)form));
        test_run_fini(&run);
        og_buf_fini(&bytes);
        test_archive_free(archive);
    }
}

Test(forms, may_be_directories)
{
    static const struct {
        test_form form;
        const char *kind;
    } cases[] = {{TEST_FORM_OCI, "oci-layout"}, {TEST_FORM_DOCKER_DIR, "docker-dir"}};
    test_tmpdir directory;
    test_tmpdir_init(&directory);
    for (size_t i = 0; i < TEST_COUNT(cases); i++) {
        test_archive *archive = test_archive_new();
        build(archive, cases[i].form, TEST_GZIP);
        char path[1024];
        test_tmpdir_join(&directory, test_form_name(cases[i].form), path, sizeof path);
        test_archive_extract(archive, path);
        for (size_t j = 0; j < TEST_COUNT(profiles); j++) {
            const test_setup setup = {.profile = profiles[j]};
            test_run run;
            test_run_path(&run, &setup, path);
            cr_expect_str_eq(ocigate_result_kind(ocigate_report_result(run.report, 0)),
                             cases[i].kind);
            test_expect_run(&run, "", cases[i].kind);
        }
        test_archive_free(archive);
    }
    test_tmpdir_fini(&directory);
}

/* Members may come in any order, and a layer that repeats may be a link to what comes later. */
Test(forms, may_have_their_members_in_any_order)
{
    for (int form = 0; form < TEST_FORM_COUNT; form++) {
        test_archive *archive = test_archive_new();
        test_image *image = test_image_add(archive);
        test_layer *layer = test_layer_add(archive, image);
        og_buf_add(&layer->tar, image->layers[1]->tar.data, image->layers[1]->tar.length);
        archive->has_forward_links = true;
        test_archive_build(archive, (test_form)form);
        const char *expected = legitimate((test_form)form, TEST_GZIP, "lambda");
        test_expect_archive(NULL, archive, expected,
                            test_text(archive, "%s, forward", test_form_name((test_form)form)));
        test_members_reverse(archive);
        test_expect_archive(NULL, archive, expected,
                            test_text(archive, "%s, reversed", test_form_name((test_form)form)));
        test_archive_free(archive);
    }
}

static void set_docker_types(test_archive *archive, test_image *image)
{
    (void)archive;
    image->is_docker_manifest = true;
}

static void set_arm64(test_archive *archive, test_image *image)
{
    test_image_set_architecture(archive, image, "arm64");
}

static void set_arm64_v8(test_archive *archive, test_image *image)
{
    test_image_set_architecture(archive, image, "arm64");
    image->config.variant = "\"v8\"";
}

static void set_sha512(test_archive *archive, test_image *image)
{
    (void)archive;
    image->layers[0]->blob.is_sha512 = true;
    image->config_blob.is_sha512 = true;
}

static void leave_optional_out(test_archive *archive, test_image *image)
{
    (void)archive;
    image->media_type = "";
    image->config.created = NULL;
    image->config.history = NULL;
}

static void set_null(test_archive *archive, test_image *image)
{
    (void)archive;
    image->config.history = "null";
    image->config.user = "\"\"";
    image->config.extra_config = ",\"Volumes\":null,\"Labels\":null,\"OnBuild\":null";
}

static void add_empty_layer(test_archive *archive, test_image *image)
{
    test_tar_end_add(&test_layer_add(archive, image)->tar, TEST_END_TWO_BLOCKS);
}

static void leave_layer_open(test_archive *archive, test_image *image)
{
    (void)archive;
    test_truncate(&image->layers[1]->tar, image->layers[1]->tar.length - 1024);
}

static void pad_layer(test_archive *archive, test_image *image)
{
    (void)archive;
    test_append_zeros(&image->layers[1]->tar, 10240 - image->layers[1]->tar.length % 10240);
}

static void drop_tags(test_archive *archive, test_image *image)
{
    (void)archive;
    image->tags[0] = NULL;
}

static void write_repetition(test_archive *archive, test_image *image)
{
    test_layer *layer = test_layer_add(archive, image);
    og_buf_add(&layer->tar, image->layers[2]->tar.data, image->layers[2]->tar.length);
}

/* "What is never a finding." */
static const test_case harmless[] = {
    {"Docker types", set_docker_types, "", TEST_FORM_OCI, NULL, {0}},
    {"arm64", set_arm64, "", TEST_FORM_OCI, NULL, {.architecture = "arm64"}},
    {"arm64 v8", set_arm64_v8, "", TEST_FORM_OCI, NULL, {0}},
    {"sha512", set_sha512, "", TEST_FORM_OCI, NULL, {0}},
    {"optional members absent", leave_optional_out, "", TEST_FORM_OCI, NULL, {0}},
    {"optional members null", set_null, "", TEST_FORM_OCI, NULL, {0}},
    {"empty layer", add_empty_layer, "", TEST_FORM_OCI, NULL, {0}},
    {"layer without its end", leave_layer_open, "", TEST_FORM_OCI, NULL, {0}},
    {"layer with padding", pad_layer, "", TEST_FORM_OCI, NULL, {0}},
    {"no tag, OCI", drop_tags, "", TEST_FORM_OCI, NULL, {0}},
    {"no tag, Docker", drop_tags, "", TEST_FORM_DOCKER_10, NULL, {0}},
    {"the same layer twice", write_repetition, "", TEST_FORM_OCI, NULL, {0}},
    {"empty layer, Docker", add_empty_layer, "", TEST_FORM_DOCKER_10, NULL, {0}},
};

Test(forms, have_no_finding_where_nothing_is_wrong)
{
    TEST_EXPECT_CASES(harmless);
}
