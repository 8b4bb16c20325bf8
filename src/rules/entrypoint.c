#include "rules/entrypoint.h"

#include "rules/registry.h"
#include "rules/source.h"

static const struct og_rule rules[] = {
    {
        OG_RULE_NAME("entrypoint-missing"),
        .title = "The image has no command to start",
        .why = "Without ENTRYPOINT and CMD, Lambda looks for an executable bootstrap in /var/task, "
               "/opt and /var/runtime. There is none, so every invocation fails.",
        .symptom = "Runtime.InvalidEntrypoint: Couldn't find valid bootstrap(s): "
                   "[/var/task/bootstrap /opt/bootstrap]",
        .fix = "ENTRYPOINT [\"/main\"]   (the absolute path of the program)",
        .source = OG_RIE "rie/run.go",
        .evidence = 'S',
        .stage = "init",
        .depth = OCIGATE_DEPTH_ROOTFS,
        .severity = OG_SEVERITIES(ERROR, OFF),
        .checks = {{OG_SUBJECT_IMAGE, og_check_entrypoint_missing}},
    },
    {
        OG_RULE_NAME("entrypoint-required"),
        .title = "Lambda Managed Instances need an ENTRYPOINT; CMD alone is not enough",
        .why = "They look at ENTRYPOINT when a version is published, and refuse an image that has "
               "CMD or a bootstrap alone. Classic functions take it.",
        .symptom = "FunctionError.InvalidEntryPoint(The Lambda function's runtime entrypoint path "
                   "isn't valid. The path must be absolute, non-empty, and point to an executable "
                   "file.)",
        .fix = "ENTRYPOINT [\"/main\"]   (move the program from CMD to ENTRYPOINT)",
        .source = "https://github.com/aws/aws-lambda-web-adapter/issues/630",
        .evidence = 'O',
        .stage = "create",
        .depth = OCIGATE_DEPTH_ROOTFS,
        .severity = {OCIGATE_SEVERITY_OFF, OCIGATE_SEVERITY_ERROR, OCIGATE_SEVERITY_OFF},
        .checks = {{OG_SUBJECT_IMAGE, og_check_entrypoint_required}},
    },
    {
        OG_RULE_NAME("entrypoint-relative"),
        .title = "The entrypoint is not an absolute path",
        .why = "AWS demands an absolute path. A relative one has been seen to work through PATH or "
               "WORKDIR, and breaks when either changes.",
        .symptom = "Runtime.InvalidEntrypoint",
        .fix = "ENTRYPOINT [\"/usr/local/bin/app\"]   (the absolute path of the program)",
        .source = OG_AWS_TROUBLE,
        .evidence = 'D',
        .stage = "init",
        .depth = OCIGATE_DEPTH_ROOTFS,
        .severity = OG_SEVERITIES(ERROR, OFF),
        .checks = {{OG_SUBJECT_IMAGE, og_check_entrypoint_relative}},
    },
    {
        OG_RULE_NAME("entrypoint-symlink"),
        .title = "The entrypoint is a symbolic link",
        .why = "AWS says that the entrypoint must not be a symbolic link. It has been seen to "
               "work; the path of the file itself is one line to write. Links among the parent "
               "directories, as in merged /usr, do not count.",
        .symptom = "Runtime.InvalidEntrypoint",
        .fix = "ENTRYPOINT [\"/usr/bin/python3.11\"]   (the file that the link leads to)",
        .source = OG_AWS_TROUBLE,
        .evidence = 'D',
        .stage = "init",
        .depth = OCIGATE_DEPTH_ROOTFS,
        .severity = OG_SEVERITIES(ERROR, OFF),
        .checks = {{OG_SUBJECT_IMAGE, og_check_entrypoint_symlink}},
    },
    {
        OG_RULE_NAME("entrypoint-not-found"),
        .title = "The entrypoint is not in the image",
        .why = "Nothing is at that path in the merged layers, a link on the way dangles or loops, "
               "or Lambda mounts over it. Lambda accepts the image, and every invocation fails.",
        .symptom = "fork/exec /main: no such file or directory Runtime.InvalidEntrypoint",
        .fix = "ENTRYPOINT [\"/main\"]   (a path that is in the image; or COPY the file there)",
        .source = OG_AWS_TROUBLE,
        .evidence = 'D',
        .stage = "init",
        .depth = OCIGATE_DEPTH_ROOTFS,
        .severity = OG_SEVERITIES(ERROR, OFF),
        .checks = {{OG_SUBJECT_IMAGE, og_check_entrypoint_not_found}},
    },
    {
        OG_RULE_NAME("entrypoint-not-executable"),
        .title = "The entrypoint cannot be executed by the Lambda user",
        .why = "Lambda runs every image as a user of its own, whatever USER says: the file must "
               "have the execute bit for others, and every directory on the way too.",
        .symptom = "fork/exec /main: permission denied Runtime.InvalidEntrypoint",
        .fix = "COPY --chmod=755 main /main",
        .source = "https://github.com/aws/aws-lambda-runtime-interface-emulator/issues/58",
        .evidence = 'O',
        .stage = "init",
        .depth = OCIGATE_DEPTH_ROOTFS,
        .severity = OG_SEVERITIES(ERROR, OFF),
        .checks = {{OG_SUBJECT_IMAGE, og_check_entrypoint_not_executable}},
    },
    {
        OG_RULE_NAME("entrypoint-architecture"),
        .title = "The entrypoint is a program for another machine",
        .why = "The config names one architecture, the ELF header of the program, its interpreter "
               "or its loader another. The kernel refuses it.",
        .symptom = "fork/exec /main: exec format error Runtime.InvalidEntrypoint",
        .fix = "docker buildx build --platform linux/amd64 .   (and the same GOARCH, --target or "
               "COPY --from for the program)",
        .source = "https://github.com/aws/aws-lambda-go/issues/554",
        .evidence = 'O',
        .stage = "init",
        .depth = OCIGATE_DEPTH_ROOTFS,
        .severity = OG_SEVERITIES(ERROR, OFF),
        .checks = {{OG_SUBJECT_IMAGE, og_check_entrypoint_architecture}},
    },
    {
        OG_RULE_NAME("entrypoint-loader-missing"),
        .title = "The loader that the entrypoint asks for is not in the image",
        .why = "A dynamic program names its loader. A program built for glibc does not start on "
               "Alpine (musl), nor the reverse, and the error blames the program, which is there.",
        .symptom = "fork/exec /main: no such file or directory Runtime.InvalidEntrypoint",
        .fix = "CGO_ENABLED=0 go build ...   (or link statically, or build on the base image that "
               "it runs on)",
        .source = "https://github.com/gliderlabs/docker-alpine/issues/12",
        .evidence = 'O',
        .stage = "init",
        .depth = OCIGATE_DEPTH_ROOTFS,
        .severity = OG_SEVERITIES(ERROR, OFF),
        .checks = {{OG_SUBJECT_IMAGE, og_check_entrypoint_loader}},
    },
    {
        OG_RULE_NAME("entrypoint-library-missing"),
        .title = "A shared library that the entrypoint needs is not in the image",
        .why =
            "The loader looks in RPATH, LD_LIBRARY_PATH of ENV, RUNPATH, the directories of "
            "ld.so.conf and its own. Nothing there has the name, so the program ends before main.",
        .symptom = "error while loading shared libraries: libfoo.so.1: cannot open shared object "
                   "file: No such file or directory Runtime.ExitError exit status 127",
        .fix = "RUN apt-get update && apt-get install -y --no-install-recommends PACKAGE   (the "
               "package with the library)",
        .source = "https://man7.org/linux/man-pages/man8/ld.so.8.html",
        .evidence = 'D',
        .stage = "init",
        .depth = OCIGATE_DEPTH_ROOTFS,
        .severity = OG_SEVERITIES(WARNING, OFF),
        .checks = {{OG_SUBJECT_IMAGE, og_check_entrypoint_library}},
    },
    {
        OG_RULE_NAME("entrypoint-glibc-too-old"),
        .title = "The entrypoint needs a newer glibc than the image has",
        .why = "It was built against a newer glibc than that of the base image (2.26 in Amazon "
               "Linux 2, 2.34 in 2023). The loader refuses it at the first invocation.",
        .symptom = "/lib64/libc.so.6: version `GLIBC_2.28' not found Runtime.ExitError",
        .fix = "FROM public.ecr.aws/lambda/provided:al2023   (a base with that glibc; or build on "
               "the present base, or statically)",
        .source = "https://github.com/awslabs/aws-lambda-rust-runtime/issues/874",
        .evidence = 'O',
        .stage = "init",
        .depth = OCIGATE_DEPTH_ROOTFS,
        .severity = OG_SEVERITIES(ERROR, OFF),
        .checks = {{OG_SUBJECT_IMAGE, og_check_entrypoint_glibc}},
    },
    {
        OG_RULE_NAME("entrypoint-shebang"),
        .title = "The interpreter of the entrypoint script cannot be started",
        .why = "The #! line names an interpreter that is not in the image, cannot be executed or "
               "is not absolute, or env finds no such program. The error blames the script, which "
               "is there.",
        .symptom = "fork/exec /entry.sh: no such file or directory Runtime.InvalidEntrypoint",
        .fix = "#!/bin/sh   (as the first line: an interpreter that the image has)",
        .source = "https://man7.org/linux/man-pages/man2/execve.2.html",
        .evidence = 'D',
        .stage = "init",
        .depth = OCIGATE_DEPTH_ROOTFS,
        .severity = OG_SEVERITIES(ERROR, OFF),
        .checks = {{OG_SUBJECT_IMAGE, og_check_entrypoint_shebang}},
    },
    {
        OG_RULE_NAME("entrypoint-crlf"),
        .title = "The first line of the entrypoint script ends in CR LF",
        .why = "The kernel takes the carriage return for a part of the name, looks for "
               "\"/bin/sh\\r\" and says that the script is not there.",
        .symptom = "fork/exec /entry.sh: no such file or directory Runtime.InvalidEntrypoint",
        .fix = "RUN sed -i 's/\\r$//' /entry.sh   (and \"*.sh text eol=lf\" in .gitattributes)",
        .source = "https://github.com/aws-samples/aws-lambda-extensions/issues/54",
        .evidence = 'O',
        .stage = "init",
        .depth = OCIGATE_DEPTH_ROOTFS,
        .severity = OG_SEVERITIES(ERROR, OFF),
        .checks = {{OG_SUBJECT_IMAGE, og_check_entrypoint_crlf}},
    },
    {
        OG_RULE_NAME("entrypoint-no-format"),
        .title = "The entrypoint is neither an ELF program nor a script with #!",
        .why = "Lambda starts it with execve and no shell, and the kernel knows neither the format "
               "nor an interpreter.",
        .symptom = "fork/exec /entry.sh: exec format error Runtime.InvalidEntrypoint",
        .fix = "#!/bin/sh   (as the first line of the script)",
        .source = "https://man7.org/linux/man-pages/man2/execve.2.html",
        .evidence = 'D',
        .stage = "init",
        .depth = OCIGATE_DEPTH_ROOTFS,
        .severity = OG_SEVERITIES(ERROR, OFF),
        .checks = {{OG_SUBJECT_IMAGE, og_check_entrypoint_no_format}},
    },
    {
        OG_RULE_NAME("entrypoint-shell-form"),
        .title = "The entrypoint is in shell form",
        .why = "ENTRYPOINT without a JSON list becomes /bin/sh -c \"...\", which ignores CMD: the "
               "handler is lost. The image needs a /bin/sh for it as well.",
        .symptom = "Runtime.ExitError",
        .fix = "ENTRYPOINT [\"/main\", \"argument\"]   (a JSON list)",
        .source = "https://docs.docker.com/reference/dockerfile/#shell-form-entrypoint-example",
        .evidence = 'D',
        .stage = "init",
        .severity = OG_SEVERITIES(WARNING, OFF),
        .checks = {{OG_SUBJECT_IMAGE, og_check_entrypoint_shell_form}},
    },
    {
        OG_RULE_NAME("entrypoint-is-handler"),
        .title = "The entrypoint looks like a handler",
        .why = "The handler belongs into CMD: the entrypoint is the program that calls it, the "
               "runtime interface client.",
        .symptom = "fork/exec app.handler: no such file or directory Runtime.InvalidEntrypoint",
        .fix = "CMD [\"app.handler\"]   (and the runtime interface client as ENTRYPOINT)",
        .source = "https://github.com/aws/aws-lambda-base-images/issues/79",
        .evidence = 'O',
        .stage = "init",
        .depth = OCIGATE_DEPTH_ROOTFS,
        .severity = OG_SEVERITIES(ERROR, OFF),
        .checks = {{OG_SUBJECT_IMAGE, og_check_entrypoint_is_handler}},
    },
    {
        OG_RULE_NAME("entrypoint-emulator"),
        .title = "The entrypoint starts the runtime interface emulator",
        .why = "The emulator is for local tests. Where it is started without a test for the real "
               "service, it answers nobody in production.",
        .symptom = "Task timed out, or init that does not end",
        .fix = "if [ -z \"$AWS_LAMBDA_RUNTIME_API\" ]; then exec aws-lambda-rie \"$@\"; else exec "
               "\"$@\"; fi",
        .source = OG_AWS "images-test.html",
        .evidence = 'I',
        .stage = "init",
        .depth = OCIGATE_DEPTH_ROOTFS,
        .severity = OG_SEVERITIES(WARNING, OFF),
        .checks = {{OG_SUBJECT_IMAGE, og_check_entrypoint_emulator}},
    },
    {
        OG_RULE_NAME("cmd-missing"),
        .title = "The image of an AWS base has no CMD that names the handler",
        .why = "/lambda-entrypoint.sh wants the handler as its argument. The function may set it "
               "(ImageConfig.Command); otherwise it exits with 142.",
        .symptom = "entrypoint requires the handler name to be the first argument",
        .fix = "CMD [\"app.handler\"]",
        .source = "https://github.com/aws/aws-lambda-base-images/issues/9",
        .evidence = 'O',
        .stage = "init",
        .depth = OCIGATE_DEPTH_ROOTFS,
        .severity = OG_SEVERITIES(WARNING, OFF),
        .checks = {{OG_SUBJECT_IMAGE, og_check_cmd_missing}},
    },
    {
        OG_RULE_NAME("cmd-count"),
        .title = "The image of an AWS base has more than one argument in CMD",
        .why = "/lambda-entrypoint.sh wants exactly one argument, the handler, and exits with 142 "
               "otherwise. CMD in shell form, or with single quotes, becomes three arguments.",
        .symptom = "entrypoint requires the handler name to be the first argument",
        .fix = "CMD [\"app.handler\"]   (one item, the handler)",
        .source = "https://github.com/aws/aws-lambda-base-images/issues/9",
        .evidence = 'S',
        .stage = "init",
        .depth = OCIGATE_DEPTH_ROOTFS,
        .severity = OG_SEVERITIES(ERROR, OFF),
        .checks = {{OG_SUBJECT_IMAGE, og_check_cmd_count}},
    },
};

OG_RULE_GROUP(og_rules_entrypoint, "entrypoint", rules);
