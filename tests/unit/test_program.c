#include "image/program.h"
#include "support/layer_entries.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* An image in memory: "TYPE MODE PATH [-> LINK] [: FACTS]", one entry a line. FACTS of a file:
   "#!TEXT" a script, "text TEXT" a file of the search for libraries (";" ends a line), or words of
   an ELF file: "elf [interp=..] [needs=a,b] [soname=..] [rpath=..] [runpath=..] [arm] [unknown]
   [wants=V,V] [defines=V,V]". */
typedef struct maker {
    og_arena arena;
    og_defects defects;
    const og_rootfs *rootfs;
    og_string_list environment;
} maker;

#define LIST_MAX 8

static const char *const *split(maker *m, const char *text, size_t length, size_t *count)
{
    const char **items = OG_NEW_ARRAY(&m->arena, const char *, LIST_MAX);
    char *copy = og_arena_copy(&m->arena, text, length);
    for (char *word = strtok(copy, ","); word != NULL; word = strtok(NULL, ","))
        items[(*count)++] = word;
    return items;
}

static const og_elf_facts *make_elf(maker *m, const char *words)
{
    og_elf_facts *elf = OG_NEW(&m->arena, og_elf_facts);
    *elf = (og_elf_facts){.is_64_bit = true,
                          .is_little_endian = true,
                          .machine = OG_ELF_X86_64,
                          .type = 3,
                          .interpreter_is_known = true,
                          .is_dynamic = true,
                          .dynamic_is_known = true,
                          .versions_are_known = true};
    while (*words != '\0') {
        words += strspn(words, " ");
        const size_t length = strcspn(words, " ");
        const char *equal = memchr(words, '=', length);
        const char *value = equal == NULL ? words + length : equal + 1;
        const size_t size = (size_t)(words + length - value);
        const char *copy = og_arena_copy(&m->arena, value, size);
        if (strncmp(words, "interp=", 7) == 0)
            elf->interpreter = copy;
        else if (strncmp(words, "needs=", 6) == 0)
            elf->needed = split(m, value, size, &elf->needed_count);
        else if (strncmp(words, "soname=", 7) == 0)
            elf->soname = copy;
        else if (strncmp(words, "rpath=", 6) == 0)
            elf->rpath = copy;
        else if (strncmp(words, "runpath=", 8) == 0)
            elf->runpath = copy;
        else if (strncmp(words, "wants=", 6) == 0)
            elf->glibc_needed = split(m, value, size, &elf->glibc_needed_count);
        else if (strncmp(words, "defines=", 8) == 0)
            elf->glibc_defined = split(m, value, size, &elf->glibc_defined_count);
        else if (strncmp(words, "arm", 3) == 0)
            elf->machine = OG_ELF_AARCH64;
        else if (strncmp(words, "unknown", 7) == 0)
            elf->dynamic_is_known = false;
        words += length;
    }
    return elf;
}

static const og_file_facts *make_facts(maker *m, const char *text)
{
    og_file_facts *facts = OG_NEW(&m->arena, og_file_facts);
    if (strncmp(text, "#!", 2) == 0) {
        const size_t length = strcspn(text + 2, " ");
        facts->format = OG_FORMAT_SCRIPT;
        facts->interpreter = og_arena_copy(&m->arena, text + 2, length);
        facts->argument = text[2 + length] == '\0' ? NULL : text + 3 + length;
    } else if (strncmp(text, "text ", 5) == 0) {
        char *lines = og_arena_text(&m->arena, text + 5);
        for (char *c = lines; *c != '\0'; c++)
            *c = *c == ';' ? '\n' : *c;
        facts->text = lines;
    } else {
        facts->format = OG_FORMAT_ELF;
        facts->elf = make_elf(m, text + strlen("elf"));
    }
    return facts;
}

static void make(maker *m, const char *text, const char *environment)
{
    *m = (maker){0};
    og_arena_init(&m->arena);
    test_layer_entries layer = {0};
    char *line = og_arena_text(&m->arena, text);
    while (line != NULL && *line != '\0') {
        char *next = strchr(line, '\n');
        if (next != NULL)
            *next++ = '\0';
        og_entry entry = {.type = line[0]};
        char *facts = strstr(line, " : ");
        char *arrow = strstr(line, " -> ");
        if (facts != NULL) {
            *facts = '\0';
            entry.facts = make_facts(m, facts + 3);
        }
        if (arrow != NULL) {
            *arrow = '\0';
            entry.link = arrow + 4;
        }
        entry.mode = (uint32_t)strtoul(line + 2, NULL, 8);
        entry.size = entry.type == '0' ? 10 : 0;
        test_layer_add(&layer, &m->arena, strchr(line + 2, ' ') + 1, entry);
        line = next;
    }
    const og_entry_log *const layers[] = {&layer.log};
    cr_assert(og_rootfs_new(&m->arena, layers, 1, NULL, &m->defects, &m->rootfs, NULL) ==
              OCIGATE_OK);
    m->environment.items = OG_NEW_ARRAY(&m->arena, const char *, 1);
    m->environment.items[0] = environment;
    m->environment.count = environment == NULL ? 0 : 1;
}

static const char *state_name(og_program_state state)
{
    static const char *const names[] = {"found",       "missing", "loop",          "not directory",
                                        "not regular", "closed",  "not executable"};
    return names[state];
}

/* One line that tells all. */
static const char *describe(maker *m, const og_program *p)
{
    char *out = og_arena_format(&m->arena, "%s", state_name(p->state));
    if (p->is_unreadable)
        out = og_arena_format(&m->arena, "%s, unreadable", out);
    if (p->is_link)
        out = og_arena_format(&m->arena, "%s, link", out);
    if (p->target != NULL && strcmp(p->target, p->path) != 0)
        out = og_arena_format(&m->arena, "%s, at %s", out, p->target);
    if (p->closed != NULL)
        out = og_arena_format(&m->arena, "%s %s %o", out, p->closed, p->closed_mode);
    if (p->is_too_long)
        out = og_arena_format(&m->arena, "%s, too long", out);
    if (p->interpreter != NULL)
        out = og_arena_format(&m->arena, "%s, by %s (%s)", out, p->interpreter->path,
                              describe(m, p->interpreter));
    if (p->env_program != NULL)
        out = og_arena_format(&m->arena, "%s, env %s (%s)", out, p->env_program,
                              p->env_target == NULL ? "nowhere" : describe(m, p->env_target));
    if (p->loader != NULL)
        out = og_arena_format(&m->arena, "%s, loader %s%s", out, state_name(p->loader->state),
                              p->libraries_are_known ? ", known" : "");
    for (size_t i = 0; i < p->missing_library_count; i++)
        out = og_arena_format(&m->arena, "%s, no %s for %s", out, p->missing_libraries[i].name,
                              p->missing_libraries[i].needed_by);
    if (p->glibc_needed != NULL)
        out = og_arena_format(&m->arena, "%s, %s wants %s of %s %s", out, p->glibc_needed_by,
                              p->glibc_needed, p->glibc_path, p->glibc_defined);
    return out;
}

#define MAIN "0 755 main : elf interp=/lib64/ld-linux-x86-64.so.2 "
#define LOADER "\n0 755 lib64/ld-linux-x86-64.so.2 : elf soname=ld-linux-x86-64.so.2"
#define MUSL_MAIN "0 755 main : elf interp=/lib/ld-musl-x86_64.so.1 "
#define MUSL "\n0 755 lib/ld-musl-x86_64.so.1 : elf"
#define KNOWN "found, loader found, known"

static const struct {
    const char *name, *tree, *environment, *path, *expected;
} cases[] = {
    {"a file", "0 755 main", NULL, "/main", "found"},
    {"nothing", "0 755 main", NULL, "/mail", "missing"},
    {"below a file", "0 755 main", NULL, "/main/x", "not directory"},
    {"a directory", "5 755 app", NULL, "/app", "not regular"},
    {"a link", "0 755 a\n2 777 b -> a", NULL, "/b", "found, link, at /a"},
    {"a linked parent", "0 755 usr/bin/a\n2 777 bin -> usr/bin", NULL, "/bin/a",
     "found, at /usr/bin/a"},
    {"above the root", "0 755 a\n2 777 b -> ../../a", NULL, "/b", "found, link, at /a"},
    {"a dangling link", "2 777 b -> a", NULL, "/b", "missing, link"},
    {"a loop", "2 777 a -> b\n2 777 b -> a", NULL, "/a", "loop, link"},
    {"a hard link", "0 755 a\n1 755 b -> a", NULL, "/b", "found"},
    {"no execute bit", "0 644 main", NULL, "/main", "not executable"},
    {"execute for the owner alone", "0 750 main", NULL, "/main", "not executable, unreadable"},
    {"read by none", "0 711 main", NULL, "/main", "found, unreadable"},
    {"execute for the group alone", "0 754 main", NULL, "/main", "not executable"},
    {"a closed directory", "5 700 root\n0 755 root/main", NULL, "/root/main", "closed /root 700"},
    {"an open directory", "5 711 root\n0 755 root/main", NULL, "/root/main", "found"},
    {"a link through a closed directory", "5 700 c\n0 755 c/main\n2 777 main -> c/main", NULL,
     "/main", "closed, link, at /c/main /c 700"},
    {"a closed directory that is left again", "5 700 c\n0 755 main\n2 777 m -> c/../main", NULL,
     "/m", "closed, link, at /main /c 700"},
    {"a script", "0 755 s : #!/bin/sh\n0 755 bin/sh : elf", NULL, "/s",
     "found, by /bin/sh (found)"},
    {"without its interpreter", "0 755 s : #!/bin/sh", NULL, "/s", "found, by /bin/sh (missing)"},
    {"a relative interpreter", "0 755 s : #!sh", NULL, "/s", "found"},
    {"five interpreters",
     "0 755 a : #!/b\n0 755 b : #!/c\n0 755 c : #!/d\n0 755 d : #!/e\n0 755 e : #!/f\n"
     "0 755 f : elf",
     NULL, "/a",
     "found, by /b (found, by /c (found, by /d (found, by /e (found, by /f (found)))))"},
    {"six", "0 755 a : #!/a", NULL, "/a",
     "found, by /a (found, by /a (found, by /a (found, by /a (found, by /a (found, too long)))))"},
    {"env", "0 755 s : #!/usr/bin/env sh\n0 755 usr/bin/env : elf\n0 755 bin/sh : elf", NULL, "/s",
     "found, by /usr/bin/env (found), env sh (found)"},
    {"env through PATH", "0 755 s : #!/usr/bin/env sh\n0 755 usr/bin/env : elf\n0 755 x/sh : elf",
     "PATH=/y:/x", "/s", "found, by /usr/bin/env (found), env sh (found)"},
    {"env past PATH", "0 755 s : #!/usr/bin/env sh\n0 755 usr/bin/env : elf\n0 755 bin/sh : elf",
     "PATH=/y:/x", "/s", "found, by /usr/bin/env (found), env sh (nowhere)"},
    {"a relative directory in PATH", "0 755 s : #!/usr/bin/env sh\n0 755 usr/bin/env : elf",
     "PATH=x:/y", "/s", "found, by /usr/bin/env (found)"},
    {"env -S", "0 755 s : #!/usr/bin/env -S A=1 -i sh -e\n0 755 usr/bin/env : elf", NULL, "/s",
     "found, by /usr/bin/env (found), env sh (nowhere)"},
    {"env with two words", "0 755 s : #!/usr/bin/env sh -e\n0 755 usr/bin/env : elf", NULL, "/s",
     "found, by /usr/bin/env (found), env sh -e (nowhere)"},
    {"env with another option", "0 755 s : #!/usr/bin/env -x sh\n0 755 usr/bin/env : elf", NULL,
     "/s", "found, by /usr/bin/env (found)"},
    {"static", "0 755 main : elf", NULL, "/main", "found"},
    {"no loader", MAIN, NULL, "/main", "found, loader missing"},
    {"nothing needed", MAIN LOADER, NULL, "/main", KNOWN},
    {"the loader and the vdso", MAIN "needs=ld-linux-x86-64.so.2,linux-vdso.so.1" LOADER, NULL,
     "/main", KNOWN},
    {"a library", MAIN "needs=liba.so" LOADER "\n0 644 usr/lib/liba.so : elf", NULL, "/main",
     KNOWN},
    {"no library", MAIN "needs=liba.so,libb.so" LOADER, NULL, "/main",
     KNOWN ", no liba.so for /main, no libb.so for /main"},
    {"of a library", MAIN "needs=liba.so" LOADER "\n0 644 lib/liba.so : elf needs=libb.so", NULL,
     "/main", KNOWN ", no libb.so for /lib/liba.so"},
    {"each other",
     MAIN "needs=liba.so" LOADER
          "\n0 644 lib/liba.so : elf needs=libb.so\n0 644 lib/libb.so : elf needs=liba.so",
     NULL, "/main", KNOWN},
    {"by soname", MAIN "needs=liba.so,b" LOADER "\n0 644 lib/liba.so : elf soname=b", NULL, "/main",
     KNOWN},
    {"of another machine", MAIN "needs=liba.so" LOADER "\n0 644 lib/liba.so : elf arm", NULL,
     "/main", KNOWN ", no liba.so for /main"},
    {"behind one of another machine",
     MAIN "needs=liba.so" LOADER "\n0 644 lib/liba.so : elf arm\n0 644 usr/lib/liba.so : elf", NULL,
     "/main", KNOWN},
    {"not readable", MAIN "needs=liba.so" LOADER "\n0 600 lib/liba.so : elf", NULL, "/main",
     KNOWN ", no liba.so for /main"},
    {"a library that is not known", MAIN "needs=liba.so" LOADER "\n0 644 lib/liba.so : elf unknown",
     NULL, "/main", "found, loader found"},
    {"a library without facts", MAIN "needs=liba.so" LOADER "\n0 644 lib/liba.so", NULL, "/main",
     "found, loader found"},
    {"Debian's own directory",
     MAIN "needs=liba.so" LOADER "\n0 644 usr/lib/x86_64-linux-gnu/liba.so : elf", NULL, "/main",
     KNOWN},
    {"LD_LIBRARY_PATH", MAIN "needs=liba.so" LOADER "\n0 644 x/liba.so : elf",
     "LD_LIBRARY_PATH=/y:/x", "/main", KNOWN},
    {"an empty part of it", MAIN "needs=liba.so" LOADER, "LD_LIBRARY_PATH=/y::/x", "/main",
     "found, loader found"},
    {"RPATH", MAIN "needs=liba.so rpath=/x" LOADER "\n0 644 x/liba.so : elf", NULL, "/main", KNOWN},
    {"RPATH holds for libraries",
     MAIN "needs=liba.so rpath=/x" LOADER
          "\n0 644 x/liba.so : elf needs=libb.so\n0 644 x/libb.so : elf",
     NULL, "/main", KNOWN},
    {"RUNPATH does not",
     MAIN "needs=liba.so runpath=/x" LOADER
          "\n0 644 x/liba.so : elf needs=libb.so\n0 644 x/libb.so : elf",
     NULL, "/main", KNOWN ", no libb.so for /x/liba.so"},
    {"RPATH beside RUNPATH is nothing",
     MAIN "needs=liba.so rpath=/x runpath=/y" LOADER "\n0 644 x/liba.so : elf", NULL, "/main",
     KNOWN ", no liba.so for /main"},
    {"$ORIGIN", MAIN "needs=liba.so runpath=$ORIGIN/x" LOADER "\n0 644 x/liba.so : elf", NULL,
     "/main", KNOWN},
    {"${ORIGIN}", MAIN "needs=liba.so runpath=${ORIGIN}/x" LOADER "\n0 644 x/liba.so : elf", NULL,
     "/main", KNOWN},
    {"$LIB is not known", MAIN "needs=liba.so runpath=/$LIB" LOADER, NULL, "/main",
     "found, loader found"},
    {"for some processors alone, which is not known",
     MAIN "needs=liba.so" LOADER "\n0 644 usr/lib/glibc-hwcaps/x86-64-v3/liba.so : elf", NULL,
     "/main", "found, loader found"},
    {"the same in a directory of RUNPATH",
     MAIN "needs=liba.so runpath=/x" LOADER "\n0 644 x/glibc-hwcaps/x86-64-v2/liba.so : elf", NULL,
     "/main", "found, loader found"},
    {"for some processors and for all",
     MAIN "needs=liba.so" LOADER "\n0 644 usr/lib/glibc-hwcaps/x86-64-v4/liba.so : elf"
          "\n0 644 lib/liba.so : elf",
     NULL, "/main", KNOWN},
    {"for processors that there are none of",
     MAIN "needs=liba.so" LOADER "\n0 644 usr/lib/glibc-hwcaps/x86-64-v9/liba.so : elf", NULL,
     "/main", KNOWN ", no liba.so for /main"},
    {"a slash", MAIN "needs=/x/liba.so" LOADER "\n0 644 x/liba.so : elf", NULL, "/main", KNOWN},
    {"a slash, missing", MAIN "needs=/x/liba.so" LOADER, NULL, "/main",
     KNOWN ", no /x/liba.so for /main"},
    {"ld.so.conf",
     MAIN "needs=liba.so" LOADER "\n0 644 x/liba.so : elf\n0 644 etc/ld.so.conf : text # c;/y /x",
     NULL, "/main", KNOWN},
    {"its include",
     MAIN "needs=liba.so" LOADER "\n0 644 x/liba.so : elf\n"
          "0 644 etc/ld.so.conf : text include ld.so.conf.d/*.conf\n"
          "0 644 etc/ld.so.conf.d/a.conf : text /x",
     NULL, "/main", KNOWN},
    {"what the include leaves out",
     MAIN "needs=liba.so" LOADER "\n0 644 x/liba.so : elf\n"
          "0 644 etc/ld.so.conf : text include /etc/ld.so.conf.d/*.conf\n"
          "0 644 etc/ld.so.conf.d/a.cfg : text /x",
     NULL, "/main", KNOWN ", no liba.so for /main"},
    {"an ld.so.conf that is not known", MAIN "needs=liba.so" LOADER "\n0 644 etc/ld.so.conf", NULL,
     "/main", "found, loader found"},
    {"musl is its libc", MUSL_MAIN "needs=libc.musl-x86_64.so.1,libpthread.so.0" MUSL, NULL,
     "/main", KNOWN},
    {"musl's directories", MUSL_MAIN "needs=liba.so" MUSL "\n0 644 usr/local/lib/liba.so : elf",
     NULL, "/main", KNOWN},
    {"musl's path file",
     MUSL_MAIN "needs=liba.so" MUSL "\n0 644 usr/lib/liba.so : elf\n0 644 x/liba.so : elf arm\n"
               "0 644 etc/ld-musl-x86_64.path : text /x;/y",
     NULL, "/main", KNOWN ", no liba.so for /main"},
    {"a libc new enough",
     MAIN "needs=libc.so.6 wants=GLIBC_2.34,GLIBC_PRIVATE" LOADER
          "\n0 644 lib64/libc.so.6 : elf defines=GLIBC_2.2.5,GLIBC_2.34",
     NULL, "/main", KNOWN},
    {"one too old",
     MAIN "needs=libc.so.6 wants=GLIBC_2.28,GLIBC_2.34" LOADER
          "\n0 644 lib64/libc.so.6 : elf defines=GLIBC_2.2.5,GLIBC_2.26",
     NULL, "/main", KNOWN ", /main wants GLIBC_2.34 of /lib64/libc.so.6 GLIBC_2.26"},
    {"too old for a library",
     MAIN "needs=liba.so,libc.so.6" LOADER "\n0 644 lib/liba.so : elf wants=GLIBC_2.38\n"
          "0 644 lib64/libc.so.6 : elf defines=GLIBC_2.9,GLIBC_2.26",
     NULL, "/main", KNOWN ", /lib/liba.so wants GLIBC_2.38 of /lib64/libc.so.6 GLIBC_2.26"},
    {"a version that libm alone has",
     MAIN "needs=libm.so.6,libc.so.6 wants=GLIBC_2.31" LOADER
          "\n0 644 lib64/libm.so.6 : elf defines=GLIBC_2.31\n"
          "0 644 lib64/libc.so.6 : elf defines=GLIBC_2.30",
     NULL, "/main", KNOWN},
    {"relative relocations",
     MAIN "needs=libc.so.6 wants=GLIBC_ABI_DT_RELR" LOADER
          "\n0 644 lib64/libc.so.6 : elf defines=GLIBC_2.34",
     NULL, "/main", KNOWN ", /main wants GLIBC_ABI_DT_RELR of /lib64/libc.so.6 GLIBC_2.34"},
};

Test(program, examine_what_is_started)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        maker m;
        make(&m, cases[i].tree, cases[i].environment);
        const og_program *program = NULL;
        cr_assert(og_program_examine(&m.arena, m.rootfs, &m.environment, cases[i].path, &program,
                                     NULL) == OCIGATE_OK);
        const char *found = describe(&m, program);
        cr_expect_str_eq(found, cases[i].expected, "%s: \"%s\" instead of \"%s\"", cases[i].name,
                         found, cases[i].expected);
        og_arena_fini(&m.arena);
    }
}

/* Interpreters that start each other for ever through env end. */
Test(program, end_with_endless_scripts)
{
    maker m;
    make(&m, "0 755 bin/s : #!/usr/bin/env s\n0 755 usr/bin/env : elf", NULL);
    const og_program *program = NULL;
    cr_assert(og_program_examine(&m.arena, m.rootfs, NULL, "/bin/s", &program, NULL) == OCIGATE_OK);
    size_t length = 0;
    while (program->env_target != NULL) {
        program = program->env_target;
        length++;
    }
    cr_expect(program->is_too_long && length < 40);
    og_arena_fini(&m.arena);
}
