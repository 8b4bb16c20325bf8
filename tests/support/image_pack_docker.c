#include "support/image_builder.h"

#include <stdio.h>
#include <string.h>

/* ---- names ---- */

static const char *hex_of(const char *digest)
{
    const char *colon = strchr(digest, ':');
    return colon == NULL ? digest : colon + 1;
}

/* The old name of a layer. Its first digits decide where it sorts. */
static const char *v1_id(test_archive *archive, const test_image *image, size_t layer)
{
    const char *seed = test_text(archive, "%s %zu", image->config_blob.digest, layer);
    char hex[TEST_HEX_SIZE];
    test_sha256_hex(seed, strlen(seed), hex);
    const size_t place = archive->has_forward_links ? 0xff - layer % 0x100 : layer % 0x100;
    return test_text(archive, "%02zx%s", place, hex + 2);
}

static const char *config_name(test_archive *archive, test_form form, size_t index)
{
    const char *hex = hex_of(test_blob_name(&archive->images[index]->config_blob));
    switch (form) {
    case TEST_FORM_GGCR:
        return test_text(archive, "sha256:%s", hex);
    case TEST_FORM_JIB:
        return index == 0 ? "config.json" : test_text(archive, "config-%zu.json", index + 1);
    case TEST_FORM_DOCKER_25:
    case TEST_FORM_CONTAINERD:
    case TEST_FORM_RULES_OCI:
        return test_text(archive, "blobs/sha256/%s", hex);
    default:
        return test_text(archive, "%s.json", hex);
    }
}

static const char *layer_name(test_archive *archive, test_form form, const test_image *image,
                              size_t index)
{
    static const char *const suffixes[] = {".tar", ".tar.gz", ".tar.zst"};
    const test_layer *layer = image->layers[index];
    const char *hex = hex_of(test_blob_name(&layer->blob));
    test_require(layer->packing.codec <= TEST_ZSTD, "no suffix for this packing");
    const char *suffix = suffixes[layer->packing.codec];
    switch (form) {
    case TEST_FORM_DOCKER_10:
        return test_text(archive, "%s/layer.tar", v1_id(archive, image, index));
    case TEST_FORM_PODMAN:
        return test_text(archive, "%s.tar", hex_of(layer->true_diff_id));
    case TEST_FORM_CNB:
        return test_text(archive, "/sha256:%s.tar", hex_of(layer->true_diff_id));
    case TEST_FORM_DOCKER_25:
    case TEST_FORM_CONTAINERD:
        return test_text(archive, "blobs/sha256/%s", hex);
    case TEST_FORM_RULES_OCI:
        return test_text(archive, "blobs/sha256/%s%s", hex, suffix);
    default:
        return test_text(archive, "%s%s", hex, suffix);
    }
}

static const char *tag_name(test_archive *archive, test_form form, const char *tag)
{
    const bool is_bare = strchr(tag, '/') == NULL;
    return form == TEST_FORM_PODMAN && is_bare ? test_text(archive, "docker.io/library/%s", tag)
                                               : tag;
}

/* ---- manifest.json and repositories ---- */

static bool has_item(const test_image *image)
{
    return !image->is_attestation && !image->is_not_in_manifest_json;
}

static void add_tags(test_archive *archive, test_form form, const test_image *image, og_buf *out)
{
    if (image->tags[0] == NULL) {
        og_buf_text(out, "null");
        return;
    }
    og_buf_char(out, '[');
    for (size_t i = 0; i < TEST_TAGS_MAX && image->tags[i] != NULL; i++) {
        if (i > 0)
            og_buf_char(out, ',');
        test_json_string(out, tag_name(archive, form, image->tags[i]));
    }
    og_buf_char(out, ']');
}

static void add_layer_sources(const test_image *image, og_buf *out)
{
    og_buf_text(out, ",\"LayerSources\":{");
    for (size_t i = 0; i < image->layer_count; i++) {
        const test_layer *layer = image->layers[i];
        size_t before = 0;
        while (before < i && strcmp(image->layers[before]->true_diff_id, layer->true_diff_id) != 0)
            before++;
        if (before < i)
            continue;
        og_buf_format(out, "%s\"%s\":", i == 0 ? "" : ",", layer->true_diff_id);
        test_descriptor_add(out, &layer->blob, TEST_TYPE_OCI_LAYER, NULL);
    }
    og_buf_char(out, '}');
}

static void add_item(test_archive *archive, test_form form, size_t index, og_buf *out)
{
    const test_image *image = archive->images[index];
    og_buf_text(out, out->length > 1 ? ",{\"Config\":" : "{\"Config\":");
    test_json_string(out, config_name(archive, form, index));
    og_buf_text(out, ",\"RepoTags\":");
    add_tags(archive, form, image, out);
    og_buf_text(out, ",\"Layers\":[");
    for (size_t i = 0; i < image->layer_count; i++) {
        if (i > 0)
            og_buf_char(out, ',');
        test_json_string(out, layer_name(archive, form, image, i));
    }
    og_buf_char(out, ']');
    if (form == TEST_FORM_DOCKER_25)
        add_layer_sources(image, out);
    if (archive->docker_manifest_extra != NULL)
        og_buf_text(out, archive->docker_manifest_extra);
    og_buf_char(out, '}');
}

static void add_manifest_json(test_archive *archive, test_form form, og_buf *out)
{
    if (archive->docker_manifest_json != NULL) {
        og_buf_text(out, archive->docker_manifest_json);
        return;
    }
    og_buf_char(out, '[');
    for (size_t i = 0; i < archive->image_count; i++) {
        if (has_item(archive->images[i]))
            add_item(archive, form, i, out);
    }
    og_buf_text(out, "]\n");
}

/* One object a tag: names that repeat are no matter here, as no test has two tags of one name
   in a form with this document but those that set repositories_json. */
static void add_repositories(test_archive *archive, test_form form)
{
    og_buf json;
    og_buf_init(&json);
    og_buf_char(&json, '{');
    for (size_t i = 0; i < archive->image_count; i++) {
        const test_image *image = archive->images[i];
        for (size_t j = 0; j < TEST_TAGS_MAX && image->tags[j] != NULL; j++) {
            const char *tag = tag_name(archive, form, image->tags[j]);
            const char *colon = strrchr(tag, ':');
            if (colon == NULL || image->layer_count == 0)
                continue;
            const char *name = test_text(archive, "\"%.*s\":{", (int)(colon - tag), tag);
            if (strstr(og_buf_string(&json), name) != NULL)
                continue;
            const size_t top = image->layer_count - 1;
            og_buf_format(&json, "%s%s\"%s\":\"%s\"}", json.length > 1 ? "," : "", name, colon + 1,
                          form == TEST_FORM_DOCKER_25 ? hex_of(image->layers[top]->true_diff_id)
                                                      : v1_id(archive, image, top));
        }
    }
    og_buf_text(&json, "}\n");
    const char *text =
        archive->repositories_json == NULL ? og_buf_string(&json) : archive->repositories_json;
    test_member_add(archive, "repositories", '0', text, strlen(text));
    og_buf_fini(&json);
}

void test_build_docker_hybrid(test_archive *archive, test_form form)
{
    og_buf json;
    og_buf_init(&json);
    add_manifest_json(archive, form, &json);
    test_member_add(archive, "manifest.json", '0', json.data, json.length);
    og_buf_fini(&json);
    if (form == TEST_FORM_DOCKER_25)
        add_repositories(archive, form);
}

/* ---- members ---- */

static void add_once(test_archive *archive, const char *name, const test_blob *blob)
{
    if (!blob->is_absent && test_member_find(archive, name) == NULL)
        test_member_add(archive, name, '0', og_buf_string(&blob->bytes), blob->bytes.length);
}

static void add_text(test_archive *archive, const char *name, const char *text)
{
    test_member_add(archive, name, '0', text, strlen(text));
}

static void add_link(test_archive *archive, const char *name, const char *target)
{
    test_member_add(archive, name, '2', NULL, 0)->link = test_text(archive, "%s", target);
}

static void add_v1_files(test_archive *archive, const test_image *image, size_t index)
{
    const char *id = v1_id(archive, image, index);
    add_text(archive, test_text(archive, "%s/VERSION", id), "1.0");
    add_text(archive, test_text(archive, "%s/json", id),
             test_text(archive, "{\"id\":\"%s\",\"created\":\"1970-01-01T00:00:00Z\"}", id));
}

/* moby 24, image/tarexport/save.go: a second layer of the same content is a link to the first. */
static void add_classic_layer(test_archive *archive, const test_image *image, size_t index)
{
    const char *id = v1_id(archive, image, index);
    const test_layer *layer = image->layers[index];
    test_member_add(archive, test_text(archive, "%s/", id), '5', NULL, 0);
    add_v1_files(archive, image, index);
    const char *name = test_text(archive, "%s/layer.tar", id);
    for (size_t i = 0; i < archive->image_count && !archive->has_no_layer_links; i++) {
        const test_image *other = archive->images[i];
        for (size_t j = 0; j < other->layer_count; j++) {
            if (other == image && j == index)
                break;
            if (strcmp(other->layers[j]->true_diff_id, layer->true_diff_id) == 0) {
                add_link(archive, name,
                         test_text(archive, "../%s/layer.tar", v1_id(archive, other, j)));
                return;
            }
        }
        if (other == image)
            break;
    }
    add_once(archive, name, &layer->blob);
}

static void build_classic(test_archive *archive)
{
    for (size_t i = 0; i < archive->image_count; i++) {
        const test_image *image = archive->images[i];
        if (image->is_attestation)
            continue;
        add_once(archive, config_name(archive, TEST_FORM_DOCKER_10, i), &image->config_blob);
        for (size_t j = 0; j < image->layer_count; j++)
            add_classic_layer(archive, image, j);
    }
    test_members_sort(archive, 0);
}

/* containers/image, docker/internal/tarfile/writer.go */
static void build_podman(test_archive *archive)
{
    for (size_t i = 0; i < archive->image_count; i++) {
        const test_image *image = archive->images[i];
        if (image->is_attestation)
            continue;
        for (size_t j = 0; j < image->layer_count; j++)
            add_once(archive, layer_name(archive, TEST_FORM_PODMAN, image, j),
                     &image->layers[j]->blob);
        add_once(archive, config_name(archive, TEST_FORM_PODMAN, i), &image->config_blob);
        for (size_t j = 0; j < image->layer_count; j++) {
            add_link(archive, test_text(archive, "%s/layer.tar", v1_id(archive, image, j)),
                     test_text(archive, "../%s", layer_name(archive, TEST_FORM_PODMAN, image, j)));
            add_v1_files(archive, image, j);
        }
    }
}

static void build_plain(test_archive *archive, test_form form)
{
    for (size_t i = 0; i < archive->image_count; i++) {
        const test_image *image = archive->images[i];
        if (image->is_attestation)
            continue;
        if (form != TEST_FORM_JIB)
            add_once(archive, config_name(archive, form, i), &image->config_blob);
        for (size_t j = 0; j < image->layer_count; j++)
            add_once(archive, layer_name(archive, form, image, j), &image->layers[j]->blob);
        if (form == TEST_FORM_JIB)
            add_once(archive, config_name(archive, form, i), &image->config_blob);
    }
}

void test_build_docker(test_archive *archive, test_form form)
{
    og_buf json;
    og_buf_init(&json);
    add_manifest_json(archive, form, &json);
    if (form == TEST_FORM_RULES_OCI)
        test_member_add(archive, "manifest.json", '0', json.data, json.length);
    if (form == TEST_FORM_DOCKER_10)
        build_classic(archive);
    else if (form == TEST_FORM_PODMAN)
        build_podman(archive);
    else
        build_plain(archive, form);
    if (form != TEST_FORM_RULES_OCI)
        test_member_add(archive, "manifest.json", '0', json.data, json.length);
    if (form == TEST_FORM_DOCKER_10 || form == TEST_FORM_PODMAN)
        add_repositories(archive, form);
    og_buf_fini(&json);
}
