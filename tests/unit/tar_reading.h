/* Reads a built archive in pieces of every size and shows what came. */
#ifndef TEST_UNIT_TAR_READING_H
#define TEST_UNIT_TAR_READING_H

#include "blob/tar.h"

#include "support/tar_builder.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* What a reader yields, as text: "TYPE PATH[ -> LINK] SIZE" a line, then the defects as
   "!KIND FIELD OFFSET", then "complete" or "incomplete". */
typedef struct reading {
    og_arena arena;
    og_defects defects;
    og_tar *tar;
    og_buf shown;
    uint64_t body_bytes;
} reading;

static const char *const kinds[OG_DEFECT_KIND_COUNT] = {
    [OG_DEFECT_TAR_AMBIGUOUS] = "ambiguous",     [OG_DEFECT_TAR_TRUNCATED] = "truncated",
    [OG_DEFECT_TAR_END_MISSING] = "end-missing", [OG_DEFECT_TAR_TRAILING] = "trailing",
    [OG_DEFECT_TAR_SPARSE] = "sparse",           [OG_DEFECT_LIMIT] = "limit",
};

static inline void show_end(reading *r)
{
    const og_tar_entry *entry = og_tar_current(r->tar);
    og_buf_format(&r->shown, "%c %s%s%s %" PRIu64 "\n", entry->type, entry->path,
                  entry->link_length > 0 ? " -> " : "", entry->link, r->body_bytes);
    cr_expect(entry->size == r->body_bytes, "%s", entry->path);
    cr_expect(strlen(entry->path) == entry->path_length &&
              strlen(entry->link) == entry->link_length);
}

static inline void feed(reading *r, const uint8_t *bytes, size_t length)
{
    og_tar_event event;
    do {
        const uint8_t *data = NULL;
        size_t data_length = 0;
        cr_assert(og_tar_step(r->tar, &bytes, &length, &event, &data, &data_length, NULL) ==
                  OCIGATE_OK);
        if (event == OG_TAR_ENTRY)
            r->body_bytes = 0;
        else if (event == OG_TAR_DATA)
            r->body_bytes += data_length;
        else if (event == OG_TAR_ENTRY_END)
            show_end(r);
        else if (event == OG_TAR_END)
            og_buf_text(&r->shown, "end\n");
    } while (event != OG_TAR_NEEDS_INPUT && event != OG_TAR_STOPPED);
    cr_expect(length == 0);
}

static inline void finish(reading *r)
{
    const bool is_complete = og_tar_finish(r->tar);
    for (const og_defect *d = r->defects.first; d != NULL; d = d->next) {
        og_buf_format(&r->shown, "!%s %s %" PRIu64 "\n", kinds[d->kind],
                      d->field == NULL ? "-" : d->field, d->offset);
        cr_expect(d->has_offset && d->text[0] != '\0');
    }
    og_buf_text(&r->shown, is_complete ? "complete\n" : "incomplete\n");
}

/* Every piece is a copy of its exact size, so that a read beyond it is noticed. */
static inline void read_in_pieces(reading *r, const og_limits *limits, const char *bytes,
                                  size_t length, size_t piece)
{
    memset(r, 0, sizeof *r);
    og_arena_init(&r->arena);
    cr_assert(og_tar_new(limits, &r->tar, NULL) == OCIGATE_OK);
    og_tar_start(r->tar, &r->arena, &r->defects);
    for (size_t at = 0; at < length; at += piece) {
        const size_t size = length - at < piece ? length - at : piece;
        uint8_t *copy = malloc(size);
        cr_assert_not_null(copy);
        memcpy(copy, bytes + at, size);
        feed(r, copy, size);
        free(copy);
    }
    cr_expect(og_tar_offset(r->tar) == length);
    finish(r);
}

static inline void reading_fini(reading *r)
{
    og_tar_free(r->tar);
    og_arena_fini(&r->arena);
    og_buf_fini(&r->shown);
}

static inline void expect_limited(const og_limits *limits, const og_buf *bytes,
                                  const char *expected, const char *name)
{
    static const size_t pieces[] = {1, 7, 512, 4096, SIZE_MAX / 2};
    for (size_t i = bytes->length > 100000 ? 2 : 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        reading r;
        read_in_pieces(&r, limits, og_buf_string(bytes), bytes->length, pieces[i]);
        cr_expect(strcmp(og_buf_string(&r.shown), expected) == 0,
                  "%s, pieces of %zu:\n%sexpected:\n%s", name, pieces[i], og_buf_string(&r.shown),
                  expected);
        reading_fini(&r);
    }
}

static inline void expect(const og_buf *bytes, const char *expected, const char *name)
{
    og_limits limits;
    og_limits_init(&limits);
    expect_limited(&limits, bytes, expected, name);
}

#define A20 "aaaaaaaaaaaaaaaaaaaa"
#define A100 A20 A20 A20 A20 A20
#define A120 A100 A20

/* Up to four headers; `end` is TEST_END_TWO_BLOCKS unless said. */
typedef struct archive {
    const char *name;
    test_tar_entry entries[4];
    const char *expected;
    test_tar_end end;
} archive;

#define PAX(records) .pax = records, .pax_length = sizeof(records) - 1
#define BODY(text) .body = text, .length = sizeof(text) - 1
#define SIZED(bytes) .has_size = true, .size = bytes
#define X(records)                                                                                 \
    {                                                                                              \
        .name = "x", .type = 'x', .body = records, .length = sizeof(records) - 1                   \
    }
#define G(records)                                                                                 \
    {                                                                                              \
        .name = "g", .type = 'g', .body = records, .length = sizeof(records) - 1                   \
    }
#define L(text)                                                                                    \
    {                                                                                              \
        .name = "././@LongLink", .type = 'L', .dialect = TEST_GNU, BODY(text)                      \
    }
#define K(text)                                                                                    \
    {                                                                                              \
        .name = "././@LongLink", .type = 'K', .dialect = TEST_GNU, BODY(text)                      \
    }
#define F                                                                                          \
    {                                                                                              \
        .name = "f"                                                                                \
    }

static inline void write_archive(const archive *a, og_buf *out)
{
    for (size_t i = 0; i < sizeof a->entries / sizeof a->entries[0]; i++) {
        if (a->entries[i].name != NULL || a->entries[i].raw_name != NULL)
            test_tar_add(out, &a->entries[i]);
    }
    test_tar_end_add(out, a->end);
}

#endif
