/* The report of a run: what is kept of the facts and findings after the arena of an input is gone.
 */
#ifndef OG_REPORT_REPORT_H
#define OG_REPORT_REPORT_H

#include "base/arena.h"
#include "base/options.h"
#include "rules/sink.h"

#include <ocigate/inspect.h>
#include <ocigate/report.h>

/* All strings are printable and in the report's arena; NULL: not known. */
typedef struct og_blob_summary {
    const char *media_type;
    const char *digest; /* as computed; as claimed where it was not read */
    uint64_t size;
    bool has_size;
    bool is_known; /* false: null in the report */
} og_blob_summary;

typedef struct og_waste {
    uint64_t bytes, file_count;
} og_waste;

typedef struct ocigate_layer {
    const char *media_type;
    const char *digest; /* of the stored bytes as computed; as claimed where they were not read */
    uint64_t size;
    bool has_size;
    const char *compression; /* NULL: not known */
    const char *diff_id;     /* computed, never claimed */
    uint64_t uncompressed_size;
    bool has_uncompressed_size;
    uint64_t entries;
    bool has_entries;
    const char *created_by;
    og_waste waste[3]; /* by ocigate_waste; zero where the contents are not known */
} og_layer_summary;

struct ocigate_item {
    const char *path;
    uint64_t bytes, file_count;
    ptrdiff_t layer, hidden_by;
    bool is_replaced;
};

typedef struct og_item_list {
    const ocigate_item *items;
    size_t count;
} og_item_list;

struct ocigate_contents {
    uint64_t counts[7]; /* by ocigate_file_type */
    uint64_t hard_link_count;
    og_waste hidden;
    og_item_list lists[3]; /* by ocigate_contents_list */
};

struct ocigate_step {
    const char *role, *path, *target, *state;
};

struct ocigate_image {
    const char **references;
    size_t reference_count;
    const char *name; /* for the text report: the references, or the digest, or the input's name */
    ocigate_verdict verdict;
    og_blob_summary manifest, config;
    const char *os, *architecture, *variant;
    const char **entrypoint, **cmd, **env; /* NULL: null */
    size_t entrypoint_count, cmd_count, env_count;
    const char *working_dir, *user;
    const char **argv; /* the command that is judged: after overrides */
    size_t argv_count;
    const char *directory; /* where it is started; NULL: the config is not known */
    bool entrypoint_is_override, cmd_is_override, working_dir_is_override;
    const char *wanted_architecture; /* --arch; NULL: what the image says */
    og_layer_summary *layers;
    size_t layer_count;
    uint64_t compressed_bytes, unpacked_bytes, rootfs_bytes, limit_bytes;
    bool has_compressed_bytes, has_unpacked_bytes, has_rootfs_bytes;
    bool has_limit;       /* false: no limit is judged under these options */
    uint64_t counts[4];   /* findings that concern it, by severity; OFF: all */
    uint64_t blocks[4];   /* the same after folding */
    uint64_t unlisted[4]; /* findings beyond the limit, which are counted alone */
    uint64_t proofs;      /* proofs given */
    ocigate_depth depth;  /* how deep it was looked at: what a silent rule is worth */
    const char *error;    /* NULL unless the verdict is error */
    const char *artifact;
    /* the next are for inspections alone */
    const ocigate_contents *contents; /* NULL: not known */
    const char *command_path;
    const ocigate_step *steps; /* NULL: not known */
    size_t step_count;
    bool files_are_known; /* for the command */
    const char *runtime, *runtime_client;
};

struct ocigate_finding {
    og_finding fact; /* strings moved to the report's arena; next and index are not used */
    bool is_folded;  /* differs from the one before in the place alone */
    /* 32 hexadecimal digits: the rule and the place, without what a rebuild changes; no other
       finding of the result has it */
    const char *fingerprint;
    bool is_note; /* on the policy: it says nothing of an image */
};

/* A finding that a policy or a baseline takes out of the verdict. */
struct ocigate_suppression {
    ocigate_finding finding;
    const char *reason;  /* NULL for a baseline */
    const char *expires; /* "2027-01-31"; NULL: never */
};

/* Where a result stands, so that a reader sees whether one is missing or there twice. */
typedef struct og_position {
    uint64_t result;  /* from 1, of the run */
    uint64_t results; /* that the run has; 0: nothing is known */
    uint64_t input;   /* from 1, of the list that the run has a shard of */
    uint64_t inputs;  /* that the list has */
} og_position;

struct ocigate_result {
    ocigate_result *next;
    og_position position;
    const char *name, *kind, *compression, *error;
    ocigate_verdict verdict;
    uint64_t bytes;
    double seconds;
    unsigned threads;
    ocigate_image *images;
    size_t image_count;
    ocigate_finding *findings; /* sorted: worst first, then in the order of the image; none OFF */
    size_t finding_count;
    ocigate_suppression *suppressed; /* in the same order; none of them counts below */
    size_t suppressed_count;
    uint64_t counts[4];   /* by severity; OFF: all */
    uint64_t blocks[4];   /* the same after folding */
    uint64_t unlisted[4]; /* findings beyond the limit, which are counted alone */
    uint64_t rules_run;
    const char *tool_version; /* of the ocigate that judged it */
    ocigate_severity fail_on; /* OFF: nothing fails it */
    const uint8_t *ran; /* by index in the registry: OG_RAN_*; NULL: not known, or none was run */
};

/* Of the JSON report; fields are only added while it stays. */
#define OG_REPORT_VERSION 1u

/* "manifest", "blobs", "rootfs" */
const char *og_depth_name(ocigate_depth depth);

/* "error", "warning", "info", or "never" */
const char *og_fail_on_name(ocigate_severity fail_on);

struct ocigate_report {
    og_arena arena;
    ocigate_options *options; /* a copy */
    ocigate_result *results, *last;
    size_t result_count;
    bool is_incomplete; /* a result is missing: memory was out */
    bool is_partial;    /* not all was looked at, or listed: what a policy is for may be there */
    bool expects_last;  /* the next result is the last */
    bool has_told_policy;
    og_position expected; /* of the next result */
    og_position read;     /* of the last result that was read */
};

/* A run of which results were read has more of them. */
static inline bool og_position_is_open(const og_position *position)
{
    return position->result < position->results;
}

struct og_facts;

/* Judge: copy facts and findings into a result, sort, count, decide. error_text is NULL unless the
   input could not be judged; facts and sink (each may be NULL) are reported as far as they got. A
   proof that is missing although nothing was flagged makes the verdict error. OCIGATE_ERROR_MEMORY,
   OCIGATE_ERROR_INTERNAL: a result that says so was added if there was room for that, and the
   report does not pass. */
ocigate_status og_report_add(ocigate_report *report, const char *name, const struct og_facts *facts,
                             const og_sink *sink, const char *error_text, double seconds,
                             ocigate_error *err);

#endif
