#include "commands.h"
#include "guard.h"
#include "output.h"

typedef struct settings {
    const char *format;
} settings;

static int set_format(void *own, const char *value)
{
    ((settings *)own)->format = value;
    return 0;
}

static const og_option options[] = {
    {.name = "format",
     .argument = "FORMAT",
     .set = set_format,
     .choices = ocigate_rules_format,
     .initial = "text",
     .help = "how to list them"},
    OG_OPTION_HELP_ROW,
    OG_OPTION_TABLE_END,
};

static int run(int count, char **words, bool is_named)
{
    (void)is_named;
    settings own = {"text"};
    og_words rest;
    const int status = og_options_parse(&og_command_rules, count, words, &own, &rest);
    if (status != 0)
        return status;
    if (rest.wants_help) {
        og_options_help(&og_command_rules, NULL);
        return OG_EXIT_PASS;
    }
    if (rest.count > 0) {
        og_complain_parts((const char *const[]){"rules takes no ", rest.items[0],
                                                "; for one rule: ocigate explain RULE", NULL});
        return og_options_refuse(&og_command_rules);
    }
    ocigate_error error = {0};
    const ocigate_status written = ocigate_render_rules(own.format, og_output_write, NULL, &error);
    if (written < 0 && written != OCIGATE_ERROR_WRITE)
        og_complain_error(NULL, written, &error);
    return written < 0 ? OG_EXIT_ERROR : OG_EXIT_PASS;
}

const og_command og_command_rules = {
    .name = "rules",
    .usage = "[OPTIONS]",
    .about = "List what is judged, and how severe it is",
    .examples = "  ocigate rules --format json | jq -r '.rules[].name'\n"
                "  ocigate explain entrypoint-symlink\n",
    .options = options,
    .run = run,
};
