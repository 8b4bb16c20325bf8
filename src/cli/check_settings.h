/* What the options of the command check ask for. */
#ifndef OG_CLI_CHECK_SETTINGS_H
#define OG_CLI_CHECK_SETTINGS_H

#include "options.h"
#include "terminal.h"

#include <ocigate/check.h>
#include <ocigate/render.h>

typedef struct og_check_settings {
    ocigate_options *options;
    const char *name;   /* of the input; NULL: its own */
    const char *format; /* one of ocigate_render_format() */
    og_color color;
    ocigate_verbosity verbosity;
} og_check_settings;

extern const og_option og_check_options[];

#endif
