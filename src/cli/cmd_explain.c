#include "commands.h"
#include "guard.h"
#include "nearest.h"
#include "output.h"
#include "terminal.h"

#include <stdlib.h>

#define NEAR_MAX 3u
#define COLUMNS 80u /* where nothing says how wide it is */

typedef struct settings {
    const char *format;
    og_color color;
} settings;

static int set_format(void *own, const char *value)
{
    ((settings *)own)->format = value;
    return 0;
}

static int set_color(void *own, const char *value)
{
    size_t index = OG_COLOR_AUTO;
    (void)og_choices_find(og_when, value, &index);
    ((settings *)own)->color = (og_color)index;
    return 0;
}

static const og_option options[] = {
    {.name = "format",
     .argument = "FORMAT",
     .set = set_format,
     .choices = ocigate_rules_format,
     .initial = "text",
     .help = "how to show them"},
    {.name = "color",
     .argument = "WHEN",
     .set = set_color,
     .choices = og_when,
     .initial = "auto, on a terminal",
     .help = "colours on standard output"},
    OG_OPTION_HELP_ROW,
    OG_OPTION_TABLE_END,
};

static void refuse_rule(const char *name)
{
    const char *near[NEAR_MAX];
    const char *parts[3 + 2 * NEAR_MAX + 1] = {"unknown rule ", name};
    const size_t count = og_nearest_several(name, og_rule_names, near, NEAR_MAX);
    size_t used = 2;
    for (size_t i = 0; i < count; i++) {
        parts[used++] = i > 0 ? ", " : count > 1 ? "; the nearest are " : "; the nearest is ";
        parts[used++] = near[i];
    }
    if (count == 0)
        parts[used++] = "; ocigate rules lists them";
    parts[used] = NULL;
    og_complain_parts(parts);
}

/* All of the names, so that each wrong one is told. */
static int find_rules(const og_words *names, const ocigate_rule **rules)
{
    int status = OG_EXIT_PASS;
    for (int i = 0; i < names->count; i++) {
        rules[i] = ocigate_rule_find(names->items[i]);
        if (rules[i] != NULL)
            continue;
        refuse_rule(names->items[i]);
        status = OG_EXIT_USAGE;
    }
    return status;
}

static int show(const settings *own, const ocigate_rule *const *rules, size_t count)
{
    ocigate_render_options how;
    ocigate_render_options_init(&how, sizeof how);
    how.has_color = og_terminal_has_color(own->color);
    how.columns = og_terminal_columns();
    how.columns = how.columns == 0 ? COLUMNS : how.columns;
    ocigate_error error = {0};
    const ocigate_status written =
        ocigate_render_explanation(rules, count, own->format, &how, og_output_write, NULL, &error);
    if (written < 0 && written != OCIGATE_ERROR_WRITE)
        og_complain_error(NULL, written, &error);
    return written < 0 ? OG_EXIT_ERROR : OG_EXIT_PASS;
}

static int explain(const settings *own, const og_words *names)
{
    const size_t count = (size_t)names->count;
    const ocigate_rule **rules = calloc(count, sizeof(const ocigate_rule *));
    if (rules == NULL) {
        og_complain(NULL, "out of memory");
        return OG_EXIT_ERROR;
    }
    int status = find_rules(names, rules);
    if (status == OG_EXIT_PASS)
        status = show(own, rules, count);
    free(rules);
    return status;
}

static int run(int count, char **words, bool is_named)
{
    (void)is_named;
    settings own = {"text", OG_COLOR_AUTO};
    og_words rest;
    const int status = og_options_parse(&og_command_explain, count, words, &own, &rest);
    if (status != 0)
        return status;
    if (rest.wants_help) {
        og_options_help(&og_command_explain, NULL);
        return OG_EXIT_PASS;
    }
    if (rest.count == 0) {
        og_complain(NULL, "explain takes the name of a RULE; ocigate rules lists them");
        return og_options_refuse(&og_command_explain);
    }
    return explain(&own, &rest);
}

const og_command og_command_explain = {
    .name = "explain",
    .usage = "[OPTIONS] RULE...",
    .about = "Show why a rule exists, how its defect looks, and how to mend it",
    .examples = "  ocigate explain entrypoint-symlink\n"
                "  ocigate explain --format markdown layer-zstd index-single\n",
    .options = options,
    .operands = og_rule_names,
    .run = run,
};
