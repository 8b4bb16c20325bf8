/* libarchive as the second reader of the outer archive. It pulls: whoever feeds it sees each piece
   first, so that ours is always ahead and no byte is kept twice. */
#ifndef OG_CONTAINER_SECOND_READER_H
#define OG_CONTAINER_SECOND_READER_H

#include "container/listing.h"

#include <ocigate/error.h>

/* The next piece of the plain archive, borrowed until the next call; *length 0: there is no more,
   or none that a second reader should see. */
typedef ocigate_status (*og_pull)(void *payload, const uint8_t **bytes, size_t *length);

/* Pass over up to length bytes of the body of a member, instead of pulling them; *passed may be 0.
   Asked for only when all pulled bytes are used up. */
typedef ocigate_status (*og_pass)(void *payload, uint64_t length, uint64_t *passed);

/* Read until libarchive has enough: the end of the archive, or something that it refuses. Bytes
   behind that are left. Only tar, no compression; nothing is unpacked.
   *problem: why it could not go on, with room for OG_LISTING_TEXT_BYTES; "" when it could.
   A status of pull or pass is handed on. OCIGATE_ERROR_MEMORY. */
ocigate_status og_second_reader_run(og_pull pull, og_pass pass, void *payload, og_listing *listing,
                                    char *problem, ocigate_error *err);

#endif
