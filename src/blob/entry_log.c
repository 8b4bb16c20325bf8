/* A record: type and flags, mode and more flags, then what the flags say, numbers in base 128 with
   the low bits first. The name stands at the front, where a search for it finds it at once; facts
   stand at the end, since they come last. */
#define _GNU_SOURCE
#include "blob/entry_log.h"

#include <string.h>

#define CHUNK_BYTES_MIN 256u
#define CHUNK_BYTES_MAX ((size_t)64 * 1024)
#define NUMBER_BYTES_MAX 10u

/* the first byte; its low bits are the type */
enum {
    TYPE_BITS = 0x07,
    HAS_DIRECTORY = 1u << 3, /* it is spelled here */
    HAS_PLACE = 1u << 4,     /* of the record's part that spells it */
    HAS_LINK = 1u << 5,
    HAS_FACTS = 1u << 6,
    HAS_ODD_NAME = 1u << 7, /* a byte of flags follows the name */
};

/* the next two bytes, low one first; the rest of their bits is the mode */
enum {
    MODE_BITS = 07777,
    HAS_UID = 1u << 12,
    HAS_GID = 1u << 13,
    HAS_CAPABILITIES = 1u << 14,
    HAS_SLASH_END = 1u << 15,
};

enum {
    IS_ABSOLUTE = 1u << 0,
    LEAVES_ROOT = 1u << 1,
};

#define NAME_OFFSET 3u

struct og_entry_chunk {
    struct og_entry_chunk *next;
    size_t capacity, used;
    og_record bytes[];
};

static og_record *put_number(og_record *at, uint64_t value)
{
    for (; value >= 0x80; value >>= 7)
        *at++ = (og_record)(value | 0x80);
    *at++ = (og_record)value;
    return at;
}

static inline uint64_t get_number(const og_record **at)
{
    const og_record *p = *at;
    uint64_t value = *p & 0x7fu;
    for (unsigned shift = 7; (*p++ & 0x80) != 0; shift += 7)
        value |= (uint64_t)(*p & 0x7fu) << shift;
    *at = p;
    return value;
}

static og_record *put_text(og_record *at, const char *text, size_t length)
{
    at = put_number(at, length);
    if (length > 0)
        memcpy(at, text, length);
    at[length] = '\0';
    return at + length + 1;
}

static inline const char *get_text(const og_record **at, size_t *length)
{
    *length = (size_t)get_number(at);
    const char *text = (const char *)*at;
    *at += *length + 1;
    return text;
}

static og_record *put_pointer(og_record *at, const void *pointer)
{
    memcpy(at, &pointer, sizeof pointer);
    return at + sizeof pointer;
}

static const void *get_pointer(const og_record **at)
{
    const void *pointer;
    memcpy(&pointer, *at, sizeof pointer);
    *at += sizeof pointer;
    return pointer;
}

void og_entry_writer_start(og_entry_writer *writer, og_arena *arena, og_entry_log *log)
{
    *writer = (og_entry_writer){.arena = arena, .log = log};
}

/* Room in the last chunk, or in a new one. */
static og_record *make_room(og_entry_writer *writer, size_t size)
{
    struct og_entry_chunk *last = writer->last;
    if (last != NULL && size <= last->capacity - last->used)
        return last->bytes + last->used;
    size_t capacity = last == NULL ? CHUNK_BYTES_MIN : last->capacity * 2;
    if (capacity > CHUNK_BYTES_MAX)
        capacity = CHUNK_BYTES_MAX;
    if (capacity < size)
        capacity = size;
    struct og_entry_chunk *chunk = og_arena_alloc(writer->arena, sizeof *chunk + capacity);
    if (chunk == NULL)
        return NULL;
    *chunk = (struct og_entry_chunk){.capacity = capacity};
    if (last == NULL)
        writer->log->first = chunk;
    else
        last->next = chunk;
    writer->last = chunk;
    return chunk->bytes;
}

/* The most bytes that the record can have, its facts included; SIZE_MAX: more than there can be. */
static size_t size_bound(size_t path_length, size_t link_length)
{
    const size_t rest = NAME_OFFSET + 6 * NUMBER_BYTES_MAX + 4 + 2 * sizeof(void *);
    size_t size;
    if (__builtin_add_overflow(path_length, link_length, &size) ||
        __builtin_add_overflow(size, rest, &size) || size > SIZE_MAX / 2)
        return SIZE_MAX;
    return size;
}

static bool is_spelled_at(const og_record *spelled, const char *directory, size_t length)
{
    size_t have;
    const char *text = get_text(&spelled, &have);
    return have == length && memcmp(text, directory, length) == 0;
}

/* To the front of those that were spelled last. */
static void remember(og_entry_writer *writer, size_t from, const og_record *spelled)
{
    for (size_t i = from; i > 0; i--)
        writer->spelled[i] = writer->spelled[i - 1];
    writer->spelled[0] = spelled;
}

/* Where it is that of the entry before, nothing is written, unless the record has to stand alone.
 */
static og_record *put_directory(og_entry_writer *writer, og_record *record, og_record *at,
                                const char *directory, size_t length, bool stands_alone)
{
    size_t place = 0;
    while (place < OG_ENTRY_DIRECTORIES && writer->spelled[place] != NULL &&
           !is_spelled_at(writer->spelled[place], directory, length))
        place++;
    const bool is_new = place == OG_ENTRY_DIRECTORIES || writer->spelled[place] == NULL;
    if (!is_new && place == 0 && !stands_alone)
        return at;
    /* Where a pointer is no shorter, it is spelled again. */
    const bool is_text = is_new || length + 2 <= sizeof at;
    const og_record *spelled = is_text ? at : writer->spelled[place];
    remember(writer, place == OG_ENTRY_DIRECTORIES ? place - 1 : place, spelled);
    record[0] |= is_text ? HAS_DIRECTORY : HAS_PLACE;
    return is_text ? put_text(at, directory, length) : put_pointer(at, spelled);
}

static og_record *put_front(og_record *record, const og_entry *fields, const char *name,
                            size_t length)
{
    const uint32_t words = (fields->mode & MODE_BITS) | (fields->uid != 0 ? HAS_UID : 0) |
                           (fields->gid != 0 ? HAS_GID : 0) |
                           (fields->has_capabilities ? HAS_CAPABILITIES : 0) |
                           (fields->has_slash_end ? HAS_SLASH_END : 0);
    record[0] = (og_record)((fields->type - '0') & TYPE_BITS);
    record[1] = (og_record)(words & 0xff);
    record[2] = (og_record)(words >> 8);
    og_record *at = put_text(record + NAME_OFFSET, name, length);
    if (fields->is_absolute || fields->leaves_root) {
        record[0] |= HAS_ODD_NAME;
        *at++ = (og_record)((fields->is_absolute ? IS_ABSOLUTE : 0) |
                            (fields->leaves_root ? LEAVES_ROOT : 0));
    }
    at = put_number(at, fields->size);
    if (fields->uid != 0)
        at = put_number(at, fields->uid);
    return fields->gid != 0 ? put_number(at, fields->gid) : at;
}

bool og_entry_writer_add(og_entry_writer *writer, const char *path, size_t length,
                         const og_entry *fields)
{
    const size_t link_length = fields->link == NULL ? 0 : strlen(fields->link);
    const size_t bound = size_bound(length, link_length);
    og_record *record = bound == SIZE_MAX ? NULL : make_room(writer, bound);
    if (record == NULL) {
        writer->arena->failed = true;
        return false;
    }
    const char *slash = memrchr(path, '/', length);
    const char *name = slash == NULL ? path : slash + 1;
    const size_t name_length = (size_t)(path + length - name);
    og_record *at = put_front(record, fields, name, name_length);
    if (fields->link != NULL) {
        record[0] |= HAS_LINK;
        at = put_text(at, fields->link, link_length);
    }
    const bool is_whiteout = name_length >= 4 && memcmp(name, ".wh.", 4) == 0;
    at = put_directory(writer, record, at, path, slash == NULL ? 0 : (size_t)(slash - path),
                       is_whiteout);
    writer->last->used = (size_t)(at - writer->last->bytes);
    writer->newest = record;
    writer->log->count++;
    writer->log->whiteout_count += is_whiteout ? 1 : 0;
    og_entry_writer_add_facts(writer, fields->facts);
    return true;
}

void og_entry_writer_add_facts(og_entry_writer *writer, const og_file_facts *facts)
{
    if (facts == NULL)
        return;
    struct og_entry_chunk *last = writer->last;
    writer->newest[0] |= HAS_FACTS;
    last->used = (size_t)(put_pointer(last->bytes + last->used, facts) - last->bytes);
}

/* Up to the directory; returns where that begins. */
static inline const og_record *read_front(const og_record *record, og_entry *entry)
{
    const unsigned flags = record[0], words = record[1] | (unsigned)record[2] << 8;
    const og_record *at = record + NAME_OFFSET;
    entry->record = record;
    entry->name = get_text(&at, &entry->name_length);
    const unsigned odd = (flags & HAS_ODD_NAME) != 0 ? *at++ : 0;
    entry->type = (char)('0' + (flags & TYPE_BITS));
    entry->mode = words & MODE_BITS;
    entry->has_capabilities = (words & HAS_CAPABILITIES) != 0;
    entry->has_slash_end = (words & HAS_SLASH_END) != 0;
    entry->is_absolute = (odd & IS_ABSOLUTE) != 0;
    entry->leaves_root = (odd & LEAVES_ROOT) != 0;
    entry->size = get_number(&at);
    entry->uid = (words & HAS_UID) != 0 ? get_number(&at) : 0;
    entry->gid = (words & HAS_GID) != 0 ? get_number(&at) : 0;
    size_t link_length;
    entry->link = (flags & HAS_LINK) != 0 ? get_text(&at, &link_length) : NULL;
    return at;
}

/* The directory, where this record names it, and the facts; returns the end of the record. */
static inline const og_record *read_rest(const og_record *at, og_entry *entry)
{
    const unsigned flags = entry->record[0];
    if ((flags & HAS_DIRECTORY) != 0) {
        entry->directory = get_text(&at, &entry->directory_length);
    } else if ((flags & HAS_PLACE) != 0) {
        const og_record *spelled = get_pointer(&at);
        entry->directory = get_text(&spelled, &entry->directory_length);
    }
    entry->facts = (flags & HAS_FACTS) != 0 ? get_pointer(&at) : NULL;
    return at;
}

void og_entry_reader_start(og_entry_reader *reader, const og_entry_log *log)
{
    *reader = (og_entry_reader){.chunk = log->first, .directory = ""};
}

bool og_entry_reader_next(og_entry_reader *reader, og_entry *entry)
{
    while (reader->chunk != NULL && reader->at == reader->chunk->used) {
        reader->chunk = reader->chunk->next;
        reader->at = 0;
    }
    if (reader->chunk == NULL)
        return false;
    const og_record *at = read_front(reader->chunk->bytes + reader->at, entry);
    entry->directory = reader->directory;
    entry->directory_length = reader->directory_length;
    at = read_rest(at, entry);
    reader->directory = entry->directory;
    reader->directory_length = entry->directory_length;
    reader->at = (size_t)(at - reader->chunk->bytes);
    return true;
}

void og_record_read(const og_record *record, og_entry *entry)
{
    entry->directory = NULL;
    entry->directory_length = 0;
    (void)read_rest(read_front(record, entry), entry);
}

const char *og_record_name(const og_record *record, size_t *length)
{
    const og_record *at = record + NAME_OFFSET;
    return get_text(&at, length);
}

uint32_t og_record_mode(const og_record *record)
{
    return (record[1] | (uint32_t)record[2] << 8) & MODE_BITS;
}

char *og_entry_path(og_arena *arena, const og_entry *entry)
{
    size_t size;
    if (__builtin_add_overflow(entry->directory_length, entry->name_length, &size) ||
        size > SIZE_MAX - 2) {
        arena->failed = true;
        return NULL;
    }
    char *path = og_arena_alloc(arena, size + 2);
    if (path == NULL)
        return NULL;
    char *at = path;
    if (entry->directory_length > 0) {
        memcpy(at, entry->directory, entry->directory_length);
        at += entry->directory_length;
        *at++ = '/';
    }
    memcpy(at, entry->name, entry->name_length);
    at[entry->name_length] = '\0';
    return path;
}
