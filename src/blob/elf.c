#include "blob/elf.h"

#include "base/pages.h"
#include "blob/elf_internal.h"

#include <stdlib.h>
#include <string.h>

#define INTERPRETER_BYTES_MAX 4096u /* PATH_MAX: the kernel takes no longer one */
#define SEGMENT_LOAD 1u
#define SEGMENT_DYNAMIC 2u
#define SEGMENT_INTERPRETER 3u
#define PAGE_BYTES 4096u
#define IS_EXECUTABLE 1u
#define IS_WRITABLE 2u

/* Most files fill no more than the first part of their head, and few more than the second, a huge
   page: what they used is given back behind them. */
#define HEAD_BYTES_FIRST ((size_t)128 * 1024)
#define HEAD_BYTES_KEPT (HEAD_BYTES_FIRST + OG_HUGE_PAGE_BYTES)
#define HEAD_BYTES_BEHIND (OG_ELF_HEAD_BYTES - HEAD_BYTES_FIRST)

/* Only what is used takes memory, and giving it back does. */
og_elf *og_elf_new(void)
{
    og_elf *elf = calloc(1, sizeof(og_elf));
    if (elf == NULL)
        return NULL;
    elf->head = og_pages_new(HEAD_BYTES_FIRST, HEAD_BYTES_BEHIND);
    if (elf->head == NULL) {
        free(elf);
        return NULL;
    }
    return elf;
}

static void clear_head(og_elf *elf)
{
    og_pages_forget(elf->head, HEAD_BYTES_KEPT, elf->head_length);
    elf->head_length = 0;
}

void og_elf_free(og_elf *elf)
{
    if (elf == NULL)
        return;
    og_pages_free(elf->head, HEAD_BYTES_FIRST, HEAD_BYTES_BEHIND);
    for (size_t i = 0; i < OG_ELF_WINDOWS; i++)
        og_buf_fini(&elf->windows[i].bytes);
    free(elf);
}

void og_elf_start(og_elf *elf)
{
    clear_head(elf);
    og_elf kept = {.head = elf->head};
    for (size_t i = 0; i < OG_ELF_WINDOWS; i++) {
        kept.windows[i].bytes = elf->windows[i].bytes;
        og_buf_clear(&kept.windows[i].bytes);
    }
    *elf = kept;
    elf->awaited = 16;
    elf->head_limit = OG_ELF_HEAD_BYTES;
}

uint64_t og_elf_number(const og_elf *elf, const uint8_t *bytes, size_t size)
{
    uint64_t value = 0;
    for (size_t i = 0; i < size; i++)
        value = value << 8 | bytes[elf->is_little_endian ? size - 1 - i : i];
    return value;
}

static const uint8_t *part_of(const void *bytes, size_t bytes_length, uint64_t start,
                              uint64_t offset, size_t *length)
{
    if (offset < start || offset - start >= bytes_length)
        return NULL;
    *length = bytes_length - (size_t)(offset - start);
    return (const uint8_t *)bytes + (offset - start);
}

const uint8_t *og_elf_kept(const og_elf *elf, uint64_t offset, size_t *length)
{
    size_t best = 0, here = 0;
    const uint8_t *bytes = part_of(elf->head, elf->head_length, 0, offset, &best);
    for (size_t i = 0; i < elf->window_count; i++) {
        const og_elf_window *window = &elf->windows[i];
        const uint8_t *found =
            part_of(window->bytes.data, window->bytes.length, window->range.offset, offset, &here);
        if (found == NULL || (bytes != NULL && here <= best))
            continue;
        bytes = found;
        best = here;
    }
    *length = best;
    return bytes;
}

const uint8_t *og_elf_bytes(const og_elf *elf, uint64_t offset, size_t size)
{
    size_t length = 0;
    const uint8_t *bytes = og_elf_kept(elf, offset, &length);
    return length >= size ? bytes : NULL;
}

uint64_t og_elf_want(og_elf *elf, og_elf_range range)
{
    uint64_t end;
    if (__builtin_add_overflow(range.offset, range.size, &end))
        return 0;
    const bool is_in_head = end <= elf->head_limit;
    if (!is_in_head && range.offset >= elf->position && elf->window_count < OG_ELF_WINDOWS)
        elf->windows[elf->window_count++].range = range;
    return end;
}

bool og_elf_segment_at(const og_elf *elf, size_t index, og_elf_segment *out)
{
    const size_t size = elf->is_64_bit ? 56 : 32;
    const uint8_t *bytes = og_elf_bytes(elf, elf->segments.offset + index * size, size);
    if (bytes == NULL)
        return false;
    const size_t word = elf->is_64_bit ? 8 : 4;
    out->type = (uint32_t)og_elf_number(elf, bytes, 4);
    out->flags = (uint32_t)og_elf_number(elf, bytes + (elf->is_64_bit ? 4 : 24), 4);
    bytes += elf->is_64_bit ? 8 : 4;
    out->offset = og_elf_number(elf, bytes, word);
    out->address = og_elf_number(elf, bytes + word, word);
    out->size = og_elf_number(elf, bytes + 3 * word, word);
    return true;
}

/* 16 bytes tell the class, then the header, then the program headers are awaited. */
static void read_header(og_elf *elf)
{
    const uint8_t *ident = og_elf_bytes(elf, 0, 16);
    elf->is_64_bit = ident[4] == 2;
    elf->is_little_endian = ident[5] == 1;
    if ((ident[4] != 1 && ident[4] != 2) || (ident[5] != 1 && ident[5] != 2) || ident[6] != 1) {
        elf->is_damaged = true;
        elf->stage = OG_ELF_AT_END;
        return;
    }
    const uint8_t *header = og_elf_bytes(elf, 0, elf->is_64_bit ? 64 : 52);
    if (header == NULL) {
        elf->awaited = elf->is_64_bit ? 64 : 52;
        return;
    }
    const uint8_t *sizes = header + (elf->is_64_bit ? 54 : 42);
    elf->type = (uint16_t)og_elf_number(elf, header + 16, 2);
    elf->machine = (uint16_t)og_elf_number(elf, header + 18, 2);
    const size_t word = elf->is_64_bit ? 8 : 4;
    elf->entry = og_elf_number(elf, header + 24, word);
    elf->segments.offset = og_elf_number(elf, header + 24 + word, word);
    elf->segment_count = (size_t)og_elf_number(elf, sizes + 2, 2);
    const uint64_t size = og_elf_number(elf, sizes, 2);
    elf->segments.size = size * elf->segment_count;
    elf->stage = OG_ELF_AT_SEGMENTS;
    if (elf->segment_count == 0) {
        elf->has_segments = true;
        elf->stage = OG_ELF_AT_END;
    } else if (size != (elf->is_64_bit ? 56 : 32) || elf->segments.size > OG_ELF_TABLE_BYTES) {
        elf->stage = OG_ELF_AT_END;
    } else {
        elf->awaited = og_elf_want(elf, elf->segments);
    }
}

/* What of the begin may still be wanted: nothing behind the dynamic section, since that is asked
   for when it is known. And no code: all linkers put their tables before it, in a segment of its
   own or in the one that is first; there it is not known where it begins, but the entry is code. */
static uint64_t head_limit(const og_elf *elf)
{
    og_elf_segment segment, begin = {.offset = UINT64_MAX};
    uint64_t code = UINT64_MAX;
    for (size_t i = 0; i < elf->segment_count && og_elf_segment_at(elf, i, &segment); i++) {
        if (segment.type != SEGMENT_LOAD)
            continue;
        if (segment.offset < begin.offset)
            begin = segment;
        if ((segment.flags & IS_EXECUTABLE) != 0 && segment.offset < code)
            code = segment.offset;
    }
    uint64_t end = elf->has_dynamic ? elf->dynamic.offset : elf->position;
    if (end > OG_ELF_HEAD_BYTES)
        end = OG_ELF_HEAD_BYTES;
    if (begin.offset == UINT64_MAX || (begin.flags & IS_WRITABLE) != 0)
        return end;
    if ((begin.flags & IS_EXECUTABLE) != 0 && elf->entry != 0 && elf->entry >= begin.address &&
        elf->entry - begin.address < begin.size)
        code = begin.offset + (elf->entry - begin.address);
    else if ((begin.flags & IS_EXECUTABLE) != 0)
        return end;
    return code < end ? code : end;
}

static void read_segments(og_elf *elf)
{
    og_elf_segment segment;
    if (og_elf_bytes(elf, elf->segments.offset, (size_t)elf->segments.size) == NULL) {
        elf->stage = OG_ELF_AT_END;
        return;
    }
    for (size_t i = 0; i < elf->segment_count && og_elf_segment_at(elf, i, &segment); i++) {
        const og_elf_range range = {segment.offset, segment.size};
        uint64_t end;
        if (__builtin_add_overflow(range.offset, range.size, &end))
            end = UINT64_MAX;
        if (segment.type == SEGMENT_LOAD && end > elf->load_end)
            elf->load_end = end;
        if (segment.type == SEGMENT_INTERPRETER && !elf->has_interpreter) {
            elf->has_interpreter = true;
            elf->interpreter = range;
        } else if (segment.type == SEGMENT_DYNAMIC) {
            elf->has_dynamic = true;
            elf->dynamic = range;
            elf->dynamic_address = segment.address;
        }
    }
    elf->has_segments = true;
    elf->stage = elf->has_dynamic ? OG_ELF_AT_DYNAMIC : OG_ELF_AT_END;
    const uint64_t limit = head_limit(elf);
    elf->head_limit = limit > elf->head_length ? limit : elf->head_length;
    if (elf->has_interpreter && elf->interpreter.size <= INTERPRETER_BYTES_MAX)
        (void)og_elf_want(elf, elf->interpreter);
    if (!elf->has_dynamic)
        return;
    if (elf->dynamic.size == 0 || elf->dynamic.size > OG_ELF_TABLE_BYTES)
        elf->stage = OG_ELF_AT_END;
    else
        elf->awaited = og_elf_want(elf, elf->dynamic);
}

static void advance(og_elf *elf)
{
    while (elf->stage != OG_ELF_AT_END && elf->position >= elf->awaited) {
        switch (elf->stage) {
        case OG_ELF_AT_HEADER:
            read_header(elf);
            break;
        case OG_ELF_AT_SEGMENTS:
            read_segments(elf);
            break;
        case OG_ELF_AT_DYNAMIC:
            elf->stage = OG_ELF_AT_END;
            og_elf_read_dynamic(elf);
            break;
        case OG_ELF_AT_END:
            break;
        }
    }
}

static bool collect(og_elf *elf, const uint8_t *bytes, size_t length)
{
    if (elf->head_length < elf->head_limit && elf->head_length == elf->position) {
        const uint64_t room = elf->head_limit - elf->head_length;
        const size_t size = length < room ? length : (size_t)room;
        memcpy(elf->head + elf->head_length, bytes, size);
        elf->head_length += size;
    }
    for (size_t i = 0; i < elf->window_count; i++) {
        og_elf_window *window = &elf->windows[i];
        const uint64_t next = window->range.offset + window->bytes.length;
        const uint64_t missing = window->range.size - window->bytes.length;
        if (missing == 0 || next < elf->position || next - elf->position >= length)
            continue;
        const size_t skipped = (size_t)(next - elf->position);
        const size_t here = length - skipped;
        og_buf_add(&window->bytes, bytes + skipped, here < missing ? here : (size_t)missing);
        if (window->bytes.failed)
            return false;
    }
    elf->position += length;
    return true;
}

bool og_elf_feed(og_elf *elf, const uint8_t *bytes, size_t length)
{
    while (length > 0) {
        size_t size = length;
        if (elf->stage != OG_ELF_AT_END && elf->awaited - elf->position < size)
            size = (size_t)(elf->awaited - elf->position);
        if (!collect(elf, bytes, size))
            return false;
        bytes += size;
        length -= size;
        advance(elf);
    }
    return true;
}

/* The kernel wants the NUL at the end of the segment, and takes the text up to the first one. */
static bool build_interpreter(const og_elf *elf, og_arena *arena, og_elf_facts *facts)
{
    facts->interpreter_is_known = elf->has_segments && !elf->has_interpreter;
    if (!elf->has_interpreter || elf->interpreter.size < 2 ||
        elf->interpreter.size > INTERPRETER_BYTES_MAX)
        return true;
    const size_t size = (size_t)elf->interpreter.size;
    const uint8_t *text = og_elf_bytes(elf, elf->interpreter.offset, size);
    if (text == NULL || text[size - 1] != '\0')
        return true;
    facts->interpreter_is_known = true;
    facts->interpreter = og_arena_copy(arena, text, strlen((const char *)text));
    return facts->interpreter != NULL;
}

/* Linux, fs/binfmt_elf.c: load_elf_phdrs(), load_elf_binary(). What was only missed in one pass is
   not refused. */
static bool is_refused(const og_elf *elf)
{
    if (!elf->has_segments || elf->segment_count == 0)
        return true;
    if (!elf->has_interpreter)
        return false;
    const og_elf_range range = elf->interpreter;
    if (range.size < 2 || range.size > INTERPRETER_BYTES_MAX || range.offset > elf->position ||
        range.size > elf->position - range.offset)
        return true;
    const uint8_t *text = og_elf_bytes(elf, range.offset, (size_t)range.size);
    return text != NULL && text[range.size - 1] != '\0';
}

bool og_elf_finish(og_elf *elf, og_arena *arena, const og_elf_facts **out)
{
    *out = NULL;
    if (elf->is_damaged || elf->stage == OG_ELF_AT_HEADER)
        return true;
    og_elf_facts *facts = OG_NEW(arena, og_elf_facts);
    if (facts == NULL)
        return false;
    facts->is_64_bit = elf->is_64_bit;
    facts->is_little_endian = elf->is_little_endian;
    facts->machine = elf->machine;
    facts->type = elf->type;
    facts->is_dynamic = elf->has_dynamic;
    facts->is_refused = is_refused(elf);
    facts->is_cut =
        elf->load_end > elf->position + PAGE_BYTES - 1 - (elf->position - 1) % PAGE_BYTES;
    *out = facts;
    if (!build_interpreter(elf, arena, facts))
        return false;
    if (elf->has_segments && !elf->has_dynamic) {
        facts->dynamic_is_known = facts->versions_are_known = true;
        return true;
    }
    return !elf->has_tags ||
           (og_elf_build_dynamic(elf, arena, facts) && og_elf_build_versions(elf, arena, facts));
}
