/* The member "tool" of a SARIF run: what the tool is, and every rule that it has, so that the index
   of a rule is the same in each report of one version. */
#include "render/rules.h"
#include "render/sarif.h"
#include "rules/rule.h"

#include <ocigate/version.h>

#include <stdio.h>
#include <string.h>

/* "entrypoint-symlink" as the standard wants names: "EntrypointSymlink". */
static void put_name(og_sarif *sarif, const char *slug)
{
    og_buf name;
    og_buf_init(&name);
    bool is_start = true;
    for (; *slug != '\0'; slug++) {
        if (*slug != '-')
            og_buf_char(&name,
                        is_start && *slug >= 'a' && *slug <= 'z' ? (char)(*slug - 32) : *slug);
        is_start = *slug == '-';
    }
    og_json_put_string(&sarif->json, "name", og_buf_string(&name));
    sarif->json.out->failed = sarif->json.out->failed || name.failed;
    og_buf_fini(&name);
}

static void add_help_text(og_buf *out, const ocigate_rule *rule)
{
    og_buf_text(out, ocigate_rule_why(rule));
    if (ocigate_rule_symptom(rule)[0] != '\0')
        og_buf_format(out, "\n\nWithout this check: %s", ocigate_rule_symptom(rule));
    og_buf_format(out, "\n\nFix: %s\n\nSource (%s): %s", ocigate_rule_fix(rule),
                  og_rules_evidence(rule), ocigate_rule_source(rule));
}

static void add_help_markdown(og_buf *out, const ocigate_rule *rule)
{
    og_rules_prose(out, ocigate_rule_why(rule));
    if (ocigate_rule_symptom(rule)[0] != '\0')
        og_rules_block(out, "\nWithout this check", ocigate_rule_symptom(rule));
    og_rules_block(out, ocigate_rule_symptom(rule)[0] != '\0' ? "Fix" : "\nFix",
                   ocigate_rule_fix(rule));
    og_buf_format(out, "\nSource (%s): <%s>\n\nSilence: `--severity %s=off`\n",
                  og_rules_evidence(rule), ocigate_rule_source(rule), ocigate_rule_name(rule));
}

static void put_help(og_sarif *sarif, const ocigate_rule *rule)
{
    og_buf text;
    og_buf_init(&text);
    og_json_put_object_begin(&sarif->json, "help");
    add_help_text(&text, rule);
    og_json_put_string(&sarif->json, "text", og_buf_string(&text));
    sarif->json.out->failed = sarif->json.out->failed || text.failed;
    og_buf_rewind(&text);
    add_help_markdown(&text, rule);
    og_json_put_string(&sarif->json, "markdown", og_buf_string(&text));
    og_json_put_object_end(&sarif->json);
    sarif->json.out->failed = sarif->json.out->failed || text.failed;
    og_buf_fini(&text);
    if (strncmp(ocigate_rule_help(rule), "https://", strlen("https://")) == 0)
        og_json_put_string(&sarif->json, "helpUri", ocigate_rule_help(rule));
}

/* How sure a finding of the rule is to be true. */
static const char *precision_of(const ocigate_rule *rule)
{
    switch (ocigate_rule_evidence(rule)) {
    case 'D':
    case 'S':
        return "very-high";
    case 'O':
        return "high";
    default:
        return "medium";
    }
}

static const char *problem_of(ocigate_severity severity)
{
    switch (severity) {
    case OCIGATE_SEVERITY_ERROR:
        return "error";
    case OCIGATE_SEVERITY_WARNING:
        return "warning";
    default:
        return "recommendation";
    }
}

static void put_properties(og_sarif *sarif, const ocigate_rule *rule, ocigate_severity severity)
{
    og_json_writer *json = &sarif->json;
    og_json_put_object_begin(json, "properties");
    og_json_put_array_begin(json, "tags");
    og_json_put_string(json, NULL, "container-image");
    og_json_put_string(json, NULL, ocigate_rule_group(rule));
    if (rule->risk != OG_RISK_NONE)
        og_json_put_string(json, NULL, "security");
    og_json_put_array_end(json);
    og_json_put_string(json, "precision", precision_of(rule));
    og_json_put_string(json, "problem.severity", problem_of(severity));
    if (rule->risk != OG_RISK_NONE) {
        char risk[16];
        (void)snprintf(risk, sizeof risk, "%d.%d", (int)rule->risk / 10, (int)rule->risk % 10);
        og_json_put_string(json, "security-severity", risk);
    }
    og_json_put_object_end(json);
}

static void put_rule(og_sarif *sarif, const ocigate_rule *rule)
{
    og_json_writer *json = &sarif->json;
    const ocigate_severity severity =
        ocigate_rule_severity(rule, ocigate_report_profile(sarif->report));
    og_json_put_object_begin(json, NULL);
    og_json_put_string(json, "id", ocigate_rule_name(rule));
    put_name(sarif, ocigate_rule_name(rule));
    og_sarif_put_text(sarif, "shortDescription", ocigate_rule_title(rule));
    og_sarif_put_text(sarif, "fullDescription", ocigate_rule_why(rule));
    put_help(sarif, rule);
    og_json_put_object_begin(json, "defaultConfiguration");
    if (severity == OCIGATE_SEVERITY_OFF)
        og_json_put_bool(json, "enabled", false);
    else
        og_json_put_string(json, "level", og_sarif_level(severity));
    og_json_put_object_end(json);
    put_properties(sarif, rule, severity);
    og_json_put_object_end(json);
}

void og_sarif_put_tool(og_sarif *sarif)
{
    og_json_writer *json = &sarif->json;
    og_json_put_object_begin(json, "tool");
    og_json_put_object_begin(json, "driver");
    og_json_put_string(json, "name", "ocigate");
    og_json_put_string(json, "version", ocigate_version());
    og_json_put_string(json, "semanticVersion", ocigate_version());
    og_json_put_array_begin(json, "rules");
    const ocigate_rule *rule;
    for (size_t i = 0; (rule = ocigate_rule_at(i)) != NULL; i++)
        put_rule(sarif, rule);
    og_json_put_array_end(json);
    og_json_put_object_end(json);
    og_json_put_object_end(json);
}
