#include "commands.h"
#include "guard.h"
#include "output.h"
#include "terminal.h"

typedef struct settings {
    og_color color;
} settings;

static int set_color(void *own, const char *value)
{
    size_t index = OG_COLOR_AUTO;
    (void)og_choices_find(og_when, value, &index);
    ((settings *)own)->color = (og_color)index;
    return 0;
}

static const og_option options[] = {
    {.name = "color",
     .argument = "WHEN",
     .set = set_color,
     .choices = og_when,
     .initial = "auto, on a terminal",
     .help = "colours on standard output"},
    OG_OPTION_HELP_ROW,
    OG_OPTION_TABLE_END,
};

static int explain(const settings *own, const char *name)
{
    const ocigate_rule *rule = ocigate_rule_find(name);
    if (rule == NULL) {
        og_complain_parts((const char *const[]){"unknown rule ", name, ", the nearest is ",
                                                ocigate_rule_nearest(name), NULL});
        return OG_EXIT_USAGE;
    }
    ocigate_render_options how;
    ocigate_render_options_init(&how, sizeof how);
    how.has_color = og_terminal_has_color(own->color);
    how.columns = og_terminal_columns();
    ocigate_error error = {0};
    const ocigate_status written = ocigate_render_rule(rule, &how, og_output_write, NULL, &error);
    if (written < 0 && written != OCIGATE_ERROR_WRITE)
        og_complain_error(NULL, written, &error);
    return written < 0 ? OG_EXIT_ERROR : OG_EXIT_PASS;
}

static int run(int count, char **words, bool is_named)
{
    (void)is_named;
    settings own = {OG_COLOR_AUTO};
    og_words rest;
    const int status = og_options_parse(&og_command_explain, count, words, &own, &rest);
    if (status != 0)
        return status;
    if (rest.wants_help) {
        og_options_help(&og_command_explain, NULL);
        return OG_EXIT_PASS;
    }
    if (rest.count != 1) {
        og_complain(NULL, "explain takes one RULE; ocigate rules lists them");
        return og_options_refuse(&og_command_explain);
    }
    return explain(&own, rest.items[0]);
}

const og_command og_command_explain = {
    .name = "explain",
    .usage = "[OPTIONS] RULE",
    .about = "Show why a rule exists, how its defect looks, and how to mend it",
    .options = options,
    .operands = og_rule_names,
    .run = run,
};
