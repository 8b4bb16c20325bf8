/* The policy file. docs/config.schema.json and docs/policy.md describe it. */
#include "base/error.h"
#include "base/nearest.h"
#include "policy/policy.h"
#include "policy/reader.h"

#include <ocigate/policy.h>

#include <string.h>

/* What is set now comes from the line of the present token. */
static void mark(og_policy_reader *reader, ocigate_options *options)
{
    options->source.line = og_policy_line(reader);
}

/* A word, and the nearest one to it when it is none of these. */
static ocigate_status choose(og_policy_reader *reader, const char *what, const char *const *words,
                             const char **out)
{
    const og_json_token token = reader->token;
    OG_TRY(og_policy_string(reader, what, out));
    for (size_t i = 0; words[i] != NULL; i++) {
        if (strcmp(words[i], *out) == 0)
            return OCIGATE_OK;
    }
    return og_policy_fail(reader, &token, "%s cannot be %.60s, the nearest is %s", what, *out,
                          og_nearest_word(*out, words));
}

static ocigate_status read_schema(og_policy_reader *reader, void *context)
{
    (void)context;
    const char *unused;
    return og_policy_string(reader, "$schema", &unused);
}

static ocigate_status read_profile(og_policy_reader *reader, void *context)
{
    static const char *const words[] = {"lambda", "lambda-managed", "oci", NULL};
    const char *profile;
    mark(reader, context);
    OG_TRY(choose(reader, "profile", words, &profile));
    return ocigate_options_set_profile(context, profile, reader->err);
}

static ocigate_status read_architecture(og_policy_reader *reader, void *context)
{
    static const char *const words[] = {"amd64", "arm64", NULL};
    const char *architecture;
    mark(reader, context);
    OG_TRY(choose(reader, "arch", words, &architecture));
    return ocigate_options_set_architecture(context, architecture, reader->err);
}

static ocigate_severity severity_of(const char *word)
{
    for (int i = OCIGATE_SEVERITY_INFO; i <= OCIGATE_SEVERITY_ERROR; i++) {
        if (strcmp(ocigate_severity_name((ocigate_severity)i), word) == 0)
            return (ocigate_severity)i;
    }
    return OCIGATE_SEVERITY_OFF;
}

static ocigate_status read_fail_on(og_policy_reader *reader, void *context)
{
    static const char *const words[] = {"error", "warning", "info", "never", NULL};
    const char *word;
    mark(reader, context);
    OG_TRY(choose(reader, "fail_on", words, &word));
    return ocigate_options_set_fail_on(context, severity_of(word), reader->err);
}

static ocigate_status read_max_size(og_policy_reader *reader, void *context)
{
    const og_json_token token = reader->token;
    uint64_t size = 0;
    mark(reader, context);
    if (token.kind == OG_JSON_SCALAR) {
        OG_TRY(og_policy_number(reader, "max_size", &size));
    } else {
        const char *text;
        OG_TRY(og_policy_string(reader, "max_size", &text));
        if (!ocigate_size_parse(text, &size))
            return og_policy_fail(reader, &token,
                                  "max_size cannot be %.60s: bytes, or with a unit such as 10GiB, "
                                  "500MB",
                                  text);
    }
    return ocigate_options_set_limit(context, OCIGATE_LIMIT_IMAGE_BYTES, size, reader->err);
}

static ocigate_status read_severity(og_policy_reader *reader, const og_json_token *key_token,
                                    const char *rule, void *context)
{
    static const char *const words[] = {"error", "warning", "info", "off", NULL};
    ocigate_error own = {0};
    const char *word;
    mark(reader, context);
    OG_TRY(og_policy_judge(reader, key_token, og_pattern_check(rule, &own), &own));
    OG_TRY(choose(reader, "a severity", words, &word));
    return ocigate_options_set_severity(context, rule, severity_of(word), reader->err);
}

static ocigate_status read_severities(og_policy_reader *reader, void *context)
{
    return og_policy_map(reader, "severity", read_severity, context);
}

typedef struct ignore_item {
    const char *rule, *path, *reason, *expires;
} ignore_item;

typedef ocigate_status (*text_check)(const char *text, ocigate_error *err);

static ocigate_status read_part(og_policy_reader *reader, const char *what, text_check check,
                                const char **out)
{
    const og_json_token token = reader->token;
    ocigate_error own = {0};
    OG_TRY(og_policy_string(reader, what, out));
    return og_policy_judge(reader, &token, check(*out, &own), &own);
}

static ocigate_status read_rule(og_policy_reader *reader, void *context)
{
    return read_part(reader, "rule", og_ignore_check_rule, &((ignore_item *)context)->rule);
}

static ocigate_status read_path(og_policy_reader *reader, void *context)
{
    return read_part(reader, "path", og_ignore_check_path, &((ignore_item *)context)->path);
}

static ocigate_status read_reason(og_policy_reader *reader, void *context)
{
    return read_part(reader, "reason", og_ignore_check_reason, &((ignore_item *)context)->reason);
}

static ocigate_status read_expires(og_policy_reader *reader, void *context)
{
    return read_part(reader, "expires", og_ignore_check_expires,
                     &((ignore_item *)context)->expires);
}

static ocigate_status read_ignore(og_policy_reader *reader, void *context)
{
    static const og_policy_key keys[] = {{"rule", read_rule},
                                         {"path", read_path},
                                         {"reason", read_reason},
                                         {"expires", read_expires},
                                         {NULL, NULL}};
    const og_json_token token = reader->token;
    ignore_item item = {0};
    ocigate_error own = {0};
    mark(reader, context);
    OG_TRY(og_policy_object(reader, "an ignore", keys, &item));
    return og_policy_judge(
        reader, &token,
        ocigate_options_add_ignore(context, item.rule, item.path, item.reason, item.expires, &own),
        &own);
}

static ocigate_status read_ignores(og_policy_reader *reader, void *context)
{
    return og_policy_array(reader, "ignore", read_ignore, context);
}

static ocigate_status read_all(ocigate_options *options, const char *bytes, size_t length,
                               const char *name, ocigate_error *err)
{
    static const og_policy_key keys[] = {{"$schema", read_schema},    {"profile", read_profile},
                                         {"arch", read_architecture}, {"fail_on", read_fail_on},
                                         {"max_size", read_max_size}, {"severity", read_severities},
                                         {"ignore", read_ignores},    {NULL, NULL}};
    og_policy_reader reader = {.name = name, .arena = &options->arena, .err = err};
    OG_TRY(og_policy_open(&reader, bytes, length, OG_POLICY_BYTES_MAX));
    options->source.file = og_arena_text(&options->arena, name);
    if (options->source.file == NULL)
        return og_fail_memory(err);
    const ocigate_status status = og_policy_object(&reader, "a policy", keys, options);
    options->source = (og_origin){0};
    return status;
}

ocigate_status ocigate_options_load_policy(ocigate_options *options, const char *bytes,
                                           size_t length, const char *name, ocigate_error *error)
{
    if (options == NULL || bytes == NULL || name == NULL)
        return og_fail(error, OCIGATE_ERROR_ARGUMENT, 0, "options, bytes or name is NULL");
    /* All or nothing: what is wrong shows on options that are thrown away. */
    ocigate_options *trial = ocigate_options_new();
    if (trial == NULL)
        return og_fail_memory(error);
    trial->ignore_count = options->ignore_count;
    ocigate_status status = read_all(trial, bytes, length, name, error);
    ocigate_options_free(trial);
    if (status == OCIGATE_OK)
        status = read_all(options, bytes, length, name, error);
    return status;
}
