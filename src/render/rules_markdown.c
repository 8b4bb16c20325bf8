/* docs/rules.md: every rule with an anchor of its own, which the reports link to. */
#include "render/render.h"
#include "render/rules.h"

#include <string.h>

void og_rules_prose(og_buf *out, const char *text)
{
    bool is_code = false;
    for (; *text != '\0'; text++) {
        if (*text == '`')
            is_code = !is_code;
        else if (!is_code && strchr("\\<>*_[]|", *text) != NULL)
            og_buf_char(out, '\\');
        og_buf_char(out, *text);
    }
}

void og_rules_block(og_buf *out, const char *label, const char *text)
{
    og_buf_format(out, "\n%s:\n\n```text\n%s\n```\n", label, text);
}

static void add_contents(og_buf *out)
{
    const char *group = NULL;
    for (size_t i = 0; i < ocigate_rule_count(); i++) {
        const ocigate_rule *rule = ocigate_rule_at(i);
        if (group == NULL || strcmp(group, ocigate_rule_group(rule)) != 0) {
            group = ocigate_rule_group(rule);
            og_buf_format(out, "\n**[%s](#group-%s)**\n\n", group, group);
            og_buf_text(out, "| rule | lambda | lambda-managed | oci | what it says |\n"
                             "|---|---|---|---|---|\n");
        }
        og_buf_format(out, "| [`%s`](#%s) |", ocigate_rule_name(rule), ocigate_rule_name(rule));
        for (size_t p = 0; p < OG_PROFILES_SHOWN; p++)
            og_buf_format(out, " %s |",
                          ocigate_severity_name(ocigate_rule_severity(rule, og_rules_profiles[p])));
        og_buf_char(out, ' ');
        og_rules_prose(out, ocigate_rule_title(rule));
        og_buf_text(out, " |\n");
    }
}

static void add_facts(og_buf *out, const ocigate_rule *rule)
{
    og_buf_text(out, "\n- severity: ");
    for (size_t p = 0; p < OG_PROFILES_SHOWN; p++)
        og_buf_format(out, "%s%s in `%s`", p == 0 ? "" : ", ",
                      ocigate_severity_name(ocigate_rule_severity(rule, og_rules_profiles[p])),
                      og_rules_profiles[p]);
    og_buf_char(out, '\n');
    if (og_rules_stage(rule) != NULL)
        og_buf_format(out, "- stage: %s\n", og_rules_stage(rule));
    og_buf_format(out, "- evidence: %s, <%s>\n", og_rules_evidence(rule),
                  ocigate_rule_source(rule));
    og_buf_format(out,
                  "- silence: `--severity %s=off`, or an `ignore` with a reason in "
                  "`.ocigate.json`\n",
                  ocigate_rule_name(rule));
}

static void add_rule(og_buf *out, const ocigate_rule *rule)
{
    const char *name = ocigate_rule_name(rule);
    og_buf_format(out, "<a id=\"%s\"></a>\n### %s\n\n", name, name);
    og_rules_prose(out, ocigate_rule_title(rule));
    og_buf_text(out, ".\n\n");
    og_rules_prose(out, ocigate_rule_why(rule));
    og_buf_char(out, '\n');
    if (ocigate_rule_symptom(rule)[0] != '\0')
        og_rules_block(out, "Without this check", ocigate_rule_symptom(rule));
    og_rules_block(out, "Fix", ocigate_rule_fix(rule));
    add_facts(out, rule);
}

void og_rules_markdown(og_buf *out)
{
    og_buf_text(out,
                "# Rules\n\n"
                "Written by `ocigate rules --format markdown`; change the rules in `src/rules/`, "
                "not this page.\n\n"
                "A name is stable for ever. What `--severity RULE=error|warning|info|off` changes "
                "is how bad a\nfinding is; `ocigate explain RULE` shows one of the texts below.\n");
    add_contents(out);
    const char *group = NULL;
    for (size_t i = 0; i < ocigate_rule_count(); i++) {
        const ocigate_rule *rule = ocigate_rule_at(i);
        if (group == NULL || strcmp(group, ocigate_rule_group(rule)) != 0) {
            group = ocigate_rule_group(rule);
            og_buf_format(out, "\n<a id=\"group-%s\"></a>\n## %s\n", group, group);
        }
        og_buf_char(out, '\n');
        add_rule(out, rule);
    }
}

void og_rules_markdown_of(const ocigate_rule *const *rules, size_t count,
                          const ocigate_render_options *options, og_buf *out)
{
    (void)options;
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            og_buf_char(out, '\n');
        add_rule(out, rules[i]);
    }
}
