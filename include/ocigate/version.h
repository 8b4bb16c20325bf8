/**
 * @file version.h
 * The one home of the version: CMake, the command and the reports read it here.
 */
#ifndef OCIGATE_VERSION_H
#define OCIGATE_VERSION_H

#include <ocigate/error.h>

#define OCIGATE_VERSION_MAJOR 0
#define OCIGATE_VERSION_MINOR 1
#define OCIGATE_VERSION_PATCH 0

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Version of the library that runs, which may be newer than the header.
 *
 * @return "MAJOR.MINOR.PATCH", static, never NULL
 *
 * Threads: safe.
 */
OCIGATE_API const char *ocigate_version(void);

/**
 * How the library was built: the decoders in it, e.g.
 * "gzip: isa-l, zstd: 1.5.4, json: jansson 2.14, digest: OpenSSL 3.0.19".
 *
 * @return one line, static, never NULL
 *
 * Threads: safe.
 */
OCIGATE_API const char *ocigate_features(void);

#ifdef __cplusplus
}
#endif

#endif
