/* State of linking, shared by the files that do it step by step. */
#ifndef OG_IMAGE_LINKING_H
#define OG_IMAGE_LINKING_H

#include "base/map.h"
#include "image/image.h"

#include <ocigate/error.h>

/* A set of references under construction. */
typedef struct og_references {
    const char **items;
    size_t count;
} og_references;

typedef struct og_linking {
    og_archive *archive;
    const ocigate_options *options;
    og_arena *arena;
    og_facts *facts;
    ocigate_error *err;
    og_document_node *last_document;
    og_link *last_link;
    og_index_node *last_index;
    og_halves *last_halves;
    og_reference_clash *last_clash;
    og_map documents; /* kind and blob -> og_document: each is parsed once */
    og_map noted;     /* og_document -> og_document_node */
    og_map visited;   /* digest of an index -> itself: each is followed once */
    size_t image_capacity;
    size_t available_capacity;
    uint64_t descriptors_followed;
    bool is_docker, is_oci; /* which halves there are */
    bool is_over_limit;     /* descriptors: no more is followed */
} og_linking;

/* link_documents.c: documents and the blobs that things name */

/* Parse the document that a blob holds, or give the one that was parsed before. *out is never NULL
   on success; it may be not valid, with defects that say why. */
ocigate_status og_linking_parse(og_linking *l, og_document_kind kind, const og_member *member,
                                const og_document **out);
/* Put it into the list of documents that rules see; image -1: of none. */
ocigate_status og_linking_note(og_linking *l, const og_document *document, ptrdiff_t image,
                               bool is_exempt);
/* What a descriptor, or a path of docker save, leads to. */
ocigate_status og_linking_follow(og_linking *l, og_link_role role, const og_document *from,
                                 const og_descriptor *descriptor, og_link **out);
ocigate_status og_linking_follow_path(og_linking *l, og_link_role role, const og_document *from,
                                      const char *pointer, const char *path, og_link **out);
/* Find without making a link: the regular file that a descriptor names, or NULL. */
ocigate_status og_linking_peek(og_linking *l, const og_descriptor *descriptor,
                               const og_member **out);

/* link_image.c */
ocigate_status og_linking_add_image(og_linking *l, const og_references *references, og_image **out);
ocigate_status og_linking_oci_image(og_linking *l, const og_document *from,
                                    const og_descriptor *descriptor,
                                    const og_references *references, const og_index_node *parent,
                                    og_image **out);
/* The manifest of a dir: tree, which no descriptor names. */
ocigate_status og_linking_bare_image(og_linking *l, const og_member *member, og_image **out);
/* Blobs of an attestation or another artifact beside an image: digests and sizes hold. */
ocigate_status og_linking_integrity_only(og_linking *l, const og_document *from,
                                         const og_descriptor *descriptor, bool is_index_member);
/* What a manifest that is no image is: "a Helm chart", or "an artifact"; NULL for an image. */
const char *og_manifest_artifact(const og_manifest *manifest);

/* link_layers.c: config and layers of an image whose links are made */
ocigate_status og_linking_finish_image(og_linking *l, og_image *image);

/* link_index.c */
/* outer: the index that holds it, or NULL. *out: its node; NULL when it was followed
   before, so that the nodes are a tree. */
ocigate_status og_linking_index(og_linking *l, const og_document *from,
                                const og_descriptor *descriptor, const og_references *references,
                                const og_index_node *outer, const og_index_node **out);
/* The index of a dir: tree. */
ocigate_status og_linking_bare_index(og_linking *l, const og_member *member);

/* link_oci.c, link_docker.c: the two halves */
ocigate_status og_linking_layout(og_linking *l);
ocigate_status og_linking_directory_tree(og_linking *l);
ocigate_status og_linking_docker(og_linking *l);

/* link_halves.c */

/* An image that both halves name, before its references are merged: are layers and names alike? */
ocigate_status og_linking_compare_twin(og_linking *l, const og_image *image,
                                       const og_references *docker_references);
/* Images that one half alone names, after both are linked. */
ocigate_status og_linking_compare_halves(og_linking *l);

/* select.c: --ref, --digest, --platform */
bool og_selects_references(const og_linking *l, const og_references *references);
bool og_selects_digest(const ocigate_options *options, const og_digest *digest);
bool og_selects_platform(const ocigate_options *options, const og_platform *platform);
ocigate_status og_linking_offer(og_linking *l, const char *text); /* what is there, for a message */

/* command.c */
ocigate_status og_command_build(const og_linking *l, og_image *image);

bool og_references_have(const og_references *references, const char *text);
ocigate_status og_references_add(og_linking *l, og_references *references, const char *text);

#endif
