/* Where rules put their findings. Sticky out-of-memory; the engine says rule and subject. */
#ifndef OG_RULES_SINK_H
#define OG_RULES_SINK_H

#include "base/arena.h"
#include "base/digest.h"

#include <ocigate/rule.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct og_rule;
struct og_subject;
struct og_index_node;
struct og_entry;

/* A finding. All strings are printable and in the arena of the sink. */
typedef struct og_finding {
    struct og_finding *next; /* in the order in which they were flagged */
    const struct og_rule *rule;
    ocigate_severity severity; /* after profile, flag and overrides; OFF: not reported */
    const char *message;
    const char *fix;                   /* never NULL */
    const char *expected;              /* or NULL */
    const char *found;                 /* or NULL */
    uint64_t count;                    /* defects it stands for, >= 1 */
    ptrdiff_t image;                   /* -1: the archive */
    const struct og_index_node *index; /* image -1: only the images of this index are concerned */
    const char *document;   /* "config", "manifest", "index", "oci-layout", "manifest.json",
                               "repositories", "archive", "layer" */
    const char *blob;       /* digest or NULL */
    const char *pointer;    /* or NULL */
    ptrdiff_t layer;        /* -1: none */
    size_t layer_count;     /* of the image, for "layer k of n" */
    const char *created_by; /* build step of the layer, or NULL */
    const char *path;       /* or NULL */
    uint32_t line, column;  /* 0: none */
} og_finding;

/* Findings beyond the limit of the input that are counted alone: what follows each other about one
   image or index. */
typedef struct og_unlisted {
    struct og_unlisted *next;
    ptrdiff_t image;
    const struct og_index_node *index;
    uint64_t counts[4]; /* by severity; OFF: those that are off */
} og_unlisted;

/* Of each rule; the rest is counted on the last one kept. Beyond it, the first finding on each
   image or index is kept, and one that is worse than the last: no flood hides a failure. */
#define OG_FINDINGS_KEPT_PER_RULE 1000u

typedef struct og_sink {
    og_arena *arena; /* borrowed; holds the findings */
    og_finding *first, *last;
    og_unlisted *unlisted, *unlisted_last;
    /* Findings that are kept: of each severity as many as there is room for with the worse ones. */
    uint64_t limit;
    uint64_t kept[4]; /* by severity */
    /* set by the engine before each check */
    const struct og_rule *rule;
    const struct og_subject *subject;
    ocigate_severity severity; /* of the rule under the options */
    bool is_overridden;    /* by --severity: then it is the finding's, whatever the check says */
    uint64_t flagged;      /* by this rule so far, in all */
    og_finding *rule_last; /* the last one kept of this rule */
    /* The finding that is being made: until the next one comes it may be kept, or only counted. */
    og_finding pending;
    bool is_pending;
    bool is_first_of_many; /* no flood of its rule: to be kept, where there is room */
    bool has_texts;        /* it may turn out to be worth keeping: its texts are made */
    og_arena_mark mark;    /* before its texts */
    /* One answer that a check may keep from subject to subject of its rule, such as what holds for
       a whole index: else every image would ask all others. */
    const void *answered_for;
    bool answer;
    uint8_t *ran; /* by index in the registry: OG_RAN_*; NULL: the rules were not run */
} og_sink;

/* What a rule that is not off was asked about. */
#define OG_RAN_ON_ARCHIVE 1u /* the archive, its documents and indexes */
#define OG_RAN_ON_IMAGE 2u   /* an image, with all that is its own */

/* limit: of the findings that are kept. */
void og_sink_init(og_sink *sink, og_arena *arena, uint64_t limit);

/* Count or keep what is pending; the engine calls it after each check. */
void og_sink_settle(og_sink *sink);

/* Add a finding of the present rule on the present subject. Never NULL: the calls below are always
   fine. The text is formatted, then made printable. document, blob, layer and image come from the
   subject. */
og_finding *og_flag(og_sink *sink, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Further parts, each optional. */
void og_finding_severity(og_sink *sink, og_finding *finding, ocigate_severity severity);
void og_finding_fix(og_sink *sink, og_finding *finding, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void og_finding_expected(og_sink *sink, og_finding *finding, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void og_finding_found(og_sink *sink, og_finding *finding, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void og_finding_compare(og_sink *sink, og_finding *finding, const char *expected,
                        const char *found);
void og_finding_compare_sizes(og_sink *sink, og_finding *finding, uint64_t expected,
                              uint64_t found);
void og_finding_compare_digests(og_sink *sink, og_finding *finding, const og_digest *expected,
                                const og_digest *found);
/* A place in a document of the image (its blob comes with it); "": the whole document. */
void og_finding_at(og_sink *sink, og_finding *finding, const char *document, const char *format,
                   ...) __attribute__((format(printf, 4, 5)));
void og_finding_pointer(og_sink *sink, og_finding *finding, const char *pointer); /* NULL: none */
void og_finding_layer(og_sink *sink, og_finding *finding,
                      size_t index); /* of the subject's image */
void og_finding_path(og_sink *sink, og_finding *finding, const char *path);
void og_finding_entry(og_sink *sink, og_finding *finding, const struct og_entry *entry);
void og_finding_blob(og_sink *sink, og_finding *finding, const og_digest *digest);

#endif
