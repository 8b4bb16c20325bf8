#include "rules/entrypoint.h"

#include "rules/phrase.h"

#include <stdio.h>

#define MACHINE_SIZE 48u

static const char *machine_name(const og_elf_facts *elf, char text[MACHINE_SIZE])
{
    static const struct {
        uint16_t machine;
        const char *name;
    } names[] = {
        {3, "i386"},     {8, "MIPS"},        {20, "PowerPC"},          {21, "ppc64"},
        {22, "s390x"},   {40, "32-bit ARM"}, {OG_ELF_X86_64, "amd64"}, {OG_ELF_AARCH64, "arm64"},
        {243, "RISC-V"}, {258, "LoongArch"}};
    const char *endings[] = {elf->is_64_bit ? "" : ", 32 bits",
                             elf->is_little_endian ? "" : ", big endian"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (names[i].machine == elf->machine) {
            const bool is_ours = elf->machine == OG_ELF_X86_64 || elf->machine == OG_ELF_AARCH64;
            (void)snprintf(text, MACHINE_SIZE, "%s%s%s", names[i].name, is_ours ? endings[0] : "",
                           is_ours ? endings[1] : "");
            return text;
        }
    }
    (void)snprintf(text, MACHINE_SIZE, "machine %u", (unsigned)elf->machine);
    return text;
}

static bool flag_foreign(const og_subject *subject, og_sink *sink, const og_program *program,
                         const char *what)
{
    if (!og_program_is_foreign(subject, program))
        return false;
    const og_config *config = subject->image->config;
    const char *expected = og_phrase_or(config->architecture, subject->options->architecture);
    char machine[MACHINE_SIZE];
    machine_name(program->file->elf, machine);
    og_finding *f = og_flag(sink, "%s %s is a program for %s, and the image is for %s", what,
                            og_phrase_or(program->target, program->path), machine, expected);
    og_finding_compare(sink, f, expected, machine);
    og_finding_fix(sink, f,
                   "docker buildx build --platform linux/%s .   (and %s as GOARCH, "
                   "--target or source of COPY --from for %s)",
                   expected, expected, program->path);
    og_finding_at_program(sink, f, og_command_of(subject), program);
    return true;
}

void og_check_entrypoint_architecture(const og_subject *subject, og_sink *sink)
{
    const char *what = "the entrypoint";
    og_program_chain chain = {.next = og_program_of(subject)};
    for (const og_program *program; (program = og_program_chain_next(&chain)) != NULL;) {
        if (flag_foreign(subject, sink, program, what))
            return;
        if (program->loader != NULL && flag_foreign(subject, sink, program->loader, "the loader"))
            return;
        what = "the interpreter";
    }
}

/* A program of another machine gets as far as its loader nowhere, nor does what comes behind it. */
static const og_program *next_elf(const og_subject *subject, og_program_chain *chain)
{
    for (const og_program *program; (program = og_program_chain_next(chain)) != NULL;) {
        if (program->file != NULL && program->file->elf != NULL)
            return og_program_is_foreign(subject, program) ? NULL : program;
    }
    return NULL;
}

/* What is wrong with the loader of an ELF file; NULL: nothing, or it has none. */
static const char *loader_trouble(const og_subject *subject, const og_program *program)
{
    const og_program *loader = program->loader;
    if (loader == NULL)
        return NULL;
    return loader->state != OG_PROGRAM_FOUND
               ? og_program_trouble(loader)
               : og_loader_refusal(loader, og_files_are_complete(subject->image));
}

void og_check_entrypoint_loader(const og_subject *subject, og_sink *sink)
{
    og_program_chain chain = {.next = og_program_of(subject)};
    const og_program *program = next_elf(subject, &chain);
    while (program != NULL && loader_trouble(subject, program) == NULL)
        program = next_elf(subject, &chain);
    if (program == NULL)
        return;
    og_finding *f = og_flag(sink, "%s asks for the loader %s, which %s", program->path,
                            program->loader->path, loader_trouble(subject, program));
    og_finding_expected(sink, f, "%s", program->loader->path);
    og_finding_at_program(sink, f, og_command_of(subject), program);
}

void og_check_entrypoint_library(const og_subject *subject, og_sink *sink)
{
    og_program_chain chain = {.next = og_program_of(subject)};
    const og_program *program = next_elf(subject, &chain);
    while (program != NULL &&
           (!program->libraries_are_known || program->missing_library_count == 0))
        program = next_elf(subject, &chain);
    if (program == NULL)
        return;
    og_phrase_list names = {0};
    for (size_t i = 0; i < program->missing_library_count; i++)
        og_phrase_add(&names, "%s (needed by %s)", program->missing_libraries[i].name,
                      program->missing_libraries[i].needed_by);
    const char *list = og_phrase_end(&names);
    char count[OG_PHRASE_COUNT_SIZE];
    og_finding *f =
        og_flag(sink, "%s of %s %s in none of the directories that the loader looks in: %s",
                program->missing_library_count == 1
                    ? "a shared library"
                    : og_phrase_count(program->missing_library_count, "shared librarie", count),
                program->path, program->missing_library_count == 1 ? "is" : "are", list);
    og_finding_expected(sink, f, "%s", list);
    og_finding_at_program(sink, f, og_command_of(subject), program);
}

void og_check_entrypoint_glibc(const og_subject *subject, og_sink *sink)
{
    og_program_chain chain = {.next = og_program_of(subject)};
    const og_program *program = next_elf(subject, &chain);
    while (program != NULL && program->glibc_needed == NULL)
        program = next_elf(subject, &chain);
    if (program == NULL)
        return;
    const char *defined = og_phrase_or(program->glibc_defined, "no version");
    og_finding *f =
        og_flag(sink, "%s needs %s, and %s of the image has %s at most", program->glibc_needed_by,
                program->glibc_needed, program->glibc_path, defined);
    og_finding_compare(sink, f, program->glibc_needed, defined);
    og_finding_at_program(sink, f, og_command_of(subject), program);
}
