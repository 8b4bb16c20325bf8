/* Values of a config, and configs that are none. */
#include "hostile/hostile.h"

static void env(hostile_fixture *f)
{
    f->image->config.env = f->row->text;
}

static void config(hostile_fixture *f)
{
    f->image->config.raw = f->row->text;
}

#define ROW(row_id, row_name, rules, function, words)                                              \
    {                                                                                              \
        .id = row_id, .name = row_name, .expected = rules, .before = function, .text = words,      \
        .form = TEST_FORM_OCI                                                                      \
    }

static const hostile_row rows[] = {
    ROW("H-144", "*", "env-malformed", env, "[\"*\"]"),
    ROW("H-144", "=x", "env-malformed", env, "[\"=x\"]"),
    ROW("H-144", "PATH", "env-malformed", env, "[\"PATH\"]"),
    ROW("H-144", "a new line in a value", "", env, "[\"A=1\\nB=1\"]"),
    ROW("H-145", "null", "json-invalid", config, "null"),
    ROW("H-145", "[]", "json-type", config, "[]"),
    ROW("H-145", "a string", "json-invalid", config, "\"x\""),
};

const hostile_table hostile_values = HOSTILE_TABLE("values", rows);
