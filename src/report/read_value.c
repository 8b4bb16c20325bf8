/* Values of a report in JSON, each with its type and range checked. */
#include "report/read.h"

#include "base/buf.h"
#include "base/error.h"
#include "base/utf8.h"
#include "report/result.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool og_read_is_good(const og_reading *reading)
{
    return reading->status == OCIGATE_OK && !reading->arena->failed;
}

/* No place of a report that can be read is deeper. */
#define SHOWN_LEVELS 12u

/* "/results/0/findings", from the top. */
static void add_pointer(og_buf *out, const og_read_node *node)
{
    const og_read_node *way[SHOWN_LEVELS];
    size_t count = 0;
    for (; node->parent != NULL && count < SHOWN_LEVELS; node = node->parent)
        way[count++] = node;
    while (count-- > 0) {
        if (way[count]->key != NULL)
            og_buf_format(out, "/%s", way[count]->key);
        else
            og_buf_format(out, "/%zu", way[count]->index);
    }
}

void og_read_refuse(const og_read_node *node, const char *key, const char *format, ...)
{
    og_reading *reading = node->reading;
    if (reading->status != OCIGATE_OK)
        return;
    char what[OCIGATE_ERROR_TEXT_SIZE];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    og_buf pointer;
    og_buf_init(&pointer);
    add_pointer(&pointer, node);
    if (key != NULL)
        og_buf_format(&pointer, "/%s", key);
    reading->status =
        og_fail(reading->err, OCIGATE_ERROR_READ, 0, "line %" PRIu64 ": %s%s%s", reading->line,
                og_buf_string(&pointer), pointer.length > 0 ? ": " : "", what);
    og_buf_fini(&pointer);
}

static og_read_node node_of(const og_read_node *parent, const char *key, size_t index,
                            json_t *value)
{
    return (og_read_node){parent->reading, value, parent, key, index};
}

bool og_read_has(const og_read_node *object, const char *key)
{
    return object->value != NULL && json_object_get(object->value, key) != NULL;
}

static const char *type_name(json_type type)
{
    static const char *const names[] = {
        [JSON_OBJECT] = "an object",    [JSON_ARRAY] = "an array",
        [JSON_STRING] = "a string",     [JSON_INTEGER] = "a whole number",
        [JSON_REAL] = "a fraction",     [JSON_TRUE] = "true or false",
        [JSON_FALSE] = "true or false", [JSON_NULL] = "null",
    };
    return names[type];
}

/* The member where it is of the type; NULL where it is null and may be, or where it is refused. */
static json_t *member(const og_read_node *object, const char *key, json_type type, bool may_be_null)
{
    if (object->value == NULL || !og_read_is_good(object->reading))
        return NULL;
    json_t *value = json_object_get(object->value, key);
    if (value == NULL) {
        og_read_refuse(object, key, "is missing");
        return NULL;
    }
    if (json_typeof(value) == type || (type == JSON_TRUE && json_is_boolean(value)))
        return value;
    if (!json_is_null(value) || !may_be_null)
        og_read_refuse(object, key, "is %s, not %s", type_name(json_typeof(value)),
                       type_name(type));
    return NULL;
}

og_read_node og_read_object(const og_read_node *object, const char *key)
{
    return node_of(object, key, 0, member(object, key, JSON_OBJECT, false));
}

og_read_node og_read_object_or_null(const og_read_node *object, const char *key)
{
    return node_of(object, key, 0, member(object, key, JSON_OBJECT, true));
}

og_read_node og_read_array(const og_read_node *object, const char *key)
{
    return node_of(object, key, 0, member(object, key, JSON_ARRAY, false));
}

size_t og_read_count(const og_read_node *array)
{
    return array->value == NULL ? 0 : json_array_size(array->value);
}

og_read_node og_read_item(const og_read_node *array, size_t index)
{
    og_read_node node = node_of(array, NULL, index, NULL);
    json_t *value = array->value == NULL ? NULL : json_array_get(array->value, index);
    if (json_is_object(value))
        node.value = value;
    else
        og_read_refuse(&node, NULL, "is no object");
    return node;
}

static const char *copy(const og_read_node *node, const json_t *value)
{
    return og_printable_text(node->reading->arena, json_string_value(value),
                             json_string_length(value));
}

const char *og_read_text(const og_read_node *object, const char *key)
{
    const json_t *value = member(object, key, JSON_STRING, false);
    return value == NULL ? NULL : copy(object, value);
}

const char *og_read_text_or_null(const og_read_node *object, const char *key)
{
    const json_t *value = member(object, key, JSON_STRING, true);
    return value == NULL ? NULL : copy(object, value);
}

const char *og_read_lines(const og_read_node *object, const char *key)
{
    /* no string of a document that was taken has a NUL in it */
    const json_t *value = member(object, key, JSON_STRING, false);
    return value == NULL ? NULL : og_report_lines(object->reading->arena, json_string_value(value));
}

const char **og_read_texts(const og_read_node *object, const char *key, bool may_be_null,
                           size_t *count)
{
    *count = 0;
    const og_read_node array =
        node_of(object, key, 0, member(object, key, JSON_ARRAY, may_be_null));
    if (array.value == NULL)
        return NULL;
    const size_t found = json_array_size(array.value);
    const char **texts = OG_NEW_ARRAY(object->reading->arena, const char *, found);
    for (size_t i = 0; texts != NULL && i < found; i++) {
        const json_t *value = json_array_get(array.value, i);
        if (!json_is_string(value)) {
            const og_read_node item = node_of(&array, NULL, i, NULL);
            og_read_refuse(&item, NULL, "is no string");
            return NULL;
        }
        texts[i] = copy(object, value);
    }
    *count = texts == NULL ? 0 : found;
    return texts;
}

size_t og_read_word(const og_read_node *object, const char *key, const char *const *words)
{
    const json_t *value = member(object, key, JSON_STRING, false);
    if (value == NULL)
        return 0;
    for (size_t i = 0; words[i] != NULL; i++) {
        if (strlen(words[i]) == json_string_length(value) &&
            memcmp(words[i], json_string_value(value), json_string_length(value)) == 0)
            return i;
    }
    og_read_refuse(object, key, "\"%.40s\" is not known here", json_string_value(value));
    return 0;
}

static uint64_t number(const og_read_node *object, const char *key, const json_t *value,
                       uint64_t least, uint64_t most)
{
    const json_int_t found = json_integer_value(value);
    if (found < 0 || (uint64_t)found < least || (uint64_t)found > most) {
        og_read_refuse(object, key, "%lld is out of range", (long long)found);
        return 0;
    }
    return (uint64_t)found;
}

uint64_t og_read_number(const og_read_node *object, const char *key, uint64_t least, uint64_t most)
{
    const json_t *value = member(object, key, JSON_INTEGER, false);
    return value == NULL ? 0 : number(object, key, value, least, most);
}

bool og_read_number_or_null(const og_read_node *object, const char *key, uint64_t *out)
{
    const json_t *value = member(object, key, JSON_INTEGER, true);
    *out = value == NULL ? 0 : number(object, key, value, 0, UINT64_MAX);
    return value != NULL;
}

bool og_read_bool(const og_read_node *object, const char *key)
{
    return json_is_true(member(object, key, JSON_TRUE, false));
}

void og_read_severities(const og_read_node *object, const char *key, uint64_t counts[4])
{
    const og_read_node own = og_read_object(object, key);
    counts[OCIGATE_SEVERITY_OFF] = 0;
    for (int i = OCIGATE_SEVERITY_INFO; i <= OCIGATE_SEVERITY_ERROR; i++) {
        /* three of them fit into the sum */
        counts[i] =
            og_read_number(&own, ocigate_severity_name((ocigate_severity)i), 0, INT64_MAX / 4);
        counts[OCIGATE_SEVERITY_OFF] += counts[i];
    }
}

ocigate_severity og_read_severity(const og_read_node *object, const char *key)
{
    static const char *const names[] = {"info", "warning", "error", NULL};
    static const ocigate_severity values[] = {OCIGATE_SEVERITY_INFO, OCIGATE_SEVERITY_WARNING,
                                              OCIGATE_SEVERITY_ERROR};
    return values[og_read_word(object, key, names)];
}

ocigate_verdict og_read_verdict(const og_read_node *object, const char *key)
{
    static const char *const names[] = {"error", "fail", "pass", NULL};
    static const ocigate_verdict values[] = {OCIGATE_VERDICT_ERROR, OCIGATE_VERDICT_FAIL,
                                             OCIGATE_VERDICT_PASS};
    return values[og_read_word(object, key, names)];
}
