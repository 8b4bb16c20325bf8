/* What the options of the commands check and inspect ask for. */
#ifndef OG_CLI_CHECK_SETTINGS_H
#define OG_CLI_CHECK_SETTINGS_H

#include "image_list.h"
#include "options.h"
#include "progress.h"
#include "reports.h"
#include "target.h"
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
    og_reports reports;
    char *location_path; /* of the repository; NULL: its default */
    uint64_t location_line;
    const char *images_from; /* a file, or -; NULL: none */
    og_image_list images;    /* what it names, and the words of the line */
    og_shard shard;
    uint64_t result_count; /* that a merge must have */
    bool has_result_count;
    const char *config, *baseline, *write_baseline; /* files; NULL: none is named */
    og_target new_baseline;                         /* what write_baseline names, when it is open */
    bool has_new_baseline;
    bool has_no_config, shows_config;
} og_check_settings;

/* The options of the commands that read images or their reports, and the rows that each has. */
extern const og_option og_check_options[];

enum {
    OG_FOR_CHECK = 1 << 0,
    OG_FOR_INSPECT = 1 << 1,
    OG_FOR_MERGE = 1 << 2,
    OG_FOR_IMAGES = OG_FOR_CHECK | OG_FOR_INSPECT,
    OG_FOR_REPORTS = OG_FOR_CHECK | OG_FOR_MERGE,
};

/* Make the settings with every default, run, and free them; gives the exit status. */
int og_settings_run(int (*run)(og_check_settings *settings, int count, char **words, bool is_named),
                    int count, char **words, bool is_named);

/* Setters of the table. */
int og_set_profile(void *settings, const char *value);
int og_set_architecture(void *settings, const char *value);
int og_set_platform(void *settings, const char *value);
int og_set_name(void *settings, const char *value);
int og_set_reference(void *settings, const char *value);
int og_set_digest(void *settings, const char *value);
int og_set_entrypoint(void *settings, const char *value);
int og_set_cmd(void *settings, const char *value);
int og_set_workdir(void *settings, const char *value);
int og_set_max_size(void *settings, const char *value);
int og_set_max_layer_size(void *settings, const char *value);
int og_set_limit(void *settings, const char *value);
int og_set_format(void *settings, const char *value);
int og_set_location(void *settings, const char *value);
int og_set_fail_on(void *settings, const char *value);
int og_set_severity(void *settings, const char *value);
int og_set_depth(void *settings, const char *value);
int og_set_threads(void *settings, const char *value);
int og_set_progress(void *settings, const char *value);
int og_set_color(void *settings, const char *value);
int og_set_quiet(void *settings, const char *value);
int og_set_verbose(void *settings, const char *value);
int og_set_images_from(void *settings, const char *value);
int og_set_shard(void *settings, const char *value);
int og_add_report(void *settings, const char *value);

/* Words of the table. */
const char *og_fail_levels(size_t index);
const char *og_severity_levels(size_t index);
const char *og_depths(size_t index);
const char *og_limit_names(size_t index);
int og_set_results(void *settings, const char *value);

#endif
