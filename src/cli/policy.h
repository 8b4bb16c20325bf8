/* The policy file and the baseline of the command check. */
#ifndef OG_CLI_POLICY_H
#define OG_CLI_POLICY_H

#include "check_settings.h"

#include <ocigate/policy.h>

/* In the working directory. */
#define OG_POLICY_FOUND_NAME ".ocigate.json"

/* What a policy says, before the options are applied, which win over it: that of --config, or the
   one that is found. Nothing with --help and --version. An exit status other than 0: complained. */
int og_policy_find(const og_command *command, og_check_settings *settings, int count,
                   char *const *words);

/* --baseline, after the options. */
int og_policy_load_baseline(const og_check_settings *settings);

/* --show-config. */
int og_policy_show(const og_check_settings *settings);

/* --write-baseline, before the inputs are read: can the file be written, and is it neither an
   input nor a report? After og_reports_open. */
int og_policy_open_baseline(og_check_settings *settings, const og_words *inputs);

/* --write-baseline: the file is whole, or what it was before. */
int og_policy_write_baseline(og_check_settings *settings, const ocigate_report *report);

int og_set_config(void *settings, const char *value);
int og_set_no_config(void *settings, const char *value);
int og_set_baseline(void *settings, const char *value);
int og_set_write_baseline(void *settings, const char *value);
int og_set_show_config(void *settings, const char *value);

#endif
