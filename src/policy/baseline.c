/* The baseline: findings that are known, as an earlier run wrote them. */
#include "base/error.h"
#include "policy/policy.h"
#include "policy/reader.h"

#include <ocigate/policy.h>

#include <stdlib.h>
#include <string.h>

#define FINGERPRINT_DIGITS 32u

typedef struct entry {
    struct entry *next;
    og_known known;
} entry;

typedef struct baseline_file {
    uint64_t version;
    bool has_findings;
    entry *first, *last;
    size_t count;
} baseline_file;

static ocigate_status read_version(og_policy_reader *reader, void *context)
{
    baseline_file *file = context;
    const og_json_token token = reader->token;
    OG_TRY(og_policy_number(reader, "baseline_version", &file->version));
    if (file->version == 1)
        return OCIGATE_OK;
    return og_policy_fail(reader, &token, "a baseline of another version than 1");
}

static ocigate_status read_fingerprint(og_policy_reader *reader, void *context)
{
    const og_json_token token = reader->token;
    og_known *known = context;
    OG_TRY(og_policy_string(reader, "fingerprint", &known->fingerprint));
    if (strlen(known->fingerprint) == FINGERPRINT_DIGITS &&
        strspn(known->fingerprint, "0123456789abcdef") == FINGERPRINT_DIGITS)
        return OCIGATE_OK;
    return og_policy_fail(reader, &token, "a fingerprint is 32 hexadecimal digits in lower case");
}

static ocigate_status read_rule(og_policy_reader *reader, void *context)
{
    return og_policy_string(reader, "rule", &((og_known *)context)->rule);
}

static ocigate_status read_where(og_policy_reader *reader, void *context)
{
    return og_policy_string(reader, "where", &((og_known *)context)->where);
}

static ocigate_status read_count(og_policy_reader *reader, void *context)
{
    const og_json_token token = reader->token;
    og_known *known = context;
    OG_TRY(og_policy_number(reader, "count", &known->count));
    return known->count > 0 ? OCIGATE_OK
                            : og_policy_fail(reader, &token, "a count of 0 is no finding");
}

static ocigate_status read_finding(og_policy_reader *reader, void *context)
{
    static const og_policy_key keys[] = {{"rule", read_rule},
                                         {"where", read_where},
                                         {"fingerprint", read_fingerprint},
                                         {"count", read_count},
                                         {NULL, NULL}};
    baseline_file *file = context;
    const og_json_token token = reader->token;
    entry *added = OG_NEW(reader->arena, entry);
    if (added == NULL)
        return og_fail_memory(reader->err);
    added->known.count = 1;
    OG_TRY(og_policy_object(reader, "a finding", keys, &added->known));
    if (added->known.fingerprint == NULL || added->known.rule == NULL)
        return og_policy_fail(reader, &token, "a finding needs a rule and a fingerprint");
    if (file->last == NULL)
        file->first = added;
    else
        file->last->next = added;
    file->last = added;
    file->count++;
    return OCIGATE_OK;
}

static ocigate_status read_findings(og_policy_reader *reader, void *context)
{
    ((baseline_file *)context)->has_findings = true;
    return og_policy_array(reader, "findings", read_finding, context);
}

static int compare(const void *a, const void *b)
{
    const og_known *first = a, *second = b;
    const int order = strcmp(first->fingerprint, second->fingerprint);
    if (order != 0)
        return order;
    return (first->count > second->count) - (first->count < second->count);
}

ocigate_status ocigate_options_load_baseline(ocigate_options *options, const char *bytes,
                                             size_t length, const char *name, ocigate_error *error)
{
    static const og_policy_key keys[] = {
        {"baseline_version", read_version}, {"findings", read_findings}, {NULL, NULL}};
    if (options == NULL || bytes == NULL || name == NULL)
        return og_fail(error, OCIGATE_ERROR_ARGUMENT, 0, "options, bytes or name is NULL");
    og_policy_reader reader = {.name = name, .arena = &options->arena, .err = error};
    baseline_file file = {0};
    OG_TRY(og_policy_open(&reader, bytes, length, OG_BASELINE_BYTES_MAX));
    const og_json_token top = reader.token;
    OG_TRY(og_policy_object(&reader, "a baseline", keys, &file));
    if (file.version == 0 || !file.has_findings)
        return og_policy_fail(&reader, &top, "a baseline needs baseline_version and findings");
    og_baseline baseline = {.name = og_arena_text(&options->arena, name),
                            .entries = OG_NEW_ARRAY(&options->arena, og_known, file.count)};
    if (baseline.name == NULL || baseline.entries == NULL)
        return og_fail_memory(error);
    for (const entry *it = file.first; it != NULL; it = it->next)
        baseline.entries[baseline.count++] = it->known;
    qsort(baseline.entries, baseline.count, sizeof baseline.entries[0], compare);
    options->baseline = baseline;
    return OCIGATE_OK;
}

/* The first entry that is not before this fingerprint and count. */
static size_t lower_bound(const og_baseline *baseline, const og_known *wanted)
{
    size_t low = 0, high = baseline->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (compare(&baseline->entries[middle], wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool og_baseline_use(og_baseline *baseline, const char *fingerprint, uint64_t count)
{
    if (fingerprint == NULL)
        return false;
    const og_known wanted = {.fingerprint = fingerprint, .count = count};
    for (size_t i = lower_bound(baseline, &wanted); i < baseline->count; i++) {
        og_known *known = &baseline->entries[i];
        if (strcmp(known->fingerprint, fingerprint) != 0)
            return false;
        if (!known->is_used) {
            known->is_used = true;
            return true;
        }
    }
    return false;
}
