/**
 * @file inspect.h
 * What is in an image, without a judgement: config, layers, files, the command it starts. The facts
 * are part of every result of a report; those about files and the command are gathered for reports
 * whose options ask for it, see ocigate_options_set_inspection().
 *
 * As in report.h, everything is read-only, borrowed from the report and valid until
 * ocigate_report_free(); strings are printable UTF-8, and NULL where they are not known; sizes are
 * bytes; accessors never fail: NULL as the object, or an index out of range, gives NULL, zero or
 * -1.
 *
 * Threads: a report that is no longer filled may be read from several threads.
 */
#ifndef OCIGATE_INSPECT_H
#define OCIGATE_INSPECT_H

#include <ocigate/render.h>
#include <ocigate/report.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct ocigate_layer ocigate_layer;       /**< one layer of an image */
typedef struct ocigate_contents ocigate_contents; /**< what the merged layers hold */
typedef struct ocigate_item ocigate_item;         /**< a file or directory of a list */
typedef struct ocigate_step ocigate_step;         /**< one file that starting the image leads to */

/* ---- the image and its config ---- */

/** What a manifest that is of no image holds, e.g. "a Helm chart"; NULL for an image. */
OCIGATE_API const char *ocigate_image_artifact(const ocigate_image *image);
/** Variant of the architecture, e.g. "v8". */
OCIGATE_API const char *ocigate_image_variant(const ocigate_image *image);
/** Media types of the two documents, as the descriptors say. */
OCIGATE_API const char *ocigate_image_manifest_type(const ocigate_image *image);
OCIGATE_API const char *ocigate_image_config_type(const ocigate_image *image);
OCIGATE_API const char *ocigate_image_working_dir(const ocigate_image *image);
OCIGATE_API const char *ocigate_image_user(const ocigate_image *image);

/** The lists of strings of a config. */
typedef enum ocigate_config_list {
    OCIGATE_CONFIG_ENTRYPOINT = 0,
    OCIGATE_CONFIG_CMD = 1,
    OCIGATE_CONFIG_ENV = 2 /**< NAME=value */
} ocigate_config_list;

/** Strings of a list; 0 for an empty one, -1 where the config has none or is not known. */
OCIGATE_API ptrdiff_t ocigate_image_config_count(const ocigate_image *image,
                                                 ocigate_config_list list);
OCIGATE_API const char *ocigate_image_config_string(const ocigate_image *image,
                                                    ocigate_config_list list, size_t index);

/** Stored bytes of all layers; @p is_known may be NULL, as everywhere below. */
OCIGATE_API uint64_t ocigate_image_stored_bytes(const ocigate_image *image, bool *is_known);
/** Bytes of the regular files after the merge of all layers. */
OCIGATE_API uint64_t ocigate_image_file_bytes(const ocigate_image *image, bool *is_known);

/* ---- its layers, the lowest first ---- */

OCIGATE_API const ocigate_layer *ocigate_image_layer(const ocigate_image *image, size_t index);

OCIGATE_API const char *ocigate_layer_media_type(const ocigate_layer *layer);
/** Of the stored bytes: as computed; as claimed where they were not read. */
OCIGATE_API const char *ocigate_layer_digest(const ocigate_layer *layer);
/** Of the unpacked bytes, as computed. */
OCIGATE_API const char *ocigate_layer_diff_id(const ocigate_layer *layer);
/** "none", "gzip", "zstd", ... */
OCIGATE_API const char *ocigate_layer_compression(const ocigate_layer *layer);
/** The build step that made it, from the history of the config. */
OCIGATE_API const char *ocigate_layer_created_by(const ocigate_layer *layer);
OCIGATE_API uint64_t ocigate_layer_stored_bytes(const ocigate_layer *layer, bool *is_known);
OCIGATE_API uint64_t ocigate_layer_unpacked_bytes(const ocigate_layer *layer, bool *is_known);
/** Entries of its archive. */
OCIGATE_API uint64_t ocigate_layer_entry_count(const ocigate_layer *layer, bool *is_known);

/** What a layer has to do with bytes that are shipped in vain. */
typedef enum ocigate_waste {
    OCIGATE_WASTE_HIDDEN = 0,  /**< files of this layer that this or a later one hides */
    OCIGATE_WASTE_DELETES = 1, /**< files that this layer hides by whiteouts */
    OCIGATE_WASTE_REPLACES = 2 /**< files that this layer hides by others in their place */
} ocigate_waste;

/** Bytes of such files, all names of a file together; @p file_count may be NULL. Zero where
 * ocigate_image_contents() is NULL. */
OCIGATE_API uint64_t ocigate_layer_waste(const ocigate_layer *layer, ocigate_waste waste,
                                         uint64_t *file_count);

/* ---- its files, after the merge of all layers ---- */

/** NULL where it was not asked for, or the files are not known. */
OCIGATE_API const ocigate_contents *ocigate_image_contents(const ocigate_image *image);

typedef enum ocigate_file_type {
    OCIGATE_FILE_REGULAR = 0,   /**< every name of a regular file */
    OCIGATE_FILE_HARD_LINK = 1, /**< hard links to nothing; others are what they lead to */
    OCIGATE_FILE_SYMBOLIC_LINK = 2,
    OCIGATE_FILE_CHARACTER_DEVICE = 3,
    OCIGATE_FILE_BLOCK_DEVICE = 4,
    OCIGATE_FILE_DIRECTORY = 5, /**< without the root */
    OCIGATE_FILE_FIFO = 6
} ocigate_file_type;

/** Paths of a type. */
OCIGATE_API uint64_t ocigate_contents_count(const ocigate_contents *contents,
                                            ocigate_file_type type);
/** Paths that are a further name of another. */
OCIGATE_API uint64_t ocigate_contents_hard_link_count(const ocigate_contents *contents);
/** Bytes of regular files that no path leads to any more: shipped in vain. @p file_count may be
 * NULL. */
OCIGATE_API uint64_t ocigate_contents_hidden_bytes(const ocigate_contents *contents,
                                                   uint64_t *file_count);

/** The biggest: at most 20 each, bytes descending, then by path; none without bytes. */
typedef enum ocigate_contents_list {
    OCIGATE_CONTENTS_FILES = 0,       /**< regular files; hard links once */
    OCIGATE_CONTENTS_DIRECTORIES = 1, /**< with all that is below them; without the root */
    OCIGATE_CONTENTS_HIDDEN = 2 /**< shipped in vain: files, and directories that went as a whole */
} ocigate_contents_list;

OCIGATE_API size_t ocigate_contents_item_count(const ocigate_contents *contents,
                                               ocigate_contents_list list);
OCIGATE_API const ocigate_item *ocigate_contents_item(const ocigate_contents *contents,
                                                      ocigate_contents_list list, size_t index);

/** Absolute. */
OCIGATE_API const char *ocigate_item_path(const ocigate_item *item);
OCIGATE_API uint64_t ocigate_item_bytes(const ocigate_item *item);
/** Files that the bytes belong to. */
OCIGATE_API uint64_t ocigate_item_file_count(const ocigate_item *item);
/** Index of the layer that holds the bytes (of a directory that is there: the layer that wrote it
 * last); -1: several. */
OCIGATE_API ptrdiff_t ocigate_item_layer(const ocigate_item *item);
/** Index of the layer that hides it; -1: it is there. */
OCIGATE_API ptrdiff_t ocigate_item_hidden_by(const ocigate_item *item);
/** Something else stands in its place; else it was deleted, or is there. */
OCIGATE_API bool ocigate_item_is_replaced(const ocigate_item *item);

/* ---- what it starts ---- */

/** The absolute path of the command, through PATH or the working directory where it is relative. */
OCIGATE_API const char *ocigate_image_command_path(const ocigate_image *image);

/** Files that starting the image leads to, in order; -1 where they are not known. */
OCIGATE_API ptrdiff_t ocigate_image_step_count(const ocigate_image *image);
OCIGATE_API const ocigate_step *ocigate_image_step(const ocigate_image *image, size_t index);

/** "entrypoint", "cmd", "bootstrap", "interpreter" (of a #! line), "program" (what env looks for),
 * "loader" (of a dynamic program) or "library" (one that is missing). */
OCIGATE_API const char *ocigate_step_role(const ocigate_step *step);
/** As it is asked for. */
OCIGATE_API const char *ocigate_step_path(const ocigate_step *step);
/** Absolute, at the end of all links; NULL: nothing is there. */
OCIGATE_API const char *ocigate_step_target(const ocigate_step *step);
/** "found", "missing", "link-loop", "not-a-directory", "not-a-file", "closed", "not-executable" or
 * "relative". */
OCIGATE_API const char *ocigate_step_state(const ocigate_step *step);

/** What serves the Runtime API of AWS Lambda: "python", "node", "native", ...; NULL: none was
 * found, or the files are not known. */
OCIGATE_API const char *ocigate_image_runtime(const ocigate_image *image);
/** Absolute path of the file that shows it. */
OCIGATE_API const char *ocigate_image_runtime_client(const ocigate_image *image);

/* ---- all of it as bytes ---- */

/** The formats, e.g. "text", in a fixed order; NULL when @p index is out of range. */
OCIGATE_API const char *ocigate_inspection_format(size_t index);

/**
 * Write what is in the images of a report; "json" follows docs/inspect.schema.json.
 *
 * @param[in]  report   made with ocigate_options_set_inspection(), else less is known
 * @param[in]  format   a name of ocigate_inspection_format()
 * @param[in]  options  NULL: the defaults; verbosity VERBOSE shows digests and longer lists
 * @param[in]  write    called with consecutive pieces
 * @param[in]  payload  handed to @p write
 * @param[out] error    cause of a negative status; may be NULL
 * @return OCIGATE_OK; OCIGATE_ERROR_ARGUMENT for an unknown format; OCIGATE_ERROR_WRITE;
 *         OCIGATE_ERROR_MEMORY (nothing is written then)
 *
 * Threads: safe while the report is not being filled.
 */
OCIGATE_API OCIGATE_NODISCARD ocigate_status ocigate_render_inspection(
    const ocigate_report *report, const char *format, const ocigate_render_options *options,
    ocigate_write_function write, void *payload, ocigate_error *error);

#ifdef __cplusplus
}
#endif

#endif
