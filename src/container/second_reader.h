/* libarchive as the second reader of the outer archive. It pulls: whoever feeds it sees each piece
   first, so that ours is always ahead and no byte is kept twice. */
#ifndef OG_CONTAINER_SECOND_READER_H
#define OG_CONTAINER_SECOND_READER_H

#include "container/listing.h"

#include <ocigate/error.h>

/* The next piece of the plain archive, borrowed until the next call; *length 0: there is no more,
   or none that a second reader should see. */
typedef ocigate_status (*og_pull)(void *payload, const uint8_t **bytes, size_t *length);

/* Read until libarchive has enough: the end of the archive, or something that it refuses. Bytes
   behind that are left. Only tar, no compression; nothing is unpacked.
   *problem: why it could not go on, with room for OG_LISTING_TEXT_BYTES; "" when it could.
   A status of pull is handed on. OCIGATE_ERROR_MEMORY. */
ocigate_status og_second_reader_run(og_pull pull, void *payload, og_listing *listing, char *problem,
                                    ocigate_error *err);

#endif
