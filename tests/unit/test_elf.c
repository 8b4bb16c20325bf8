#include "blob/elf.h"
#include "support/elf_builder.h"

#include <criterion/criterion.h>
#include <string.h>

static const test_elf full = {
    .interpreter = "/lib64/ld-linux-x86-64.so.2",
    .soname = "libc.so.6",
    .rpath = "/opt/lib",
    .runpath = "$ORIGIN/../lib",
    .needed = {"libm.so.6", "libc.so.6"},
    .glibc_needed = {"GLIBC_2.2.5", "GLIBC_2.34", "GLIBC_2.2.5", "GCC_3.0"},
    .glibc_defined = {"GLIBC_2.17", "GLIBC_PRIVATE"},
    .content = "text",
};

/* All facts as text, so that they can be compared. */
static void describe(og_buf *out, const og_elf_facts *facts)
{
    if (facts == NULL) {
        og_buf_text(out, "damaged");
        return;
    }
    og_buf_format(out, "%d %d %u %u interpreter %s dynamic %d", facts->is_64_bit ? 64 : 32,
                  facts->is_little_endian, facts->machine, facts->type,
                  !facts->interpreter_is_known ? "?"
                  : facts->interpreter == NULL ? "-"
                                               : facts->interpreter,
                  facts->is_dynamic);
    if (!facts->dynamic_is_known)
        og_buf_text(out, " ?");
    for (size_t i = 0; i < facts->needed_count; i++)
        og_buf_format(out, " %s", facts->needed[i]);
    og_buf_format(
        out, " soname %s rpath %s runpath %s", facts->soname == NULL ? "-" : facts->soname,
        facts->rpath == NULL ? "-" : facts->rpath, facts->runpath == NULL ? "-" : facts->runpath);
    og_buf_text(out, facts->versions_are_known ? " versions" : " versions ?");
    for (size_t i = 0; i < facts->glibc_needed_count; i++)
        og_buf_format(out, " %s", facts->glibc_needed[i]);
    for (size_t i = 0; i < facts->glibc_defined_count; i++)
        og_buf_format(out, " +%s", facts->glibc_defined[i]);
    og_buf_format(out, "%s%s", facts->is_refused ? " refused" : "", facts->is_cut ? " cut" : "");
}

static void read_file(og_elf *elf, const char *bytes, size_t length, size_t piece, og_buf *out)
{
    og_arena arena;
    const og_elf_facts *facts = NULL;
    og_arena_init(&arena);
    og_elf_start(elf);
    for (size_t at = 0; at < length; at += piece) {
        const size_t size = length - at < piece ? length - at : piece;
        cr_assert(og_elf_feed(elf, (const uint8_t *)bytes + at, size));
    }
    cr_assert(og_elf_finish(elf, &arena, &facts));
    og_buf_clear(out);
    describe(out, facts);
    og_arena_fini(&arena);
}

static void expect(const test_elf *made, const char *expected, const char *name)
{
    og_elf *elf = og_elf_new();
    og_buf bytes = {0}, text = {0};
    test_elf_add(&bytes, made);
    for (size_t piece = 1; piece <= bytes.length; piece += piece < 600 ? 1 : piece) {
        read_file(elf, bytes.data, bytes.length, piece, &text);
        cr_assert_str_eq(og_buf_string(&text), expected, "%s, pieces of %zu: %s", name, piece,
                         og_buf_string(&text));
    }
    og_buf_fini(&text);
    og_buf_fini(&bytes);
    og_elf_free(elf);
}

#define FULL                                                                                       \
    "interpreter /lib64/ld-linux-x86-64.so.2 dynamic 1 libm.so.6 libc.so.6 soname libc.so.6 "      \
    "rpath /opt/lib runpath $ORIGIN/../lib versions GLIBC_2.2.5 GLIBC_2.34 +GLIBC_2.17 "           \
    "+GLIBC_PRIVATE"

Test(elf, reads_both_classes_and_byte_orders)
{
    static const char *const expected[] = {"64 1 62 3 " FULL, "32 1 62 3 " FULL, "64 0 62 3 " FULL,
                                           "32 0 62 3 " FULL};
    for (int kind = 0; kind < 4; kind++) {
        test_elf made = full;
        made.is_32_bit = (kind & 1) != 0;
        made.is_big_endian = (kind & 2) != 0;
        expect(&made, expected[kind], expected[kind]);
        made.has_strings_at_end = true;
        expect(&made, expected[kind], "strings at the end");
    }
}

Test(elf, reads_what_there_is)
{
    static const struct {
        const char *name, *expected;
        test_elf elf;
    } rows[] = {
        {"static",
         "64 1 62 2 interpreter - dynamic 0 soname - rpath - runpath - versions",
         {.type = TEST_ELF_EXEC}},
        {"static arm",
         "64 1 183 3 interpreter - dynamic 0 soname - rpath - runpath - versions",
         {.machine = TEST_ELF_AARCH64}},
        {"static-pie",
         "64 1 62 3 interpreter - dynamic 1 soname - rpath - runpath - versions",
         {.is_dynamic = true}},
        {"program of one library",
         "64 1 62 2 interpreter /ld dynamic 1 libc.so.6 soname - rpath - runpath - versions",
         {.type = TEST_ELF_EXEC, .interpreter = "/ld", .needed = {"libc.so.6"}}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        expect(&rows[i].elf, rows[i].expected, rows[i].name);
}

/* Strings before the dynamic section or behind it, which may be far away. */
Test(elf, keeps_the_begin_up_to_its_bound)
{
    static const struct {
        size_t gap;
        bool has_strings_at_end;
    } rows[] = {
        {OG_ELF_HEAD_BYTES - 65536, false},
        {OG_ELF_HEAD_BYTES + 65536, false}, /* strings first, dynamic section far behind */
        {OG_ELF_HEAD_BYTES + 65536, true},
    };
    og_elf *elf = og_elf_new();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        test_elf made = full;
        og_buf bytes = {0}, text = {0};
        made.gap = rows[i].gap;
        made.has_strings_at_end = rows[i].has_strings_at_end;
        test_elf_add(&bytes, &made);
        read_file(elf, bytes.data, bytes.length, 65536, &text);
        cr_expect_str_eq(og_buf_string(&text), "64 1 62 3 " FULL, "row %zu: %s", i,
                         og_buf_string(&text));
        og_buf_fini(&text);
        og_buf_fini(&bytes);
    }
    og_elf_free(elf);
}

/* Where code is in the first segment, nothing is kept from the entry on. */
Test(elf, keeps_the_tables_before_the_code)
{
    static const struct {
        const char *name;
        test_elf_entry entry;
        const char *expected;
    } rows[] = {
        {"entry behind the tables", TEST_ELF_ENTRY_BEHIND, "64 1 62 3 " FULL},
        {"no entry", TEST_ELF_ENTRY_NONE, "64 1 62 3 " FULL},
        {"entry among the tables: what is behind is not known", TEST_ELF_ENTRY_INSIDE,
         "64 1 62 3 interpreter /lib64/ld-linux-x86-64.so.2 dynamic 1 ? soname - rpath - runpath - "
         "versions ?"},
    };
    og_elf *elf = og_elf_new();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        test_elf made = full;
        og_buf bytes = {0}, text = {0};
        made.has_code_first = true;
        made.entry = rows[i].entry;
        made.gap = 200000;
        test_elf_add(&bytes, &made);
        for (size_t piece = 1; piece < 100000; piece = piece * 7 + 13) {
            read_file(elf, bytes.data, bytes.length, piece, &text);
            cr_expect_str_eq(og_buf_string(&text), rows[i].expected, "%s: %s", rows[i].name,
                             og_buf_string(&text));
        }
        og_buf_fini(&text);
        og_buf_fini(&bytes);
    }
    og_elf_free(elf);
}

Test(elf, says_when_names_are_too_long)
{
    static const struct {
        size_t needed, runpath;
        bool is_known;
    } rows[] = {{256, 4096, true}, {257, 1, false}, {1, 4097, false}};
    og_elf *elf = og_elf_new();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        static char needed[300], runpath[5000];
        og_buf bytes = {0}, text = {0};
        memset(needed, 'n', sizeof needed);
        memset(runpath, 'r', sizeof runpath);
        needed[rows[i].needed] = runpath[rows[i].runpath] = '\0';
        test_elf_add(&bytes, &(test_elf){.needed = {needed}, .runpath = runpath});
        read_file(elf, bytes.data, bytes.length, bytes.length, &text);
        cr_expect_eq(strstr(og_buf_string(&text), "dynamic 1 ?") == NULL, rows[i].is_known,
                     "row %zu: %s", i, og_buf_string(&text));
        og_buf_fini(&text);
        og_buf_fini(&bytes);
    }
    og_elf_free(elf);
}

/* A field of the header or of a program header, and what is said of the file then. */
Test(elf, takes_no_header_at_its_word)
{
    static const struct {
        const char *name;
        size_t offset, size;
        uint64_t value;
        const char *expected; /* a part of it */
    } rows[] = {
        {"class", 4, 1, 3, "damaged"},
        {"byte order", 5, 1, 0, "damaged"},
        {"version", 6, 1, 0, "damaged"},
        {"program headers at the end of all numbers", 32, 8, UINT64_MAX,
         "interpreter ? dynamic 0 ?"},
        {"program headers behind the file", 32, 8, 1 << 20, "interpreter ? dynamic 0 ?"},
        {"size of one is 0", 54, 2, 0, "interpreter ? dynamic 0 ?"},
        {"no program headers", 56, 2, 0, "interpreter - dynamic 0 soname"},
        {"too many", 56, 2, 0xffff, "interpreter ? dynamic 0 ?"},
        {"interpreter of 0 bytes", 64 + 32, 8, 0, "interpreter ? dynamic 1 libm"},
        {"interpreter of 2^63 bytes", 64 + 32, 8, UINT64_C(1) << 63,
         "interpreter ? dynamic 1 libm"},
        {"interpreter without NUL", 64 + 32, 8, 5, "interpreter ? dynamic 1 libm"},
        {"dynamic section of 0 bytes", 64 + 3 * 56 + 32, 8, 0, "dynamic 1 ?"},
        {"dynamic section elsewhere", 64 + 3 * 56 + 16, 8, 0, "dynamic 1 ?"},
        {"segment of 2^64 bytes", 64 + 1 * 56 + 32, 8, UINT64_MAX, "dynamic 1 ?"},
    };
    og_elf *elf = og_elf_new();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        og_buf bytes = {0}, text = {0};
        test_elf_add(&bytes, &full);
        for (size_t b = 0; b < rows[i].size; b++)
            bytes.data[rows[i].offset + b] = (char)(rows[i].value >> (8 * b));
        read_file(elf, bytes.data, bytes.length, bytes.length, &text);
        cr_expect(strstr(og_buf_string(&text), rows[i].expected) != NULL, "%s: %s", rows[i].name,
                  og_buf_string(&text));
        og_buf_fini(&text);
        og_buf_fini(&bytes);
    }
    og_elf_free(elf);
}

/* What the kernel starts as little as text: no program headers, no interpreter that is whole. */
Test(elf, knows_what_the_kernel_refuses)
{
    static const struct {
        const char *name;
        size_t offset, size;
        uint64_t value;
        size_t length; /* of the file that is left; 0: all */
        bool is_refused, is_cut;
    } rows[] = {
        {"unchanged", 6, 1, 1, 0, false, false},
        {"program headers behind the file", 32, 8, 1 << 20, 0, true, false},
        {"program headers in part", 6, 1, 1, 64 + 3 * 56, true, false},
        {"size of one is 0", 54, 2, 0, 0, true, false},
        {"no program headers", 56, 2, 0, 0, true, false},
        {"too many", 56, 2, 0xffff, 0, true, false},
        {"interpreter of 1 byte", 64 + 32, 8, 1, 0, true, false},
        {"interpreter of 4,097 bytes", 64 + 32, 8, 4097, 0, true, false},
        {"interpreter without NUL", 64 + 32, 8, 5, 0, true, false},
        {"interpreter behind the file", 64 + 8, 8, 1 << 20, 0, true, false},
        {"a page is missing", 6, 1, 1, 8192, false, true},
        {"the last byte of a page is missing", 6, 1, 1, 20479, false, true},
        {"a part of the last page is missing", 6, 1, 1, 20481, false, false},
        {"a segment of 2^64 bytes", 64 + 1 * 56 + 32, 8, UINT64_MAX, 0, false, true},
    };
    og_elf *elf = og_elf_new();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        og_buf bytes = {0}, text = {0};
        test_elf made = full;
        made.gap = 20000;
        test_elf_add(&bytes, &made);
        for (size_t b = 0; b < rows[i].size; b++)
            bytes.data[rows[i].offset + b] = (char)(rows[i].value >> (8 * b));
        cr_assert_gt(bytes.length, 20481u);
        cr_assert_lt(bytes.length, 24577u);
        const size_t length = rows[i].length == 0 ? bytes.length : rows[i].length;
        read_file(elf, bytes.data, length, bytes.length, &text);
        cr_expect_eq(strstr(og_buf_string(&text), " refused") != NULL, rows[i].is_refused, "%s: %s",
                     rows[i].name, og_buf_string(&text));
        cr_expect_eq(strstr(og_buf_string(&text), " cut") != NULL, rows[i].is_cut, "%s: %s",
                     rows[i].name, og_buf_string(&text));
        og_buf_fini(&text);
        og_buf_fini(&bytes);
    }
    og_elf_free(elf);
}

/* Whatever is changed or cut: it ends, within its memory, and pieces make no difference. */
Test(elf, survives_every_flip_and_cut)
{
    og_elf *elf = og_elf_new();
    for (int kind = 0; kind < 4; kind++) {
        test_elf made = full;
        og_buf bytes = {0}, whole = {0}, pieces = {0};
        made.is_32_bit = (kind & 1) != 0;
        made.is_big_endian = (kind & 2) != 0;
        made.has_strings_at_end = kind == 3;
        test_elf_add(&bytes, &made);
        for (size_t bit = 0; bit < bytes.length * 8; bit++) {
            bytes.data[bit / 8] ^= (char)(1u << bit % 8);
            read_file(elf, bytes.data, bytes.length, bytes.length, &whole);
            read_file(elf, bytes.data, bytes.length, 1 + bit % 200, &pieces);
            cr_assert_str_eq(og_buf_string(&whole), og_buf_string(&pieces), "bit %zu", bit);
            bytes.data[bit / 8] ^= (char)(1u << bit % 8);
        }
        for (size_t length = 0; length < bytes.length; length++) {
            read_file(elf, bytes.data, length, bytes.length, &whole);
            read_file(elf, bytes.data, length, 7, &pieces);
            cr_assert_str_eq(og_buf_string(&whole), og_buf_string(&pieces), "cut at %zu", length);
        }
        og_buf_fini(&bytes);
        og_buf_fini(&whole);
        og_buf_fini(&pieces);
    }
    og_elf_free(elf);
}

/* The tables of versions of `full`, changed: they are not known, and what else is said stays. */
Test(elf, trusts_no_chain_of_versions)
{
    static const struct {
        const char *name;
        size_t from_start; /* of the needed versions, in the file */
        size_t size;
        uint64_t value;
        bool is_known;
    } rows[] = {
        {"unchanged", 0, 2, 1, true},
        {"another format", 0, 2, 2, false},
        {"more entries than there are", 2, 2, 5, false},
        {"fewer", 2, 2, 3, false},
        {"one table more than is counted", 12, 4, 16, false},
        {"entries that begin far behind", 8, 4, UINT32_MAX, false},
        {"a chain that ends early", 16 + 12, 4, 0, false},
        {"an entry that leads out", 16 + 12, 4, UINT32_MAX, false},
        {"a name outside of the strings", 16 + 8, 4, UINT32_MAX, false},
    };
    og_elf *elf = og_elf_new();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        og_buf bytes = {0}, text = {0};
        test_elf_add(&bytes, &full);
        /* The second loadable segment follows the first, which ends with this table. */
        uint64_t end = 0;
        memcpy(&end, bytes.data + 64 + 56 + 32, sizeof end);
        const size_t table = (size_t)end - 16 - 4 * 16;
        for (size_t b = 0; b < rows[i].size; b++)
            bytes.data[table + rows[i].from_start + b] = (char)(rows[i].value >> (8 * b));
        read_file(elf, bytes.data, bytes.length, bytes.length, &text);
        cr_expect_eq(strstr(og_buf_string(&text), "versions ?") == NULL, rows[i].is_known, "%s: %s",
                     rows[i].name, og_buf_string(&text));
        cr_expect(strstr(og_buf_string(&text), "dynamic 1 libm.so.6 libc.so.6") != NULL, "%s",
                  rows[i].name);
        og_buf_fini(&text);
        og_buf_fini(&bytes);
    }
    og_elf_free(elf);
}
