#include "document/reference.h"

#include "document_support.h"

#define HEX64 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define TEN "aaaaaaaaaa"
#define FIFTY TEN TEN TEN TEN TEN
#define TAG_127 FIFTY FIFTY TEN TEN "aaaaaaa"
#define PATH_254 FIFTY FIFTY FIFTY FIFTY FIFTY "aaaa"

Test(reference, knows_a_repo_tag)
{
    static const struct {
        const char *text;
        bool is_good;
    } cases[] = {
        {"app:1", true},
        {"u/app:latest", true},
        {"docker.io/library/app:1", true},
        {"localhost/app:1", true},
        {"localhost:5000/app:1", true},
        {"registry.example.com:443/a/b/c:v1.0_x-y", true},
        {"Registry.Example/app:1", true},
        {"123456789012.dkr.ecr.eu-central-1.amazonaws.com/app:1", true},
        {"[::1]:5000/app:1", true},
        {"[fe80::1]/app:1", true},
        {"x/a.b_c__d--e/f---g:1", true},
        {"a.b_c/x:1", false}, /* a first component with a dot is a registry */
        {"app:_", true},
        {"app:" TAG_127 "a", true},
        {"app:" TAG_127 "aa", false},
        {PATH_254 "a:1", true},
        {PATH_254 "aa:1", false},
        {"registry/" PATH_254 ":1", false},
        {"registry.io/" PATH_254 ":1", true},
        {"", false},
        {"app", false},
        {"app:", false},
        {":1", false},
        {"app:1:2", false},
        {"app:-1", false},
        {"app:.1", false},
        {"app:1+2", false},
        {"App:1", false},
        {"u/App:1", false},
        {"REPO/app:1", true}, /* an upper-case first component is a registry */
        {"a//b:1", false},
        {"/a:1", false},
        {"a/:1", false},
        {"a..b:1", false},
        {"a___b:1", false},
        {"a.-b:1", false},
        {"-a:1", false},
        {"a-:1", false},
        {"a_:1", false},
        {"a b:1", false},
        {"localhost:port/app:1", false},
        {"a.-b.c/app:1", false},
        {"a.b-.c/app:1", false},
        {".a.b/app:1", false},
        {"a.b./app:1", false},
        {"a.b:/app:1", false},
        {"[::1/app:1", false},
        {"[]:1/app:1", false},
        {"[xyz]:1/app:1", false},
        {"app@sha256:" HEX64, false},
        {"app:1@sha256:" HEX64, false},
        {"<none>:<none>", false},
        {"../../etc:1", false},
        {"app:1\n", false},
        {"\xc3\xa9:1", false},
        {"https://registry.io/app:1", false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        cr_expect_eq(og_reference_is_repo_tag(cases[i].text), cases[i].is_good, "%s",
                     cases[i].text);
}

Test(reference, knows_a_ref_name)
{
    static const struct {
        const char *text;
        bool is_good;
    } cases[] = {
        {"latest", true},
        {"v1.0", true},
        {"V1_x-2", true},
        {"app:1", true},
        {"docker.io/library/app:1", true},
        {"registry.io/u/app", true},
        {"registry.io/app@sha256:" HEX64, true},
        {"registry.io/app:1@sha256:" HEX64, true},
        {"registry.io/app@sha256:12", false},
        {"registry.io/app@", false},
        {"@sha256:" HEX64, false},
        {"a@b@sha256:" HEX64, false},
        {"", false},
        {"v1.0+build", false},
        {"-v1", false},
        {"a b", false},
        {"u/App", false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        cr_expect_eq(og_reference_is_ref_name(cases[i].text), cases[i].is_good, "%s",
                     cases[i].text);
}

Test(reference, shows_the_short_form)
{
    static const struct {
        const char *text;
        const char *familiar;
    } cases[] = {
        {"docker.io/library/app:1", "app:1"},
        {"docker.io/library/app", "app"},
        {"docker.io/u/app:1", "u/app:1"},
        {"index.docker.io/library/app:1", "app:1"},
        {"library/app:1", "app:1"},
        {"docker.io/app:1", "app:1"},
        {"docker.io/library/a/b:1", "library/a/b:1"},
        {"docker.io/library/app@sha256:" HEX64, "app@sha256:" HEX64},
        {"docker.io/localhost/app:1", "docker.io/localhost/app:1"},
        {"localhost/app:1", "localhost/app:1"},
        {"localhost/library/app:1", "localhost/library/app:1"},
        {"registry.docker.io/app:1", "registry.docker.io/app:1"},
        {"app:1", "app:1"},
        {"app", "app"},
        {"docker.io/", "docker.io/"},
        {"docker.io/library/", "library/"},
        {"library/", "library/"},
        {"", ""},
    };
    og_arena arena;
    og_arena_init(&arena);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const char *familiar = og_reference_familiar(&arena, cases[i].text);
        cr_expect_str_eq(familiar, cases[i].familiar, "%s: %s", cases[i].text, familiar);
    }
    og_arena_fini(&arena);
}

Test(reference, finds_the_tag)
{
    static const struct {
        const char *text;
        const char *tag; /* NULL: none */
    } cases[] = {
        {"app:1", "1"},
        {"localhost:5000/app:v2", "v2"},
        {"localhost:5000/app", NULL},
        {"app", NULL},
        {"app:", NULL},
        {"", NULL},
        {"app@sha256:" HEX64, NULL},
        {"app:1@sha256:" HEX64, NULL},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const char *tag = og_reference_tag(cases[i].text);
        if (cases[i].tag == NULL)
            cr_expect_null(tag, "%s", cases[i].text);
        else
            cr_expect_str_eq(tag, cases[i].tag, "%s", cases[i].text);
    }
}
