/* The parts of an inspection as text, and its formats. Internal to this folder. */
#ifndef OG_RENDER_INSPECT_H
#define OG_RENDER_INSPECT_H

#include "render/text.h"

typedef struct og_inspection_format {
    const char *name;
    void (*write)(const ocigate_report *report, const ocigate_render_options *options, og_buf *out);
} og_inspection_format;

void og_inspect_text(const ocigate_report *report, const ocigate_render_options *options,
                     og_buf *out);
void og_inspect_json(const ocigate_report *report, const ocigate_render_options *options,
                     og_buf *out);
void og_inspect_markdown(const ocigate_report *report, const ocigate_render_options *options,
                         og_buf *out);
void og_inspect_html(const ocigate_report *report, const ocigate_render_options *options,
                     og_buf *out);

/* inspect_config.c: names, config, the command and where it leads */
void og_inspect_config(const og_text *text, const ocigate_image *image);
void og_inspect_command(const og_text *text, const ocigate_image *image);

/* The same in pieces, on one line each: strings as a Dockerfile has them; a file on the way; the
   command where nothing is known of the way, which gives its role. */
void og_inspect_words_text(og_buf *out, const char *const *words, size_t count);
void og_inspect_step_text(og_buf *out, const ocigate_step *step);
const char *og_inspect_command_text(og_buf *out, const ocigate_image *image);
bool og_inspect_has_command(const ocigate_image *image);
/* Where the contents are known: "229.0 MB in 8,123 files, 1,024 directories"; "59.1 MB in 20 files,
   25.4 % of all layers". */
void og_inspect_counts_text(og_buf *out, const ocigate_image *image);
void og_inspect_waste_text(og_buf *out, const ocigate_image *image);
/* Bytes of a layer, unpacked if that is known; false: not known. */
bool og_inspect_layer_size(const ocigate_layer *layer, uint64_t *bytes);

/* inspect_layers.c: a line for each layer; inspect_files.c: files, and what is shipped in vain */
void og_inspect_layers(const og_text *text, const ocigate_image *image);
void og_inspect_files(const og_text *text, const ocigate_image *image);

/* The heading of a part, at the start of a line; nothing stands behind it yet. */
void og_inspect_heading(const og_text *text, const char *heading);

/* Bytes, right-aligned in the columns of a size. */
#define OG_INSPECT_SIZE_COLUMNS 9u
void og_inspect_size(og_buf *out, uint64_t bytes);

/* Columns that are left of a line behind `used` of them; nothing is cut where the width is not
   known, or more is asked for. */
size_t og_inspect_room(const og_text *text, size_t used);

#endif
