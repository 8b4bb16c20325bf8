#include "container/listing.h"

#include <stdio.h>
#include <string.h>

void og_listing_start(og_listing *listing, const og_archive *archive)
{
    *listing = (og_listing){.archive = archive};
}

/* To the last of the slashes that stand here; to the end when nothing but slashes is left of a name
   that has begun. */
static const char *skip_slashes(const char *at, const char *start)
{
    const char *end = at + strspn(at, "/");
    if (end == at || (*end == '\0' && at > start))
        return end;
    return end - 1;
}

bool og_listing_name_is_same(const char *ours, const char *theirs)
{
    if (theirs == NULL)
        return false;
    const char *a = skip_slashes(ours, ours);
    const char *b = skip_slashes(theirs, theirs);
    while (*a == *b && *a != '\0') {
        a = skip_slashes(a + 1, ours);
        b = skip_slashes(b + 1, theirs);
    }
    return *a == *b;
}

static const char *name_of(const char *name)
{
    return name == NULL ? "(none)" : name;
}

static void differ(og_listing *listing, const og_member *at)
{
    listing->differs = true;
    listing->at = at;
}

/* What differs between the same member of both, or NULL. */
static const char *compare(const og_member *ours, const og_listed *theirs)
{
    if (!og_listing_name_is_same(ours->raw_name, theirs->name))
        return "name";
    if (ours->type != theirs->type)
        return "type";
    if (ours->type == OG_MEMBER_FILE && ours->size != theirs->size)
        return "size";
    if ((ours->type == OG_MEMBER_SYMLINK || ours->type == OG_MEMBER_HARDLINK) &&
        !og_listing_name_is_same(ours->link == NULL ? "" : ours->link, theirs->link))
        return "link target";
    return NULL;
}

void og_listing_take(og_listing *listing, const og_listed *listed)
{
    if (listing->differs)
        return;
    const og_member *ours = listing->last == NULL ? listing->archive->members : listing->last->next;
    if (ours == NULL) {
        differ(listing, NULL);
        (void)snprintf(listing->text, sizeof listing->text,
                       "libarchive lists a member %s that this reader does not see",
                       name_of(listed->name));
        return;
    }
    const char *what = compare(ours, listed);
    listing->last = ours;
    listing->count++;
    if (what == NULL)
        return;
    differ(listing, ours);
    if (strcmp(what, "name") == 0)
        (void)snprintf(listing->text, sizeof listing->text,
                       "libarchive gives this member the name %s", name_of(listed->name));
    else
        (void)snprintf(listing->text, sizeof listing->text,
                       "libarchive reads another %s of this member", what);
}

void og_listing_end(og_listing *listing, const char *problem)
{
    if (listing->differs)
        return;
    const og_member *ours = listing->last == NULL ? listing->archive->members : listing->last->next;
    if (problem == NULL && ours == NULL)
        return;
    differ(listing, ours);
    if (problem != NULL)
        (void)snprintf(listing->text, sizeof listing->text, "libarchive refuses the archive: %s",
                       problem);
    else
        (void)snprintf(listing->text, sizeof listing->text, "libarchive does not see the member %s",
                       ours->raw_name);
}
