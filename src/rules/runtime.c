#define _GNU_SOURCE
#include "rules/runtime.h"

#include "base/path.h"
#include "image/program.h"
#include "image/rootfs.h"
#include "rules/phrase.h"
#include "rules/registry.h"
#include "rules/source.h"

#include <inttypes.h>
#include <string.h>

#define AWS_ENTRYPOINT "/lambda-entrypoint.sh"
#define EXTENSIONS_MAX 10u

static const og_service *service_of(const og_subject *subject)
{
    const og_image *image = subject->image;
    return image->is_artifact || !image->service.is_known ? NULL : &image->service;
}

static void at_handler(const og_subject *subject, og_sink *sink, og_finding *f)
{
    const og_command *command = &subject->image->command;
    const size_t at = subject->image->service.handler_at;
    if (at < command->entrypoint_count)
        og_finding_at(sink, f, "config", "/config/Entrypoint/%zu", at);
    else
        og_finding_at(sink, f, "config", "/config/Cmd/%zu", at - command->entrypoint_count);
}

static void check_handler_malformed(const og_subject *subject, og_sink *sink)
{
    const og_service *service = service_of(subject);
    if (service == NULL || (service->handler_state != OG_HANDLER_MALFORMED &&
                            service->handler_state != OG_HANDLER_IS_FILE))
        return;
    og_finding *f = og_flag(sink, "the handler %s cannot be right for %s: %s", service->handler,
                            og_runtime_name(service->runtime),
                            og_phrase_or(service->handler_reason, "it cannot be read"));
    if (service->handler_state == OG_HANDLER_IS_FILE)
        og_finding_severity(sink, f, OCIGATE_SEVERITY_WARNING);
    at_handler(subject, sink, f);
    og_finding_compare(sink, f, service->handler_form, service->handler);
}

static void check_handler_missing(const og_subject *subject, og_sink *sink)
{
    const og_service *service = service_of(subject);
    if (service == NULL || service->handler_state != OG_HANDLER_MISSING)
        return;
    og_finding *f =
        og_flag(sink, "the module of the handler %s is not in the image", service->handler);
    at_handler(subject, sink, f);
    og_finding_compare(sink, f, service->handler_expected, "nothing of that name");
    const char *path = service->handler_expected; /* the first of them ends at a blank or comma */
    if (path == NULL)
        return;
    const int length = (int)strcspn(path, " ,");
    const char *slash = memrchr(path, '/', (size_t)length);
    if (slash != NULL)
        og_finding_fix(sink, f, "COPY %.*s %.*s   (or correct CMD)",
                       (int)(path + length - slash - 1), slash + 1, (int)(slash + 1 - path), path);
}

static void check_runtime_client_missing(const og_subject *subject, og_sink *sink)
{
    const og_service *service = service_of(subject);
    const og_command *command = &subject->image->command;
    if (service == NULL || service->has_client || !service->client_is_known || command->argc == 0)
        return;
    og_finding *f = og_flag(sink,
                            "nothing in the image speaks the Lambda Runtime API; it starts "
                            "%s",
                            command->argv[0]);
    og_finding_at(sink, f, "config", "%s", og_phrase_or(command->pointer, ""));
    og_finding_compare(sink, f,
                       "a runtime interface client, or AWS_LAMBDA_RUNTIME_API in the "
                       "program",
                       "neither");
}

static void check_extension_invalid(const og_subject *subject, og_sink *sink)
{
    const og_service *service = service_of(subject);
    const og_config *config = subject->image->config;
    for (size_t i = 0; service != NULL && i < service->extensions_kept; i++) {
        const og_extension *extension = &service->extensions[i];
        const char *reason =
            og_extension_reason(extension->program, config == NULL ? NULL : config->architecture,
                                service->facts_are_complete);
        if (reason == NULL)
            continue;
        og_finding *f = og_flag(sink, "the extension %s %s", extension->path, reason);
        const og_node *node = extension->program->node;
        if (node != NULL && node->entry != NULL) {
            og_finding_layer(sink, f, node->layer);
            if (extension->program->state == OG_PROGRAM_NOT_EXECUTABLE)
                og_finding_found(sink, f, "mode %04" PRIo32, node->file->mode);
        }
        og_finding_path(sink, f, extension->path + 1);
        if (extension->program->state == OG_PROGRAM_FOUND)
            og_finding_fix(sink, f,
                           "COPY --chmod=755 %s %s   (one that is made for this image; or remove "
                           "it)",
                           og_path_base(extension->path), extension->path);
        if (extension->program->state == OG_PROGRAM_NOT_EXECUTABLE)
            og_finding_fix(sink, f, "RUN chmod 755 %s   (or remove it, if it is no extension)",
                           extension->path);
    }
}

static void check_extension_count(const og_subject *subject, og_sink *sink)
{
    const og_service *service = service_of(subject);
    if (service == NULL || service->extension_count <= EXTENSIONS_MAX)
        return;
    og_finding *f = og_flag(sink, "/opt/extensions has %" PRIu64 " files, and Lambda starts %u",
                            service->extension_count, EXTENSIONS_MAX);
    og_finding_path(sink, f, "opt/extensions");
    og_finding_expected(sink, f, "at most %u", EXTENSIONS_MAX);
    og_finding_found(sink, f, "%" PRIu64, service->extension_count);
}

static void check_extension_disabled(const og_subject *subject, og_sink *sink)
{
    const og_service *service = service_of(subject);
    if (service == NULL || !service->extensions_are_disabled || service->extension_count == 0)
        return;
    char text[OG_PHRASE_COUNT_SIZE];
    og_finding *f = og_flag(sink, "/opt/disable-extensions-jwigqn8j switches off %s",
                            og_phrase_count(service->extension_count, "extension", text));
    og_finding_path(sink, f, "opt/disable-extensions-jwigqn8j");
}

/* The shell of /lambda-entrypoint.sh runs text without #! itself. */
static const char *bootstrap_reason(const og_subject *subject, const og_service *service)
{
    const og_config *config = subject->image->config;
    const og_program *program = service->bootstrap;
    if (!service->has_bootstrap)
        return "is not there";
    if (!service->bootstrap_is_executable)
        return "cannot be executed by the Lambda user";
    if (program == NULL || program->file == NULL || program->file->format == OG_FORMAT_OTHER)
        return NULL;
    return og_extension_reason(program, config == NULL ? NULL : config->architecture,
                               service->facts_are_complete);
}

static void check_bootstrap_missing(const og_subject *subject, og_sink *sink)
{
    const og_service *service = service_of(subject);
    const og_command *command = &subject->image->command;
    if (service == NULL || !service->is_aws_base || service->runtime != OG_RUNTIME_PROVIDED ||
        command->argc == 0 || strcmp(command->argv[0], AWS_ENTRYPOINT) != 0)
        return;
    const char *reason = bootstrap_reason(subject, service);
    if (reason == NULL)
        return;
    og_finding *f = service->has_bootstrap
                        ? og_flag(sink, "/var/runtime/bootstrap %s", reason)
                        : og_flag(sink, "the OS-only base image has no /var/runtime/bootstrap to "
                                        "start");
    og_finding_at(sink, f, "config", "%s", og_phrase_or(command->pointer, ""));
    og_finding_path(sink, f, "var/runtime/bootstrap");
}

static const struct og_rule rules[] = {
    {
        OG_RULE_NAME("handler-malformed"),
        .title = "The handler is not written as its runtime reads it",
        .why = "The runtime splits the handler into a module and a function, or a class and a "
               "method. It fails at the first request when it cannot.",
        .symptom = "Runtime.MalformedHandlerName: Bad handler",
        .fix = "CMD [\"app.handler\"]   (the file without its suffix, a dot, the function)",
        .source = "https://github.com/aws/aws-lambda-python-runtime-interface-client",
        .evidence = 'S',
        .stage = "init",
        .depth = OCIGATE_DEPTH_ROOTFS,
        .severity = OG_SEVERITIES(ERROR, OFF),
        .checks = {{OG_SUBJECT_IMAGE, check_handler_malformed}},
    },
    {
        OG_RULE_NAME("handler-missing"),
        .title = "The module that the handler names is not in the image",
        .why = "The runtime looks for the module in the task root and in WORKDIR when it starts, "
               "and fails at the first request when there is none.",
        .symptom = "Runtime.ImportModuleError: Unable to import module 'app'; Error: Cannot find "
                   "module",
        .fix = "COPY app.py ${LAMBDA_TASK_ROOT}/   (or correct CMD)",
        .source = "https://github.com/aws/aws-lambda-python-runtime-interface-client",
        .evidence = 'S',
        .stage = "init",
        .depth = OCIGATE_DEPTH_ROOTFS,
        .severity = OG_SEVERITIES(WARNING, OFF),
        .checks = {{OG_SUBJECT_IMAGE, check_handler_missing}},
    },
    {
        OG_RULE_NAME("runtime-client-missing"),
        .title = "No runtime interface client was found in the image",
        .why = "A function asks the Runtime API for its requests. A program that does not, such "
               "as a web server, ends or waits until the initialisation times out.",
        .symptom = "Runtime.ExitError: Runtime exited without providing a reason",
        .fix = "COPY --from=public.ecr.aws/awsguru/aws-lambda-adapter:0.9.1 /lambda-adapter "
               "/opt/extensions/lambda-adapter   (for a web server; else add the runtime "
               "interface client of the language)",
        .source = OG_AWS_IMAGES,
        .evidence = 'D',
        .stage = "init",
        .depth = OCIGATE_DEPTH_ROOTFS,
        .severity = OG_SEVERITIES(WARNING, OFF),
        .checks = {{OG_SUBJECT_IMAGE, check_runtime_client_missing}},
    },
    {
        OG_RULE_NAME("extension-invalid"),
        .title = "A file in /opt/extensions cannot be started",
        .why = "Lambda starts everything in /opt/extensions that is no directory, a README "
               "included. When one cannot be started, no request is ever served.",
        .symptom = "EXTENSION Name: x State: LaunchError Events: [] Error Type: PermissionDenied",
        .fix = "RUN chmod 755 /opt/extensions/*   (and keep nothing else there)",
        .source = "https://docs.aws.amazon.com/lambda/latest/dg/extensions-configuration.html",
        .evidence = 'D',
        .stage = "init",
        .depth = OCIGATE_DEPTH_ROOTFS,
        .severity = OG_SEVERITIES(ERROR, OFF),
        .checks = {{OG_SUBJECT_IMAGE, check_extension_invalid}},
    },
    {
        OG_RULE_NAME("extension-count"),
        .title = "There are more than 10 extensions",
        .why = "Lambda registers at most 10 extensions. The next one fails to start, and the "
               "function with it.",
        .symptom = "Extension.LaunchError",
        .fix = "RUN rm /opt/extensions/NAME   (until 10 are left)",
        .source = "https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html",
        .evidence = 'D',
        .stage = "init",
        .depth = OCIGATE_DEPTH_ROOTFS,
        .severity = OG_SEVERITIES(ERROR, OFF),
        .checks = {{OG_SUBJECT_IMAGE, check_extension_count}},
    },
    {
        OG_RULE_NAME("extension-disabled"),
        .title = "A file switches all extensions off",
        .why = "Where /opt/disable-extensions-jwigqn8j is there, the service starts no extension, "
               "the Lambda Web Adapter included.",
        .symptom = "",
        .fix = "RUN rm /opt/disable-extensions-jwigqn8j",
        .source = OG_RIE "extensions/extensions.go",
        .evidence = 'S',
        .stage = "init",
        .depth = OCIGATE_DEPTH_ROOTFS,
        .severity = OG_SEVERITIES(WARNING, OFF),
        .checks = {{OG_SUBJECT_IMAGE, check_extension_disabled}},
    },
    {
        OG_RULE_NAME("bootstrap-missing"),
        .title = "The OS-only base image has no bootstrap to start",
        .why = "/lambda-entrypoint.sh of the provided base images starts /var/runtime/bootstrap, "
               "which the image has to bring: a file that the Lambda user can start.",
        .symptom = "Runtime.ExitError: Runtime exited with error: exit status 126 or 127",
        .fix = "COPY --chmod=755 bootstrap /var/runtime/bootstrap",
        .source = "https://github.com/tk3369/aws-lambda-container-julia/issues/2",
        .evidence = 'O',
        .stage = "init",
        .depth = OCIGATE_DEPTH_ROOTFS,
        .severity = OG_SEVERITIES(ERROR, OFF),
        .checks = {{OG_SUBJECT_IMAGE, check_bootstrap_missing}},
    },
};

OG_RULE_GROUP(og_rules_runtime, "runtime", rules);
