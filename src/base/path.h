/* Names of archive members and paths inside an image, cleaned lexically. */
#ifndef OG_BASE_PATH_H
#define OG_BASE_PATH_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct og_path_facts {
    bool is_absolute;   /* starts with a slash */
    bool has_parent;    /* has a component ".." */
    bool leaves_root;   /* some prefix of it climbs above the root */
    bool has_control;   /* a NUL or another control character (below 0x20, or 0x7f) */
    bool has_slash_end; /* ends in a slash */
    size_t longest_component_bytes;
} og_path_facts;

/* Clean `path`: no leading "/" or "./", no empty or "." component, ".." resolved (and stopping at
   the root), no slash at the end. The root itself becomes "". *facts may be NULL.
   Returns text in the arena, NULL when out of memory. */
char *og_path_clean(og_arena *arena, const char *path, size_t length, og_path_facts *facts);

/* The same into out, which is other memory than path and has room for length + 1 bytes; returns the
   length of the result. */
size_t og_path_clean_into(char *out, const char *path, size_t length, og_path_facts *facts);

/* Clean `target` as seen from the directory that holds `path`; an absolute target restarts at the
   root. leaves_root tells whether it climbs above. */
char *og_path_join(og_arena *arena, const char *path, const char *target, og_path_facts *facts);

/* As text: "ab" begins with "a". */
bool og_path_begins_with(const char *path, const char *prefix);

/* The last component of a cleaned path, borrowed. */
const char *og_path_base(const char *path);

#endif
