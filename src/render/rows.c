#include "render/rows.h"

#include "render/number.h"

#include <string.h>

static ocigate_verdict worst_of_images(const ocigate_result *result)
{
    ocigate_verdict worst = OCIGATE_VERDICT_PASS;
    for (size_t i = 0; i < result->image_count; i++) {
        if (result->images[i].verdict > worst)
            worst = result->images[i].verdict;
    }
    return worst;
}

bool og_row_has_input(const ocigate_result *result)
{
    return result->image_count == 0 || worst_of_images(result) < result->verdict;
}

bool og_row_name_is_shared(const ocigate_result *result, size_t index)
{
    const char *name = result->images[index].name;
    return (index > 0 && strcmp(result->images[index - 1].name, name) == 0) ||
           (index + 1 < result->image_count && strcmp(result->images[index + 1].name, name) == 0);
}

og_rows og_rows_of(const ocigate_report *report)
{
    return (og_rows){report->results, 0};
}

bool og_rows_next(og_rows *rows, og_row *row)
{
    const ocigate_result *result = rows->result;
    if (result == NULL)
        return false;
    const size_t index = rows->index++;
    const bool has_input = og_row_has_input(result);
    const size_t count = result->image_count + has_input;
    if (rows->index >= count)
        *rows = (og_rows){result->next, 0};
    *row = (og_row){.result = result, .index = -1, .is_alone = count == 1};
    if (index < result->image_count) {
        const ocigate_image *image = &result->images[index];
        row->image = image;
        row->index = (ptrdiff_t)index;
        row->verdict = image->verdict;
        row->name = image->name;
        row->has_shared_name = og_row_name_is_shared(result, index);
        row->blocks = image->blocks;
        row->unlisted = image->unlisted;
        row->error = image->error;
    } else {
        row->verdict = result->verdict;
        row->name = result->name;
        row->blocks = result->blocks;
        row->unlisted = result->unlisted;
        row->error = result->error;
    }
    return true;
}

og_row_counts og_rows_count(const ocigate_report *report)
{
    og_row_counts counts = {0};
    og_row row;
    for (og_rows rows = og_rows_of(report); og_rows_next(&rows, &row);) {
        counts.all++;
        counts.verdicts[row.verdict]++;
    }
    for (const ocigate_result *result = report->results; result != NULL; result = result->next) {
        for (int i = OCIGATE_SEVERITY_INFO; i <= OCIGATE_SEVERITY_ERROR; i++)
            counts.severities[i] += result->blocks[i] + result->unlisted[i];
        counts.suppressed += result->suppressed_count;
    }
    return counts;
}

uint64_t og_row_severity(const og_row *row, ocigate_severity severity)
{
    return row->blocks[severity] + row->unlisted[severity];
}

bool og_image_size(const ocigate_image *image, uint64_t *bytes)
{
    *bytes = image->has_unpacked_bytes ? image->unpacked_bytes : image->compressed_bytes;
    return image->has_unpacked_bytes || image->has_compressed_bytes;
}

bool og_is_about(const ocigate_result *result, ptrdiff_t subject, ptrdiff_t image)
{
    const bool is_image = subject >= 0 && (size_t)subject < result->image_count;
    return image == OG_TEXT_ALL || (is_image ? subject : -1) == image;
}

uint64_t og_suppressed_count(const ocigate_result *result, ptrdiff_t image)
{
    uint64_t count = 0;
    for (size_t i = 0; i < result->suppressed_count; i++)
        count += og_is_about(result, result->suppressed[i].finding.fact.image, image);
    return count;
}

bool og_is_web_address(const char *text)
{
    return text != NULL && (strncmp(text, "https://", 8) == 0 || strncmp(text, "http://", 7) == 0);
}

void og_text_sentence(og_buf *out, const og_row_counts *counts)
{
    const uint64_t failed = counts->verdicts[OCIGATE_VERDICT_FAIL];
    const uint64_t unknown = counts->verdicts[OCIGATE_VERDICT_ERROR];
    if (counts->all > 1) {
        og_number(out, failed + unknown > 0 ? failed + unknown : counts->all);
        if (failed + unknown > 0) {
            og_buf_text(out, " of ");
            og_number(out, counts->all);
            og_buf_text(out, unknown == 0 ? " failed" : " failed or could not be judged");
        } else {
            og_buf_text(out, " passed");
        }
        og_buf_text(out, ": ");
    }
    if (counts->all == 1 && unknown == 1)
        og_buf_text(out, "could not be judged");
    else if (!og_text_severities(out, counts->severities))
        og_buf_text(out, "no findings");
    if (counts->suppressed > 0) {
        og_buf_text(out, ", ");
        og_number(out, counts->suppressed);
        og_buf_text(out, " suppressed");
    }
}
