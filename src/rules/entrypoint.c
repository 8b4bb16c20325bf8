#include "rules/registry.h"

#include "rules/phrase.h"
#include "rules/source.h"

#include <string.h>

#define AWS_ENTRYPOINT "/lambda-entrypoint.sh"

/* The command of an image that is one; NULL when the config is not known. */
static const og_command *command_of(const og_subject *subject)
{
    const og_image *image = subject->image;
    return image->is_artifact || image->config == NULL ? NULL : &image->command;
}

static void at_command(og_sink *sink, og_finding *f, const og_command *command)
{
    og_finding_at(sink, f, "config", "%s", og_phrase_or(command->pointer, "/config"));
}

static void check_entrypoint_missing(const og_subject *subject, og_sink *sink)
{
    const og_command *command = command_of(subject);
    if (command == NULL || command->argc > 0 || command->has_bootstrap)
        return;
    og_finding *f;
    if (command->files_are_known) {
        f = og_flag(sink, "the image has neither ENTRYPOINT nor CMD, and no executable bootstrap");
    } else {
        f = og_flag(sink, "the image has neither ENTRYPOINT nor CMD; whether it has a bootstrap is "
                          "not known");
        og_finding_severity(sink, f, OCIGATE_SEVERITY_WARNING);
    }
    og_finding_at(sink, f, "config", "/config");
}

static void check_entrypoint_required(const og_subject *subject, og_sink *sink)
{
    const og_command *command = command_of(subject);
    if (command == NULL || command->argc == 0 || command->entrypoint_count > 0)
        return;
    char fix[OG_PHRASE_COMMAND_SIZE];
    og_phrase_command("ENTRYPOINT", NULL, command->argv, command->argc, fix);
    og_finding *f = og_flag(sink, "the image has CMD and no ENTRYPOINT");
    og_finding_at(sink, f, "config", "/config/Entrypoint");
    og_finding_fix(sink, f, "%s", fix);
}

static void check_entrypoint_relative(const og_subject *subject, og_sink *sink)
{
    const og_command *command = command_of(subject);
    if (command == NULL || command->argc == 0 || command->argv[0][0] == '/')
        return;
    const char *program = command->argv[0];
    og_finding *f;
    if (command->resolved != NULL) {
        char fix[OG_PHRASE_COMMAND_SIZE];
        const bool is_entrypoint = command->entrypoint_count > 0;
        og_phrase_command(is_entrypoint ? "ENTRYPOINT" : "CMD", command->resolved, command->argv,
                          is_entrypoint ? command->entrypoint_count : command->argc, fix);
        f = og_flag(sink, "the entrypoint %s is not an absolute path; it stands for %s", program,
                    command->resolved);
        og_finding_compare(sink, f, command->resolved, program);
        og_finding_fix(sink, f, "%s", fix);
    } else {
        f = og_flag(sink, "the entrypoint \"%s\" is not an absolute path%s", program,
                    command->files_are_known ? ", and nothing in PATH or WORKDIR is called so"
                                             : "");
        og_finding_compare(sink, f, "an absolute path", program);
    }
    at_command(sink, f, command);
}

static bool is_aws_entrypoint(const og_command *command)
{
    return command != NULL && command->argc > 0 && strcmp(command->argv[0], AWS_ENTRYPOINT) == 0;
}

static void check_cmd_missing(const og_subject *subject, og_sink *sink)
{
    const og_command *command = command_of(subject);
    if (!is_aws_entrypoint(command) || command->argc > 1)
        return;
    og_finding *f = og_flag(sink, AWS_ENTRYPOINT " has no CMD that names the handler");
    og_finding_at(sink, f, "config", "/config/Cmd");
    og_finding_compare(sink, f, "1 argument", "0 arguments");
}

static void check_cmd_count(const og_subject *subject, og_sink *sink)
{
    const og_command *command = command_of(subject);
    if (!is_aws_entrypoint(command) || command->argc <= 2)
        return;
    const size_t count = command->argc - 1;
    const bool is_shell_form = strcmp(command->argv[1], "/bin/sh") == 0 && count > 2;
    og_finding *f = og_flag(sink, AWS_ENTRYPOINT " gets %zu arguments and takes 1%s", count,
                            is_shell_form ? ": CMD is in shell form" : "");
    og_finding_at(sink, f, "config", "/config/Cmd");
    og_finding_expected(sink, f, "1 argument, the handler");
    og_phrase_list arguments = {0};
    for (size_t i = 1; i < command->argc; i++)
        og_phrase_add(&arguments, "%s", command->argv[i]);
    og_finding_found(sink, f, "%zu arguments: %s", count, og_phrase_end(&arguments));
    if (is_shell_form)
        og_finding_fix(sink, f, "CMD [\"app.handler\"]   (a JSON list, with double quotes)");
}

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
        .severity = OG_SEVERITIES(ERROR, OFF),
        .checks = {{OG_SUBJECT_IMAGE, check_entrypoint_missing}},
    },
    {
        OG_RULE_NAME("entrypoint-required"),
        .title = "Lambda Managed Instances need an ENTRYPOINT; CMD alone is not enough",
        .why = "They look at ENTRYPOINT when a version is published, and refuse an image that has "
               "CMD alone. Classic functions take it.",
        .symptom = "FunctionError.InvalidEntryPoint(The Lambda function's runtime entrypoint path "
                   "isn't valid. The path must be absolute, non-empty, and point to an executable "
                   "file.)",
        .fix = "ENTRYPOINT [\"/main\"]   (move the program from CMD to ENTRYPOINT)",
        .source = "https://github.com/aws/aws-lambda-web-adapter/issues/630",
        .evidence = 'O',
        .stage = "create",
        .severity = {OCIGATE_SEVERITY_OFF, OCIGATE_SEVERITY_ERROR, OCIGATE_SEVERITY_OFF},
        .checks = {{OG_SUBJECT_IMAGE, check_entrypoint_required}},
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
        .severity = OG_SEVERITIES(ERROR, OFF),
        .checks = {{OG_SUBJECT_IMAGE, check_entrypoint_relative}},
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
        .severity = OG_SEVERITIES(WARNING, OFF),
        .checks = {{OG_SUBJECT_IMAGE, check_cmd_missing}},
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
        .severity = OG_SEVERITIES(ERROR, OFF),
        .checks = {{OG_SUBJECT_IMAGE, check_cmd_count}},
    },
};

OG_RULE_GROUP(og_rules_entrypoint, "entrypoint", rules);
