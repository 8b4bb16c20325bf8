#include "blob/tar_pax.h"

#include "support/tar_builder.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct parsed {
    const char *name;
    const char *body;
    size_t length;
    const char *field; /* NULL: good */
    og_defect_kind kind;
} parsed;

#define REFUSED(name, body, field)                                                                 \
    {                                                                                              \
        name, body, sizeof(body) - 1, field, OG_DEFECT_TAR_AMBIGUOUS                               \
    }
#define SPARSE(name, body, field)                                                                  \
    {                                                                                              \
        name, body, sizeof(body) - 1, field, OG_DEFECT_TAR_SPARSE                                  \
    }
#define GOOD(name, body)                                                                           \
    {                                                                                              \
        name, body, sizeof(body) - 1, NULL, OG_DEFECT_TAR_AMBIGUOUS                                \
    }

static const parsed cases[] = {
    GOOD("a path", "9 path=a\n"),
    GOOD("the shortest record", "5 k=\n"),
    GOOD("a value with a newline", "9 k=a\nbc\n"),
    GOOD("a value with an equals sign", "9 k=a=bc\n"),
    GOOD("a value with a NUL", "7 k=a\0\n"),
    GOOD("an attribute with NULs", "23 SCHILY.xattr.k=a\0b\0\n"),
    GOOD("a path that is no UTF-8", "11 path=\xff\xfe\n"),
    GOOD("two keys of which one begins the other", "9 path=a\n11 path2=b\n"),
    /* records */
    REFUSED("a length above what is there", "99 path=zz\n", "pax"),
    REFUSED("a length one too long", "10 path=\n", "pax"),
    REFUSED("a length one too short", "8 path=a\n", "pax"),
    REFUSED("a length of 0", "0 path=a\n", "pax"),
    REFUSED("a leading zero", "09 path=a\n", "pax"),
    REFUSED("a plus", "+9 path=a\n", "pax"),
    REFUSED("a minus", "-9 path=a\n", "pax"),
    REFUSED("a leading space", " 9 path=a\n", "pax"),
    REFUSED("no length", "path=a\n", "pax"),
    REFUSED("a length alone", "4", "pax"),
    REFUSED("a tab behind the length", "8\tpath=a\n", "pax"),
    REFUSED("a length of 30 digits", "100000000000000000000000000000 k=\n", "pax"),
    REFUSED("no newline", "8 path=aX", "pax"),
    REFUSED("no equals sign", "8 pathab\n", "pax"),
    REFUSED("no key", "5 =ab\n", "pax"),
    REFUSED("no key and no value", "4 =\n", "pax"),
    REFUSED("a NUL in a key", "7 k\0y=\n", "pax"),
    REFUSED("a NUL behind the records", "9 path=a\n\0", "pax"),
    REFUSED("a newline behind the records", "9 path=a\n\n", "pax"),
    REFUSED("half a second record", "9 path=a\n9 pat", "pax"),
    /* keys twice */
    REFUSED("path twice", "9 path=a\n9 path=b\n", "pax"),
    REFUSED("path twice, the same", "9 path=a\n9 path=a\n", "pax"),
    REFUSED("comment twice, apart", "6 c=a\n6 d=b\n6 c=e\n", "pax"),
    /* names */
    REFUSED("an empty path", "8 path=\n", "pax path"),
    REFUSED("an empty linkpath", "13 linkpath=\n", "pax linkpath"),
    REFUSED("a NUL in a path", "18 path=good\0evil\n", "pax path"),
    REFUSED("a NUL at the end of a path", "11 path=a\0\n", "pax path"),
    REFUSED("a NUL in a linkpath", "15 linkpath=a\0\n", "pax linkpath"),
    REFUSED("a NUL in a user name", "12 uname=a\0\n", "pax uname"),
    REFUSED("a NUL in a group name", "12 gname=a\0\n", "pax gname"),
    GOOD("an empty user name", "9 uname=\n"),
    /* numbers */
    GOOD("a size", "9 size=4\n"),
    GOOD("a size with zeros in front", "11 size=04\n"),
    GOOD("the largest size", "28 size=9223372036854775807\n"),
    REFUSED("one above it", "28 size=9223372036854775808\n", "pax size"),
    REFUSED("a size of 2^64", "29 size=18446744073709551616\n", "pax size"),
    REFUSED("a size of 21 digits", "30 size=100000000000000000000\n", "pax size"),
    REFUSED("an empty size", "8 size=\n", "pax size"),
    REFUSED("letters behind digits", "11 size=4x\n", "pax size"),
    REFUSED("a plus", "11 size=+4\n", "pax size"),
    REFUSED("a minus", "11 size=-4\n", "pax size"),
    REFUSED("a space", "11 size= 4\n", "pax size"),
    REFUSED("hexadecimal", "12 size=0x4\n", "pax size"),
    REFUSED("an underscore", "12 size=1_0\n", "pax size"),
    REFUSED("a fraction", "12 size=4.0\n", "pax size"),
    GOOD("the largest uid", "18 uid=4294967294\n"),
    REFUSED("one above it", "18 uid=4294967295\n", "pax uid"),
    REFUSED("a negative uid", "9 uid=-1\n", "pax uid"),
    GOOD("the largest gid", "18 gid=4294967294\n"),
    REFUSED("one above it", "18 gid=4294967295\n", "pax gid"),
    /* times */
    GOOD("a time", "11 mtime=1\n"),
    GOOD("a time with a fraction", "21 mtime=1.123456789\n"),
    GOOD("a time with a dot alone", "12 mtime=1.\n"),
    GOOD("a time before 1970", "14 mtime=-1.5\n"),
    GOOD("a fraction of 30 digits", "42 mtime=1.123456789012345678901234567890\n"),
    GOOD("the last time", "27 mtime=36028797018963968\n"),
    REFUSED("one second later", "27 mtime=36028797018963969\n", "pax mtime"),
    REFUSED("an exponent", "15 mtime=1e-07\n", "pax mtime"),
    REFUSED("no time", "13 mtime=now\n", "pax mtime"),
    REFUSED("an empty time", "9 mtime=\n", "pax mtime"),
    REFUSED("a sign alone", "11 atime=-\n", "pax atime"),
    REFUSED("two dots", "15 ctime=1.2.3\n", "pax ctime"),
    REFUSED("a fraction alone", "12 ctime=.5\n", "pax ctime"),
    /* character sets */
    GOOD("raw bytes", "21 hdrcharset=BINARY\n"),
    GOOD("UTF-8 by its long name", "38 hdrcharset=ISO-IR 10646 2000 UTF-8\n"),
    REFUSED("another character set", "22 hdrcharset=LATIN-1\n", "pax hdrcharset"),
    /* sparse files */
    SPARSE("a sparse map", "23 GNU.sparse.map=0,1\n\n", "pax GNU.sparse"),
    SPARSE("a sparse version", "22 GNU.sparse.major=1\n", "pax GNU.sparse"),
    SPARSE("a sparse name", "21 GNU.sparse.name=a\n", "pax GNU.sparse"),
    SPARSE("a real size", "21 SCHILY.realsize=1\n", "pax SCHILY.realsize"),
    SPARSE("holes of Solaris", "22 SUN.holesdata= 0 1\n", "pax SUN.holesdata"),
    GOOD("a key that begins alike", "18 GNU.sparsely=1\n"),
};

/* A copy of the exact size, so that a read beyond it is noticed. */
static char *copy_of(const char *body, size_t length)
{
    char *copy = malloc(length > 0 ? length : 1);
    cr_assert_not_null(copy);
    if (length > 0)
        memcpy(copy, body, length);
    return copy;
}

static void init_pax(og_tar_pax *pax)
{
    og_limits limits;
    og_limits_init(&limits);
    og_tar_pax_init(pax, &limits);
}

static void check_cases(const parsed *table, size_t count, bool is_global)
{
    og_tar_pax pax;
    init_pax(&pax);
    for (size_t i = 0; i < count; i++) {
        const parsed *c = &table[i];
        char *body = copy_of(c->body, c->length);
        og_tar_flaw flaw = {0};
        cr_assert(og_tar_pax_read(&pax, body, c->length, is_global, &flaw, NULL) == OCIGATE_OK);
        cr_expect(flaw.is_set == (c->field != NULL), "%s: %s", c->name,
                  flaw.is_set ? flaw.text : "good");
        if (flaw.is_set && c->field != NULL) {
            cr_expect(strcmp(flaw.field, c->field) == 0, "%s: field %s", c->name, flaw.field);
            cr_expect(flaw.kind == c->kind, "%s: kind %d", c->name, flaw.kind);
        }
        free(body);
    }
    og_tar_pax_fini(&pax);
}

Test(tar_pax, reads_exact_records_and_names_the_key_otherwise)
{
    check_cases(cases, sizeof cases / sizeof cases[0], false);
}

static const parsed globals[] = {
    GOOD("the commit of git archive", "52 comment=0123456789012345678901234567890123456789\n"),
    GOOD("a key of an unknown vendor", "16 ACME.build=1\n"),
    REFUSED("a path", "9 path=a\n", "pax global"),
    REFUSED("a linkpath", "14 linkpath=a\n", "pax global"),
    REFUSED("a size", "9 size=1\n", "pax global"),
    REFUSED("an mtime", "11 mtime=1\n", "pax global"),
    REFUSED("a uid", "8 uid=1\n", "pax global"),
    REFUSED("a user name", "11 uname=a\n", "pax global"),
    REFUSED("a character set", "21 hdrcharset=BINARY\n", "pax global"),
    REFUSED("an attribute", "21 SCHILY.xattr.a=bc\n", "pax global"),
    REFUSED("an attribute of libarchive", "24 LIBARCHIVE.xattr.a=b\n", "pax global"),
    REFUSED("a label of GNU tar", "22 GNU.volume.label=a\n", "pax global"),
    REFUSED("a vendor without a name", "9 .key=a\n", "pax global"),
    REFUSED("comment twice", "13 comment=a\n13 comment=b\n", "pax"),
    SPARSE("a sparse version", "22 GNU.sparse.major=1\n", "pax GNU.sparse"),
};

Test(tar_pax, takes_only_harmless_keys_in_a_global_header)
{
    check_cases(globals, sizeof globals / sizeof globals[0], true);
}

Test(tar_pax, gives_the_values)
{
    char body[] = "9 path=a\n16 linkpath=b/c\n11 size=42\n10 uid=12\n10 gid=13\n"
                  "43 SCHILY.xattr.security.capability=\1\0\0\2aa\n";
    og_tar_pax pax;
    init_pax(&pax);
    og_tar_flaw flaw = {0};
    cr_assert(og_tar_pax_read(&pax, body, sizeof body - 1, false, &flaw, NULL) == OCIGATE_OK);
    cr_assert(!flaw.is_set, "%s", flaw.text);
    cr_expect_str_eq(pax.path, "a");
    cr_expect_str_eq(pax.link, "b/c");
    cr_expect(pax.path_length == 1 && pax.link_length == 3);
    cr_expect(pax.has_size && pax.size == 42);
    cr_expect(pax.has_uid && pax.uid == 12 && pax.has_gid && pax.gid == 13);
    cr_expect(pax.has_capabilities);
    og_tar_pax_clear(&pax);
    cr_expect(pax.path == NULL && !pax.has_size && !pax.has_capabilities);
    og_tar_pax_fini(&pax);
}

/* 150,000 keys, all different but for the last: no comparison of each with each. */
Test(tar_pax, finds_a_key_twice_among_many, .timeout = 30)
{
    for (int has_twice = 0; has_twice < 2; has_twice++) {
        og_buf body;
        og_buf_init(&body);
        for (unsigned i = 0; i < 150000; i++) {
            char key[16];
            (void)snprintf(key, sizeof key, "k%u", i);
            test_tar_record(&body, key, "", 0);
        }
        test_tar_record(&body, has_twice ? "k77777" : "another", "", 0);
        og_tar_pax pax;
        init_pax(&pax);
        og_tar_flaw flaw = {0};
        cr_assert(og_tar_pax_read(&pax, body.data, body.length, false, &flaw, NULL) == OCIGATE_OK);
        cr_expect(flaw.is_set == (has_twice == 1));
        og_tar_pax_fini(&pax);
        og_buf_fini(&body);
    }
}

Test(tar_pax, refuses_every_cut_that_is_not_between_records)
{
    static const char whole[] = "9 path=a\n13 comment=a\n9 size=1\n";
    og_tar_pax pax;
    init_pax(&pax);
    for (size_t length = 0; length < sizeof whole - 1; length++) {
        char *body = copy_of(whole, length);
        og_tar_flaw flaw = {0};
        cr_assert(og_tar_pax_read(&pax, body, length, false, &flaw, NULL) == OCIGATE_OK);
        const bool is_between = length == 0 || length == 9 || length == 22;
        cr_expect(flaw.is_set == !is_between, "%zu bytes", length);
        free(body);
    }
    og_tar_pax_fini(&pax);
}

typedef struct attribute {
    const char *name;
    const char *prefix;
    size_t name_bytes, value_bytes, count;
    const char *limit; /* NULL: good */
} attribute;

#define SCHILY "SCHILY.xattr."
#define LIBARCHIVE "LIBARCHIVE.xattr."

static const attribute attributes[] = {
    {"a name at the limit", SCHILY, 255, 1, 1, NULL},
    {"a name above the limit", SCHILY, 256, 1, 1, "xattr-name-bytes"},
    {"a name at the limit, libarchive", LIBARCHIVE, 255, 1, 1, NULL},
    {"a name above the limit, libarchive", LIBARCHIVE, 256, 1, 1, "xattr-name-bytes"},
    {"a value at the limit", SCHILY, 9, 65536, 1, NULL},
    {"a value above the limit", SCHILY, 9, 65537, 1, "xattr-value-bytes"},
    /* 65,536 bytes are 87,382 digits of base 64, 65,537 are 87,383 */
    {"a value at the limit, libarchive", LIBARCHIVE, 9, 87382, 1, NULL},
    {"a value above the limit, libarchive", LIBARCHIVE, 9, 87383, 1, "xattr-value-bytes"},
    {"names at the limit", SCHILY, 7, 1, 8192, NULL},
    {"names above the limit", SCHILY, 7, 1, 8193, "xattr-list-bytes"},
    {"names above the limit, libarchive", LIBARCHIVE, 7, 1, 8193, "xattr-list-bytes"},
    {"no attributes", "ACME.xattr.", 300, 70000, 2, NULL},
};

static void add_attributes(const attribute *a, og_buf *body)
{
    char key[400];
    char *value = malloc(a->value_bytes);
    cr_assert_not_null(value);
    memset(value, 'v', a->value_bytes);
    const size_t prefix = strlen(a->prefix);
    memcpy(key, a->prefix, prefix);
    for (size_t i = 0; i < a->count; i++) {
        memset(key + prefix, 'n', a->name_bytes);
        char digits[8];
        const int length = snprintf(digits, sizeof digits, "%zu", i);
        memcpy(key + prefix, digits, (size_t)length);
        key[prefix + a->name_bytes] = '\0';
        test_tar_record(body, key, value, a->value_bytes);
    }
    free(value);
}

Test(tar_pax, bounds_extended_attributes_as_the_kernel_does)
{
    for (size_t i = 0; i < sizeof attributes / sizeof attributes[0]; i++) {
        const attribute *a = &attributes[i];
        og_buf body;
        og_buf_init(&body);
        add_attributes(a, &body);
        og_tar_pax pax;
        init_pax(&pax);
        og_tar_flaw flaw = {0};
        cr_assert(og_tar_pax_read(&pax, body.data, body.length, false, &flaw, NULL) == OCIGATE_OK);
        cr_expect(flaw.is_set == (a->limit != NULL), "%s: %s", a->name, flaw.text);
        if (flaw.is_set && a->limit != NULL) {
            cr_expect(flaw.kind == OG_DEFECT_LIMIT, "%s", a->name);
            cr_expect(strstr(flaw.text, a->limit) != NULL, "%s: %s", a->name, flaw.text);
            cr_expect(flaw.expected[0] != '\0' && flaw.found[0] != '\0', "%s", a->name);
        }
        og_tar_pax_fini(&pax);
        og_buf_fini(&body);
    }
}

/* Both forms of bsdtar side by side are each within the limit of names; the next header begins
   anew; percent signs and padding are not counted. */
Test(tar_pax, counts_each_form_of_attributes_by_itself)
{
    static const attribute full[] = {{"", SCHILY, 7, 1, 8192, NULL},
                                     {"", LIBARCHIVE, 7, 1, 8192, NULL}};
    og_buf body;
    og_buf_init(&body);
    add_attributes(&full[0], &body);
    add_attributes(&full[1], &body);
    og_tar_pax pax;
    init_pax(&pax);
    og_tar_flaw flaw = {0};
    for (int i = 0; i < 2; i++) {
        cr_assert(og_tar_pax_read(&pax, body.data, body.length, false, &flaw, NULL) == OCIGATE_OK);
        cr_expect(!flaw.is_set, "%s", flaw.text);
    }
    og_buf_clear(&body);
    char key[18 + 3 * 255] = LIBARCHIVE;
    for (size_t i = 0; i < 255; i++)
        memcpy(key + strlen(LIBARCHIVE) + 3 * i, "%3d", 4);
    test_tar_record(&body, key, "YQ==", 4);
    cr_assert(og_tar_pax_read(&pax, body.data, body.length, false, &flaw, NULL) == OCIGATE_OK);
    cr_expect(!flaw.is_set, "%s", flaw.text);
    og_tar_pax_fini(&pax);
    og_buf_fini(&body);
}
