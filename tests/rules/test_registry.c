#include "rules/registry.h"

#include "rules/model.h"

#include <criterion/criterion.h>
#include <ctype.h>
#include <string.h>

/* The contract: name, severity in lambda and lambda-managed, severity in oci. A rule that is not
   here has been added without its row, and one that is missing has been lost. */
static const struct {
    const char *name;
    const char *lambda, *oci;
} contract[] = {
    {"image-not-found", "error", "error"},
    {"input-unrecognized", "error", "error"},
    {"archive-truncated", "error", "error"},
    {"archive-corrupt", "error", "error"},
    {"archive-end-missing", "warning", "warning"},
    {"tar-ambiguous", "error", "error"},
    {"archive-path-unsafe", "error", "error"},
    {"archive-entry-duplicate", "error", "error"},
    {"archive-entry-type", "error", "error"},
    {"archive-entry-unexpected", "info", "info"},
    {"archive-limit", "error", "error"},
    {"layout-missing", "error", "error"},
    {"layout-invalid", "error", "error"},
    {"layout-halves-differ", "error", "error"},
    {"docker-archive-invalid", "error", "error"},
    {"reference-ambiguous", "error", "error"},
    {"reference-invalid", "warning", "warning"},
    {"blob-missing", "error", "error"},
    {"blob-unreferenced", "info", "info"},
    {"blob-not-regular", "error", "error"},
    {"json-invalid", "error", "error"},
    {"json-duplicate-key", "error", "error"},
    {"json-ambiguous-key", "error", "error"},
    {"json-type", "error", "error"},
    {"digest-malformed", "error", "error"},
    {"digest-unsupported", "error", "error"},
    {"descriptor-invalid", "error", "error"},
    {"index-multi-platform", "error", "info"},
    {"index-attestation", "error", "warning"},
    {"index-single", "error", "warning"},
    {"index-nested-too-deep", "error", "error"},
    {"index-platform-mismatch", "error", "error"},
    {"index-empty", "error", "error"},
    {"manifest-schema-1", "error", "error"},
    {"manifest-schema-version", "error", "error"},
    {"manifest-media-type-unsupported", "error", "error"},
    {"manifest-media-type-mismatch", "error", "error"},
    {"manifest-ambiguous", "error", "error"},
    {"manifest-artifact", "error", "error"},
    {"config-media-type", "error", "error"},
    {"media-types-mixed", "warning", "warning"},
    {"manifest-too-large", "error", "error"},
    {"manifest-slow", "warning", "off"},
    {"layer-count", "warning", "warning"},
    {"layers-empty", "error", "warning"},
    {"blob-size-mismatch", "error", "error"},
    {"blob-digest-mismatch", "error", "error"},
    {"rootfs-type", "error", "error"},
    {"config-created-invalid", "warning", "warning"},
    {"diff-id-mismatch", "error", "error"},
    {"diff-id-count", "error", "error"},
    {"history-count", "warning", "warning"},
    {"layer-media-type-unsupported", "error", "error"},
    {"layer-docker-uncompressed", "error", "off"},
    {"layer-zstd", "warning", "off"},
    {"layer-foreign", "error", "warning"},
    {"layer-compression-mismatch", "error", "error"},
    {"layer-corrupt", "error", "error"},
    {"layer-trailing-data", "error", "error"},
    {"layer-not-tar", "error", "error"},
    {"layer-bomb", "error", "error"},
    {"entry-path-unsafe", "error", "error"},
    {"entry-path-absolute", "warning", "warning"},
    {"entry-parent-missing", "error", "info"},
    {"entry-parent-link", "warning", "warning"},
    {"entry-parent-file", "error", "error"},
    {"entry-duplicate", "warning", "warning"},
    {"entry-hardlink-missing", "error", "error"},
    {"entry-whiteout-invalid", "error", "error"},
    {"entry-device", "warning", "warning"},
    {"entry-setuid", "info", "info"},
    {"entry-sparse", "error", "error"},
    {"os-missing", "error", "error"},
    {"architecture-missing", "error", "error"},
    {"os-not-linux", "error", "off"},
    {"architecture-unsupported", "error", "off"},
    {"architecture-mismatch", "error", "error"},
    {"architecture-variant", "warning", "off"},
    {"binary-architecture", "warning", "warning"},
    {"image-too-large", "error", "off"},
    {"image-near-limit", "warning", "off"},
    {"settings-too-large", "error", "off"},
    {"settings-limits", "error", "off"},
    {"entrypoint-missing", "error", "off"},
    {"entrypoint-required", "off", "off"}, /* error in lambda-managed */
    {"entrypoint-relative", "error", "off"},
    {"entrypoint-symlink", "error", "off"},
    {"entrypoint-not-found", "error", "off"},
    {"entrypoint-not-executable", "error", "off"},
    {"entrypoint-architecture", "error", "off"},
    {"entrypoint-loader-missing", "error", "off"},
    {"entrypoint-library-missing", "warning", "off"},
    {"entrypoint-glibc-too-old", "error", "off"},
    {"entrypoint-shebang", "error", "off"},
    {"entrypoint-crlf", "error", "off"},
    {"entrypoint-no-format", "error", "off"},
    {"entrypoint-shell-form", "warning", "off"},
    {"entrypoint-is-handler", "error", "off"},
    {"entrypoint-emulator", "warning", "off"},
    {"cmd-missing", "warning", "off"},
    {"cmd-count", "error", "off"},
    {"workdir-relative", "error", "warning"},
    {"workdir-missing", "error", "off"},
    {"workdir-closed", "error", "off"},
    {"workdir-hidden", "error", "off"},
    {"env-malformed", "error", "error"},
    {"env-duplicate", "warning", "warning"},
    {"env-credentials", "error", "warning"},
    {"env-reserved", "warning", "off"},
    {"env-home-read-only", "warning", "off"},
    {"setting-ignored", "info", "off"},
    {"file-unreadable", "warning", "off"},
    {"directory-closed", "warning", "off"},
    {"path-hidden", "warning", "off"},
    {"handler-malformed", "error", "off"},
    {"handler-missing", "warning", "off"},
    {"runtime-client-missing", "warning", "off"},
    {"extension-invalid", "error", "off"},
    {"extension-count", "error", "off"},
    {"extension-disabled", "warning", "off"},
    {"bootstrap-missing", "error", "off"},
    {"ignore-expired", "info", "info"},
    {"ignore-unused", "info", "info"},
    {"baseline-stale", "info", "info"},
};
#define CONTRACT_COUNT (sizeof contract / sizeof contract[0])

static const char *severity_in(const ocigate_rule *rule, const char *profile)
{
    return ocigate_severity_name(ocigate_rule_severity(rule, profile));
}

Test(registry, keep_the_severities_of_the_contract)
{
    cr_assert_eq(ocigate_rule_count(), CONTRACT_COUNT);
    for (size_t i = 0; i < CONTRACT_COUNT; i++) {
        const ocigate_rule *rule = ocigate_rule_find(contract[i].name);
        cr_assert_not_null(rule, "%s", contract[i].name);
        cr_expect_str_eq(severity_in(rule, "lambda"), contract[i].lambda, "%s", contract[i].name);
        cr_expect_str_eq(severity_in(rule, "oci"), contract[i].oci, "%s", contract[i].name);
        const bool is_managed = strcmp(contract[i].name, "entrypoint-required") == 0;
        cr_expect_str_eq(severity_in(rule, "lambda-managed"),
                         is_managed ? "error" : contract[i].lambda, "%s", contract[i].name);
    }
}

static bool is_slug(const char *name)
{
    if (!islower((unsigned char)name[0]) || strstr(name, "--") != NULL)
        return false;
    return strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(name) &&
           name[strlen(name) - 1] != '-';
}

Test(registry, name_each_rule_once)
{
    for (size_t i = 0; i < ocigate_rule_count(); i++) {
        const ocigate_rule *rule = ocigate_rule_at(i);
        cr_expect(is_slug(ocigate_rule_name(rule)), "%s", ocigate_rule_name(rule));
        cr_expect_eq(ocigate_rule_find(ocigate_rule_name(rule)), rule, "%s twice",
                     ocigate_rule_name(rule));
    }
}

/* One line of printable ASCII, so that every renderer can show it. */
static bool is_line(const char *text)
{
    for (const char *c = text; *c != '\0'; c++) {
        if ((unsigned char)*c < 0x20 || (unsigned char)*c > 0x7e)
            return false;
    }
    return true;
}

Test(registry, explain_each_rule)
{
    for (size_t i = 0; i < ocigate_rule_count(); i++) {
        const ocigate_rule *rule = ocigate_rule_at(i);
        const char *name = ocigate_rule_name(rule), *title = ocigate_rule_title(rule);
        cr_expect(title[0] != '\0' && strlen(title) <= 72, "%s: %zu", name, strlen(title));
        cr_expect_neq(title[strlen(title) - 1], '.', "%s", name);
        cr_expect_gt(strlen(ocigate_rule_why(rule)), 20, "%s", name);
        cr_expect_eq(ocigate_rule_why(rule)[strlen(ocigate_rule_why(rule)) - 1], '.', "%s", name);
        cr_expect_gt(strlen(ocigate_rule_fix(rule)), 0, "%s", name);
        cr_expect_not_null(ocigate_rule_symptom(rule), "%s", name);
        cr_expect(is_line(title) && is_line(ocigate_rule_why(rule)) &&
                      is_line(ocigate_rule_fix(rule)) && is_line(ocigate_rule_symptom(rule)),
                  "%s", name);
        cr_expect(strncmp(ocigate_rule_source(rule), "https://", 8) == 0, "%s", name);
        cr_expect_not_null(strchr("DSOI", ocigate_rule_evidence(rule)), "%s", name);
        cr_expect_neq(ocigate_rule_evidence(rule), '\0', "%s", name);
        cr_expect_gt(strlen(ocigate_rule_group(rule)), 0, "%s", name);
        cr_expect(strncmp(ocigate_rule_help(rule), OG_RULES_HELP_BASE,
                          sizeof OG_RULES_HELP_BASE - 1) == 0 &&
                      strcmp(ocigate_rule_help(rule) + sizeof OG_RULES_HELP_BASE - 1, name) == 0,
                  "%s", name);
    }
}

Test(registry, know_the_stages)
{
    static const char *const stages[] = {"", "push", "create", "optimize", "init"};
    for (size_t i = 0; i < ocigate_rule_count(); i++) {
        const ocigate_rule *rule = ocigate_rule_at(i);
        bool is_known = false;
        for (size_t s = 0; s < 5; s++)
            is_known = is_known || strcmp(stages[s], ocigate_rule_stage(rule)) == 0;
        cr_expect(is_known, "%s: %s", ocigate_rule_name(rule), ocigate_rule_stage(rule));
        cr_expect_not_null(rule->checks[0].check, "%s", ocigate_rule_name(rule));
    }
}

static const rule_cases *const all_cases[] = {
    &archive_cases,    &layout_cases,  &document_cases, &index_cases,       &manifest_cases,
    &integrity_cases,  &layer_cases,   &platform_cases, &size_cases,        &entry_cases,
    &entrypoint_cases, &program_cases, &elf_cases,      &environment_cases, &permission_cases,
    &runtime_cases,    &policy_cases,
};

Test(registry, have_a_case_that_fires_and_one_that_does_not_for_each_rule)
{
    for (size_t i = 0; i < ocigate_rule_count(); i++) {
        const char *name = ocigate_rule_name(ocigate_rule_at(i));
        size_t fires = 0, silent = 0;
        for (size_t t = 0; t < sizeof all_cases / sizeof all_cases[0]; t++) {
            for (size_t r = 0; r < all_cases[t]->count; r++) {
                const rule_case *row = &all_cases[t]->rows[r];
                if (strcmp(row->rule, name) != 0)
                    continue;
                fires += rule_case_fires(row, name) ? 1 : 0;
                silent += rule_case_fires(row, name) ? 0 : 1;
            }
        }
        cr_expect_gt(fires, 0, "%s never fires", name);
        cr_expect_gt(silent, 0, "%s is never silent", name);
    }
}

Test(registry, speak_of_known_rules_in_each_case)
{
    for (size_t t = 0; t < sizeof all_cases / sizeof all_cases[0]; t++) {
        for (size_t r = 0; r < all_cases[t]->count; r++)
            cr_expect_not_null(ocigate_rule_find(all_cases[t]->rows[r].rule), "%s",
                               all_cases[t]->rows[r].rule);
    }
}

Test(registry, find_the_nearest_name)
{
    cr_expect_str_eq(ocigate_rule_nearest("diff-id-missmatch"), "diff-id-mismatch");
    cr_expect_str_eq(ocigate_rule_nearest("entrypoint-realtive"), "entrypoint-relative");
    cr_expect_str_eq(ocigate_rule_nearest("layer-bomb"), "layer-bomb");
    cr_expect_not_null(ocigate_rule_nearest(""));
    cr_expect_not_null(ocigate_rule_nearest(NULL));
    char longest[5000];
    memset(longest, 'a', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    cr_expect_not_null(ocigate_rule_nearest(longest));
}

Test(registry, give_nothing_out_of_range)
{
    cr_expect_null(ocigate_rule_at(ocigate_rule_count()));
    cr_expect_null(ocigate_rule_at(SIZE_MAX));
    cr_expect_null(ocigate_rule_find("no-such-rule"));
    cr_expect_null(ocigate_rule_find(NULL));
    cr_expect_eq(ocigate_rule_severity(ocigate_rule_at(0), "no-such-profile"),
                 OCIGATE_SEVERITY_OFF);
    cr_expect_str_eq(ocigate_severity_name((ocigate_severity)9), "unknown");
}

Test(registry, know_the_profiles)
{
    static const char *const names[] = {"lambda", "lambda-managed", "oci"};
    for (size_t i = 0; i < 3; i++) {
        og_profile profile = OG_PROFILE_COUNT;
        cr_assert(og_profile_find(names[i], &profile));
        cr_expect_str_eq(og_profile_name(profile), names[i]);
    }
    og_profile profile = OG_PROFILE_OCI;
    cr_expect_not(og_profile_find("Lambda", &profile));
    cr_expect_not(og_profile_find(NULL, &profile));
    cr_expect_eq(profile, OG_PROFILE_OCI);
}
