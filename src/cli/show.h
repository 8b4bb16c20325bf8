/* Reports on their way out of the process. */
#ifndef OG_CLI_SHOW_H
#define OG_CLI_SHOW_H

#include "check_settings.h"

#include <ocigate/report.h>

/* The exit status that a verdict asks for. */
int og_show_status(ocigate_verdict verdict);

/* A report, or one result of it, to standard output; 0, or the exit status. */
int og_show_report(const og_check_settings *settings, const char *format,
                   const ocigate_report *report);
int og_show_result(const og_check_settings *settings, const ocigate_report *report, size_t index);
/* What follows the last result where they were shown one by one. */
int og_show_summary(const og_check_settings *settings, const ocigate_report *report);

/* The files that were asked for, and the summary of GitHub; 0, or the exit status. */
int og_show_files(og_check_settings *settings, const ocigate_report *report);

#endif
