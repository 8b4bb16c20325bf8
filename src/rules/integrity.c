#include "rules/registry.h"

#include "rules/phrase.h"
#include "rules/rfc3339.h"
#include "rules/source.h"

#include <string.h>

/* Without all of its bytes nothing is proven; archive-truncated says so. */
static bool was_read(const og_blob_facts *blob)
{
    return blob != NULL && blob->is_complete && blob->digest.algorithm != OG_ALGORITHM_NONE;
}

/* The bytes that are there; a file of a directory that was not read has a size all the same. */
static bool size_is_known(const og_subject *subject, uint64_t *size)
{
    const og_link *link = subject->link;
    if (link->blob != NULL) {
        *size = link->blob->size;
        return link->blob->is_complete;
    }
    const bool is_file = subject->facts->archive->form == OG_ARCHIVE_DIRECTORY &&
                         link->member != NULL && link->member->type == OG_MEMBER_FILE;
    *size = is_file ? link->member->size : 0;
    return is_file;
}

static void check_blob_size_mismatch(const og_subject *subject, og_sink *sink)
{
    const og_link *link = subject->link;
    uint64_t size;
    if (link->descriptor == NULL || !link->descriptor->has_size || !size_is_known(subject, &size) ||
        link->descriptor->size == size)
        return;
    og_finding *f =
        og_flag(sink, "%s has %llu bytes, its descriptor promises %llu", og_phrase_role(link->role),
                (unsigned long long)size, (unsigned long long)link->descriptor->size);
    og_finding_compare_sizes(sink, f, link->descriptor->size, size);
    og_finding_path(sink, f, link->path);
}

/* The computed digest of the algorithm that was promised; NULL: not computed. */
static const og_digest *computed(const og_blob_facts *blob, og_algorithm algorithm)
{
    const og_digest *digest = algorithm == OG_SHA512 ? &blob->digest_sha512 : &blob->digest;
    return digest->algorithm == algorithm && algorithm != OG_ALGORITHM_NONE ? digest : NULL;
}

static void flag_digest(og_sink *sink, const og_link *link, const og_digest *promised,
                        const char *by)
{
    const og_digest *found = computed(link->blob, promised->algorithm);
    if (found == NULL || og_digest_equal(found, promised))
        return;
    og_finding *f = og_flag(sink, "%s is not what its %s promises", og_phrase_role(link->role), by);
    og_finding_compare_digests(sink, f, promised, found);
    og_finding_path(sink, f, link->path);
}

static void check_blob_digest_mismatch(const og_subject *subject, og_sink *sink)
{
    const og_link *link = subject->link;
    if (!was_read(link->blob))
        return;
    if (link->descriptor != NULL)
        flag_digest(sink, link, &link->descriptor->digest, "digest");
    else
        flag_digest(sink, link, &link->name_digest, "name");
}

/* Blobs that nothing names: the layout promises them all the same. */
static void check_blob_digest_mismatch_name(const og_subject *subject, og_sink *sink)
{
    const og_facts *facts = subject->facts;
    if (!facts->has_layout_member)
        return;
    for (const og_member *member = facts->archive->members; member != NULL; member = member->next) {
        og_digest promised;
        if (member->is_referenced || !was_read(member->blob) ||
            !og_digest_of_blob_path(member->name, &promised))
            continue;
        const og_digest *found = computed(member->blob, promised.algorithm);
        if (found == NULL || og_digest_equal(found, &promised))
            continue;
        og_finding *f = og_flag(sink, "a blob that nothing names is not what its name promises");
        og_finding_compare_digests(sink, f, &promised, found);
        og_finding_path(sink, f, member->name);
    }
}

static void check_rootfs_type(const og_subject *subject, og_sink *sink)
{
    const og_config *config = subject->image->config;
    if (config == NULL || subject->image->is_artifact)
        return;
    og_finding *f;
    if (!config->has_rootfs) {
        f = og_flag(sink, "the config has no rootfs");
        og_finding_at(sink, f, "config", "/rootfs");
    } else if (config->rootfs_type == NULL) {
        f = og_flag(sink, "rootfs has no type");
        og_finding_at(sink, f, "config", "/rootfs/type");
    } else if (strcmp(config->rootfs_type, "layers") != 0) {
        f = og_flag(sink, "rootfs has the type \"%s\"", config->rootfs_type);
        og_finding_at(sink, f, "config", "/rootfs/type");
    } else {
        return;
    }
    og_finding_compare(sink, f, "layers", og_phrase_or(config->rootfs_type, "nothing"));
}

static void check_config_created_invalid(const og_subject *subject, og_sink *sink)
{
    const og_config *config = subject->image->config;
    if (config == NULL || subject->image->is_artifact || config->created == NULL ||
        og_rfc3339_is_valid(config->created))
        return;
    og_finding *f =
        og_flag(sink, "created is \"%s\", which is no time of RFC 3339", config->created);
    og_finding_at(sink, f, "config", "/created");
    og_finding_compare(sink, f, "a time such as 2024-05-01T12:00:00Z", config->created);
}

/* The digest of the unpacked layer; NULL where it is not proven or nothing was claimed. */
static const og_digest *unpacked_digest(const og_layer *layer)
{
    if (layer->blob == NULL || !layer->blob->is_decoded || layer->claimed == NULL)
        return NULL;
    const og_digest *digest = layer->claimed->algorithm == OG_SHA512 ? &layer->blob->diff_id_sha512
                                                                     : &layer->blob->diff_id;
    return digest->algorithm == layer->claimed->algorithm ? digest : NULL;
}

static size_t count_mismatches(const og_image *image)
{
    size_t count = 0;
    for (size_t i = 0; i < image->layer_count; i++) {
        const og_digest *digest = unpacked_digest(&image->layers[i]);
        count += digest != NULL && !og_digest_equal(digest, image->layers[i].claimed) ? 1 : 0;
    }
    return count;
}

/* Every claimed digest is there as often as it is claimed, only elsewhere. */
static bool is_permutation(const og_image *image)
{
    for (size_t i = 0; i < image->layer_count; i++) {
        if (unpacked_digest(&image->layers[i]) == NULL)
            return false;
    }
    for (size_t i = 0; i < image->layer_count; i++) {
        const og_digest *claimed = image->layers[i].claimed;
        size_t wanted = 0, there = 0;
        for (size_t j = 0; j < image->layer_count; j++) {
            wanted += og_digest_equal(claimed, image->layers[j].claimed) ? 1 : 0;
            there += og_digest_equal(claimed, unpacked_digest(&image->layers[j])) ? 1 : 0;
        }
        if (wanted != there)
            return false;
    }
    return true;
}

static void flag_order(const og_image *image, og_sink *sink)
{
    og_phrase_list claimed = {0}, found = {0};
    for (size_t i = 0; i < image->layer_count; i++) {
        const og_layer *layer = &image->layers[i];
        const og_digest *digest = unpacked_digest(layer);
        if (og_digest_equal(digest, layer->claimed))
            continue;
        char claimed_text[OG_DIGEST_TEXT_SIZE], found_text[OG_DIGEST_TEXT_SIZE];
        og_digest_format(layer->claimed, claimed_text);
        og_digest_format(digest, found_text);
        og_phrase_add(&claimed, "%zu: %s", i + 1, claimed_text);
        og_phrase_add(&found, "%zu: %s", i + 1, found_text);
    }
    og_finding *f = og_flag(sink, "the diff_ids are those of the layers, in another order");
    og_finding_at(sink, f, "config", "/rootfs/diff_ids");
    og_finding_compare(sink, f, og_phrase_end(&claimed), og_phrase_end(&found));
    og_finding_fix(sink, f, "list layers and diff_ids in the same order, the base layer first");
}

static void check_diff_id_mismatch(const og_subject *subject, og_sink *sink)
{
    const og_image *image = subject->image;
    if (image->is_artifact)
        return;
    const size_t mismatches = count_mismatches(image);
    if (mismatches > 1 && is_permutation(image)) {
        flag_order(image, sink);
        return;
    }
    for (size_t i = 0; mismatches > 0 && i < image->layer_count; i++) {
        const og_layer *layer = &image->layers[i];
        const og_digest *digest = unpacked_digest(layer);
        if (digest == NULL || og_digest_equal(digest, layer->claimed))
            continue;
        og_finding *f = og_flag(sink, "the unpacked layer is not what its diff_id promises");
        og_finding_at(sink, f, "config", "/rootfs/diff_ids/%zu", i);
        og_finding_compare_digests(sink, f, layer->claimed, digest);
        og_finding_layer(sink, f, i);
    }
}

/* How many layers the image has is known. */
static bool has_layer_list(const og_image *image)
{
    if (image->is_artifact)
        return false;
    if (image->manifest != NULL)
        return !image->manifest->is_schema_1;
    return image->docker_item != NULL;
}

static void check_diff_id_count(const og_subject *subject, og_sink *sink)
{
    const og_image *image = subject->image;
    const og_config *config = image->config;
    if (config == NULL || !config->has_rootfs || !has_layer_list(image) ||
        config->diff_id_count == image->layer_count)
        return;
    char layers[OG_PHRASE_COUNT_SIZE], diff_ids[OG_PHRASE_COUNT_SIZE];
    (void)og_phrase_count(image->layer_count, "layer", layers);
    (void)og_phrase_count(config->diff_id_count, "diff_id", diff_ids);
    og_finding *f = og_flag(sink, "%s and %s: there must be one for each", layers, diff_ids);
    og_finding_at(sink, f, "config", "/rootfs/diff_ids");
    og_finding_expected(sink, f, "%zu", image->layer_count);
    og_finding_found(sink, f, "%zu", config->diff_id_count);
}

static void check_history_count(const og_subject *subject, og_sink *sink)
{
    const og_image *image = subject->image;
    const og_config *config = image->config;
    if (config == NULL || !config->has_history || !has_layer_list(image))
        return;
    size_t entries = 0;
    for (size_t i = 0; i < config->history_count; i++)
        entries += config->history[i].is_empty_layer ? 0 : 1;
    if (entries == image->layer_count)
        return;
    char layers[OG_PHRASE_COUNT_SIZE], steps[OG_PHRASE_COUNT_SIZE];
    (void)og_phrase_count(image->layer_count, "layer", layers);
    (void)og_phrase_count(entries, "step", steps);
    og_finding *f = og_flag(sink, "history has %s with a layer, the image has %s", steps, layers);
    og_finding_at(sink, f, "config", "/history");
    og_finding_expected(sink, f, "%zu", image->layer_count);
    og_finding_found(sink, f, "%zu", entries);
}

static const struct og_rule rules[] = {
    {
        OG_RULE_NAME("blob-size-mismatch"),
        .title = "A blob has another size than its descriptor promises",
        .why =
            "The content was cut, extended or exchanged. Some tools stop reading at the promised "
            "size and then find another digest.",
        .symptom =
            "InvalidLayer: The layer digest calculation performed by Amazon ECR did not match",
        .fix = "export or build the image again; do not change blobs or descriptors by hand",
        .source = OG_SPEC_DESCRIPTOR,
        .evidence = 'D',
        .stage = "push",
        .depth = OCIGATE_DEPTH_BLOBS,
        .risk = OG_RISK_MEDIUM,
        .severity = OG_SEVERITIES(ERROR, ERROR),
        .checks = {{OG_SUBJECT_LINK, check_blob_size_mismatch}},
    },
    {
        OG_RULE_NAME("blob-digest-mismatch"),
        .title = "The digest of a blob differs from the promised one",
        .why = "This is not the content that was built, scanned or signed. It was damaged on the "
               "way, or exchanged. The registry computes the digest again and refuses it.",
        .symptom = "ImageDigestDoesNotMatch",
        .fix = "export or build the image again from a source that you trust",
        .source = OG_SPEC_DESCRIPTOR,
        .evidence = 'D',
        .stage = "push",
        .depth = OCIGATE_DEPTH_BLOBS,
        .risk = OG_RISK_HIGH,
        .severity = OG_SEVERITIES(ERROR, ERROR),
        .checks = {{OG_SUBJECT_LINK, check_blob_digest_mismatch},
                   {OG_SUBJECT_ARCHIVE, check_blob_digest_mismatch_name}},
    },
    {
        OG_RULE_NAME("rootfs-type"),
        .title = "The config does not say that the file system is made of layers",
        .why = "rootfs.type must be \"layers\"; tools must refuse every other value.",
        .symptom = "",
        .fix = "write \"rootfs\": {\"type\": \"layers\", \"diff_ids\": [...]} into the config",
        .source = OG_SPEC_CONFIG,
        .evidence = 'D',
        .stage = "create",
        .severity = OG_SEVERITIES(ERROR, ERROR),
        .checks = {{OG_SUBJECT_IMAGE, check_rootfs_type}},
    },
    {
        OG_RULE_NAME("config-created-invalid"),
        .title = "The time of creation is not written as RFC 3339 says",
        .why = "Tools written in Go refuse the whole config for it.",
        .symptom = "parsing time \"\" as \"2006-01-02T15:04:05Z07:00\"",
        .fix = "write it as date -u +%Y-%m-%dT%H:%M:%SZ prints it",
        .source = OG_SPEC_CONFIG,
        .evidence = 'D',
        .stage = "",
        .severity = OG_SEVERITIES(WARNING, WARNING),
        .checks = {{OG_SUBJECT_IMAGE, check_config_created_invalid}},
    },
    {
        OG_RULE_NAME("diff-id-mismatch"),
        .title = "An unpacked layer is not what the config promises",
        .why = "diff_ids are the digests of the unpacked layers, first to last. A wrong one passes "
               "a push, and fails where the layers are put together, or hides an exchanged layer.",
        .symptom = "layers from manifest don't match image configuration",
        .fix = "build the image again: docker buildx build --no-cache ...",
        .source = OG_SPEC_CONFIG,
        .evidence = 'D',
        .stage = "init",
        .depth = OCIGATE_DEPTH_BLOBS,
        .risk = OG_RISK_HIGH,
        .severity = OG_SEVERITIES(ERROR, ERROR),
        .checks = {{OG_SUBJECT_IMAGE, check_diff_id_mismatch}},
    },
    {
        OG_RULE_NAME("diff-id-count"),
        .title = "Layers and diff_ids differ in number",
        .why = "Each layer needs its diff_id. Docker refuses such an image, others crash or drop "
               "layers.",
        .symptom = "invalid manifest, layers length mismatch",
        .fix = "build the image again: docker buildx build --no-cache ...",
        .source = OG_SPEC_CONFIG,
        .evidence = 'D',
        .stage = "init",
        .severity = OG_SEVERITIES(ERROR, ERROR),
        .checks = {{OG_SUBJECT_IMAGE, check_diff_id_count}},
    },
    {
        OG_RULE_NAME("history-count"),
        .title = "The history does not fit the layers",
        .why = "Build steps cannot be assigned to layers, and podman refuses to convert the image. "
               "It runs all the same.",
        .symptom = "history lists 1 non-empty layers, but we have 7 layers on disk",
        .fix = "build the image again without --squash; history may also be left out",
        .source = OG_SPEC_CONFIG,
        .evidence = 'O',
        .stage = "",
        .severity = OG_SEVERITIES(WARNING, WARNING),
        .checks = {{OG_SUBJECT_IMAGE, check_history_count}},
    },
};

OG_RULE_GROUP(og_rules_integrity, "integrity", rules);
