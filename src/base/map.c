#define _GNU_SOURCE
#include "base/map.h"

#include <string.h>
#include <sys/random.h>

struct og_map_slot {
    const void *key;
    size_t length;
    uint64_t hash;
    void *value; /* NULL: free */
};

void og_map_init(og_map *map, og_arena *arena)
{
    *map = (og_map){.arena = arena, .seed = {UINT64_C(0x6f636967), UINT64_C(0x617465)}};
    /* Without random bytes the fixed seed still works; only its protection is gone. */
    (void)!getrandom(map->seed, sizeof map->seed, GRND_NONBLOCK);
}

static inline uint64_t rotate(uint64_t x, unsigned bits)
{
    return (x << bits) | (x >> (64 - bits));
}

static inline void sip_round(uint64_t v[4])
{
    v[0] += v[1];
    v[1] = rotate(v[1], 13) ^ v[0];
    v[0] = rotate(v[0], 32);
    v[2] += v[3];
    v[3] = rotate(v[3], 16) ^ v[2];
    v[0] += v[3];
    v[3] = rotate(v[3], 21) ^ v[0];
    v[2] += v[1];
    v[1] = rotate(v[1], 17) ^ v[2];
    v[2] = rotate(v[2], 32);
}

/* SipHash-1-3: short, and not to be collided without the seed. */
uint64_t og_map_hash(const og_map *map, const void *key, size_t length)
{
    const unsigned char *p = key;
    uint64_t v[4] = {
        map->seed[0] ^ UINT64_C(0x736f6d6570736575), map->seed[1] ^ UINT64_C(0x646f72616e646f6d),
        map->seed[0] ^ UINT64_C(0x6c7967656e657261), map->seed[1] ^ UINT64_C(0x7465646279746573)};
    size_t left = length;
    for (; left >= 8; left -= 8, p += 8) {
        uint64_t word;
        memcpy(&word, p, 8);
        v[3] ^= word;
        sip_round(v);
        v[0] ^= word;
    }
    uint64_t last = (uint64_t)length << 56;
    for (size_t i = 0; i < left; i++)
        last |= (uint64_t)p[i] << (8 * i);
    v[3] ^= last;
    sip_round(v);
    v[0] ^= last;
    v[2] ^= 0xff;
    for (int i = 0; i < 3; i++)
        sip_round(v);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}

static struct og_map_slot *locate(struct og_map_slot *slots, size_t slot_count, uint64_t hash,
                                  const void *key, size_t length)
{
    size_t i = (size_t)hash & (slot_count - 1);
    while (slots[i].value != NULL && !(slots[i].hash == hash && slots[i].length == length &&
                                       (length == 0 || memcmp(slots[i].key, key, length) == 0)))
        i = (i + 1) & (slot_count - 1);
    return &slots[i];
}

static bool grow(og_map *map)
{
    const size_t slot_count = map->slot_count == 0 ? 64 : map->slot_count * 2;
    struct og_map_slot *slots = OG_NEW_ARRAY(map->arena, struct og_map_slot, slot_count);
    if (slots == NULL)
        return false;
    for (size_t i = 0; i < map->slot_count; i++) {
        const struct og_map_slot *old = &map->slots[i];
        if (old->value != NULL)
            *locate(slots, slot_count, old->hash, old->key, old->length) = *old;
    }
    map->slots = slots;
    map->slot_count = slot_count;
    return true;
}

void *og_map_find(const og_map *map, const void *key, size_t length)
{
    if (map->slot_count == 0)
        return NULL;
    return locate(map->slots, map->slot_count, og_map_hash(map, key, length), key, length)->value;
}

void *og_map_find_text(const og_map *map, const char *key)
{
    return og_map_find(map, key, strlen(key));
}

bool og_map_set(og_map *map, const void *key, size_t length, void *value)
{
    if ((map->count + 1) * 4 > map->slot_count * 3 && !grow(map))
        return false;
    const uint64_t hash = og_map_hash(map, key, length);
    struct og_map_slot *slot = locate(map->slots, map->slot_count, hash, key, length);
    if (slot->value == NULL)
        map->count++;
    *slot = (struct og_map_slot){.key = key, .length = length, .hash = hash, .value = value};
    return true;
}

bool og_map_set_text(og_map *map, const char *key, void *value)
{
    return og_map_set(map, key, strlen(key), value);
}
