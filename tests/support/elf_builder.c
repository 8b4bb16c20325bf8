#include "support/elf_builder.h"

#include "support/bytes.h"
#include "support/tar_builder.h"

#include <string.h>

#define BASE UINT64_C(0x400000)
#define SECOND_SHIFT UINT64_C(0x1000) /* between the addresses of the two segments */

/* Where the parts lie in the file: made in a first round, used in the second. */
typedef struct layout {
    uint64_t interpreter, strings, needed_versions, defined_versions, tables_end;
    uint64_t dynamic, second_strings, end;
} layout;

typedef struct writer {
    const test_elf *elf;
    og_buf out, strings;
    layout at;
    size_t dynamic_size;
} writer;

static void put(const writer *w, og_buf *out, uint64_t value, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        const size_t byte = w->elf->is_big_endian ? size - 1 - i : i;
        og_buf_char(out, (char)(value >> (8 * byte)));
    }
}

static void put_half(writer *w, uint64_t value)
{
    put(w, &w->out, value, 2);
}

static void put_word(writer *w, uint64_t value)
{
    put(w, &w->out, value, 4);
}

/* An address, offset or size. */
static void put_long(writer *w, uint64_t value)
{
    put(w, &w->out, value, w->elf->is_32_bit ? 4 : 8);
}

static void align(og_buf *out, size_t size)
{
    while (out->length % size != 0)
        og_buf_char(out, '\0');
}

/* The offset of a text in the string table. */
static uint64_t text_at(writer *w, const char *text)
{
    const size_t size = strlen(text) + 1;
    for (size_t i = 0; i + size <= w->strings.length; i++)
        if (memcmp(w->strings.data + i, text, size) == 0)
            return i;
    og_buf_add(&w->strings, text, size);
    return w->strings.length - size;
}

static size_t count(const char *const *names)
{
    size_t n = 0;
    while (n < TEST_ELF_NAMES && names[n] != NULL)
        n++;
    return n;
}

static uint32_t hash_name(const char *name)
{
    uint32_t hash = 0;
    for (; *name != '\0'; name++) {
        hash = (hash << 4) + (unsigned char)*name;
        hash = (hash ^ (hash >> 24 & 0xf0)) & 0x0fffffff;
    }
    return hash;
}

static bool is_dynamic(const test_elf *elf)
{
    return elf->is_dynamic || elf->soname != NULL || elf->rpath != NULL || elf->runpath != NULL ||
           count(elf->needed) + count(elf->glibc_needed) + count(elf->glibc_defined) > 0;
}

static void put_segment(writer *w, uint64_t type, uint64_t flags, uint64_t offset, uint64_t size,
                        uint64_t address)
{
    put_word(w, type);
    if (!w->elf->is_32_bit)
        put_word(w, flags);
    put_long(w, offset);
    put_long(w, address);
    put_long(w, address);
    put_long(w, size);
    put_long(w, size);
    if (w->elf->is_32_bit)
        put_word(w, flags);
    put_long(w, type == 1 ? 0x1000 : 8);
}

static uint64_t first_address(const writer *w, uint64_t offset)
{
    return offset + (w->elf->type == TEST_ELF_EXEC ? BASE : 0);
}

static uint64_t second_address(const writer *w, uint64_t offset)
{
    return first_address(w, offset) + SECOND_SHIFT;
}

static uint64_t entry_of(const writer *w)
{
    switch (w->elf->entry) {
    case TEST_ELF_ENTRY_NONE:
        return 0;
    case TEST_ELF_ENTRY_BEHIND:
        return first_address(w, w->at.tables_end);
    case TEST_ELF_ENTRY_INSIDE:
        return first_address(w, w->at.strings + 1);
    case TEST_ELF_ENTRY_BEGIN:
        break;
    }
    return first_address(w, 0);
}

static void put_headers(writer *w)
{
    const test_elf *elf = w->elf;
    const bool is_small = elf->is_32_bit;
    const size_t segments = 1u + (elf->interpreter != NULL ? 1u : 0u) + (is_dynamic(elf) ? 2u : 0u);
    const char ident[16] = {0x7f, 'E', 'L', 'F', is_small ? 1 : 2, elf->is_big_endian ? 2 : 1, 1};
    og_buf_add(&w->out, ident, sizeof ident);
    put_half(w, elf->type == 0 ? TEST_ELF_DYN : elf->type);
    put_half(w, elf->machine == 0 ? 62 : elf->machine);
    put_word(w, 1);
    put_long(w, entry_of(w));
    put_long(w, is_small ? 52 : 64);
    put_long(w, 0);
    put_word(w, 0);
    put_half(w, is_small ? 52 : 64);
    put_half(w, is_small ? 32 : 56);
    put_half(w, segments);
    put_half(w, is_small ? 40 : 64);
    put_word(w, 0);
    if (elf->interpreter != NULL)
        put_segment(w, 3, 4, w->at.interpreter, strlen(elf->interpreter) + 1,
                    first_address(w, w->at.interpreter));
    put_segment(w, 1, elf->has_code_first ? 5 : 4, 0,
                elf->has_code_first ? w->at.dynamic : w->at.tables_end, first_address(w, 0));
    if (!is_dynamic(elf))
        return;
    put_segment(w, 1, 6, w->at.dynamic, w->at.end - w->at.dynamic,
                second_address(w, w->at.dynamic));
    put_segment(w, 2, 6, w->at.dynamic, w->dynamic_size, second_address(w, w->at.dynamic));
}

static void put_needed_versions(writer *w)
{
    const size_t names = count(w->elf->glibc_needed);
    if (names == 0)
        return;
    put_half(w, 1);
    put_half(w, names);
    put_word(w, text_at(w, "libc.so.6"));
    put_word(w, 16);
    put_word(w, 0);
    for (size_t i = 0; i < names; i++) {
        put_word(w, hash_name(w->elf->glibc_needed[i]));
        put_half(w, 0);
        put_half(w, 2 + i);
        put_word(w, text_at(w, w->elf->glibc_needed[i]));
        put_word(w, i + 1 < names ? 16 : 0);
    }
}

static void put_defined_version(writer *w, const char *name, bool is_base, size_t index,
                                bool is_last)
{
    put_half(w, 1);
    put_half(w, is_base ? 1 : 0);
    put_half(w, index);
    put_half(w, 1);
    put_word(w, hash_name(name));
    put_word(w, 20);
    put_word(w, is_last ? 0 : 28);
    put_word(w, text_at(w, name));
    put_word(w, 0);
}

static void put_defined_versions(writer *w)
{
    const size_t names = count(w->elf->glibc_defined);
    if (names == 0)
        return;
    put_defined_version(w, w->elf->soname != NULL ? w->elf->soname : "file", true, 1, false);
    for (size_t i = 0; i < names; i++)
        put_defined_version(w, w->elf->glibc_defined[i], false, 2 + i, i + 1 == names);
}

static void put_tag(writer *w, uint64_t tag, uint64_t value)
{
    put_long(w, tag);
    put_long(w, value);
}

static void put_dynamic(writer *w)
{
    const test_elf *elf = w->elf;
    const size_t start = w->out.length;
    for (size_t i = 0; i < count(elf->needed); i++)
        put_tag(w, 1, text_at(w, elf->needed[i]));
    if (elf->soname != NULL)
        put_tag(w, 14, text_at(w, elf->soname));
    if (elf->rpath != NULL)
        put_tag(w, 15, text_at(w, elf->rpath));
    if (elf->runpath != NULL)
        put_tag(w, 29, text_at(w, elf->runpath));
    put_tag(w, 5,
            elf->has_strings_at_end ? second_address(w, w->at.second_strings)
                                    : first_address(w, w->at.strings));
    put_tag(w, 10, w->strings.length);
    if (count(elf->glibc_needed) > 0) {
        put_tag(w, 0x6ffffffe, first_address(w, w->at.needed_versions));
        put_tag(w, 0x6fffffff, 1);
    }
    if (count(elf->glibc_defined) > 0) {
        put_tag(w, 0x6ffffffc, first_address(w, w->at.defined_versions));
        put_tag(w, 0x6ffffffd, count(elf->glibc_defined) + 1);
    }
    put_tag(w, 0, 0);
    w->dynamic_size = w->out.length - start;
}

static void put_first_segment(writer *w)
{
    const test_elf *elf = w->elf;
    w->at.interpreter = w->out.length;
    if (elf->interpreter != NULL)
        og_buf_add(&w->out, elf->interpreter, strlen(elf->interpreter) + 1);
    align(&w->out, 8);
    w->at.strings = w->out.length;
    if (!elf->has_strings_at_end)
        og_buf_add(&w->out, w->strings.data, w->strings.length);
    align(&w->out, 8);
    w->at.defined_versions = w->out.length;
    put_defined_versions(w);
    align(&w->out, 8);
    w->at.needed_versions = w->out.length;
    put_needed_versions(w);
    w->at.tables_end = w->out.length;
}

static void put_file(writer *w)
{
    static const char zeros[4096];
    w->out.length = 0;
    put_headers(w);
    put_first_segment(w);
    if (w->elf->content != NULL)
        og_buf_text(&w->out, w->elf->content);
    for (size_t left = w->elf->gap; left > 0;) {
        const size_t size = left < sizeof zeros ? left : sizeof zeros;
        og_buf_add(&w->out, zeros, size);
        left -= size;
    }
    align(&w->out, 8);
    w->at.dynamic = w->out.length;
    if (is_dynamic(w->elf))
        put_dynamic(w);
    w->at.second_strings = w->out.length;
    if (w->elf->has_strings_at_end)
        og_buf_add(&w->out, w->strings.data, w->strings.length);
    w->at.end = w->out.length;
}

void test_elf_add(og_buf *out, const test_elf *elf)
{
    writer w = {.elf = elf};
    og_buf_char(&w.strings, '\0');
    /* The strings first, then the places, then the file. */
    for (int round = 0; round < 3; round++)
        put_file(&w);
    test_require(!w.out.failed && !w.strings.failed, "no memory for an ELF file");
    og_buf_add(out, w.out.data, w.out.length);
    og_buf_fini(&w.out);
    og_buf_fini(&w.strings);
}

void test_elf_file(og_buf *tar, const char *name, unsigned mode, const test_elf *elf)
{
    og_buf bytes = {0};
    test_elf_add(&bytes, elf);
    test_tar_add(tar, &(test_tar_entry){
                          .name = name, .mode = mode, .body = bytes.data, .length = bytes.length});
    og_buf_fini(&bytes);
}
