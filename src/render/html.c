/* One page by itself: the verdict, what is wrong, and the picture of each image. */
#include "render/html.h"

#include "render/inspect.h"
#include "render/number.h"
#include "render/render.h"
#include "render/rows.h"
#include "render/style.h"

#include <string.h>

typedef struct page {
    og_buf *out;
    const ocigate_report *report;
    bool is_inspection; /* nothing is judged */
    bool is_single;     /* the verdict at the top is that of the only row */
    size_t number;      /* of the next section */
} page;

static const char *const classes[] = {"pass", "fail", "not-judged"};
static const char *const words[] = {"PASS", "FAIL", "ERROR"};

/* The name of a row; of several that share one, the platform is said as well. */
static void add_name(og_buf *out, const og_row *row)
{
    og_buf cut;
    og_buf_init(&cut);
    og_style_cut(&cut, row->name, OG_HTML_LONGEST_NAME);
    if (row->has_shared_name) {
        og_buf_char(&cut, ' ');
        (void)og_text_platform(&cut, row->image);
    }
    og_html_put(out, "", og_buf_string(&cut), "");
    og_html_done(out, &cut);
}

static void add_count_cell(og_buf *out, const char *label, const og_row *row,
                           ocigate_severity severity)
{
    og_buf_format(out, "<td class=\"num\" data-of=\"%s\">", label);
    if (row->verdict != OCIGATE_VERDICT_ERROR)
        og_number(out, og_row_severity(row, severity));
    og_buf_text(out, "</td>");
}

static void add_summary_row(og_buf *out, const og_row *row, size_t number, bool is_inspection)
{
    uint64_t bytes;
    og_buf_text(out, "<tr>");
    if (!is_inspection) {
        og_buf_format(out, "<td class=\"verdict %s\">", classes[row->verdict]);
        og_html_sign(out, row->verdict);
        og_buf_format(out, " %s</td>", words[row->verdict]);
    }
    og_buf_format(out, "<td class=\"name\"><a href=\"#part-%zu\">", number);
    add_name(out, row);
    og_buf_text(out, "</a></td>");
    if (!is_inspection) {
        add_count_cell(out, "errors", row, OCIGATE_SEVERITY_ERROR);
        add_count_cell(out, "warnings", row, OCIGATE_SEVERITY_WARNING);
    }
    og_buf_text(out, "<td class=\"num\" data-of=\"size\">");
    if (row->image != NULL && og_image_size(row->image, &bytes))
        og_html_bytes(out, bytes);
    og_buf_text(out, "</td></tr>\n");
}

static void add_summary(const page *p)
{
    size_t number = 0;
    og_row row;
    og_buf_text(p->out, "<section class=\"card\">\n<table class=\"summary\">\n<thead><tr>");
    og_buf_text(p->out, p->is_inspection ? "<th scope=\"col\">image</th>"
                                         : "<th scope=\"col\">verdict</th>"
                                           "<th scope=\"col\">image</th>"
                                           "<th scope=\"col\" class=\"num\">errors</th>"
                                           "<th scope=\"col\" class=\"num\">warnings</th>");
    og_buf_text(p->out, "<th scope=\"col\" class=\"num\">size</th></tr></thead>\n<tbody>\n");
    for (og_rows rows = og_rows_of(p->report); og_rows_next(&rows, &row);)
        add_summary_row(p->out, &row, ++number, p->is_inspection);
    og_buf_text(p->out, "</tbody>\n</table>\n</section>\n");
}

static void add_heading(const page *p, const og_row *row, bool has_verdict)
{
    const bool is_top = p->is_inspection && p->is_single; /* nothing stands above it */
    og_buf_text(p->out, is_top ? "<h1>" : "<h2>");
    if (has_verdict && !p->is_inspection && !p->is_single) {
        og_buf_format(p->out, "<span class=\"%s\">", classes[row->verdict]);
        og_html_sign(p->out, row->verdict);
        og_buf_text(p->out, "</span>");
    }
    og_buf_text(p->out, "<span>");
    add_name(p->out, row);
    og_buf_text(p->out, is_top ? "</span></h1>\n" : "</span></h2>\n");
}

/* What was proved is said where nothing is wrong. */
static void add_nothing(const page *p, const og_row *row)
{
    if (row->verdict == OCIGATE_VERDICT_ERROR || row->image == NULL)
        return;
    og_buf_text(p->out, "<p class=\"card none\"><span class=\"pass\">");
    og_html_sign(p->out, OCIGATE_VERDICT_PASS);
    og_buf_text(p->out, "</span><span>Nothing is wrong: ");
    og_number_of(p->out, row->result->rules_run, "rule");
    og_buf_text(p->out, " applied, ");
    og_number_of(p->out, row->image->proofs, "proof");
    og_buf_text(p->out, " given</span></p>\n");
}

static void add_judgement(const page *p, const og_row *row, const og_text_blocks *blocks)
{
    const ptrdiff_t whose = row->is_alone ? OG_TEXT_ALL : row->index;
    if (row->error != NULL)
        og_html_put(p->out, "<p class=\"card bad\">", row->error, "</p>\n");
    if (og_text_block_first(row->result, blocks, whose) == OG_TEXT_NO_BLOCK &&
        row->unlisted[OCIGATE_SEVERITY_OFF] == 0)
        add_nothing(p, row);
    og_html_findings(p->out, row->result, blocks, whose);
    if (row->unlisted[OCIGATE_SEVERITY_OFF] > 0) {
        og_buf_text(p->out, "<p class=\"card\">Not listed: ");
        (void)og_text_severities(p->out, row->unlisted);
        og_buf_text(p->out, " (<code>--limit findings=N</code>)</p>\n");
    }
    og_html_suppressed(p->out, row->result, whose);
}

static void add_problems(const page *p, const og_row *row)
{
    const uint64_t errors = og_row_severity(row, OCIGATE_SEVERITY_ERROR);
    if (errors == 0 && row->error == NULL)
        return;
    og_buf_text(p->out, "<p class=\"card\"><span class=\"bad\">Problems</span> ");
    if (row->error != NULL)
        og_html_put(p->out, "", row->error, "");
    else
        og_number_of(p->out, errors, "error");
    og_buf_text(p->out, "; <code>ocigate check</code> tells more</p>\n");
}

/* has_verdict is false for findings about an input of which the images have the verdicts. */
static void add_section(page *p, const og_row *row, const og_text_blocks *blocks, bool has_verdict)
{
    og_buf_text(p->out, "<section class=\"image\"");
    if (has_verdict)
        og_buf_format(p->out, " id=\"part-%zu\"", ++p->number);
    og_buf_text(p->out, ">\n");
    add_heading(p, row, has_verdict);
    og_html_facts(p->out, row->result, row->image);
    if (p->is_inspection)
        add_problems(p, row);
    else
        add_judgement(p, row, blocks);
    if (row->image != NULL) {
        og_html_picture(p->out, row->image);
        if (row->image->artifact == NULL)
            og_html_command(p->out, row->image);
        og_html_config(p->out, row->image);
    }
    og_buf_text(p->out, "</section>\n");
}

/* Findings about the archive, where no row of the input shows them. */
static void add_input(page *p, const ocigate_result *result, const og_text_blocks *blocks)
{
    const bool is_shown = og_row_has_input(result) || result->image_count == 1 || p->is_inspection;
    if (is_shown || og_text_block_first(result, blocks, -1) == OG_TEXT_NO_BLOCK)
        return;
    static const uint64_t none[4];
    const og_row row = {
        .result = result, .index = -1, .name = result->name, .blocks = none, .unlisted = none};
    add_section(p, &row, blocks, false);
}

static void add_sections(page *p)
{
    og_row row;
    for (og_rows rows = og_rows_of(p->report); og_rows_next(&rows, &row);) {
        og_arena arena;
        og_text_blocks blocks;
        og_arena_init(&arena);
        if (!og_text_blocks_find(&arena, row.result, &blocks)) {
            p->out->failed = true;
        } else {
            if (row.index == 0)
                add_input(p, row.result, &blocks);
            add_section(p, &row, &blocks, true);
        }
        og_arena_fini(&arena);
    }
}

static void add_banner(const page *p, const og_row_counts *counts)
{
    const ocigate_verdict verdict = ocigate_report_verdict(p->report);
    og_buf_format(p->out, "<section class=\"banner %s\">\n", classes[verdict]);
    og_html_sign(p->out, verdict);
    og_buf_format(p->out, "<div><h1>%s</h1>\n<p>", words[verdict]);
    og_text_sentence(p->out, counts);
    og_buf_text(p->out, "</p></div>\n</section>\n");
}

static void add_title(const page *p, const og_row_counts *counts, og_buf *out)
{
    og_row row;
    og_rows rows = og_rows_of(p->report);
    if (!p->is_inspection)
        og_buf_format(out, "%s: ", words[ocigate_report_verdict(p->report)]);
    if (counts->all == 1 && og_rows_next(&rows, &row))
        og_style_cut(out, row.name, OG_HTML_LONGEST_NAME);
    else
        og_number_of(out, counts->all, "image");
}

static void add_page(page *p)
{
    const og_row_counts counts = og_rows_count(p->report);
    p->is_single = counts.all == 1;
    og_buf title, subtitle;
    og_buf_init(&title);
    og_buf_init(&subtitle);
    add_title(p, &counts, &title);
    if (p->is_inspection)
        og_buf_text(&subtitle, "what is in the image");
    else
        og_buf_format(&subtitle, "profile %s", ocigate_report_profile(p->report));
    og_html_begin(p->out, og_buf_string(&title), og_buf_string(&subtitle));
    if (!p->is_inspection)
        add_banner(p, &counts);
    else if (counts.all > 1)
        og_html_put(p->out, "<h1>", og_buf_string(&title), "</h1>\n");
    if (counts.all > 1)
        add_summary(p);
    add_sections(p);
    og_html_end(p->out);
    og_html_done(p->out, &title);
    og_html_done(p->out, &subtitle);
}

void og_html_report(const ocigate_report *report, const ocigate_render_options *options,
                    og_buf *out)
{
    (void)options;
    page p = {.out = out, .report = report};
    add_page(&p);
}

void og_inspect_html(const ocigate_report *report, const ocigate_render_options *options,
                     og_buf *out)
{
    (void)options;
    page p = {.out = out, .report = report, .is_inspection = true};
    add_page(&p);
}
