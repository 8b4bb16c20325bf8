/* What is in an image, for a person who has ten seconds. */
#include "render/inspect.h"

#include "render/number.h"
#include "render/style.h"

#include <string.h>

#define LEAST_ROOM 20u /* on a narrow terminal a line is rather wrapped than cut to nothing */

void og_inspect_heading(const og_text *text, const char *heading)
{
    og_buf_char(text->out, '\n');
    og_style_add(text->out, text->has_color, OG_PAINT_BOLD, heading);
}

void og_inspect_size(og_buf *out, uint64_t bytes)
{
    og_buf size;
    og_buf_init(&size);
    og_number_bytes(&size, bytes);
    for (size_t i = size.length; i < OG_INSPECT_SIZE_COLUMNS; i++)
        og_buf_char(out, ' ');
    og_buf_text(out, og_buf_string(&size));
    out->failed = out->failed || size.failed;
    og_buf_fini(&size);
}

size_t og_inspect_room(const og_text *text, size_t used)
{
    if (text->columns == 0 || text->verbosity >= OCIGATE_VERBOSITY_VERBOSE)
        return SIZE_MAX;
    return text->columns > used + LEAST_ROOM ? text->columns - used : LEAST_ROOM;
}

static void add_image(const og_text *text, const ocigate_result *result, const ocigate_image *image)
{
    og_text_image_header(text, result, image);
    og_inspect_config(text, image);
    og_inspect_layers(text, image);
    if (image->artifact != NULL)
        return;
    og_inspect_files(text, image);
    og_inspect_command(text, image);
}

/* Whether it is broken is told by the other command. */
static void add_problems(const og_text *text, const ocigate_result *result)
{
    const uint64_t errors =
        result->counts[OCIGATE_SEVERITY_ERROR] + result->unlisted[OCIGATE_SEVERITY_ERROR];
    if (errors == 0 && result->error == NULL)
        return;
    if (result->image_count > 0)
        og_buf_char(text->out, '\n');
    og_style_add(text->out, text->has_color, OG_PAINT_ERROR, "Problems");
    og_buf_text(text->out, "  ");
    if (result->error != NULL)
        og_buf_text(text->out, result->error);
    else
        og_number_of(text->out, errors, "error");
    if (errors > 0)
        og_buf_text(text->out, result->error != NULL ? "; ocigate check tells more"
                                                     : "; ocigate check tells what is wrong");
    og_buf_char(text->out, '\n');
}

static void add_result(const og_text *text, const ocigate_result *result)
{
    for (size_t i = 0; i < result->image_count; i++) {
        if (i > 0)
            og_buf_char(text->out, '\n');
        add_image(text, result, &result->images[i]);
    }
    if (result->image_count == 0 && result->error == NULL)
        og_text_input_header(text, result);
    add_problems(text, result);
}

void og_inspect_text(const ocigate_report *report, const ocigate_render_options *options,
                     og_buf *out)
{
    og_buf raw;
    og_buf_init(&raw);
    const og_text text = {&raw, options->has_color, options->verbosity, options->columns};
    for (const ocigate_result *result = report->results; result != NULL; result = result->next) {
        if (result != report->results)
            og_buf_char(&raw, '\n');
        add_result(&text, result);
    }
    og_style_inert(out, og_buf_string(&raw), raw.length);
    out->failed = out->failed || raw.failed;
    og_buf_fini(&raw);
}
