/* Where the rules come from: the pages that their rows cite. */
#ifndef OG_RULES_SOURCE_H
#define OG_RULES_SOURCE_H

#define OG_SPEC "https://github.com/opencontainers/image-spec/blob/main/"
#define OG_SPEC_LAYOUT OG_SPEC "image-layout.md"
#define OG_SPEC_INDEX OG_SPEC "image-index.md"
#define OG_SPEC_MANIFEST OG_SPEC "manifest.md"
#define OG_SPEC_CONFIG OG_SPEC "config.md"
#define OG_SPEC_LAYER OG_SPEC "layer.md"
#define OG_SPEC_DESCRIPTOR OG_SPEC "descriptor.md"
#define OG_SPEC_MEDIA_TYPES OG_SPEC "media-types.md"
#define OG_SPEC_ANNOTATIONS OG_SPEC "annotations.md"
#define OG_SPEC_JSON OG_SPEC "considerations.md"

#define OG_DOCKER_SPEC "https://github.com/moby/docker-image-spec/blob/main/spec.md"
#define OG_POSIX_PAX                                                                               \
    "https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html#tag_20_92_13"

#define OG_AWS "https://docs.aws.amazon.com/lambda/latest/dg/"
#define OG_AWS_IMAGES OG_AWS "images-create.html"
#define OG_AWS_QUOTAS OG_AWS "gettingstarted-limits.html"
#define OG_AWS_TROUBLE OG_AWS "troubleshooting-images.html"
#define OG_AWS_IMAGE_CONFIG OG_AWS "API_ImageConfig.html"
#define OG_AWS_ARCHITECTURE OG_AWS "foundation-arch.html"
#define OG_AWS_ENVIRONMENT OG_AWS "configuration-envvars.html"
#define OG_AWS_PYTHON_IMAGE OG_AWS "python-image.html"
#define OG_ECR_FORMATS                                                                             \
    "https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-manifest-formats.html"
#define OG_ECR_PUT_IMAGE                                                                           \
    "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutImage.html"

#define OG_RIE                                                                                     \
    "https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/main/internal/lambda/"

#endif
