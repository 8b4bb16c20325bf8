#include "rules/model.h"

#include "image/program.h"
#include "rules/runtime.h"

#include <criterion/criterion.h>

static og_service *known(model *m)
{
    og_service *service = &m->first->image.service;
    service->is_known = true;
    return service;
}

static void keep(model *m)
{
    (void)known(m);
}

static void set_handler(model *m, og_handler_state state)
{
    og_service *service = known(m);
    service->handler = "app";
    service->handler_at = 3;
    service->handler_state = state;
    service->handler_reason = "it has no dot";
    service->handler_form = "module.function";
    service->handler_expected = "/var/task/app.py";
    service->runtime = OG_RUNTIME_PYTHON;
}

static void have_malformed(model *m)
{
    set_handler(m, OG_HANDLER_MALFORMED);
}

static void have_file_name(model *m)
{
    set_handler(m, OG_HANDLER_IS_FILE);
}

static void have_missing(model *m)
{
    set_handler(m, OG_HANDLER_MISSING);
}

static void have_found(model *m)
{
    set_handler(m, OG_HANDLER_FOUND);
}

static void have_malformed_for_oci(model *m)
{
    have_malformed(m);
    m->options.profile = OG_PROFILE_OCI;
}

static void have_no_client(model *m)
{
    known(m)->client_is_known = true;
}

static void have_client(model *m)
{
    known(m)->has_client = true;
}

static const og_extension *one_extension(model *m, og_program program)
{
    og_program *made = OG_NEW(&m->arena, og_program);
    og_extension *extension = OG_NEW(&m->arena, og_extension);
    *made = program;
    *extension = (og_extension){.path = "/opt/extensions/x", .program = made};
    og_service *service = known(m);
    service->extensions = extension;
    service->extensions_kept = 1;
    service->extension_count = 1;
    return extension;
}

static const og_elf_facts amd64 = {.is_64_bit = true, .machine = OG_ELF_X86_64, .type = 2};
static const og_elf_facts arm64 = {.is_64_bit = true, .machine = OG_ELF_AARCH64, .type = 2};
static const og_file_facts good_elf = {.format = OG_FORMAT_ELF, .elf = &amd64};
static const og_file_facts other_elf = {.format = OG_FORMAT_ELF, .elf = &arm64};

static void have_good_extension(model *m)
{
    (void)one_extension(m, (og_program){.file = &good_elf});
}

static void have_closed_extension(model *m)
{
    (void)one_extension(m, (og_program){.state = OG_PROGRAM_NOT_EXECUTABLE});
}

static void have_foreign_extension(model *m)
{
    (void)one_extension(m, (og_program){.file = &other_elf});
}

static void have_extension_not_examined(model *m)
{
    (void)one_extension(m, (og_program){.file = NULL});
}

static void have_ten_extensions(model *m)
{
    have_good_extension(m);
    m->first->image.service.extension_count = 10;
}

static void have_eleven_extensions(model *m)
{
    have_good_extension(m);
    m->first->image.service.extension_count = 11;
}

static void disable(model *m)
{
    have_good_extension(m);
    m->first->image.service.extensions_are_disabled = true;
}

static void disable_none(model *m)
{
    known(m)->extensions_are_disabled = true;
}

static void use_provided(model *m)
{
    static const char *const words[] = {"app.handler"};
    og_service *service = known(m);
    service->is_aws_base = service->has_client = true;
    service->runtime = OG_RUNTIME_PROVIDED;
    model_set_entrypoint(m, "/lambda-entrypoint.sh", NULL);
    model_set_cmd(m, 1, words);
}

static void use_provided_with_closed_bootstrap(model *m)
{
    use_provided(m);
    m->first->image.service.has_bootstrap = true;
}

static void use_provided_with_bootstrap(model *m)
{
    use_provided_with_closed_bootstrap(m);
    m->first->image.service.bootstrap_is_executable = true;
}

static void use_provided_with(model *m, og_program program)
{
    og_program *made = OG_NEW(&m->arena, og_program);
    *made = program;
    use_provided_with_bootstrap(m);
    m->first->image.service.bootstrap = made;
}

static void use_provided_with_good_bootstrap(model *m)
{
    use_provided_with(m, (og_program){.file = &good_elf});
}

static void use_provided_with_foreign_bootstrap(model *m)
{
    use_provided_with(m, (og_program){.file = &other_elf});
}

static void use_provided_with_text(model *m)
{
    use_provided_with(m, (og_program){.file = NULL});
    m->first->image.service.facts_are_complete = true;
}

static void use_provided_with_own_entrypoint(model *m)
{
    use_provided(m);
    model_set_entrypoint(m, "/main", NULL);
}

static void use_python_base(model *m)
{
    use_provided(m);
    m->first->image.service.runtime = OG_RUNTIME_PYTHON;
}

static const rule_case rows[] = {
    {"handler-malformed", "no dot", have_malformed, "error:handler-malformed",
     "the handler app cannot be right for Python: it has no dot"},
    {"handler-malformed", "its place", have_malformed, "error:handler-malformed", "/config/Cmd/0"},
    {"handler-malformed", "a file", have_file_name, "warning:handler-malformed", NULL},
    {"handler-malformed", "found", have_found, "", NULL},
    {"handler-malformed", "under oci", have_malformed_for_oci, "", NULL},
    {"handler-missing", "missing", have_missing, "warning:handler-missing",
     "COPY app.py /var/task/"},
    {"handler-missing", "found", have_found, "", NULL},
    {"runtime-client-missing", "none", have_no_client, "warning:runtime-client-missing",
     "/usr/bin/python3.11"},
    {"runtime-client-missing", "one", have_client, "", NULL},
    {"runtime-client-missing", "not known", keep, "", NULL},
    {"extension-invalid", "mode", have_closed_extension, "error:extension-invalid",
     "RUN chmod 755 /opt/extensions/x"},
    {"extension-invalid", "machine", have_foreign_extension, "error:extension-invalid",
     "built for another machine"},
    {"extension-invalid", "good", have_good_extension, "", NULL},
    {"extension-invalid", "not known", have_extension_not_examined, "", NULL},
    {"extension-count", "11", have_eleven_extensions, "error:extension-count", "at most 10"},
    {"extension-count", "10", have_ten_extensions, "", NULL},
    {"extension-disabled", "one", disable, "warning:extension-disabled", "1 extension"},
    {"extension-disabled", "none", disable_none, "", NULL},
    {"bootstrap-missing", "none", use_provided, "error:bootstrap-missing", "has no /var/runtime"},
    {"bootstrap-missing", "closed", use_provided_with_closed_bootstrap, "error:bootstrap-missing",
     "cannot be executed"},
    {"bootstrap-missing", "for another machine", use_provided_with_foreign_bootstrap,
     "error:bootstrap-missing", "/var/runtime/bootstrap is built for another machine"},
    {"bootstrap-missing", "for this one", use_provided_with_good_bootstrap, "", NULL},
    {"bootstrap-missing", "text that the shell runs", use_provided_with_text, "", NULL},
    {"bootstrap-missing", "there", use_provided_with_bootstrap, "", NULL},
    {"bootstrap-missing", "own entrypoint", use_provided_with_own_entrypoint, "", NULL},
    {"bootstrap-missing", "a language", use_python_base, "", NULL},
};

RULE_CASES(runtime_cases, rows);

Test(rules_runtime, judge_the_runtime)
{
    rule_cases_run(&runtime_cases);
}

static const og_file_facts script = {.format = OG_FORMAT_SCRIPT, .interpreter = "/bin/sh"};
static const og_file_facts crlf = {
    .format = OG_FORMAT_SCRIPT, .interpreter = "/bin/sh", .has_carriage_return = true};
static const og_file_facts relative = {.format = OG_FORMAT_SCRIPT, .interpreter = "sh"};
static const og_file_facts nameless = {.format = OG_FORMAT_SCRIPT, .interpreter = ""};
static const og_file_facts text = {.format = OG_FORMAT_OTHER};
static const og_program good = {.file = &good_elf};
static const og_program missing = {.state = OG_PROGRAM_MISSING};
static const og_program foreign = {.file = &other_elf}, empty = {.is_empty = true};
static const og_program shell = {.file = &script};
static const og_program env = {
    .file = &script, .interpreter = &good, .env_program = "x", .env_target = &foreign};
static const og_program env_of_foreign = {
    .file = &script, .interpreter = &foreign, .env_program = "x", .env_target = &good};
static const og_elf_facts object_elf = {.is_64_bit = true, .machine = OG_ELF_X86_64, .type = 1};
static const og_elf_facts cut_elf = {
    .is_64_bit = true, .machine = OG_ELF_X86_64, .type = 2, .is_cut = true};
static const og_file_facts object = {.format = OG_FORMAT_ELF, .elf = &object_elf};
static const og_file_facts cut = {.format = OG_FORMAT_ELF, .elf = &cut_elf};
static const og_file_facts damaged = {.format = OG_FORMAT_ELF};

/* Every way in which execve(2) refuses a file. */
Test(rules_runtime, say_why_an_extension_cannot_start)
{
    static const struct {
        og_program program;
        const char *reason; /* NULL: nothing against it */
    } cases[] = {
        {{.file = &good_elf}, NULL},
        {{.file = &good_elf, .loader = &good}, NULL},
        {{.file = &good_elf, .loader = &missing}, "needs a loader that is not in the image"},
        {{.file = &other_elf}, "is built for another machine than the image"},
        {{.file = &good_elf, .loader = &foreign},
         "needs a loader that is built for another machine than the image"},
        {{.file = &good_elf, .loader = &empty}, "needs a loader that is no program"},
        {{.file = &good_elf, .loader = &shell}, "needs a loader that is no program"},
        {{.file = &object}, "is an ELF file, but no program"},
        {{.file = &cut}, "is an ELF file whose end is missing"},
        {{.file = &damaged}, "has a damaged ELF header"},
        {{.file = &good_elf, .is_unreadable = true}, NULL},
        {{.file = &script, .interpreter = &good, .is_unreadable = true},
         "is a script that others cannot read"},
        {{.file = &script, .interpreter = &good}, NULL},
        {{.file = &script, .interpreter = &missing},
         "has an interpreter that is not in the image, or cannot be executed"},
        {{.file = &script, .interpreter = &good, .env_program = "x"},
         "has an interpreter that is nowhere in PATH"},
        {{.file = &script, .interpreter = &good, .env_program = "x", .env_target = &good}, NULL},
        {{.file = &script, .interpreter = &good, .env_program = "x", .env_target = &missing},
         "has an interpreter that is not in the image, or cannot be executed"},
        {{.file = &script, .interpreter = &good, .env_program = "x", .env_target = &foreign},
         "has an interpreter that cannot be started"},
        {{.file = &script, .interpreter = &foreign, .env_program = "x", .env_target = &good},
         "has an interpreter that cannot be started"},
        {{.file = &script, .interpreter = &env_of_foreign},
         "has an interpreter that cannot be started"},
        {{.file = &script, .interpreter = &env}, "has an interpreter that cannot be started"},
        {{.file = &crlf}, "has a #! line that ends in CR LF"},
        {{.file = &relative}, "has a #! line whose interpreter is not an absolute path"},
        {{.file = &nameless}, "has a #! line without an interpreter"},
        {{.file = &text}, "is neither an ELF program nor a script with #!"},
        {{.is_empty = true}, "is empty"},
        {{.state = OG_PROGRAM_MISSING}, "is a link to nothing"},
        {{.state = OG_PROGRAM_LOOP}, "is a link that leads to itself"},
        {{.state = OG_PROGRAM_NOT_DIRECTORY}, "is a link through something that is no directory"},
        {{.state = OG_PROGRAM_NOT_REGULAR}, "is not a regular file"},
        {{.state = OG_PROGRAM_CLOSED}, "lies in a directory that others cannot enter"},
        {{.state = OG_PROGRAM_NOT_EXECUTABLE}, "cannot be executed by others"},
        {{.file = NULL}, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *reason = og_extension_reason(&cases[i].program, "amd64", false);
        if (cases[i].reason == NULL)
            cr_expect_null(reason, "case %zu: %s", i, reason);
        else
            cr_expect_str_eq(reason == NULL ? "nothing" : reason, cases[i].reason, "case %zu", i);
    }
    static const og_program text_without_facts = {.file = NULL};
    cr_expect_str_eq(og_extension_reason(&text_without_facts, "amd64", true),
                     "is neither an ELF program nor a script with #!");
    static const og_program outer = {.file = &script, .interpreter = &text_without_facts};
    cr_expect_str_eq(og_extension_reason(&outer, "amd64", true),
                     "has an interpreter that cannot be started");
    cr_expect_null(og_extension_reason(NULL, "amd64", true));
    cr_expect_null(og_extension_reason(&(og_program){.file = &other_elf}, "riscv64", true));
}
