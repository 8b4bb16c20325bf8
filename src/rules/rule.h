/* A rule: one constant row next to its check. Checks are pure: they read the frozen model and flag;
   they do no I/O, allocate nothing of their own and cannot fail. */
#ifndef OG_RULES_RULE_H
#define OG_RULES_RULE_H

#include "image/image.h"
#include "rules/sink.h"

#include <ocigate/rule.h>

/* What a check is called with, in this order: the archive; each document; each index; each link of
   no image; then for each image the image, its links, its layers. */
typedef enum og_subject_kind {
    OG_SUBJECT_ARCHIVE,  /* facts alone */
    OG_SUBJECT_DOCUMENT, /* document, image (may be NULL) */
    OG_SUBJECT_INDEX,    /* index */
    OG_SUBJECT_LINK,     /* link, image (may be NULL), layer (may be NULL) */
    OG_SUBJECT_IMAGE,    /* image */
    OG_SUBJECT_LAYER,    /* image, layer */
    OG_SUBJECT_IGNORE,   /* ignore; after all inputs and findings, as the next */
    OG_SUBJECT_KNOWN,    /* known */
} og_subject_kind;

typedef struct og_subject {
    og_subject_kind kind;
    const og_facts *facts; /* never NULL */
    const ocigate_options *options;
    const og_document_node *document;
    const og_index_node *index;
    const og_link *link;
    const og_image *image;
    const og_layer *layer;
    const og_ignore *ignore;
    const og_known *known;
    size_t position;    /* of these two in their list */
    bool is_end_of_run; /* they have no use any more that could still come */
} og_subject;

typedef void (*og_check)(const og_subject *subject, og_sink *sink);

/* Where the rules are documented: the name of a rule is added. The one place that says so. The
   build may name the place where its docs/ are published. */
#ifdef OCIGATE_DOCS_URL
#define OG_RULES_HELP_BASE OCIGATE_DOCS_URL "/rules.md#"
#else
#define OG_RULES_HELP_BASE "docs/rules.md#"
#endif

/* The fields of a rule that are made from its name. */
#define OG_RULE_NAME(slug) .name = (slug), .help = OG_RULES_HELP_BASE slug

/* A rule looks at one kind of subject, or at several: damage of the same kind in the archive, in a
   document and in a layer is one rule. */
#define OG_RULE_CHECKS_MAX 4u

/* What an attacker gains by the defect, in tenths of the scale of CVSS. */
typedef enum og_risk {
    OG_RISK_NONE = 0,    /* it is about function alone */
    OG_RISK_MEDIUM = 55, /* needs a second fault: a reader that is lenient, a host that is weak */
    OG_RISK_HIGH = 75,   /* other bytes run than were promised or reviewed, or a secret is told */
} og_risk;

struct og_rule {
    const char *name;    /* slug; stable for ever */
    const char *help;    /* URL of its documentation */
    const char *title;   /* one line, at most 72 characters, no full stop */
    const char *why;     /* what breaks, and when */
    const char *symptom; /* the error as a user meets it without us; "" for none */
    const char *fix;     /* what to change; the default fix of its findings */
    const char *source;  /* https:// of the fact */
    char evidence;       /* D S O I */
    const char *stage;   /* "push" "create" "optimize" "init" or "" */
    ocigate_depth
        depth; /* how deep an image has to be looked at for it to hold its peace in truth */
    og_risk risk;
    ocigate_severity severity[OG_PROFILE_COUNT]; /* lambda, lambda-managed, oci */
    struct {
        og_subject_kind subject;
        og_check check; /* NULL: no more */
    } checks[OG_RULE_CHECKS_MAX];
};

/* Columns L and O of the rule tables: lambda and lambda-managed share L unless said. */
#define OG_SEVERITIES(l, o)                                                                        \
    {                                                                                              \
        OCIGATE_SEVERITY_##l, OCIGATE_SEVERITY_##l, OCIGATE_SEVERITY_##o                           \
    }

typedef struct og_rule_group {
    const char *name;
    const struct og_rule *rules;
    size_t count;
} og_rule_group;

#define OG_RULE_GROUP(variable, text, table)                                                       \
    const og_rule_group variable = {text, table, sizeof(table) / sizeof((table)[0])}

/* The groups, in the order of the reports and of the documentation. NULL at the end. */
extern const og_rule_group *const og_rule_groups[];

const og_rule_group *og_rule_group_of(const struct og_rule *rule);

/* Default severity of a rule under these options: profile, then overrides. OFF switches it off. */
ocigate_severity og_rule_severity(const struct og_rule *rule, const ocigate_options *options,
                                  bool *is_overridden);

/* A registry takes no larger manifest (Amazon ECR, API PutImage); the size itself passes. */
#define OG_MANIFEST_BYTES_MAX UINT64_C(4194304)

/* Run every rule on every subject of the facts, in a fixed order. Rules that are off run as well:
   their findings are kept with severity OFF, so that a missing proof has its explanation. */
void og_engine_run(const og_facts *facts, og_sink *sink);

/* The same for what has become of the policy and the baseline of these options: their findings say
   nothing of an image, and explain no missing proof. */
typedef struct og_policy_facts {
    const ocigate_options *options;
    bool is_start_of_run; /* ignores that do not hold are told once */
    bool is_end_of_run;   /* everything was looked at: what was not used has no use */
} og_policy_facts;

void og_engine_run_policy(const og_policy_facts *policy, og_sink *sink);

/* Flag each defect of this kind with its text, expected, found, pointer, path, offset, line and
   column. Returns how many there were. */
uint64_t og_flag_defects(og_sink *sink, const og_defects *defects, og_defect_kind kind);

/* The same with a severity of their own. */
uint64_t og_flag_defects_as(og_sink *sink, const og_defects *defects, og_defect_kind kind,
                            ocigate_severity severity);

/* A single one. */
og_finding *og_flag_defect(og_sink *sink, const og_defect *defect);

#endif
