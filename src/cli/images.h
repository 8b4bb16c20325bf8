/* The images of a check: the words of the line, those of a list, or a shard of both. */
#ifndef OG_CLI_IMAGES_H
#define OG_CLI_IMAGES_H

#include "check_settings.h"

/* As og_inputs_find. None at all is good for a shard behind the end of the list alone: it says so.
   The items belong to the settings. */
int og_images_find(const og_command *command, og_check_settings *settings, og_words *inputs);

#endif
