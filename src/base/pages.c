#define _GNU_SOURCE
#include "base/pages.h"

#include <stdbool.h>
#include <sys/mman.h>
#include <unistd.h>

static bool round_up(size_t *size, size_t unit)
{
    if (__builtin_add_overflow(*size, unit - 1, size))
        return false;
    *size -= *size % unit;
    return true;
}

/* The length of all, 0: it overflows. */
static size_t round_both(size_t *small_bytes, size_t *huge_bytes)
{
    const long page_bytes = sysconf(_SC_PAGESIZE);
    size_t length = 0;
    if (page_bytes <= 0 || !round_up(small_bytes, (size_t)page_bytes) ||
        !round_up(huge_bytes, OG_HUGE_PAGE_BYTES) ||
        __builtin_add_overflow(*small_bytes, *huge_bytes, &length))
        return 0;
    return length;
}

uint8_t *og_pages_new(size_t small_bytes, size_t huge_bytes)
{
    const size_t length = round_both(&small_bytes, &huge_bytes);
    size_t mapped_bytes = 0;
    if (length == 0 || __builtin_add_overflow(length, OG_HUGE_PAGE_BYTES, &mapped_bytes))
        return NULL;
    uint8_t *mapped = mmap(NULL, mapped_bytes, PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (mapped == MAP_FAILED)
        return NULL;
    const size_t beyond = ((uintptr_t)mapped + small_bytes) % OG_HUGE_PAGE_BYTES;
    const size_t before = beyond == 0 ? 0 : OG_HUGE_PAGE_BYTES - beyond;
    uint8_t *pages = mapped + before;
    if (before > 0)
        (void)munmap(mapped, before);
    (void)munmap(pages + length, OG_HUGE_PAGE_BYTES - before);
    if (huge_bytes > 0)
        (void)madvise(pages + small_bytes, huge_bytes, MADV_HUGEPAGE);
    return pages;
}

void og_pages_free(uint8_t *pages, size_t small_bytes, size_t huge_bytes)
{
    if (pages != NULL)
        (void)munmap(pages, round_both(&small_bytes, &huge_bytes));
}

static size_t small_part(size_t size_bytes)
{
    const size_t rest = size_bytes % OG_HUGE_PAGE_BYTES;
    return rest < OG_HUGE_PAGE_BYTES / 2 ? rest : 0;
}

uint8_t *og_pages_new_fitting(size_t size_bytes)
{
    const size_t small_bytes = small_part(size_bytes);
    return og_pages_new(small_bytes, size_bytes - small_bytes);
}

void og_pages_free_fitting(uint8_t *pages, size_t size_bytes)
{
    const size_t small_bytes = small_part(size_bytes);
    og_pages_free(pages, small_bytes, size_bytes - small_bytes);
}

void og_pages_forget(uint8_t *pages, size_t from, size_t end)
{
    if (end > from)
        (void)madvise(pages + from, end - from, MADV_DONTNEED);
}
