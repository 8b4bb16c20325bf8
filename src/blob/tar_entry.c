#include "blob/tar_entry.h"

#include "base/error.h"

#include <inttypes.h>
#include <string.h>

void og_tar_extensions_init(og_tar_extensions *ext, const og_limits *limits)
{
    *ext = (og_tar_extensions){
        .limit_bytes = limits->value[OCIGATE_LIMIT_PAX_BYTES],
        .limit_total_bytes = limits->value[OCIGATE_LIMIT_PAX_LAYER_BYTES],
    };
    og_tar_pax_init(&ext->pax, limits);
    og_buf_init(&ext->pax_body);
    og_buf_init(&ext->long_name);
    og_buf_init(&ext->long_link);
}

void og_tar_extensions_fini(og_tar_extensions *ext)
{
    og_tar_pax_fini(&ext->pax);
    og_buf_fini(&ext->pax_body);
    og_buf_fini(&ext->long_name);
    og_buf_fini(&ext->long_link);
}

void og_tar_extensions_clear(og_tar_extensions *ext)
{
    ext->has_pax = ext->has_name = ext->has_link = false;
    ext->bytes = 0;
}

bool og_tar_extensions_have_any(const og_tar_extensions *ext)
{
    return ext->has_pax || ext->has_name || ext->has_link;
}

static bool refuse(og_tar_flaw *flaw, const char *field, const char *text)
{
    return og_tar_flaw_set(flaw, OG_DEFECT_TAR_AMBIGUOUS, field, "%s", text);
}

/* May an extended header of this kind stand here? */
static bool check_order(const og_tar_extensions *ext, const og_tar_header *header,
                        og_tar_flaw *flaw)
{
    const char type = header->type;
    if (header->size == 0)
        return og_tar_flaw_set(flaw, OG_DEFECT_TAR_AMBIGUOUS, "size", "%s without a body",
                               og_tar_type_name(type));
    if (type == 'g' && og_tar_extensions_have_any(ext))
        return refuse(flaw, "typeflag",
                      "a global PAX header between an extended header and its entry");
    if (type == 'x' && ext->has_pax)
        return refuse(flaw, "typeflag", "two PAX headers before one entry");
    if ((type == 'L' && ext->has_name) || (type == 'K' && ext->has_link))
        return og_tar_flaw_set(flaw, OG_DEFECT_TAR_AMBIGUOUS, "typeflag",
                               "%s twice before one entry", og_tar_type_name(type));
    if (type == 'x' ? ext->has_name || ext->has_link : type != 'g' && ext->has_pax)
        return refuse(flaw, "typeflag", "a PAX header and a long name of GNU tar before one entry");
    return true;
}

static bool fits_limit(const og_tar_extensions *ext, ocigate_limit limit, uint64_t used,
                       uint64_t more, og_tar_flaw *flaw)
{
    const uint64_t maximum =
        limit == OCIGATE_LIMIT_PAX_BYTES ? ext->limit_bytes : ext->limit_total_bytes;
    uint64_t total;
    if (!__builtin_add_overflow(used, more, &total) && total <= maximum)
        return true;
    if (__builtin_add_overflow(used, more, &total))
        total = UINT64_MAX;
    (void)og_tar_flaw_set(flaw, OG_DEFECT_LIMIT, "size",
                          "the extended headers of %s have %" PRIu64 " bytes, more than %" PRIu64
                          " (--limit %s=N)",
                          limit == OCIGATE_LIMIT_PAX_BYTES ? "one entry" : "all entries", total,
                          maximum, ocigate_limit_describe(limit, NULL, NULL));
    return og_tar_flaw_values(flaw, maximum, total);
}

static og_buf *extension_body(og_tar_extensions *ext, char type)
{
    return type == 'L' ? &ext->long_name : type == 'K' ? &ext->long_link : &ext->pax_body;
}

bool og_tar_extension_begin(og_tar_extensions *ext, const og_tar_header *header, uint64_t offset,
                            og_tar_flaw *flaw)
{
    const bool is_first = !og_tar_extensions_have_any(ext);
    const uint64_t before = is_first ? 0 : ext->bytes;
    if (!check_order(ext, header, flaw) ||
        !fits_limit(ext, OCIGATE_LIMIT_PAX_BYTES, before, header->size, flaw) ||
        !fits_limit(ext, OCIGATE_LIMIT_PAX_LAYER_BYTES, ext->total_bytes, header->size, flaw))
        return false;
    if (is_first)
        ext->offset = offset;
    ext->bytes = before + header->size;
    ext->total_bytes += header->size;
    og_buf_clear(extension_body(ext, header->type));
    return true;
}

bool og_tar_extension_add(og_tar_extensions *ext, char type, const uint8_t *bytes, size_t length)
{
    og_buf *body = extension_body(ext, type);
    og_buf_add(body, bytes, length);
    return !body->failed;
}

/* A name, and NULs behind it. */
static bool read_long_name(og_buf *body, char type, og_tar_flaw *flaw)
{
    const size_t length = strlen(og_buf_string(body));
    for (size_t i = length; i < body->length; i++) {
        if (body->data[i] != '\0')
            return og_tar_flaw_set(flaw, OG_DEFECT_TAR_AMBIGUOUS, "longname",
                                   "%s with a NUL inside", og_tar_type_name(type));
    }
    if (length == 0)
        return og_tar_flaw_set(flaw, OG_DEFECT_TAR_AMBIGUOUS, "longname", "%s that is empty",
                               og_tar_type_name(type));
    body->length = length;
    return true;
}

ocigate_status og_tar_extension_read(og_tar_extensions *ext, char type, og_tar_flaw *flaw,
                                     ocigate_error *err)
{
    og_buf *body = extension_body(ext, type);
    if (body->failed)
        return og_fail_memory(err);
    if (type == 'L')
        ext->has_name = read_long_name(body, type, flaw);
    else if (type == 'K')
        ext->has_link = read_long_name(body, type, flaw);
    else {
        OG_TRY(og_tar_pax_read(&ext->pax, body->data, body->length, type == 'g', flaw, err));
        ext->has_pax = type == 'x';
    }
    return OCIGATE_OK;
}

static void join_name(const og_tar_header *header, og_tar_names *names, og_tar_entry *entry)
{
    size_t length = 0;
    if (header->prefix_length > 0) {
        memcpy(names->name, header->prefix, header->prefix_length);
        length = header->prefix_length;
        names->name[length++] = '/';
    }
    memcpy(names->name + length, header->name, header->name_length);
    length += header->name_length;
    names->name[length] = '\0';
    entry->path = names->name;
    entry->path_length = length;
}

static void take_path(const og_tar_header *header, const og_tar_extensions *ext,
                      og_tar_names *names, og_tar_entry *entry)
{
    if (ext->has_pax && ext->pax.path != NULL) {
        entry->path = ext->pax.path;
        entry->path_length = ext->pax.path_length;
    } else if (ext->has_name) {
        entry->path = ext->long_name.data;
        entry->path_length = ext->long_name.length;
    } else {
        join_name(header, names, entry);
    }
}

/* A long link name makes a hard link of any entry for libarchive. */
static bool take_link(const og_tar_header *header, const og_tar_extensions *ext,
                      og_tar_names *names, og_tar_entry *entry, og_tar_flaw *flaw)
{
    const bool has_pax_link = ext->has_pax && ext->pax.link != NULL;
    if (!og_tar_type_is_link(header->type)) {
        entry->link = "";
        entry->link_length = 0;
        if (has_pax_link || ext->has_link)
            return og_tar_flaw_set(flaw, OG_DEFECT_TAR_AMBIGUOUS,
                                   has_pax_link ? "pax linkpath" : "linkname",
                                   "%s with an extended link name", og_tar_type_name(header->type));
        return true;
    }
    if (has_pax_link) {
        entry->link = ext->pax.link;
        entry->link_length = ext->pax.link_length;
    } else if (ext->has_link) {
        entry->link = ext->long_link.data;
        entry->link_length = ext->long_link.length;
    } else {
        memcpy(names->link, header->link, header->link_length);
        names->link[header->link_length] = '\0';
        entry->link = names->link;
        entry->link_length = header->link_length;
    }
    return true;
}

static bool take_size(const og_tar_header *header, const og_tar_pax *pax, og_tar_entry *entry,
                      og_tar_flaw *flaw)
{
    entry->size = header->size;
    if (pax == NULL || !pax->has_size)
        return true;
    /* Octal digits end at 8 GiB: only above it may the header say something else, and what it says
       in base 256 is no stand-in. */
    const bool may_differ =
        pax->size >= OG_TAR_OCTAL_SIZE_END && header->size < OG_TAR_OCTAL_SIZE_END * 8;
    if (pax->size != header->size && !may_differ) {
        (void)og_tar_flaw_set(flaw, OG_DEFECT_TAR_AMBIGUOUS, "pax size",
                              "the size is %" PRIu64 " in the header, %" PRIu64 " in PAX",
                              header->size, pax->size);
        return og_tar_flaw_values(flaw, header->size, pax->size);
    }
    entry->size = pax->size;
    if (og_tar_type_has_body(header->type) || pax->size == 0)
        return true;
    (void)og_tar_flaw_set(flaw, OG_DEFECT_TAR_AMBIGUOUS, "pax size",
                          "%s has no body, but a size of %" PRIu64, og_tar_type_name(header->type),
                          pax->size);
    return og_tar_flaw_values(flaw, 0, pax->size);
}

bool og_tar_entry_build(const og_tar_header *header, const og_tar_extensions *ext,
                        og_tar_names *names, og_tar_entry *entry, og_tar_flaw *flaw)
{
    const og_tar_pax *pax = ext->has_pax ? &ext->pax : NULL;
    *entry = (og_tar_entry){
        .uid = pax != NULL && pax->has_uid ? pax->uid : header->uid,
        .gid = pax != NULL && pax->has_gid ? pax->gid : header->gid,
        .mode = header->mode,
        .type = header->type,
        .has_capabilities = pax != NULL && pax->has_capabilities,
    };
    take_path(header, ext, names, entry);
    if (!take_link(header, ext, names, entry, flaw) || !take_size(header, pax, entry, flaw))
        return false;
    const bool has_slash_end = entry->path_length > 0 && entry->path[entry->path_length - 1] == '/';
    if (has_slash_end && entry->type != '5')
        return og_tar_flaw_set(flaw, OG_DEFECT_TAR_AMBIGUOUS, "name",
                               "%s whose name ends in a slash", og_tar_type_name(entry->type));
    return true;
}
