#include "blob/file_reader.h"

#include "base/buf.h"
#include "base/error.h"
#include "base/path.h"
#include "blob/elf.h"
#include "blob/marks.h"
#include "blob/script.h"

#include <stdlib.h>
#include <string.h>

#define TEXT_BYTES_MAX 65536u
#define TEXT_LAYER_BYTES_MAX ((size_t)1 << 20) /* all such files of a layer; real ones: 1 KiB */
#define MAGIC_BYTES 4u
#define ANY_EXECUTE 0111u

struct og_file_reader {
    og_arena *arena;
    size_t used_bytes, text_bytes; /* of this layer */
    bool has_dropped;

    bool is_searched; /* this file's marks are */
    bool is_text;
    bool is_chosen; /* the format is known */
    og_file_format format;
    uint32_t mode;
    uint64_t size;
    uint8_t head[OG_SCRIPT_HEAD_BYTES];
    size_t head_length;
    og_elf *elf; /* made on first need */
    og_marks marks;
    og_mark_filter filter;
    og_buf text;
};

ocigate_status og_file_reader_new(og_file_reader **out, ocigate_error *err)
{
    og_file_reader *reader = calloc(1, sizeof *reader);
    if (reader == NULL)
        return og_fail_memory(err);
    og_mark_filter_init(&reader->filter);
    *out = reader;
    return OCIGATE_OK;
}

void og_file_reader_free(og_file_reader *reader)
{
    if (reader == NULL)
        return;
    og_elf_free(reader->elf);
    og_buf_fini(&reader->text);
    free(reader);
}

void og_file_reader_start_layer(og_file_reader *reader, og_arena *arena)
{
    reader->arena = arena;
    reader->used_bytes = 0;
    reader->text_bytes = 0;
    reader->has_dropped = false;
}

static bool is_between(const char *path, const char *prefix, const char *suffix)
{
    const size_t length = strlen(path), before = strlen(prefix), after = strlen(suffix);
    return length >= before + after && memcmp(path, prefix, before) == 0 &&
           strcmp(path + length - after, suffix) == 0 && strchr(path + before, '/') == NULL;
}

static bool steers_libraries(const char *path)
{
    return strcmp(path, "etc/ld.so.conf") == 0 || is_between(path, "etc/ld.so.conf.d/", ".conf") ||
           is_between(path, "etc/ld-musl-", ".path");
}

void og_file_reader_begin(og_file_reader *reader, const char *path, uint32_t mode, uint64_t size)
{
    reader->mode = mode;
    reader->size = size;
    reader->format = OG_FORMAT_OTHER;
    reader->is_searched = false;
    reader->is_chosen = false;
    reader->head_length = 0;
    og_buf_clear(&reader->text);
    reader->is_text = size > 0 && size <= TEXT_BYTES_MAX && steers_libraries(path) &&
                      size <= TEXT_LAYER_BYTES_MAX - reader->text_bytes;
}

static ocigate_status feed_format(og_file_reader *reader, const uint8_t *bytes, size_t length,
                                  ocigate_error *err)
{
    if (reader->is_searched)
        og_marks_feed(&reader->marks, &reader->filter, bytes, length);
    if (reader->format == OG_FORMAT_ELF && !og_elf_feed(reader->elf, bytes, length))
        return og_fail_memory(err);
    if (reader->format == OG_FORMAT_SCRIPT && reader->head_length < sizeof reader->head) {
        const size_t room = sizeof reader->head - reader->head_length;
        const size_t size = length < room ? length : room;
        memcpy(reader->head + reader->head_length, bytes, size);
        reader->head_length += size;
    }
    return OCIGATE_OK;
}

/* By the first bytes, which are then read as part of the file. */
static ocigate_status choose_format(og_file_reader *reader, ocigate_error *err)
{
    uint8_t first[MAGIC_BYTES];
    const size_t length = reader->head_length;
    reader->is_chosen = true;
    memcpy(first, reader->head, length);
    if (length == MAGIC_BYTES && memcmp(first, "\177ELF", MAGIC_BYTES) == 0)
        reader->format = OG_FORMAT_ELF;
    else if (length >= 2 && memcmp(first, "#!", 2) == 0)
        reader->format = OG_FORMAT_SCRIPT;
    if (reader->format == OG_FORMAT_OTHER)
        return OCIGATE_OK;
    if (reader->format == OG_FORMAT_ELF) {
        if (reader->elf == NULL && (reader->elf = og_elf_new()) == NULL)
            return og_fail_memory(err);
        og_elf_start(reader->elf);
    }
    reader->is_searched = (reader->mode & ANY_EXECUTE) != 0;
    og_marks_start(&reader->marks);
    reader->head_length = 0;
    return feed_format(reader, first, length, err);
}

ocigate_status og_file_reader_feed(og_file_reader *reader, const uint8_t *bytes, size_t length,
                                   ocigate_error *err)
{
    if (reader->is_text) {
        og_buf_add(&reader->text, bytes, length);
        if (reader->text.failed)
            return og_fail_memory(err);
    }
    if (!reader->is_chosen) {
        const size_t missing = MAGIC_BYTES - reader->head_length;
        const size_t size = length < missing ? length : missing;
        memcpy(reader->head + reader->head_length, bytes, size);
        reader->head_length += size;
        bytes += size;
        length -= size;
        if (reader->head_length < MAGIC_BYTES)
            return OCIGATE_OK;
        OG_TRY(choose_format(reader, err));
    }
    if (reader->format == OG_FORMAT_OTHER || length == 0)
        return OCIGATE_OK;
    return feed_format(reader, bytes, length, err);
}

static ocigate_status build(og_file_reader *reader, const og_file_facts **out, ocigate_error *err)
{
    og_file_facts *facts = OG_NEW(reader->arena, og_file_facts);
    if (facts == NULL)
        return og_fail_memory(err);
    facts->format = reader->format;
    if (reader->is_searched) {
        facts->marks = reader->marks.found;
        facts->marks_are_complete = true;
    }
    if (reader->format == OG_FORMAT_ELF && !og_elf_finish(reader->elf, reader->arena, &facts->elf))
        return og_fail_memory(err);
    if (reader->format == OG_FORMAT_SCRIPT &&
        !og_script_read(reader->arena, reader->head, reader->head_length, facts))
        return og_fail_memory(err);
    if (reader->is_text) {
        facts->text = og_arena_text(reader->arena, og_buf_string(&reader->text));
        if (facts->text == NULL)
            return og_fail_memory(err);
        reader->text_bytes += (size_t)reader->size;
    }
    *out = facts;
    return OCIGATE_OK;
}

ocigate_status og_file_reader_end(og_file_reader *reader, const og_file_facts **facts,
                                  ocigate_error *err)
{
    *facts = NULL;
    if (!reader->is_chosen)
        OG_TRY(choose_format(reader, err));
    if (reader->format == OG_FORMAT_OTHER && !reader->is_text)
        return OCIGATE_OK;
    if (reader->used_bytes >= OG_FILE_FACTS_BYTES) {
        reader->has_dropped = true;
        return OCIGATE_OK;
    }
    const size_t before = reader->arena->used_bytes;
    OG_TRY(build(reader, facts, err));
    reader->used_bytes += reader->arena->used_bytes - before;
    return OCIGATE_OK;
}

bool og_file_reader_has_dropped(const og_file_reader *reader)
{
    return reader->has_dropped;
}
