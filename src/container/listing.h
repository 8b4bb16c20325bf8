/* The members of the outer archive as a second reader lists them, compared with ours one by one.
   Two readers that see different members load different images from the same bytes. */
#ifndef OG_CONTAINER_LISTING_H
#define OG_CONTAINER_LISTING_H

#include "container/archive.h"

typedef struct og_listed { /* a member as the second reader gives it; strings are borrowed */
    const char *name;      /* NULL: it gives none */
    const char *link;      /* of a symbolic or hard link, else NULL */
    og_member_type type;
    uint64_t size; /* of a regular file */
} og_listed;

#define OG_LISTING_TEXT_BYTES 512u

typedef struct og_listing {
    const og_archive *archive; /* ours; it may grow between the calls */
    const og_member *last;     /* the last member that was compared */
    uint64_t count;
    bool differs;
    char text[OG_LISTING_TEXT_BYTES]; /* the first difference; raw */
    const og_member *at;              /* our member there, or NULL */
} og_listing;

void og_listing_start(og_listing *listing, const og_archive *archive);

/* The next member of the second reader. Ours must be noted already. */
void og_listing_take(og_listing *listing, const og_listed *listed);

/* It has no more, or (problem not NULL) cannot go on. Ours is complete. */
void og_listing_end(og_listing *listing, const char *problem);

/* Names as bytes. Neither a slash at the end counts nor how many stand together: libarchive leaves
   out the one between a prefix that ends with a slash and the name. */
bool og_listing_name_is_same(const char *ours, const char *theirs);

#endif
