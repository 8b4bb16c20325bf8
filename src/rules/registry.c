#define _POSIX_C_SOURCE 200809L
#include "rules/registry.h"

#include "base/nearest.h"

#include <string.h>

const og_rule_group *const og_rule_groups[] = {
    &og_rules_archive,    &og_rules_layout,    &og_rules_document,   &og_rules_index,
    &og_rules_manifest,   &og_rules_integrity, &og_rules_layer,      &og_rules_entry,
    &og_rules_platform,   &og_rules_size,      &og_rules_entrypoint, &og_rules_environment,
    &og_rules_permission, &og_rules_runtime,   &og_rules_policy,     NULL,
};

static const char *const profile_names[OG_PROFILE_COUNT] = {
    [OG_PROFILE_LAMBDA] = "lambda",
    [OG_PROFILE_LAMBDA_MANAGED] = "lambda-managed",
    [OG_PROFILE_OCI] = "oci",
};

const char *og_profile_name(og_profile profile)
{
    return (int)profile >= 0 && profile < OG_PROFILE_COUNT ? profile_names[profile] : "unknown";
}

bool og_profile_find(const char *name, og_profile *out)
{
    for (int i = 0; name != NULL && i < OG_PROFILE_COUNT; i++) {
        if (strcmp(profile_names[i], name) == 0) {
            *out = (og_profile)i;
            return true;
        }
    }
    return false;
}

size_t ocigate_rule_count(void)
{
    size_t count = 0;
    for (size_t g = 0; og_rule_groups[g] != NULL; g++)
        count += og_rule_groups[g]->count;
    return count;
}

const ocigate_rule *ocigate_rule_at(size_t index)
{
    for (size_t g = 0; og_rule_groups[g] != NULL; g++) {
        if (index < og_rule_groups[g]->count)
            return &og_rule_groups[g]->rules[index];
        index -= og_rule_groups[g]->count;
    }
    return NULL;
}

const ocigate_rule *ocigate_rule_find(const char *name)
{
    if (name == NULL)
        return NULL;
    const ocigate_rule *rule;
    for (size_t i = 0; (rule = ocigate_rule_at(i)) != NULL; i++) {
        if (strcmp(rule->name, name) == 0)
            return rule;
    }
    return NULL;
}

const char *ocigate_rule_nearest(const char *name)
{
    const char *nearest = ocigate_rule_at(0)->name;
    if (name == NULL)
        return nearest;
    size_t shortest = og_edit_distance(name, nearest);
    const ocigate_rule *rule;
    for (size_t i = 1; (rule = ocigate_rule_at(i)) != NULL; i++) {
        const size_t distance = og_edit_distance(name, rule->name);
        if (distance < shortest) {
            shortest = distance;
            nearest = rule->name;
        }
    }
    return nearest;
}

const og_rule_group *og_rule_group_of(const struct og_rule *rule)
{
    for (size_t g = 0; og_rule_groups[g] != NULL; g++) {
        for (size_t i = 0; i < og_rule_groups[g]->count; i++) {
            if (&og_rule_groups[g]->rules[i] == rule)
                return og_rule_groups[g];
        }
    }
    return NULL;
}

ocigate_severity og_rule_severity(const struct og_rule *rule, const ocigate_options *options,
                                  bool *is_overridden)
{
    const og_override *override = options->overrides;
    while (override != NULL && !og_pattern_matches(override->pattern, rule->name))
        override = override->next;
    if (is_overridden != NULL)
        *is_overridden = override != NULL;
    return override != NULL ? override->severity : rule->severity[options->profile];
}

const char *ocigate_rule_name(const ocigate_rule *rule)
{
    return rule->name;
}

const char *ocigate_rule_group(const ocigate_rule *rule)
{
    const og_rule_group *group = og_rule_group_of(rule);
    return group == NULL ? "" : group->name;
}

const char *ocigate_rule_title(const ocigate_rule *rule)
{
    return rule->title;
}

const char *ocigate_rule_why(const ocigate_rule *rule)
{
    return rule->why;
}

const char *ocigate_rule_symptom(const ocigate_rule *rule)
{
    return rule->symptom;
}

const char *ocigate_rule_fix(const ocigate_rule *rule)
{
    return rule->fix;
}

const char *ocigate_rule_source(const ocigate_rule *rule)
{
    return rule->source;
}

char ocigate_rule_evidence(const ocigate_rule *rule)
{
    return rule->evidence;
}

const char *ocigate_rule_stage(const ocigate_rule *rule)
{
    return rule->stage;
}

ocigate_severity ocigate_rule_severity(const ocigate_rule *rule, const char *profile)
{
    og_profile found;
    return og_profile_find(profile, &found) ? rule->severity[found] : OCIGATE_SEVERITY_OFF;
}

const char *ocigate_rule_help(const ocigate_rule *rule)
{
    return rule->help;
}

const char *ocigate_severity_name(ocigate_severity severity)
{
    switch (severity) {
    case OCIGATE_SEVERITY_OFF:
        return "off";
    case OCIGATE_SEVERITY_INFO:
        return "info";
    case OCIGATE_SEVERITY_WARNING:
        return "warning";
    case OCIGATE_SEVERITY_ERROR:
        return "error";
    }
    return "unknown";
}
