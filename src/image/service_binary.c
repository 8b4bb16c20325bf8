/* ELF files that the machine of the image cannot run. Packages that ship one file for each machine
   and choose by name do so on purpose: a file with a twin for the right machine is not foreign. */
#include "image/service.h"

#include <string.h>

#define NAME_MAX_BYTES 256u
#define ELF_EXECUTABLE 2u
#define ELF_SHARED 3u

/* General-purpose machines; whatever else is in e_machine (BPF, GPUs, microcontrollers) is data.
   System V ABI, e_machine; names as packages spell them, the first one the usual. */
static const struct machine {
    uint16_t number;
    const char *architecture; /* of an image */
    uint16_t companion;       /* runs there as well; 0: none */
    const char *words[6];
} machines[] = {
    {62, "amd64", 3, {"x86_64", "x64", "amd64", "x86-64", NULL}},
    {183, "arm64", 40, {"aarch64", "arm64", NULL}},
    {3, "386", 0, {"i386", "i686", "ia32", "x86", "386", NULL}},
    {40, "arm", 0, {"armhf", "armv7l", "armv7", "armv6", "arm", NULL}},
    {21, "ppc64le", 0, {"ppc64le", "powerpc64le", "ppc64", NULL}},
    {22, "s390x", 0, {"s390x", NULL}},
    {243, "riscv64", 0, {"riscv64", NULL}},
    {258, "loong64", 0, {"loongarch64", "loong64", NULL}},
    {8, "mips64le", 0, {"mips64el", "mips64", "mipsel", "mips", NULL}},
    {20, "ppc", 0, {"powerpc", "ppc", NULL}},
};
#define MACHINE_COUNT (sizeof machines / sizeof machines[0])

static const struct machine *find_machine(uint16_t number)
{
    for (size_t i = 0; i < MACHINE_COUNT; i++) {
        if (machines[i].number == number)
            return &machines[i];
    }
    return NULL;
}

static const struct machine *machine_of(const og_config *config)
{
    if (config->architecture == NULL || config->os == NULL || strcmp(config->os, "linux") != 0)
        return NULL;
    for (size_t i = 0; i < MACHINE_COUNT; i++) {
        if (strcmp(machines[i].architecture, config->architecture) == 0)
            return &machines[i];
    }
    return NULL;
}

const char *og_service_machine_name(uint16_t machine)
{
    const struct machine *found = find_machine(machine);
    return found == NULL ? "another machine" : found->words[0];
}

/* Is there a sibling whose name has one of the native words in the place of this one? */
static bool has_sibling(const og_serving *s, const og_tree_node *node, size_t at, size_t length,
                        const struct machine *native)
{
    size_t name_length;
    const char *own = og_tree_name(node, &name_length);
    const og_tree_node *parent = og_tree_parent(s->rootfs, node);
    for (const char *const *word = native->words; *word != NULL; word++) {
        const size_t word_length = strlen(*word);
        const size_t rest = name_length - at - length;
        char name[NAME_MAX_BYTES];
        if (at + word_length + rest > sizeof name)
            continue;
        memcpy(name, own, at);
        memcpy(name + at, *word, word_length);
        memcpy(name + at + word_length, own + at + length, rest);
        if (og_tree_child(s->rootfs, parent, name, at + word_length + rest) != NULL)
            return true;
    }
    return false;
}

static bool has_twin_here(const og_serving *s, const og_tree_node *node,
                          const struct machine *foreign, const struct machine *native)
{
    size_t name_length;
    const char *name = og_tree_name(node, &name_length);
    if (name_length >= NAME_MAX_BYTES)
        return false;
    for (const char *const *word = foreign->words; *word != NULL; word++) {
        const size_t length = strlen(*word);
        for (size_t at = 0; at + length <= name_length; at++) {
            if (memcmp(name + at, *word, length) == 0 && has_sibling(s, node, at, length, native))
                return true;
        }
    }
    return false;
}

/* Packages keep such files in few directories; more are not looked at, so that a deep tree costs
   no more than a flat one. */
#define LEVELS_MAX 8u

static bool has_twin(const og_serving *s, const og_tree_node *node, const struct machine *foreign,
                     const struct machine *native)
{
    for (unsigned level = 0; level < LEVELS_MAX && node->parent != OG_TREE_NONE; level++) {
        if (has_twin_here(s, node, foreign, native))
            return true;
        node = og_tree_parent(s->rootfs, node);
    }
    return false;
}

bool og_service_is_foreign(const og_serving *s, const og_served *file)
{
    const og_elf_facts *elf = file->file.facts->elf;
    const struct machine *native = machine_of(s->image->config);
    if (native == NULL || elf->machine == native->number || elf->machine == native->companion ||
        (elf->type != ELF_EXECUTABLE && elf->type != ELF_SHARED) ||
        (*file->flags & OG_IS_DATA) != 0)
        return false;
    const struct machine *foreign = find_machine(elf->machine);
    return foreign != NULL && !has_twin(s, file->node, foreign, native);
}
