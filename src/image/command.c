#include "image/linking.h"

#include "base/error.h"
#include "image/rootfs.h"

#include <string.h>

/* What a process gets that inherits no PATH: the default of Docker and of the service. */
static const char default_path[] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

static const char *environment_value(const og_config *config, const char *name)
{
    const size_t length = strlen(name);
    const char *value = NULL;
    for (size_t i = 0; i < config->env.count; i++) {
        const char *item = config->env.items[i];
        if (strncmp(item, name, length) == 0 && item[length] == '=')
            value = item + length + 1;
    }
    return value;
}

static ocigate_status find_in_path(const og_linking *l, og_image *image, const char *name)
{
    const char *path = environment_value(image->config, "PATH");
    if (path == NULL)
        path = default_path;
    while (*path != '\0') {
        const size_t length = strcspn(path, ":");
        if (length > 0 && path[0] == '/' && length < 4096) {
            const char *separator = path[length - 1] == '/' ? "" : "/";
            const char *candidate =
                og_arena_format(l->arena, "%.*s%s%s", (int)length, path, separator, name);
            if (candidate == NULL)
                return og_fail_memory(l->err);
            if (og_rootfs_is_executable(image->rootfs, candidate)) {
                image->command.resolved = candidate;
                return OCIGATE_OK;
            }
        }
        path += length;
        path += *path == ':' ? 1 : 0;
    }
    return OCIGATE_OK;
}

static ocigate_status find_in_working_directory(const og_linking *l, og_image *image,
                                                const char *name)
{
    const char *directory = image->config->working_dir;
    if (directory == NULL || directory[0] != '/')
        directory = "/";
    const char *joined = og_arena_format(l->arena, "%s/%s", directory, name);
    if (joined == NULL)
        return og_fail_memory(l->err);
    const char *clean = og_path_clean(l->arena, joined, strlen(joined), NULL);
    const char *candidate = clean == NULL ? NULL : og_arena_format(l->arena, "/%s", clean);
    if (candidate == NULL)
        return og_fail_memory(l->err);
    if (og_rootfs_is_executable(image->rootfs, candidate))
        image->command.resolved = candidate;
    return OCIGATE_OK;
}

static ocigate_status resolve(const og_linking *l, og_image *image)
{
    const char *name = image->command.argv[0];
    if (name[0] == '/' || name[0] == '\0' || image->rootfs == NULL)
        return OCIGATE_OK;
    if (strchr(name, '/') != NULL)
        return find_in_working_directory(l, image, name);
    return find_in_path(l, image, name);
}

static ocigate_status gather_arguments(const og_linking *l, og_image *image)
{
    const og_string_list *entrypoint = &image->config->entrypoint;
    const og_string_list *cmd = &image->config->cmd;
    og_command *command = &image->command;
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
    if (count > 0)
        command->pointer = entrypoint->count > 0 ? "/config/Entrypoint/0" : "/config/Cmd/0";
    return OCIGATE_OK;
}

ocigate_status og_command_build(const og_linking *l, og_image *image)
{
    static const char *const bootstraps[] = {"/var/task/bootstrap", "/opt/bootstrap",
                                             "/var/runtime/bootstrap"};
    if (image->config == NULL)
        return OCIGATE_OK;
    OG_TRY(gather_arguments(l, image));
    image->command.files_are_known = image->rootfs != NULL;
    for (size_t i = 0; image->rootfs != NULL && i < sizeof bootstraps / sizeof bootstraps[0]; i++) {
        if (og_rootfs_is_executable(image->rootfs, bootstraps[i]))
            image->command.has_bootstrap = true;
    }
    return image->command.argc == 0 ? OCIGATE_OK : resolve(l, image);
}
