/* What inspections show of whole images, through the public interface. */
#include "support/expect.h"
#include "support/feed.h"

#include <string.h>

/* A run with or without the facts that inspections show. */
static void run_archive(test_run *run, const test_archive *archive, bool is_inspection,
                        ocigate_depth depth)
{
    og_buf bytes;
    og_buf_init(&bytes);
    test_archive_write(archive, TEST_PLAIN, &bytes);
    *run = (test_run){0};
    ocigate_options *options = ocigate_options_new();
    cr_assert_not_null(options);
    cr_assert_eq(ocigate_options_set_inspection(options, is_inspection, NULL), OCIGATE_OK);
    cr_assert_eq(ocigate_options_set_depth(options, depth, NULL), OCIGATE_OK);
    cr_assert_eq(ocigate_report_new(options, &run->report, &run->error), OCIGATE_OK);
    ocigate_options_free(options);
    test_source source = {.bytes = bytes.data, .length = bytes.length};
    run->status = ocigate_check_stream(run->report, test_source_read, &source, "-", &run->error);
    og_buf_fini(&bytes);
}

static const ocigate_image *image_of(const test_run *run, size_t index)
{
    return ocigate_result_image(ocigate_report_result(run->report, 0), index);
}

static void render(const test_run *run, const char *format, og_buf *out)
{
    og_buf_init(out);
    cr_assert_eq(ocigate_render_inspection(run->report, format, NULL, test_write_to_buf, out, NULL),
                 OCIGATE_OK);
}

/* Two files, of which the upper layer deletes one and replaces the other. */
static test_archive *wasteful(test_image **image)
{
    test_archive *archive = test_archive_new();
    *image = test_image_add(archive);
    og_buf *lower = &test_layer_add(archive, *image)->tar;
    test_tar_directory(lower, "cache", 0755);
    test_tar_file(lower, "cache/deleted", 0644, "1234567");
    test_tar_file(lower, "cache/replaced", 0644, "12345");
    test_tar_end_add(lower, TEST_END_TWO_BLOCKS);
    og_buf *upper = &test_layer_add(archive, *image)->tar;
    test_tar_file(upper, "cache/.wh.deleted", 0644, "");
    test_tar_file(upper, "cache/replaced", 0644, "123");
    test_tar_end_add(upper, TEST_END_TWO_BLOCKS);
    return archive;
}

static uint64_t waste_of(const ocigate_image *image, size_t layer, ocigate_waste waste)
{
    uint64_t files = 0;
    const uint64_t bytes = ocigate_layer_waste(ocigate_image_layer(image, layer), waste, &files);
    cr_expect_eq(files > 0, bytes > 0);
    return bytes;
}

Test(inspection, tells_what_is_shipped_in_vain_in_every_form)
{
    for (test_form form = 0; form < TEST_FORM_COUNT; form++) {
        test_image *image;
        test_archive *archive = wasteful(&image);
        test_archive_build(archive, form);
        test_run run;
        run_archive(&run, archive, true, OCIGATE_DEPTH_ROOTFS);
        const char *name = test_form_name(form);
        const ocigate_image *found = image_of(&run, 0);
        const ocigate_contents *contents = ocigate_image_contents(found);
        cr_assert_not_null(contents, "%s", name);
        const size_t top = ocigate_image_layer_count(found) - 1;
        cr_expect_eq(waste_of(found, top - 1, OCIGATE_WASTE_HIDDEN), 12u, "%s", name);
        cr_expect_eq(waste_of(found, top, OCIGATE_WASTE_DELETES), 7u, "%s", name);
        cr_expect_eq(waste_of(found, top, OCIGATE_WASTE_REPLACES), 5u, "%s", name);
        cr_expect_eq(waste_of(found, top, OCIGATE_WASTE_HIDDEN), 0u, "%s", name);
        const size_t count = ocigate_contents_item_count(contents, OCIGATE_CONTENTS_HIDDEN);
        cr_assert_geq(count, 2u, "%s", name);
        bool is_found = false;
        for (size_t i = 0; i < count; i++) {
            const ocigate_item *item = ocigate_contents_item(contents, OCIGATE_CONTENTS_HIDDEN, i);
            if (strcmp(ocigate_item_path(item), "/cache/deleted") != 0)
                continue;
            is_found = true;
            cr_expect_eq(ocigate_item_bytes(item), 7u);
            cr_expect_eq(ocigate_item_file_count(item), 1u);
            cr_expect_eq(ocigate_item_layer(item), (ptrdiff_t)top - 1);
            cr_expect_eq(ocigate_item_hidden_by(item), (ptrdiff_t)top);
            cr_expect_not(ocigate_item_is_replaced(item));
        }
        cr_expect(is_found, "%s", name);
        test_run_fini(&run);
        test_archive_free(archive);
    }
}

Test(inspection, changes_nothing_that_a_check_reports)
{
    static const char *const formats[] = {"json", "text"};
    for (size_t broken = 0; broken < 2; broken++) {
        test_image *image;
        test_archive *archive = wasteful(&image);
        if (broken == 1)
            image->layers[1]->diff_id = TEST_WRONG_DIGEST;
        test_archive_build(archive, TEST_FORM_DOCKER_25);
        for (size_t f = 0; f < 2; f++) {
            og_buf reports[2];
            for (size_t i = 0; i < 2; i++) {
                test_run run;
                run_archive(&run, archive, i == 1, OCIGATE_DEPTH_ROOTFS);
                og_buf_init(&reports[i]);
                cr_assert_eq(ocigate_render(run.report, formats[f], NULL, test_write_to_buf,
                                            &reports[i], NULL),
                             OCIGATE_OK);
                /* the seconds that it took come last */
                char *seconds =
                    strstr(reports[i].data, strcmp(formats[f], "json") == 0 ? "elapsed_" : "read ");
                cr_assert_not_null(seconds);
                *seconds = '\0';
                test_run_fini(&run);
            }
            cr_expect_str_eq(reports[0].data, reports[1].data);
            og_buf_fini(&reports[0]);
            og_buf_fini(&reports[1]);
        }
        test_archive_free(archive);
    }
}

Test(inspection, knows_less_when_it_looks_less_deep)
{
    test_image *image;
    test_archive *archive = wasteful(&image);
    test_archive_build(archive, TEST_FORM_OCI);
    static const struct {
        bool is_inspection;
        ocigate_depth depth;
        bool has_unpacked, has_contents;
    } cases[] = {
        {true, OCIGATE_DEPTH_ROOTFS, true, true},
        {true, OCIGATE_DEPTH_BLOBS, true, false},
        {true, OCIGATE_DEPTH_MANIFEST, false, false},
        {false, OCIGATE_DEPTH_ROOTFS, true, false},
    };
    for (size_t i = 0; i < TEST_COUNT(cases); i++) {
        test_run run;
        run_archive(&run, archive, cases[i].is_inspection, cases[i].depth);
        const ocigate_image *found = image_of(&run, 0);
        bool is_known = false;
        cr_expect_eq(ocigate_image_config_count(found, OCIGATE_CONFIG_ENTRYPOINT), 1);
        (void)ocigate_layer_unpacked_bytes(ocigate_image_layer(found, 0), &is_known);
        cr_expect_eq(is_known, cases[i].has_unpacked, "%zu", i);
        cr_expect_eq(ocigate_image_contents(found) != NULL, cases[i].has_contents, "%zu", i);
        og_buf text;
        render(&run, "text", &text);
        cr_expect_eq(strstr(text.data, "Files  not known\n") == NULL, cases[i].has_contents, "%s",
                     text.data);
        og_buf_fini(&text);
        render(&run, "json", &text);
        cr_expect_eq(strstr(text.data, "\"files\": null") == NULL, cases[i].has_contents);
        og_buf_fini(&text);
        test_run_fini(&run);
    }
    test_archive_free(archive);
}

Test(inspection, shows_the_config)
{
    test_archive *archive = test_archive_new();
    test_image *image = test_image_add(archive);
    image->tags[1] = "registry.example.com/team/app:stable";
    image->config.entrypoint = "[\"/var/runtime/bootstrap\", \"\\u001b[2J\"]";
    image->config.cmd = "[]";
    image->config.env = "[\"PATH=/bin\", \"A=b c\"]";
    image->config.user = "\"1000\"";
    test_archive_build(archive, TEST_FORM_OCI);
    test_run run;
    run_archive(&run, archive, true, OCIGATE_DEPTH_ROOTFS);
    const ocigate_image *found = image_of(&run, 0);
    cr_expect_eq(ocigate_image_config_count(found, OCIGATE_CONFIG_ENTRYPOINT), 2);
    cr_expect_str_eq(ocigate_image_config_string(found, OCIGATE_CONFIG_ENTRYPOINT, 1), "\\x1b[2J");
    cr_expect_eq(ocigate_image_config_count(found, OCIGATE_CONFIG_CMD), 0);
    cr_expect_null(ocigate_image_config_string(found, OCIGATE_CONFIG_CMD, 0));
    cr_expect_eq(ocigate_image_config_count(found, OCIGATE_CONFIG_ENV), 2);
    cr_expect_str_eq(ocigate_image_user(found), "1000");
    cr_expect_str_eq(ocigate_image_command_path(found), "/var/runtime/bootstrap");
    cr_expect_str_eq(ocigate_image_manifest_type(found), TEST_TYPE_OCI_MANIFEST);
    cr_expect_str_eq(ocigate_image_config_type(found), TEST_TYPE_OCI_CONFIG);
    cr_expect_not_null(ocigate_layer_created_by(ocigate_image_layer(found, 0)));
    og_buf text;
    render(&run, "text", &text);
    static const char *const lines[] = {
        "\n  also named   registry.example.com/team/app:stable\n",
        "\n  entrypoint   [\"/var/runtime/bootstrap\", \"\\\\x1b[2J\"]\n",
        "\n  cmd          []\n",
        "\n  user         1000\n",
        "\n  env          PATH=/bin\n               A=b c\n",
    };
    for (size_t i = 0; i < TEST_COUNT(lines); i++)
        cr_expect_not_null(strstr(text.data, lines[i]), "%s: %s", lines[i], text.data);
    cr_expect_null(strstr(text.data, "Problems"));
    og_buf_fini(&text);
    test_run_fini(&run);
    test_archive_free(archive);
}

/* Of what is broken, all that is known. */
Test(inspection, shows_what_is_left_of_a_broken_image)
{
    test_image *image;
    test_archive *archive = wasteful(&image);
    image->layers[1]->blob.is_absent = true;
    test_archive_build(archive, TEST_FORM_OCI);
    test_run run;
    run_archive(&run, archive, true, OCIGATE_DEPTH_ROOTFS);
    cr_expect_eq(run.status, OCIGATE_OK);
    const ocigate_image *found = image_of(&run, 0);
    cr_expect_eq(ocigate_image_layer_count(found), 5u);
    cr_expect_null(ocigate_image_contents(found));
    cr_expect_eq(ocigate_image_step_count(found), -1);
    og_buf text;
    render(&run, "text", &text);
    cr_expect_not_null(strstr(text.data, "\nFiles  not known\n"), "%s", text.data);
    cr_expect_not_null(strstr(text.data, "\nProblems  1 error; ocigate check tells"), "%s",
                       text.data);
    og_buf_fini(&text);
    test_run_fini(&run);
    test_archive_free(archive);
}

Test(inspection, shows_each_member_of_an_index)
{
    test_archive *archive = test_archive_new();
    test_index *index = test_index_add_to(archive, test_top_index(archive));
    index->tags[0] = "app:1";
    test_image *first = test_image_add_to(archive, index);
    test_image_set_architecture(archive, test_image_add_to(archive, index), "arm64");
    (void)test_attestation_add_to(archive, index, first);
    test_archive_build(archive, TEST_FORM_OCI);
    test_run run;
    run_archive(&run, archive, true, OCIGATE_DEPTH_ROOTFS);
    cr_expect_eq(ocigate_result_image_count(ocigate_report_result(run.report, 0)), 2u);
    for (size_t i = 0; i < 2; i++) {
        cr_expect_str_eq(ocigate_image_architecture(image_of(&run, i)), i == 0 ? "amd64" : "arm64");
        cr_expect_not_null(ocigate_image_contents(image_of(&run, i)));
    }
    test_run_fini(&run);
    test_archive_free(archive);
}

Test(inspection, shows_what_an_artifact_is)
{
    test_archive *archive = test_archive_new();
    test_image *image = test_image_add(archive);
    image->manifest_extra = ",\"artifactType\":\"application/vnd.example.thing\"";
    test_archive_build(archive, TEST_FORM_OCI);
    test_run run;
    run_archive(&run, archive, true, OCIGATE_DEPTH_ROOTFS);
    cr_expect_str_eq(ocigate_image_artifact(image_of(&run, 0)), "an artifact");
    og_buf text;
    render(&run, "text", &text);
    cr_expect_not_null(strstr(text.data, "\n  artifact     an artifact\n"), "%s", text.data);
    cr_expect_not_null(strstr(text.data, "\nLayers\n"), "%s", text.data);
    cr_expect_null(strstr(text.data, "\nFiles"), "%s", text.data);
    og_buf_fini(&text);
    test_run_fini(&run);
    test_archive_free(archive);
}

/* Names that are made to be taken for something else. */
Test(inspection, keeps_hostile_names_inert)
{
    static const char *const names[] = {"a\x1b[2Jb", "a\nPASS  app:1", "##[error]x",
                                        ("\xe2\x80\xae"
                                         "cod.exe"),
                                        "\xff\xfe"};
    test_archive *archive = test_archive_new();
    test_image *image = test_image_add(archive);
    og_buf *lower = &test_layer_add(archive, image)->tar;
    og_buf *upper = &test_layer_add(archive, image)->tar;
    for (size_t i = 0; i < TEST_COUNT(names); i++) {
        test_tar_file(lower, names[i], 0644, "a file that is larger than all others of the image");
        test_tar_file(upper, test_text(archive, ".wh.%s", names[i]), 0644, "");
        test_tar_file(lower, test_text(archive, "d/%s", names[i]), 0644, "1234567");
    }
    test_tar_end_add(lower, TEST_END_TWO_BLOCKS);
    test_tar_end_add(upper, TEST_END_TWO_BLOCKS);
    image->config.env = "[\"A=\\n::error::x\", \"\\u202e\"]";
    test_archive_build(archive, TEST_FORM_OCI);
    test_run run;
    run_archive(&run, archive, true, OCIGATE_DEPTH_ROOTFS);
    cr_assert_not_null(ocigate_image_contents(image_of(&run, 0)));
    for (size_t i = 0; ocigate_inspection_format(i) != NULL; i++) {
        og_buf text;
        render(&run, ocigate_inspection_format(i), &text);
        cr_expect_not_null(strstr(text.data, "[2Jb"), "%s", text.data);
        for (size_t c = 0; c < text.length; c++)
            cr_assert((unsigned char)text.data[c] >= ' ' || text.data[c] == '\n');
        cr_expect_null(strstr(text.data, "##"));
        cr_expect_null(strstr(text.data, "\nPASS"));
        cr_expect_null(strstr(text.data, "\xe2\x80\xae"));
        cr_expect_null(strstr(text.data, "\xff"));
        og_buf_fini(&text);
    }
    test_run_fini(&run);
    test_archive_free(archive);
}

Test(inspection, survives_wrong_arguments)
{
    ocigate_error error = {0};
    og_buf out;
    og_buf_init(&out);
    ocigate_report *report = NULL;
    cr_assert_eq(ocigate_report_new(NULL, &report, NULL), OCIGATE_OK);
    cr_expect_eq(ocigate_options_set_inspection(NULL, true, &error), OCIGATE_ERROR_ARGUMENT);
    cr_expect_eq(ocigate_render_inspection(NULL, "text", NULL, test_write_to_buf, &out, &error),
                 OCIGATE_ERROR_ARGUMENT);
    cr_expect_eq(ocigate_render_inspection(report, NULL, NULL, test_write_to_buf, &out, &error),
                 OCIGATE_ERROR_ARGUMENT);
    cr_expect_eq(ocigate_render_inspection(report, "text", NULL, NULL, &out, &error),
                 OCIGATE_ERROR_ARGUMENT);
    cr_expect_eq(ocigate_render_inspection(report, "yaml", NULL, test_write_to_buf, &out, &error),
                 OCIGATE_ERROR_ARGUMENT);
    cr_expect_null(ocigate_inspection_format(99));
    bool is_known = true;
    uint64_t files = 1;
    cr_expect_null(ocigate_image_layer(NULL, 0));
    cr_expect_eq(ocigate_layer_unpacked_bytes(NULL, &is_known), 0u);
    cr_expect_not(is_known);
    cr_expect_eq(ocigate_layer_waste(NULL, OCIGATE_WASTE_HIDDEN, &files), 0u);
    cr_expect_eq(files, 0u);
    cr_expect_eq(ocigate_image_config_count(NULL, OCIGATE_CONFIG_ENV), -1);
    cr_expect_null(ocigate_image_config_string(NULL, OCIGATE_CONFIG_ENV, 0));
    cr_expect_null(ocigate_contents_item(NULL, OCIGATE_CONTENTS_FILES, 0));
    cr_expect_eq(ocigate_contents_count(NULL, OCIGATE_FILE_REGULAR), 0u);
    cr_expect_eq(ocigate_contents_hidden_bytes(NULL, NULL), 0u);
    cr_expect_null(ocigate_image_step(NULL, 0));
    cr_expect_null(ocigate_item_path(NULL));
    cr_expect_eq(ocigate_item_hidden_by(NULL), -1);
    cr_expect_null(ocigate_step_role(NULL));
    ocigate_report_free(report);
    og_buf_fini(&out);
}
