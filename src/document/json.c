#include "document/json.h"

#include "base/error.h"
#include "document/json_scan.h"

#include <string.h>

/* The scan has seen the grammar, the encoding and the limits: what is left are numbers. */
static ocigate_status refused(const json_error_t *error, og_arena *arena, og_defects *defects,
                              ocigate_error *err)
{
    if (error->text[0] == '\0')
        return og_fail_memory(err);
    switch (json_error_code(error)) {
    case json_error_numeric_overflow:
        break;
    case json_error_duplicate_key:
    case json_error_premature_end_of_input:
    case json_error_end_of_input_expected:
    case json_error_stack_overflow:
    case json_error_invalid_utf8:
    case json_error_null_character:
        return og_fail(err, OCIGATE_ERROR_INTERNAL, 0, "jansson reads a document differently: %s",
                       error->text);
    default:
        /* jansson says "invalid token" when it has no memory for a string */
        return og_fail_memory(err);
    }
    const bool is_real = strncmp(error->text, "real", 4) == 0;
    og_defect *defect = og_defect_add(defects, arena, OG_DEFECT_JSON_INVALID, "%s",
                                      is_real ? "a number that is too large for a double"
                                              : "a number that does not fit into 64 bits");
    if (defect != NULL) {
        defect->line = error->line > 0 ? (uint32_t)error->line : 1;
        defect->column = error->column > 0 ? (uint32_t)error->column : 1;
    }
    return OCIGATE_OK;
}

ocigate_status og_json_load(const char *bytes, size_t length, const og_limits *limits,
                            og_arena *arena, og_defects *defects, json_t **out, ocigate_error *err)
{
    og_json_scan scan;
    OG_TRY(og_json_scan_text(bytes, length, limits, arena, defects, &scan, err));
    if (!scan.is_good) {
        *out = NULL;
        return OCIGATE_OK;
    }
    size_t flags = JSON_DECODE_ANY;
    if (!scan.has_duplicates)
        flags |= JSON_REJECT_DUPLICATES;
    json_error_t error;
    json_t *value = json_loadb(bytes, length, flags, &error);
    if (value == NULL)
        OG_TRY(refused(&error, arena, defects, err));
    *out = value;
    return OCIGATE_OK;
}
