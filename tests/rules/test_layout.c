#include "rules/model.h"

#include <criterion/criterion.h>

static void keep(model *m)
{
    (void)m;
}

static void drop_layout_member(model *m)
{
    m->facts.has_layout_member = false;
    m->facts.layout = NULL;
}

static void drop_index(model *m)
{
    m->facts.has_index_member = false;
    m->facts.top_index = NULL;
}

static void leave_blobs_alone(model *m)
{
    drop_layout_member(m);
    drop_index(m);
    m->facts.kind = OG_KIND_UNKNOWN;
    m->facts.image_count = 0;
    m->facts.links = NULL;
    m->facts.documents = NULL;
}

static void cut_before_the_layout(model *m)
{
    leave_blobs_alone(m);
    (void)model_add_defect(m, &m->archive.defects, OG_DEFECT_TAR_TRUNCATED);
}

static void drop_blobs(model *m)
{
    m->facts.has_blobs_directory = false;
}

static void save_with_old_docker_and_an_index(model *m)
{
    model_make_docker(m);
    m->facts.has_index_member = m->facts.has_blobs_directory = true;
}

static void write_another_version(model *m)
{
    (void)model_add_defect(m, &m->layout.defects, OG_DEFECT_LAYOUT_INVALID);
}

static void break_layout(model *m)
{
    m->layout.is_valid = false;
    (void)model_add_defect(m, &m->layout.defects, OG_DEFECT_JSON_INVALID);
}

static void add_halves(model *m, og_halves_difference difference)
{
    static og_halves halves;
    halves = (og_halves){.difference = difference,
                         .image = 0,
                         .expected = "sha256:aa",
                         .found = "sha256:bb",
                         .text = "app:1 is another image in each half"};
    m->facts.halves = &halves;
}

static void give_halves_two_configs(model *m)
{
    add_halves(m, OG_HALVES_CONFIG);
}

static void give_halves_other_layers(model *m)
{
    add_halves(m, OG_HALVES_LAYERS);
}

static void give_halves_other_tags(model *m)
{
    add_halves(m, OG_HALVES_REFERENCES);
}

static void leave_one_half_empty(model *m)
{
    add_halves(m, OG_HALVES_MISSING);
}

static void write_wrong_docker_manifest(model *m)
{
    model_make_docker(m);
    (void)model_add_defect(m, &m->docker_manifest.defects, OG_DEFECT_DOCKER_ARCHIVE_INVALID);
}

static void list_no_docker_image(model *m)
{
    model_make_docker(m);
    m->docker_manifest.view.docker_manifest.item_count = 0;
}

static void leave_the_archive(model *m, og_link *link, const char *pointer, const char *path)
{
    model_make_docker(m);
    link->pointer = pointer;
    link->path = path;
    link->leaves_archive = true;
}

static void name_a_config_outside(model *m)
{
    leave_the_archive(m, m->first->config_link, "/0/Config", "a/../../c.json");
}

static void name_a_layer_outside(model *m)
{
    leave_the_archive(m, m->first->layer_links[1], "/0/Layers/1", "../b/layer.tar");
}

static void share_one_layer_file(model *m)
{
    model_make_docker(m);
    m->first->layers[1].blob = m->first->layers[0].blob;
}

static void share_one_layer_file_rightly(model *m)
{
    share_one_layer_file(m);
    m->first->config->diff_ids[1] = m->first->config->diff_ids[0];
}

static void share_config_and_layer(model *m)
{
    model_make_docker(m);
    m->first->layers[0].blob = m->first->config_link->blob;
}

static void save_with_docker(model *m)
{
    model_make_docker(m);
}

static void clash(model *m)
{
    og_reference_clash *one = OG_NEW(&m->arena, og_reference_clash);
    *one = (og_reference_clash){NULL, "app:1", "sha256:aa", "sha256:bb"};
    m->facts.clashes = one;
}

static void name_badly(model *m)
{
    m->first->descriptor.ref_name = "app one";
}

static void tag_badly(model *m)
{
    static const char *tags[] = {"app:1", "App/Upper:1"};
    model_make_docker(m);
    m->first->docker_item.repo_tags.items = tags;
    m->first->docker_item.repo_tags.count = 2;
}

static void name_with_a_whole_reference(model *m)
{
    m->first->descriptor.ref_name = "docker.io/library/app:1";
}

static void lose(og_link *link)
{
    link->member = NULL;
    link->blob = NULL;
}

static void lose_layer(model *m)
{
    lose(m->first->layer_links[0]);
    m->first->layers[0].blob = NULL;
}

static void lose_one_layer_twice(model *m)
{
    lose_layer(m);
    lose(m->first->layer_links[1]);
    m->first->layers[1].blob = NULL;
    m->first->layer_links[1]->path = m->first->layer_links[0]->path;
}

static void lose_both_layers(model *m)
{
    lose_layer(m);
    lose(m->first->layer_links[1]);
    m->first->layers[1].blob = NULL;
}

static void lose_a_member_of_an_index(model *m)
{
    static og_descriptor descriptor;
    descriptor = (og_descriptor){.pointer = "/manifests/1", .digest = model_digest(77)};
    og_link *link = model_add_link(m, OG_LINK_MANIFEST, &m->top_index, &descriptor);
    lose(link);
    link->is_index_member = true;
}

static void lose_what_may_be_absent(model *m)
{
    lose_layer(m);
    m->first->layer_links[0]->may_be_absent = true;
}

static void leave_layer_unread(model *m)
{
    m->options.depth = OCIGATE_DEPTH_MANIFEST;
    m->first->layer_links[0]->blob = NULL;
    m->first->layers[0].blob = NULL;
}

static void leave_blobs_over(model *m)
{
    static const char *const names[] = {"blobs/sha256/aa", "blobs/sha256/bb"};
    for (size_t i = 0; i < 2; i++)
        model_add_file(m, names[i], 700)->is_referenced = false;
}

static void leave_blobs_to_a_selection(model *m)
{
    leave_blobs_over(m);
    m->facts.is_selection = true;
}

static void leave_a_directory_over(model *m)
{
    og_member *member = model_add_file(m, "blobs/sha256", 0);
    member->is_referenced = false;
    member->type = OG_MEMBER_DIRECTORY;
}

static void refuse_layer(model *m)
{
    og_link *link = m->first->layer_links[0];
    link->is_refused = true;
    link->blob = NULL;
    m->first->layers[0].blob = NULL;
    model_add_defect(m, &m->archive.defects, OG_DEFECT_NOT_REGULAR)->path = link->path;
}

static void refuse_a_blob_that_nothing_names(model *m)
{
    model_add_defect(m, &m->archive.defects, OG_DEFECT_NOT_REGULAR)->path = "blobs/sha256/aa";
}

static const rule_case rows[] = {
    {"layout-missing", "no oci-layout", drop_layout_member, "error:layout-missing", NULL},
    {"layout-missing", "no index.json", drop_index, "error:layout-missing", NULL},
    {"layout-missing", "blobs alone", leave_blobs_alone, "error:layout-missing", NULL},
    {"layout-missing", "no blobs", drop_blobs, "error:layout-missing", NULL},
    {"layout-missing", "an archive that is cut says so itself", cut_before_the_layout,
     "error:archive-truncated", NULL},
    {"layout-missing", "manifest.json of docker save is there", save_with_old_docker_and_an_index,
     "", NULL},
    {"layout-invalid", "another version", write_another_version, "error:layout-invalid", NULL},
    {"layout-invalid", "no JSON", break_layout, "error:layout-invalid error:json-invalid", NULL},
    {"layout-invalid", "1.0.0", keep, "", NULL},
    {"layout-halves-differ", "two configs", give_halves_two_configs, "error:layout-halves-differ",
     "sha256:bb"},
    {"layout-halves-differ", "other layers", give_halves_other_layers, "error:layout-halves-differ",
     NULL},
    {"layout-halves-differ", "other tags", give_halves_other_tags, "error:layout-halves-differ",
     NULL},
    {"layout-halves-differ", "one half lacks the image", leave_one_half_empty,
     "warning:layout-halves-differ", NULL},
    {"layout-halves-differ", "one half", keep, "", NULL},
    {"docker-archive-invalid", "a wrong type", write_wrong_docker_manifest,
     "error:docker-archive-invalid", NULL},
    {"docker-archive-invalid", "an empty list", list_no_docker_image,
     "error:docker-archive-invalid", NULL},
    {"docker-archive-invalid", "a config outside", name_a_config_outside,
     "error:docker-archive-invalid", "/0/Config"},
    {"docker-archive-invalid", "a layer outside", name_a_layer_outside,
     "error:docker-archive-invalid", "/0/Layers/1"},
    {"docker-archive-invalid", "one file, two diff_ids", share_one_layer_file,
     "error:docker-archive-invalid error:diff-id-mismatch", NULL},
    {"docker-archive-invalid", "one file, one diff_id", share_one_layer_file_rightly, "", NULL},
    {"docker-archive-invalid", "config and layer in one file", share_config_and_layer,
     "error:docker-archive-invalid error:layer-not-tar", NULL},
    {"docker-archive-invalid", "docker save", save_with_docker, "", NULL},
    {"reference-ambiguous", "two images", clash, "error:reference-ambiguous", "sha256:bb"},
    {"reference-ambiguous", "one image", keep, "", NULL},
    {"reference-invalid", "a ref name with a space", name_badly, "warning:reference-invalid",
     "/manifests/0/annotations/org.opencontainers.image.ref.name"},
    {"reference-invalid", "a RepoTag in upper case", tag_badly, "warning:reference-invalid",
     "/0/RepoTags/1"},
    {"reference-invalid", "a whole reference", name_with_a_whole_reference, "", NULL},
    {"blob-missing", "a layer", lose_layer, "error:blob-missing", "the layer blobs/sha256/"},
    {"blob-missing", "both layers", lose_both_layers, "error:blob-missing error:blob-missing",
     NULL},
    {"blob-missing", "one layer that is named twice", lose_one_layer_twice, "error:blob-missing",
     NULL},
    {"blob-missing", "a member of an index", lose_a_member_of_an_index, "warning:blob-missing",
     NULL},
    {"blob-missing", "a foreign layer may be absent", lose_what_may_be_absent, "", NULL},
    {"blob-missing", "a layer that is there and was not read", leave_layer_unread, "", NULL},
    {"blob-unreferenced", "two blobs", leave_blobs_over, "info:blob-unreferenced",
     "2 blobs with 1400 bytes (1.37 KiB) that nothing names"},
    {"blob-unreferenced", "what a selection leaves out", leave_blobs_to_a_selection, "", NULL},
    {"blob-unreferenced", "a directory", leave_a_directory_over, "", NULL},
    {"blob-not-regular", "a layer", refuse_layer, "error:blob-not-regular", NULL},
    {"blob-not-regular", "a blob that nothing names", refuse_a_blob_that_nothing_names,
     "error:blob-not-regular", "blobs/sha256/aa"},
    {"blob-not-regular", "regular files", keep, "", NULL},
};

RULE_CASES(layout_cases, rows);

Test(rules_layout, judge_how_the_parts_lie)
{
    rule_cases_run(&layout_cases);
}
