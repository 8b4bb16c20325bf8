#include "rules/model.h"

#include <criterion/criterion.h>
#include <string.h>

#define LIMIT UINT64_C(10737418240)

static void unpack(model *m, uint64_t bytes)
{
    m->first->image.unpacked_bytes = bytes;
}

static void unpack_limit_and_1(model *m)
{
    unpack(m, LIMIT + 1);
}

static void unpack_limit(model *m)
{
    unpack(m, LIMIT);
}

static void unpack_limit_and_1_for_oci(model *m)
{
    unpack(m, LIMIT + 1);
    m->options.profile = OG_PROFILE_OCI;
}

static void unpack_without_end(model *m)
{
    unpack(m, LIMIT + 1);
    m->first->image.unpacked_is_known = false;
}

static void declare_limit_and_1(model *m)
{
    m->options.depth = OCIGATE_DEPTH_MANIFEST;
    m->first->image.declared_bytes = LIMIT + 1;
}

static void declare_limit(model *m)
{
    m->options.depth = OCIGATE_DEPTH_MANIFEST;
    m->first->image.declared_bytes = LIMIT;
}

static void lower_the_limit(model *m)
{
    m->options.limits.value[OCIGATE_LIMIT_IMAGE_BYTES] = 1000;
    unpack(m, 1001);
}

static void unpack_90_percent_and_1(model *m)
{
    unpack(m, LIMIT / 10 * 9 + 1);
}

static void unpack_90_percent(model *m)
{
    unpack(m, LIMIT / 10 * 9);
}

static void set_settings(model *m, uint64_t bytes)
{
    m->first->config->settings_bytes = bytes;
}

static void set_16385(model *m)
{
    set_settings(m, 16385);
}

static void set_16384(model *m)
{
    set_settings(m, 16384);
}

static void set_12289(model *m)
{
    set_settings(m, 12289);
}

static void set_12288(model *m)
{
    set_settings(m, 12288);
}

static const char **words(model *m, size_t count)
{
    const char **items = OG_NEW_ARRAY(&m->arena, const char *, count);
    for (size_t i = 0; i < count; i++)
        items[i] = "/x";
    return items;
}

static void set_1501_words(model *m)
{
    model_set_cmd(m, 1501, words(m, 1501));
    m->first->config->entrypoint = m->first->config->cmd;
}

static void set_1500_words(model *m)
{
    model_set_cmd(m, 1500, words(m, 1500));
}

static void set_workdir(model *m, size_t characters)
{
    /* Each character has two bytes. */
    char *path = og_arena_alloc(&m->arena, 2 * characters + 1);
    path[0] = '/';
    for (size_t i = 0; i + 1 < characters; i++)
        memcpy(path + 1 + 2 * i, "\xc3\xa9", 2);
    m->first->config->working_dir = path;
}

static void go_1001_deep(model *m)
{
    set_workdir(m, 1001);
}

static void go_1000_deep(model *m)
{
    set_workdir(m, 1000);
}

static const rule_case rows[] = {
    {"image-too-large", "10 GiB and a byte", unpack_limit_and_1, "error:image-too-large",
     "10737418241 bytes (10.00 GiB)"},
    {"image-too-large", "10 GiB", unpack_limit, "warning:image-near-limit", NULL},
    {"image-too-large", "under oci", unpack_limit_and_1_for_oci, "", NULL},
    {"image-too-large", "at least", unpack_without_end, "error:image-too-large",
     "at least 10737418241 bytes"},
    {"image-too-large", "as the manifest declares", declare_limit_and_1, "error:image-too-large",
     "the manifest declares"},
    {"image-too-large", "declared 10 GiB", declare_limit, "warning:image-near-limit", NULL},
    {"image-too-large", "another limit", lower_the_limit, "error:image-too-large", "1000 bytes"},
    {"image-near-limit", "90 % and a byte", unpack_90_percent_and_1, "warning:image-near-limit",
     "9663676417 bytes"},
    {"image-near-limit", "90 %", unpack_90_percent, "", NULL},
    {"settings-too-large", "16385", set_16385, "error:settings-too-large", "16385"},
    {"settings-too-large", "16384", set_16384, "warning:settings-too-large", NULL},
    {"settings-too-large", "12289", set_12289, "warning:settings-too-large", NULL},
    {"settings-too-large", "12288", set_12288, "", NULL},
    {"settings-limits", "1501 words", set_1501_words, "error:settings-limits error:settings-limits",
     "/config/Cmd"},
    {"settings-limits", "1500 words", set_1500_words, "", NULL},
    {"settings-limits", "1001 characters", go_1001_deep, "error:settings-limits",
     "1001 characters"},
    {"settings-limits", "1000 characters", go_1000_deep, "", NULL},
};

RULE_CASES(size_cases, rows);

Test(rules_size, judge_at_the_limit_and_above)
{
    rule_cases_run(&size_cases);
}
