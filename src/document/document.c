#include "document/document.h"

#include "base/error.h"
#include "document/json.h"
#include "document/views.h"

static const char *const names[] = {
    [OG_DOCUMENT_OCI_LAYOUT] = "oci-layout",
    [OG_DOCUMENT_INDEX] = "index",
    [OG_DOCUMENT_MANIFEST] = "manifest",
    [OG_DOCUMENT_CONFIG] = "config",
    [OG_DOCUMENT_DOCKER_MANIFEST] = "manifest.json",
    [OG_DOCUMENT_REPOSITORIES] = "repositories",
};

const char *og_document_kind_name(og_document_kind kind)
{
    return names[kind];
}

static og_defect_kind type_defect_of(og_document_kind kind)
{
    if (kind == OG_DOCUMENT_OCI_LAYOUT)
        return OG_DEFECT_LAYOUT_INVALID;
    if (kind == OG_DOCUMENT_DOCKER_MANIFEST)
        return OG_DEFECT_DOCKER_ARCHIVE_INVALID;
    return OG_DEFECT_JSON_TYPE;
}

static ocigate_status read_view(const og_json_reader *reader, json_t *top, og_document *out)
{
    switch (out->kind) {
    case OG_DOCUMENT_INDEX:
        return og_index_read(reader, top, &out->view.index, &out->is_valid);
    case OG_DOCUMENT_MANIFEST:
        return og_manifest_read(reader, top, &out->view.manifest, &out->is_valid);
    case OG_DOCUMENT_OCI_LAYOUT:
        out->is_valid = og_layout_read(reader, top, &out->view.layout);
        break;
    case OG_DOCUMENT_CONFIG:
        out->is_valid = og_config_read(reader, top, &out->view.config);
        break;
    case OG_DOCUMENT_DOCKER_MANIFEST:
        out->is_valid = og_docker_manifest_read(reader, top, &out->view.docker_manifest);
        break;
    case OG_DOCUMENT_REPOSITORIES:
        out->is_valid = og_repositories_read(reader, top, &out->view.repositories);
        break;
    }
    return OCIGATE_OK;
}

ocigate_status og_document_parse(og_document_kind kind, const char *bytes, size_t length,
                                 const og_limits *limits, og_arena *arena, og_document *out,
                                 ocigate_error *err)
{
    og_document document = {.kind = kind};
    json_t *top;
    OG_TRY(og_json_load(bytes, length, limits, arena, &document.defects, &top, err));
    if (top != NULL) {
        const og_json_reader reader = {.arena = arena,
                                       .defects = &document.defects,
                                       .limits = limits,
                                       .type_defect = type_defect_of(kind),
                                       .err = err};
        const ocigate_status status = read_view(&reader, top, &document);
        json_decref(top);
        if (status < 0)
            return status;
    }
    if (arena->failed)
        return og_fail_memory(err);
    *out = document;
    return OCIGATE_OK;
}
