/* What a run inside of GitHub Actions shows beside its report. */
#ifndef OG_CLI_GITHUB_H
#define OG_CLI_GITHUB_H

#include <ocigate/render.h>

#include <stdbool.h>

/* The commands for annotations belong in front of the text. */
bool og_github_wants_commands(const char *format);

/* The file of the step that takes a summary; NULL: none. */
const char *og_github_summary(void);

/* Append the report to the summary. It is a courtesy: what goes wrong is told, and changes
   nothing. */
void og_github_summarize(const ocigate_report *report, const ocigate_render_options *options);

#endif
