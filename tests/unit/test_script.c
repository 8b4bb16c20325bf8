#include "blob/script.h"

#include <criterion/criterion.h>
#include <string.h>

static void read_line(og_arena *arena, const char *text, size_t length, og_file_facts *facts)
{
    *facts = (og_file_facts){.format = OG_FORMAT_SCRIPT};
    cr_assert(og_script_read(arena, (const uint8_t *)text, length, facts));
}

Test(script, reads_the_line_as_the_kernel_does)
{
    static const struct {
        const char *text, *interpreter, *argument;
        bool has_carriage_return;
    } rows[] = {
        {"#!/bin/sh\n", "/bin/sh", NULL, false},
        {"#!/bin/sh\necho", "/bin/sh", NULL, false},
        {"#!/bin/sh", "/bin/sh", NULL, false},
        {"#! \t/bin/sh \t\n", "/bin/sh", NULL, false},
        {"#!/bin/sh -e\n", "/bin/sh", "-e", false},
        {"#!/bin/sh  -e  -x \t\n", "/bin/sh", "-e  -x", false},
        {"#!/bin/sh\t-e\n", "/bin/sh", "-e", false},
        {"#!/usr/bin/env python3\n", "/usr/bin/env", "python3", false},
        {"#!bin/sh\n", "bin/sh", NULL, false},
        {"#!/bin/sh\r\n", "/bin/sh", NULL, true},
        {"#!/bin/sh -e\r\n", "/bin/sh", "-e", true},
        {"#!/bin/sh \r\n", "/bin/sh", NULL, true},
        {"#!/bin/s\rh\n", "/bin/s\rh", NULL, false},
        {"#!\r\n", "", NULL, true},
        {"#!\n", "", NULL, false},
        {"#!", "", NULL, false},
        {"#! \t \n", "", NULL, false},
        /* without a newline nothing is cut at the end */
        {"#!/bin/sh -e ", "/bin/sh", "-e ", false},
        {"#!/bin/sh ", "/bin/sh", "", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        og_arena arena;
        og_file_facts facts;
        og_arena_init(&arena);
        read_line(&arena, rows[i].text, strlen(rows[i].text), &facts);
        cr_expect_str_eq(facts.interpreter, rows[i].interpreter, "row %zu: %s", i,
                         facts.interpreter);
        cr_expect_eq(facts.has_carriage_return, rows[i].has_carriage_return, "row %zu", i);
        cr_expect_eq(facts.argument == NULL, rows[i].argument == NULL, "row %zu", i);
        if (facts.argument != NULL && rows[i].argument != NULL)
            cr_expect_str_eq(facts.argument, rows[i].argument, "row %zu", i);
        og_arena_fini(&arena);
    }
}

Test(script, ends_at_a_nul)
{
    og_arena arena;
    og_file_facts facts;
    og_arena_init(&arena);
    read_line(&arena, "#!/bin/sh\0 -e\n", 14, &facts);
    cr_expect_str_eq(facts.interpreter, "/bin/sh");
    cr_expect_null(facts.argument);
    read_line(&arena, "#!/bin/sh -e\0x\n", 15, &facts);
    cr_expect_str_eq(facts.argument, "-e");
    og_arena_fini(&arena);
}

/* "#!" and a name, or a name and an argument, of this length in all, then a newline. */
Test(script, refuses_a_name_that_may_be_cut)
{
    static const struct {
        size_t length, blank; /* blank: where there is one, 0: nowhere */
        size_t name, argument;
    } rows[] = {
        {255, 0, 253, 0},   /* the newline is the last of 256 bytes */
        {256, 0, 0, 0},     /* it is the first that is not seen: refused */
        {300, 254, 252, 0}, /* a blank shows that the name is whole */
        {300, 255, 253, 0}, /* the last place where one is seen */
        {300, 256, 0, 0},   /* refused */
        {255, 12, 10, 242}, /* a long argument is taken */
        {300, 12, 10, 242}, /* and cut without a word */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[400];
        og_arena arena;
        og_file_facts facts;
        memset(text, 'a', sizeof text);
        memcpy(text, "#!", 2);
        if (rows[i].blank > 0)
            text[rows[i].blank] = ' ';
        text[rows[i].length] = '\n';
        og_arena_init(&arena);
        read_line(&arena, text, rows[i].length + 1, &facts);
        cr_expect_eq(strlen(facts.interpreter), rows[i].name, "row %zu: %zu", i,
                     strlen(facts.interpreter));
        cr_expect_eq(facts.argument == NULL ? 0 : strlen(facts.argument), rows[i].argument,
                     "row %zu", i);
        og_arena_fini(&arena);
    }
}
