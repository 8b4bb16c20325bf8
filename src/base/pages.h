/* Memory straight from the system, zeroed, for what is large and filled soon. It comes in huge
   pages where the system has any: to be given memory by small ones takes longer than to fill them,
   on some machines ten times. Nothing of it takes memory before it is touched. */
#ifndef OG_BASE_PAGES_H
#define OG_BASE_PAGES_H

#include <stddef.h>
#include <stdint.h>

/* Touching one byte takes all of them. */
#define OG_HUGE_PAGE_BYTES ((size_t)2 << 20)

/* Bytes in small pages, and behind them bytes in huge ones; NULL when out of memory. The first is
   rounded up to pages, the second to huge pages: give back what was asked for. */
uint8_t *og_pages_new(size_t small_bytes, size_t huge_bytes);
void og_pages_free(uint8_t *pages, size_t small_bytes, size_t huge_bytes); /* NULL: nothing */

/* The same for one size: where less than half of a huge page would be used, small ones. */
uint8_t *og_pages_new_fitting(size_t size_bytes);
void og_pages_free_fitting(uint8_t *pages, size_t size_bytes);

/* Give the memory of these bytes back; they are zero then. `from` is the first byte of a page; the
   page in which the end lies goes as a whole. */
void og_pages_forget(uint8_t *pages, size_t from, size_t end);

#endif
