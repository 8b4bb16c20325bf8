#include "image/linking.h"

#include "base/error.h"
#include "base/path.h"
#include "image/program.h"

#include <string.h>

static bool is_bare(const char *name)
{
    return strchr(name, '/') == NULL;
}

static ocigate_status find_in_working_directory(const og_linking *l, const og_command *command,
                                                const char **out)
{
    const char *directory = command->working_dir[0] == '/' ? command->working_dir : "/";
    const char *joined = og_arena_format(l->arena, "%s/%s", directory, command->argv[0]);
    if (joined == NULL)
        return og_fail_memory(l->err);
    const char *clean = og_path_clean(l->arena, joined, strlen(joined), NULL);
    *out = clean == NULL ? NULL : og_arena_format(l->arena, "/%s", clean);
    return *out == NULL ? og_fail_memory(l->err) : OCIGATE_OK;
}

/* argv[0] as the service looks for it: absolute, with a slash from WORKDIR, bare through PATH. */
static ocigate_status find_program(const og_linking *l, const og_image *image,
                                   const og_command *command, const char **out)
{
    const char *name = command->argv[0];
    bool is_known;
    *out = NULL;
    if (name[0] == '\0')
        return OCIGATE_OK;
    if (name[0] == '/') {
        *out = name;
        return OCIGATE_OK;
    }
    if (is_bare(name))
        return og_program_search(l->arena, image->rootfs, &image->config->env, name, out, &is_known,
                                 l->err);
    return find_in_working_directory(l, command, out);
}

static ocigate_status examine(const og_linking *l, og_image *image, const char *path)
{
    og_command *command = &image->command;
    OG_TRY(og_program_examine(l->arena, image->rootfs, &image->config->env, path, &command->program,
                              l->err));
    if (command->argc > 0 && command->argv[0][0] != '/' &&
        command->program->state == OG_PROGRAM_FOUND)
        command->resolved = path;
    return OCIGATE_OK;
}

/* An override takes the place of its list alone; the other list stays the image's, as the fields of
   the service's ImageConfig do (AWS, API_ImageConfig). */
static void choose_parts(const og_linking *l, og_image *image, const og_string_list **entrypoint,
                         const og_string_list **cmd)
{
    const ocigate_options *options = l->options;
    og_command *command = &image->command;
    command->entrypoint_is_override = options->entrypoint.is_present;
    command->cmd_is_override = options->cmd.is_present;
    command->working_dir_is_override = options->working_dir != NULL;
    *entrypoint =
        options->entrypoint.is_present ? &options->entrypoint : &image->config->entrypoint;
    *cmd = options->cmd.is_present ? &options->cmd : &image->config->cmd;
    command->working_dir =
        options->working_dir != NULL ? options->working_dir : image->config->working_dir;
    if (command->working_dir == NULL || command->working_dir[0] == '\0')
        command->working_dir = "/";
}

static ocigate_status gather_arguments(const og_linking *l, og_image *image)
{
    const og_string_list *entrypoint, *cmd;
    og_command *command = &image->command;
    choose_parts(l, image, &entrypoint, &cmd);
    size_t count;
    if (__builtin_add_overflow(entrypoint->count, cmd->count, &count))
        return og_fail_memory(l->err);
    command->argv = OG_NEW_ARRAY(l->arena, const char *, count);
    if (command->argv == NULL)
        return og_fail_memory(l->err);
    if (entrypoint->count > 0)
        memcpy(command->argv, entrypoint->items, entrypoint->count * sizeof(const char *));
    if (cmd->count > 0)
        memcpy(command->argv + entrypoint->count, cmd->items, cmd->count * sizeof(const char *));
    command->argc = count;
    command->entrypoint_count = entrypoint->count;
    const bool is_override =
        entrypoint->count > 0 ? command->entrypoint_is_override : command->cmd_is_override;
    if (count > 0 && !is_override)
        command->pointer = entrypoint->count > 0 ? "/config/Entrypoint/0" : "/config/Cmd/0";
    return OCIGATE_OK;
}

ocigate_status og_command_build(const og_linking *l, og_image *image)
{
    static const char *const bootstraps[] = {"/var/task/bootstrap", "/opt/bootstrap",
                                             "/var/runtime/bootstrap"};
    og_command *command = &image->command;
    if (image->config == NULL)
        return OCIGATE_OK;
    OG_TRY(gather_arguments(l, image));
    command->files_are_known = image->rootfs != NULL;
    if (image->rootfs == NULL)
        return OCIGATE_OK;
    const char *path = NULL;
    for (size_t i = sizeof bootstraps / sizeof bootstraps[0]; i > 0; i--) {
        if (og_rootfs_is_executable(image->rootfs, bootstraps[i - 1]))
            path = bootstraps[i - 1];
    }
    command->has_bootstrap = path != NULL;
    if (command->argc > 0)
        OG_TRY(find_program(l, image, command, &path));
    OG_TRY(og_program_examine(l->arena, image->rootfs, &image->config->env, command->working_dir,
                              &command->directory, l->err));
    return path == NULL ? OCIGATE_OK : examine(l, image, path);
}
