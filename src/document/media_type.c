#include "document/media_type.h"

#include <string.h>

#define OCI "application/vnd.oci."
#define OCI_LAYER OCI "image.layer."
#define DOCKER "application/vnd.docker."
#define DOCKER_LAYER DOCKER "image.rootfs."
#define SUFFIX_ENCRYPTED "+encrypted"

#define DOCUMENT(name, kind, family)                                                               \
    {                                                                                              \
        name, NULL, kind, family, OG_MEDIA_CODEC_NONE, false                                       \
    }
#define LAYER(name, kind, family, codec)                                                           \
    {                                                                                              \
        name, NULL, kind, family, codec, false                                                     \
    }
#define OTHER(name, kind, family, what)                                                            \
    {                                                                                              \
        name, what, kind, family, OG_MEDIA_CODEC_NONE, false                                       \
    }
#define ARTIFACT(name, what) OTHER(name, OG_MEDIA_ARTIFACT, OG_FAMILY_NONE, what)
#define ARTIFACTS(name, what)                                                                      \
    {                                                                                              \
        name, what, OG_MEDIA_ARTIFACT, OG_FAMILY_NONE, OG_MEDIA_CODEC_NONE, true                   \
    }

/* Sources: image-spec media-types.md; distribution manifest-v2-2.md; containerd
   core/images/mediatypes.go; ocicrypt; the specifications of the artifacts. */
static const og_media_type table[] = {
    DOCUMENT(OCI "image.index.v1+json", OG_MEDIA_INDEX, OG_FAMILY_OCI),
    DOCUMENT(DOCKER "distribution.manifest.list.v2+json", OG_MEDIA_INDEX, OG_FAMILY_DOCKER),
    DOCUMENT(OCI "image.manifest.v1+json", OG_MEDIA_MANIFEST, OG_FAMILY_OCI),
    DOCUMENT(DOCKER "distribution.manifest.v2+json", OG_MEDIA_MANIFEST, OG_FAMILY_DOCKER),
    DOCUMENT(DOCKER "distribution.manifest.v1+json", OG_MEDIA_SCHEMA_1, OG_FAMILY_DOCKER),
    DOCUMENT(DOCKER "distribution.manifest.v1+prettyjws", OG_MEDIA_SCHEMA_1, OG_FAMILY_DOCKER),
    DOCUMENT(OCI "image.config.v1+json", OG_MEDIA_CONFIG, OG_FAMILY_OCI),
    DOCUMENT(DOCKER "container.image.v1+json", OG_MEDIA_CONFIG, OG_FAMILY_DOCKER),

    LAYER(OCI_LAYER "v1.tar", OG_MEDIA_LAYER, OG_FAMILY_OCI, OG_MEDIA_CODEC_NONE),
    LAYER(OCI_LAYER "v1.tar+gzip", OG_MEDIA_LAYER, OG_FAMILY_OCI, OG_MEDIA_CODEC_GZIP),
    LAYER(OCI_LAYER "v1.tar+zstd", OG_MEDIA_LAYER, OG_FAMILY_OCI, OG_MEDIA_CODEC_ZSTD),
    LAYER(OCI_LAYER "nondistributable.v1.tar", OG_MEDIA_LAYER_FOREIGN, OG_FAMILY_OCI,
          OG_MEDIA_CODEC_NONE),
    LAYER(OCI_LAYER "nondistributable.v1.tar+gzip", OG_MEDIA_LAYER_FOREIGN, OG_FAMILY_OCI,
          OG_MEDIA_CODEC_GZIP),
    LAYER(OCI_LAYER "nondistributable.v1.tar+zstd", OG_MEDIA_LAYER_FOREIGN, OG_FAMILY_OCI,
          OG_MEDIA_CODEC_ZSTD),
    LAYER(DOCKER_LAYER "diff.tar", OG_MEDIA_LAYER, OG_FAMILY_DOCKER, OG_MEDIA_CODEC_NONE),
    LAYER(DOCKER_LAYER "diff.tar.gzip", OG_MEDIA_LAYER, OG_FAMILY_DOCKER, OG_MEDIA_CODEC_GZIP),
    LAYER(DOCKER_LAYER "diff.tar.zstd", OG_MEDIA_LAYER, OG_FAMILY_DOCKER, OG_MEDIA_CODEC_ZSTD),
    LAYER(DOCKER_LAYER "foreign.diff.tar", OG_MEDIA_LAYER_FOREIGN, OG_FAMILY_DOCKER,
          OG_MEDIA_CODEC_NONE),
    LAYER(DOCKER_LAYER "foreign.diff.tar.gzip", OG_MEDIA_LAYER_FOREIGN, OG_FAMILY_DOCKER,
          OG_MEDIA_CODEC_GZIP),
    LAYER(DOCKER_LAYER "foreign.diff.tar.zstd", OG_MEDIA_LAYER_FOREIGN, OG_FAMILY_DOCKER,
          OG_MEDIA_CODEC_ZSTD),

    /* Any bytes; Docker before 1.10.3 pushed configurations as that. */
    OTHER("application/octet-stream", OG_MEDIA_UNKNOWN, OG_FAMILY_NONE,
          "a configuration as old releases of Docker pushed it"),

    OTHER(OG_MEDIA_OCI_EMPTY, OG_MEDIA_ARTIFACT, OG_FAMILY_OCI, "an OCI artifact"),
    OTHER(OCI "artifact.manifest.v1+json", OG_MEDIA_ARTIFACT, OG_FAMILY_OCI, "an OCI artifact"),
    ARTIFACTS("application/vnd.unknown.", "an ORAS artifact"),
    ARTIFACTS("application/vnd.oras.", "an ORAS artifact"),
    ARTIFACTS("application/vnd.cncf.oras.", "an ORAS artifact"),
    ARTIFACTS("application/vnd.cncf.helm.", "a Helm chart"),
    ARTIFACTS("application/vnd.wasm.", "a WebAssembly module"),
    ARTIFACT("application/wasm", "a WebAssembly module"),
    ARTIFACTS("application/vnd.module.wasm.", "a WebAssembly module"),
    ARTIFACTS("application/vnd.fermyon.spin.", "a Spin application"),
    ARTIFACTS("application/vnd.in-toto", "an in-toto attestation"),
    ARTIFACTS(DOCKER "attestation.", "an attestation"),
    ARTIFACTS("application/vnd.dsse.envelope.", "a signed attestation"),
    ARTIFACTS("application/vnd.dev.cosign.", "a cosign signature"),
    ARTIFACTS("application/vnd.dev.sigstore.", "a Sigstore bundle"),
    ARTIFACTS("application/vnd.cncf.notary.", "a Notary signature"),
    ARTIFACT("application/jose+json", "a Notary signature"),
    ARTIFACT("application/cose", "a Notary signature"),
    ARTIFACTS("application/spdx", "an SPDX bill of materials"),
    ARTIFACTS("text/spdx", "an SPDX bill of materials"),
    ARTIFACTS("application/vnd.spdx", "an SPDX bill of materials"),
    ARTIFACTS("application/vnd.cyclonedx", "a CycloneDX bill of materials"),
    ARTIFACTS("application/vnd.syft", "a Syft bill of materials"),
    ARTIFACTS("application/vnd.goharbor.harbor.sbom.", "a bill of materials"),
    ARTIFACTS("application/vnd.buildkit.cacheconfig.", "a BuildKit cache"),
    ARTIFACTS(DOCKER "plugin.", "a Docker plugin"),
    ARTIFACTS(DOCKER "ai.", "an AI model"),
    ARTIFACTS(DOCKER "compose.", "a Compose project"),
    ARTIFACTS(DOCKER "container.app.", "a Docker App"),
    ARTIFACTS("application/vnd.cncf.model.", "an AI model"),
    ARTIFACTS("application/vnd.ollama.", "an Ollama model"),
    ARTIFACTS("application/vnd.kitops.", "a KitOps model kit"),
    ARTIFACTS("application/vnd.cnab.", "a CNAB bundle"),
    ARTIFACTS("application/vnd.cncf.flux.", "a Flux artifact"),
    ARTIFACTS("application/vnd.cncf.openpolicyagent.", "an Open Policy Agent bundle"),
    ARTIFACTS("application/vnd.cncf.kyverno.", "a Kyverno policy"),
    ARTIFACTS("application/vnd.cncf.falco.", "a Falco artifact"),
    ARTIFACTS("application/vnd.cncf.artifacthub.", "Artifact Hub metadata"),
    ARTIFACTS("application/vnd.devcontainers", "a Dev Container feature"),
    ARTIFACTS("application/vnd.sylabs.sif.", "a Singularity image"),
    ARTIFACTS("application/vnd.containerd.container.", "a container checkpoint"),
    ARTIFACTS("application/vnd.erofs.layer.", "an EROFS layer"),
};
#define TABLE_COUNT (sizeof table / sizeof table[0])

static const og_media_type unknown = {.name = "", .kind = OG_MEDIA_UNKNOWN};

/* Only the holder of the key can say what is inside. */
static const og_media_type encrypted_oci = {.name = OCI_LAYER,
                                            .kind = OG_MEDIA_LAYER_ENCRYPTED,
                                            .family = OG_FAMILY_OCI,
                                            .is_prefix = true};
static const og_media_type encrypted_docker = {.name = DOCKER_LAYER,
                                               .kind = OG_MEDIA_LAYER_ENCRYPTED,
                                               .family = OG_FAMILY_DOCKER,
                                               .is_prefix = true};

static bool starts_with(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

static bool ends_with(const char *text, const char *suffix)
{
    const size_t length = strlen(text), suffix_length = strlen(suffix);
    return length >= suffix_length && strcmp(text + length - suffix_length, suffix) == 0;
}

const og_media_type *og_media_type_find(const char *name)
{
    if (name == NULL)
        return &unknown;
    for (size_t i = 0; i < TABLE_COUNT; i++) {
        const og_media_type *type = &table[i];
        if (type->is_prefix ? starts_with(name, type->name) : strcmp(name, type->name) == 0)
            return type;
    }
    if (ends_with(name, SUFFIX_ENCRYPTED)) {
        if (starts_with(name, OCI_LAYER))
            return &encrypted_oci;
        if (starts_with(name, DOCKER_LAYER))
            return &encrypted_docker;
    }
    return &unknown;
}

#define RESTRICTED_NAME_BYTES 127u

static bool is_alnum(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* Length of the restricted-name at the start of text, 0 when there is none. */
static size_t restricted_name(const char *text)
{
    if (!is_alnum(text[0]))
        return 0;
    size_t length = 1;
    while (is_alnum(text[length]) || (text[length] != '\0' && strchr("!#$&-^_.+", text[length])))
        length++;
    return length <= RESTRICTED_NAME_BYTES ? length : 0;
}

bool og_media_type_is_valid(const char *name)
{
    const size_t type = restricted_name(name);
    if (type == 0 || name[type] != '/')
        return false;
    const size_t subtype = restricted_name(name + type + 1);
    return subtype > 0 && name[type + 1 + subtype] == '\0';
}
