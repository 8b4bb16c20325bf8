/* The checks of the group entrypoint, and what they share. */
#ifndef OG_RULES_ENTRYPOINT_H
#define OG_RULES_ENTRYPOINT_H

#include "image/program.h"
#include "rules/rule.h"

/* The command of an image that is one; NULL when the config is not known. */
const og_command *og_command_of(const og_subject *subject);

/* What is started; NULL: nothing, or the files are not known. */
const og_program *og_program_of(const og_subject *subject);

/* Where the command stands: in the config, or the option that overrides it. */
void og_finding_at_command(og_sink *sink, og_finding *f, const og_command *command);

/* The same, and the file of the program. */
void og_finding_at_program(og_sink *sink, og_finding *f, const og_command *command,
                           const og_program *program);

/* ["/bin/sh", "-c", ...] */
bool og_command_is_shell_form(const og_command *command);

/* A word that is to be a handler: "app.handler". */
bool og_word_is_handler(const char *word);

/* A program with all that is started before it runs: itself, the interpreter of a script with its
   own, then what env starts. .next is the program, .later zero. NULL: there is no more. */
typedef struct og_program_chain {
    const og_program *next, *later;
} og_program_chain;
const og_program *og_program_chain_next(og_program_chain *chain);

/* Nothing is there that could be started. */
bool og_program_is_missing(const og_program *program);

/* "is not there", "is a loop of links"... of a state other than FOUND. */
const char *og_program_trouble(const og_program *program);

/* The program's ELF header is for another machine than the config says. */
bool og_program_is_foreign(const og_subject *subject, const og_program *program);

/* Why the kernel takes the bytes of a file for no program: "is empty"; NULL: it does take them, or
   they are not known. files_are_complete: a file without facts is known to be neither ELF nor a
   script. */
const char *og_program_refusal(const og_program *program, bool files_are_complete);

/* The same of a file that a program asks for as its loader. */
const char *og_loader_refusal(const og_program *loader, bool files_are_complete);

/* The layers told all that they have of their files: a file without facts has none. */
bool og_files_are_complete(const og_image *image);

void og_check_entrypoint_missing(const og_subject *subject, og_sink *sink);
void og_check_entrypoint_required(const og_subject *subject, og_sink *sink);
void og_check_entrypoint_relative(const og_subject *subject, og_sink *sink);
void og_check_cmd_missing(const og_subject *subject, og_sink *sink);
void og_check_cmd_count(const og_subject *subject, og_sink *sink);
void og_check_entrypoint_shell_form(const og_subject *subject, og_sink *sink);
void og_check_entrypoint_is_handler(const og_subject *subject, og_sink *sink);

void og_check_entrypoint_symlink(const og_subject *subject, og_sink *sink);
void og_check_entrypoint_not_found(const og_subject *subject, og_sink *sink);
void og_check_entrypoint_not_executable(const og_subject *subject, og_sink *sink);
void og_check_entrypoint_shebang(const og_subject *subject, og_sink *sink);
void og_check_entrypoint_crlf(const og_subject *subject, og_sink *sink);
void og_check_entrypoint_no_format(const og_subject *subject, og_sink *sink);
void og_check_entrypoint_emulator(const og_subject *subject, og_sink *sink);

void og_check_entrypoint_architecture(const og_subject *subject, og_sink *sink);
void og_check_entrypoint_loader(const og_subject *subject, og_sink *sink);
void og_check_entrypoint_library(const og_subject *subject, og_sink *sink);
void og_check_entrypoint_glibc(const og_subject *subject, og_sink *sink);

#endif
