#include "blob/tar.h"

#include "base/error.h"
#include "blob/tar_entry.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef enum state {
    AT_HEADER, /* a block that is a header or zero is next */
    IN_EXTENSION,
    AT_ENTRY, /* to be given */
    IN_BODY,
    IN_PADDING,
    AT_ZERO, /* one zero block was seen */
    AT_END,  /* two, to be given */
    BEHIND_END,
    STOPPED,
} state;

struct og_tar {
    og_arena *arena;
    og_defects *defects;
    state state;
    bool is_complete; /* every entry up to the end was seen */
    bool has_told;    /* that it is stopped */
    uint64_t offset;  /* bytes taken */

    uint8_t block[OG_TAR_BLOCK_BYTES];
    size_t gathered; /* bytes of the block that are here */
    uint64_t header_offset, zero_offset;

    uint64_t body_left;
    size_t padding_left;
    char extension; /* type of the extended header whose body is read; 0: of an entry */
    og_tar_extensions ext;
    og_tar_names names;
    og_tar_entry entry;
};

ocigate_status og_tar_new(const og_limits *limits, og_tar **out, ocigate_error *err)
{
    og_tar *tar = calloc(1, sizeof *tar);
    if (tar == NULL)
        return og_fail_memory(err);
    tar->state = STOPPED;
    og_tar_extensions_init(&tar->ext, limits);
    *out = tar;
    return OCIGATE_OK;
}

void og_tar_free(og_tar *tar)
{
    if (tar == NULL)
        return;
    og_tar_extensions_fini(&tar->ext);
    free(tar);
}

void og_tar_start(og_tar *tar, og_arena *arena, og_defects *defects)
{
    tar->arena = arena;
    tar->defects = defects;
    tar->state = AT_HEADER;
    tar->is_complete = false;
    tar->has_told = false;
    tar->offset = 0;
    tar->gathered = 0;
    tar->body_left = 0;
    tar->padding_left = 0;
    tar->entry = (og_tar_entry){.path = "", .link = "", .type = '0'};
    og_tar_extensions_clear(&tar->ext);
    tar->ext.total_bytes = 0;
}

static og_defect *add_defect(og_tar *tar, og_defect_kind kind, const char *field, uint64_t offset,
                             const char *text)
{
    og_defect *defect = og_defect_add(tar->defects, tar->arena, kind, "%s", text);
    if (defect == NULL)
        return NULL;
    defect->field = field;
    defect->offset = offset;
    defect->has_offset = true;
    return defect;
}

/* The name of the entry that a defect is in, as far as it is known. */
static const char *blamed_path(const og_tar *tar)
{
    if (tar->ext.has_pax && tar->ext.pax.path != NULL)
        return tar->ext.pax.path;
    if (tar->ext.has_name)
        return tar->ext.long_name.data;
    return NULL;
}

static ocigate_status stop(og_tar *tar, const og_tar_flaw *flaw, const char *path,
                           ocigate_error *err)
{
    tar->state = STOPPED;
    og_defect *defect = add_defect(tar, flaw->kind, flaw->field, tar->header_offset, flaw->text);
    if (defect != NULL) {
        if (flaw->expected[0] != '\0')
            defect->expected = og_arena_text(tar->arena, flaw->expected);
        if (flaw->found[0] != '\0')
            defect->found = og_arena_text(tar->arena, flaw->found);
        defect->path = og_arena_text(tar->arena, path);
    }
    return tar->arena->failed ? og_fail_memory(err) : OCIGATE_OK;
}

static void take(og_tar *tar, const uint8_t **in, size_t *in_length, size_t length)
{
    *in += length;
    *in_length -= length;
    tar->offset += length;
}

/* The next block: in the input when it is there as a whole, else gathered. NULL: not yet here. */
static const uint8_t *next_block(og_tar *tar, const uint8_t **in, size_t *in_length)
{
    const uint8_t *block = *in;
    if (tar->gathered == 0 && *in_length >= OG_TAR_BLOCK_BYTES) {
        take(tar, in, in_length, OG_TAR_BLOCK_BYTES);
        return block;
    }
    size_t length = OG_TAR_BLOCK_BYTES - tar->gathered;
    if (length > *in_length)
        length = *in_length;
    if (length == 0)
        return NULL;
    memcpy(tar->block + tar->gathered, block, length);
    tar->gathered += length;
    take(tar, in, in_length, length);
    if (tar->gathered < OG_TAR_BLOCK_BYTES)
        return NULL;
    tar->gathered = 0;
    return tar->block;
}

static void begin_body(og_tar *tar, uint64_t size)
{
    tar->body_left = size;
    tar->padding_left = (size_t)(-size & (OG_TAR_BLOCK_BYTES - 1));
}

static bool begin_extension(og_tar *tar, const og_tar_header *header, og_tar_flaw *flaw)
{
    if (!og_tar_extension_begin(&tar->ext, header, tar->header_offset, flaw))
        return false;
    tar->extension = header->type;
    begin_body(tar, header->size);
    tar->state = IN_EXTENSION;
    return true;
}

static bool begin_entry(og_tar *tar, const og_tar_header *header, og_tar_flaw *flaw)
{
    const bool has_any = og_tar_extensions_have_any(&tar->ext);
    if (!og_tar_entry_build(header, &tar->ext, &tar->names, &tar->entry, flaw))
        return false;
    tar->entry.offset = has_any ? tar->ext.offset : tar->header_offset;
    tar->extension = 0;
    begin_body(tar, tar->entry.size);
    tar->state = AT_ENTRY;
    return true;
}

static bool begin_zero(og_tar *tar, og_tar_flaw *flaw)
{
    if (og_tar_extensions_have_any(&tar->ext))
        return og_tar_flaw_set(flaw, OG_DEFECT_TAR_AMBIGUOUS, "typeflag",
                               "an extended header at the end, without an entry");
    tar->zero_offset = tar->header_offset;
    tar->state = AT_ZERO;
    return true;
}

static ocigate_status read_header(og_tar *tar, const uint8_t *block, ocigate_error *err)
{
    tar->header_offset = tar->offset - OG_TAR_BLOCK_BYTES;
    og_tar_flaw flaw;
    flaw.is_set = false;
    if (og_tar_block_is_zero(block)) {
        if (begin_zero(tar, &flaw))
            return OCIGATE_OK;
        return stop(tar, &flaw, blamed_path(tar), err);
    }
    og_tar_header header;
    if (!og_tar_header_read(block, &header, &flaw))
        return stop(tar, &flaw, blamed_path(tar), err);
    const bool is_extension = header.type != '0' && og_tar_type_has_body(header.type);
    if (is_extension) {
        if (begin_extension(tar, &header, &flaw))
            return OCIGATE_OK;
        return stop(tar, &flaw, blamed_path(tar), err);
    }
    if (begin_entry(tar, &header, &flaw))
        return OCIGATE_OK;
    return stop(tar, &flaw, tar->entry.path, err);
}

static ocigate_status read_extension(og_tar *tar, const uint8_t **in, size_t *in_length,
                                     ocigate_error *err)
{
    const size_t length = tar->body_left < *in_length ? (size_t)tar->body_left : *in_length;
    if (!og_tar_extension_add(&tar->ext, tar->extension, *in, length))
        return og_fail_memory(err);
    take(tar, in, in_length, length);
    tar->body_left -= length;
    if (tar->body_left > 0)
        return OCIGATE_OK;
    og_tar_flaw flaw;
    flaw.is_set = false;
    OG_TRY(og_tar_extension_read(&tar->ext, tar->extension, &flaw, err));
    if (flaw.is_set)
        return stop(tar, &flaw, blamed_path(tar), err);
    tar->state = IN_PADDING;
    return OCIGATE_OK;
}

/* The block behind the first zero block. */
static ocigate_status read_second_zero(og_tar *tar, const uint8_t *block, ocigate_error *err)
{
    if (og_tar_block_is_zero(block)) {
        tar->state = AT_END;
        tar->is_complete = true;
        return OCIGATE_OK;
    }
    og_tar_flaw flaw;
    (void)og_tar_flaw_set(&flaw, OG_DEFECT_TAR_AMBIGUOUS, "end",
                          "one zero block, and data behind it");
    tar->header_offset = tar->zero_offset;
    return stop(tar, &flaw, NULL, err);
}

static size_t count_zeros(const uint8_t *bytes, size_t length)
{
    size_t i = 0;
    for (; length - i >= sizeof(uint64_t); i += sizeof(uint64_t)) {
        uint64_t word;
        memcpy(&word, bytes + i, sizeof word);
        if (word != 0)
            break;
    }
    while (i < length && bytes[i] == 0)
        i++;
    return i;
}

static ocigate_status read_behind_end(og_tar *tar, const uint8_t **in, size_t *in_length,
                                      ocigate_error *err)
{
    take(tar, in, in_length, count_zeros(*in, *in_length));
    if (*in_length == 0)
        return OCIGATE_OK;
    og_tar_flaw flaw;
    (void)og_tar_flaw_set(&flaw, OG_DEFECT_TAR_TRAILING, NULL,
                          "bytes that are not zero after the end of the archive");
    tar->header_offset = tar->offset;
    return stop(tar, &flaw, NULL, err);
}

/* Python reads the bodies of extended headers to the end of the block, so that records or a rest of
   a name behind the body would count for it. */
static ocigate_status read_padding(og_tar *tar, const uint8_t **in, size_t *in_length,
                                   ocigate_error *err)
{
    const size_t length = tar->padding_left < *in_length ? tar->padding_left : *in_length;
    const bool is_clean = tar->extension == 0 || count_zeros(*in, length) == length;
    take(tar, in, in_length, length);
    tar->padding_left -= length;
    if (tar->padding_left == 0)
        tar->state = AT_HEADER;
    if (is_clean)
        return OCIGATE_OK;
    og_tar_flaw flaw;
    (void)og_tar_flaw_set(&flaw, OG_DEFECT_TAR_AMBIGUOUS, "padding",
                          "bytes that are not zero behind %s", og_tar_type_name(tar->extension));
    return stop(tar, &flaw, blamed_path(tar), err);
}

/* Work that yields no event: needs at least one byte of input, or a state that needs none. */
static ocigate_status work(og_tar *tar, const uint8_t **in, size_t *in_length, ocigate_error *err)
{
    const uint8_t *block;
    switch (tar->state) {
    case AT_HEADER:
        block = next_block(tar, in, in_length);
        return block == NULL ? OCIGATE_OK : read_header(tar, block, err);
    case AT_ZERO:
        block = next_block(tar, in, in_length);
        return block == NULL ? OCIGATE_OK : read_second_zero(tar, block, err);
    case IN_EXTENSION:
        return read_extension(tar, in, in_length, err);
    case IN_PADDING:
        return read_padding(tar, in, in_length, err);
    case BEHIND_END:
        return read_behind_end(tar, in, in_length, err);
    default: /* the rest is an event, or STOPPED, where the input is swallowed */
        take(tar, in, in_length, *in_length);
        return OCIGATE_OK;
    }
}

/* Is there an event without any more work? */
static bool next_event(og_tar *tar, const uint8_t **in, size_t *in_length, og_tar_event *event,
                       const uint8_t **data, size_t *data_length)
{
    switch (tar->state) {
    case AT_ENTRY:
        tar->state = IN_BODY;
        *event = OG_TAR_ENTRY;
        return true;
    case IN_BODY:
        if (tar->body_left == 0) {
            og_tar_extensions_clear(&tar->ext);
            tar->state = IN_PADDING;
            *event = OG_TAR_ENTRY_END;
            return true;
        }
        if (*in_length == 0)
            return false;
        *data = *in;
        *data_length = tar->body_left < *in_length ? (size_t)tar->body_left : *in_length;
        tar->body_left -= *data_length;
        take(tar, in, in_length, *data_length);
        *event = OG_TAR_DATA;
        return true;
    case AT_END:
        tar->state = BEHIND_END;
        *event = OG_TAR_END;
        return true;
    case STOPPED:
        if (tar->has_told && *in_length == 0)
            return false;
        tar->has_told = true;
        take(tar, in, in_length, *in_length);
        *event = OG_TAR_STOPPED;
        return true;
    default:
        return false;
    }
}

ocigate_status og_tar_step(og_tar *tar, const uint8_t **in, size_t *in_length, og_tar_event *event,
                           const uint8_t **data, size_t *data_length, ocigate_error *err)
{
    for (;;) {
        if (next_event(tar, in, in_length, event, data, data_length))
            return OCIGATE_OK;
        if (tar->state == IN_PADDING && tar->padding_left == 0)
            tar->state = AT_HEADER;
        if (*in_length == 0)
            break;
        OG_TRY(work(tar, in, in_length, err));
    }
    *event = OG_TAR_NEEDS_INPUT;
    return OCIGATE_OK;
}

uint64_t og_tar_body_left(const og_tar *tar)
{
    return tar->state == IN_BODY ? tar->body_left : 0;
}

void og_tar_pass_body(og_tar *tar, uint64_t length)
{
    tar->body_left -= length;
    tar->offset += length;
}

static void add_truncated(og_tar *tar, const char *place, uint64_t missing)
{
    char text[128];
    (void)snprintf(text, sizeof text, "the archive ends inside %s: %" PRIu64 " bytes are missing",
                   place, missing);
    og_defect *defect = add_defect(tar, OG_DEFECT_TAR_TRUNCATED, NULL, tar->offset, text);
    const bool is_in_entry = tar->state == IN_BODY ||
                             (tar->state == IN_PADDING && !og_tar_extensions_have_any(&tar->ext));
    if (defect != NULL && is_in_entry)
        defect->path = og_arena_copy(tar->arena, tar->entry.path, tar->entry.path_length);
}

static void finish_at_block(og_tar *tar)
{
    if (tar->gathered > 0) {
        add_truncated(tar, "a header", OG_TAR_BLOCK_BYTES - tar->gathered);
    } else if (og_tar_extensions_have_any(&tar->ext)) {
        (void)add_defect(tar, OG_DEFECT_TAR_AMBIGUOUS, "typeflag", tar->ext.offset,
                         "an extended header at the end, without an entry");
    } else {
        tar->is_complete = true;
        if (tar->state == AT_ZERO)
            (void)add_defect(tar, OG_DEFECT_TAR_END_MISSING, NULL, tar->offset,
                             "the archive ends in one zero block, not in two");
        else if (tar->offset > 0)
            (void)add_defect(tar, OG_DEFECT_TAR_END_MISSING, NULL, tar->offset,
                             "the archive ends without the two zero blocks");
    }
}

bool og_tar_finish(og_tar *tar)
{
    switch (tar->state) {
    case IN_EXTENSION:
        add_truncated(tar, "an extended header", tar->body_left);
        break;
    case AT_ENTRY:
    case IN_BODY:
    case IN_PADDING:
        if (tar->body_left > 0)
            add_truncated(tar, "the body of an entry", tar->body_left);
        else if (tar->padding_left > 0)
            add_truncated(tar, "the padding behind a body", tar->padding_left);
        else
            finish_at_block(tar);
        break;
    case AT_HEADER:
    case AT_ZERO:
        finish_at_block(tar);
        break;
    case AT_END:
    case BEHIND_END:
    case STOPPED:
        break;
    }
    tar->state = STOPPED;
    return tar->is_complete;
}

const og_tar_entry *og_tar_current(const og_tar *tar)
{
    return &tar->entry;
}

uint64_t og_tar_offset(const og_tar *tar)
{
    return tar->offset;
}

bool og_tar_sniff(const uint8_t *bytes, size_t length)
{
    return length >= OG_TAR_BLOCK_BYTES &&
           (og_tar_block_is_zero(bytes) || og_tar_checksum_is_right(bytes) ||
            og_tar_magic_is_known(bytes));
}
