#include "rules/entrypoint.h"

#include "base/path.h"
#include "rules/phrase.h"

#include <string.h>

#define AWS_ENTRYPOINT "/lambda-entrypoint.sh"

void og_check_entrypoint_missing(const og_subject *subject, og_sink *sink)
{
    const og_command *command = og_command_of(subject);
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

void og_check_entrypoint_required(const og_subject *subject, og_sink *sink)
{
    const og_command *command = og_command_of(subject);
    if (command == NULL || command->entrypoint_count > 0 ||
        (command->argc == 0 && !command->has_bootstrap))
        return;
    char fix[OG_PHRASE_COMMAND_SIZE];
    const char *bootstrap[] = {command->program == NULL ? "/var/runtime/bootstrap"
                                                        : command->program->path};
    og_finding *f;
    if (command->argc > 0) {
        og_phrase_command("ENTRYPOINT", NULL, command->argv, command->argc, fix);
        f = og_flag(sink, "the image has CMD and no ENTRYPOINT");
    } else {
        og_phrase_command("ENTRYPOINT", NULL, bootstrap, 1, fix);
        f = og_flag(sink, "the image has a bootstrap and no ENTRYPOINT");
    }
    const bool is_override = command->entrypoint_is_override;
    og_finding_at(sink, f, is_override ? "--entrypoint" : "config", "%s",
                  is_override ? "" : "/config/Entrypoint");
    og_finding_fix(sink, f, "%s", fix);
}

/* A word that is a handler is not meant as a path: entrypoint-is-handler. */
void og_check_entrypoint_relative(const og_subject *subject, og_sink *sink)
{
    const og_command *command = og_command_of(subject);
    if (command == NULL || command->argc == 0 || command->argv[0][0] == '/')
        return;
    const char *word = command->argv[0];
    const og_program *program = command->program;
    const bool is_nowhere = command->files_are_known && og_program_is_missing(program);
    if (is_nowhere && og_word_is_handler(word))
        return;
    og_finding *f;
    if (program != NULL && !is_nowhere) {
        char fix[OG_PHRASE_COMMAND_SIZE];
        const bool is_entrypoint = command->entrypoint_count > 0;
        const char *resolved = program->path;
        og_phrase_command(is_entrypoint ? "ENTRYPOINT" : "CMD",
                          program->is_link && program->target != NULL ? program->target : resolved,
                          command->argv, is_entrypoint ? command->entrypoint_count : command->argc,
                          fix);
        f = og_flag(sink, "the entrypoint %s is not an absolute path; it stands for %s", word,
                    resolved);
        og_finding_compare(sink, f, resolved, word);
        og_finding_fix(sink, f, "%s", fix);
    } else {
        f = og_flag(sink, "the entrypoint \"%s\" is not an absolute path", word);
        og_finding_compare(sink, f, "an absolute path", word);
    }
    og_finding_at_command(sink, f, command);
}

void og_check_entrypoint_shell_form(const og_subject *subject, og_sink *sink)
{
    const og_command *command = og_command_of(subject);
    if (command == NULL || !og_command_is_shell_form(command))
        return;
    const char *shell = command->argv[0];
    const og_program *program = command->program;
    const bool is_broken = program != NULL && program->state != OG_PROGRAM_FOUND;
    og_finding *f;
    if (is_broken) {
        f = og_flag(sink, "the command is in shell form, and its shell %s %s", shell,
                    og_program_trouble(program));
        og_finding_severity(sink, f, OCIGATE_SEVERITY_ERROR);
    } else if (command->entrypoint_count >= 2) {
        f = og_flag(sink, "ENTRYPOINT is in shell form: %s -c drops CMD, the handler with it",
                    shell);
    } else {
        return;
    }
    const size_t words = command->entrypoint_count >= 2 ? command->entrypoint_count : command->argc;
    og_phrase_list found = {0};
    for (size_t i = 0; i < words; i++)
        og_phrase_add(&found, "%s", command->argv[i]);
    og_finding_found(sink, f, "%s", og_phrase_end(&found));
    og_finding_at_command(sink, f, command);
}

void og_check_entrypoint_is_handler(const og_subject *subject, og_sink *sink)
{
    const og_command *command = og_command_of(subject);
    if (command == NULL || command->argc == 0 || !command->files_are_known ||
        !og_word_is_handler(command->argv[0]) || !og_program_is_missing(command->program))
        return;
    const char *word = command->argv[0];
    og_finding *f = og_flag(sink,
                            "the entrypoint \"%s\" looks like a handler, and no file is "
                            "called so",
                            word);
    og_finding_compare(sink, f, "the path of a program", word);
    og_finding_fix(sink, f, "CMD [\"%s\"]   (and the runtime interface client as ENTRYPOINT)",
                   word);
    og_finding_at_command(sink, f, command);
}

static void at_cmd(og_sink *sink, og_finding *f, const og_command *command)
{
    const bool is_override = command->cmd_is_override;
    og_finding_at(sink, f, is_override ? "--cmd" : "config", "%s",
                  is_override ? "" : "/config/Cmd");
}

static bool is_aws_entrypoint(const og_command *command)
{
    return command != NULL && command->argc > 0 && strcmp(command->argv[0], AWS_ENTRYPOINT) == 0;
}

void og_check_cmd_missing(const og_subject *subject, og_sink *sink)
{
    const og_command *command = og_command_of(subject);
    if (!is_aws_entrypoint(command) || command->argc > 1)
        return;
    og_finding *f = og_flag(sink, AWS_ENTRYPOINT " has no CMD that names the handler");
    at_cmd(sink, f, command);
    og_finding_compare(sink, f, "1 argument", "0 arguments");
}

void og_check_cmd_count(const og_subject *subject, og_sink *sink)
{
    const og_command *command = og_command_of(subject);
    if (!is_aws_entrypoint(command) || command->argc <= 2)
        return;
    const size_t count = command->argc - 1;
    const bool is_shell_form = strcmp(command->argv[1], "/bin/sh") == 0 && count > 2;
    og_finding *f = og_flag(sink, AWS_ENTRYPOINT " gets %zu arguments and takes 1%s", count,
                            is_shell_form ? ": CMD is in shell form" : "");
    at_cmd(sink, f, command);
    og_finding_expected(sink, f, "1 argument, the handler");
    og_phrase_list arguments = {0};
    for (size_t i = 1; i < command->argc; i++)
        og_phrase_add(&arguments, "%s", command->argv[i]);
    og_finding_found(sink, f, "%zu arguments: %s", count, og_phrase_end(&arguments));
    if (is_shell_form)
        og_finding_fix(sink, f, "CMD [\"app.handler\"]   (a JSON list, with double quotes)");
}
