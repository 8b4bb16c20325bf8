/**
 * @file report.h
 * What a check found. Everything is read-only, borrowed from the report and valid until
 * ocigate_report_free(). All strings are printable UTF-8 (what comes from an image is escaped);
 * a string that is not known is NULL. All sizes are bytes. Accessors never fail: an index out of
 * range gives NULL or zero.
 *
 * Threads: a report that is no longer filled may be read from several threads.
 */
#ifndef OCIGATE_REPORT_H
#define OCIGATE_REPORT_H

#include <ocigate/check.h>

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The decision, in order from good to bad. */
typedef enum ocigate_verdict {
    OCIGATE_VERDICT_PASS = 0, /**< judged; nothing fails it */
    OCIGATE_VERDICT_FAIL = 1, /**< judged; at least one finding fails it */
    OCIGATE_VERDICT_ERROR = 2 /**< could not be judged */
} ocigate_verdict;

typedef struct ocigate_result ocigate_result;   /**< of one input */
typedef struct ocigate_image ocigate_image;     /**< one image of an input */
typedef struct ocigate_finding ocigate_finding; /**< one defect */
/** A finding that a policy or a baseline takes out of the verdict. */
typedef struct ocigate_suppression ocigate_suppression;

/** "pass", "fail" or "error"; static. */
OCIGATE_API const char *ocigate_verdict_name(ocigate_verdict verdict);

/** The worst verdict of all results; OCIGATE_VERDICT_ERROR for a report without a result. */
OCIGATE_API ocigate_verdict ocigate_report_verdict(const ocigate_report *report);
/** The profile that was used. */
OCIGATE_API const char *ocigate_report_profile(const ocigate_report *report);
/** Results, in the order of the checks. */
OCIGATE_API size_t ocigate_report_result_count(const ocigate_report *report);
OCIGATE_API const ocigate_result *ocigate_report_result(const ocigate_report *report, size_t index);

OCIGATE_API ocigate_verdict ocigate_result_verdict(const ocigate_result *result);
/** Why it could not be judged; NULL unless the verdict is error. */
OCIGATE_API const char *ocigate_result_error(const ocigate_result *result);
OCIGATE_API const char *ocigate_result_name(const ocigate_result *result);
/** "docker-archive", "oci-archive", "oci-layout", "docker-dir" or "unknown". */
OCIGATE_API const char *ocigate_result_kind(const ocigate_result *result);
/** Of the archive itself: "none", "gzip", "zstd", "xz" or "bzip2". */
OCIGATE_API const char *ocigate_result_compression(const ocigate_result *result);
/** Bytes that were read. */
OCIGATE_API uint64_t ocigate_result_bytes(const ocigate_result *result);
/** Seconds that the check took. */
OCIGATE_API double ocigate_result_seconds(const ocigate_result *result);
/** Findings of a severity, OFF: all. */
OCIGATE_API uint64_t ocigate_result_count(const ocigate_result *result, ocigate_severity severity);
/** Findings of a severity beyond OCIGATE_LIMIT_FINDINGS, OFF: all: they count for the verdict, and
 * are not listed. The worst are listed first. */
OCIGATE_API uint64_t ocigate_result_unlisted_count(const ocigate_result *result,
                                                   ocigate_severity severity);

OCIGATE_API size_t ocigate_result_image_count(const ocigate_result *result);
OCIGATE_API const ocigate_image *ocigate_result_image(const ocigate_result *result, size_t index);
/** Findings: the worst first, then in the order of the image. */
OCIGATE_API size_t ocigate_result_finding_count(const ocigate_result *result);
OCIGATE_API const ocigate_finding *ocigate_result_finding(const ocigate_result *result,
                                                          size_t index);
/** Suppressed findings, in the same order; they are in none of the counts. */
OCIGATE_API size_t ocigate_result_suppressed_count(const ocigate_result *result);
OCIGATE_API const ocigate_suppression *ocigate_result_suppressed(const ocigate_result *result,
                                                                 size_t index);
OCIGATE_API const ocigate_finding *
ocigate_suppression_finding(const ocigate_suppression *suppression);
/** Why, as the policy says; NULL for a finding of the baseline. */
OCIGATE_API const char *ocigate_suppression_reason(const ocigate_suppression *suppression);
/** The last day on which it holds, "2027-01-31"; NULL: it does not end. */
OCIGATE_API const char *ocigate_suppression_expires(const ocigate_suppression *suppression);

OCIGATE_API ocigate_verdict ocigate_image_verdict(const ocigate_image *image);
OCIGATE_API size_t ocigate_image_reference_count(const ocigate_image *image);
OCIGATE_API const char *ocigate_image_reference(const ocigate_image *image, size_t index);
/** NULL for a classic docker-archive, which has no manifest. */
OCIGATE_API const char *ocigate_image_manifest_digest(const ocigate_image *image);
OCIGATE_API const char *ocigate_image_config_digest(const ocigate_image *image);
OCIGATE_API const char *ocigate_image_os(const ocigate_image *image);
OCIGATE_API const char *ocigate_image_architecture(const ocigate_image *image);
OCIGATE_API size_t ocigate_image_layer_count(const ocigate_image *image);
/** Bytes of all layers, unpacked; @p is_known is false (and may be NULL) where they were not
 * decoded. */
OCIGATE_API uint64_t ocigate_image_unpacked_bytes(const ocigate_image *image, bool *is_known);

OCIGATE_API const ocigate_rule *ocigate_finding_rule(const ocigate_finding *finding);
OCIGATE_API ocigate_severity ocigate_finding_severity(const ocigate_finding *finding);
OCIGATE_API const char *ocigate_finding_message(const ocigate_finding *finding);
OCIGATE_API const char *ocigate_finding_fix(const ocigate_finding *finding);
OCIGATE_API const char *ocigate_finding_expected(const ocigate_finding *finding);
OCIGATE_API const char *ocigate_finding_found(const ocigate_finding *finding);
/** How many defects it stands for, 1 or more. */
OCIGATE_API uint64_t ocigate_finding_count(const ocigate_finding *finding);
/** Index of the image of the result that it is about, -1 for the archive. */
OCIGATE_API ptrdiff_t ocigate_finding_image(const ocigate_finding *finding);
/** Where: "config", "manifest", "index", "oci-layout", "manifest.json", "repositories", "archive"
 * or "layer". */
OCIGATE_API const char *ocigate_finding_document(const ocigate_finding *finding);
OCIGATE_API const char *ocigate_finding_blob(const ocigate_finding *finding);
/** JSON Pointer, RFC 6901. */
OCIGATE_API const char *ocigate_finding_pointer(const ocigate_finding *finding);
/** Index of the layer from 0, -1 when it is about none. */
OCIGATE_API ptrdiff_t ocigate_finding_layer(const ocigate_finding *finding);
OCIGATE_API const char *ocigate_finding_path(const ocigate_finding *finding);
/** 32 hexadecimal digits: the rule and the place, without what a rebuild of the image changes. No
 * other finding of the result has it. */
OCIGATE_API const char *ocigate_finding_fingerprint(const ocigate_finding *finding);

#ifdef __cplusplus
}
#endif

#endif
