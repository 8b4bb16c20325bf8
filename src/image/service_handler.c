/* The handler: how the runtime reads it, and the file that it names. Sources: aws-lambda-python-
   runtime-interface-client, bootstrap.py; aws-lambda-nodejs-runtime-interface-client,
   UserFunction.js; aws-lambda-ruby-runtime-interface-client, lambda_handler.rb;
   aws-lambda-java-libs, HandlerInfo.java; aws-lambda-dotnet, HandlerInfo.cs. */
#include "image/service.h"

#include "base/path.h"

#include <string.h>

#define HANDLER_BYTES_MAX 1024u

typedef struct search {
    og_serving *s;
    const char *roots[3];
    size_t root_count;
} search;

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

/* What is expected behind the word of a command that names the runtime client. */
static void expect(og_serving *s, size_t at, og_runtime runtime)
{
    const og_command *command = &s->image->command;
    s->service->runtime = runtime;
    if (at >= command->argc || command->argv[at][0] == '\0' ||
        strlen(command->argv[at]) > HANDLER_BYTES_MAX)
        return;
    s->service->handler = command->argv[at];
    s->service->handler_at = at;
}

static bool is_node_client(const char *word)
{
    return strcmp(base_name(word), "aws-lambda-ric") == 0 ||
           strstr(word, "/aws-lambda-ric/bin/index.") != NULL;
}

/* The commands whose next word is a handler for sure. */
static void find_handler(og_serving *s)
{
    const og_command *command = &s->image->command;
    const char *const *argv = command->argv;
    if (command->argc == 0)
        return;
    if (strcmp(argv[0], "/lambda-entrypoint.sh") == 0) {
        if (command->argc == 2 && s->service->is_aws_base)
            expect(s, 1, s->client_kind);
        return;
    }
    const char *program = base_name(argv[0]);
    if (strncmp(program, "python", 6) == 0 && command->argc > 2 && strcmp(argv[1], "-m") == 0 &&
        strcmp(argv[2], "awslambdaric") == 0) {
        expect(s, 3, OG_RUNTIME_PYTHON);
        return;
    }
    if (strcmp(program, "aws_lambda_ric") == 0) {
        expect(s, 1, OG_RUNTIME_RUBY);
        return;
    }
    const bool is_java = strcmp(program, "java") == 0;
    const bool is_node = strcmp(program, "node") == 0 || strcmp(program, "npx") == 0 ||
                         strcmp(program, "aws-lambda-ric") == 0;
    for (size_t i = 0; i < command->argc; i++) {
        if (is_node && is_node_client(argv[i])) {
            expect(s, i + 1, OG_RUNTIME_NODE);
            return;
        }
        if (is_java &&
            strcmp(argv[i], "com.amazonaws.services.lambda.runtime.api.client.AWSLambda") == 0) {
            expect(s, i + 1, OG_RUNTIME_JAVA);
            return;
        }
    }
}

static void malformed(og_service *service, const char *reason)
{
    service->handler_state = OG_HANDLER_MALFORMED;
    service->handler_reason = reason;
}

static void parse_python(og_service *service)
{
    const char *handler = service->handler, *dot = strrchr(handler, '.');
    service->handler_form = "module.function";
    if (dot == NULL)
        malformed(service, "it has no dot");
    else if (dot == handler || handler[0] == '.' || handler[0] == '/')
        malformed(service, "it does not begin with the name of a module");
    else if (dot[1] == '\0')
        malformed(service, "it names no function");
}

static void parse_node(og_service *service)
{
    service->handler_form = "module.function";
    if (strstr(service->handler, "..") != NULL)
        malformed(service, "it has two dots in a row");
    else if (strchr(base_name(service->handler), '.') == NULL)
        malformed(service, "it has no dot");
}

static void parse_ruby(og_service *service)
{
    size_t length = strlen(service->handler), parts = 1;
    while (length > 0 && service->handler[length - 1] == '.')
        length--;
    for (size_t i = 0; i < length; i++)
        parts += service->handler[i] == '.' ? 1 : 0;
    service->handler_form = "file.method or file.Class.method";
    if (parts < 2)
        malformed(service, "it has no dot");
    else if (parts > 3)
        malformed(service, "it has more than three parts");
}

static void parse_java(og_service *service)
{
    const char *handler = service->handler, *at = NULL;
    for (const char *next = strstr(handler, "::"); next != NULL; next = strstr(next + 1, "::"))
        at = next;
    service->handler_form = "package.Class::method";
    if (at == handler)
        malformed(service, "it names no class");
    else if (at != NULL && at[2] == '\0')
        malformed(service, "it names no method");
}

static void parse_dotnet(og_service *service)
{
    const char *handler = service->handler, *first = strstr(handler, "::");
    const char *second = first == NULL ? NULL : strstr(first + 2, "::");
    service->handler_form = "Assembly::Namespace.Class::Method";
    if (first == NULL)
        return; /* an assembly that is a program of its own */
    if (second == NULL || first == handler || second == first + 2 || second[2] == '\0')
        malformed(service, "it has not three parts");
}

static const og_tree_node *find_regular(const og_serving *s, const char *path)
{
    const og_tree_node *node = path == NULL ? NULL : og_service_find(s, path);
    return node != NULL && og_tree_type(node) == '0' ? node : NULL;
}

static void found(og_serving *s, const og_tree_node *file)
{
    s->service->handler_state = OG_HANDLER_FOUND;
    if (s->handler_file == NULL)
        s->handler_file = file;
}

/* "CMD app.py": it reads as the function py of a module app. */
static void look_for_file_of_that_name(const search *q, const char *suffix)
{
    og_service *service = q->s->service;
    const size_t length = strlen(service->handler), have = strlen(suffix);
    if (length <= have || strcmp(service->handler + length - have, suffix) != 0)
        return;
    for (size_t i = 0; i < q->root_count; i++) {
        if (find_regular(q->s, og_arena_format(q->s->arena, "%s/%s", q->roots[i],
                                               service->handler)) != NULL) {
            service->handler_state = OG_HANDLER_IS_FILE;
            service->handler_reason = "it is the name of a file, without a function";
        }
    }
}

/* A list of directories in a variable; an archive among them is not looked into. */
static void look_along(og_serving *s, const char *list, const char *module,
                       const char *const *suffixes)
{
    while (list != NULL && *list != '\0' && s->service->handler_state == OG_HANDLER_UNKNOWN) {
        const size_t length = strcspn(list, ":");
        if (length > 0 && length < 4096) {
            const char *root =
                og_arena_format(s->arena, "%s%s%.*s",
                                list[0] == '/' || s->working_dir == NULL ? "" : s->working_dir,
                                list[0] == '/' ? "" : "/", (int)length, list);
            const og_tree_node *node = root == NULL ? NULL : og_service_find(s, root);
            if (node != NULL && og_tree_type(node) != '5')
                s->module_is_open = true;
            for (size_t i = 0; root != NULL && suffixes[i] != NULL; i++) {
                const og_tree_node *file = og_service_find(
                    s, og_arena_format(s->arena, "%s/%s%s", root, module, suffixes[i]));
                if (!s->arena->failed && file != NULL)
                    found(s, og_tree_type(file) == '0' ? file : NULL);
            }
        }
        list += length + (list[length] == ':' ? 1 : 0);
    }
}

static void look_in_roots(const search *q, const char *module, const char *const *suffixes,
                          bool takes_directories)
{
    og_serving *s = q->s;
    for (size_t r = 0; r < q->root_count; r++) {
        for (size_t i = 0; suffixes[i] != NULL; i++) {
            const char *path =
                og_arena_format(s->arena, "%s%s%s%s", module[0] == '/' ? "" : q->roots[r],
                                module[0] == '/' ? "" : "/", module, suffixes[i]);
            const og_tree_node *node = path == NULL ? NULL : og_service_find(s, path);
            const char type = node == NULL ? '\0' : og_tree_type(node);
            if (type == '0' || (takes_directories && type == '5')) {
                found(s, type == '0' ? node : NULL);
                return;
            }
        }
    }
}

/* The module of app.handler, with slashes for its dots. */
static char *module_path(og_arena *arena, const char *handler)
{
    char *module = og_arena_copy(arena, handler, (size_t)(strrchr(handler, '.') - handler));
    for (char *c = module; c != NULL && *c != '\0'; c++) {
        if (*c == '.')
            *c = '/';
    }
    return module;
}

static bool search_python(const search *q)
{
    static const char *const suffixes[] = {".py", "/__init__.py", ".pyc", "/__init__.pyc", NULL};
    og_serving *s = q->s;
    const char *module = module_path(s->arena, s->service->handler);
    if (module == NULL)
        return false;
    look_for_file_of_that_name(q, ".py");
    if (s->service->handler_state != OG_HANDLER_UNKNOWN)
        return true;
    look_in_roots(q, module, suffixes, false);
    look_along(s, og_service_variable(s->image->config, "PYTHONPATH"), module, suffixes);
    look_along(s, "/opt/python:/var/runtime", module, suffixes);
    s->module_base = base_name(module);
    s->module_first = og_arena_copy(s->arena, module, strcspn(module, "/"));
    s->service->handler_expected = og_arena_format(s->arena, "%s/%s.py or %s/%s/__init__.py",
                                                   q->roots[0], module, q->roots[0], module);
    const size_t directory = (size_t)(s->module_base - module);
    for (size_t i = 0; i < q->root_count; i++) {
        const char *path =
            og_arena_format(s->arena, "%s/%.*s", q->roots[i], (int)directory, module);
        const og_tree_node *home = path == NULL ? NULL : og_service_find(s, path);
        if (home != NULL)
            *og_service_flags(s, home) |= OG_IS_HANDLER_HOME;
    }
    return !s->arena->failed;
}

static bool search_node(const search *q)
{
    static const char *const suffixes[] = {"", ".js", ".mjs", ".cjs", NULL};
    og_serving *s = q->s;
    const char *handler = s->service->handler, *base = base_name(handler);
    const size_t length = (size_t)(base - handler) + strcspn(base, ".");
    const char *module = og_arena_copy(s->arena, handler, length);
    if (module == NULL)
        return false;
    look_for_file_of_that_name(q, "js");
    if (s->service->handler_state != OG_HANDLER_UNKNOWN)
        return true;
    look_in_roots(q, module, suffixes, true);
    look_along(s, og_service_variable(s->image->config, "NODE_PATH"), module, suffixes);
    s->module_is_open |= og_service_variable(s->image->config, "NODE_OPTIONS") != NULL;
    s->module_base = "";
    s->module_first = og_arena_copy(s->arena, module, strcspn(module, "/"));
    const bool is_absolute = module[0] == '/';
    const char *root = is_absolute ? "" : q->roots[0], *slash = is_absolute ? "" : "/";
    s->service->handler_expected =
        og_arena_format(s->arena, "%s%s%s.js, .mjs or .cjs", root, slash, module);
    return !s->arena->failed;
}

bool og_service_start_handler(og_serving *s)
{
    og_service *service = s->service;
    find_handler(s);
    if (service->handler == NULL)
        return true;
    static void (*const parsers[])(og_service *) = {
        [OG_RUNTIME_PYTHON] = parse_python, [OG_RUNTIME_NODE] = parse_node,
        [OG_RUNTIME_JAVA] = parse_java,     [OG_RUNTIME_RUBY] = parse_ruby,
        [OG_RUNTIME_DOTNET] = parse_dotnet,
    };
    if ((size_t)service->runtime < sizeof parsers / sizeof parsers[0] &&
        parsers[service->runtime] != NULL)
        parsers[service->runtime](service);
    if (service->handler_state != OG_HANDLER_UNKNOWN)
        return true;
    search q = {.s = s};
    q.roots[q.root_count++] = "/var/task";
    if (s->working_dir != NULL && strcmp(s->working_dir, "/var/task") != 0) {
        /* A client of one's own starts where WORKDIR is; that of a base image in the task root. */
        q.roots[q.root_count++] = s->working_dir;
        if (!service->is_aws_base) {
            q.roots[0] = s->working_dir;
            q.roots[1] = "/var/task";
        }
    }
    if (s->working_dir == NULL)
        q.roots[q.root_count++] = "";
    s->module_is_open |= og_service_variable(s->image->config, "AWS_LAMBDA_EXEC_WRAPPER") != NULL;
    if (service->runtime == OG_RUNTIME_PYTHON)
        return search_python(&q);
    return service->runtime != OG_RUNTIME_NODE || search_node(&q);
}

/* Files of site-packages that add directories to the path of modules; these usual ones do not. */
static bool opens_path(const og_served *file)
{
    return og_service_ends(file, ".pth") && !og_service_ends(file, "-nspkg.pth") &&
           !og_service_is_named(file, "distutils-precedence.pth") &&
           !og_service_is_named(file, "_virtualenv.pth");
}

void og_service_see_module(og_serving *s, const og_served *file)
{
    if (s->module_base == NULL || s->module_is_found)
        return;
    const uint16_t above = file->above;
    if ((above & OG_IS_PACKAGES) != 0) {
        const size_t length = strlen(s->module_first);
        s->module_is_open |= opens_path(file);
        s->module_is_found = length > 0 && og_service_begins(file, s->module_first) &&
                             (file->name_length == length || file->name[length] == '.');
    }
    if ((above & OG_IS_HANDLER_HOME) != 0 && s->module_base[0] != '\0') {
        const size_t length = strlen(s->module_base);
        s->module_is_found |= og_service_begins(file, s->module_base) &&
                              file->name_length > length && file->name[length] == '.' &&
                              og_service_ends(file, ".so");
    }
}

bool og_service_finish_handler(og_serving *s)
{
    og_service *service = s->service;
    if (s->handler_file != NULL &&
        (service->handler_file = og_tree_view(s->rootfs, s->handler_file)) == NULL)
        return false;
    if (s->module_base == NULL || service->handler_state != OG_HANDLER_UNKNOWN)
        return true;
    if (s->module_is_found)
        service->handler_state = OG_HANDLER_FOUND;
    else if (!s->module_is_open)
        service->handler_state = OG_HANDLER_MISSING;
    return true;
}
