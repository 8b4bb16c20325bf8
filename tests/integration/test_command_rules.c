/* What the command leads to, with real bytes: programs, scripts, loaders, libraries, overrides. */
#include "support/elf_builder.h"
#include "support/expect.h"

#include <string.h>

/* A small Linux below the function: a script of the AWS base, a shell, a glibc. */
#define LOADER "/lib64/ld-linux-x86-64.so.2"
#define AWS_SCRIPT                                                                                 \
    "#!/bin/sh\n"                                                                                  \
    "if [ -z \"${AWS_LAMBDA_RUNTIME_API}\" ]; then\n"                                              \
    "  exec /usr/local/bin/aws-lambda-rie $RUNTIME_ENTRYPOINT\nfi\n"

static const test_elf shell = {
    .interpreter = LOADER, .needed = {"libc.so.6"}, .glibc_needed = {"GLIBC_2.2.5", "GLIBC_2.34"}};
static const test_elf libc = {.soname = "libc.so.6",
                              .needed = {"ld-linux-x86-64.so.2"},
                              .glibc_defined = {"GLIBC_2.2.5", "GLIBC_2.34"}};
static const test_elf loader = {.soname = "ld-linux-x86-64.so.2"};

static void add_linux(og_buf *tar)
{
    test_tar_directory(tar, "usr/", 0755);
    test_tar_directory(tar, "usr/bin/", 0755);
    test_tar_directory(tar, "lib64/", 0755);
    test_tar_directory(tar, "etc/", 0755);
    test_tar_directory(tar, "secret/", 0700);
    test_tar_directory(tar, "app/", 0755);
    test_tar_symlink(tar, "bin", "usr/bin");
    test_elf_file(tar, "usr/bin/dash", 0755, &shell);
    test_elf_file(tar, "usr/bin/env", 0755, &shell);
    test_tar_symlink(tar, "usr/bin/sh", "dash");
    test_elf_file(tar, "lib64/ld-linux-x86-64.so.2", 0755, &loader);
    test_elf_file(tar, "lib64/libc.so.6", 0755, &libc);
    test_tar_file(tar, "etc/ld.so.conf", 0644, "/opt/lib\n");
    test_tar_file(tar, "lambda-entrypoint.sh", 0755, AWS_SCRIPT);
    test_tar_symlink(tar, "app/link", "../usr/bin/dash");
    test_tar_symlink(tar, "app/gone", "nothing");
}

/* One file more, and the command that starts it. */
typedef struct command_case {
    const char *name;
    const char *entrypoint, *cmd, *working_dir; /* JSON */
    const char *file;                           /* its path, or NULL */
    unsigned mode;
    const char *text;
    const test_elf *elf; /* in place of text */
    const char *expected;
    const char *rule, *says; /* part of the fix or the message of that rule; or NULL */
} command_case;

static const test_elf arm = {.machine = TEST_ELF_AARCH64};
static const test_elf small = {.is_32_bit = true, .machine = 3};
static const test_elf alpine = {.interpreter = "/lib/ld-musl-x86_64.so.1"};
static const test_elf needy = {.interpreter = LOADER, .needed = {"libcurl.so.4", "libc.so.6"}};
static const test_elf origin = {
    .interpreter = LOADER, .needed = {"libapp.so"}, .runpath = "$ORIGIN/../lib64"};
static const test_elf newer = {
    .interpreter = LOADER, .needed = {"libc.so.6"}, .glibc_needed = {"GLIBC_2.38"}};

#define RUN(file) "[\"" file "\"]"
#define NO_CLIENT " ?runtime-client-missing=W ?runtime-client-missing ?handler-missing=W"

static const command_case cases[] = {
    {"the AWS base", RUN("/lambda-entrypoint.sh"), "[\"app.handler\"]", NULL, NULL, 0, NULL, NULL,
     "?bootstrap-missing", NULL, NULL},
    {"a glibc program", RUN("/usr/bin/dash"), NULL, NULL, NULL, 0, NULL, NULL, "", NULL, NULL},
    {"a link", RUN("/app/link"), NULL, NULL, NULL, 0, NULL, NULL, "entrypoint-symlink",
     "entrypoint-symlink", "ENTRYPOINT [\"/usr/bin/dash\"]"},
    {"a linked parent alone", RUN("/bin/dash"), NULL, NULL, NULL, 0, NULL, NULL, "", NULL, NULL},
    {"a dangling link", RUN("/app/gone"), NULL, NULL, NULL, 0, NULL, NULL, "entrypoint-not-found",
     "entrypoint-not-found", "leads nowhere"},
    {"nothing there", RUN("/app/main"), NULL, NULL, NULL, 0, NULL, NULL, "entrypoint-not-found",
     NULL, NULL},
    {"a bare name in PATH", RUN("dash"), NULL, NULL, NULL, 0, NULL, NULL, "entrypoint-relative",
     "entrypoint-relative", "ENTRYPOINT [\"/usr/bin/dash\"]"},
    {"below WORKDIR", RUN("./main"), NULL, "\"/app\"", "app/main", 0755, "#!/bin/sh\n", NULL,
     "entrypoint-relative", "entrypoint-relative", "/app/main"},
    {"a handler", RUN("app.handler"), NULL, NULL, NULL, 0, NULL, NULL, "entrypoint-is-handler",
     NULL, NULL},
    {"not executable", RUN("/app/main"), NULL, NULL, "app/main", 0644, NULL, &arm,
     "entrypoint-not-executable ?entrypoint-architecture ?binary-architecture=W",
     "entrypoint-not-executable", "COPY --chmod=755 main /app/main"},
    {"for its owner alone", RUN("/app/main"), NULL, NULL, "app/main", 0750, "#!/bin/sh\n", NULL,
     "entrypoint-not-executable ?file-unreadable=W", NULL, NULL},
    {"in a closed directory", RUN("/secret/main"), NULL, NULL, "secret/main", 0755, "#!/bin/sh\n",
     NULL, "entrypoint-not-executable", "entrypoint-not-executable", "chmod o+x /secret"},
    {"for arm64", RUN("/app/main"), NULL, NULL, "app/main", 0755, NULL, &arm,
     "entrypoint-architecture ?binary-architecture=W", "entrypoint-architecture", "for arm64"},
    {"for i386", RUN("/app/main"), NULL, NULL, "app/main", 0755, NULL, &small,
     "entrypoint-architecture ?binary-architecture=W", NULL, NULL},
    {"for musl", RUN("/app/main"), NULL, NULL, "app/main", 0755, NULL, &alpine,
     "entrypoint-loader-missing", "entrypoint-loader-missing", "/lib/ld-musl-x86_64.so.1"},
    {"without a library", RUN("/app/main"), NULL, NULL, "app/main", 0755, NULL, &needy,
     "entrypoint-library-missing=W", "entrypoint-library-missing", "libcurl.so.4"},
    {"with its library beside it", RUN("/app/main"), NULL, NULL, "app/main", 0755, NULL, &origin,
     "entrypoint-library-missing=W", "entrypoint-library-missing", "libapp.so"},
    {"for a newer glibc", RUN("/app/main"), NULL, NULL, "app/main", 0755, NULL, &newer,
     "entrypoint-glibc-too-old", "entrypoint-glibc-too-old", "GLIBC_2.34 at most"},
    {"a script", RUN("/app/main"), NULL, NULL, "app/main", 0755, "#!/bin/sh -e\n", NULL, "", NULL,
     NULL},
    {"without bash", RUN("/app/main"), NULL, NULL, "app/main", 0755, "#!/bin/bash\n", NULL,
     "entrypoint-shebang", "entrypoint-shebang", "/bin/bash"},
    {"env", RUN("/app/main"), NULL, NULL, "app/main", 0755, "#!/usr/bin/env sh\n", NULL, "", NULL,
     NULL},
    {"env of nothing", RUN("/app/main"), NULL, NULL, "app/main", 0755, "#!/usr/bin/env node\n",
     NULL, "entrypoint-shebang", "entrypoint-shebang", "node through env"},
    {"CR LF", RUN("/app/main"), NULL, NULL, "app/main", 0755, "#!/bin/sh\r\necho\r\n", NULL,
     "entrypoint-crlf", NULL, NULL},
    {"text", RUN("/app/main"), NULL, NULL, "app/main", 0755, "echo hello\n", NULL,
     "entrypoint-no-format", NULL, NULL},
    {"an empty file", RUN("/app/main"), NULL, NULL, "app/main", 0755, "", NULL,
     "entrypoint-no-format", NULL, NULL},
    {"shell form", "[\"/bin/sh\",\"-c\",\"main\"]", NULL, NULL, NULL, 0, NULL, NULL,
     "entrypoint-shell-form=W", NULL, NULL},
    {"the emulator", RUN("/app/aws-lambda-rie"), NULL, NULL, "app/aws-lambda-rie", 0755,
     "#!/bin/sh\n", NULL, "entrypoint-emulator=W", NULL, NULL},
    {"a script that starts it", RUN("/app/main"), NULL, NULL, "app/main", 0755,
     "#!/bin/sh\nexec aws-lambda-rie \"$@\"\n", NULL, "entrypoint-emulator=W", NULL, NULL},
    {"no WORKDIR", RUN("/usr/bin/dash"), NULL, "\"/nowhere\"", NULL, 0, NULL, NULL,
     "workdir-missing", "workdir-missing", "mkdir -p /nowhere"},
    {"WORKDIR is a file", RUN("/usr/bin/dash"), NULL, "\"/etc/ld.so.conf\"", NULL, 0, NULL, NULL,
     "workdir-missing", NULL, NULL},
    {"a closed WORKDIR", RUN("/usr/bin/dash"), NULL, "\"/secret\"", NULL, 0, NULL, NULL,
     "workdir-closed ?directory-closed=W", "workdir-closed", "/secret"},
};

static void change_image(test_archive *archive, test_image *image, const command_case *c)
{
    og_buf *tar = &test_layer_add(archive, image)->tar;
    add_linux(tar);
    if (c->elf != NULL)
        test_elf_file(tar, c->file, c->mode, c->elf);
    else if (c->file != NULL)
        test_tar_file(tar, c->file, c->mode, c->text);
    test_tar_end_add(tar, TEST_END_TWO_BLOCKS);
    image->config.entrypoint = c->entrypoint;
    image->config.cmd = c->cmd;
    if (c->working_dir != NULL)
        image->config.working_dir = c->working_dir;
}

static void expect_words(test_run *run, const command_case *c)
{
    if (c->rule == NULL)
        return;
    const ocigate_finding *finding = test_run_finding(run, c->rule, NULL);
    cr_assert_not_null(finding, "%s", c->name);
    const char *message = ocigate_finding_message(finding), *fix = ocigate_finding_fix(finding);
    cr_expect(strstr(message, c->says) != NULL || strstr(fix, c->says) != NULL,
              "%s: neither \"%s\" nor \"%s\" says \"%s\"", c->name, message, fix, c->says);
}

static void expect_command(const command_case *c, test_form form, bool is_pipe)
{
    test_archive *archive = test_archive_new();
    change_image(archive, test_image_add(archive), c);
    test_archive_build(archive, form);
    og_buf bytes;
    og_buf_init(&bytes);
    test_archive_write(archive, TEST_PLAIN, &bytes);
    test_run run;
    if (is_pipe)
        test_run_pipe(&run, NULL, bytes.data, bytes.length, 1000);
    else
        test_run_memory(&run, NULL, bytes.data, bytes.length, 0);
    expect_words(&run, c);
    test_expect_run(&run, test_text(archive, "%s" NO_CLIENT, c->expected), c->name);
    og_buf_fini(&bytes);
    test_archive_free(archive);
}

Test(command_rules, judge_what_is_started)
{
    for (size_t i = 0; i < TEST_COUNT(cases); i++)
        expect_command(&cases[i], TEST_FORM_OCI, false);
}

Test(command_rules, hold_in_every_form)
{
    static const test_form forms[] = {TEST_FORM_DOCKER_10, TEST_FORM_DOCKER_25};
    for (size_t i = 0; i < TEST_COUNT(cases); i += 3) {
        for (size_t f = 0; f < TEST_COUNT(forms); f++)
            expect_command(&cases[i], forms[f], f == 1);
    }
}

/* ---- overrides ---- */

static const struct {
    const char *name;
    test_setup setup;
    const char *expected;
    const char *document; /* of the first finding; NULL: none */
} overrides[] = {
    {"none", {0}, "entrypoint-not-found", "config"},
    {"a good entrypoint", {.entrypoint = "[\"/usr/bin/dash\"]"}, "", NULL},
    {"one that is missing", {.entrypoint = "[\"/no\"]"}, "entrypoint-not-found", "--entrypoint"},
    {"no entrypoint", {.entrypoint = "[]", .cmd = "[\"/usr/bin/dash\"]"}, "", NULL},
    {"no entrypoint, a bad cmd",
     {.entrypoint = "[]", .cmd = "[\"/no\"]"},
     "entrypoint-not-found",
     "--cmd"},
    {"cmd alone", {.cmd = "[\"x\"]"}, "entrypoint-not-found", "config"},
    {"a working directory",
     {.entrypoint = "[\"/usr/bin/dash\"]", .workdir = "/nowhere"},
     "workdir-missing",
     "--workdir"},
    {"a relative one",
     {.entrypoint = "[\"/usr/bin/dash\"]", .workdir = "app"},
     "workdir-relative",
     "--workdir"},
    {"below manifest depth", {.depth = TEST_DEPTH_MANIFEST}, "", NULL},
    {"below blob depth", {.depth = TEST_DEPTH_BLOBS}, "", NULL},
};

Test(command_rules, judge_what_the_function_overrides)
{
    static const command_case missing = {.name = "missing", .entrypoint = RUN("/app/main")};
    test_archive *archive = test_archive_new();
    change_image(archive, test_image_add(archive), &missing);
    test_archive_build(archive, TEST_FORM_OCI);
    og_buf bytes;
    og_buf_init(&bytes);
    test_archive_write(archive, TEST_PLAIN, &bytes);
    for (size_t i = 0; i < TEST_COUNT(overrides); i++) {
        test_run run;
        test_run_memory(&run, &overrides[i].setup, bytes.data, bytes.length, 0);
        if (overrides[i].document != NULL) {
            json_t *json = test_run_json(&run);
            json_t *result = json_array_get(json_object_get(json, "results"), 0);
            json_t *finding = json_array_get(json_object_get(result, "findings"), 0);
            json_t *location = json_object_get(finding, "location");
            const char *document = json_string_value(json_object_get(location, "document"));
            cr_expect_str_eq(document == NULL ? "" : document, overrides[i].document, "%s",
                             overrides[i].name);
            json_decref(json);
        }
        test_expect_run(&run, test_text(archive, "%s" NO_CLIENT, overrides[i].expected),
                        overrides[i].name);
    }
    og_buf_fini(&bytes);
    test_archive_free(archive);
}

Test(command_rules, refuse_overrides_that_are_no_lists_of_strings)
{
    static const char *const wrong[] = {"",      "/main",     "\"/main\"", "{}",
                                        "[1]",   "[",         "[\"a\",]",  "[[\"a\"]]",
                                        "['a']", "[\"a\"] x", "null",      "[\"a\\u0000b\"]"};
    static const char *const good[] = {"[]", "[\"a\"]", " [ \"a\" , \"\\u00e9\" ] "};
    ocigate_options *options = ocigate_options_new();
    ocigate_error error = {0};
    for (size_t i = 0; i < TEST_COUNT(wrong); i++) {
        cr_expect_eq(ocigate_options_set_entrypoint(options, wrong[i], &error),
                     OCIGATE_ERROR_ARGUMENT, "%s", wrong[i]);
        cr_expect_eq(ocigate_options_set_command(options, wrong[i], &error), OCIGATE_ERROR_ARGUMENT,
                     "%s", wrong[i]);
    }
    for (size_t i = 0; i < TEST_COUNT(good); i++)
        cr_expect_eq(ocigate_options_set_command(options, good[i], &error), OCIGATE_OK, "%s",
                     good[i]);
    cr_expect_eq(ocigate_options_set_command(options, NULL, &error), OCIGATE_OK);
    cr_expect_eq(ocigate_options_set_working_directory(options, "", &error),
                 OCIGATE_ERROR_ARGUMENT);
    cr_expect_eq(ocigate_options_set_working_directory(options, NULL, &error), OCIGATE_OK);
    cr_expect_eq(ocigate_options_set_entrypoint(NULL, "[]", &error), OCIGATE_ERROR_ARGUMENT);
    ocigate_options_free(options);
}
