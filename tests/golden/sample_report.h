/* Reports made by hand: everything that a report can say, without an image. */
#ifndef TEST_GOLDEN_SAMPLE_REPORT_H
#define TEST_GOLDEN_SAMPLE_REPORT_H

#include "report/report.h"

/* Inputs of every kind, each with what only it has. Free with ocigate_report_free. */
ocigate_report *sample_report(void);

/* Names and texts that imitate verdicts, findings and commands to build services. */
ocigate_report *sample_hostile_report(void);
ocigate_report *sample_markup_report(void);

#endif
