/* Why the service could not start an extension: the first reason, in the order of execve(2). */
#include "rules/runtime.h"

#include "image/program.h"
#include "rules/entrypoint.h"

#include <string.h>

static const char *state_reason(og_program_state state)
{
    switch (state) {
    case OG_PROGRAM_FOUND:
        break;
    case OG_PROGRAM_MISSING:
        return "is a link to nothing";
    case OG_PROGRAM_LOOP:
        return "is a link that leads to itself";
    case OG_PROGRAM_NOT_DIRECTORY:
        return "is a link through something that is no directory";
    case OG_PROGRAM_NOT_REGULAR:
        return "is not a regular file";
    case OG_PROGRAM_CLOSED:
        return "lies in a directory that others cannot enter";
    case OG_PROGRAM_NOT_EXECUTABLE:
        return "cannot be executed by others";
    }
    return NULL;
}

static uint16_t machine_of(const char *architecture)
{
    if (architecture == NULL)
        return 0;
    if (strcmp(architecture, "amd64") == 0)
        return OG_ELF_X86_64;
    return strcmp(architecture, "arm64") == 0 ? OG_ELF_AARCH64 : 0;
}

static bool is_foreign(const og_program *program, const char *architecture)
{
    const og_elf_facts *elf = program->file == NULL ? NULL : program->file->elf;
    const uint16_t machine = machine_of(architecture);
    const uint16_t companion = machine == OG_ELF_X86_64 ? 3 : 40; /* i386, ARM: 32 bits */
    return elf != NULL && machine != 0 && elf->machine != machine && elf->machine != companion;
}

static const char *elf_reason(const og_program *program, const char *architecture,
                              bool facts_are_complete)
{
    const og_program *loader = program->loader;
    if (is_foreign(program, architecture))
        return "is built for another machine than the image";
    if (loader == NULL)
        return NULL;
    if (loader->state != OG_PROGRAM_FOUND)
        return "needs a loader that is not in the image";
    if (is_foreign(loader, architecture))
        return "needs a loader that is built for another machine than the image";
    if (og_loader_refusal(loader, facts_are_complete) != NULL)
        return "needs a loader that is no program";
    return NULL;
}

static const char *script_reason(const og_program *program)
{
    const char *interpreter = program->file->interpreter;
    if (program->file->has_carriage_return)
        return "has a #! line that ends in CR LF";
    if (interpreter == NULL || interpreter[0] == '\0')
        return "has a #! line without an interpreter";
    if (interpreter[0] != '/')
        return "has a #! line whose interpreter is not an absolute path";
    if (program->is_unreadable)
        return "is a script that others cannot read";
    if (program->interpreter != NULL && program->interpreter->state != OG_PROGRAM_FOUND)
        return "has an interpreter that is not in the image, or cannot be executed";
    if (program->env_program != NULL && program->env_target == NULL)
        return "has an interpreter that is nowhere in PATH";
    if (program->env_target != NULL && program->env_target->state != OG_PROGRAM_FOUND)
        return "has an interpreter that is not in the image, or cannot be executed";
    return NULL;
}

static const char *own_reason(const og_program *program, const char *architecture,
                              bool facts_are_complete)
{
    if (program->state != OG_PROGRAM_FOUND)
        return state_reason(program->state);
    const char *refusal = og_program_refusal(program, facts_are_complete);
    if (program->file == NULL)
        return refusal;
    if (program->is_too_long)
        return "has too many interpreters in a row";
    const char *reason = NULL;
    if (program->file->format == OG_FORMAT_ELF)
        reason = elf_reason(program, architecture, facts_are_complete);
    else if (program->file->format == OG_FORMAT_SCRIPT)
        reason = script_reason(program);
    return reason != NULL ? reason : refusal;
}

const char *og_extension_reason(const og_program *program, const char *architecture,
                                bool facts_are_complete)
{
    if (program == NULL)
        return NULL;
    og_program_chain chain = {.next = program};
    const char *reason =
        own_reason(og_program_chain_next(&chain), architecture, facts_are_complete);
    while (reason == NULL && (program = og_program_chain_next(&chain)) != NULL) {
        if (own_reason(program, architecture, facts_are_complete) != NULL)
            reason = "has an interpreter that cannot be started";
    }
    return reason;
}
