/* Findings of a report in JSON. */
#include "report/read.h"
#include "report/result.h"
#include "rules/rule.h"

#include <ocigate/version.h>

#include <string.h>

/* What rules may say of their place. */
static const char *const documents[] = {
    "config", "manifest",     "index", "oci-layout", "manifest.json", "repositories", "archive",
    "layer",  "--entrypoint", "--cmd", "--workdir",  "policy",        "baseline",     NULL};

static void read_rule(const og_read_node *object, og_finding *fact)
{
    const char *name = og_read_text(object, "rule");
    if (name == NULL)
        return;
    fact->rule = ocigate_rule_find(name);
    if (fact->rule == NULL)
        og_read_refuse(object, "rule",
                       "%.60s is no rule of ocigate %s; the report is of ocigate %s", name,
                       ocigate_version(), object->reading->tool_version);
}

static void read_location(const og_read_node *object, og_finding *fact)
{
    const og_read_node place = og_read_object(object, "location");
    uint64_t layer = 0, layer_count = 0, line = 0, column = 0;
    if (og_read_text_or_null(&place, "document") != NULL)
        fact->document = documents[og_read_word(&place, "document", documents)];
    fact->blob = og_read_text_or_null(&place, "blob");
    fact->pointer = og_read_text_or_null(&place, "pointer");
    const bool has_layer = og_read_number_or_null(&place, "layer", &layer);
    fact->path = og_read_text_or_null(&place, "path");
    (void)og_read_number_or_null(&place, "layers", &layer_count);
    fact->created_by = og_read_text_or_null(&place, "created_by");
    (void)og_read_number_or_null(&place, "line", &line);
    (void)og_read_number_or_null(&place, "column", &column);
    if (has_layer && (layer > INT32_MAX || (layer_count > 0 && layer >= layer_count)))
        og_read_refuse(&place, "layer", "is none of the layers");
    if (layer_count > INT32_MAX)
        og_read_refuse(&place, "layers", "is out of range");
    if (line > UINT32_MAX || column > UINT32_MAX)
        og_read_refuse(&place, line > UINT32_MAX ? "line" : "column", "is out of range");
    fact->layer = has_layer ? (ptrdiff_t)layer : -1;
    fact->layer_count = (size_t)layer_count;
    fact->line = (uint32_t)line;
    fact->column = (uint32_t)column;
}

static bool is_fingerprint(const char *text)
{
    return strlen(text) == 32 && strspn(text, "0123456789abcdef") == 32;
}

/* What a finding and a suppressed one have in common. */
static void read_finding(const og_read_node *object, size_t image_count, ocigate_finding *finding)
{
    og_finding *fact = &finding->fact;
    uint64_t image = 0;
    read_rule(object, fact);
    fact->severity = og_read_severity(object, "severity");
    fact->message = og_read_text(object, "message");
    fact->fix = og_read_lines(object, "fix");
    (void)og_read_text_or_null(object, "stage"); /* the rule says it */
    fact->expected = og_read_text_or_null(object, "expected");
    fact->found = og_read_text_or_null(object, "found");
    fact->count = og_read_number(object, "count", 1, INT64_MAX);
    (void)og_read_text(object, "help");
    const bool has_image = og_read_number_or_null(object, "image", &image);
    if (has_image && image >= image_count)
        og_read_refuse(object, "image", "is none of the images");
    fact->image = has_image ? (ptrdiff_t)image : -1;
    read_location(object, fact);
    finding->is_note = fact->document != NULL && (strcmp(fact->document, "policy") == 0 ||
                                                  strcmp(fact->document, "baseline") == 0);
    if (og_read_has(object, "fingerprint")) {
        finding->fingerprint = og_read_text(object, "fingerprint");
        if (finding->fingerprint != NULL && !is_fingerprint(finding->fingerprint))
            og_read_refuse(object, "fingerprint", "is not 32 hexadecimal digits");
    }
    if (fact->message != NULL && fact->message[0] == '\0')
        og_read_refuse(object, "message", "is empty");
}

static void check_order(const og_read_node *object, const ocigate_finding *before,
                        const ocigate_finding *finding)
{
    if (!og_read_is_good(object->reading))
        return;
    if (before != NULL && finding->fact.severity > before->fact.severity)
        og_read_refuse(object, "severity", "is worse than the one of the finding before");
    if (finding->is_folded &&
        (before == NULL || !og_finding_is_alike(&before->fact, &finding->fact)))
        og_read_refuse(object, "folded", "does not say the same as the finding before");
}

static void count(ocigate_result *result, const ocigate_finding *finding)
{
    const ocigate_severity severity = finding->fact.severity;
    result->counts[OCIGATE_SEVERITY_OFF]++;
    result->counts[severity]++;
    result->blocks[OCIGATE_SEVERITY_OFF] += !finding->is_folded;
    result->blocks[severity] += !finding->is_folded;
}

void og_read_findings(const og_read_node *array, ocigate_result *result)
{
    const size_t found = og_read_count(array);
    result->findings = OG_NEW_ARRAY(array->reading->arena, ocigate_finding, found);
    for (size_t i = 0; i < found && og_read_is_good(array->reading); i++) {
        const og_read_node item = og_read_item(array, i);
        ocigate_finding *finding = &result->findings[i];
        read_finding(&item, result->image_count, finding);
        finding->is_folded = og_read_bool(&item, "folded");
        check_order(&item, i == 0 ? NULL : finding - 1, finding);
        count(result, finding);
    }
    result->finding_count = found;
}

void og_read_suppressed(const og_read_node *array, ocigate_result *result)
{
    const size_t found = og_read_count(array);
    result->suppressed = OG_NEW_ARRAY(array->reading->arena, ocigate_suppression, found);
    for (size_t i = 0; i < found && og_read_is_good(array->reading); i++) {
        const og_read_node item = og_read_item(array, i);
        ocigate_suppression *suppression = &result->suppressed[i];
        read_finding(&item, result->image_count, &suppression->finding);
        suppression->reason = og_read_text_or_null(&item, "reason");
        suppression->expires = og_read_text_or_null(&item, "expires");
    }
    result->suppressed_count = found;
}
