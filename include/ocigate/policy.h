/**
 * @file policy.h
 * Policies: findings that are known and taken out of the verdict, and the file that says so.
 *
 * A suppressed finding is reported apart, with its reason; it does not fail an image. What could
 * not be judged stays an error, whatever is suppressed.
 */
#ifndef OCIGATE_POLICY_H
#define OCIGATE_POLICY_H

#include <ocigate/check.h>
#include <ocigate/render.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Today, for ignores that expire. The library reads no clock: without a date, an ignore with an end
 * does not hold.
 *
 * @param[in] date  "2026-11-24", in UTC; NULL: not known; copied
 * @return OCIGATE_OK, OCIGATE_ERROR_ARGUMENT when it is no date, OCIGATE_ERROR_MEMORY
 */
OCIGATE_API OCIGATE_NODISCARD ocigate_status ocigate_options_set_date(ocigate_options *options,
                                                                      const char *date,
                                                                      ocigate_error *error);

/**
 * Suppress findings of a rule. Where several ignores hold for a finding, the first one is named.
 *
 * A path is a pattern from the root of the file system: `*` stands for any characters of one name,
 * `?` for one, a name `**` for any number of names; every other character for itself. What matches
 * a directory holds for all below it. Paths are compared as reports show them. An ignore with a
 * path holds for no finding without one, and for none that stands for several files.
 *
 * @param[in,out] options
 * @param[in]     rule     name, or a prefix and `*`; "*" alone needs a path
 * @param[in]     path     e.g. "usr/lib/python3.*"; NULL: whatever the path
 * @param[in]     reason   why; not empty
 * @param[in]     expires  the last day on which it holds, "2027-01-31"; NULL: it does not end
 * @param[out]    error    cause of a negative status; may be NULL
 * @return OCIGATE_OK; OCIGATE_ERROR_ARGUMENT (no rule matches, no reason, no date, more than 1,000
 *         ignores); OCIGATE_ERROR_MEMORY
 */
OCIGATE_API OCIGATE_NODISCARD ocigate_status
ocigate_options_add_ignore(ocigate_options *options, const char *rule, const char *path,
                           const char *reason, const char *expires, ocigate_error *error);

/**
 * Read a policy file: docs/config.schema.json. All of it is taken, or nothing.
 *
 * What it sets can be set again: call this first, then the setters that are to win.
 *
 * @param[in,out] options
 * @param[in]     bytes   JSON, at most 1 MiB
 * @param[in]     length  in bytes
 * @param[in]     name    of the file, for messages
 * @param[out]    error   "NAME:LINE:COLUMN: what is wrong"; may be NULL
 * @return OCIGATE_OK, OCIGATE_ERROR_ARGUMENT for a file that is wrong, OCIGATE_ERROR_MEMORY
 */
OCIGATE_API OCIGATE_NODISCARD ocigate_status ocigate_options_load_policy(ocigate_options *options,
                                                                         const char *bytes,
                                                                         size_t length,
                                                                         const char *name,
                                                                         ocigate_error *error);

/**
 * Suppress the findings that a baseline knows, as ocigate_render_baseline() has written it: at most
 * 64 MiB. Each of its entries holds for one finding in the whole run. A second call replaces the
 * first. See ocigate_options_load_policy() for the rest.
 */
OCIGATE_API OCIGATE_NODISCARD ocigate_status ocigate_options_load_baseline(ocigate_options *options,
                                                                           const char *bytes,
                                                                           size_t length,
                                                                           const char *name,
                                                                           ocigate_error *error);

/**
 * Write the baseline of a run: its findings, those of the present baseline included, those that an
 * ignore suppresses left out. The same findings give the same bytes.
 *
 * @return OCIGATE_OK; OCIGATE_ERROR_ARGUMENT when an input was not judged; OCIGATE_ERROR_WRITE,
 *         OCIGATE_ERROR_MEMORY
 */
OCIGATE_API OCIGATE_NODISCARD ocigate_status ocigate_render_baseline(const ocigate_report *report,
                                                                     ocigate_write_function write,
                                                                     void *payload,
                                                                     ocigate_error *error);

/**
 * Write the policy of these options as text: a setting in each line, and where it comes from.
 *
 * @param[in] caller  what to call the program that has set what no file has: "command line"
 * @return OCIGATE_OK, OCIGATE_ERROR_WRITE, OCIGATE_ERROR_MEMORY
 */
OCIGATE_API OCIGATE_NODISCARD ocigate_status ocigate_render_policy(const ocigate_options *options,
                                                                   const char *caller,
                                                                   ocigate_write_function write,
                                                                   void *payload,
                                                                   ocigate_error *error);

/**
 * The next input is the last of this run: its result says what no input of the run had use for
 * (rules ignore-unused and baseline-stale). Without this call nothing is said of it.
 */
OCIGATE_API void ocigate_report_expect_last(ocigate_report *report);

#ifdef __cplusplus
}
#endif

#endif
