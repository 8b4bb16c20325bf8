/* What an image is: its numbers, its config, what it starts. */
#include "render/html.h"

#include "render/inspect.h"
#include "render/number.h"
#include "render/rows.h"

#include <string.h>

static void begin_fact(og_buf *out, const char *label)
{
    og_buf_format(out, "<div><dt>%s</dt><dd>", label);
}

static void end_fact(og_buf *out)
{
    og_buf_text(out, "</dd></div>\n");
}

static void add_size(og_buf *out, const ocigate_image *image)
{
    uint64_t bytes;
    if (!og_image_size(image, &bytes))
        return;
    begin_fact(out, image->has_unpacked_bytes ? "Size, unpacked" : "Size, packed");
    og_html_bytes(out, bytes);
    if (image->has_unpacked_bytes && image->has_limit) {
        og_buf_text(out, "<span class=\"bar\" aria-hidden=\"true\"><i style=\"width:");
        og_html_share(out, bytes, image->limit_bytes);
        og_buf_text(out, "\"></i></span><small>");
        og_number_percent(out, bytes, image->limit_bytes);
        og_buf_text(out, " of ");
        og_number_limit(out, image->limit_bytes);
        og_buf_text(out, "</small>");
    }
    end_fact(out);
}

static void add_files(og_buf *out, const ocigate_image *image)
{
    const ocigate_contents *contents = image->contents;
    if (contents == NULL)
        return;
    begin_fact(out, "Files");
    og_number(out, contents->counts[OCIGATE_FILE_REGULAR]);
    og_buf_text(out, "<small>");
    og_html_bytes(out, image->rootfs_bytes);
    og_buf_text(out, " after the merge</small>");
    end_fact(out);
    begin_fact(out, "Shipped in vain");
    og_html_bytes(out, contents->hidden.bytes);
    if (contents->hidden.file_count > 0) {
        og_buf_text(out, "<small>in ");
        og_number_of(out, contents->hidden.file_count, "file");
        og_buf_text(out, "</small>");
    }
    end_fact(out);
}

static void add_platform(og_buf *out, const ocigate_image *image)
{
    og_buf platform;
    og_buf_init(&platform);
    if (og_text_platform(&platform, image)) {
        begin_fact(out, "Platform");
        og_html_put(out, "", og_buf_string(&platform), "");
        end_fact(out);
    }
    og_html_done(out, &platform);
}

static void add_input(og_buf *out, const ocigate_result *result)
{
    og_buf kind;
    og_buf_init(&kind);
    og_text_kind(&kind, result);
    begin_fact(out, "Read from");
    og_html_put(out, "", og_buf_string(&kind), "");
    og_html_put(out, "<small>", strcmp(result->name, "-") == 0 ? "standard input" : result->name,
                "</small>");
    end_fact(out);
    og_html_done(out, &kind);
}

void og_html_facts(og_buf *out, const ocigate_result *result, const ocigate_image *image)
{
    og_buf_text(out, "<div class=\"card\">\n<dl class=\"facts\">\n");
    if (image != NULL) {
        add_size(out, image);
        begin_fact(out, "Layers");
        og_number(out, image->layer_count);
        end_fact(out);
        add_platform(out, image);
        add_files(out, image);
    }
    add_input(out, result);
    og_buf_text(out, "</dl>\n");
    if (image != NULL) {
        og_buf line;
        og_buf_init(&line);
        og_text_overrides(&line, image);
        if (line.length > 0)
            og_html_put(out, "<p class=\"note soft\">", og_buf_string(&line), "</p>\n");
        og_html_done(out, &line);
    }
    og_buf_text(out, "</div>\n");
}

static void add_row(og_buf *out, const char *label, const char *value)
{
    if (value == NULL || value[0] == '\0')
        return;
    og_html_put(out, "<dt>", label, "</dt>");
    og_html_put(out, "<dd><code>", value, "</code></dd>\n");
}

static void add_words(og_buf *out, const char *label, const char *const *words, size_t count)
{
    if (words == NULL)
        return;
    og_buf text;
    og_buf_init(&text);
    og_inspect_words_text(&text, words, count);
    add_row(out, label, og_buf_string(&text));
    og_html_done(out, &text);
}

static void add_layers(og_buf *out, const ocigate_image *image)
{
    for (size_t i = 0; i < image->layer_count; i++) {
        const ocigate_layer *layer = &image->layers[i];
        og_buf_format(out, "<dt>layer %zu</dt><dd>", i + 1);
        og_html_put(out, "<code>", layer->digest == NULL ? "digest not known" : layer->digest,
                    "</code>");
        if (layer->compression != NULL && strcmp(layer->compression, "none") != 0)
            og_html_put(out, " <span class=\"soft\">", layer->compression, "</span>");
        if (layer->diff_id != NULL &&
            (layer->digest == NULL || strcmp(layer->diff_id, layer->digest) != 0))
            og_html_put(out, "<br/><code class=\"soft\">", layer->diff_id,
                        "</code> <span class=\"soft\">unpacked</span>");
        og_buf_text(out, "</dd>\n");
    }
}

void og_html_config(og_buf *out, const ocigate_image *image)
{
    og_buf_text(out, "<details class=\"card\"><summary>Config and digests</summary>\n"
                     "<dl class=\"rows\">\n");
    for (size_t i = 0; i < image->reference_count; i++)
        add_row(out, "name", image->references[i]);
    add_row(out, "manifest", image->manifest.digest);
    add_row(out, "config", image->config.digest);
    add_words(out, "entrypoint", image->entrypoint, image->entrypoint_count);
    add_words(out, "cmd", image->cmd, image->cmd_count);
    add_row(out, "workdir", image->working_dir);
    add_row(out, "user", image->user);
    for (size_t i = 0; i < image->env_count; i++)
        add_row(out, "env", image->env[i]);
    add_layers(out, image);
    og_buf_text(out, "</dl>\n</details>\n");
}

static void add_step(og_buf *out, const ocigate_step *step)
{
    const bool is_found = strcmp(step->state, "found") == 0;
    og_html_put(out, "<dt>", step->role, "</dt>");
    og_html_put(out, "<dd><code>", step->path, "</code>");
    if (step->target != NULL && step->path != NULL && strcmp(step->target, step->path) != 0)
        og_html_put(out, " &#8594; <code>", step->target, "</code>");
    if (!is_found)
        og_html_put(out, " <span class=\"bad\">", step->state, "</span>");
    og_buf_text(out, "</dd>\n");
}

void og_html_command(og_buf *out, const ocigate_image *image)
{
    if (!og_inspect_has_command(image))
        return;
    og_buf_text(out, "<section class=\"card\">\n<h3>What it starts</h3>\n<dl class=\"rows\">\n");
    for (size_t i = 0; image->steps != NULL && i < image->step_count; i++)
        add_step(out, &image->steps[i]);
    if (image->steps == NULL) {
        og_buf text;
        og_buf_init(&text);
        const char *role = og_inspect_command_text(&text, image);
        add_row(out, role, og_buf_string(&text));
        og_html_done(out, &text);
    }
    if (image->runtime != NULL) {
        og_html_put(out, "<dt>runtime</dt><dd>", image->runtime, "");
        if (image->runtime_client != NULL)
            og_html_put(out, ", by <code>", image->runtime_client, "</code>");
        og_buf_text(out, "</dd>\n");
    }
    og_buf_text(out, "</dl>\n</section>\n");
}
