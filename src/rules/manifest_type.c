#include "rules/manifest.h"

#include "rules/phrase.h"

#include <stdio.h>
#include <string.h>

static const og_descriptor *descriptor_of(const og_image *image)
{
    return image->member_descriptor != NULL ? image->member_descriptor : image->manifest_descriptor;
}

static const char *promised_type(const og_image *image)
{
    const og_descriptor *descriptor = descriptor_of(image);
    return descriptor == NULL ? NULL : descriptor->media_type;
}

static og_media_kind kind_of(const char *media_type)
{
    return og_media_type_find(media_type)->kind;
}

static bool is_schema_1(const og_image *image)
{
    if (image->manifest != NULL)
        return image->manifest->is_schema_1;
    return kind_of(promised_type(image)) == OG_MEDIA_SCHEMA_1;
}

const og_manifest *og_manifest_judged(const og_image *image)
{
    return image->is_artifact || is_schema_1(image) ? NULL : image->manifest;
}

void og_check_manifest_schema_1(const og_subject *subject, og_sink *sink)
{
    const og_image *image = subject->image;
    if (image->is_artifact || !is_schema_1(image))
        return;
    og_finding *f =
        og_flag(sink, "%s is an image of Docker schema 1, which is out of use", image->name);
    og_finding_compare(sink, f, "schemaVersion 2", "schemaVersion 1");
}

static void flag_schema_version(og_sink *sink, const char *document, bool has, int64_t version)
{
    if (has && version == 2)
        return;
    og_finding *f;
    if (has) {
        f = og_flag(sink, "schemaVersion is %lld", (long long)version);
        og_finding_found(sink, f, "%lld", (long long)version);
    } else {
        f = og_flag(sink, "schemaVersion is missing or not an integer");
        og_finding_found(sink, f, "no integer");
    }
    og_finding_expected(sink, f, "2");
    og_finding_at(sink, f, document, "/schemaVersion");
}

void og_check_manifest_schema_version(const og_subject *subject, og_sink *sink)
{
    const og_manifest *manifest = og_manifest_judged(subject->image);
    if (manifest != NULL)
        flag_schema_version(sink, "manifest", manifest->has_schema_version,
                            manifest->schema_version);
}

void og_check_index_schema_version(const og_subject *subject, og_sink *sink)
{
    const og_document *document = subject->document->document;
    if (document->kind != OG_DOCUMENT_INDEX || !document->is_valid || subject->document->is_exempt)
        return;
    flag_schema_version(sink, "index", document->view.index.has_schema_version,
                        document->view.index.schema_version);
}

void og_check_manifest_media_type_unsupported(const og_subject *subject, og_sink *sink)
{
    const og_image *image = subject->image;
    const og_manifest *manifest = og_manifest_judged(image);
    if (manifest == NULL)
        return;
    const char *own = manifest->media_type, *promised = promised_type(image);
    const char *bad = NULL;
    if (own != NULL && kind_of(own) != OG_MEDIA_MANIFEST)
        bad = own;
    else if (promised != NULL && kind_of(promised) != OG_MEDIA_MANIFEST)
        bad = promised;
    if (bad == NULL)
        return;
    og_finding *f = og_flag(sink, "the manifest has the media type %s", bad);
    og_finding_compare(sink, f,
                       "application/vnd.oci.image.manifest.v1+json or "
                       "application/vnd.docker.distribution.manifest.v2+json",
                       bad);
    if (bad == own)
        og_finding_at(sink, f, "manifest", "/mediaType");
    else
        og_finding_at(sink, f, "index", "%s/mediaType", descriptor_of(image)->pointer);
}

static void flag_media_type_mismatch(og_sink *sink, const char *document, const char *promised,
                                     const char *own)
{
    if (promised == NULL || own == NULL || strcmp(promised, own) == 0)
        return;
    og_finding *f =
        og_flag(sink, "the %s says that it is %s, its descriptor says %s", document, own, promised);
    og_finding_at(sink, f, document, "/mediaType");
    og_finding_compare(sink, f, promised, own);
}

void og_check_manifest_media_type_mismatch(const og_subject *subject, og_sink *sink)
{
    const og_image *image = subject->image;
    if (image->manifest != NULL && !image->is_artifact)
        flag_media_type_mismatch(sink, "manifest", promised_type(image),
                                 image->manifest->media_type);
}

void og_check_index_media_type_mismatch(const og_subject *subject, og_sink *sink)
{
    const og_index_node *index = subject->index;
    if (index->document != NULL && index->document->is_valid && index->descriptor != NULL)
        flag_media_type_mismatch(sink, "index", index->descriptor->media_type,
                                 index->document->view.index.media_type);
}

/* No descriptor names index.json; the layout says what it is. image-spec, image-layout.md. */
void og_check_top_index_media_type(const og_subject *subject, og_sink *sink)
{
    static const char index[] = "application/vnd.oci.image.index.v1+json";
    static const char docker_list[] = "application/vnd.docker.distribution.manifest.list.v2+json";
    const og_document *document = subject->facts->top_index;
    const char *own =
        document == NULL || !document->is_valid ? NULL : document->view.index.media_type;
    if (own == NULL || strcmp(own, index) == 0)
        return;
    og_finding *f =
        og_flag(sink, "index.json says that it is %s, and a layout has %s there", own, index);
    if (strcmp(own, docker_list) == 0)
        og_finding_severity(sink, f, OCIGATE_SEVERITY_WARNING);
    og_finding_at(sink, f, "index.json", "/mediaType");
    og_finding_compare(sink, f, index, own);
}

static void flag_ambiguous(og_sink *sink, const char *document, const char *field)
{
    og_finding *f = og_flag(sink,
                            "the %s has the field \"%s\" as well: some tools read it as "
                            "something else",
                            document, og_phrase_or(field, "of another document"));
    og_finding_at(sink, f, document, "/%s", og_phrase_or(field, ""));
}

void og_check_manifest_ambiguous(const og_subject *subject, og_sink *sink)
{
    const og_manifest *manifest = og_manifest_judged(subject->image);
    if (manifest != NULL && manifest->has_index_fields)
        flag_ambiguous(sink, "manifest", manifest->foreign_field);
}

void og_check_index_ambiguous(const og_subject *subject, og_sink *sink)
{
    const og_document *document = subject->document->document;
    if (document->kind == OG_DOCUMENT_INDEX && document->is_valid &&
        !subject->document->is_exempt && document->view.index.has_manifest_fields)
        flag_ambiguous(sink, "index", document->view.index.foreign_field);
}

void og_check_manifest_artifact(const og_subject *subject, og_sink *sink)
{
    const og_image *image = subject->image;
    if (!image->is_artifact)
        return;
    const char *what = og_phrase_or(image->artifact, "an artifact");
    og_finding *f = og_flag(sink, "%s is %s, not an image", image->name, what);
    og_finding_compare(sink, f, "a container image", what);
}

void og_check_config_media_type(const og_subject *subject, og_sink *sink)
{
    const og_manifest *manifest = og_manifest_judged(subject->image);
    if (manifest == NULL || !manifest->has_config || manifest->config.media_type == NULL ||
        kind_of(manifest->config.media_type) == OG_MEDIA_CONFIG)
        return;
    og_finding *f = og_flag(sink, "the config has the media type %s", manifest->config.media_type);
    og_finding_at(sink, f, "manifest", "/config/mediaType");
    og_finding_compare(sink, f,
                       "application/vnd.oci.image.config.v1+json or "
                       "application/vnd.docker.container.image.v1+json",
                       manifest->config.media_type);
}

/* The first media type of each family, with its place. */
typedef struct families {
    const char *type[2];
    char place[2][OG_PHRASE_COUNT_SIZE];
} families;

static void note_family(families *seen, const char *media_type, const char *place)
{
    const og_media_family family = og_media_type_find(media_type)->family;
    if (family == OG_FAMILY_NONE)
        return;
    const size_t slot = family == OG_FAMILY_OCI ? 0 : 1;
    if (seen->type[slot] != NULL)
        return;
    seen->type[slot] = media_type;
    (void)snprintf(seen->place[slot], sizeof seen->place[slot], "%s", place);
}

static void flag_empty_type(og_sink *sink, const og_manifest *manifest)
{
    if (!manifest->media_type_is_empty)
        return;
    og_finding *f = og_flag(sink, "the media type of the manifest is empty");
    og_finding_at(sink, f, "manifest", "/mediaType");
    og_finding_compare(sink, f, "a media type, or no mediaType at all", "\"\"");
}

void og_check_media_types_mixed(const og_subject *subject, og_sink *sink)
{
    const og_image *image = subject->image;
    const og_manifest *manifest = og_manifest_judged(image);
    if (manifest == NULL || subject->facts->kind == OG_KIND_DOCKER_ARCHIVE)
        return;
    flag_empty_type(sink, manifest);
    families seen = {0};
    const char *own = manifest->media_type;
    note_family(&seen, own != NULL ? own : promised_type(image), "/mediaType");
    note_family(&seen, manifest->config.media_type, "/config/mediaType");
    for (size_t i = 0; i < manifest->layer_count; i++) {
        char place[OG_PHRASE_COUNT_SIZE];
        (void)snprintf(place, sizeof place, "/layers/%zu/mediaType", i);
        note_family(&seen, manifest->layers[i].media_type, place);
    }
    if (seen.type[0] == NULL || seen.type[1] == NULL)
        return;
    og_finding *f = og_flag(sink, "OCI and Docker media types in one manifest: %s and %s",
                            seen.type[0], seen.type[1]);
    og_finding_at(sink, f, "manifest", "%s", seen.place[1]);
    og_finding_compare(sink, f, "one family of media types", "two");
}
