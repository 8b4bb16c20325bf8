#include "base/limits.h"

#include <criterion/criterion.h>
#include <string.h>

Test(limits, are_all_described_and_their_names_differ)
{
    og_limits defaults;
    og_limits_init(&defaults);
    for (int i = 0; i < OCIGATE_LIMIT_COUNT; i++) {
        uint64_t value = 0;
        const char *unit = NULL;
        const char *name = ocigate_limit_describe((ocigate_limit)i, &value, &unit);
        cr_assert_not_null(name, "%d", i);
        cr_assert_not_null(unit, "%d", i);
        cr_expect_gt(value, 0u, "%s", name);
        cr_expect_eq(defaults.value[i], value, "%s", name);
        for (int j = 0; j < i; j++)
            cr_expect_str_neq(name, ocigate_limit_describe((ocigate_limit)j, NULL, NULL));
    }
}

Test(limits, know_nothing_beyond_the_last)
{
    uint64_t value = 7;
    const char *unit = "kept";
    cr_expect_null(ocigate_limit_describe(OCIGATE_LIMIT_COUNT, &value, &unit));
    cr_expect_null(ocigate_limit_describe((ocigate_limit)-1, &value, &unit));
    cr_expect_eq(value, 7u);
    cr_expect_str_eq(unit, "kept");
}

Test(limits, are_the_documented_ones)
{
    static const struct {
        ocigate_limit limit;
        uint64_t value;
    } cases[] = {
        {OCIGATE_LIMIT_IMAGE_BYTES, UINT64_C(10737418240)},
        {OCIGATE_LIMIT_LAYER_BYTES, UINT64_C(42949672960)},
        {OCIGATE_LIMIT_DOCUMENT_BYTES, 4194304},
        {OCIGATE_LIMIT_LAYERS, 4200},
        {OCIGATE_LIMIT_ENTRIES, 4000000},
        {OCIGATE_LIMIT_IMAGE_ENTRIES, 16000000},
        {OCIGATE_LIMIT_INDEX_DEPTH, 4},
        {OCIGATE_LIMIT_XATTR_NAME_BYTES, 255},
        {OCIGATE_LIMIT_XATTR_VALUE_BYTES, 65536},
        {OCIGATE_LIMIT_XATTR_LIST_BYTES, 65536},
        {OCIGATE_LIMIT_JSON_HEAP_BYTES, 67108864},
        {OCIGATE_LIMIT_FINDINGS, 10000},
        {OCIGATE_LIMIT_SECONDS, 1800},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint64_t value = 0;
        const char *name = ocigate_limit_describe(cases[i].limit, &value, NULL);
        cr_expect_eq(value, cases[i].value, "%s", name);
    }
}
