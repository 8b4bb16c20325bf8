/* The checks of the group "manifest" about what the documents say that they are. */
#ifndef OG_RULES_MANIFEST_H
#define OG_RULES_MANIFEST_H

#include "rules/rule.h"

/* A manifest of an image in the formats of today; NULL when another rule says what it is. */
const og_manifest *og_manifest_judged(const og_image *image);

void og_check_manifest_schema_1(const og_subject *subject, og_sink *sink);
void og_check_manifest_schema_version(const og_subject *subject, og_sink *sink);
void og_check_index_schema_version(const og_subject *subject, og_sink *sink);
void og_check_manifest_media_type_unsupported(const og_subject *subject, og_sink *sink);
void og_check_manifest_media_type_mismatch(const og_subject *subject, og_sink *sink);
void og_check_index_media_type_mismatch(const og_subject *subject, og_sink *sink);
void og_check_top_index_media_type(const og_subject *subject, og_sink *sink);
void og_check_manifest_ambiguous(const og_subject *subject, og_sink *sink);
void og_check_index_ambiguous(const og_subject *subject, og_sink *sink);
void og_check_manifest_artifact(const og_subject *subject, og_sink *sink);
void og_check_config_media_type(const og_subject *subject, og_sink *sink);
void og_check_media_types_mixed(const og_subject *subject, og_sink *sink);

#endif
