#include "base/digest.h"

#include <criterion/criterion.h>
#include <string.h>

#define HEX64 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

Test(digest, tells_good_malformed_and_unsupported_apart)
{
    static const struct {
        const char *text;
        og_digest_form form;
    } cases[] = {
        {"sha256:" HEX64, OG_DIGEST_GOOD},
        {"sha512:" HEX64 HEX64, OG_DIGEST_GOOD},
        {"", OG_DIGEST_MALFORMED},
        {":", OG_DIGEST_MALFORMED},
        {"sha256", OG_DIGEST_MALFORMED},
        {"sha256:", OG_DIGEST_MALFORMED},
        {":" HEX64, OG_DIGEST_MALFORMED},
        {HEX64, OG_DIGEST_MALFORMED},
        {"sha256:" HEX64 "0", OG_DIGEST_MALFORMED},
        {"sha256:0" HEX64 "1", OG_DIGEST_MALFORMED},
        {"sha256:123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
         OG_DIGEST_MALFORMED},
        {"sha512:" HEX64, OG_DIGEST_MALFORMED},
        {"sha256:" HEX64 HEX64, OG_DIGEST_MALFORMED},
        {"sha256:0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef",
         OG_DIGEST_MALFORMED},
        {"sha256:0123456789abcdeg0123456789abcdef0123456789abcdef0123456789abcdef",
         OG_DIGEST_MALFORMED},
        {"SHA256:" HEX64, OG_DIGEST_MALFORMED},
        {"sha256:../../../../etc/passwd", OG_DIGEST_MALFORMED},
        {"sha256:" HEX64 "\n", OG_DIGEST_MALFORMED},
        {" sha256:" HEX64, OG_DIGEST_MALFORMED},
        {"sha256 :" HEX64, OG_DIGEST_MALFORMED},
        {"sha256::" HEX64, OG_DIGEST_MALFORMED},
        {"+sha256:" HEX64, OG_DIGEST_MALFORMED},
        {"sha256+:" HEX64, OG_DIGEST_MALFORMED},
        {"sha--256:abc", OG_DIGEST_MALFORMED},
        {"sha384:" HEX64, OG_DIGEST_UNSUPPORTED},
        {"md5:d41d8cd98f00b204e9800998ecf8427e", OG_DIGEST_UNSUPPORTED},
        {"multihash+base58:QmRZxt2b1FVZPNqd8hsiykDL3TdBDeTSPX9Kv46HmX4Gx8", OG_DIGEST_UNSUPPORTED},
        {"sha256+b64u:LCa0a2j_xo_5m0U8HTBBNBNCLXBkg7-g-YpeiGJm564", OG_DIGEST_UNSUPPORTED},
        {"sha25:" HEX64, OG_DIGEST_UNSUPPORTED},
        {"sha2566:" HEX64, OG_DIGEST_UNSUPPORTED},
        {"blake3:" HEX64, OG_DIGEST_UNSUPPORTED},
        {"a:=", OG_DIGEST_UNSUPPORTED},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        og_digest digest = {.algorithm = OG_SHA512, .bytes = {7}};
        cr_expect_eq(og_digest_parse(cases[i].text, strlen(cases[i].text), &digest), cases[i].form,
                     "%s", cases[i].text);
        if (cases[i].form != OG_DIGEST_GOOD)
            cr_expect(digest.algorithm == OG_SHA512 && digest.bytes[0] == 7, "%s is written",
                      cases[i].text);
    }
}

Test(digest, does_not_stop_at_a_nul)
{
    og_digest digest;
    char text[80] = "sha256:" HEX64;
    cr_expect_eq(og_digest_parse(text, 71, &digest), OG_DIGEST_GOOD);
    cr_expect_eq(og_digest_parse(text, 72, &digest), OG_DIGEST_MALFORMED);
    cr_expect_eq(og_digest_parse(text, 70, &digest), OG_DIGEST_MALFORMED);
    text[3] = '\0';
    cr_expect_eq(og_digest_parse(text, 71, &digest), OG_DIGEST_MALFORMED);
    cr_expect_eq(og_digest_parse(NULL, 0, &digest), OG_DIGEST_MALFORMED);
}

/* A set of characters that is searched with its NUL would take one more. */
Test(digest, takes_no_nul_for_a_separator)
{
    og_digest digest;
    cr_expect_eq(og_digest_parse("a\0b:cc", 6, &digest), OG_DIGEST_MALFORMED);
    cr_expect_eq(og_digest_parse("ab:c\0c", 6, &digest), OG_DIGEST_MALFORMED);
}

Test(digest, is_written_as_it_was_read)
{
    static const char *const texts[] = {"sha256:" HEX64, "sha512:" HEX64 HEX64};
    for (size_t i = 0; i < 2; i++) {
        og_digest digest;
        char text[OG_DIGEST_TEXT_SIZE];
        cr_assert_eq(og_digest_parse(texts[i], strlen(texts[i]), &digest), OG_DIGEST_GOOD);
        og_digest_format(&digest, text);
        cr_expect_str_eq(text, texts[i]);
    }
    char text[OG_DIGEST_TEXT_SIZE] = "x";
    og_digest_format(&(og_digest){0}, text);
    cr_expect_str_eq(text, "");
}

Test(digest, is_read_from_the_path_of_a_blob)
{
    static const struct {
        const char *path;
        og_algorithm algorithm;
    } cases[] = {
        {"blobs/sha256/" HEX64, OG_SHA256},
        {"blobs/sha512/" HEX64 HEX64, OG_SHA512},
        {"blobs/sha512/" HEX64, OG_ALGORITHM_NONE},
        {"blobs/md5/" HEX64, OG_ALGORITHM_NONE},
        {"blobs/sha256:" HEX64, OG_ALGORITHM_NONE},
        {"blobs/sha256/x/" HEX64, OG_ALGORITHM_NONE},
        {"blobs/sha256/" HEX64 ".json", OG_ALGORITHM_NONE},
        {"blobs/sha512/" HEX64 HEX64 "0", OG_ALGORITHM_NONE},
        {"blobs/", OG_ALGORITHM_NONE},
        {"./blobs/sha256/" HEX64, OG_ALGORITHM_NONE},
        {"sha256/" HEX64, OG_ALGORITHM_NONE},
        {"", OG_ALGORITHM_NONE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        og_digest digest = {0};
        cr_expect_eq(og_digest_of_blob_path(cases[i].path, &digest),
                     cases[i].algorithm != OG_ALGORITHM_NONE, "%s", cases[i].path);
        cr_expect_eq(digest.algorithm, cases[i].algorithm, "%s", cases[i].path);
    }
}

Test(digest, equals_only_the_same_algorithm_and_bytes)
{
    const og_digest none = {0};
    const og_digest a = {.algorithm = OG_SHA256, .bytes = {1}};
    const og_digest b = {.algorithm = OG_SHA256, .bytes = {[31] = 1}};
    const og_digest c = {.algorithm = OG_SHA512, .bytes = {1}};
    cr_expect(og_digest_equal(&a, &a));
    cr_expect_not(og_digest_equal(&a, &b));
    cr_expect_not(og_digest_equal(&a, &c));
    cr_expect_not(og_digest_equal(&none, &none));
    cr_expect_not(og_digest_equal(&a, &none));
}

Test(digest, knows_its_algorithms)
{
    cr_expect_str_eq(og_algorithm_name(OG_SHA256), "sha256");
    cr_expect_str_eq(og_algorithm_name(OG_SHA512), "sha512");
    cr_expect_null(og_algorithm_name(OG_ALGORITHM_NONE));
    cr_expect_null(og_algorithm_name((og_algorithm)3));
    cr_expect_eq(og_algorithm_size(OG_SHA256), 32u);
    cr_expect_eq(og_algorithm_size(OG_SHA512), 64u);
    cr_expect_eq(og_algorithm_size(OG_ALGORITHM_NONE), 0u);
    cr_expect_eq(og_algorithm_find("sha512", 6), OG_SHA512);
    cr_expect_eq(og_algorithm_find("sha512", 5), OG_ALGORITHM_NONE);
    cr_expect_eq(og_algorithm_find("", 0), OG_ALGORITHM_NONE);
}
