/* The handler, the runtime client, extensions. */
#include "unit/service_bench.h"

#define AWS_BASE "0 755 lambda-entrypoint.sh =script\n0 755 var/runtime/bootstrap =script\n"
#define AWS_PYTHON AWS_BASE "0 755 var/lang/bin/python3\n5 755 var/task\n"
#define AWS_NODE AWS_BASE "0 755 var/lang/bin/node =amd64\n5 755 var/task\n"
#define AWS_ARGV(handler)                                                                          \
    {                                                                                              \
        "/lambda-entrypoint.sh", handler                                                           \
    }
#define RIC "0 644 usr/lib/site-packages/awslambdaric/__main__.py\n"
#define RIC_ARGV(handler)                                                                          \
    {                                                                                              \
        "/usr/bin/python3", "-m", "awslambdaric", handler                                          \
    }

typedef struct handler_case {
    service_setting setting;
    og_handler_state state;
    const char *file; /* or NULL */
} handler_case;

static const handler_case handlers[] = {
    {{AWS_PYTHON "0 644 var/task/app.py", AWS_ARGV("app.handler"), NULL, NULL},
     OG_HANDLER_FOUND,
     "var/task/app.py"},
    {{AWS_PYTHON "0 644 var/task/src/app.py", AWS_ARGV("src/app.handler"), NULL, NULL},
     OG_HANDLER_FOUND,
     "var/task/src/app.py"},
    {{AWS_PYTHON "0 644 var/task/src/app.py", AWS_ARGV("src.app.handler"), NULL, NULL},
     OG_HANDLER_FOUND,
     "var/task/src/app.py"},
    {{AWS_PYTHON "0 644 var/task/app/__init__.py", AWS_ARGV("app.handler"), NULL, NULL},
     OG_HANDLER_FOUND,
     "var/task/app/__init__.py"},
    {{AWS_PYTHON "0 755 var/task/app.cpython-312-x86_64-linux-gnu.so", AWS_ARGV("app.handler"),
      NULL, NULL},
     OG_HANDLER_FOUND,
     NULL},
    {{AWS_PYTHON "0 644 var/lang/lib/site-packages/datadog_lambda/handler.py",
      AWS_ARGV("datadog_lambda.handler.handler"), NULL, NULL},
     OG_HANDLER_FOUND,
     NULL},
    {{AWS_PYTHON "0 644 opt/python/app.py", AWS_ARGV("app.handler"), NULL, NULL},
     OG_HANDLER_FOUND,
     "opt/python/app.py"},
    {{AWS_PYTHON "0 644 srv/app.py", AWS_ARGV("app.handler"), NULL, "PYTHONPATH=/lib:/srv"},
     OG_HANDLER_FOUND,
     "srv/app.py"},
    {{AWS_PYTHON "0 644 srv.zip", AWS_ARGV("app.handler"), NULL, "PYTHONPATH=/srv.zip"},
     OG_HANDLER_UNKNOWN,
     NULL},
    {{AWS_PYTHON "0 644 var/lang/site-packages/editable.pth", AWS_ARGV("app.handler"), NULL, NULL},
     OG_HANDLER_UNKNOWN,
     NULL},
    {{AWS_PYTHON "0 644 var/lang/site-packages/distutils-precedence.pth", AWS_ARGV("app.handler"),
      NULL, NULL},
     OG_HANDLER_MISSING,
     NULL},
    {{AWS_PYTHON, AWS_ARGV("app.handler"), NULL, NULL}, OG_HANDLER_MISSING, NULL},
    {{AWS_PYTHON, AWS_ARGV("app"), NULL, NULL}, OG_HANDLER_MALFORMED, NULL},
    {{AWS_PYTHON, AWS_ARGV("app."), NULL, NULL}, OG_HANDLER_MALFORMED, NULL},
    {{AWS_PYTHON, AWS_ARGV("./app.handler"), NULL, NULL}, OG_HANDLER_MALFORMED, NULL},
    {{AWS_PYTHON, AWS_ARGV("/var/task/app.handler"), NULL, NULL}, OG_HANDLER_MALFORMED, NULL},
    {{AWS_PYTHON "0 644 var/task/app.py", AWS_ARGV("app.py"), NULL, NULL},
     OG_HANDLER_IS_FILE,
     NULL},
    {{AWS_BASE, AWS_ARGV("anything"), NULL, NULL}, OG_HANDLER_UNKNOWN, NULL},

    {{RIC "0 644 function/app.py", RIC_ARGV("app.handler"), "/function", NULL},
     OG_HANDLER_FOUND,
     "function/app.py"},
    {{RIC "5 755 function", RIC_ARGV("app.handler"), "/function", NULL}, OG_HANDLER_MISSING, NULL},
    {{RIC "5 755 function", RIC_ARGV(NULL), "/function", NULL}, OG_HANDLER_UNKNOWN, NULL},
    {{RIC "0 644 app.py", RIC_ARGV("app.handler"), NULL, NULL}, OG_HANDLER_FOUND, "app.py"},
    {{RIC, {"/entry.sh", "app"}, NULL, NULL}, OG_HANDLER_UNKNOWN, NULL},

    {{AWS_NODE "0 644 var/task/index.js", AWS_ARGV("index.handler"), NULL, NULL},
     OG_HANDLER_FOUND,
     "var/task/index.js"},
    {{AWS_NODE "0 644 var/task/src/index.mjs", AWS_ARGV("src/index.a.b"), NULL, NULL},
     OG_HANDLER_FOUND,
     "var/task/src/index.mjs"},
    {{AWS_NODE "0 644 var/task/index.cjs", AWS_ARGV("index.handler"), NULL, NULL},
     OG_HANDLER_FOUND,
     "var/task/index.cjs"},
    {{AWS_NODE "0 644 var/task/app/index.js", AWS_ARGV("app.handler"), NULL, NULL},
     OG_HANDLER_FOUND,
     NULL},
    {{AWS_NODE "0 644 opt/nodejs/x.js", AWS_ARGV("/opt/nodejs/x.handler"), NULL, NULL},
     OG_HANDLER_FOUND,
     "opt/nodejs/x.js"},
    {{AWS_NODE "0 644 var/task/node_modules/pkg/a.js", AWS_ARGV("pkg/a.handler"), NULL, NULL},
     OG_HANDLER_FOUND,
     NULL},
    {{AWS_NODE "0 644 var/task/index.ts", AWS_ARGV("index.handler"), NULL, NULL},
     OG_HANDLER_MISSING,
     NULL},
    {{AWS_NODE "0 644 var/task/index.ts", AWS_ARGV("index.handler"), NULL,
      "NODE_OPTIONS=--import tsx"},
     OG_HANDLER_UNKNOWN,
     NULL},
    {{AWS_NODE, AWS_ARGV("index"), NULL, NULL}, OG_HANDLER_MALFORMED, NULL},
    {{AWS_NODE, AWS_ARGV("../index.handler"), NULL, NULL}, OG_HANDLER_MALFORMED, NULL},
    {{"0 644 f/node_modules/aws-lambda-ric/package.json\n0 644 f/app.js",
      {"/usr/bin/npx", "aws-lambda-ric", "app.handler"},
      "/f",
      NULL},
     OG_HANDLER_FOUND,
     "f/app.js"},

    {{AWS_BASE "0 755 var/lang/bin/ruby", AWS_ARGV("app.Handler.process"), NULL, NULL},
     OG_HANDLER_UNKNOWN,
     NULL},
    {{AWS_BASE "0 755 var/lang/bin/ruby", AWS_ARGV("app"), NULL, NULL}, OG_HANDLER_MALFORMED, NULL},
    {{AWS_BASE "0 755 var/lang/bin/ruby", AWS_ARGV("a.b.c.d"), NULL, NULL},
     OG_HANDLER_MALFORMED,
     NULL},
    {{AWS_BASE "0 755 var/lang/bin/java", AWS_ARGV("com.example.App::handle"), NULL, NULL},
     OG_HANDLER_UNKNOWN,
     NULL},
    {{AWS_BASE "0 755 var/lang/bin/java", AWS_ARGV("com.example.App"), NULL, NULL},
     OG_HANDLER_UNKNOWN,
     NULL},
    {{AWS_BASE "0 755 var/lang/bin/java", AWS_ARGV("com.example.App::"), NULL, NULL},
     OG_HANDLER_MALFORMED,
     NULL},
    {{AWS_BASE "0 755 var/lang/bin/dotnet", AWS_ARGV("App::App.Fn::Handle"), NULL, NULL},
     OG_HANDLER_UNKNOWN,
     NULL},
    {{AWS_BASE "0 755 var/lang/bin/dotnet", AWS_ARGV("App"), NULL, NULL}, OG_HANDLER_UNKNOWN, NULL},
    {{AWS_BASE "0 755 var/lang/bin/dotnet", AWS_ARGV("App::App.Fn"), NULL, NULL},
     OG_HANDLER_MALFORMED,
     NULL},
};

Test(service_runtime, find_the_handler)
{
    for (size_t i = 0; i < sizeof handlers / sizeof handlers[0]; i++) {
        service_bench b;
        const og_service *service = service_build(&b, &handlers[i].setting);
        cr_expect_eq(service->handler_state, handlers[i].state, "case %zu, %s: %d", i,
                     service->handler, (int)service->handler_state);
        const char *file = service->handler_file == NULL ? "none" : service->handler_file->path;
        cr_expect_str_eq(file, handlers[i].file == NULL ? "none" : handlers[i].file, "case %zu", i);
        og_arena_fini(&b.arena);
    }
}

Test(service_runtime, report_an_unreadable_handler_by_itself)
{
    service_bench b;
    const service_setting setting = {AWS_PYTHON "0 600 var/task/app.py\n0 600 var/task/b.py",
                                     AWS_ARGV("app.handler"), NULL, NULL};
    const og_service *service = service_build(&b, &setting);
    cr_expect(service->handler_is_unreadable);
    service_expect_set(&service->unreadable, "var/task/b.py", "the other");
    og_arena_fini(&b.arena);
}

typedef struct client_case {
    service_setting setting;
    og_runtime runtime;
    const char *client; /* NULL: none */
    bool is_missing;    /* and nothing that was not searched could be one */
} client_case;

static const client_case clients[] = {
    {{AWS_PYTHON, AWS_ARGV("a.b"), NULL, NULL}, OG_RUNTIME_PYTHON, "/lambda-entrypoint.sh", false},
    {{AWS_BASE, AWS_ARGV("a.b"), NULL, NULL}, OG_RUNTIME_PROVIDED, "/lambda-entrypoint.sh", false},
    {{RIC, RIC_ARGV("a.b"), NULL, NULL},
     OG_RUNTIME_PYTHON,
     "/usr/lib/site-packages/awslambdaric/__main__.py",
     false},
    {{"0 644 f/node_modules/aws-lambda-ric/package.json", {"/entry.sh"}, NULL, NULL},
     OG_RUNTIME_NODE,
     "/f/node_modules/aws-lambda-ric/package.json",
     false},
    {{"0 644 f/aws-lambda-java-runtime-interface-client-2.4.1.jar", {"/java"}, NULL, NULL},
     OG_RUNTIME_JAVA,
     "/f/aws-lambda-java-runtime-interface-client-2.4.1.jar",
     false},
    {{"5 755 g/gems/aws_lambda_ric-3.0.0", {"/x"}, NULL, NULL},
     OG_RUNTIME_RUBY,
     "/g/gems/aws_lambda_ric-3.0.0",
     false},
    {{"0 644 app/Amazon.Lambda.RuntimeSupport.dll", {"/x"}, NULL, NULL},
     OG_RUNTIME_DOTNET,
     "/app/Amazon.Lambda.RuntimeSupport.dll",
     false},
    {{"0 755 main =go", {"/main"}, NULL, NULL}, OG_RUNTIME_GO, "/main", false},
    {{"0 755 main =rust", {"/main"}, NULL, NULL}, OG_RUNTIME_NATIVE, "/main", false},
    {{"0 755 opt/extensions/lambda-adapter =amd64\n0 755 main =amd64", {"/main"}, NULL, NULL},
     OG_RUNTIME_WEB_ADAPTER,
     "/opt/extensions/lambda-adapter",
     false},
    {{"0 755 bin/sh =amd64", {"/bin/sh", "-c", "curl $AWS_LAMBDA_RUNTIME_API"}, NULL, NULL},
     OG_RUNTIME_SCRIPT,
     NULL,
     false},

    {{"0 755 main =go-server", {"/main"}, NULL, NULL}, OG_RUNTIME_UNKNOWN, NULL, true},
    {{"0 755 main =go-server", {"/main", "serve"}, NULL, NULL}, OG_RUNTIME_UNKNOWN, NULL, true},
    {{"0 755 bin/sh =amd64\n0 755 e.sh =script", {"/e.sh"}, NULL, NULL},
     OG_RUNTIME_UNKNOWN,
     NULL,
     false},
    /* the emulator and extensions are no client */
    {{"0 755 usr/local/bin/aws-lambda-rie =go\n0 755 main =go-server", {"/main"}, NULL, NULL},
     OG_RUNTIME_UNKNOWN,
     NULL,
     true},
    {{"0 755 opt/extensions/x =go\n0 755 main =go-server", {"/main"}, NULL, NULL},
     OG_RUNTIME_UNKNOWN,
     NULL,
     true},
    /* any program that is searched to its end and leaves nothing to others */
    {{"0 755 main =plain", {"/main"}, NULL, NULL}, OG_RUNTIME_UNKNOWN, NULL, true},
    {{"0 755 main =linked", {"/main"}, NULL, NULL}, OG_RUNTIME_UNKNOWN, NULL, false},
    {{"0 755 main =packed", {"/main"}, NULL, NULL}, OG_RUNTIME_UNKNOWN, NULL, false},
    {{"0 755 usr/bin/node =plain", {"/usr/bin/node"}, NULL, NULL}, OG_RUNTIME_UNKNOWN, NULL, false},
    {{"0 755 usr/bin/python3 =plain\n0 755 main =plain", {"/main", "x"}, NULL, NULL},
     OG_RUNTIME_UNKNOWN,
     NULL,
     false},
    /* what was not searched may be one */
    {{"0 755 main =amd64", {"/main"}, NULL, NULL}, OG_RUNTIME_UNKNOWN, NULL, false},
    {{"0 755 main =partly", {"/main"}, NULL, NULL}, OG_RUNTIME_UNKNOWN, NULL, false},
    {{"0 755 main", {"/main"}, NULL, NULL}, OG_RUNTIME_UNKNOWN, NULL, false},
    {{"0 755 usr/bin/python3 =amd64\n0 644 a.py", {"/usr/bin/python3", "/a.py"}, NULL, NULL},
     OG_RUNTIME_UNKNOWN,
     NULL,
     false},
    {{"0 755 usr/bin/java =amd64", {"/usr/bin/java", "-jar", "/app.jar"}, NULL, NULL},
     OG_RUNTIME_UNKNOWN,
     NULL,
     false},
    {{"0 755 bin/tini =amd64\n0 755 usr/bin/node =amd64", {"/bin/tini", "--", "node"}, NULL, NULL},
     OG_RUNTIME_UNKNOWN,
     NULL,
     false},
    {{"0 755 usr/bin/php8 =amd64\n0 755 e.sh =script", {"/e.sh"}, NULL, NULL},
     OG_RUNTIME_UNKNOWN,
     NULL,
     false},
    {{"0 755 bin/tini =amd64\n0 644 opt/x", {"/bin/tini", "/opt/x"}, NULL, NULL},
     OG_RUNTIME_UNKNOWN,
     NULL,
     false},
};

Test(service_runtime, know_what_speaks_the_runtime_api)
{
    for (size_t i = 0; i < sizeof clients / sizeof clients[0]; i++) {
        service_bench b;
        const og_service *service = service_build(&b, &clients[i].setting);
        cr_expect_eq(service->runtime, clients[i].runtime, "case %zu: %s", i,
                     og_runtime_name(service->runtime));
        const char *client = service->client == NULL ? "none" : service->client;
        cr_expect_str_eq(client, clients[i].client == NULL ? "none" : clients[i].client,
                         "case %zu: %s", i, client);
        cr_expect_eq(!service->has_client && service->client_is_known, clients[i].is_missing,
                     "case %zu", i);
        og_arena_fini(&b.arena);
    }
}

Test(service_runtime, count_extensions)
{
    service_bench b;
    const service_setting setting = {.files =
                                         "5 755 opt/extensions\n0 755 opt/extensions/a =amd64\n"
                                         "0 644 opt/extensions/README\n5 755 opt/extensions/lib\n"
                                         "0 755 opt/extensions/lib/x\n2 777 opt/extensions/c -> a\n"
                                         "0 644 opt/disable-extensions-jwigqn8j"};
    const og_service *service = service_build(&b, &setting);
    cr_expect_eq(service->extension_count, 3);
    cr_expect_eq(service->extensions_kept, 3);
    cr_expect_str_eq(service->extensions[1].path, "/opt/extensions/README");
    cr_expect(service->extensions_are_disabled);
    og_arena_fini(&b.arena);
}

Test(service_runtime, know_nothing_of_files_that_were_not_read)
{
    og_image image = {0};
    og_linking l = {0};
    cr_expect(og_service_build(&l, &image) == OCIGATE_OK);
    cr_expect_not(image.service.is_known);
}

/* What is started in place of a runtime, and nothing in a language of its own. */
Test(service_runtime, examine_the_bootstrap_of_an_os_only_base)
{
    static const struct {
        service_setting setting;
        int state; /* -1: not examined */
    } rows[] = {
        {{"0 755 lambda-entrypoint.sh =script\n0 755 var/runtime/bootstrap =arm64", AWS_ARGV("a.b"),
          NULL, NULL},
         OG_PROGRAM_FOUND},
        {{"0 755 lambda-entrypoint.sh =script\n0 644 var/runtime/bootstrap =amd64", AWS_ARGV("a.b"),
          NULL, NULL},
         OG_PROGRAM_NOT_EXECUTABLE},
        {{"0 755 lambda-entrypoint.sh =script", AWS_ARGV("a.b"), NULL, NULL}, OG_PROGRAM_MISSING},
        {{AWS_PYTHON, AWS_ARGV("a.b"), NULL, NULL}, -1},
        {{"0 755 var/runtime/bootstrap =amd64", {"/main"}, NULL, NULL}, -1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        service_bench b;
        const og_service *service = service_build(&b, &rows[i].setting);
        const int state = service->bootstrap == NULL ? -1 : (int)service->bootstrap->state;
        cr_expect_eq(state, rows[i].state, "row %zu: %d", i, state);
        /* It is said of the bootstrap, not of any binary. */
        cr_expect_eq(service->foreign_binaries.count, 0u, "row %zu", i);
        og_arena_fini(&b.arena);
    }
}
