#include "commands.h"
#include "guard.h"
#include "output.h"

#include <ocigate/process.h>

int main(int argc, char **argv)
{
    og_guard_start();
    og_output_start();
    int status = OG_EXIT_ERROR;
    if (ocigate_process_prepare() < 0)
        og_complain(NULL, "the cryptographic library cannot be started");
    else
        status = argc > 0 ? og_commands_run(argc - 1, argv + 1) : OG_EXIT_USAGE;
    return og_guard_finish(status);
}
