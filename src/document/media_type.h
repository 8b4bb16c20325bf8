/* The media types of the field, one table. */
#ifndef OG_DOCUMENT_MEDIA_TYPE_H
#define OG_DOCUMENT_MEDIA_TYPE_H

#include <stdbool.h>
#include <stddef.h>

typedef enum og_media_kind {
    OG_MEDIA_UNKNOWN = 0,
    OG_MEDIA_INDEX,
    OG_MEDIA_MANIFEST,
    OG_MEDIA_SCHEMA_1,
    OG_MEDIA_CONFIG,        /* of an image */
    OG_MEDIA_LAYER,         /* of an image */
    OG_MEDIA_LAYER_FOREIGN, /* non-distributable */
    OG_MEDIA_LAYER_ENCRYPTED,
    OG_MEDIA_ARTIFACT, /* config or layer of something that is no image; what says of what */
} og_media_kind;

typedef enum og_media_family { OG_FAMILY_NONE, OG_FAMILY_OCI, OG_FAMILY_DOCKER } og_media_family;

/* Of a layer: what the media type declares. */
typedef enum og_media_codec {
    OG_MEDIA_CODEC_NONE,
    OG_MEDIA_CODEC_GZIP,
    OG_MEDIA_CODEC_ZSTD
} og_media_codec;

typedef struct og_media_type {
    const char *name;
    const char *what; /* artifacts: "a Helm chart", "an in-toto attestation"...; else NULL */
    og_media_kind kind;
    og_media_family family;
    og_media_codec codec;
    bool is_prefix; /* name is only the beginning */
} og_media_type;

/* Never NULL: a type that is none of the table gives a row of kind OG_MEDIA_UNKNOWN. name may be
 * NULL. */
const og_media_type *og_media_type_find(const char *name);

/* RFC 6838, section 4.2: type "/" subtype, without parameters. */
bool og_media_type_is_valid(const char *name);

#define OG_MEDIA_OCI_EMPTY "application/vnd.oci.empty.v1+json"

#endif
