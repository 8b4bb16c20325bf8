/* What is said of a policy and of a baseline. */
#include "rules/model.h"

#include <criterion/criterion.h>

static og_ignore *add_ignore(model *m, const char *rule, const char *path, const char *expires)
{
    og_ignore *ignore = OG_NEW(&m->arena, og_ignore);
    *ignore = (og_ignore){.rule = rule, .path = path, .reason = "x", .expires = expires};
    if (m->options.last_ignore == NULL)
        m->options.ignores = ignore;
    else
        m->options.last_ignore->next = ignore;
    m->options.last_ignore = ignore;
    m->policy.is_start_of_run = m->policy.is_end_of_run = true;
    m->options.date = "2026-11-24";
    return ignore;
}

static void use_until_yesterday(model *m)
{
    add_ignore(m, "file-unreadable", "var/task", "2026-11-23");
}

static void use_until_today(model *m)
{
    add_ignore(m, "file-unreadable", NULL, "2026-11-24")->used = 1;
}

static void use_until_tomorrow(model *m)
{
    add_ignore(m, "file-unreadable", NULL, "2026-11-25")->used = 1;
}

static void use_without_end(model *m)
{
    add_ignore(m, "file-unreadable", NULL, NULL)->used = 1;
    m->options.date = NULL;
}

static void use_without_a_date(model *m)
{
    add_ignore(m, "file-unreadable", NULL, "2099-01-01");
    m->options.date = NULL;
}

static void use_later_in_the_run(model *m)
{
    use_until_yesterday(m);
    m->policy.is_start_of_run = false;
}

static void use_nothing(model *m)
{
    add_ignore(m, "file-unreadable", "var/task/*", NULL);
}

static void use_nothing_yet(model *m)
{
    use_nothing(m);
    m->policy.is_end_of_run = false;
}

static void use_one_of_two(model *m)
{
    add_ignore(m, "env-*", NULL, NULL)->used = 7;
    add_ignore(m, "env-reserved", NULL, NULL);
}

static void use_a_rule_that_is_off(model *m)
{
    add_ignore(m, "file-unreadable", NULL, NULL);
    m->options.profile = OG_PROFILE_OCI;
}

static void use_a_pattern_that_is_partly_off(model *m)
{
    add_ignore(m, "entrypoint-*", NULL, NULL);
    add_ignore(m, "env-*", NULL, NULL);
    m->options.profile = OG_PROFILE_OCI;
}

static og_known *know(model *m, size_t count)
{
    og_known *known = OG_NEW_ARRAY(&m->arena, og_known, count);
    for (size_t i = 0; i < count; i++)
        known[i] = (og_known){.rule = "layer-zstd", .where = "layer: x", .count = 1};
    m->options.baseline = (og_baseline){.name = "known.json", .entries = known, .count = count};
    m->policy.is_end_of_run = true;
    return known;
}

static void know_what_is_gone(model *m)
{
    know(m, 1);
}

static void know_what_is_there(model *m)
{
    know(m, 1)->is_used = true;
}

static void know_one_of_two(model *m)
{
    know(m, 2)[0].is_used = true;
}

static void know_before_the_end(model *m)
{
    know(m, 1);
    m->policy.is_end_of_run = false;
}

static const rule_case rows[] = {
    {"ignore-expired", "yesterday", use_until_yesterday, "info:ignore-expired",
     "the ignore of file-unreadable in var/task ended on 2026-11-23"},
    {"ignore-expired", "today", use_until_today, "", NULL},
    {"ignore-expired", "tomorrow", use_until_tomorrow, "", NULL},
    {"ignore-expired", "never", use_without_end, "", NULL},
    {"ignore-expired", "without a date", use_without_a_date, "info:ignore-expired",
     "no date is known"},
    {"ignore-expired", "told before", use_later_in_the_run, "", NULL},
    {"ignore-unused", "nothing", use_nothing, "info:ignore-unused",
     "the ignore of file-unreadable in var/task/* holds for no finding"},
    {"ignore-unused", "nothing yet", use_nothing_yet, "", NULL},
    {"ignore-unused", "one of two", use_one_of_two, "info:ignore-unused", "/ignore/1"},
    {"ignore-unused", "rule off", use_a_rule_that_is_off, "", NULL},
    {"ignore-unused", "rules partly off", use_a_pattern_that_is_partly_off, "info:ignore-unused",
     "the ignore of env-*"},
    {"baseline-stale", "gone", know_what_is_gone, "info:baseline-stale", "layer: x"},
    {"baseline-stale", "there", know_what_is_there, "", NULL},
    {"baseline-stale", "one of two", know_one_of_two, "info:baseline-stale", NULL},
    {"baseline-stale", "before the end", know_before_the_end, "", NULL},
};

RULE_CASES(policy_cases, rows);

Test(rules_policy, say_what_has_come_to_its_end)
{
    rule_cases_run(&policy_cases);
}
