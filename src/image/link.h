/* Descriptors to blobs, documents to images: from an archive to the frozen facts. */
#ifndef OG_IMAGE_LINK_H
#define OG_IMAGE_LINK_H

#include "blob/hash.h"
#include "image/image.h"

/* Parse the documents, follow every descriptor of the selected images, merge the layers. Defects of
   the input are facts in *out. archive must outlive it; it is marked (is_known, is_referenced).
   OCIGATE_ERROR_MEMORY, OCIGATE_ERROR_INTERNAL. */
ocigate_status og_facts_link(og_archive *archive, const char *input_name,
                             const ocigate_options *options, og_arena *arena, og_facts *out,
                             ocigate_error *err);

/* Which proofs an image needs at the depth of the options, and which it has. */
void og_image_proofs(const og_facts *facts, const og_image *image, og_proof *out);
void og_archive_proofs(const og_facts *facts, og_proof *out);

#endif
