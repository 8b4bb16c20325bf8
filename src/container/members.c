#include "container/members.h"

#include "base/error.h"

#include <string.h>

/* Docker's own archives need one; nobody writes more than a few. */
#define LINK_HOPS_MAX 8u

void og_archive_init(og_archive *archive, og_arena *arena, og_archive_form form)
{
    *archive = (og_archive){.form = form};
    og_map_init(&archive->by_name, arena);
}

static void check_name(og_archive *archive, og_arena *arena, const og_member *member)
{
    og_defect *defect = NULL;
    if (member->path.has_parent)
        defect = og_defect_add(&archive->defects, arena, OG_DEFECT_ENTRY_PATH_UNSAFE,
                               "the name of a member contains \"..\"");
    else if (member->path.has_control)
        defect = og_defect_add(&archive->defects, arena, OG_DEFECT_ENTRY_PATH_UNSAFE,
                               "the name of a member contains a control character");
    else if (member->path.is_absolute)
        defect = og_defect_add(&archive->defects, arena, OG_DEFECT_ENTRY_PATH_ABSOLUTE,
                               "the name of a member begins with a slash");
    if (defect != NULL)
        defect->path = member->raw_name;
}

ocigate_status og_archive_add(og_archive *archive, og_arena *arena, const og_limits *limits,
                              const char *raw_name, size_t length, og_member_type type,
                              const char *type_name, og_member **out, ocigate_error *err)
{
    const uint64_t limit = limits->value[OCIGATE_LIMIT_MEMBERS];
    *out = NULL;
    if (archive->member_count >= limit) {
        og_defect_add(&archive->defects, arena, OG_DEFECT_LIMIT,
                      "more than %llu members (--limit members=N)", (unsigned long long)limit);
        return arena->failed ? og_fail_memory(err) : OCIGATE_OK;
    }
    og_member *member = OG_NEW(arena, og_member);
    if (member == NULL)
        return og_fail_memory(err);
    member->type = type;
    member->type_name = type_name;
    member->raw_name = og_arena_copy(arena, raw_name, length);
    member->name = og_path_clean(arena, raw_name, length, &member->path);
    if (member->raw_name == NULL || member->name == NULL)
        return og_fail_memory(err);
    member->is_duplicate = og_map_find_text(&archive->by_name, member->name) != NULL;
    if (!member->is_duplicate && !og_map_set_text(&archive->by_name, member->name, member))
        return og_fail_memory(err);
    check_name(archive, arena, member);
    if (archive->last == NULL)
        archive->members = member;
    else
        archive->last->next = member;
    archive->last = member;
    archive->member_count++;
    if (arena->failed)
        return og_fail_memory(err);
    *out = member;
    return OCIGATE_OK;
}

static bool is_same_content(const og_member *a, const og_member *b)
{
    if (a->type != b->type)
        return false;
    switch (a->type) {
    case OG_MEMBER_DIRECTORY:
        return true;
    case OG_MEMBER_SYMLINK:
    case OG_MEMBER_HARDLINK:
        return a->link != NULL && b->link != NULL && strcmp(a->link, b->link) == 0;
    case OG_MEMBER_FILE:
        return a->blob != NULL && b->blob != NULL && a->blob->size == b->blob->size &&
               og_digest_equal(&a->blob->digest, &b->blob->digest);
    case OG_MEMBER_OTHER:
        break;
    }
    return false;
}

/* What it is, for a comparison of two. */
static const char *describe(og_arena *arena, const og_member *member)
{
    char digest[OG_DIGEST_TEXT_SIZE] = "";
    if (member->blob != NULL)
        og_digest_format(&member->blob->digest, digest);
    if (digest[0] != '\0')
        return og_arena_text(arena, digest);
    if (member->link != NULL)
        return og_arena_format(arena, "%s to %s", member->type_name, member->link);
    return member->type_name;
}

static void compare_duplicate(og_archive *archive, og_arena *arena, const og_member *member)
{
    const og_member *first = og_map_find_text(&archive->by_name, member->name);
    const bool is_same = is_same_content(first, member);
    if (is_same && member->type == OG_MEMBER_DIRECTORY)
        return;
    og_defect *defect = og_defect_add(
        &archive->defects, arena, is_same ? OG_DEFECT_ENTRY_DUPLICATE : OG_DEFECT_ENTRY_CONFLICT,
        is_same ? "the archive has this member twice, with the same content"
                : "the archive has this member twice, with different content: tools that take the "
                  "first and tools that take the last load different images");
    if (defect == NULL)
        return;
    if (!is_same) {
        defect->expected = describe(arena, first);
        defect->found = describe(arena, member);
    }
    defect->path = member->raw_name;
    defect->offset = member->offset;
    defect->has_offset = archive->form == OG_ARCHIVE_TAR;
}

/* The path a link leads to, or NULL when it leaves the archive. */
static char *link_target(og_arena *arena, const og_member *member)
{
    og_path_facts facts;
    char *target = member->type == OG_MEMBER_HARDLINK
                       ? og_path_clean(arena, member->link, strlen(member->link), &facts)
                       : og_path_join(arena, member->name, member->link, &facts);
    if (target == NULL)
        return NULL;
    const bool leaves =
        facts.leaves_root || (facts.is_absolute && member->type == OG_MEMBER_SYMLINK);
    return leaves ? NULL : target;
}

static ocigate_status resolve_link(const og_archive *archive, og_arena *arena, og_member *member,
                                   ocigate_error *err)
{
    const og_member *at = member;
    for (unsigned hop = 1; hop <= LINK_HOPS_MAX; hop++) {
        const char *target = link_target(arena, at);
        if (arena->failed)
            return og_fail_memory(err);
        if (target == NULL) {
            member->link_leaves = true;
            return OCIGATE_OK;
        }
        const og_member *next = og_map_find_text(&archive->by_name, target);
        if (next == NULL)
            return OCIGATE_OK;
        member->link_hops = hop;
        if (next->type == OG_MEMBER_FILE) {
            member->target = next;
            return OCIGATE_OK;
        }
        if (next->type != OG_MEMBER_SYMLINK && next->type != OG_MEMBER_HARDLINK)
            return OCIGATE_OK;
        at = next;
    }
    member->link_loops = true;
    return OCIGATE_OK;
}

static void report_type(og_archive *archive, og_arena *arena, const og_member *member)
{
    const char *why = NULL;
    if (member->type == OG_MEMBER_OTHER)
        why = "belongs to no image archive";
    else if (member->link_leaves)
        why = "leads out of the archive";
    else if (member->link_loops)
        why = "leads through too many links, or to itself";
    else if (member->target == NULL)
        why = "leads to nothing in the archive";
    if (why == NULL)
        return;
    og_defect *defect = og_defect_add(&archive->defects, arena, OG_DEFECT_ENTRY_TYPE, "a %s %s",
                                      member->type_name, why);
    if (defect == NULL)
        return;
    defect->path = member->raw_name;
    defect->found = member->link;
    defect->offset = member->offset;
    defect->has_offset = true;
}

ocigate_status og_archive_resolve(og_archive *archive, og_arena *arena, ocigate_error *err)
{
    for (og_member *member = archive->members; member != NULL; member = member->next) {
        if (member->is_duplicate)
            compare_duplicate(archive, arena, member);
        if (member->type == OG_MEMBER_FILE)
            member->target = member;
        /* In a directory links are never followed: rule blob-not-regular speaks of them. */
        if (archive->form != OG_ARCHIVE_TAR)
            continue;
        if (member->type == OG_MEMBER_SYMLINK || member->type == OG_MEMBER_HARDLINK)
            OG_TRY(resolve_link(archive, arena, member, err));
        if (member->type != OG_MEMBER_FILE && member->type != OG_MEMBER_DIRECTORY)
            report_type(archive, arena, member);
    }
    return arena->failed ? og_fail_memory(err) : OCIGATE_OK;
}

const og_member *og_archive_find(const og_archive *archive, const char *name,
                                 const og_member **named)
{
    const og_member *member = og_map_find_text(&archive->by_name, name);
    if (named != NULL)
        *named = member;
    return member == NULL ? NULL : member->target;
}
