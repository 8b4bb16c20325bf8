/* The entries of a layer, as a tar archive yields them. */
#include "base/error.h"
#include "base/path.h"
#include "blob/blob_internal.h"

#include <inttypes.h>
#include <string.h>

ocigate_status og_blob_walk_begin(og_blob *blob, ocigate_error *err)
{
    og_blob_plain *plain = &blob->plain;
    if (plain->tar == NULL)
        OG_TRY(og_tar_new(blob->options.limits, &plain->tar, err));
    if (plain->files == NULL)
        OG_TRY(og_file_reader_new(&plain->files, err));
    og_file_reader_start_layer(plain->files, blob->arena);
    og_tar_start(plain->tar, blob->arena, &blob->facts->defects);
    og_entry_writer_start(&plain->entries, blob->arena, &blob->facts->entries);
    plain->is_walking = true;
    return OCIGATE_OK;
}

static void place(og_blob *blob, og_defect *defect, const og_tar_entry *tar_entry)
{
    if (defect == NULL)
        return;
    defect->path = og_arena_copy(blob->arena, tar_entry->path, tar_entry->path_length);
    defect->offset = tar_entry->offset;
    defect->has_offset = true;
}

static void add_unsafe(og_blob *blob, const og_tar_entry *tar_entry, const char *text)
{
    place(
        blob,
        og_defect_add(&blob->facts->defects, blob->arena, OG_DEFECT_ENTRY_PATH_UNSAFE, "%s", text),
        tar_entry);
}

/* False when above; the path itself is not repeated, since it may be as long as a header. */
static bool fits_limit(og_blob *blob, const og_tar_entry *tar_entry, const char *what,
                       ocigate_limit limit, size_t length)
{
    const uint64_t maximum = blob->options.limits->value[limit];
    if (length <= maximum)
        return true;
    og_defect *defect =
        og_defect_add(&blob->facts->defects, blob->arena, OG_DEFECT_LIMIT,
                      "%s has %zu bytes, more than %" PRIu64 " (--limit %s=N)", what, length,
                      maximum, ocigate_limit_describe(limit, NULL, NULL));
    if (defect != NULL) {
        defect->offset = tar_entry->offset;
        defect->has_offset = true;
    }
    return false;
}

/* Before anything is copied: a name that cannot be taken as it is. */
static bool names_are_good(og_blob *blob, const og_tar_entry *tar_entry)
{
    if (!fits_limit(blob, tar_entry, "the path of an entry", OCIGATE_LIMIT_PATH_BYTES,
                    tar_entry->path_length) ||
        !fits_limit(blob, tar_entry, "the target of a link", OCIGATE_LIMIT_PATH_BYTES,
                    tar_entry->link_length))
        return false;
    const char *text = NULL;
    if (tar_entry->path_length == 0)
        text = "the path is empty";
    else if (memchr(tar_entry->path, '\0', tar_entry->path_length) != NULL)
        text = "the path has a NUL";
    else if (tar_entry->link_length > 0 &&
             memchr(tar_entry->link, '\0', tar_entry->link_length) != NULL)
        text = "the target of the link has a NUL";
    if (text != NULL)
        add_unsafe(blob, tar_entry, text);
    return text == NULL;
}

/* Into memory that the next one takes again. False when out of memory. */
static bool clean(og_buf *out, const char *path, size_t length, og_path_facts *facts)
{
    og_buf_clear(out);
    og_buf_add(out, path, length);
    if (!out->failed)
        out->length = og_path_clean_into(out->data, path, length, facts);
    return !out->failed;
}

/* The link of an entry: NULL in *link when it is none. False when out of memory. */
static bool read_link(og_blob *blob, const og_tar_entry *tar_entry, const char **link)
{
    og_buf *text = &blob->plain.link;
    og_path_facts facts = {0};
    if (tar_entry->type == '2') {
        og_buf_clear(text);
        og_buf_add(text, tar_entry->link, tar_entry->link_length);
    } else if (tar_entry->type == '1') {
        (void)clean(text, tar_entry->link, tar_entry->link_length, &facts);
        if (facts.leaves_root)
            add_unsafe(blob, tar_entry, "the target of the hard link leaves the root");
    } else {
        return true;
    }
    *link = og_buf_string(text);
    return !text->failed;
}

static bool check_path(og_blob *blob, const og_tar_entry *tar_entry, const char *path,
                       const og_path_facts *facts)
{
    if (!fits_limit(blob, tar_entry, "a component of the path of an entry",
                    OCIGATE_LIMIT_COMPONENT_BYTES, facts->longest_component_bytes))
        return false;
    if (facts->leaves_root)
        add_unsafe(blob, tar_entry, "the path leaves the root");
    if (facts->is_absolute)
        place(blob,
              og_defect_add(&blob->facts->defects, blob->arena, OG_DEFECT_ENTRY_PATH_ABSOLUTE,
                            "the path begins with a slash"),
              tar_entry);
    if (path[0] != '\0' || tar_entry->type == '5')
        return true;
    if (!facts->leaves_root)
        add_unsafe(blob, tar_entry, "the path is that of the root, and the entry no directory");
    return false;
}

/* *is_kept: false when the entry is not among the entries. */
static ocigate_status keep_entry(og_blob *blob, const og_tar_entry *tar_entry, bool *is_kept,
                                 ocigate_error *err)
{
    *is_kept = false;
    if (!names_are_good(blob, tar_entry))
        return OCIGATE_OK;
    og_buf *path = &blob->plain.path;
    og_path_facts facts;
    const char *link = NULL;
    if (!clean(path, tar_entry->path, tar_entry->path_length, &facts))
        return og_fail_memory(err);
    if (!check_path(blob, tar_entry, og_buf_string(path), &facts))
        return OCIGATE_OK;
    if (!read_link(blob, tar_entry, &link))
        return og_fail_memory(err);
    const og_entry entry = {
        .link = link,
        .size = tar_entry->size,
        .uid = tar_entry->uid,
        .gid = tar_entry->gid,
        .mode = tar_entry->mode,
        .type = tar_entry->type,
        .has_capabilities = tar_entry->has_capabilities,
        .has_slash_end = facts.has_slash_end,
        .is_absolute = facts.is_absolute,
        .leaves_root = facts.leaves_root,
    };
    if (!og_entry_writer_add(&blob->plain.entries, og_buf_string(path), path->length, &entry))
        return og_fail_memory(err);
    *is_kept = true;
    return OCIGATE_OK;
}

static void begin_file(og_blob *blob, const og_tar_entry *tar_entry)
{
    og_blob_plain *plain = &blob->plain;
    plain->has_file = true;
    og_file_reader_begin(plain->files, og_buf_string(&plain->path), tar_entry->mode,
                         tar_entry->size);
}

static ocigate_status take_entry(og_blob *blob, ocigate_error *err)
{
    const og_tar_entry *tar_entry = og_tar_current(blob->plain.tar);
    const uint64_t limit = blob->options.limits->value[OCIGATE_LIMIT_ENTRIES];
    if (blob->facts->entry_count++ >= limit) {
        blob->plain.is_walking = false;
        og_defect *defect =
            og_defect_add(&blob->facts->defects, blob->arena, OG_DEFECT_LIMIT,
                          "a layer has more than %" PRIu64 " entries (--limit %s=N)", limit,
                          ocigate_limit_describe(OCIGATE_LIMIT_ENTRIES, NULL, NULL));
        if (defect != NULL) {
            defect->offset = tar_entry->offset;
            defect->has_offset = true;
        }
        return OCIGATE_OK;
    }
    bool is_kept = false;
    blob->plain.has_file = false;
    OG_TRY(keep_entry(blob, tar_entry, &is_kept, err));
    if (!is_kept)
        blob->plain.hides_entries = true;
    else if (tar_entry->type == '0' && tar_entry->size > 0)
        begin_file(blob, tar_entry);
    return OCIGATE_OK;
}

static ocigate_status end_file(og_blob *blob, ocigate_error *err)
{
    og_blob_plain *plain = &blob->plain;
    if (!plain->has_file)
        return OCIGATE_OK;
    const og_file_facts *facts = NULL;
    OG_TRY(og_file_reader_end(plain->files, &facts, err));
    og_entry_writer_add_facts(&plain->entries, facts);
    plain->has_file = false;
    blob->facts->file_facts_are_dropped = og_file_reader_has_dropped(plain->files);
    return OCIGATE_OK;
}

ocigate_status og_blob_walk_feed(og_blob *blob, const uint8_t *bytes, size_t length,
                                 ocigate_error *err)
{
    og_blob_plain *plain = &blob->plain;
    while (plain->is_walking) {
        og_tar_event event = OG_TAR_NEEDS_INPUT;
        const uint8_t *data = NULL;
        size_t data_length = 0;
        OG_TRY(og_tar_step(plain->tar, &bytes, &length, &event, &data, &data_length, err));
        switch (event) {
        case OG_TAR_NEEDS_INPUT:
            return OCIGATE_OK;
        case OG_TAR_ENTRY:
            OG_TRY(take_entry(blob, err));
            break;
        case OG_TAR_STOPPED:
            plain->is_walking = false;
            break;
        case OG_TAR_DATA:
            if (plain->has_file)
                OG_TRY(og_file_reader_feed(plain->files, data, data_length, err));
            break;
        case OG_TAR_ENTRY_END:
            OG_TRY(end_file(blob, err));
            break;
        case OG_TAR_END:
            break;
        }
    }
    return OCIGATE_OK;
}
