/* The steps in which a result is built. Internal to this folder. Strings go to the arena of the
   report; when memory is out, that arena says so. */
#ifndef OG_REPORT_RESULT_H
#define OG_REPORT_RESULT_H

#include "image/image.h"
#include "report/report.h"
#include "rules/rule.h"

/* A printable copy; NULL stays NULL. */
const char *og_report_text(og_arena *arena, const char *text);

/* The same for each line of a fix, which may have several: they are the rule's own. */
const char *og_report_lines(og_arena *arena, const char *text);

/* They say the same and differ in the place alone: the path, the layer, the pointer. Whether they
   are about one index is not compared. */
bool og_finding_is_alike(const og_finding *a, const og_finding *b);

/* One of them is as bad as fail_on or worse. */
bool og_has_failing(const uint64_t counts[4], ocigate_severity fail_on);

/* What the input and its images are. */
void og_result_describe(og_arena *arena, const og_facts *facts, ocigate_result *result);

/* What an inspection shows of an image beyond that; for options that ask for it. */
void og_image_inspect(og_arena *arena, const og_image *image, ocigate_image *out);

/* What is not listed of all findings, by severity; OFF: those that are not off. */
void og_result_count_unlisted(const uint64_t all[4], const uint64_t listed[4], uint64_t out[4]);

/* The findings that are reported, sorted. */
void og_result_collect(og_arena *arena, const og_sink *sink, ocigate_result *result);

/* Those that a policy or the baseline takes out go to the suppressed ones. They have fingerprints.
 */
void og_result_suppress(og_arena *arena, ocigate_options *options, ocigate_result *result);

/* Add what is to say of the policy itself. facts: as the engine wants them. */
ocigate_status og_result_add_notes(og_arena *arena, const og_policy_facts *facts,
                                   ocigate_result *result, ocigate_error *err);

/* Fold and count the findings, and what is not listed. */
void og_result_count(const og_sink *sink, ocigate_result *result);

void og_result_copy_finding(og_arena *arena, const og_finding *from, size_t image_count,
                            og_finding *to);

/* What was flagged about one subject. */
typedef struct og_tally {
    uint64_t flagged; /* what explains a missing proof: of rules that are an error in some profile,
                         those included that are OFF or suppressed */
    uint64_t baselined; /* of it, what a baseline suppresses: its entry knows the place and not what
                           is there, so that it stands for no proof */
    uint64_t all[4];    /* by severity, without the suppressed; what is listed of it: */
    uint64_t counts[4], blocks[4];
} og_tally;

typedef struct og_concerns {
    og_tally *images;         /* one each: what concerns it, the archive's included */
    uint64_t archive_flagged; /* about the archive, its documents and indexes */
    uint64_t archive_baselined;
} og_concerns;

/* Which finding concerns which image. The memory is the caller's scratch arena. */
void og_result_relate(og_arena *scratch, const og_facts *facts, const og_sink *sink,
                      const ocigate_result *result, og_concerns *out);

/* Proofs as far as there are facts; images has one for each image. */
typedef struct og_proofs {
    og_proof archive;
    og_proof *images;
} og_proofs;

/* The verdicts of the images and of the result, with the reason of an error. */
void og_result_judge(og_arena *arena, ocigate_severity fail_on, const og_concerns *concerns,
                     const og_proofs *proofs, ocigate_result *result);

#endif
