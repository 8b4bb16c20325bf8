#include "document/json.h"

#include "base/error.h"
#include "document/json_build.h"
#include "document/json_scan.h"

ocigate_status og_json_load(const char *bytes, size_t length, const og_limits *limits,
                            og_arena *arena, og_defects *defects, json_t **out, ocigate_error *err)
{
    bool is_good;
    OG_TRY(og_json_scan_text(bytes, length, limits, arena, defects, &is_good, err));
    json_t *value = NULL;
    if (is_good) {
        value = og_json_build(bytes, length, og_json_depth_limit(limits));
        if (value == NULL)
            return og_fail_memory(err);
    }
    *out = value;
    return OCIGATE_OK;
}
