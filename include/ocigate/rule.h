/**
 * @file rule.h
 * The registry of rules: what is judged, why, and how to mend it. Read-only and static.
 */
#ifndef OCIGATE_RULE_H
#define OCIGATE_RULE_H

#include <ocigate/error.h>

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/** How bad a finding is, in rising order. The numbers are stable. */
typedef enum ocigate_severity {
    OCIGATE_SEVERITY_OFF = 0,
    OCIGATE_SEVERITY_INFO = 1,
    OCIGATE_SEVERITY_WARNING = 2,
    OCIGATE_SEVERITY_ERROR = 3
} ocigate_severity;

/** One rule. */
typedef struct og_rule ocigate_rule;

/** How many rules there are. Threads: safe. */
OCIGATE_API size_t ocigate_rule_count(void);

/** The rule at @p index in the order of the registry; NULL when out of range. Threads: safe. */
OCIGATE_API const ocigate_rule *ocigate_rule_at(size_t index);

/** The rule of this name, e.g. "diff-id-mismatch"; NULL when there is none. Threads: safe. */
OCIGATE_API const ocigate_rule *ocigate_rule_find(const char *name);

/** The name of the rule that is nearest to @p name in spelling; never NULL. Threads: safe. */
OCIGATE_API const char *ocigate_rule_nearest(const char *name);

/** Stable name, e.g. "diff-id-mismatch". All texts are static and never NULL. */
OCIGATE_API const char *ocigate_rule_name(const ocigate_rule *rule);
/** Group, e.g. "integrity". */
OCIGATE_API const char *ocigate_rule_group(const ocigate_rule *rule);
/** One line, without a full stop. */
OCIGATE_API const char *ocigate_rule_title(const ocigate_rule *rule);
/** Why it matters: what breaks, and when. */
OCIGATE_API const char *ocigate_rule_why(const ocigate_rule *rule);
/** The error as it appears without this check; "" where there is none. */
OCIGATE_API const char *ocigate_rule_symptom(const ocigate_rule *rule);
/** What to change. */
OCIGATE_API const char *ocigate_rule_fix(const ocigate_rule *rule);
/** Link to the source of the rule. */
OCIGATE_API const char *ocigate_rule_source(const ocigate_rule *rule);
/** Evidence: 'D' documented or demanded by a specification, 'S' open source part of the service,
 *  'O' observed by users, 'I' inferred. */
OCIGATE_API char ocigate_rule_evidence(const ocigate_rule *rule);
/** Where a user would meet the defect: "push", "create", "optimize", "init", or "" for nowhere in
 * particular. */
OCIGATE_API const char *ocigate_rule_stage(const ocigate_rule *rule);
/** Default severity in a profile ("lambda", "lambda-managed", "oci"); OFF for an unknown profile.
 */
OCIGATE_API ocigate_severity ocigate_rule_severity(const ocigate_rule *rule, const char *profile);
/** Where the rule is documented: a URL relative to the root of the project, as installed. */
OCIGATE_API const char *ocigate_rule_help(const ocigate_rule *rule);

/** "error", "warning", "info" or "off"; "unknown" for a value that is none. Static. */
OCIGATE_API const char *ocigate_severity_name(ocigate_severity severity);

#ifdef __cplusplus
}
#endif

#endif
