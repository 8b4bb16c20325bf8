/**
 * @file merge.h
 * Reports that were written as JSON, read back: the parts of a run over many machines, made one.
 */
#ifndef OCIGATE_MERGE_H
#define OCIGATE_MERGE_H

#include <ocigate/report.h>

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Bytes that one call of ocigate_report_read() takes. */
#define OCIGATE_REPORT_READ_BYTES_MAX (UINT64_C(256) * 1024 * 1024)

/** Results that a report takes from ocigate_report_read(). */
#define OCIGATE_REPORT_READ_RESULTS_MAX UINT64_C(1000000)

/**
 * Add the results that a report in JSON holds: a document of the format "json", lines of "jsonl",
 * or several of either behind each other. The order stays. Nothing at all holds no result, and is
 * good.
 *
 * What is read is checked strictly, so that no verdict comes out better than it went in: against
 * docs/report.schema.json, against itself (a verdict that its findings contradict, a summary that
 * does not count them), and against this library (a rule that it does not know). A field that it
 * does not know is passed over. Where anything is wrong, nothing is added. The results of a run
 * come one behind the other: one that is missing between them is wrong, those that are missing at
 * the end are counted by ocigate_report_missing().
 *
 * A report has one profile: the first results decide it, and results of another are refused.
 * What only an inspection gathers (inspect.h) is in no report, and does not come back.
 *
 * @param[in,out] report  takes the results
 * @param[in]     bytes   need not end in a NUL
 * @param[in]     length  bytes, at most OCIGATE_REPORT_READ_BYTES_MAX
 * @param[out]    error   what is wrong, with line and place; may be NULL
 * @return OCIGATE_OK; OCIGATE_ERROR_READ for bytes that are no such report;
 *         OCIGATE_ERROR_ARGUMENT; OCIGATE_ERROR_MEMORY
 *
 * Threads: none else may use @p report during the call.
 */
OCIGATE_API OCIGATE_NODISCARD ocigate_status ocigate_report_read(ocigate_report *report,
                                                                 const char *bytes, size_t length,
                                                                 ocigate_error *error);

/**
 * Say where the next result stands, for those who read the report: number @p result of the
 * @p results of this run, and number @p input of the @p inputs of the list of which the run judges
 * all or a part. All are counted from 1. A reader sees then that lines are missing, or there twice.
 * It holds for one result; numbers that do not fit together say nothing.
 */
OCIGATE_API void ocigate_report_expect(ocigate_report *report, uint64_t result, uint64_t results,
                                       uint64_t input, uint64_t inputs);

/**
 * How many results of the run that was read last have not been read: its lines end early. As long
 * as there are any, the verdict of the report is OCIGATE_VERDICT_ERROR.
 */
OCIGATE_API uint64_t ocigate_report_missing(const ocigate_report *report);

/**
 * How many results are there for a second time: the same report was read twice, or the same place
 * of a list that several runs have a part of.
 *
 * @param[in]  report
 * @param[out] count
 * @param[out] example  one of them, owned by the report; NULL where there is none; may be NULL
 * @param[out] error    may be NULL
 * @return OCIGATE_OK, OCIGATE_ERROR_ARGUMENT, OCIGATE_ERROR_MEMORY
 */
OCIGATE_API OCIGATE_NODISCARD ocigate_status ocigate_report_repeated(const ocigate_report *report,
                                                                     size_t *count,
                                                                     const ocigate_result **example,
                                                                     ocigate_error *error);

/**
 * Demand a number of results: where a report has fewer or more, or has one for a second time, a
 * result of the name "merge" is added whose verdict is OCIGATE_VERDICT_ERROR, so that the report
 * cannot pass in any format.
 *
 * @param[in,out] report
 * @param[in]     count   results that there must be
 * @param[out]    error   may be NULL
 * @return OCIGATE_OK, whether it was added or not; OCIGATE_ERROR_ARGUMENT;
 *         OCIGATE_ERROR_MEMORY (the report does not pass then)
 */
OCIGATE_API OCIGATE_NODISCARD ocigate_status ocigate_report_require(ocigate_report *report,
                                                                    uint64_t count,
                                                                    ocigate_error *error);

#ifdef __cplusplus
}
#endif

#endif
