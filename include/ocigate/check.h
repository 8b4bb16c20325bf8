/**
 * @file check.h
 * Judge images: options, and the calls that read an input and add a result to a report.
 */
#ifndef OCIGATE_CHECK_H
#define OCIGATE_CHECK_H

#include <ocigate/error.h>
#include <ocigate/limits.h>
#include <ocigate/rule.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** How deep a check looks. */
typedef enum ocigate_depth {
    OCIGATE_DEPTH_MANIFEST = 0, /**< the JSON documents alone */
    OCIGATE_DEPTH_BLOBS = 1,    /**< and every digest, of stored and of plain bytes */
    OCIGATE_DEPTH_ROOTFS = 2    /**< and the files inside the layers (the default) */
} ocigate_depth;

/** How a check is made: profile, targets, limits, severities. Opaque, so that it can grow. */
typedef struct ocigate_options ocigate_options;

/** One run: results of one or more inputs, see report.h. */
typedef struct ocigate_report ocigate_report;

/**
 * Options with every default: profile lambda, depth rootfs, all images, fail on errors.
 *
 * @return to be freed with ocigate_options_free(); NULL when out of memory
 *
 * Threads: each object is for one thread at a time.
 */
OCIGATE_API ocigate_options *ocigate_options_new(void);

/** Free options. @param[in] options may be NULL */
OCIGATE_API void ocigate_options_free(ocigate_options *options);

/**
 * Which rules apply and how severe they are.
 *
 * @param[in,out] options
 * @param[in]     profile  "lambda", "lambda-managed" or "oci"; copied
 * @param[out]    error    cause of a negative status; may be NULL
 * @return OCIGATE_OK, or OCIGATE_ERROR_ARGUMENT for an unknown name
 */
OCIGATE_API OCIGATE_NODISCARD ocigate_status ocigate_options_set_profile(ocigate_options *options,
                                                                         const char *profile,
                                                                         ocigate_error *error);

/** The architecture that the function is configured for: "amd64" or "arm64"; NULL: what the image
 * says.
 * @return OCIGATE_OK, OCIGATE_ERROR_ARGUMENT */
OCIGATE_API OCIGATE_NODISCARD ocigate_status ocigate_options_set_architecture(
    ocigate_options *options, const char *architecture, ocigate_error *error);

/** From an index, judge this member alone: "os/architecture[/variant]"; NULL: an index is judged as
 * such.
 * @return OCIGATE_OK, OCIGATE_ERROR_ARGUMENT, OCIGATE_ERROR_MEMORY */
OCIGATE_API OCIGATE_NODISCARD ocigate_status ocigate_options_set_platform(ocigate_options *options,
                                                                          const char *platform,
                                                                          ocigate_error *error);

/** Judge the image with this reference alone, e.g. "app:1"; NULL: every image.
 * @return OCIGATE_OK, OCIGATE_ERROR_MEMORY */
OCIGATE_API OCIGATE_NODISCARD ocigate_status ocigate_options_set_reference(ocigate_options *options,
                                                                           const char *reference,
                                                                           ocigate_error *error);

/** Judge the image with this manifest, index or config digest alone: "sha256:..."; NULL: every
 * image.
 * @return OCIGATE_OK, OCIGATE_ERROR_ARGUMENT */
OCIGATE_API OCIGATE_NODISCARD ocigate_status ocigate_options_set_digest(ocigate_options *options,
                                                                        const char *digest,
                                                                        ocigate_error *error);

/**
 * The command that is set on the function (its ImageConfig), judged instead of the image's. Each of
 * the three takes the place of one setting alone: what is not set stays the image's.
 *
 * @param[in,out] options
 * @param[in]     json_array  a JSON array of strings, e.g. `["/main","x"]`; an empty one for none;
 *                            NULL: what the image says; copied
 * @param[out]    error       cause of a negative status; may be NULL
 * @return OCIGATE_OK; OCIGATE_ERROR_ARGUMENT when it is no such array; OCIGATE_ERROR_MEMORY
 */
OCIGATE_API OCIGATE_NODISCARD ocigate_status ocigate_options_set_entrypoint(
    ocigate_options *options, const char *json_array, ocigate_error *error);

/** The same for CMD, the arguments of the entrypoint. */
OCIGATE_API OCIGATE_NODISCARD ocigate_status ocigate_options_set_command(ocigate_options *options,
                                                                         const char *json_array,
                                                                         ocigate_error *error);

/** The same for WORKDIR: a path; NULL: what the image says; copied.
 * @return OCIGATE_OK, OCIGATE_ERROR_ARGUMENT for an empty path, OCIGATE_ERROR_MEMORY */
OCIGATE_API OCIGATE_NODISCARD ocigate_status ocigate_options_set_working_directory(
    ocigate_options *options, const char *path, ocigate_error *error);

/** How deep to look. @return OCIGATE_OK, OCIGATE_ERROR_ARGUMENT */
OCIGATE_API OCIGATE_NODISCARD ocigate_status ocigate_options_set_depth(ocigate_options *options,
                                                                       ocigate_depth depth,
                                                                       ocigate_error *error);

/** Change a limit of limits.h. @return OCIGATE_OK, OCIGATE_ERROR_ARGUMENT */
OCIGATE_API OCIGATE_NODISCARD ocigate_status ocigate_options_set_limit(ocigate_options *options,
                                                                       ocigate_limit limit,
                                                                       uint64_t value,
                                                                       ocigate_error *error);

/**
 * Change the severity of one rule, or of several: a `*` at the end matches any rest.
 * A later call wins over an earlier one.
 *
 * @param[in] rule      name or pattern, e.g. "layer-*"
 * @param[in] severity  OCIGATE_SEVERITY_OFF switches the rule off
 * @return OCIGATE_OK; OCIGATE_ERROR_ARGUMENT when no rule matches (the text names the nearest one);
 *         OCIGATE_ERROR_MEMORY
 */
OCIGATE_API OCIGATE_NODISCARD ocigate_status ocigate_options_set_severity(ocigate_options *options,
                                                                          const char *rule,
                                                                          ocigate_severity severity,
                                                                          ocigate_error *error);

/**
 * The least severity that fails an image.
 *
 * @param[in] severity  OCIGATE_SEVERITY_OFF: no finding fails it; an input that cannot be judged
 *                      still does not pass
 * @return OCIGATE_OK, OCIGATE_ERROR_ARGUMENT
 */
OCIGATE_API OCIGATE_NODISCARD ocigate_status ocigate_options_set_fail_on(ocigate_options *options,
                                                                         ocigate_severity severity,
                                                                         ocigate_error *error);

/**
 * Gather also what inspect.h shows of the files of an image: counts, the biggest, what is shipped
 * in vain. Findings and verdicts stay the same; it takes a little more time, and needs depth
 * rootfs.
 *
 * @param[in] is_wanted  the default is false
 * @return OCIGATE_OK, OCIGATE_ERROR_ARGUMENT
 */
OCIGATE_API OCIGATE_NODISCARD ocigate_status
ocigate_options_set_inspection(ocigate_options *options, bool is_wanted, ocigate_error *error);

/** The most threads that a check may work with, started when there is enough to do and gone when
 * the call returns. Reports do not depend on it.
 *
 * @param[in] threads  1, the default, is the caller's thread alone; 0: one for each processor that
 *                     the thread may use
 * @return OCIGATE_OK, OCIGATE_ERROR_ARGUMENT */
OCIGATE_API OCIGATE_NODISCARD ocigate_status ocigate_options_set_threads(ocigate_options *options,
                                                                         unsigned threads,
                                                                         ocigate_error *error);

/**
 * Told how far a check has come, many times a second, by the thread that called it.
 *
 * @param[in] payload      as given to ocigate_options_set_progress()
 * @param[in] bytes_read   of the present input; may end a little above the total, since the
 *                         beginning of a large member can be read twice
 * @param[in] bytes_total  of a file; 0 when it is not known: a pipe, a directory
 * @return true to go on; false ends the check with OCIGATE_ERROR_CANCELLED
 */
typedef bool (*ocigate_progress_function)(void *payload, uint64_t bytes_read, uint64_t bytes_total);

/** Who is told. @param[in] function NULL, the default: nobody @param[in] payload handed on as it is
 * @return OCIGATE_OK, OCIGATE_ERROR_ARGUMENT */
OCIGATE_API OCIGATE_NODISCARD ocigate_status
ocigate_options_set_progress(ocigate_options *options, ocigate_progress_function function,
                             void *payload, ocigate_error *error);

/**
 * An empty report, to which checks add their results.
 *
 * @param[in]  options  copied; NULL: the defaults
 * @param[out] out      written on OCIGATE_OK only; free with ocigate_report_free()
 * @param[out] error    cause of a negative status; may be NULL
 * @return OCIGATE_OK, OCIGATE_ERROR_ARGUMENT, OCIGATE_ERROR_MEMORY
 */
OCIGATE_API OCIGATE_NODISCARD ocigate_status ocigate_report_new(const ocigate_options *options,
                                                                ocigate_report **out,
                                                                ocigate_error *error);

/** Free a report and every string that it handed out. @param[in] report may be NULL */
OCIGATE_API void ocigate_report_free(ocigate_report *report);

/**
 * Read an input once, judge every image in it and add one result to the report.
 *
 * A defect of the image is not an error: it is a finding. When the input could not be judged, the
 * status is negative and the result that was added has the verdict error and says why.
 *
 * @param[in,out] report
 * @param[in]     path   a file, a fifo or a directory (an OCI layout, a `dir:` tree)
 * @param[in]     name   what to call it in reports; NULL: the path; copied
 * @param[out]    error  cause of a negative status; may be NULL
 * @return OCIGATE_OK              judged; see ocigate_report_verdict()
 * @return OCIGATE_ERROR_ARGUMENT  report or path is NULL; nothing was added
 * @return OCIGATE_ERROR_OPEN, OCIGATE_ERROR_READ, OCIGATE_ERROR_CHANGED  the input
 * @return OCIGATE_ERROR_MEMORY, OCIGATE_ERROR_INTERNAL
 *
 * Threads: several reports may be filled at once in several threads; one report is for one thread
 *          at a time.
 * Source:  OCI image-spec, image-layout.md; Docker image specification v1.2 "Combined Image JSON +
 *          Filesystem Changeset Format".
 */
OCIGATE_API OCIGATE_NODISCARD ocigate_status ocigate_check_path(ocigate_report *report,
                                                                const char *path, const char *name,
                                                                ocigate_error *error);

/**
 * The same for an open file descriptor: a pipe, a file from its present offset, a directory.
 *
 * @param[in] fd    stays open and the caller's
 * @param[in] name  what to call it in reports; NULL: "-"; copied
 */
OCIGATE_API OCIGATE_NODISCARD ocigate_status ocigate_check_fd(ocigate_report *report, int fd,
                                                              const char *name,
                                                              ocigate_error *error);

/**
 * Hands out the next bytes of an input.
 *
 * @param[in]  payload      as given to ocigate_check_stream()
 * @param[out] buffer       room for @p capacity bytes
 * @param[in]  capacity     bytes, > 0
 * @return bytes written, 0 at the end of the input, -1 when it cannot be read
 */
typedef ptrdiff_t (*ocigate_read_function)(void *payload, void *buffer, size_t capacity);

/** The same for a callback that hands out the bytes of an archive from first to last. */
OCIGATE_API OCIGATE_NODISCARD ocigate_status ocigate_check_stream(ocigate_report *report,
                                                                  ocigate_read_function read,
                                                                  void *payload, const char *name,
                                                                  ocigate_error *error);

#ifdef __cplusplus
}
#endif

#endif
