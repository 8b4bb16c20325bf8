/* The decision. Nothing passes that was not proven: what is missing without a finding is an error.
 */
#include "report/result.h"

#include <inttypes.h>

const char *og_depth_name(ocigate_depth depth)
{
    switch (depth) {
    case OCIGATE_DEPTH_BLOBS:
        return "blobs";
    case OCIGATE_DEPTH_ROOTFS:
        return "rootfs";
    default:
        return "manifest";
    }
}

const char *og_fail_on_name(ocigate_severity fail_on)
{
    return fail_on == OCIGATE_SEVERITY_OFF ? "never" : ocigate_severity_name(fail_on);
}

bool og_has_failing(const uint64_t counts[4], ocigate_severity fail_on)
{
    if (fail_on == OCIGATE_SEVERITY_OFF)
        return false;
    for (int severity = (int)fail_on; severity <= OCIGATE_SEVERITY_ERROR; severity++) {
        if (counts[severity] > 0)
            return true;
    }
    return false;
}

static bool is_incomplete(const og_proof *proof)
{
    return proof->required != proof->given;
}

static const char *incomplete_text(og_arena *arena, const og_proof *proof)
{
    if (proof->first_missing == NULL)
        return og_arena_format(arena, "the proof is incomplete: %" PRIu64 " of %" PRIu64 " given",
                               proof->given, proof->required);
    const char *missing = og_report_text(arena, proof->first_missing);
    return og_arena_format(
        arena, "the proof is incomplete: %" PRIu64 " of %" PRIu64 " given, the first missing is %s",
        proof->given, proof->required, missing == NULL ? "" : missing);
}

/* given_up: the input could not be read to its end, so that findings may be its shadow alone.
   unproven: what is wrong with the archive. Both may be NULL. */
static void judge_image(og_arena *arena, ocigate_severity fail_on, const og_tally *tally,
                        const og_proof *proof, const char *given_up, const char *unproven,
                        ocigate_image *image)
{
    for (size_t i = 0; i < 4; i++) {
        image->counts[i] = tally->counts[i];
        image->blocks[i] = tally->blocks[i];
    }
    og_result_count_unlisted(tally->all, image->counts, image->unlisted);
    image->proofs = proof->given;
    image->verdict = OCIGATE_VERDICT_PASS;
    if (given_up != NULL) {
        image->error = given_up;
    } else if (og_has_failing(image->counts, fail_on) || og_has_failing(image->unlisted, fail_on)) {
        image->verdict = OCIGATE_VERDICT_FAIL;
    } else if (unproven != NULL) {
        image->error = unproven;
    } else if (is_incomplete(proof) && (tally->flagged == 0 || tally->baselined > 0)) {
        image->error = incomplete_text(arena, proof);
    }
    if (image->error != NULL)
        image->verdict = OCIGATE_VERDICT_ERROR;
}

static const char *first_error(const ocigate_result *result)
{
    for (size_t i = 0; i < result->image_count; i++) {
        if (result->images[i].error != NULL)
            return result->images[i].error;
    }
    return NULL;
}

void og_result_judge(og_arena *arena, ocigate_severity fail_on, const og_concerns *concerns,
                     const og_proofs *proofs, ocigate_result *result)
{
    const char *given_up = result->error;
    const char *unproven = NULL;
    if (is_incomplete(&proofs->archive) &&
        (concerns->archive_flagged == 0 || concerns->archive_baselined > 0))
        unproven = incomplete_text(arena, &proofs->archive);
    for (size_t i = 0; i < result->image_count; i++) {
        judge_image(arena, fail_on, &concerns->images[i], &proofs->images[i], given_up, unproven,
                    &result->images[i]);
    }
    result->verdict = OCIGATE_VERDICT_PASS;
    if (given_up == NULL &&
        (og_has_failing(result->counts, fail_on) || og_has_failing(result->unlisted, fail_on))) {
        result->verdict = OCIGATE_VERDICT_FAIL;
        return;
    }
    if (result->error == NULL && result->image_count == 0)
        result->error = "no image was judged";
    if (result->error == NULL)
        result->error = unproven;
    if (result->error == NULL)
        result->error = first_error(result);
    if (result->error != NULL)
        result->verdict = OCIGATE_VERDICT_ERROR;
}
