/* JSON values of a document: held by jansson, read with types checked and places known.
   Only this room sees json_t; what a view keeps is copied into the arena. */
#ifndef OG_DOCUMENT_JSON_H
#define OG_DOCUMENT_JSON_H

#include "document/document.h"

#include <jansson.h>

/* The top value, to be freed with json_decref; NULL when the text is no good (defects say why).
   OCIGATE_ERROR_MEMORY. */
ocigate_status og_json_load(const char *bytes, size_t length, const og_limits *limits,
                            og_arena *arena, og_defects *defects, json_t **out, ocigate_error *err);

/* What all readers of one document share. */
typedef struct og_json_reader {
    og_arena *arena;
    og_defects *defects;
    const og_limits *limits;
    og_defect_kind type_defect; /* what a wrong type is in a document of this kind */
    ocigate_error *err;
} og_json_reader;

/* A value and where it stands. value NULL: there is none; then the getters give nothing and add
   no defect. */
typedef struct og_json_node {
    const og_json_reader *reader;
    json_t *value;
    const char *pointer;
} og_json_node;

typedef enum og_json_need {
    OG_JSON_OPTIONAL, /* may be absent or null */
    OG_JSON_REQUIRED, /* absent or null is a defect */
} og_json_need;

typedef enum og_json_type {
    OG_JSON_IS_STRING,
    OG_JSON_IS_INTEGER,
    OG_JSON_IS_BOOLEAN,
    OG_JSON_IS_ARRAY,
    OG_JSON_IS_OBJECT,
    OG_JSON_IS_STRINGS,    /* an array of strings */
    OG_JSON_IS_STRING_MAP, /* an object whose values are strings */
    OG_JSON_IS_OBJECT_MAP, /* an object whose values are objects, or null */
} og_json_type;

typedef struct og_json_field {
    const char *key;
    og_json_type type;
} og_json_field;

/* A defect at a member of an object (key), or at the node itself (key NULL). */
#define OG_JSON_DEFECT(node, key, kind, ...)                                                       \
    og_json_place_defect(                                                                          \
        (node), (key),                                                                             \
        og_defect_add((node)->reader->defects, (node)->reader->arena, (kind), __VA_ARGS__))
og_defect *og_json_place_defect(const og_json_node *node, const char *key, og_defect *defect);

/* The top node: its value, or none and a defect when it is of another type. */
og_json_node og_json_top_node(const og_json_reader *reader, json_t *value, og_json_type type);

/* Members of an object. Strings are copied. */
const char *og_json_string(const og_json_node *object, const char *key, og_json_need need);
bool og_json_integer(const og_json_node *object, const char *key, og_json_need need, int64_t *out);
bool og_json_true(const og_json_node *object, const char *key); /* false when absent */
og_json_node og_json_object(const og_json_node *object, const char *key, og_json_need need);
og_json_node og_json_array(const og_json_node *object, const char *key, og_json_need need);
og_string_list og_json_strings(const og_json_node *object, const char *key, og_json_need need);

/* Check the types of members that no view keeps; all are optional. */
void og_json_check(const og_json_node *object, const og_json_field *fields, size_t field_count);

/* Items of an array. */
size_t og_json_count(const og_json_node *array); /* of items or members, 0 for none */
og_json_node og_json_item_object(const og_json_node *array, size_t index);
const char *og_json_item_string(const og_json_node *array, size_t index); /* NULL: it is none */

/* The items of an array that are read: all, or as many as the limit allows, and a defect. */
size_t og_json_count_within(const og_json_node *array, ocigate_limit limit);

/* A defect for every key that is none of these, but is for readers that ignore case as Go does.
   known ends with NULL. */
void og_json_check_keys(const og_json_node *object, const char *const *known);

/* The longest pointer that is written out. Beyond it the place is that of the value which holds
   the value meant, so that a long key does not count as often as there are defects under it. */
#define OG_JSON_POINTER_BYTES 1024u

/* RFC 6901: base, a slash, the key with "~" and "/" escaped. base itself when too long; NULL when
   out of memory. */
const char *og_json_pointer_key(og_arena *arena, const char *base, const char *key);
const char *og_json_pointer_item(og_arena *arena, const char *base, size_t index);

#endif
