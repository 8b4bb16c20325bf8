/* What the options of the commands check and inspect ask for. */
#ifndef OG_CLI_CHECK_SETTINGS_H
#define OG_CLI_CHECK_SETTINGS_H

#include "options.h"
#include "progress.h"
#include "terminal.h"

#include <ocigate/check.h>
#include <ocigate/render.h>

typedef struct og_check_settings {
    ocigate_options *options;
    const char *name;   /* of the input; NULL: its own */
    const char *format; /* one of ocigate_render_format(), or ocigate_inspection_format() */
    og_color color;
    og_progress_when progress;
    og_progress *bar; /* of the input that is read */
    ocigate_verbosity verbosity;
    const char *config, *baseline, *write_baseline; /* files; NULL: none is named */
    bool has_no_config, shows_config;
} og_check_settings;

extern const og_option og_check_options[];

/* Make the settings with every default, run, and free them; gives the exit status. */
int og_settings_run(int (*run)(og_check_settings *settings, int count, char **words, bool is_named),
                    int count, char **words, bool is_named);

/* Setters of the options that both have. */
int og_set_entrypoint(void *settings, const char *value);
int og_set_cmd(void *settings, const char *value);
int og_set_workdir(void *settings, const char *value);
int og_set_limit(void *settings, const char *value);
int og_set_platform(void *settings, const char *value);
int og_set_name(void *settings, const char *value);
int og_set_reference(void *settings, const char *value);
int og_set_digest(void *settings, const char *value);
int og_set_max_layer_size(void *settings, const char *value);
int og_set_depth(void *settings, const char *value);
int og_set_threads(void *settings, const char *value);
int og_set_progress(void *settings, const char *value);
int og_set_color(void *settings, const char *value);
int og_set_verbose(void *settings, const char *value);

/* "--format: x is none of text, json"; gives the exit status. */
int og_settings_refuse(const char *option, const char *value, const char *wanted);

#endif
