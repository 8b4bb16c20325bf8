/* The dynamic section: what it names, and where its strings and versions are. */
#include "blob/elf_internal.h"

#include <string.h>

#define NEEDED_MAX 512u
#define NAME_BYTES_MAX 256u
#define PATHS_BYTES_MAX 4096u
#define TAG_NEEDED 1u

static const uint32_t tags[OG_TAG_COUNT] = {
    [OG_TAG_STRINGS] = 5,
    [OG_TAG_STRINGS_SIZE] = 10,
    [OG_TAG_SONAME] = 14,
    [OG_TAG_RPATH] = 15,
    [OG_TAG_RUNPATH] = 29,
    [OG_TAG_VERNEED] = 0x6ffffffe,
    [OG_TAG_VERNEED_COUNT] = 0x6fffffff,
    [OG_TAG_VERDEF] = 0x6ffffffc,
    [OG_TAG_VERDEF_COUNT] = 0x6ffffffd,
};

static bool tag_at(const og_elf *elf, size_t index, uint64_t *tag, uint64_t *value)
{
    const size_t word = elf->is_64_bit ? 8 : 4;
    if ((index + 1) * 2 * word > elf->dynamic.size)
        return false;
    const uint8_t *bytes = og_elf_bytes(elf, elf->dynamic.offset + index * 2 * word, 2 * word);
    if (bytes == NULL)
        return false;
    *tag = og_elf_number(elf, bytes, word);
    *value = og_elf_number(elf, bytes + word, word);
    return true;
}

/* The place in the file of an address, and how much of its segment follows. Where two segments
   claim it, what memory holds depends on the loader: no place. */
static og_elf_range place_of(const og_elf *elf, uint64_t address)
{
    og_elf_range range = {0};
    og_elf_segment segment;
    for (size_t i = 0; i < elf->segment_count; i++) {
        if (!og_elf_segment_at(elf, i, &segment))
            return (og_elf_range){0};
        if (segment.type != 1 || address < segment.address ||
            address - segment.address >= segment.size)
            continue;
        const uint64_t skipped = address - segment.address;
        if (range.size > 0 || __builtin_add_overflow(segment.offset, skipped, &range.offset))
            return (og_elf_range){0};
        range.size = segment.size - skipped;
    }
    uint64_t end;
    if (__builtin_add_overflow(range.offset, range.size, &end))
        return (og_elf_range){0};
    return range;
}

static og_elf_range want_table(og_elf *elf, og_elf_tag tag, uint64_t bound)
{
    if (!elf->has_tag[tag])
        return (og_elf_range){0};
    og_elf_range range = place_of(elf, elf->tag[tag]);
    og_elf_range wanted = range;
    if (wanted.size > bound)
        wanted.size = bound;
    if (wanted.size > 0)
        (void)og_elf_want(elf, wanted);
    return range;
}

void og_elf_read_dynamic(og_elf *elf)
{
    uint64_t tag = 1, value = 0;
    const og_elf_range place = place_of(elf, elf->dynamic_address);
    if (place.size < elf->dynamic.size || place.offset != elf->dynamic.offset)
        return;
    for (size_t i = 0; tag != 0; i++) {
        if (!tag_at(elf, i, &tag, &value))
            return;
        elf->needed_count += tag == TAG_NEEDED;
        for (size_t known = 0; known < OG_TAG_COUNT; known++) {
            if (tag != tags[known])
                continue;
            elf->has_tag[known] = true;
            elf->tag[known] = value;
        }
    }
    elf->has_tags = true;
    elf->strings = want_table(elf, OG_TAG_STRINGS, OG_ELF_STRINGS_BYTES);
    if (elf->strings.size > elf->tag[OG_TAG_STRINGS_SIZE])
        elf->strings.size = elf->tag[OG_TAG_STRINGS_SIZE];
    elf->verneed = want_table(elf, OG_TAG_VERNEED, OG_ELF_TABLE_BYTES);
    elf->verdef = want_table(elf, OG_TAG_VERDEF, OG_ELF_TABLE_BYTES);
}

const char *og_elf_string(const og_elf *elf, uint64_t at, size_t bound, size_t *length)
{
    if (at >= elf->strings.size)
        return NULL;
    size_t room = 0;
    const uint8_t *bytes = og_elf_kept(elf, elf->strings.offset + at, &room);
    if (bytes == NULL)
        return NULL;
    if (room > elf->strings.size - at)
        room = (size_t)(elf->strings.size - at);
    if (room > bound + 1)
        room = bound + 1;
    const uint8_t *end = memchr(bytes, '\0', room);
    if (end == NULL)
        return NULL;
    *length = (size_t)(end - bytes);
    return (const char *)bytes;
}

/* *is_known: cleared when the text cannot be had. */
static bool copy_string(const og_elf *elf, og_arena *arena, uint64_t at, size_t bound,
                        const char **text, bool *is_known)
{
    size_t length = 0;
    const char *found = og_elf_string(elf, at, bound, &length);
    if (found == NULL) {
        *is_known = false;
        return true;
    }
    *text = og_arena_copy(arena, found, length);
    return *text != NULL;
}

static bool copy_tagged(const og_elf *elf, og_arena *arena, og_elf_tag tag, size_t bound,
                        const char **text, bool *is_known)
{
    return !elf->has_tag[tag] || copy_string(elf, arena, elf->tag[tag], bound, text, is_known);
}

static bool copy_needed(const og_elf *elf, og_arena *arena, og_elf_facts *facts, bool *is_known)
{
    const char **needed = OG_NEW_ARRAY(arena, const char *, elf->needed_count);
    if (needed == NULL)
        return false;
    uint64_t tag = 1, value = 0;
    for (size_t i = 0; *is_known && tag_at(elf, i, &tag, &value) && tag != 0; i++) {
        if (tag == TAG_NEEDED && !copy_string(elf, arena, value, NAME_BYTES_MAX,
                                              &needed[facts->needed_count++], is_known))
            return false;
    }
    facts->needed = needed;
    return true;
}

bool og_elf_build_dynamic(const og_elf *elf, og_arena *arena, og_elf_facts *facts)
{
    if (elf->needed_count > NEEDED_MAX)
        return true;
    bool is_known = true;
    og_elf_facts found = *facts;
    if (!copy_tagged(elf, arena, OG_TAG_SONAME, NAME_BYTES_MAX, &found.soname, &is_known) ||
        !copy_tagged(elf, arena, OG_TAG_RPATH, PATHS_BYTES_MAX, &found.rpath, &is_known) ||
        !copy_tagged(elf, arena, OG_TAG_RUNPATH, PATHS_BYTES_MAX, &found.runpath, &is_known) ||
        (elf->needed_count > 0 && !copy_needed(elf, arena, &found, &is_known)))
        return false;
    if (is_known) {
        *facts = found;
        facts->dynamic_is_known = true;
    }
    return true;
}
