/* A report for a pull request or the summary of a build: the verdict, then tables. No line has two
   number signs: some build services take them for a command, so headings are underlined. */
#include "render/markdown.h"

#include "render/escape.h"
#include "render/number.h"
#include "render/render.h"
#include "render/style.h"

#include <string.h>

#define LONGEST 600u
#define LONGEST_NAME 160u

static const char *const words[] = {"✅ PASS", "❌ FAIL", "❌ ERROR"};

bool og_markdown_flush(og_markdown *md)
{
    const size_t room = OG_MARKDOWN_BYTES_MAX - OG_MARKDOWN_RESERVE;
    md->out->failed = md->out->failed || md->piece.failed;
    if (md->is_full || md->out->length + md->piece.length > room)
        md->is_full = true;
    else
        og_buf_add(md->out, og_buf_string(&md->piece), md->piece.length);
    og_buf_rewind(&md->piece);
    return !md->is_full;
}

static void put_cut(og_markdown *md, const char *text, size_t columns,
                    void (*escape)(og_buf *, const char *))
{
    og_buf cut;
    og_buf_init(&cut);
    og_style_cut(&cut, text == NULL ? "" : text, columns);
    escape(&md->piece, og_buf_string(&cut));
    md->piece.failed = md->piece.failed || cut.failed;
    og_buf_fini(&cut);
}

void og_markdown_put(og_markdown *md, const char *before, const char *text, const char *after)
{
    og_buf_text(&md->piece, before);
    put_cut(md, text, LONGEST, og_escape_markdown);
    og_buf_text(&md->piece, after);
}

void og_markdown_code(og_markdown *md, const char *before, const char *text, const char *after)
{
    og_buf_text(&md->piece, before);
    put_cut(md, text, LONGEST, og_escape_markdown_code);
    og_buf_text(&md->piece, after);
}

void og_markdown_name(og_markdown *md, const og_row *row)
{
    put_cut(md, row->name, LONGEST_NAME, og_escape_markdown_code);
    if (!row->has_shared_name)
        return;
    og_buf platform;
    og_buf_init(&platform);
    if (og_text_platform(&platform, row->image))
        og_markdown_put(md, " ", og_buf_string(&platform), "");
    md->piece.failed = md->piece.failed || platform.failed;
    og_buf_fini(&platform);
}

static void add_image_facts(og_markdown *md, const ocigate_image *image)
{
    og_buf text;
    og_buf_init(&text);
    if (og_text_platform(&text, image))
        og_markdown_put(md, ", ", og_buf_string(&text), "");
    og_buf_text(&md->piece, ", ");
    og_number_of(&md->piece, image->layer_count, "layer");
    uint64_t bytes;
    if (og_image_size(image, &bytes)) {
        og_buf_text(&md->piece, ", ");
        og_number_bytes(&md->piece, bytes);
        og_buf_text(&md->piece, image->has_unpacked_bytes ? " unpacked" : " packed");
    }
    if (image->has_unpacked_bytes && image->has_limit) {
        og_buf_text(&md->piece, " (");
        og_number_percent(&md->piece, image->unpacked_bytes, image->limit_bytes);
        og_buf_text(&md->piece, " of ");
        og_number_limit(&md->piece, image->limit_bytes);
        og_buf_char(&md->piece, ')');
    }
    md->piece.failed = md->piece.failed || text.failed;
    og_buf_rewind(&text);
    og_text_overrides(&text, image);
    if (text.length > 0)
        og_markdown_put(md, "; ", og_buf_string(&text), "");
    md->piece.failed = md->piece.failed || text.failed;
    og_buf_fini(&text);
}

void og_markdown_facts(og_markdown *md, const og_row *row)
{
    og_buf kind;
    og_buf_init(&kind);
    og_text_kind(&kind, row->result);
    og_markdown_put(md, "", og_buf_string(&kind), "");
    if (strcmp(row->result->name, "-") == 0)
        og_buf_text(&md->piece, " from standard input");
    else if (strcmp(row->result->name, row->name) != 0)
        og_markdown_code(md, " from ", row->result->name, "");
    md->piece.failed = md->piece.failed || kind.failed;
    og_buf_fini(&kind);
    if (row->image != NULL)
        add_image_facts(md, row->image);
}

static void add_summary_row(og_markdown *md, const og_row *row)
{
    uint64_t bytes;
    og_buf_format(&md->piece, "| %s | ", words[row->verdict]);
    og_markdown_name(md, row);
    if (row->verdict == OCIGATE_VERDICT_ERROR) {
        og_buf_text(&md->piece, " | | |");
    } else {
        og_buf_text(&md->piece, " | ");
        og_number(&md->piece, og_row_severity(row, OCIGATE_SEVERITY_ERROR));
        og_buf_text(&md->piece, " | ");
        og_number(&md->piece, og_row_severity(row, OCIGATE_SEVERITY_WARNING));
        og_buf_text(&md->piece, " |");
    }
    if (row->image != NULL && og_image_size(row->image, &bytes)) {
        og_buf_char(&md->piece, ' ');
        og_number_bytes(&md->piece, bytes);
    }
    og_buf_text(&md->piece, " |\n");
}

static void add_summary(og_markdown *md, const ocigate_report *report)
{
    og_row row;
    og_buf_text(&md->piece, "\n| verdict | image | errors | warnings | size |\n"
                            "|---|---|---:|---:|---:|\n");
    for (og_rows rows = og_rows_of(report); og_rows_next(&rows, &row);) {
        add_summary_row(md, &row);
        md->images_left += !og_markdown_flush(md);
    }
}

static uint64_t count_blocks(const ocigate_result *result, const og_text_blocks *blocks,
                             ptrdiff_t image)
{
    uint64_t count = 0;
    for (size_t i = og_text_block_first(result, blocks, image); i != OG_TEXT_NO_BLOCK;
         i = og_text_block_next(result, blocks, image, i))
        count++;
    return count;
}

static void add_section(og_markdown *md, const og_row *row, const og_text_blocks *blocks,
                        bool has_verdict)
{
    const ptrdiff_t whose = row->is_alone ? OG_TEXT_ALL : row->index;
    og_buf_text(&md->piece, "\n**");
    og_markdown_name(md, row);
    og_buf_text(&md->piece, "**: ");
    og_markdown_facts(md, row);
    og_buf_text(&md->piece, "\n");
    if (row->error != NULL)
        og_markdown_put(md, "\nNot judged: ", row->error, "\n");
    if (row->unlisted[OCIGATE_SEVERITY_OFF] > 0) {
        og_buf_text(&md->piece, "\nNot listed: ");
        (void)og_text_severities(&md->piece, row->unlisted);
        og_buf_text(&md->piece, " (`--limit findings=N`)\n");
    }
    const uint64_t count = count_blocks(row->result, blocks, whose);
    if (count == 0 && has_verdict && row->verdict == OCIGATE_VERDICT_PASS)
        og_buf_text(&md->piece, "\nNothing is wrong.\n");
    if (!og_markdown_flush(md)) {
        md->findings_left += count;
        return;
    }
    if (count > 0)
        og_markdown_findings(md, row, blocks, whose);
    og_markdown_suppressed(md, row->result, whose);
}

static void add_row(og_markdown *md, const og_row *row)
{
    static const uint64_t none[4];
    og_arena arena;
    og_text_blocks blocks;
    og_arena_init(&arena);
    if (!og_text_blocks_find(&arena, row->result, &blocks)) {
        md->out->failed = true;
    } else {
        const bool has_input = row->index == 0 && !row->is_alone &&
                               !og_row_has_input(row->result) &&
                               og_text_block_first(row->result, &blocks, -1) != OG_TEXT_NO_BLOCK;
        const og_row input = {.result = row->result,
                              .index = -1,
                              .name = row->result->name,
                              .blocks = none,
                              .unlisted = none};
        if (has_input)
            add_section(md, &input, &blocks, false);
        add_section(md, row, &blocks, true);
    }
    og_arena_fini(&arena);
}

/* Written into the room that was kept for it. */
static void add_end(og_markdown *md)
{
    if (!md->is_full)
        return;
    og_buf_text(md->out, "\nCut at 1 MiB");
    if (md->findings_left > 0) {
        og_buf_text(md->out, ", without ");
        og_number_of(md->out, md->findings_left, "finding");
    }
    if (md->images_left > 0) {
        og_buf_text(md->out, ", without ");
        og_number_of(md->out, md->images_left, "image");
        og_buf_text(md->out, " in the table");
    }
    og_buf_text(md->out, ": `--format json` has everything.\n");
}

void og_markdown_report(const ocigate_report *report, const ocigate_render_options *options,
                        og_buf *out)
{
    (void)options;
    const og_row_counts counts = og_rows_count(report);
    og_markdown md = {.out = out};
    og_row row;
    og_buf_init(&md.piece);
    og_buf_format(&md.piece, "%s: ", words[ocigate_report_verdict(report)]);
    og_text_sentence(&md.piece, &counts);
    og_buf_text(&md.piece, "\n---\n");
    (void)og_markdown_flush(&md);
    if (counts.all > 1)
        add_summary(&md, report);
    for (og_rows rows = og_rows_of(report); og_rows_next(&rows, &row);)
        add_row(&md, &row);
    add_end(&md);
    og_buf_fini(&md.piece);
}
