/* Results that are in a report for a second time: a part of it was read twice. */
#include "base/error.h"
#include "report/report.h"

#include <ocigate/merge.h>

#include <stdlib.h>
#include <string.h>

static int compare_numbers(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

static int compare_texts(const char *a, const char *b)
{
    if (a == NULL || b == NULL)
        return (a != NULL) - (b != NULL);
    return strcmp(a, b);
}

static int compare_images(const ocigate_result *a, const ocigate_result *b)
{
    int order = compare_numbers(a->image_count, b->image_count);
    for (size_t i = 0; i < a->image_count && order == 0; i++) {
        order = compare_texts(a->images[i].config.digest, b->images[i].config.digest);
        if (order == 0)
            order = compare_texts(a->images[i].manifest.digest, b->images[i].manifest.digest);
    }
    return order;
}

static bool is_of_shard(const og_position *position)
{
    return position->results < position->inputs;
}

/* The place in a list that is shared has one result, however often it was judged. Elsewhere the
   same name may be another image, or the same image of another machine: one report is another only
   where it took another time. */
static int compare_results(const ocigate_result *a, const ocigate_result *b)
{
    const og_position *p = &a->position, *q = &b->position;
    int order = compare_texts(a->name, b->name);
    if (order == 0)
        order = compare_numbers(p->inputs, q->inputs);
    if (order == 0)
        order = compare_numbers(p->input, q->input);
    if (order == 0)
        order = compare_numbers(is_of_shard(p), is_of_shard(q));
    if (order != 0 || is_of_shard(p))
        return order;
    order = (a->seconds > b->seconds) - (a->seconds < b->seconds);
    if (order == 0)
        order = compare_numbers(a->bytes, b->bytes);
    return order != 0 ? order : compare_images(a, b);
}

static int compare(const void *a, const void *b)
{
    return compare_results(*(const ocigate_result *const *)a, *(const ocigate_result *const *)b);
}

ocigate_status ocigate_report_repeated(const ocigate_report *report, size_t *count,
                                       const ocigate_result **example, ocigate_error *error)
{
    if (report == NULL || count == NULL)
        return og_fail(error, OCIGATE_ERROR_ARGUMENT, 0, "report or count is NULL");
    *count = 0;
    if (example != NULL)
        *example = NULL;
    const ocigate_result **sorted = malloc((report->result_count + 1) * sizeof(ocigate_result *));
    if (sorted == NULL)
        return og_fail_memory(error);
    size_t used = 0;
    for (const ocigate_result *it = report->results; it != NULL; it = it->next)
        sorted[used++] = it;
    qsort(sorted, used, sizeof(ocigate_result *), compare);
    for (size_t i = 1; i < used; i++) {
        if (compare_results(sorted[i - 1], sorted[i]) != 0)
            continue;
        if (*count == 0 && example != NULL)
            *example = sorted[i];
        ++*count;
    }
    free(sorted);
    return OCIGATE_OK;
}
