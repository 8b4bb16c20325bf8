/* The readers of the single kinds. Each fills its view from the top value of the document; the
   value may be of any type, and what is wrong goes to the defects of the reader. */
#ifndef OG_DOCUMENT_VIEWS_H
#define OG_DOCUMENT_VIEWS_H

#include "document/json.h"

/* False: the top value is of another type, the view stays empty. */
bool og_layout_read(const og_json_reader *reader, json_t *top, og_layout *out);
bool og_config_read(const og_json_reader *reader, json_t *top, og_config *out);
bool og_docker_manifest_read(const og_json_reader *reader, json_t *top, og_docker_manifest *out);
bool og_repositories_read(const og_json_reader *reader, json_t *top, og_repositories *out);

/* The same; descriptors may embed content, whose digest is computed: OCIGATE_ERROR_MEMORY,
   OCIGATE_ERROR_INTERNAL. */
ocigate_status og_index_read(const og_json_reader *reader, json_t *top, og_index *out,
                             bool *is_valid);
ocigate_status og_manifest_read(const og_json_reader *reader, json_t *top, og_manifest *out,
                                bool *is_valid);

/* The member "config" of an image configuration. */
void og_config_settings_read(const og_json_node *config, og_config *out);

/* mediaType and artifactType of a document itself, NULL when absent or empty. */
const char *og_own_media_type(const og_json_node *document, const char *key);

/* The first of these keys that the object has, as it has them; NULL without one. */
const char *og_first_key(const og_json_node *object, const char *const *keys);

#endif
