#include "document/json.h"

#include <inttypes.h>

static const char *type_text(og_json_type type)
{
    switch (type) {
    case OG_JSON_IS_STRING:
        return "a string";
    case OG_JSON_IS_INTEGER:
        return "an integer";
    case OG_JSON_IS_BOOLEAN:
        return "a boolean";
    case OG_JSON_IS_ARRAY:
    case OG_JSON_IS_STRINGS:
        return "an array";
    case OG_JSON_IS_OBJECT:
    case OG_JSON_IS_STRING_MAP:
    case OG_JSON_IS_OBJECT_MAP:
        break;
    }
    return "an object";
}

static const char *value_text(const json_t *value, og_json_type wanted)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        return "an object";
    case JSON_ARRAY:
        return "an array";
    case JSON_STRING:
        return "a string";
    case JSON_REAL:
        if (wanted == OG_JSON_IS_INTEGER)
            return "a number with a fraction or an exponent";
        return "a number";
    case JSON_INTEGER:
        return "a number";
    case JSON_TRUE:
    case JSON_FALSE:
        return "a boolean";
    case JSON_NULL:
        break;
    }
    return "null";
}

static bool has_type(const json_t *value, og_json_type type)
{
    switch (type) {
    case OG_JSON_IS_STRING:
        return json_is_string(value);
    case OG_JSON_IS_INTEGER:
        return json_is_integer(value);
    case OG_JSON_IS_BOOLEAN:
        return json_is_boolean(value);
    case OG_JSON_IS_ARRAY:
    case OG_JSON_IS_STRINGS:
        return json_is_array(value);
    case OG_JSON_IS_OBJECT:
    case OG_JSON_IS_STRING_MAP:
    case OG_JSON_IS_OBJECT_MAP:
        break;
    }
    return json_is_object(value);
}

og_defect *og_json_place_defect(const og_json_node *node, const char *key, og_defect *defect)
{
    if (defect != NULL)
        defect->pointer = key == NULL
                              ? node->pointer
                              : og_json_pointer_key(node->reader->arena, node->pointer, key);
    return defect;
}

static void wrong_type(og_defect *defect, const json_t *value, og_json_type wanted)
{
    if (defect == NULL)
        return;
    defect->expected = type_text(wanted);
    defect->found = value == NULL ? NULL : value_text(value, wanted);
}

og_json_node og_json_top_node(const og_json_reader *reader, json_t *value, og_json_type type)
{
    og_json_node node = {.reader = reader, .value = value, .pointer = ""};
    if (has_type(value, type))
        return node;
    wrong_type(OG_JSON_DEFECT(&node, NULL, reader->type_defect, "the document is %s, not %s",
                              value_text(value, type), type_text(type)),
               value, type);
    node.value = NULL;
    return node;
}

/* The member when it is of the type, else NULL, and a defect where that is one. */
static json_t *member(const og_json_node *object, const char *key, og_json_need need,
                      og_json_type type)
{
    if (object->value == NULL)
        return NULL;
    json_t *value = json_object_get(object->value, key);
    if (value != NULL && has_type(value, type))
        return value;
    if (need == OG_JSON_OPTIONAL && (value == NULL || json_is_null(value)))
        return NULL;
    const og_defect_kind kind = object->reader->type_defect;
    if (value == NULL)
        wrong_type(OG_JSON_DEFECT(object, key, kind, "\"%s\" is missing", key), NULL, type);
    else
        wrong_type(OG_JSON_DEFECT(object, key, kind, "\"%s\" is %s, not %s", key,
                                  value_text(value, type), type_text(type)),
                   value, type);
    return NULL;
}

static const char *copy_string(const og_json_reader *reader, const json_t *value)
{
    return og_arena_copy(reader->arena, json_string_value(value), json_string_length(value));
}

const char *og_json_string(const og_json_node *object, const char *key, og_json_need need)
{
    const json_t *value = member(object, key, need, OG_JSON_IS_STRING);
    return value == NULL ? NULL : copy_string(object->reader, value);
}

bool og_json_integer(const og_json_node *object, const char *key, og_json_need need, int64_t *out)
{
    const json_t *value = member(object, key, need, OG_JSON_IS_INTEGER);
    if (value == NULL)
        return false;
    *out = json_integer_value(value);
    return true;
}

bool og_json_true(const og_json_node *object, const char *key)
{
    const json_t *value = member(object, key, OG_JSON_OPTIONAL, OG_JSON_IS_BOOLEAN);
    return json_is_true(value);
}

static og_json_node child(const og_json_node *object, const char *key, json_t *value)
{
    og_json_node node = {.reader = object->reader, .value = value, .pointer = object->pointer};
    if (value != NULL)
        node.pointer = og_json_pointer_key(object->reader->arena, object->pointer, key);
    if (node.pointer == NULL)
        node.value = NULL;
    return node;
}

og_json_node og_json_object(const og_json_node *object, const char *key, og_json_need need)
{
    return child(object, key, member(object, key, need, OG_JSON_IS_OBJECT));
}

og_json_node og_json_array(const og_json_node *object, const char *key, og_json_need need)
{
    return child(object, key, member(object, key, need, OG_JSON_IS_ARRAY));
}

size_t og_json_count(const og_json_node *array)
{
    return json_is_array(array->value) ? json_array_size(array->value)
                                       : json_object_size(array->value);
}

size_t og_json_count_within(const og_json_node *array, ocigate_limit limit)
{
    const size_t count = og_json_count(array);
    const uint64_t most = array->reader->limits->value[limit];
    if (count <= most)
        return count;
    const char *unit = "";
    const char *name = ocigate_limit_describe(limit, NULL, &unit);
    (void)OG_JSON_DEFECT(array, NULL, OG_DEFECT_LIMIT,
                         "%zu %s, more than %" PRIu64 " (--limit %s=N)", count, unit, most, name);
    return (size_t)most;
}

/* An item that is of another type. The pointer is made only for a defect that is kept. */
static void wrong_item(const og_json_node *array, size_t index, const json_t *value,
                       og_json_type wanted)
{
    const og_json_reader *reader = array->reader;
    og_defect *defect =
        og_defect_add(reader->defects, reader->arena, reader->type_defect, "an item is %s, not %s",
                      value_text(value, wanted), type_text(wanted));
    wrong_type(defect, value, wanted);
    if (defect != NULL)
        defect->pointer = og_json_pointer_item(reader->arena, array->pointer, index);
}

og_json_node og_json_item_object(const og_json_node *array, size_t index)
{
    json_t *value = json_array_get(array->value, index);
    og_json_node node = {.reader = array->reader, .value = value};
    node.pointer = og_json_pointer_item(array->reader->arena, array->pointer, index);
    if (!json_is_object(value) || node.pointer == NULL)
        node.value = NULL;
    if (value != NULL && !json_is_object(value))
        wrong_item(array, index, value, OG_JSON_IS_OBJECT);
    return node;
}

const char *og_json_item_string(const og_json_node *array, size_t index)
{
    const json_t *value = json_array_get(array->value, index);
    if (json_is_string(value))
        return copy_string(array->reader, value);
    if (value != NULL)
        wrong_item(array, index, value, OG_JSON_IS_STRING);
    return NULL;
}

og_string_list og_json_strings(const og_json_node *object, const char *key, og_json_need need)
{
    og_string_list list = {0};
    const og_json_node array = og_json_array(object, key, need);
    if (array.value == NULL)
        return list;
    const size_t count = og_json_count(&array);
    const char **items = OG_NEW_ARRAY(object->reader->arena, const char *, count);
    if (items == NULL)
        return list;
    list = (og_string_list){.items = items, .is_present = true};
    for (size_t i = 0; i < count; i++) {
        const char *item = og_json_item_string(&array, i);
        if (item != NULL)
            items[list.count++] = item;
    }
    return list;
}

static void check_members(const og_json_node *map, og_json_type wanted)
{
    const char *key;
    json_t *value;
    json_object_foreach(map->value, key, value)
    {
        const bool is_null_object = wanted == OG_JSON_IS_OBJECT && json_is_null(value);
        if (!is_null_object && !has_type(value, wanted))
            (void)member(map, key, OG_JSON_REQUIRED, wanted);
    }
}

void og_json_check(const og_json_node *object, const og_json_field *fields, size_t field_count)
{
    for (size_t i = 0; i < field_count; i++) {
        json_t *value = member(object, fields[i].key, OG_JSON_OPTIONAL, fields[i].type);
        if (value == NULL)
            continue;
        const og_json_node node = child(object, fields[i].key, value);
        if (fields[i].type == OG_JSON_IS_STRING_MAP)
            check_members(&node, OG_JSON_IS_STRING);
        else if (fields[i].type == OG_JSON_IS_OBJECT_MAP)
            check_members(&node, OG_JSON_IS_OBJECT);
        else if (fields[i].type == OG_JSON_IS_STRINGS) {
            for (size_t item = 0; item < og_json_count(&node); item++) {
                const json_t *text = json_array_get(value, item);
                if (!json_is_string(text))
                    wrong_item(&node, item, text, OG_JSON_IS_STRING);
            }
        }
    }
}
