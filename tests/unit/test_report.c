#include "report/report.h"

#include "image/image.h"
#include "rules/rule.h"
#include "support/bytes.h"

#include <criterion/criterion.h>
#include <string.h>

/* Facts of one run, in an arena that is gone before the report is read. */
typedef struct bench {
    og_arena arena;
    ocigate_options *options;
    ocigate_report *report;
    og_archive archive;
    og_facts facts;
    og_image images[3];
    og_image *image_list[3];
    og_sink sink;
} bench;

static void bench_init(bench *b, const char *profile)
{
    *b = (bench){0};
    og_arena_init(&b->arena);
    og_sink_init(&b->sink, &b->arena, UINT64_MAX);
    b->options = ocigate_options_new();
    test_require(b->options != NULL, "out of memory");
    test_require(ocigate_options_set_profile(b->options, profile, NULL) == OCIGATE_OK, "profile");
    test_require(ocigate_report_new(b->options, &b->report, NULL) == OCIGATE_OK, "report");
    b->archive = (og_archive){.form = OG_ARCHIVE_TAR,
                              .compression = OG_COMPRESSION_GZIP,
                              .bytes_read = 1234,
                              .is_complete = true};
    for (size_t i = 0; i < 3; i++) {
        b->images[i].index = i;
        b->images[i].name = og_arena_format(&b->arena, "app:%zu", i);
        b->image_list[i] = &b->images[i];
    }
    b->facts = (og_facts){.input_name = "app.tar",
                          .kind = OG_KIND_OCI_ARCHIVE,
                          .archive = &b->archive,
                          .options = b->report->options,
                          .images = b->image_list};
}

/* Judge, free the facts, and give the result. */
static const ocigate_result *bench_add(bench *b, size_t image_count)
{
    b->facts.image_count = image_count;
    ocigate_error error = {0};
    cr_assert_eq(og_report_add(b->report, "app.tar", &b->facts, &b->sink, NULL, 0.5, &error),
                 OCIGATE_OK, "%s", error.text);
    og_arena_fini(&b->arena);
    return ocigate_report_result(b->report, 0);
}

static void bench_fini(bench *b)
{
    og_arena_fini(&b->arena);
    ocigate_report_free(b->report);
    ocigate_options_free(b->options);
}

static og_finding *flag(bench *b, size_t rule, ocigate_severity severity, const char *message)
{
    og_finding *finding = OG_NEW(&b->arena, og_finding);
    *finding = (og_finding){.rule = ocigate_rule_at(rule),
                            .severity = severity,
                            .message = og_arena_text(&b->arena, message),
                            .fix = og_arena_text(&b->arena, "mend it"),
                            .count = 1,
                            .image = -1,
                            .document = "archive",
                            .layer = -1};
    if (b->sink.last == NULL)
        b->sink.first = finding;
    else
        b->sink.last->next = finding;
    b->sink.last = finding;
    return finding;
}

Test(report, puts_the_worst_first_and_keeps_the_order_of_the_image)
{
    bench b;
    bench_init(&b, "lambda");
    flag(&b, 0, OCIGATE_SEVERITY_INFO, "i1");
    flag(&b, 1, OCIGATE_SEVERITY_ERROR, "e1");
    flag(&b, 2, OCIGATE_SEVERITY_OFF, "o1");
    flag(&b, 3, OCIGATE_SEVERITY_WARNING, "w1");
    flag(&b, 4, OCIGATE_SEVERITY_ERROR, "e2");
    flag(&b, 5, OCIGATE_SEVERITY_INFO, "i2");
    flag(&b, 0, OCIGATE_SEVERITY_ERROR, "e3");
    const ocigate_result *result = bench_add(&b, 0);
    static const char *const wanted[] = {"e1", "e2", "e3", "w1", "i1", "i2"};
    cr_assert_eq(ocigate_result_finding_count(result), 6);
    for (size_t i = 0; i < 6; i++)
        cr_expect_str_eq(ocigate_finding_message(ocigate_result_finding(result, i)), wanted[i]);
    cr_expect_eq(ocigate_result_count(result, OCIGATE_SEVERITY_OFF), 6);
    cr_expect_eq(ocigate_result_count(result, OCIGATE_SEVERITY_ERROR), 3);
    cr_expect_eq(ocigate_result_count(result, OCIGATE_SEVERITY_WARNING), 1);
    cr_expect_eq(ocigate_result_count(result, OCIGATE_SEVERITY_INFO), 2);
    cr_expect_eq(ocigate_result_count(result, (ocigate_severity)4), 0);
    cr_expect_eq(ocigate_result_verdict(result), OCIGATE_VERDICT_FAIL);
    bench_fini(&b);
}

static void count_only(bench *b, ptrdiff_t image, ocigate_severity severity, uint64_t count)
{
    og_unlisted *unlisted = OG_NEW(&b->arena, og_unlisted);
    unlisted->image = image;
    unlisted->counts[severity] = count;
    if (b->sink.unlisted_last == NULL)
        b->sink.unlisted = unlisted;
    else
        b->sink.unlisted_last->next = unlisted;
    b->sink.unlisted_last = unlisted;
}

/* The sink keeps of each severity as many as the limit: the report cuts. */
Test(report, lists_the_worst_up_to_the_limit)
{
    static const struct {
        uint64_t limit;
        size_t listed;
        uint64_t errors, warnings; /* not listed */
    } cases[] = {{4, 4, 0, 0}, {3, 3, 0, 1}, {2, 2, 0, 2}, {1, 1, 1, 2}, {0, 0, 2, 2}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bench b;
        bench_init(&b, "lambda");
        b.sink.limit = cases[i].limit;
        flag(&b, 0, OCIGATE_SEVERITY_WARNING, "w1");
        flag(&b, 1, OCIGATE_SEVERITY_ERROR, "e1");
        flag(&b, 0, OCIGATE_SEVERITY_WARNING, "w2");
        flag(&b, 1, OCIGATE_SEVERITY_ERROR, "e2");
        flag(&b, 1, OCIGATE_SEVERITY_OFF, "o1");
        const ocigate_result *result = bench_add(&b, 0);
        static const char *const wanted[] = {"e1", "e2", "w1", "w2"};
        cr_assert_eq(ocigate_result_finding_count(result), cases[i].listed);
        for (size_t j = 0; j < cases[i].listed; j++)
            cr_expect_str_eq(ocigate_finding_message(ocigate_result_finding(result, j)), wanted[j]);
        cr_expect_eq(ocigate_result_unlisted_count(result, OCIGATE_SEVERITY_ERROR),
                     cases[i].errors);
        cr_expect_eq(ocigate_result_unlisted_count(result, OCIGATE_SEVERITY_WARNING),
                     cases[i].warnings);
        cr_expect_eq(ocigate_result_unlisted_count(result, OCIGATE_SEVERITY_OFF),
                     cases[i].errors + cases[i].warnings);
        cr_expect_eq(ocigate_result_unlisted_count(NULL, OCIGATE_SEVERITY_OFF), 0);
        cr_expect_eq(ocigate_result_unlisted_count(result, (ocigate_severity)4), 0);
        cr_expect_eq(ocigate_result_verdict(result), OCIGATE_VERDICT_FAIL);
        bench_fini(&b);
    }
}

/* An image whose error is only counted fails, and no other one with it. What is only counted has no
   rule: it explains no missing proof. */
Test(report, judges_by_what_is_only_counted_as_well)
{
    bench b;
    bench_init(&b, "lambda");
    flag(&b, 0, OCIGATE_SEVERITY_WARNING, "w1")->image = 0;
    count_only(&b, 0, OCIGATE_SEVERITY_WARNING, 5);
    count_only(&b, 1, OCIGATE_SEVERITY_ERROR, 2);
    count_only(&b, 2, OCIGATE_SEVERITY_OFF, 9);
    const ocigate_result *result = bench_add(&b, 3);
    cr_expect_eq(ocigate_result_verdict(result), OCIGATE_VERDICT_FAIL);
    cr_expect_eq(ocigate_result_unlisted_count(result, OCIGATE_SEVERITY_OFF), 7);
    cr_expect_eq(ocigate_image_verdict(ocigate_result_image(result, 0)), OCIGATE_VERDICT_PASS);
    cr_expect_eq(ocigate_image_verdict(ocigate_result_image(result, 1)), OCIGATE_VERDICT_FAIL);
    cr_expect_eq(ocigate_image_verdict(ocigate_result_image(result, 2)), OCIGATE_VERDICT_ERROR);
    bench_fini(&b);
}

/* The first row is the finding that each other row differs from. */
static const struct {
    const char *name;
    size_t rule;
    const char *message, *fix, *found, *document, *pointer, *path;
    ptrdiff_t image, layer;
    bool is_folded;
} fold_cases[] = {
    {"the path alone", 1, "m", "f", "0600", "layer", NULL, "b", 0, 1, true},
    {"the same path", 1, "m", "f", "0600", "layer", NULL, "a", 0, 1, true},
    {"another rule", 2, "m", "f", "0600", "layer", NULL, "b", 0, 1, false},
    {"another message", 1, "n", "f", "0600", "layer", NULL, "b", 0, 1, false},
    {"another fix", 1, "m", "g", "0600", "layer", NULL, "b", 0, 1, false},
    {"another value", 1, "m", "f", "0640", "layer", NULL, "b", 0, 1, false},
    {"no value", 1, "m", "f", NULL, "layer", NULL, "b", 0, 1, false},
    {"another document", 1, "m", "f", "0600", "config", NULL, "b", 0, 1, false},
    {"a pointer", 1, "m", "f", "0600", "layer", "/x", "b", 0, 1, true},
    {"another image", 1, "m", "f", "0600", "layer", NULL, "b", 1, 1, false},
    {"another layer", 1, "m", "f", "0600", "layer", NULL, "b", 0, 2, true},
    {"no path", 1, "m", "f", "0600", "layer", NULL, NULL, 0, 1, true},
};

Test(report, folds_what_differs_in_the_place_alone)
{
    for (size_t i = 0; i < sizeof fold_cases / sizeof fold_cases[0]; i++) {
        bench b;
        bench_init(&b, "lambda");
        og_finding *first = flag(&b, 1, OCIGATE_SEVERITY_WARNING, "m");
        og_finding *second =
            flag(&b, fold_cases[i].rule, OCIGATE_SEVERITY_WARNING, fold_cases[i].message);
        first->fix = "f";
        first->found = "0600";
        first->document = "layer";
        first->path = "a";
        first->image = 0;
        first->layer = 1;
        second->fix = fold_cases[i].fix;
        second->found = fold_cases[i].found;
        second->document = fold_cases[i].document;
        second->pointer = fold_cases[i].pointer;
        second->path = fold_cases[i].path;
        second->image = fold_cases[i].image;
        second->layer = fold_cases[i].layer;
        const ocigate_result *result = bench_add(&b, 2);
        cr_expect(!result->findings[0].is_folded, "%s", fold_cases[i].name);
        cr_expect_eq(result->findings[1].is_folded, fold_cases[i].is_folded, "%s",
                     fold_cases[i].name);
        cr_expect_eq(result->counts[OCIGATE_SEVERITY_WARNING], 2, "%s", fold_cases[i].name);
        cr_expect_eq(result->blocks[OCIGATE_SEVERITY_WARNING], fold_cases[i].is_folded ? 1 : 2,
                     "%s", fold_cases[i].name);
        bench_fini(&b);
    }
}

/* Image 0 is in the inner index, image 1 in the outer one, image 2 in none. */
Test(report, a_finding_on_an_index_concerns_the_images_in_it)
{
    bench b;
    bench_init(&b, "lambda");
    static const og_descriptor inner_descriptor = {.pointer = "/manifests/0"};
    og_index_member member = {.descriptor = &inner_descriptor, .kind = OG_MEMBER_IS_INDEX};
    og_index_node inner = {.descriptor = &inner_descriptor, .depth = 2};
    og_index_node outer = {.next = &inner, .depth = 1, .members = &member, .member_count = 1};
    b.facts.indexes = &outer;
    b.images[0].parent = &inner;
    b.images[1].parent = &outer;
    flag(&b, 0, OCIGATE_SEVERITY_ERROR, "outer")->index = &outer;
    flag(&b, 1, OCIGATE_SEVERITY_WARNING, "inner")->index = &inner;
    flag(&b, 2, OCIGATE_SEVERITY_INFO, "archive");
    flag(&b, 3, OCIGATE_SEVERITY_ERROR, "own")->image = 2;
    const ocigate_result *result = bench_add(&b, 3);
    static const uint64_t wanted[3][4] = {{3, 1, 1, 1}, {2, 1, 0, 1}, {2, 1, 0, 1}};
    for (size_t i = 0; i < 3; i++) {
        for (size_t s = 0; s < 4; s++)
            cr_expect_eq(result->images[i].counts[s], wanted[i][s], "image %zu, severity %zu: %d",
                         i, s, (int)result->images[i].counts[s]);
        cr_expect_eq(ocigate_image_verdict(ocigate_result_image(result, i)), OCIGATE_VERDICT_FAIL);
    }
    cr_expect_null(result->findings[0].fact.index, "the facts are gone");
    bench_fini(&b);
}

/* Crafted indexes that name each other. */
Test(report, a_loop_of_indexes_ends)
{
    bench b;
    bench_init(&b, "lambda");
    static const og_descriptor descriptors[2] = {{.pointer = "/a"}, {.pointer = "/b"}};
    og_index_member members[2] = {{.descriptor = &descriptors[1], .kind = OG_MEMBER_IS_INDEX},
                                  {.descriptor = &descriptors[0], .kind = OG_MEMBER_IS_INDEX}};
    og_index_node second = {
        .descriptor = &descriptors[1], .members = &members[1], .member_count = 1};
    og_index_node first = {
        .next = &second, .descriptor = &descriptors[0], .members = &members[0], .member_count = 1};
    b.facts.indexes = &first;
    b.images[0].parent = &second;
    flag(&b, 0, OCIGATE_SEVERITY_ERROR, "loop")->index = &first;
    const ocigate_result *result = bench_add(&b, 1);
    cr_expect_eq(ocigate_result_verdict(result), OCIGATE_VERDICT_FAIL);
    cr_expect(result->images[0].counts[OCIGATE_SEVERITY_ERROR] > 0);
    bench_fini(&b);
}

Test(report, keeps_printable_copies_of_every_text)
{
    bench b;
    bench_init(&b, "lambda");
    const char *references[] = {og_arena_text(&b.arena, "a\x1b[2J:1")};
    const char *arguments[] = {og_arena_text(&b.arena, "/bin/\xff")};
    og_config config = {.os = "linux\n", .architecture = "amd64"};
    config.entrypoint = (og_string_list){.items = arguments, .count = 1, .is_present = true};
    config.cmd = (og_string_list){.is_present = true};
    b.images[0].references = references;
    b.images[0].reference_count = 1;
    b.images[0].config = &config;
    og_finding *finding = flag(&b, 0, OCIGATE_SEVERITY_ERROR, "m");
    finding->image = 0;
    finding->fix = og_arena_text(&b.arena, "first\nsecond\r");
    const ocigate_result *result = bench_add(&b, 1);
    const ocigate_image *image = ocigate_result_image(result, 0);
    cr_expect_str_eq(ocigate_image_reference(image, 0), "a\\x1b[2J:1");
    cr_expect_null(ocigate_image_reference(image, 1));
    cr_expect_str_eq(ocigate_image_os(image), "linux\\x0a");
    cr_expect_str_eq(image->entrypoint[0], "/bin/\\xff");
    cr_expect(image->cmd != NULL && image->cmd_count == 0, "an empty list is no null");
    cr_expect_null(image->env);
    cr_expect_str_eq(ocigate_finding_fix(ocigate_result_finding(result, 0)), "first\nsecond\\x0d");
    cr_expect_str_eq(ocigate_result_kind(result), "oci-archive");
    cr_expect_str_eq(ocigate_result_compression(result), "gzip");
    cr_expect_eq(ocigate_result_bytes(result), 1234);
    bench_fini(&b);
}

/* Computed digests, never claimed diff_ids; null where nothing is known. */
Test(report, says_of_layers_what_was_computed)
{
    bench b;
    bench_init(&b, "lambda");
    const og_digest computed = {OG_SHA256, {0xaa}}, plain = {OG_SHA256, {0xbb}};
    const og_descriptor claimed = {.media_type = "application/x",
                                   .digest_text = "sha256:claimed",
                                   .has_size = true,
                                   .size = 7};
    const og_blob_facts whole = {.size = 5,
                                 .digest = computed,
                                 .is_complete = true,
                                 .is_decoded = true,
                                 .plain_size = 9,
                                 .diff_id = plain,
                                 .is_walked = true,
                                 .entry_count = 3};
    const og_blob_facts damaged = {
        .size = 5, .digest = computed, .is_complete = true, .plain_size = 9, .entry_count = 3};
    og_layer layers[3] = {{.blob = &whole, .descriptor = &claimed},
                          {.blob = &damaged, .claimed = &plain},
                          {.descriptor = &claimed}};
    b.images[0].layers = layers;
    b.images[0].layer_count = 3;
    const ocigate_result *result = bench_add(&b, 1);
    const og_layer_summary *shown = result->images[0].layers;
    cr_assert_eq(result->images[0].layer_count, 3);
    cr_expect(strncmp(shown[0].digest, "sha256:aa00", 11) == 0, "%s", shown[0].digest);
    cr_expect(strncmp(shown[0].diff_id, "sha256:bb00", 11) == 0, "%s", shown[0].diff_id);
    cr_expect(shown[0].has_size && shown[0].size == 5);
    cr_expect(shown[0].has_uncompressed_size && shown[0].uncompressed_size == 9);
    cr_expect(shown[0].has_entries && shown[0].entries == 3);
    cr_expect_null(shown[1].media_type);
    cr_expect_null(shown[1].diff_id);
    cr_expect(!shown[1].has_uncompressed_size && !shown[1].has_entries);
    cr_expect_str_eq(shown[2].digest, "sha256:claimed");
    cr_expect(shown[2].has_size && shown[2].size == 7);
    cr_expect_null(shown[2].compression);
    cr_expect(result->images[0].has_compressed_bytes, "the sizes of all layers are known");
    cr_expect(!result->images[0].manifest.is_known, "a classic archive has no manifest");
    bench_fini(&b);
}

Test(report, shows_the_limit_where_a_rule_judges_it)
{
    static const struct {
        const char *profile;
        bool has_limit;
    } rows[] = {{"lambda", true}, {"lambda-managed", true}, {"oci", false}};
    for (size_t i = 0; i < 3; i++) {
        bench b;
        bench_init(&b, rows[i].profile);
        const ocigate_result *result = bench_add(&b, 1);
        cr_expect_eq(result->images[0].has_limit, rows[i].has_limit, "%s", rows[i].profile);
        bench_fini(&b);
    }
}

Test(report, an_input_that_was_given_up_is_an_error)
{
    bench b;
    bench_init(&b, "lambda");
    cr_expect_eq(ocigate_report_verdict(b.report), OCIGATE_VERDICT_ERROR, "nothing was checked");
    cr_assert_eq(og_report_add(b.report, "a\x07", NULL, NULL, "cannot open", 0, NULL), OCIGATE_OK);
    const ocigate_result *result = ocigate_report_result(b.report, 0);
    cr_expect_eq(ocigate_result_verdict(result), OCIGATE_VERDICT_ERROR);
    cr_expect_str_eq(ocigate_result_error(result), "cannot open");
    cr_expect_str_eq(ocigate_result_name(result), "a\\x07");
    cr_expect_str_eq(ocigate_result_kind(result), "unknown");
    cr_expect_null(ocigate_report_result(b.report, 1));
    bench_fini(&b);
}

/* Findings that did not fit into memory must not be missing from a report that passes. */
Test(report, a_sink_without_memory_is_an_error)
{
    bench b;
    bench_init(&b, "lambda");
    b.arena.failed = true;
    ocigate_error error = {0};
    b.facts.image_count = 1;
    cr_expect_eq(og_report_add(b.report, "x", &b.facts, &b.sink, NULL, 0, &error),
                 OCIGATE_ERROR_MEMORY);
    cr_expect_eq(ocigate_report_verdict(b.report), OCIGATE_VERDICT_ERROR);
    cr_expect_str_eq(ocigate_result_error(ocigate_report_result(b.report, 0)), "out of memory");
    bench_fini(&b);
}

Test(report, accessors_take_what_is_not_there)
{
    bool is_known = true;
    cr_expect_eq(ocigate_report_verdict(NULL), OCIGATE_VERDICT_ERROR);
    cr_expect_eq(ocigate_report_result_count(NULL), 0);
    cr_expect_null(ocigate_report_result(NULL, 0));
    cr_expect_eq(ocigate_result_verdict(NULL), OCIGATE_VERDICT_ERROR);
    cr_expect_null(ocigate_result_name(NULL));
    cr_expect_null(ocigate_result_image(NULL, 0));
    cr_expect_null(ocigate_result_finding(NULL, 0));
    cr_expect_eq(ocigate_image_verdict(NULL), OCIGATE_VERDICT_ERROR);
    cr_expect_eq(ocigate_image_unpacked_bytes(NULL, &is_known), 0);
    cr_expect(!is_known);
    cr_expect_null(ocigate_image_config_digest(NULL));
    cr_expect_eq(ocigate_finding_image(NULL), -1);
    cr_expect_eq(ocigate_finding_layer(NULL), -1);
    cr_expect_null(ocigate_finding_rule(NULL));
    cr_expect_str_eq(ocigate_verdict_name((ocigate_verdict)77), "error");
}
