#include "blob/deflate_header.h"
#include "unit/deflate_maker.h"

#include <criterion/criterion.h>
#include <string.h>

/* clang-format off */
static const struct {
    const char *name, *words;
    og_deflate_event event;
    const char *text;
    og_deflate_type type;
    bool is_last;
} cases[] = {
    {"nothing", "", OG_DEFLATE_MORE, NULL, 0, false},
    {"fixed", "fixed", OG_DEFLATE_WHOLE, NULL, OG_DEFLATE_FIXED, false},
    {"fixed, the last", "fixed!", OG_DEFLATE_WHOLE, NULL, OG_DEFLATE_FIXED, true},
    {"type 3", "bits:011", OG_DEFLATE_REFUSED, "type of a block", 0, false},
    {"stored", "stored:5", OG_DEFLATE_WHOLE, NULL, OG_DEFLATE_STORED, false},
    {"stored, the last, empty", "stored!:0", OG_DEFLATE_WHOLE, NULL, OG_DEFLATE_STORED, true},
    {"stored, the longest", "stored!:65535", OG_DEFLATE_WHOLE, NULL, OG_DEFLATE_STORED, true},
    {"stored, the lowest bit of the complement is wrong",
     "bits:000 byte:5 byte:0 byte:251 byte:255", OG_DEFLATE_REFUSED, "complement", 0, false},
    {"stored, the highest bit of the complement is wrong",
     "bits:000 byte:5 byte:0 byte:250 byte:127", OG_DEFLATE_REFUSED, "complement", 0, false},
    {"stored, the complement is the length", "bits:000 byte:5 byte:0 byte:5 byte:0",
     OG_DEFLATE_REFUSED, "complement", 0, false},
    {"dynamic", "dynamic:97=1,256=1;0=1", OG_DEFLATE_WHOLE, NULL, OG_DEFLATE_DYNAMIC, false},
    {"dynamic, the last", "dynamic!:97=1,256=1;0=0", OG_DEFLATE_WHOLE, NULL, OG_DEFLATE_DYNAMIC,
     true},
    {"286 literals", "dynamic:256=1,285=1;0=0", OG_DEFLATE_WHOLE, NULL, OG_DEFLATE_DYNAMIC, false},
    {"287 literals", "counts:30,0,0", OG_DEFLATE_REFUSED, "more than 286", 0, false},
    {"288 literals", "counts:31,0,0", OG_DEFLATE_REFUSED, "more than 286", 0, false},
    {"30 distances", "dynamic:256=1,97=1;29=1", OG_DEFLATE_WHOLE, NULL, OG_DEFLATE_DYNAMIC, false},
    {"31 distances", "counts:0,30,0", OG_DEFLATE_REFUSED, "more than 30", 0, false},
    {"32 distances", "counts:0,31,0", OG_DEFLATE_REFUSED, "more than 30", 0, false},
    {"code lengths of all their space", "counts:0,0,0 cl:0011", OG_DEFLATE_MORE, NULL, 0, false},
    {"code lengths of more", "counts:0,0,0 cl:0111", OG_DEFLATE_REFUSED, "is over-subscribed", 0,
     false},
    {"code lengths of less", "counts:0,0,0 cl:0012", OG_DEFLATE_REFUSED,
     "code lengths is incomplete", 0, false},
    {"one code length alone", "counts:0,0,0 cl:0001", OG_DEFLATE_REFUSED,
     "code lengths is incomplete", 0, false},
    {"code lengths of 7 bits", "counts:0,0,4 cl:23415677", OG_DEFLATE_MORE, NULL, 0, false},
    {"one code length of 7 bits too many", "counts:0,0,5 cl:234156777", OG_DEFLATE_REFUSED,
     "is over-subscribed", 0, false},
    {"no code length, 257 bits", "counts:0,0,0 cl:0000 bits:" "0000000000000000", OG_DEFLATE_MORE,
     NULL, 0, false},
    {"a repeat first", "counts:0,0,0 cl:1001 len:16 bits:00", OG_DEFLATE_REFUSED,
     "before there is one", 0, false},
    {"a repeat second", "counts:0,0,0 cl:1001 len:0 len:16 bits:00", OG_DEFLATE_MORE, NULL, 0,
     false},
    {"zeros of 7 bits up to the last", "counts:0,0,0 cl:0011 len:18 bits:1111111 "
     "len:18 bits:1011011", OG_DEFLATE_REFUSED, "no end-of-block", 0, false},
    {"zeros of 7 bits, one too many", "counts:0,0,0 cl:0011 len:18 bits:1111111 "
     "len:18 bits:0111011", OG_DEFLATE_REFUSED, "beyond the last symbol", 0, false},
    {"zeros of 3 bits up to the last", "counts:0,0,0 cl:0101 len:0*255 len:17 bits:000",
     OG_DEFLATE_REFUSED, "no end-of-block", 0, false},
    {"zeros of 3 bits, one too many", "counts:0,0,0 cl:0101 len:0*255 len:17 bits:100",
     OG_DEFLATE_REFUSED, "beyond the last symbol", 0, false},
    {"a repeat up to the last", "counts:0,0,0 cl:1001 len:0*255 len:16 bits:00",
     OG_DEFLATE_REFUSED, "no end-of-block", 0, false},
    {"a repeat, one too many", "counts:0,0,0 cl:1001 len:0*255 len:16 bits:10",
     OG_DEFLATE_REFUSED, "beyond the last symbol", 0, false},
    {"a repeat across literals and distances",
     "counts:0,5,15 cl:3003333330000000030 len:0*255 len:1 len:1 len:16 bits:11",
     OG_DEFLATE_REFUSED, "distance code is over-subscribed", 0, false},
    {"a length repeated into the distances",
     "counts:0,2,15 cl:2002000000000002020 len:0*254 len:1 len:2 len:2 len:16 bits:00",
     OG_DEFLATE_REFUSED, "distance code is incomplete", 0, false},
    {"no end-of-block code", "dynamic:97=1,98=1;0=0", OG_DEFLATE_REFUSED, "no end-of-block", 0,
     false},
    {"the end-of-block code alone", "dynamic:256=1;0=0", OG_DEFLATE_WHOLE, NULL,
     OG_DEFLATE_DYNAMIC, false},
    {"the end-of-block code alone, of two bits", "dynamic:256=2;0=0", OG_DEFLATE_REFUSED,
     "literal and length code is incomplete", 0, false},
    {"literals of less than their space", "dynamic:97=1,256=2;0=0", OG_DEFLATE_REFUSED,
     "literal and length code is incomplete", 0, false},
    {"literals of half of it, in two codes", "dynamic:97=2,256=2;0=0", OG_DEFLATE_REFUSED,
     "literal and length code is incomplete", 0, false},
    {"literals of more", "dynamic:97=1,98=15,256=1;0=0", OG_DEFLATE_REFUSED,
     "literal and length code is over-subscribed", 0, false},
    {"no distance", "dynamic:97=1,256=1;4=0", OG_DEFLATE_WHOLE, NULL, OG_DEFLATE_DYNAMIC, false},
    {"one distance, of one bit", "dynamic:97=1,256=1;4=1", OG_DEFLATE_WHOLE, NULL,
     OG_DEFLATE_DYNAMIC, false},
    {"one distance, of two bits", "dynamic:97=1,256=1;4=2", OG_DEFLATE_REFUSED,
     "distance code is incomplete", 0, false},
    {"two distances of two bits", "dynamic:97=1,256=1;4=2,5=2", OG_DEFLATE_REFUSED,
     "distance code is incomplete", 0, false},
    {"distances of all their space", "dynamic:97=1,256=1;4=1,5=1", OG_DEFLATE_WHOLE, NULL,
     OG_DEFLATE_DYNAMIC, false},
    {"distances of more", "dynamic:97=1,256=1;4=1,5=1,6=15", OG_DEFLATE_REFUSED,
     "distance code is over-subscribed", 0, false},
};
/* clang-format on */

/* `ahead` bytes come as bits that were read ahead, the others in pieces. Feeding stops where the
   header is whole or refused; *taken is how many bytes that took. */
static og_deflate_event feed(og_deflate_header *header, const og_buf *data, size_t ahead,
                             size_t piece, size_t *taken)
{
    const uint8_t *bytes = (const uint8_t *)data->data;
    uint64_t bits = 0;
    ahead = ahead < data->length ? ahead : data->length;
    for (size_t i = 0; i < ahead; i++)
        bits |= (uint64_t)bytes[i] << 8 * i;
    og_deflate_header_begin(header, bits, (unsigned)ahead * 8);
    size_t at = ahead;
    og_deflate_event event = og_deflate_header_read(header, NULL, 0);
    while (event == OG_DEFLATE_MORE && at < data->length) {
        const size_t length = data->length - at < piece ? data->length - at : piece;
        event = og_deflate_header_read(header, bytes + at, length);
        at += length;
    }
    *taken = at;
    return event;
}

Test(deflate_header, judges_alike_however_the_bits_come)
{
    static const size_t pieces[] = {1, 2, 5, 100000};
    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++) {
        og_buf data = {0};
        deflate_words(&data, cases[c].words);
        for (size_t ahead = 0; ahead <= 8; ahead++) {
            for (size_t p = 0; p < sizeof pieces / sizeof pieces[0]; p++) {
                og_deflate_header header;
                size_t taken = 0;
                memset(&header, 0xa5, sizeof header);
                cr_assert_eq(feed(&header, &data, ahead, pieces[p], &taken), cases[c].event,
                             "%s, %zu ahead, by %zu", cases[c].name, ahead, pieces[p]);
                if (cases[c].event == OG_DEFLATE_REFUSED)
                    cr_assert(strstr(header.text, cases[c].text) != NULL, "%s: %s", cases[c].name,
                              header.text);
                else
                    cr_assert_eq(header.text, NULL, "%s", cases[c].name);
                if (cases[c].event != OG_DEFLATE_WHOLE)
                    continue;
                cr_assert_eq(header.type, cases[c].type, "%s", cases[c].name);
                cr_assert_eq(header.is_last, cases[c].is_last, "%s", cases[c].name);
            }
        }
        og_buf_fini(&data);
    }
}

/* A header is whole with its last bit, and not before; no byte behind it is waited for. */
Test(deflate_header, ends_with_its_last_bit)
{
    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++) {
        if (cases[c].event != OG_DEFLATE_WHOLE || cases[c].type == OG_DEFLATE_STORED)
            continue;
        og_buf data = {0};
        deflate_words(&data, cases[c].words);
        og_deflate_header header;
        size_t taken = 0;
        cr_assert_eq(feed(&header, &data, 0, 1, &taken), OG_DEFLATE_WHOLE, "%s", cases[c].name);
        cr_assert_eq(taken, data.length, "%s: %zu of %zu bytes", cases[c].name, taken, data.length);
        og_buf_fini(&data);
    }
}

/* Bits that were read ahead need not begin at a byte; stored data begins at the next one. */
Test(deflate_header, begins_at_any_bit)
{
    for (unsigned shift = 0; shift < 8; shift++) {
        const uint8_t lengths[] = {3, 0, 0xfc, 0xff};
        og_deflate_header header;
        /* `shift` bits of the byte are left: with less than 3, the header goes on in the next. */
        og_deflate_header_begin(&header, 0, shift);
        if (shift < 3)
            cr_assert_eq(og_deflate_header_read(&header, (const uint8_t[]){0}, 1), OG_DEFLATE_MORE);
        cr_assert_eq(og_deflate_header_read(&header, lengths, 3), OG_DEFLATE_MORE, "%u", shift);
        cr_assert_eq(og_deflate_header_read(&header, lengths + 3, 1), OG_DEFLATE_WHOLE, "%u",
                     shift);
    }
    og_deflate_header header; /* what lies above the count is not looked at */
    og_deflate_header_begin(&header, UINT64_MAX, 0);
    cr_assert_eq(og_deflate_header_read(&header, (const uint8_t[]){2}, 1), OG_DEFLATE_WHOLE);
    cr_assert(!header.is_last);
}
