/* What others can read, what is hidden, programs of other machines. */
#include "unit/service_bench.h"

typedef struct file_case {
    const char *name;
    service_setting setting;
    const char *unreadable, *closed, *hidden, *foreign;
} file_case;

static const file_case files[] = {
    {"readable", {.files = "5 755 var/task\n0 644 var/task/a.py"}, "", "", "", ""},
    {"unreadable", {.files = "0 640 var/task/a.py"}, "var/task/a.py", "", "", ""},
    {"elsewhere", {.files = "0 640 etc/shadow\n5 700 root\n0 600 root/.bashrc"}, "", "", "", ""},
    {"each directory",
     {.files = "0 600 opt/a\n0 600 function/b\n0 600 app/c\n0 600 srv/d", .working_dir = "/srv"},
     "opt/a function/b app/c srv/d",
     "",
     "",
     ""},
    {"WORKDIR is the root", {.files = "0 600 etc/shadow", .working_dir = "/"}, "", "", "", ""},
    {"WORKDIR is a link",
     {.files = "0 600 srv/d\n2 777 work -> srv", .working_dir = "/work"},
     "srv/d",
     "",
     "",
     ""},
    {"packages",
     {.files = "0 600 usr/lib/python3/site-packages/a/b.py\n0 600 srv/node_modules/c.js"},
     "usr/lib/python3/site-packages/a/b.py srv/node_modules/c.js",
     "",
     "",
     ""},
    {"hard links, each path",
     {.files = "0 600 var/task/a\n1 600 var/task/b -> var/task/a"},
     "var/task/a var/task/b",
     "",
     "",
     ""},
    {"symbolic links have no mode", {.files = "2 0 var/task/a -> b"}, "", "", "", ""},
    {"closed directory",
     {.files = "5 755 var/task\n5 700 var/task/lib\n5 744 var/task/lib/x"},
     "",
     "var/task/lib var/task/lib/x",
     "",
     ""},
    {"open directory", {.files = "5 711 var/task/lib"}, "", "", "", ""},
    {"closed above", {.files = "5 700 opt\n5 755 opt/python"}, "", "opt", "", ""},
    {"closed WORKDIR is another rule",
     {.files = "5 700 home\n5 700 home/app", .working_dir = "/home/app"},
     "",
     "",
     "",
     ""},
    {"closed home of packages",
     {.files = "5 700 root\n5 755 root/.local/site-packages\n5 755 root/.local/x/site-packages"},
     "",
     "root",
     "",
     ""},
    {"closed home of a cache",
     {.files = "5 700 root\n5 755 root/.npm/_npx/node_modules"},
     "",
     "",
     "",
     ""},
    {"hidden",
     {.files = "0 644 tmp/model\n0 644 var/rapid/x\n0 644 var/tmp/y"},
     "",
     "",
     "tmp/model var/rapid/x",
     ""},
    {"empty and left over",
     {.files = "0 644 tmp/empty\n0 644 tmp/v8-compile-cache-0/x/y\n0 644 tmp/hsperfdata_root/1"},
     "",
     "",
     "",
     ""},
    {"/tmp is a link", {.files = "0 644 scratch/a\n2 777 tmp -> scratch"}, "", "", "scratch/a", ""},
    {"another machine",
     {.files = "0 755 usr/lib/a.so =arm64\n0 755 usr/lib/b.so =amd64"},
     "",
     "",
     "",
     "usr/lib/a.so"},
    {"objects, BPF, 32 bits",
     {.files = "0 755 usr/lib/a.o =object\n0 755 usr/lib/b =bpf\n0 755 usr/lib/c =i386"},
     "",
     "",
     "",
     ""},
    {"one file for each machine",
     {.files = "0 755 opt/prebuilds/linux-arm64/x.node =arm64\n"
               "0 755 opt/prebuilds/linux-x64/x.node =amd64"},
     "",
     "",
     "",
     ""},
    {"one machine alone",
     {.files = "0 755 opt/prebuilds/linux-arm64/x.node =arm64"},
     "",
     "",
     "",
     "opt/prebuilds/linux-arm64/x.node"},
    {"by the name of the file",
     {.files = "0 755 opt/x.cpython-311-aarch64-linux-gnu.so =arm64\n"
               "0 755 opt/x.cpython-311-x86_64-linux-gnu.so =amd64"},
     "",
     "",
     "",
     ""},
    {"data",
     {.files = "0 755 usr/share/qemu/edk2 =arm64\n0 755 lib/firmware/x =arm64"},
     "",
     "",
     "",
     ""},
    {"the entrypoint is another rule",
     {.files = "0 755 main =arm64", .argv = {"/main"}},
     "",
     "",
     "",
     ""},
};

Test(service, know_what_others_can_read)
{
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        service_bench b;
        const og_service *service = service_build(&b, &files[i].setting);
        service_expect_set(&service->unreadable, files[i].unreadable, files[i].name);
        service_expect_set(&service->closed, files[i].closed, files[i].name);
        service_expect_set(&service->hidden, files[i].hidden, files[i].name);
        service_expect_set(&service->foreign_binaries, files[i].foreign, files[i].name);
        og_arena_fini(&b.arena);
    }
}

Test(service, name_the_directories_of_a_set)
{
    static const struct {
        service_setting setting;
        const char *where, *targets;
    } cases[] = {
        {{.files = "0 600 var/task/a"}, "/var/task", "/var/task"},
        {{.files = "0 600 var/task/node_modules/a"}, "/var/task", "/var/task"},
        {{.files = "0 600 var/task/a\n0 600 opt/b\n0 600 app/c"},
         "/var/task, /opt and /app",
         "/var/task /opt /app"},
        {{.files = "0 600 srv/a", .working_dir = "/srv"}, "/srv", "/srv"},
        {{.files = "0 600 usr/lib/site-packages/x/a"},
         "/usr/lib/site-packages",
         "/usr/lib/site-packages"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        service_bench b;
        const og_service *service = service_build(&b, &cases[i].setting);
        cr_expect_str_eq(service->unreadable.where, cases[i].where, "case %zu", i);
        cr_expect_str_eq(service->unreadable.targets, cases[i].targets, "case %zu", i);
        og_arena_fini(&b.arena);
    }
}

/* Above what is kept, files are counted. */
Test(service, keep_a_thousand_and_count_the_rest)
{
    og_arena arena;
    og_arena_init(&arena);
    char *text = og_arena_alloc(&arena, 60000), *end = text;
    for (int i = 0; i < 1500; i++)
        end += sprintf(end, "0 600 var/task/file-%d\n", i);
    service_bench b;
    const og_service *service = service_build(&b, &(service_setting){.files = text});
    cr_expect_eq(service->unreadable.count, 1500);
    cr_expect_eq(service->unreadable.kept, OG_FILE_SET_KEPT);
    og_arena_fini(&b.arena);
    og_arena_fini(&arena);
}
