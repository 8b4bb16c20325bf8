/* What of a policy and a baseline has come to its end. These rules judge no image. */
#include "rules/registry.h"

static const char *in_paths(const og_ignore *ignore)
{
    return ignore->path == NULL ? "" : " in ";
}

static const char *paths(const og_ignore *ignore)
{
    return ignore->path == NULL ? "" : ignore->path;
}

static void check_expired(const og_subject *subject, og_sink *sink)
{
    const og_ignore *ignore = subject->ignore;
    if (!og_ignore_is_expired(ignore, subject->options->date))
        return;
    og_finding *f = og_flag(sink, "the ignore of %s%s%s ended on %s", ignore->rule,
                            in_paths(ignore), paths(ignore), ignore->expires);
    og_finding_compare(sink, f, ignore->expires,
                       subject->options->date == NULL ? "no date is known"
                                                      : subject->options->date);
}

/* A rule that is off finds nothing: that says nothing of its ignores. */
static bool has_rule_that_is_on(const og_subject *subject)
{
    const ocigate_rule *rule;
    for (size_t i = 0; (rule = ocigate_rule_at(i)) != NULL; i++) {
        if (og_pattern_matches(subject->ignore->rule, rule->name) &&
            og_rule_severity(rule, subject->options, NULL) != OCIGATE_SEVERITY_OFF)
            return true;
    }
    return false;
}

static void check_unused(const og_subject *subject, og_sink *sink)
{
    const og_ignore *ignore = subject->ignore;
    if (!subject->is_end_of_run || ignore->used > 0 ||
        og_ignore_is_expired(ignore, subject->options->date) || !has_rule_that_is_on(subject))
        return;
    (void)og_flag(sink, "the ignore of %s%s%s holds for no finding", ignore->rule, in_paths(ignore),
                  paths(ignore));
}

static void check_stale(const og_subject *subject, og_sink *sink)
{
    const og_known *known = subject->known;
    if (!subject->is_end_of_run || known->is_used)
        return;
    og_finding *f = og_flag(sink, "%s is in the baseline and no longer found", known->rule);
    og_finding_path(sink, f, known->where);
}

static const struct og_rule rules[] = {
    {
        OG_RULE_NAME("ignore-expired"),
        .title = "An ignore of the policy is past its date",
        .why = "The findings that it held for count again, so that what was put off is looked at.",
        .symptom = "",
        .fix = "mend what it was for, or give it a later date, in the policy file",
        .source = "https://trivy.dev/latest/docs/configuration/filtering/",
        .evidence = 'I',
        .stage = "",
        .severity = OG_SEVERITIES(INFO, INFO),
        .checks = {{OG_SUBJECT_IGNORE, check_expired}},
    },
    {
        OG_RULE_NAME("ignore-unused"),
        .title = "An ignore of the policy holds for nothing",
        .why = "It hides the next finding of its rule, which nobody has looked at yet.",
        .symptom = "",
        .fix = "remove it from the policy file",
        .source = "https://docs.astral.sh/ruff/rules/unused-noqa/",
        .evidence = 'I',
        .stage = "",
        .severity = OG_SEVERITIES(INFO, INFO),
        .checks = {{OG_SUBJECT_IGNORE, check_unused}},
    },
    {
        OG_RULE_NAME("baseline-stale"),
        .title = "The baseline has a finding that is gone",
        .why = "Its entry hides the defect when it comes back.",
        .symptom = "",
        .fix = "write the baseline again: --write-baseline FILE",
        .source = "https://eslint.org/docs/latest/use/suppressions",
        .evidence = 'I',
        .stage = "",
        .severity = OG_SEVERITIES(INFO, INFO),
        .checks = {{OG_SUBJECT_KNOWN, check_stale}},
    },
};

OG_RULE_GROUP(og_rules_policy, "policy", rules);
