/* What formats for programs divide a report into: a section for each image, and one for the archive
   beside several images. An input with one image, or with none, is one section. */
#ifndef OG_RENDER_SECTION_H
#define OG_RENDER_SECTION_H

#include "report/report.h"

typedef struct og_section {
    const ocigate_result *result;
    const ocigate_image *image; /* NULL: the input itself */
    ptrdiff_t about;            /* findings of this image, of the archive (-1), OG_TEXT_ALL: each */
    bool is_first;              /* of its result */
    const char *title;          /* what people call it; no other section has it */
    const char *name; /* the same for the next build: without tag and digest; no other has it */
} og_section;

typedef struct og_sections {
    og_section *items;
    size_t count;
} og_sections;

/* In the order of the report; the memory is the arena's. False when it is out. */
bool og_sections_find(og_arena *arena, const ocigate_report *report, og_sections *out);

/* How many sections a result has: they follow each other, the archive's first. */
size_t og_section_count_of(const ocigate_result *result);

/* The section of a finding; first: of its result. */
const og_section *og_section_of(const og_section *first, const ocigate_finding *finding);

/* Whether a finding is of this section. */
bool og_section_has(const og_section *section, const ocigate_finding *finding);

/* The verdict of the section, and why it could not be judged (or NULL). */
ocigate_verdict og_section_verdict(const og_section *section);
const char *og_section_error(const og_section *section);

/* Findings that are counted and not listed, by severity. Of the result as a whole: in its first
   section; NULL in the others. */
const uint64_t *og_section_unlisted(const og_section *section);

#endif
