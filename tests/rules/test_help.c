/* A build that knows where its documents are published: the links of reports lead there. */
#undef OCIGATE_DOCS_URL
#define OCIGATE_DOCS_URL "https://example.org/docs"
#include "rules/rule.h"

#include <criterion/criterion.h>

Test(help, is_below_the_place_that_the_build_names)
{
    static const struct og_rule rule = {OG_RULE_NAME("os-missing")};
    cr_expect_str_eq(rule.help, "https://example.org/docs/rules.md#os-missing");
}
