/* Descriptors, OCI image-spec, descriptor.md; of Docker, distribution manifest v2 schema 2. */
#ifndef OG_DOCUMENT_DESCRIPTOR_H
#define OG_DOCUMENT_DESCRIPTOR_H

#include "document/json.h"

/* Fill *out from an object. A node without a value leaves a descriptor that has a pointer alone.
   OCIGATE_ERROR_MEMORY, OCIGATE_ERROR_INTERNAL. */
ocigate_status og_descriptor_read(const og_json_node *node, og_descriptor *out);

/* Every item of an array, as many as the limit allows. */
ocigate_status og_descriptors_read(const og_json_node *array, ocigate_limit limit,
                                   og_descriptor **out, size_t *out_count);

/* The member "data": compare it with digest and size of *out, which are read already. */
ocigate_status og_descriptor_read_data(const og_json_node *node, og_descriptor *out);

/* The value of a digest, or none; *defect is then what the caller places, or NULL. text lives in
   the arena. */
og_digest og_digest_read(const og_json_reader *reader, const char *text, og_defect **defect);

#endif
