#include "document/media_type.h"

#include "document_support.h"

#define OCI_LAYER "application/vnd.oci.image.layer."
#define DOCKER_LAYER "application/vnd.docker.image.rootfs."

Test(media_type, knows_the_documents_and_layers)
{
    static const struct {
        const char *name;
        og_media_kind kind;
        og_media_family family;
        og_media_codec codec;
    } cases[] = {
        {"application/vnd.oci.image.index.v1+json", OG_MEDIA_INDEX, OG_FAMILY_OCI, 0},
        {"application/vnd.oci.image.manifest.v1+json", OG_MEDIA_MANIFEST, OG_FAMILY_OCI, 0},
        {"application/vnd.oci.image.config.v1+json", OG_MEDIA_CONFIG, OG_FAMILY_OCI, 0},
        {"application/vnd.docker.distribution.manifest.list.v2+json", OG_MEDIA_INDEX,
         OG_FAMILY_DOCKER, 0},
        {"application/vnd.docker.distribution.manifest.v2+json", OG_MEDIA_MANIFEST,
         OG_FAMILY_DOCKER, 0},
        {"application/vnd.docker.distribution.manifest.v1+json", OG_MEDIA_SCHEMA_1,
         OG_FAMILY_DOCKER, 0},
        {"application/vnd.docker.distribution.manifest.v1+prettyjws", OG_MEDIA_SCHEMA_1,
         OG_FAMILY_DOCKER, 0},
        {"application/vnd.docker.container.image.v1+json", OG_MEDIA_CONFIG, OG_FAMILY_DOCKER, 0},
        {OCI_LAYER "v1.tar", OG_MEDIA_LAYER, OG_FAMILY_OCI, OG_MEDIA_CODEC_NONE},
        {OCI_LAYER "v1.tar+gzip", OG_MEDIA_LAYER, OG_FAMILY_OCI, OG_MEDIA_CODEC_GZIP},
        {OCI_LAYER "v1.tar+zstd", OG_MEDIA_LAYER, OG_FAMILY_OCI, OG_MEDIA_CODEC_ZSTD},
        {OCI_LAYER "nondistributable.v1.tar", OG_MEDIA_LAYER_FOREIGN, OG_FAMILY_OCI,
         OG_MEDIA_CODEC_NONE},
        {OCI_LAYER "nondistributable.v1.tar+gzip", OG_MEDIA_LAYER_FOREIGN, OG_FAMILY_OCI,
         OG_MEDIA_CODEC_GZIP},
        {OCI_LAYER "nondistributable.v1.tar+zstd", OG_MEDIA_LAYER_FOREIGN, OG_FAMILY_OCI,
         OG_MEDIA_CODEC_ZSTD},
        {DOCKER_LAYER "diff.tar", OG_MEDIA_LAYER, OG_FAMILY_DOCKER, OG_MEDIA_CODEC_NONE},
        {DOCKER_LAYER "diff.tar.gzip", OG_MEDIA_LAYER, OG_FAMILY_DOCKER, OG_MEDIA_CODEC_GZIP},
        {DOCKER_LAYER "diff.tar.zstd", OG_MEDIA_LAYER, OG_FAMILY_DOCKER, OG_MEDIA_CODEC_ZSTD},
        {DOCKER_LAYER "foreign.diff.tar", OG_MEDIA_LAYER_FOREIGN, OG_FAMILY_DOCKER,
         OG_MEDIA_CODEC_NONE},
        {DOCKER_LAYER "foreign.diff.tar.gzip", OG_MEDIA_LAYER_FOREIGN, OG_FAMILY_DOCKER,
         OG_MEDIA_CODEC_GZIP},
        {DOCKER_LAYER "foreign.diff.tar.zstd", OG_MEDIA_LAYER_FOREIGN, OG_FAMILY_DOCKER,
         OG_MEDIA_CODEC_ZSTD},
        {OCI_LAYER "v1.tar+gzip+encrypted", OG_MEDIA_LAYER_ENCRYPTED, OG_FAMILY_OCI, 0},
        {OCI_LAYER "v1.tar+encrypted", OG_MEDIA_LAYER_ENCRYPTED, OG_FAMILY_OCI, 0},
        {OCI_LAYER "nondistributable.v1.tar+zstd+encrypted", OG_MEDIA_LAYER_ENCRYPTED,
         OG_FAMILY_OCI, 0},
        {DOCKER_LAYER "diff.tar.gzip+encrypted", OG_MEDIA_LAYER_ENCRYPTED, OG_FAMILY_DOCKER, 0},
        {"application/octet-stream", OG_MEDIA_UNKNOWN, OG_FAMILY_NONE, 0},
        {"application/vnd.oci.image.layer.v1.tar+xz", OG_MEDIA_UNKNOWN, OG_FAMILY_NONE, 0},
        {"application/vnd.oci.image.manifest.v1+JSON", OG_MEDIA_UNKNOWN, OG_FAMILY_NONE, 0},
        {"application/vnd.oci.image.manifest.v1+json ", OG_MEDIA_UNKNOWN, OG_FAMILY_NONE, 0},
        {"x+encrypted", OG_MEDIA_UNKNOWN, OG_FAMILY_NONE, 0},
        {"", OG_MEDIA_UNKNOWN, OG_FAMILY_NONE, 0},
        {NULL, OG_MEDIA_UNKNOWN, OG_FAMILY_NONE, 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const char *name = cases[i].name == NULL ? "(none)" : cases[i].name;
        const og_media_type *type = og_media_type_find(cases[i].name);
        cr_assert_not_null(type);
        cr_expect_eq(type->kind, cases[i].kind, "%s", name);
        cr_expect_eq(type->family, cases[i].family, "%s", name);
        cr_expect_eq(type->codec, cases[i].codec, "%s", name);
    }
}

Test(media_type, names_artifacts)
{
    static const struct {
        const char *name;
        const char *what;
    } cases[] = {
        {OG_MEDIA_OCI_EMPTY, "an OCI artifact"},
        {"application/vnd.oci.artifact.manifest.v1+json", "an OCI artifact"},
        {"application/vnd.unknown.config.v1+json", "an ORAS artifact"},
        {"application/vnd.cncf.helm.config.v1+json", "a Helm chart"},
        {"application/vnd.cncf.helm.chart.content.v1.tar+gzip", "a Helm chart"},
        {"application/vnd.cncf.helm.chart.provenance.v1.prov", "a Helm chart"},
        {"application/vnd.wasm.config.v0+json", "a WebAssembly module"},
        {"application/wasm", "a WebAssembly module"},
        {"application/vnd.in-toto+json", "an in-toto attestation"},
        {"application/vnd.docker.attestation.config.v1+json", "an attestation"},
        {"application/vnd.dev.cosign.simplesigning.v1+json", "a cosign signature"},
        {"application/vnd.dev.sigstore.bundle.v0.3+json", "a Sigstore bundle"},
        {"application/vnd.dsse.envelope.v1+json", "a signed attestation"},
        {"application/vnd.cncf.notary.signature", "a Notary signature"},
        {"text/spdx+json", "an SPDX bill of materials"},
        {"application/spdx+json", "an SPDX bill of materials"},
        {"application/vnd.cyclonedx+json", "a CycloneDX bill of materials"},
        {"application/vnd.buildkit.cacheconfig.v0", "a BuildKit cache"},
        {"application/vnd.docker.plugin.v1+json", "a Docker plugin"},
        {"application/vnd.cnab.config.v1+json", "a CNAB bundle"},
        {"application/vnd.ollama.image.model", "an Ollama model"},
        {"application/vnd.erofs.layer.v1", "an EROFS layer"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const og_media_type *type = og_media_type_find(cases[i].name);
        cr_expect_eq(type->kind, OG_MEDIA_ARTIFACT, "%s", cases[i].name);
        cr_assert_not_null(type->what, "%s", cases[i].name);
        cr_expect_str_eq(type->what, cases[i].what, "%s: %s", cases[i].name, type->what);
    }
    cr_expect_not_null(og_media_type_find("application/octet-stream")->what);
    cr_expect_null(og_media_type_find("application/x")->what);
}

Test(media_type, checks_the_grammar_of_rfc_6838)
{
    static const struct {
        const char *name;
        bool is_valid;
    } cases[] = {
        {"a/b", true},
        {"0/9", true},
        {"application/vnd.oci.image.index.v1+json", true},
        {"a!#$&-^_.+/b!#$&-^_.+", true},
        {"", false},
        {"a", false},
        {"a/", false},
        {"/b", false},
        {"a/b/c", false},
        {"a/b; c=d", false},
        {"a /b", false},
        {".a/b", false},
        {"a/+b", false},
        {"a/b\n", false},
        {"a/b*", false},
        {"a/b%", false},
        {"a/b'", false},
        {"a/b(", false},
        {"a/b,", false},
        {"a/\xc3\xa9", false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        cr_expect_eq(og_media_type_is_valid(cases[i].name), cases[i].is_valid, "%s", cases[i].name);
    char name[260];
    memset(name, 'a', sizeof name);
    name[127] = '/';
    name[127 + 1 + 127] = '\0';
    cr_expect(og_media_type_is_valid(name), "127 and 127 bytes");
    name[127 + 1 + 127] = 'a';
    name[127 + 1 + 128] = '\0';
    cr_expect_not(og_media_type_is_valid(name), "127 and 128 bytes");
    name[127] = 'a';
    name[128] = '/';
    name[200] = '\0';
    cr_expect_not(og_media_type_is_valid(name), "128 bytes of type");
}
