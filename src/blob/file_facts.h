/* What the content of a regular file says about starting it, seen while it passes; the bytes are
   dropped. Sources: System V ABI, ch. 4 and 5 (ELF); Linux, execve(2) and fs/binfmt_script.c. */
#ifndef OG_BLOB_FILE_FACTS_H
#define OG_BLOB_FILE_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum og_file_format {
    OG_FORMAT_OTHER = 0, /* neither of the next */
    OG_FORMAT_ELF,
    OG_FORMAT_SCRIPT, /* begins with #! */
} og_file_format;

/* Byte strings that were seen somewhere in a program or script: a set of bits. */
typedef enum og_file_mark {
    OG_MARK_RUNTIME_API = 1u << 0,  /* AWS_LAMBDA_RUNTIME_API, in one byte or two a character */
    OG_MARK_RUNTIME_PATH = 1u << 1, /* /2018-06-01/runtime/ */
    OG_MARK_GO = 1u << 2,           /* Go build information: "\xff Go buildinf:" */
    OG_MARK_GO_LAMBDA = 1u << 3,    /* github.com/aws/aws-lambda-go */
    OG_MARK_RIE = 1u << 4,          /* aws-lambda-rie */
    OG_MARK_PACKED = 1u << 5,       /* packed by UPX: what it holds is compressed */
} og_file_mark;

/* e_machine of the two that Lambda runs. */
#define OG_ELF_X86_64 62u
#define OG_ELF_AARCH64 183u

/* Strings are raw bytes of the file and end in a NUL. Names have at most 256 bytes; interpreter,
   rpath and runpath 4,096, as the kernel bounds a path. At most 512 names are needed, and 128
   versions. What is above, or was missed in one pass, makes the next flags false: "not known",
   never a finding. */
typedef struct og_elf_facts {
    bool is_64_bit, is_little_endian;
    uint16_t machine;          /* e_machine */
    uint16_t type;             /* e_type: 2 EXEC, 3 DYN */
    bool is_refused;           /* no program headers that the kernel takes, or no interpreter */
    bool is_cut;               /* a segment ends behind the page in which the file ends */
    const char *interpreter;   /* PT_INTERP; NULL: none, or not known */
    bool interpreter_is_known; /* false: it could not be read in one pass */
    bool is_dynamic;           /* has PT_DYNAMIC */
    /* The next are complete when this is true; else nothing is known of them. */
    bool dynamic_is_known;
    const char *const *needed; /* DT_NEEDED in order */
    size_t needed_count;
    const char *soname;          /* DT_SONAME or NULL */
    const char *rpath, *runpath; /* or NULL */
    /* The versions are complete when this is true (version tables read, or there are none). */
    bool versions_are_known;
    const char *const *glibc_needed; /* "GLIBC_2.34", each once, in order */
    size_t glibc_needed_count;
    const char *const *glibc_defined; /* of a libc: what it defines; each once */
    size_t glibc_defined_count;
} og_elf_facts;

typedef struct og_file_facts {
    og_file_format format;
    uint32_t marks;          /* og_file_mark; 0 for what was not searched */
    bool marks_are_complete; /* the whole file was searched */
    const og_elf_facts *elf; /* of OG_FORMAT_ELF; NULL: the header is damaged */
    /* Of a script, as the kernel reads it (at most 255 bytes of the first line). */
    const char *interpreter;  /* "" for a line that names none, and for a name that does not end
                                 within 255 bytes: the kernel refuses both (ENOEXEC) */
    const char *argument;     /* everything behind it, blanks at both ends cut; NULL: none */
    bool has_carriage_return; /* the line ends in CR LF; the CR is in neither text, although the
                                 kernel takes it for a part of the last one */
    /* Of files that steer the search for libraries (etc/ld.so.conf, etc/ld.so.conf.d/..,
       etc/ld-musl-*.path): the text up to the first NUL, at most 64 KiB of
       a file and 1 MiB of a layer; NULL: another file, or above. */
    const char *text;
} og_file_facts;

#endif
