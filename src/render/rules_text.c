#include "render/render.h"
#include "render/rules.h"
#include "render/style.h"

#include <string.h>

#define LABEL_COLUMNS 12u

static void pad(og_buf *out, size_t used, size_t columns)
{
    for (; used < columns; used++)
        og_buf_char(out, ' ');
}

static size_t widest_name(void)
{
    size_t widest = 0;
    for (size_t i = 0; i < ocigate_rule_count(); i++) {
        const size_t length = strlen(ocigate_rule_name(ocigate_rule_at(i)));
        widest = length > widest ? length : widest;
    }
    return widest;
}

void og_rules_text(og_buf *out)
{
    const size_t columns = widest_name() + 2;
    const char *group = NULL;
    for (size_t i = 0; i < ocigate_rule_count(); i++) {
        const ocigate_rule *rule = ocigate_rule_at(i);
        if (group == NULL || strcmp(group, ocigate_rule_group(rule)) != 0) {
            if (group != NULL)
                og_buf_char(out, '\n');
            group = ocigate_rule_group(rule);
            og_buf_format(out, "%s\n", group);
        }
        const char *name = ocigate_rule_name(rule);
        const char *severity =
            ocigate_severity_name(ocigate_rule_severity(rule, og_rules_profiles[0]));
        og_buf_format(out, "  %s", name);
        pad(out, strlen(name), columns);
        og_buf_text(out, severity);
        pad(out, strlen(severity), strlen("warning") + 2);
        og_buf_format(out, "%s\n", ocigate_rule_title(rule));
    }
    og_buf_text(out, "\nSeverities are those of the profile lambda. More about one of them: "
                     "ocigate explain RULE\n");
}

typedef struct rule_page {
    og_buf *out;
    bool has_color;
    size_t columns;
} rule_page;

static void add_row(const rule_page *page, const char *label, const char *value)
{
    og_buf_text(page->out, "  ");
    og_style_add(page->out, page->has_color, OG_PAINT_DIM, label);
    pad(page->out, strlen(label), LABEL_COLUMNS);
    og_style_wrap(page->out, value, page->columns, LABEL_COLUMNS + 2, LABEL_COLUMNS + 2);
    og_buf_char(page->out, '\n');
}

static void add_severities(const rule_page *page, const ocigate_rule *rule)
{
    og_buf text;
    og_buf_init(&text);
    for (size_t i = 0; i < OG_PROFILES_SHOWN; i++)
        og_buf_format(&text, "%s%s in %s", i == 0 ? "" : ", ",
                      ocigate_severity_name(ocigate_rule_severity(rule, og_rules_profiles[i])),
                      og_rules_profiles[i]);
    add_row(page, "severity", og_buf_string(&text));
    page->out->failed = page->out->failed || text.failed;
    og_buf_fini(&text);
}

static void add_section(const rule_page *page, const char *title, const char *text, bool is_wrapped)
{
    if (text[0] == '\0')
        return;
    og_buf_char(page->out, '\n');
    og_style_add(page->out, page->has_color, OG_PAINT_BOLD, title);
    og_buf_text(page->out, "\n  ");
    if (is_wrapped) {
        og_style_wrap(page->out, text, page->columns, 2, 2);
        og_buf_char(page->out, '\n');
    } else {
        og_style_lines(page->out, text, 2);
    }
}

static void add_page(const ocigate_rule *rule, const ocigate_render_options *options, og_buf *out)
{
    const rule_page page = {out, options->has_color, options->columns};
    og_style_add(out, page.has_color, OG_PAINT_BOLD, ocigate_rule_name(rule));
    og_buf_text(out, "\n  ");
    og_style_wrap(out, ocigate_rule_title(rule), page.columns, 2, 2);
    og_buf_text(out, "\n\n");
    add_row(&page, "group", ocigate_rule_group(rule));
    add_severities(&page, rule);
    if (og_rules_stage(rule) != NULL)
        add_row(&page, "stage", og_rules_stage(rule));
    add_row(&page, "evidence", og_rules_evidence(rule));
    add_row(&page, "source", ocigate_rule_source(rule));
    add_section(&page, "Why", ocigate_rule_why(rule), true);
    add_section(&page, "Symptom", ocigate_rule_symptom(rule), true);
    add_section(&page, "Fix", ocigate_rule_fix(rule), false);
    og_buf_char(out, '\n');
    og_style_add(out, page.has_color, OG_PAINT_BOLD, "Silence");
    og_buf_format(out,
                  "\n  --severity %s=off\n"
                  "  or with a reason, in .ocigate.json:\n"
                  "  {\"ignore\": [{\"rule\": \"%s\", \"reason\": \"...\"}]}\n",
                  ocigate_rule_name(rule), ocigate_rule_name(rule));
}

void og_rules_text_of(const ocigate_rule *const *rules, size_t count,
                      const ocigate_render_options *options, og_buf *out)
{
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            og_buf_char(out, '\n');
        add_page(rules[i], options, out);
    }
}
