#include "rules/model.h"

#include <criterion/criterion.h>

#define INDEX_TYPE "application/vnd.oci.image.index.v1+json"
#define DOCKER_TYPE "application/vnd.docker.distribution.manifest.v2+json"

static void keep(model *m)
{
    (void)m;
}

static void use_schema_1(model *m)
{
    m->first->manifest->is_schema_1 = true;
    m->first->manifest->schema_version = 1;
    m->first->manifest->has_config = false;
}

static void write_version_1(model *m)
{
    m->first->manifest->schema_version = 1;
}

static void drop_version(model *m)
{
    m->first->manifest->has_schema_version = false;
}

static void drop_version_of_index(model *m)
{
    m->top_index.view.index.has_schema_version = false;
}

static void call_it_an_index(model *m)
{
    m->first->manifest->media_type = m->first->descriptor.media_type = INDEX_TYPE;
}

static void describe_it_as_bytes(model *m)
{
    m->first->manifest->media_type = NULL;
    m->first->descriptor.media_type = "application/octet-stream";
}

static void drop_media_type(model *m)
{
    m->first->manifest->media_type = NULL;
}

static void empty_media_type(model *m)
{
    drop_media_type(m);
    m->first->manifest->media_type_is_empty = true;
}

static void make_all_docker(model *m)
{
    m->first->manifest->media_type = m->first->descriptor.media_type = DOCKER_TYPE;
    m->first->manifest->config.media_type = "application/vnd.docker.container.image.v1+json";
    for (size_t i = 0; i < 2; i++)
        m->first->layer_descriptors[i].media_type = MODEL_DOCKER_LAYER ".gzip";
}

static void promise_docker(model *m)
{
    m->first->descriptor.media_type = DOCKER_TYPE;
}

static void promise_another_index(model *m)
{
    static og_descriptor descriptor = {.pointer = "/manifests/0", .media_type = DOCKER_TYPE};
    og_index_node *index = model_add_index(m);
    index->descriptor = &descriptor;
    index->is_selected_by_platform = true;
}

static void type_index_json(model *m)
{
    m->top_index.view.index.media_type = "application/vnd.oci.image.index.v1+json";
}

static void mistype_index_json(model *m)
{
    m->top_index.view.index.media_type = "application/vnd.oci.image.index.v0+json";
}

static void type_index_json_as_manifest(model *m)
{
    m->top_index.view.index.media_type = MODEL_OCI_MANIFEST;
}

static void type_index_json_as_list(model *m)
{
    m->top_index.view.index.media_type =
        "application/vnd.docker.distribution.manifest.list.v2+json";
}

static void add_index_field(model *m)
{
    m->first->manifest->has_index_fields = true;
    m->first->manifest->foreign_field = "manifests";
}

static void add_manifest_field_to_index(model *m)
{
    m->top_index.view.index.has_manifest_fields = true;
    m->top_index.view.index.foreign_field = "layers";
}

static void make_chart(model *m)
{
    m->first->image.is_artifact = true;
    m->first->image.artifact = "a Helm chart";
    m->first->image.config = NULL;
    m->first->image.config_document = NULL;
    m->first->manifest->config.media_type = "application/vnd.cncf.helm.config.v1+json";
    m->first->layer_descriptors[0].media_type = "application/vnd.cncf.helm.chart.content.v1.tar";
    m->first->layer_blobs[0].content = OG_CONTENT_OTHER;
    m->first->manifest->schema_version = 3;
}

static void make_artifact_for_oci(model *m)
{
    make_chart(m);
    m->first->image.artifact = NULL;
    m->options.profile = OG_PROFILE_OCI;
}

static void change_config_type(model *m)
{
    m->first->manifest->config.media_type = "application/octet-stream";
}

static void mix_layer(model *m)
{
    m->first->layer_descriptors[1].media_type = MODEL_DOCKER_LAYER ".gzip";
}

static void mix_layer_in_docker_save(model *m)
{
    mix_layer(m);
    m->facts.kind = OG_KIND_DOCKER_ARCHIVE;
}

static void set_manifest_size(model *m, size_t size)
{
    m->first->manifest_document.size_bytes = size;
    m->first->descriptor.size = size;
    model_blob(m->first->manifest_link->blob)->size = size;
}

static void fill_4_mib_and_1(model *m)
{
    set_manifest_size(m, 4194305);
}

static void fill_4_mib(model *m)
{
    set_manifest_size(m, 4194304);
    m->options.profile = OG_PROFILE_OCI;
}

static void fill_unread_manifest(model *m)
{
    set_manifest_size(m, 5000000);
    m->first->manifest_document.is_valid = false;
    m->first->image.manifest = NULL;
}

static void fill_manifest_of_dir(model *m)
{
    model_make_dir(m);
    m->first->manifest_document.size_bytes = 4194305;
}

static void fill_25401(model *m)
{
    set_manifest_size(m, 25401);
}

static void fill_25400(model *m)
{
    set_manifest_size(m, 25400);
}

static void stack_128(model *m)
{
    model_set_layers(m, 128);
}

static void stack_127(model *m)
{
    model_set_layers(m, 127);
}

static void stack_none(model *m)
{
    model_set_layers(m, 0);
}

static void stack_none_for_oci(model *m)
{
    stack_none(m);
    m->options.profile = OG_PROFILE_OCI;
}

static void stack_none_with_docker(model *m)
{
    model_make_docker(m);
    m->first->image.layer_count = 0;
    m->first->docker_item.layers.count = 0;
    m->first->config->diff_id_count = 0;
    m->facts.links->next = NULL;
}

static void copy_to_dir(model *m)
{
    model_make_dir(m);
}

static const rule_case rows[] = {
    {"manifest-schema-1", "schema 1", use_schema_1, "error:manifest-schema-1", NULL},
    {"manifest-schema-1", "schema 2", make_all_docker, "", NULL},
    {"manifest-schema-version", "1 in an OCI manifest", write_version_1,
     "error:manifest-schema-version", "/schemaVersion"},
    {"manifest-schema-version", "none", drop_version, "error:manifest-schema-version", NULL},
    {"manifest-schema-version", "none in index.json", drop_version_of_index,
     "error:manifest-schema-version", NULL},
    {"manifest-schema-version", "2", keep, "", NULL},
    {"manifest-media-type-unsupported", "of an index", call_it_an_index,
     "error:manifest-media-type-unsupported", INDEX_TYPE},
    {"manifest-media-type-unsupported", "of any bytes", describe_it_as_bytes,
     "error:manifest-media-type-unsupported", "/manifests/0/mediaType"},
    {"manifest-media-type-unsupported", "none in an OCI manifest", drop_media_type, "", NULL},
    {"manifest-media-type-mismatch", "OCI under Docker", promise_docker,
     "error:manifest-media-type-mismatch", DOCKER_TYPE},
    {"manifest-media-type-mismatch", "an index", promise_another_index,
     "info:index-single error:manifest-media-type-mismatch", NULL},
    {"manifest-media-type-mismatch", "index.json", mistype_index_json,
     "error:manifest-media-type-mismatch",
     "index.json says that it is application/vnd.oci.image."
     "index.v0+json"},
    {"manifest-media-type-mismatch", "index.json as a manifest", type_index_json_as_manifest,
     "error:manifest-media-type-mismatch", MODEL_OCI_MANIFEST},
    {"manifest-media-type-mismatch", "index.json as Docker's list", type_index_json_as_list,
     "warning:manifest-media-type-mismatch", NULL},
    {"manifest-media-type-mismatch", "index.json as it should be", type_index_json, "", NULL},
    {"manifest-media-type-mismatch", "none in the manifest", drop_media_type, "", NULL},
    {"manifest-ambiguous", "manifests in a manifest", add_index_field, "error:manifest-ambiguous",
     "/manifests"},
    {"manifest-ambiguous", "layers in an index", add_manifest_field_to_index,
     "error:manifest-ambiguous", "/layers"},
    {"manifest-ambiguous", "neither", keep, "", NULL},
    {"manifest-artifact", "a chart", make_chart, "error:manifest-artifact",
     "app:1 is a Helm chart"},
    {"manifest-artifact", "something else", make_artifact_for_oci, "error:manifest-artifact",
     "an artifact"},
    {"manifest-artifact", "an image", keep, "", NULL},
    {"config-media-type", "any bytes", change_config_type, "error:config-media-type",
     "/config/mediaType"},
    {"config-media-type", "of Docker", make_all_docker, "", NULL},
    {"media-types-mixed", "a Docker layer", mix_layer, "warning:media-types-mixed",
     "/layers/1/mediaType"},
    {"media-types-mixed", "an empty one", empty_media_type, "warning:media-types-mixed",
     "/mediaType"},
    {"media-types-mixed", "none in the manifest", drop_media_type, "", NULL},
    {"media-types-mixed", "all of Docker", make_all_docker, "", NULL},
    {"media-types-mixed", "docker save", mix_layer_in_docker_save, "", NULL},
    {"manifest-too-large", "4 MiB and a byte", fill_4_mib_and_1, "error:manifest-too-large",
     "4194305 bytes (4.00 MiB)"},
    {"manifest-too-large", "4 MiB", fill_4_mib, "", NULL},
    {"manifest-too-large", "above what is read", fill_unread_manifest, "error:manifest-too-large",
     NULL},
    {"manifest-too-large", "of a dir: tree", fill_manifest_of_dir, "error:manifest-too-large",
     NULL},
    {"manifest-slow", "25401 bytes", fill_25401, "warning:manifest-slow", "25401"},
    {"manifest-slow", "25400 bytes", fill_25400, "", NULL},
    {"layer-count", "128", stack_128, "warning:layer-count", "at most 127 layers"},
    {"layer-count", "127", stack_127, "", NULL},
    {"layers-empty", "none", stack_none, "error:layers-empty", NULL},
    {"layers-empty", "none under oci", stack_none_for_oci, "warning:layers-empty", NULL},
    {"layers-empty", "none in docker save", stack_none_with_docker, "error:layers-empty", NULL},
    {"layers-empty", "two in a dir: tree", copy_to_dir, "", NULL},
};

RULE_CASES(manifest_cases, rows);

Test(rules_manifest, judge_what_documents_say_they_are)
{
    rule_cases_run(&manifest_cases);
}
