#include "images.h"

#include "file.h"
#include "guard.h"
#include "inputs.h"
#include "output.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int og_set_images_from(void *settings, const char *value)
{
    og_check_settings *own = settings;
    if (own->images_from != NULL) {
        og_complain("--images-from", "is there twice");
        return OG_EXIT_USAGE;
    }
    own->images_from = value;
    return 0;
}

int og_set_shard(void *settings, const char *value)
{
    if (og_shard_parse(value, &((og_check_settings *)settings)->shard))
        return 0;
    og_complain_parts((const char *const[]){
        "--shard: ", value, " is not INDEX/COUNT, two numbers with INDEX from 0 and below COUNT",
        NULL});
    return OG_EXIT_USAGE;
}

static int refuse_list(const og_check_settings *settings, const og_list_problem *problem)
{
    char line[48] = ": ";
    if (problem->line > 0)
        (void)snprintf(line, sizeof line, ": line %zu ", problem->line);
    og_complain_parts(
        (const char *const[]){"--images-from: ", settings->images_from, line, problem->what, NULL});
    return problem->line > 0 ? OG_EXIT_USAGE : OG_EXIT_ERROR;
}

static int read_list(og_check_settings *settings, og_image_list *list)
{
    char *bytes = NULL;
    size_t length = 0;
    og_list_problem problem = {0, NULL};
    const int status =
        og_file_read_input(settings->images_from, OG_IMAGE_LIST_BYTES, &bytes, &length);
    if (status != 0)
        return status;
    if (!og_image_list_parse(bytes, length, list, &problem))
        return refuse_list(settings, &problem);
    if (list->count > 0)
        return 0;
    og_complain_parts(
        (const char *const[]){"--images-from: ", settings->images_from, " names no image", NULL});
    return OG_EXIT_USAGE;
}

/* The words of the line, then the list. */
static int join(og_image_list *list, og_words *inputs)
{
    const size_t words = (size_t)inputs->count;
    char **items = malloc((words + list->count + 1) * sizeof *items);
    if (items == NULL) {
        og_complain(NULL, "out of memory");
        return OG_EXIT_ERROR;
    }
    for (size_t i = 0; i < words; i++)
        items[i] = inputs->items[i];
    for (size_t i = 0; i < list->count; i++)
        items[words + i] = list->items[i];
    free(list->items);
    list->items = items;
    list->count += words;
    return 0;
}

static int refuse(const og_command *command, const char *what, const char *why)
{
    og_complain(what, why);
    return og_options_refuse(command);
}

static bool has_stream(const og_image_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->items[i], "-") == 0)
            return true;
    }
    return false;
}

static void tell_empty(const og_shard *shard, size_t count)
{
    char text[128];
    (void)snprintf(text, sizeof text, "nothing to check in shard %" PRIu64 "/%" PRIu64 " of %zu %s",
                   shard->index, shard->count, count, count == 1 ? "image" : "images");
    og_complain(NULL, text);
}

int og_images_find(const og_command *command, og_check_settings *settings, og_words *inputs)
{
    og_image_list *list = &settings->images;
    const bool has_list = settings->images_from != NULL;
    if (!has_list && settings->shard.count == 0)
        return og_inputs_find(command, settings, inputs);
    if (!has_list && inputs->count == 0)
        return refuse(command, "--shard", "there is no IMAGE to share, and no --images-from");
    if (settings->name != NULL)
        return refuse(command, "--name", "names one input, and not a list or a shard");
    int status = has_list ? read_list(settings, list) : 0;
    if (status == 0)
        status = join(list, inputs);
    if (status != 0)
        return status;
    if (has_list && strcmp(settings->images_from, "-") == 0 && has_stream(list))
        return refuse(command, "-", "standard input is the list, and cannot be an image");
    inputs->items = list->items;
    inputs->count = (int)list->count;
    status = og_inputs_find(command, settings, inputs);
    if (status != 0)
        return status;
    inputs->count = (int)og_shard_select(&settings->shard, list->items, list->count);
    if (inputs->count == 0)
        tell_empty(&settings->shard, list->count);
    return 0;
}
