#include "rules/manifest.h"

#include "rules/phrase.h"
#include "rules/registry.h"
#include "rules/source.h"

/* AWS Lambda, "Create a function from an image": keep the manifest below this. */
#define SLOW_MANIFEST_BYTES UINT64_C(25400)
/* What Docker takes, and Amazon ECR took for long. */
#define LAYERS_MAX 127u

#define REBUILD                                                                                    \
    "docker buildx build --platform linux/amd64 --provenance=false --sbom=false --load -t app:1 ."

static void check_manifest_too_large(const og_subject *subject, og_sink *sink)
{
    const og_document *document = subject->document->document;
    if (document->kind != OG_DOCUMENT_MANIFEST || document->size_bytes <= OG_MANIFEST_BYTES_MAX)
        return;
    og_finding *f = og_flag(sink, "the manifest has %zu bytes, registries take at most %llu",
                            document->size_bytes, (unsigned long long)OG_MANIFEST_BYTES_MAX);
    og_finding_compare_sizes(sink, f, OG_MANIFEST_BYTES_MAX, document->size_bytes);
    og_finding_path(sink, f, document->member);
}

static void check_manifest_slow(const og_subject *subject, og_sink *sink)
{
    const og_image *image = subject->image;
    const uint64_t size =
        image->manifest_document == NULL ? 0 : image->manifest_document->size_bytes;
    if (image->is_artifact || size <= SLOW_MANIFEST_BYTES || size > OG_MANIFEST_BYTES_MAX)
        return;
    og_finding *f = og_flag(sink, "the manifest has %llu bytes, AWS advises less than %llu",
                            (unsigned long long)size, (unsigned long long)SLOW_MANIFEST_BYTES);
    og_finding_compare_sizes(sink, f, SLOW_MANIFEST_BYTES, size);
}

static void check_layer_count(const og_subject *subject, og_sink *sink)
{
    const og_image *image = subject->image;
    if (image->is_artifact || image->layer_count <= LAYERS_MAX)
        return;
    og_finding *f =
        og_flag(sink, "the image has %zu layers, more than %u", image->layer_count, LAYERS_MAX);
    og_finding_expected(sink, f, "at most %u layers", LAYERS_MAX);
    og_finding_found(sink, f, "%zu layers", image->layer_count);
}

static void check_layers_empty(const og_subject *subject, og_sink *sink)
{
    const og_image *image = subject->image;
    const bool is_known = og_manifest_judged(image) != NULL ||
                          (image->manifest_document == NULL && image->docker_item != NULL);
    if (!is_known || image->is_artifact || image->layer_count > 0)
        return;
    og_finding *f = og_flag(sink, "the image has no layers, so there is no file in it");
    og_finding_compare(sink, f, "at least 1 layer", "0 layers");
}

static const struct og_rule rules[] = {
    {
        OG_RULE_NAME("manifest-schema-1"),
        .title = "The manifest is Docker schema 1",
        .why = "Lambda takes Docker schema 2 and OCI. A registry stores schema 1 all the same, so "
               "that the push succeeds and CreateFunction fails.",
        .symptom = "InvalidParameterValueException: The image manifest, config or layer media type "
                   "for the source image is not supported.",
        .fix = "skopeo copy --format v2s2 docker://REPOSITORY:TAG docker-archive:image.tar",
        .source = OG_ECR_FORMATS,
        .evidence = 'D',
        .stage = "create",
        .severity = OG_SEVERITIES(ERROR, ERROR),
        .checks = {{OG_SUBJECT_IMAGE, og_check_manifest_schema_1}},
    },
    {
        OG_RULE_NAME("manifest-schema-version"),
        .title = "schemaVersion is not the number 2",
        .why = "Registries and tools tell the formats apart by it; strict ones refuse the "
               "document.",
        .symptom = "unrecognized manifest schema version 0",
        .fix = "write \"schemaVersion\": 2 in the tool that makes the manifest, and build again",
        .source = OG_SPEC_MANIFEST,
        .evidence = 'D',
        .stage = "push",
        .severity = OG_SEVERITIES(ERROR, ERROR),
        .checks = {{OG_SUBJECT_DOCUMENT, og_check_index_schema_version},
                   {OG_SUBJECT_IMAGE, og_check_manifest_schema_version}},
    },
    {
        OG_RULE_NAME("manifest-media-type-unsupported"),
        .title = "The manifest has a media type that is not of an image",
        .why = "Lambda takes the image manifests of Docker schema 2 and of OCI, and nothing else.",
        .symptom = "InvalidParameterValueException: The image manifest, config or layer media type "
                   "for the source image is not supported.",
        .fix = REBUILD,
        .source = OG_AWS_IMAGES,
        .evidence = 'D',
        .stage = "create",
        .severity = OG_SEVERITIES(ERROR, ERROR),
        .checks = {{OG_SUBJECT_IMAGE, og_check_manifest_media_type_unsupported}},
    },
    {
        OG_RULE_NAME("manifest-media-type-mismatch"),
        .title = "A document has another media type than its descriptor says",
        .why =
            "A registry is told one type at the push and finds the other in the document. Some "
            "refuse it; others serve it as something that it is not. index.json of a layout has no "
            "descriptor: it is an index.",
        .symptom = "manifest invalid: mediaType in manifest should be",
        .fix = REBUILD,
        .source = OG_SPEC_MEDIA_TYPES,
        .evidence = 'D',
        .stage = "push",
        .severity = OG_SEVERITIES(ERROR, ERROR),
        .checks = {{OG_SUBJECT_ARCHIVE, og_check_top_index_media_type},
                   {OG_SUBJECT_INDEX, og_check_index_media_type_mismatch},
                   {OG_SUBJECT_IMAGE, og_check_manifest_media_type_mismatch}},
    },
    {
        OG_RULE_NAME("manifest-ambiguous"),
        .title = "One document is a manifest and an index at once",
        .why = "A tool that reads it as a manifest runs another image than one that reads it as an "
               "index (CVE-2021-41190). Honest tools never write such a document.",
        .symptom = "ambiguous manifest: both manifest and index fields",
        .fix = "do not use this image; build it again from its source",
        .source = "https://github.com/opencontainers/distribution-spec/security/advisories/"
                  "GHSA-mc8v-mgrf-8f4m",
        .evidence = 'D',
        .stage = "push",
        .risk = OG_RISK_HIGH,
        .severity = OG_SEVERITIES(ERROR, ERROR),
        .checks = {{OG_SUBJECT_DOCUMENT, og_check_index_ambiguous},
                   {OG_SUBJECT_IMAGE, og_check_manifest_ambiguous}},
    },
    {
        OG_RULE_NAME("manifest-artifact"),
        .title = "This is an artifact, not a container image",
        .why = "Registries store charts, signatures, SBOMs and WebAssembly in the same way as "
               "images. They have no files to start.",
        .symptom = "InvalidParameterValueException: The image manifest, config or layer media type "
                   "for the source image is not supported.",
        .fix = "name the image itself; an artifact often stands beside it under a similar tag",
        .source = OG_SPEC_MANIFEST,
        .evidence = 'D',
        .stage = "create",
        .severity = OG_SEVERITIES(ERROR, ERROR),
        .checks = {{OG_SUBJECT_IMAGE, og_check_manifest_artifact}},
    },
    {
        OG_RULE_NAME("config-media-type"),
        .title = "The config has a media type that is not of an image",
        .why = "Lambda and container runtimes look at the media type of the config to see whether "
               "they can run it.",
        .symptom = "InvalidParameterValueException: The image manifest, config or layer media type "
                   "for the source image is not supported.",
        .fix = REBUILD,
        .source = OG_SPEC_MANIFEST,
        .evidence = 'I',
        .stage = "create",
        .severity = OG_SEVERITIES(ERROR, ERROR),
        .checks = {{OG_SUBJECT_IMAGE, og_check_config_media_type}},
    },
    {
        OG_RULE_NAME("media-types-mixed"),
        .title = "Docker and OCI media types stand in one manifest",
        .why = "podman refuses such an image, or one whose manifest has an empty mediaType; what "
               "Lambda does with it is not documented. kaniko and mixed base images are the usual "
               "cause.",
        .symptom = "",
        .fix = "skopeo copy --format oci oci:LAYOUT:TAG oci:NEW:TAG",
        .source = "https://github.com/GoogleContainerTools/kaniko/issues/1836",
        .evidence = 'O',
        .stage = "create",
        .severity = OG_SEVERITIES(WARNING, WARNING),
        .checks = {{OG_SUBJECT_IMAGE, og_check_media_types_mixed}},
    },
    {
        OG_RULE_NAME("manifest-too-large"),
        .title = "The manifest is larger than registries take",
        .why = "Amazon ECR takes manifests up to 4,194,304 bytes. The push fails after every layer "
               "has been sent.",
        .symptom = "manifest blob exceeds the size limit",
        .fix = "use fewer layers and annotations, and no embedded data",
        .source = OG_ECR_PUT_IMAGE,
        .evidence = 'D',
        .stage = "push",
        .severity = OG_SEVERITIES(ERROR, ERROR),
        .checks = {{OG_SUBJECT_DOCUMENT, check_manifest_too_large}},
    },
    {
        OG_RULE_NAME("manifest-slow"),
        .title = "The manifest is larger than AWS advises",
        .why = "AWS asks for a manifest below 25,400 bytes: above it, the function takes longer "
               "to become active.",
        .symptom = "",
        .fix = "join RUN lines, build in stages, and drop annotations of layers (eStargz, SOCI)",
        .source = OG_AWS_IMAGES,
        .evidence = 'D',
        .stage = "optimize",
        .severity = OG_SEVERITIES(WARNING, OFF),
        .checks = {{OG_SUBJECT_IMAGE, check_manifest_slow}},
    },
    {
        OG_RULE_NAME("layer-count"),
        .title = "The image has more layers than Docker takes",
        .why = "Docker stops at 127 layers, and registries have limits of their own.",
        .symptom = "Limit on number of layers per image exceeded",
        .fix =
            "join RUN lines, or build in stages and copy the result: COPY --from=build /app /app",
        .source = "https://docs.amazonaws.cn/AmazonECR/latest/userguide/service_limits.html",
        .evidence = 'O',
        .stage = "push",
        .severity = OG_SEVERITIES(WARNING, WARNING),
        .checks = {{OG_SUBJECT_IMAGE, check_layer_count}},
    },
    {
        OG_RULE_NAME("layers-empty"),
        .title = "The image has no layers",
        .why = "There is no file in it, so nothing can be started.",
        .symptom = "",
        .fix = "copy the program into the image: COPY --chmod=755 main /main",
        .source = OG_SPEC_MANIFEST,
        .evidence = 'D',
        .stage = "create",
        .severity = OG_SEVERITIES(ERROR, WARNING),
        .checks = {{OG_SUBJECT_IMAGE, check_layers_empty}},
    },
};

OG_RULE_GROUP(og_rules_manifest, "manifest", rules);
