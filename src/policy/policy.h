/* Which findings a policy and a baseline take out of the verdict. */
#ifndef OG_POLICY_POLICY_H
#define OG_POLICY_POLICY_H

#include "base/options.h"

/* A file that is read by no program but this one, and a list that people keep by hand. */
#define OG_POLICY_BYTES_MAX UINT64_C(1048576)
#define OG_BASELINE_BYTES_MAX UINT64_C(67108864)
#define OG_IGNORES_MAX 1000u
#define OG_PATTERN_BYTES_MAX 4096u

/* A pattern against a path, both from the root: `*` any characters of one name, `?` one of them,
   a name `**` any number of names. What matches a directory matches all below it. Time: at most the
   product of the two lengths. */
bool og_glob_matches(const char *pattern, const char *path);

/* "2026-11-24", a day of the calendar. */
bool og_date_is_valid(const char *text);

/* The parts of an ignore. OCIGATE_ERROR_ARGUMENT says what is wrong. */
ocigate_status og_ignore_check_rule(const char *rule, ocigate_error *err);
ocigate_status og_ignore_check_path(const char *path, ocigate_error *err);
ocigate_status og_ignore_check_reason(const char *reason, ocigate_error *err);
ocigate_status og_ignore_check_expires(const char *expires, ocigate_error *err);

/* The first ignore that holds for a finding, or NULL; each that does counts it. count: defects that
   it stands for, which may have other paths when there are several. */
const og_ignore *og_ignores_use(ocigate_options *options, const char *rule, const char *path,
                                uint64_t count);

/* Use up the entry of a finding; false when the baseline does not know it. */
bool og_baseline_use(og_baseline *baseline, const char *fingerprint, uint64_t count);

#endif
