/* Questions of the runtime's rules that need more than a line. */
#ifndef OG_RULES_RUNTIME_H
#define OG_RULES_RUNTIME_H

#include "image/image.h"

/* Why an extension cannot be started: "cannot be executed by others"; NULL: nothing is known
   against it. facts_are_complete: a file without facts is known to be neither ELF nor a
   script. */
const char *og_extension_reason(const struct og_program *program, const char *architecture,
                                bool facts_are_complete);

#endif
