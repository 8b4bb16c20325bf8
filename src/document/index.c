#include "document/descriptor.h"
#include "document/views.h"

#include "base/error.h"

static void refuse_null_manifests(const og_json_node *top)
{
    og_defect *defect = OG_JSON_DEFECT(top, "manifests", OG_DEFECT_JSON_TYPE,
                                       "\"manifests\" is null, not an array: Docker 25.0.0 to "
                                       "25.0.2 and old releases of umoci write it");
    if (defect != NULL) {
        defect->expected = "an array";
        defect->found = "null";
    }
}

ocigate_status og_index_read(const og_json_reader *reader, json_t *value, og_index *out,
                             bool *is_valid)
{
    static const char *const known[] = {
        "schemaVersion", "mediaType", "artifactType", "manifests",   "subject", "config",
        "layers",        "fsLayers",  "history",      "annotations", NULL};
    static const char *const foreign[] = {"config", "layers", "fsLayers", "history", NULL};
    static const og_json_field fields[] = {{"annotations", OG_JSON_IS_STRING_MAP}};
    const og_json_node top = og_json_top_node(reader, value, OG_JSON_IS_OBJECT);
    *is_valid = top.value != NULL;
    if (!*is_valid)
        return OCIGATE_OK;
    og_index index = {0};
    og_json_check_keys(&top, known);
    const json_t *schema_version = json_object_get(top.value, "schemaVersion");
    index.has_schema_version = json_is_integer(schema_version);
    index.schema_version = json_integer_value(schema_version);
    index.media_type = og_own_media_type(&top, "mediaType");
    index.artifact_type = og_own_media_type(&top, "artifactType");
    index.foreign_field = og_first_key(&top, foreign);
    index.has_manifest_fields = index.foreign_field != NULL;
    const json_t *manifests = json_object_get(top.value, "manifests");
    if (json_is_null(manifests)) {
        refuse_null_manifests(&top);
    } else {
        const og_json_node array = og_json_array(&top, "manifests", OG_JSON_REQUIRED);
        index.has_manifests = array.value != NULL;
        if (index.has_manifests)
            OG_TRY(og_descriptors_read(&array, OCIGATE_LIMIT_DESCRIPTORS, &index.manifests,
                                       &index.manifest_count));
    }
    const og_json_node subject = og_json_object(&top, "subject", OG_JSON_OPTIONAL);
    og_descriptor ignored;
    OG_TRY(og_descriptor_read(&subject, &ignored));
    og_json_check(&top, fields, 1);
    *out = index;
    return OCIGATE_OK;
}
