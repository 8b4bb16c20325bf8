#include "rules/workdir.h"

#include "base/path.h"
#include "rules/entrypoint.h"
#include "rules/phrase.h"

#include <string.h>

/* WORKDIR of the image, or of the function in its place. NULL: none, or the config is not known. */
static const char *working_dir(const og_subject *subject)
{
    const og_command *command = og_command_of(subject);
    if (command == NULL)
        return NULL;
    return command->working_dir_is_override ? command->working_dir
                                            : subject->image->config->working_dir;
}

static bool is_windows(const og_config *config)
{
    return config->os != NULL && strcmp(config->os, "windows") == 0;
}

void og_finding_at_workdir(og_sink *sink, og_finding *f, const og_command *command)
{
    const bool is_override = command->working_dir_is_override;
    og_finding_at(sink, f, is_override ? "--workdir" : "config", "%s",
                  is_override ? "" : "/config/WorkingDir");
}

void og_check_workdir_relative(const og_subject *subject, og_sink *sink)
{
    const char *directory = working_dir(subject);
    if (directory == NULL || directory[0] == '\0' || directory[0] == '/' ||
        is_windows(subject->image->config))
        return;
    og_finding *f = og_flag(sink, "WORKDIR %s is not an absolute path", directory);
    og_finding_at_workdir(sink, f, og_command_of(subject));
    og_finding_compare(sink, f, "an absolute path", directory);
    og_finding_fix(sink, f, "WORKDIR /%s", directory);
}

const char *og_mount_above(const char *path, og_sink *sink)
{
    static const char *const mounts[] = {"tmp", "dev", "proc", "var/rapid"};
    const char *cleaned =
        path[0] == '/' ? og_path_clean(sink->arena, path, strlen(path), NULL) : NULL;
    for (size_t i = 0; cleaned != NULL && i < sizeof mounts / sizeof mounts[0]; i++) {
        const size_t length = strlen(mounts[i]);
        if (strncmp(cleaned, mounts[i], length) == 0 &&
            (cleaned[length] == '\0' || cleaned[length] == '/'))
            return mounts[i];
    }
    return NULL;
}

/* WORKDIR as a path of the image; NULL when it is not known, or relative. */
static const og_program *directory_of(const og_subject *subject)
{
    const og_command *command = og_command_of(subject);
    return command == NULL || command->working_dir == NULL || command->working_dir[0] != '/'
               ? NULL
               : command->directory;
}

/* A link to /tmp itself still leads somewhere, one to a directory in it does not. */
static const char *mount_behind(const og_program *directory, og_sink *sink)
{
    const char *target = directory == NULL ? NULL : directory->target;
    const char *mount = target == NULL ? NULL : og_mount_above(target, sink);
    return mount == NULL || strcmp(target + 1, mount) == 0 ? NULL : mount;
}

void og_check_workdir_hidden(const og_subject *subject, og_sink *sink)
{
    const char *directory = working_dir(subject);
    const og_program *program = directory_of(subject);
    if (directory == NULL)
        return;
    const char *mount = og_mount_above(directory, sink), *behind = mount_behind(program, sink);
    if (mount == NULL && behind == NULL)
        return;
    og_finding *f;
    if (mount != NULL)
        f = og_flag(sink, "WORKDIR %s lies under /%s, which Lambda mounts over", directory, mount);
    else
        f = og_flag(sink, "WORKDIR %s leads to %s, and Lambda mounts over /%s", directory,
                    program->target, behind);
    og_finding_at_workdir(sink, f, og_command_of(subject));
    og_finding_found(sink, f, "%s", mount != NULL ? directory : program->target);
}

void og_check_workdir_missing(const og_subject *subject, og_sink *sink)
{
    const og_program *directory = directory_of(subject);
    if (directory == NULL || directory->state == OG_PROGRAM_CLOSED ||
        og_mount_above(directory->path, sink) != NULL)
        return;
    const bool is_file = directory->node != NULL && directory->node->type != '5';
    if (!og_program_is_missing(directory) && !is_file)
        return;
    og_finding *f = og_flag(sink, "WORKDIR %s %s", directory->path,
                            is_file ? "is no directory" : og_program_trouble(directory));
    og_finding_expected(sink, f, "a directory");
    og_finding_fix(sink, f, "RUN mkdir -p %s   (before WORKDIR %s)", directory->path,
                   directory->path);
    og_finding_at_workdir(sink, f, og_command_of(subject));
}

void og_check_workdir_closed(const og_subject *subject, og_sink *sink)
{
    const og_program *directory = directory_of(subject);
    if (directory == NULL || og_program_is_missing(directory))
        return;
    const char *closed = directory->closed;
    unsigned mode = directory->closed_mode;
    if (closed == NULL && directory->node->type == '5' && directory->node->entry != NULL &&
        (directory->node->entry->mode & 0001u) == 0) {
        closed = directory->target;
        mode = directory->node->entry->mode & 07777u;
    }
    if (closed == NULL)
        return;
    og_finding *f = og_flag(sink, "WORKDIR %s: others cannot enter %s (mode %04o)", directory->path,
                            closed, mode);
    og_finding_found(sink, f, "%s with mode %04o", closed, mode);
    og_finding_fix(sink, f, "RUN chmod o+x %s   (or WORKDIR /)", closed);
    og_finding_at_workdir(sink, f, og_command_of(subject));
}
