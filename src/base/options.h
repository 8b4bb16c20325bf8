/* The options of a run, behind the opaque ocigate_options. */
#ifndef OG_BASE_OPTIONS_H
#define OG_BASE_OPTIONS_H

#include "base/arena.h"
#include "base/digest.h"
#include "base/limits.h"

#include <ocigate/check.h>

#include <stdbool.h>

typedef enum og_profile {
    OG_PROFILE_LAMBDA,
    OG_PROFILE_LAMBDA_MANAGED,
    OG_PROFILE_OCI,
    OG_PROFILE_COUNT
} og_profile;

/* "lambda", "lambda-managed", "oci" */
const char *og_profile_name(og_profile profile);
bool og_profile_find(const char *name, og_profile *out);

typedef struct og_platform {
    const char *os, *architecture, *variant; /* NULL: absent; strings as in the document */
    const char *os_version;
} og_platform;

/* A list of strings out of JSON. */
typedef struct og_string_list {
    const char **items; /* never NULL inside */
    size_t count;
    bool is_present; /* an array was there, be it empty; null counts as absent */
} og_string_list;

/* Where a setting comes from, for people. */
typedef struct og_origin {
    bool is_set;
    const char *file; /* NULL: a call */
    uint32_t line;
} og_origin;

/* A change of severity; the last that matches wins. */
typedef struct og_override {
    struct og_override *next; /* the one that was set before */
    const char *pattern;      /* a rule, or a prefix and '*' */
    ocigate_severity severity;
    og_origin origin;
} og_override;

/* Findings that are taken out of the verdict. */
typedef struct og_ignore {
    struct og_ignore *next; /* in the order in which they were added */
    const char *rule;       /* as of an override */
    const char *path;       /* a pattern, see policy/policy.h; NULL: whatever the path */
    const char *reason;
    const char *expires; /* "2027-01-31", the last day; NULL: none */
    og_origin origin;
    uint64_t used; /* findings of the run that it held for */
} og_ignore;

/* It has an end that is past, or that cannot be compared: date NULL, not known. */
bool og_ignore_is_expired(const og_ignore *ignore, const char *date);

/* A finding that is known. Entries of one fingerprint follow each other, the smallest count first.
 */
typedef struct og_known {
    const char *fingerprint, *rule, *where;
    uint64_t count; /* of defects that the finding may stand for */
    bool is_used;   /* by a finding of the run */
} og_known;

typedef struct og_baseline {
    const char *name; /* of the file; NULL: there is no baseline */
    og_known *entries;
    size_t count;
} og_baseline;

/* Settings that a policy file may have beside its lists. */
typedef enum og_setting {
    OG_SETTING_PROFILE,
    OG_SETTING_ARCHITECTURE,
    OG_SETTING_FAIL_ON,
    OG_SETTING_MAX_SIZE,
    OG_SETTING_COUNT
} og_setting;

/* Does a rule's name fit? A `*` at the end of the pattern fits any rest. */
bool og_pattern_matches(const char *pattern, const char *name);

struct ocigate_options {
    og_arena arena; /* owns the strings */
    og_profile profile;
    const char *architecture;  /* NULL: what the image says */
    og_platform platform;      /* os NULL: none wanted */
    const char *platform_text; /* as given, NULL: none */
    const char *reference;     /* NULL: every image */
    og_digest digest;          /* none: every image */
    ocigate_depth depth;
    og_limits limits;
    og_override *overrides; /* the last one first */
    ocigate_severity fail_on;
    bool is_inspection;                 /* gather what inspect.h shows */
    unsigned threads;                   /* at least 1 */
    ocigate_progress_function progress; /* NULL: nobody watches */
    void *progress_payload;
    og_string_list entrypoint, cmd;         /* of the function; not present: the image's */
    const char *entrypoint_text, *cmd_text; /* as given, NULL: none */
    const char *working_dir;                /* of the function; NULL: the image's */
    og_origin origins[OG_SETTING_COUNT];
    og_origin source; /* of what is set now; the reader of a file says otherwise */
    const char *date; /* "2026-11-24"; NULL: not known */
    og_ignore *ignores, *last_ignore;
    size_t ignore_count;
    og_baseline baseline;
};

/* A rule, or several, that exist; else the error names the nearest one. */
ocigate_status og_pattern_check(const char *pattern, ocigate_error *error);

/* The command of the function, copied into the arena of *to. */
ocigate_status og_options_copy_command(const ocigate_options *from, ocigate_options *to);

/* The date, the ignores and the baseline, the same way; nothing of them is used yet. */
ocigate_status og_options_copy_policy(const ocigate_options *from, ocigate_options *to);

#endif
