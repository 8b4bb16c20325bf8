#include "rules/model.h"

#include "image/rootfs.h"

#include <criterion/criterion.h>

static void keep(model *m)
{
    (void)m;
}

static void drop_os(model *m)
{
    m->first->config->os = NULL;
}

static void drop_architecture(model *m)
{
    m->first->config->architecture = NULL;
}

static void use_windows(model *m)
{
    m->first->config->os = "windows";
}

static void use_windows_for_oci(model *m)
{
    use_windows(m);
    m->options.profile = OG_PROFILE_OCI;
}

static void use_riscv(model *m)
{
    m->first->config->architecture = "riscv64";
}

static void use_riscv_for_oci(model *m)
{
    use_riscv(m);
    m->options.profile = OG_PROFILE_OCI;
}

static void use_arm(model *m)
{
    m->first->config->architecture = "arm64";
    m->first->config->variant = "v8";
}

static void wrap_riscv_beside_amd64(model *m)
{
    use_riscv(m);
    (void)model_add_image(m);
    (void)model_add_index(m);
}

static void wrap_windows_beside_linux(model *m)
{
    use_windows(m);
    (void)model_add_image(m);
    (void)model_add_index(m);
}

static void wrap_riscv_twice(model *m)
{
    use_riscv(m);
    model_add_image(m)->config->architecture = "riscv64";
    (void)model_add_index(m);
}

static void put_riscv_beside_amd64_without_index(model *m)
{
    use_riscv(m);
    (void)model_add_image(m);
}

static void want_arm(model *m)
{
    m->options.architecture = "arm64";
}

static void want_amd64(model *m)
{
    m->options.architecture = "amd64";
}

static void want_arm_beside_arm(model *m)
{
    want_arm(m);
    model_add_image(m)->config->architecture = "arm64";
    (void)model_add_index(m);
}

static void set_variant(model *m, const char *architecture, const char *variant)
{
    m->first->config->architecture = architecture;
    m->first->config->variant = variant;
}

static void use_v3(model *m)
{
    set_variant(m, "amd64", "v3");
}

static void use_v2(model *m)
{
    set_variant(m, "amd64", "v2");
}

static void use_v9(model *m)
{
    set_variant(m, "arm64", "v9");
}

static void hold_foreign_library(model *m)
{
    static const og_entry entry = {.name = "x.so", .type = '0', .mode = 0755, .size = 64};
    static const og_node node = {.path = "opt/x.so", .entry = &entry, .file = &entry, .type = '0'};
    static const og_node *const first = &node;
    og_service *service = &m->first->image.service;
    service->is_known = true;
    service->foreign_machine = "aarch64";
    service->foreign_binaries = (og_file_set){.count = 1, .kept = 1};
    service->foreign_binaries.first = OG_NEW_ARRAY(&m->arena, const og_node *, 1);
    service->foreign_binaries.first[0] = first;
}

static void hold_no_foreign_library(model *m)
{
    m->first->image.service.is_known = true;
}

static const rule_case rows[] = {
    {"os-missing", "none", drop_os, "error:os-missing", "/os"},
    {"os-missing", "linux", keep, "", NULL},
    {"architecture-missing", "none", drop_architecture, "error:architecture-missing",
     "/architecture"},
    {"architecture-missing", "amd64", keep, "", NULL},
    {"os-not-linux", "windows", use_windows, "error:os-not-linux", "windows"},
    {"os-not-linux", "under oci", use_windows_for_oci, "", NULL},
    {"os-not-linux", "a member beside one for linux", wrap_windows_beside_linux,
     "error:index-multi-platform", NULL},
    {"architecture-unsupported", "riscv64", use_riscv, "error:architecture-unsupported", "riscv64"},
    {"architecture-unsupported", "under oci", use_riscv_for_oci, "", NULL},
    {"architecture-unsupported", "arm64", use_arm, "", NULL},
    {"architecture-unsupported", "a member beside one for amd64", wrap_riscv_beside_amd64,
     "error:index-multi-platform", NULL},
    {"architecture-unsupported", "no member fits", wrap_riscv_twice,
     "error:index-multi-platform error:architecture-unsupported error:architecture-unsupported",
     NULL},
    {"architecture-unsupported", "another image is no sibling",
     put_riscv_beside_amd64_without_index, "error:architecture-unsupported", NULL},
    {"architecture-mismatch", "amd64 for arm64", want_arm, "error:architecture-mismatch",
     "--platform linux/arm64"},
    {"architecture-mismatch", "amd64 for amd64", want_amd64, "", NULL},
    {"architecture-mismatch", "a member beside one for arm64", want_arm_beside_arm,
     "error:index-multi-platform", NULL},
    {"binary-architecture", "one", hold_foreign_library, "warning:binary-architecture",
     "opt/x.so is for aarch64"},
    {"binary-architecture", "none", hold_no_foreign_library, "", NULL},
    {"architecture-variant", "amd64/v3", use_v3, "warning:architecture-variant", "v3"},
    {"architecture-variant", "amd64/v2", use_v2, "", NULL},
    {"architecture-variant", "arm64/v9", use_v9, "warning:architecture-variant", "none or v8"},
    {"architecture-variant", "arm64/v8", use_arm, "", NULL},
};

RULE_CASES(platform_cases, rows);

Test(rules_platform, judge_for_what_the_image_is)
{
    rule_cases_run(&platform_cases);
}
