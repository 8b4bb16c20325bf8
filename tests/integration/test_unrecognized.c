/* Inputs that are no image: each is refused by name, none passes, none crashes. */
#include "support/expect.h"

#include <string.h>

static void add_tar_of_files(og_buf *out)
{
    test_tar_directory(out, "src/", 0755);
    test_tar_file(out, "src/main.c", 0644, "int main(void)\n{\n    return 0;\n}\n");
    test_tar_end_add(out, TEST_END_TWO_BLOCKS);
}

static void add_rootfs(og_buf *out)
{
    static const char *const directories[] = {"bin/", "dev/", "etc/", "lib/", "proc/", "usr/"};
    test_tar_file(out, ".dockerenv", 0755, "");
    for (size_t i = 0; i < TEST_COUNT(directories); i++)
        test_tar_directory(out, directories[i], 0755);
    test_tar_file(out, "etc/os-release", 0644, "ID=debian\n");
    test_tar_end_add(out, TEST_END_TWO_BLOCKS);
}

static void add_gzip_of(og_buf *out, const og_buf *plain)
{
    test_pack(out, plain->data, plain->length, &(test_packing){.codec = TEST_GZIP});
}

static void add_gzip_of_text(og_buf *out)
{
    static const char text[] = "just some words\n";
    test_pack(out, text, sizeof text - 1, &(test_packing){.codec = TEST_GZIP});
}

static void add_helm_chart(og_buf *out)
{
    og_buf tar;
    og_buf_init(&tar);
    test_tar_file(&tar, "chart/Chart.yaml", 0644, "apiVersion: v2\nname: chart\nversion: 1.0.0\n");
    test_tar_file(&tar, "chart/values.yaml", 0644, "a: 1\n");
    test_tar_end_add(&tar, TEST_END_TWO_BLOCKS);
    add_gzip_of(out, &tar);
    og_buf_fini(&tar);
}

/* melange: a signature, the control data and the files, three members of gzip; only the last tar
   has its end. */
static void add_apk(og_buf *out)
{
    static const char *const names[] = {".SIGN.RSA256.key.rsa.pub", ".PKGINFO", "usr/bin/tool"};
    for (size_t i = 0; i < 3; i++) {
        og_buf tar;
        og_buf_init(&tar);
        test_tar_file(&tar, names[i], 0644, "content\n");
        test_tar_end_add(&tar, i == 2 ? TEST_END_TWO_BLOCKS : TEST_END_NONE);
        add_gzip_of(out, &tar);
        og_buf_fini(&tar);
    }
}

static void add_elf(og_buf *out)
{
    og_buf_add(out,
               "\x7f"
               "ELF\2\1\1",
               7);
    test_append_zeros(out, 2041);
}

static void add_zip(og_buf *out)
{
    og_buf_add(out, "PK\3\4\24\0\0\0\0\0", 10);
    test_append_zeros(out, 600);
}

static void add_empty_zip(og_buf *out)
{
    og_buf_add(out, "PK\5\6", 4);
    test_append_zeros(out, 18);
}

static void add_nothing(og_buf *out)
{
    (void)out;
}

static void add_one_byte(og_buf *out)
{
    og_buf_char(out, 'x');
}

static void add_one_zero(og_buf *out)
{
    test_append_zeros(out, 1);
}

static void add_block_of_zeros(og_buf *out)
{
    test_append_zeros(out, 512);
}

static void add_zeros(og_buf *out)
{
    test_append_zeros(out, 10240);
}

static void add_many_zeros(og_buf *out)
{
    test_append_zeros(out, 1000003);
}

static void add_json(og_buf *out)
{
    og_buf_text(out, "{\"schemaVersion\":2,\"layers\":[]}\n");
}

static void add_html(og_buf *out)
{
    og_buf_text(out, "<!DOCTYPE html>\n<html><body>404 page not found</body></html>\n");
}

static void add_error_text(og_buf *out)
{
    og_buf_text(out, "Error response from daemon: reference does not exist\n");
}

static void add_random(og_buf *out)
{
    unsigned state = 1;
    for (size_t i = 0; i < 5000; i++) {
        state = state * 1103515245u + 12345u;
        og_buf_char(out, (char)(state >> 16));
    }
}

static void add_cpio(og_buf *out)
{
    og_buf_text(out, "070701");
    for (size_t i = 0; i < 13; i++)
        og_buf_text(out, "00000000");
    og_buf_text(out, "TRAILER!!!");
    test_append_zeros(out, 512);
}

static void add_gzip_bomb_of_zeros(og_buf *out)
{
    og_buf zeros;
    og_buf_init(&zeros);
    test_append_zeros(&zeros, (size_t)8 * 1024 * 1024);
    add_gzip_of(out, &zeros);
    og_buf_fini(&zeros);
}

static void add_program_magic(og_buf *out)
{
    og_buf_add(out, "LRZI\0\6", 6); /* filters of libarchive that start a program */
    test_append_zeros(out, 600);
}

static void add_empty_gzip(og_buf *out)
{
    og_buf nothing;
    og_buf_init(&nothing);
    og_buf_text(&nothing, "");
    add_gzip_of(out, &nothing);
    og_buf_fini(&nothing);
}

static void add_uuencoded(og_buf *out)
{
    og_buf_text(out, "begin 644 image.tar\n#86)C\n`\nend\n");
}

typedef struct unrecognized_case {
    const char *name;
    void (*add)(og_buf *out);
    const char *found; /* a word of the message, or NULL */
} unrecognized_case;

static const unrecognized_case cases[] = {
    {"nothing", add_nothing, "no bytes"},
    {"one byte", add_one_byte, NULL},
    {"one zero", add_one_zero, NULL},
    {"a block of zeros", add_block_of_zeros, NULL},
    {"zeros", add_zeros, NULL},
    {"many zeros", add_many_zeros, NULL},
    {"ELF", add_elf, "ELF"},
    {"zip", add_zip, "ZIP"},
    {"empty zip", add_empty_zip, NULL},
    {"cpio", add_cpio, NULL},
    {"JSON", add_json, "JSON"},
    {"HTML", add_html, NULL},
    {"an error message", add_error_text, NULL},
    {"random bytes", add_random, NULL},
    {"tar of files", add_tar_of_files, NULL},
    {"docker export", add_rootfs, "docker save"},
    {"gzip of text", add_gzip_of_text, NULL},
    {"gzip of nothing", add_empty_gzip, NULL},
    {"gzip of zeros", add_gzip_bomb_of_zeros, NULL},
    {"Helm chart", add_helm_chart, NULL},
    {"apk", add_apk, NULL},
    {"lrzip", add_program_magic, NULL},
    {"uuencoded", add_uuencoded, NULL},
};

/* Whether the message, the fix or what was found has the word. */
static bool says(const ocigate_finding *finding, const char *word)
{
    const char *const texts[] = {ocigate_finding_message(finding), ocigate_finding_fix(finding),
                                 ocigate_finding_found(finding)};
    for (size_t i = 0; i < 3; i++) {
        if (texts[i] != NULL && strstr(texts[i], word) != NULL)
            return true;
    }
    return false;
}

Test(unrecognized, is_refused_with_what_was_found)
{
    static const char *const profiles[] = {"lambda", "oci"};
    for (size_t i = 0; i < TEST_COUNT(cases); i++) {
        og_buf bytes;
        og_buf_init(&bytes);
        cases[i].add(&bytes);
        for (size_t j = 0; j < TEST_COUNT(profiles); j++) {
            const test_setup setup = {.profile = profiles[j]};
            test_run run;
            test_run_memory(&run, &setup, og_buf_string(&bytes), bytes.length, 0);
            const ocigate_finding *finding = test_run_finding(&run, "input-unrecognized", NULL);
            if (finding != NULL && cases[i].found != NULL)
                cr_expect(says(finding, cases[i].found), "%s: no word of %s in: %s", cases[i].name,
                          cases[i].found, ocigate_finding_message(finding));
            test_expect_run(&run, "input-unrecognized ?archive-end-missing", cases[i].name);
        }
        og_buf_fini(&bytes);
    }
}

Test(unrecognized, is_refused_alike_however_it_is_fed)
{
    static const size_t pieces[] = {1, 7, 4096};
    for (size_t i = 0; i < TEST_COUNT(cases); i++) {
        og_buf bytes;
        og_buf_init(&bytes);
        cases[i].add(&bytes);
        for (size_t j = 0; j < TEST_COUNT(pieces) && bytes.length < 100000; j++) {
            test_run run;
            test_run_pipe(&run, NULL, og_buf_string(&bytes), bytes.length, pieces[j]);
            test_expect_run(&run, "input-unrecognized ?archive-end-missing", cases[i].name);
        }
        og_buf_fini(&bytes);
    }
}

/* No image, but a layout: it is the manifest that is refused. */
Test(unrecognized, may_be_an_artifact_in_a_layout)
{
    static const struct {
        const char *config, *layer;
    } artifacts[] = {
        {"application/vnd.cncf.helm.config.v1+json",
         "application/vnd.cncf.helm.chart.content.v1.tar+gzip"},
        {"application/vnd.oci.empty.v1+json", "application/vnd.example.thing"},
        {"application/vnd.wasm.config.v0+json", "application/wasm"},
        {"application/vnd.oci.image.config.v1+json",
         "application/vnd.dev.cosign.simplesigning.v1+json"},
    };
    for (size_t i = 0; i < TEST_COUNT(artifacts); i++) {
        test_archive *archive = test_archive_new();
        test_image *image = test_image_add(archive);
        image->layer_count = 1;
        image->config.raw = "{}";
        image->config_blob.promise.media_type = artifacts[i].config;
        image->layers[0]->blob.promise.media_type = artifacts[i].layer;
        test_archive_build(archive, TEST_FORM_OCI);
        test_expect_archive(NULL, archive, "manifest-artifact", artifacts[i].config);
        test_archive_free(archive);
    }
}

Test(unrecognized, is_an_empty_directory)
{
    test_tmpdir directory;
    test_tmpdir_init(&directory);
    test_run run;
    test_run_path(&run, NULL, directory.path);
    test_expect_run(&run, "input-unrecognized", "an empty directory");
    char path[1024];
    test_tmpdir_join(&directory, "README", path, sizeof path);
    test_write_file(path, "text", 4);
    test_run_path(&run, NULL, directory.path);
    test_expect_run(&run, "input-unrecognized", "a directory of files");
    test_tmpdir_fini(&directory);
}

Test(unrecognized, is_not_what_cannot_be_opened)
{
    test_run run;
    test_run_path(&run, NULL, "/nonexistent/image.tar");
    cr_expect_eq(run.status, OCIGATE_ERROR_OPEN);
    cr_expect_eq(ocigate_report_verdict(run.report), OCIGATE_VERDICT_ERROR);
    cr_expect_not_null(ocigate_result_error(ocigate_report_result(run.report, 0)));
    test_run_fini(&run);
}
