#include "report/report.h"

const char *ocigate_verdict_name(ocigate_verdict verdict)
{
    switch (verdict) {
    case OCIGATE_VERDICT_PASS:
        return "pass";
    case OCIGATE_VERDICT_FAIL:
        return "fail";
    case OCIGATE_VERDICT_ERROR:
        break;
    }
    return "error"; /* fails closed for a value that is none */
}

ocigate_verdict ocigate_report_verdict(const ocigate_report *report)
{
    if (report == NULL || report->result_count == 0 || report->is_incomplete ||
        og_position_is_open(&report->read))
        return OCIGATE_VERDICT_ERROR;
    ocigate_verdict worst = OCIGATE_VERDICT_PASS;
    for (const ocigate_result *result = report->results; result != NULL; result = result->next) {
        if (result->verdict > worst)
            worst = result->verdict;
    }
    return worst;
}

const char *ocigate_report_profile(const ocigate_report *report)
{
    return report == NULL ? NULL : og_profile_name(report->options->profile);
}

size_t ocigate_report_result_count(const ocigate_report *report)
{
    return report == NULL ? 0 : report->result_count;
}

const ocigate_result *ocigate_report_result(const ocigate_report *report, size_t index)
{
    if (report == NULL || index >= report->result_count)
        return NULL;
    if (index == report->result_count - 1)
        return report->last;
    const ocigate_result *result = report->results;
    while (index-- > 0)
        result = result->next;
    return result;
}

ocigate_verdict ocigate_result_verdict(const ocigate_result *result)
{
    return result == NULL ? OCIGATE_VERDICT_ERROR : result->verdict;
}

const char *ocigate_result_error(const ocigate_result *result)
{
    return result == NULL || result->verdict != OCIGATE_VERDICT_ERROR ? NULL : result->error;
}

#define OG_ACCESSOR(type, function, kind, value, missing)                                          \
    type function(const kind *it)                                                                  \
    {                                                                                              \
        return it == NULL ? (missing) : (value);                                                   \
    }

OG_ACCESSOR(const char *, ocigate_result_name, ocigate_result, it->name, NULL)
OG_ACCESSOR(const char *, ocigate_result_kind, ocigate_result, it->kind, NULL)
OG_ACCESSOR(const char *, ocigate_result_compression, ocigate_result, it->compression, NULL)
OG_ACCESSOR(uint64_t, ocigate_result_bytes, ocigate_result, it->bytes, 0)
OG_ACCESSOR(double, ocigate_result_seconds, ocigate_result, it->seconds, 0)
OG_ACCESSOR(size_t, ocigate_result_image_count, ocigate_result, it->image_count, 0)
OG_ACCESSOR(size_t, ocigate_result_finding_count, ocigate_result, it->finding_count, 0)

uint64_t ocigate_result_count(const ocigate_result *result, ocigate_severity severity)
{
    if (result == NULL || (int)severity < 0 || severity > OCIGATE_SEVERITY_ERROR)
        return 0;
    return result->counts[severity];
}

uint64_t ocigate_result_unlisted_count(const ocigate_result *result, ocigate_severity severity)
{
    if (result == NULL || (int)severity < 0 || severity > OCIGATE_SEVERITY_ERROR)
        return 0;
    return result->unlisted[severity];
}

const ocigate_image *ocigate_result_image(const ocigate_result *result, size_t index)
{
    return result == NULL || index >= result->image_count ? NULL : &result->images[index];
}

const ocigate_finding *ocigate_result_finding(const ocigate_result *result, size_t index)
{
    return result == NULL || index >= result->finding_count ? NULL : &result->findings[index];
}

OG_ACCESSOR(ocigate_verdict, ocigate_image_verdict, ocigate_image, it->verdict,
            OCIGATE_VERDICT_ERROR)
OG_ACCESSOR(size_t, ocigate_image_reference_count, ocigate_image, it->reference_count, 0)
OG_ACCESSOR(const char *, ocigate_image_manifest_digest, ocigate_image, it->manifest.digest, NULL)
OG_ACCESSOR(const char *, ocigate_image_config_digest, ocigate_image, it->config.digest, NULL)
OG_ACCESSOR(const char *, ocigate_image_os, ocigate_image, it->os, NULL)
OG_ACCESSOR(const char *, ocigate_image_architecture, ocigate_image, it->architecture, NULL)
OG_ACCESSOR(size_t, ocigate_image_layer_count, ocigate_image, it->layer_count, 0)

const char *ocigate_image_reference(const ocigate_image *image, size_t index)
{
    return image == NULL || index >= image->reference_count ? NULL : image->references[index];
}

uint64_t ocigate_image_unpacked_bytes(const ocigate_image *image, bool *is_known)
{
    if (is_known != NULL)
        *is_known = image != NULL && image->has_unpacked_bytes;
    return image == NULL ? 0 : image->unpacked_bytes;
}

OG_ACCESSOR(const ocigate_rule *, ocigate_finding_rule, ocigate_finding, it->fact.rule, NULL)
OG_ACCESSOR(ocigate_severity, ocigate_finding_severity, ocigate_finding, it->fact.severity,
            OCIGATE_SEVERITY_OFF)
OG_ACCESSOR(const char *, ocigate_finding_message, ocigate_finding, it->fact.message, NULL)
OG_ACCESSOR(const char *, ocigate_finding_fix, ocigate_finding, it->fact.fix, NULL)
OG_ACCESSOR(const char *, ocigate_finding_expected, ocigate_finding, it->fact.expected, NULL)
OG_ACCESSOR(const char *, ocigate_finding_found, ocigate_finding, it->fact.found, NULL)
OG_ACCESSOR(uint64_t, ocigate_finding_count, ocigate_finding, it->fact.count, 0)
OG_ACCESSOR(ptrdiff_t, ocigate_finding_image, ocigate_finding, it->fact.image, -1)
OG_ACCESSOR(const char *, ocigate_finding_document, ocigate_finding, it->fact.document, NULL)
OG_ACCESSOR(const char *, ocigate_finding_blob, ocigate_finding, it->fact.blob, NULL)
OG_ACCESSOR(const char *, ocigate_finding_pointer, ocigate_finding, it->fact.pointer, NULL)
OG_ACCESSOR(ptrdiff_t, ocigate_finding_layer, ocigate_finding, it->fact.layer, -1)
OG_ACCESSOR(const char *, ocigate_finding_path, ocigate_finding, it->fact.path, NULL)
OG_ACCESSOR(const char *, ocigate_finding_fingerprint, ocigate_finding, it->fingerprint, NULL)

OG_ACCESSOR(size_t, ocigate_result_suppressed_count, ocigate_result, it->suppressed_count, 0)
OG_ACCESSOR(const ocigate_finding *, ocigate_suppression_finding, ocigate_suppression, &it->finding,
            NULL)
OG_ACCESSOR(const char *, ocigate_suppression_reason, ocigate_suppression, it->reason, NULL)
OG_ACCESSOR(const char *, ocigate_suppression_expires, ocigate_suppression, it->expires, NULL)

const ocigate_suppression *ocigate_result_suppressed(const ocigate_result *result, size_t index)
{
    return result == NULL || index >= result->suppressed_count ? NULL : &result->suppressed[index];
}
