/* Parts that the JSON documents share. Internal to this folder. */
#ifndef OG_RENDER_JSON_H
#define OG_RENDER_JSON_H

#include "render/json_writer.h"
#include "report/report.h"

/* The member "tool". */
void og_json_put_tool(og_json_writer *json);

/* A number, or null. */
void og_json_put_known(og_json_writer *json, const char *key, uint64_t value, bool is_known);

/* An array; items NULL: null. */
void og_json_put_strings(og_json_writer *json, const char *key, const char *const *items,
                         size_t count);

/* The members "manifest" and "config" of an image. */
void og_json_put_manifest(og_json_writer *json, const ocigate_image *image);
void og_json_put_config(og_json_writer *json, const ocigate_image *image);

/* The members of a layer. */
void og_json_put_layer(og_json_writer *json, size_t index, const ocigate_layer *layer);

#endif
