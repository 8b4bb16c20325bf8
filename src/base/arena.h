/* One owner for all facts of a run: memory that is freed in one go.
   Not thread safe: each worker has an arena of its own. */
#ifndef OG_BASE_ARENA_H
#define OG_BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct og_arena {
    struct og_arena_block *first; /* newest block */
    size_t used_bytes;            /* handed out, alignment included */
    bool failed;                  /* sticky: an allocation failed once */
} og_arena;

void og_arena_init(og_arena *arena);
void og_arena_fini(og_arena *arena);

/* All that other owns, its failure included; other is empty then. */
void og_arena_adopt(og_arena *arena, og_arena *other);

/* Zeroed memory for any type; NULL when out of memory (sticky in arena->failed). */
void *og_arena_alloc(og_arena *arena, size_t size_bytes);

/* count * size, overflow checked; NULL when count is 0 never: one byte is handed out then. */
void *og_arena_array(og_arena *arena, size_t count, size_t size_bytes);

/* Copy with a NUL added behind; NULL when out of memory. */
char *og_arena_copy(og_arena *arena, const void *bytes, size_t length);
char *og_arena_text(og_arena *arena, const char *text); /* NULL stays NULL */
char *og_arena_format(og_arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Forget what was handed out since the mark was taken, and nothing else: what is tried and not kept
   costs nothing. Marks are released in reverse order. */
typedef struct og_arena_mark {
    struct og_arena_block *first;
    size_t block_bytes, used_bytes;
} og_arena_mark;

og_arena_mark og_arena_mark_take(const og_arena *arena);
void og_arena_release(og_arena *arena, const og_arena_mark *mark);

/* Typed single object: OG_NEW(arena, og_entry) */
#define OG_NEW(arena, type) ((type *)og_arena_alloc((arena), sizeof(type)))
#define OG_NEW_ARRAY(arena, type, count) ((type *)og_arena_array((arena), (count), sizeof(type)))

#endif
