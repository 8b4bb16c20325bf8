#include "rules/entrypoint.h"

#include "base/path.h"
#include "rules/phrase.h"
#include "rules/workdir.h"

#include <string.h>

static const char emulator[] = "aws-lambda-rie";

/* The program, unless it is the shell of a shell form, which entrypoint-shell-form judges. */
static const og_program *judged_program(const og_subject *subject)
{
    const og_command *command = og_command_of(subject);
    return command == NULL || og_command_is_shell_form(command) ? NULL : command->program;
}

static void fix_command(og_sink *sink, og_finding *f, const og_command *command, const char *path)
{
    char fix[OG_PHRASE_COMMAND_SIZE];
    const bool is_entrypoint = command->entrypoint_count > 0;
    og_phrase_command(is_entrypoint ? "ENTRYPOINT" : "CMD", path, command->argv,
                      is_entrypoint ? command->entrypoint_count : command->argc, fix);
    og_finding_fix(sink, f, "%s", fix);
}

void og_check_entrypoint_symlink(const og_subject *subject, og_sink *sink)
{
    const og_command *command = og_command_of(subject);
    const og_program *program = judged_program(subject);
    if (program == NULL || command->argc == 0 || !program->is_link || program->target == NULL)
        return;
    og_finding *f = og_flag(sink, "the entrypoint %s is a symbolic link", program->path);
    og_finding_expected(sink, f, "%s", program->target);
    og_finding_found(sink, f, "%s -> %s", program->path, og_phrase_or(program->link, "nothing"));
    fix_command(sink, f, command, program->target);
    og_finding_at_program(sink, f, command, program);
}

/* What is in the image and will not be there when it is started. */
static void flag_hidden(const og_subject *subject, og_sink *sink)
{
    const og_program *program = judged_program(subject);
    if (program == NULL || program->target == NULL)
        return;
    const char *hidden = program->path, *mount = og_mount_above(hidden, sink);
    if (mount == NULL) {
        hidden = program->target;
        mount = og_mount_above(hidden, sink);
    }
    if (mount == NULL)
        return;
    const char *base = og_path_base(program->target);
    og_finding *f =
        og_flag(sink, "the entrypoint %s lies under /%s, which Lambda mounts over", hidden, mount);
    og_finding_found(sink, f, "%s", hidden);
    og_finding_fix(sink, f, "COPY --chmod=755 %s /%s   (and ENTRYPOINT [\"/%s\"])", base, base,
                   base);
    og_finding_at_program(sink, f, og_command_of(subject), program);
}

void og_check_entrypoint_not_found(const og_subject *subject, og_sink *sink)
{
    const og_command *command = og_command_of(subject);
    if (command == NULL || command->argc == 0 || !command->files_are_known ||
        og_command_is_shell_form(command) || command->argv[0][0] == '\0')
        return;
    const char *word = command->argv[0];
    const og_program *program = command->program;
    if (!og_program_is_missing(program)) {
        flag_hidden(subject, sink);
        return;
    }
    if (og_word_is_handler(word))
        return;
    og_finding *f;
    if (program == NULL) {
        f = og_flag(sink, "the entrypoint %s is in no directory of PATH", word);
    } else {
        f = og_flag(sink, "the entrypoint %s %s", program->path, og_program_trouble(program));
        if (program->is_link)
            og_finding_found(sink, f, "%s -> %s", program->path,
                             og_phrase_or(program->link, "nothing"));
    }
    og_finding_expected(sink, f, "%s", program == NULL ? word : program->path);
    og_finding_at_command(sink, f, command);
}

/* The interpreter of a script opens it as the Lambda user. */
static void flag_unreadable(const og_subject *subject, og_sink *sink, const og_program *program)
{
    og_program_chain chain = {.next = program};
    do {
        program = og_program_chain_next(&chain);
    } while (program != NULL && !(program->is_unreadable && program->interpreter_text != NULL));
    if (program == NULL)
        return;
    const unsigned mode = program->node->file->mode & 07777u;
    og_finding *f =
        og_flag(sink, "%s is a script, and others cannot read it (mode %04o)", program->path, mode);
    og_finding_found(sink, f, "mode %04o", mode);
    og_finding_fix(sink, f, "RUN chmod a+rx %s", program->target);
    og_finding_at_program(sink, f, og_command_of(subject), program);
}

void og_check_entrypoint_not_executable(const og_subject *subject, og_sink *sink)
{
    const og_command *command = og_command_of(subject);
    const og_program *program = judged_program(subject);
    if (program == NULL || og_program_is_missing(program))
        return;
    if (program->state == OG_PROGRAM_FOUND) {
        flag_unreadable(subject, sink, program);
        return;
    }
    og_finding *f;
    if (program->state == OG_PROGRAM_CLOSED) {
        f = og_flag(sink, "the entrypoint %s lies in %s (mode %04o), which others cannot enter",
                    program->path, program->closed, (unsigned)program->closed_mode);
        og_finding_found(sink, f, "%s with mode %04o", program->closed,
                         (unsigned)program->closed_mode);
        og_finding_fix(sink, f, "RUN chmod o+x %s", program->closed);
    } else if (program->state == OG_PROGRAM_NOT_REGULAR) {
        f = og_flag(sink, "the entrypoint %s is %s, not a regular file", program->path,
                    program->node->type == '5' ? "a directory" : "a special file");
        og_finding_fix(sink, f, "ENTRYPOINT [\"%s%s\"]", program->path,
                       program->node->type == '5' ? "/main" : "");
    } else {
        const unsigned mode = program->node->file->mode & 07777u;
        f = og_flag(sink, "the entrypoint %s has no execute bit for others (mode %04o)",
                    program->path, mode);
        og_finding_found(sink, f, "mode %04o", mode);
        og_finding_fix(sink, f, "COPY --chmod=755 %s %s", og_path_base(program->target),
                       program->target);
    }
    og_finding_at_program(sink, f, command, program);
}

/* What is wrong with the #! line of a script; NULL: nothing, or another rule says it. */
static og_finding *flag_script(og_sink *sink, const og_program *script)
{
    const char *text = script->interpreter_text;
    const og_program *interpreter = script->interpreter;
    if (text[0] == '\0')
        return og_flag(sink, "the first line of %s names no interpreter behind #!", script->path);
    if (text[0] != '/')
        return og_flag(sink, "the first line of %s asks for %s, which is not an absolute path",
                       script->path, text);
    if (script->is_too_long)
        return og_flag(sink, "the interpreter of %s is one of more than %u scripts in a row",
                       script->path, OG_INTERPRETERS_MAX);
    if (interpreter != NULL && interpreter->state != OG_PROGRAM_FOUND)
        return og_flag(sink, "%s asks for %s, which %s", script->path, text,
                       og_program_trouble(interpreter));
    if (script->env_program == NULL)
        return NULL;
    if (script->env_target == NULL)
        return og_flag(sink, "%s asks for %s through env, which is in no directory of PATH",
                       script->path, script->env_program);
    if (script->env_target->state != OG_PROGRAM_FOUND)
        return og_flag(sink, "%s asks for %s through env, which %s", script->path,
                       script->env_target->path, og_program_trouble(script->env_target));
    return NULL;
}

void og_check_entrypoint_shebang(const og_subject *subject, og_sink *sink)
{
    og_program_chain chain = {.next = judged_program(subject)};
    for (const og_program *program; (program = og_program_chain_next(&chain)) != NULL;) {
        if (program->interpreter_text == NULL || program->file->has_carriage_return)
            continue;
        og_finding *f = flag_script(sink, program);
        if (f == NULL)
            continue;
        og_finding_found(sink, f, "#!%s%s%s", program->interpreter_text,
                         program->file->argument == NULL ? "" : " ",
                         og_phrase_or(program->file->argument, ""));
        if (program->env_program != NULL && strchr(program->env_program, ' ') != NULL)
            og_finding_fix(sink, f, "#!%s -S %s", program->interpreter_text, program->env_program);
        og_finding_at_program(sink, f, og_command_of(subject), program);
        return;
    }
}

void og_check_entrypoint_crlf(const og_subject *subject, og_sink *sink)
{
    og_program_chain chain = {.next = judged_program(subject)};
    for (const og_program *program; (program = og_program_chain_next(&chain)) != NULL;) {
        if (program->interpreter_text == NULL || !program->file->has_carriage_return)
            continue;
        og_finding *f = og_flag(sink, "the first line of %s ends in CR LF", program->path);
        og_finding_expected(sink, f, "#!%s", program->interpreter_text);
        og_finding_found(sink, f, "#!%s\\r", program->interpreter_text);
        og_finding_fix(sink, f,
                       "RUN sed -i 's/\\r$//' %s   (and \"*.sh text eol=lf\" in .gitattributes)",
                       program->target);
        og_finding_at_program(sink, f, og_command_of(subject), program);
        return;
    }
}

void og_check_entrypoint_no_format(const og_subject *subject, og_sink *sink)
{
    const bool is_complete = og_files_are_complete(subject->image);
    og_program_chain chain = {.next = og_program_of(subject)};
    for (const og_program *program; (program = og_program_chain_next(&chain)) != NULL;) {
        const char *why = og_program_refusal(program, is_complete);
        if (why == NULL)
            continue;
        og_finding *f = og_flag(sink, "%s %s", program->path, why);
        if (program->file != NULL && program->file->format == OG_FORMAT_ELF)
            og_finding_fix(sink, f, "COPY --chmod=755 %s %s   (a program that is whole)",
                           og_path_base(program->target), program->target);
        og_finding_at_program(sink, f, og_command_of(subject), program);
        return;
    }
}

void og_check_entrypoint_emulator(const og_subject *subject, og_sink *sink)
{
    const og_command *command = og_command_of(subject);
    if (command == NULL || command->argc == 0)
        return;
    const og_program *program = command->program;
    const char *last = strrchr(command->argv[0], '/');
    const bool is_emulator = strcmp(last == NULL ? command->argv[0] : last + 1, emulator) == 0;
    const og_file_facts *file = program == NULL ? NULL : program->file;
    const bool is_script = file != NULL && file->format == OG_FORMAT_SCRIPT &&
                           file->marks_are_complete && (file->marks & OG_MARK_RIE) != 0 &&
                           (file->marks & OG_MARK_RUNTIME_API) == 0;
    if (!is_emulator && !is_script)
        return;
    og_finding *f = is_emulator
                        ? og_flag(sink, "the entrypoint is the runtime interface emulator, %s",
                                  command->argv[0])
                        : og_flag(sink, "%s starts %s and never looks at AWS_LAMBDA_RUNTIME_API",
                                  program->path, emulator);
    if (program != NULL)
        og_finding_at_program(sink, f, command, program);
    else
        og_finding_at_command(sink, f, command);
}
