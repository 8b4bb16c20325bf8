#include "rules/model.h"

#include <criterion/criterion.h>

#define AWS "/lambda-entrypoint.sh"

static void keep(model *m)
{
    (void)m;
}

static void drop_command(model *m)
{
    model_set_entrypoint(m, NULL, NULL);
    model_set_cmd(m, 0, NULL);
}

static void drop_command_beside_bootstrap(model *m)
{
    drop_command(m);
    m->first->image.command.has_bootstrap = true;
}

static void drop_command_of_unread_files(model *m)
{
    drop_command(m);
    m->first->image.command.files_are_known = false;
}

static void drop_command_for_oci(model *m)
{
    drop_command(m);
    m->options.profile = OG_PROFILE_OCI;
}

static void use_cmd_alone(model *m)
{
    static const char *const words[] = {"/app/server", "8080"};
    model_set_entrypoint(m, NULL, NULL);
    model_set_cmd(m, 2, words);
}

static void use_cmd_alone_managed(model *m)
{
    use_cmd_alone(m);
    m->options.profile = OG_PROFILE_LAMBDA_MANAGED;
}

static void use_bootstrap_managed(model *m)
{
    drop_command_beside_bootstrap(m);
    m->first->image.command.program = model_new_program(m, "/opt/bootstrap", OG_PROGRAM_FOUND);
    m->options.profile = OG_PROFILE_LAMBDA_MANAGED;
}

static void use_nothing_managed(model *m)
{
    drop_command(m);
    m->options.profile = OG_PROFILE_LAMBDA_MANAGED;
}

static void use_entrypoint_managed(model *m)
{
    m->options.profile = OG_PROFILE_LAMBDA_MANAGED;
}

static void use_relative(model *m)
{
    model_set_entrypoint(m, "python3", "-m");
    m->first->image.command.program = model_new_program(m, "/usr/bin/python3", OG_PROGRAM_FOUND);
}

static void use_relative_cmd(model *m)
{
    static const char *const words[] = {"server", "8080"};
    model_set_entrypoint(m, NULL, NULL);
    model_set_cmd(m, 2, words);
    m->first->image.command.program = model_new_program(m, "/app/server", OG_PROGRAM_FOUND);
}

static void use_what_is_nowhere(model *m)
{
    model_set_entrypoint(m, "app.handler", NULL);
}

static void use_relative_of_unread_files(model *m)
{
    use_what_is_nowhere(m);
    m->first->image.command.files_are_known = false;
}

static void use_relative_for_oci(model *m)
{
    use_relative(m);
    m->options.profile = OG_PROFILE_OCI;
}

static void use_empty_word(model *m)
{
    model_set_entrypoint(m, "", NULL);
}

static void use_aws(model *m, size_t count, const char *const *words)
{
    model_set_entrypoint(m, AWS, NULL);
    model_set_cmd(m, count, words);
}

static void give_no_handler(model *m)
{
    use_aws(m, 0, NULL);
}

static void give_one_handler(model *m)
{
    static const char *const words[] = {"app.handler"};
    use_aws(m, 1, words);
}

static void give_two_words(model *m)
{
    static const char *const words[] = {"app.handler", "x"};
    use_aws(m, 2, words);
}

static void give_shell_form(model *m)
{
    static const char *const words[] = {"/bin/sh", "-c", "['app.handler']"};
    use_aws(m, 3, words);
}

static void use_bare_name(model *m)
{
    model_set_entrypoint(m, "server", NULL);
}

static const rule_case rows[] = {
    {"entrypoint-missing", "no command", drop_command, "error:entrypoint-missing", NULL},
    {"entrypoint-missing", "files not read", drop_command_of_unread_files,
     "warning:entrypoint-missing", NULL},
    {"entrypoint-missing", "a bootstrap", drop_command_beside_bootstrap, "", NULL},
    {"entrypoint-missing", "under oci", drop_command_for_oci, "", NULL},
    {"entrypoint-missing", "CMD alone", use_cmd_alone, "", NULL},
    {"entrypoint-required", "CMD alone", use_cmd_alone_managed, "error:entrypoint-required",
     "ENTRYPOINT [\"/app/server\", \"8080\"]"},
    {"entrypoint-required", "CMD alone on a classic function", use_cmd_alone, "", NULL},
    {"entrypoint-required", "a bootstrap alone", use_bootstrap_managed, "error:entrypoint-required",
     "ENTRYPOINT [\"/opt/bootstrap\"]"},
    {"entrypoint-required", "nothing at all", use_nothing_managed, "error:entrypoint-missing",
     NULL},
    {"entrypoint-required", "ENTRYPOINT", use_entrypoint_managed, "", NULL},
    {"entrypoint-relative", "found through PATH", use_relative, "error:entrypoint-relative",
     "ENTRYPOINT [\"/usr/bin/python3\", \"-m\"]"},
    {"entrypoint-relative", "in CMD", use_relative_cmd, "error:entrypoint-relative",
     "CMD [\"/app/server\", \"8080\"]"},
    {"entrypoint-relative", "found nowhere", use_bare_name,
     "error:entrypoint-relative error:entrypoint-not-found", NULL},
    {"entrypoint-relative", "files not read", use_relative_of_unread_files,
     "error:entrypoint-relative", "\"app.handler\" is not an absolute path"},
    {"entrypoint-relative", "an empty word", use_empty_word, "error:entrypoint-relative", NULL},
    {"entrypoint-relative", "under oci", use_relative_for_oci, "", NULL},
    {"entrypoint-relative", "absolute", keep, "", NULL},
    {"entrypoint-is-handler", "a handler", use_what_is_nowhere, "error:entrypoint-is-handler",
     "CMD [\"app.handler\"]"},
    {"entrypoint-is-handler", "a program", use_bare_name,
     "error:entrypoint-relative error:entrypoint-not-found", NULL},
    {"entrypoint-is-handler", "a file", keep, "", NULL},
    {"cmd-missing", "no handler", give_no_handler, "warning:cmd-missing", "/config/Cmd"},
    {"cmd-missing", "a handler", give_one_handler, "", NULL},
    {"cmd-count", "two words", give_two_words, "error:cmd-count", "2 arguments: app.handler, x"},
    {"cmd-count", "shell form", give_shell_form, "error:cmd-count", "CMD [\"app.handler\"]"},
    {"cmd-count", "one word", give_one_handler, "", NULL},
};

RULE_CASES(entrypoint_cases, rows);

Test(rules_entrypoint, judge_the_command)
{
    rule_cases_run(&entrypoint_cases);
}
