/* The report for a person who has ten seconds: what is wrong, where, both values, what to do. */
#include "render/text.h"

#include "render/number.h"
#include "render/render.h"
#include "render/style.h"

static void add_counts(const og_text *text, const uint64_t blocks[4])
{
    bool is_first = true;
    for (int severity = OCIGATE_SEVERITY_ERROR; severity > OCIGATE_SEVERITY_OFF; severity--) {
        if (blocks[severity] == 0)
            continue;
        if (!is_first)
            og_buf_text(text->out, ", ");
        if (severity == OCIGATE_SEVERITY_INFO) {
            og_number(text->out, blocks[severity]);
            og_buf_text(text->out, " info");
        } else {
            og_number_of(text->out, blocks[severity], ocigate_severity_name(severity));
        }
        is_first = false;
    }
    if (is_first)
        og_buf_text(text->out, "no findings");
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

/* speed_of: NULL when a later line tells it. */
static void add_verdict(const og_text *text, ocigate_verdict verdict, const char *name,
                        const uint64_t blocks[4], const char *error, const ocigate_result *speed_of)
{
    const bool is_pass = verdict == OCIGATE_VERDICT_PASS;
    const char *word = is_pass ? "PASS" : verdict == OCIGATE_VERDICT_FAIL ? "FAIL" : "ERROR";
    og_style_add(text->out, text->has_color, is_pass ? OG_PAINT_PASS : OG_PAINT_FAIL, word);
    og_buf_text(text->out, "  ");
    og_style_name(text->out, name);
    og_buf_text(text->out, "  ");
    if (verdict == OCIGATE_VERDICT_ERROR)
        og_buf_text(text->out, error == NULL ? "not judged" : error);
    else
        add_counts(text, blocks);
    if (speed_of != NULL && verdict != OCIGATE_VERDICT_ERROR)
        add_speed(text, speed_of);
    og_buf_char(text->out, '\n');
}

static bool has_findings(const ocigate_result *result, ptrdiff_t image, bool is_all)
{
    for (size_t i = 0; i < result->finding_count; i++) {
        if (is_all || result->findings[i].fact.image == image)
            return true;
    }
    return false;
}

static void add_body(const og_text *text, const ocigate_result *result, ptrdiff_t image,
                     bool is_all)
{
    if (!has_findings(result, image, is_all))
        return;
    og_buf_char(text->out, '\n');
    og_text_findings(text, result, image, is_all);
    og_buf_char(text->out, '\n');
}

/* A result without an image, or one whose verdict no image has. */
static void add_input_verdict(const og_text *text, const ocigate_result *result)
{
    add_verdict(text, result->verdict, result->name, result->blocks, result->error, result);
}

/* is_alone: there is no section for the input, whose findings are shown with the image's. */
static void add_image(const og_text *text, const ocigate_result *result, size_t index,
                      bool is_alone, bool has_speed)
{
    const ocigate_image *image = &result->images[index];
    if (text->verbosity > OCIGATE_VERBOSITY_QUIET) {
        og_text_image_header(text, result, image);
        if (text->verbosity >= OCIGATE_VERBOSITY_VERBOSE) {
            og_buf_char(text->out, '\n');
            og_text_image_details(text, result, image);
            if (!has_findings(result, (ptrdiff_t)index, is_alone))
                og_buf_char(text->out, '\n');
        }
        add_body(text, result, (ptrdiff_t)index, is_alone);
    }
    add_verdict(text, image->verdict, image->name, image->blocks, image->error,
                has_speed ? result : NULL);
}

static ocigate_verdict worst_of_images(const ocigate_result *result)
{
    ocigate_verdict worst = OCIGATE_VERDICT_PASS;
    for (size_t i = 0; i < result->image_count; i++) {
        if (result->images[i].verdict > worst)
            worst = result->images[i].verdict;
    }
    return worst;
}

static void add_input(const og_text *text, const ocigate_result *result)
{
    if (text->verbosity <= OCIGATE_VERBOSITY_QUIET)
        return;
    og_text_input_header(text, result);
    add_body(text, result, -1, false);
}

static void add_result(const og_text *text, const ocigate_result *result)
{
    const bool is_quiet = text->verbosity <= OCIGATE_VERBOSITY_QUIET;
    if (result->image_count == 0) {
        if (result->finding_count > 0 || result->error == NULL)
            add_input(text, result);
        add_input_verdict(text, result);
        return;
    }
    const bool needs_verdict = worst_of_images(result) < result->verdict;
    const bool is_alone = result->image_count == 1 && !needs_verdict;
    if (!is_alone && has_findings(result, -1, false))
        add_input(text, result);
    for (size_t i = 0; i < result->image_count; i++) {
        const bool is_last = i + 1 == result->image_count;
        if (!is_quiet && i > 0)
            og_buf_char(text->out, '\n');
        add_image(text, result, i, is_alone, is_last && !needs_verdict);
    }
    if (needs_verdict) {
        if (!is_quiet)
            og_buf_char(text->out, '\n');
        add_input_verdict(text, result);
    }
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
}
