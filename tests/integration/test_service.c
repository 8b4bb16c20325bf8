/* What the files of an image mean for the function: each rule fires on one image, and stays silent
   on its nearest neighbour; base images with a runtime client give nothing. */
#include "support/elf_builder.h"
#include "support/expect.h"

#include <stdlib.h>
#include <string.h>

/* One line an entry: "TYPE MODE PATH [-> LINK]"; a line without a type goes into the file above. */
static void fill(test_archive *archive, test_layer *layer, const char *text)
{
    char *rest = NULL;
    for (char *line = strtok_r(test_text(archive, "%s", text), "\n", &rest); line != NULL;
         line = strtok_r(NULL, "\n", &rest)) {
        char *arrow = strstr(line, " -> "), *name = strchr(line + 2, ' ') + 1;
        const unsigned mode = (unsigned)strtoul(line + 2, NULL, 8);
        if (arrow != NULL)
            *arrow = '\0';
        if (line[0] == 'd')
            test_tar_directory(&layer->tar, test_text(archive, "%s/", name), mode);
        else if (line[0] == 'l')
            test_tar_symlink(&layer->tar, name, arrow + 4);
        else if (line[0] == 'e')
            test_elf_file(&layer->tar, name, mode, &(test_elf){.type = TEST_ELF_EXEC});
        else
            test_tar_file(&layer->tar, name, mode, line[0] == 's' ? "#!/bin/sh\nexit 0\n" : "text");
    }
    test_tar_end_add(&layer->tar, TEST_END_TWO_BLOCKS);
}

static const test_form forms[] = {TEST_FORM_DOCKER_10, TEST_FORM_DOCKER_25, TEST_FORM_CONTAINERD,
                                  TEST_FORM_OCI};

typedef struct service_case {
    const char *name;
    const char *files; /* of a fourth layer */
    const char *expected;
} service_case;

static const service_case cases[] = {
    {"unreadable", "f 600 var/task/secret.py", "file-unreadable=W"},
    {"readable", "f 604 var/task/secret.py", ""},
    {"unreadable elsewhere", "d 755 etc\nf 600 etc/shadow", ""},
    {"unreadable, made good by a later layer", "f 644 var/task/app.py", ""},
    {"closed", "d 700 var/task/lib", "directory-closed=W"},
    {"open", "d 711 var/task/lib", ""},
    {"closed elsewhere", "d 700 root", ""},
    {"hidden", "d 1777 tmp\nf 644 tmp/model", "path-hidden=W"},
    {"/tmp is empty", "d 1777 tmp", ""},
    {"/var/tmp", "d 1777 var/tmp\nf 644 var/tmp/model", ""},
    {"extension that cannot be executed", "d 755 opt/extensions\nf 644 opt/extensions/README",
     "extension-invalid"},
    {"extension that is text", "d 755 opt/extensions\nf 755 opt/extensions/README",
     "extension-invalid"},
    {"extension", "d 755 opt/extensions\nl 777 opt/extensions/x -> ../../var/runtime/bootstrap",
     ""},
    {"directory beside extensions",
     "d 755 opt/extensions\nd 755 opt/extensions/lib\n"
     "f 644 opt/extensions/lib/README",
     ""},
    {"disabled",
     "d 755 opt/extensions\ns 755 opt/extensions/x\nd 755 bin\ne 755 bin/sh\n"
     "f 644 opt/disable-extensions-jwigqn8j",
     "extension-disabled=W"},
    {"disabled, without extensions", "f 644 opt/disable-extensions-jwigqn8j", ""},
};

Test(service, judges_files_in_every_form)
{
    for (size_t i = 0; i < TEST_COUNT(cases); i++) {
        for (size_t j = 0; j < TEST_COUNT(forms); j++) {
            test_archive *archive = test_archive_new();
            test_image *image = test_image_add(archive);
            fill(archive, test_layer_add(archive, image), cases[i].files);
            test_archive_build(archive, forms[j]);
            test_expect_archive(NULL, archive, cases[i].expected, cases[i].name);
            test_expect_archive(&(test_setup){.profile = "oci"}, archive, "", cases[i].name);
            test_expect_archive(&(test_setup){.depth = TEST_DEPTH_BLOBS}, archive, "",
                                cases[i].name);
            test_archive_free(archive);
        }
    }
}

Test(service, folds_the_files_of_one_rule)
{
    test_archive *archive = test_archive_new();
    test_image *image = test_image_add(archive);
    fill(archive, test_layer_add(archive, image),
         "f 600 var/task/a.py\nf 600 var/task/b.py\nf 600 opt/c.py");
    test_archive_build(archive, TEST_FORM_OCI);
    og_buf bytes;
    og_buf_init(&bytes);
    test_archive_write(archive, TEST_GZIP, &bytes);
    test_run run;
    test_run_pipe(&run, NULL, og_buf_string(&bytes), bytes.length, 1000);
    size_t count = 0;
    const ocigate_finding *finding = test_run_finding(&run, "file-unreadable", &count);
    cr_assert_not_null(finding);
    cr_expect_eq(count, 3);
    cr_expect_str_eq(ocigate_finding_message(finding),
                     "3 files below /var/task and /opt cannot be read by the Lambda user");
    test_run_fini(&run);
    og_buf_fini(&bytes);
    test_archive_free(archive);
}

/* An image from nothing but these files. */
static void make(test_archive *archive, const char *files, const char *entrypoint, const char *cmd,
                 const char *working_dir)
{
    test_image *image = test_image_add(archive);
    image->layer_count = 0;
    fill(archive, test_layer_add(archive, image), files);
    image->config.entrypoint = entrypoint;
    image->config.cmd = cmd;
    image->config.working_dir = working_dir;
    image->config.env = "[\"PATH=/usr/bin:/bin\"]";
}

#define DIRECTORIES "d 755 bin\ne 755 bin/sh\nd 755 opt\nd 755 usr\nd 755 usr/bin\n"
#define AWS                                                                                        \
    DIRECTORIES "s 755 lambda-entrypoint.sh\nd 755 var\nd 755 var/lang\nd 755 var/lang/bin\n"      \
                "d 755 var/task\nd 755 var/runtime\ns 755 var/runtime/bootstrap\n"
#define OS_ONLY                                                                                    \
    DIRECTORIES "s 755 lambda-entrypoint.sh\nd 755 var\nd 755 var/task\nd 755 var/runtime\n"
#define AWS_ENTRYPOINT "[\"/lambda-entrypoint.sh\"]"

typedef struct base_case {
    const char *name, *files, *entrypoint, *cmd, *working_dir;
    const char *wanted; /* of the rules of this theme; others may have their say */
} base_case;

static const base_case bases[] = {
    {"AWS Python", AWS "s 755 var/lang/bin/python3\nf 644 var/task/app.py", AWS_ENTRYPOINT,
     "[\"app.handler\"]", "\"/var/task\"", NULL},
    {"AWS Node", AWS "s 755 var/lang/bin/node\nf 644 var/task/index.mjs", AWS_ENTRYPOINT,
     "[\"index.handler\"]", "\"/var/task\"", NULL},
    {"AWS Java", AWS "s 755 var/lang/bin/java\nf 644 var/task/app.jar", AWS_ENTRYPOINT,
     "[\"com.example.App::handle\"]", "\"/var/task\"", NULL},
    {"AWS .NET", AWS "s 755 var/lang/bin/dotnet\nf 644 var/task/App.dll", AWS_ENTRYPOINT,
     "[\"App::App.Function::Handle\"]", "\"/var/task\"", NULL},
    {"AWS Ruby", AWS "s 755 var/lang/bin/ruby\nf 644 var/task/app.rb", AWS_ENTRYPOINT,
     "[\"app.LambdaFunction::Handler.process\"]", "\"/var/task\"", NULL},
    {"AWS provided", OS_ONLY "s 755 var/runtime/bootstrap", AWS_ENTRYPOINT, "[\"anything\"]",
     "\"/var/task\"", NULL},
    {"Debian Python",
     DIRECTORIES
     "d 1777 tmp\ns 755 usr/bin/python3.11\nd 755 usr/lib\nd 755 usr/lib/site-packages\n"
     "d 755 usr/lib/site-packages/awslambdaric\n"
     "f 644 usr/lib/site-packages/awslambdaric/__main__.py\nd 755 function\n"
     "f 644 function/app.py",
     "[\"/usr/bin/python3.11\",\"-m\",\"awslambdaric\"]", "[\"app.handler\"]", "\"/function\"",
     NULL},
    {"Node with the client",
     DIRECTORIES "s 755 usr/bin/node\nd 755 app\nf 644 app/index.js\nd 755 app/node_modules\n"
                 "d 755 app/node_modules/aws-lambda-ric\n"
                 "f 644 app/node_modules/aws-lambda-ric/package.json",
     "[\"/usr/bin/node\",\"/app/node_modules/aws-lambda-ric/bin/index.mjs\"]",
     "[\"index.handler\"]", "\"/app\"", NULL},
    {"Web Adapter, CMD alone",
     DIRECTORIES "d 755 opt/extensions\ns 755 opt/extensions/lambda-adapter\ns 755 usr/bin/server",
     NULL, "[\"/usr/bin/server\"]", NULL, NULL},
    {"script as bootstrap", DIRECTORIES "s 755 opt/bootstrap", "[\"/opt/bootstrap\"]", "[\"x\"]",
     NULL, NULL},

    {"no bootstrap", OS_ONLY, AWS_ENTRYPOINT, "[\"x\"]", "\"/var/task\"", "bootstrap-missing"},
    {"bootstrap closed", OS_ONLY "s 744 var/runtime/bootstrap", AWS_ENTRYPOINT, "[\"x\"]",
     "\"/var/task\"", "bootstrap-missing"},
    {"no dot", AWS "s 755 var/lang/bin/python3\nf 644 var/task/app.py", AWS_ENTRYPOINT, "[\"app\"]",
     "\"/var/task\"", "handler-malformed"},
    {"no module", AWS "s 755 var/lang/bin/python3\nf 644 var/task/app.py", AWS_ENTRYPOINT,
     "[\"main.handler\"]", "\"/var/task\"", "handler-missing=W"},
    {"handler closed", AWS "s 755 var/lang/bin/python3\nf 640 var/task/app.py", AWS_ENTRYPOINT,
     "[\"app.handler\"]", "\"/var/task\"", "file-unreadable"},
    {"npx",
     DIRECTORIES "s 755 usr/bin/npx\nd 755 app\nf 644 app/index.js\nd 755 app/node_modules\n"
                 "d 755 app/node_modules/aws-lambda-ric\n"
                 "f 644 app/node_modules/aws-lambda-ric/package.json",
     "[\"/usr/bin/npx\",\"aws-lambda-ric\"]", "[\"index.handler\"]", "\"/app\"",
     "env-home-read-only=W"},
};

Test(service, takes_base_images_as_they_are)
{
    for (size_t i = 0; i < TEST_COUNT(bases); i++) {
        const base_case *it = &bases[i];
        for (size_t j = 0; j < TEST_COUNT(forms); j++) {
            test_archive *archive = test_archive_new();
            make(archive, it->files, it->entrypoint, it->cmd, it->working_dir);
            test_archive_build(archive, forms[j]);
            test_expect_archive(NULL, archive, it->wanted == NULL ? "" : it->wanted, it->name);
            test_expect_archive(&(test_setup){.profile = "oci"}, archive, "", it->name);
            test_archive_free(archive);
        }
    }
}

/* 10 pass, 11 do not. */
Test(service, counts_extensions)
{
    for (int count = 10; count <= 11; count++) {
        test_archive *archive = test_archive_new();
        test_image *image = test_image_add(archive);
        test_layer *layer = test_layer_add(archive, image);
        test_tar_directory(&layer->tar, "opt/extensions/", 0755);
        for (int i = 0; i < count; i++)
            test_tar_file(&layer->tar, test_text(archive, "opt/extensions/x%d", i), 0755,
                          "#!/bin/sh\n");
        test_tar_end_add(&layer->tar, TEST_END_TWO_BLOCKS);
        test_archive_build(archive, TEST_FORM_OCI);
        test_expect_archive(NULL, archive,
                            count == 10 ? "?extension-invalid"
                                        : "extension-count ?extension-invalid",
                            count == 10 ? "10" : "11");
        test_archive_free(archive);
    }
}
