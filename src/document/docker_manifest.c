#include "document/views.h"

#include <stdlib.h>
#include <string.h>

#define KIND OG_DEFECT_DOCKER_ARCHIVE_INVALID

/* A layer that is no name stays as "", so that the others keep their place. */
static og_string_list read_layers(const og_json_node *item)
{
    og_string_list list = {0};
    /* Docker writes null for an image without layers */
    if (json_is_null(json_object_get(item->value, "Layers")))
        return list;
    const og_json_node array = og_json_array(item, "Layers", OG_JSON_REQUIRED);
    if (array.value == NULL)
        return list;
    og_arena *arena = item->reader->arena;
    const size_t count = og_json_count_within(&array, OCIGATE_LIMIT_LAYERS);
    const char **items = OG_NEW_ARRAY(arena, const char *, count);
    if (items == NULL)
        return list;
    for (size_t i = 0; i < count; i++) {
        const char *name = og_json_item_string(&array, i);
        items[i] = name == NULL ? "" : name;
        if (name == NULL || *name != '\0')
            continue;
        og_defect *defect =
            og_defect_add(item->reader->defects, arena, KIND, "a layer has an empty name");
        if (defect != NULL)
            defect->pointer = og_json_pointer_item(arena, array.pointer, i);
    }
    return (og_string_list){.items = items, .count = count, .is_present = true};
}

static void read_item(const og_json_node *node, og_docker_item *out)
{
    static const char *const known[] = {"Config", "RepoTags",     "Layers",
                                        "Parent", "LayerSources", NULL};
    static const og_json_field fields[] = {{"Parent", OG_JSON_IS_STRING},
                                           {"LayerSources", OG_JSON_IS_OBJECT_MAP}};
    out->pointer = node->pointer;
    if (node->value == NULL)
        return;
    og_json_check_keys(node, known);
    out->config = og_json_string(node, "Config", OG_JSON_REQUIRED);
    if (out->config != NULL && *out->config == '\0') {
        (void)OG_JSON_DEFECT(node, "Config", KIND, "\"Config\" is empty");
        out->config = NULL;
    }
    out->repo_tags = og_json_strings(node, "RepoTags", OG_JSON_OPTIONAL);
    out->layers = read_layers(node);
    og_json_check(node, fields, sizeof fields / sizeof fields[0]);
}

bool og_docker_manifest_read(const og_json_reader *reader, json_t *value, og_docker_manifest *out)
{
    const og_json_node top = og_json_top_node(reader, value, OG_JSON_IS_ARRAY);
    if (top.value == NULL)
        return false;
    if (og_json_count(&top) == 0)
        (void)OG_JSON_DEFECT(&top, NULL, KIND, "it lists no image");
    const size_t count = og_json_count_within(&top, OCIGATE_LIMIT_DESCRIPTORS);
    out->items = OG_NEW_ARRAY(reader->arena, og_docker_item, count);
    if (out->items == NULL)
        return true;
    out->item_count = count;
    for (size_t i = 0; i < count; i++) {
        const og_json_node node = og_json_item_object(&top, i);
        read_item(&node, &out->items[i]);
    }
    return true;
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static size_t count_tags(json_t *top)
{
    size_t count = 0;
    const char *name;
    json_t *tags;
    json_object_foreach(top, name, tags) count += json_object_size(tags);
    return count;
}

/* The memory is that of the text times the tags: a long name with many tags is cut short. */
#define REFERENCES_BYTES_MAX ((size_t)16 * 1024 * 1024)

bool og_repositories_read(const og_json_reader *reader, json_t *value, og_repositories *out)
{
    const og_json_node top = og_json_top_node(reader, value, OG_JSON_IS_OBJECT);
    if (top.value == NULL)
        return false;
    const char **items = OG_NEW_ARRAY(reader->arena, const char *, count_tags(top.value));
    if (items == NULL)
        return true;
    out->references = (og_string_list){.items = items, .is_present = true};
    size_t used_bytes = 0;
    const char *name;
    json_t *unused;
    json_object_foreach(top.value, name, unused)
    {
        const og_json_node tags = og_json_object(&top, name, OG_JSON_REQUIRED);
        const char *tag;
        json_t *id;
        json_object_foreach(tags.value, tag, id)
        {
            used_bytes += strlen(name) + strlen(tag) + 2;
            if (!json_is_string(id))
                (void)og_json_string(&tags, tag, OG_JSON_REQUIRED);
            const char *text = used_bytes > REFERENCES_BYTES_MAX
                                   ? NULL
                                   : og_arena_format(reader->arena, "%s:%s", name, tag);
            if (text != NULL)
                items[out->references.count++] = text;
        }
    }
    qsort(items, out->references.count, sizeof items[0], compare_texts);
    return true;
}
