/* What the guard makes of a program that ends in ways of its own. */
#include "guard.h"
#include "output.h"

#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
    const char *how = argc > 1 ? argv[1] : "";
    og_guard_start();
    og_output_text("a line\n");
    if (strcmp(how, "exit-0") == 0)
        exit(0); /* as a library would */
    if (strcmp(how, "exit-1") == 0)
        exit(1);
    if (strcmp(how, "input") == 0)
        return og_guard_finish(og_guard_input_is_closed() ? OG_EXIT_ERROR : OG_EXIT_PASS);
    if (strcmp(how, "return") == 0)
        return 0; /* without a decision */
    return og_guard_finish(OG_EXIT_FAIL);
}
