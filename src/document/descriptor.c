#include "document/descriptor.h"

#include "base/error.h"
#include "document/media_type.h"
#include "document/views.h"

#include <inttypes.h>
#include <string.h>

og_digest og_digest_read(const og_json_reader *reader, const char *text, og_defect **defect)
{
    og_digest digest = {0};
    *defect = NULL;
    const og_digest_form form = og_digest_parse(text, strlen(text), &digest);
    if (form == OG_DIGEST_MALFORMED)
        *defect = og_defect_add(reader->defects, reader->arena, OG_DEFECT_DIGEST_MALFORMED,
                                "\"%s\" is no digest", text);
    else if (form == OG_DIGEST_UNSUPPORTED)
        *defect = og_defect_add(reader->defects, reader->arena, OG_DEFECT_DIGEST_UNSUPPORTED,
                                "the digest \"%s\" is neither sha256 nor sha512", text);
    if (*defect != NULL) {
        (*defect)->found = text;
        (*defect)->expected = form == OG_DIGEST_MALFORMED ? "algorithm:encoded, in lower-case hex"
                                                          : "sha256 or sha512";
    }
    return digest;
}

static void check_media_type(const og_json_node *node, const char *key, const char *value)
{
    if (value == NULL || og_media_type_is_valid(value))
        return;
    og_defect *defect =
        OG_JSON_DEFECT(node, key, OG_DEFECT_DESCRIPTOR_INVALID,
                       "\"%s\" is \"%s\", which is no media type of RFC 6838", key, value);
    if (defect != NULL)
        defect->found = value;
}

const char *og_own_media_type(const og_json_node *document, const char *key)
{
    const char *value = og_json_string(document, key, OG_JSON_OPTIONAL);
    check_media_type(document, key, value);
    return value == NULL || *value == '\0' ? NULL : value;
}

const char *og_first_key(const og_json_node *object, const char *const *keys)
{
    const char *key;
    json_t *member;
    json_object_foreach(object->value, key, member)
    {
        for (size_t i = 0; keys[i] != NULL; i++) {
            if (strcmp(key, keys[i]) == 0)
                return keys[i];
        }
    }
    return NULL;
}

static void read_size(const og_json_node *node, og_descriptor *out)
{
    int64_t size;
    if (!og_json_integer(node, "size", OG_JSON_REQUIRED, &size))
        return;
    if (size >= 0) {
        out->has_size = true;
        out->size = (uint64_t)size;
        return;
    }
    og_defect *defect = OG_JSON_DEFECT(node, "size", OG_DEFECT_DESCRIPTOR_INVALID,
                                       "\"size\" is %" PRId64 ", which is negative", size);
    if (defect != NULL)
        defect->found = og_arena_format(node->reader->arena, "%" PRId64, size);
}

static void read_platform(const og_json_node *node, og_descriptor *out)
{
    static const char *const known[] = {"architecture", "os",       "os.version", "os.features",
                                        "variant",      "features", NULL};
    static const og_json_field fields[] = {{"os.features", OG_JSON_IS_STRINGS},
                                           {"features", OG_JSON_IS_STRINGS}};
    const og_json_node platform = og_json_object(node, "platform", OG_JSON_OPTIONAL);
    if (platform.value == NULL)
        return;
    og_json_check_keys(&platform, known);
    og_json_check(&platform, fields, sizeof fields / sizeof fields[0]);
    out->has_platform = true;
    out->platform = (og_platform){
        .os = og_json_string(&platform, "os", OG_JSON_REQUIRED),
        .architecture = og_json_string(&platform, "architecture", OG_JSON_REQUIRED),
        .variant = og_json_string(&platform, "variant", OG_JSON_OPTIONAL),
        .os_version = og_json_string(&platform, "os.version", OG_JSON_OPTIONAL),
    };
}

/* RFC 3986: a scheme, then only characters that a URI has, with whole percent escapes. */
static bool is_uri(const char *text)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    static const char scheme[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                 "0123456789+-.";
    static const char any[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                              "0123456789-._~:/?#[]@!$&'()*+,;=%";
    static const char hex[] = "0123456789abcdefABCDEF";
    const size_t scheme_length = strspn(text, scheme);
    if (strspn(text, letters) == 0 || text[scheme_length] != ':')
        return false;
    if (text[strspn(text, any)] != '\0')
        return false;
    for (const char *p = strchr(text, '%'); p != NULL; p = strchr(p + 1, '%')) {
        if (strspn(p + 1, hex) < 2)
            return false;
    }
    return true;
}

static void read_urls(const og_json_node *node, og_descriptor *out)
{
    const og_json_node urls = og_json_array(node, "urls", OG_JSON_OPTIONAL);
    const size_t count = og_json_count(&urls);
    out->has_urls = count > 0;
    for (size_t i = 0; i < count; i++) {
        const char *url = og_json_item_string(&urls, i);
        if (url == NULL || is_uri(url))
            continue;
        og_defect *defect =
            og_defect_add(node->reader->defects, node->reader->arena, OG_DEFECT_DESCRIPTOR_INVALID,
                          "the URL \"%s\" is no URI of RFC 3986", url);
        if (defect != NULL) {
            defect->found = url;
            defect->pointer = og_json_pointer_item(node->reader->arena, urls.pointer, i);
        }
    }
}

/* Types are checked by then. */
static const char *annotation(const og_json_node *annotations, const char *key)
{
    const json_t *value = json_object_get(annotations->value, key);
    return og_arena_text(annotations->reader->arena, json_string_value(value));
}

static void read_annotations(const og_json_node *node, og_descriptor *out)
{
    static const og_json_field fields[] = {{"annotations", OG_JSON_IS_STRING_MAP}};
    og_json_check(node, fields, 1);
    const og_json_node annotations = {.reader = node->reader,
                                      .value = json_object_get(node->value, "annotations")};
    if (!json_is_object(annotations.value))
        return;
    out->ref_name = annotation(&annotations, "org.opencontainers.image.ref.name");
    out->image_name = annotation(&annotations, "io.containerd.image.name");
    out->reference_type = annotation(&annotations, "vnd.docker.reference.type");
    out->reference_digest = annotation(&annotations, "vnd.docker.reference.digest");
    out->manifest_subject = annotation(&annotations, "io.containerd.manifest.subject");
}

ocigate_status og_descriptor_read(const og_json_node *node, og_descriptor *out)
{
    static const char *const known[] = {"mediaType", "digest",       "size",
                                        "urls",      "annotations",  "data",
                                        "platform",  "artifactType", NULL};
    og_descriptor descriptor = {.pointer = node->pointer};
    if (node->value == NULL) {
        *out = descriptor;
        return OCIGATE_OK;
    }
    og_json_check_keys(node, known);
    descriptor.media_type = og_json_string(node, "mediaType", OG_JSON_REQUIRED);
    check_media_type(node, "mediaType", descriptor.media_type);
    descriptor.digest_text = og_json_string(node, "digest", OG_JSON_REQUIRED);
    if (descriptor.digest_text != NULL) {
        og_defect *defect;
        descriptor.digest = og_digest_read(node->reader, descriptor.digest_text, &defect);
        og_json_place_defect(node, "digest", defect);
    }
    read_size(node, &descriptor);
    descriptor.artifact_type = og_json_string(node, "artifactType", OG_JSON_OPTIONAL);
    check_media_type(node, "artifactType", descriptor.artifact_type);
    read_platform(node, &descriptor);
    read_urls(node, &descriptor);
    read_annotations(node, &descriptor);
    OG_TRY(og_descriptor_read_data(node, &descriptor));
    *out = descriptor;
    return OCIGATE_OK;
}

ocigate_status og_descriptors_read(const og_json_node *array, ocigate_limit limit,
                                   og_descriptor **out, size_t *out_count)
{
    const size_t count = og_json_count_within(array, limit);
    og_descriptor *descriptors = OG_NEW_ARRAY(array->reader->arena, og_descriptor, count);
    if (descriptors == NULL)
        return og_fail_memory(array->reader->err);
    for (size_t i = 0; i < count; i++) {
        const og_json_node item = og_json_item_object(array, i);
        OG_TRY(og_descriptor_read(&item, &descriptors[i]));
    }
    *out = descriptors;
    *out_count = count;
    return OCIGATE_OK;
}
