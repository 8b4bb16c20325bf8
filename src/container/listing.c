#include "container/listing.h"

#include <stdio.h>
#include <string.h>

void og_listing_start(og_listing *listing, const og_archive *archive)
{
    *listing = (og_listing){.archive = archive};
}

static bool is_ascii(const char *text)
{
    for (; *text != '\0'; text++) {
        if ((unsigned char)*text >= 0x80)
            return false;
    }
    return true;
}

static size_t length_without_slash(const char *name)
{
    size_t length = strlen(name);
    while (length > 1 && name[length - 1] == '/')
        length--;
    return length;
}

bool og_listing_name_is_same(const char *ours, const char *theirs)
{
    if (!is_ascii(ours))
        return theirs == NULL || !is_ascii(theirs) || strchr(theirs, '?') != NULL;
    if (theirs == NULL)
        return false;
    const size_t length = length_without_slash(ours);
    return length == length_without_slash(theirs) && memcmp(ours, theirs, length) == 0;
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
