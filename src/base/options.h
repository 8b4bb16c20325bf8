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

/* A change of severity; the last that matches wins. */
typedef struct og_override {
    struct og_override *next; /* the one that was set before */
    const char *pattern;      /* a rule, or a prefix and '*' */
    ocigate_severity severity;
} og_override;

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
};

/* The command of the function, copied into the arena of *to. */
ocigate_status og_options_copy_command(const ocigate_options *from, ocigate_options *to);

#endif
