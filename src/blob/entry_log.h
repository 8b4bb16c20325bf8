/* The entries of a layer in few bytes each: records in chunks, written in the order of the layer,
   read in that order or one by one. A directory is spelled once for all entries that follow each
   other in it. */
#ifndef OG_BLOB_ENTRY_LOG_H
#define OG_BLOB_ENTRY_LOG_H

#include "base/arena.h"
#include "blob/file_facts.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The first byte of a record. It stays where it is, and what it holds never changes once the next
   entry is added. */
typedef uint8_t og_record;

/* What a record says. Strings are borrowed from the log. */
typedef struct og_entry {
    const char *directory; /* cleaned path of the one that holds it, "" for the root, without a NUL
                              at its end; NULL when a record was read alone, unless it is that
                              of a whiteout */
    size_t directory_length;
    const char *name; /* the last component of its path; "" is the root */
    size_t name_length;
    const char *link;           /* target of a symbolic (raw) or hard (cleaned) link, else NULL */
    const og_file_facts *facts; /* of a regular file that has any; NULL: an empty file, or one
                                   whose bytes say nothing */
    uint64_t size;              /* bytes of a regular file */
    uint64_t uid, gid;
    uint32_t mode;             /* permission bits, 07777 */
    char type;                 /* '0' regular, '1' hard link, '2' symbolic link, '3' character and
                                  '4' block device, '5' directory, '6' fifo */
    bool has_capabilities : 1; /* carries security.capability */
    bool has_slash_end : 1;    /* the name as written ended in a slash */
    bool is_absolute : 1;      /* the name as written began with one */
    bool leaves_root : 1;      /* the name as written did, by ".." */
    const og_record *record;
} og_entry;

typedef struct og_entry_log {
    struct og_entry_chunk *first; /* NULL: no entries */
    uint64_t count;
    uint64_t whiteout_count; /* names that begin with ".wh." */
} og_entry_log;

/* Directories that were spelled last: an entry that goes back to one does not spell it again. */
#define OG_ENTRY_DIRECTORIES 8u

typedef struct og_entry_writer {
    og_arena *arena;
    og_entry_log *log;
    struct og_entry_chunk *last;
    og_record *newest;                              /* NULL: none, or nothing can be added to it */
    const og_record *spelled[OG_ENTRY_DIRECTORIES]; /* the last one first; NULL behind them */
} og_entry_writer;

/* Write into log, which is empty ({0}) and lives in the arena as long as it is read. */
void og_entry_writer_start(og_entry_writer *writer, og_arena *arena, og_entry_log *log);

/* Add an entry of a cleaned path. All else is taken from fields but directory, name and record;
   texts are copied. False when out of memory. */
bool og_entry_writer_add(og_entry_writer *writer, const char *path, size_t length,
                         const og_entry *fields);

/* Facts of the file that was added last, which had none. Once for an entry; NULL changes nothing.
 */
void og_entry_writer_add_facts(og_entry_writer *writer, const og_file_facts *facts);

typedef struct og_entry_reader {
    const struct og_entry_chunk *chunk;
    size_t at;
    const char *directory;
    size_t directory_length;
} og_entry_reader;

void og_entry_reader_start(og_entry_reader *reader, const og_entry_log *log);
bool og_entry_reader_next(og_entry_reader *reader, og_entry *entry); /* false behind the last */

/* One record alone: all but its directory; of a whiteout that as well. */
void og_record_read(const og_record *record, og_entry *entry);

/* Parts of a record, without reading the rest of it. */
const char *og_record_name(const og_record *record, size_t *length);
uint32_t og_record_mode(const og_record *record);

/* The path of an entry that has its directory; NULL when out of memory. */
char *og_entry_path(og_arena *arena, const og_entry *entry);

#endif
