/* Findings in plain words, and the place in a repository at which they are shown: what the formats
   for programs share. */
#ifndef OG_RENDER_WORDS_H
#define OG_RENDER_WORDS_H

#include "base/buf.h"
#include "report/report.h"

#include <ocigate/render.h>

/* The message alone; the rule's title where it is empty. Never "". */
const char *og_words_message(const ocigate_finding *finding);

/* The place with its path: "layer 1 of 2 (COPY . /app), app/run.sh". */
void og_words_place(og_buf *out, const og_finding *fact);

/* The index of a rule in the registry, by name; ocigate_rule_count() where it is not there. */
size_t og_words_rule_index(const ocigate_rule *rule);

/* The message, then a line each for the place, what was expected and found, and the fix. A block of
   findings that differ in the place is told at once: the first place, and how many more. */
void og_words_finding(og_buf *out, const ocigate_finding *findings, size_t count);

/* "3 errors, 1 info beyond the limit of findings, not listed (--limit findings=N)" */
void og_words_unlisted(og_buf *out, const uint64_t unlisted[4]);

/* The worst severity that is counted; OFF: none. */
ocigate_severity og_words_worst(const uint64_t counts[4]);

/* The file at which findings are shown: relative to the root of the repository, without "./". */
const char *og_location_path(const ocigate_render_options *options);
uint64_t og_location_line(const ocigate_render_options *options); /* from 1 */

/* Percent-encoded: what is left are letters, digits, "-._~" and the slash, so that nothing reads as
   a scheme, a query or a space. */
void og_escape_uri(og_buf *out, const char *text);

#endif
