#include "base/error.h"
#include "base/utf8.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

Test(error, keeps_the_first_cause)
{
    ocigate_error error = {0};
    cr_expect_eq(og_fail(&error, OCIGATE_ERROR_READ, 0, "first %d", 1), OCIGATE_ERROR_READ);
    cr_expect_eq(og_fail(&error, OCIGATE_ERROR_MEMORY, 0, "second"), OCIGATE_ERROR_MEMORY);
    cr_expect_eq(error.status, OCIGATE_ERROR_READ);
    cr_expect_str_eq(error.text, "first 1");
}

Test(error, needs_no_place_to_write_to)
{
    cr_expect_eq(og_fail(NULL, OCIGATE_ERROR_OPEN, ENOENT, "%s", "x"), OCIGATE_ERROR_OPEN);
    cr_expect_eq(og_fail_memory(NULL), OCIGATE_ERROR_MEMORY);
}

Test(error, says_what_the_system_said)
{
    ocigate_error error = {0};
    (void)og_fail(&error, OCIGATE_ERROR_OPEN, ENOENT, "app.tar");
    cr_expect_eq(error.system_error, ENOENT);
    cr_expect_str_eq(error.text, "app.tar: No such file or directory");
}

Test(error, is_one_printable_line)
{
    ocigate_error error = {0};
    (void)og_fail(&error, OCIGATE_ERROR_OPEN, 0, "%s", "a\nb\x1b[2J\xff");
    cr_expect_str_eq(error.text, "a\\x0ab\\x1b[2J\\xff");
}

Test(error, is_cut_between_characters_to_fit)
{
    for (size_t shift = 0; shift < 4; shift++) {
        char text[600] = "";
        memset(text, 'x', shift);
        for (size_t i = shift; i + 3 < sizeof text; i += 3)
            memcpy(text + i, "\xe6\x97\xa5", 4);
        ocigate_error error = {0};
        (void)og_fail(&error, OCIGATE_ERROR_OPEN, 0, "%s", text);
        const size_t length = strlen(error.text);
        cr_expect_lt(length, sizeof error.text);
        cr_expect_gt(length, sizeof error.text - 4);
        cr_expect(og_utf8_is_valid(error.text, length), "%zu", shift);
    }
}

Test(error, fits_exactly_at_the_limit)
{
    for (size_t length = OCIGATE_ERROR_TEXT_SIZE - 2; length <= OCIGATE_ERROR_TEXT_SIZE; length++) {
        char text[300] = "";
        memset(text, 'x', length);
        ocigate_error error = {0};
        (void)og_fail(&error, OCIGATE_ERROR_OPEN, 0, "%s", text);
        const size_t most = OCIGATE_ERROR_TEXT_SIZE - 1;
        cr_expect_eq(strlen(error.text), length < most ? length : most);
    }
}

Test(error, says_what_the_system_said_even_after_a_long_name)
{
    char text[3000];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    ocigate_error error = {0};
    (void)og_fail(&error, OCIGATE_ERROR_OPEN, ENOENT, "%s", text);
    cr_expect_eq(strlen(error.text), OCIGATE_ERROR_TEXT_SIZE - 1u);
    cr_expect_eq(error.system_error, ENOENT);
}

Test(error, has_a_name_for_every_status)
{
    for (int status = 0; status >= OCIGATE_ERROR_INTERNAL; status--)
        cr_expect_str_neq(ocigate_status_name((ocigate_status)status), "unknown status");
    cr_expect_str_eq(ocigate_status_name((ocigate_status)1), "unknown status");
    cr_expect_str_eq(ocigate_status_name((ocigate_status)-9), "unknown status");
}

static ocigate_status try_once(ocigate_status status, int *after)
{
    OG_TRY(status);
    *after = 1;
    return OCIGATE_OK;
}

Test(error, is_handed_on_at_once)
{
    int after = 0;
    cr_expect_eq(try_once(OCIGATE_ERROR_READ, &after), OCIGATE_ERROR_READ);
    cr_expect_eq(after, 0);
    cr_expect_eq(try_once(OCIGATE_OK, &after), OCIGATE_OK);
    cr_expect_eq(after, 1);
}
