#include "render/json_writer.h"
#include "render/render.h"
#include "render/rules.h"

#include <ocigate/version.h>

static void add_rule(og_json_writer *json, const ocigate_rule *rule)
{
    const char evidence[] = {ocigate_rule_evidence(rule), '\0'};
    const char *stage = ocigate_rule_stage(rule);
    const char *symptom = ocigate_rule_symptom(rule);
    og_json_put_object_begin(json, NULL);
    og_json_put_string(json, "name", ocigate_rule_name(rule));
    og_json_put_string(json, "group", ocigate_rule_group(rule));
    og_json_put_string(json, "title", ocigate_rule_title(rule));
    og_json_put_object_begin(json, "severity");
    for (size_t i = 0; i < OG_PROFILES_SHOWN; i++)
        og_json_put_string(
            json, og_rules_profiles[i],
            ocigate_severity_name(ocigate_rule_severity(rule, og_rules_profiles[i])));
    og_json_put_object_end(json);
    og_json_put_string(json, "stage", stage[0] == '\0' ? NULL : stage);
    og_json_put_string(json, "why", ocigate_rule_why(rule));
    og_json_put_string(json, "symptom", symptom[0] == '\0' ? NULL : symptom);
    og_json_put_string(json, "fix", ocigate_rule_fix(rule));
    og_json_put_string(json, "evidence", evidence);
    og_json_put_string(json, "source", ocigate_rule_source(rule));
    og_json_put_string(json, "help", ocigate_rule_help(rule));
    og_json_put_object_end(json);
}

void og_rules_json(const ocigate_rule *const *rules, size_t count,
                   const ocigate_render_options *options, og_buf *out)
{
    (void)options;
    og_json_writer json;
    og_json_writer_init(&json, out, true);
    og_json_put_object_begin(&json, NULL);
    og_json_put_uint(&json, "rules_version", 1);
    og_json_put_object_begin(&json, "tool");
    og_json_put_string(&json, "name", "ocigate");
    og_json_put_string(&json, "version", ocigate_version());
    og_json_put_object_end(&json);
    og_json_put_array_begin(&json, "rules");
    for (size_t i = 0; i < count; i++)
        add_rule(&json, rules[i]);
    og_json_put_array_end(&json);
    og_json_put_object_end(&json);
    og_buf_char(out, '\n');
}
