/* Several images: a table behind the last of them. */
#include "render/number.h"
#include "render/render.h"
#include "render/rows.h"
#include "render/style.h"
#include "render/text.h"

#include <string.h>

#define USUAL_COLUMNS 100u /* where the width is not known */
#define LEAST_NAME 12u
#define MOST_NAME 60u
#define INDENT 2u
#define VERDICT_COLUMNS 7u /* "verdict"; "PASS" and the others are shorter */
#define COUNT_COLUMNS 8u   /* "warnings" */
#define SIZE_COLUMNS 9u
#define GAP 2u
/* Everything but the name. */
#define OTHER_COLUMNS                                                                              \
    (INDENT + VERDICT_COLUMNS + GAP + GAP + COUNT_COLUMNS + GAP + COUNT_COLUMNS + GAP +            \
     SIZE_COLUMNS)

static void add_spaces(og_buf *out, size_t count)
{
    while (count-- > 0)
        og_buf_char(out, ' ');
}

/* "app:1 linux/arm64" */
static void add_name(og_buf *out, const og_row *row)
{
    og_buf name;
    og_buf_init(&name);
    og_style_name(&name, row->name);
    if (row->has_shared_name) {
        og_buf_char(&name, ' ');
        (void)og_text_platform(&name, row->image);
    }
    og_style_inert(out, og_buf_string(&name), name.length); /* before it is measured and cut */
    out->failed = out->failed || name.failed;
    og_buf_fini(&name);
}

/* The columns of the widest name, as far as there is room. */
static size_t name_columns(const ocigate_report *report, size_t columns, og_buf *out)
{
    const size_t width = columns == 0 ? USUAL_COLUMNS : columns;
    size_t room = width > OTHER_COLUMNS + LEAST_NAME ? width - OTHER_COLUMNS : LEAST_NAME;
    size_t widest = LEAST_NAME;
    og_row row;
    if (room > MOST_NAME)
        room = MOST_NAME;
    for (og_rows rows = og_rows_of(report); og_rows_next(&rows, &row) && widest < room;) {
        og_buf name;
        og_buf_init(&name);
        add_name(&name, &row);
        const size_t own = og_style_width(og_buf_string(&name));
        widest = own > widest ? own : widest;
        out->failed = out->failed || name.failed; /* it would be narrower than it is */
        og_buf_fini(&name);
    }
    return widest < room ? widest : room;
}

/* Right-aligned. */
static void add_right(og_buf *out, const char *text, size_t columns)
{
    const size_t width = og_style_width(text);
    add_spaces(out, GAP + (width < columns ? columns - width : 0));
    og_buf_text(out, text);
}

static void add_count(og_buf *out, uint64_t count)
{
    og_buf number;
    og_buf_init(&number);
    og_number(&number, count);
    add_right(out, og_buf_string(&number), COUNT_COLUMNS);
    out->failed = out->failed || number.failed;
    og_buf_fini(&number);
}

static void add_numbers(const og_text *text, const og_row *row)
{
    uint64_t bytes;
    if (row->verdict == OCIGATE_VERDICT_ERROR) {
        og_buf_text(text->out, "  not judged");
        return;
    }
    add_count(text->out, og_row_severity(row, OCIGATE_SEVERITY_ERROR));
    add_count(text->out, og_row_severity(row, OCIGATE_SEVERITY_WARNING));
    if (row->image == NULL || !og_image_size(row->image, &bytes))
        return;
    og_buf size;
    og_buf_init(&size);
    og_number_bytes(&size, bytes);
    add_right(text->out, og_buf_string(&size), SIZE_COLUMNS);
    text->out->failed = text->out->failed || size.failed;
    og_buf_fini(&size);
}

static void add_row(const og_text *text, const og_row *row, size_t columns)
{
    static const char *const words[] = {"PASS", "FAIL", "ERROR"};
    const bool is_pass = row->verdict == OCIGATE_VERDICT_PASS;
    const char *word = words[row->verdict];
    og_buf name, cut;
    og_buf_init(&name);
    og_buf_init(&cut);
    add_name(&name, row);
    og_style_cut(&cut, og_buf_string(&name), columns);
    add_spaces(text->out, INDENT);
    og_style_add(text->out, text->has_color, is_pass ? OG_PAINT_PASS : OG_PAINT_FAIL, word);
    add_spaces(text->out, VERDICT_COLUMNS - strlen(word) + GAP);
    og_buf_text(text->out, og_buf_string(&cut));
    add_spaces(text->out, columns - og_style_width(og_buf_string(&cut)));
    add_numbers(text, row);
    og_buf_char(text->out, '\n');
    text->out->failed = text->out->failed || name.failed || cut.failed;
    og_buf_fini(&name);
    og_buf_fini(&cut);
}

static void add_heading(const og_text *text, const og_row_counts *counts, size_t columns)
{
    static const char *const words[] = {" passed", " failed", " not judged"};
    og_buf_char(text->out, '\n');
    og_style_add(text->out, text->has_color, OG_PAINT_BOLD, "Summary");
    og_buf_text(text->out, "  ");
    bool is_first = true;
    for (int verdict = OCIGATE_VERDICT_PASS; verdict <= OCIGATE_VERDICT_ERROR; verdict++) {
        if (counts->verdicts[verdict] == 0)
            continue;
        og_buf_text(text->out, is_first ? "" : ", ");
        og_number(text->out, counts->verdicts[verdict]);
        og_buf_text(text->out, words[verdict]);
        is_first = false;
    }
    og_buf_text(text->out, "\n");
    og_buf line;
    og_buf_init(&line);
    add_spaces(&line, INDENT);
    og_buf_text(&line, "verdict  name");
    add_spaces(&line, columns - strlen("name"));
    add_right(&line, "errors", COUNT_COLUMNS);
    add_right(&line, "warnings", COUNT_COLUMNS);
    add_right(&line, "size", SIZE_COLUMNS);
    og_style_add(text->out, text->has_color, OG_PAINT_DIM, og_buf_string(&line));
    og_buf_char(text->out, '\n');
    text->out->failed = text->out->failed || line.failed;
    og_buf_fini(&line);
}

void og_text_summary(const ocigate_report *report, const ocigate_render_options *options,
                     og_buf *out)
{
    const og_row_counts counts = og_rows_count(report);
    if (counts.all < 2 || options->verbosity <= OCIGATE_VERBOSITY_QUIET)
        return;
    og_buf raw;
    og_buf_init(&raw);
    const og_text text = {&raw, options->has_color, options->verbosity, options->columns};
    const size_t columns = name_columns(report, options->columns, &raw);
    add_heading(&text, &counts, columns);
    og_row row;
    for (og_rows rows = og_rows_of(report); og_rows_next(&rows, &row);)
        add_row(&text, &row, columns);
    og_style_inert(out, og_buf_string(&raw), raw.length);
    out->failed = out->failed || raw.failed;
    og_buf_fini(&raw);
}
