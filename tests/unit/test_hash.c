#include "blob/hash.h"

#include <criterion/criterion.h>
#include <string.h>

static og_hasher *new_hasher(void)
{
    og_hasher *hasher = NULL;
    cr_assert_eq(og_hasher_new(&hasher, NULL), OCIGATE_OK);
    return hasher;
}

/* FIPS 180-4 examples, and the empty input. */
static const struct {
    og_algorithm algorithm;
    const char *input, *digest;
} vectors[] = {
    {OG_SHA256, "", "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {OG_SHA256, "abc", "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {OG_SHA256, "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
     "sha256:248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    {OG_SHA512, "",
     "sha512:cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
     "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e"},
    {OG_SHA512, "abc",
     "sha512:ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
     "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"},
};

Test(hash, gives_the_published_digests)
{
    og_hasher *hasher = new_hasher();
    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
        og_digest digest = {0};
        char text[OG_DIGEST_TEXT_SIZE];
        cr_assert_eq(og_hash_bytes(hasher, vectors[i].algorithm, vectors[i].input,
                                   strlen(vectors[i].input), &digest, NULL),
                     OCIGATE_OK);
        og_digest_format(&digest, text);
        cr_assert_str_eq(text, vectors[i].digest);
    }
    og_hasher_free(hasher);
}

Test(hash, starts_again_and_takes_bytes_one_by_one)
{
    og_hasher *hasher = new_hasher();
    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
        og_hash *hash = NULL;
        cr_assert_eq(og_hash_new(hasher, vectors[i].algorithm, &hash, NULL), OCIGATE_OK);
        cr_assert_eq(og_hash_feed(hash, "dropped", 7, NULL), OCIGATE_OK);
        for (int round = 0; round < 3; round++) {
            og_digest digest = {0};
            char text[OG_DIGEST_TEXT_SIZE];
            cr_assert_eq(og_hash_start(hash, NULL), OCIGATE_OK);
            for (const char *c = vectors[i].input; *c != '\0'; c++)
                cr_assert_eq(og_hash_feed(hash, c, 1, NULL), OCIGATE_OK);
            cr_assert_eq(og_hash_feed(hash, NULL, 0, NULL), OCIGATE_OK);
            cr_assert_eq(og_hash_finish(hash, &digest, NULL), OCIGATE_OK);
            og_digest_format(&digest, text);
            cr_assert_str_eq(text, vectors[i].digest);
        }
        og_hash_free(hash);
    }
    og_hasher_free(hasher);
}

Test(hash, refuses_no_algorithm_and_bytes_after_the_end)
{
    og_hasher *hasher = new_hasher();
    og_hash *hash = NULL;
    ocigate_error err = {0};
    cr_assert_eq(og_hash_new(hasher, OG_ALGORITHM_NONE, &hash, &err), OCIGATE_ERROR_INTERNAL);
    cr_assert_null(hash);
    cr_assert_eq(err.status, OCIGATE_ERROR_INTERNAL);
    og_digest digest = {0};
    cr_assert_eq(og_hash_new(hasher, OG_SHA256, &hash, NULL), OCIGATE_OK);
    cr_assert_eq(og_hash_finish(hash, &digest, NULL), OCIGATE_OK);
    cr_assert_eq(og_hash_finish(hash, &digest, NULL), OCIGATE_ERROR_INTERNAL);
    og_hash_free(hash);
    og_hash_free(NULL);
    og_hasher_free(hasher);
    og_hasher_free(NULL);
}
