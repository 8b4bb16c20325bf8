/* The reports that --report FORMAT=FILE asks for. */
#ifndef OG_CLI_REPORTS_H
#define OG_CLI_REPORTS_H

#include "options.h"
#include "target.h"

#include <ocigate/render.h>

typedef struct og_report_file og_report_file;

typedef struct og_reports {
    og_report_file *items;
    size_t count;
} og_reports;

/* One FORMAT=FILE; the text is borrowed. Nothing is opened. An exit status other than 0:
   complained, as below. */
int og_reports_add(og_reports *reports, const char *value);

/* One of them has this format. */
bool og_reports_have(const og_reports *reports, const char *format);

/* One of them is this file. For reports that are open. */
bool og_reports_hold(const og_reports *reports, const char *path);

/* One of them goes where this target does. For reports that are open. */
bool og_reports_write_to(const og_reports *reports, const og_target *target);

/* Before the inputs are read: can every file be written, is each named once, is none an input? */
int og_reports_open(og_reports *reports, const og_words *inputs);

/* Write each, whole or not at all; one that fails does not keep the others back. */
int og_reports_write(og_reports *reports, const ocigate_report *report,
                     const ocigate_render_options *options);

void og_reports_free(og_reports *reports);

#endif
