/* Checks of WORKDIR against the merged files. */
#ifndef OG_RULES_WORKDIR_H
#define OG_RULES_WORKDIR_H

#include "rules/rule.h"

/* "tmp", "var/rapid": what the service mounts over at run time, where an absolute path lies in it;
   NULL: elsewhere, or a relative path. */
const char *og_mount_above(const char *path, og_sink *sink);

void og_finding_at_workdir(og_sink *sink, og_finding *f, const og_command *command);
void og_check_workdir_relative(const og_subject *subject, og_sink *sink);
void og_check_workdir_hidden(const og_subject *subject, og_sink *sink);
void og_check_workdir_missing(const og_subject *subject, og_sink *sink);
void og_check_workdir_closed(const og_subject *subject, og_sink *sink);

#endif
