/**
 * @file limits.h
 * Every bound that protects a check from hostile input. A limit that is reached
 * is reported as a finding (rule archive-limit or layer-bomb), never passed over.
 */
#ifndef OCIGATE_LIMITS_H
#define OCIGATE_LIMITS_H

#include <ocigate/error.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The limits. The numbers are stable; new ones are added at the end. */
typedef enum ocigate_limit {
    OCIGATE_LIMIT_IMAGE_BYTES =
        0, /**< bytes of all layers of an image, unpacked; the limit of rule image-too-large */
    OCIGATE_LIMIT_LAYER_BYTES =
        1, /**< bytes of one layer, unpacked; reading of the layer stops there */
    OCIGATE_LIMIT_DOCUMENT_BYTES = 2,   /**< bytes of one JSON document */
    OCIGATE_LIMIT_DOCUMENTS_BYTES = 3,  /**< bytes of all JSON documents that are kept */
    OCIGATE_LIMIT_JSON_DEPTH = 4,       /**< nested arrays and objects */
    OCIGATE_LIMIT_JSON_TOKENS = 5,      /**< values and keys of one document */
    OCIGATE_LIMIT_MEMBERS = 6,          /**< members of the archive, or files of the directory */
    OCIGATE_LIMIT_LAYERS = 7,           /**< layers of one image */
    OCIGATE_LIMIT_ENTRIES = 8,          /**< entries of one layer */
    OCIGATE_LIMIT_PATH_BYTES = 9,       /**< bytes of one path or link target */
    OCIGATE_LIMIT_COMPONENT_BYTES = 10, /**< bytes of one component of a path */
    OCIGATE_LIMIT_PAX_BYTES = 11,       /**< bytes of the extended headers before one entry */
    OCIGATE_LIMIT_PAX_LAYER_BYTES =
        12,                           /**< bytes of all extended headers of one archive or layer */
    OCIGATE_LIMIT_DESCRIPTORS = 13,   /**< descriptors that are followed */
    OCIGATE_LIMIT_INDEX_DEPTH = 14,   /**< indexes inside each other */
    OCIGATE_LIMIT_ARCHIVE_BYTES = 15, /**< bytes of the archive after its own compression */
    OCIGATE_LIMIT_ZSTD_WINDOW_LOG = 16,   /**< base-2 logarithm of the window of a zstd frame */
    OCIGATE_LIMIT_XATTR_NAME_BYTES = 17,  /**< bytes of the name of one extended attribute */
    OCIGATE_LIMIT_XATTR_VALUE_BYTES = 18, /**< bytes of its value */
    OCIGATE_LIMIT_XATTR_LIST_BYTES =
        19, /**< bytes of the names of all extended attributes of one entry, a NUL behind each */
    OCIGATE_LIMIT_JSON_HEAP_BYTES = 20, /**< bytes of memory that the values of one document take */
    OCIGATE_LIMIT_FINDINGS = 21,        /**< findings of one input that are listed */
    OCIGATE_LIMIT_IMAGE_ENTRIES = 22,   /**< entries of all layers of one image together */
    OCIGATE_LIMIT_SECONDS = 23, /**< time to read one input; it ends with OCIGATE_ERROR_CANCELLED */
    OCIGATE_LIMIT_COUNT = 24    /**< how many there are; not a limit, grows with new ones */
} ocigate_limit;

/**
 * Describe a limit.
 *
 * @param[in]  limit          which
 * @param[out] default_value  its default; may be NULL
 * @param[out] unit           "bytes", "entries", ...; static; may be NULL
 * @return its name, e.g. "layer-bytes"; NULL when @p limit is none
 *
 * Threads: safe.
 */
OCIGATE_API const char *ocigate_limit_describe(ocigate_limit limit, uint64_t *default_value,
                                               const char **unit);

/**
 * Read a size as people write it: "1000", "500MiB", "10GB", "64kB": digits and one unit, exact.
 *
 * @return false, and @p out is not touched, for anything else and for what does not fit
 *
 * Threads: safe.
 */
OCIGATE_API bool ocigate_size_parse(const char *text, uint64_t *out);

#ifdef __cplusplus
}
#endif

#endif
