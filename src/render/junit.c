/* JUnit XML, as GitLab, Jenkins and Azure read it: a suite for each section of the report, a case
   for each rule that was run on it, so that what was checked and passed is seen as well.

   A case fails by a finding that fails the gate; lesser findings stand in its output. A suppressed
   finding makes it skipped. A rule that could not look passes nothing: it has no case. There is no
   time of day and no host, so that the same report gives the same bytes. */
#include "render/escape.h"
#include "render/number.h"
#include "render/render.h"
#include "render/section.h"
#include "render/text.h"
#include "render/words.h"
#include "rules/rule.h"

#include <inttypes.h>

#define BLOCKS_SHOWN 50u /* of one rule in one section; JSON has every one */

typedef struct counts {
    uint64_t tests, failures, errors, skipped;
} counts;

/* What was found by one rule in one section. */
typedef struct rule_case {
    size_t first, last; /* blocks; OG_TEXT_NO_BLOCK: none */
    uint64_t blocks;
    bool has_failure;
    const ocigate_suppression *suppression; /* the first one */
    uint64_t suppressed;
} rule_case;

typedef struct junit {
    og_buf *out;
    rule_case *cases; /* by index in the registry; the last: of rules that are not in it */
    size_t *next;     /* by finding: the next block of its rule in this section */
    size_t rule_count;
} junit;

static void put_attribute(og_buf *out, const char *name, const char *value)
{
    og_buf_format(out, " %s=\"", name);
    og_escape_xml(out, value);
    og_buf_char(out, '"');
}

static void put_counts(og_buf *out, const counts *c)
{
    og_buf_format(out,
                  " tests=\"%" PRIu64 "\" failures=\"%" PRIu64 "\" errors=\"%" PRIu64
                  "\" skipped=\"%" PRIu64 "\"",
                  c->tests, c->failures, c->errors, c->skipped);
}

static void put_time(og_buf *out, double seconds)
{
    og_buf_text(out, " time=\"");
    og_number_decimal(out, og_number_microseconds(seconds));
    og_buf_char(out, '"');
}

static void begin_case(og_buf *out, const og_section *section, const char *name)
{
    og_buf_text(out, "    <testcase");
    put_attribute(out, "classname", section->title);
    put_attribute(out, "name", name);
}

/* By what its result was judged: those of a merged report may differ. */
static bool is_failing(const og_section *section, ocigate_severity severity)
{
    const ocigate_severity fail_on = section->result->fail_on;
    return fail_on != OCIGATE_SEVERITY_OFF && severity >= fail_on;
}

static void put_blocks(const junit *j, const ocigate_result *result, const rule_case *c)
{
    og_buf words;
    og_buf_init(&words);
    uint64_t shown = 0;
    for (size_t i = c->first; i != OG_TEXT_NO_BLOCK && shown < BLOCKS_SHOWN; i = j->next[i]) {
        const ocigate_finding *finding = &result->findings[i];
        og_buf_format(&words, "%s%s: ", shown++ == 0 ? "" : "\n\n",
                      ocigate_severity_name(finding->fact.severity));
        og_words_finding(&words, finding, og_text_block_end(result, i) - i);
    }
    if (c->blocks > shown)
        og_buf_format(&words, "\n\nand %" PRIu64 " more", c->blocks - shown);
    og_escape_xml(j->out, og_buf_string(&words));
    j->out->failed = j->out->failed || words.failed;
    og_buf_fini(&words);
}

static void put_skipped(const junit *j, const rule_case *c)
{
    const char *reason = c->suppression->reason;
    og_buf text;
    og_buf_init(&text);
    og_buf_text(&text, reason != NULL ? reason : "known: it is in the baseline");
    if (c->suppression->expires != NULL)
        og_buf_format(&text, " (until %s)", c->suppression->expires);
    if (c->suppressed > 1)
        og_buf_format(&text, ", and %" PRIu64 " more", c->suppressed - 1);
    og_buf_text(j->out, "\n      <skipped");
    put_attribute(j->out, "message", og_buf_string(&text));
    og_buf_text(j->out, "/>");
    j->out->failed = j->out->failed || text.failed;
    og_buf_fini(&text);
}

static void put_case(const junit *j, const og_section *section, const char *name,
                     const rule_case *c, counts *sum)
{
    const bool has_findings = c->first != OG_TEXT_NO_BLOCK;
    sum->tests++;
    begin_case(j->out, section, name);
    if (!has_findings && c->suppression == NULL) {
        og_buf_text(j->out, "/>\n");
        return;
    }
    og_buf_char(j->out, '>');
    if (c->has_failure) {
        const ocigate_finding *worst = &section->result->findings[c->first];
        sum->failures++;
        og_buf_text(j->out, "\n      <failure");
        put_attribute(j->out, "message", og_words_message(worst));
        put_attribute(j->out, "type", ocigate_severity_name(worst->fact.severity));
        og_buf_char(j->out, '>');
        put_blocks(j, section->result, c);
        og_buf_text(j->out, "</failure>");
    } else if (c->suppression != NULL) {
        sum->skipped++;
        put_skipped(j, c);
    }
    if (has_findings && !c->has_failure) {
        og_buf_text(j->out, "\n      <system-out>");
        put_blocks(j, section->result, c);
        og_buf_text(j->out, "</system-out>");
    }
    og_buf_text(j->out, "\n    </testcase>\n");
}

static void put_not_judged(const junit *j, const og_section *section, counts *sum)
{
    const char *error = og_section_error(section);
    if (error == NULL)
        return;
    sum->tests++;
    sum->errors++;
    begin_case(j->out, section, "judged");
    og_buf_text(j->out, ">\n      <error");
    put_attribute(j->out, "message", error);
    put_attribute(j->out, "type", "error");
    og_buf_text(j->out, ">could not be judged: ");
    og_escape_xml(j->out, error);
    og_buf_text(j->out, "</error>\n    </testcase>\n");
}

static void put_unlisted(const junit *j, const og_section *section, counts *sum)
{
    const uint64_t *unlisted = og_section_unlisted(section);
    if (unlisted == NULL)
        return;
    og_buf text;
    og_buf_init(&text);
    og_words_unlisted(&text, unlisted);
    const ocigate_severity worst = og_words_worst(unlisted);
    const bool has_failure = is_failing(section, worst);
    sum->tests++;
    sum->failures += has_failure;
    begin_case(j->out, section, "findings-not-listed");
    og_buf_text(j->out, has_failure ? ">\n      <failure" : ">\n      <system-out");
    if (has_failure) {
        put_attribute(j->out, "message", og_buf_string(&text));
        put_attribute(j->out, "type", ocigate_severity_name(worst));
    }
    og_buf_char(j->out, '>');
    og_escape_xml(j->out, og_buf_string(&text));
    og_buf_text(j->out, has_failure ? "</failure>" : "</system-out>");
    og_buf_text(j->out, "\n    </testcase>\n");
    j->out->failed = j->out->failed || text.failed;
    og_buf_fini(&text);
}

/* Sort what was found in a section by rule; blocks: of its result. */
static void collect(junit *j, const og_section *section, const og_text_blocks *blocks)
{
    const ocigate_result *result = section->result;
    for (size_t i = 0; i <= j->rule_count; i++)
        j->cases[i] = (rule_case){.first = OG_TEXT_NO_BLOCK};
    for (size_t i = og_text_block_first(result, blocks, section->about); i != OG_TEXT_NO_BLOCK;
         i = og_text_block_next(result, blocks, section->about, i)) {
        const og_finding *fact = &result->findings[i].fact;
        rule_case *c = &j->cases[og_words_rule_index(fact->rule)];
        if (c->blocks++ == 0)
            c->first = i;
        else
            j->next[c->last] = i;
        c->last = i;
        j->next[i] = OG_TEXT_NO_BLOCK;
        c->has_failure = c->has_failure || is_failing(section, fact->severity);
    }
    for (size_t i = 0; i < result->suppressed_count; i++) {
        const ocigate_suppression *suppression = &result->suppressed[i];
        if (!og_section_has(section, &suppression->finding))
            continue;
        rule_case *c = &j->cases[og_words_rule_index(suppression->finding.fact.rule)];
        if (c->suppressed++ == 0)
            c->suppression = suppression;
    }
}

/* A silent rule has passed where it could look, and where the reading came to its end. */
static bool has_passed(const og_section *section, size_t index)
{
    const uint8_t *ran = section->result->ran;
    if (ran == NULL || og_section_error(section) != NULL)
        return false;
    if (section->image == NULL)
        return (ran[index] & OG_RAN_ON_ARCHIVE) != 0;
    if ((ran[index] & OG_RAN_ON_IMAGE) != 0)
        return ocigate_rule_at(index)->depth <= section->image->depth;
    return section->about == OG_TEXT_ALL && (ran[index] & OG_RAN_ON_ARCHIVE) != 0;
}

static void put_cases(const junit *j, const og_section *section, counts *sum)
{
    put_not_judged(j, section, sum);
    put_unlisted(j, section, sum);
    for (size_t i = 0; i <= j->rule_count; i++) {
        const rule_case *c = &j->cases[i];
        if (c->first == OG_TEXT_NO_BLOCK && c->suppression == NULL &&
            (i == j->rule_count || !has_passed(section, i)))
            continue;
        put_case(j, section,
                 i == j->rule_count ? "other-rules" : ocigate_rule_name(ocigate_rule_at(i)), c,
                 sum);
    }
}

/* The counts come first, and are known last. */
static void put_suite(junit *j, const og_section *section, counts *all)
{
    og_buf *const suites = j->out;
    og_buf cases;
    og_buf_init(&cases);
    counts sum = {0};
    j->out = &cases;
    put_cases(j, section, &sum);
    j->out = suites;
    og_buf_text(suites, "  <testsuite");
    put_attribute(suites, "name", section->title);
    put_counts(suites, &sum);
    put_time(suites, section->is_first ? section->result->seconds : 0);
    og_buf_text(suites, ">\n");
    og_buf_add(suites, og_buf_string(&cases), cases.length);
    og_buf_text(suites, "  </testsuite>\n");
    suites->failed = suites->failed || cases.failed;
    og_buf_fini(&cases);
    all->tests += sum.tests;
    all->failures += sum.failures;
    all->errors += sum.errors;
    all->skipped += sum.skipped;
}

/* The sections of one result, of which first is the first. */
static void put_result(junit *j, og_arena *arena, const og_section *first, counts *all)
{
    og_text_blocks blocks;
    const og_arena_mark mark = og_arena_mark_take(arena);
    j->next = OG_NEW_ARRAY(arena, size_t, first->result->finding_count);
    if (j->next == NULL || !og_text_blocks_find(arena, first->result, &blocks)) {
        j->out->failed = true;
        return;
    }
    for (size_t i = 0; i < og_section_count_of(first->result); i++) {
        collect(j, &first[i], &blocks);
        put_suite(j, &first[i], all);
    }
    og_arena_release(arena, &mark);
}

/* A report without a result has judged nothing. */
static void put_nothing(og_buf *out, counts *all)
{
    og_buf_text(out, "  <testsuite name=\"ocigate\" tests=\"1\" failures=\"0\" errors=\"1\" "
                     "skipped=\"0\" time=\"0.00\">\n"
                     "    <testcase classname=\"ocigate\" name=\"judged\">\n"
                     "      <error message=\"nothing was judged\" type=\"error\"/>\n"
                     "    </testcase>\n"
                     "  </testsuite>\n");
    *all = (counts){.tests = 1, .errors = 1};
}

static double seconds_of(const ocigate_report *report)
{
    double seconds = 0;
    for (const ocigate_result *result = report->results; result != NULL; result = result->next)
        seconds += result->seconds;
    return seconds;
}

void og_junit_report(const ocigate_report *report, const ocigate_render_options *options,
                     og_buf *out)
{
    (void)options;
    og_arena arena;
    og_arena_init(&arena);
    og_buf suites;
    og_buf_init(&suites);
    counts all = {0};
    og_sections sections;
    junit j = {.out = &suites, .rule_count = ocigate_rule_count()};
    j.cases = OG_NEW_ARRAY(&arena, rule_case, j.rule_count + 1);
    if (j.cases != NULL && og_sections_find(&arena, report, &sections)) {
        if (sections.count == 0)
            put_nothing(&suites, &all);
        for (size_t i = 0; i < sections.count; i++) {
            if (sections.items[i].is_first)
                put_result(&j, &arena, &sections.items[i], &all);
        }
    }
    og_buf_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"ocigate\"");
    put_counts(out, &all);
    put_time(out, seconds_of(report));
    og_buf_text(out, ">\n");
    og_buf_add(out, og_buf_string(&suites), suites.length);
    og_buf_text(out, "</testsuites>\n");
    out->failed = out->failed || suites.failed || arena.failed;
    og_buf_fini(&suites);
    og_arena_fini(&arena);
}
