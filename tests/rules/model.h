/* Facts in memory, as the stages before the rules leave them: a good image, which each case changes
   in one place. No bytes of an image are needed. */
#ifndef OG_TEST_MODEL_H
#define OG_TEST_MODEL_H

#include "image/program.h"
#include "rules/rule.h"

#define MODEL_OCI_MANIFEST "application/vnd.oci.image.manifest.v1+json"
#define MODEL_OCI_CONFIG "application/vnd.oci.image.config.v1+json"
#define MODEL_OCI_LAYER "application/vnd.oci.image.layer.v1.tar+gzip"
#define MODEL_DOCKER_LAYER "application/vnd.docker.image.rootfs.diff.tar"

/* The parts of the model. What og_image names as const is found here for changing. */
typedef struct model_image {
    og_image image;
    og_document manifest_document, config_document;
    og_manifest *manifest;    /* in manifest_document */
    og_config *config;        /* in config_document */
    og_descriptor descriptor; /* of the manifest, in the index that names it */
    og_link *manifest_link, *config_link;
    og_layer *layers; /* the image's */
    og_descriptor *layer_descriptors;
    og_blob_facts *layer_blobs;
    og_link **layer_links;
    og_docker_item docker_item;
    og_program *program; /* the command's */
} model_image;

typedef struct model {
    og_arena arena;
    ocigate_options options;
    og_archive archive;
    og_facts facts;
    og_document layout, top_index, docker_manifest;
    model_image *first;  /* facts.images[0] */
    model_image *second; /* NULL, unless model_add_image was called */
    og_link *last_link;
    og_document_node *last_document;
    og_policy_facts policy; /* is judged where the options have ignores or a baseline */
    og_sink sink;
} model;

/* An OCI archive with one image "app:1" for linux/amd64 with two layers: nothing to find. */
void model_init(model *m);
void model_fini(model *m);

/* Make it a classic archive of docker save: no manifest, no index. */
void model_make_docker(model *m);
void model_make_dir(model *m);

/* A second image like the first, under other digests. */
model_image *model_add_image(model *m);

/* An index that index.json names, with the images as members, and room for more. */
og_index_node *model_add_index(model *m);
og_index_member *model_add_member_of(og_index_node *index, og_index_member_kind kind);

/* This many layers instead of two, each decoded and with its diff_id. */
void model_set_layers(model *m, size_t count);

void model_set_entrypoint(model *m, const char *first, const char *second);
/* A static program for amd64. */
extern const og_file_facts model_elf;

/* What argv[0] leads to, for changing: a good script, unless the case says more. */
og_program *model_program(model *m);
/* A script of its own, for the state FOUND. */
og_program *model_new_program(model *m, const char *path, og_program_state state);
void model_set_cmd(model *m, size_t count, const char *const *words);
void model_set_env(model *m, size_t count, const char *const *entries);

og_member *model_add_file(model *m, const char *name, uint64_t size);
og_link *model_add_link(model *m, og_link_role role, const og_document *from,
                        const og_descriptor *descriptor);
og_document_node *model_add_document(model *m, og_document *document, ptrdiff_t image);
og_digest model_digest(unsigned seed);

/* The bytes' facts for changing: the model made them, and they are const for the rules alone. */
og_blob_facts *model_blob(const og_blob_facts *blob);

/* A defect with a text of its own. */
og_defect *model_add_defect(model *m, og_defects *defects, og_defect_kind kind);

/* One row: change the good image, then the findings must be exactly these, in this order:
   "error:blob-missing warning:layer-count". "" for none. */
typedef struct rule_case {
    const char *rule; /* the one that the row is about: it fires, or has to stay silent */
    const char *name;
    void (*change)(model *m);
    const char *findings;
    const char *says; /* part of message, fix, expected, found, pointer or path; or NULL */
} rule_case;

typedef struct rule_cases {
    const rule_case *rows;
    size_t count;
} rule_cases;

#define RULE_CASES(variable, table)                                                                \
    const rule_cases variable = {table, sizeof(table) / sizeof((table)[0])}

extern const rule_cases archive_cases, layout_cases, document_cases, index_cases, manifest_cases,
    integrity_cases, layer_cases, entry_cases, platform_cases, size_cases, entrypoint_cases,
    program_cases, elf_cases, environment_cases, permission_cases, runtime_cases, policy_cases;

/* Run each row; a failure names it. */
void rule_cases_run(const rule_cases *cases);

/* The findings as in rule_case, in the arena of the model. Runs the engine. */
const char *model_judge(model *m);

/* "error:rule" or "warning:rule" or "info:rule" is among the findings of the row. */
bool rule_case_fires(const rule_case *row, const char *rule);

#endif
