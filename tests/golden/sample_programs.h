/* Reports for the formats that programs read: made for the limits and the rules of their readers.
 */
#ifndef TEST_GOLDEN_SAMPLE_PROGRAMS_H
#define TEST_GOLDEN_SAMPLE_PROGRAMS_H

#include "report/report.h"

/* The names of the samples, NULL at the end. */
extern const char *const sample_program_names[];

/* NULL for an unknown name. Free with ocigate_report_free. */
ocigate_report *sample_program_report(const char *name);

#endif
