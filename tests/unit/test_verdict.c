/* The decision, from tallies and proofs that are given. */
#include "report/result.h"

#include <criterion/criterion.h>
#include <string.h>

#define OFF OCIGATE_SEVERITY_OFF
#define INFO OCIGATE_SEVERITY_INFO
#define WARNING OCIGATE_SEVERITY_WARNING
#define ERROR OCIGATE_SEVERITY_ERROR
#define PASS OCIGATE_VERDICT_PASS
#define FAIL OCIGATE_VERDICT_FAIL
#define BROKEN OCIGATE_VERDICT_ERROR

static const struct {
    const char *name;
    ocigate_severity fail_on;
    int worst; /* severity of the only finding on the image; -1: none; OFF: switched off */
    bool lacks_image_proof, lacks_archive_proof, archive_is_flagged;
    const char *given_up;
    ocigate_verdict verdict;
    const char *error; /* part of it */
} cases[] = {
    {"nothing at all", ERROR, -1, false, false, false, NULL, PASS, NULL},
    {"an error", ERROR, ERROR, false, false, false, NULL, FAIL, NULL},
    {"a warning below the limit", ERROR, WARNING, false, false, false, NULL, PASS, NULL},
    {"a warning at the limit", WARNING, WARNING, false, false, false, NULL, FAIL, NULL},
    {"an info below the limit", WARNING, INFO, false, false, false, NULL, PASS, NULL},
    {"an info at the limit", INFO, INFO, false, false, false, NULL, FAIL, NULL},
    {"an error above the limit", INFO, ERROR, false, false, false, NULL, FAIL, NULL},
    {"never", OFF, ERROR, false, false, false, NULL, PASS, NULL},
    {"a rule that is off", ERROR, OFF, false, false, false, NULL, PASS, NULL},
    {"a proof is missing", ERROR, -1, true, false, false, NULL, BROKEN, "the proof is incomplete"},
    {"never, and a proof is missing", OFF, -1, true, false, false, NULL, BROKEN, "incomplete"},
    {"a warning explains it", ERROR, WARNING, true, false, false, NULL, PASS, NULL},
    {"a rule that is off explains it", ERROR, OFF, true, false, false, NULL, PASS, NULL},
    {"an error before a missing proof", ERROR, ERROR, true, true, false, NULL, FAIL, NULL},
    {"a proof of the archive is missing", ERROR, -1, false, true, false, NULL, BROKEN, "layer 7"},
    {"the archive was flagged", ERROR, -1, false, true, true, NULL, PASS, NULL},
    {"the image does not explain the archive", ERROR, WARNING, false, true, false, NULL, BROKEN,
     "incomplete"},
    {"given up", ERROR, -1, false, false, false, "cannot read", BROKEN, "cannot read"},
    {"given up after an error", ERROR, ERROR, false, false, false, "cannot read", BROKEN,
     "cannot read"},
    {"given up, and never", OFF, -1, false, false, false, "cannot read", BROKEN, "cannot read"},
};

static const og_proof whole = {2, 2, NULL};
static const og_proof missing = {3, 2, "layer 7"};

Test(verdict, follows_from_findings_and_proofs)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        og_arena arena;
        og_arena_init(&arena);
        og_tally tally = {0};
        og_proof proof = cases[i].lacks_image_proof ? missing : whole;
        ocigate_image image = {0};
        ocigate_result result = {.images = &image, .image_count = 1, .error = cases[i].given_up};
        if (cases[i].worst >= 0)
            tally.flagged = 1;
        if (cases[i].worst > 0) {
            tally.counts[cases[i].worst] = 1;
            result.counts[cases[i].worst] = 1;
        }
        const og_concerns concerns = {.images = &tally,
                                      .archive_flagged = cases[i].archive_is_flagged};
        const og_proofs proofs = {cases[i].lacks_archive_proof ? missing : whole, &proof};
        og_result_judge(&arena, cases[i].fail_on, &concerns, &proofs, &result);
        cr_expect_eq(result.verdict, cases[i].verdict, "%s: %s", cases[i].name,
                     ocigate_verdict_name(result.verdict));
        cr_expect_eq(image.verdict, cases[i].verdict, "%s, image: %s", cases[i].name,
                     ocigate_verdict_name(image.verdict));
        if (cases[i].error == NULL)
            cr_expect_null(ocigate_result_error(&result), "%s", cases[i].name);
        else
            cr_expect(result.error != NULL && strstr(result.error, cases[i].error) != NULL,
                      "%s: %s", cases[i].name, result.error);
        og_arena_fini(&arena);
    }
}

Test(verdict, without_an_image_nothing_passes)
{
    const struct {
        ocigate_severity fail_on;
        uint64_t errors;
        ocigate_verdict verdict;
    } rows[] = {{ERROR, 0, BROKEN}, {ERROR, 1, FAIL}, {OFF, 1, BROKEN}, {OFF, 0, BROKEN}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        og_arena arena;
        og_arena_init(&arena);
        ocigate_result result = {.counts = {[ERROR] = rows[i].errors}};
        const og_concerns concerns = {.archive_flagged = rows[i].errors};
        const og_proofs proofs = {whole, NULL};
        og_result_judge(&arena, rows[i].fail_on, &concerns, &proofs, &result);
        cr_expect_eq(result.verdict, rows[i].verdict, "row %zu", i);
        if (rows[i].verdict == BROKEN)
            cr_expect_str_eq(ocigate_result_error(&result), "no image was judged");
        og_arena_fini(&arena);
    }
}

/* One image passes and one lacks a proof: the input does not pass. */
Test(verdict, the_worst_image_decides)
{
    og_arena arena;
    og_arena_init(&arena);
    og_tally tallies[2] = {0};
    og_proof image_proofs[2] = {whole, missing};
    ocigate_image images[2] = {0};
    ocigate_result result = {.images = images, .image_count = 2};
    const og_concerns concerns = {.images = tallies};
    const og_proofs proofs = {whole, image_proofs};
    og_result_judge(&arena, ERROR, &concerns, &proofs, &result);
    cr_expect_eq(images[0].verdict, PASS);
    cr_expect_eq(images[1].verdict, BROKEN);
    cr_expect_eq(result.verdict, BROKEN);
    cr_expect_str_eq(result.error,
                     "the proof is incomplete: 2 of 3 given, the first missing is layer 7");
    og_arena_fini(&arena);
}

/* A baseline takes the place of no proof, whatever else was flagged. */
Test(verdict, of_what_a_baseline_hides_is_an_error)
{
    for (size_t i = 0; i < 4; i++) {
        og_arena arena;
        og_arena_init(&arena);
        const bool is_archive = i >= 2;
        og_tally tally = {.flagged = 2, .baselined = is_archive ? 0 : i % 2};
        ocigate_image image = {0};
        ocigate_result result = {.images = &image, .image_count = 1};
        og_proof proof = is_archive ? whole : missing;
        const og_concerns concerns = {
            .images = &tally, .archive_flagged = 2, .archive_baselined = is_archive ? i % 2 : 0};
        const og_proofs proofs = {is_archive ? missing : whole, &proof};
        og_result_judge(&arena, ERROR, &concerns, &proofs, &result);
        cr_expect_eq(result.verdict, i % 2 == 1 ? OCIGATE_VERDICT_ERROR : PASS, "%zu", i);
        og_arena_fini(&arena);
    }
}
