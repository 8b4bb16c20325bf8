#include "golden/sample_programs.h"

#include "golden/sample_report.h"
#include "rules/rule.h"
#include "support/bytes.h"

#include <stdio.h>
#include <string.h>

/* Rows of the registry, so that indexes of rules are in the reports as well. */
static const ocigate_rule *known_rule(const char *name)
{
    const ocigate_rule *rule = ocigate_rule_find(name);
    test_require(rule != NULL, "no rule %s", name);
    return rule;
}

static ocigate_report *new_report(void)
{
    ocigate_report *report = NULL;
    test_require(ocigate_report_new(NULL, &report, NULL) == OCIGATE_OK, "no report");
    return report;
}

static ocigate_result *add_result(ocigate_report *report, const char *name, size_t image_count,
                                  size_t finding_count)
{
    const size_t rules = ocigate_rule_count();
    ocigate_result *result = OG_NEW(&report->arena, ocigate_result);
    uint8_t *ran = OG_NEW_ARRAY(&report->arena, uint8_t, rules);
    ocigate_image *images = OG_NEW_ARRAY(&report->arena, ocigate_image, image_count);
    ocigate_finding *findings = OG_NEW_ARRAY(&report->arena, ocigate_finding, finding_count);
    test_require(!report->arena.failed, "out of memory");
    memset(ran, OG_RAN_ON_ARCHIVE | OG_RAN_ON_IMAGE, rules);
    for (size_t i = 0; i < image_count; i++) {
        images[i] = (ocigate_image){
            .name = name, .os = "linux", .architecture = "amd64", .depth = OCIGATE_DEPTH_ROOTFS};
    }
    *result = (ocigate_result){.name = name,
                               .kind = "oci-archive",
                               .compression = "none",
                               .fail_on = report->options->fail_on,
                               .seconds = 0.5,
                               .images = images,
                               .image_count = image_count,
                               .findings = findings,
                               .ran = ran};
    if (report->last == NULL)
        report->results = result;
    else
        report->last->next = result;
    report->last = result;
    report->result_count++;
    return result;
}

static const char *make_fingerprint(ocigate_report *report, size_t number)
{
    return og_arena_format(&report->arena, "%032zx", number);
}

static ocigate_finding *add_finding(ocigate_report *report, ocigate_result *result,
                                    const char *rule, ocigate_severity severity)
{
    const size_t number = result->finding_count++;
    ocigate_finding *finding = &result->findings[number];
    *finding = (ocigate_finding){.fact = {.rule = known_rule(rule),
                                          .severity = severity,
                                          .message = "a message",
                                          .fix = "a fix",
                                          .count = 1,
                                          .image = result->image_count == 0 ? -1 : 0,
                                          .document = "layer",
                                          .layer = 0,
                                          .layer_count = 1,
                                          .path = "app/run.sh"},
                                 .fingerprint = make_fingerprint(report, number)};
    result->counts[OCIGATE_SEVERITY_OFF]++;
    result->counts[severity]++;
    result->blocks[OCIGATE_SEVERITY_OFF]++;
    result->blocks[severity]++;
    if (severity == OCIGATE_SEVERITY_ERROR) {
        result->verdict = OCIGATE_VERDICT_FAIL;
        if (finding->fact.image >= 0)
            result->images[finding->fact.image].verdict = OCIGATE_VERDICT_FAIL;
    }
    return finding;
}

/* Nothing to say. */
static ocigate_report *make_good(void)
{
    ocigate_report *report = new_report();
    (void)add_result(report, "app:1", 1, 0);
    return report;
}

/* Nothing was judged at all. */
static ocigate_report *make_empty(void)
{
    return new_report();
}

/* Each of the severities, and a suppressed finding beside a counted one and by itself. */
static ocigate_report *make_policy(void)
{
    ocigate_report *report = new_report();
    ocigate_result *result =
        add_result(report, "registry.example.com:5000/team/app:1.2@sha256:ab", 1, 3);
    add_finding(report, result, "diff-id-mismatch", OCIGATE_SEVERITY_ERROR);
    add_finding(report, result, "file-unreadable", OCIGATE_SEVERITY_WARNING)->fact.count = 12;
    add_finding(report, result, "entry-setuid", OCIGATE_SEVERITY_INFO);
    static const struct {
        const char *rule, *reason, *expires;
    } rows[] = {
        {"diff-id-mismatch", "a known one", NULL},
        {"layer-zstd", "read by nobody", "2027-01-31"},
        {"env-credentials", NULL, NULL},
    };
    ocigate_suppression *all = OG_NEW_ARRAY(&report->arena, ocigate_suppression, 3);
    test_require(all != NULL, "out of memory");
    for (size_t i = 0; i < 3; i++) {
        all[i] = (ocigate_suppression){result->findings[0], rows[i].reason, rows[i].expires};
        all[i].finding.fact.rule = known_rule(rows[i].rule);
        all[i].finding.fingerprint = make_fingerprint(report, 100 + i);
    }
    result->suppressed = all;
    result->suppressed_count = 3;
    return report;
}

/* Several images in an input, more than a file may have runs; two have one name and platform. */
static ocigate_report *make_images(void)
{
    ocigate_report *report = new_report();
    ocigate_result *result = add_result(report, "fleet.tar", 30, 31);
    for (size_t i = 0; i < 30; i++) {
        const char **reference = OG_NEW(&report->arena, const char *);
        test_require(reference != NULL, "out of memory");
        *reference = og_arena_format(&report->arena, "team/app%zu:%zu", i / 3, i);
        result->images[i].references = reference;
        result->images[i].reference_count = 1;
        result->images[i].name = i < 15 ? *reference : "team/app";
        add_finding(report, result, "entrypoint-symlink", OCIGATE_SEVERITY_ERROR)->fact.image =
            (ptrdiff_t)i;
        result->images[i].verdict = OCIGATE_VERDICT_FAIL;
        /* of one image alone, as the numbers of the others are */
        result->findings[i].fingerprint = make_fingerprint(report, i);
    }
    ocigate_finding *archive =
        add_finding(report, result, "archive-entry-unexpected", OCIGATE_SEVERITY_INFO);
    archive->fact.image = -1;
    archive->fact.layer = -1;
    archive->fact.document = "archive";
    return report;
}

/* Several inputs of several images, each of which finds the same. */
static ocigate_report *make_inputs(size_t inputs)
{
    ocigate_report *report = new_report();
    for (size_t i = 0; i < inputs; i++) {
        ocigate_result *result = add_result(report, "app:1", 2, 1);
        add_finding(report, result, "entrypoint-symlink", OCIGATE_SEVERITY_ERROR);
    }
    return report;
}

static ocigate_report *make_few_inputs(void)
{
    return make_inputs(10);
}

static ocigate_report *make_many_inputs(void)
{
    return make_inputs(25);
}

/* More results than a run may have, the worst behind the others, and some that are not listed. */
static ocigate_report *make_flood(void)
{
    ocigate_report *report = new_report();
    ocigate_result *result = add_result(report, "app:1", 1, 25010);
    for (size_t i = 0; i < 25000; i++)
        add_finding(report, result, "entry-duplicate", OCIGATE_SEVERITY_WARNING);
    for (size_t i = 0; i < 10; i++)
        add_finding(report, result, "entry-path-unsafe", OCIGATE_SEVERITY_ERROR);
    static const uint64_t unlisted[] = {1236, 1236, 0, 0};
    memcpy(result->unlisted, unlisted, sizeof unlisted);
    return report;
}

/* Texts as an image may have them, printable as all texts of a report are. */
static ocigate_report *make_hostile_part(size_t part)
{
    static const char *const texts[] = {"]]>",
                                        "]]><script>alert(1)</script>",
                                        "&lt;&#0;&amp;",
                                        "\" onload=\"x",
                                        "' x='",
                                        "::error::x",
                                        "::stop-commands::t",
                                        "%0A::error::x",
                                        "##[group]x",
                                        "##vso[task.complete]",
                                        "a,line=2::b",
                                        "title=x,y:z",
                                        "two words",
                                        "javascript:alert(1)",
                                        "//example.com/x",
                                        "../../etc/passwd",
                                        "[a](javascript:x)",
                                        "{0} {{1}} %s %n",
                                        "\\x1b[2J",
                                        "\xc3\xa9\xe2\x82\xac",
                                        "a\\xff\\xfeb",
                                        "--",
                                        "]]",
                                        "<!--",
                                        "",
                                        "/",
                                        "#",
                                        "?a=b#c"};
    enum { COUNT = sizeof texts / sizeof texts[0] };
    ocigate_report *report = new_report();
    for (size_t i = part; i <= COUNT; i += 2) {
        char *longest = OG_NEW_ARRAY(&report->arena, char, 10001);
        test_require(longest != NULL, "out of memory");
        memset(longest, i % 2 == 0 ? ':' : '#', 10000);
        const char *text = i == COUNT ? longest : texts[i];
        ocigate_result *result = add_result(report, text, i % 3 == 0 ? 0 : 1, 1);
        og_finding *fact =
            &add_finding(report, result, "file-unreadable", OCIGATE_SEVERITY_ERROR)->fact;
        fact->message = fact->fix = fact->expected = fact->found = text;
        fact->path = fact->pointer = fact->created_by = fact->blob = text;
        if (i % 4 < 2)
            fact->document = "config";
        if (i % 5 == 0) {
            result->verdict = OCIGATE_VERDICT_ERROR;
            result->error = text;
        }
        ocigate_suppression *suppression = OG_NEW(&report->arena, ocigate_suppression);
        test_require(suppression != NULL, "out of memory");
        *suppression = (ocigate_suppression){result->findings[0], text, "2027-01-31"};
        suppression->finding.fact.rule = known_rule("layer-zstd");
        suppression->finding.fingerprint = make_fingerprint(report, 1);
        result->suppressed = suppression;
        result->suppressed_count = 1;
    }
    return report;
}

static ocigate_report *make_hostile(void)
{
    return make_hostile_part(0);
}

static ocigate_report *make_more_hostile(void)
{
    return make_hostile_part(1);
}

static ocigate_report *make_imitations(void)
{
    return sample_hostile_report();
}

static ocigate_report *make_all(void)
{
    return sample_report();
}

const char *const sample_program_names[] = {"all",    "imitations", "good",         "empty",
                                            "policy", "images",     "few-inputs",   "many-inputs",
                                            "flood",  "hostile",    "more-hostile", NULL};

ocigate_report *sample_program_report(const char *name)
{
    static ocigate_report *(*const make[])(void) = {
        make_all,        make_imitations,  make_good,  make_empty,   make_policy,      make_images,
        make_few_inputs, make_many_inputs, make_flood, make_hostile, make_more_hostile};
    for (size_t i = 0; sample_program_names[i] != NULL; i++) {
        if (strcmp(sample_program_names[i], name) == 0)
            return make[i]();
    }
    return NULL;
}
