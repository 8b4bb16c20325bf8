/* How the library was built, from the versions of the headers it was built with. */
#include <archive.h>
#include <jansson.h>
#include <openssl/opensslv.h>
#include <zlib.h>
#include <zstd.h>
#ifdef OCIGATE_HAVE_ISAL
#include <isa-l.h>
#endif

#include <ocigate/version.h>

#define TEXT_OF(x) #x
#define TEXT(x) TEXT_OF(x)

#ifdef OCIGATE_HAVE_ISAL
#define GZIP                                                                                       \
    "isa-l " TEXT(ISAL_MAJOR_VERSION) "." TEXT(ISAL_MINOR_VERSION) "." TEXT(ISAL_PATCH_VERSION)
#else
#define GZIP "zlib " ZLIB_VERSION
#endif

const char *ocigate_features(void)
{
    return "gzip: " GZIP ", zstd: " ZSTD_VERSION_STRING
           ", xz and bzip2: libarchive " ARCHIVE_VERSION_ONLY_STRING
           ", json: jansson " JANSSON_VERSION ", digests: " OPENSSL_VERSION_TEXT;
}
