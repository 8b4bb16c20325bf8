#include "image/program_internal.h"

#include "base/error.h"
#include "base/path.h"
#include "image/rootfs_tree.h"

#include <stdio.h>
#include <string.h>

#define DIRECTORIES_MAX 256u /* out of ld.so.conf and its includes */
#define INCLUDES_MAX 16u
#define PROBES_MAX 200000u /* looks at a path, of one program with all its libraries */
#define PATH_BYTES 4096u
#define MODE_OTHERS_READ 0004u

struct og_search {
    const og_examination *e;
    const og_elf_facts *program; /* its class and machine count */
    bool is_musl;
    const char *library_path; /* LD_LIBRARY_PATH, or NULL */
    const char *system_path;  /* musl: in place of all directories of the system */
    const char *directories[DIRECTORIES_MAX];
    size_t directory_count;
    bool conf_is_known;
    size_t includes, probes;
    char found[2 * PATH_BYTES]; /* the path that found the last library */
    bool is_unknown;            /* of the search at hand: a place could not be looked at */
};

static void add_directory(og_search *s, const char *text, size_t length)
{
    if (length == 0 || text[0] != '/')
        return;
    if (s->directory_count >= DIRECTORIES_MAX) {
        s->conf_is_known = false;
        return;
    }
    const char *copy = og_arena_copy(s->e->arena, text, length); /* failure shows in the arena */
    if (copy != NULL)
        s->directories[s->directory_count++] = copy;
}

/* glob(7) with * and ? alone. Both ends are walked once for each star at most. */
static bool glob_matches(const char *pattern, const char *name)
{
    const char *star = NULL, *retry = NULL;
    while (*name != '\0') {
        if (*pattern == '*') {
            star = ++pattern;
            retry = name;
        } else if (*pattern == '?' || *pattern == *name) {
            pattern++;
            name++;
        } else if (star != NULL) {
            pattern = star;
            name = ++retry;
        } else {
            return false;
        }
    }
    return pattern[strspn(pattern, "*")] == '\0';
}

static void read_conf(og_search *s, const og_tree_node *node, bool may_include);

/* include PATTERN: relative ones stand in /etc. What is included may include nothing more. */
static void include_conf(og_search *s, const char *pattern, size_t length)
{
    char directory[PATH_BYTES];
    const int written = snprintf(directory, sizeof directory, "%s%.*s",
                                 pattern[0] == '/' ? "" : "/etc/", (int)length, pattern);
    char *base = strrchr(directory, '/');
    if (written <= 0 || (size_t)written >= sizeof directory || base == NULL ||
        ++s->includes > INCLUDES_MAX) {
        s->conf_is_known = false;
        return;
    }
    *base++ = '\0';
    if (strpbrk(directory, "*?[\\") != NULL || strpbrk(base, "[\\") != NULL) {
        s->conf_is_known = false;
        return;
    }
    const og_tree_node *parent = og_tree_find(s->e->rootfs, directory, true);
    if (parent == NULL)
        return;
    if (strpbrk(base, "*?") == NULL) {
        const og_tree_node *file = og_tree_child(s->e->rootfs, parent, base, strlen(base));
        if (file != NULL)
            read_conf(s, file, false);
        return;
    }
    const uint32_t parent_number = og_tree_number(s->e->rootfs, parent);
    for (const og_tree_node *node = og_tree_next(s->e->rootfs, parent); node != NULL;
         node = og_tree_next(s->e->rootfs, node)) {
        if (node->parent != parent_number)
            continue;
        size_t name_length;
        const char *name = og_tree_name(node, &name_length);
        if (name[0] != '.' && glob_matches(base, name))
            read_conf(s, node, false);
    }
}

/* A line: a directory or several, "include PATTERN", "hwcap ...". ldconfig(8). */
static void read_line(og_search *s, const char *line, size_t length, bool may_include)
{
    static const char separators[] = " \t\r,:";
    const char *end = line + length;
    bool is_first = true;
    while (line < end) {
        size_t size = 0;
        while (line + size < end && strchr(separators, line[size]) == NULL)
            size++;
        if (size == 0) {
            line++;
            continue;
        }
        if (is_first && size == 5 && memcmp(line, "hwcap", 5) == 0)
            return;
        if (is_first && size == 7 && memcmp(line, "include", 7) == 0) {
            const char *pattern = line + size;
            while (pattern < end && (*pattern == ' ' || *pattern == '\t'))
                pattern++;
            size_t rest = (size_t)(end - pattern);
            while (rest > 0 && strchr(" \t\r", pattern[rest - 1]) != NULL)
                rest--;
            if (may_include && rest > 0)
                include_conf(s, pattern, rest);
            else
                s->conf_is_known = false;
            return;
        }
        const char *kind = memchr(line, '=', size);
        add_directory(s, line, kind == NULL ? size : (size_t)(kind - line));
        is_first = false;
        line += size;
    }
}

/* The text of a file that steers the search. NULL: an empty file, or (*is_known false) what is no
   file, or one that is not known. */
static const char *text_of(const og_search *s, const og_tree_node *node, bool *is_known)
{
    *is_known = og_tree_type(node) == '0';
    if (!*is_known)
        return NULL;
    og_entry file;
    og_record_read(og_tree_file(s->e->rootfs, node), &file);
    const char *text = file.facts == NULL ? NULL : file.facts->text;
    *is_known = text != NULL || file.size == 0;
    return text;
}

static void read_conf(og_search *s, const og_tree_node *node, bool may_include)
{
    bool is_known;
    const char *text = text_of(s, node, &is_known);
    s->conf_is_known = s->conf_is_known && is_known;
    if (text == NULL)
        return;
    while (*text != '\0') {
        const size_t length = strcspn(text, "\n");
        read_line(s, text, strcspn(text, "#\n"), may_include);
        text += length;
        text += *text == '\n' ? 1 : 0;
    }
}

/* The directories that the loaders of the distributions know themselves. */
static void add_defaults(og_search *s, const char *loader)
{
    static const char *const common[] = {"/lib", "/usr/lib", "/lib64", "/usr/lib64"};
    const char *triplet =
        s->program->machine == OG_ELF_X86_64 ? "x86_64-linux-gnu" : "aarch64-linux-gnu";
    char directory[64];
    for (size_t i = 0; i < 2; i++) {
        const int length = snprintf(directory, sizeof directory, "%s/%s", common[i], triplet);
        if (length > 0)
            add_directory(s, directory, (size_t)length);
    }
    for (size_t i = 0; i < sizeof common / sizeof common[0]; i++)
        add_directory(s, common[i], strlen(common[i]));
    /* A glibc in a place of its own looks beside its loader. */
    add_directory(s, loader, (size_t)(og_path_base(loader) - loader) - 1);
}

static ocigate_status init_musl(og_search *s, const char *loader)
{
    static const char suffix[] = ".so.1";
    const char *arch = loader + strlen("ld-musl-");
    const size_t length = strlen(arch);
    const size_t cut = length > strlen(suffix) && strcmp(arch + length - 5, suffix) == 0 ? 5 : 0;
    const char *path =
        og_arena_format(s->e->arena, "/etc/ld-musl-%.*s.path", (int)(length - cut), arch);
    if (path == NULL)
        return og_fail_memory(s->e->err);
    s->system_path = "/lib:/usr/local/lib:/usr/lib";
    const og_tree_node *node = og_tree_find(s->e->rootfs, path, true);
    if (node == NULL)
        return OCIGATE_OK;
    const char *text = text_of(s, node, &s->conf_is_known);
    s->system_path = text == NULL ? "" : text;
    return OCIGATE_OK;
}

ocigate_status og_search_new(const og_examination *e, const og_program *program, og_search **out)
{
    *out = NULL;
    const char *asked = og_path_base(program->loader->path);
    const char *real = og_path_base(program->loader->target);
    const bool real_is_musl = og_path_begins_with(real, "ld-musl-");
    const bool is_musl = real_is_musl || og_path_begins_with(asked, "ld-musl-");
    const bool is_glibc = og_path_begins_with(asked, "ld-linux") &&
                          (og_path_begins_with(real, "ld-linux") ||
                           og_path_begins_with(real, "ld-2.") || strcmp(real, "ld.so") == 0);
    if (!is_musl && !is_glibc)
        return OCIGATE_OK;
    og_search *s = OG_NEW(e->arena, og_search);
    if (s == NULL)
        return og_fail_memory(e->err);
    *s = (og_search){.e = e,
                     .program = program->file->elf,
                     .is_musl = is_musl,
                     .library_path = og_environment_value(e->environment, "LD_LIBRARY_PATH"),
                     .conf_is_known = true};
    if (is_musl) {
        OG_TRY(init_musl(s, real_is_musl ? real : asked));
    } else {
        const og_tree_node *conf = og_tree_find(e->rootfs, "/etc/ld.so.conf", true);
        if (conf != NULL)
            read_conf(s, conf, true);
        add_defaults(s, program->loader->target);
    }
    if (e->arena->failed)
        return og_fail_memory(e->err);
    *out = s;
    return OCIGATE_OK;
}

const char *og_search_found(const og_search *search)
{
    return search->found;
}

bool og_search_is_musl(const og_search *search)
{
    return search->is_musl;
}

/* A library that the loader takes: of another class or machine it goes on. */
static bool try_path(og_search *s, const char *path, const og_file_facts **facts)
{
    if (++s->probes > PROBES_MAX) {
        s->is_unknown = true;
        return false;
    }
    og_tree_walk walk;
    og_tree_walk_start(&walk, s->e->rootfs, path, strlen(path));
    if (og_tree_walk_on(&walk, true) != OG_LOOKUP_FOUND || walk.closed != NULL ||
        og_tree_type(walk.at) != '0')
        return false;
    og_entry file;
    og_record_read(og_tree_file(s->e->rootfs, walk.at), &file);
    const og_elf_facts *elf = file.facts == NULL ? NULL : file.facts->elf;
    if ((file.mode & MODE_OTHERS_READ) == 0 ||
        (elf != NULL &&
         (elf->machine != s->program->machine || elf->is_64_bit != s->program->is_64_bit ||
          elf->is_little_endian != s->program->is_little_endian)))
        return false;
    *facts = file.facts;
    (void)snprintf(s->found, sizeof s->found, "%s", path);
    return true;
}

/* Directories of glibc for processors that can do more, which it looks into first. Whether the
   target can is not known, so that a library that is there alone is neither found nor missing. */
static bool is_for_some_processors(og_search *s, const char *directory, const char *name)
{
    static const char *const levels[] = {"x86-64-v2", "x86-64-v3", "x86-64-v4"};
    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++) {
        char path[2 * PATH_BYTES];
        const og_file_facts *facts;
        const int written =
            snprintf(path, sizeof path, "%s/glibc-hwcaps/%s/%s", directory, levels[i], name);
        if (written > 0 && (size_t)written < sizeof path && try_path(s, path, &facts))
            return true;
    }
    return false;
}

static bool try_directory(og_search *s, const char *directory, const char *name,
                          const og_file_facts **facts)
{
    char path[2 * PATH_BYTES];
    const int written = snprintf(path, sizeof path, "%s/%s", directory, name);
    if (written <= 0 || (size_t)written >= sizeof path)
        return false;
    if (try_path(s, path, facts))
        return true;
    if (!s->is_musl && is_for_some_processors(s, directory, name))
        s->is_unknown = true;
    return false;
}

/* $ORIGIN, $LIB and $PLATFORM with and without braces. False: too long, or another token. */
static bool expand(const og_search *s, const char *text, size_t length, const char *origin,
                   char out[PATH_BYTES])
{
    static const char *const tokens[] = {"ORIGIN", "LIB", "PLATFORM"};
    const size_t directory = (size_t)(og_path_base(origin) - origin);
    size_t used = 0;
    for (size_t i = 0; i < length; i++) {
        char single[2] = {text[i], '\0'};
        const char *value = single;
        size_t size = 1;
        if (text[i] == '$') {
            const bool has_brace = i + 1 < length && text[i + 1] == '{';
            const char *name = text + i + (has_brace ? 2 : 1);
            const size_t left = (size_t)(text + length - name);
            size_t which = 0;
            while (which < 3 && (left < strlen(tokens[which]) ||
                                 memcmp(name, tokens[which], strlen(tokens[which])) != 0))
                which++;
            /* LIB and PLATFORM differ between builds of the loader. */
            if (which != 0)
                return false;
            i = (size_t)(name - text) + strlen(tokens[which]) - 1;
            if (has_brace && (++i >= length || text[i] != '}'))
                return false;
            value = origin;
            size = directory > 1 ? directory - 1 : 1;
        }
        if (used + size >= PATH_BYTES)
            return false;
        memcpy(out + used, value, size);
        used += size;
    }
    out[used] = '\0';
    return out[0] == '/' && !(s->is_musl && strchr(out, '$') != NULL);
}

/* A list of directories. An empty one is the working directory, which is not looked at. */
static bool try_list(og_search *s, const char *list, const char *separators, const char *origin,
                     const char *name, const og_file_facts **facts)
{
    while (list != NULL && *list != '\0') {
        const size_t length = strcspn(list, separators);
        char directory[PATH_BYTES];
        if (!expand(s, list, length, origin, directory))
            s->is_unknown = true;
        else if (try_directory(s, directory, name, facts))
            return true;
        list += length;
        list += *list == '\0' ? 0 : 1;
    }
    return false;
}

/* DT_RPATH of the file and of those that led to it; glibc ignores it beside DT_RUNPATH, musl takes
   both for the same. */
static bool try_inherited(og_search *s, const og_loaded *by, const char *name,
                          const og_file_facts **facts)
{
    if (!s->is_musl && by->elf != NULL && by->elf->runpath != NULL)
        return false;
    for (; by != NULL; by = by->by) {
        if (by->elf == NULL)
            continue;
        const char *list = by->elf->rpath;
        if (by->elf->runpath != NULL)
            list = s->is_musl ? by->elf->runpath : NULL;
        if (try_list(s, list, ":", by->path, name, facts))
            return true;
    }
    return false;
}

static bool try_system(og_search *s, const char *name, const og_file_facts **facts)
{
    if (s->is_musl)
        return try_list(s, s->system_path, ":\n", "/", name, facts);
    for (size_t i = 0; i < s->directory_count; i++) {
        if (try_directory(s, s->directories[i], name, facts))
            return true;
    }
    return false;
}

og_search_end og_search_library(og_search *s, const og_loaded *by, const char *name,
                                const og_file_facts **facts)
{
    s->is_unknown = false;
    if (strchr(name, '/') != NULL) {
        if (name[0] == '/' && try_path(s, name, facts))
            return OG_SEARCH_FOUND;
        return name[0] == '/' && !s->is_unknown ? OG_SEARCH_MISSING : OG_SEARCH_UNKNOWN;
    }
    const bool is_found = s->is_musl
                              ? try_list(s, s->library_path, ":", "/", name, facts) ||
                                    try_inherited(s, by, name, facts) || try_system(s, name, facts)
                              : try_inherited(s, by, name, facts) ||
                                    try_list(s, s->library_path, ":;", "/", name, facts) ||
                                    try_list(s, by->elf == NULL ? NULL : by->elf->runpath, ":",
                                             by->path, name, facts) ||
                                    try_system(s, name, facts);
    if (is_found)
        return OG_SEARCH_FOUND;
    return s->is_unknown || !s->conf_is_known ? OG_SEARCH_UNKNOWN : OG_SEARCH_MISSING;
}
