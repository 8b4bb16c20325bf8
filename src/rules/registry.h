/* The groups of rules, one for each file; the order is in registry.c. */
#ifndef OG_RULES_REGISTRY_H
#define OG_RULES_REGISTRY_H

#include "rules/rule.h"

extern const og_rule_group og_rules_archive;
extern const og_rule_group og_rules_layout;
extern const og_rule_group og_rules_document;
extern const og_rule_group og_rules_index;
extern const og_rule_group og_rules_manifest;
extern const og_rule_group og_rules_integrity;
extern const og_rule_group og_rules_layer;
extern const og_rule_group og_rules_entry;
extern const og_rule_group og_rules_platform;
extern const og_rule_group og_rules_size;
extern const og_rule_group og_rules_entrypoint;
extern const og_rule_group og_rules_environment;
extern const og_rule_group og_rules_permission;
extern const og_rule_group og_rules_runtime;
extern const og_rule_group og_rules_policy;

#endif
