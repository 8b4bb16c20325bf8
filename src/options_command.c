/* The command that is set on the function in place of the image's. */
#include "base/error.h"
#include "base/options.h"
#include "document/json_lexer.h"
#include "document/json_scan.h"

#include <ocigate/check.h>

#include <string.h>

/* The strings of a text that is known to be good JSON; false: it is no array of strings. */
static bool read_strings(const char *json, og_arena *arena, og_string_list *list)
{
    og_json_lexer lexer;
    og_json_lexer_init(&lexer, json, strlen(json));
    if (og_json_lexer_next(&lexer).kind != OG_JSON_OPEN_ARRAY)
        return false;
    list->items = OG_NEW_ARRAY(arena, const char *, strlen(json) / 2 + 1);
    list->is_present = true;
    for (;;) {
        const og_json_token token = og_json_lexer_next(&lexer);
        if (token.kind == OG_JSON_CLOSE_ARRAY)
            return true;
        if (token.kind == OG_JSON_COMMA)
            continue;
        if (token.kind != OG_JSON_STRING)
            return false;
        size_t length = 0;
        const char *text = og_json_lexer_text(&lexer, &token, arena, &length);
        if (text == NULL || list->items == NULL)
            return true; /* out of memory shows in the arena */
        if (strlen(text) != length)
            return false; /* a NUL ends a word of a command */
        list->items[list->count++] = text;
    }
}

static ocigate_status set_list(ocigate_options *options, const char *json, og_string_list *out,
                               const char **text, ocigate_error *error)
{
    if (options == NULL)
        return og_fail(error, OCIGATE_ERROR_ARGUMENT, 0, "options is NULL");
    og_string_list list = {0};
    if (json == NULL) {
        *out = list;
        *text = NULL;
        return OCIGATE_OK;
    }
    og_limits limits;
    og_limits_init(&limits);
    og_defects defects = {0};
    bool is_good = false;
    const char *copy = og_arena_text(&options->arena, json);
    if (copy == NULL)
        return og_fail_memory(error);
    OG_TRY(
        og_json_scan_text(copy, strlen(copy), &limits, &options->arena, &defects, &is_good, error));
    if (!is_good || !read_strings(copy, &options->arena, &list))
        return og_fail(error, OCIGATE_ERROR_ARGUMENT, 0,
                       "%.200s is no JSON array of strings, for example [\"/main\",\"x\"]", json);
    if (options->arena.failed)
        return og_fail_memory(error);
    *out = list;
    *text = copy;
    return OCIGATE_OK;
}

ocigate_status ocigate_options_set_entrypoint(ocigate_options *options, const char *json_array,
                                              ocigate_error *error)
{
    return set_list(options, json_array, options == NULL ? NULL : &options->entrypoint,
                    options == NULL ? NULL : &options->entrypoint_text, error);
}

ocigate_status ocigate_options_set_command(ocigate_options *options, const char *json_array,
                                           ocigate_error *error)
{
    return set_list(options, json_array, options == NULL ? NULL : &options->cmd,
                    options == NULL ? NULL : &options->cmd_text, error);
}

ocigate_status ocigate_options_set_working_directory(ocigate_options *options, const char *path,
                                                     ocigate_error *error)
{
    if (options == NULL)
        return og_fail(error, OCIGATE_ERROR_ARGUMENT, 0, "options is NULL");
    if (path != NULL && path[0] == '\0')
        return og_fail(error, OCIGATE_ERROR_ARGUMENT, 0, "the working directory is empty");
    const char *copy = og_arena_text(&options->arena, path);
    if (path != NULL && copy == NULL)
        return og_fail_memory(error);
    options->working_dir = copy;
    return OCIGATE_OK;
}

ocigate_status og_options_copy_command(const ocigate_options *from, ocigate_options *to)
{
    OG_TRY(ocigate_options_set_entrypoint(to, from->entrypoint_text, NULL));
    OG_TRY(ocigate_options_set_command(to, from->cmd_text, NULL));
    return ocigate_options_set_working_directory(to, from->working_dir, NULL);
}
