#include <ocigate/version.h>

#define TEXT_OF(x) #x
#define DOTTED(a, b, c) TEXT_OF(a) "." TEXT_OF(b) "." TEXT_OF(c)

const char *ocigate_version(void)
{
    return DOTTED(OCIGATE_VERSION_MAJOR, OCIGATE_VERSION_MINOR, OCIGATE_VERSION_PATCH);
}
