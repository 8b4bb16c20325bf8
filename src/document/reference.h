/* References "name:tag", as tools write them. Docker image specification v1.3; distribution
   reference grammar; OCI image-spec annotations.md "org.opencontainers.image.ref.name". */
#ifndef OG_DOCUMENT_REFERENCE_H
#define OG_DOCUMENT_REFERENCE_H

#include "base/arena.h"

#include <stdbool.h>

/* A RepoTag: repository ":" tag, without a digest. */
bool og_reference_is_repo_tag(const char *text);

/* A ref.name annotation: a tag, or a whole reference (with a digest, too). */
bool og_reference_is_ref_name(const char *text);

/* The short form that docker shows: the default registry and its "library/" fall away, a missing
   tag stays missing. In the arena; NULL when out of memory. */
const char *og_reference_familiar(og_arena *arena, const char *text);

/* The tag part, borrowed; NULL without one, or where a digest follows. */
const char *og_reference_tag(const char *text);

#endif
