#include "rules/model.h"

#include <criterion/criterion.h>
#include <string.h>

static void keep(model *m)
{
    (void)m;
}

static void go(model *m, const char *path)
{
    m->first->config->working_dir = path;
}

static void go_relative(model *m)
{
    go(m, "app");
}

static void go_relative_for_oci(model *m)
{
    go(m, "app");
    m->options.profile = OG_PROFILE_OCI;
}

static void go_relative_on_windows(model *m)
{
    go(m, "C:\\app");
    m->first->config->os = "windows";
    m->options.profile = OG_PROFILE_OCI;
}

static void go_nowhere(model *m)
{
    go(m, NULL);
}

static void go_empty(model *m)
{
    go(m, "");
}

static void go_to_tmp(model *m)
{
    go(m, "/tmp");
}

static void go_below_tmp_by_a_detour(model *m)
{
    go(m, "/var/../tmp//./app");
}

static void go_to_var_rapid(model *m)
{
    go(m, "/var/rapid/x");
}

static void go_to_tmpfiles(model *m)
{
    go(m, "/tmpfiles");
}

static void go_to_tmp_for_oci(model *m)
{
    go_to_tmp(m);
    m->options.profile = OG_PROFILE_OCI;
}

static void set_without_equals(model *m)
{
    static const char *const entries[] = {"PATH=/bin", "DEBUG"};
    model_set_env(m, 2, entries);
}

static void set_without_name(model *m)
{
    static const char *const entries[] = {"=x"};
    model_set_env(m, 1, entries);
}

static void set_drive_on_windows(model *m)
{
    static const char *const entries[] = {"=C:=C:\\app"};
    model_set_env(m, 1, entries);
    m->first->config->os = "windows";
    m->options.profile = OG_PROFILE_OCI;
}

static void set_empty_value(model *m)
{
    static const char *const entries[] = {"DEBUG=", "X==", "Y=a\nb"};
    model_set_env(m, 3, entries);
}

static void set_twice(model *m)
{
    static const char *const entries[] = {"A=1", "B=2", "A=3", "A=3"};
    model_set_env(m, 4, entries);
}

static void set_in_two_cases(model *m)
{
    static const char *const entries[] = {"http_proxy=a", "HTTP_PROXY=a", "HTTP_PROXY_X=a"};
    model_set_env(m, 3, entries);
}

static void set_credentials(model *m)
{
    static const char *const entries[] = {"AWS_ACCESS_KEY_ID=AKIAEXAMPLE",
                                          "AWS_SECRET_ACCESS_KEY=very-secret"};
    model_set_env(m, 2, entries);
}

static void set_credentials_for_oci(model *m)
{
    set_credentials(m);
    m->options.profile = OG_PROFILE_OCI;
}

static void set_empty_credentials(model *m)
{
    static const char *const entries[] = {"AWS_ACCESS_KEY_ID=", "AWS_SECRET_ACCESS_KEY_X=1"};
    model_set_env(m, 2, entries);
}

static void set_reserved(model *m)
{
    static const char *const entries[] = {"AWS_REGION=eu-west-1", "LAMBDA_TASK_ROOT=/app"};
    model_set_env(m, 2, entries);
}

static void set_reserved_for_oci(model *m)
{
    set_reserved(m);
    m->options.profile = OG_PROFILE_OCI;
}

static void set_much(model *m)
{
    static const char *shell[] = {"/bin/bash"};
    og_config *config = m->first->config;
    config->user = "nobody";
    config->exposed_port_count = 2;
    config->volume_count = 1;
    config->has_healthcheck = true;
    config->stop_signal = "SIGINT";
    config->on_build = config->shell = (og_string_list){shell, 1, true};
}

static void set_much_for_oci(model *m)
{
    set_much(m);
    m->options.profile = OG_PROFILE_OCI;
}

static void set_empty_user(model *m)
{
    m->first->config->user = m->first->config->stop_signal = "";
}

static og_program *use_directory(model *m, const char *path, og_program_state state, uint32_t mode)
{
    og_program *directory = model_new_program(m, path, state);
    m->first->config->working_dir = path;
    m->first->image.command.working_dir = path;
    m->first->image.command.directory = directory;
    if (directory->node == NULL)
        return directory;
    og_entry *entry = OG_NEW(&m->arena, og_entry);
    og_node *node = OG_NEW(&m->arena, og_node);
    *entry = (og_entry){.name = path + 1, .type = '5', .mode = mode};
    *node = (og_node){.path = path + 1, .entry = entry, .file = entry, .type = '5'};
    directory->node = node;
    return directory;
}

static void use_good_directory(model *m)
{
    use_directory(m, "/app", OG_PROGRAM_NOT_REGULAR, 0755);
}

static void lead_to(model *m, const char *target)
{
    og_program *directory = model_new_program(m, "/app", OG_PROGRAM_NOT_REGULAR);
    use_good_directory(m);
    *directory = *m->first->image.command.directory;
    directory->target = target;
    m->first->image.command.directory = directory;
}

static void lead_into_tmp(model *m)
{
    lead_to(m, "/tmp/app");
}

static void lead_to_tmp(model *m)
{
    lead_to(m, "/tmp");
}

static void use_no_directory(model *m)
{
    use_directory(m, "/app", OG_PROGRAM_MISSING, 0);
}

static void use_no_directory_of_function(model *m)
{
    use_no_directory(m);
    m->first->image.command.working_dir_is_override = true;
}

static void use_file_as_directory(model *m)
{
    use_no_directory(m);
    m->first->image.command.directory = model_new_program(m, "/app", OG_PROGRAM_FOUND);
}

static void use_missing_hidden_directory(model *m)
{
    use_directory(m, "/tmp/app", OG_PROGRAM_MISSING, 0);
}

static void use_closed_directory(model *m)
{
    use_directory(m, "/root", OG_PROGRAM_NOT_REGULAR, 0700);
}

static void use_directory_below_closed(model *m)
{
    og_program *directory = use_directory(m, "/root/app", OG_PROGRAM_CLOSED, 0755);
    directory->closed = "/root";
    directory->closed_mode = 0700;
}

static void start_npx(model *m)
{
    model_set_entrypoint(m, "/usr/local/bin/npx", "aws-lambda-ric");
}

static void start_npx_with(model *m, const char *entry)
{
    static const char *entries[1];
    start_npx(m);
    entries[0] = entry;
    model_set_env(m, 1, entries);
}

static void start_npx_with_cache(model *m)
{
    start_npx_with(m, "NPM_CONFIG_CACHE=/tmp/.npm");
}

static void start_npx_with_home(model *m)
{
    start_npx_with(m, "HOME=/tmp");
}

static void start_npx_with_home_elsewhere(model *m)
{
    start_npx_with(m, "HOME=/tmpfiles");
}

static void start_npx_for_oci(model *m)
{
    start_npx(m);
    m->options.profile = OG_PROFILE_OCI;
}

static const rule_case rows[] = {
    {"workdir-missing", "nothing there", use_no_directory, "error:workdir-missing",
     "RUN mkdir -p /app"},
    {"workdir-missing", "of the function", use_no_directory_of_function, "error:workdir-missing",
     NULL},
    {"workdir-missing", "a file", use_file_as_directory, "error:workdir-missing",
     "is no directory"},
    {"workdir-missing", "hidden anyway", use_missing_hidden_directory, "error:workdir-hidden",
     NULL},
    {"workdir-missing", "a directory", use_good_directory, "", NULL},
    {"workdir-closed", "closed", use_closed_directory, "error:workdir-closed", "mode 0700"},
    {"workdir-closed", "below a closed one", use_directory_below_closed, "error:workdir-closed",
     "cannot enter /root"},
    {"workdir-closed", "open", use_good_directory, "", NULL},
    {"workdir-relative", "app", go_relative, "error:workdir-relative", "WORKDIR /app"},
    {"workdir-relative", "under oci", go_relative_for_oci, "warning:workdir-relative", NULL},
    {"workdir-relative", "a drive of Windows", go_relative_on_windows, "", NULL},
    {"workdir-relative", "none", go_nowhere, "", NULL},
    {"workdir-relative", "empty", go_empty, "", NULL},
    {"workdir-hidden", "/tmp", go_to_tmp, "error:workdir-hidden", "/tmp"},
    {"workdir-hidden", "by a detour", go_below_tmp_by_a_detour, "error:workdir-hidden", NULL},
    {"workdir-hidden", "/var/rapid", go_to_var_rapid, "error:workdir-hidden", "under /var/rapid"},
    {"workdir-hidden", "a link into it", lead_into_tmp, "error:workdir-hidden",
     "WORKDIR /app leads to /tmp/app"},
    {"workdir-hidden", "a link to it, which will be there", lead_to_tmp, "", NULL},
    {"workdir-hidden", "/tmpfiles", go_to_tmpfiles, "", NULL},
    {"workdir-hidden", "under oci", go_to_tmp_for_oci, "", NULL},
    {"env-malformed", "no =", set_without_equals, "error:env-malformed", "/config/Env/1"},
    {"env-malformed", "no name", set_without_name, "error:env-malformed", NULL},
    {"env-malformed", "a drive of Windows", set_drive_on_windows, "", NULL},
    {"env-malformed", "an empty value", set_empty_value, "", NULL},
    {"env-duplicate", "three times", set_twice, "warning:env-duplicate warning:env-duplicate",
     "/config/Env/3"},
    {"env-duplicate", "two cases, two names", set_in_two_cases, "", NULL},
    {"env-credentials", "both keys", set_credentials, "error:env-credentials error:env-credentials",
     "/config/Env/1"},
    {"env-credentials", "under oci", set_credentials_for_oci,
     "warning:env-credentials warning:env-credentials", NULL},
    {"env-credentials", "without a value", set_empty_credentials, "", NULL},
    {"env-reserved", "a region and a task root", set_reserved,
     "warning:env-reserved warning:env-reserved", "/app"},
    {"env-reserved", "under oci", set_reserved_for_oci, "", NULL},
    {"env-reserved", "the defaults of AWS base images", keep, "", NULL},
    {"env-home-read-only", "npx", start_npx, "warning:env-home-read-only", "NPM_CONFIG_CACHE"},
    {"env-home-read-only", "HOME beside /tmp", start_npx_with_home_elsewhere,
     "warning:env-home-read-only", NULL},
    {"env-home-read-only", "HOME in /tmp", start_npx_with_home, "", NULL},
    {"env-home-read-only", "a cache in /tmp", start_npx_with_cache, "", NULL},
    {"env-home-read-only", "another program", keep, "", NULL},
    {"env-home-read-only", "under oci", start_npx_for_oci, "", NULL},
    {"setting-ignored", "all of them", set_much, "info:setting-ignored",
     "Lambda ignores User, ExposedPorts (2), Volumes, Healthcheck, StopSignal, OnBuild, Shell"},
    {"setting-ignored", "under oci", set_much_for_oci, "", NULL},
    {"setting-ignored", "empty settings", set_empty_user, "", NULL},
};

RULE_CASES(environment_cases, rows);

Test(rules_environment, judge_workdir_env_and_settings)
{
    rule_cases_run(&environment_cases);
}

Test(rules_environment, never_show_a_secret)
{
    model m;
    model_init(&m);
    set_credentials(&m);
    (void)model_judge(&m);
    for (const og_finding *f = m.sink.first; f != NULL; f = f->next) {
        const char *const texts[] = {f->message, f->fix, f->expected, f->found};
        for (size_t i = 0; i < 4; i++)
            cr_assert(texts[i] == NULL || strstr(texts[i], "very-secret") == NULL);
    }
    model_fini(&m);
}
