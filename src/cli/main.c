#include "commands.h"
#include "guard.h"

int main(int argc, char **argv)
{
    og_guard_start();
    const int status = argc > 0 ? og_commands_run(argc - 1, argv + 1) : OG_EXIT_USAGE;
    return og_guard_finish(status);
}
