#include "base/limits.h"

#define KIB UINT64_C(1024)
#define MIB (KIB * 1024)
#define GIB (MIB * 1024)

static const struct {
    const char *name;
    const char *unit;
    uint64_t value;
} limits[OCIGATE_LIMIT_COUNT] = {
    /* AWS Lambda, quotas: 10 GB of 1,024-based units, all layers included */
    [OCIGATE_LIMIT_IMAGE_BYTES] = {"image-bytes", "bytes", 10 * GIB},
    /* four times what may be shipped, so that an image above the limit is still measured */
    [OCIGATE_LIMIT_LAYER_BYTES] = {"layer-bytes", "bytes", 40 * GIB},
    /* what registries take for a manifest, and other readers for any document */
    [OCIGATE_LIMIT_DOCUMENT_BYTES] = {"document-bytes", "bytes", 4 * MIB},
    [OCIGATE_LIMIT_DOCUMENTS_BYTES] = {"documents-bytes", "bytes", 32 * MIB},
    [OCIGATE_LIMIT_JSON_DEPTH] = {"json-depth", "levels", 64},
    /* a token costs about 80 bytes of heap: 20 MB */
    [OCIGATE_LIMIT_JSON_TOKENS] = {"json-tokens", "tokens", 250000},
    [OCIGATE_LIMIT_MEMBERS] = {"members", "members", 100000},
    /* far above what any registry or runtime takes */
    [OCIGATE_LIMIT_LAYERS] = {"layers", "layers", 4200},
    [OCIGATE_LIMIT_ENTRIES] = {"entries", "entries", 4000000},
    /* Linux, limits.h: PATH_MAX and NAME_MAX */
    [OCIGATE_LIMIT_PATH_BYTES] = {"path-bytes", "bytes", 4096},
    [OCIGATE_LIMIT_COMPONENT_BYTES] = {"component-bytes", "bytes", 255},
    [OCIGATE_LIMIT_PAX_BYTES] = {"pax-bytes", "bytes", 1 * MIB},
    [OCIGATE_LIMIT_PAX_LAYER_BYTES] = {"pax-layer-bytes", "bytes", 64 * MIB},
    [OCIGATE_LIMIT_DESCRIPTORS] = {"descriptors", "descriptors", 100000},
    [OCIGATE_LIMIT_INDEX_DEPTH] = {"index-depth", "levels", 4},
    [OCIGATE_LIMIT_ARCHIVE_BYTES] = {"archive-bytes", "bytes", 1024 * GIB},
    /* 128 MiB, what the zstd library takes by default: --long=27 is in use */
    [OCIGATE_LIMIT_ZSTD_WINDOW_LOG] = {"zstd-window-log", "bits", 27},
    /* Linux, limits.h: XATTR_NAME_MAX, XATTR_SIZE_MAX and XATTR_LIST_MAX */
    [OCIGATE_LIMIT_XATTR_NAME_BYTES] = {"xattr-name-bytes", "bytes", 255},
    [OCIGATE_LIMIT_XATTR_VALUE_BYTES] = {"xattr-value-bytes", "bytes", 64 * KIB},
    [OCIGATE_LIMIT_XATTR_LIST_BYTES] = {"xattr-list-bytes", "bytes", 64 * KIB},
    /* beside the tokens: few long strings cost more than many short ones */
    [OCIGATE_LIMIT_JSON_HEAP_BYTES] = {"json-heap-bytes", "bytes", 64 * MIB},
    /* a report for people and pipelines; what is above it is counted */
    [OCIGATE_LIMIT_FINDINGS] = {"findings", "findings", 10000},
    /* four layers at their limit; merged, an entry of a usual name costs about 45 bytes */
    [OCIGATE_LIMIT_IMAGE_ENTRIES] = {"image-entries", "entries", 16000000},
    /* half an hour: 10 GB at 6 MB/s */
    [OCIGATE_LIMIT_SECONDS] = {"seconds", "seconds", 1800},
};

const char *ocigate_limit_describe(ocigate_limit limit, uint64_t *default_value, const char **unit)
{
    if ((int)limit < 0 || limit >= OCIGATE_LIMIT_COUNT)
        return NULL;
    if (default_value != NULL)
        *default_value = limits[limit].value;
    if (unit != NULL)
        *unit = limits[limit].unit;
    return limits[limit].name;
}

void og_limits_init(og_limits *out)
{
    for (int i = 0; i < OCIGATE_LIMIT_COUNT; i++)
        out->value[i] = limits[i].value;
}
