/* What speaks the Runtime API: known by its path, or by the names of the API in a program. Where
   neither is found, nothing is said unless everything that is started was searched. */
#include "base/path.h"
#include "image/service.h"

#include <string.h>

#define SPEAKS_API (OG_MARK_RUNTIME_API | OG_MARK_RUNTIME_PATH | OG_MARK_GO_LAMBDA)
#define MODE_OTHERS_EXECUTE 0001u

static const char *const names[] = {
    [OG_RUNTIME_UNKNOWN] = "unknown",
    [OG_RUNTIME_AWS_BASE] = "AWS base image",
    [OG_RUNTIME_PROVIDED] = "OS-only base image",
    [OG_RUNTIME_PYTHON] = "Python",
    [OG_RUNTIME_NODE] = "Node.js",
    [OG_RUNTIME_JAVA] = "Java",
    [OG_RUNTIME_RUBY] = "Ruby",
    [OG_RUNTIME_DOTNET] = ".NET",
    [OG_RUNTIME_GO] = "Go",
    [OG_RUNTIME_NATIVE] = "native",
    [OG_RUNTIME_SCRIPT] = "script",
    [OG_RUNTIME_WEB_ADAPTER] = "Lambda Web Adapter",
};

const char *og_runtime_name(og_runtime runtime)
{
    return (size_t)runtime < sizeof names / sizeof names[0] ? names[runtime] : names[0];
}

static void found(og_serving *s, og_runtime kind, const og_tree_node *node)
{
    if (s->client != NULL)
        return;
    s->client = node;
    s->client_kind = kind;
}

static bool find_first(og_serving *s, const char *path, og_runtime kind)
{
    const og_tree_node *node = og_service_find(s, path);
    if (node == NULL || og_tree_type(node) != '0')
        return false;
    found(s, kind, node);
    return true;
}

/* The language of an AWS base image lies in /var/lang. */
static og_runtime aws_language(const og_serving *s)
{
    static const struct {
        const char *path;
        og_runtime runtime;
    } languages[] = {
        {"/var/lang/bin/python3", OG_RUNTIME_PYTHON}, {"/var/lang/bin/node", OG_RUNTIME_NODE},
        {"/var/lang/bin/java", OG_RUNTIME_JAVA},      {"/var/lang/bin/ruby", OG_RUNTIME_RUBY},
        {"/var/lang/bin/dotnet", OG_RUNTIME_DOTNET},
    };
    for (size_t i = 0; i < sizeof languages / sizeof languages[0]; i++) {
        if (og_service_find(s, languages[i].path) != NULL)
            return languages[i].runtime;
    }
    return og_service_find(s, "/var/lang") == NULL ? OG_RUNTIME_PROVIDED : OG_RUNTIME_AWS_BASE;
}

void og_service_start_runtime(og_serving *s)
{
    og_service *service = s->service;
    const og_tree_node *bootstrap = og_service_find(s, "/var/runtime/bootstrap");
    service->has_bootstrap = bootstrap != NULL;
    service->bootstrap_is_executable = og_rootfs_is_executable(s->rootfs, "/var/runtime/bootstrap");
    if (find_first(s, "/lambda-entrypoint.sh", OG_RUNTIME_AWS_BASE)) {
        service->is_aws_base = true;
        s->client_kind = aws_language(s);
    }
    s->has_web_adapter = find_first(s, "/opt/extensions/lambda-adapter", OG_RUNTIME_WEB_ADAPTER);
    (void)find_first(s, "/var/runtime/bootstrap", OG_RUNTIME_UNKNOWN);
    (void)find_first(s, "/var/task/bootstrap", OG_RUNTIME_UNKNOWN);
    (void)find_first(s, "/opt/bootstrap", OG_RUNTIME_UNKNOWN);
}

static og_runtime client_by_name(const og_serving *s, const og_served *file)
{
    switch (file->name_length) {
    case sizeof "__main__.py" - 1:
        return og_service_is_named(file, "__main__.py") &&
                       og_service_lies_in(s, file->node, "awslambdaric")
                   ? OG_RUNTIME_PYTHON
                   : OG_RUNTIME_UNKNOWN;
    case sizeof "package.json" - 1:
        return og_service_is_named(file, "package.json") &&
                       og_service_lies_in(s, file->node, "aws-lambda-ric") &&
                       og_service_lies_in(s, og_tree_parent(s->rootfs, file->node), "node_modules")
                   ? OG_RUNTIME_NODE
                   : OG_RUNTIME_UNKNOWN;
    case sizeof "Amazon.Lambda.RuntimeSupport.dll" - 1:
        return og_service_is_named(file, "Amazon.Lambda.RuntimeSupport.dll") ? OG_RUNTIME_DOTNET
                                                                             : OG_RUNTIME_UNKNOWN;
    default:
        return og_service_begins(file, "aws-lambda-java-runtime-interface-client") &&
                       og_service_ends(file, ".jar")
                   ? OG_RUNTIME_JAVA
                   : OG_RUNTIME_UNKNOWN;
    }
}

/* Programs that run text, bytecode or archives, which are not searched. Every shell is left out:
   what it starts is found for itself. */
static bool is_interpreter(const char *name, size_t length)
{
    static const char *const prefixes[] = {
        "python", "node", "java", "ruby", "php",  "dotnet", "deno",  "bun",   "lua",  "Rscript",
        "julia",  "pypy", "erl",  "beam", "mono", "racket", "guile", "tclsh", "wasm", "pwsh"};
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
        const size_t have = strlen(prefixes[i]);
        if (length >= have && memcmp(name, prefixes[i], have) == 0)
            return true;
    }
    return false;
}

/* The emulator names the API as well, and extensions have one of their own under the same
   variable. */
static void see_marks(og_serving *s, const og_served *file)
{
    const og_file_facts *facts = file->file.facts;
    if ((facts->marks & SPEAKS_API) == 0 || s->client != NULL ||
        og_service_is_named(file, "aws-lambda-rie") || (file->above & OG_IS_EXTENSIONS) != 0)
        return;
    og_runtime kind = OG_RUNTIME_NATIVE;
    if (facts->format == OG_FORMAT_SCRIPT)
        kind = OG_RUNTIME_SCRIPT;
    else if ((facts->marks & (OG_MARK_GO | OG_MARK_GO_LAMBDA)) != 0)
        kind = OG_RUNTIME_GO;
    found(s, kind, file->node);
}

void og_service_see_client(og_serving *s, const og_served *file)
{
    if (file->type == '5') {
        if (og_service_begins(file, "aws_lambda_ric-") && og_service_lies_in(s, file->node, "gems"))
            found(s, OG_RUNTIME_RUBY, file->node);
        return;
    }
    if (s->client == NULL) {
        const og_runtime kind = client_by_name(s, file);
        if (kind != OG_RUNTIME_UNKNOWN)
            found(s, kind, file->node);
    }
    if (file->type != '0')
        return;
    if (!s->has_interpreter && (file->file.mode & MODE_OTHERS_EXECUTE) != 0)
        s->has_interpreter = is_interpreter(file->name, file->name_length);
    if (file->file.facts != NULL)
        see_marks(s, file);
}

/* Libraries of the system, in which nobody hides a client. */
static bool is_system_library(const char *name)
{
    static const char *const libraries[] = {"libc.",      "libm.",       "libdl.",   "librt.",
                                            "libz.",      "libpthread.", "libutil.", "libgcc_s.",
                                            "libssl.",    "libresolv.",  "ld-linux", "libstdc++.",
                                            "libcrypto.", "libatomic.",  "ld-musl"};
    for (size_t i = 0; i < sizeof libraries / sizeof libraries[0]; i++) {
        if (og_path_begins_with(name, libraries[i]))
            return true;
    }
    return false;
}

/* Bytes that were searched to the end and hide nothing: what is packed shows none of its strings,
   and other programs may leave the work to a library. Of Go, the program holds all. */
static bool is_plain_elf(const og_file_facts *facts)
{
    const og_elf_facts *elf = facts->elf;
    if (facts->format != OG_FORMAT_ELF || !facts->marks_are_complete ||
        (facts->marks & OG_MARK_PACKED) != 0)
        return false;
    if ((facts->marks & OG_MARK_GO) != 0)
        return true;
    if (elf == NULL || !elf->dynamic_is_known)
        return false;
    for (size_t i = 0; i < elf->needed_count; i++) {
        if (!is_system_library(elf->needed[i]))
            return false;
    }
    return true;
}

static bool is_searched_elf(const og_program *program)
{
    const char *name = og_path_base(program->target);
    return program->file != NULL && is_plain_elf(program->file) &&
           !is_interpreter(name, strlen(name));
}

/* Is an argument a file whose content may be what runs? */
static bool is_unsearched_argument(const og_serving *s, const char *argument)
{
    const bool is_absolute = argument[0] == '/';
    const char *path = argument;
    if (!is_absolute && s->working_dir != NULL)
        path = og_arena_format(s->arena, "%s/%s", s->working_dir, argument);
    const og_tree_node *node = path == NULL ? NULL : og_service_find(s, path);
    if (node == NULL || og_tree_type(node) != '0')
        return false;
    og_entry file;
    og_record_read(og_tree_file(s->rootfs, node), &file);
    if (file.size == 0)
        return false;
    const og_file_facts *facts = file.facts;
    return facts == NULL || !facts->marks_are_complete ||
           (facts->format == OG_FORMAT_ELF && !is_plain_elf(facts));
}

/* True: what the command starts was searched, and everything that it can start in turn. A script
   may start anything, so nothing is said of one. */
static bool is_searched(const og_serving *s)
{
    const og_command *command = &s->image->command;
    const og_program *program = command->program;
    if (program == NULL || program->state != OG_PROGRAM_FOUND || program->file == NULL)
        return false;
    for (size_t i = 1; i < command->argc; i++) {
        if (strlen(command->argv[i]) < 4096 && is_unsearched_argument(s, command->argv[i]))
            return false;
    }
    return is_searched_elf(program) && (command->argc == 1 || !s->has_interpreter);
}

/* A shell form may speak the API itself. */
static bool is_in_arguments(const og_command *command)
{
    for (size_t i = 0; i < command->argc; i++) {
        if (strstr(command->argv[i], "AWS_LAMBDA_RUNTIME_API") != NULL)
            return true;
    }
    return false;
}

bool og_service_finish_runtime(og_serving *s)
{
    og_service *service = s->service;
    if (s->client == NULL && is_in_arguments(&s->image->command)) {
        service->has_client = true;
        service->runtime = OG_RUNTIME_SCRIPT;
        return true;
    }
    service->has_client = s->client != NULL;
    if (service->runtime == OG_RUNTIME_UNKNOWN)
        service->runtime = s->client_kind;
    if (s->client == NULL) {
        service->client_is_known = is_searched(s);
        return !s->arena->failed;
    }
    service->client = og_service_path(s, s->client);
    return service->client != NULL;
}
