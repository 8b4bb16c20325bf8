#include "document/descriptor.h"
#include "document/views.h"

#include <string.h>

static const char *not_empty(const char *text)
{
    return text == NULL || *text == '\0' ? NULL : text;
}

static void read_diff_ids(const og_json_node *rootfs, og_config *out)
{
    const og_json_reader *reader = rootfs->reader;
    const og_json_node array = og_json_array(rootfs, "diff_ids", OG_JSON_OPTIONAL);
    if (array.value == NULL)
        return;
    const size_t count = og_json_count_within(&array, OCIGATE_LIMIT_LAYERS);
    og_digest *digests = OG_NEW_ARRAY(reader->arena, og_digest, count);
    const char **texts = OG_NEW_ARRAY(reader->arena, const char *, count);
    if (digests == NULL || texts == NULL)
        return;
    for (size_t i = 0; i < count; i++) {
        const char *text = og_json_item_string(&array, i);
        texts[i] = text == NULL ? "" : text;
        if (text == NULL)
            continue;
        og_defect *defect;
        digests[i] = og_digest_read(reader, text, &defect);
        if (defect != NULL)
            defect->pointer = og_json_pointer_item(reader->arena, array.pointer, i);
    }
    out->has_diff_ids = true;
    out->diff_ids = digests;
    out->diff_id_texts = texts;
    out->diff_id_count = count;
}

static void read_rootfs(const og_json_node *top, og_config *out)
{
    static const char *const known[] = {"type", "diff_ids", NULL};
    const og_json_node rootfs = og_json_object(top, "rootfs", OG_JSON_OPTIONAL);
    out->has_rootfs = rootfs.value != NULL;
    if (!out->has_rootfs)
        return;
    og_json_check_keys(&rootfs, known);
    out->rootfs_type = og_json_string(&rootfs, "type", OG_JSON_OPTIONAL);
    read_diff_ids(&rootfs, out);
}

static void read_history(const og_json_node *top, og_config *out)
{
    static const char *const known[] = {"created", "created_by",  "author",
                                        "comment", "empty_layer", NULL};
    static const og_json_field fields[] = {{"created", OG_JSON_IS_STRING},
                                           {"author", OG_JSON_IS_STRING},
                                           {"comment", OG_JSON_IS_STRING}};
    const og_json_node array = og_json_array(top, "history", OG_JSON_OPTIONAL);
    const size_t count = og_json_count(&array);
    og_history *history = OG_NEW_ARRAY(top->reader->arena, og_history, count);
    if (count == 0 || history == NULL)
        return;
    for (size_t i = 0; i < count; i++) {
        const og_json_node item = og_json_item_object(&array, i);
        og_json_check_keys(&item, known);
        og_json_check(&item, fields, sizeof fields / sizeof fields[0]);
        history[i].created_by = og_json_string(&item, "created_by", OG_JSON_OPTIONAL);
        history[i].is_empty_layer = og_json_true(&item, "empty_layer");
    }
    out->has_history = true;
    out->history = history;
    out->history_count = count;
}

bool og_config_read(const og_json_reader *reader, json_t *value, og_config *out)
{
    /* with what Docker adds to the specification */
    static const char *const known[] = {
        "architecture", "author",      "comment", "config", "container",  "container_config",
        "created",      "history",     "os",      "id",     "os.version", "docker_version",
        "parent",       "os.features", "rootfs",  "Size",   "variant",    NULL};
    static const og_json_field fields[] = {
        {"author", OG_JSON_IS_STRING},         {"comment", OG_JSON_IS_STRING},
        {"container", OG_JSON_IS_STRING},      {"container_config", OG_JSON_IS_OBJECT},
        {"docker_version", OG_JSON_IS_STRING}, {"id", OG_JSON_IS_STRING},
        {"os.features", OG_JSON_IS_STRINGS},   {"os.version", OG_JSON_IS_STRING},
        {"parent", OG_JSON_IS_STRING},         {"Size", OG_JSON_IS_INTEGER}};
    const og_json_node top = og_json_top_node(reader, value, OG_JSON_IS_OBJECT);
    if (top.value == NULL)
        return false;
    og_json_check_keys(&top, known);
    og_json_check(&top, fields, sizeof fields / sizeof fields[0]);
    out->os = not_empty(og_json_string(&top, "os", OG_JSON_OPTIONAL));
    out->architecture = not_empty(og_json_string(&top, "architecture", OG_JSON_OPTIONAL));
    out->variant = not_empty(og_json_string(&top, "variant", OG_JSON_OPTIONAL));
    out->created = og_json_string(&top, "created", OG_JSON_OPTIONAL);
    const og_json_node config = og_json_object(&top, "config", OG_JSON_OPTIONAL);
    og_config_settings_read(&config, out);
    read_rootfs(&top, out);
    read_history(&top, out);
    return true;
}
