/**
 * @file error.h
 * Trouble in the environment: what ends a check without a verdict.
 *
 * A defect of the image is never an error: it becomes a finding (report.h).
 */
#ifndef OCIGATE_ERROR_H
#define OCIGATE_ERROR_H

#if defined(__GNUC__)
#define OCIGATE_API __attribute__((visibility("default")))
#define OCIGATE_NODISCARD __attribute__((warn_unused_result))
#else
#define OCIGATE_API
#define OCIGATE_NODISCARD
#endif

#ifdef __cplusplus
extern "C" {
#endif

/** Result of a call that can fail: zero is good, negative stops. The numbers are stable. */
typedef enum ocigate_status {
    OCIGATE_OK = 0, /**< done; for a check: judged, whatever the verdict */
    OCIGATE_ERROR_ARGUMENT =
        -1, /**< a parameter is not usable: NULL, an unknown name, out of range */
    OCIGATE_ERROR_MEMORY = -2,    /**< an allocation failed */
    OCIGATE_ERROR_OPEN = -3,      /**< the input cannot be opened */
    OCIGATE_ERROR_READ = -4,      /**< the input cannot be read */
    OCIGATE_ERROR_WRITE = -5,     /**< a report cannot be written */
    OCIGATE_ERROR_CHANGED = -6,   /**< a file changed while it was read */
    OCIGATE_ERROR_CANCELLED = -7, /**< a callback asked to stop */
    OCIGATE_ERROR_INTERNAL = -8   /**< a library below failed, or the proof is incomplete */
} ocigate_status;

/** Bytes in ocigate_error.text, the end included. */
#define OCIGATE_ERROR_TEXT_SIZE 240

/**
 * Why a call failed. Owned by the caller, who sets it to zero before the first
 * call; nothing in it needs to be freed. The first cause is kept.
 */
typedef struct ocigate_error {
    ocigate_status status;              /**< OCIGATE_OK while nothing has failed */
    int system_error;                   /**< errno of the cause, or 0 */
    char text[OCIGATE_ERROR_TEXT_SIZE]; /**< one line of printable UTF-8, without a full stop */
} ocigate_error;

/**
 * Name of a status for messages and logs.
 *
 * @param[in] status  any value
 * @return e.g. "out of memory"; "unknown status" for a value that is none. Static, never NULL
 *
 * Threads: safe.
 */
OCIGATE_API const char *ocigate_status_name(ocigate_status status);

#ifdef __cplusplus
}
#endif

#endif
