#include <ocigate/process.h>

#include <openssl/crypto.h>

ocigate_status ocigate_process_prepare(void)
{
    const uint64_t wanted = OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS |
                            OPENSSL_INIT_NO_ADD_ALL_CIPHERS | OPENSSL_INIT_NO_ADD_ALL_DIGESTS |
                            OPENSSL_INIT_NO_ATEXIT;
    return OPENSSL_init_crypto(wanted, NULL) == 1 ? OCIGATE_OK : OCIGATE_ERROR_INTERNAL;
}
