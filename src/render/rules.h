/* What the formats of the documentation of the rules share. */
#ifndef OG_RENDER_RULES_H
#define OG_RENDER_RULES_H

#include "base/buf.h"

#include <ocigate/rule.h>

#include <stddef.h>

#define OG_PROFILES_SHOWN 3u

/* The profiles, in the order in which they are documented. */
extern const char *const og_rules_profiles[OG_PROFILES_SHOWN];

/* "documented by ...", spelled out; never NULL. */
const char *og_rules_evidence(const ocigate_rule *rule);

/* "init: the first invocation, in production"; NULL where the rule has no stage. */
const char *og_rules_stage(const ocigate_rule *rule);

/* Prose with the signs of Markdown made plain; what stands between back-ticks stays as it is. */
void og_rules_prose(og_buf *out, const char *text);

/* Behind a label, as a block of Markdown that can be copied as it is. */
void og_rules_block(og_buf *out, const char *label, const char *text);

#endif
