#include "document/descriptor.h"
#include "document/views.h"

#include "base/error.h"

#include <string.h>

#define ARTIFACT_MANIFEST "application/vnd.oci.artifact.manifest.v1+json"

/* Documents of other kinds that come where a manifest is expected: rules name them, and what they
   lack as a manifest is no news then. */
static og_json_need need_of_members(const og_manifest *manifest)
{
    if (manifest->is_schema_1)
        return OG_JSON_OPTIONAL;
    return manifest->media_type != NULL && strcmp(manifest->media_type, ARTIFACT_MANIFEST) == 0
               ? OG_JSON_OPTIONAL
               : OG_JSON_REQUIRED;
}

static bool is_empty_text(const json_t *value)
{
    return json_is_string(value) && json_string_length(value) == 0;
}

static void read_head(const og_json_node *top, og_manifest *out)
{
    static const char *const foreign[] = {"manifests", "fsLayers", "history", NULL};
    static const char *const index_only[] = {"manifests", NULL};
    const json_t *schema_version = json_object_get(top->value, "schemaVersion");
    out->has_schema_version = json_is_integer(schema_version);
    out->schema_version = json_integer_value(schema_version);
    /* kaniko has written such manifests. */
    out->media_type_is_empty = is_empty_text(json_object_get(top->value, "mediaType"));
    out->media_type = out->media_type_is_empty ? NULL : og_own_media_type(top, "mediaType");
    out->artifact_type = og_own_media_type(top, "artifactType");
    const bool has_members = json_object_get(top->value, "config") != NULL ||
                             json_object_get(top->value, "layers") != NULL;
    const bool has_fs_layers = json_object_get(top->value, "fsLayers") != NULL;
    out->is_schema_1 =
        (out->has_schema_version && out->schema_version == 1) || (has_fs_layers && !has_members);
    out->foreign_field = og_first_key(top, out->is_schema_1 ? index_only : foreign);
    out->has_index_fields = out->foreign_field != NULL;
}

static ocigate_status read_members(const og_json_node *top, og_manifest *out)
{
    const og_limits *limits = top->reader->limits;
    const og_json_need need = need_of_members(out);
    const og_json_node config = og_json_object(top, "config", need);
    out->has_config = config.value != NULL;
    if (out->has_config)
        OG_TRY(og_descriptor_read(&config, &out->config));
    const og_json_node layers = og_json_array(top, "layers", need);
    out->has_layers = layers.value != NULL;
    if (out->has_layers) {
        const bool layers_first =
            limits->value[OCIGATE_LIMIT_LAYERS] <= limits->value[OCIGATE_LIMIT_DESCRIPTORS];
        OG_TRY(og_descriptors_read(&layers,
                                   layers_first ? OCIGATE_LIMIT_LAYERS : OCIGATE_LIMIT_DESCRIPTORS,
                                   &out->layers, &out->layer_count));
    }
    const og_json_node subject = og_json_object(top, "subject", OG_JSON_OPTIONAL);
    out->has_subject = subject.value != NULL;
    og_descriptor ignored;
    return og_descriptor_read(&subject, &ignored);
}

ocigate_status og_manifest_read(const og_json_reader *reader, json_t *value, og_manifest *out,
                                bool *is_valid)
{
    static const char *const known[] = {
        "schemaVersion", "mediaType", "artifactType", "config",  "layers", "subject",
        "annotations",   "manifests", "fsLayers",     "history", NULL};
    static const og_json_field fields[] = {{"annotations", OG_JSON_IS_STRING_MAP}};
    const og_json_node top = og_json_top_node(reader, value, OG_JSON_IS_OBJECT);
    *is_valid = top.value != NULL;
    if (!*is_valid)
        return OCIGATE_OK;
    og_manifest manifest = {0};
    og_json_check_keys(&top, known);
    read_head(&top, &manifest);
    OG_TRY(read_members(&top, &manifest));
    og_json_check(&top, fields, 1);
    *out = manifest;
    return OCIGATE_OK;
}
