#include "rules/model.h"

#include <criterion/criterion.h>

static void keep(model *m)
{
    (void)m;
}

static og_index_node *make_platforms(model *m)
{
    model_image *arm = model_add_image(m);
    arm->config->architecture = "arm64";
    arm->config->variant = "v8";
    return model_add_index(m);
}

static void build_two_platforms(model *m)
{
    (void)make_platforms(m);
}

static void build_two_platforms_with_attestations(model *m)
{
    og_index_node *index = make_platforms(m);
    (void)model_add_member_of(index, OG_MEMBER_IS_ATTESTATION);
    (void)model_add_member_of(index, OG_MEMBER_IS_ATTESTATION);
}

static void build_two_platforms_for_oci(model *m)
{
    build_two_platforms(m);
    m->options.profile = OG_PROFILE_OCI;
}

static void choose_one_platform(model *m)
{
    build_two_platforms(m);
    m->facts.indexes->is_selected_by_platform = true;
}

static void nest_an_index_of_two(model *m)
{
    og_index_node *inner = make_platforms(m);
    inner->depth = 2;
    og_index_node *outer = OG_NEW(&m->arena, og_index_node);
    *outer = *inner;
    outer->depth = 1;
    outer->members = OG_NEW_ARRAY(&m->arena, og_index_member, 8);
    outer->member_count = 0;
    model_add_member_of(outer, OG_MEMBER_IS_INDEX)->inner = inner;
    outer->next = inner;
    m->facts.indexes = outer;
}

static void nest_an_index_that_is_absent(model *m)
{
    nest_an_index_of_two(m);
    m->facts.indexes->members[0].inner = NULL;
}

static void repeat_the_member(model *m)
{
    og_index_node *index = model_add_index(m);
    og_index_member *member = model_add_member_of(index, OG_MEMBER_IS_IMAGE);
    member->is_repeated = true;
}

static void build_with_provenance(model *m)
{
    (void)model_add_member_of(model_add_index(m), OG_MEMBER_IS_ATTESTATION);
}

static void build_with_provenance_for_oci(model *m)
{
    build_with_provenance(m);
    m->options.profile = OG_PROFILE_OCI;
}

static void choose_beside_provenance(model *m)
{
    build_with_provenance(m);
    m->facts.indexes->is_selected_by_platform = true;
}

static void wrap_one_image(model *m)
{
    (void)model_add_index(m);
}

static void wrap_one_image_for_oci(model *m)
{
    wrap_one_image(m);
    m->options.profile = OG_PROFILE_OCI;
}

static void wrap_one_image_beside_an_artifact(model *m)
{
    (void)model_add_member_of(model_add_index(m), OG_MEMBER_IS_ARTIFACT);
}

static void set_depth(model *m, unsigned depth, bool is_too_deep)
{
    og_index_node *index = OG_NEW(&m->arena, og_index_node);
    index->depth = depth;
    index->is_too_deep = is_too_deep;
    m->facts.indexes = index;
}

static void nest_five_levels(model *m)
{
    set_depth(m, 5, true);
}

static void nest_four_levels(model *m)
{
    set_depth(m, 4, false);
}

static void name_itself(model *m)
{
    set_depth(m, 2, false);
    m->facts.indexes->is_loop = true;
}

static void promise(model *m, const char *os, const char *architecture, const char *variant)
{
    m->first->descriptor.has_platform = true;
    m->first->descriptor.platform =
        (og_platform){.os = os, .architecture = architecture, .variant = variant};
}

static void promise_arm(model *m)
{
    promise(m, "linux", "arm64", NULL);
}

static void promise_windows(model *m)
{
    promise(m, "windows", "amd64", NULL);
}

static void promise_another_variant(model *m)
{
    promise(m, "linux", "amd64", "v2");
    m->first->config->variant = "v1";
}

static void promise_a_variant_alone(model *m)
{
    promise(m, "linux", "amd64", "v2");
}

static void list_nothing(model *m)
{
    model_add_index(m)->member_count = 0;
}

static void list_attestations_alone(model *m)
{
    og_index_node *index = model_add_index(m);
    index->member_count = 0;
    (void)model_add_member_of(index, OG_MEMBER_IS_ATTESTATION);
}

static void list_nothing_in_the_layout(model *m)
{
    m->top_index.view.index.manifest_count = 0;
    m->facts.image_count = 0;
    m->facts.links = NULL;
    m->facts.documents->next->next = NULL;
}

static void list_nothing_in_the_layout_beside_docker(model *m)
{
    m->top_index.view.index.manifest_count = 0;
    m->facts.docker_manifest = &m->docker_manifest;
}

static const rule_case rows[] = {
    {"index-multi-platform", "two platforms", build_two_platforms, "error:index-multi-platform",
     "app:1 is an index of 2 images: linux/amd64, linux/arm64"},
    {"index-multi-platform", "attestations beside them", build_two_platforms_with_attestations,
     "error:index-multi-platform", "beside 2 attestations"},
    {"index-multi-platform", "under oci", build_two_platforms_for_oci, "info:index-multi-platform",
     NULL},
    {"index-multi-platform", "one is chosen", choose_one_platform, "info:index-multi-platform",
     NULL},
    {"index-multi-platform", "index.json itself", keep, "", NULL},
    {"index-multi-platform", "in an inner index: the outer one is judged", nest_an_index_of_two,
     "error:index-multi-platform", "linux/amd64, linux/arm64"},
    {"index-single", "an inner index that is absent", nest_an_index_that_is_absent,
     "error:index-single", "an index"},
    {"index-single", "one image that is named twice", repeat_the_member, "error:index-single",
     NULL},
    {"index-attestation", "provenance", build_with_provenance, "error:index-attestation",
     "--provenance=false --sbom=false"},
    {"index-attestation", "under oci", build_with_provenance_for_oci, "warning:index-attestation",
     NULL},
    {"index-attestation", "the image is chosen", choose_beside_provenance, "info:index-attestation",
     NULL},
    {"index-attestation", "no attestation", wrap_one_image, "error:index-single", NULL},
    {"index-single", "one image", wrap_one_image, "error:index-single", "linux/amd64"},
    {"index-single", "under oci", wrap_one_image_for_oci, "warning:index-single", NULL},
    {"index-single", "beside an artifact", wrap_one_image_beside_an_artifact, "error:index-single",
     NULL},
    {"index-single", "index.json itself", keep, "", NULL},
    {"index-nested-too-deep", "five levels", nest_five_levels, "error:index-nested-too-deep",
     "at most 4 levels"},
    {"index-nested-too-deep", "a loop", name_itself, "error:index-nested-too-deep",
     "levels without end"},
    {"index-nested-too-deep", "four levels", nest_four_levels, "", NULL},
    {"index-platform-mismatch", "another architecture", promise_arm,
     "error:index-platform-mismatch", "/manifests/0/platform/architecture"},
    {"index-platform-mismatch", "another os", promise_windows, "error:index-platform-mismatch",
     "windows"},
    {"index-platform-mismatch", "another variant", promise_another_variant,
     "error:index-platform-mismatch", NULL},
    {"index-platform-mismatch", "a variant that the config has not", promise_a_variant_alone, "",
     NULL},
    {"index-empty", "no member", list_nothing, "error:index-empty", NULL},
    {"index-empty", "attestations alone", list_attestations_alone, "error:index-empty", NULL},
    {"index-empty", "index.json", list_nothing_in_the_layout, "error:index-empty", "index.json"},
    {"index-empty", "index.json beside manifest.json", list_nothing_in_the_layout_beside_docker, "",
     NULL},
};

RULE_CASES(index_cases, rows);

Test(rules_index, judge_indexes)
{
    rule_cases_run(&index_cases);
}
