/* The report for a person who has ten seconds: what is wrong, where, both values, what to do. */
#include "render/text.h"

#include "render/number.h"
#include "render/render.h"
#include "render/rows.h"
#include "render/style.h"

#include <string.h>

bool og_text_severities(og_buf *out, const uint64_t counts[4])
{
    bool is_first = true;
    for (int severity = OCIGATE_SEVERITY_ERROR; severity > OCIGATE_SEVERITY_OFF; severity--) {
        if (counts[severity] == 0)
            continue;
        if (!is_first)
            og_buf_text(out, ", ");
        if (severity == OCIGATE_SEVERITY_INFO) {
            og_number(out, counts[severity]);
            og_buf_text(out, " info");
        } else {
            og_number_of(out, counts[severity], ocigate_severity_name((ocigate_severity)severity));
        }
        is_first = false;
    }
    return !is_first;
}

void og_text_counts(og_buf *out, const uint64_t blocks[4], const uint64_t unlisted[4],
                    uint64_t suppressed)
{
    const bool has_listed = og_text_severities(out, blocks);
    if (!has_listed && unlisted[OCIGATE_SEVERITY_OFF] == 0)
        og_buf_text(out, "no findings");
    if (unlisted[OCIGATE_SEVERITY_OFF] > 0) {
        og_buf_text(out, has_listed ? "; not listed: " : "not listed: ");
        (void)og_text_severities(out, unlisted);
        og_buf_text(out, " (--limit findings=N)");
    }
    if (suppressed > 0) {
        og_buf_text(out, "; ");
        og_number(out, suppressed);
        og_buf_text(out, " suppressed");
    }
}

static void add_speed(const og_text *text, const ocigate_result *result)
{
    const uint64_t time = og_number_microseconds(result->seconds);
    og_buf_text(text->out, "    read ");
    og_number_bytes(text->out, result->bytes);
    og_buf_text(text->out, " in ");
    og_number_seconds(text->out, time);
    if (time >= 1000 && result->bytes >= 1000000) {
        og_buf_text(text->out, " (");
        og_number_rate(text->out, result->bytes, time);
        og_buf_char(text->out, ')');
    }
}

typedef struct verdict {
    ocigate_verdict verdict;
    const char *name;
    const ocigate_image *platform_of; /* NULL: the name says enough */
    const uint64_t *blocks;           /* by severity */
    const uint64_t *unlisted;         /* by severity, OFF: all */
    uint64_t suppressed;
    const char *error;              /* or NULL */
    const ocigate_result *speed_of; /* NULL: a later line tells it */
} verdict;

static void add_verdict(const og_text *text, const verdict *v)
{
    const bool is_pass = v->verdict == OCIGATE_VERDICT_PASS;
    const char *word = is_pass ? "PASS" : v->verdict == OCIGATE_VERDICT_FAIL ? "FAIL" : "ERROR";
    og_style_add(text->out, text->has_color, is_pass ? OG_PAINT_PASS : OG_PAINT_FAIL, word);
    og_buf_text(text->out, "  ");
    og_style_name(text->out, v->name);
    og_buf_text(text->out, "  ");
    if (v->platform_of != NULL && og_text_platform(text->out, v->platform_of))
        og_buf_text(text->out, "  ");
    if (v->verdict == OCIGATE_VERDICT_ERROR)
        og_buf_text(text->out, v->error == NULL ? "not judged" : v->error);
    else
        og_text_counts(text->out, v->blocks, v->unlisted, v->suppressed);
    if (v->speed_of != NULL && v->verdict != OCIGATE_VERDICT_ERROR)
        add_speed(text, v->speed_of);
    og_buf_char(text->out, '\n');
}

/* A result on its way out. */
typedef struct section {
    const og_text *text;
    const ocigate_result *result;
    og_text_blocks blocks;
    bool is_alone; /* one image and no section for the input: it has all findings */
} section;

static bool has_findings(const section *s, ptrdiff_t image)
{
    const ptrdiff_t whose = s->is_alone ? OG_TEXT_ALL : image;
    return og_text_block_first(s->result, &s->blocks, whose) != OG_TEXT_NO_BLOCK;
}

static void add_body(const section *s, ptrdiff_t image)
{
    if (!has_findings(s, image))
        return;
    og_buf_char(s->text->out, '\n');
    og_text_findings(s->text, s->result, &s->blocks, s->is_alone ? OG_TEXT_ALL : image);
    og_buf_char(s->text->out, '\n');
}

/* Behind what counts, for who wants to know. */
static void add_suppressed(const section *s, ptrdiff_t image)
{
    if (s->text->verbosity < OCIGATE_VERBOSITY_VERBOSE)
        return;
    if (s->is_alone)
        og_text_suppressed(s->text, s->result, -1);
    og_text_suppressed(s->text, s->result, image);
}

/* A result without an image, or one whose verdict no image has. */
static void add_input_verdict(const og_text *text, const ocigate_result *result)
{
    const verdict own = {
        result->verdict,          result->name,  NULL,  result->blocks, result->unlisted,
        result->suppressed_count, result->error, result};
    add_verdict(text, &own);
}

static void add_image(const section *s, size_t index, bool has_speed)
{
    const og_text *text = s->text;
    const ocigate_image *image = &s->result->images[index];
    if (text->verbosity > OCIGATE_VERBOSITY_QUIET) {
        og_text_image_header(text, s->result, image);
        if (text->verbosity >= OCIGATE_VERBOSITY_VERBOSE) {
            og_buf_char(text->out, '\n');
            og_text_image_details(text, s->result, image);
            if (!has_findings(s, (ptrdiff_t)index))
                og_buf_char(text->out, '\n');
        }
        add_body(s, (ptrdiff_t)index);
        add_suppressed(s, (ptrdiff_t)index);
    }
    const verdict own = {image->verdict,
                         image->name,
                         og_row_name_is_shared(s->result, index) ? image : NULL,
                         image->blocks,
                         image->unlisted,
                         og_text_count_suppressed(s->result, (ptrdiff_t)index),
                         image->error,
                         has_speed ? s->result : NULL};
    add_verdict(text, &own);
}

static void add_input(const section *s)
{
    if (s->text->verbosity <= OCIGATE_VERBOSITY_QUIET)
        return;
    og_text_input_header(s->text, s->result);
    add_body(s, -1);
    add_suppressed(s, -1);
}

static bool has_input(const section *s)
{
    return has_findings(s, -1) || (s->text->verbosity >= OCIGATE_VERBOSITY_VERBOSE &&
                                   og_text_count_suppressed(s->result, -1) > 0);
}

static void add_images(section *s)
{
    const ocigate_result *result = s->result;
    const bool is_quiet = s->text->verbosity <= OCIGATE_VERBOSITY_QUIET;
    const bool needs_verdict = og_row_has_input(result);
    s->is_alone = result->image_count == 1 && !needs_verdict;
    if (!s->is_alone && has_input(s))
        add_input(s);
    for (size_t i = 0; i < result->image_count; i++) {
        if (!is_quiet && i > 0)
            og_buf_char(s->text->out, '\n');
        add_image(s, i, !needs_verdict && i + 1 == result->image_count);
    }
    if (needs_verdict) {
        if (!is_quiet)
            og_buf_char(s->text->out, '\n');
        add_input_verdict(s->text, result);
    }
}

static void add_result(const og_text *text, const ocigate_result *result)
{
    og_arena arena;
    og_arena_init(&arena);
    section s = {.text = text, .result = result};
    if (!og_text_blocks_find(&arena, result, &s.blocks)) {
        text->out->failed = true;
    } else if (result->image_count > 0) {
        add_images(&s);
    } else {
        if (result->finding_count > 0 || result->error == NULL || has_input(&s))
            add_input(&s);
        add_input_verdict(text, result);
    }
    og_arena_fini(&arena);
}

void og_text_result(const ocigate_report *report, const ocigate_result *result, bool is_first,
                    const ocigate_render_options *options, og_buf *out)
{
    (void)report;
    og_buf raw;
    og_buf_init(&raw);
    const og_text text = {&raw, options->has_color, options->verbosity, options->columns};
    if (!is_first && options->verbosity > OCIGATE_VERBOSITY_QUIET)
        og_buf_char(&raw, '\n');
    add_result(&text, result);
    og_style_inert(out, og_buf_string(&raw), raw.length);
    out->failed = out->failed || raw.failed;
    og_buf_fini(&raw);
}

void og_text_report(const ocigate_report *report, const ocigate_render_options *options,
                    og_buf *out)
{
    for (const ocigate_result *result = report->results; result != NULL; result = result->next)
        og_text_result(report, result, result == report->results, options, out);
    og_text_summary(report, options, out);
}
