/* JSON documents as typed views. Parsing keeps what is good, and says in defects what is not. */
#ifndef OG_DOCUMENT_DOCUMENT_H
#define OG_DOCUMENT_DOCUMENT_H

#include "base/arena.h"
#include "base/defect.h"
#include "base/digest.h"
#include "base/limits.h"
#include "base/options.h"

#include <ocigate/error.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum og_document_kind {
    OG_DOCUMENT_OCI_LAYOUT,      /* oci-layout */
    OG_DOCUMENT_INDEX,           /* image index, Docker manifest list */
    OG_DOCUMENT_MANIFEST,        /* image manifest, Docker v2s2, schema 1 */
    OG_DOCUMENT_CONFIG,          /* image configuration */
    OG_DOCUMENT_DOCKER_MANIFEST, /* manifest.json of docker save */
    OG_DOCUMENT_REPOSITORIES,    /* repositories of docker save */
} og_document_kind;

/* Name in reports: "oci-layout", "index", "manifest", "config", "manifest.json", "repositories". */
const char *og_document_kind_name(og_document_kind kind);

typedef struct og_descriptor {
    const char *pointer;     /* where it stands in its document: "/layers/0" */
    const char *media_type;  /* NULL: absent or not a string */
    const char *digest_text; /* as written; NULL: absent or not a string */
    og_digest digest;        /* none unless digest_text is good and supported */
    bool has_size;           /* size is an integer >= 0 */
    uint64_t size;
    bool has_platform;
    og_platform platform;
    const char *artifact_type;
    bool has_urls;      /* a non-empty array */
    bool has_data;      /* embedded content, checked against digest and size by the parser */
    bool data_is_wrong; /* ... and found different; the parser has added descriptor-invalid */
    /* annotations that matter, NULL when absent */
    const char *ref_name;         /* org.opencontainers.image.ref.name */
    const char *image_name;       /* io.containerd.image.name */
    const char *reference_type;   /* vnd.docker.reference.type */
    const char *reference_digest; /* vnd.docker.reference.digest */
    const char *manifest_subject; /* io.containerd.manifest.subject */
} og_descriptor;

typedef struct og_index {
    bool has_schema_version; /* an integer */
    int64_t schema_version;
    const char *media_type;    /* NULL: absent */
    const char *artifact_type; /* NULL: absent */
    og_descriptor *manifests;
    size_t manifest_count;
    bool has_manifests;        /* an array was there */
    bool has_manifest_fields;  /* config, layers, fsLayers or history at the top, whatever the value
                                */
    const char *foreign_field; /* the first of them */
} og_index;

typedef struct og_manifest {
    bool has_schema_version;
    int64_t schema_version;
    const char *media_type;
    bool media_type_is_empty; /* the text is there, and ""; media_type is NULL then */
    const char *artifact_type;
    bool has_config; /* an object was there */
    og_descriptor config;
    og_descriptor *layers;
    size_t layer_count;
    bool has_layers;       /* an array was there */
    bool has_index_fields; /* manifests at the top, whatever the value; or fsLayers, history beside
                              schemaVersion 2 */
    const char *foreign_field;
    bool is_schema_1; /* schemaVersion 1, or fsLayers without config and layers */
    bool has_subject;
} og_manifest;

typedef struct og_history {
    const char *created_by; /* NULL: absent */
    bool is_empty_layer;
} og_history;

typedef struct og_config {
    const char *os, *architecture, *variant; /* NULL: absent or empty */
    const char *created;                     /* NULL: absent */
    og_string_list entrypoint, cmd, env, on_build, shell;
    const char *working_dir, *user, *stop_signal; /* NULL: absent; "" stays "" */
    size_t exposed_port_count, volume_count;
    uint64_t settings_bytes;    /* Entrypoint, Cmd, WorkingDir and Env as compact JSON */
    const char *rootfs_type;    /* NULL: absent */
    og_digest *diff_ids;        /* none where an item is not a good digest (a defect says so) */
    const char **diff_id_texts; /* never NULL inside, "" for an item that is no string */
    size_t diff_id_count;
    og_history *history;
    size_t history_count;
    bool has_config;      /* the member "config" is an object */
    bool has_healthcheck; /* an object whose Test is not ["NONE"] and not empty */
    bool has_rootfs;
    bool has_diff_ids; /* an array was there */
    bool has_history;  /* a non-empty array */
} og_config;

typedef struct og_docker_item {
    const char *pointer; /* "/0" */
    const char *config;  /* NULL: absent or wrong, a defect says so */
    og_string_list repo_tags;
    og_string_list layers;
} og_docker_item;

typedef struct og_docker_manifest {
    og_docker_item *items;
    size_t item_count;
} og_docker_manifest;

typedef struct og_repositories {
    og_string_list references; /* "name:tag", sorted */
} og_repositories;

typedef struct og_layout {
    const char *version; /* imageLayoutVersion; NULL: absent */
} og_layout;

typedef struct og_document {
    og_document_kind kind;
    bool is_valid;      /* it is JSON of the right top type: the view is filled */
    og_defects defects; /* every one has a pointer, or a line and column */
    union {
        og_layout layout;
        og_index index;
        og_manifest manifest;
        og_config config;
        og_docker_manifest docker_manifest;
        og_repositories repositories;
    } view;
    /* set by image/link */
    const char *member; /* name of the archive member, or path in the directory; cleaned */
    size_t size_bytes;
    og_digest digest; /* sha256 of its bytes */
} og_document;

/* Parse bytes[0..length) as a document of this kind into *out, with memory of the arena.
   Defects of the document are in out->defects, never a status. Strings are copied.
   Every kind: UTF-8, no byte order mark, one value and nothing behind it, depth and tokens within
   limits, no duplicate keys, no key that only folding makes a known one.
   OCIGATE_ERROR_MEMORY, OCIGATE_ERROR_INTERNAL (a digest could not be computed). */
ocigate_status og_document_parse(og_document_kind kind, const char *bytes, size_t length,
                                 const og_limits *limits, og_arena *arena, og_document *out,
                                 ocigate_error *err);

/* What the top value of some JSON is, without judging: '{', '[', '"', '0' (number), 't', 'n', or 0.
 */
char og_json_top(const char *bytes, size_t length);

/* A member of the top object with a string or integer value, for recognising a document before it
   is parsed; false when there is none. For schemaVersion, mediaType, manifests, layers. */
typedef struct og_json_shape {
    bool is_object, is_array;
    bool has_manifests, has_layers, has_config, has_fs_layers, has_rootfs;
    const char *media_type; /* in the arena, or NULL */
} og_json_shape;
ocigate_status og_json_shape_of(const char *bytes, size_t length, const og_limits *limits,
                                og_arena *arena, og_json_shape *out, ocigate_error *err);

#endif
