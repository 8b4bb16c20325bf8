/* What the regular files of a layer say, one after the other, while they pass. */
#ifndef OG_BLOB_FILE_READER_H
#define OG_BLOB_FILE_READER_H

#include "base/arena.h"
#include "blob/file_facts.h"

#include <ocigate/error.h>

/* All facts of the files of one layer. 2,400 ELF files of a Debian /usr take 2 MiB; without a bound
   4 million small files whose names overlap would take more than a run may. */
#define OG_FILE_FACTS_BYTES ((size_t)64 << 20)

typedef struct og_file_reader og_file_reader;

ocigate_status og_file_reader_new(og_file_reader **out, ocigate_error *err);
void og_file_reader_free(og_file_reader *reader);

void og_file_reader_start_layer(og_file_reader *reader, og_arena *arena);
/* A regular file of this size begins; path: cleaned. */
void og_file_reader_begin(og_file_reader *reader, const char *path, uint32_t mode, uint64_t size);
ocigate_status og_file_reader_feed(og_file_reader *reader, const uint8_t *bytes, size_t length,
                                   ocigate_error *err);
/* All its bytes have passed. *facts: NULL when they say nothing, or there is no room for more. */
ocigate_status og_file_reader_end(og_file_reader *reader, const og_file_facts **facts,
                                  ocigate_error *err);
bool og_file_reader_has_dropped(const og_file_reader *reader); /* facts of this layer */

#endif
