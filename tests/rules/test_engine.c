#include "rules/model.h"
#include "support/layer_entries.h"

#include "base/utf8.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static void good_in_every_profile(void (*change)(model *m))
{
    for (int profile = 0; profile < OG_PROFILE_COUNT; profile++) {
        model m;
        model_init(&m);
        if (change != NULL)
            change(&m);
        m.options.profile = (og_profile)profile;
        cr_expect_str_eq(model_judge(&m), "", "%s: %s", og_profile_name(m.options.profile),
                         m.sink.first == NULL ? "" : m.sink.first->message);
        model_fini(&m);
    }
}

Test(engine, finds_nothing_in_a_good_image)
{
    good_in_every_profile(NULL);
    good_in_every_profile(model_make_docker);
    good_in_every_profile(model_make_dir);
}

static void override(model *m, const char *pattern, ocigate_severity severity)
{
    og_override *one = OG_NEW(&m->arena, og_override);
    *one = (og_override){.next = m->options.overrides, .pattern = pattern, .severity = severity};
    m->options.overrides = one;
}

static void add_warning_of_an_error_rule(model *m)
{
    m->first->config->settings_bytes = 16384;
}

Test(engine, lets_an_override_win_over_profile_and_check)
{
    model m;
    model_init(&m);
    add_warning_of_an_error_rule(&m);
    cr_expect_str_eq(model_judge(&m), "warning:settings-too-large");
    override(&m, "settings-too-large", OCIGATE_SEVERITY_ERROR);
    cr_expect_str_eq(model_judge(&m), "error:settings-too-large");
    override(&m, "settings-*", OCIGATE_SEVERITY_INFO);
    cr_expect_str_eq(model_judge(&m), "info:settings-too-large");
    override(&m, "settings-limits", OCIGATE_SEVERITY_ERROR);
    cr_expect_str_eq(model_judge(&m), "info:settings-too-large");
    m.options.profile = OG_PROFILE_OCI;
    cr_expect_str_eq(model_judge(&m), "info:settings-too-large");
    model_fini(&m);
}

Test(engine, keeps_what_is_off_for_who_asks_why)
{
    model m;
    model_init(&m);
    add_warning_of_an_error_rule(&m);
    override(&m, "*", OCIGATE_SEVERITY_OFF);
    cr_expect_str_eq(model_judge(&m), "");
    cr_assert_not_null(m.sink.first);
    cr_expect_str_eq(m.sink.first->rule->name, "settings-too-large");
    cr_expect_eq(m.sink.first->severity, OCIGATE_SEVERITY_OFF);
    m.options.overrides = NULL;
    m.options.profile = OG_PROFILE_OCI;
    cr_expect_str_eq(model_judge(&m), "");
    cr_expect_not_null(m.sink.first);
    model_fini(&m);
}

Test(engine, goes_from_the_archive_to_the_layers)
{
    model m;
    model_init(&m);
    (void)model_add_index(&m);
    (void)model_add_defect(&m, &m.first->layer_blobs[0].defects, OG_DEFECT_TAR_SPARSE);
    (void)model_add_defect(&m, &m.archive.defects, OG_DEFECT_TAR_END_MISSING);
    (void)model_add_defect(&m, &m.first->config_document.defects, OG_DEFECT_JSON_TYPE);
    m.first->layer_descriptors[1].size = 1;
    m.first->config->created = "";
    static og_descriptor lost;
    lost = (og_descriptor){.pointer = "/manifests/8", .digest = model_digest(8)};
    og_link *link = model_add_link(&m, OG_LINK_MANIFEST, &m.top_index, &lost);
    link->blob = NULL;
    link->member = NULL;
    cr_expect_str_eq(model_judge(&m),
                     "warning:archive-end-missing error:json-type error:index-single "
                     "error:blob-missing warning:config-created-invalid error:blob-size-mismatch "
                     "error:entry-sparse");
    model_fini(&m);
}

Test(engine, says_where)
{
    model m;
    model_init(&m);
    og_index_node *index = model_add_index(&m);
    (void)model_add_defect(&m, &m.first->layer_blobs[1].defects, OG_DEFECT_TAR_SPARSE);
    (void)model_judge(&m);
    const og_finding *f = m.sink.first;
    cr_expect_str_eq(f->document, "index");
    cr_expect_eq(f->image, -1);
    cr_expect_eq(f->index, index);
    cr_expect_eq(f->layer, -1);
    f = f->next;
    cr_expect_str_eq(f->document, "layer");
    cr_expect_eq(f->image, 0);
    cr_expect_eq(f->layer, 1);
    cr_expect_eq(f->layer_count, 2);
    cr_expect(strncmp(f->blob, "sha256:", 7) == 0);
    cr_expect_null(f->next);
    model_fini(&m);
}

static size_t count_findings(const model *m, const char *rule, uint64_t *defects)
{
    size_t findings = 0;
    *defects = 0;
    for (const og_finding *f = m->sink.first; f != NULL; f = f->next) {
        if (strcmp(f->rule->name, rule) != 0)
            continue;
        findings++;
        *defects += f->count;
    }
    return findings;
}

static void lose_from(model *m, size_t first, size_t count, bool is_index_member)
{
    for (size_t i = 0; i < count; i++) {
        og_descriptor *lost = OG_NEW(&m->arena, og_descriptor);
        *lost = (og_descriptor){.pointer = "/manifests/8",
                                .digest = model_digest(10000 + (unsigned)(first + i))};
        og_link *link = model_add_link(m, OG_LINK_MANIFEST, &m->top_index, lost);
        link->blob = NULL;
        link->member = NULL;
        link->is_index_member = is_index_member;
    }
}

static void lose_members(model *m, size_t count, bool is_index_member)
{
    lose_from(m, 0, count, is_index_member);
}

Test(engine, counts_what_it_does_not_keep)
{
    for (size_t count = OG_FINDINGS_KEPT_PER_RULE; count <= OG_FINDINGS_KEPT_PER_RULE + 2;
         count++) {
        model m;
        model_init(&m);
        lose_members(&m, count, true);
        (void)model_judge(&m);
        uint64_t defects = 0;
        cr_expect_eq(count_findings(&m, "blob-missing", &defects), OG_FINDINGS_KEPT_PER_RULE);
        cr_expect_eq(defects, count);
        model_fini(&m);
    }
}

Test(engine, keeps_an_error_behind_a_flood_of_warnings)
{
    model m;
    model_init(&m);
    lose_members(&m, OG_FINDINGS_KEPT_PER_RULE + 500, true);
    lose_members(&m, 2, false);
    (void)model_judge(&m);
    size_t errors = 0;
    uint64_t defects = 0;
    for (const og_finding *f = m.sink.first; f != NULL; f = f->next)
        errors += f->severity == OCIGATE_SEVERITY_ERROR;
    cr_expect_eq(errors, 1);
    cr_expect_eq(count_findings(&m, "blob-missing", &defects), OG_FINDINGS_KEPT_PER_RULE + 1);
    cr_expect_eq(defects, OG_FINDINGS_KEPT_PER_RULE + 502);
    for (const og_finding *f = m.sink.first; f != NULL; f = f->next)
        cr_expect(strstr(f->message, " is missing") != NULL, "%s", f->message);
    model_fini(&m);
}

Test(engine, keeps_a_finding_on_each_image_behind_a_flood)
{
    model m;
    model_init(&m);
    model_image *second = model_add_image(&m);
    og_defects *first_defects = &m.first->layer_blobs[0].defects;
    for (size_t i = 0; i < OG_FINDINGS_KEPT_PER_RULE + 10; i++)
        (void)model_add_defect(&m, first_defects, OG_DEFECT_ENTRY_PATH_UNSAFE);
    (void)model_add_defect(&m, &second->layer_blobs[0].defects, OG_DEFECT_ENTRY_PATH_UNSAFE);
    (void)model_judge(&m);
    uint64_t defects = 0;
    cr_expect_eq(count_findings(&m, "entry-path-unsafe", &defects), OG_FINDINGS_KEPT_PER_RULE + 1);
    cr_expect_eq(defects, OG_FINDINGS_KEPT_PER_RULE + 11);
    cr_expect_eq(m.sink.last->image, 1);
    model_fini(&m);
}

static uint64_t count_unlisted(const model *m, ptrdiff_t image, ocigate_severity severity)
{
    uint64_t count = 0;
    for (const og_unlisted *u = m->sink.unlisted; u != NULL; u = u->next)
        count += u->image == image ? u->counts[severity] : 0;
    return count;
}

/* Warnings first, then errors: of both together exactly the limit is reported, errors first. */
Test(engine, keeps_findings_up_to_the_limit_of_the_input)
{
    static const struct {
        uint64_t limit;
        size_t warnings, errors; /* what is kept; the report takes the errors first */
    } cases[] = {{7, 4, 3}, {6, 4, 3}, {4, 4, 3}, {3, 3, 3}, {2, 2, 2}, {1, 1, 1}, {0, 0, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        model m;
        model_init(&m);
        m.options.limits.value[OCIGATE_LIMIT_FINDINGS] = cases[i].limit;
        lose_from(&m, 0, 4, true);
        lose_from(&m, 4, 3, false);
        (void)model_judge(&m);
        size_t kept[4] = {0};
        for (const og_finding *f = m.sink.first; f != NULL; f = f->next)
            kept[f->severity]++;
        cr_expect_eq(kept[OCIGATE_SEVERITY_WARNING], cases[i].warnings, "%zu", i);
        cr_expect_eq(kept[OCIGATE_SEVERITY_ERROR], cases[i].errors, "%zu", i);
        cr_expect_eq(count_unlisted(&m, -1, OCIGATE_SEVERITY_WARNING), 4 - cases[i].warnings);
        cr_expect_eq(count_unlisted(&m, -1, OCIGATE_SEVERITY_ERROR), 3 - cases[i].errors);
        for (const og_finding *f = m.sink.first; f != NULL; f = f->next)
            cr_expect(strstr(f->message, " is missing") != NULL, "%s", f->message);
        model_fini(&m);
    }
}

Test(engine, counts_what_is_not_listed_for_each_image)
{
    model m;
    model_init(&m);
    model_image *second = model_add_image(&m);
    m.options.limits.value[OCIGATE_LIMIT_FINDINGS] = 1;
    m.first->config->created = "never";
    second->config->created = "never";
    (void)model_judge(&m);
    cr_assert_not_null(m.sink.first);
    cr_expect_null(m.sink.first->next);
    cr_expect_eq(count_unlisted(&m, 0, OCIGATE_SEVERITY_WARNING), 0);
    cr_expect_eq(count_unlisted(&m, 1, OCIGATE_SEVERITY_WARNING), 1);
    model_fini(&m);
}

/* A fifo is an info of a rule that warns: whether it is worth keeping shows only in the end. */
Test(engine, takes_no_memory_for_what_it_only_counts)
{
    size_t used[2];
    for (size_t i = 0; i < 2; i++) {
        model m;
        model_init(&m);
        const size_t count = OG_FINDINGS_KEPT_PER_RULE + i * 100000;
        test_layer_entries layer = {0};
        for (size_t j = 0; j < count; j++)
            test_layer_add(&layer, &m.arena, "opt/fifo", (og_entry){.type = '6'});
        m.first->layer_blobs[0].entries = layer.log;
        const size_t before = m.arena.used_bytes;
        (void)model_judge(&m);
        used[i] = m.arena.used_bytes - before;
        uint64_t defects = 0;
        cr_expect_eq(count_findings(&m, "entry-device", &defects), OG_FINDINGS_KEPT_PER_RULE);
        cr_expect_eq(defects, count);
        model_fini(&m);
    }
    cr_expect_leq(used[1], used[0] + 1024);
}

Test(engine, flags_a_defect_that_was_only_counted)
{
    model m;
    model_init(&m);
    m.archive.defects.count[OG_DEFECT_TAR_AMBIGUOUS] = 3;
    cr_expect_str_eq(model_judge(&m), "error:tar-ambiguous");
    cr_expect_eq(m.sink.first->count, 3);
    model_fini(&m);
}

Test(engine, shows_text_of_an_image_in_printable_form)
{
    model m;
    model_init(&m);
    m.first->config->created = "\x1b[2J\n::error::\xe2\x80\xae\xff";
    (void)model_judge(&m);
    const og_finding *f = m.sink.first;
    cr_assert_not_null(f);
    cr_expect_str_eq(f->found, "\\x1b[2J\\x0a::error::\\u202e\\xff");
    cr_expect_not_null(strstr(f->message, "\\x1b[2J\\x0a::error::\\u202e\\xff"));
    model_fini(&m);
}

Test(engine, cuts_long_text_between_characters)
{
    model m;
    model_init(&m);
    const size_t length = 100000;
    for (size_t shift = 0; shift < 2; shift++) {
        char *text = og_arena_alloc(&m.arena, length + 1);
        for (size_t i = 0; i + 1 < length; i += 2)
            memcpy(text + i, "\xc3\xa9", 2);
        if (shift == 1)
            text[0] = text[1] = 'x';
        m.first->config->created = text + shift;
        (void)model_judge(&m);
        const og_finding *f = m.sink.first;
        cr_assert_not_null(f);
        const char *const texts[] = {f->message, f->found};
        for (size_t i = 0; i < 2; i++) {
            const size_t have = strlen(texts[i]);
            cr_expect_lt(have, 1100);
            cr_expect_str_eq(texts[i] + have - 3, "...");
            cr_expect(og_utf8_is_valid(texts[i], have));
            cr_expect_null(strstr(texts[i], "\\x"));
        }
    }
    model_fini(&m);
}

Test(engine, says_the_same_twice)
{
    model m;
    model_init(&m);
    model_image *second = model_add_image(&m);
    second->config->architecture = "riscv64";
    m.first->config->created = "never";
    (void)model_add_index(&m);
    const char *first = model_judge(&m);
    cr_expect_str_eq(model_judge(&m), first);
    model_fini(&m);
}
