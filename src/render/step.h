/* The build step that made a layer, as a person wrote it. */
#ifndef OG_RENDER_STEP_H
#define OG_RENDER_STEP_H

#include "base/buf.h"

/* The step as it stands in the Dockerfile, out of the printable created_by of a history: without
   what the builders put around it, on one line, long digests cut. */
void og_step_text(og_buf *out, const char *created_by);

#endif
