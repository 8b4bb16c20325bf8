#include "support/image_builder.h"

#include <stdio.h>
#include <string.h>

void test_json_string(og_buf *out, const char *text)
{
    og_buf_char(out, '"');
    for (; *text != '\0'; text++) {
        const unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\')
            og_buf_format(out, "\\%c", c);
        else if (c < 0x20)
            og_buf_format(out, "\\u%04x", (unsigned)c);
        else
            og_buf_char(out, (char)c);
    }
    og_buf_char(out, '"');
}

const char *test_blob_name(const test_blob *blob)
{
    return blob->promise.digest != NULL ? blob->promise.digest : blob->digest;
}

const char *test_manifest_type(const test_image *image)
{
    return image->is_docker_manifest ? TEST_TYPE_DOCKER_MANIFEST : TEST_TYPE_OCI_MANIFEST;
}

const char *test_index_type(const test_index *index)
{
    return index->is_docker_list ? TEST_TYPE_DOCKER_LIST : TEST_TYPE_OCI_INDEX;
}

static const char *layer_type(const test_image *image, const test_layer *layer)
{
    static const char *const types[2][3] = {
        {TEST_TYPE_OCI_LAYER, TEST_TYPE_OCI_LAYER "+gzip", TEST_TYPE_OCI_LAYER "+zstd"},
        {TEST_TYPE_DOCKER_LAYER, TEST_TYPE_DOCKER_LAYER ".gzip", TEST_TYPE_DOCKER_LAYER ".zstd"},
    };
    test_require(layer->packing.codec <= TEST_ZSTD, "no media type for this packing");
    return types[image->is_docker_manifest ? 1 : 0][layer->packing.codec];
}

/* `more` are JSON members that belong to the place, not to the blob; may be NULL. */
void test_descriptor_add(og_buf *out, const test_blob *blob, const char *media_type,
                         const char *more)
{
    const test_promise *promise = &blob->promise;
    if (promise->whole != NULL) {
        og_buf_text(out, promise->whole);
        return;
    }
    og_buf_format(out, "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":",
                  promise->media_type == NULL ? media_type : promise->media_type,
                  test_blob_name(blob));
    if (promise->size != NULL)
        og_buf_text(out, promise->size);
    else
        og_buf_format(out, "%lld", (long long)blob->bytes.length + promise->size_delta);
    if (promise->extra != NULL)
        og_buf_text(out, promise->extra);
    if (more != NULL)
        og_buf_text(out, more);
    og_buf_char(out, '}');
}

static void seal_blob(test_blob *blob)
{
    test_require(!blob->bytes.failed, "out of memory");
    if (blob->is_sha512) {
        memcpy(blob->digest, "sha512:", 7);
        test_sha512_hex(blob->bytes.data, blob->bytes.length, blob->digest + 7);
    } else {
        test_digest(og_buf_string(&blob->bytes), blob->bytes.length, blob->digest);
    }
}

static void seal_layer(test_layer *layer)
{
    test_digest(og_buf_string(&layer->tar), layer->tar.length, layer->true_diff_id);
    if (!layer->has_raw_blob) {
        og_buf_clear(&layer->blob.bytes);
        test_pack(&layer->blob.bytes, og_buf_string(&layer->tar), layer->tar.length,
                  &layer->packing);
    }
    seal_blob(&layer->blob);
}

/* Append ,"name":json unless json is NULL; the comma only behind another member. */
static void add_member(og_buf *out, const char *name, const char *json)
{
    if (json == NULL)
        return;
    if (out->length > 0 && out->data[out->length - 1] != '{')
        og_buf_char(out, ',');
    og_buf_format(out, "\"%s\":", name);
    og_buf_text(out, json);
}

static void add_history(og_buf *out, const test_image *image)
{
    og_buf_text(out, ",\"history\":[{\"created\":\"2026-01-02T03:04:05Z\",\"created_by\":"
                     "\"ENV LAMBDA_TASK_ROOT=/var/task\",\"empty_layer\":true}");
    for (size_t i = 0; i < image->layer_count; i++)
        og_buf_format(out,
                      ",{\"created\":\"2026-01-02T03:04:05Z\",\"created_by\":"
                      "\"COPY part-%zu / # buildkit\"}",
                      i + 1);
    og_buf_char(out, ']');
}

static void add_rootfs(og_buf *out, const test_image *image)
{
    const test_config *config = &image->config;
    if (config->rootfs != NULL) {
        if (config->rootfs[0] != '\0')
            add_member(out, "rootfs", config->rootfs);
        return;
    }
    og_buf_text(out, ",\"rootfs\":{");
    add_member(out, "type", config->rootfs_type);
    if (config->diff_ids != NULL) {
        if (config->diff_ids[0] != '\0')
            add_member(out, "diff_ids", config->diff_ids);
    } else {
        add_member(out, "diff_ids", "[");
        for (size_t i = 0; i < image->layer_count; i++) {
            const test_layer *layer = image->layers[i];
            og_buf_format(out, "%s\"%s\"", i == 0 ? "" : ",",
                          layer->diff_id == NULL ? layer->true_diff_id : layer->diff_id);
        }
        og_buf_char(out, ']');
    }
    og_buf_char(out, '}');
}

static void seal_config(test_image *image)
{
    const test_config *config = &image->config;
    og_buf *out = &image->config_blob.bytes;
    og_buf_clear(out);
    if (config->raw != NULL) {
        og_buf_text(out, config->raw);
        seal_blob(&image->config_blob);
        return;
    }
    og_buf_char(out, '{');
    add_member(out, "architecture", config->architecture);
    add_member(out, "config", "{");
    add_member(out, "User", config->user);
    add_member(out, "Env", config->env);
    add_member(out, "Entrypoint", config->entrypoint);
    add_member(out, "Cmd", config->cmd);
    add_member(out, "WorkingDir", config->working_dir);
    if (config->extra_config != NULL)
        og_buf_text(out, config->extra_config);
    og_buf_char(out, '}');
    add_member(out, "created", config->created);
    if (config->history != NULL && config->history[0] == '\0')
        add_history(out, image);
    else
        add_member(out, "history", config->history);
    add_member(out, "os", config->os);
    add_rootfs(out, image);
    add_member(out, "variant", config->variant);
    if (config->extra != NULL)
        og_buf_text(out, config->extra);
    og_buf_char(out, '}');
    seal_blob(&image->config_blob);
}

static void add_media_type(og_buf *out, const char *json, const char *media_type)
{
    if (json == NULL)
        og_buf_format(out, ",\"mediaType\":\"%s\"", media_type);
    else if (json[0] != '\0')
        add_member(out, "mediaType", json);
}

static void seal_manifest(test_image *image)
{
    og_buf *out = &image->manifest_blob.bytes;
    og_buf_clear(out);
    if (image->manifest_raw != NULL) {
        og_buf_text(out, image->manifest_raw);
        seal_blob(&image->manifest_blob);
        return;
    }
    og_buf_char(out, '{');
    add_member(out, "schemaVersion", image->schema_version == NULL ? "2" : image->schema_version);
    add_media_type(out, image->media_type, test_manifest_type(image));
    add_member(out, "config", "");
    test_descriptor_add(out, &image->config_blob,
                        image->is_docker_manifest ? TEST_TYPE_DOCKER_CONFIG : TEST_TYPE_OCI_CONFIG,
                        NULL);
    add_member(out, "layers", image->layers_json == NULL ? "[" : image->layers_json);
    for (size_t i = 0; image->layers_json == NULL && i < image->layer_count; i++) {
        if (i > 0)
            og_buf_char(out, ',');
        const bool is_typed = image->layers[i]->blob.promise.media_type != NULL;
        test_descriptor_add(out, &image->layers[i]->blob,
                            is_typed ? "" : layer_type(image, image->layers[i]), NULL);
    }
    if (image->layers_json == NULL)
        og_buf_char(out, ']');
    if (image->manifest_extra != NULL)
        og_buf_text(out, image->manifest_extra);
    og_buf_char(out, '}');
    seal_blob(&image->manifest_blob);
}

static void seal_image(test_image *image)
{
    for (size_t i = 0; i < image->layer_count; i++)
        seal_layer(image->layers[i]);
    seal_config(image);
    seal_manifest(image);
}

/* ref.name is the tag alone where containerd or Docker writes it beside the whole name. */
static const char *annotations_of(test_archive *archive, const test_entry *entry, const char *tag)
{
    if (entry->annotations != NULL)
        return entry->annotations;
    if (entry->attests != NULL)
        return test_text(archive,
                         "{\"vnd.docker.reference.digest\":\"%s\","
                         "\"vnd.docker.reference.type\":\"attestation-manifest\"}",
                         test_blob_name(&entry->attests->manifest_blob));
    if (tag == NULL)
        return NULL;
    if (!test_form_is_docker(archive->form))
        return test_text(archive, "{\"org.opencontainers.image.ref.name\":\"%s\"}", tag);
    const char *colon = strrchr(tag, ':');
    return test_text(archive,
                     "{\"io.containerd.image.name\":\"%s%s\","
                     "\"org.opencontainers.image.ref.name\":\"%s\"}",
                     strchr(tag, '/') == NULL ? "docker.io/library/" : "", tag,
                     colon == NULL ? tag : colon + 1);
}

static void add_entry(test_archive *archive, og_buf *out, const test_entry *entry, const char *tag)
{
    if (out->data[out->length - 1] != '[')
        og_buf_char(out, ',');
    if (entry->raw != NULL) {
        og_buf_text(out, entry->raw);
        return;
    }
    const char *annotations = annotations_of(archive, entry, tag);
    const char *more = test_text(
        archive, "%s%s%s%s", entry->platform == NULL ? "" : ",\"platform\":",
        entry->platform == NULL ? "" : entry->platform,
        annotations == NULL ? "" : ",\"annotations\":", annotations == NULL ? "" : annotations);
    if (entry->image != NULL)
        test_descriptor_add(out, &entry->image->manifest_blob, test_manifest_type(entry->image),
                            more);
    else
        test_descriptor_add(out, &entry->index->blob, test_index_type(entry->index), more);
}

static void seal_index(test_archive *archive, test_index *index)
{
    og_buf *out = &index->blob.bytes;
    og_buf_clear(out);
    if (index->raw != NULL) {
        og_buf_text(out, index->raw);
        seal_blob(&index->blob);
        return;
    }
    og_buf_format(
        out, "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":", test_index_type(index));
    og_buf_text(out, index->manifests_json == NULL ? "[" : index->manifests_json);
    for (size_t i = 0; index->manifests_json == NULL && i < index->entry_count; i++) {
        const test_entry *entry = &index->entries[i];
        const char *const *tags = entry->image != NULL   ? entry->image->tags
                                  : entry->index != NULL ? entry->index->tags
                                                         : NULL;
        if (index != archive->indexes[0] || tags == NULL || tags[0] == NULL) {
            add_entry(archive, out, entry, NULL);
            continue;
        }
        for (size_t j = 0; j < TEST_TAGS_MAX && tags[j] != NULL; j++)
            add_entry(archive, out, entry, tags[j]);
    }
    if (index->manifests_json == NULL)
        og_buf_char(out, ']');
    if (index->extra != NULL)
        og_buf_text(out, index->extra);
    og_buf_char(out, '}');
    seal_blob(&index->blob);
}

/* An index is made after its parent, so sealing them backwards seals the children first. */
void test_archive_seal(test_archive *archive)
{
    for (size_t i = 0; i < archive->image_count; i++)
        seal_image(archive->images[i]);
    for (size_t i = archive->index_count; i > 0; i--)
        seal_index(archive, archive->indexes[i - 1]);
}
