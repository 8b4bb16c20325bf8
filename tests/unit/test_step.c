#include "render/step.h"

#include <criterion/criterion.h>

#define DIGEST "a6294cc484d6610c19f2e4eda2235c09ee5f401313afb7afd37fa8be08effafa"

static const struct {
    const char *created_by, *expected;
} cases[] = {
    {"", ""},
    {"   ", ""},
    {"RUN make", "RUN make"},
    {"COPY . /app # buildkit", "COPY . /app"},
    {" # buildkit", ""},
    {"# buildkit", "# buildkit"},
    {"/bin/sh -c #(nop) COPY dir:3f in /var/task ", "COPY dir:3f in /var/task"},
    {"/bin/sh -c #(nop)  CMD [\"bash\"]", "CMD [\"bash\"]"},
    {"/bin/sh -c apt-get update", "RUN apt-get update"},
    {"/bin/sh -c ", "RUN "},
    {"RUN /bin/sh -c apt-get update # buildkit", "RUN apt-get update"},
    {"|1 V=1 /bin/sh -c make", "RUN make"},
    {"RUN |2 V=1 NAME=a b /bin/sh -c make # buildkit", "RUN make"},
    {"RUN |1 V=1 make # buildkit", "RUN |1 V=1 make"},
    {"|1 V=1 /bin/sh", "|1 V=1 /bin/sh"},
    {"RUN a   &&     b", "RUN a && b"},
    {"RUN a;\\x0a\\x09\\x09b\\x0d", "RUN a; b"},
    {"RUN a\\x0", "RUN a\\x0"},
    {"RUN a\\x1b[2J", "RUN a\\x1b[2J"},
    {"ADD file:" DIGEST " in / ", "ADD file:a6294cc484d6 in /"},
    {"ADD " DIGEST DIGEST " /", "ADD a6294cc484d6 /"},
    {"ADD 0123456789abcdef0123456789abcde /", "ADD 0123456789abcdef0123456789abcde /"},
    {"ADD 0123456789abcdef0123456789abcdef /", "ADD 0123456789ab /"},
};

Test(step, is_what_stands_in_the_dockerfile)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        og_buf out;
        og_buf_init(&out);
        og_step_text(&out, cases[i].created_by);
        cr_expect_str_eq(og_buf_string(&out), cases[i].expected, "%s: %s", cases[i].created_by,
                         og_buf_string(&out));
        og_buf_fini(&out);
    }
}
