/* A report out of JSON. Internal to this folder.
   The getters take a member that must be there and must be of its type, unless the name says
   otherwise. The first thing that is wrong is kept in the reading; from then on they give nothing,
   and so does a value that is none. Strings are printable copies in the arena of the report. */
#ifndef OG_REPORT_READ_H
#define OG_REPORT_READ_H

#include "document/json.h"
#include "report/report.h"

typedef struct og_reading {
    og_arena *arena;
    ocigate_error *err;
    uint64_t line; /* on which the present document begins */
    ocigate_status status;
    const char *tool_version; /* of the present result, for messages */
    og_profile profile;       /* of every result so far */
    bool has_profile;         /* false: there was no result */
    ocigate_result *first, *last;
    uint64_t result_count;
    bool is_incomplete;
    og_position position; /* of the last result */
    bool is_gap_known;    /* the document says itself that results are missing */
} og_reading;

/* A value and the way to it. */
typedef struct og_read_node {
    og_reading *reading;
    json_t *value; /* NULL: there is none */
    const struct og_read_node *parent;
    const char *key; /* NULL: an item of an array */
    size_t index;
} og_read_node;

bool og_read_is_good(const og_reading *reading);

/* The member of an object (key), or the node itself (key NULL), is wrong. */
void og_read_refuse(const og_read_node *node, const char *key, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

bool og_read_has(const og_read_node *object, const char *key);

og_read_node og_read_object(const og_read_node *object, const char *key);
og_read_node og_read_object_or_null(const og_read_node *object, const char *key);
og_read_node og_read_array(const og_read_node *object, const char *key);
size_t og_read_count(const og_read_node *array);
og_read_node og_read_item(const og_read_node *array, size_t index); /* an object */

const char *og_read_text(const og_read_node *object, const char *key);
const char *og_read_text_or_null(const og_read_node *object, const char *key);
const char *og_read_lines(const og_read_node *object, const char *key);
/* NULL for null. */
const char **og_read_texts(const og_read_node *object, const char *key, bool may_be_null,
                           size_t *count);
/* One of a few words, which end with NULL: its index. */
size_t og_read_word(const og_read_node *object, const char *key, const char *const *words);

uint64_t og_read_number(const og_read_node *object, const char *key, uint64_t least, uint64_t most);
/* False, and 0, for null. */
bool og_read_number_or_null(const og_read_node *object, const char *key, uint64_t *out);
bool og_read_bool(const og_read_node *object, const char *key);

/* Numbers of errors, warnings and infos; OFF gets the sum. */
void og_read_severities(const og_read_node *object, const char *key, uint64_t counts[4]);

ocigate_severity og_read_severity(const og_read_node *object, const char *key);
ocigate_verdict og_read_verdict(const og_read_node *object, const char *key);

/* Parts of a result. */
void og_read_image(const og_read_node *object, ocigate_image *image);
void og_read_findings(const og_read_node *array, ocigate_result *result);
void og_read_suppressed(const og_read_node *array, ocigate_result *result);
/* Does all that was read fit together? */
void og_read_check(const og_read_node *object, const ocigate_result *result);

/* An element of "results", or a line of jsonl; added to the reading when it is good. */
void og_read_result(const og_read_node *object);

#endif
