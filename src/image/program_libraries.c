#include "image/program_internal.h"

#include "base/error.h"
#include "base/map.h"
#include "base/path.h"

#include <string.h>

#define FILES_MAX 1000u

typedef struct loading {
    const og_examination *e;
    og_program *program;
    og_search *search;
    og_map names; /* names and sonames that need no search any more */
    og_loaded **files;
    size_t count;
    const og_elf_facts *libc;
    const char *libc_path;
    bool is_complete;      /* every file is known, with all that it needs */
    bool has_all_versions; /* of every file that was found */
    size_t missing_capacity;
    og_library *missing;
} loading;

static ocigate_status note_name(loading *l, const char *name)
{
    return og_map_set_text(&l->names, name, l) ? OCIGATE_OK : og_fail_memory(l->e->err);
}

/* Nothing that has to be found as a file: the loader is there, and for musl it is the libc too. */
static bool is_built_in(const loading *l, const char *name)
{
    static const char *const musl[] = {"c.", "pthread.", "rt.", "m.", "dl.", "util.", "xnet."};
    if (og_path_begins_with(name, "linux-vdso.so") ||
        strcmp(name, og_path_base(l->program->loader->path)) == 0 ||
        strcmp(name, og_path_base(l->program->loader->target)) == 0)
        return true;
    if (!og_search_is_musl(l->search) || strncmp(name, "lib", 3) != 0)
        return false;
    for (size_t i = 0; i < sizeof musl / sizeof musl[0]; i++) {
        if (og_path_begins_with(name + 3, musl[i]))
            return true;
    }
    return false;
}

static ocigate_status add_file(loading *l, const og_loaded *by, const og_file_facts *facts,
                               const char *found)
{
    const og_elf_facts *elf = facts == NULL ? NULL : facts->elf;
    const char *path = og_arena_text(l->e->arena, found);
    og_loaded *file = OG_NEW(l->e->arena, og_loaded);
    if (file == NULL || path == NULL)
        return og_fail_memory(l->e->err);
    *file = (og_loaded){.by = by, .path = path, .elf = elf};
    l->files[l->count++] = file;
    if (elf == NULL || !elf->versions_are_known)
        l->has_all_versions = false;
    return elf == NULL || elf->soname == NULL ? OCIGATE_OK : note_name(l, elf->soname);
}

static ocigate_status add_missing(loading *l, const og_loaded *by, const char *name)
{
    size_t *count = &l->program->missing_library_count;
    if (*count == l->missing_capacity) {
        l->missing_capacity = *count == 0 ? 8 : *count * 2;
        og_library *larger = OG_NEW_ARRAY(l->e->arena, og_library, l->missing_capacity);
        if (larger == NULL)
            return og_fail_memory(l->e->err);
        if (*count > 0)
            memcpy(larger, l->missing, *count * sizeof *larger);
        l->missing = larger;
        l->program->missing_libraries = larger;
    }
    l->missing[(*count)++] = (og_library){.name = name, .needed_by = by->path};
    return OCIGATE_OK;
}

static ocigate_status load(loading *l, const og_loaded *by, const char *name)
{
    if (og_map_find_text(&l->names, name) != NULL || is_built_in(l, name))
        return OCIGATE_OK;
    OG_TRY(note_name(l, name));
    const og_file_facts *facts = NULL;
    switch (og_search_library(l->search, by, name, &facts)) {
    case OG_SEARCH_MISSING:
        return add_missing(l, by, name);
    case OG_SEARCH_UNKNOWN:
        l->is_complete = l->has_all_versions = false;
        return OCIGATE_OK;
    case OG_SEARCH_FOUND:
        break;
    }
    if (l->count >= FILES_MAX) {
        l->is_complete = l->has_all_versions = false;
        return OCIGATE_OK;
    }
    OG_TRY(add_file(l, by, facts, og_search_found(l->search)));
    if (strcmp(name, "libc.so.6") == 0) {
        l->libc = l->files[l->count - 1]->elf;
        l->libc_path = l->files[l->count - 1]->path;
    }
    return OCIGATE_OK;
}

/* Breadth first, as the loaders do. */
static ocigate_status load_all(loading *l)
{
    for (size_t i = 0; i < l->count; i++) {
        const og_loaded *file = l->files[i];
        if (file->elf == NULL || (file->elf->is_dynamic && !file->elf->dynamic_is_known)) {
            l->is_complete = l->has_all_versions = false;
            continue;
        }
        for (size_t n = 0; n < file->elf->needed_count; n++)
            OG_TRY(load(l, file, file->elf->needed[n]));
    }
    return OCIGATE_OK;
}

/* GLIBC_2.34 as a number of its parts; false for GLIBC_PRIVATE and other names. */
static bool read_version(const char *name, unsigned parts[3])
{
    static const char prefix[] = "GLIBC_";
    if (!og_path_begins_with(name, prefix))
        return false;
    const char *c = name + strlen(prefix);
    for (size_t i = 0; i < 3; i++) {
        parts[i] = 0;
        if (*c < '0' || *c > '9')
            return i >= 2 && *c == '\0';
        for (; *c >= '0' && *c <= '9'; c++) {
            if (parts[i] > 9999)
                return false;
            parts[i] = parts[i] * 10 + (unsigned)(*c - '0');
        }
        if (*c == '.')
            c++;
        else if (*c != '\0')
            return false;
    }
    return *c == '\0';
}

static bool is_newer(const char *name, const char *than)
{
    unsigned a[3], b[3];
    if (!read_version(name, a))
        return false;
    if (than == NULL || !read_version(than, b))
        return true;
    for (size_t i = 0; i < 3; i++) {
        if (a[i] != b[i])
            return a[i] > b[i];
    }
    return false;
}

static const char *newest(const og_elf_facts *elf, const char *than)
{
    for (size_t i = 0; i < elf->glibc_defined_count; i++) {
        if (is_newer(elf->glibc_defined[i], than))
            than = elf->glibc_defined[i];
    }
    return than;
}

static bool defines(const og_elf_facts *elf, const char *version)
{
    for (size_t i = 0; i < elf->glibc_defined_count; i++) {
        if (strcmp(elf->glibc_defined[i], version) == 0)
            return true;
    }
    return false;
}

static const char relr[] = "GLIBC_ABI_DT_RELR";

/* libm and others of a glibc define versions that its libc skips, so all of them are asked. */
static void compare_versions(loading *l)
{
    if (!l->has_all_versions || l->libc == NULL || l->libc->glibc_defined_count == 0)
        return;
    const char *highest = NULL;
    bool has_relr = false;
    for (size_t i = 0; i < l->count; i++) {
        highest = newest(l->files[i]->elf, highest);
        has_relr = has_relr || defines(l->files[i]->elf, relr);
    }
    const char *worst = highest;
    for (size_t i = 0; i < l->count && highest != NULL; i++) {
        const og_elf_facts *elf = l->files[i]->elf;
        for (size_t n = 0; n < elf->glibc_needed_count; n++) {
            const char *version = elf->glibc_needed[n];
            const bool is_relr =
                !has_relr && l->program->glibc_needed == NULL && strcmp(version, relr) == 0;
            if (!is_newer(version, worst) && !is_relr)
                continue;
            worst = is_relr ? worst : version;
            l->program->glibc_needed = version;
            l->program->glibc_needed_by = l->files[i]->path;
        }
    }
    l->program->glibc_defined = newest(l->libc, NULL);
    l->program->glibc_path = l->libc_path;
}

ocigate_status og_program_libraries(const og_examination *e, og_program *program)
{
    const og_elf_facts *elf = program->file->elf;
    if (!elf->dynamic_is_known)
        return OCIGATE_OK;
    loading l = {.e = e, .program = program, .is_complete = true, .has_all_versions = true};
    OG_TRY(og_search_new(e, program, &l.search));
    if (l.search == NULL)
        return OCIGATE_OK;
    og_map_init(&l.names, e->arena);
    l.files = OG_NEW_ARRAY(e->arena, og_loaded *, FILES_MAX);
    if (l.files == NULL)
        return og_fail_memory(e->err);
    OG_TRY(add_file(&l, NULL, program->file, program->target));
    OG_TRY(load_all(&l));
    program->libraries_are_known = l.is_complete;
    if (!og_search_is_musl(l.search))
        compare_versions(&l);
    return OCIGATE_OK;
}
