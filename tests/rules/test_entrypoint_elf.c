#include "rules/model.h"

#include <criterion/criterion.h>

static og_elf_facts *change_elf(model *m, og_program *program)
{
    og_elf_facts *elf = OG_NEW(&m->arena, og_elf_facts);
    og_file_facts *file = OG_NEW(&m->arena, og_file_facts);
    *elf = *model_elf.elf;
    *file = model_elf;
    program->interpreter_text = NULL;
    file->elf = elf;
    program->file = file;
    return elf;
}

static void use_arm_program(model *m)
{
    change_elf(m, model_program(m))->machine = OG_ELF_AARCH64;
}

static void use_small_program(model *m)
{
    change_elf(m, model_program(m))->is_64_bit = false;
}

static void use_arm_program_in_arm_image(model *m)
{
    use_arm_program(m);
    m->first->config->architecture = "arm64";
}

static og_program *use_loader(model *m, og_program_state state)
{
    og_program *program = model_program(m);
    change_elf(m, program);
    og_program *loader = model_new_program(m, "/lib64/ld-linux-x86-64.so.2", state);
    if (loader->target != NULL)
        change_elf(m, loader);
    program->loader = loader;
    return program;
}

static void lose_loader(model *m)
{
    use_loader(m, OG_PROGRAM_MISSING);
}

static void keep_loader(model *m)
{
    use_loader(m, OG_PROGRAM_FOUND);
}

static void use_empty_loader(model *m)
{
    og_program *loader = model_new_program(m, "/lib/ld.so", OG_PROGRAM_FOUND);
    loader->is_empty = true;
    loader->file = NULL;
    change_elf(m, model_program(m));
    model_program(m)->loader = loader;
}

static void use_script_for_loader(model *m)
{
    change_elf(m, model_program(m));
    model_program(m)->loader = model_new_program(m, "/lib/ld.so", OG_PROGRAM_FOUND);
}

static void use_arm_loader(model *m)
{
    og_program *loader = model_new_program(m, "/lib/ld.so", OG_PROGRAM_FOUND);
    change_elf(m, loader)->machine = OG_ELF_AARCH64;
    change_elf(m, model_program(m));
    model_program(m)->loader = loader;
}

static og_program *need_library(model *m)
{
    static const og_library missing[] = {{"libfoo.so.1", "/usr/bin/python3.11"}};
    og_program *program = use_loader(m, OG_PROGRAM_FOUND);
    program->missing_libraries = missing;
    program->missing_library_count = 1;
    program->libraries_are_known = true;
    return program;
}

static void lose_library(model *m)
{
    need_library(m);
}

static void lose_library_of_unknown(model *m)
{
    need_library(m)->libraries_are_known = false;
}

static void need_new_glibc(model *m)
{
    og_program *program = use_loader(m, OG_PROGRAM_FOUND);
    program->glibc_needed = "GLIBC_2.38";
    program->glibc_needed_by = "/usr/bin/python3.11";
    program->glibc_defined = "GLIBC_2.34";
    program->glibc_path = "/lib64/libc.so.6";
}

/* #!/usr/bin/env bash: env is started, then bash. */
static og_program *use_env(model *m)
{
    static const og_file_facts script = {
        .format = OG_FORMAT_SCRIPT, .marks_are_complete = true, .interpreter = "/usr/bin/env"};
    og_program *program = model_program(m);
    og_program *env = model_new_program(m, "/usr/bin/env", OG_PROGRAM_FOUND);
    og_program *bash = model_new_program(m, "/bin/bash", OG_PROGRAM_FOUND);
    change_elf(m, env);
    change_elf(m, bash);
    program->file = &script;
    program->interpreter_text = script.interpreter;
    program->interpreter = env;
    program->env_program = "bash";
    program->env_target = bash;
    return env;
}

static void use_good_env(model *m)
{
    (void)use_env(m);
}

static void use_arm_env(model *m)
{
    change_elf(m, use_env(m))->machine = OG_ELF_AARCH64;
}

static void use_cut_env(model *m)
{
    change_elf(m, use_env(m))->is_cut = true;
}

static void lose_loader_of_env(model *m)
{
    use_env(m)->loader = model_new_program(m, "/lib/ld.so", OG_PROGRAM_MISSING);
}

static void lose_loader_behind_env(model *m)
{
    (void)use_env(m);
    og_program *bash = model_new_program(m, "/bin/bash", OG_PROGRAM_FOUND);
    change_elf(m, bash);
    bash->loader = model_new_program(m, "/lib/ld.so", OG_PROGRAM_MISSING);
    model_program(m)->env_target = bash;
}

static void need_new_glibc_behind_env(model *m)
{
    (void)use_env(m);
    og_program *bash = model_new_program(m, "/bin/bash", OG_PROGRAM_FOUND);
    change_elf(m, bash);
    bash->glibc_needed = "GLIBC_2.38";
    bash->glibc_needed_by = "/bin/bash";
    bash->glibc_defined = "GLIBC_2.34";
    bash->glibc_path = "/lib64/libc.so.6";
    model_program(m)->env_target = bash;
}

static void use_object_file(model *m)
{
    change_elf(m, model_program(m))->type = 1;
}

static void use_refused_file(model *m)
{
    change_elf(m, model_program(m))->is_refused = true;
}

static void use_cut_file(model *m)
{
    change_elf(m, model_program(m))->is_cut = true;
}

static const rule_case rows[] = {
    {"entrypoint-architecture", "another machine", use_arm_program, "error:entrypoint-architecture",
     "a program for arm64, and the image is for amd64"},
    {"entrypoint-architecture", "another class", use_small_program, "error:entrypoint-architecture",
     "32 bits"},
    {"entrypoint-architecture", "of the loader", use_arm_loader, "error:entrypoint-architecture",
     "/lib/ld.so"},
    {"entrypoint-architecture", "of env", use_arm_env, "error:entrypoint-architecture",
     "the interpreter /usr/bin/env is a program for arm64"},
    {"entrypoint-architecture", "neither env nor what it starts", use_good_env, "", NULL},
    {"entrypoint-architecture", "the same as the config", use_arm_program_in_arm_image, "", NULL},
    {"entrypoint-loader-missing", "no loader", lose_loader, "error:entrypoint-loader-missing",
     "/lib64/ld-linux-x86-64.so.2"},
    {"entrypoint-loader-missing", "an empty one", use_empty_loader,
     "error:entrypoint-loader-missing", "the loader /lib/ld.so, which is empty"},
    {"entrypoint-loader-missing", "a script", use_script_for_loader,
     "error:entrypoint-loader-missing", "which is a script"},
    {"entrypoint-loader-missing", "of env", lose_loader_of_env, "error:entrypoint-loader-missing",
     "/usr/bin/env asks for the loader /lib/ld.so"},
    {"entrypoint-loader-missing", "of what env starts", lose_loader_behind_env,
     "error:entrypoint-loader-missing", "/bin/bash asks for the loader /lib/ld.so"},
    {"entrypoint-loader-missing", "a loader", keep_loader, "", NULL},
    {"entrypoint-library-missing", "no library", lose_library, "warning:entrypoint-library-missing",
     "libfoo.so.1 (needed by /usr/bin/python3.11)"},
    {"entrypoint-library-missing", "not all are known", lose_library_of_unknown, "", NULL},
    {"entrypoint-glibc-too-old", "a newer one", need_new_glibc, "error:entrypoint-glibc-too-old",
     "needs GLIBC_2.38, and /lib64/libc.so.6 of the image has GLIBC_2.34"},
    {"entrypoint-glibc-too-old", "of what env starts", need_new_glibc_behind_env,
     "error:entrypoint-glibc-too-old", "/bin/bash needs GLIBC_2.38"},
    {"entrypoint-glibc-too-old", "nothing newer", keep_loader, "", NULL},
    {"entrypoint-no-format", "an object file", use_object_file, "error:entrypoint-no-format",
     "no program"},
    {"entrypoint-no-format", "refused", use_refused_file, "error:entrypoint-no-format",
     "damaged program headers"},
    {"entrypoint-no-format", "env cut off", use_cut_env, "error:entrypoint-no-format",
     "/usr/bin/env is an ELF file whose end is missing"},
    {"entrypoint-no-format", "cut off", use_cut_file, "error:entrypoint-no-format",
     "whose end is missing"},
};

RULE_CASES(elf_cases, rows);

Test(rules_entrypoint, judge_elf_files)
{
    rule_cases_run(&elf_cases);
}
