#include "rules/entrypoint.h"

#include "base/path.h"
#include "rules/phrase.h"

#include <string.h>

const og_command *og_command_of(const og_subject *subject)
{
    const og_image *image = subject->image;
    return image->is_artifact || image->config == NULL ? NULL : &image->command;
}

const og_program *og_program_of(const og_subject *subject)
{
    const og_command *command = og_command_of(subject);
    return command == NULL ? NULL : command->program;
}

void og_finding_at_command(og_sink *sink, og_finding *f, const og_command *command)
{
    if (command->entrypoint_count > 0 && command->entrypoint_is_override)
        og_finding_at(sink, f, "--entrypoint", "%s", "");
    else if (command->entrypoint_count == 0 && command->argc > 0 && command->cmd_is_override)
        og_finding_at(sink, f, "--cmd", "%s", "");
    else
        og_finding_at(sink, f, "config", "%s", og_phrase_or(command->pointer, "/config"));
}

void og_finding_at_program(og_sink *sink, og_finding *f, const og_command *command,
                           const og_program *program)
{
    if (program->node != NULL)
        og_finding_layer(sink, f, program->node->layer);
    og_finding_at_command(sink, f, command);
    if (program->target != NULL)
        og_finding_path(sink, f, program->target + 1);
}

bool og_command_is_shell_form(const og_command *command)
{
    static const char *const shells[] = {"/bin/sh",   "/bin/bash",   "/bin/ash",
                                         "/bin/dash", "/usr/bin/sh", "/usr/bin/bash"};
    if (command->argc < 2 || strcmp(command->argv[1], "-c") != 0 || command->entrypoint_count == 1)
        return false;
    for (size_t i = 0; i < sizeof shells / sizeof shells[0]; i++) {
        if (strcmp(command->argv[0], shells[i]) == 0)
            return true;
    }
    return false;
}

static bool is_file_ending(const char *ending)
{
    static const char *const endings[] = {"sh",  "py",  "js",  "mjs", "cjs", "ts", "rb",
                                          "jar", "dll", "exe", "bin", "pl",  "php"};
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        if (strcmp(ending, endings[i]) == 0)
            return true;
    }
    return false;
}

bool og_word_is_handler(const char *word)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
    static const char others[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789"
                                 "-./:";
    const char *dot = strrchr(word, '.');
    const char *colons = strstr(word, "::");
    if (strchr(letters, word[0]) == NULL || word[strspn(word, others)] != '\0')
        return false;
    if (colons != NULL)
        return colons[2] != '\0';
    return dot != NULL && dot[1] != '\0' && strchr(letters, dot[1]) != NULL &&
           strchr(dot, '/') == NULL && !is_file_ending(dot + 1);
}

const og_program *og_program_chain_next(og_program_chain *chain)
{
    const og_program *program = chain->next;
    if (program == NULL)
        return NULL;
    if (program->env_target != NULL)
        chain->later = program->env_target;
    chain->next = program->interpreter;
    if (chain->next == NULL) {
        chain->next = chain->later;
        chain->later = NULL;
    }
    return program;
}

bool og_program_is_missing(const og_program *program)
{
    return program == NULL || program->state == OG_PROGRAM_MISSING ||
           program->state == OG_PROGRAM_LOOP || program->state == OG_PROGRAM_NOT_DIRECTORY;
}

const char *og_program_trouble(const og_program *program)
{
    switch (program->state) {
    case OG_PROGRAM_FOUND:
        break;
    case OG_PROGRAM_MISSING:
        return program->is_link ? "is a symbolic link that leads nowhere" : "is not in the image";
    case OG_PROGRAM_LOOP:
        return "is reached through a loop of symbolic links";
    case OG_PROGRAM_NOT_DIRECTORY:
        return "lies below a path that is no directory";
    case OG_PROGRAM_NOT_REGULAR:
        return "is no regular file";
    case OG_PROGRAM_CLOSED:
        return "lies in a directory that others cannot enter";
    case OG_PROGRAM_NOT_EXECUTABLE:
        return "has no execute bit for others";
    }
    return "cannot be started";
}

bool og_files_are_complete(const og_image *image)
{
    for (size_t i = 0; i < image->layer_count; i++) {
        if (image->layers[i].blob == NULL || image->layers[i].blob->file_facts_are_dropped)
            return false;
    }
    return true;
}

static uint16_t machine_of(const char *architecture)
{
    if (architecture != NULL && strcmp(architecture, "amd64") == 0)
        return OG_ELF_X86_64;
    if (architecture != NULL && strcmp(architecture, "arm64") == 0)
        return OG_ELF_AARCH64;
    return 0;
}

bool og_program_is_foreign(const og_subject *subject, const og_program *program)
{
    const og_config *config = subject->image->config;
    const uint16_t machine = machine_of(
        config->architecture != NULL ? config->architecture : subject->options->architecture);
    if (machine == 0 || program->file == NULL || program->file->elf == NULL)
        return false;
    const og_elf_facts *elf = program->file->elf;
    return elf->machine != machine || !elf->is_64_bit || !elf->is_little_endian;
}

static const char no_program[] = "is neither an ELF program nor a script with #!";

const char *og_program_refusal(const og_program *program, bool files_are_complete)
{
    const og_file_facts *file = program->file;
    if (program->state != OG_PROGRAM_FOUND)
        return NULL;
    if (program->is_empty)
        return "is empty";
    if (file == NULL)
        return files_are_complete ? no_program : NULL;
    if (file->format != OG_FORMAT_ELF)
        return file->format == OG_FORMAT_OTHER ? no_program : NULL;
    if (file->elf == NULL)
        return "has a damaged ELF header";
    if (file->elf->type != 2 && file->elf->type != 3)
        return "is an ELF file, but no program";
    if (file->elf->is_refused)
        return "is an ELF file with damaged program headers";
    return file->elf->is_cut ? "is an ELF file whose end is missing" : NULL;
}

const char *og_loader_refusal(const og_program *loader, bool files_are_complete)
{
    const bool is_script = loader->state == OG_PROGRAM_FOUND && loader->file != NULL &&
                           loader->file->format == OG_FORMAT_SCRIPT;
    return is_script ? "is a script" : og_program_refusal(loader, files_are_complete);
}
