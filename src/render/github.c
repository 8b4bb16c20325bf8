/* Workflow commands of GitHub Actions: a line for each block of findings, which becomes an
   annotation. GitHub shows ten of each kind in a step, so that no more are written: the worst come
   first, and a notice says how many there are besides. The last line is the verdict, which is shown
   in logs for debugging: what is written is never empty.

   Every line begins with a command of ours, and a runner reads one command in a line: what an image
   says stands behind it, with the ends of lines escaped, and cannot be another. */
#include "render/render.h"
#include "render/section.h"
#include "render/style.h"
#include "render/text.h"
#include "render/words.h"

#include <string.h>

#define SHOWN_MAX 10u
#define TITLE_COLUMNS 120u

static const char *command_of(ocigate_severity severity)
{
    return severity == OCIGATE_SEVERITY_ERROR     ? "error"
           : severity == OCIGATE_SEVERITY_WARNING ? "warning"
                                                  : "notice";
}

/* As the toolkit of GitHub escapes. The second of two number signs is written out: an older form of
   the commands, and those of other services, begin so anywhere in a line. */
static void add_escaped(og_buf *out, const char *text, bool is_property)
{
    char before = '\0';
    for (; *text != '\0'; text++) {
        const char c = *text;
        if (c == '%' || c == '\r' || c == '\n' || (is_property && (c == ':' || c == ',')))
            og_buf_format(out, "%%%02X", (unsigned)c);
        else if (c == '#' && before == '#')
            og_buf_text(out, "\\x23");
        else
            og_buf_char(out, c);
        before = c;
    }
}

static void add_title(og_buf *out, const char *rule, const char *name)
{
    og_buf title;
    og_buf_init(&title);
    og_buf_format(&title, "%s: ", rule);
    og_style_cut(&title, name, TITLE_COLUMNS);
    og_buf_text(out, "title=");
    add_escaped(out, og_buf_string(&title), true);
    out->failed = out->failed || title.failed;
    og_buf_fini(&title);
}

static void add_block(og_buf *out, const ocigate_render_options *options,
                      const ocigate_result *result, const ocigate_finding *findings, size_t count)
{
    const og_finding *fact = &findings[0].fact;
    const char *name = result->name;
    if (fact->image >= 0 && result->images[fact->image].name != NULL)
        name = result->images[fact->image].name;
    og_buf_format(out, "::%s file=", command_of(fact->severity));
    add_escaped(out, og_location_path(options), true);
    og_buf_format(out, ",line=%llu,", (unsigned long long)og_location_line(options));
    add_title(out, ocigate_rule_name(fact->rule), name);
    og_buf_text(out, "::");
    og_buf words;
    og_buf_init(&words);
    og_words_finding(&words, findings, count);
    add_escaped(out, og_buf_string(&words), false);
    og_buf_char(out, '\n');
    out->failed = out->failed || words.failed;
    og_buf_fini(&words);
}

/* Not about a file, so that none is named. */
static void add_error(og_buf *out, const og_section *section)
{
    og_buf_text(out, "::error ");
    add_title(out, "not judged", section->title);
    og_buf_text(out, "::");
    add_escaped(out, section->title, false);
    og_buf_text(out, " could not be judged: ");
    add_escaped(out, og_section_error(section), false);
    og_buf_char(out, '\n');
}

/* What there is to show, and what is shown of it; by severity. */
typedef struct budget {
    uint64_t blocks[4], unlisted[4];
    uint64_t limit[4], shown[4];
} budget;

static budget make_budget(const ocigate_report *report, const og_sections *sections)
{
    budget b = {0};
    bool has_more = false;
    for (size_t i = 0; i < sections->count; i++)
        b.blocks[OCIGATE_SEVERITY_ERROR] += og_section_error(&sections->items[i]) != NULL;
    for (const ocigate_result *r = report->results; r != NULL; r = r->next) {
        for (int s = OCIGATE_SEVERITY_INFO; s <= OCIGATE_SEVERITY_ERROR; s++) {
            b.blocks[s] += r->blocks[s];
            b.unlisted[s] += r->unlisted[s];
        }
    }
    for (int s = OCIGATE_SEVERITY_INFO; s <= OCIGATE_SEVERITY_ERROR; s++) {
        b.limit[s] = SHOWN_MAX;
        has_more = has_more || b.blocks[s] > SHOWN_MAX || b.unlisted[s] > 0;
    }
    if (has_more)
        b.limit[OCIGATE_SEVERITY_INFO]--; /* what says so is a notice as well */
    return b;
}

static bool take(budget *b, ocigate_severity severity)
{
    if (b->shown[severity] == b->limit[severity])
        return false;
    b->shown[severity]++;
    return true;
}

static void add_severity(og_buf *out, const ocigate_report *report,
                         const ocigate_render_options *options, ocigate_severity severity,
                         budget *b)
{
    for (const ocigate_result *result = report->results; result != NULL; result = result->next) {
        for (size_t i = 0, end; i < result->finding_count; i = end) {
            end = og_text_block_end(result, i);
            if (result->findings[i].fact.severity == severity && take(b, severity))
                add_block(out, options, result, &result->findings[i], end - i);
        }
    }
}

static void add_more(og_buf *out, const budget *b)
{
    uint64_t more[4] = {0};
    for (int s = OCIGATE_SEVERITY_INFO; s <= OCIGATE_SEVERITY_ERROR; s++)
        more[s] = b->blocks[s] - b->shown[s] + b->unlisted[s];
    if (og_words_worst(more) == OCIGATE_SEVERITY_OFF)
        return;
    og_buf_text(out, "::notice title=ocigate::not shown here: ");
    (void)og_text_severities(out, more);
    og_buf_text(out, "; the other formats have them\n");
}

void og_github_report(const ocigate_report *report, const ocigate_render_options *options,
                      og_buf *out)
{
    og_arena arena;
    og_arena_init(&arena);
    og_sections sections;
    if (!og_sections_find(&arena, report, &sections)) {
        out->failed = true;
        og_arena_fini(&arena);
        return;
    }
    budget b = make_budget(report, &sections);
    if (sections.count == 0)
        og_buf_text(out, "::error title=ocigate::nothing was judged\n");
    for (size_t i = 0; i < sections.count; i++) {
        if (og_section_error(&sections.items[i]) != NULL && take(&b, OCIGATE_SEVERITY_ERROR))
            add_error(out, &sections.items[i]);
    }
    for (int s = OCIGATE_SEVERITY_ERROR; s > OCIGATE_SEVERITY_OFF; s--)
        add_severity(out, report, options, (ocigate_severity)s, &b);
    add_more(out, &b);
    og_buf_format(out, "::debug::ocigate: %s\n",
                  ocigate_verdict_name(ocigate_report_verdict(report)));
    og_arena_fini(&arena);
}
