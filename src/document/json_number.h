/* Numbers of JSON, by what other readers can hold: 64 bits with a sign, or a double. */
#ifndef OG_DOCUMENT_JSON_NUMBER_H
#define OG_DOCUMENT_JSON_NUMBER_H

#include <stddef.h>
#include <stdint.h>

typedef enum og_json_number {
    OG_JSON_NUMBER_INTEGER,
    OG_JSON_NUMBER_REAL,              /* written with a fraction or an exponent */
    OG_JSON_NUMBER_INTEGER_TOO_LARGE, /* beyond 64 bits, on either side */
    OG_JSON_NUMBER_REAL_TOO_LARGE,    /* would round to infinity */
} og_json_number;

/* text follows the grammar of RFC 8259, section 6. *value is set for an integer alone. */
og_json_number og_json_number_parse(const char *text, size_t length, int64_t *value);

#endif
