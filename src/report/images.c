/* What an input and its images are, as far as it is known; nothing here points into the facts. */
#include "report/result.h"
#include "rules/rule.h"

static const char *digest_text(og_arena *arena, const og_digest *digest)
{
    char text[OG_DIGEST_TEXT_SIZE];
    if (digest == NULL || digest->algorithm == OG_ALGORITHM_NONE)
        return NULL;
    og_digest_format(digest, text);
    return og_arena_text(arena, text);
}

/* Which of the two digests of the same bytes: the one whose algorithm was promised. */
static const og_digest *choose(const og_digest *promised, const og_digest *sha256,
                               const og_digest *sha512)
{
    if (promised != NULL && promised->algorithm == OG_SHA512 &&
        sha512->algorithm != OG_ALGORITHM_NONE)
        return sha512;
    return sha256;
}

/* Digest and size of a blob: as computed, as claimed where it was not read. */
static void describe_blob(og_arena *arena, const og_blob_facts *blob,
                          const og_descriptor *descriptor, og_blob_summary *out)
{
    out->digest = NULL;
    if (blob != NULL && blob->is_complete) {
        const og_digest *promised = descriptor == NULL ? NULL : &descriptor->digest;
        out->digest = digest_text(arena, choose(promised, &blob->digest, &blob->digest_sha512));
        out->size = blob->size;
        out->has_size = true;
    } else if (descriptor != NULL && descriptor->has_size) {
        out->size = descriptor->size;
        out->has_size = true;
    }
    if (descriptor != NULL) {
        out->media_type = og_report_text(arena, descriptor->media_type);
        if (out->digest == NULL)
            out->digest = og_report_text(arena, descriptor->digest_text);
    }
}

static void describe_layer(og_arena *arena, const og_layer *layer, og_layer_summary *out)
{
    og_blob_summary stored = {0};
    const og_blob_facts *blob = layer->blob;
    describe_blob(arena, blob, layer->descriptor, &stored);
    out->media_type = stored.media_type;
    out->digest = stored.digest;
    out->size = stored.size;
    out->has_size = stored.has_size;
    out->created_by = og_report_text(arena, layer->created_by);
    if (blob == NULL)
        return;
    if (blob->size > 0)
        out->compression = og_compression_name(blob->compression);
    if (blob->is_decoded) {
        out->diff_id =
            digest_text(arena, choose(layer->claimed, &blob->diff_id, &blob->diff_id_sha512));
        out->uncompressed_size = blob->plain_size;
        out->has_uncompressed_size = true;
    }
    out->entries = blob->entry_count;
    out->has_entries = blob->is_walked;
}

static const char **copy_list(og_arena *arena, const char *const *items, size_t count)
{
    const char **copy = OG_NEW_ARRAY(arena, const char *, count);
    for (size_t i = 0; copy != NULL && i < count; i++)
        copy[i] = og_report_text(arena, items[i]);
    return copy;
}

static const char **copy_strings(og_arena *arena, const og_string_list *list, size_t *count)
{
    *count = 0;
    if (!list->is_present)
        return NULL;
    const char **copy = copy_list(arena, list->items, list->count);
    if (copy != NULL)
        *count = list->count;
    return copy;
}

static void describe_config(og_arena *arena, const og_image *image, ocigate_image *out)
{
    const og_link *link = image->config_link;
    if (link != NULL) {
        out->config.is_known = true;
        describe_blob(arena, link->blob, link->descriptor, &out->config);
    }
    const og_config *config = image->config;
    if (config == NULL)
        return;
    out->config.is_known = true;
    out->os = og_report_text(arena, config->os);
    out->architecture = og_report_text(arena, config->architecture);
    out->variant = og_report_text(arena, config->variant);
    out->entrypoint = copy_strings(arena, &config->entrypoint, &out->entrypoint_count);
    out->cmd = copy_strings(arena, &config->cmd, &out->cmd_count);
    out->env = copy_strings(arena, &config->env, &out->env_count);
    out->working_dir = og_report_text(arena, config->working_dir);
    out->user = og_report_text(arena, config->user);
}

static void describe_command(og_arena *arena, const og_facts *facts, const og_image *image,
                             ocigate_image *out)
{
    if (facts->options != NULL)
        out->wanted_architecture = og_report_text(arena, facts->options->architecture);
    const og_command *command = &image->command;
    if (image->config == NULL)
        return;
    out->argv = copy_list(arena, command->argv, command->argc);
    out->argv_count = out->argv == NULL ? 0 : command->argc;
    out->directory = og_report_text(arena, command->working_dir);
    out->entrypoint_is_override = command->entrypoint_is_override;
    out->cmd_is_override = command->cmd_is_override;
    out->working_dir_is_override = command->working_dir_is_override;
}

static void describe_manifest(og_arena *arena, const og_image *image, ocigate_image *out)
{
    const og_link *link = image->manifest_link;
    if (link == NULL && image->manifest == NULL)
        return;
    const og_descriptor *descriptor = image->manifest_descriptor;
    if (descriptor == NULL && link != NULL)
        descriptor = link->descriptor;
    out->manifest.is_known = true;
    describe_blob(arena, link == NULL ? NULL : link->blob, descriptor, &out->manifest);
    if (image->manifest != NULL && image->manifest->media_type != NULL)
        out->manifest.media_type = og_report_text(arena, image->manifest->media_type);
    const og_document *document = image->manifest_document;
    if (document != NULL && !out->manifest.has_size) {
        out->manifest.size = document->size_bytes;
        out->manifest.has_size = true;
    }
    if (document != NULL && out->manifest.digest == NULL)
        out->manifest.digest = digest_text(arena, &document->digest);
}

static void describe_layers(og_arena *arena, const og_image *image, ocigate_image *out)
{
    out->layers = OG_NEW_ARRAY(arena, og_layer_summary, image->layer_count);
    if (out->layers == NULL)
        return;
    out->layer_count = image->layer_count;
    out->has_compressed_bytes = true;
    for (size_t i = 0; i < image->layer_count; i++) {
        describe_layer(arena, &image->layers[i], &out->layers[i]);
        out->has_compressed_bytes = out->has_compressed_bytes && out->layers[i].has_size;
    }
    out->compressed_bytes = image->compressed_bytes;
    out->unpacked_bytes = image->unpacked_bytes;
    out->has_unpacked_bytes = image->unpacked_is_known;
    out->rootfs_bytes = image->rootfs_bytes;
    out->has_rootfs_bytes = image->rootfs != NULL;
}

/* A limit is shown where some rule judges it. */
static bool limit_is_judged(const ocigate_options *options)
{
    const ocigate_rule *rule = ocigate_rule_find("image-too-large");
    bool is_overridden = false;
    return rule != NULL && options != NULL &&
           og_rule_severity(rule, options, &is_overridden) != OCIGATE_SEVERITY_OFF;
}

/* Where a layer is missing or broken there is no root file system, whatever was asked for. */
static ocigate_depth depth_of(const og_facts *facts, const og_image *image)
{
    if (image->rootfs != NULL)
        return OCIGATE_DEPTH_ROOTFS;
    const bool has_blobs = facts->options == NULL || facts->options->depth >= OCIGATE_DEPTH_BLOBS;
    return has_blobs ? OCIGATE_DEPTH_BLOBS : OCIGATE_DEPTH_MANIFEST;
}

static void describe_image(og_arena *arena, const og_facts *facts, const og_image *image,
                           ocigate_image *out)
{
    out->references = copy_list(arena, image->references, image->reference_count);
    if (out->references != NULL)
        out->reference_count = image->reference_count;
    out->name = og_report_text(arena, image->name == NULL ? facts->input_name : image->name);
    describe_manifest(arena, image, out);
    describe_config(arena, image, out);
    describe_command(arena, facts, image, out);
    describe_layers(arena, image, out);
    out->artifact = og_report_text(arena, image->is_artifact ? image->artifact : NULL);
    out->depth = depth_of(facts, image);
    if (facts->options != NULL && facts->options->is_inspection && out->layers != NULL)
        og_image_inspect(arena, image, out);
    out->has_limit = limit_is_judged(facts->options);
    if (out->has_limit)
        out->limit_bytes = facts->options->limits.value[OCIGATE_LIMIT_IMAGE_BYTES];
}

void og_result_describe(og_arena *arena, const og_facts *facts, ocigate_result *result)
{
    result->kind = og_kind_name(facts->kind);
    if (facts->archive != NULL) {
        result->compression = og_compression_name(facts->archive->compression);
        result->bytes = facts->archive->bytes_read;
    }
    ocigate_image *images = OG_NEW_ARRAY(arena, ocigate_image, facts->image_count);
    if (images == NULL)
        return;
    for (size_t i = 0; i < facts->image_count && !arena->failed; i++)
        describe_image(arena, facts, facts->images[i], &images[i]);
    result->images = images;
    result->image_count = facts->image_count;
}
