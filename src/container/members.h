/* Members of an archive as they are noted, whatever container they come from. */
#ifndef OG_CONTAINER_MEMBERS_H
#define OG_CONTAINER_MEMBERS_H

#include "base/limits.h"
#include "container/archive.h"

#include <ocigate/error.h>

void og_archive_init(og_archive *archive, og_arena *arena, og_archive_form form);

/* Note a member. *out is NULL when the limit of members is reached: a defect says so. */
ocigate_status og_archive_add(og_archive *archive, og_arena *arena, const og_limits *limits,
                              const char *raw_name, size_t length, og_member_type type,
                              const char *type_name, og_member **out, ocigate_error *err);

/* After the last member: compare duplicates, follow links. */
ocigate_status og_archive_resolve(og_archive *archive, og_arena *arena, ocigate_error *err);

#endif
