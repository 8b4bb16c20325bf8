/* What an inspection shows: the files of an image and the command that it starts. */
#include "image/contents.h"
#include "image/program.h"
#include "report/result.h"

#include <string.h>

/* An entrypoint, four interpreters with what env looks for behind each, a loader. */
#define STEPS_MAX 24u
#define LIBRARIES_SHOWN 10u

static void copy_list(og_arena *arena, const og_content_list *list, bool is_hidden,
                      og_item_list *out)
{
    ocigate_item *items = OG_NEW_ARRAY(arena, ocigate_item, list->count);
    for (size_t i = 0; items != NULL && i < list->count; i++) {
        const og_content_item *item = &list->items[i];
        const char *path = og_report_text(arena, item->path);
        items[i] = (ocigate_item){
            .path = path == NULL ? NULL : og_arena_format(arena, "/%s", path),
            .bytes = item->bytes,
            .file_count = item->file_count,
            .layer = item->has_layer ? (ptrdiff_t)item->layer : -1,
            .hidden_by = is_hidden ? (ptrdiff_t)item->hidden_by : -1,
            .is_replaced = is_hidden && item->is_replaced,
        };
    }
    out->items = items;
    out->count = items == NULL ? 0 : list->count;
}

static og_waste waste_of(og_bytes_of_files files)
{
    return (og_waste){files.bytes, files.file_count};
}

static void describe_contents(og_arena *arena, const og_contents *contents, ocigate_image *out)
{
    ocigate_contents *copy = OG_NEW(arena, ocigate_contents);
    if (copy == NULL)
        return;
    memcpy(copy->counts, contents->counts, sizeof copy->counts);
    copy->hard_link_count = contents->hard_link_count;
    copy->hidden = waste_of(contents->hidden);
    copy_list(arena, &contents->files, false, &copy->lists[OCIGATE_CONTENTS_FILES]);
    copy_list(arena, &contents->directories, false, &copy->lists[OCIGATE_CONTENTS_DIRECTORIES]);
    copy_list(arena, &contents->hidden_items, true, &copy->lists[OCIGATE_CONTENTS_HIDDEN]);
    for (size_t i = 0; i < out->layer_count; i++) {
        out->layers[i].waste[OCIGATE_WASTE_HIDDEN] = waste_of(contents->layers[i].hidden);
        out->layers[i].waste[OCIGATE_WASTE_DELETES] = waste_of(contents->layers[i].deletes);
        out->layers[i].waste[OCIGATE_WASTE_REPLACES] = waste_of(contents->layers[i].replaces);
    }
    out->contents = copy;
}

typedef struct chain {
    og_arena *arena;
    ocigate_step *steps;
    size_t count;
} chain;

static void add_step(chain *c, const char *role, const char *path, const char *target,
                     const char *state)
{
    if (c->count < STEPS_MAX)
        c->steps[c->count++] = (ocigate_step){role, og_report_text(c->arena, path),
                                              og_report_text(c->arena, target), state};
}

static const char *state_name(og_program_state state)
{
    switch (state) {
    case OG_PROGRAM_FOUND:
        return "found";
    case OG_PROGRAM_MISSING:
        return "missing";
    case OG_PROGRAM_LOOP:
        return "link-loop";
    case OG_PROGRAM_NOT_DIRECTORY:
        return "not-a-directory";
    case OG_PROGRAM_NOT_REGULAR:
        return "not-a-file";
    case OG_PROGRAM_CLOSED:
        return "closed";
    case OG_PROGRAM_NOT_EXECUTABLE:
        break;
    }
    return "not-executable";
}

static void add_program(chain *c, const char *role, const og_program *program)
{
    add_step(c, role, program->path, program->target, state_name(program->state));
}

static void add_libraries(chain *c, const og_program *program)
{
    const size_t count = program->missing_library_count;
    for (size_t i = 0; i < count && i < LIBRARIES_SHOWN; i++)
        add_step(c, "library", program->missing_libraries[i].name, NULL, "missing");
}

/* A script leads to its interpreter, env to the program that it looks for, a dynamic program to its
   loader. */
static void follow(chain *c, const og_program *program)
{
    while (program != NULL && c->count < STEPS_MAX) {
        const og_program *next = program->interpreter;
        if (next != NULL)
            add_program(c, "interpreter", next);
        else if (program->interpreter_text != NULL)
            add_step(c, "interpreter", program->interpreter_text, NULL, "relative");
        if (program->env_target != NULL) {
            next = program->env_target;
            add_program(c, "program", next);
        } else if (program->env_program != NULL) {
            add_step(c, "program", program->env_program, NULL, "missing");
            next = NULL;
        }
        if (program->loader != NULL) {
            add_program(c, "loader", program->loader);
            add_libraries(c, program);
        }
        program = next;
    }
}

static const char *first_role(const og_command *command)
{
    if (command->argc == 0)
        return "bootstrap";
    return command->entrypoint_count > 0 ? "entrypoint" : "cmd";
}

static void describe_command(og_arena *arena, const og_command *command, ocigate_image *out)
{
    out->files_are_known = command->files_are_known;
    const char *path = command->resolved;
    if (path == NULL && command->argc > 0 && command->argv[0][0] == '/')
        path = command->argv[0];
    if (path == NULL && command->program != NULL)
        path = command->program->path;
    out->command_path = og_report_text(arena, path);
    if (command->program == NULL)
        return;
    chain c = {.arena = arena, .steps = OG_NEW_ARRAY(arena, ocigate_step, STEPS_MAX)};
    if (c.steps == NULL)
        return;
    add_program(&c, first_role(command), command->program);
    follow(&c, command->program);
    out->steps = c.steps;
    out->step_count = c.count;
}

static const char *runtime_name(og_runtime runtime)
{
    switch (runtime) {
    case OG_RUNTIME_UNKNOWN:
        break;
    case OG_RUNTIME_AWS_BASE:
        return "aws-base";
    case OG_RUNTIME_PROVIDED:
        return "provided";
    case OG_RUNTIME_PYTHON:
        return "python";
    case OG_RUNTIME_NODE:
        return "node";
    case OG_RUNTIME_JAVA:
        return "java";
    case OG_RUNTIME_RUBY:
        return "ruby";
    case OG_RUNTIME_DOTNET:
        return "dotnet";
    case OG_RUNTIME_GO:
        return "go";
    case OG_RUNTIME_NATIVE:
        return "native";
    case OG_RUNTIME_SCRIPT:
        return "script";
    case OG_RUNTIME_WEB_ADAPTER:
        return "web-adapter";
    }
    return NULL;
}

void og_image_inspect(og_arena *arena, const og_image *image, ocigate_image *out)
{
    if (image->contents != NULL)
        describe_contents(arena, image->contents, out);
    describe_command(arena, &image->command, out);
    if (!image->service.is_known)
        return;
    out->runtime = runtime_name(image->service.runtime);
    out->runtime_client = og_report_text(arena, image->service.client);
}
