#include "document/views.h"

#include <string.h>

bool og_layout_read(const og_json_reader *reader, json_t *value, og_layout *out)
{
    static const char *const known[] = {"imageLayoutVersion", NULL};
    const og_json_node top = og_json_top_node(reader, value, OG_JSON_IS_OBJECT);
    if (top.value == NULL)
        return false;
    og_json_check_keys(&top, known);
    out->version = og_json_string(&top, "imageLayoutVersion", OG_JSON_REQUIRED);
    if (out->version != NULL && strcmp(out->version, "1.0.0") != 0) {
        og_defect *defect =
            OG_JSON_DEFECT(&top, "imageLayoutVersion", OG_DEFECT_LAYOUT_INVALID,
                           "the version of the layout is \"%s\", not \"1.0.0\"", out->version);
        if (defect != NULL) {
            defect->expected = "1.0.0";
            defect->found = out->version;
        }
    }
    return true;
}
