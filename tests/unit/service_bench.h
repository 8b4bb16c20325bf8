/* Images as lists of entries, and what the service says of them. */
#ifndef OG_TEST_SERVICE_BENCH_H
#define OG_TEST_SERVICE_BENCH_H

#include "image/service.h"
#include "support/layer_entries.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct service_setting {
    const char *files;       /* "TYPE MODE PATH [-> LINK] [=FACTS]", one entry a line */
    const char *argv[5];     /* all from Cmd */
    const char *working_dir; /* NULL: none */
    const char *env;         /* one entry, or NULL */
} service_setting;

typedef struct service_bench {
    og_arena arena;
    og_image image;
    og_config config;
} service_bench;

static const og_elf_facts service_amd64 = {.is_64_bit = true, .machine = OG_ELF_X86_64, .type = 3};
static const char *const service_system[] = {"libm.so.6", "libc.so.6"};
static const char *const service_own[] = {"libaws-lambda-runtime.so", "libc.so.6"};
static const og_elf_facts service_plain = {.is_64_bit = true,
                                           .machine = OG_ELF_X86_64,
                                           .type = 3,
                                           .dynamic_is_known = true,
                                           .needed = service_system,
                                           .needed_count = 2};
static const og_elf_facts service_linked = {.is_64_bit = true,
                                            .machine = OG_ELF_X86_64,
                                            .type = 3,
                                            .dynamic_is_known = true,
                                            .needed = service_own,
                                            .needed_count = 2};
static const og_elf_facts service_arm64 = {.is_64_bit = true, .machine = OG_ELF_AARCH64, .type = 3};
static const og_elf_facts service_object = {
    .is_64_bit = true, .machine = OG_ELF_AARCH64, .type = 1};
static const og_elf_facts service_bpf = {.is_64_bit = true, .machine = 247, .type = 3};
static const og_elf_facts service_i386 = {.machine = 3, .type = 3};

static const struct {
    const char *name;
    og_file_facts facts;
} service_facts[] = {
    {"amd64", {.format = OG_FORMAT_ELF, .elf = &service_amd64, .marks_are_complete = true}},
    {"arm64", {.format = OG_FORMAT_ELF, .elf = &service_arm64, .marks_are_complete = true}},
    {"object", {.format = OG_FORMAT_ELF, .elf = &service_object, .marks_are_complete = true}},
    {"bpf", {.format = OG_FORMAT_ELF, .elf = &service_bpf, .marks_are_complete = true}},
    {"i386", {.format = OG_FORMAT_ELF, .elf = &service_i386, .marks_are_complete = true}},
    {"go",
     {.format = OG_FORMAT_ELF,
      .elf = &service_amd64,
      .marks = OG_MARK_GO | OG_MARK_RUNTIME_API,
      .marks_are_complete = true}},
    {"go-server",
     {.format = OG_FORMAT_ELF,
      .elf = &service_amd64,
      .marks = OG_MARK_GO,
      .marks_are_complete = true}},
    {"rust",
     {.format = OG_FORMAT_ELF,
      .elf = &service_amd64,
      .marks = OG_MARK_RUNTIME_PATH,
      .marks_are_complete = true}},
    {"plain", {.format = OG_FORMAT_ELF, .elf = &service_plain, .marks_are_complete = true}},
    {"linked", {.format = OG_FORMAT_ELF, .elf = &service_linked, .marks_are_complete = true}},
    {"packed",
     {.format = OG_FORMAT_ELF,
      .elf = &service_plain,
      .marks = OG_MARK_PACKED,
      .marks_are_complete = true}},
    {"partly", {.format = OG_FORMAT_ELF, .elf = &service_amd64}},
    {"script", {.format = OG_FORMAT_SCRIPT, .interpreter = "/bin/sh", .marks_are_complete = true}},
};

static inline const og_file_facts *facts_of(const char *name)
{
    for (size_t i = 0; i < sizeof service_facts / sizeof service_facts[0]; i++) {
        if (strcmp(service_facts[i].name, name) == 0)
            return &service_facts[i].facts;
    }
    cr_assert_fail("no facts %s", name);
    return NULL;
}

static inline void read_entry(service_bench *b, test_layer_entries *layer, char *line)
{
    og_entry entry = {.type = line[0]};
    char *sign = strstr(line, " =");
    if (sign != NULL) {
        *sign = '\0';
        entry.facts = facts_of(sign + 2);
    }
    char *arrow = strstr(line, " -> ");
    if (arrow != NULL) {
        *arrow = '\0';
        entry.link = arrow + 4;
    }
    const char *path = strchr(line + 2, ' ') + 1;
    entry.mode = (uint32_t)strtoul(line + 2, NULL, 8);
    entry.size = entry.type == '0' && strstr(path, "empty") == NULL ? 10 : 0;
    test_layer_add(layer, &b->arena, path, entry);
}

/* The program that argv[0] names, as far as the service looks at it. */
static inline void set_program(service_bench *b)
{
    const og_node *node = NULL;
    if (b->image.command.argc == 0 ||
        og_rootfs_find(b->image.rootfs, b->image.command.argv[0], true, &node) != OG_LOOKUP_FOUND)
        return;
    og_program *program = OG_NEW(&b->arena, og_program);
    program->path = program->target = b->image.command.argv[0];
    program->node = node;
    program->file = node->file->facts;
    if (program->file != NULL && program->file->format == OG_FORMAT_SCRIPT)
        program->interpreter_text = program->file->interpreter;
    b->image.command.program = program;
}

static inline const og_service *service_build(service_bench *b, const service_setting *setting)
{
    *b = (service_bench){0};
    og_arena_init(&b->arena);
    test_layer_entries layer = {0};
    char *copy = og_arena_text(&b->arena, setting->files), *rest = NULL;
    for (char *line = strtok_r(copy, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest))
        read_entry(b, &layer, line);
    og_defects defects = {0};
    const og_entry_log *layers[] = {&layer.log};
    cr_assert(og_rootfs_new(&b->arena, layers, 1, NULL, &defects, &b->image.rootfs, NULL) ==
              OCIGATE_OK);
    b->config = (og_config){.os = "linux", .architecture = "amd64"};
    b->config.working_dir = setting->working_dir;
    const char **env = OG_NEW_ARRAY(&b->arena, const char *, 1);
    env[0] = setting->env;
    b->config.env = (og_string_list){.items = env, .count = setting->env == NULL ? 0 : 1};
    b->image.config = &b->config;
    og_command *command = &b->image.command;
    command->argv = OG_NEW_ARRAY(&b->arena, const char *, 5);
    for (; command->argc < 5 && setting->argv[command->argc] != NULL; command->argc++)
        command->argv[command->argc] = setting->argv[command->argc];
    set_program(b);
    og_linking l = {.arena = &b->arena};
    cr_assert(og_service_build(&l, &b->image) == OCIGATE_OK);
    return &b->image.service;
}

static inline void service_expect_set(const og_file_set *set, const char *expected,
                                      const char *name)
{
    char text[1000] = "";
    for (size_t i = 0; i < set->kept; i++) {
        strcat(text, i == 0 ? "" : " ");
        strcat(text, set->first[i]->path);
    }
    cr_expect_str_eq(text, expected, "%s: %s", name, text);
    cr_expect_eq(set->count, set->kept, "%s", name);
}

#endif
