/* What inspections show, made by hand: the reports of sample_report.h with files and commands. */
#ifndef TEST_GOLDEN_SAMPLE_INSPECTION_H
#define TEST_GOLDEN_SAMPLE_INSPECTION_H

#include "golden/sample_report.h"

ocigate_report *sample_inspection(void);

/* Paths, steps and settings that imitate headings, verdicts and commands to build services. */
ocigate_report *sample_hostile_inspection(void);
/* Of sample_markup_report, with a suppressed finding each. */
ocigate_report *sample_markup_inspection(void);

#endif
