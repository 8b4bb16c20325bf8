/**
 * @file render.h
 * Reports as bytes: for people, for programs.
 */
#ifndef OCIGATE_RENDER_H
#define OCIGATE_RENDER_H

#include <ocigate/report.h>

#ifdef __cplusplus
extern "C" {
#endif

/** How much a text report says. */
typedef enum ocigate_verbosity {
    OCIGATE_VERBOSITY_QUIET = -1, /**< the verdict lines alone */
    OCIGATE_VERBOSITY_NORMAL = 0,
    OCIGATE_VERBOSITY_VERBOSE = 1 /**< also what was checked and passed */
} ocigate_verbosity;

/** How to render. Start from ocigate_render_options_init(); new fields are added at the end. */
typedef struct ocigate_render_options {
    size_t size;                 /**< sizeof of the caller's structure */
    bool has_color;              /**< text: with ANSI colours */
    ocigate_verbosity verbosity; /**< text alone */
    size_t columns;              /**< text: width to wrap at; 0: do not wrap */
    /** The file of the repository at which formats anchor findings that need a place in one (sarif,
     * github, gitlab), and its line; NULL: "Dockerfile", 0: line 1. Borrowed. */
    const char *location_path;
    uint64_t location_line;
} ocigate_render_options;

/** Set the defaults: no colour, normal verbosity, no wrapping.
 * @param[in] size  sizeof(ocigate_render_options) */
OCIGATE_API void ocigate_render_options_init(ocigate_render_options *options, size_t size);

/**
 * Takes the next bytes of a report.
 *
 * @return 0, or anything else to stop: the render call then gives OCIGATE_ERROR_WRITE
 */
typedef int (*ocigate_write_function)(void *payload, const void *bytes, size_t length);

/** The formats, e.g. "text", in a fixed order; NULL when @p index is out of range. */
OCIGATE_API const char *ocigate_render_format(size_t index);

/** The format has a piece for each result (ocigate_render_result()); others know whole reports
 * alone. */
OCIGATE_API bool ocigate_render_is_incremental(const char *format);

/**
 * Write a whole report, in any of the formats.
 *
 * @param[in]  report
 * @param[in]  format   a name of ocigate_render_format()
 * @param[in]  options  NULL: the defaults
 * @param[in]  write    called with consecutive pieces
 * @param[in]  payload  handed to @p write
 * @param[out] error    cause of a negative status; may be NULL
 * @return OCIGATE_OK; OCIGATE_ERROR_ARGUMENT for an unknown format; OCIGATE_ERROR_WRITE;
 *         OCIGATE_ERROR_MEMORY (nothing is written then)
 *
 * Threads: safe while the report is not being filled.
 */
OCIGATE_API OCIGATE_NODISCARD ocigate_status ocigate_render(const ocigate_report *report,
                                                            const char *format,
                                                            const ocigate_render_options *options,
                                                            ocigate_write_function write,
                                                            void *payload, ocigate_error *error);

/** Write one result by itself, as "text" or "jsonl" do for each in turn. */
OCIGATE_API OCIGATE_NODISCARD ocigate_status
ocigate_render_result(const ocigate_report *report, size_t result_index, const char *format,
                      const ocigate_render_options *options, ocigate_write_function write,
                      void *payload, ocigate_error *error);

/**
 * Write what follows the last result when results are written one by one: "text" ends with a table
 * where there are several images. Results and summary together are what ocigate_render() writes.
 */
OCIGATE_API OCIGATE_NODISCARD ocigate_status ocigate_render_summary(
    const ocigate_report *report, const char *format, const ocigate_render_options *options,
    ocigate_write_function write, void *payload, ocigate_error *error);

/**
 * Append @p bytes to a stream in the printable form that reports use: control characters, invalid
 * UTF-8 and characters that steer text are escaped.
 */
OCIGATE_API OCIGATE_NODISCARD ocigate_status ocigate_printable(const char *bytes, size_t length,
                                                               ocigate_write_function write,
                                                               void *payload, ocigate_error *error);

/** The formats of the documentation of rules, in a fixed order; NULL when @p index is out of range.
 */
OCIGATE_API const char *ocigate_rules_format(size_t index);

/** The documentation of all rules: a list as text, all that there is as "json" and "markdown".
 * @param[in] format  a name of ocigate_rules_format(); see ocigate_render() for the rest */
OCIGATE_API OCIGATE_NODISCARD ocigate_status ocigate_render_rules(const char *format,
                                                                  ocigate_write_function write,
                                                                  void *payload,
                                                                  ocigate_error *error);

/** All that there is to say about some rules, in the order of the array.
 * @param[in] format  a name of ocigate_rules_format(); see ocigate_render() for the rest */
OCIGATE_API OCIGATE_NODISCARD ocigate_status
ocigate_render_explanation(const ocigate_rule *const *rules, size_t count, const char *format,
                           const ocigate_render_options *options, ocigate_write_function write,
                           void *payload, ocigate_error *error);

/** The same for one rule, as text. */
OCIGATE_API OCIGATE_NODISCARD ocigate_status
ocigate_render_rule(const ocigate_rule *rule, const ocigate_render_options *options,
                    ocigate_write_function write, void *payload, ocigate_error *error);

#ifdef __cplusplus
}
#endif

#endif
