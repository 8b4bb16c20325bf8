#include "render/rules.h"

#include <string.h>

const char *const og_rules_profiles[OG_PROFILES_SHOWN] = {"lambda", "lambda-managed", "oci"};

const char *og_rules_evidence(const ocigate_rule *rule)
{
    switch (ocigate_rule_evidence(rule)) {
    case 'D':
        return "documented, or demanded by a specification";
    case 'S':
        return "the open source part of the service does so";
    case 'O':
        return "observed by users";
    default:
        return "inferred";
    }
}

const char *og_rules_stage(const ocigate_rule *rule)
{
    static const struct {
        const char *name, *text;
    } stages[] = {
        {"push", "push: the registry or another tool refuses the image, or takes a broken one"},
        {"create", "create: the call that creates or updates the function is refused"},
        {"optimize", "optimize: the function turns Failed after it was created"},
        {"init", "init: the first invocation fails, in production"},
    };
    for (size_t i = 0; i < sizeof stages / sizeof stages[0]; i++) {
        if (strcmp(stages[i].name, ocigate_rule_stage(rule)) == 0)
            return stages[i].text;
    }
    return NULL;
}
