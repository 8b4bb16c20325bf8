/* The first line of a script, as Linux reads it (fs/binfmt_script.c). */
#ifndef OG_BLOB_SCRIPT_H
#define OG_BLOB_SCRIPT_H

#include "base/arena.h"
#include "blob/file_facts.h"

#define OG_SCRIPT_HEAD_BYTES 256u /* BINPRM_BUF_SIZE */

/* head: the first bytes of the file, "#!" among them, as many as there are up to 256. Fills
   interpreter, argument, has_carriage_return. False: no memory. */
bool og_script_read(og_arena *arena, const uint8_t *head, size_t length, og_file_facts *facts);

#endif
