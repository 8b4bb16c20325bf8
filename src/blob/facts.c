#include "blob/facts.h"

const char *og_compression_name(og_compression compression)
{
    static const char *const names[] = {
        [OG_COMPRESSION_NONE] = "none",   [OG_COMPRESSION_GZIP] = "gzip",
        [OG_COMPRESSION_ZSTD] = "zstd",   [OG_COMPRESSION_XZ] = "xz",
        [OG_COMPRESSION_BZIP2] = "bzip2",
    };
    return (unsigned)compression < sizeof names / sizeof names[0] ? names[compression] : "unknown";
}
