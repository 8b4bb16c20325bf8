#include "support/elf_builder.h"

#include <criterion/criterion.h>
#include <elf.h>
#include <string.h>

static const test_elf full = {
    .interpreter = "/lib64/ld-linux-x86-64.so.2",
    .soname = "libfull.so.1",
    .runpath = "$ORIGIN/../lib",
    .needed = {"libc.so.6", "libm.so.6"},
    .glibc_needed = {"GLIBC_2.2.5", "GLIBC_2.34"},
    .glibc_defined = {"GLIBC_2.17"},
    .content = "AWS_LAMBDA_RUNTIME_API",
};

/* Read with the headers of the system, which know nothing of the writer. */
Test(elf_builder, writes_what_the_headers_of_the_system_read)
{
    og_buf bytes = {0};
    test_elf_add(&bytes, &full);
    Elf64_Ehdr header;
    Elf64_Phdr segment[4];
    memcpy(&header, bytes.data, sizeof header);
    cr_assert_eq(memcmp(header.e_ident, ELFMAG, SELFMAG), 0);
    cr_assert_eq(header.e_type, ET_DYN);
    cr_assert_eq(header.e_machine, EM_X86_64);
    cr_assert_eq(header.e_phnum, 4);
    memcpy(segment, bytes.data + header.e_phoff, sizeof segment);
    cr_assert_eq(segment[0].p_type, PT_INTERP);
    cr_assert_str_eq(bytes.data + segment[0].p_offset, full.interpreter);
    cr_assert_eq(segment[3].p_type, PT_DYNAMIC);
    cr_assert_eq(segment[2].p_offset + segment[2].p_filesz, bytes.length);
    cr_assert_neq(segment[3].p_offset, segment[3].p_vaddr);
    const char *strings = NULL;
    size_t needed = 0;
    for (int round = 0; round < 2; round++) {
        for (size_t at = 0; at < segment[3].p_filesz; at += sizeof(Elf64_Dyn)) {
            Elf64_Dyn tag;
            memcpy(&tag, bytes.data + segment[3].p_offset + at, sizeof tag);
            if (tag.d_tag == DT_STRTAB)
                strings = bytes.data + tag.d_un.d_ptr;
            else if (round == 1 && tag.d_tag == DT_NEEDED)
                cr_assert_str_eq(strings + tag.d_un.d_val, full.needed[needed++]);
            else if (round == 1 && tag.d_tag == DT_SONAME)
                cr_assert_str_eq(strings + tag.d_un.d_val, full.soname);
        }
    }
    cr_assert_eq(needed, 2);
    og_buf_fini(&bytes);
}

Test(elf_builder, writes_both_classes_and_byte_orders)
{
    for (int kind = 0; kind < 4; kind++) {
        test_elf elf = full;
        elf.is_32_bit = (kind & 1) != 0;
        elf.is_big_endian = (kind & 2) != 0;
        og_buf bytes = {0};
        test_elf_add(&bytes, &elf);
        const unsigned char *head = (const unsigned char *)bytes.data;
        cr_assert_eq(head[EI_CLASS], elf.is_32_bit ? ELFCLASS32 : ELFCLASS64);
        cr_assert_eq(head[EI_DATA], elf.is_big_endian ? ELFDATA2MSB : ELFDATA2LSB);
        cr_assert_eq(head[elf.is_big_endian ? 17 : 16], ET_DYN);
        cr_assert_eq(head[elf.is_big_endian ? 19 : 18], EM_X86_64);
        og_buf_fini(&bytes);
    }
}
