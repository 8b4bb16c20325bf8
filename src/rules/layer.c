#include "rules/registry.h"

#include "rules/phrase.h"
#include "rules/source.h"

#include <string.h>

#define DOCKER_PLAIN_LAYER "application/vnd.docker.image.rootfs.diff.tar"
#define REBUILD_GZIP                                                                               \
    "docker buildx build --platform linux/amd64 --provenance=false --sbom=false --output "         \
    "type=oci,dest=image.tar,compression=gzip,force-compression=true ."

/* The media types of docker save are not those that will be pushed. */
static const char *pushed_type(const og_subject *subject)
{
    if (subject->facts->kind == OG_KIND_DOCKER_ARCHIVE || subject->image->is_artifact ||
        subject->layer->descriptor == NULL)
        return NULL;
    return subject->layer->descriptor->media_type;
}

static bool was_read(const og_blob_facts *blob)
{
    return blob != NULL && blob->is_complete && blob->digest.algorithm != OG_ALGORITHM_NONE;
}

static og_finding *flag_type(og_sink *sink, size_t layer, const char *message, const char *type)
{
    og_finding *f = og_flag(sink, "%s: %s", message, type);
    og_finding_at(sink, f, "manifest", "/layers/%zu/mediaType", layer);
    og_finding_found(sink, f, "%s", type);
    return f;
}

static void check_layer_media_type_unsupported(const og_subject *subject, og_sink *sink)
{
    const char *type = pushed_type(subject);
    if (type == NULL)
        return;
    const og_media_type *known = og_media_type_find(type);
    if (known->kind == OG_MEDIA_LAYER || known->kind == OG_MEDIA_LAYER_FOREIGN)
        return;
    const char *message = "the media type is of no layer that is known";
    if (known->kind == OG_MEDIA_LAYER_ENCRYPTED)
        message = "the layer is encrypted";
    else if (known->kind == OG_MEDIA_ARTIFACT)
        message = "the layer belongs to an artifact";
    og_finding *f = flag_type(sink, subject->layer->index, message, type);
    og_finding_expected(sink, f, "application/vnd.oci.image.layer.v1.tar+gzip");
}

static void check_layer_docker_uncompressed(const og_subject *subject, og_sink *sink)
{
    const char *type = pushed_type(subject);
    if (type == NULL || strcmp(type, DOCKER_PLAIN_LAYER) != 0)
        return;
    og_finding *f =
        flag_type(sink, subject->layer->index, "a Docker layer that is not compressed", type);
    og_finding_expected(sink, f, DOCKER_PLAIN_LAYER ".gzip");
}

static void check_layer_zstd(const og_subject *subject, og_sink *sink)
{
    const char *type = pushed_type(subject);
    if (type == NULL)
        return;
    const og_blob_facts *blob = subject->layer->blob;
    const bool is_declared = og_media_type_find(type)->codec == OG_MEDIA_CODEC_ZSTD;
    if (!is_declared && (blob == NULL || blob->compression != OG_COMPRESSION_ZSTD))
        return;
    og_finding *f =
        flag_type(sink, subject->layer->index, "the layer is compressed with zstd", type);
    og_finding_compare(sink, f, "gzip", "zstd");
}

static void check_layer_foreign(const og_subject *subject, og_sink *sink)
{
    const og_descriptor *descriptor = subject->layer->descriptor;
    if (descriptor == NULL || subject->image->is_artifact)
        return;
    if (og_media_type_find(descriptor->media_type)->kind == OG_MEDIA_LAYER_FOREIGN) {
        (void)flag_type(sink, subject->layer->index, "the layer is not stored with the image",
                        descriptor->media_type);
    } else if (descriptor->has_urls) {
        og_finding *f = og_flag(sink, "the layer is to be fetched from elsewhere: it has urls");
        og_finding_at(sink, f, "manifest", "/layers/%zu/urls", subject->layer->index);
    }
}

static const char *codec_name(og_media_codec codec)
{
    switch (codec) {
    case OG_MEDIA_CODEC_GZIP:
        return "gzip";
    case OG_MEDIA_CODEC_ZSTD:
        return "zstd";
    case OG_MEDIA_CODEC_NONE:
        break;
    }
    return "none";
}

static void check_layer_compression_mismatch(const og_subject *subject, og_sink *sink)
{
    const char *type = pushed_type(subject);
    const og_blob_facts *blob = subject->layer->blob;
    if (type == NULL || !was_read(blob))
        return;
    const og_media_type *known = og_media_type_find(type);
    if (known->kind != OG_MEDIA_LAYER && known->kind != OG_MEDIA_LAYER_FOREIGN)
        return;
    const char *declared = codec_name(known->codec), *is = og_compression_name(blob->compression);
    if (strcmp(declared, is) == 0)
        return;
    og_finding *f = og_flag(sink, "the media type declares the compression %s, the bytes have %s",
                            declared, is);
    og_finding_compare(sink, f, declared, is);
    if (subject->facts->kind == OG_KIND_DOCKER_DIR)
        og_finding_severity(sink, f, OCIGATE_SEVERITY_WARNING);
}

static const og_defects *defects_of(const og_subject *subject)
{
    static const og_defects none;
    const og_blob_facts *blob = subject->layer->blob;
    return blob == NULL || subject->image->is_artifact ? &none : &blob->defects;
}

static void check_layer_corrupt(const og_subject *subject, og_sink *sink)
{
    const og_defects *defects = defects_of(subject);
    (void)og_flag_defects(sink, defects, OG_DEFECT_CODEC_CORRUPT);
    (void)og_flag_defects(sink, defects, OG_DEFECT_CODEC_UNSUPPORTED);
    (void)og_flag_defects(sink, defects, OG_DEFECT_TAR_CORRUPT);
    if (subject->layer->blob == NULL || !subject->layer->blob->is_complete)
        return; /* cut with the archive, which archive-truncated says */
    (void)og_flag_defects(sink, defects, OG_DEFECT_CODEC_TRUNCATED);
    (void)og_flag_defects(sink, defects, OG_DEFECT_TAR_TRUNCATED);
}

static void check_layer_trailing_data(const og_subject *subject, og_sink *sink)
{
    const og_defects *defects = defects_of(subject);
    (void)og_flag_defects(sink, defects, OG_DEFECT_CODEC_TRAILING);
    (void)og_flag_defects(sink, defects, OG_DEFECT_TAR_TRAILING);
}

/* What the layer is instead of a tar archive; NULL: nothing is known against it. */
static const char *other_content(const og_blob_facts *blob)
{
    if (!was_read(blob))
        return NULL;
    if (blob->compression == OG_COMPRESSION_XZ || blob->compression == OG_COMPRESSION_BZIP2)
        return og_compression_name(blob->compression);
    if (blob->content == OG_CONTENT_JSON)
        return "a JSON document";
    if (blob->content == OG_CONTENT_OTHER)
        return og_phrase_or(blob->looks_like, "bytes of no known kind");
    return NULL;
}

/* Some readers take it for an empty layer; the digest says that it was meant so. */
static void flag_nothing(og_sink *sink)
{
    og_finding *f = og_flag(sink, "the layer has no bytes at all, which many readers refuse");
    og_finding_severity(sink, f, OCIGATE_SEVERITY_WARNING);
    og_finding_compare(sink, f, "a tar archive, if only of 1,024 zero bytes", "0 bytes");
}

static void check_layer_not_tar(const og_subject *subject, og_sink *sink)
{
    const og_defects *defects = defects_of(subject);
    const og_blob_facts *blob = subject->layer->blob;
    if (was_read(blob) && blob->content == OG_CONTENT_EMPTY && !subject->image->is_artifact) {
        flag_nothing(sink);
        return;
    }
    if (og_flag_defects(sink, defects, OG_DEFECT_NOT_TAR) > 0 || subject->image->is_artifact ||
        og_defects_have(defects, OG_DEFECT_CODEC_CORRUPT) ||
        og_defects_have(defects, OG_DEFECT_CODEC_UNSUPPORTED) ||
        og_defects_have(defects, OG_DEFECT_LIMIT))
        return;
    const char *found = other_content(blob);
    if (found == NULL)
        return;
    og_finding *f = og_flag(sink, "the layer is no tar archive but %s", found);
    og_finding_compare(sink, f, "a tar archive, plain or with gzip or zstd", found);
}

static void check_layer_bomb(const og_subject *subject, og_sink *sink)
{
    (void)og_flag_defects(sink, defects_of(subject), OG_DEFECT_BOMB);
}

static const struct og_rule rules[] = {
    {
        OG_RULE_NAME("layer-media-type-unsupported"),
        .title = "A layer has a media type that Lambda does not take",
        .why = "Lambda unpacks tar layers of Docker and OCI images. One layer of another type ends "
               "the function in the state Failed, minutes after CreateFunction has answered.",
        .symptom = "InvalidImage(ImageLayerFailure: UnsupportedImageLayerDetected - Layer Digest "
                   "sha256:...)",
        .fix = REBUILD_GZIP,
        .source = OG_AWS_IMAGES,
        .evidence = 'O',
        .stage = "optimize",
        .severity = OG_SEVERITIES(ERROR, ERROR),
        .checks = {{OG_SUBJECT_LAYER, check_layer_media_type_unsupported}},
    },
    {
        OG_RULE_NAME("layer-docker-uncompressed"),
        .title = "A Docker layer is not compressed",
        .why = "Lambda rejects plain tar layers with the Docker media type. The same image works "
               "after docker load and docker push, which compress it.",
        .symptom = "InvalidImage(ImageLayerFailure: UnsupportedImageLayerDetected - Layer Digest "
                   "sha256:...)",
        .fix = REBUILD_GZIP "   (Bazel: compress = \"gzip\")",
        .source = "https://github.com/aspect-build/rules_aws/pull/145",
        .evidence = 'O',
        .stage = "optimize",
        .depth = OCIGATE_DEPTH_BLOBS,
        .severity = OG_SEVERITIES(ERROR, OFF),
        .checks = {{OG_SUBJECT_LAYER, check_layer_docker_uncompressed}},
    },
    {
        OG_RULE_NAME("layer-zstd"),
        .title = "A layer is compressed with zstd",
        .why = "AWS promises OCI 1.0 for Lambda; zstd came with OCI 1.1. Nobody has reported that "
               "it works, nor that it fails.",
        .symptom = "",
        .fix = REBUILD_GZIP,
        .source = "https://github.com/opencontainers/image-spec/pull/788",
        .evidence = 'I',
        .stage = "optimize",
        .depth = OCIGATE_DEPTH_BLOBS,
        .severity = OG_SEVERITIES(WARNING, OFF),
        .checks = {{OG_SUBJECT_LAYER, check_layer_zstd}},
    },
    {
        OG_RULE_NAME("layer-foreign"),
        .title = "A layer is foreign: it is not stored with the image",
        .why = "Such layers belong to Windows images and are fetched from their vendor. Lambda "
               "fetches nothing from elsewhere.",
        .symptom = "",
        .fix = "build on a Linux base image: FROM public.ecr.aws/lambda/provided:al2023",
        .source = OG_SPEC_LAYER,
        .evidence = 'I',
        .stage = "optimize",
        .severity = OG_SEVERITIES(ERROR, WARNING),
        .checks = {{OG_SUBJECT_LAYER, check_layer_foreign}},
    },
    {
        OG_RULE_NAME("layer-compression-mismatch"),
        .title = "A layer is not compressed as its media type says",
        .why = "Readers that trust the media type take compressed bytes for a tar archive, or the "
               "reverse, and fail.",
        .symptom = "archive/tar: invalid tar header",
        .fix = REBUILD_GZIP,
        .source = OG_SPEC_MEDIA_TYPES,
        .evidence = 'D',
        .stage = "optimize",
        .depth = OCIGATE_DEPTH_BLOBS,
        .severity = OG_SEVERITIES(ERROR, ERROR),
        .checks = {{OG_SUBJECT_LAYER, check_layer_compression_mismatch}},
    },
    {
        OG_RULE_NAME("layer-corrupt"),
        .title = "A layer is damaged inside",
        .why = "The compressed data or the tar archive does not hold together, though its digest "
               "may be right: it was damaged before the image was built.",
        .symptom = "gzip: invalid checksum",
        .fix = "build the image again: docker buildx build --no-cache ...",
        .source = OG_SPEC_LAYER,
        .evidence = 'D',
        .stage = "optimize",
        .depth = OCIGATE_DEPTH_BLOBS,
        .severity = OG_SEVERITIES(ERROR, ERROR),
        .checks = {{OG_SUBJECT_LAYER, check_layer_corrupt}},
    },
    {
        OG_RULE_NAME("layer-trailing-data"),
        .title = "Bytes follow the end of a layer",
        .why = "Some readers stop at the end, others fail on what follows. The bytes are covered "
               "by the digest and belong to nobody: a place to hide things.",
        .symptom = "gzip: invalid header",
        .fix = "build the image again: docker buildx build --no-cache ...",
        .source = OG_SPEC_LAYER,
        .evidence = 'O',
        .stage = "push",
        .depth = OCIGATE_DEPTH_BLOBS,
        .severity = OG_SEVERITIES(ERROR, ERROR),
        .checks = {{OG_SUBJECT_LAYER, check_layer_trailing_data}},
    },
    {
        OG_RULE_NAME("layer-not-tar"),
        .title = "A layer is no tar archive",
        .why = "There are no files in it that could be unpacked. Attestations and artifacts among "
               "the layers are the usual cause. A layer without a byte is a warning: some readers "
               "take it for an empty one.",
        .symptom = "InvalidImage(ImageLayerFailure: UnsupportedImageLayerDetected - Layer Digest "
                   "sha256:...)",
        .fix = REBUILD_GZIP,
        .source = OG_SPEC_LAYER,
        .evidence = 'D',
        .stage = "optimize",
        .depth = OCIGATE_DEPTH_BLOBS,
        .severity = OG_SEVERITIES(ERROR, ERROR),
        .checks = {{OG_SUBJECT_LAYER, check_layer_not_tar}},
    },
    {
        OG_RULE_NAME("layer-bomb"),
        .title = "A layer unpacks to more than the limit",
        .why = "A few megabytes can unpack to any size. Reading stopped at the limit, so the rest "
               "of the layer was not judged.",
        .symptom = "",
        .fix = "look at what the layer holds; if it is meant, raise --max-layer-size",
        .source = OG_AWS_QUOTAS,
        .evidence = 'I',
        .stage = "",
        .depth = OCIGATE_DEPTH_BLOBS,
        .risk = OG_RISK_MEDIUM,
        .severity = OG_SEVERITIES(ERROR, ERROR),
        .checks = {{OG_SUBJECT_LAYER, check_layer_bomb}},
    },
};

OG_RULE_GROUP(og_rules_layer, "layer", rules);
