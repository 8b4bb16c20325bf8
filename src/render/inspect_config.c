/* Names, config and command of an image. */
#include "render/inspect.h"

#include "render/json_writer.h"
#include "render/style.h"

#include <string.h>

#define LABEL_COLUMNS 13u

static void add_label(const og_text *text, const char *label)
{
    og_buf_text(text->out, "  ");
    if (label[0] != '\0')
        og_style_add(text->out, text->has_color, OG_PAINT_DIM, label);
    for (size_t i = strlen(label); i < LABEL_COLUMNS; i++)
        og_buf_char(text->out, ' ');
}

static void add_line(const og_text *text, const char *label, const char *value)
{
    add_label(text, label);
    og_style_cut(text->out, value, og_inspect_room(text, LABEL_COLUMNS + 2));
    og_buf_char(text->out, '\n');
}

void og_inspect_words_text(og_buf *out, const char *const *words, size_t count)
{
    og_json_writer json;
    og_json_writer_init(&json, out, false);
    og_buf_char(out, '[');
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            og_buf_text(out, ", ");
        og_json_put_string(&json, NULL, words[i]);
    }
    og_buf_char(out, ']');
}

static void add_words(const og_text *text, const char *label, const char *const *words,
                      size_t count)
{
    if (words == NULL)
        return;
    og_buf line;
    og_buf_init(&line);
    og_inspect_words_text(&line, words, count);
    add_line(text, label, og_buf_string(&line));
    text->out->failed = text->out->failed || line.failed;
    og_buf_fini(&line);
}

/* An empty string is as good as none. */
static void add_setting(const og_text *text, const char *label, const char *value)
{
    if (value != NULL && value[0] != '\0')
        add_line(text, label, value);
}

void og_inspect_config(const og_text *text, const ocigate_image *image)
{
    size_t names = 0;
    for (size_t i = 0; i < image->reference_count; i++) {
        if (strcmp(image->references[i], image->name) != 0)
            add_line(text, names++ == 0 ? "also named" : "", image->references[i]);
    }
    add_setting(text, "artifact", image->artifact);
    if (text->verbosity >= OCIGATE_VERBOSITY_VERBOSE) {
        add_setting(text, "manifest", image->manifest.digest);
        add_setting(text, "config", image->config.digest);
    }
    add_words(text, "entrypoint", image->entrypoint, image->entrypoint_count);
    add_words(text, "cmd", image->cmd, image->cmd_count);
    add_setting(text, "workdir", image->working_dir);
    add_setting(text, "user", image->user);
    for (size_t i = 0; i < image->env_count; i++)
        add_line(text, i == 0 ? "env" : "", image->env[i]);
}

void og_inspect_step_text(og_buf *out, const ocigate_step *step)
{
    og_buf_text(out, step->path == NULL ? "" : step->path);
    if (step->target != NULL && step->path != NULL && strcmp(step->target, step->path) != 0)
        og_buf_format(out, " -> %s", step->target);
    if (strcmp(step->state, "found") != 0)
        og_buf_format(out, "  (%s)", step->state);
}

static void add_step(const og_text *text, const ocigate_step *step)
{
    og_buf line;
    og_buf_init(&line);
    og_inspect_step_text(&line, step);
    add_label(text, step->role);
    og_style_wrap(text->out, og_buf_string(&line), text->columns, LABEL_COLUMNS + 2,
                  LABEL_COLUMNS + 2);
    og_buf_char(text->out, '\n');
    text->out->failed = text->out->failed || line.failed;
    og_buf_fini(&line);
}

bool og_inspect_has_command(const ocigate_image *image)
{
    return image->steps != NULL || image->entrypoint_count > 0 || image->cmd_count > 0;
}

const char *og_inspect_command_text(og_buf *out, const ocigate_image *image)
{
    const bool is_entrypoint = image->entrypoint_count > 0;
    const char *command = is_entrypoint ? image->entrypoint[0] : image->cmd[0];
    if (image->command_path != NULL)
        og_buf_format(out, "%s  (what it leads to is not known)", image->command_path);
    else
        og_buf_format(out, "%s  (%s)", command,
                      image->files_are_known ? "missing" : "the files are not known");
    return is_entrypoint ? "entrypoint" : "cmd";
}

/* What is known without the files on the way: the command alone. */
static void add_command(const og_text *text, const ocigate_image *image)
{
    og_buf line;
    og_buf_init(&line);
    add_label(text, og_inspect_command_text(&line, image));
    og_buf_text(text->out, og_buf_string(&line));
    og_buf_char(text->out, '\n');
    text->out->failed = text->out->failed || line.failed;
    og_buf_fini(&line);
}

void og_inspect_command(const og_text *text, const ocigate_image *image)
{
    if (!og_inspect_has_command(image))
        return;
    og_inspect_heading(text, "Starts");
    og_buf_char(text->out, '\n');
    for (size_t i = 0; image->steps != NULL && i < image->step_count; i++)
        add_step(text, &image->steps[i]);
    if (image->steps == NULL)
        add_command(text, image);
    if (image->runtime == NULL)
        return;
    add_label(text, "runtime");
    og_buf_text(text->out, image->runtime);
    if (image->runtime_client != NULL)
        og_buf_format(text->out, ", by %s", image->runtime_client);
    og_buf_char(text->out, '\n');
}
