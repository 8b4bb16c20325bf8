/* Parse a text as a document, and show its defects as one line to compare. */
#ifndef OG_TESTS_DOCUMENT_SUPPORT_H
#define OG_TESTS_DOCUMENT_SUPPORT_H

#include "base/buf.h"
#include "document/document.h"

#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

static const char *const shown_kinds[OG_DEFECT_KIND_COUNT] = {
    [OG_DEFECT_LIMIT] = "limit",
    [OG_DEFECT_JSON_INVALID] = "invalid",
    [OG_DEFECT_JSON_DUPLICATE_KEY] = "duplicate",
    [OG_DEFECT_JSON_AMBIGUOUS_KEY] = "ambiguous",
    [OG_DEFECT_JSON_TYPE] = "type",
    [OG_DEFECT_DIGEST_MALFORMED] = "malformed",
    [OG_DEFECT_DIGEST_UNSUPPORTED] = "unsupported",
    [OG_DEFECT_DESCRIPTOR_INVALID] = "descriptor",
    [OG_DEFECT_DOCKER_ARCHIVE_INVALID] = "docker",
    [OG_DEFECT_LAYOUT_INVALID] = "layout",
};

/* "type /config/size; invalid 1:7": kind and pointer, or line and column without one. */
static inline void show_defects(const og_defects *defects, og_buf *out)
{
    og_buf_clear(out);
    for (const og_defect *defect = defects->first; defect != NULL; defect = defect->next) {
        if (out->length > 0)
            og_buf_text(out, "; ");
        const char *kind = shown_kinds[defect->kind];
        og_buf_text(out, kind == NULL ? "?" : kind);
        if (defect->pointer != NULL)
            og_buf_format(out, " %s", defect->pointer[0] == '\0' ? "top" : defect->pointer);
        else
            og_buf_format(out, " %u:%u", (unsigned)defect->line, (unsigned)defect->column);
    }
}

typedef struct parsed {
    og_arena arena;
    og_limits limits;
    og_document document;
    ocigate_error error;
    og_buf shown;
} parsed;

static inline void parsed_init(parsed *p)
{
    memset(p, 0, sizeof *p);
    og_arena_init(&p->arena);
    og_limits_init(&p->limits);
    og_buf_init(&p->shown);
}

static inline void parsed_fini(parsed *p)
{
    og_arena_fini(&p->arena);
    og_buf_fini(&p->shown);
}

/* The bytes stand alone in their memory, so that a sanitizer sees a read beyond them. */
static inline void parse_bytes(parsed *p, og_document_kind kind, const char *bytes, size_t length)
{
    char *copy = malloc(length > 0 ? length : 1);
    cr_assert_not_null(copy);
    if (length > 0)
        memcpy(copy, bytes, length);
    const ocigate_status status =
        og_document_parse(kind, copy, length, &p->limits, &p->arena, &p->document, &p->error);
    memset(copy, 'x', length);
    free(copy);
    cr_assert_eq(status, OCIGATE_OK, "%s", p->error.text);
    show_defects(&p->document.defects, &p->shown);
}

static inline void parse_text(parsed *p, og_document_kind kind, const char *text)
{
    parse_bytes(p, kind, text, strlen(text));
}

/* text with every ' turned into ", for JSON inside C. In memory that the caller frees. */
static inline char *quoted(const char *text)
{
    const size_t length = strlen(text);
    char *copy = malloc(length + 1);
    cr_assert_not_null(copy);
    memcpy(copy, text, length + 1);
    for (size_t i = 0; i < length; i++) {
        if (copy[i] == '\'')
            copy[i] = '"';
    }
    return copy;
}

static inline void parse_quoted(parsed *p, og_document_kind kind, const char *text)
{
    char *copy = quoted(text);
    parse_text(p, kind, copy);
    free(copy);
}

typedef struct defect_case {
    const char *name;
    const char *text;     /* with ' for " */
    const char *expected; /* as show_defects() writes it */
} defect_case;

static inline void check_cases(og_document_kind kind, const defect_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        parsed p;
        parsed_init(&p);
        parse_quoted(&p, kind, cases[i].text);
        cr_expect_str_eq(og_buf_string(&p.shown), cases[i].expected, "%s: \"%s\", not \"%s\"",
                         cases[i].name, og_buf_string(&p.shown), cases[i].expected);
        parsed_fini(&p);
    }
}

/* Nothing that a document holds may crash a reader, whatever is put in place of any byte. */
static inline void check_every_change(og_document_kind kind, const char *text,
                                      void (*check)(const og_document *document))
{
    static const char replacements[] = "{}[]:,\"\\0n \x80\xff\x01";
    const size_t length = strlen(text);
    char *copy = malloc(length);
    cr_assert_not_null(copy);
    for (size_t i = 0; i < length; i++) {
        memcpy(copy, text, length);
        for (size_t k = 0; k < sizeof replacements; k++) { /* with the NUL */
            copy[i] = replacements[k];
            parsed p;
            parsed_init(&p);
            parse_bytes(&p, kind, copy, length);
            cr_assert(p.document.is_valid || p.document.defects.first != NULL);
            if (p.document.is_valid)
                check(&p.document);
            parsed_fini(&p);
        }
    }
    free(copy);
}

static inline void check_every_truncation(og_document_kind kind, const char *text)
{
    for (size_t length = 0; length < strlen(text); length++) {
        parsed p;
        parsed_init(&p);
        parse_bytes(&p, kind, text, length);
        cr_assert_not(p.document.is_valid, "%zu bytes", length);
        cr_assert(og_defects_have(&p.document.defects, OG_DEFECT_JSON_INVALID), "%zu bytes",
                  length);
        parsed_fini(&p);
    }
}

#define COUNT_OF(array) (sizeof(array) / sizeof(array)[0])

#endif
