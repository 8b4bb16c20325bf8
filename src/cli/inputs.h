/* The images that a command line names. */
#ifndef OG_CLI_INPUTS_H
#define OG_CLI_INPUTS_H

#include "check_settings.h"

#include <ocigate/report.h>

/* Standard input where no word names an input. An exit status other than 0: complained. */
int og_inputs_find(const og_command *command, const og_check_settings *settings, og_words *inputs);

/* Read one input into the report, under the name of the settings where that is meant for it.
   Complains about what kept it from being read or judged. */
ocigate_status og_inputs_read(const og_check_settings *settings, const og_words *inputs, int index,
                              ocigate_report *report);

ocigate_render_options og_inputs_render_options(const og_check_settings *settings);

/* Complains about a report that was not written; 0, or the exit status. */
int og_inputs_judge_rendering(ocigate_status status, const ocigate_error *error);

#endif
