/* The entries of a layer, one added after the other. */
#ifndef OG_TEST_LAYER_ENTRIES_H
#define OG_TEST_LAYER_ENTRIES_H

#include "blob/entry_log.h"

#include <criterion/criterion.h>
#include <string.h>

typedef struct test_layer_entries {
    og_entry_log log;
    og_entry_writer writer;
} test_layer_entries;

/* path is clean; fields says all else. */
static inline void test_layer_add(test_layer_entries *layer, og_arena *arena, const char *path,
                                  og_entry fields)
{
    if (layer->writer.log == NULL)
        og_entry_writer_start(&layer->writer, arena, &layer->log);
    cr_assert(og_entry_writer_add(&layer->writer, path, strlen(path), &fields));
}

/* The entry of this index; false: there are fewer. */
static inline bool test_layer_entry(const og_entry_log *log, size_t index, og_entry *entry)
{
    og_entry_reader reader;
    og_entry_reader_start(&reader, log);
    for (size_t i = 0; i <= index; i++) {
        if (!og_entry_reader_next(&reader, entry))
            return false;
    }
    return true;
}

#endif
