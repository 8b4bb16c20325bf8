#include "base/arena.h"

#include "base/pages.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ARENA_ALIGNMENT 16u
#define BLOCK_BYTES ((size_t)64 * 1024) /* facts of a usual image fit into a few */
#define BIG_BLOCK_BYTES OG_HUGE_PAGE_BYTES
#define BIG_FROM_BYTES (BIG_BLOCK_BYTES / 2) /* whoever has taken that much gets big blocks */

struct og_arena_block {
    struct og_arena_block *next;
    size_t capacity_bytes;
    size_t used_bytes;
    bool is_mapped;
    bool is_zero; /* behind the bytes that are used */
    _Alignas(ARENA_ALIGNMENT) unsigned char data[];
};

void og_arena_init(og_arena *arena)
{
    *arena = (og_arena){0};
}

static void free_block(struct og_arena_block *block)
{
    if (block->is_mapped)
        og_pages_free_fitting((uint8_t *)block, sizeof *block + block->capacity_bytes);
    else
        free(block);
}

void og_arena_fini(og_arena *arena)
{
    struct og_arena_block *block = arena->first;
    while (block != NULL) {
        struct og_arena_block *next = block->next;
        free_block(block);
        block = next;
    }
    *arena = (og_arena){0};
}

void og_arena_adopt(og_arena *arena, og_arena *other)
{
    struct og_arena_block **end = &arena->first;
    while (*end != NULL)
        end = &(*end)->next;
    *end = other->first;
    arena->used_bytes += other->used_bytes;
    arena->failed = arena->failed || other->failed;
    *other = (og_arena){0};
}

/* What is handed out is zeroed one by one where a block is not: so that a block of which little is
   used takes little memory. */
static struct og_arena_block *new_block(size_t capacity)
{
    struct og_arena_block *block = NULL;
    if (capacity > SIZE_MAX - sizeof *block)
        return NULL;
    const size_t size = sizeof *block + capacity;
    const bool is_mapped = size >= BIG_FROM_BYTES;
    const bool is_zero = is_mapped || capacity > BLOCK_BYTES;
    if (is_mapped)
        block = (struct og_arena_block *)(void *)og_pages_new_fitting(size);
    else
        block = is_zero ? calloc(1, size) : malloc(size);
    if (block == NULL)
        return NULL;
    *block = (struct og_arena_block){
        .capacity_bytes = capacity, .is_mapped = is_mapped, .is_zero = is_zero};
    return block;
}

static struct og_arena_block *add_block(og_arena *arena, size_t size_bytes)
{
    const size_t usual = arena->used_bytes < BIG_FROM_BYTES
                             ? BLOCK_BYTES
                             : BIG_BLOCK_BYTES - sizeof(struct og_arena_block);
    struct og_arena_block *block = new_block(size_bytes > usual ? size_bytes : usual);
    if (block == NULL)
        return NULL;
    /* A big object gets a block of its own behind the newest, whose rest stays in use. */
    if (size_bytes > usual / 2 && arena->first != NULL) {
        block->next = arena->first->next;
        arena->first->next = block;
    } else {
        block->next = arena->first;
        arena->first = block;
    }
    return block;
}

void *og_arena_alloc(og_arena *arena, size_t size_bytes)
{
    if (size_bytes > SIZE_MAX - ARENA_ALIGNMENT) {
        arena->failed = true;
        return NULL;
    }
    if (size_bytes == 0)
        size_bytes = 1;
    const size_t size = (size_bytes + ARENA_ALIGNMENT - 1) & ~(size_t)(ARENA_ALIGNMENT - 1);
    struct og_arena_block *block = arena->first;
    if (block == NULL || size > block->capacity_bytes - block->used_bytes)
        block = add_block(arena, size);
    if (block == NULL) {
        arena->failed = true;
        return NULL;
    }
    void *result = block->data + block->used_bytes;
    if (!block->is_zero)
        memset(result, 0, size);
    block->used_bytes += size;
    arena->used_bytes += size;
    return result;
}

void *og_arena_array(og_arena *arena, size_t count, size_t size_bytes)
{
    size_t total;
    if (__builtin_mul_overflow(count, size_bytes, &total)) {
        arena->failed = true;
        return NULL;
    }
    return og_arena_alloc(arena, total);
}

char *og_arena_copy(og_arena *arena, const void *bytes, size_t length)
{
    if (length == SIZE_MAX) {
        arena->failed = true;
        return NULL;
    }
    char *copy = og_arena_alloc(arena, length + 1);
    if (copy != NULL && length > 0)
        memcpy(copy, bytes, length);
    return copy;
}

char *og_arena_text(og_arena *arena, const char *text)
{
    return text == NULL ? NULL : og_arena_copy(arena, text, strlen(text));
}

char *og_arena_format(og_arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    va_list again;
    va_copy(again, arguments);
    char *text = NULL;
    const int length = vsnprintf(NULL, 0, format, arguments);
    if (length >= 0) {
        text = og_arena_alloc(arena, (size_t)length + 1);
        if (text != NULL)
            (void)vsnprintf(text, (size_t)length + 1, format, again);
    } else {
        arena->failed = true;
    }
    va_end(again);
    va_end(arguments);
    return text;
}

og_arena_mark og_arena_mark_take(const og_arena *arena)
{
    return (og_arena_mark){
        .first = arena->first,
        .block_bytes = arena->first == NULL ? 0 : arena->first->used_bytes,
        .used_bytes = arena->used_bytes,
    };
}

void og_arena_release(og_arena *arena, const og_arena_mark *mark)
{
    /* Big objects with a block of their own went behind the newest, and stay to the end. */
    while (arena->first != mark->first) {
        struct og_arena_block *block = arena->first;
        arena->first = block->next;
        free_block(block);
    }
    struct og_arena_block *block = arena->first;
    if (block != NULL) {
        if (block->is_zero)
            memset(block->data + mark->block_bytes, 0, block->used_bytes - mark->block_bytes);
        block->used_bytes = mark->block_bytes;
    }
    arena->used_bytes = mark->used_bytes;
}
