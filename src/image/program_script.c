#include "image/program_internal.h"

#include "base/error.h"
#include "base/path.h"

#include <string.h>

static const char blanks[] = " \t";

/* A word of env -S that stands for itself. */
static bool is_plain(const char *word, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (strchr("\"'\\$#", word[i]) != NULL)
            return false;
    }
    return length > 0;
}

/* "-S", "-vS", "--split-string": what stands behind it; NULL: another option. */
static const char *split_text(const char *argument)
{
    static const char long_name[] = "--split-string";
    if (og_path_begins_with(argument, long_name)) {
        const char *rest = argument + strlen(long_name);
        return *rest == '=' || *rest == ' ' || *rest == '\t' ? rest + 1 : NULL;
    }
    size_t i = 1;
    while (argument[i] == 'v' || argument[i] == 'i')
        i++;
    return argument[i] == 'S' ? argument + i + 1 : NULL;
}

/* The name that env starts, with its length; NULL: not known. env -S splits its one argument;
   without -S the kernel hands all of it over as one name. coreutils, env invocation. */
static const char *env_name(const char *argument, size_t *length)
{
    if (argument[0] != '-') {
        *length = strlen(argument);
        return memchr(argument, '=', *length) == NULL ? argument : NULL;
    }
    const char *word = split_text(argument);
    while (word != NULL) {
        word += strspn(word, blanks);
        *length = strcspn(word, blanks);
        if (!is_plain(word, *length))
            return NULL;
        const bool is_skipped = strncmp(word, "-i", *length) == 0 ||
                                strncmp(word, "-v", *length) == 0 ||
                                memchr(word, '=', *length) != NULL;
        if (og_path_begins_with(word, "PATH=") || (word[0] == '-' && !is_skipped))
            return NULL;
        if (!is_skipped)
            return word;
        word += *length;
    }
    return NULL;
}

static ocigate_status follow_env(og_examination *e, const char *argument, og_program *program)
{
    size_t length = 0;
    const char *word = argument == NULL ? NULL : env_name(argument, &length);
    if (word == NULL)
        return OCIGATE_OK;
    const char *name = og_arena_copy(e->arena, word, length);
    if (name == NULL)
        return og_fail_memory(e->err);
    const char *path = NULL;
    bool is_known = name[0] == '/';
    if (is_known)
        path = name;
    else if (strchr(name, '/') != NULL)
        return OCIGATE_OK;
    else
        OG_TRY(
            og_program_search(e->arena, e->rootfs, e->environment, name, &path, &is_known, e->err));
    if (!is_known)
        return OCIGATE_OK;
    program->env_program = name;
    if (path == NULL)
        return OCIGATE_OK;
    OG_TRY(og_program_follow(e, path, 0, &program->env_target));
    program->is_too_long = program->env_target == NULL;
    return OCIGATE_OK;
}

ocigate_status og_program_script(og_examination *e, unsigned in_a_row, og_program *program)
{
    program->interpreter_text = program->file->interpreter;
    const char *interpreter = program->interpreter_text;
    if (interpreter == NULL || interpreter[0] != '/' || program->file->has_carriage_return)
        return OCIGATE_OK;
    if (in_a_row >= OG_INTERPRETERS_MAX) {
        program->is_too_long = true;
        return OCIGATE_OK;
    }
    OG_TRY(og_program_follow(e, interpreter, in_a_row + 1, &program->interpreter));
    program->is_too_long = program->interpreter == NULL;
    if (program->interpreter == NULL || program->interpreter->state != OG_PROGRAM_FOUND ||
        strcmp(og_path_base(interpreter), "env") != 0)
        return OCIGATE_OK;
    return follow_env(e, program->file->argument, program);
}
