#include "blob/marks.h"

#include <string.h>

/* Every mark has at least STEP + 3 bytes, so that among any STEP places in a row one begins 4 bytes
   that lie within it: looking at every 11th place finds them all. */
#define STEP ((size_t)11)
#define GRAM 4u

static const struct {
    og_file_mark mark;
    const char *bytes;
    size_t length;
} needles[] = {
#define NEEDLE(mark, bytes)                                                                        \
    {                                                                                              \
        mark, bytes, sizeof(bytes) - 1                                                             \
    }
    NEEDLE(OG_MARK_RUNTIME_API, "AWS_LAMBDA_RUNTIME_API"),
    NEEDLE(OG_MARK_RUNTIME_API, "A\0W\0S\0_\0L\0A\0M\0B\0D\0A\0_\0R\0U\0N"),
    NEEDLE(OG_MARK_RUNTIME_PATH, "/2018-06-01/runtime/"),
    NEEDLE(OG_MARK_GO, "\xff Go buildinf:"),
    NEEDLE(OG_MARK_GO_LAMBDA, "github.com/aws/aws-lambda-go"),
    NEEDLE(OG_MARK_RIE, "aws-lambda-rie"),
    NEEDLE(OG_MARK_PACKED, "packed with the UPX exec"),
};
#define NEEDLE_COUNT (sizeof needles / sizeof needles[0])

static uint32_t load(const uint8_t *bytes)
{
    uint32_t value;
    memcpy(&value, bytes, sizeof value);
    return value;
}

static uint32_t slot_of(uint32_t gram)
{
    return (gram * 2654435761u) >> 19;
}

void og_mark_filter_init(og_mark_filter *filter)
{
    memset(filter, 0, sizeof *filter);
    for (size_t n = 0; n < NEEDLE_COUNT; n++)
        for (size_t at = 0; at < STEP; at++)
            filter->has[slot_of(load((const uint8_t *)needles[n].bytes + at))] = 1;
}

void og_marks_start(og_marks *marks)
{
    *marks = (og_marks){0};
}

/* Four bytes at `at` may lie in a mark: look for the whole of each. */
static uint32_t verify(const uint8_t *bytes, size_t length, size_t at)
{
    uint32_t found = 0;
    for (size_t n = 0; n < NEEDLE_COUNT; n++) {
        for (size_t inner = 0; inner < STEP && inner <= at; inner++) {
            const size_t start = at - inner;
            if (memcmp(bytes + at, needles[n].bytes + inner, GRAM) == 0 &&
                length - start >= needles[n].length &&
                memcmp(bytes + start, needles[n].bytes, needles[n].length) == 0)
                found |= needles[n].mark;
        }
    }
    return found;
}

static uint32_t search(const og_mark_filter *filter, const uint8_t *bytes, size_t length)
{
    uint32_t found = 0;
    size_t at = 0;
    for (; at + 4 * STEP <= length; at += 4 * STEP) {
        const uint8_t any = filter->has[slot_of(load(bytes + at))] |
                            filter->has[slot_of(load(bytes + at + STEP))] |
                            filter->has[slot_of(load(bytes + at + 2 * STEP))] |
                            filter->has[slot_of(load(bytes + at + 3 * STEP))];
        if (any == 0)
            continue;
        for (size_t i = 0; i < 4; i++)
            if (filter->has[slot_of(load(bytes + at + i * STEP))] != 0)
                found |= verify(bytes, length, at + i * STEP);
    }
    for (; at + GRAM <= length; at += STEP)
        if (filter->has[slot_of(load(bytes + at))] != 0)
            found |= verify(bytes, length, at);
    return found;
}

void og_marks_feed(og_marks *marks, const og_mark_filter *filter, const uint8_t *bytes,
                   size_t length)
{
    if (marks->found == OG_MARKS_ALL)
        return;
    /* What lies across the seam: the tail, and as much of the begin. */
    const size_t keep = sizeof marks->tail;
    uint8_t seam[2 * sizeof marks->tail];
    const size_t head = length < keep ? length : keep;
    memcpy(seam, marks->tail, marks->tail_length);
    memcpy(seam + marks->tail_length, bytes, head);
    const size_t seam_length = marks->tail_length + head;
    marks->found |= search(filter, seam, seam_length);
    if (length >= keep) {
        marks->found |= search(filter, bytes, length);
        memcpy(marks->tail, bytes + length - keep, keep);
        marks->tail_length = keep;
    } else {
        const size_t kept = seam_length < keep ? seam_length : keep;
        memcpy(marks->tail, seam + seam_length - kept, kept);
        marks->tail_length = kept;
    }
}
