/* The config: platform, command, working directory, environment, and what Lambda ignores. */
#include "support/expect.h"

#include <stdio.h>
#include <string.h>

/* One value of the config in place of the good one. */
typedef struct setting_case {
    const char *name;
    size_t offset; /* of the member in test_config */
    const char *json;
    const char *lambda, *managed, *oci;
} setting_case;

#define AT(member) offsetof(test_config, member)
#define LAMBDA_ENTRYPOINT "[\"/lambda-entrypoint.sh\"]"

static void set(test_config *config, size_t offset, const char *json)
{
    memcpy((char *)config + offset, &json, sizeof json);
}

static const setting_case settings[] = {
    {"os absent", AT(os), NULL, "os-missing", "os-missing", "os-missing"},
    {"os empty", AT(os), "\"\"", "os-missing", "os-missing", "os-missing"},
    {"os windows", AT(os), "\"windows\"", "os-not-linux", "os-not-linux", ""},
    {"os number", AT(os), "7", "json-type ?os-missing", "json-type ?os-missing",
     "json-type ?os-missing"},
    {"architecture absent", AT(architecture), NULL, "architecture-missing", "architecture-missing",
     "architecture-missing"},
    {"s390x", AT(architecture), "\"s390x\"",
     "architecture-unsupported ?binary-architecture ?entrypoint-architecture",
     "architecture-unsupported ?binary-architecture ?entrypoint-architecture",
     "?binary-architecture"},
    {"x86_64", AT(architecture), "\"x86_64\"",
     "architecture-unsupported ?binary-architecture ?entrypoint-architecture",
     "architecture-unsupported ?binary-architecture ?entrypoint-architecture",
     "?binary-architecture"},
    {"amd64 v2", AT(variant), "\"v2\"", "", "", ""},
    {"amd64 v3", AT(variant), "\"v3\"", "architecture-variant=W", "architecture-variant=W", ""},

    {"Cmd alone", AT(entrypoint), NULL,
     "?entrypoint-relative ?entrypoint-not-found ?entrypoint-is-handler",
     "! entrypoint-required ?entrypoint-relative ?entrypoint-not-found ?entrypoint-is-handler", ""},
    {"Entrypoint empty", AT(entrypoint), "[]",
     "?entrypoint-relative ?entrypoint-not-found ?entrypoint-is-handler",
     "! entrypoint-required ?entrypoint-relative ?entrypoint-not-found ?entrypoint-is-handler", ""},
    {"Entrypoint null", AT(entrypoint), "null",
     "?entrypoint-relative ?entrypoint-not-found ?entrypoint-is-handler",
     "! entrypoint-required ?entrypoint-relative ?entrypoint-not-found ?entrypoint-is-handler", ""},
    {"Entrypoint a string", AT(entrypoint), "\"/var/runtime/bootstrap\"",
     "! json-type ?entrypoint-missing ?entrypoint-required ?entrypoint-relative "
     "?entrypoint-not-found ?entrypoint-is-handler",
     "! json-type ?entrypoint-missing ?entrypoint-required ?entrypoint-relative "
     "?entrypoint-not-found ?entrypoint-is-handler",
     "json-type"},
    {"Entrypoint relative", AT(entrypoint), "[\"bootstrap\"]",
     "entrypoint-relative ?entrypoint-not-found", "entrypoint-relative ?entrypoint-not-found", ""},
    {"Cmd absent", AT(cmd), NULL, "", "", ""},
    {"Cmd of numbers", AT(cmd), "[1]", "json-type", "json-type", "json-type"},

    {"WorkingDir absent", AT(working_dir), NULL, "", "", ""},
    {"WorkingDir empty", AT(working_dir), "\"\"", "", "", ""},
    {"WorkingDir /", AT(working_dir), "\"/\"", "?handler-missing", "?handler-missing", ""},
    {"WorkingDir relative", AT(working_dir), "\"var/task\"", "workdir-relative ?workdir-missing",
     "workdir-relative ?workdir-missing", "workdir-relative=W"},
    {"WorkingDir /tmp", AT(working_dir), "\"/tmp\"", "workdir-hidden ?workdir-missing",
     "workdir-hidden ?workdir-missing", ""},
    {"WorkingDir /tmp/app", AT(working_dir), "\"/tmp/app\"", "workdir-hidden ?workdir-missing",
     "workdir-hidden ?workdir-missing", ""},
    {"WorkingDir /tmpfiles", AT(working_dir), "\"/tmpfiles\"", "?workdir-missing",
     "?workdir-missing", ""},
    {"WorkingDir /proc/self/fd/7", AT(working_dir), "\"/proc/self/fd/7\"",
     "workdir-hidden ?workdir-missing", "workdir-hidden ?workdir-missing", ""},
    {"WorkingDir /opt/../tmp", AT(working_dir), "\"/opt/../tmp\"",
     "workdir-hidden ?workdir-missing", "workdir-hidden ?workdir-missing", ""},
    {"WorkingDir /var/rapid", AT(working_dir), "\"/var/rapid\"", "workdir-hidden ?workdir-missing",
     "workdir-hidden ?workdir-missing", ""},

    {"Env without =", AT(env), "[\"PATH\"]", "env-malformed", "env-malformed", "env-malformed"},
    {"Env without a name", AT(env), "[\"=x\"]", "env-malformed", "env-malformed", "env-malformed"},
    {"Env without a value", AT(env), "[\"A=\"]", "", "", ""},
    {"Env of two lines", AT(env), "[\"A=b\\nc=d\"]", "", "", ""},
    {"Env twice", AT(env), "[\"A=1\",\"B=2\",\"A=1\"]", "env-duplicate=W", "env-duplicate=W",
     "env-duplicate=W"},
    {"Env in two cases", AT(env), "[\"a=1\",\"A=1\"]", "", "", ""},
    {"credentials", AT(env), "[\"AWS_SECRET_ACCESS_KEY=x\"]", "! env-credentials ?env-reserved",
     "! env-credentials ?env-reserved", "env-credentials=W"},
    {"credentials without a value", AT(env), "[\"AWS_SECRET_ACCESS_KEY=\"]", "?env-reserved",
     "?env-reserved", ""},
    {"reserved", AT(env), "[\"AWS_LAMBDA_FUNCTION_NAME=x\"]", "env-reserved=W", "env-reserved=W",
     ""},
    {"base-image defaults", AT(env),
     "[\"LAMBDA_TASK_ROOT=/var/task\",\"LAMBDA_RUNTIME_DIR=/var/runtime\",\"TZ=:/etc/localtime\"]",
     "", "", ""},
    {"other task root", AT(env), "[\"LAMBDA_TASK_ROOT=/app\"]", "env-reserved=W", "env-reserved=W",
     ""},

    {"User", AT(user), "\"1000:1000\"", "setting-ignored=I", "setting-ignored=I", ""},
    {"User empty", AT(user), "\"\"", "", "", ""},
    {"ExposedPorts", AT(extra_config), ",\"ExposedPorts\":{\"80/tcp\":{}}", "setting-ignored=I",
     "setting-ignored=I", ""},
    {"Volumes", AT(extra_config), ",\"Volumes\":{\"/data\":{}}", "setting-ignored=I",
     "setting-ignored=I", ""},
    {"Healthcheck", AT(extra_config), ",\"Healthcheck\":{\"Test\":[\"CMD\",\"true\"]}",
     "setting-ignored=I", "setting-ignored=I", ""},
    {"StopSignal and Shell", AT(extra_config),
     ",\"StopSignal\":\"SIGINT\",\"Shell\":[\"/bin/sh\",\"-c\"]", "setting-ignored=I",
     "setting-ignored=I", ""},
    {"Labels", AT(extra_config), ",\"Labels\":{\"a\":\"b\"}", "", "", ""},
};

Test(settings, are_judged_by_profile)
{
    static const char *const profiles[] = {"lambda", "lambda-managed", "oci"};
    for (size_t i = 0; i < TEST_COUNT(settings); i++) {
        const char *const expected[] = {settings[i].lambda, settings[i].managed, settings[i].oci};
        for (size_t j = 0; j < 3; j++) {
            test_archive *archive = test_archive_new();
            set(&test_image_add(archive)->config, settings[i].offset, settings[i].json);
            test_archive_build(archive, TEST_FORM_DOCKER_10);
            test_expect_archive(&(test_setup){.profile = profiles[j]}, archive, expected[j],
                                test_text(archive, "%s, %s", settings[i].name, profiles[j]));
            test_archive_free(archive);
        }
    }
}

Test(settings, compare_the_architecture_with_that_of_the_function)
{
    static const struct {
        const char *image, *function, *expected;
    } cases[] = {
        {"amd64", "amd64", ""},
        {"arm64", "arm64", ""},
        {"amd64", "arm64", "architecture-mismatch"},
        {"arm64", "amd64", "architecture-mismatch"},
    };
    for (size_t i = 0; i < TEST_COUNT(cases); i++) {
        test_archive *archive = test_archive_new();
        test_image_set_architecture(archive, test_image_add(archive), cases[i].image);
        test_archive_build(archive, TEST_FORM_OCI);
        test_expect_archive(&(test_setup){.architecture = cases[i].function}, archive,
                            cases[i].expected,
                            test_text(archive, "%s on %s", cases[i].image, cases[i].function));
        test_archive_free(archive);
    }
}

/* An AWS base image: the script that starts the runtime, or the emulator, or the other. */
static void make_base_image(test_archive *archive, test_image *image, const char *cmd)
{
    image->config.entrypoint = LAMBDA_ENTRYPOINT;
    image->config.cmd = cmd;
    test_layer *layer = test_layer_add(archive, image);
    test_tar_directory(&layer->tar, "bin/", 0755);
    const og_buf *base = &image->layers[0]->tar;
    /* The program of the good image once more, as a shell. */
    test_tar_add(&layer->tar, &(test_tar_entry){.name = "bin/sh",
                                                .mode = 0755,
                                                .body = base->data + (size_t)4 * 512,
                                                .length = 256});
    test_tar_file(&layer->tar, "lambda-entrypoint.sh", 0755,
                  "#!/bin/sh\nexec /var/runtime/bootstrap\n");
    test_tar_end_add(&layer->tar, TEST_END_TWO_BLOCKS);
}

Test(settings, of_a_base_image_need_one_handler)
{
    static const struct {
        const char *cmd, *expected;
    } cases[] = {
        {"[\"app.handler\"]", ""},
        {NULL, "cmd-missing=W"},
        {"[]", "cmd-missing=W"},
        {"[\"app.handler\",\"more\"]", "cmd-count ?handler-malformed ?handler-missing"},
        {"[\"/bin/sh\",\"-c\",\"app.handler\"]", "cmd-count ?handler-malformed ?handler-missing"},
    };
    for (size_t i = 0; i < TEST_COUNT(cases); i++) {
        test_archive *archive = test_archive_new();
        make_base_image(archive, test_image_add(archive), cases[i].cmd);
        test_archive_build(archive, TEST_FORM_OCI);
        test_expect_archive(NULL, archive, cases[i].expected,
                            cases[i].cmd == NULL ? "no Cmd" : cases[i].cmd);
        test_expect_archive(&(test_setup){.profile = "oci"}, archive, "", "oci");
        test_archive_free(archive);
    }
}

/* Neither Entrypoint nor Cmd: a bootstrap will do, if it can be executed. */
Test(settings, may_leave_the_command_to_a_bootstrap)
{
    for (int has_bootstrap = 0; has_bootstrap < 2; has_bootstrap++) {
        test_archive *archive = test_archive_new();
        test_image *image = test_image_add(archive);
        image->config.entrypoint = NULL;
        image->config.cmd = NULL;
        if (has_bootstrap == 0) {
            test_layer *layer = test_layer_add(archive, image);
            test_tar_directory(&layer->tar, "var/", 0755);
            test_tar_directory(&layer->tar, "var/runtime/", 0755);
            test_tar_file(&layer->tar, "var/runtime/.wh.bootstrap", 0644, "");
            test_tar_end_add(&layer->tar, TEST_END_TWO_BLOCKS);
        }
        test_archive_build(archive, TEST_FORM_OCI);
        test_expect_archive(NULL, archive,
                            has_bootstrap == 0 ? "entrypoint-missing ?runtime-client-missing" : "",
                            has_bootstrap == 0 ? "without" : "with");
        test_archive_free(archive);
    }
}

/* Entrypoint, Cmd, WorkingDir and Env as JSON: a warning above 12,288 bytes, an error above 16,384.
 */
Test(settings, are_limited_in_size)
{
    static const struct {
        size_t bytes; /* of one value of Env */
        const char *expected;
    } cases[] = {
        {11000, ""},
        {13500, "settings-too-large=W"},
        {17000, "settings-too-large"},
    };
    for (size_t i = 0; i < TEST_COUNT(cases); i++) {
        test_archive *archive = test_archive_new();
        test_image *image = test_image_add(archive);
        char value[20000] = "";
        memset(value, 'v', cases[i].bytes);
        image->config.env = test_text(archive, "[\"A=%s\"]", value);
        test_archive_build(archive, TEST_FORM_OCI);
        test_expect_archive(NULL, archive, cases[i].expected,
                            test_text(archive, "%zu bytes", cases[i].bytes));
        test_expect_archive(&(test_setup){.profile = "oci"}, archive, "", "oci");
        test_archive_free(archive);
    }
}

Test(settings, are_limited_in_number_and_length)
{
    static const struct {
        size_t items, workdir;
        const char *expected;
    } cases[] = {
        {1500, 0, "?settings-too-large ?settings-limits=I"},
        {1501, 0, "settings-limits ?settings-too-large"},
        {0, 1000, "?workdir-missing"},
        {0, 1001, "settings-limits ?workdir-missing"},
    };
    for (size_t i = 0; i < TEST_COUNT(cases); i++) {
        test_archive *archive = test_archive_new();
        test_image *image = test_image_add(archive);
        og_buf cmd;
        og_buf_init(&cmd);
        og_buf_text(&cmd, "[\"a.b\"");
        for (size_t j = 1; j < cases[i].items; j++)
            og_buf_text(&cmd, ",\"a.b\"");
        og_buf_text(&cmd, "]");
        if (cases[i].items > 0)
            image->config.cmd = test_text(archive, "%s", cmd.data);
        og_buf_fini(&cmd);
        if (cases[i].workdir > 0) {
            char path[1100] = "/";
            for (size_t j = 1; j < cases[i].workdir; j++)
                path[j] = j % 200 == 0 ? '/' : 'd';
            image->config.working_dir = test_text(archive, "\"%s\"", path);
        }
        test_archive_build(archive, TEST_FORM_OCI);
        test_expect_archive(NULL, archive, cases[i].expected, test_text(archive, "case %zu", i));
        test_archive_free(archive);
    }
}

/* ---- what the user may change ---- */

Test(settings, of_the_gate_change_severities_and_the_verdict)
{
    static const struct {
        test_setup setup;
        const char *expected;
        ocigate_verdict verdict;
    } cases[] = {
        {{0}, "config-created-invalid=W", OCIGATE_VERDICT_PASS},
        {{.fail_on = OCIGATE_SEVERITY_WARNING}, NULL, OCIGATE_VERDICT_FAIL},
        {{.fail_on = OCIGATE_SEVERITY_INFO}, NULL, OCIGATE_VERDICT_FAIL},
        {{.rule = "config-created-invalid", .severity = OCIGATE_SEVERITY_ERROR},
         "config-created-invalid",
         OCIGATE_VERDICT_FAIL},
        {{.rule = "config-*", .severity = OCIGATE_SEVERITY_INFO},
         "config-created-invalid=I",
         OCIGATE_VERDICT_PASS},
        {{.rule = "config-created-invalid", .severity = OCIGATE_SEVERITY_OFF},
         "",
         OCIGATE_VERDICT_PASS},
    };
    for (size_t i = 0; i < TEST_COUNT(cases); i++) {
        test_archive *archive = test_archive_new();
        test_image_add(archive)->config.created = "\"yesterday\"";
        test_archive_build(archive, TEST_FORM_OCI);
        og_buf bytes;
        og_buf_init(&bytes);
        test_archive_write(archive, TEST_PLAIN, &bytes);
        test_run run;
        test_run_memory(&run, &cases[i].setup, bytes.data, bytes.length, 0);
        cr_expect_eq(ocigate_report_verdict(run.report), cases[i].verdict, "case %zu", i);
        if (cases[i].expected != NULL)
            test_expect_run(&run, cases[i].expected, test_text(archive, "case %zu", i));
        else
            test_run_fini(&run);
        og_buf_fini(&bytes);
        test_archive_free(archive);
    }
}

/* A rule that is off hides nothing that was never proven. */
Test(settings, of_the_gate_cannot_make_an_unproven_image_pass_unseen)
{
    test_archive *archive = test_archive_new();
    test_image_add(archive)->layers[1]->diff_id = TEST_WRONG_DIGEST;
    test_archive_build(archive, TEST_FORM_OCI);
    og_buf bytes;
    og_buf_init(&bytes);
    test_archive_write(archive, TEST_PLAIN, &bytes);
    test_run run;
    const test_setup warning = {.rule = "diff-id-mismatch", .severity = OCIGATE_SEVERITY_WARNING};
    test_run_memory(&run, &warning, bytes.data, bytes.length, 0);
    cr_expect_eq(ocigate_report_verdict(run.report), OCIGATE_VERDICT_PASS,
                 "the user's own decision");
    cr_expect_not_null(test_run_finding(&run, "diff-id-mismatch", NULL));
    test_run_fini(&run);
    og_buf_fini(&bytes);
    test_archive_free(archive);
}
