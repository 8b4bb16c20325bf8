/* What cannot be left out, and nothing else, on one thread: read a gzip file, inflate it with the
   library that ocigate was built with, and take the SHA-256 of both forms with OpenSSL. No tar is
   read, no header of a block checked: what ocigate takes beyond this is its own. */
#define _POSIX_C_SOURCE 200809L
#include <openssl/evp.h>

#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#ifdef OCIGATE_HAVE_ISAL
#include <isa-l.h>
#else
#include <zlib.h>
#endif

#define BYTES ((size_t)128 * 1024)

static uint8_t in[BYTES], out[BYTES];

#ifdef OCIGATE_HAVE_ISAL
static struct inflate_state state;

static bool start(void)
{
    isal_inflate_init(&state);
    state.crc_flag = ISAL_GZIP;
    return true;
}

static void give(size_t length)
{
    state.next_in = in;
    state.avail_in = (uint32_t)length;
}

/* True when there may be more of what was given; *made bytes are in out. */
static bool inflate_some(size_t *made, bool *is_bad)
{
    state.next_out = out;
    state.avail_out = BYTES;
    *is_bad = isal_inflate(&state) < ISAL_DECOMP_OK;
    *made = BYTES - state.avail_out;
    return state.block_state != ISAL_BLOCK_FINISH && (state.avail_in > 0 || state.avail_out == 0);
}
#else
static z_stream state;
static int result;

static bool start(void)
{
    return inflateInit2(&state, 15 + 16) == Z_OK;
}

static void give(size_t length)
{
    state.next_in = in;
    state.avail_in = (uInt)length;
}

static bool inflate_some(size_t *made, bool *is_bad)
{
    state.next_out = out;
    state.avail_out = (uInt)BYTES;
    result = inflate(&state, Z_NO_FLUSH);
    *is_bad = result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR;
    *made = BYTES - state.avail_out;
    return result == Z_OK && (state.avail_in > 0 || state.avail_out == 0);
}
#endif

static bool pass(int fd, EVP_MD_CTX *stored, EVP_MD_CTX *plain)
{
    ssize_t length = 0;
    while ((length = read(fd, in, sizeof in)) > 0) {
        bool goes_on = true, is_bad = false;
        if (EVP_DigestUpdate(stored, in, (size_t)length) != 1)
            return false;
        give((size_t)length);
        while (goes_on) {
            size_t made = 0;
            goes_on = inflate_some(&made, &is_bad);
            if (is_bad || EVP_DigestUpdate(plain, out, made) != 1)
                return false;
        }
    }
    return length == 0;
}

static bool print(EVP_MD_CTX *digest)
{
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    if (EVP_DigestFinal_ex(digest, bytes, &length) != 1)
        return false;
    for (unsigned i = 0; i < length; i++)
        (void)printf("%02x", bytes[i]);
    return putchar('\n') != EOF;
}

static bool digest_both(int fd)
{
    EVP_MD_CTX *stored = EVP_MD_CTX_new(), *plain = EVP_MD_CTX_new();
    const bool is_good = stored != NULL && plain != NULL &&
                         EVP_DigestInit_ex(stored, EVP_sha256(), NULL) == 1 &&
                         EVP_DigestInit_ex(plain, EVP_sha256(), NULL) == 1 && start() &&
                         pass(fd, stored, plain) && print(stored) && print(plain);
    EVP_MD_CTX_free(stored);
    EVP_MD_CTX_free(plain);
    return is_good;
}

int main(int argc, char **argv)
{
    const int fd = argc == 2 ? open(argv[1], O_RDONLY | O_CLOEXEC) : -1;
    if (fd < 0) {
        (void)fputs("usage: bare FILE.gz   (one member)\n", stderr);
        return 2;
    }
    const bool is_good = digest_both(fd);
    (void)close(fd);
    return is_good ? 0 : 1;
}
