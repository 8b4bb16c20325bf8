/**
 * @file process.h
 * For programs that do nothing but check images. The only call that touches the state of the whole
 * process, which the library never does by itself.
 */
#ifndef OCIGATE_PROCESS_H
#define OCIGATE_PROCESS_H

#include <ocigate/error.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Keep OpenSSL from reading the configuration of the machine (openssl.cnf) and from tidying up at
 * the end. Digests need neither: the program starts faster, and no configuration changes or stops
 * it. Not for programs that use OpenSSL for anything else. Without the call everything works the
 * same, a little later.
 *
 * @return OCIGATE_OK; OCIGATE_ERROR_INTERNAL when OpenSSL refuses
 *
 * Threads: call it once, before any other thread is started and before the first check.
 */
OCIGATE_API OCIGATE_NODISCARD ocigate_status ocigate_process_prepare(void);

#ifdef __cplusplus
}
#endif

#endif
