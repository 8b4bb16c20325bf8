#include "rules/model.h"

#include <criterion/criterion.h>

static void keep(model *m)
{
    (void)m;
}

static void use_bare_name(model *m)
{
    model_set_entrypoint(m, "server", NULL);
}

static void put(model *m, const og_program *program)
{
    m->first->image.command.program = program;
}

static void set_state(model *m, og_program_state state)
{
    put(m, model_new_program(m, "/app/main", state));
    m->first->image.command.argv[0] = "/app/main";
}

static void lose_program(model *m)
{
    set_state(m, OG_PROGRAM_MISSING);
}

static void lose_program_of_unread_files(model *m)
{
    put(m, NULL);
    m->first->image.command.files_are_known = false;
}

static void use_program_in_tmp(model *m)
{
    put(m, model_new_program(m, "/tmp/main", OG_PROGRAM_FOUND));
}

static void use_link_into_proc(model *m)
{
    og_program *program = model_new_program(m, "/main", OG_PROGRAM_FOUND);
    program->target = "/proc/main";
    put(m, program);
}

static void use_link_in_dev(model *m)
{
    og_program *program = model_new_program(m, "/dev/main", OG_PROGRAM_FOUND);
    program->target = "/main";
    put(m, program);
}

static void use_program_by_a_detour(model *m)
{
    og_program *program = model_new_program(m, "/tmp/../main", OG_PROGRAM_FOUND);
    program->target = "/main";
    put(m, program);
}

static void use_program_in_tmpfiles(model *m)
{
    put(m, model_new_program(m, "/tmpfiles/main", OG_PROGRAM_FOUND));
}

static void loop_program(model *m)
{
    set_state(m, OG_PROGRAM_LOOP);
}

static void lose_program_for_oci(model *m)
{
    lose_program(m);
    m->options.profile = OG_PROFILE_OCI;
}

static void use_link(model *m)
{
    og_program *program = model_program(m);
    program->is_link = true;
    program->link = "python3.11";
    program->target = "/usr/bin/python3.11.real";
}

static void use_shell_of_link(model *m)
{
    static const char *const words[] = {"/bin/sh", "-c", "server"};
    model_set_entrypoint(m, NULL, NULL);
    model_set_cmd(m, 3, words);
    use_link(m);
}

static void use_dangling_link(model *m)
{
    lose_program(m);
    og_program *program = model_new_program(m, "/app/main", OG_PROGRAM_MISSING);
    program->is_link = true;
    program->link = "gone";
    put(m, program);
}

static void forbid_program(model *m)
{
    set_state(m, OG_PROGRAM_NOT_EXECUTABLE);
}

static void close_program(model *m)
{
    og_program *program = model_new_program(m, "/root/main", OG_PROGRAM_CLOSED);
    program->closed = "/root";
    program->closed_mode = 0700;
    put(m, program);
}

static og_program *set_mode(model *m, uint32_t mode)
{
    og_program *program = model_new_program(m, "/app/main", OG_PROGRAM_FOUND);
    og_entry *entry = OG_NEW(&m->arena, og_entry);
    og_node *node = OG_NEW(&m->arena, og_node);
    *entry = *program->node->file;
    *node = *program->node;
    entry->mode = mode;
    node->entry = node->file = entry;
    program->node = node;
    program->is_unreadable = (mode & 04) == 0;
    put(m, program);
    return program;
}

static void use_script_that_is_closed(model *m)
{
    set_mode(m, 0711);
}

static void use_elf_that_is_closed(model *m)
{
    og_program *program = set_mode(m, 0711);
    program->file = &model_elf;
    program->interpreter_text = NULL;
}

static void use_directory(model *m)
{
    set_state(m, OG_PROGRAM_NOT_REGULAR);
}

static og_file_facts *use_script(model *m, const char *interpreter, og_program_state state)
{
    og_program *program = model_program(m);
    og_file_facts *file = OG_NEW(&m->arena, og_file_facts);
    *file = (og_file_facts){
        .format = OG_FORMAT_SCRIPT, .marks_are_complete = true, .interpreter = interpreter};
    program->file = file;
    program->interpreter_text = interpreter;
    if (interpreter[0] == '/')
        program->interpreter = model_new_program(m, interpreter, state);
    return file;
}

static void use_good_script(model *m)
{
    use_script(m, "/bin/sh", OG_PROGRAM_FOUND);
}

static void lose_interpreter(model *m)
{
    use_script(m, "/bin/bash", OG_PROGRAM_MISSING);
}

static void name_no_interpreter(model *m)
{
    use_script(m, "", OG_PROGRAM_FOUND);
}

static void use_relative_interpreter(model *m)
{
    use_script(m, "sh", OG_PROGRAM_FOUND);
}

static void use_env(model *m)
{
    use_script(m, "/usr/bin/env", OG_PROGRAM_FOUND);
    model_program(m)->env_program = "bash";
}

static void use_env_with_argument(model *m)
{
    use_script(m, "/usr/bin/env", OG_PROGRAM_FOUND);
    model_program(m)->env_program = "bash -e";
}

static void use_good_env(model *m)
{
    use_env(m);
    model_program(m)->env_target = model_new_program(m, "/bin/bash", OG_PROGRAM_FOUND);
}

static void use_endless_script(model *m)
{
    use_good_script(m);
    model_program(m)->is_too_long = true;
}

static void end_in_carriage_return(model *m)
{
    use_script(m, "/bin/sh", OG_PROGRAM_FOUND)->has_carriage_return = true;
    model_program(m)->interpreter = NULL;
}

static void use_text(model *m)
{
    model_program(m)->file = NULL;
    model_program(m)->interpreter_text = NULL;
}

static void use_text_of_dropped_facts(model *m)
{
    use_text(m);
    m->first->layer_blobs[0].file_facts_are_dropped = true;
}

static void use_empty_file(model *m)
{
    model_program(m)->file = NULL;
    model_program(m)->interpreter_text = NULL;
    model_program(m)->is_empty = true;
}

static void use_shell_entrypoint(model *m)
{
    model_set_entrypoint(m, "/bin/sh", "-c");
}

static void use_shell_that_is_missing(model *m)
{
    use_shell_entrypoint(m);
    put(m, model_new_program(m, "/bin/sh", OG_PROGRAM_MISSING));
}

static void use_shell_that_is_text(model *m)
{
    use_shell_entrypoint(m);
    use_text(m);
}

static void use_shell_in_cmd(model *m)
{
    static const char *const words[] = {"/bin/sh", "-c", "server"};
    model_set_entrypoint(m, NULL, NULL);
    model_set_cmd(m, 3, words);
}

static void use_shell_script(model *m)
{
    model_set_entrypoint(m, "/bin/sh", "/entry.sh");
}

static void use_rie(model *m)
{
    model_set_entrypoint(m, "/usr/local/bin/aws-lambda-rie", NULL);
}

static void use_script_with_rie(model *m)
{
    use_script(m, "/bin/sh", OG_PROGRAM_FOUND)->marks = OG_MARK_RIE;
}

static void use_script_with_a_test(model *m)
{
    use_script(m, "/bin/sh", OG_PROGRAM_FOUND)->marks = OG_MARK_RIE | OG_MARK_RUNTIME_API;
}

static void use_script_half_searched(model *m)
{
    og_file_facts *file = use_script(m, "/bin/sh", OG_PROGRAM_FOUND);
    file->marks = OG_MARK_RIE;
    file->marks_are_complete = false;
}

static void override_missing_entrypoint(model *m)
{
    lose_program(m);
    m->first->image.command.entrypoint_is_override = true;
    m->first->image.command.pointer = NULL;
}

static const rule_case rows[] = {
    {"entrypoint-symlink", "a link", use_link, "error:entrypoint-symlink",
     "ENTRYPOINT [\"/usr/bin/python3.11.real\", \"-m\", \"awslambdaric\"]"},
    {"entrypoint-symlink", "the shell of a shell form", use_shell_of_link, "", NULL},
    {"entrypoint-symlink", "a file", keep, "", NULL},
    {"entrypoint-not-found", "nothing there", lose_program, "error:entrypoint-not-found",
     "/app/main is not in the image"},
    {"entrypoint-not-found", "a bare name", use_bare_name,
     "error:entrypoint-relative error:entrypoint-not-found", "in no directory of PATH"},
    {"entrypoint-not-found", "a dangling link", use_dangling_link, "error:entrypoint-not-found",
     "/app/main -> gone"},
    {"entrypoint-not-found", "a loop", loop_program, "error:entrypoint-not-found", "loop"},
    {"entrypoint-not-found", "of the function", override_missing_entrypoint,
     "error:entrypoint-not-found", NULL},
    {"entrypoint-not-found", "in /tmp", use_program_in_tmp, "error:entrypoint-not-found",
     "/tmp/main lies under /tmp, which Lambda mounts over"},
    {"entrypoint-not-found", "a link into /proc", use_link_into_proc, "error:entrypoint-not-found",
     "/proc/main lies under /proc"},
    {"entrypoint-not-found", "a link in /dev", use_link_in_dev, "error:entrypoint-not-found",
     "COPY --chmod=755 main /main"},
    {"entrypoint-not-found", "through /tmp and out", use_program_by_a_detour, "", NULL},
    {"entrypoint-not-found", "in /tmpfiles", use_program_in_tmpfiles, "", NULL},
    {"entrypoint-not-found", "files not read", lose_program_of_unread_files, "", NULL},
    {"entrypoint-not-found", "under oci", lose_program_for_oci, "", NULL},
    {"entrypoint-not-executable", "the mode", forbid_program, "error:entrypoint-not-executable",
     "COPY --chmod=755 main /app/main"},
    {"entrypoint-not-executable", "a closed directory", close_program,
     "error:entrypoint-not-executable", "RUN chmod o+x /root"},
    {"entrypoint-not-executable", "no regular file", use_directory,
     "error:entrypoint-not-executable", NULL},
    {"entrypoint-not-executable", "a script that others cannot read", use_script_that_is_closed,
     "error:entrypoint-not-executable", "RUN chmod a+rx /app/main"},
    {"entrypoint-not-executable", "an ELF file that others cannot read", use_elf_that_is_closed, "",
     NULL},
    {"entrypoint-not-executable", "executable", keep, "", NULL},
    {"entrypoint-shebang", "no interpreter there", lose_interpreter, "error:entrypoint-shebang",
     "/bin/bash, which is not in the image"},
    {"entrypoint-shebang", "none named", name_no_interpreter, "error:entrypoint-shebang", NULL},
    {"entrypoint-shebang", "relative", use_relative_interpreter, "error:entrypoint-shebang",
     "not an absolute path"},
    {"entrypoint-shebang", "env finds nothing", use_env, "error:entrypoint-shebang",
     "bash through env"},
    {"entrypoint-shebang", "env gets two words", use_env_with_argument, "error:entrypoint-shebang",
     "#!/usr/bin/env -S bash -e"},
    {"entrypoint-shebang", "too many", use_endless_script, "error:entrypoint-shebang", NULL},
    {"entrypoint-shebang", "env finds it", use_good_env, "", NULL},
    {"entrypoint-shebang", "a shell", use_good_script, "", NULL},
    {"entrypoint-crlf", "CR LF", end_in_carriage_return, "error:entrypoint-crlf", "sed -i"},
    {"entrypoint-crlf", "LF", use_good_script, "", NULL},
    {"entrypoint-no-format", "text", use_text, "error:entrypoint-no-format", NULL},
    {"entrypoint-no-format", "empty", use_empty_file, "error:entrypoint-no-format", "is empty"},
    {"entrypoint-no-format", "the shell of a shell form", use_shell_that_is_text,
     "error:entrypoint-no-format warning:entrypoint-shell-form", NULL},
    {"entrypoint-no-format", "not known", use_text_of_dropped_facts, "", NULL},
    {"entrypoint-no-format", "a script", use_good_script, "", NULL},
    {"entrypoint-shell-form", "ENTRYPOINT", use_shell_entrypoint, "warning:entrypoint-shell-form",
     NULL},
    {"entrypoint-shell-form", "no shell", use_shell_that_is_missing, "error:entrypoint-shell-form",
     "/bin/sh is not in the image"},
    {"entrypoint-shell-form", "CMD", use_shell_in_cmd, "", NULL},
    {"entrypoint-shell-form", "a script", use_shell_script, "", NULL},
    {"entrypoint-emulator", "itself", use_rie, "warning:entrypoint-emulator", NULL},
    {"entrypoint-emulator", "in a script", use_script_with_rie, "warning:entrypoint-emulator",
     NULL},
    {"entrypoint-emulator", "a script that tests", use_script_with_a_test, "", NULL},
    {"entrypoint-emulator", "half searched", use_script_half_searched, "", NULL},
};

RULE_CASES(program_cases, rows);

Test(rules_entrypoint, judge_what_the_command_leads_to)
{
    rule_cases_run(&program_cases);
}
