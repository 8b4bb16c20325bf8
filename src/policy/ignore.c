#include "base/error.h"
#include "policy/policy.h"
#include "rules/rfc3339.h"

#include <ocigate/policy.h>

#include <stdio.h>
#include <string.h>

bool og_date_is_valid(const char *text)
{
    char time[32];
    if (strlen(text) != strlen("2026-11-24"))
        return false;
    (void)snprintf(time, sizeof time, "%sT00:00:00Z", text);
    return og_rfc3339_is_valid(time);
}

ocigate_status og_ignore_check_rule(const char *rule, ocigate_error *err)
{
    if (rule == NULL)
        return og_fail(err, OCIGATE_ERROR_ARGUMENT, 0, "an ignore needs a rule");
    return og_pattern_check(rule, err);
}

ocigate_status og_ignore_check_path(const char *path, ocigate_error *err)
{
    if (path == NULL)
        return OCIGATE_OK;
    if (path[strspn(path, "/.")] == '\0')
        return og_fail(err, OCIGATE_ERROR_ARGUMENT, 0,
                       "the path of an ignore names nothing, for every path it is **");
    if (strlen(path) > OG_PATTERN_BYTES_MAX)
        return og_fail(err, OCIGATE_ERROR_ARGUMENT, 0,
                       "the path of an ignore has %zu bytes, the limit is %u", strlen(path),
                       OG_PATTERN_BYTES_MAX);
    return OCIGATE_OK;
}

ocigate_status og_ignore_check_reason(const char *reason, ocigate_error *err)
{
    if (reason == NULL || reason[strspn(reason, " \t\r\n")] == '\0')
        return og_fail(err, OCIGATE_ERROR_ARGUMENT, 0, "an ignore needs a reason");
    return OCIGATE_OK;
}

ocigate_status og_ignore_check_expires(const char *expires, ocigate_error *err)
{
    if (expires == NULL || og_date_is_valid(expires))
        return OCIGATE_OK;
    return og_fail(err, OCIGATE_ERROR_ARGUMENT, 0, "%.40s is no date, for example 2027-01-31",
                   expires);
}

ocigate_status ocigate_options_set_date(ocigate_options *options, const char *date,
                                        ocigate_error *error)
{
    if (options == NULL)
        return og_fail(error, OCIGATE_ERROR_ARGUMENT, 0, "options is NULL");
    OG_TRY(og_ignore_check_expires(date, error));
    const char *copy = og_arena_text(&options->arena, date);
    if (date != NULL && copy == NULL)
        return og_fail_memory(error);
    options->date = copy;
    return OCIGATE_OK;
}

static ocigate_status append(ocigate_options *options, const og_ignore *from, ocigate_error *error)
{
    og_arena *arena = &options->arena;
    og_ignore *ignore = OG_NEW(arena, og_ignore);
    if (ignore == NULL)
        return og_fail_memory(error);
    *ignore = (og_ignore){.rule = og_arena_text(arena, from->rule),
                          .path = og_arena_text(arena, from->path),
                          .reason = og_arena_text(arena, from->reason),
                          .expires = og_arena_text(arena, from->expires),
                          .origin = options->source};
    if (arena->failed)
        return og_fail_memory(error);
    if (options->last_ignore == NULL)
        options->ignores = ignore;
    else
        options->last_ignore->next = ignore;
    options->last_ignore = ignore;
    options->ignore_count++;
    return OCIGATE_OK;
}

ocigate_status ocigate_options_add_ignore(ocigate_options *options, const char *rule,
                                          const char *path, const char *reason, const char *expires,
                                          ocigate_error *error)
{
    if (options == NULL)
        return og_fail(error, OCIGATE_ERROR_ARGUMENT, 0, "options is NULL");
    OG_TRY(og_ignore_check_rule(rule, error));
    OG_TRY(og_ignore_check_path(path, error));
    OG_TRY(og_ignore_check_reason(reason, error));
    OG_TRY(og_ignore_check_expires(expires, error));
    if (path == NULL && strcmp(rule, "*") == 0)
        return og_fail(error, OCIGATE_ERROR_ARGUMENT, 0, "an ignore of every rule needs a path");
    if (options->ignore_count >= OG_IGNORES_MAX)
        return og_fail(error, OCIGATE_ERROR_ARGUMENT, 0, "more than %u ignores", OG_IGNORES_MAX);
    const og_ignore ignore = {.rule = rule, .path = path, .reason = reason, .expires = expires};
    return append(options, &ignore, error);
}

bool og_ignore_is_expired(const og_ignore *ignore, const char *date)
{
    return ignore->expires != NULL && (date == NULL || strcmp(date, ignore->expires) > 0);
}

const og_ignore *og_ignores_use(ocigate_options *options, const char *rule, const char *path,
                                uint64_t count)
{
    const og_ignore *first = NULL;
    for (og_ignore *ignore = options->ignores; ignore != NULL; ignore = ignore->next) {
        if (!og_pattern_matches(ignore->rule, rule) || og_ignore_is_expired(ignore, options->date))
            continue;
        if (ignore->path != NULL &&
            (path == NULL || count > 1 || !og_glob_matches(ignore->path, path)))
            continue;
        ignore->used++;
        if (first == NULL)
            first = ignore;
    }
    return first;
}

static ocigate_status copy_baseline(const og_baseline *from, og_arena *arena, og_baseline *to)
{
    *to = (og_baseline){.name = og_arena_text(arena, from->name), .count = from->count};
    if (from->name == NULL)
        return OCIGATE_OK;
    to->entries = OG_NEW_ARRAY(arena, og_known, from->count);
    for (size_t i = 0; to->entries != NULL && i < from->count; i++) {
        const og_known *known = &from->entries[i];
        to->entries[i] = (og_known){.fingerprint = og_arena_text(arena, known->fingerprint),
                                    .rule = og_arena_text(arena, known->rule),
                                    .where = og_arena_text(arena, known->where),
                                    .count = known->count};
    }
    return arena->failed ? OCIGATE_ERROR_MEMORY : OCIGATE_OK;
}

ocigate_status og_options_copy_policy(const ocigate_options *from, ocigate_options *to)
{
    to->date = og_arena_text(&to->arena, from->date);
    to->ignores = to->last_ignore = NULL;
    to->ignore_count = 0;
    for (const og_ignore *ignore = from->ignores; ignore != NULL; ignore = ignore->next)
        OG_TRY(append(to, ignore, NULL));
    return copy_baseline(&from->baseline, &to->arena, &to->baseline);
}
