/* The version tables: which versions of glibc are needed, and which are defined. */
#include "blob/elf_internal.h"

#include <string.h>

#define NAME_BYTES_MAX 256u
#define VERSIONS_MAX 128u /* glibc 2.42 defines 42 on x86-64 and 60 on i386 */
#define SLOTS 256u
#define ENTRIES_MAX 4096u
#define PREFIX "GLIBC_"

/* Each name once, in the order in which they come; a hash keeps the work linear. */
typedef struct names {
    const char *text[VERSIONS_MAX];
    size_t length[VERSIONS_MAX];
    uint16_t slot[SLOTS]; /* index + 1 */
    size_t count;
} names;

static bool add_name(names *all, const char *text, size_t length)
{
    if (length < sizeof PREFIX - 1 || memcmp(text, PREFIX, sizeof PREFIX - 1) != 0)
        return true;
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (uint8_t)text[i]) * 16777619u;
    for (hash %= SLOTS; all->slot[hash] != 0; hash = (hash + 1) % SLOTS) {
        const size_t known = all->slot[hash] - 1u;
        if (all->length[known] == length && memcmp(all->text[known], text, length) == 0)
            return true;
    }
    if (all->count == VERSIONS_MAX)
        return false;
    all->text[all->count] = text;
    all->length[all->count++] = length;
    all->slot[hash] = (uint16_t)all->count;
    return true;
}

/* The fields of a record, 2 or 4 bytes each, at an offset in a table. */
static const uint8_t *record_at(const og_elf *elf, og_elf_range table, uint64_t at, size_t size)
{
    if (at > table.size || size > table.size - at)
        return NULL;
    return og_elf_bytes(elf, table.offset + at, size);
}

static bool add_named(const og_elf *elf, names *all, uint64_t at)
{
    size_t length = 0;
    const char *text = og_elf_string(elf, at, NAME_BYTES_MAX, &length);
    return text != NULL && add_name(all, text, length);
}

/* The loader follows the chains, others count: where the two differ nothing is known. All entries
   of a file are counted together, so that chains that share entries cost no more. */
static bool read_needed(const og_elf *elf, names *all)
{
    uint64_t at = 0;
    size_t left = ENTRIES_MAX;
    for (uint64_t i = 0; i < elf->tag[OG_TAG_VERNEED_COUNT]; i++) {
        const uint8_t *need = record_at(elf, elf->verneed, at, 16);
        if (need == NULL || og_elf_number(elf, need, 2) != 1 || left-- == 0)
            return false;
        const uint64_t entries = og_elf_number(elf, need + 2, 2);
        const uint64_t next = og_elf_number(elf, need + 12, 4);
        uint64_t entry_at = at + og_elf_number(elf, need + 8, 4);
        for (uint64_t e = 0; e < entries; e++) {
            const uint8_t *entry = record_at(elf, elf->verneed, entry_at, 16);
            if (entry == NULL || left == 0 ||
                !add_named(elf, all, og_elf_number(elf, entry + 8, 4)))
                return false;
            left--;
            const uint64_t entry_next = og_elf_number(elf, entry + 12, 4);
            if ((entry_next == 0) != (e + 1 == entries))
                return false;
            entry_at += entry_next;
        }
        if ((next == 0) != (i + 1 == elf->tag[OG_TAG_VERNEED_COUNT]))
            return false;
        at += next;
    }
    return true;
}

/* The first name of a definition is its own, those behind are its parents. */
static bool read_defined(const og_elf *elf, names *all)
{
    uint64_t at = 0;
    size_t left = ENTRIES_MAX;
    for (uint64_t i = 0; i < elf->tag[OG_TAG_VERDEF_COUNT]; i++) {
        const uint8_t *definition = record_at(elf, elf->verdef, at, 20);
        if (definition == NULL || og_elf_number(elf, definition, 2) != 1 || left-- == 0)
            return false;
        const uint64_t next = og_elf_number(elf, definition + 16, 4);
        const uint64_t name_at = at + og_elf_number(elf, definition + 12, 4);
        const uint8_t *name = record_at(elf, elf->verdef, name_at, 8);
        const bool is_base = (og_elf_number(elf, definition + 2, 2) & 1) != 0;
        if (name == NULL || (!is_base && !add_named(elf, all, og_elf_number(elf, name, 4))))
            return false;
        if ((next == 0) != (i + 1 == elf->tag[OG_TAG_VERDEF_COUNT]))
            return false;
        at += next;
    }
    return true;
}

static bool copy_names(const names *all, og_arena *arena, const char *const **out, size_t *count)
{
    if (all->count == 0)
        return true;
    const char **copy = OG_NEW_ARRAY(arena, const char *, all->count);
    if (copy == NULL)
        return false;
    for (size_t i = 0; i < all->count; i++) {
        copy[i] = og_arena_copy(arena, all->text[i], all->length[i]);
        if (copy[i] == NULL)
            return false;
    }
    *out = copy;
    *count = all->count;
    return true;
}

bool og_elf_build_versions(const og_elf *elf, og_arena *arena, og_elf_facts *facts)
{
    names needed = {.count = 0}, defined = {.count = 0};
    const bool has_needed = elf->has_tag[OG_TAG_VERNEED];
    const bool has_defined = elf->has_tag[OG_TAG_VERDEF];
    if ((has_needed && !(elf->has_tag[OG_TAG_VERNEED_COUNT] && read_needed(elf, &needed))) ||
        (has_defined && !(elf->has_tag[OG_TAG_VERDEF_COUNT] && read_defined(elf, &defined))))
        return true;
    facts->versions_are_known = true;
    return copy_names(&needed, arena, &facts->glibc_needed, &facts->glibc_needed_count) &&
           copy_names(&defined, arena, &facts->glibc_defined, &facts->glibc_defined_count);
}
