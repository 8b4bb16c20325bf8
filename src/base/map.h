/* Map from bytes to a pointer, seeded against crafted keys. Never iterated: order is not kept. */
#ifndef OG_BASE_MAP_H
#define OG_BASE_MAP_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct og_map {
    og_arena *arena;
    struct og_map_slot *slots;
    size_t slot_count; /* a power of two, or 0 */
    size_t count;
    uint64_t seed[2];
} og_map;

/* The map and its slots live in the arena; keys are borrowed and must outlive the map. */
void og_map_init(og_map *map, og_arena *arena);

/* The hash that the map's seed gives to a key: for tables of another shape. */
uint64_t og_map_hash(const og_map *map, const void *key, size_t length);

/* The value of a key, or NULL. */
void *og_map_find(const og_map *map, const void *key, size_t length);
void *og_map_find_text(const og_map *map, const char *key);

/* Add or replace; value must not be NULL. False when out of memory. */
bool og_map_set(og_map *map, const void *key, size_t length, void *value);
bool og_map_set_text(og_map *map, const char *key, void *value);

#endif
