/* Numbers as people read them. Integers alone: nothing depends on the locale. */
#ifndef OG_RENDER_NUMBER_H
#define OG_RENDER_NUMBER_H

#include "base/buf.h"

#include <stdint.h>

void og_number(og_buf *out, uint64_t value);                        /* 6,503 */
void og_number_of(og_buf *out, uint64_t value, const char *what);   /* 1 layer, 3 layers */
void og_number_bytes(og_buf *out, uint64_t bytes);                  /* 716 bytes, 233.0 MB */
void og_number_limit(og_buf *out, uint64_t bytes);                  /* 10 GiB, 10 GB, exact */
void og_number_percent(og_buf *out, uint64_t part, uint64_t whole); /* 2.2 % */
void og_number_seconds(og_buf *out, uint64_t microseconds);         /* under 1 ms, 3 ms, 0.21 s */
void og_number_decimal(og_buf *out, uint64_t microseconds);         /* 0.21, 2 to 6 digits */
void og_number_rate(og_buf *out, uint64_t bytes, uint64_t microseconds); /* 1.1 GB/s */

/* Whole microseconds; 0 for what is no time. */
uint64_t og_number_microseconds(double seconds);

#endif
