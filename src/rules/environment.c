#include "rules/registry.h"

#include "base/map.h"
#include "rules/phrase.h"
#include "rules/source.h"
#include "rules/workdir.h"

#include <string.h>

static const og_config *config_of(const og_subject *subject)
{
    return subject->image->is_artifact ? NULL : subject->image->config;
}

static bool is_windows(const og_config *config)
{
    return config->os != NULL && strcmp(config->os, "windows") == 0;
}

static size_t name_length(const char *entry)
{
    return strcspn(entry, "=");
}

static void check_env_malformed(const og_subject *subject, og_sink *sink)
{
    const og_config *config = config_of(subject);
    for (size_t i = 0; config != NULL && i < config->env.count; i++) {
        const char *entry = config->env.items[i];
        const size_t length = name_length(entry);
        og_finding *f;
        if (entry[length] == '\0')
            f = og_flag(sink, "ENV entry \"%s\" has no =", entry);
        else if (length == 0 && !is_windows(config)) /* there, =C: is the directory of a drive */
            f = og_flag(sink, "ENV entry %zu has an empty name", i);
        else
            continue;
        og_finding_at(sink, f, "config", "/config/Env/%zu", i);
        og_finding_expected(sink, f, "NAME=value");
    }
}

static void check_env_duplicate(const og_subject *subject, og_sink *sink)
{
    const og_config *config = config_of(subject);
    if (config == NULL || config->env.count < 2)
        return;
    og_map seen;
    og_map_init(&seen, sink->arena);
    for (size_t i = 0; i < config->env.count; i++) {
        const char *entry = config->env.items[i];
        const size_t length = name_length(entry);
        if (length == 0 || entry[length] == '\0')
            continue; /* env-malformed */
        if (og_map_find(&seen, entry, length) == NULL) {
            if (!og_map_set(&seen, entry, length, (void *)&config->env.items[i]))
                return;
            continue;
        }
        og_finding *f = og_flag(sink, "%.*s stands twice in ENV; the last value wins",
                                length > 256 ? 256 : (int)length, entry);
        og_finding_at(sink, f, "config", "/config/Env/%zu", i);
    }
}

static bool is_among(const char *name, size_t length, const char *const *names)
{
    for (; *names != NULL; names++) {
        if (strlen(*names) == length && memcmp(*names, name, length) == 0)
            return true;
    }
    return false;
}

static void check_env_credentials(const og_subject *subject, og_sink *sink)
{
    static const char *const names[] = {"AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID",
                                        "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", NULL};
    const og_config *config = config_of(subject);
    for (size_t i = 0; config != NULL && i < config->env.count; i++) {
        const char *entry = config->env.items[i];
        const size_t length = name_length(entry);
        if (!is_among(entry, length, names) || entry[length] == '\0' || entry[length + 1] == '\0')
            continue;
        /* The value is a secret, and a report is read by many. */
        og_finding *f = og_flag(sink, "%.*s has a value of %zu characters in ENV (not shown)",
                                (int)length, entry, strlen(entry + length + 1));
        og_finding_at(sink, f, "config", "/config/Env/%zu", i);
    }
}

/* What AWS base images set themselves. */
static bool is_base_default(const char *entry)
{
    static const char *const defaults[] = {"LAMBDA_TASK_ROOT=/var/task",
                                           "LAMBDA_RUNTIME_DIR=/var/runtime", NULL};
    return is_among(entry, strlen(entry), defaults);
}

static void check_env_reserved(const og_subject *subject, og_sink *sink)
{
    static const char *const names[] = {"_HANDLER",
                                        "_X_AMZN_TRACE_ID",
                                        "AWS_DEFAULT_REGION",
                                        "AWS_REGION",
                                        "AWS_EXECUTION_ENV",
                                        "AWS_LAMBDA_FUNCTION_NAME",
                                        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
                                        "AWS_LAMBDA_FUNCTION_VERSION",
                                        "AWS_LAMBDA_INITIALIZATION_TYPE",
                                        "AWS_LAMBDA_LOG_GROUP_NAME",
                                        "AWS_LAMBDA_LOG_STREAM_NAME",
                                        "AWS_LAMBDA_RUNTIME_API",
                                        "LAMBDA_TASK_ROOT",
                                        "LAMBDA_RUNTIME_DIR",
                                        NULL};
    const og_config *config = config_of(subject);
    for (size_t i = 0; config != NULL && i < config->env.count; i++) {
        const char *entry = config->env.items[i];
        const size_t length = name_length(entry);
        if (!is_among(entry, length, names) || entry[length] == '\0' || entry[length + 1] == '\0' ||
            is_base_default(entry))
            continue;
        og_finding *f =
            og_flag(sink, "%.*s is reserved: Lambda replaces its value", (int)length, entry);
        og_finding_at(sink, f, "config", "/config/Env/%zu", i);
        og_finding_found(sink, f, "%s", entry + length + 1);
        og_finding_fix(sink, f, "remove ENV %.*s", (int)length, entry);
    }
}

static bool is_under_tmp(const char *path)
{
    return strncmp(path, "/tmp", 4) == 0 && (path[4] == '\0' || path[4] == '/');
}

/* npm and npx write a cache below HOME before they start anything. */
static void check_env_home_read_only(const og_subject *subject, og_sink *sink)
{
    static const char *const programs[] = {"npx", "npm", "npx-cli.js", "npm-cli.js", NULL};
    static const char *const names[] = {"HOME", "NPM_CONFIG_CACHE", "npm_config_cache", NULL};
    const og_config *config = config_of(subject);
    const og_command *command = &subject->image->command;
    if (config == NULL || command->argc == 0)
        return;
    const char *slash = strrchr(command->argv[0], '/');
    const char *program = slash == NULL ? command->argv[0] : slash + 1;
    if (!is_among(program, strlen(program), programs))
        return;
    for (size_t i = 0; i < config->env.count; i++) {
        const char *entry = config->env.items[i];
        const size_t length = name_length(entry);
        if (is_among(entry, length, names) && entry[length] == '=' &&
            is_under_tmp(entry + length + 1))
            return;
    }
    og_finding *f = og_flag(sink,
                            "%s is the entrypoint, and neither HOME nor NPM_CONFIG_CACHE is "
                            "under /tmp",
                            command->argv[0]);
    og_finding_at(sink, f, "config", "/config/Env");
}

static void add_count(og_phrase_list *list, const char *name, size_t count)
{
    if (count == 1)
        og_phrase_add(list, "%s", name);
    else if (count > 1)
        og_phrase_add(list, "%s (%zu)", name, count);
}

static void check_setting_ignored(const og_subject *subject, og_sink *sink)
{
    const og_config *config = config_of(subject);
    if (config == NULL)
        return;
    og_phrase_list list = {0};
    if (config->user != NULL && config->user[0] != '\0')
        og_phrase_add(&list, "User");
    add_count(&list, "ExposedPorts", config->exposed_port_count);
    add_count(&list, "Volumes", config->volume_count);
    if (config->has_healthcheck)
        og_phrase_add(&list, "Healthcheck");
    if (config->stop_signal != NULL && config->stop_signal[0] != '\0')
        og_phrase_add(&list, "StopSignal");
    add_count(&list, "OnBuild", config->on_build.count);
    if (config->shell.count > 0)
        og_phrase_add(&list, "Shell");
    if (list.count == 0)
        return;
    og_finding *f = og_flag(sink, "Lambda ignores %s", og_phrase_end(&list));
    og_finding_at(sink, f, "config", "/config");
}

static const struct og_rule rules[] = {
    {
        OG_RULE_NAME("workdir-relative"),
        .title = "The working directory is not an absolute path",
        .why = "Lambda refuses to start the function. Docker takes the path as one below the "
               "root, so that it works locally.",
        .symptom = "Runtime.InvalidWorkingDir: the working directory 'app' is invalid, it needs to "
                   "be an absolute path",
        .fix = "WORKDIR /var/task",
        .source = OG_RIE "rie/simple_bootstrap.go",
        .evidence = 'S',
        .stage = "init",
        .severity = OG_SEVERITIES(ERROR, WARNING),
        .checks = {{OG_SUBJECT_IMAGE, og_check_workdir_relative}},
    },
    {
        OG_RULE_NAME("workdir-missing"),
        .title = "The working directory is not in the image",
        .why = "The service changes to WORKDIR before it starts the program, and makes nothing: "
               "the file system is read-only. Docker makes it, so that it works locally.",
        .symptom = "Runtime.InvalidWorkingDir: the working directory doesn't exist: /app",
        .fix = "RUN mkdir -p /app   (before WORKDIR /app)",
        .source = OG_RIE "rie/simple_bootstrap.go",
        .evidence = 'S',
        .stage = "init",
        .depth = OCIGATE_DEPTH_ROOTFS,
        .severity = OG_SEVERITIES(ERROR, OFF),
        .checks = {{OG_SUBJECT_IMAGE, og_check_workdir_missing}},
    },
    {
        OG_RULE_NAME("workdir-closed"),
        .title = "The Lambda user cannot enter the working directory",
        .why = "Lambda runs every image as a user of its own, whatever USER says. Home directories "
               "such as /root and /home/nonroot are closed to others, and the error blames the "
               "program.",
        .symptom = "fork/exec /main: permission denied Runtime.InvalidEntrypoint",
        .fix = "WORKDIR /   (or RUN chmod o+x on the directory)",
        .source = "https://github.com/ko-build/ko/issues/669",
        .evidence = 'O',
        .stage = "init",
        .depth = OCIGATE_DEPTH_ROOTFS,
        .severity = OG_SEVERITIES(ERROR, OFF),
        .checks = {{OG_SUBJECT_IMAGE, og_check_workdir_closed}},
    },
    {
        OG_RULE_NAME("workdir-hidden"),
        .title = "The working directory lies where Lambda mounts over the image",
        .why = "/tmp, /dev, /proc and /var/rapid are replaced at run time: what the image has "
               "there is gone, and the directory with it.",
        .symptom = "Runtime.InvalidWorkingDir: the working directory doesn't exist",
        .fix = "WORKDIR /var/task   (and COPY the files there)",
        .source = "https://github.com/bruceadams/run-command-on-aws-lambda",
        .evidence = 'O',
        .stage = "init",
        .depth = OCIGATE_DEPTH_ROOTFS,
        .severity = OG_SEVERITIES(ERROR, OFF),
        .checks = {{OG_SUBJECT_IMAGE, og_check_workdir_hidden}},
    },
    {
        OG_RULE_NAME("env-malformed"),
        .title = "An entry of ENV is not NAME=value",
        .why = "Lambda drops it with a line in its log; the program does not see the variable.",
        .symptom = "",
        .fix = "ENV NAME=value",
        .source = OG_SPEC_CONFIG,
        .evidence = 'D',
        .stage = "init",
        .severity = OG_SEVERITIES(ERROR, ERROR),
        .checks = {{OG_SUBJECT_IMAGE, check_env_malformed}},
    },
    {
        OG_RULE_NAME("env-duplicate"),
        .title = "A name stands twice in ENV",
        .why = "Runtimes take the last value, some programs the first.",
        .symptom = "",
        .fix = "remove one of the two from the config",
        .source = OG_SPEC_CONFIG,
        .evidence = 'I',
        .stage = "init",
        .severity = OG_SEVERITIES(WARNING, WARNING),
        .checks = {{OG_SUBJECT_IMAGE, check_env_duplicate}},
    },
    {
        OG_RULE_NAME("env-credentials"),
        .title = "AWS credentials are baked into ENV",
        .why = "Everyone who can pull the image has them. Lambda sets these names from the role of "
               "the function, so the values have no effect there either.",
        .symptom = "",
        .fix = "remove them, replace the keys that were exposed, and give the function a role; for "
               "the build: RUN --mount=type=secret,id=aws ...",
        .source = OG_AWS_ENVIRONMENT,
        .evidence = 'D',
        .stage = "init",
        .risk = OG_RISK_HIGH,
        .severity = OG_SEVERITIES(ERROR, WARNING),
        .checks = {{OG_SUBJECT_IMAGE, check_env_credentials}},
    },
    {
        OG_RULE_NAME("env-reserved"),
        .title = "ENV sets a name that Lambda reserves",
        .why = "Lambda replaces the value before the program starts: what works locally behaves "
               "differently there.",
        .symptom = "reserved keys that are currently not supported for modification",
        .fix = "remove it from ENV, or use a name of your own",
        .source = OG_AWS_ENVIRONMENT,
        .evidence = 'D',
        .stage = "init",
        .severity = OG_SEVERITIES(WARNING, OFF),
        .checks = {{OG_SUBJECT_IMAGE, check_env_reserved}},
    },
    {
        OG_RULE_NAME("env-home-read-only"),
        .title = "npx or npm has no cache that it can write",
        .why = "On Lambda only /tmp can be written, and the home directory does not even exist. "
               "npx and npm make their cache there before they start anything.",
        .symptom = "EROFS: read-only file system, mkdir '/home/sbx_user1051'; exit status 226",
        .fix = "ENV NPM_CONFIG_CACHE=/tmp/.npm   (or start node itself)",
        .source = "https://github.com/aws/aws-lambda-nodejs-runtime-interface-client",
        .evidence = 'D',
        .stage = "init",
        .depth = OCIGATE_DEPTH_ROOTFS,
        .severity = OG_SEVERITIES(WARNING, OFF),
        .checks = {{OG_SUBJECT_IMAGE, check_env_home_read_only}},
    },
    {
        OG_RULE_NAME("setting-ignored"),
        .title = "The image has settings that Lambda ignores",
        .why = "Lambda uses ENTRYPOINT, CMD, WORKDIR and ENV. It runs every image as a user of its "
               "own, whatever USER says.",
        .symptom = "",
        .fix = "nothing has to be changed; do not rely on them",
        .source = "https://docs.aws.amazon.com/ko_kr/lambda/latest/dg/images-create.html",
        .evidence = 'D',
        .stage = "",
        .severity = OG_SEVERITIES(INFO, OFF),
        .checks = {{OG_SUBJECT_IMAGE, check_setting_ignored}},
    },
};

OG_RULE_GROUP(og_rules_environment, "environment", rules);
