/* Times as RFC 3339, section 5.6, writes them. */
#ifndef OG_RULES_RFC3339_H
#define OG_RULES_RFC3339_H

#include <stdbool.h>

bool og_rfc3339_is_valid(const char *text);

#endif
