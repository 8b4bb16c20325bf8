/* An ELF file while it passes. What will be wanted lies partly before the place that tells where:
   so the begin of the file is kept, and what lies behind is collected as it comes. What was missed
   is not known, never guessed. */
#ifndef OG_BLOB_ELF_H
#define OG_BLOB_ELF_H

#include "base/arena.h"
#include "blob/file_facts.h"

/* Of the begin of a file at most this much is kept, in memory that is used again: the strings and
   versions of node (98 MB) end at 7.8 MB, those of 99.6 % of all files before 1 MiB. */
#define OG_ELF_HEAD_BYTES ((size_t)8 << 20)

typedef struct og_elf og_elf;

og_elf *og_elf_new(void); /* NULL: no memory */
void og_elf_free(og_elf *elf);
void og_elf_start(og_elf *elf);
/* The next bytes of the file, from its first on. False: no memory. */
bool og_elf_feed(og_elf *elf, const uint8_t *bytes, size_t length);
/* The file is complete. *facts: NULL when the header is damaged. False: no memory. */
bool og_elf_finish(og_elf *elf, og_arena *arena, const og_elf_facts **facts);

#endif
