/* A report that is written as JSON and read back is the same report. */
#ifndef TEST_SUPPORT_READ_BACK_H
#define TEST_SUPPORT_READ_BACK_H

#include "base/buf.h"

#include <ocigate/ocigate.h>

#include <stdbool.h>

/* The report as "json" or "jsonl" writes it. */
void test_report_write(const ocigate_report *report, const char *format, og_buf *out);

/* A report that holds what these bytes say; the status and error of the reading. To be freed. */
ocigate_report *test_report_read(const char *bytes, size_t length, ocigate_status *status,
                                 ocigate_error *error);

/* Every format writes the same of both. *why gets the first line that differs. */
bool test_reports_are_same(const ocigate_report *a, const ocigate_report *b, og_buf *why);

/* Read back from json it is the same in every format, and its lines read back are the same. The
   times of the report are cut to whole microseconds, which is what its JSON holds. */
bool test_report_reads_back(ocigate_report *report, og_buf *why);

#endif
